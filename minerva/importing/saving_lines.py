"""The rows under headings of savings, parted: those with amounts, groups, remarks, blank rows.

Which of the rows with amounts are totals is not its concern.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.importing.cell_values import is_unknown, read_line
from minerva.importing.column_proofs import MONEY
from minerva.importing.grid import ImportOptions, Row, shown
from minerva.importing.heading_rows import unit_row
from minerva.importing.headings import HeadedTable, has_figure, is_heading_again
from minerva.importing.incoming import Skipped
from minerva.importing.row_cells import Cells
from minerva.importing.saving_rows import read_amount
from minerva.importing.sheet_totals import TOTAL, UNREAD, Line
from minerva.importing.wordings import units_in
from minerva.model.errors import MinervaError

STEP: Final = 500
_A_GROUP: Final = re.compile(r"(?!\(|\*|note\b|source\b|all figures\b|figures\b)[^.]{1,80}", re.I)
"""What a row alone may call the group of the rows below it; a remark ends with a full stop."""
_GROUP: Final = "a heading or a remark: nothing else is in the row"


class SortedRows(Struct, frozen=True):
    """The rows with amounts or names, those left out, and the numbers of blank rows."""

    lines: Sequence[Line]
    skipped: Sequence[Skipped]
    blank: Sequence[int]
    filled_down: int


def sort_rows(
    table: HeadedTable,
    rows: Sequence[Row],
    options: ImportOptions,
    comma: str | None,
    text_of: Callable[[Row], str],
) -> SortedRows:
    """Part the rows into lines, and rows that are neither savings nor totals."""
    lines: list[Line] = []
    skipped: list[Skipped] = []
    blank: list[int] = []
    group, block, filled_down = None, 0, 0
    fills = _fills_down(table, rows)
    under = unit_row(table.grid, table.row, calendar=options.year_start.is_calendar)
    for number, row in enumerate(rows):
        if number % STEP == 0:
            options.advance(number, len(rows))
        place = table.grid.place(row.number)
        if row.values.count(None) == len(row.values):
            blank.append(row.number)
            continue
        if (why := _why_left_out(table, row, under)) is not None:
            if why == _GROUP and (name := _group_named(table, rows, number)) is not None:
                group, block = name, block + 1
                why = "the name of the group below it"
            skipped.append(Skipped(place, text_of(row), why))
            continue
        line = _line(table, row, place, group, block, options, comma)
        if line.own_workstream is None and group is None and fills and lines and line.name:
            above = lines[-1]
            if not TOTAL.search(line.name) and not TOTAL.search(above.name or ""):
                line = replace(line, workstream=above.workstream)
                filled_down += line.workstream is not None
        lines.append(line)
    return SortedRows(lines, skipped, blank, filled_down)


def _why_left_out(table: HeadedTable, row: Row, under: Row | None) -> str | None:
    """Say why a row is neither a saving nor a total; None where it is one."""
    filled = [(n, value) for n, value in enumerate(row.values) if value is not None]
    if is_heading_again(row, table.row):
        return "the headings again"
    if row is under:
        return "the units of the headings"
    if {column.number for column in table.columns}.isdisjoint([n for n, _ in filled]):
        return "nothing in the columns that are read"
    if len(filled) == 1 and len(table.columns) > 1 and isinstance(filled[0][1], str):
        return _GROUP
    return None


def _group_named(table: HeadedTable, rows: Sequence[Row], number: int) -> str | None:
    """Return the group that a text alone names: one with rows below it that have amounts."""
    text = " ".join(
        next(shown(value) for value in rows[number].values if value is not None).split()
    )
    below = rows[number + 1] if number + 1 < len(rows) else None
    if below is None or units_in(text) or _A_GROUP.fullmatch(text) is None or TOTAL.search(text):
        return None
    amounts = [column.number for column in table.columns if column.key in MONEY]
    named = [column.number for column in table.columns if column.key in ("id", "name")]
    with_amounts = any(n < len(below.values) and has_figure(below.values[n]) for n in amounts)
    with_name = any(n < len(below.values) and below.values[n] is not None for n in named)
    return text.rstrip(":").strip() if with_amounts and with_name else None


def _fills_down(table: HeadedTable, rows: Sequence[Row]) -> bool:
    """Tell whether workstreams stand in the first row of each group alone.

    Then no two rows after one another have the same one.
    """
    column = table.of("workstream")
    if column is None:
        return False
    values = [
        row.values[column.number] if column.number < len(row.values) else None
        for row in rows
        if row.values.count(None) < len(row.values) - 1
    ]
    return not any(first is not None and first == second for first, second in pairwise(values))


def _line(
    table: HeadedTable,
    row: Row,
    place: str,
    group: str | None,
    block: int,
    options: ImportOptions,
    comma: str | None,
) -> Line:
    cells = Cells(table, row, comma)

    def text(key: str) -> str | None:
        column = table.of(key)
        value = None if column is None else cells.raw(column)
        return None if is_unknown(value) or not isinstance(value, str) else read_line(value)

    name, id, own = text("name"), text("id"), text("workstream")
    if id is not None and TOTAL.search(id) and not options.savings.only_savings:
        name, id = name or id, None
    if name is None and id is None:
        texts = (value for value in row.values if isinstance(value, str))
        name = next((value for value in texts if TOTAL.search(value)), None)
    amounts: dict[int, Decimal | None] = {}
    for column in table.columns:
        value = cells.raw(column)
        if column.key not in MONEY or is_unknown(value):
            continue
        try:
            amount = read_amount(value, column, options, comma)
        except MinervaError:
            amounts[column.number] = UNREAD
        else:
            if amount is not None:
                amounts[column.number] = amount
    has_details = any(
        column.key not in (*MONEY, "id", "name", "workstream") and not is_unknown(cells.raw(column))
        for column in table.columns
    )
    return Line(row, place, name, id, own, own or group, amounts, block, has_details)
