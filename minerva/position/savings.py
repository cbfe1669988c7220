"""What each saving was planned to bring, is forecast to bring and has brought, by financial year.

Pure functions and frozen records. Amounts are exact until the columns of a year are rounded
to pence, all at once, so that savings add up to workstreams and workstreams to the total.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from minerva.dates import FinancialYear, twelfths
from minerva.position.milestones import MilestonePosition
from minerva.position.rounding import Pence, apportion, exact_sum, pence, pounds, round_half_up
from minerva.programme import Claim, Id, Programme, Saving, SavingForecast, Target, YearLabel

Milestones = Mapping[Id, MilestonePosition]


class YearFigures(NamedTuple):
    """The money of one financial year, in pounds rounded to pence. None is not known."""

    planned: Decimal | None
    forecast: Decimal | None
    realised: Decimal
    validated: Decimal
    variance: Decimal | None

    @property
    def percent_delivered(self) -> Decimal | None:
        """Realised as a percentage of planned; None where nothing is planned, or not known."""
        return self.realised * 100 / self.planned if self.planned else None


class SavingPosition(NamedTuple):
    """A saving as it was known on a day.

    `realised` is the sum of the claims for a year made by the day, that day included;
    `validated` the part of them that was validated by the day. Both are by the label of the
    year, in pence, without the years that nothing was claimed for.
    """

    saving: Saving
    as_of: date
    full_year: Decimal | None
    planned_start: date | None
    start: date | None
    restated: bool
    realised: Mapping[str, int]
    validated: Mapping[str, int]
    milestone: MilestonePosition | None
    settled_by: MilestonePosition | None

    def planned(self, year: FinancialYear) -> Pence | None:
        """Return the in-year planned amount, in pence.

        What the plan names for the year; else the first full-year amount x the twelfths of
        the year in effect from the planned start: the day given, or the baseline of the
        milestone it starts with. A one-off falls wholly in the year of its start. None where
        the amount or the start is not known.
        """
        named = self.saving.plan.get(YearLabel(year.label))
        if named is not None:
            return pence(named)
        return self._in_effect(self.saving.full_year, self.planned_start, year)

    def forecast(self, year: FinancialYear) -> Pence | None:
        """Return the in-year forecast, in pence.

        A year that ended before the day: what was realised. Otherwise the larger of realised
        and the full-year amount as last stated x the twelfths from the expected start; the
        plan's own amount stands in for the product where the plan names the year and nothing
        was restated. For a cost pressure (a negative amount) the larger is the one further
        below zero. None where the amount or the start is not known.
        """
        realised = self.realised.get(year.label, 0)
        if year.last < self.as_of:
            return None if self.full_year is None and not realised else realised
        named = self.saving.plan.get(YearLabel(year.label))
        if named is not None and not self.restated:
            due: Pence | None = pence(named)
        else:
            due = self._in_effect(self.full_year, self.start, year)
        if due is None:
            return None
        return min(realised, due) if due < 0 else max(realised, due)

    def _in_effect(
        self, full_year: Decimal | None, start: date | None, year: FinancialYear
    ) -> Pence | None:
        if full_year is None or start is None:
            return None
        if not self.saving.recurring:
            return pence(full_year) if year.first <= start <= year.last else 0
        if start <= year.first:
            return pence(full_year)
        return pence(full_year) * twelfths(year, start) if start <= year.last else 0


def saving_at(saving: Saving, milestones: Milestones, as_of: date) -> SavingPosition:
    """Return a saving as it was known on a day, that day included.

    Amount and start are each as last restated by the day. A saving that starts with a
    milestone starts on its expected date, unless a start was restated.
    """
    said = sorted((one for one in saving.forecast if one.on <= as_of), key=_when)
    amounts = [one.full_year for one in said if one.full_year is not None]
    starts = [one.starts for one in said if one.starts is not None]
    milestone = None if saving.starts_with is None else milestones[saving.starts_with]
    planned = saving.starts if milestone is None else milestone.baseline.latest
    expected = saving.starts if milestone is None else milestone.expected.latest
    claims = [claim for claim in saving.realised if claim.on <= as_of]
    return SavingPosition(
        saving=saving,
        as_of=as_of,
        full_year=amounts[-1] if amounts else saving.full_year,
        planned_start=planned,
        start=starts[-1] if starts else expected,
        restated=bool(said),
        realised=_by_year((claim, claim.amount) for claim in claims),
        validated=_by_year(
            (claim, claim.amount if claim.validated.amount is None else claim.validated.amount)
            for claim in claims
            if claim.validated is not None and claim.validated.on <= as_of
        ),
        milestone=milestone,
        settled_by=None if saving.known_with is None else milestones[saving.known_with],
    )


def _when(forecast: SavingForecast) -> date:
    return forecast.on


def _by_year(claims: Iterable[tuple[Claim, Decimal]]) -> Mapping[str, int]:
    years: dict[str, int] = {}
    for claim, amount in claims:
        years[claim.year] = years.get(claim.year, 0) + pence(amount)
    return years


class SavingsSum(NamedTuple):
    """Several savings together. Those whose amount is not known are named, and not in the sum."""

    full_year: Decimal | None
    unknown: tuple[Id, ...]
    years: Mapping[str, YearFigures]

    @property
    def realised(self) -> Decimal:
        """What has been claimed, over all years shown."""
        return sum((year.realised for year in self.years.values()), Decimal(0))

    @property
    def validated(self) -> Decimal:
        """What of it has been validated, over all years shown."""
        return sum((year.validated for year in self.years.values()), Decimal(0))


class SavingsPosition(NamedTuple):
    """All savings on a day: each one, by workstream, and together."""

    savings: tuple[SavingPosition, ...]
    years: tuple[FinancialYear, ...]
    lines: Mapping[Id, Mapping[str, YearFigures]]
    workstreams: Mapping[Id, SavingsSum]
    total: SavingsSum
    target: Target | None

    @property
    def by_workstream(self) -> Mapping[Id, Sequence[SavingPosition]]:
        """The savings of each workstream, in the order of their file."""
        grouped: dict[Id, list[SavingPosition]] = {id: [] for id in self.workstreams}
        for one in self.savings:
            grouped[one.saving.workstream].append(one)
        return grouped

    @property
    def variance(self) -> Decimal | None:
        """Known full-year total less the target: positive is over it. None without either."""
        if self.target is None or self.total.full_year is None:
            return None
        return self.total.full_year - self.target.full_year

    @property
    def percent_of_cost_base(self) -> Decimal | None:
        """Known full-year total as a percentage of the cost base. None without either."""
        base = self.target.cost_base if self.target else None
        return (
            self.total.full_year * 100 / base if self.total.full_year is not None and base else None
        )


def savings_at(
    programme: Programme,
    everything: Sequence[SavingPosition],
    as_of: date,
    workstreams: Sequence[Id],
) -> SavingsPosition:
    """Return the savings of some workstreams on a day, rounded so that columns add up.

    The years are those of the whole programme, whichever workstreams are asked for.
    """
    years = years_shown(programme, everything, as_of)
    chosen: dict[Id, list[SavingPosition]] = {id: [] for id in workstreams}
    for one in everything:
        if one.saving.workstream in chosen:
            chosen[one.saving.workstream].append(one)
    by_year = {year.label: _round_year(chosen, year) for year in years}
    return SavingsPosition(
        savings=tuple(one for one in everything if one.saving.workstream in chosen),
        years=years,
        lines={
            one.saving.id: {
                label: rounded.lines[one.saving.id] for label, rounded in by_year.items()
            }
            for ones in chosen.values()
            for one in ones
        },
        workstreams={
            id: _sum(ones, {label: rounded.workstreams[id] for label, rounded in by_year.items()})
            for id, ones in chosen.items()
        },
        total=_sum(
            [one for ones in chosen.values() for one in ones],
            {label: rounded.total for label, rounded in by_year.items()},
        ),
        target=programme.brief.target,
    )


def years_shown(
    programme: Programme, savings: Sequence[SavingPosition], as_of: date
) -> tuple[FinancialYear, ...]:
    """Return the financial years from the first with any figure to the last that matters.

    The last is the latest of: the year of the day, the first year of the target, any year
    named by a plan or a claim, and the year from which the last known saving is in effect
    in full.
    """
    starts_on = programme.brief.financial_year_starts
    named: set[str] = set()
    first, last = [starts_on.containing(as_of)], [starts_on.containing(as_of)]
    begins: list[FinancialYear] = []
    for one in savings:
        named.update(one.saving.plan, one.realised)
        if one.saving.full_year is not None and one.planned_start is not None:
            begins.append(starts_on.containing(one.planned_start))
        if one.full_year is not None and one.start is not None:
            year = starts_on.containing(one.start)
            begins.append(year)
            in_full = one.start == year.first or not one.saving.recurring
            last.append(year if in_full else starts_on.year(year.first.year + 1))
    years = [starts_on.named(label) for label in named]
    if begins or years:
        first = [*begins, *years]
    if programme.brief.target is not None and programme.brief.target.from_ is not None:
        last.append(starts_on.named(programme.brief.target.from_))
    numbers = range(min(first).first.year, max([*last, *years]).first.year + 1)
    return tuple(starts_on.year(number) for number in numbers)


class _RoundedYear(NamedTuple):
    lines: Mapping[Id, YearFigures]
    workstreams: Mapping[Id, YearFigures]
    total: YearFigures


class _Column(NamedTuple):
    """One figure of one year in whole pence: every line, workstream sum and the total."""

    lines: Mapping[Id, int]
    workstreams: Mapping[Id, int]
    total: int | None


def _round_year(chosen: Mapping[Id, Sequence[SavingPosition]], year: FinancialYear) -> _RoundedYear:
    planned = {id: _known((one, one.planned(year)) for one in ones) for id, ones in chosen.items()}
    forecast = {
        id: _known((one, one.forecast(year)) for one in ones) for id, ones in chosen.items()
    }
    plan = _round_column(planned, planned, None)
    expect = _round_column(forecast, planned, plan)
    lines: dict[Id, YearFigures] = {}
    sums: dict[Id, YearFigures] = {}
    for id, ones in chosen.items():
        for one in ones:
            name = one.saving.id
            claimed = (one.realised.get(year.label, 0), one.validated.get(year.label, 0))
            lines[name] = _figures(plan.lines.get(name), expect.lines.get(name), *claimed)
        own = [lines[one.saving.id] for one in ones]
        sums[id] = _total(plan.workstreams.get(id), expect.workstreams.get(id), own)
    return _RoundedYear(lines, sums, _total(plan.total, expect.total, list(sums.values())))


def _known(figures: Iterable[tuple[SavingPosition, Pence | None]]) -> dict[Id, Pence]:
    return {one.saving.id: amount for one, amount in figures if amount is not None}


def _round_column(
    column: Mapping[Id, Mapping[Id, Pence]],
    other: Mapping[Id, Mapping[Id, Pence]],
    rounded: _Column | None,
) -> _Column:
    """Round a column from the total down. Equal to `other`, an amount is rounded like it."""
    sums: dict[Id, Pence] = {id: exact_sum(lines.values()) for id, lines in column.items() if lines}
    if not sums:
        return _Column({}, {}, None)
    total = round_half_up(exact_sum(sums.values()))
    alike_sums, alike_lines = {}, {}
    if rounded is not None:
        alike_sums = {
            id: rounded.workstreams[id]
            for id, amount in sums.items()
            if other[id] and exact_sum(other[id].values()) == amount
        }
        alike_lines = {
            name: rounded.lines[name]
            for id, lines in column.items()
            for name, amount in lines.items()
            if other[id].get(name) == amount
        }
    workstreams = apportion(total, sums, alike_sums)
    lines: dict[Id, int] = {}
    for id, amount in workstreams.items():
        lines |= apportion(amount, column[id], alike_lines)
    return _Column(lines, workstreams, total)


def _figures(
    planned: int | None, forecast: int | None, realised: int, validated: int
) -> YearFigures:
    variance = None if planned is None or forecast is None else forecast - planned
    return YearFigures(
        planned=None if planned is None else pounds(planned),
        forecast=None if forecast is None else pounds(forecast),
        realised=pounds(realised),
        validated=pounds(validated),
        variance=None if variance is None else pounds(variance),
    )


def _total(planned: int | None, forecast: int | None, parts: Sequence[YearFigures]) -> YearFigures:
    """Put rounded totals over their parts; the variance is the sum of those that are known."""
    variances = [part.variance for part in parts if part.variance is not None]
    nothing = not parts and planned is None
    return YearFigures(
        planned=Decimal(0) if nothing else None if planned is None else pounds(planned),
        forecast=Decimal(0) if nothing else None if forecast is None else pounds(forecast),
        realised=sum((part.realised for part in parts), Decimal(0)),
        validated=sum((part.validated for part in parts), Decimal(0)),
        variance=sum(variances, Decimal(0)) if variances or nothing else None,
    )


def _sum(ones: Sequence[SavingPosition], years: Mapping[str, YearFigures]) -> SavingsSum:
    known = [one.full_year for one in ones if one.full_year is not None]
    return SavingsSum(
        full_year=sum(known, Decimal(0)) if known or not ones else None,
        unknown=tuple(one.saving.id for one in ones if one.full_year is None),
        years=years,
    )
