"""A check as JUnit XML: every milestone, saving and contract is a test case.

So a dashboard shows what passes too, and the same cases from run to run. A finding that fails
the build is a failure, one below that is in the case's output, and a waived one skips it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from minerva.findings import Finding
from minerva.findings.finding import About
from minerva.formats.cells import joined, visible
from minerva.position import Position
from minerva.programme import Level
from minerva.views.check import Verdict, why_waived

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Case(NamedTuple):
    """A thing that is checked: its suite, its id and name, and what was found of it."""

    suite: str
    id: str
    name: str
    found: list[Finding]


def render(verdict: Verdict) -> str:
    """Return a suite of cases for each workstream's milestones, and for savings and the rest."""
    level = verdict.position.programme.check.fail_on
    cases = _cases(verdict)
    suites: dict[str, list[_Case]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f"<testsuites {_counts(verdict.title, cases, level)}>")
    for name, suite in suites.items():
        skipped = sum(_skipped(case, level) for case in suite)
        lines.append(f'  <testsuite {_counts(name, suite, level)} skipped="{skipped}">')
        for case in suite:
            lines += _case(case, level)
        lines.append("  </testsuite>")
    return joined([*lines, "</testsuites>"])


def _cases(verdict: Verdict) -> list[_Case]:
    """Return everything that is checked, with what was found of it."""
    cases = {(about, case.id): case for about, case in _subjects(verdict.position)}
    for one in verdict.found:
        id = f"{one.detail}.{one.subject}" if one.about == "waiver" else one.subject
        cases[one.about, id].found.append(one)
    return list(cases.values())


def _subjects(position: Position) -> Iterator[tuple[About, _Case]]:
    programme = position.programme
    yield "programme", _Case("programme", programme.brief.id, programme.brief.name, [])
    for milestone in position.milestones:
        record = milestone.milestone
        suite = f"milestones.{record.workstream}"
        yield "milestone", _Case(suite, record.id, record.name, [])
    chosen = {one.id for one in position.chosen}
    for saving in programme.savings:
        if saving.workstream in chosen:
            yield "saving", _Case("savings", saving.id, saving.name, [])
    for procurement in position.procurements:
        told = procurement.procurement
        yield "procurement", _Case("procurements", told.id, told.name, [])
    for contract in position.contracts:
        yield "contract", _Case("contracts", contract.contract.id, contract.contract.supplier, [])
    for waiver in programme.waivers:
        if position.includes(waiver.subject):
            id = f"{waiver.finding}.{waiver.subject}"
            yield "waiver", _Case("waivers", id, waiver.reason, [])


def _case(case: _Case, level: Level) -> Iterator[str]:
    name, suite = quoteattr(_xml(f"{case.name} ({case.id})")), quoteattr(_xml(case.suite))
    if not case.found:
        yield f"    <testcase classname={suite} name={name}/>"
        return
    yield f"    <testcase classname={suite} name={name}>"
    for one in case.found:
        message = quoteattr(_xml(one.message))
        if _is_failure(one, level):
            yield f'      <failure type="{one.id}" message={message}>{_text(one)}</failure>'
        elif _skipped(case, level) and one.waiver is not None:
            why = quoteattr(_xml(f"{one.message} ({why_waived(one)})"))
            yield f'      <skipped type="{one.id}" message={why}/>'
        else:
            yield f"      <system-out>{_text(one, message=True)}</system-out>"
    yield "    </testcase>"


def _text(one: Finding, *, message: bool = False) -> str:
    where = one.location.span(value=True)
    told = f"{one.severity.value}[{one.id}]: {one.message}\n" if message else ""
    waived = f"{why_waived(one)}\n" if one.waiver else ""
    place = f"{one.location.file}:{where.line}:{where.column}"
    return escape(_xml(f"{told}{waived}{place}\n{one.hint}"), {"\r": "&#13;"})


def _is_failure(one: Finding, level: Level) -> bool:
    return one.waiver is None and one.severity.reaches(level)


def _failures(case: _Case, level: Level) -> bool:
    return any(_is_failure(one, level) for one in case.found)


def _skipped(case: _Case, level: Level) -> bool:
    """Tell whether a case is only waived: it neither fails nor passes."""
    return not _failures(case, level) and any(one.waiver is not None for one in case.found)


def _counts(name: str, cases: Sequence[_Case], level: Level) -> str:
    failures = sum(_failures(case, level) for case in cases)
    return f'name={quoteattr(_xml(name))} tests="{len(cases)}" failures="{failures}" errors="0"'


def _xml(text: str) -> str:
    """Return text as XML can hold it: the few characters that it cannot are escaped as in TOML."""
    return _NOT_XML.sub(lambda found: visible(found[0]), text)
