"""Findings as SARIF 2.1.0, the interchange format of static analysis.

What is waived is left out: code scanning does not read suppressions, and would open an alert. Where
it is asked for, it is a result that is suppressed, with its justification. A message is escaped as
the standard has it, so that text from the files is no link and no placeholder.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from pydantic_core import to_json

from minerva import __version__
from minerva.findings import Finding
from minerva.findings.explanations import explanation
from minerva.formats.builds.fingerprints import marked
from minerva.model.catalogue import KINDS
from minerva.model.problems import Problem
from minerva.model.source import Span
from minerva.views.check import Verdict, waiver_text
from minerva.views.document import Document

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT: Final = "%SRCROOT%"

_ESCAPED: Final = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def render(verdict: Verdict) -> str:
    """Return a log of one run: a rule for each kind of finding, a result for each finding."""
    index = {id: n for n, id in enumerate(KINDS)}
    results = [_result(finding, index[finding.id], mark) for finding, mark in marked(verdict)]
    return _log([*KINDS], results, verdict.place)


def render_problems(found: Sequence[Problem], place: str) -> str:
    """Return a log of a run that failed at the files: a result for each problem of theirs."""
    kinds = tuple(dict.fromkeys(problem.kind for problem in found))
    results = [_problem(problem, kinds.index(problem.kind)) for problem in found]
    return _log(kinds, results, place, failed=f"{len(found):,} problems in the files")


def render_failure(message: str, hint: str | None, place: str) -> str:
    """Return a log of a run that failed, and found nothing: why it did."""
    return _log((), [], place, failed=f"{message}: {hint}" if hint else message)


def _log(
    ids: Sequence[str], results: Sequence[Document], place: str, failed: str | None = None
) -> str:
    driver = {"name": "minerva", "version": __version__, "rules": [_rule(id) for id in ids]}
    invocation: Document = {"executionSuccessful": failed is None}
    if failed is not None:
        told = {"level": "error", "message": {"text": failed.translate(_ESCAPED)}}
        invocation["toolExecutionNotifications"] = [told]
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"minerva/{place}/" if place else "minerva/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).decode() + "\n"


def _rule(id: str) -> Document:
    entry = explanation(id)
    return {
        "id": id,
        "name": "".join(word.capitalize() for word in id.split("-")),
        "shortDescription": {"text": entry.summary.translate(_ESCAPED)},
        "fullDescription": {"text": entry.meaning.translate(_ESCAPED)},
        "help": {"text": entry.text.translate(_ESCAPED), "markdown": entry.markdown},
    }


def _result(finding: Finding, index: int, fingerprint: str) -> Document:
    where = finding.location.span(value=True)
    result: Document = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.message.translate(_ESCAPED)},
        "locations": [_place(finding.location.file, where)],
        "partialFingerprints": {"minerva/v1": fingerprint},
        "properties": {"subject": finding.subject, "hint": finding.hint},
    }
    if finding.waiver is not None:
        accepted = {"kind": "external", "status": "accepted", "justification": waiver_text(finding)}
        result["suppressions"] = [accepted]
    return result


def _problem(problem: Problem, index: int) -> Document:
    return {
        "ruleId": problem.kind,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": problem.message.translate(_ESCAPED)},
        "locations": [_place(problem.location.file, problem.where())],
        "properties": {"hint": problem.hint},
    }


def _place(file: str, where: Span) -> Document:
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endColumn": where.column + where.length,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(file), "region": region}}


@cache
def _artifact(file: str) -> dict[str, str]:
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": ROOT}
