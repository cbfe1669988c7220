"""What changes without slipping: links, owners, names, workstreams, what is given up.

Each function takes a programme and returns the change to its files, or raises MinervaError.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from minerva.model.dates import Duration, format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Milestone,
    Predecessor,
    Programme,
    Reference,
    Saving,
    Workstream,
)
from minerva.parsing.lookup import name_of
from minerva.position import position_at
from minerva.recording.change import AddTable, Change, SetKey, Value
from minerva.store import MILESTONES, WORKSTREAMS
from minerva.store.tables import ARRAYS

_NONE: Final = Duration(0, "day")


def cancel(
    programme: Programme, milestone: Milestone, approved_by: str, reason: str, on: date
) -> Change:
    """Give a milestone up from a day on. What was achieved cannot be."""
    if milestone.actual is not None:
        raise MinervaError(
            f"{milestone.id} was completed: what was achieved cannot be cancelled",
            "if the completion is wrong, take it back with `minerva undo`, or out of the file",
        )
    if milestone.cancelled is not None:
        raise MinervaError(
            f"{milestone.id} was cancelled on {format_date(milestone.cancelled.on)} already"
        )
    values: dict[str, Value] = {"on": on, "approved_by": approved_by, "reason": reason}
    return Change(
        [SetKey(MILESTONES, milestone.location.path, "cancelled", values)],
        f"{milestone.id} is cancelled from {format_date(on)}",
        list(_left_behind(programme, milestone)),
    )


def _left_behind(programme: Programme, milestone: Milestone) -> Iterator[str]:
    for saving in programme.savings:
        if saving.starts_with == milestone.id:
            yield f"{saving.id} starts with it and brings nothing more until it is restated"
    for other in programme.milestones:
        if any(before.milestone == milestone.id for before in other.after):
            yield f"{other.id} was to come after it and waits for it no more"


def link(
    programme: Programme, milestone: Milestone, before: Milestone, lag: Duration | None
) -> Change:
    """Let a milestone come after another, or change the lag between the two."""
    if milestone.id == before.id:
        raise MinervaError(f"{milestone.id} cannot come after itself")
    wanted = Predecessor(milestone.location, Reference(before.id), lag or _NONE)
    there = [other for other in milestone.after if other.milestone == before.id]
    if there and there[0].lag == wanted.lag:
        raise MinervaError(f"{milestone.id} comes after {before.id} already")
    _refuse_ring(programme, milestone, before)
    after = [other for other in milestone.after if other.milestone != before.id]
    by = f" by {wanted.lag}" if wanted.lag.number else ""
    return Change(
        [_after(milestone, [*after, wanted])],
        f"{milestone.id} comes after {before.id}{by}",
    )


def unlink(milestone: Milestone, before: Milestone) -> Change:
    """Let a milestone no longer come after another."""
    left = [other for other in milestone.after if other.milestone != before.id]
    if len(left) == len(milestone.after):
        names = ", ".join(other.milestone for other in milestone.after)
        raise MinervaError(
            f"{milestone.id} does not come after {before.id}",
            f"it comes after {names}" if names else "it comes after nothing",
        )
    return Change([_after(milestone, left)], f"{milestone.id} comes after {before.id} no more")


def _after(milestone: Milestone, after: list[Predecessor]) -> SetKey:
    values: list[Value] = [
        {"milestone": before.milestone, "lag": str(before.lag)}
        if before.lag.number
        else before.milestone
        for before in after
    ]
    return SetKey(MILESTONES, milestone.location.path, "after", values)


def _refuse_ring(programme: Programme, milestone: Milestone, before: Milestone) -> None:
    """Refuse a link that would have milestones wait for each other."""
    befores = {other.id: [link.milestone for link in other.after] for other in programme.milestones}
    left, seen = [before.id], set()
    while left:
        id = left.pop()
        if id == milestone.id:
            raise MinervaError(
                f"{before.id} waits for {milestone.id} already: they would wait for each other",
                f"if {milestone.id} comes first no more, `minerva unlink` the two",
            )
        if id not in seen:
            seen.add(id)
            left += befores.get(id, [])


def move(
    programme: Programme, record: Milestone | Saving, to: Workstream, reason: str, on: date
) -> Change:
    """Hand a milestone or a saving over to another workstream from a day on."""
    day = position_at(programme, on)
    held = {saving.id: saving.workstream for saving in day.programme.savings}
    held |= {milestone.id: milestone.workstream for milestone in day.programme.milestones}
    held |= {id: milestone.workstream for id, milestone in day.all_undated.items()}
    if held.get(record.id) == to.id:
        raise MinervaError(f"{record.id} belongs to {to.id} on {format_date(on)} already")
    file = MILESTONES if isinstance(record, Milestone) else WORKSTREAMS
    values: dict[str, Value] = {"on": on, "to": to.id, "reason": reason}
    return Change(
        [AddTable(file, (*record.location.path, "moved"), values)],
        f"{record.id} belongs to {to.id} from {format_date(on)}",
        [f"{to.id} is closed from {format_date(to.closed)}"] if to.closed else [],
    )


def rename(workstream: Workstream, name: str, on: date) -> Change:
    """Give a workstream another name from a day on; on earlier days it keeps the old one."""
    if name == workstream.name:
        raise MinervaError(f"{workstream.id} is called {name} already")
    later = [renaming.on for renaming in workstream.renamed if renaming.on >= on]
    if later:
        raise MinervaError(
            f"{workstream.id} was renamed on {format_date(max(later))}, which is not before "
            f"{format_date(on)}",
            "give a later day with --on, or take that back with `minerva undo`",
        )
    path = workstream.location.path
    return Change(
        [
            SetKey(WORKSTREAMS, path, "name", name),
            AddTable(WORKSTREAMS, (*path, "renamed"), {"on": on, "from": workstream.name}),
        ],
        f"{workstream.id} is called {name} from {format_date(on)}",
    )


def close(programme: Programme, workstream: Workstream, on: date) -> Change:
    """End a workstream from a day on; what is still open in it is pointed out."""
    if workstream.closed is not None:
        raise MinervaError(f"{workstream.id} was closed on {format_date(workstream.closed)}")
    day = position_at(programme, on)
    left = [milestone.record for milestone in day.unfinished]
    left += [milestone.record for milestone in day.undated]
    names = [record.id for record in left if record.workstream == workstream.id]
    warnings = [f"{id} is not complete: complete it, cancel it or move it" for id in names]
    return Change(
        [SetKey(WORKSTREAMS, workstream.location.path, "closed", on)],
        f"{workstream.id} is closed from {format_date(on)}",
        warnings,
    )


def assign(record: Any, owner: str) -> Change:
    """Say who is responsible for a record: today's owner is shown on every day."""
    if record.owner == owner:
        raise MinervaError(f"{owner} owns {record.id} already")
    instead = f", not {record.owner}" if record.owner else ""
    path = record.location.path
    file = next(file for file, tables in ARRAYS.items() if path[0] in tables)
    return Change(
        [SetKey(file, path, "owner", owner)],
        f"{name_of(record)} is {owner}'s{instead}",
    )
