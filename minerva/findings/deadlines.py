"""What is wrong with what cannot move: deadlines, contracts' ends and notice, standstills."""

from collections.abc import Iterator

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import Window, format_date
from minerva.model.programme import Id
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.position.procurement import StagePosition
from minerva.position.standstill import breach, least_text


def deadline_broken(position: Position) -> Iterator[Finding]:
    """Find what is expected, or was achieved, after its deadline."""
    for milestone in position.milestones:
        deadline = milestone.record.deadline
        if deadline is not None and milestone.expected.latest > deadline.latest:
            past = (milestone.expected.latest - deadline.latest).days
            came = "achieved" if milestone.complete else "expected"
            yield finding_of(
                "deadline-broken",
                milestone.record.id,
                f"{milestone.record.name}: {came} {milestone.expected}, "
                f"{days(past)} past its deadline of {deadline}{_because(milestone)}",
                "have it accepted with a [[waiver]], or correct `actual`"
                if milestone.complete
                else "bring it forward, or arrange cover for the days after the deadline",
                milestone.cause,
                past,
            )


def low_float(position: Position) -> Iterator[Finding]:
    """Find what has little float to its deadline, or to the end of the contract it replaces.

    Little is under 7 days, or under what `low_float` of `[check]` says; 0 is little too.
    """
    low = position.programme.check.low_float
    for milestone in position.unfinished:
        if milestone.record.deadline is None:
            continue
        float_days = milestone.float_days
        if float_days is not None and 0 <= float_days < low:
            yield finding_of(
                "low-float",
                milestone.record.id,
                f"{milestone.record.name}: {days(float_days)} of float to its deadline of "
                f"{milestone.record.deadline}{_because(milestone)}",
                "protect the date: `minerva forecast` shows what leads to it",
                milestone.cause,
                -float_days,
            )
    for contract in position.contracts:
        replacement, float_days = contract.replacement, contract.float_days
        if replacement is None or float_days is None or replacement.complete:
            continue
        if 0 <= float_days < low:
            yield finding_of(
                "low-float",
                contract.record.id,
                f"{contract.record.supplier}: {days(float_days)} of float to the contract's end on "
                f"{format_date(contract.ends)} for {replacement.record.name} "
                f"({replacement.projected})",
                "protect the date, or agree cover beyond the contract",
                contract.record.location.at("expires"),
                -float_days,
                about="contract",
            )


def contract_gap(position: Position) -> Iterator[Finding]:
    """Find contracts that leave days uncovered before what replaces them is projected."""
    for contract in position.contracts:
        end = contract.end
        uncovered = end.uncovered_days if end is not None else None
        if end is not None and uncovered:
            yield finding_of(
                "contract-gap",
                contract.record.id,
                f"{contract.record.supplier}: the contract ends on "
                f"{format_date(contract.ends)}, which leaves {days(uncovered)} "
                f"uncovered before {end.milestone.record.name} ({end.milestone.projected})",
                "have it accepted with a [[waiver]], or correct the dates"
                if end.milestone.complete
                else "extend the contract or bring its replacement forward",
                contract.record.location.at("expires"),
                uncovered,
            )


def notice_missed(position: Position) -> Iterator[Finding]:
    """Find contracts whose last day to give notice has passed with none recorded."""
    for contract in position.contracts:
        if contract.notice_missed and contract.notice_deadline is not None:
            purpose = f" for {contract.record.notice_for}" if contract.record.notice_for else ""
            late = (contract.as_of - contract.notice_deadline).days
            yield finding_of(
                "notice-missed",
                contract.record.id,
                f"{contract.record.supplier}: notice{purpose} was due by "
                f"{format_date(contract.notice_deadline)}, {days(late)} ago, and none is recorded",
                "record `notice_served` if it was served; else ask what the contract still allows",
                contract.record.location.at("notice"),
                late,
            )


def standstill_infeasible(position: Position) -> Iterator[Finding]:
    """Find contracts that are to be concluded before the standstill after the award has ended."""
    for procurement in position.procurements:
        for stage in procurement.stages:
            found = breach(stage)
            if found is None:
                continue
            contract = _named(position, stage.record.closes, "the contract")
            decision = _named(position, stage.record.opens, "the award decision")
            inside = found.contract.latest > found.decision.latest
            needed = (
                f": {least_text(stage)}"
                if found.ends is None
                else f", which ends on {format_date(found.ends)}"
            )
            yield finding_of(
                "standstill-infeasible",
                procurement.record.id,
                f"{procurement.record.name}: {contract} ({found.contract}) "
                f"{'falls inside' if inside else 'comes before'} the standstill after {decision} "
                f"({found.decision}){needed}",
                "conclude the contract after the standstill, or send the decision sooner: "
                + ("add a [[milestone.forecast]]" if stage.closing else "correct `closes`"),
                _closing_line(stage),
                found.short_days,
                detail=stage.record.id,
            )


def _named(position: Position, end: Window | Id | None, otherwise: str) -> str:
    """Return the name of the milestone that opens or closes a stage; of a date, what it is."""
    milestone = position.by_id.get(end) if isinstance(end, str) else None
    return otherwise if milestone is None else milestone.record.name


def _closing_line(stage: StagePosition) -> Location:
    """Return the line that says when a stage closes."""
    return stage.closing.cause if stage.closing else stage.record.location.at("closes")


def _because(milestone: MilestonePosition) -> str:
    return f" ({milestone.record.deadline_reason})" if milestone.record.deadline_reason else ""
