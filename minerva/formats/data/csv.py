"""A report as comma-separated values: the rows of its first table, every column."""

import csv
import io
import re

from minerva.formats.cells import machine, visible
from minerva.views.table import Cell, Report

_FORMULA = re.compile(r"[\s\ufeff\u200b\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How text begins that a spreadsheet may take for a formula: full-width signs count too."""


def render(report: Report, *, shown: bool = False) -> str:
    """Return the rows under the columns' keys, without totals, which a sum would count twice.

    Programs get each text as it is; with `shown`, people see characters that their terminal would
    act on.
    """
    table = report.tables[0]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    # A carriage return by itself ends a row to many readers, but csv does not quote for it.
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        cells = [_guarded(cell) for cell in row]
        if shown:
            cells = [visible(cell) for cell in cells]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return text.getvalue()


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula."""
    return _FORMULA.match(text) is not None


def _guarded(cell: Cell) -> str:
    """Keep a spreadsheet from taking text for a formula: an apostrophe before it says text."""
    text = machine(cell)
    return f"'{text}" if isinstance(cell, str) and looks_like_formula(text) else text
