"""A programme as its records stood on a day: under which workstream, under which name, cancelled.

It decides which records there are to work with. What they come to is worked out elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.programme import (
    Id,
    Milestone,
    Move,
    Procurement,
    Programme,
    Saving,
    Stage,
    Workstream,
)
from minerva.position.milestones import has_date

Movable = TypeVar("Movable", Milestone, Saving)


class ProgrammeOnDay(Struct, frozen=True):
    """The records of a programme on a day.

    `programme` has the milestones that a date is known of. `undated` are those without one, and
    `cancelled` those that were given up by the day, each by its id.
    """

    programme: Programme
    undated: Mapping[Id, Milestone]
    cancelled: Mapping[Id, Milestone]


class MilestonesOnDay(Struct, frozen=True):
    """Milestones on a day: those that a date is known of, those without one, and those given up."""

    dated: Sequence[Milestone]
    undated: Mapping[Id, Milestone]
    cancelled: Mapping[Id, Milestone]


def programme_on(programme: Programme, day: date) -> ProgrammeOnDay:
    """Return the records of a programme as they stood on a day, that day included.

    A milestone or a saving belongs to the workstream that it was last moved to by the day; of
    two moves of one day the later in the file counts. A workstream has the name that it had then.
    A milestone that was cancelled by the day holds nothing back, opens and closes no stage and
    replaces no contract; before its day it stands as it stood. One without a baseline, a
    forecast or an actual of that day or before has no date. All others are as in the files.
    Milestones of other programmes that it waits for are among its milestones.
    """
    found = milestones_on((*programme.milestones, *programme.links), day)
    cancelled = found.cancelled
    on_day = replace(
        programme,
        workstreams=tuple(_named(workstream, day) for workstream in programme.workstreams),
        milestones=tuple(found.dated),
        savings=tuple(savings_on(programme.savings, day)),
    )
    if cancelled:
        on_day = replace(
            on_day,
            procurements=tuple(
                _without_ends(procurement, cancelled) for procurement in programme.procurements
            ),
            contracts=tuple(
                replace(contract, replaced_by=None)
                if contract.replaced_by in cancelled
                else contract
                for contract in programme.contracts
            ),
        )
    return ProgrammeOnDay(on_day, found.undated, cancelled)


def milestones_on(milestones: Sequence[Milestone], day: date) -> MilestonesOnDay:
    """Return milestones as they stood on a day, that day included, as `programme_on` has them."""
    cancelled = {
        milestone.id: _moved(milestone, day)
        for milestone in milestones
        if milestone.cancelled is not None and milestone.cancelled.on <= day
    }
    left = [milestone for milestone in milestones if milestone.id not in cancelled]
    undated = {
        milestone.id: _moved(milestone, day) for milestone in left if not has_date(milestone, day)
    }
    if undated:
        left = [milestone for milestone in left if milestone.id not in undated]
    if cancelled:
        left = [_without_cancelled(milestone, cancelled) for milestone in left]
        undated = {id: _without_cancelled(undated[id], cancelled) for id in undated}
    return MilestonesOnDay(_all_moved(left, day), undated, cancelled)


def savings_on(savings: Iterable[Saving], day: date) -> Sequence[Saving]:
    """Return savings under the workstreams that they belonged to on a day, that day included."""
    return _all_moved(savings, day)


def _all_moved(records: Iterable[Movable], day: date) -> list[Movable]:
    records = list(records)
    if not any(map(attrgetter("moved"), records)):
        return records
    return [_moved(record, day) for record in records]


def _moved(record: Movable, day: date) -> Movable:
    moves = [move for move in record.moved if move.on <= day]
    return replace(record, workstream=max(reversed(moves), key=_when).to) if moves else record


def _when(move: Move) -> date:
    return move.on


def _named(workstream: Workstream, day: date) -> Workstream:
    """Return a workstream under the name that it had on a day."""
    later = [renaming for renaming in workstream.renamed if renaming.on > day]
    if not later:
        return workstream
    return replace(workstream, name=min(later, key=attrgetter("on")).from_)


def _without_cancelled(milestone: Milestone, cancelled: Mapping[Id, Milestone]) -> Milestone:
    """Return a milestone that waits for nothing that was cancelled."""
    if not any(before.milestone in cancelled for before in milestone.after):
        return milestone
    after = [before for before in milestone.after if before.milestone not in cancelled]
    return replace(milestone, after=tuple(after))


def _without_ends(procurement: Procurement, cancelled: Mapping[Id, Milestone]) -> Procurement:
    """Return a procurement of which no stage opens or closes with what was cancelled."""

    def left(stage: Stage) -> Stage:
        return replace(
            stage,
            opens=None if stage.opens in cancelled else stage.opens,
            closes=None if stage.closes in cancelled else stage.closes,
        )

    return replace(procurement, stage=tuple(map(left, procurement.stage)))
