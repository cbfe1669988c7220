"""The findings of a check and what they come to: as a document, and as rows."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from minerva.findings import Finding, count, fails
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.views.document import Document, heading
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Row, Table

COLUMNS: Final = (
    Column("id", "Finding"),
    Column("severity", "Severity"),
    Column("subject", "Subject"),
    Column("place", "Where", under="message"),
    Column("message", "Message"),
    Column("hint", "Hint", shown=False),
    Column("file", "File", shown=False),
    Column("line", "Line", Kind.COUNT, shown=False),
    Column("column", "Column", Kind.COUNT, shown=False),
    Column("waived", "Waived", Kind.FLAG, shown=False),
    Column("waiver", "Accepted", under="message"),
)


class Verdict(NamedTuple):
    """What a check found of a position, and how it is to be told.

    `since` is the revision that findings are new since; `known` is how many were there then
    and are left out of `found`. What is waived is told in short unless `show_waived`.
    """

    position: Position
    found: Sequence[Finding]
    since: str | None = None
    known: int = 0
    show_waived: bool = False

    @property
    def failed(self) -> bool:
        """Whether anything was found at or above the severity that fails a build."""
        return fails(self.found, self.position.programme.check.fail_on)

    @property
    def title(self) -> str:
        """What was checked, as of when."""
        since = f", new since {self.since}" if self.since else ""
        return f"{title(self.position, 'check')}{since}"

    @property
    def told(self) -> Sequence[Finding]:
        """The findings to be told in full, the worst first."""
        return [finding for finding in self.found if self.show_waived or finding.waiver is None]

    @property
    def accepted(self) -> Sequence[Finding]:
        """The findings that are waived, and told in short."""
        return [
            finding for finding in self.found if not self.show_waived and finding.waiver is not None
        ]

    @property
    def summary(self) -> str:
        """How many findings of each severity there are: `1 error, 2 warnings, 1 waived`."""
        parts = [_several(n, name) for name, n in count(self.told).items() if n]
        if self.accepted:
            parts.append(f"{len(self.accepted):,} waived")
        known = f"; {self.known:,} known since {self.since} not shown" if self.known else ""
        return f"{', '.join(parts) or 'nothing found'}{known}"


def why_waived(finding: Finding) -> str:
    """Say until when a finding is accepted, by whom and why; nothing of one that is not."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    return f"waived until {format_date(waiver.until)} by {waiver.approved_by}: {waiver.reason}"


def document(verdict: Verdict) -> Document:
    """Return the findings as a JSON document."""
    since = {"since": verdict.since, "known": verdict.known} if verdict.since else {}
    return (
        heading(verdict.position)
        | {
            "findings": [finding_document(finding) for finding in verdict.found],
            "summary": count(verdict.found),
            "failed": verdict.failed,
        }
        | since
    )


def finding_document(finding: Finding) -> Document:
    """Return one finding as part of a JSON document."""
    where = finding.location.span(value=True)
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "message": finding.message,
        "hint": finding.hint,
        "file": finding.location.file,
        "line": where.line,
        "waived": finding.waiver is not None,
        "column": where.column,
        "waiver": finding.waiver
        and {
            "until": finding.waiver.until,
            "approved_by": finding.waiver.approved_by,
            "reason": finding.waiver.reason,
        },
    }


def report(verdict: Verdict) -> Report:
    """Return the findings as rows, and what is waived below them."""
    told = Table(COLUMNS, [_row(finding) for finding in verdict.told])
    accepted = Table(COLUMNS, [_row(finding) for finding in verdict.accepted], title="Waived")
    tables = [table for table in (told, accepted) if table.rows]
    return Report(verdict.title, tables, [f"{verdict.summary[0].upper()}{verdict.summary[1:]}."])


def rows(verdict: Verdict) -> Report:
    """Return every finding in one table, for a format of plain rows."""
    return Report(verdict.title, [Table(COLUMNS, [_row(finding) for finding in verdict.found])])


def _row(finding: Finding) -> Row:
    where = finding.location.span(value=True)
    return (
        finding.id,
        finding.severity.value,
        finding.subject,
        f"{finding.location.file}:{where.line}",
        finding.message,
        finding.hint,
        finding.location.file,
        where.line,
        where.column,
        finding.waiver is not None,
        why_waived(finding),
    )


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
