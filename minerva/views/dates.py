"""The dates that people keep in a calendar: milestones, deadlines, notices, contracts."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.milestones import MilestonePosition, days, has_date, milestone_at
from minerva.views.milestones import cancelled_in
from minerva.views.titles import title

DateState = Literal["to come", "done", "over"]
DateKind = Literal["milestone", "deadline", "publication", "notice", "option", "replan", "expiry"]


class CalendarDate(Struct, frozen=True):
    """Something that is due on a day, and what to know about it.

    `kind` and `id` together name it, whatever its day. `revision` counts how often its day was
    stated anew, and once more where it is no longer to come: `done` is what happened on the day,
    `over` what nobody has to keep any more.
    """

    kind: DateKind
    id: str
    title: str
    day: date
    workstream: str | None
    lines: list[str]
    revision: int = 0
    state: DateState = "to come"


def dates(position: Position) -> list[CalendarDate]:
    """Return the dates of a position: of milestones, of notices of procurements, of contracts.

    A milestone is due on the last day of its forecast; once complete, it is done on the last day
    of its actual date. Its deadline, the last day to give notice on a contract, and the end of a
    contract are dates of their own. A deadline is over once the milestone is complete, the last
    day for notice once that was served, and both dates of a milestone that was cancelled. A notice
    of a procurement is due on its last day, and done on the day on which it was published. The
    options of a contract and the last day to plan its successor are dates of their own too.
    """
    return [
        *_milestones(position),
        *_cancelled(position),
        *_publications(position),
        *_contracts(position),
    ]


def _milestones(position: Position) -> Iterator[CalendarDate]:
    names = position.programme.workstream_names
    basis = title(position, "position")
    for milestone in position.milestones:
        record, workstream = milestone.record, names[milestone.record.workstream]
        lines = [*_state_lines(milestone), *_fact_lines(milestone), f"{basis}."]
        yield CalendarDate(
            "milestone",
            record.id,
            record.name,
            (milestone.actual or milestone.forecast).latest,
            workstream,
            lines,
            _times_stated(milestone) + milestone.complete,
            "done" if milestone.complete else "to come",
        )
        if record.deadline is not None:
            lines = [*_deadline_lines(milestone), f"{basis}."]
            yield CalendarDate(
                "deadline",
                record.id,
                f"Deadline: {record.name}",
                record.deadline.latest,
                workstream,
                lines,
                int(milestone.complete),
                "over" if milestone.complete else "to come",
            )


def _cancelled(position: Position) -> Iterator[CalendarDate]:
    """Yield the cancelled milestones that had a date, on the day for which they were last due."""
    programme, as_of = position.programme, position.as_of
    for record in cancelled_in(position):
        if record.cancelled is None or not has_date(record, as_of):
            continue
        milestone = milestone_at(record, programme.details, programme.check, as_of)
        workstream = programme.workstream_names[record.workstream]
        decided = record.cancelled
        lines = [
            f"Cancelled on {format_date(decided.on)} by {decided.approved_by}: {decided.reason}.",
            f"{title(position, 'position')}.",
        ]
        revision = _times_stated(milestone) + 1
        day = (milestone.actual or milestone.forecast).latest
        name = record.name
        yield CalendarDate("milestone", record.id, name, day, workstream, lines, revision, "over")
        if record.deadline is not None:
            day, name = record.deadline.latest, f"Deadline: {name}"
            yield CalendarDate("deadline", record.id, name, day, workstream, lines, 1, "over")


def _state_lines(milestone: MilestonePosition) -> list[str]:
    """Say how a milestone stands."""
    slip = milestone.slippage_days
    late = f" ({days(abs(slip))} {'late' if slip > 0 else 'early'})" if slip else ""
    if milestone.actual is not None:
        return [f"Baseline {milestone.baseline}, complete {milestone.actual}{late}."]
    why = f": {milestone.reason}" if milestone.reason else ""
    return [
        f"Baseline {milestone.baseline}, forecast {milestone.forecast}, "
        f"expected {milestone.expected}{late}.",
        f"Rating: {milestone.rating.value}{why}.",
    ]


def _fact_lines(milestone: MilestonePosition) -> list[str]:
    stated, record = milestone.stated, milestone.record
    facts = {
        "Why it moved": stated and stated.reason,
        "Owner": record.owner,
        "Note": record.note,
        "Source": record.source,
    }
    return [f"{name}: {text}" for name, text in facts.items() if text]


def _deadline_lines(milestone: MilestonePosition) -> list[str]:
    float_days, reason = milestone.float_days or 0, milestone.record.deadline_reason
    spare = f"{days(float_days)} to spare" if float_days >= 0 else f"{days(-float_days)} too late"
    reached = "Complete" if milestone.complete else "Expected"
    return [
        *([f"Why it cannot move: {reason}"] if reason else []),
        f"{reached} {milestone.expected}: {spare}.",
    ]


def _times_stated(milestone: MilestonePosition) -> int:
    """Return how often a date was stated by the day after the baseline was first agreed."""
    record, as_of = milestone.record, milestone.as_of
    return sum(forecast.on is None or forecast.on <= as_of for forecast in record.forecast) + sum(
        rebaseline.on <= as_of for rebaseline in record.rebaseline
    )


def _contracts(position: Position) -> Iterator[CalendarDate]:
    names = position.programme.workstream_names
    basis = title(position, "position")
    for contract in position.contracts:
        record, replacement = contract.record, contract.replacement
        workstream = None if replacement is None else names[replacement.record.workstream]
        if contract.notice_deadline is not None:
            what = f" for {record.notice_for}" if record.notice_for else ""
            served = contract.notice_served is not None
            yield CalendarDate(
                "notice",
                record.id,
                f"Last day to give notice{what}: {record.supplier}",
                contract.notice_deadline,
                workstream,
                [*_notice_lines(contract), f"{basis}."],
                int(served),
                "over" if served else "to come",
            )
        yield from _options(contract, workstream, basis)
        if contract.replan_by is not None:
            yield CalendarDate(
                "replan",
                record.id,
                f"Last day to plan a new procurement: {record.supplier}",
                contract.replan_by,
                workstream,
                [f"The contract ends on {format_date(contract.ends)}.", f"{basis}."],
                int(contract.replaced),
                "over" if contract.replaced else "to come",
            )
        yield CalendarDate(
            "expiry",
            record.id,
            f"Contract ends: {record.supplier}",
            contract.ends,
            workstream,
            [*_expiry_lines(contract), f"{basis}."],
        )


def _options(
    contract: ContractPosition, workstream: str | None, basis: str
) -> Iterator[CalendarDate]:
    """Yield the days to act on for each extension, renewal and price review of a contract."""
    supplier = contract.record.supplier
    for number, option in enumerate(contract.options, 1):
        kind, id = option.record.kind, f"{contract.record.id}-{number}"
        lines = [*([f"Note: {option.record.note}"] if option.record.note else []), f"{basis}."]
        done: DateState = "to come" if option.taken is None else "over"
        if option.notice_deadline is not None:
            what = "to stop the renewal" if kind == "renewal" else f"for the {kind}"
            heading = f"Last day to give notice {what}: {supplier}"
            day, revision = option.notice_deadline, int(option.taken is not None)
            yield CalendarDate(
                "option", f"{id}-notice", heading, day, workstream, lines, revision, done
            )
        heading = f"{kind.capitalize()}: {supplier}"
        yield CalendarDate("option", id, heading, option.on, workstream, lines)


def _publications(position: Position) -> Iterator[CalendarDate]:
    """Yield the notices of procurements that have a last day or were published."""
    names = position.programme.workstream_names
    basis = title(position, "position")
    for procurement in position.procurements:
        record = procurement.record
        seen: dict[str, int] = {}
        for notice in position.notices[record.id]:
            number = seen[notice.kind] = seen.get(notice.kind, 0) + 1
            day = notice.published or notice.due
            if day is None:
                continue
            why = [f"Last day: {notice.why}."] if notice.why and not notice.published else []
            yield CalendarDate(
                "publication",
                f"{record.id}-{notice.kind}-{number}",
                f"{notice.kind} {notice.name}: {record.name}",
                day,
                names[record.workstream],
                [*why, f"{basis}."],
                int(notice.published is not None),
                "done" if notice.published else "to come",
            )


def _notice_lines(contract: ContractPosition) -> list[str]:
    record, served = contract.record, contract.notice_served
    return [
        f"{record.notice} before the contract ends on {format_date(record.expires)}; "
        + (f"notice was given on {format_date(served)}." if served else "no notice is recorded."),
        *([f"Note: {record.note}"] if record.note else []),
    ]


def _expiry_lines(contract: ContractPosition) -> list[str]:
    lines = []
    if contract.end is not None:
        replacement = contract.end.milestone
        lines.append(f"Replaced by {replacement.record.name}, projected {replacement.projected}.")
    if contract.notice_served is not None:
        lines.append(f"Notice was given on {format_date(contract.notice_served)}.")
    return [*lines, *([f"Note: {contract.record.note}"] if contract.record.note else [])]
