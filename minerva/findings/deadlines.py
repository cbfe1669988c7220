"""What is wrong with what cannot move: deadlines, contracts' ends and notice, standstills."""

from collections.abc import Iterator

from minerva.findings.finding import Finding, Severity
from minerva.model.dates import Window, format_date
from minerva.model.programme import Id
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.position.procurement import StagePosition
from minerva.position.standstill import DAYS, breach


def deadline_broken(position: Position) -> Iterator[Finding]:
    """Find what is expected, or was achieved, after its deadline."""
    for one in position.milestones:
        deadline = one.record.deadline
        if deadline is not None and one.expected.latest > deadline.latest:
            past = (one.expected.latest - deadline.latest).days
            came = "achieved" if one.complete else "expected"
            yield Finding(
                "deadline-broken",
                Severity.ERROR,
                "milestone",
                one.record.id,
                f"{one.record.name}: {came} {one.expected}, {days(past)} past its deadline "
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
                one.record.id,
                f"{one.record.name}: {days(float_days)} of float to its deadline of "
                f"{one.record.deadline}{_because(one)}",
                "protect the date: `minerva forecast` shows what leads to it",
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
                contract.record.id,
                f"{contract.record.supplier}: {days(float_days)} between "
                f"{replacement.record.name} ({replacement.expected}) and the contract's end on "
                f"{format_date(contract.record.expires)}",
                "protect the date, or agree cover beyond the contract",
                contract.record.location.at("expires"),
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
                one.record.id,
                f"{one.record.supplier}: the contract ends on "
                f"{format_date(one.record.expires)}, {days(-one.float_days)} before "
                f"{one.replacement.record.name} ({one.replacement.expected})",
                "have it accepted with a [[waiver]], or correct the dates"
                if one.replacement.complete
                else "extend the contract or bring its replacement forward",
                one.record.location.at("expires"),
                -one.float_days,
            )


def notice_missed(position: Position) -> Iterator[Finding]:
    """Find contracts whose last day to give notice has passed with none recorded."""
    for one in position.contracts:
        if one.notice_missed and one.notice_deadline is not None:
            purpose = f" for {one.record.notice_for}" if one.record.notice_for else ""
            late = (one.as_of - one.notice_deadline).days
            yield Finding(
                "notice-missed",
                Severity.WARNING,
                "contract",
                one.record.id,
                f"{one.record.supplier}: notice{purpose} was due by "
                f"{format_date(one.notice_deadline)}, {days(late)} ago, and none is recorded",
                "record `notice_served` if it was served; else ask what the contract still allows",
                one.record.location.at("notice"),
                late,
            )


def standstill_infeasible(position: Position) -> Iterator[Finding]:
    """Find contracts that are to be concluded before the standstill after the award has ended."""
    for procurement in position.procurements:
        for one in procurement.stages:
            kind, found = one.record.standstill, breach(one)
            if kind is None or found is None:
                continue
            contract = _named(position, one.record.closes, "the contract")
            decision = _named(position, one.record.opens, "the award decision")
            inside = found.contract.latest > found.decision.latest
            needed = (
                f": at least {days(DAYS[kind])} have to lie between them"
                if found.ends is None
                else f", which ends on {format_date(found.ends)}"
            )
            yield Finding(
                "standstill-infeasible",
                Severity.WARNING,
                "procurement",
                procurement.record.id,
                f"{procurement.record.name}: {contract} ({found.contract}) "
                f"{'falls inside' if inside else 'comes before'} the standstill after {decision} "
                f"({found.decision}){needed}",
                "conclude the contract after the standstill, or send the decision sooner: "
                + ("add a [[milestone.forecast]]" if one.closing else "correct `closes`"),
                _closing_line(one),
                found.short_days,
                detail=one.record.id,
            )


def _named(position: Position, end: Window | Id | None, otherwise: str) -> str:
    """Return the name of the milestone that opens or closes a stage; of a date, what it is."""
    return position.by_id[end].record.name if isinstance(end, str) else otherwise


def _closing_line(one: StagePosition) -> Location:
    """Return the line that says when a stage closes."""
    return one.closing.cause if one.closing else one.record.location.at("closes")


def _because(one: MilestonePosition) -> str:
    return f" ({one.record.deadline_reason})" if one.record.deadline_reason else ""
