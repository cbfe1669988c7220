"""The milestones that changed, the worst first: what happened, by how much, and why."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from minerva.comparison import Comparison, Event, MilestoneChange, StatementEdit
from minerva.model.dates import Window, format_date
from minerva.model.programme import Id, MilestoneForecast, Rebaseline
from minerva.position.milestones import MilestonePosition, days
from minerva.views.table import Column, Kind, Table

COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row.milestone.record.id, shown=False),
    Column("name", "Milestone", of=lambda row: row.milestone.record.name),
    Column("what", "What happened", of=lambda row: row.what),
    Column("was", "Was", Kind.DATE, lambda row: row.before),
    Column("now", "Now", Kind.DATE, lambda row: row.after),
    Column("moved_days", "Moved", Kind.SLIP, lambda row: row.moved_days),
    Column("details", "Details", of=lambda row: row.details, under="name"),
)


class MilestoneRow(Struct, frozen=True):
    """What happened to a milestone: when it was to be reached, and when it is now."""

    milestone: MilestonePosition
    event: Event
    what: str
    before: Window | None
    after: Window | None
    moved_days: int | None = None
    details: str = ""


def milestones(changed: Comparison) -> Table:
    """Return the milestones that changed as a table."""
    order, names = list(Event), changed.after.by_id
    rows = [_row(change, names) for change in changed.milestones]
    rows += [
        MilestoneRow(milestone, Event.ADDED, Event.ADDED.value, None, milestone.projected)
        for milestone in changed.added
    ]
    rows += [_gone(milestone, changed) for milestone in changed.removed]
    rows.sort(key=lambda row: (order.index(row.event), -(row.moved_days or 0)))
    return Table(
        COLUMNS,
        rows,
        title="Milestones",
        notes=["Was, Now: when it was or will be reached. Moved: days later than before."],
    )


def _gone(milestone: MilestonePosition, changed: Comparison) -> MilestoneRow:
    """Return the row of a milestone that was cancelled, or that is not in the files any more."""
    record = changed.after.cancelled.get(milestone.record.id)
    cancelled = record and record.cancelled
    event = Event.CANCELLED if cancelled else Event.REMOVED
    why = (
        f"on {format_date(cancelled.on)} by {cancelled.approved_by}: {cancelled.reason}"
        if cancelled
        else ""
    )
    return MilestoneRow(milestone, event, event.value, milestone.projected, None, details=why)


def _row(change: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> MilestoneRow:
    return MilestoneRow(
        change.after,
        change.events[0],
        ", ".join(event.value for event in change.events),
        change.before.projected,
        change.after.projected,
        change.moved_days,
        "; ".join(_details(change, names)),
    )


def _details(change: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> list[str]:
    """Say from what to what, and why, as far as the dates beside it do not."""
    before, after = change.before, change.after
    details = []
    if Event.BASELINE_EDITED in change.events:
        details.append(
            f"its first baseline was written as {before.original_baseline} and is now "
            f"{after.original_baseline}: a baseline is never edited, a new one is a "
            "[[milestone.rebaseline]]"
        )
    if Event.REBASELINED in change.events:
        details.append(f"baseline {before.baseline}, now {after.baseline}")
    if Event.REFORECAST in change.events and after.forecast != after.expected:
        details.append(f"forecast {before.forecast}, now {after.forecast}")
    reason = after.stated.reason if after.stated is not before.stated and after.stated else None
    stated = (Event.REBASELINED, Event.REFORECAST)
    if reason and any(event in change.events for event in stated):
        details.append(_because(after.stated, reason))
    if Event.HELD_BACK in change.events and after.driver is not None:
        details.append(f"driven by {names[after.driver.id].record.name}")
    if Event.DEADLINE_MOVED in change.events:
        former, deadline = before.record.deadline, after.record.deadline
        details.append(f"deadline {former or 'none'}, now {deadline or 'none'}")
    if Event.TOLERANCE_CHANGED in change.events:
        details.append(f"tolerance {before.tolerance or 'none'}, now {after.tolerance or 'none'}")
    if Event.RENAMED in change.events:
        details.append(f"it was called {before.record.name}")
    if Event.MOVED in change.events:
        details.append(f"from {before.record.workstream} to {after.record.workstream}")
    if Event.LINKED in change.events:
        links = next(change for change in change.changes if change.field == "after")
        details.append(f"after {links.after or 'nothing'}, was after {links.before or 'nothing'}")
    details += [_edit_text(edit) for edit in change.edits]
    if Event.FLOAT_CHANGED in change.events:
        floats = {field_change.field: field_change for field_change in change.changes}
        float_days = floats.get("total_float_days") or floats.get("float_days")
        if float_days is not None:
            details.append(_float_text(float_days.before, float_days.after))
    if Event.RATED in change.events or Event.CHANGED in change.events:
        fields = (field.replace("_", " ") for field, *_ in change.changes)
        details.append(f"changed: {', '.join(fields)}")
    return details


def _float_text(before: object, after: object) -> str:
    if not isinstance(after, int):
        return "bound by nothing now"
    former = days(before) if isinstance(before, int) else "bound by nothing"
    return f"{days(after)} of float, was {former}"


def _edit_text(edit: StatementEdit) -> str:
    outcome = f"is now {edit.after}" if edit.after else "is gone"
    return f"the {edit.what} stated on {format_date(edit.on)}, {edit.before}, {outcome}"


def _because(stated: MilestoneForecast | Rebaseline | None, reason: str) -> str:
    approved = stated.approved_by if isinstance(stated, Rebaseline) else None
    return f"{reason} (approved by {approved})" if approved else reason
