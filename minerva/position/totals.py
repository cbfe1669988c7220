"""The savings of a programme together: by financial year, by workstream, against the target.

The columns of a year are rounded to pence all at once, over the whole programme, so that
savings add up to workstreams and workstreams to the total, and each saving shows the same
figure in every report.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from minerva.dates import FinancialYear
from minerva.position.rounding import Column, Pence, pounds, round_column
from minerva.position.savings import SavingPosition
from minerva.programme import Id, Programme, Target


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


class Shortfall(NamedTuple):
    """A saving that is forecast to bring less than planned in a year: by how much, in pounds."""

    saving: SavingPosition
    year: FinancialYear
    amount: Decimal


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
    years: tuple[FinancialYear, ...],
    chosen: Sequence[Id],
) -> SavingsPosition:
    """Return the savings of some workstreams in some years, rounded so that columns add up.

    The years and the pence are those of the whole programme, whatever is chosen.
    """
    grouped: dict[Id, list[SavingPosition]] = {one.id: [] for one in programme.workstreams}
    for one in everything:
        grouped[one.saving.workstream].append(one)
    by_year = {year.label: _round_year(grouped, year) for year in years}
    savings = tuple(one for id in chosen for one in grouped[id])
    ids = set(chosen)
    return SavingsPosition(
        savings=tuple(one for one in everything if one.saving.workstream in ids),
        years=years,
        lines={
            one.saving.id: {label: year.lines[one.saving.id] for label, year in by_year.items()}
            for one in savings
        },
        workstreams={
            id: _sum(grouped[id], {label: year.workstreams[id] for label, year in by_year.items()})
            for id in chosen
        },
        total=_sum(
            savings,
            {
                label: _total([year.lines[one.saving.id] for one in savings])
                for label, year in by_year.items()
            },
        ),
        target=programme.brief.target,
    )


def shown_shortfall(figures: YearFigures) -> Decimal:
    """Return a shortfall as reports show it: the variance of the year, and a penny at least.

    For figures that are short before they are rounded; rounding may hide a part of a penny.
    """
    return max(-(figures.variance or Decimal(0)), Decimal("0.01"))


class _RoundedYear(NamedTuple):
    lines: Mapping[Id, YearFigures]
    workstreams: Mapping[Id, YearFigures]


def _round_year(
    grouped: Mapping[Id, Sequence[SavingPosition]], year: FinancialYear
) -> _RoundedYear:
    planned, forecast = _columns(grouped, year)
    plan = round_column(planned)
    expect = round_column(forecast, planned, plan)
    lines: dict[Id, YearFigures] = {}
    sums: dict[Id, YearFigures] = {}
    for id, ones in grouped.items():
        for one in ones:
            name = one.saving.id
            realised = one.realised.get(year.label, 0)
            validated = one.validated.get(year.label, 0)
            lines[name] = _figures(
                plan.parts.get(name), expect.parts.get(name), realised, validated
            )
        sums[id] = _total([lines[one.saving.id] for one in ones])
    return _RoundedYear(lines, sums)


def _columns(
    grouped: Mapping[Id, Sequence[SavingPosition]], year: FinancialYear
) -> tuple[Column, Column]:
    """Return what is planned and what is forecast for a year, where it is known."""
    planned: dict[str, dict[str, Pence]] = {}
    forecast: dict[str, dict[str, Pence]] = {}
    for id, ones in grouped.items():
        plan: dict[str, Pence] = {}
        expect: dict[str, Pence] = {}
        for one in ones:
            amount, due = one.planned(year), one.forecast(year)
            if amount is not None:
                plan[one.saving.id] = amount
            if due is not None:
                expect[one.saving.id] = due
        planned[id], forecast[id] = plan, expect
    return planned, forecast


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


def _total(parts: Sequence[YearFigures]) -> YearFigures:
    """Add up figures, each over the parts it is known of; of parts but none known, it is not."""
    return YearFigures(
        planned=_add(parts, [part.planned for part in parts]),
        forecast=_add(parts, [part.forecast for part in parts]),
        realised=sum((part.realised for part in parts), Decimal(0)),
        validated=sum((part.validated for part in parts), Decimal(0)),
        variance=_add(parts, [part.variance for part in parts]),
    )


def _add(parts: Sequence[object], amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known or not parts else None


def _sum(ones: Sequence[SavingPosition], years: Mapping[str, YearFigures]) -> SavingsSum:
    known = [one.full_year for one in ones if one.full_year is not None]
    return SavingsSum(
        full_year=sum(known, Decimal(0)) if known or not ones else None,
        unknown=tuple(one.saving.id for one in ones if one.full_year is None),
        years=years,
    )
