"""The savings of a programme together: by financial year, by workstream, against the target.

The columns of a year are rounded to pence all at once, over the whole programme, so that
savings add up to workstreams and workstreams to the total, and each saving shows the same
figure in every report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from operator import sub
from typing import Any, NamedTuple

from msgspec import Struct

from minerva.model.dates import FinancialYear
from minerva.model.programme import Id, Programme, Saving, Target
from minerva.position.rounding import Amount, Column, pounds, round_column, tie_within_a_penny
from minerva.position.savings import Figures, SavingPosition
from minerva.position.target import AgainstTarget, against_target


class YearFigures(NamedTuple):
    """The money of one financial year, in whole pence. None is not known."""

    planned_pence: int | None
    forecast_pence: int | None
    realised_pence: int
    validated_pence: int
    variance_pence: int | None
    slipped_pence: int | None
    restated_pence: int | None
    not_realised_pence: int | None
    forecast_of_planned_pence: int | None

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
    def slipped(self) -> Decimal | None:
        """What moved to other years, in pounds; negative is what moved here from others."""
        return _pounds(self.slipped_pence)

    @property
    def restated(self) -> Decimal | None:
        """What was cut by restating amounts, in pounds; negative was added."""
        return _pounds(self.restated_pence)

    @property
    def not_realised(self) -> Decimal | None:
        """What was due and did not come, in pounds; negative came beyond what was due."""
        return _pounds(self.not_realised_pence)

    @property
    def lost(self) -> Decimal | None:
        """Planned less forecast, in pounds: slipped, restated and not realised together."""
        return None if self.variance_pence is None else pounds(-self.variance_pence)

    @property
    def forecast_of_planned(self) -> Decimal | None:
        """What is forecast of savings whose plan is known, in pounds."""
        return _pounds(self.forecast_of_planned_pence)

    @property
    def percent_delivered(self) -> Decimal | None:
        """Realised as a percentage of planned; None where nothing is planned, or not known."""
        return self.realised * 100 / self.planned if self.planned else None


class Shortfall(Struct, frozen=True):
    """A saving that is forecast to bring less than planned in a year: by how much, in pounds."""

    saving: SavingPosition
    year: FinancialYear
    amount: Decimal


class SavingsSum(Struct, frozen=True):
    """Several savings together. Those whose amount is not known are named, and not in the sum.

    `full_year` is of recurring savings, `one_off` the amount of those that come once, both None
    while none of them is known. `not_planned` are the savings whose forecast is in a year's sum
    although their plan is not known.
    """

    full_year: Decimal | None
    one_off: Decimal | None
    unknown: tuple[Id, ...]
    not_planned: tuple[Id, ...]
    years: Mapping[str, YearFigures]

    @property
    def realised(self) -> Decimal:
        """What has been claimed, over all years shown."""
        return sum((year.realised for year in self.years.values()), Decimal(0))

    @property
    def validated(self) -> Decimal:
        """What of it has been validated, over all years shown."""
        return sum((year.validated for year in self.years.values()), Decimal(0))


class SavingsPosition(Struct, frozen=True):
    """All savings on a day: each one, by workstream, and together.

    `short` has the savings of each year that are forecast under their plan before rounding, and
    `unplanned` those with a forecast in some year but no plan that is known, those of other
    workstreams too. `against` is what counts against the target.
    """

    savings: tuple[SavingPosition, ...]
    years: tuple[FinancialYear, ...]
    lines: Mapping[Id, Mapping[str, YearFigures]]
    workstreams: Mapping[Id, SavingsSum]
    total: SavingsSum
    target: Target | None
    against: AgainstTarget
    short: Mapping[str, Set[Id]]
    unplanned: Set[Id]

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
        """The full-year effect that counts against the target, less the target.

        In pounds; positive is over it. None without a target, or while none of it is known.
        """
        if self.target is None or self.against.full_year is None:
            return None
        return self.against.full_year - self.target.full_year

    @property
    def first_year_variance(self) -> Decimal | None:
        """The forecast of the target's first year that counts against it, less the target."""
        if self.target is None or self.against.first_year is None:
            return None
        return self.against.first_year - self.target.full_year

    @property
    def percent_of_cost_base(self) -> Decimal | None:
        """What counts against the target as a percentage of the cost base. None without either."""
        base, full_year = self.target.cost_base if self.target else None, self.against.full_year
        return full_year * 100 / base if full_year is not None and base else None


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
    is_chosen: Callable[[Saving], bool],
) -> SavingsPosition:
    """Return some savings of some workstreams in some years, rounded so that columns add up.

    The years and the pence are those of the whole programme, whatever is chosen.
    """
    grouped: dict[Id, list[SavingPosition]] = {
        workstream.id: [] for workstream in programme.workstreams
    }
    for saving in everything:
        grouped[saving.record.workstream].append(saving)
    rounded = _round_years(grouped, years)
    lines = {
        saving.record.id: dict(zip(rounded, figures, strict=True))
        for id in chosen
        for saving, *figures in zip(
            grouped[id], *[year.figures[id] for year in rounded.values()], strict=True
        )
        if is_chosen(saving.record)
    }
    wanted = {id: [saving for saving in grouped[id] if saving.record.id in lines] for id in chosen}
    savings = tuple(saving for id in chosen for saving in wanted[id])
    unplanned = set().union(*[year.unplanned for year in rounded.values()])
    by_year = {id: _by_year(wanted[id], lines, list(rounded)) for id in chosen}
    of_any = [by_year[id] for id in chosen if wanted[id]]
    total = {label: _total([years[label] for years in of_any]) for label in rounded}
    ordered = tuple(saving for saving in everything if saving.record.id in lines)
    return SavingsPosition(
        savings=ordered,
        years=years,
        lines=lines,
        workstreams={id: _sum(wanted[id], by_year[id], unplanned) for id in chosen},
        total=_sum(savings, total, unplanned),
        target=programme.details.target,
        against=against_target(programme.details.target, ordered),
        short={label: year.short for label, year in rounded.items()},
        unplanned=unplanned,
    )


class _RoundedYear(Struct, frozen=True):
    """A year's figures of each saving, by workstream.

    `short` are the savings that are short in it, `unplanned` those with a forecast for it but no
    plan that is known.
    """

    figures: Mapping[Id, Sequence[YearFigures]]
    short: Set[Id]
    unplanned: Set[Id]


def _round_years(
    grouped: Mapping[Id, Sequence[SavingPosition]], years: tuple[FinancialYear, ...]
) -> dict[str, _RoundedYear]:
    numbers = tuple(year.first.year for year in years)
    exact = [
        _by_figure([saving.figures_in(numbers) for saving in group], len(numbers))
        for group in grouped.values()
    ]
    return {
        year.label: _round_year(
            grouped,
            year.label,
            [[group[column][place] for group in exact] for column in range(len(Figures._fields))],
        )
        for place, year in enumerate(years)
    }


def _by_figure(group: Sequence[Figures], years: int) -> Sequence[Column]:
    """Return each figure of some savings: of each of so many years, saving by saving."""
    columns = zip(*group, strict=True) if group else [()] * len(Figures._fields)
    return [list(zip(*column, strict=True)) or [()] * years for column in columns]


def _round_year(
    grouped: Mapping[Id, Sequence[SavingPosition]], label: str, exact: Sequence[Column]
) -> _RoundedYear:
    """Round each figure of a year, by workstream in the same order.

    The columns are those of `Figures`. The variance, and the forecast of savings whose plan is
    known, are rounded from their exact amounts too: where there is no variance, none is shown. The
    parts of a loss come to it within a penny as they are shown, in every saving.
    """
    planned, forecast, *parts_of_loss = exact
    plan = round_column(planned)
    forecasts = round_column(forecast, plan).parts
    variance = [_less(*amounts) for amounts in zip(forecast, planned, strict=True)]
    of_planned = [_where_known(*amounts) for amounts in zip(forecast, planned, strict=True)]
    variances = round_column(variance).parts
    parts = [round_column(column).parts for column in parts_of_loss]
    tie_within_a_penny(variances, parts_of_loss, parts)
    columns = [
        plan.parts,
        forecasts,
        [[saving.realised.get(label, 0) for saving in group] for group in grouped.values()],
        [[saving.validated.get(label, 0) for saving in group] for group in grouped.values()],
        variances,
        *parts,
        forecasts if of_planned == forecast else round_column(of_planned, plan).parts,
    ]
    figures = {
        id: list(map(YearFigures, *rounded))
        for id, rounded in zip(grouped, zip(*columns, strict=True), strict=True)
    }
    short = {
        saving.record.id
        for group, amounts in zip(grouped.values(), variance, strict=True)
        for saving, amount in zip(group, amounts, strict=True)
        if amount is not None and amount < 0
    }
    unplanned = {
        saving.record.id
        for group, plans, amounts in zip(grouped.values(), planned, forecast, strict=True)
        if None in plans
        for saving, plan_of_it, amount in zip(group, plans, amounts, strict=True)
        if plan_of_it is None and amount is not None
    }
    return _RoundedYear(figures, short, unplanned)


def _less(amounts: Sequence[Amount], others: Sequence[Amount]) -> Sequence[Amount]:
    """Return amounts less others, where both are known."""
    if None not in amounts and None not in others:
        return list(map(sub, amounts, others))
    return [
        None if amount is None or other is None else amount - other
        for amount, other in zip(amounts, others, strict=True)
    ]


def _where_known(amounts: Sequence[Amount], others: Sequence[Amount]) -> Sequence[Amount]:
    """Return amounts where the others are known, else None."""
    if None not in others:
        return amounts
    return [
        None if other is None else amount for amount, other in zip(amounts, others, strict=True)
    ]


def _total(parts: Sequence[YearFigures]) -> YearFigures:
    """Add up figures, each over the parts it is known of; of parts but none known, it is not."""
    columns: list[tuple[Any, ...]] = list(zip(*parts, strict=True))
    if not columns:
        return YearFigures(*[0] * len(YearFigures._fields))
    planned, forecast, realised, validated, *others = columns
    return YearFigures(
        _add(planned), _add(forecast), sum(realised), sum(validated), *map(_add, others)
    )


def _by_year(
    savings: Sequence[SavingPosition],
    lines: Mapping[Id, Mapping[str, YearFigures]],
    labels: Sequence[str],
) -> dict[str, YearFigures]:
    """Return some savings together, year by year."""
    figures = [lines[saving.record.id] for saving in savings]
    return {label: _total([years[label] for years in figures]) for label in labels}


def _add(amounts: Sequence[Any]) -> int | None:
    known: Sequence[int] = amounts
    if None in amounts:
        known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or not amounts else None


def _pounds(amount: int | None) -> Decimal | None:
    return None if amount is None else pounds(amount)


def _sum(
    savings: Sequence[SavingPosition],
    years: Mapping[str, YearFigures],
    unplanned: Set[Id],
) -> SavingsSum:
    effects = [(saving.record, saving.full_year_pence) for saving in savings]
    return SavingsSum(
        full_year=_pounds(_add([effect for record, effect in effects if record.recurring])),
        one_off=_pounds(_add([effect for record, effect in effects if not record.recurring])),
        unknown=tuple(record.id for record, effect in effects if effect is None),
        not_planned=tuple(record.id for record, _ in effects if record.id in unplanned),
        years=years,
    )


def sum_of(position: SavingsPosition, savings: Sequence[SavingPosition]) -> SavingsSum:
    """Return some savings of a position together, over its years, as they are shown each."""
    years = _by_year(savings, position.lines, [year.label for year in position.years])
    return _sum(savings, years, position.unplanned)
