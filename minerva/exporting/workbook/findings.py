"""The sheet of the findings: what needs a decision, what to do about it, and where it stands."""

from collections.abc import Sequence
from typing import Final

from minerva.exporting.workbook.blocks import Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind
from minerva.exporting.workbook.wording import place_of
from minerva.findings import Finding
from minerva.position import Position
from minerva.views.check import waiver_text
from minerva.views.titles import title

PRINTED: Final = 7


def write(sheet: Sheet, position: Position, found: Sequence[Finding]) -> None:
    """Write the sheet, the worst findings first."""
    sheet.title(title(position, "findings"), ["`minerva explain FINDING` says what one means."])
    columns = [
        Column("Severity", Kind.RATING, lambda finding: finding.severity),
        Column("Finding", Kind.TEXT, lambda finding: finding.id),
        Column("Subject", Kind.TEXT, lambda finding: finding.subject),
        Column("Message", Kind.TEXT, lambda finding: finding.message, widest=60),
        Column("Hint", Kind.TEXT, lambda finding: finding.hint, widest=60),
        Column("Accepted", Kind.TEXT, waiver_text, widest=30),
        Column("Place", Kind.CODE, lambda finding: place_of(finding.location)),
        Column("File", Kind.CODE, lambda finding: finding.location.file),
        Column("Line", Kind.COUNT, lambda finding: finding.location.line),
    ]
    table = sheet.table(3, "Findings", columns, found, "Nothing needs a decision.")
    sheet.finish(table.last + 1, PRINTED, 4, 3)
