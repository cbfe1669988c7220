"""The findings of a check and what they come to: as a document, and as rows."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from msgspec import Struct

from minerva.findings import Finding, count, fails
from minerva.model.dates import format_date
from minerva.model.source import Span
from minerva.position import Position
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

KEYS: Final = (
    *("id", "severity", "subject", "message", "hint", "file", "line"),
    *("waived", "column", "waiver"),
)
COLUMNS: Final = (
    Column("id", "Finding", of=attrgetter("id")),
    Column("severity", "Severity", of=attrgetter("severity.value")),
    Column("subject", "Subject", of=attrgetter("subject")),
    Column("place", "Where", of=lambda finding: _place_text(finding), under="message"),
    Column("message", "Message", of=attrgetter("message")),
    Column("hint", "Hint", of=attrgetter("hint"), shown=False),
    Column("file", "File", of=attrgetter("location.file"), shown=False),
    Column("line", "Line", Kind.COUNT, lambda finding: _span(finding).line, shown=False),
    Column("column", "Column", Kind.COUNT, lambda finding: _span(finding).column, shown=False),
    Column("waived", "Waived", Kind.FLAG, lambda finding: finding.waiver is not None, shown=False),
    Column("waiver", "Accepted", of=lambda finding: waiver_text(finding), under="message"),
)


class Verdict(Struct, frozen=True):
    """What a check found of a position, and how it is to be shown.

    `since` is the revision that findings are new since; `left_out` is how many were there
    then and are not in `found`. What is waived is shown in short unless `show_waived`. `place` is
    the programme's directory in its repository, "" for the top: several programmes in one may
    have the same ids.
    """

    position: Position
    found: Sequence[Finding]
    since: str | None = None
    left_out: int = 0
    show_waived: bool = False
    place: str = ""

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
    def shown(self) -> Sequence[Finding]:
        """The findings to be shown in full, the worst first."""
        return [finding for finding in self.found if self.show_waived or finding.waiver is None]

    @property
    def accepted(self) -> Sequence[Finding]:
        """The findings that are waived, and shown in short."""
        return [
            finding for finding in self.found if not self.show_waived and finding.waiver is not None
        ]

    @property
    def summary(self) -> str:
        """How many findings of each severity there are: `1 error, 2 warnings, 1 waived`."""
        parts = [_count_text(n, name) for name, n in count(self.shown).items() if n]
        if self.accepted:
            parts.append(f"{len(self.accepted):,} waived")
        rest = f"; {self.left_out:,} known since {self.since} not shown" if self.left_out else ""
        return f"{', '.join(parts) or 'nothing found'}{rest}"


def waiver_text(finding: Finding) -> str:
    """Say until when a finding is accepted, by whom and why; nothing of one that is not."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    return f"waived until {format_date(waiver.until)} by {waiver.approved_by}: {waiver.reason}"


def document(verdict: Verdict) -> Document:
    """Return the findings as a JSON document."""
    since = {"since": verdict.since, "known": verdict.left_out} if verdict.since else {}
    return (
        heading(verdict.position)
        | {
            "findings": finding_documents(verdict.found),
            "summary": count(verdict.found),
            "failed": verdict.failed,
        }
        | since
    )


def finding_document(finding: Finding) -> Document:
    """Return one finding as part of a JSON document."""
    [document] = finding_documents([finding])
    return document


def finding_documents(found: Sequence[Finding]) -> list[Document]:
    """Return findings as parts of a JSON document."""
    return entries(_DOCUMENT_COLUMNS, found, KEYS)


def report(verdict: Verdict) -> Report:
    """Return the findings as rows, and what is waived below them."""
    shown = Table(COLUMNS, verdict.shown)
    accepted = Table(COLUMNS, verdict.accepted, title="Waived")
    tables = [table for table in (shown, accepted) if table.subjects]
    return Report(verdict.title, tables, [f"{verdict.summary[0].upper()}{verdict.summary[1:]}."])


def rows(verdict: Verdict) -> Report:
    """Return every finding in one table, for a format of plain rows."""
    return Report(verdict.title, [Table(COLUMNS, verdict.found)])


def _waiver_document(finding: Finding) -> Document | None:
    waiver = finding.waiver
    if waiver is None:
        return None
    return {
        "until": waiver.until,
        "approved_by": waiver.approved_by,
        "reason": waiver.reason,
    }


_DOCUMENT_COLUMNS: Final = (*COLUMNS, Column("waiver", "Accepted", of=_waiver_document))
"""The columns, with the waiver as a document has it, not in words."""


def _span(finding: Finding) -> Span:
    return finding.location.span(value=True)


def _place_text(finding: Finding) -> str:
    return f"{finding.location.file}:{_span(finding).line}"


def _count_text(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
