"""A table of a view as the page's template takes it: cells with their text, nothing worked out.

A table with many columns of figures becomes several, one below the other: a page of paper is only
so wide.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple

from msgspec import Struct

from minerva.formats.cells import RIGHT, human, places, visible
from minerva.views.table import Cell, Column, Kind, Link, Row, Table

WIDEST: Final = 66
"""Letters that the columns of figures take together at most, beside the names of the rows."""

LONGEST_WORD: Final = 16
"""Letters of the longest word that a cell makes room for; a longer one is broken."""

LONGEST_DATE: Final = 14
"""Letters of the longest date that stays on one line."""

LONGEST_WHOLE: Final = 8
"""Letters of the longest other text that stays on one line."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+")
_NAMES: Final = ("name", "message", "step", "note")
_COLOURED: Final = ("rating", "stated", "severity")


class Text(Struct, frozen=True):
    """A stretch of a cell's text; one with an address is a link."""

    text: str
    address: str | None = None


class Shown(Struct, frozen=True):
    """A cell: what it says, remarks on it below, and what it looks like."""

    label: str
    texts: Sequence[Text]
    remarks: Sequence[str]
    right: bool
    names_row: bool
    breaks: str
    colour: str | None


class Group(Struct, frozen=True):
    """Rows under a heading, and the row that sums them up."""

    heading: str | None
    rows: Sequence[Sequence[Shown]]
    total: Sequence[Shown] | None


class Sheet(NamedTuple):
    """A table, or a part of one with many columns, as it is written."""

    caption: str | None
    heads: Sequence[Shown]
    groups: Sequence[Group]


def sheets(table: Table) -> list[Sheet]:
    """Return a table as it is written, in parts where it has more columns than a page has room."""
    caption = None if table.title is None else visible(table.title)
    decimals = places(table)
    return [
        _sheet(table, columns, decimals, caption if n == 0 else None)
        for n, columns in enumerate(_parts(table, decimals))
    ]


def _parts(table: Table, decimals: int) -> Iterator[Sequence[Column]]:
    """Yield the columns in parts that fit a page, each with the columns that name a row."""
    columns = table.shown()
    amounts = [column for column in columns if column.kind in (Kind.MONEY, Kind.VARIANCE)]
    others = [column for column in columns if column not in amounts]
    room = WIDEST - sum(
        _length(table, column, decimals) for column in others if column.kind in RIGHT
    )
    taken = sum(_length(table, column, decimals) for column in amounts)
    parts = min(-(-taken // max(room, 1)), len(amounts))
    if parts <= 1:
        yield columns
        return
    size = -(-len(amounts) // parts)
    for begin in range(0, len(amounts), size):
        some = amounts[begin : begin + size]
        yield [column for column in columns if column in others or column in some]


def _length(table: Table, column: Column, decimals: int) -> int:
    """Return the letters that a column of figures takes, with the space beside it."""
    n = table.position_of(column.key)
    rows = [*table.rows, *table.totals.values()]
    longest = max((len(human(row[n], column.kind, decimals)) for row in rows), default=0)
    return max(longest, *map(len, column.title.split())) + 2


def _sheet(table: Table, columns: Sequence[Column], decimals: int, caption: str | None) -> Sheet:
    names = next((column for column in columns if column.key in _NAMES), columns[0])
    groups = [
        Group(
            None if (heading := table.heading(group)) is None else visible(heading),
            [_cells(table, columns, row, decimals, names) for row in rows],
            _cells(table, columns, table.totals[group], decimals, names)
            if group in table.totals
            else None,
        )
        for group, rows in table.groups()
    ]
    heads = [
        Shown("", [Text(visible(column.title))], [], column.kind in RIGHT, False, "", None)
        for column in columns
    ]
    return Sheet(caption, heads, groups)


def _cells(
    table: Table, columns: Sequence[Column], row: Row, decimals: int, names: Column
) -> list[Shown]:
    return [_cell(table, column, row, decimals, names) for column in columns]


def _cell(table: Table, column: Column, row: Row, decimals: int, names: Column) -> Shown:
    value = row[table.position_of(column.key)]
    texts = _texts(value, column, decimals)
    remarks = [
        visible(str(remark))
        for under in table.columns
        if under.under == column.key and under.shown
        if (remark := row[table.position_of(under.key)])
    ]
    words = " ".join([*(text.text for text in texts), *remarks]).split()
    return Shown(
        visible(column.title),
        texts,
        remarks,
        column.kind in RIGHT,
        column.key == names.key and bool(words),
        _breaks(words, column, names=column.key == names.key),
        _colour(value, column),
    )


def _breaks(words: Sequence[str], column: Column, *, names: bool) -> str:
    """Say how a cell's lines break: in a word that is too long, not in a date, or as usual.

    A row of bars keeps its blanks.
    """
    if any(len(word) > LONGEST_WORD for word in words):
        return "long"
    if column.key == "periods":
        return "bars"
    short = sum(map(len, words)) <= (LONGEST_DATE if column.kind is Kind.DATE else LONGEST_WHOLE)
    return "whole" if short and not names else ""


def _texts(value: Cell, column: Column, decimals: int) -> list[Text]:
    text = human(value, column.kind, decimals)
    if isinstance(value, Link):
        return [Text(text, value.address)]
    if column.key != "source":
        return [Text(text)]
    texts = []
    end = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > end:
            texts.append(Text(text[end : found.start()]))
        address = found[0].rstrip(".,;:)")
        texts.append(Text(address, address))
        end = found.start() + len(address)
    return [*texts, Text(text[end:])] if text[end:] or not texts else texts


def _colour(value: Cell, column: Column) -> str | None:
    """Return the word that a rating or a severity is coloured by."""
    if column.key not in _COLOURED or not value:
        return None
    return str(value.value if isinstance(value, Enum) else value)
