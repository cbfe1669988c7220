"""What happened to workstreams: named, owned or closed otherwise, added, removed."""

from collections.abc import Iterator
from typing import Literal

from minerva.comparison.changes import Change, WorkstreamChange
from minerva.model.programme import Workstream
from minerva.position import Position


def workstream_changes(before: Position, after: Position) -> Iterator[WorkstreamChange]:
    """Yield the workstreams looked at that are not what they were, known by their ids."""
    old = {workstream.id: workstream for workstream in before.chosen}
    new = {workstream.id: workstream for workstream in after.chosen}
    for id in {**new, **old}:
        former, latter = old.get(id), new.get(id)
        shown = latter or former
        if shown is None:
            continue
        if former is None or latter is None:
            if not before.narrowed and not after.narrowed:
                event: Literal["added", "removed"] = "removed" if latter is None else "added"
                yield WorkstreamChange(id, shown.name, [], event)
            continue
        was, now = _facts(former, before), _facts(latter, after)
        changes = [Change(key, was[key], now[key]) for key in was if was[key] != now[key]]
        if changes:
            yield WorkstreamChange(id, shown.name, changes)


def _facts(workstream: Workstream, position: Position) -> dict[str, object]:
    """Return what is compared of a workstream; a day on which it is to be closed is none yet."""
    closed = workstream.closed
    return {
        "name": workstream.name,
        "closed": closed if closed is not None and closed <= position.as_of else None,
        "owner": workstream.owner,
    }
