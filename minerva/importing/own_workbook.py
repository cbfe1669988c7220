"""The savings of a workbook that minerva wrote: one row each, and what other sheets have of them.

Claims, rebudgets and costs stand on sheets of their own. Nothing in it is in doubt: no row is a
total, amounts are whole, and what is below zero is a cost.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from minerva.importing.cell_dates import read_date
from minerva.importing.cell_values import is_unknown
from minerva.importing.grid import Fault, Grid, ImportOptions, Row, SavingsOptions, Value, shown
from minerva.importing.incoming import Agreed, Incoming, IncomingCost, IncomingSaving
from minerva.importing.terms import require_same_terms
from minerva.importing.workstreams import fold
from minerva.model.dates import parse_year_starts
from minerva.model.errors import MinervaError
from minerva.model.money import ZERO
from minerva.recording.change import Value as Written

ONE_OFF: Final = "one-off of "
"""What the key of a cost in the short form, which its saving says, begins with."""
_SAVINGS: Final = ("Saving", "Workstream", "Category", "Full year", "First agreed")
_CLAIMS: Final = ("Saving", "Year", "Claimed on", "Amount", "Validated")
_REBUDGETS: Final = ("Saving", "Agreed on", "From", "Full year", "Starts")
_COSTS: Final = ("Cost", "Workstream", "Year", "Budget", "Stated")
"""What the headings of each table begin with."""
_PLAN: Final = "Plan "
_BESIDE: Final = (
    *("First agreed", "First start", "Stated full year", "Stated start"),
    *("Exported full year", "Exported start", "Replaces"),
)
"""What is read beside the rows: it tells what was agreed from what is stated."""
_WORKED_OUT: Final = ("Realised", "Validated", "Restated by", "Remark", "Counts", "Written off")


def headings_of_savings(grid: Grid) -> Row | None:
    """Return the row of the headings of the table with one row a saving; None in other sheets."""
    return _row_of(grid, _SAVINGS)


def options_for(options: ImportOptions, headings: Row) -> ImportOptions:
    """Return how the rows are read: nothing is asked, and what is worked out is not used."""
    there = {shown(value) for value in headings.values}
    unused = [title for title in (*_WORKED_OUT, *_BESIDE) if title in there]
    asked = SavingsOptions(Decimal(1), "savings-positive", only_savings=True)
    maps = dict.fromkeys(unused, "") | dict(options.maps)
    return replace(options, maps=maps, savings=asked)


def with_other_sheets(
    incoming: Incoming, grids: Sequence[Grid], options: ImportOptions
) -> Incoming:
    """Return what was read of the savings with what the other sheets have of them, and the costs.

    Raises MinervaError for a row that names no saving of the file, and for what is no amount or
    date.
    """
    _require_same_terms(grids, incoming.shown, options)
    ids = {fold(saving.name): saving.id or "" for saving in incoming.savings}
    rebudgets: dict[str, list[Mapping[str, Written]]] = defaultdict(list)
    anew: set[str] = set()
    for row in _rows(grids, _REBUDGETS):
        rebudgets[row.saving(ids)].append(_rebudget(row, options))
        if row.text("Place") is None:
            anew.add(row.saving(ids))
    own = {row.key("Saving key"): row for row in _rows(grids, _SAVINGS)}
    realised, validated = _claimed(grids, ids)
    savings = [
        replace(
            saving,
            realised=realised.get(saving.id or "", {}),
            validated=_without_zeros(validated.get(saving.id or "", {})),
            rebudgets=rebudgets.get(saving.id or "", ()),
            replaces=own[saving.id].key("Replaces") if saving.id in own else None,
            agreed=_agreed(saving, own[saving.id], options) if saving.id in own else None,
        )
        for saving in incoming.savings
    ]
    savings = [
        _without_exported(saving, own[saving.id], options) if saving.id in anew & {*own} else saving
        for saving in savings
    ]
    return replace(incoming, savings=savings, costs=_costs(grids))


def _require_same_terms(grids: Sequence[Grid], shown_name: str, options: ImportOptions) -> None:
    """Stop where the workbook is in another currency, or of other financial years."""
    notes = next((grid.rows for grid in grids if grid.name == "Notes"), ())
    facts = {row.values[0]: row.values[1] for row in notes if len(row.values) > 1}
    currency, starts = facts.get("Currency"), facts.get("Financial years start")
    require_same_terms(
        shown_name,
        options,
        currency if isinstance(currency, str) else None,
        parse_year_starts(starts) if isinstance(starts, str) else None,
    )


def costs_alone(incoming: Incoming) -> Incoming:
    """Return what was read of the costs, where only these were asked for."""
    return replace(
        incoming,
        savings=(),
        kept_out=(),
        rejected=(),
        skipped=(),
        matched=(),
        money=None,
        remarks=["the costs are those of the sheet Costs"],
    )


def _without_exported(
    saving: IncomingSaving, row: "_Row", options: ImportOptions
) -> IncomingSaving:
    """Return a saving for which a rebudget was added, without what was exported before that."""
    same_amount = saving.full_year == row.amount("Exported full year")
    same_start = saving.starts == row.day("Exported start", options)
    return replace(
        saving,
        full_year=None if same_amount else saving.full_year,
        starts=None if same_start else saving.starts,
    )


class _Row:
    """A row of one of the tables: what is in it, by the titles of the columns."""

    def __init__(self, grid: Grid, row: Row, columns: Mapping[str, int]) -> None:
        self._grid, self._row, self.columns = grid, row, columns
        self.place = grid.place(row.number, 0)

    def value(self, title: str) -> Value:
        """Return what a cell holds; None where it is blank, or says that it is not known."""
        column = self.columns.get(title)
        values = self._row.values
        found = values[column] if column is not None and column < len(values) else None
        return None if is_unknown(found) else found

    def text(self, title: str) -> str | None:
        """Return the text of a cell; None where it is blank."""
        value = self.value(title)
        return None if value is None else shown(value)

    def key(self, title: str) -> str | None:
        """Return the id that a cell has, as the files write it."""
        text = self.text(title)
        return None if text is None else text.removeprefix("id ")

    def amount(self, title: str) -> Decimal | None:
        """Return the amount in a cell; None where it is blank. Raises MinervaError."""
        value = self.value(title)
        if isinstance(value, Fault):
            raise MinervaError(f"{self._cell(title)}: {value.why}", value.hint)
        if value is not None and not isinstance(value, Decimal):
            raise MinervaError(
                f"{self._cell(title)} is not an amount", "write the amount as a number"
            )
        return value

    def day(self, title: str, options: ImportOptions) -> date | None:
        """Return the day in a cell; None where it is blank. Raises MinervaError."""
        value = self.value(title)
        try:
            window = read_date(value, options.year_start, options.today, options.timezone)
        except MinervaError as error:
            raise MinervaError(f"{self._cell(title)}: {error.message}", error.hint) from None
        return None if window is None else window.latest

    def saving(self, ids: Mapping[str, str]) -> str:
        """Return the id of the saving that a row is about, by its key or by its name.

        Raises MinervaError where it has neither.
        """
        found = self.key("Saving key") or ids.get(fold(self.text("Saving") or ""))
        if not found:
            raise MinervaError(
                f"{self.place} does not say which saving it is about",
                "write the name of the saving as it stands on the sheet Savings",
            )
        return found

    def _cell(self, title: str) -> str:
        return self._grid.place(self._row.number, self.columns[title])


def _claimed(
    grids: Sequence[Grid], ids: Mapping[str, str]
) -> tuple[dict[str, dict[str, Decimal]], dict[str, dict[str, Decimal]]]:
    """Return what was claimed, and what was validated of it, by saving and year."""
    realised: dict[str, dict[str, Decimal]] = defaultdict(dict)
    validated: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in _rows(grids, _CLAIMS):
        id, year = row.saving(ids), row.text("Year") or ""
        for years, title in ((realised[id], "Amount"), (validated[id], "Validated")):
            years[year] = years.get(year, ZERO) + (row.amount(title) or ZERO)
    return realised, validated


def _rebudget(row: _Row, options: ImportOptions) -> Mapping[str, Written]:
    """Return a rebudget as the programme's files write it. Raises MinervaError without a day."""
    plans = {
        title.removeprefix(_PLAN): amount
        for title in row.columns
        if title.startswith(_PLAN) and (amount := row.amount(title)) is not None
    }
    values: dict[str, Written | None] = {
        "on": row.day("Agreed on", options),
        "approved_by": row.text("Approved by"),
        "from": row.text("From"),
        "full_year": row.amount("Full year"),
        "starts": row.day("Starts", options),
        "plan": plans or None,
        "reason": row.text("Reason"),
        "source": row.text("Source"),
        "note": row.text("Note"),
    }
    if values["on"] is None:
        raise MinervaError(
            f"{row.place} does not say when the budget was agreed", "write the day as Agreed on"
        )
    return {key: value for key, value in values.items() if value is not None}


def _agreed(saving: IncomingSaving, row: _Row, options: ImportOptions) -> Agreed | None:
    """Return what was agreed first of a saving and what is stated since.

    An amount or a start that was changed in the workbook is stated. None for a row that was added
    there, and in a workbook of an earlier minerva.
    """
    if "Exported start" not in row.columns or row.text("Place") is None:
        return None
    full_year, starts = row.amount("Stated full year"), row.day("Stated start", options)
    if saving.full_year != row.amount("Exported full year"):
        full_year = saving.full_year
    if saving.starts != row.day("Exported start", options):
        starts = saving.starts
    return Agreed(row.amount("First agreed"), row.day("First start", options), full_year, starts)


def _costs(grids: Sequence[Grid]) -> list[IncomingCost]:
    """Return the costs: what their sheet has of each cost and year."""
    costs: dict[str, IncomingCost] = {}
    for row in _rows(grids, _COSTS):
        id = row.key("Cost key")
        key = id or fold(row.text("Cost") or "")
        if not key or (id or "").startswith(ONE_OFF):
            continue
        year = row.text("Year") or ""
        cost = costs.get(key) or IncomingCost(
            place=row.place,
            id=id,
            name=row.text("Cost") or key,
            workstream=row.key("Workstream key") or row.text("Workstream"),
            saving=row.key("Saving key") or row.text("Saving"),
            owner=row.text("Owner"),
        )
        costs[key] = replace(
            cost,
            budget=_with(cost.budget, year, row.amount("Budget")),
            stated=_with(cost.stated, year, row.amount("Stated")),
            spent=_with(cost.spent, year, row.amount("Spent") or None),
        )
    return list(costs.values())


def _with(years: Mapping[str, Decimal], year: str, amount: Decimal | None) -> Mapping[str, Decimal]:
    return years if amount is None else {**years, year: amount}


def _row_of(grid: Grid, begin: Sequence[str]) -> Row | None:
    return next((row for row in grid.rows if tuple(row.values[: len(begin)]) == begin), None)


def _rows(grids: Sequence[Grid], begin: Sequence[str]) -> Iterator[_Row]:
    """Yield the rows of a table: those after one another that have more than one cell filled.

    Of a table without rows the first says so.
    """
    found = ((grid, row) for grid in grids if (row := _row_of(grid, begin)) is not None)
    grid, headings = next(found, (None, None))
    if grid is None or headings is None:
        return
    columns = {shown(value): n for n, value in enumerate(headings.values)}
    below = grid.rows[grid.rows.index(headings) + 1 :]
    for number, row in enumerate(below, headings.number + 1):
        is_filled = row.values.count(None) <= len(row.values) - 2
        if row.number != number or (not is_filled and number > headings.number + 1):
            break
        if is_filled:
            yield _Row(grid, row, columns)


def _without_zeros(years: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {year: amount for year, amount in years.items() if amount}
