"""The savings of a workbook that minerva wrote: one row each, and their claims on a sheet beside.

Nothing in it is in doubt: no row is a total, amounts are whole, and what is below zero is a cost.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from minerva.importing.grid import Grid, ImportOptions, Row, SavingsOptions, Value, shown
from minerva.importing.incoming import Incoming, IncomingCost
from minerva.model.errors import MinervaError

CLAIMS: Final = "Claims"
COSTS: Final = "Costs"
ONE_OFF: Final = "one-off of "
"""What the key of a cost in the short form, which its saving says, begins with."""
_SAVINGS_BEGIN: Final = ("Saving", "Workstream", "Category", "Full year", "First agreed")
_CLAIMS_BEGIN: Final = ("Saving", "Year", "Claimed on", "Amount", "Validated")
_COSTS_BEGIN: Final = ("Cost", "Workstream", "Year", "Budget", "Stated")
_WORKED_OUT: Final = (
    *("First agreed", "Realised", "Validated", "Restated by", "Remark", "Counts", "Written off"),
)


def headings_of_savings(grid: Grid) -> Row | None:
    """Return the row of the headings of the table with one row a saving; None in other sheets."""
    return _row_of(grid, _SAVINGS_BEGIN)


def options_for(options: ImportOptions) -> ImportOptions:
    """Return how the table is read: nothing is asked, and what is worked out is not used."""
    maps = {**dict.fromkeys(_WORKED_OUT, ""), **options.maps}
    asked = SavingsOptions(Decimal(1), "savings-positive", only_savings=True)
    return options._replace(maps=maps, savings=asked)


def with_claims(incoming: Incoming, grid: Grid | None) -> Incoming:
    """Return what was read with what the sheet of the claims has of each saving and year.

    Raises MinervaError for a claim without a readable amount.
    """
    headings = None if grid is None else _row_of(grid, _CLAIMS_BEGIN)
    if grid is None or headings is None:
        return incoming
    realised: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    validated: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    columns = {str(value): n for n, value in enumerate(headings.values)}
    for row in _rows_below(grid, headings):
        id = shown(_value(row, columns["Saving key"])).removeprefix("id ")
        year = shown(_value(row, columns["Year"]))
        realised[id][year] += _amount(grid, row, columns["Amount"])
        validated[id][year] += _amount(grid, row, columns["Validated"])
    savings = [
        saving._replace(
            realised=dict(realised.get(saving.id or "", {})),
            validated=_without_zeros(validated.get(saving.id or "", {})),
        )
        for saving in incoming.savings
    ]
    return incoming._replace(savings=savings)


def with_costs(incoming: Incoming, grid: Grid | None) -> Incoming:
    """Return what was read with the costs: what the sheet of these has of each cost and year.

    Raises MinervaError for an amount that is none.
    """
    headings = None if grid is None else _row_of(grid, _COSTS_BEGIN)
    if grid is None or headings is None:
        return incoming
    columns = {str(value): n for n, value in enumerate(headings.values)}
    costs: dict[str, IncomingCost] = {}
    for row in _rows_below(grid, headings):
        key = _key(row, columns["Cost key"])
        if key is None or key.startswith(ONE_OFF):
            continue
        year = shown(_value(row, columns["Year"]))
        cost = costs.get(key) or IncomingCost(
            place=grid.place(row.number, 0),
            id=key,
            name=shown(_value(row, 0)),
            workstream=_key(row, columns["Workstream key"]),
            saving=_key(row, columns["Saving key"]),
            owner=_key(row, columns["Owner"]),
        )
        amounts = {
            title: _amount(grid, row, columns[title])
            for title in ("Budget", "Stated", "Spent")
            if _value(row, columns[title]) is not None
        }
        costs[key] = cost._replace(
            budget=_with(cost.budget, year, amounts.get("Budget") or None),
            stated=_with(cost.stated, year, amounts.get("Stated")),
            spent=_with(cost.spent, year, amounts.get("Spent") or None),
        )
    return incoming._replace(costs=list(costs.values()))


def _with(years: Mapping[str, Decimal], year: str, amount: Decimal | None) -> Mapping[str, Decimal]:
    return years if amount is None else {**years, year: amount}


def _key(row: Row, column: int) -> str | None:
    value = _value(row, column)
    return None if value is None else shown(value).removeprefix("id ")


def _row_of(grid: Grid, begin: Sequence[str]) -> Row | None:
    return next((row for row in grid.rows if tuple(row.values[: len(begin)]) == begin), None)


def _rows_below(grid: Grid, headings: Row) -> list[Row]:
    """Return the rows of a table: those after one another that have a key and a year."""
    rows: list[Row] = []
    number = headings.number
    for row in grid.rows[grid.rows.index(headings) + 1 :]:
        if row.number != number + 1 or row.values.count(None) > len(row.values) - 4:
            break
        number = row.number
        rows.append(row)
    return rows


def _value(row: Row, column: int) -> Value:
    return row.values[column] if column < len(row.values) else None


def _amount(grid: Grid, row: Row, column: int) -> Decimal:
    value = _value(row, column)
    if value is None:
        return Decimal(0)
    if not isinstance(value, Decimal):
        raise MinervaError(
            f"{grid.place(row.number, column)} is not an amount", "write the amount as a number"
        )
    return value


def _without_zeros(years: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {year: amount for year, amount in years.items() if amount}
