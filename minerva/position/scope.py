"""What a position is narrowed to: some workstreams, what one person owns, or both."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from minerva.model.programme import Programme, Workstream


class Scope(Struct, frozen=True):
    """The workstreams and the owner that are asked for; without either it is the whole programme.

    Only a record's own owner counts, not that of its workstream.
    """

    workstreams: tuple[str, ...] = ()
    owner: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.workstreams) or self.owner is not None

    def has(self, record: Any) -> bool:
        """Tell whether a record belongs to what is asked for.

        One that belongs to no workstream belongs to none that is asked for.
        """
        if self.owner is not None and getattr(record, "owner", None) != self.owner:
            return False
        return not self.workstreams or record.workstream in self.workstreams

    def workstreams_of(self, programme: Programme) -> Sequence[Workstream]:
        """Return the workstreams asked for; of an owner, those in which something is theirs."""
        asked = [
            workstream
            for workstream in programme.workstreams
            if not self.workstreams or workstream.id in self.workstreams
        ]
        if self.owner is None:
            return asked
        theirs = {record.workstream for record in _in_workstreams(programme) if self.has(record)}
        return [
            workstream
            for workstream in asked
            if workstream.owner == self.owner or workstream.id in theirs
        ]

    def owns(self, workstream: Workstream) -> bool:
        """Tell whether a workstream itself is asked for, not only something in it."""
        return self.owner in (None, workstream.owner)


def owners_of(programme: Programme) -> Sequence[str]:
    """Return everybody whom a record names as its owner, in the order of the files."""
    records = [*programme.workstreams, *_in_workstreams(programme), *programme.contracts]
    owners = (getattr(record, "owner", None) for record in records)
    return list(dict.fromkeys(owner for owner in owners if owner is not None))


def _in_workstreams(programme: Programme) -> list[Any]:
    return [
        *programme.milestones,
        *programme.savings,
        *programme.costs,
        *programme.procurements,
        *programme.risks,
        *programme.issues,
        *programme.actions,
        *programme.decisions,
        *programme.indicators,
    ]
