"""Findings as SARIF 2.1.0, the interchange format of static analysis.

Every finding is a result: what is waived is one that is suppressed, with its justification. A
message is escaped as the standard has it, so that text from the files is no link and no
placeholder.
"""

from functools import cache
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from pydantic_core import to_json

from minerva import __version__
from minerva.findings import Finding
from minerva.findings.explanations import explanation
from minerva.formats.builds.fingerprints import fingerprints
from minerva.model.catalogue import KINDS
from minerva.views.check import Verdict, waiver_text

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT: Final = "%SRCROOT%"

_ESCAPED: Final = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def render(verdict: Verdict) -> str:
    """Return a log of one run: a rule for each kind of finding, a result for each finding."""
    index = {id: n for n, id in enumerate(KINDS)}
    marks = fingerprints(verdict.position.programme.details.id, verdict.found)
    driver = {"name": "minerva", "version": __version__, "rules": [_rule(id) for id in KINDS]}
    results = [
        _result(finding, index[finding.id], mark)
        for finding, mark in zip(verdict.found, marks, strict=True)
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).decode() + "\n"


def _rule(id: str) -> dict[str, Any]:
    entry = explanation(id)
    return {
        "id": id,
        "name": "".join(word.capitalize() for word in id.split("-")),
        "shortDescription": {"text": entry.summary.translate(_ESCAPED)},
        "fullDescription": {"text": entry.meaning.translate(_ESCAPED)},
        "help": {"text": entry.text.translate(_ESCAPED), "markdown": entry.markdown},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    where = finding.location.span(value=True)
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.message.translate(_ESCAPED)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.location.file),
                    "region": {
                        "startLine": where.line,
                        "startColumn": where.column,
                        "endColumn": where.column + where.length,
                    },
                }
            }
        ],
        "partialFingerprints": {"minerva/v1": fingerprint},
        "properties": {"subject": finding.subject, "hint": finding.hint},
    }
    if finding.waiver is not None:
        accepted = {"kind": "external", "status": "accepted", "justification": waiver_text(finding)}
        result["suppressions"] = [accepted]
    return result


@cache
def _artifact(file: str) -> dict[str, str]:
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": ROOT}
