"""A report as comma-separated values: the rows of its first table, every column."""

import csv
import io

from minerva.formats.cells import machine
from minerva.views.table import Cell, Report


def render(report: Report) -> str:
    """Return the rows under the columns' keys, without totals, which a sum would count twice."""
    table = report.tables[0]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    # A carriage return by itself ends a row to many readers, but csv does not quote for it.
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        cells = [_guarded(cell) for cell in row]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return text.getvalue()


def _guarded(cell: Cell) -> str:
    """Keep a spreadsheet from taking text for a formula: an apostrophe before it says text."""
    text = machine(cell)
    return (
        f"'{text}"
        if isinstance(cell, str) and text.startswith(("=", "+", "-", "@", "\t", "\r"))
        else text
    )
