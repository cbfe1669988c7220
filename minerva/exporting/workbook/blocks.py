"""What a table of a sheet is made of, and where it stands once it is written."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from minerva.exporting.workbook.cells import Kind, Origin
from minerva.formats.cells import column_letters
from minerva.model.source import Location

WIDEST: Final = 40
"""How wide a column is at most, in characters, unless it says otherwise."""
PLACE: Final = "Place"
"""The title of the column that says where the record of a row begins."""
_THIS_ROW: Final = re.compile(r"\[@([^\]\[]+)\]")

Take = Callable[[Any], object]
Formula = str | Callable[[Any], str | None] | None


class Column(Struct, frozen=True):
    """A column of a table: its title, what its cells are, and how minerva's own value is taken.

    With a `formula` the cell is computed by the spreadsheet, and minerva's value is what a reader
    that computes nothing shows. `[@Title]` in it is the cell of that column in the same row. A
    formula that depends on the row is a function of it; where that gives None the value is typed,
    as a figure of minerva's unless `origin` says another. An input has a note with its `place` in
    the files.
    """

    title: str
    kind: Kind
    of: Take
    formula: Formula = None
    origin: Origin | Callable[[Any], Origin] = Origin.TEXT
    widest: int = WIDEST
    place: Callable[[Any], Location | None] | None = None


class Block(Struct, frozen=True):
    """Where a table stands: its sheet, its name, its first and last row of values, from 0."""

    sheet: str
    name: str
    first: int
    last: int
    titles: Sequence[str]

    @property
    def after(self) -> int:
        """The row to begin the next thing on, with a row left blank for its heading."""
        return self.last + 3

    def cells(self, title: str) -> list[object]:
        """Return the range of a column's values, as XlsxWriter takes it for charts."""
        column = self.titles.index(title)
        return [self.sheet, self.first, column, self.last, column]

    def heading(self, title: str) -> list[object]:
        """Return the cell of a column's title, as XlsxWriter takes it for charts."""
        return [self.sheet, self.first - 1, self.titles.index(title)]

    def cell(self, title: str, row: int) -> str:
        """Return the address of a cell in a row of the sheet, counted from 0: `D31`."""
        return f"{column_letters(self.titles.index(title))}{row + 1}"


@lru_cache(maxsize=1024)
def expand(formula: str, table: str) -> str:
    """Write `[@Title]` as files have it: the table, this row, the column."""
    return _THIS_ROW.sub(rf"{table}[[#This Row],[\1]]", formula)
