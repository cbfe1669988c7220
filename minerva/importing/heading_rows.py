"""Headings of amounts that stand in more than one row: a year over Target, a unit under it.

What the rows beside the headings add is put together with each heading, so that the rest reads it
as one text: `2024/25 Target £000`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from minerva.importing.grid import Grid, Kind, Row, Value
from minerva.importing.wordings import AMOUNTS, Heading, label_of_words, said_of_year

MOST_ROWS_OF_HEADINGS: Final = 3
_MEASURES: Final = {kind: frozenset().union(*words.values()) for kind, words in AMOUNTS.items()}
_ONE_OFF_AND_FULL_YEAR: Final = ("full_year", "one_off_cost")


class ColumnHeading(Struct, frozen=True):
    """The heading of a column as it is read, and the texts it is put together from, with rows."""

    text: str
    parts: Sequence[tuple[int, str]]


def headings_of(grid: Grid, row: Row, kind: Kind, *, calendar: bool) -> Mapping[int, ColumnHeading]:
    """Return the headings of the columns of amounts, with what the rows above and below add.

    With `calendar`, years are calendar years.
    """
    above = list(_rows_above(grid, row))
    below = unit_row(grid, row, calendar=calendar)
    headings: dict[int, ColumnHeading] = {}
    for column in range(max(len(each.values) for each in (row, *above))):
        own, parts = _text(row.values, column), []
        if own is not None:
            parts.append((row.number, own))
        for other in above:
            if own is None and (own := _text(other.values, column)) is not None:
                parts.append((other.number, own))
            elif own is not None and (over := _from_left(other.values, column)) is not None:
                parts.append((other.number, over))
        if below is not None and (under := _text(below.values, column)) is not None:
            parts.append((below.number, under))
        if own is not None:
            headings[column] = _put_together(own, parts, kind, calendar=calendar)
    return headings


def unit_row(grid: Grid, row: Row, *, calendar: bool) -> Row | None:
    """Return the row under the headings that has nothing but units and years, if there is one."""
    index = grid.rows.index(row) + 1
    if index == len(grid.rows):
        return None
    after = grid.rows[index]
    texts = [value for value in after.values if value is not None]
    return (
        after
        if texts and all(_says_unit_or_year(text, calendar=calendar) for text in texts)
        else None
    )


def _rows_above(grid: Grid, row: Row) -> Iterator[Row]:
    """Yield the rows right above the headings, the nearest first."""
    index, number = grid.rows.index(row), row.number
    for other in reversed(grid.rows[max(0, index - MOST_ROWS_OF_HEADINGS + 1) : index]):
        if number - other.number > 1 or other.values.count(None) == len(other.values):
            return
        number = other.number
        yield other


def _text(values: Sequence[Value], column: int) -> str | None:
    value = values[column] if column < len(values) else None
    return value if isinstance(value, str) else None


def _from_left(values: Sequence[Value], column: int) -> str | None:
    """Return the text over a column: its own, or that of a cell to the left that runs over it."""
    for at in range(min(column, len(values) - 1), -1, -1):
        if values[at] is not None:
            return _text(values, at)
    return None


def _says_unit_or_year(value: Value, *, calendar: bool) -> bool:
    if not isinstance(value, str):
        return False
    said = said_of_year(value, calendar=calendar)
    return said.words == "" and (said.is_money or said.year is not None)


def _put_together(
    own: str, parts: Sequence[tuple[int, str]], kind: Kind, *, calendar: bool
) -> ColumnHeading:
    """Add a year, a unit and a word that a heading lacks, where it is one of money with them."""
    label = label_of_words(own, kind, loose=False, calendar=calendar) or label_of_words(
        own, kind, loose=True, calendar=calendar
    )
    alone = ColumnHeading(own, [part for part in parts if part[1] == own][:1])
    if label is not None and label.split(" ")[0] not in (*AMOUNTS[kind], *_ONE_OFF_AND_FULL_YEAR):
        return alone
    text, used = own, list(alone.parts)
    for number, part in parts:
        said = said_of_year(text, calendar=calendar)
        added = said_of_year(part, calendar=calendar)
        if part == own or not _adds(added, kind):
            continue
        used.append((number, part))
        if added.year and not said.year:
            text = f"{added.year} {text}"
        if added.words and not said.words:
            text = f"{added.words.capitalize()} {text}"
        if added.is_money and not said.is_money:
            text = f"{text} {added.written_unit or added.currency}"
    joined = label_of_words(text, kind, loose=False, calendar=calendar)
    return alone if joined is None else ColumnHeading(text, used)


def _adds(said: Heading, kind: Kind) -> bool:
    return (said.words == "" or said.words in _MEASURES[kind]) and (
        said.year is not None or said.is_money or said.words != ""
    )
