"""How a table is laid out on a width: which columns stand side by side, and how wide each is.

Aligned columns are best. Where they would break a name into many short lines, the first column
goes above the others, over the whole width. Where that does not help either, a table whose
columns are alike is parted into blocks of them, and of any other each row becomes a card.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from msgspec import Struct

from minerva.formats.cells import RIGHT, human, places
from minerva.formats.screen.wrapping import wrap
from minerva.formats.text_width import resized, text_width
from minerva.views.table import Column, Kind, Row, Table

GAP: Final = "  "
INDENT: Final = "  "

CUT: Final = "…"
_LEAST_TEXT: Final = 12
_LEAST_DATE: Final = 11
_ROOM_FOR_PROSE: Final = 24
_MOST_LINES: Final = 3
_WHOLE: Final = (*RIGHT, Kind.RATING, Kind.FLAG)


class Sheet:
    """A table as a screen shows it: the columns that people see, and the text of every cell."""

    def __init__(self, table: Table) -> None:
        """Take the table."""
        self.table = table
        self.columns = table.shown()
        self._places = places(table)
        self._index = [table.position_of(column.key) for column in self.columns]
        self._remarks = [
            (table.position_of(column.key), column) for column in table.columns if column.under
        ]

    def cells(self, row: Row) -> list[str]:
        """Return the texts of a row, in the order of the columns."""
        return [
            human(row[index], column.kind, self._places)
            for index, column in zip(self._index, self.columns, strict=True)
        ]

    def remarks(self, row: Row) -> list[str]:
        """Return what is remarked on a row."""
        return [human(row[index], column.kind) for index, column in self._remarks if row[index]]

    def text_of(self, number: int) -> Iterator[str]:
        """Yield the texts of a column."""
        index, kind = self._index[number], self.columns[number].kind
        for row in self._rows():
            yield human(row[index], kind, self._places)

    @cached_property
    def widest(self) -> list[int]:
        """How wide the widest text of each column is."""
        widest = [0] * len(self.columns)
        for row in self._rows():
            for n, cell in enumerate(self.cells(row)):
                widest[n] = max(widest[n], text_width(cell))
        return widest

    @cached_property
    def least(self) -> list[int]:
        """How narrow each column may be: words stay whole, within reason, and figures always."""
        return [self._least(number) for number in range(len(self.columns))]

    def _least(self, number: int) -> int:
        column, widest = self.columns[number], self.widest[number]
        if self.table.one_line and column.kind is Kind.TEXT:
            return min(max(text_width(column.title), _LEAST_TEXT), widest)
        title = max(map(text_width, column.title.split(" ")))
        if column.kind in _WHOLE:
            return max(title, widest)
        if column.kind is Kind.DATE:
            return max(title, min(widest, _LEAST_DATE))
        if widest <= _LEAST_TEXT:
            return max(title, widest)
        words = (word for text in self.text_of(number) for word in text.split(" "))
        longest = max(map(text_width, words), default=0)
        return max(title, _LEAST_TEXT, min(longest, _ROOM_FOR_PROSE))

    def _rows(self) -> Iterator[Row]:
        yield from self.table.rows
        yield from self.table.totals.values()


class Grid(Struct, frozen=True):
    """Columns side by side: which of the sheet's they are, and how wide; and one above, or none.

    What stands below another is indented.
    """

    numbers: Sequence[int]
    widths: Sequence[int]
    above: int | None = None


def grids(sheet: Sheet, width: int) -> Sequence[Grid]:
    """Return how a table is laid out: in one grid, or in several blocks, one below the other.

    None at all says that each row has to be a card.
    """
    first, *others = range(len(sheet.columns))
    for whole_titles in (True, False):
        beside = _comfortable(sheet, width, [first, *others], whole_titles=whole_titles)
        if beside is not None:
            return [beside]
        if not others:
            return []
        below = _comfortable(sheet, width, others, above=first, whole_titles=whole_titles)
        if below is not None:
            return [below]
    return _blocks(sheet, width) if sheet.table.in_blocks else []


def _blocks(sheet: Sheet, width: int) -> Sequence[Grid]:
    """Return blocks of columns, all about as broad, in the layout that takes the fewest lines."""
    first, *others = range(len(sheet.columns))
    beside, below = _parted(sheet, width, others, first), _parted(sheet, width, others, None, first)
    if not beside or not below:
        return beside or below
    return beside if len(beside) <= 2 * len(below) else below


def _parted(
    sheet: Sheet, width: int, others: Sequence[int], beside: int | None, above: int | None = None
) -> Sequence[Grid]:
    """Return as few blocks of columns as there is room for, each with one beside or above it."""
    begins = [] if beside is None else [beside]
    for count in range(2, len(others) + 1):
        cuts = [n * len(others) // count for n in range(count + 1)]
        parts = [others[cut:end] for cut, end in pairwise(cuts)]
        blocks = [_comfortable(sheet, width, [*begins, *part], above) for part in parts]
        if all(blocks):
            return [block for block in blocks if block is not None]
    return []


def _comfortable(
    sheet: Sheet,
    width: int,
    numbers: Sequence[int],
    above: int | None = None,
    *,
    whole_titles: bool = False,
) -> Grid | None:
    """Return columns side by side, unless something would be cut off or broken into many lines.

    With `whole_titles`, the titles of figures may not be broken either.
    """
    if above is not None:
        width -= len(INDENT)
    room = width - len(GAP) * (len(numbers) - 1)
    widths = _widths(sheet, numbers, room, whole_titles=whole_titles)
    if widths is None:
        return None
    narrow = [
        (number, have)
        for number, have in zip(numbers, widths, strict=True)
        if have < min(_ROOM_FOR_PROSE, sheet.widest[number])
    ]
    if sheet.table.one_line:
        return Grid(numbers, widths, above)
    if any(_lines(text, have) > _MOST_LINES for n, have in narrow for text in sheet.text_of(n)):
        return None
    return Grid(numbers, widths, above)


def cut(text: str, width: int) -> str:
    """Return a text that is no wider than this, with a sign where it is cut short."""
    if text_width(text) <= width:
        return text
    return resized(text, width - 1).rstrip() + CUT


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes, or 1 where they are not many for certain."""
    return len(wrap(text, width)) if text_width(text) > width * _MOST_LINES // 2 else 1


def _widths(
    sheet: Sheet, numbers: Sequence[int], room: int, *, whole_titles: bool
) -> list[int] | None:
    """Return the width of each column: texts and dates give way, then the titles of figures.

    None where there is no room for what cannot give way.
    """
    columns = [sheet.columns[n] for n in numbers]
    titles = [text_width(column.title) for column in columns]
    widths = [max(title, sheet.widest[n]) for title, n in zip(titles, numbers, strict=True)]
    if sum(widths) <= room:
        return widths
    least = [sheet.least[n] for n in numbers]
    titled = [
        max(need, title) if column.kind in _WHOLE else need
        for column, title, need in zip(columns, titles, least, strict=True)
    ]
    if sum(titled) <= room:
        least = titled
    elif sum(least) <= room and not whole_titles:
        widths = [
            need if column.kind in _WHOLE else have
            for column, need, have in zip(columns, least, widths, strict=True)
        ]
    else:
        return None
    while sum(widths) > room:
        spare = [n for n, need in enumerate(least) if widths[n] > need]
        widths[max(spare, key=lambda n: (_gives_way(columns[n], widths[n]), widths[n], n))] -= 1
    return widths


def _gives_way(column: Column, width: int) -> bool:
    """Tell whether a column becomes narrower before others: dates do, and long texts."""
    return column.kind is Kind.DATE or width > _ROOM_FOR_PROSE
