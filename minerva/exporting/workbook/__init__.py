"""The workbook: a position as a spreadsheet whose totals, variances and percentages are formulas.

One module a sheet. A formula is written with minerva's own figure as its value, so that a reader
that computes nothing shows the right one; a spreadsheet works it out anew. `book` alone knows the
library that writes the file.
"""

import zipfile
from collections.abc import Callable
from datetime import date
from typing import BinaryIO, Final

from minerva import __version__
from minerva.exporting.outgoing import MADE_BY, Exported, Request
from minerva.exporting.workbook import (
    claims,
    costs,
    findings,
    milestones,
    notes,
    procurement,
    rebudgets,
    register,
    savings,
    states,
)
from minerva.exporting.workbook import summary as first
from minerva.exporting.workbook.book import Book
from minerva.findings import findings_at
from minerva.formats.cells import counted
from minerva.model.errors import MinervaError
from minerva.position import Position
from minerva.views.titles import basis

__all__ = ["SHEETS", "MinervaError", "export", "is_ours", "render"]

SHEETS: Final = {
    "Summary": "#44546A",
    "Savings": "#7F8FA9",
    "Claims": "#7F8FA9",
    "Rebudgets": "#7F8FA9",
    "States": "#7F8FA9",
    "Costs": "#7F8FA9",
    "Milestones": "#7F8FA9",
    "Procurement": "#7F8FA9",
    "Findings": "#7F8FA9",
    "Notes": "#BFBFBF",
}
"""The sheets in order, each with the colour of its tab. Those of a register are before Findings."""
_MADE_BY: Final = "Made by"
_PROPERTIES: Final = "docProps/custom.xml"
_MOST_PROPERTIES: Final = 100_000


def export(request: Request) -> Exported:
    """Return the workbook of a position, and what is in it."""
    position = request.position
    return Exported(
        render(position, request.advance),
        f"{counted(len(position.milestones), 'milestone')}, "
        f"{counted(len(position.savings.savings), 'saving')}, "
        f"{counted(len(position.procurements), 'procurement')}",
    )


def render(
    position: Position, advance: Callable[[int, int], None] = lambda _done, _total: None
) -> bytes:
    """Return the workbook of a position: the same position gives the same bytes.

    `advance` is called with how far the work has come, as in a `Request`.

    Raises MinervaError where there is more than the rows of a sheet can hold.
    """
    details = position.programme.details
    book = Book(details.name, basis(position), details.currency, _made(position), advance)
    of_register = register.sheets_of(position)
    after = list(SHEETS).index("Findings")
    names = [*list(SHEETS)[:after], *of_register, *list(SHEETS)[after:]]
    colours = SHEETS | dict.fromkeys(of_register, register.COLOUR)
    sheets = {name: book.sheet(name, colours[name]) for name in names}
    found = findings_at(position)
    agreed = rebudgets.write(sheets["Rebudgets"], position)
    totals = savings.write(book, sheets["Savings"], position, agreed)
    claims.write(sheets["Claims"], position)
    states.write(sheets["States"], position)
    costs.write(book, sheets["Costs"], position)
    milestones.write(sheets["Milestones"], position)
    procurement.write(sheets["Procurement"], position)
    for name, made in of_register.items():
        register.write(sheets[name], made, position)
    findings.write(sheets["Findings"], position, found)
    notes.write(book, sheets["Notes"], position)
    first.write(book, sheets["Summary"], position, found, totals)
    book.properties(
        {
            "title": f"{details.name}: position {basis(position)}",
            "subject": "Savings, milestones and procurement",
            "author": MADE_BY,
            "company": details.organisation or "",
            "comments": f"Made by minerva {__version__} from the programme's files.",
        },
        {_MADE_BY: MADE_BY, "As of": position.as_of.isoformat()},
    )
    return book.content()


def is_ours(file: BinaryIO) -> bool:
    """Tell whether a file is a workbook that minerva made: its properties say so."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        with zipfile.ZipFile(file) as parts, parts.open(_PROPERTIES) as properties:
            root = ElementTree.fromstring(properties.read(_MOST_PROPERTIES))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, DefusedXmlException):
        return False
    except (NotImplementedError, RuntimeError, ValueError, EOFError):  # packed in another way
        return False
    return any(
        entry.get("name") == _MADE_BY and "".join(entry.itertext()) == MADE_BY for entry in root
    )


def _made(position: Position) -> date:
    """Return the day that the workbook is dated with: of the data, but not after the position."""
    updated = position.programme.details.updated
    return position.as_of if updated is None else min(updated, position.as_of)
