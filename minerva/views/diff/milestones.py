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
        (order.index(one.events[0]), -one.moved_days, _row(one, names))
        for one in changed.milestones
    ]
    rows += [
        (order.index(Event.ADDED), 0, _single(one, Event.ADDED, now=True)) for one in changed.added
    ]
    rows += [
        (order.index(Event.REMOVED), 0, _single(one, Event.REMOVED, now=False))
        for one in changed.removed
    ]
    rows.sort(key=lambda row: row[:2])
    return Table(
        COLUMNS,
        [row for *_, row in rows],
        title="Milestones",
        notes=["Was, Now: when it was or will be reached. Moved: days later than before."],
    )


def _row(one: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> Row:
    before, after = one.before, one.after
    return (
        after.record.id,
        after.record.name,
        ", ".join(event.value for event in one.events),
        before.projected,
        after.projected,
        one.moved_days,
        "; ".join(_details(one, names)),
    )


def _single(one: MilestonePosition, event: Event, *, now: bool) -> Row:
    was, is_now = (None, one.projected) if now else (one.projected, None)
    return (one.record.id, one.record.name, event.value, was, is_now, None, "")


def _details(one: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> list[str]:
    """Say from what to what, and why, as far as the dates beside it do not."""
    before, after = one.before, one.after
    told = []
    if Event.BASELINE_EDITED in one.events:
        told.append(
            f"its first baseline was written as {before.original_baseline} and is now "
            f"{after.original_baseline}: a baseline is never edited, a new one is a "
            "[[milestone.rebaseline]]"
        )
    if Event.REBASELINED in one.events:
        told.append(f"baseline {before.baseline}, now {after.baseline}")
    if Event.REFORECAST in one.events and after.forecast != after.expected:
        told.append(f"forecast {before.forecast}, now {after.forecast}")
    reason = after.stated.reason if after.stated is not before.stated and after.stated else None
    stated = (Event.REBASELINED, Event.REFORECAST)
    if reason and any(event in one.events for event in stated):
        told.append(_because(after.stated, reason))
    if Event.HELD_BACK in one.events and after.driven is not None:
        told.append(f"driven by {names[after.driven.by].record.name}")
    if Event.DEADLINE_MOVED in one.events:
        was, now = before.record.deadline, after.record.deadline
        told.append(f"deadline {was or 'none'}, now {now or 'none'}")
    if Event.TOLERANCE_CHANGED in one.events:
        told.append(f"tolerance {before.tolerance or 'none'}, now {after.tolerance or 'none'}")
    if Event.RENAMED in one.events:
        told.append(f"it was called {before.record.name}")
    if Event.MOVED in one.events:
        told.append(f"from {before.record.workstream} to {after.record.workstream}")
    told += [_edit_said(edit) for edit in one.edits]
    if Event.FLOAT_CHANGED in one.events:
        floats = {change.field: change for change in one.changes}
        float_days = floats.get("total_float_days") or floats.get("float_days")
        if float_days is not None:
            told.append(_float_said(float_days.before, float_days.after))
    if Event.RATED in one.events or Event.CHANGED in one.events:
        fields = (field.replace("_", " ") for field, *_ in one.changes)
        told.append(f"changed: {', '.join(fields)}")
    return told


def _float_said(before: object, after: object) -> str:
    if not isinstance(after, int):
        return "bound by nothing now"
    was = days(before) if isinstance(before, int) else "bound by nothing"
    return f"{days(after)} of float, was {was}"


def _edit_said(edit: StatementEdit) -> str:
    now = f"is now {edit.after}" if edit.after else "is gone"
    return f"the {edit.what} stated on {format_date(edit.on)}, {edit.before}, {now}"


def _because(stated: MilestoneForecast | Rebaseline | None, reason: str) -> str:
    approved = stated.approved_by if isinstance(stated, Rebaseline) else None
    return f"{reason} (approved by {approved})" if approved else reason
