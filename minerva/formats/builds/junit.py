"""A check as JUnit XML: every milestone, saving, cost, contract and risk is a test case.

So a dashboard shows what passes too, and the same cases from run to run. A finding that fails
the build is in the case's failure, one below that in its output, and a waived one skips it. A
case has one of each at most, with all that there is to say: Jenkins reads only the first, and
GitLab a failure's text but not its message.
"""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from minerva.findings import Finding
from minerva.formats.cells import joined, xml_text
from minerva.model.catalogue import About, Level
from minerva.position import Position
from minerva.position.indicators import IndicatorPosition
from minerva.position.register import (
    ActionPosition,
    DecisionPosition,
    IssuePosition,
    RiskPosition,
)
from minerva.views.check import Verdict, waiver_text

_Key = tuple[About, str | int]
"""What tells a case from the others: what it is about, and its id or, of a waiver, its number."""


_Entry = RiskPosition | IssuePosition | ActionPosition | DecisionPosition | IndicatorPosition


class _Case(Struct, frozen=True):
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
    cases = dict(_subjects(verdict.position))
    for finding in verdict.found:
        key = finding.location.path[1] if finding.about == "waiver" else finding.subject
        gone = _Case("removed", finding.subject, finding.subject, [])
        cases.setdefault((finding.about, key), gone).found.append(finding)
    return list(cases.values())


def _subjects(position: Position) -> Iterator[tuple[_Key, _Case]]:
    programme, details = position.programme, position.programme.details
    yield ("programme", details.id), _Case("programme", details.id, details.name, [])
    for milestone in position.milestones:
        record = milestone.record
        suite = f"milestones.{record.workstream}"
        yield ("milestone", record.id), _Case(suite, record.id, record.name, [])
    for saving in programme.savings:
        if position.scope.has(saving):
            yield ("saving", saving.id), _Case("savings", saving.id, saving.name, [])
    for cost in position.costs.costs:
        yield ("cost", cost.id), _Case("costs", cost.id, cost.name, [])
    for procurement in position.procurements:
        yield (
            ("procurement", procurement.record.id),
            _Case("procurements", procurement.record.id, procurement.record.name, []),
        )
    for contract in position.contracts:
        held = contract.record
        yield ("contract", held.id), _Case("contracts", held.id, held.supplier, [])
    for workstream in position.chosen:
        if ("workstream", workstream.id) in position.stated:
            yield (
                ("workstream", workstream.id),
                _Case("workstreams", workstream.id, workstream.name, []),
            )
    yield from _of_register(position)
    for waiver in programme.waivers:
        if position.includes(waiver.subject) or waiver.subject == details.id:
            id = f"{waiver.finding}.{waiver.subject} until {waiver.until}"
            yield ("waiver", waiver.location.path[1]), _Case("waivers", id, waiver.reason, [])


def _of_register(position: Position) -> Iterator[tuple[_Key, _Case]]:
    entries: Mapping[About, Sequence[_Entry]] = {
        "risk": position.risks,
        "issue": position.issues,
        "action": position.actions,
        "decision": position.decisions,
        "indicator": position.indicators,
    }
    for about, listed in entries.items():
        for entry in listed:
            record = entry.record
            yield (about, record.id), _Case(f"{about}s", record.id, record.name, [])


def _case(case: _Case, level: Level) -> Iterator[str]:
    name, suite = quoteattr(xml_text(f"{case.name} ({case.id})")), quoteattr(xml_text(case.suite))
    if not case.found:
        yield f"    <testcase classname={suite} name={name}/>"
        return
    failed = [finding for finding in case.found if _is_failure(finding, level)]
    waived = [] if failed else [finding for finding in case.found if finding.waiver is not None]
    rest = [finding for finding in case.found if finding not in (failed or waived)]
    yield f"    <testcase classname={suite} name={name}>"
    if failed:
        yield f"      <failure {_attributes(failed)}>{_text(failed)}</failure>"
    if waived:
        yield f"      <skipped {_attributes(waived)}/>"
    if rest:
        yield f"      <system-out>{_text(rest)}</system-out>"
    yield "    </testcase>"


def _attributes(found: Sequence[Finding]) -> str:
    """Return the attributes that say what was found, the worst first."""
    messages = (
        f"{finding.message} ({waiver_text(finding)})" if finding.waiver else finding.message
        for finding in found
    )
    message = "\n".join(messages)
    return f'type="{found[0].id}" message={quoteattr(xml_text(message))}'


def _text(found: Sequence[Finding]) -> str:
    """Return all there is to say of findings, a paragraph each."""
    parts = []
    for finding in found:
        where = finding.location.span(value=True)
        waived = f"{waiver_text(finding)}\n" if finding.waiver else ""
        place = f"{finding.location.file}:{where.line}:{where.column}"
        parts.append(
            f"{finding.severity.value}[{finding.id}]: {finding.message}\n"
            f"{waived}{place}\n{finding.hint}\n"
        )
    return escape(xml_text("\n".join(parts)), {"\r": "&#13;"})


def _is_failure(finding: Finding, level: Level) -> bool:
    return finding.waiver is None and finding.severity.reaches(level)


def _failures(case: _Case, level: Level) -> bool:
    return any(_is_failure(finding, level) for finding in case.found)


def _skipped(case: _Case, level: Level) -> bool:
    """Tell whether a case is only waived: it neither fails nor passes."""
    return not _failures(case, level) and any(finding.waiver is not None for finding in case.found)


def _counts(name: str, cases: Sequence[_Case], level: Level) -> str:
    failures = sum(_failures(case, level) for case in cases)
    return f'name={quoteattr(xml_text(name))} tests="{len(cases)}" failures="{failures}" errors="0"'
