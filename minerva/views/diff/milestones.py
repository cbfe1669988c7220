"""The milestones that changed, the worst first: what happened, by how much, and why."""

from collections.abc import Mapping
from typing import Final

from minerva.comparison import Comparison, Event, MilestoneChange, StatementEdit
from minerva.model.dates import format_date
from minerva.model.programme import Id, MilestoneForecast, Rebaseline
from minerva.position.milestones import MilestonePosition, days
from minerva.views.table import Column, Kind, Row, Table

COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Milestone"),
    Column("what", "What happened"),
    Column("was", "Was", Kind.DATE),
    Column("now", "Now", Kind.DATE),
    Column("moved_days", "Moved", Kind.SLIP),
    Column("details", "Details", under="name"),
)


def milestones(changed: Comparison) -> Table:
    """Return the milestones that changed as a table."""
    order, names = list(Event), changed.after.by_id
    rows = [
        (order.index(change.events[0]), -change.moved_days, _row(change, names))
        for change in changed.milestones
    ]
    rows += [
        (order.index(Event.ADDED), 0, _single(milestone, Event.ADDED, now=True))
        for milestone in changed.added
    ]
    rows += [
        (order.index(Event.REMOVED), 0, _single(milestone, Event.REMOVED, now=False))
        for milestone in changed.removed
    ]
    rows.sort(key=lambda row: row[:2])
    return Table(
        COLUMNS,
        [row for *_, row in rows],
        title="Milestones",
        notes=["Was, Now: when it was or will be reached. Moved: days later than before."],
    )


def _row(change: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> Row:
    before, after = change.before, change.after
    return (
        after.record.id,
        after.record.name,
        ", ".join(event.value for event in change.events),
        before.projected,
        after.projected,
        change.moved_days,
        "; ".join(_details(change, names)),
    )


def _single(milestone: MilestonePosition, event: Event, *, now: bool) -> Row:
    was, is_now = (None, milestone.projected) if now else (milestone.projected, None)
    return (milestone.record.id, milestone.record.name, event.value, was, is_now, None, "")


def _details(change: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> list[str]:
    """Say from what to what, and why, as far as the dates beside it do not."""
    before, after = change.before, change.after
    told = []
    if Event.BASELINE_EDITED in change.events:
        told.append(
            f"its first baseline was written as {before.original_baseline} and is now "
            f"{after.original_baseline}: a baseline is never edited, a new one is a "
            "[[milestone.rebaseline]]"
        )
    if Event.REBASELINED in change.events:
        told.append(f"baseline {before.baseline}, now {after.baseline}")
    if Event.REFORECAST in change.events and after.forecast != after.expected:
        told.append(f"forecast {before.forecast}, now {after.forecast}")
    reason = after.stated.reason if after.stated is not before.stated and after.stated else None
    stated = (Event.REBASELINED, Event.REFORECAST)
    if reason and any(event in change.events for event in stated):
        told.append(_because(after.stated, reason))
    if Event.HELD_BACK in change.events and after.driven is not None:
        told.append(f"driven by {names[after.driven.by].record.name}")
    if Event.DEADLINE_MOVED in change.events:
        was, now = before.record.deadline, after.record.deadline
        told.append(f"deadline {was or 'none'}, now {now or 'none'}")
    if Event.TOLERANCE_CHANGED in change.events:
        told.append(f"tolerance {before.tolerance or 'none'}, now {after.tolerance or 'none'}")
    if Event.RENAMED in change.events:
        told.append(f"it was called {before.record.name}")
    if Event.MOVED in change.events:
        told.append(f"from {before.record.workstream} to {after.record.workstream}")
    told += [_edit_text(edit) for edit in change.edits]
    if Event.FLOAT_CHANGED in change.events:
        floats = {field_change.field: field_change for field_change in change.changes}
        float_days = floats.get("total_float_days") or floats.get("float_days")
        if float_days is not None:
            told.append(_float_text(float_days.before, float_days.after))
    if Event.RATED in change.events or Event.CHANGED in change.events:
        fields = (field.replace("_", " ") for field, *_ in change.changes)
        told.append(f"changed: {', '.join(fields)}")
    return told


def _float_text(before: object, after: object) -> str:
    if not isinstance(after, int):
        return "bound by nothing now"
    was = days(before) if isinstance(before, int) else "bound by nothing"
    return f"{days(after)} of float, was {was}"


def _edit_text(edit: StatementEdit) -> str:
    now = f"is now {edit.after}" if edit.after else "is gone"
    return f"the {edit.what} stated on {format_date(edit.on)}, {edit.before}, {now}"


def _because(stated: MilestoneForecast | Rebaseline | None, reason: str) -> str:
    approved = stated.approved_by if isinstance(stated, Rebaseline) else None
    return f"{reason} (approved by {approved})" if approved else reason
