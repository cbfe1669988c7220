"""Words, formulas and labelled figures that several sheets have in common."""

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin, text_of
from minerva.formats.cells import UNKNOWN
from minerva.model.dates import Duration
from minerva.model.source import Location

LEGEND: Final = (
    "Blue on cream: as the files have it. Grey: worked out by minerva from the files. "
    "White: a formula of this workbook."
)

_LINE: Final = 150
"""How many characters of running text go on a line of a sheet."""


def place_of(location: Location) -> str:
    """Return where a record begins: `milestones.toml:41`."""
    return f"{location.file}:{location.line}"


def total_formula(column: str, criteria: str) -> str:
    """Return the formula of a sum over the rows that meet criteria, as far as they are known.

    Of rows none of which is known, the sum is not known; of no rows it is 0.
    """
    rows, known = f"COUNTIFS({criteria})", f'COUNTIFS({criteria},{column},"<>{UNKNOWN}")'
    total = f"ROUND(SUMIFS({column},{criteria}),2)"
    return f'IF(AND({rows}>0,{known}=0),"{UNKNOWN}",{total})'


def odd_pence(left: Decimal) -> str:
    """Return what a formula of amounts as they are shown adds to be the figure of the reports.

    `left` is that figure, which is rounded from exact amounts, less what the formula comes to.
    """
    return f"{left:+f}" if left else ""


class Figure(Struct, frozen=True):
    """A figure that stands by itself, after its label; by its `name` formulas refer to it."""

    label: str
    kind: Kind
    value: object
    formula: str | None = None
    name: str | None = None
    origin: Origin = Origin.FIGURE
    where: str | None = None
    """The sheet that it comes from."""
    place: Location | None = None
    """Where an input is written in the files."""


def write_figures(
    book: Book, sheet: Sheet, row: int, column: int, figures: Sequence[Figure]
) -> int:
    """Write figures one under the other, their values in a column; return the row after them."""
    for at, figure in enumerate(figures, row):
        sheet.text(at, 0, figure.label, valign="top")
        if column == 1:
            sheet.width(0, len(figure.label) + 2)
        sheet.value(at, column, figure.kind, figure.value, figure.origin, figure.formula)
        if figure.place is not None:
            sheet.note(at, column, place_of(figure.place))
        sheet.colour(at, column, at, figure.kind)
        if figure.where is not None:
            sheet.link(at, column + 1, figure.where, f"'{figure.where}'!A1", indent=1)
        if figure.name is not None:
            book.name(figure.name, sheet.name, at, column)
    return row + len(figures)


def shifted_formula(day: str, by: Duration, sign: Literal[1, -1]) -> str:
    """Return the formula of a day that is a duration after another (1) or before it (-1)."""
    number = by.number * sign
    if by.unit == "month":
        return f"EDATE({day},{number})"
    return f"{day}{number * (7 if by.unit == 'week' else 1):+d}"


def wrapped(texts: Iterable[str]) -> list[str]:
    """Return running text as lines that fit over the columns of a sheet."""
    return [
        line
        for text in texts
        for line in textwrap.wrap(text_of(text), _LINE, break_on_hyphens=False)
    ]
