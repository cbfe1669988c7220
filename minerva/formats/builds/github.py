"""Findings as workflow commands, which GitHub Actions turns into annotations on the files.

An annotation is one line, `::error file=F,line=L,col=C,title=T::message`. A step shows at most
ten of each level, so one last notice counts the rest. No other line begins with
text from the files.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Final

from minerva.findings import Finding, Severity, count
from minerva.formats.cells import joined, visible
from minerva.model.dates import format_date
from minerva.model.problems import Problem
from minerva.model.source import Span
from minerva.views.check import Verdict, waiver_text

MOST_OF_A_LEVEL: Final = 10
MOST_LISTED: Final = 30

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(verdict: Verdict) -> str:
    """Return an annotation for each finding that is not waived, the worst first, and a summary."""
    shown: list[Finding] = []
    rest: list[Finding] = []
    too_many = any(n > MOST_OF_A_LEVEL for n in count(verdict.shown).values())
    left = dict.fromkeys(Severity, MOST_OF_A_LEVEL)
    left[Severity.NOTE] -= too_many  # the last notice is one of them
    for finding in verdict.shown:
        (shown if left[finding.severity] > 0 else rest).append(finding)
        left[finding.severity] -= 1
    lines = [_annotation(finding) for finding in shown]
    if rest:
        lines.append(_command("notice", f"{_counted(rest)} more", _listed(rest)))
    summary = (
        f"minerva check as of {format_date(verdict.position.as_of)}: {visible(verdict.summary)}"
    )
    return joined([*lines, summary])


def unread(text: str) -> str:
    """Return text between two commands that keep the runner from reading commands in it."""
    token = token_hex()
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def problems(found: Sequence[Problem]) -> str:
    """Return an annotation for each of the first ten problems of files that are refused."""
    return joined(
        _command(
            "error",
            problem.kind,
            _message_text(problem.message, problem.hint),
            problem.location.file,
            problem.where(),
        )
        for problem in found[:MOST_OF_A_LEVEL]
    )


def _annotation(finding: Finding) -> str:
    where = finding.location.span(value=True)
    message = f"{finding.message} ({waiver_text(finding)})" if finding.waiver else finding.message
    level = _COMMANDS[finding.severity]
    return _command(
        level, finding.id, _message_text(message, finding.hint), finding.location.file, where
    )


def _message_text(message: str, hint: str | None) -> str:
    return "\n".join(visible(line) for line in (message, hint) if line)


def _listed(rest: Sequence[Finding]) -> str:
    lines = [
        f"{finding.severity.value}[{finding.id}] "
        f"{finding.location.file}:{finding.location.line}: {visible(finding.message)}"
        for finding in rest[:MOST_LISTED]
    ]
    if len(rest) > MOST_LISTED:
        lines.append(f"and {len(rest) - MOST_LISTED:,} more")
    return "\n".join(lines)


def _counted(found: Sequence[Finding]) -> str:
    return ", ".join(
        f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in count(found).items() if n
    )


def _command(
    level: str, title: str, message: str, file: str | None = None, where: Span | None = None
) -> str:
    properties = {"title": title}
    if file is not None and where is not None:
        properties = {
            "file": file,
            "line": str(where.line),
            "col": str(where.column),
            "endColumn": str(where.column + where.length),
            "title": title,
        }
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def _data(text: str) -> str:
    """Escape the message of a command, as the runner undoes it."""
    return text.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, as the runner undoes it."""
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
