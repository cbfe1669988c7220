"""Savings less what it costs to bring them about, by year and added up, and when that pays back.

Costs are taken off the savings of the year that they fall in. Source: the National Audit Office
nets the costs of a transition off the savings reported for the year in which they are incurred.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final

from msgspec import Struct

from minerva.model.dates import FinancialYear, YearStart
from minerva.position.costs import CostPosition, add_costs
from minerva.position.profile import Numbers
from minerva.position.rounding import PENNY, Amount, exact_sum, pounds, round_to_pence
from minerva.position.savings import SavingPosition

MOST_YEARS: Final = 50
"""How many years from the first are looked at for the payback."""


class NetYear(Struct, frozen=True):
    """A financial year: savings, costs, what is left, and that added up from the first year.

    In pounds; None where no saving is known.
    """

    year: str
    savings: Decimal | None
    costs: Decimal
    net: Decimal
    added_up: Decimal


class Net(Struct, frozen=True):
    """Savings less costs as planned and as forecast, and the years from which they pay back.

    A payback is None without costs, or where the net added up does not stay 0 or more.
    """

    planned: Sequence[NetYear]
    forecast: Sequence[NetYear]
    planned_payback: FinancialYear | None
    forecast_payback: FinancialYear | None
    has_costs: bool


def net_of(
    savings: Sequence[SavingPosition],
    costs: Sequence[CostPosition],
    years: Sequence[FinancialYear],
    starts_on: YearStart,
) -> Net:
    """Return savings less costs over some years, which follow on, and the years of payback.

    Net: what is planned less the budget of costs, and what is forecast less their forecast, over
    what is known. Payback: the first year from which on the net, added up from the first year,
    stays 0 or more, counted on past the years shown to 50 years.
    """
    first = years[0].first.year
    numbers = tuple(range(first, first + max(MOST_YEARS, len(years))))
    planned = _totals([saving.planned_in(numbers) for saving in savings], numbers)
    forecast = _totals([saving.forecast_in(numbers) for saving in savings], numbers)
    spending = [add_costs(cost.figures(number) for cost in costs) for number in numbers]
    return Net(
        _net_years(planned, [year.budget for year in spending], years),
        _net_years(forecast, [year.forecast for year in spending], years),
        _payback(planned, [year.budget_pence for year in spending], numbers, starts_on, costs),
        _payback(forecast, [year.forecast_pence for year in spending], numbers, starts_on, costs),
        bool(costs),
    )


def _totals(amounts: Sequence[Sequence[Amount]], numbers: Numbers) -> list[Amount]:
    """Return the sum of each year, over the savings that are known in it; None where none is."""
    totals: list[Amount] = []
    for place in range(len(numbers)):
        column = (years[place] for years in amounts)
        known = [amount for amount in column if amount is not None]
        totals.append(exact_sum(known) if known or not amounts else None)
    return totals


def _net_years(
    savings: Sequence[Amount], costs: Sequence[Decimal], years: Sequence[FinancialYear]
) -> list[NetYear]:
    rounded = [None if amount is None else pounds(round_to_pence(amount)) for amount in savings]
    rows = list(zip(years, rounded, costs, strict=False))
    net = [(amount or Decimal(0)) - cost for _, amount, cost in rows]
    return [
        NetYear(year.label, amount, cost, left, added_up)
        for (year, amount, cost), left, added_up in zip(rows, net, accumulate(net), strict=True)
    ]


def _payback(
    savings: Sequence[Amount],
    costs: Sequence[int],
    numbers: Numbers,
    starts_on: YearStart,
    records: Iterable[CostPosition],
) -> FinancialYear | None:
    if not list(records):
        return None
    net = [(amount or 0) - cost * PENNY for amount, cost in zip(savings, costs, strict=True)]
    found = None
    for number, added_up in zip(numbers, accumulate(net), strict=True):
        if added_up < 0:
            found = None
        elif found is None:
            found = number
    return None if found is None else starts_on.year(found)
