"""Findings as a GitLab Code Quality report: a list of issues, in JSON."""

from typing import Any, Final

from pydantic_core import to_json

from minerva.findings import Finding, Severity
from minerva.formats.builds.fingerprints import marked
from minerva.views.check import Verdict, waiver_text

_SEVERITIES: Final = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}


def render(verdict: Verdict) -> str:
    """Return an issue for each finding that is not waived, each with its fingerprint."""
    issues = [_issue(finding, mark) for finding, mark in marked(verdict)]
    return to_json(issues, indent=2).decode() + "\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    where = finding.location.span(value=True)
    return {
        "description": f"{finding.message} ({waiver_text(finding)})"
        if finding.waiver
        else finding.message,
        "check_name": finding.id,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.location.file,
            "lines": {"begin": where.line, "end": where.line},
            "positions": {
                "begin": {"line": where.line, "column": where.column},
                "end": {"line": where.line, "column": where.column + where.length - 1},
            },
        },
    }
