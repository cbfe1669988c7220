"""Many new records at once: joined, and written as text one below the other.

The first of them is placed as a single record is; the others follow it, laid out alike. What is
placed where in a file is not its concern.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from minerva.model.source import KeyPath
from minerva.recording.change import AddTable, Edit, Value
from minerva.recording.layout import gap_above, indents
from minerva.recording.rendering import Style, render_key, render_value

_FEWEST: Final = 2
"""How many edits of new records are worth joining."""


class NewRecord(Struct, frozen=True):
    """A record that is added, with the tables below it, each under the key that holds them."""

    values: Mapping[str, Value]
    tables: Sequence[tuple[str, Mapping[str, Value]]]


class AddRecords(Struct, frozen=True):
    """Records added one after the other at the end of an array of tables: `("milestone",)`."""

    file: str
    path: KeyPath
    records: Sequence[NewRecord]


def join_added(
    edits: Sequence[Edit], count_of: Callable[[str], int]
) -> Sequence[Edit | AddRecords]:
    """Return the edits with those that make new records of one array joined into one.

    `count_of` says how many records an array has before. A table is part of a new record where
    its path leads to one: `("milestone", 12, "forecast")` where there are 12 before.
    """
    joined: list[Edit | AddRecords] = []
    records: dict[str, list[NewRecord]] = {}
    tables: dict[str, list[list[tuple[str, Mapping[str, Value]]]]] = {}
    for edit in edits:
        name = str(edit.path[0])
        number = edit.path[1] if len(edit.path) == 3 else None
        if isinstance(edit, AddTable) and len(edit.path) == 1:
            if name not in records:
                records[name], tables[name] = [], []
                joined.append(AddRecords(edit.file, edit.path, records[name]))
            tables[name].append([])
            records[name].append(NewRecord(edit.values, tables[name][-1]))
        elif (
            isinstance(edit, AddTable)
            and isinstance(number, int)
            and 0 <= number - count_of(name) < len(tables.get(name, []))
        ):
            tables[name][number - count_of(name)].append((str(edit.path[2]), edit.values))
        else:
            joined.append(edit)
    return [_single(edit) for edit in joined]


def _single(edit: Edit | AddRecords) -> Edit | AddRecords:
    """Return a record that is the only new one, and has nothing below it, as the edit it was."""
    if isinstance(edit, AddRecords) and len(edit.records) < _FEWEST and not edit.records[0].tables:
        return AddTable(edit.file, edit.path, edit.records[0].values)
    return edit


def rest_of(edit: AddRecords, style: Style, whole: str, newline: str) -> str:
    """Return the text that comes after the first record's own keys: its tables, the other records.

    It begins with a line end and ends without one.
    """
    name = str(edit.path[0])
    gap = newline * (1 + gap_above(name, whole, 1))
    header = f"[[{render_key(name)}]]"
    inner = _Tables(name, style, whole, newline)
    first, *others = edit.records
    parts = [inner.text(first)]
    for record in others:
        parts += (gap, header, _keys(record.values, style, newline, ""), inner.text(record))
    return "".join(parts)


class _Tables:
    """Writes the tables below a record, indented and parted as the file has such tables."""

    def __init__(self, name: str, style: Style, whole: str, newline: str) -> None:
        self._name = name
        self._style = style
        self._whole = whole
        self._newline = newline
        self._layouts: dict[str, tuple[str, str, str]] = {}

    def text(self, record: NewRecord) -> str:
        """Return the tables of a record, each below its header."""
        return "".join(self._table(key, values) for key, values in record.tables)

    def _table(self, key: str, values: Mapping[str, Value]) -> str:
        name = f"{self._name}.{key}"
        if name not in self._layouts:
            gap = self._newline * (1 + gap_above(name, self._whole, 1))
            self._layouts[name] = (gap, *indents(name, self._whole))
        gap, before_header, before_key = self._layouts[name]
        keys = _keys(values, self._style, self._newline, before_key)
        return f"{gap}{before_header}[[{name}]]{keys}"


def _keys(values: Mapping[str, Value], style: Style, newline: str, indent: str) -> str:
    lines = [f"{render_key(key)} = {render_value(value, style)}" for key, value in values.items()]
    before = newline + indent
    return before + before.join(lines)
