"""From the rows of a grid under known headings to what they say in minerva's terms.

A row is read whole or not at all: one cell that cannot be read keeps all of its row out. Rows that
are no milestones or savings are left out and listed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from minerva.formats.cells import counted
from minerva.importing.column_proofs import (
    decimal_comma,
    refuse_months_first,
    remarks_on_stamps,
)
from minerva.importing.grid import ImportOptions, Row, Value, shown
from minerva.importing.headings import HeadedTable, is_heading_again, one_date
from minerva.importing.incoming import (
    Incoming,
    IncomingMilestone,
    Rejected,
    Skipped,
)
from minerva.importing.milestone_rows import milestone_reader
from minerva.importing.register_rows import read_register
from minerva.importing.register_wordings import REGISTER_ROWS
from minerva.importing.row_cells import Cells
from minerva.importing.saving_table import read_amounts
from minerva.importing.statuses import is_cancelled
from minerva.importing.wordings import AMOUNTS
from minerva.model.errors import MinervaError

STEP: Final = 500
"""After how many rows it is said how far the reading has come."""

_TOTAL: Final = re.compile(r"(?:grand|overall|sub|running)?[\s-]*totals?\b\W*", re.IGNORECASE)


def read_rows(table: HeadedTable, options: ImportOptions, shown_name: str, format: str) -> Incoming:
    """Return all that the rows under the headings say.

    Raises MinervaError where there are no rows, and where the days of a column cannot come
    before its months.
    """
    rows = table.grid.rows[table.grid.rows.index(table.row) + 1 :]
    if table.kind in AMOUNTS:
        read, blank_rows = read_amounts(table, rows, options, _text_of)
        return _completed(read, table, blank_rows, rows, options, shown_name, format)
    refuse_months_first(table, rows, options)
    if table.kind in REGISTER_ROWS:
        read, blank_rows = read_register(table, rows, options, _text_of)
        return _completed(read, table, blank_rows, rows, options, shown_name, format)
    comma = decimal_comma(table, rows)
    milestones: list[IncomingMilestone] = []
    rejected: list[Rejected] = []
    kept_out: list[IncomingMilestone] = []
    skipped: list[Skipped] = []
    assumed: Counter[str] = Counter()
    blank: list[int] = []
    read_milestone = milestone_reader(table, options)
    for done, row in enumerate(rows):
        if done % STEP == 0:
            options.advance(done, len(rows))
        if row.values.count(None) == len(row.values):
            blank.append(row.number)
            continue
        why = _why_left_out(table, row, options)
        if why is not None:
            skipped.append(Skipped(table.grid.place(row.number), _text_of(row), why))
            continue
        cells = Cells(table, row, comma)
        milestone = read_milestone(cells)
        (kept_out if cells.rejected else milestones).append(milestone)
        assumed.update([cells.assumed] if cells.assumed else [])
        rejected += cells.rejected
        skipped += cells.skipped
    incoming = Incoming(
        shown_name,
        format,
        milestones=milestones,
        rejected=rejected,
        kept_out=kept_out,
        skipped=skipped,
        matched=table.matched,
        remarks=[f"{counted(count, 'row')} {what}" for what, count in assumed.items()],
    )
    return _completed(incoming, table, blank, rows, options, shown_name, format)


def _completed(
    incoming: Incoming,
    table: HeadedTable,
    blank: Sequence[int],
    rows: Sequence[Row],
    options: ImportOptions,
    shown_name: str,
    format: str,
) -> Incoming:
    """Return what rows say with the name of the file, its blank rows and how it was read.

    Raises MinervaError where there are no rows.
    """
    taken = incoming.milestones or incoming.savings or incoming.costs or incoming.entries
    if not (taken or incoming.rejected or incoming.skipped):
        raise MinervaError(
            f"{shown_name} has no rows to take over",
            f"nothing is under the headings in {table.grid.place(table.row.number)}",
        )
    return replace(
        incoming,
        shown=shown_name,
        format=format,
        skipped=[*incoming.skipped, *_blank_rows(table, blank)],
        remarks=[
            *table.grid.remarks,
            *_remarks(table),
            *remarks_on_stamps(table, rows, options),
            *incoming.remarks,
        ],
    )


def _why_left_out(table: HeadedTable, row: Row, options: ImportOptions) -> str | None:
    """Say why a row is no milestone; None where it is one."""
    if (why := _why_cancelled(table, row)) is not None:
        return why
    if table.of("flag") is None and _is_plain(row.values, table):
        return None
    filled = [(n, value) for n, value in enumerate(row.values) if value is not None]
    if is_heading_again(row, table.row):
        return "the headings again"
    used = {column.number for column in table.columns}
    if used.isdisjoint([n for n, _ in filled]):
        return "nothing in the columns that are read"
    first = next((value for _, value in filled if isinstance(value, str)), "")
    if _TOTAL.fullmatch(first):
        return "a row of totals"
    if len(filled) == 1 and len(table.columns) > 1 and isinstance(filled[0][1], str):
        return "a heading or a remark: nothing else is in the row"
    flag = table.of("flag")
    if flag is not None and not options.all_tasks and flag.number < len(row.values):
        mark = shown(row.values[flag.number]).lower()
        if mark in ("no", "n", "false", "0"):
            return "a task that is no milestone: --all-tasks takes it too"
    return None


def _why_cancelled(table: HeadedTable, row: Row) -> str | None:
    """Say that a milestone was taken out of the plan, where its status says so."""
    status = table.of("status")
    if status is None or status.number >= len(row.values):
        return None
    word = shown(row.values[status.number])
    return f'it is no longer in the plan: "{word}"' if is_cancelled(word) else None


def _is_plain(values: Sequence[Value], table: HeadedTable) -> bool:
    """Tell whether a row has a name and something else, and can be neither headings nor a sum."""
    name = table.of("name")
    if name is None or len(values) <= name.number:
        return False
    named, first = values[name.number], values[0]
    return (
        isinstance(named, str)
        and isinstance(first, str)
        and len(values) - values.count(None) > 1
        and first not in table.row.values
        and _TOTAL.match(first) is None
    )


def _text_of(row: Row) -> str:
    text = " | ".join(shown(value) for value in row.values if value is not None)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _blank_rows(table: HeadedTable, numbers: Sequence[int]) -> Iterator[Skipped]:
    if not numbers:
        return
    grid = table.grid
    first = grid.place(numbers[0])
    if len(numbers) == 1:
        yield Skipped(first, "1 blank row", "nothing is in it")
    else:
        last = f"{'line ' if grid.name is None else 'row '}{numbers[-1]:,}"
        yield Skipped(f"{first} to {last}", f"{len(numbers):,} blank rows", "nothing is in them")


def _remarks(table: HeadedTable) -> Iterator[str]:
    place = table.grid.place(table.row.number)
    yield f"the headings are in {place}; the rows are read as {table.kind}"
    if table.kind == "milestones" and one_date(table) is not None:
        name = one_date(table)
        yield (
            f'"{name}" is the only date: it becomes the baseline of a new milestone, and is '
            "compared with the forecast of one that is there"
        )
