"""Records with dated facts that were in earlier files and are not in the later ones."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from minerva.findings.finding import Finding, finding_of
from minerva.model.catalogue import KINDS, About
from minerva.model.dates import format_date
from minerva.model.programme import Programme
from minerva.model.source import Location
from minerva.parsing.lookup import name_of
from minerva.position import Position
from minerva.position.age import days_of_facts

_INSTEAD: Final[Mapping[About, str]] = {
    "milestone": "put it back; one that is given up is cancelled: minerva cancel {id}",
    "saving": "put it back; one that is given up is written off: minerva state {id} written-off",
    "workstream": "put it back; one that has ended is closed: minerva close {id}",
}
_OTHERWISE: Final = "put it back, or say in the commit why it is gone"

_IN_REGISTER: Final = ("risk", "issue", "action", "decision", "indicator")


def record_removed(before: Position, after: Position) -> Iterator[Finding]:
    """Find records that had facts by the day of the earlier position and are gone from the files.

    A record is known by its kind and id. What was only planned is no fact. What the later position
    is narrowed to is looked at.
    """
    there = {(about, record.id) for about, record in _records(after)}
    earlier = after.alike(before.as_files_say, before.as_of)
    for about, record in _records(before):
        facts = [day for day in days_of_facts(record) if day <= before.as_of]
        if not facts or (about, record.id) in there or not _is_looked_at(earlier, about, record):
            continue
        number = f"{len(facts)} dated fact{'' if len(facts) == 1 else 's'}"
        yield finding_of(
            "record-removed",
            record.id,
            f"{name_of(record)}: removed from the files, with {number}, the last of "
            f"{format_date(max(facts))}",
            _hint(about, record),
            _file_of(about, after.as_files_say),
            about=about,
        )


def _hint(about: About, record: Any) -> str:
    if about == "milestone" and (record.actual or record.cancelled):
        return _OTHERWISE
    return _INSTEAD.get(about, _OTHERWISE).format(id=record.id)


def _records(position: Position) -> Iterator[tuple[About, Any]]:
    """Yield the records that the finding may be about, as the files have them."""
    records = position.as_files_say.by_kind
    for about in KINDS["record-removed"].about:
        for record in records[about]:
            yield about, record


def _is_looked_at(position: Position, about: About, record: Any) -> bool:
    """Tell whether a record is one that a position is narrowed to, if it is narrowed."""
    if about == "workstream":
        return record in position.chosen
    if about == "contract":
        return any(contract.record.id == record.id for contract in position.contracts)
    return position.scope.has(record)


def _file_of(about: About, programme: Programme) -> Location:
    """Return the file, as it is now, that a record of a kind would be in: its place is gone."""
    beside: list[Any] = []
    if about == "milestone":
        beside += programme.milestones
    elif about in _IN_REGISTER:
        beside += [record for kind in _IN_REGISTER for record in programme.by_kind[kind]]
    record = beside[0] if beside else programme.details
    return Location(record.location.source, ())
