"""What waivers accept, and what is wrong with the waivers themselves."""

from collections.abc import Iterator, Sequence

from minerva.dates import said
from minerva.findings.finding import Finding, Severity
from minerva.position import Position
from minerva.position.milestones import days
from minerva.programme import Waiver

Accepted = tuple[str, str]


def waive(found: Sequence[Finding], position: Position) -> Iterator[Finding]:
    """Turn what is waived into a note, until the end of the waiver's last day."""
    accepted: dict[Accepted, Waiver] = {
        _accepts(one): one for one in position.programme.waivers if _in_force(one, position)
    }
    for finding in found:
        waiver = accepted.get((finding.id, finding.subject))
        if waiver is None:
            yield finding
        else:
            yield finding._replace(severity=Severity.NOTE, waiver=waiver)


def waiver_expired(found: Sequence[Finding], position: Position) -> Iterator[Finding]:
    """Find waivers that have ended while what they accepted still holds.

    One that another waiver has taken over from is not found.
    """
    holds = {(one.id, one.subject) for one in found if one.waiver is None}
    for waiver in position.programme.waivers:
        if not _in_force(waiver, position) and _accepts(waiver) in holds:
            ended = (position.as_of - waiver.until).days
            yield Finding(
                "waiver-expired",
                Severity.ERROR,
                "waiver",
                waiver.subject,
                f"the waiver of {waiver.finding} for {waiver.subject} ended on "
                f"{said(waiver.until)}, {days(ended)} ago, and it still holds",
                f"put it right, or have {waiver.approved_by} extend `until`",
                waiver.location.at("until"),
                ended,
                detail=waiver.finding,
            )


def waiver_unused(found: Sequence[Finding], position: Position) -> Iterator[Finding]:
    """Find waivers with nothing to accept on the day."""
    holds = {(one.id, one.subject) for one in found}
    for waiver in position.programme.waivers:
        if _accepts(waiver) not in holds and position.includes(waiver.subject):
            yield Finding(
                "waiver-unused",
                Severity.NOTE,
                "waiver",
                waiver.subject,
                f"the waiver of {waiver.finding} for {waiver.subject} has nothing to accept",
                "take it out once what it accepted is over",
                waiver.location,
                detail=waiver.finding,
            )


def _accepts(waiver: Waiver) -> Accepted:
    return waiver.finding, waiver.subject


def _in_force(waiver: Waiver, position: Position) -> bool:
    return position.as_of <= waiver.until
