"""All findings of many programmes, the worst first, and whether any of them fails a build."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from minerva.findings import Severity, configured, findings_at
from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.rows import PROGRAMME, coverage, from_documents, title
from minerva.portfolio.sums import added_of
from minerva.position import Position
from minerva.views import check as view
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Report, Table

_UNDER: Final = ("message", "programme", "place", "waiver")
"""What stands below the id of a finding, so that a screen has room for it."""
_ORDER: Final = {severity.value: severity.rank for severity in Severity}


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return the findings of a programme, by its own `[check]` with what the command line asks."""
    given = {
        key: tuple(value) if isinstance(value, list) else value for key, value in options.items()
    }
    position.programme = configured(position.programme, given)
    whole = view.document(view.Verdict(position, findings_at(position)))
    return {key: whole[key] for key in ("summary", "failed", "findings")}


def document(gathered: Gathered) -> Document:
    """Return the findings as a JSON document, each with the id of its programme."""
    return (
        gathered.heading()
        | {"name": gathered.name, "programmes": gathered.programmes(without=["findings"])}
        | {"findings": rows(gathered)}
        | grouped(gathered, _verdict)
        | _verdict(gathered)
    )


def report(gathered: Gathered) -> Report:
    """Return the findings, the worst of all programmes first."""
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    columns = [
        Column("programme_id", "Id", of=lambda row: row["programme"], shown=False),
        *from_documents([column for column in view.COLUMNS if column.key not in _UNDER]),
        *from_documents([column for column in view.COLUMNS if column.key == "message"]),
        replace(PROGRAMME, of=lambda row: names[row["programme"]]),
        Column("place", "Where", of=lambda row: f"{row['file']}:{row['line']}"),
    ]
    columns = [replace(column, under="id" if column.key in _UNDER else None) for column in columns]
    counted = ", ".join(
        f"{number:,} {severity}{'' if number == 1 else 's'}"
        for severity, number in _summary(gathered).items()
        if number
    )
    table = Table(columns, rows(gathered), empty="Nothing found.")
    by_severity = [
        Column(severity.value, f"{severity.value.capitalize()}s", Kind.COUNT, of=_counted(severity))
        for severity in Severity
    ]
    return Report(
        title(gathered, "check"),
        [table, *group_tables(gathered, by_severity)],
        [f"{counted or 'Nothing found'}.", *coverage(gathered)],
    )


def failed(gathered: Gathered) -> bool:
    """Tell whether a finding of any programme fails a build."""
    return any(outcome.part["failed"] for outcome in gathered.read)


def rows(gathered: Gathered) -> list[Document]:
    """Return all findings by severity, and of one severity in the order of the programmes."""
    found = [
        {"programme": outcome.label} | finding
        for outcome in gathered.read
        for finding in outcome.part["findings"]
    ]
    return sorted(found, key=lambda finding: _ORDER[finding["severity"]])


def _verdict(gathered: Gathered) -> Document:
    unread = [outcome.label for outcome in gathered.unread]
    return {"summary": _summary(gathered), "failed": failed(gathered), "unread": unread}


def _counted(severity: Severity) -> Any:
    return lambda inside: _summary(inside)[severity.value]


def _summary(gathered: Gathered) -> dict[str, int]:
    return added_of(gathered.read, lambda part: part["summary"]) or {
        severity.value: 0 for severity in Severity
    }
