"""What it takes to bring the savings about: budget, forecast and what was spent, by year.

Amounts are whole pence, as they are written: nothing is worked out in twelfths here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from minerva.model.dates import FinancialYear, number_of
from minerva.model.programme import Cost, CostForecast, Id, Programme, Saving
from minerva.model.source import Location
from minerva.position.rounding import pence, pounds
from minerva.position.savings import SavingPosition


class CostFigures(NamedTuple):
    """The costs of a financial year, in whole pence."""

    budget_pence: int
    forecast_pence: int
    spent_pence: int

    @property
    def variance_pence(self) -> int:
        """Forecast less budget; positive is over the budget."""
        return self.forecast_pence - self.budget_pence

    @property
    def budget(self) -> Decimal:
        """What was agreed to be spent, in pounds."""
        return pounds(self.budget_pence)

    @property
    def forecast(self) -> Decimal:
        """What is forecast to be spent, in pounds."""
        return pounds(self.forecast_pence)

    @property
    def spent(self) -> Decimal:
        """What was spent, in pounds."""
        return pounds(self.spent_pence)

    @property
    def variance(self) -> Decimal:
        """Forecast less budget, in pounds; positive is over the budget."""
        return pounds(self.variance_pence)


class CostPosition(Struct, frozen=True):
    """A cost as it was known on a day: a record of its own, or the one-off cost of a saving.

    Amounts are in pence, by the number of the financial year, and only of years that are named.
    `stated` has the amounts as last stated. With `undated`, the saving that it is the one-off
    cost of has no start in its budget, and the cost is in no year.
    """

    record: Cost | Saving
    id: Id
    name: str
    workstream: Id
    saving: Id | None
    owner: str | None
    first_open: int
    budget: Mapping[int, int]
    stated: Mapping[int, int]
    spent: Mapping[int, int]
    undated: bool = False

    @property
    def years(self) -> set[int]:
        """The numbers of the years that it names."""
        return {*self.budget, *self.stated, *self.spent}

    @property
    def location(self) -> Location:
        """Where it is written."""
        if isinstance(self.record, Saving):
            return self.record.location.at("one_off_cost")
        return self.record.location

    def figures(self, number: int) -> CostFigures:
        """Return the figures of a year, in pence.

        Forecast: of a year that has ended, what was spent; else the larger of that and the amount
        last stated, or the budget where none was. What is not named for a year is 0.
        """
        budget, spent = self.budget.get(number, 0), self.spent.get(number, 0)
        if number < self.first_open:
            return CostFigures(budget, spent, spent)
        return CostFigures(budget, max(spent, self.stated.get(number, budget)), spent)


class CostsPosition(Struct, frozen=True):
    """The costs of some workstreams on a day, each and together, by financial year."""

    costs: Sequence[CostPosition]
    years: Sequence[FinancialYear]
    lines: Sequence[Mapping[str, CostFigures]]
    total: Mapping[str, CostFigures]

    @property
    def undated(self) -> Sequence[CostPosition]:
        """The one-off costs that are in no year: their saving has no start in its budget."""
        return [cost for cost in self.costs if cost.undated]

    @property
    def everything(self) -> CostFigures:
        """All years added up; what is in no year is not in it."""
        return add_costs(self.total.values())


def cost_at(cost: Cost, as_of: date, first_open: int) -> CostPosition:
    """Return a cost as it was known on a day, that day included."""
    stated: dict[int, int] = {}
    for said in sorted((said for said in cost.forecast if said.on <= as_of), key=_on):
        stated |= {number_of(label): pence(amount) for label, amount in said.years.items()}
    spent: dict[int, int] = {}
    for spending in cost.spent:
        if spending.on <= as_of:
            number = number_of(spending.year)
            spent[number] = spent.get(number, 0) + pence(spending.amount)
    return CostPosition(
        record=cost,
        id=cost.id,
        name=cost.name,
        workstream=cost.workstream,
        saving=cost.saving,
        owner=cost.owner,
        first_open=first_open,
        budget={number_of(label): pence(amount) for label, amount in cost.budget.items()},
        stated=stated,
        spent=spent,
    )


def one_off_cost_of(saving: SavingPosition) -> CostPosition | None:
    """Return the one-off cost of a saving: a cost in the year of its budget's start.

    It counts as spent once that year has ended. None where the saving has none.
    """
    record, start = saving.record, saving.planned_start
    if record.one_off_cost is None:
        return None
    amounts: dict[int, int] = {}
    if start is not None:
        number = saving.starts_on.containing(start.latest).first.year
        amounts[number] = pence(record.one_off_cost)
    return CostPosition(
        record=record,
        id=record.id,
        name=record.name,
        workstream=record.workstream,
        saving=record.id,
        owner=record.owner,
        first_open=saving.first_open,
        budget=amounts,
        stated={},
        spent={number: amount for number, amount in amounts.items() if saving.has_ended(number)},
        undated=start is None,
    )


def all_costs(
    programme: Programme, savings: Iterable[SavingPosition], as_of: date, first_open: int
) -> Sequence[CostPosition]:
    """Return every cost of a programme on a day: those of its own, then those of savings."""
    own = [cost_at(cost, as_of, first_open) for cost in programme.costs]
    return [*own, *filter(None, map(one_off_cost_of, savings))]


def costs_in(costs: Sequence[CostPosition], years: Sequence[FinancialYear]) -> CostsPosition:
    """Return the figures of costs over some financial years."""
    lines = [{year.label: cost.figures(year.first.year) for year in years} for cost in costs]
    total = {year.label: add_costs(line[year.label] for line in lines) for year in years}
    return CostsPosition(costs, years, lines, total)


def add_costs(figures: Iterable[CostFigures]) -> CostFigures:
    """Add up the figures of costs."""
    columns = list(zip(*figures, strict=True)) or [()] * 3
    return CostFigures(*map(sum, columns))


def _on(said: CostForecast) -> date:
    return said.on
