"""What each owner answers for on a day: milestones, savings, and what was found of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from minerva.position import Position
from minerva.position.measures import Counts, counts
from minerva.position.milestones import MilestonePosition, UndatedMilestone
from minerva.position.savings import SavingPosition


class OwnerPosition(Struct, frozen=True):
    """Somebody who is named as an owner, and what is theirs.

    `subjects` are the ids of all that is theirs, of whatever kind.
    """

    name: str
    milestones: Sequence[MilestonePosition]
    undated: Sequence[UndatedMilestone]
    savings: Sequence[SavingPosition]
    subjects: frozenset[str]

    @property
    def counts(self) -> Counts:
        """Their milestones counted, those without a date too."""
        return counts(self.milestones, len(self.undated))


def owners_at(position: Position) -> list[OwnerPosition]:
    """Return the owners that the records name, in the order of the files.

    Only a record's own owner counts: what names none is nobody's. Of the register it is what is
    open, and the indicators. Milestones of others outside the
    programme are in no count.
    """
    programme = position.programme
    records: list[Any] = [*filter(position.scope.owns, position.chosen)]
    records += [milestone.record for milestone in position.own]
    records += [milestone.record for milestone in position.own_undated]
    records += [saving.record for saving in position.chosen_savings]
    records += [record for record in programme.costs if position.scope.has(record)]
    records += [contract.record for contract in position.contracts]
    records += [record for record in programme.procurements if position.scope.has(record)]
    entries: Sequence[Sequence[Any]] = (
        *(position.risks, position.issues, position.actions, position.decisions),
        position.indicators,
    )
    records += [entry.record for some in entries for entry in some if getattr(entry, "open", True)]
    subjects: dict[str, set[str]] = {}
    for record in records:
        if record.owner is not None:
            subjects.setdefault(record.owner, set()).add(record.id)
    milestones = _by_owner(position.own)
    undated = _by_owner(position.own_undated)
    savings = _by_owner(position.chosen_savings)
    return [
        OwnerPosition(
            name,
            milestones.get(name, ()),
            undated.get(name, ()),
            savings.get(name, ()),
            frozenset(ids),
        )
        for name, ids in subjects.items()
    ]


def _by_owner(records: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for of_record in records:
        if of_record.record.owner is not None:
            found.setdefault(of_record.record.owner, []).append(of_record)
    return found
