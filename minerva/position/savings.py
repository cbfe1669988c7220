"""What each saving was planned to bring, is forecast to bring and has brought, exactly.

Pure functions and frozen records, in pence that are not rounded yet: `position.totals` does
that, for all savings at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from minerva.model.dates import FinancialYear, Window, single_day, twelfths
from minerva.model.programme import Claim, Id, Programme, Saving, SavingForecast, YearLabel
from minerva.position.milestones import MilestonePosition
from minerva.position.rounding import Pence, pence

Milestones = Mapping[Id, MilestonePosition]


class SavingPosition(NamedTuple):
    """A saving as it was known on a day.

    `realised` is the sum of the claims for a year made by the day, that day included;
    `validated` the part of them that was validated by the day. Both are by the label of the
    year, in pence, without the years that nothing was claimed for.
    """

    record: Saving
    as_of: date
    full_year: Decimal | None
    planned_start: Window | None
    start: Window | None
    stated: SavingForecast | None
    realised: Mapping[str, int]
    validated: Mapping[str, int]
    milestone: MilestonePosition | None
    settled_by: MilestonePosition | None

    @property
    def restated(self) -> bool:
        """Whether anything was restated by the day; `stated` is what was restated last."""
        return self.stated is not None

    def planned(self, year: FinancialYear) -> Pence | None:
        """Return the in-year planned amount, in pence.

        What the plan names for the year; else the first full-year amount x the twelfths of
        the year in effect from the planned start: the day given, or the baseline of the
        milestone it starts with. A one-off falls wholly in the year of its start. None where
        the amount or the start is not known.
        """
        named = self.record.plan.get(YearLabel(year.label))
        if named is not None:
            return pence(named)
        return self._in_effect(self.record.full_year, self.planned_start, year)

    def forecast(self, year: FinancialYear) -> Pence | None:
        """Return the in-year forecast, in pence.

        A year that ended before the day: what was realised. Otherwise the larger of realised
        and the full-year amount as last stated x the twelfths from the expected start; the
        plan's own amount stands in for the product where the plan names the year and nothing
        was restated. For a cost pressure (a negative amount) the larger is the one further
        below zero. None where the amount or the start is not known.
        """
        named = self.record.plan.get(YearLabel(year.label))
        realised = self.realised.get(year.label, 0)
        if year.last < self.as_of:
            told = named is not None or self.full_year is not None or year.label in self.realised
            return realised if told else None
        due = self.due(year)
        if due is None:
            return None
        pressure = due < 0 or (due == 0 and self.full_year is not None and self.full_year < 0)
        return min(realised, due) if pressure else max(realised, due)

    def due(self, year: FinancialYear) -> Pence | None:
        """Return what the year should still bring, claims apart, in pence; None if not known."""
        named = self.record.plan.get(YearLabel(year.label))
        if named is not None and not self.restated:
            return pence(named)
        return self._in_effect(self.full_year, self.start, year)

    def _in_effect(
        self, full_year: Decimal | None, starts: Window | None, year: FinancialYear
    ) -> Pence | None:
        if full_year is None or starts is None:
            return None
        start = starts.latest
        if not self.record.recurring:
            return pence(full_year) if year.first <= start <= year.last else 0
        if start <= year.first:
            return pence(full_year)
        return pence(full_year) * twelfths(year, start) if start <= year.last else 0


def amount_at(saving: Saving, as_of: date) -> Decimal | None:
    """Return the full-year amount of a saving as last stated by a day; None while not known."""
    said = [
        restatement
        for restatement in saving.forecast
        if restatement.on <= as_of and restatement.full_year is not None
    ]
    return max(reversed(said), key=_when).full_year if said else saving.full_year


def saving_at(saving: Saving, milestones: Milestones, as_of: date) -> SavingPosition:
    """Return a saving as it was known on a day, that day included.

    Amount and start are each as last restated by the day. A saving that starts with a
    milestone starts on its projected date, unless a start was restated.
    """
    said = sorted(
        (restatement for restatement in saving.forecast if restatement.on <= as_of), key=_when
    )
    starts = [restatement.starts for restatement in said if restatement.starts is not None]
    milestone = None if saving.starts_with is None else milestones[saving.starts_with]
    given = None if saving.starts is None else single_day(saving.starts)
    planned = given if milestone is None else milestone.baseline
    expected = given if milestone is None else milestone.projected
    claims = [claim for claim in saving.realised if claim.on <= as_of]
    return SavingPosition(
        record=saving,
        as_of=as_of,
        full_year=amount_at(saving, as_of),
        planned_start=planned,
        start=single_day(starts[-1]) if starts else expected,
        stated=said[-1] if said else None,
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
    for saving in savings:
        named.update(saving.record.plan, saving.realised)
        if saving.record.full_year is not None and saving.planned_start is not None:
            begins.append(starts_on.containing(saving.planned_start.latest))
        if saving.full_year is not None and saving.start is not None:
            year = starts_on.containing(saving.start.latest)
            begins.append(year)
            in_full = saving.start.latest == year.first or not saving.record.recurring
            last.append(year if in_full else starts_on.year(year.first.year + 1))
    years = [starts_on.named(label) for label in named]
    if begins or years:
        first = [*begins, *years]
    if programme.brief.target is not None and programme.brief.target.from_ is not None:
        last.append(starts_on.named(programme.brief.target.from_))
    numbers = range(min(first).first.year, max([*last, *years]).first.year + 1)
    return tuple(starts_on.year(number) for number in numbers)
