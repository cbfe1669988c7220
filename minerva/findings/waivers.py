"""What waivers accept, and what is wrong with the waivers themselves."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from minerva.findings.finding import Finding, Severity, finding_of
from minerva.model.catalogue import KINDS, About
from minerva.model.dates import format_date
from minerva.model.programme import Waiver
from minerva.position import Position
from minerva.position.milestones import days

Accepted = tuple[str, str]


def waive(found: Sequence[Finding], position: Position) -> list[Finding]:
    """Turn what is waived into a note, until the end of the waiver's last day.

    Of several waivers for one thing, the one that lasts longest is given.
    """
    in_force = [waiver for waiver in position.programme.waivers if _in_force(waiver, position)]
    in_force.sort(key=lambda waiver: waiver.until)
    accepted: dict[Accepted, Waiver] = {_accepts(waiver): waiver for waiver in in_force}
    if not accepted:
        return list(found)
    waivers = [accepted.get((finding.id, finding.subject)) for finding in found]
    return [
        replace(finding, severity=Severity.NOTE, waiver=waiver) if waiver else finding
        for finding, waiver in zip(found, waivers, strict=True)
    ]


def waiver_expired(found: Sequence[Finding], position: Position) -> Iterator[Finding]:
    """Find waivers that have ended while what they accepted still holds.

    One that another waiver has taken over from is not found.
    """
    if not position.programme.waivers:
        return
    holds = {(finding.id, finding.subject) for finding in found if finding.waiver is None}
    for waiver in position.programme.waivers:
        if not _in_force(waiver, position) and _accepts(waiver) in holds:
            ended = (position.as_of - waiver.until).days
            yield finding_of(
                "waiver-expired",
                waiver.subject,
                f"the waiver of {waiver.finding} for {waiver.subject} ended on "
                f"{format_date(waiver.until)}, {days(ended)} ago, and it still holds",
                f"put it right, or have {waiver.approved_by} extend `until`",
                waiver.location.at("until"),
                ended,
                detail=waiver.finding,
            )


def waiver_unused(found: Sequence[Finding], position: Position) -> Iterator[Finding]:
    """Find waivers with nothing to accept on the day.

    Nothing is found of one that may be for something that is not looked at here: by its
    workstream, or because it takes two positions or the history to find.
    """
    if not position.programme.waivers:
        return
    holds = {(finding.id, finding.subject) for finding in found}
    left_out = _left_out(position)
    for waiver in position.programme.waivers:
        kind = KINDS[waiver.finding]
        if _accepts(waiver) in holds or not position.includes(waiver.subject):
            continue
        if kind.looks_at != "position":
            continue
        if not any((about, waiver.subject) in left_out for about in kind.about):
            yield finding_of(
                "waiver-unused",
                waiver.subject,
                f"the waiver of {waiver.finding} for {waiver.subject} has nothing to accept",
                "take it out once what it accepted is over",
                waiver.location,
                detail=waiver.finding,
            )


def _left_out(position: Position) -> set[tuple[About, str]]:
    """Return what a narrowed position does not look at: of what kind it is, and its id."""
    if not position.narrowed:
        return set()
    programme = position.programme
    contracts = {contract.record.id for contract in position.contracts}
    left_out: set[tuple[About, str]] = {("programme", programme.details.id)}
    kinds: tuple[About, ...] = (
        *("milestone", "saving", "procurement"),
        *("risk", "issue", "action", "decision", "indicator"),
    )
    for about in kinds:
        records = programme.by_kind[about]
        left_out |= {(about, record.id) for record in records if not position.scope.has(record)}
    left_out |= {
        ("workstream", workstream.id)
        for workstream in programme.workstreams
        if workstream not in position.chosen or not position.scope.owns(workstream)
    }
    left_out |= {("contract", c.id) for c in programme.contracts if c.id not in contracts}
    return left_out


def _accepts(waiver: Waiver) -> Accepted:
    return waiver.finding, waiver.subject


def _in_force(waiver: Waiver, position: Position) -> bool:
    return position.as_of <= waiver.until
