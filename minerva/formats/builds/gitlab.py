"""Findings as a GitLab Code Quality report: a list of issues, in JSON."""

from typing import Any, Final

from pydantic_core import to_json

from minerva.findings import Finding, Severity
from minerva.formats.builds.fingerprints import fingerprints
from minerva.views.check import Verdict, why_waived

_SEVERITIES: Final = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}


def render(verdict: Verdict) -> str:
    """Return an issue for each finding that is not waived, each with its fingerprint."""
    marks = fingerprints(verdict.position.programme.brief.id, verdict.told)
    issues = [_issue(one, mark) for one, mark in zip(verdict.told, marks, strict=True)]
    return to_json(issues, indent=2).decode() + "\n"


def _issue(one: Finding, fingerprint: str) -> dict[str, Any]:
    where = one.location.span(value=True)
    return {
        "description": f"{one.message} ({why_waived(one)})" if one.waiver else one.message,
        "check_name": one.id,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[one.severity],
        "location": {
            "path": one.location.file,
            "lines": {"begin": where.line, "end": where.line},
            "positions": {
                "begin": {"line": where.line, "column": where.column},
                "end": {"line": where.line, "column": where.column + where.length - 1},
            },
        },
    }
