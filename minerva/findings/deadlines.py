"""What is wrong with what cannot move: deadlines, the ends of contracts, notice on them."""

from collections.abc import Iterator

from minerva.dates import said
from minerva.findings.finding import Finding, Severity
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days


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
                "milestone",
                one.milestone.id,
                f"{one.milestone.name}: {came} {one.expected}, {days(past)} past its deadline "
                f"of {deadline}{_because(one)}",
                "have it accepted with a [[waiver]], or correct `actual`"
                if one.complete
                else "bring it forward, or arrange cover for the days after the deadline",
                one.cause,
                past,
            )


def low_float(position: Position) -> Iterator[Finding]:
    """Find what has little float to its deadline, or to the end of the contract it replaces.

    Little is under 7 days, or under what `low_float` of `[check]` says; 0 is little too.
    """
    low = position.programme.check.low_float
    for one in position.milestones:
        float_days = one.float_days
        if not one.complete and float_days is not None and 0 <= float_days < low:
            yield Finding(
                "low-float",
                Severity.WARNING,
                "milestone",
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
        if 0 <= float_days < low:
            yield Finding(
                "low-float",
                Severity.WARNING,
                "contract",
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
                "contract",
                one.contract.id,
                f"{one.contract.supplier}: the contract ends on {said(one.contract.expires)}, "
                f"{days(-one.float_days)} before {one.replacement.milestone.name} "
                f"({one.replacement.expected})",
                "have it accepted with a [[waiver]], or correct the dates"
                if one.replacement.complete
                else "extend the contract or bring its replacement forward",
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
                "contract",
                one.contract.id,
                f"{one.contract.supplier}: notice{purpose} was due by {said(one.notice_deadline)}, "
                f"{days(late)} ago, and none is recorded",
                "record `notice_served` if it was served; else ask what the contract still allows",
                one.contract.location.at("notice"),
                late,
            )


def _because(one: MilestonePosition) -> str:
    return f" ({one.milestone.deadline_reason})" if one.milestone.deadline_reason else ""
