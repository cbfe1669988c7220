"""The savings of a programme together: by financial year, by workstream, against the target.

The columns of a year are rounded to pence all at once, over the whole programme, so that
savings add up to workstreams and workstreams to the total, and each saving shows the same
figure in every report.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, NamedTuple

from minerva.model.dates import FinancialYear
from minerva.model.programme import Id, Programme, Target
from minerva.position.rounding import Column, pounds, round_column
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
        found = []
        short = [(year, self.short[year.label]) for year in self.years]
        anywhere = set().union(*self.short.values())
        for saving in self.savings:
            id = saving.record.id
            if id not in anywhere:
                continue
            for year, ids in short:
                if id in ids:
                    variance = self.lines[id][year.label].variance_pence or 0
                    found.append(Shortfall(saving, year, pounds(max(-variance, 1))))
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


def cumulative(years: Iterable[YearFigures]) -> YearFigures:
    """Return the figures of several financial years added up, each over the years it is known in.

    Sum of the years' planned, of their forecast and so on, in whole pence; negative amounts are
    cost pressures. A figure that is known in none of the years is not known; without years all
    are 0. So the rows of a table of years add up to its total here too.
    """
    return _total(list(years))


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
    rounded = _round_years(grouped, years)
    savings = tuple(saving for id in chosen for saving in grouped[id])
    lines = {
        saving.record.id: dict(zip(rounded, figures, strict=True))
        for id in chosen
        for saving, *figures in zip(
            grouped[id], *[year.figures[id] for year in rounded.values()], strict=True
        )
    }
    ids = set(chosen)
    return SavingsPosition(
        savings=tuple(saving for saving in everything if saving.record.workstream in ids),
        years=years,
        lines=lines,
        workstreams={
            id: _sum(
                grouped[id], {label: _total(year.figures[id]) for label, year in rounded.items()}
            )
            for id in chosen
        },
        total=_sum(
            savings,
            {
                label: _total([figures for id in chosen for figures in year.figures[id]])
                for label, year in rounded.items()
            },
        ),
        target=programme.details.target,
        short={label: year.short for label, year in rounded.items()},
    )


class _RoundedYear(NamedTuple):
    """A year's figures of each saving, by workstream, and the savings that are short in it."""

    figures: Mapping[Id, Sequence[YearFigures]]
    short: Set[Id]


def _round_years(
    grouped: Mapping[Id, Sequence[SavingPosition]], years: tuple[FinancialYear, ...]
) -> dict[str, _RoundedYear]:
    planned = [[saving.planned_in(years) for saving in group] for group in grouped.values()]
    forecast = [[saving.forecast_in(years) for saving in group] for group in grouped.values()]
    return {
        year.label: _round_year(
            grouped,
            year.label,
            [[amounts[number] for amounts in group] for group in planned],
            [[amounts[number] for amounts in group] for group in forecast],
        )
        for number, year in enumerate(years)
    }


def _round_year(
    grouped: Mapping[Id, Sequence[SavingPosition]], label: str, planned: Column, forecast: Column
) -> _RoundedYear:
    """Round what is planned and what is forecast for a year, by workstream in the same order."""
    plan = round_column(planned)
    expect = round_column(forecast, plan)
    figures = {
        id: _figures(group, label, was, due)
        for (id, group), was, due in zip(grouped.items(), plan.parts, expect.parts, strict=True)
    }
    short = {
        saving.record.id
        for group, *amounts in zip(grouped.values(), planned, forecast, strict=True)
        for saving, was, due in zip(group, *amounts, strict=True)
        if was is not None and due is not None and due < was
    }
    return _RoundedYear(figures, short)


def _figures(
    group: Sequence[SavingPosition],
    label: str,
    planned: Sequence[int | None],
    forecast: Sequence[int | None],
) -> list[YearFigures]:
    """Return the figures of each saving of a workstream in a year."""
    columns = (
        planned,
        forecast,
        [saving.realised.get(label, 0) for saving in group],
        [saving.validated.get(label, 0) for saving in group],
        [
            None if was is None or due is None else due - was
            for was, due in zip(planned, forecast, strict=True)
        ],
    )
    return list(map(YearFigures, *columns))


def _total(parts: Sequence[YearFigures]) -> YearFigures:
    """Add up figures, each over the parts it is known of; of parts but none known, it is not."""
    columns: list[tuple[Any, ...]] = list(zip(*parts, strict=True)) or [()] * 5
    planned, forecast, realised, validated, variance = columns
    return YearFigures(_add(planned), _add(forecast), sum(realised), sum(validated), _add(variance))


def _add(amounts: Sequence[int | None]) -> int | None:
    added = [amount for amount in amounts if amount is not None]
    return sum(added) if added or not amounts else None


def _pounds(amount: int | None) -> Decimal | None:
    return None if amount is None else pounds(amount)


def _sum(savings: Sequence[SavingPosition], years: Mapping[str, YearFigures]) -> SavingsSum:
    amounts = [saving.full_year for saving in savings if saving.full_year is not None]
    return SavingsSum(
        full_year=sum(amounts, Decimal(0)) if amounts or not savings else None,
        unknown=tuple(saving.record.id for saving in savings if saving.full_year is None),
        years=years,
    )
