"""Facts about a valid programme that somebody has to act on, and which waiver accepts them.

Each check is a plain function from a position to its findings, and all of them stand in
CHECKS. Nothing here decides what fails a build: that is the command's to say.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from minerva.dates import said
from minerva.position import Position
from minerva.position.milestones import LOW_FLOAT_DAYS, MilestonePosition, days
from minerva.programme import Waiver
from minerva.source import Location


class Severity(Enum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Where the severity stands from the worst (0)."""
        return _RANKS[self]


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Finding(NamedTuple):
    """A fact that needs a decision: what, about which milestone, saving or contract, and where.

    `days` is how many days are at stake, the more the worse; 0 where it is not about time. A
    waived finding is a note that carries the waiver.
    """

    id: str
    severity: Severity
    subject: str
    message: str
    hint: str
    location: Location
    days: int = 0
    waiver: Waiver | None = None


def milestone_overdue(position: Position) -> Iterator[Finding]:
    """Find what is not complete after its forecast. Due on the day itself is not overdue."""
    for one in position.milestones:
        overdue = one.overdue_days
        if overdue:
            yield Finding(
                "milestone-overdue",
                Severity.ERROR,
                one.milestone.id,
                f"{one.milestone.name}: {days(overdue)} past its forecast of {one.forecast}",
                "record `actual` if it was achieved, else add a [[milestone.forecast]]",
                one.cause,
                overdue,
            )


def tolerance_exceeded(position: Position) -> Iterator[Finding]:
    """Find what is not complete and expected after its tolerance limit."""
    for one in position.milestones:
        expected = one.expected.latest
        if one.complete or expected <= one.baseline.latest:
            continue
        limit = one.tolerance_limit
        if limit is not None and expected > limit:
            beyond = (expected - limit).days
            yield Finding(
                "tolerance-exceeded",
                Severity.ERROR,
                one.milestone.id,
                f"{one.milestone.name}: expected {one.expected}, {days(beyond)} beyond its "
                f"tolerance of {one.tolerance} ({said(limit)})",
                "raise it as an exception; if a new date is agreed, add a [[milestone.rebaseline]]",
                one.cause,
                beyond,
            )


def deadline_broken(position: Position) -> Iterator[Finding]:
    """Find what is expected, or was achieved, after its deadline."""
    for one in position.milestones:
        deadline = one.milestone.deadline
        if deadline is not None and one.expected.latest > deadline.latest:
            past = (one.expected.latest - deadline.latest).days
            came = "achieved" if one.complete else "expected"
            yield Finding(
                "deadline-broken",
                Severity.ERROR,
                one.milestone.id,
                f"{one.milestone.name}: {came} {one.expected}, {days(past)} past its deadline "
                f"of {deadline}{_because(one)}",
                "bring it forward, or arrange cover for the days after the deadline",
                one.cause,
                past,
            )


def baseline_missed(position: Position) -> Iterator[Finding]:
    """Find what has missed its baseline behind a forecast that has not passed."""
    for one in position.milestones:
        if one.baseline_missed and not one.overdue:
            missed = (one.as_of - one.baseline.latest).days
            yield Finding(
                "baseline-missed",
                Severity.WARNING,
                one.milestone.id,
                f"{one.milestone.name}: {days(missed)} past its baseline of {one.baseline}, "
                f"now forecast {one.forecast}",
                "have the slip accepted, or the new date agreed as a [[milestone.rebaseline]]",
                one.milestone.location.at("baseline"),
                missed,
            )


def low_float(position: Position) -> Iterator[Finding]:
    """Find what has under 7 days of float, to its deadline or to the contract it replaces."""
    for one in position.milestones:
        float_days = one.float_days
        if not one.complete and float_days is not None and 0 <= float_days < LOW_FLOAT_DAYS:
            yield Finding(
                "low-float",
                Severity.WARNING,
                one.milestone.id,
                f"{one.milestone.name}: {days(float_days)} of float to its deadline of "
                f"{one.milestone.deadline}{_because(one)}",
                "protect the date: nothing before it can slip by more than this",
                one.cause,
                -float_days,
            )
    for contract in position.contracts:
        replacement, float_days = contract.replacement, contract.float_days
        if replacement is None or float_days is None or replacement.complete:
            continue
        if 0 <= float_days < LOW_FLOAT_DAYS:
            yield Finding(
                "low-float",
                Severity.WARNING,
                contract.contract.id,
                f"{contract.contract.supplier}: {days(float_days)} between "
                f"{replacement.milestone.name} ({replacement.expected}) and the contract's end on "
                f"{said(contract.contract.expires)}",
                "protect the date, or agree cover beyond the contract",
                contract.contract.location.at("expires"),
                -float_days,
            )


def contract_gap(position: Position) -> Iterator[Finding]:
    """Find contracts that expire before what replaces them is expected."""
    for one in position.contracts:
        if one.replacement is not None and one.float_days is not None and one.float_days < 0:
            yield Finding(
                "contract-gap",
                Severity.ERROR,
                one.contract.id,
                f"{one.contract.supplier}: the contract ends on {said(one.contract.expires)}, "
                f"{days(-one.float_days)} before {one.replacement.milestone.name} "
                f"({one.replacement.expected})",
                "extend the contract or bring its replacement forward",
                one.contract.location.at("expires"),
                -one.float_days,
            )


def notice_missed(position: Position) -> Iterator[Finding]:
    """Find contracts whose last day to give notice has passed with none recorded."""
    for one in position.contracts:
        if one.notice_missed and one.notice_deadline is not None:
            purpose = f" for {one.contract.notice_for}" if one.contract.notice_for else ""
            late = (one.as_of - one.notice_deadline).days
            yield Finding(
                "notice-missed",
                Severity.WARNING,
                one.contract.id,
                f"{one.contract.supplier}: notice{purpose} was due by {said(one.notice_deadline)}, "
                f"{days(late)} ago, and none is recorded",
                "record `notice_served` if it was served; else ask what the contract still allows",
                one.contract.location.at("notice"),
                late,
            )


def saving_unknown(position: Position) -> Iterator[Finding]:
    """Find savings whose amount is not known."""
    for one in position.unknown_savings:
        until = one.settled_by
        known = f" until {until.milestone.name}, {until.expected}" if until else ""
        yield Finding(
            "saving-unknown",
            Severity.NOTE,
            one.saving.id,
            f"{one.saving.name}: the amount is not known{known}",
            "add a [[saving.forecast]] with full_year once the amount is known",
            one.saving.location,
        )


def _because(one: MilestonePosition) -> str:
    return f" ({one.milestone.deadline_reason})" if one.milestone.deadline_reason else ""


CHECKS: Final[tuple[Callable[[Position], Iterator[Finding]], ...]] = (
    milestone_overdue,
    tolerance_exceeded,
    deadline_broken,
    baseline_missed,
    low_float,
    contract_gap,
    notice_missed,
    saving_unknown,
)


def findings_at(position: Position) -> list[Finding]:
    """Return every finding of a position, the worst first: by severity, then by days at stake."""
    found = [finding for check in CHECKS for finding in check(position)]
    waived = _waive(found, position.programme.waivers, position.as_of)
    return sorted(waived, key=lambda one: (one.severity.rank, -one.days))


def count(found: Sequence[Finding]) -> dict[str, int]:
    """Count findings by severity, the worst first."""
    severities = [one.severity for one in found]
    return {severity.value: severities.count(severity) for severity in Severity}


def _waive(found: Iterable[Finding], waivers: Iterable[Waiver], as_of: date) -> Iterator[Finding]:
    """Turn what is waived into a note, until the end of the waiver's last day."""
    accepted: dict[tuple[str, str], Waiver] = {
        (one.finding, one.subject): one for one in waivers if one.until >= as_of
    }
    for finding in found:
        waiver = accepted.get((finding.id, finding.subject))
        if waiver is None:
            yield finding
        else:
            yield finding._replace(severity=Severity.NOTE, waiver=waiver)
