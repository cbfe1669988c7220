"""The findings of a check, as a document and as rows."""

from typing import Final

from minerva.findings import Finding, count
from minerva.position import Position
from minerva.views.document import Document, heading
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Table

COLUMNS: Final = (
    Column("id", "Finding"),
    Column("severity", "Severity"),
    Column("subject", "Subject"),
    Column("message", "Message"),
    Column("hint", "Hint", shown=False),
    Column("file", "File", shown=False),
    Column("line", "Line", Kind.COUNT),
)


def document(position: Position, found: list[Finding], *, failed: bool) -> Document:
    """Return the findings as a JSON document."""
    return heading(position) | {
        "findings": [
            {
                "id": one.id,
                "severity": one.severity.value,
                "subject": one.subject,
                "message": one.message,
                "hint": one.hint,
                "file": one.location.file,
                "line": one.location.line,
                "waived": one.waiver is not None,
            }
            for one in found
        ],
        "summary": count(found),
        "failed": failed,
    }


def headline(position: Position) -> str:
    """Say what was checked."""
    return title(position, "check")


def report(position: Position, found: list[Finding]) -> Report:
    """Return the findings as rows."""
    rows = [
        (
            one.id,
            one.severity.value,
            one.subject,
            one.message,
            one.hint,
            one.location.file,
            one.location.line,
        )
        for one in found
    ]
    return Report(headline(position), [Table(COLUMNS, rows, empty="Nothing found.")])
