"""From the rows of a grid under known headings to what they say in minerva's terms.

A row is read whole or not at all: one cell that cannot be read keeps all of its row out. Rows that
are no milestones or savings are left out and listed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from minerva.importing.grid import Asked, Row, Value, shown
from minerva.importing.headings import Column, Headed, is_heading_again, label_of
from minerva.importing.incoming import (
    Incoming,
    IncomingMilestone,
    IncomingSaving,
    LeftOut,
    Unread,
    UnreadableFileError,
)
from minerva.importing.written_values import is_unknown
from minerva.importing.written_windows import month_first

T = TypeVar("T")

DATES: Final = ("baseline", "original_baseline", "forecast", "actual", "deadline", "starts")
STEP: Final = 500
"""After how many rows it is said how far the reading has come."""

_TOTAL: Final = re.compile(r"(?:grand|overall|sub|running)?[\s-]*totals?\b\W*", re.IGNORECASE)


class Cells:
    """A row while it is read: its values by key, and what of it could not be read."""

    def __init__(self, headed: Headed, row: Row) -> None:
        """Take the row and the columns to read it by."""
        self.row = row
        self.place = headed.grid.place(row.number)
        self.unread: list[Unread] = []
        self.left_out: list[LeftOut] = []
        self._headed = headed

    def place_of(self, column: Column) -> str:
        """Return where a cell of the row stands."""
        return self._headed.grid.place(self.row.number, column.number)

    def raw(self, column: Column) -> Value:
        """Return what the cell of a column holds."""
        values = self.row.values
        return values[column.number] if column.number < len(values) else None

    def read(self, key: str, reader: Callable[[Value, Column], T | None]) -> T | None:
        """Return the value of a key; None where the row does not say it, or it is unread."""
        column = self._headed.of(key)
        return None if column is None else self.read_column(column, reader)

    def read_all(
        self, columns: Sequence[tuple[str, Column, Callable[[Value, Column], Any]]]
    ) -> dict[str, Any]:
        """Return what the readers make of some cells, by the keys; nothing for those without."""
        values, width = self.row.values, len(self.row.values)
        read: dict[str, Any] = {}
        for key, column, reader in columns:
            value = values[column.number] if column.number < width else None
            if value is not None:
                try:
                    read[key] = reader(value, column)
                except ValueError as error:
                    self._refuse_value(column, error)
        return read

    def read_column(self, column: Column, reader: Callable[[Value, Column], T | None]) -> T | None:
        """Return what a reader makes of a cell with a value; what it refuses is kept as unread."""
        values = self.row.values
        value = values[column.number] if column.number < len(values) else None
        if value is None:
            return None
        try:
            return reader(value, column)
        except ValueError as error:
            self._refuse_value(column, error)
            return None

    def by_year(self, key: str, reader: Callable[[Value, Column], T | None]) -> dict[str, T]:
        """Return the values of the columns of a key by their financial years, where known."""
        columns = [column for column in self._headed.columns if column.key == key]
        values = {str(column.year): self.read_column(column, reader) for column in columns}
        return {year: value for year, value in values.items() if value is not None}

    def refuse(self, column: Column | None, why: str, hint: str | None = None) -> None:
        """Keep the row out: say which cell it is for, and why."""
        place = self.place if column is None else self.place_of(column)
        text = "" if column is None else shown(self.raw(column))
        self.unread.append(Unread(place, text, why, hint))

    def _refuse_value(self, column: Column, error: ValueError) -> None:
        why, hint = error.args if len(error.args) == 2 else (str(error), None)
        self.refuse(column, f"{label_of(column)}: {why}", hint)

    def leave_out(self, column: Column, why: str) -> None:
        """Say of a cell that it is not taken over."""
        self.left_out.append(LeftOut(self.place_of(column), shown(self.raw(column)), why))


def read_rows(headed: Headed, asked: Asked, shown_name: str, format: str) -> Incoming:
    """Return all that the rows under the headings say.

    Raises UnreadableFileError where there are no rows, and where the days of a column cannot come
    before its months.
    """
    from minerva.importing.milestone_rows import milestone_reader
    from minerva.importing.saving_rows import read_saving

    rows = headed.grid.rows[headed.grid.rows.index(headed.row) + 1 :]
    _refuse_months_first(headed, rows)
    milestones: list[IncomingMilestone] = []
    savings: list[IncomingSaving] = []
    unread: list[Unread] = []
    left_out: list[LeftOut] = []
    blank: list[int] = []
    read_milestone = milestone_reader(headed, asked)
    for done, row in enumerate(rows):
        if done % STEP == 0:
            asked.advance(done, len(rows))
        if row.values.count(None) == len(row.values):
            blank.append(row.number)
            continue
        why = _why_left_out(headed, row, asked)
        if why is not None:
            left_out.append(LeftOut(headed.grid.place(row.number), _text_of(row), why))
            continue
        cells = Cells(headed, row)
        if headed.kind == "milestones":
            _keep(milestones, read_milestone(cells), cells)
        else:
            _keep(savings, read_saving(cells, asked), cells)
        unread += cells.unread
        left_out += cells.left_out
    if not (milestones or savings or unread or left_out):
        raise UnreadableFileError(
            f"{shown_name} has no rows to take over",
            f"nothing is under the headings in {headed.grid.place(headed.row.number)}",
        )
    left_out += _blank_rows(headed, blank)
    return Incoming(
        shown_name,
        format,
        milestones=milestones,
        savings=savings,
        unread=unread,
        left_out=left_out,
        matched=headed.matched,
        remarks=[*headed.grid.remarks, *_remarks(headed)],
    )


def _keep(records: list[Any], record: object, cells: Cells) -> None:
    if not cells.unread:
        records.append(record)


def _refuse_months_first(headed: Headed, rows: Sequence[Row]) -> None:
    """Refuse a file in which a date has its month first: then none of its dates is sure."""
    columns = [column for column in headed.columns if column.key in DATES]
    for row in rows:
        for column in columns:
            value = row.values[column.number] if column.number < len(row.values) else None
            if (found := month_first(value)) is not None:
                place = headed.grid.place(row.number, column.number)
                raise UnreadableFileError(
                    f'dates are read with the day first, and {place} has "{found}", which can '
                    "only have the month first",
                    "write the dates of the whole file as 2015-03-31, or with the day first",
                )


def _why_left_out(headed: Headed, row: Row, asked: Asked) -> str | None:
    """Say why a row is no milestone or saving; None where it is one."""
    if headed.of("flag") is None and _is_plain(row.values, headed):
        return None
    filled = [(n, value) for n, value in enumerate(row.values) if value is not None]
    if is_heading_again(row, headed.row):
        return "the headings again"
    used = {column.number for column in headed.columns}
    if used.isdisjoint([n for n, _ in filled]):
        return "nothing in the columns that are read"
    name = headed.of("name")
    first = next((value for _, value in filled if isinstance(value, str)), "")
    if _TOTAL.match(first) and _is_total(first, filled, headed):
        return "a row of totals"
    if len(filled) == 1 and len(headed.columns) > 1 and isinstance(filled[0][1], str):
        return "a heading or a remark: nothing else is in the row"
    if (
        headed.kind == "savings"
        and name is not None
        and len(row.values) > name.number
        and row.values[name.number] is None
    ):
        figures = [value for n, value in filled if not isinstance(value, str) or _is_figure(value)]
        if len(figures) == len(filled):
            return "a row of figures without a name"
    flag = headed.of("flag")
    if flag is not None and not asked.all_tasks and flag.number < len(row.values):
        mark = shown(row.values[flag.number]).lower()
        if mark in ("no", "n", "false", "0"):
            return "a task that is no milestone: --all-tasks takes it too"
    return None


def _is_plain(values: Sequence[Value], headed: Headed) -> bool:
    """Tell whether a row has a name and something else, and can be neither headings nor a sum."""
    name = headed.of("name")
    if name is None or len(values) <= name.number:
        return False
    named, first = values[name.number], values[0]
    return (
        isinstance(named, str)
        and isinstance(first, str)
        and len(values) - values.count(None) > 1
        and first not in headed.row.values
        and _TOTAL.match(first) is None
    )


def _is_total(first: str, filled: Sequence[tuple[int, Value]], headed: Headed) -> bool:
    """Tell whether a row is a sum: called a total, with nothing but figures beside its name."""
    if _TOTAL.fullmatch(first):
        return True
    texts = {
        column.key
        for column in headed.columns
        for n, value in filled
        if n == column.number and isinstance(value, str)
    }
    others = {column.number for column in headed.columns} - {
        column.number for column in headed.columns if column.key in ("name", "workstream", "id")
    }
    plain = all(
        not isinstance(value, str) or _is_figure(value) for n, value in filled if n in others
    )
    figures = [n for n, value in filled if n in others and not is_unknown(value)]
    labels = texts & {"id", "workstream", "starts", "baseline", "forecast"}
    return plain and bool(figures) and len(labels) <= 1 and headed.kind == "savings"


def _is_figure(value: str) -> bool:
    return bool(re.search("[0-9]", value)) and not re.search("[A-Za-z]{2}", value)


def _text_of(row: Row) -> str:
    text = " | ".join(shown(value) for value in row.values if value is not None)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _blank_rows(headed: Headed, numbers: Sequence[int]) -> Iterator[LeftOut]:
    if not numbers:
        return
    grid = headed.grid
    first = grid.place(numbers[0])
    if len(numbers) == 1:
        yield LeftOut(first, "1 blank row", "nothing is in it")
    else:
        last = f"{'line ' if grid.name is None else 'row '}{numbers[-1]:,}"
        yield LeftOut(f"{first} to {last}", f"{len(numbers):,} blank rows", "nothing is in them")


def _remarks(headed: Headed) -> Iterator[str]:
    place = headed.grid.place(headed.row.number)
    yield f"the headings are in {place}; the rows are read as {headed.kind}"
    if one_date(headed) is not None:
        name = one_date(headed)
        yield (
            f'"{name}" is the only date: it becomes the baseline of a new milestone, and is '
            "compared with the forecast of one that is there"
        )


def one_date(headed: Headed) -> str | None:
    """Return the heading of a baseline that is the only expected date the rows have.

    It is not taken for the first one agreed where nothing says so: as people move it, it is the
    date now expected. None where the heading says baseline, or the rows have a forecast too.
    """
    baseline = headed.of("baseline")
    if baseline is None or headed.of("forecast") is not None or baseline.first_agreed:
        return None
    return baseline.heading
