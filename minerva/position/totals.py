"""The savings of a programme together: by financial year, by workstream, against the target.

The columns of a year are rounded to pence all at once, over the whole programme, so that
savings add up to workstreams and workstreams to the total, and each saving shows the same
figure in every report.
"""

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import NamedTuple

from minerva.model.dates import FinancialYear
from minerva.model.programme import Id, Programme, Target
from minerva.position.rounding import Column, Pence, pounds, round_column
from minerva.position.savings import SavingPosition


class YearFigures(NamedTuple):
    """The money of one financial year, in whole pence. None is not known."""

    planned_pence: int | None
    forecast_pence: int | None
    realised_pence: int
    validated_pence: int
    variance_pence: int | None

    @property
    def planned(self) -> Decimal | None:
        """What was planned, in pounds."""
        return _pounds(self.planned_pence)

    @property
    def forecast(self) -> Decimal | None:
        """What is forecast, in pounds."""
        return _pounds(self.forecast_pence)

    @property
    def realised(self) -> Decimal:
        """What has been claimed, in pounds."""
        return pounds(self.realised_pence)

    @property
    def validated(self) -> Decimal:
        """What of it has been validated, in pounds."""
        return pounds(self.validated_pence)

    @property
    def variance(self) -> Decimal | None:
        """Forecast less planned, in pounds; negative is a shortfall.

        Of several together it is the sum of theirs, over those of which both are known.
        """
        return _pounds(self.variance_pence)

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
    """All savings on a day: each one, by workstream, and together.

    `short` has the savings of each year that are forecast under their plan before rounding,
    those of other workstreams too.
    """

    savings: tuple[SavingPosition, ...]
    years: tuple[FinancialYear, ...]
    lines: Mapping[Id, Mapping[str, YearFigures]]
    workstreams: Mapping[Id, SavingsSum]
    total: SavingsSum
    target: Target | None
    short: Mapping[str, Set[Id]]

    @property
    def shortfalls(self) -> Sequence[Shortfall]:
        """What is short of its plan, by saving and year: as the variance shows it.

        That is a penny at least, where rounding hides a part of one.
        """
        penny = Decimal("0.01")
        found = []
        for saving in self.savings:
            id = saving.record.id
            for year in self.years:
                if id in self.short[year.label]:
                    variance = self.lines[id][year.label].variance or Decimal(0)
                    found.append(Shortfall(saving, year, max(-variance, penny)))
        return found

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
    grouped: dict[Id, list[SavingPosition]] = {
        workstream.id: [] for workstream in programme.workstreams
    }
    for saving in everything:
        grouped[saving.record.workstream].append(saving)
    by_year = {year.label: _round_year(grouped, year) for year in years}
    savings = tuple(saving for id in chosen for saving in grouped[id])
    ids = set(chosen)
    return SavingsPosition(
        savings=tuple(saving for saving in everything if saving.record.workstream in ids),
        years=years,
        lines={
            saving.record.id: {
                label: year.lines[saving.record.id] for label, year in by_year.items()
            }
            for saving in savings
        },
        workstreams={
            id: _sum(grouped[id], {label: year.workstreams[id] for label, year in by_year.items()})
            for id in chosen
        },
        total=_sum(
            savings,
            {
                label: _total([year.lines[saving.record.id] for saving in savings])
                for label, year in by_year.items()
            },
        ),
        target=programme.brief.target,
        short={label: year.short for label, year in by_year.items()},
    )


class _RoundedYear(NamedTuple):
    lines: Mapping[Id, YearFigures]
    workstreams: Mapping[Id, YearFigures]
    short: Set[Id]


def _round_year(
    grouped: Mapping[Id, Sequence[SavingPosition]], year: FinancialYear
) -> _RoundedYear:
    planned, forecast = _columns(grouped, year)
    plan = round_column(planned)
    expect = round_column(forecast, planned, plan)
    lines: dict[Id, YearFigures] = {}
    sums: dict[Id, YearFigures] = {}
    for id, group in grouped.items():
        for saving in group:
            name = saving.record.id
            realised = saving.realised.get(year.label, 0)
            validated = saving.validated.get(year.label, 0)
            lines[name] = _figures(
                plan.parts.get(name), expect.parts.get(name), realised, validated
            )
        sums[id] = _total([lines[saving.record.id] for saving in group])
    short = {
        Id(id)
        for workstream, amounts in planned.items()
        for id, amount in amounts.items()
        if forecast[workstream].get(id, amount) < amount
    }
    return _RoundedYear(lines, sums, short)


def _columns(
    grouped: Mapping[Id, Sequence[SavingPosition]], year: FinancialYear
) -> tuple[Column, Column]:
    """Return what is planned and what is forecast for a year, where it is known."""
    planned: dict[str, dict[str, Pence]] = {}
    forecast: dict[str, dict[str, Pence]] = {}
    for id, group in grouped.items():
        plan: dict[str, Pence] = {}
        expect: dict[str, Pence] = {}
        for saving in group:
            amount, due = saving.planned(year), saving.forecast(year)
            if amount is not None:
                plan[saving.record.id] = amount
            if due is not None:
                expect[saving.record.id] = due
        planned[id], forecast[id] = plan, expect
    return planned, forecast


def _figures(
    planned: int | None, forecast: int | None, realised: int, validated: int
) -> YearFigures:
    variance = None if planned is None or forecast is None else forecast - planned
    return YearFigures(planned, forecast, realised, validated, variance)


def _total(parts: Sequence[YearFigures]) -> YearFigures:
    """Add up figures, each over the parts it is known of; of parts but none known, it is not."""
    return YearFigures(
        _add([part.planned_pence for part in parts]),
        _add([part.forecast_pence for part in parts]),
        sum(part.realised_pence for part in parts),
        sum(part.validated_pence for part in parts),
        _add([part.variance_pence for part in parts]),
    )


def _add(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or not amounts else None


def _pounds(amount: int | None) -> Decimal | None:
    return None if amount is None else pounds(amount)


def _sum(savings: Sequence[SavingPosition], years: Mapping[str, YearFigures]) -> SavingsSum:
    known = [saving.full_year for saving in savings if saving.full_year is not None]
    return SavingsSum(
        full_year=sum(known, Decimal(0)) if known or not savings else None,
        unknown=tuple(saving.record.id for saving in savings if saving.full_year is None),
        years=years,
    )
