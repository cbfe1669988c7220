"""What happened to a milestone: which of its figures changed, and what that amounts to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from minerva.comparison.changes import Change, Event, MilestoneChange, StatementEdit
from minerva.model.dates import Window
from minerva.model.programme import MilestoneForecast
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Status

_FIELDS: Final[Mapping[str, Callable[[MilestonePosition], object]]] = {
    "workstream": lambda milestone: milestone.record.workstream,
    "name": lambda milestone: milestone.record.name,
    "status": lambda milestone: milestone.status,
    "rating": lambda milestone: milestone.rating,
    "baseline": lambda milestone: milestone.baseline,
    "original_baseline": lambda milestone: milestone.original_baseline,
    "forecast": lambda milestone: milestone.forecast,
    "actual": lambda milestone: milestone.actual,
    "expected": lambda milestone: milestone.expected,
    "projected": lambda milestone: milestone.projected,
    "driver": lambda milestone: milestone.driver and milestone.driver.id,
    "slippage_days": lambda milestone: milestone.slippage_days,
    "total_slippage_days": lambda milestone: milestone.total_slippage_days,
    "overdue_days": lambda milestone: milestone.overdue_days,
    "tolerance_limit": lambda milestone: milestone.tolerance_limit,
    "within_tolerance": lambda milestone: milestone.within_tolerance,
    "deadline": lambda milestone: milestone.record.deadline,
    "float_days": lambda milestone: milestone.float_days,
}


def milestone_change(
    earlier: Position, later: Position, before: MilestonePosition, after: MilestonePosition
) -> MilestoneChange:
    """Return what differs of a milestone between two positions: no changes where nothing does."""
    changes = [
        Change(field, former, latter)
        for field, figure in _FIELDS.items()
        if (former := figure(before)) != (latter := figure(after))
    ]
    float_before, float_after = earlier.total_float_days(before), later.total_float_days(after)
    if float_before != float_after:
        changes.append(Change("total_float_days", float_before, float_after))
    links = _links(earlier, before), _links(later, after)
    if earlier.as_files_say is not later.as_files_say and links[0] != links[1]:
        changes.append(Change("after", *links))
    edits = _edits(before, after)
    events = [event for event, holds in _EVENTS.items() if holds(before, after)] if changes else []
    if any(change.field == "after" for change in changes):
        events.append(Event.LINKED)
    if edits:
        events = sorted([*events, Event.STATEMENT_EDITED], key=list(Event).index)
    return MilestoneChange(before, after, changes, events or [_otherwise(changes)], edits)


def _links(position: Position, milestone: MilestonePosition) -> str | None:
    """Return what a milestone comes after, as the files have it, whatever was cancelled."""
    record = position.records_in_files.get(milestone.record.id, milestone.record)
    links = [
        f"{before.milestone}+{before.lag}" if before.lag.number else str(before.milestone)
        for before in record.after
    ]
    return ", ".join(sorted(links)) or None


def _otherwise(changes: Sequence[Change]) -> Event:
    """Return what to call changes that amount to no other event."""
    fields = {change.field for change in changes}
    if "rating" in fields:
        return Event.RATED
    return Event.FLOAT_CHANGED if fields & {"float_days", "total_float_days"} else Event.CHANGED


def _edits(before: MilestonePosition, after: MilestonePosition) -> list[StatementEdit]:
    """Return what had been stated by the day of before, and is not in the files of after.

    With what is stated for the same day there, if anything is.
    """
    former, latter = before.record, after.record
    kept = {(forecast.on, forecast.date) for forecast in latter.forecast}
    instead: dict[date | None, Window] = {
        forecast.on: forecast.date for forecast in latter.forecast
    }
    edits = [
        StatementEdit("forecast", forecast.on, forecast.date, instead.get(forecast.on))
        for forecast in former.forecast
        if forecast.on is not None
        and forecast.on <= before.as_of
        and (forecast.on, forecast.date) not in kept
    ]
    agreed = {(rebaseline.on, rebaseline.date) for rebaseline in latter.rebaseline}
    instead = {rebaseline.on: rebaseline.date for rebaseline in latter.rebaseline}
    return edits + [
        StatementEdit("baseline", rebaseline.on, rebaseline.date, instead.get(rebaseline.on))
        for rebaseline in former.rebaseline
        if rebaseline.on <= before.as_of and (rebaseline.on, rebaseline.date) not in agreed
    ]


def _still_complete(before: MilestonePosition, after: MilestonePosition) -> bool:
    return before.complete and after.complete


def _slipped(before: MilestonePosition, after: MilestonePosition) -> bool:
    return (
        not _still_complete(before, after)
        and after.expected.latest > before.expected.latest
        and after.best_known.latest > before.best_known.latest
    )


def _recovered(before: MilestonePosition, after: MilestonePosition) -> bool:
    """Tell whether it is reached earlier, other than by being completed late."""
    return (
        not _still_complete(before, after)
        and after.best_known.latest < before.best_known.latest
        and not (after.complete and (after.slippage_days or 0) > 0)
    )


def _rebaselined(before: MilestonePosition, after: MilestonePosition) -> bool:
    if before.baseline == after.baseline:
        return False
    return (before.baseline, after.baseline) != (before.original_baseline, after.original_baseline)


_EVENTS: Final[Mapping[Event, Callable[[MilestonePosition, MilestonePosition], bool]]] = {
    Event.BASELINE_EDITED: lambda before, after: (
        before.original_baseline != after.original_baseline
    ),
    Event.COMPLETION_EDITED: lambda before, after: (
        _still_complete(before, after) and before.actual != after.actual
    ),
    Event.OVERDUE: lambda before, after: after.overdue and not before.overdue,
    Event.SLIPPED: _slipped,
    Event.HELD_BACK: lambda before, after: (
        after.driver is not None and after.best_known.latest > before.best_known.latest
    ),
    Event.REOPENED: lambda before, after: before.complete and not after.complete,
    Event.BASELINE_MISSED: lambda before, after: (
        after.baseline_missed and not after.overdue and not before.baseline_missed
    ),
    Event.REBASELINED: _rebaselined,
    Event.REFORECAST: lambda before, after: (
        before.forecast != after.forecast and isinstance(after.stated, MilestoneForecast)
    ),
    Event.DEADLINE_MOVED: lambda before, after: before.record.deadline != after.record.deadline,
    Event.TOLERANCE_CHANGED: lambda before, after: before.tolerance != after.tolerance,
    Event.RECOVERED: _recovered,
    Event.COMPLETED: lambda before, after: after.complete and not before.complete,
    Event.DUE: lambda before, after: (
        after.status is Status.DUE and before.status is Status.UPCOMING
    ),
    Event.RENAMED: lambda before, after: before.record.name != after.record.name,
    Event.MOVED: lambda before, after: before.record.workstream != after.record.workstream,
}
"""What each event is that shows in the figures."""
