"""Which record of the programme each row of a file is about: by id, then by name in a workstream.

A likely rename is pointed out, and never taken for granted.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from minerva.exchange.identifiers import unused_id
from minerva.exchange.incoming import (
    IncomingMilestone,
    IncomingSaving,
    IncomingWorkstream,
    Unread,
    UnreadableFileError,
)
from minerva.model.programme import Milestone, Programme, Saving, Workstream

LIKENESS: Final = 0.75
"""How like two names are, from 0 to 1, for the one to be a likely rename of the other."""
MOST_OF_A_WORD: Final = 50
"""A word that more names than this have does not bring two of them together."""

Record = Milestone | Saving
Row = IncomingMilestone | IncomingSaving


class Rename(NamedTuple):
    """A row that is likely to be a record under a new name."""

    place: str
    name: str
    id: str
    name_here: str


class NewWorkstream(NamedTuple):
    """A workstream that the file names and the programme does not have."""

    place: str
    id: str
    name: str
    owner: str | None = None
    description: str | None = None


class Matches(NamedTuple):
    """The record of each row by the row's place; rows without one are new.

    `unread` are rows that may be one of several, and `accepted` the renames that were agreed to.
    """

    records: Mapping[str, Record]
    unread: Sequence[Unread]
    renames: Sequence[Rename]
    accepted: Mapping[str, Rename]


class Workstreams:
    """The workstreams that rows are put into: those of the programme, and new ones of the file."""

    def __init__(
        self,
        programme: Programme,
        named: Sequence[IncomingWorkstream],
        chosen: str | None,
    ) -> None:
        """Take what the file says of workstreams, and the one that every row is put into, if any.

        Raises UnreadableFileError where that one is not there.
        """
        self.new: list[NewWorkstream] = []
        self._records: Sequence[Workstream] = programme.workstreams
        self._named = {fold(workstream.name): workstream for workstream in named}
        self._named |= {workstream.id: workstream for workstream in named if workstream.id}
        self._chosen = chosen
        self._found: dict[str, str] = {}
        for workstream in programme.workstreams:
            self._found.setdefault(fold(workstream.name), workstream.id)
        self._found |= {workstream.id: workstream.id for workstream in programme.workstreams}
        if chosen is not None and chosen not in {record.id for record in self._records}:
            raise UnreadableFileError(
                f'there is no workstream "{chosen}"', f"the workstreams are {self.listed}"
            )

    @property
    def listed(self) -> str:
        """The ids of the programme's workstreams, for a message."""
        return ", ".join(record.id for record in self._records) or "none yet"

    def known(self, name: str | None) -> str | None:
        """Return the id of a workstream that is there already; None for another, and for no name.

        Where there is only one, a row that names none is in it.
        """
        if self._chosen is not None:
            return self._chosen
        if name is None:
            return self._records[0].id if len(self._records) == 1 else None
        return self._found.get(name) or self._found.get(fold(name))

    def id_of(self, name: str | None, place: str) -> str | None:
        """Return the id of a row's workstream, of a new one if need be; None without a name."""
        found = self.known(name)
        if found is not None or name is None:
            return found
        said = self._named.get(name) or self._named.get(fold(name))
        taken = {record.id for record in self._records} | {new.id for new in self.new}
        id = (said.id if said else None) or unused_id(name, "workstream", taken)
        self.new.append(
            NewWorkstream(
                said.place if said else place,
                id,
                said.name if said else name,
                said.owner if said else None,
                said.description if said else None,
            )
        )
        self._found[fold(name)] = id
        self._found.setdefault(id, id)
        return id


def match(
    rows: Sequence[Row],
    records: Sequence[Record],
    workstreams: Workstreams,
    accepted: Collection[str],
) -> Matches:
    """Find the record of each row; `accepted` are the places of renames that were agreed to.

    Where no row says its workstream, a name that only one record has is enough.
    """
    by_id = {str(record.id): record for record in records}
    found: dict[str, Record] = {}
    taken: dict[str, str] = {}
    unread: list[Unread] = []
    for row in rows:
        record = by_id.get(row.id) if row.id is not None else None
        if record is None:
            continue
        if str(record.id) in taken:
            unread.append(_same(row, record, taken[str(record.id)]))
        else:
            found[row.place], taken[str(record.id)] = record, row.place
    by_name: dict[tuple[str, str], list[Record]] = defaultdict(list)
    by_name_alone: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_name[record.workstream, fold(record.name)].append(record)
        by_name_alone[fold(record.name)].append(record)
    refused = {one.place for one in unread}
    nowhere = workstreams.known(None) is None and not any(row.workstream for row in rows)
    new: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.place in found or row.place in refused:
            continue
        workstream = workstreams.known(row.workstream)
        named = fold(row.name)
        candidates = by_name_alone[named] if nowhere else by_name[workstream or "", named]
        if len(candidates) > 1:
            ids = ", ".join(record.id for record in candidates)
            why = f"{len(candidates)} records have this name: {ids}"
            unread.append(Unread(row.place, row.name, why, "give the rows a column with the ids"))
        elif candidates and candidates[0].id in taken:
            unread.append(_same(row, candidates[0], taken[candidates[0].id]))
        elif candidates:
            found[row.place], taken[candidates[0].id] = candidates[0], row.place
        elif row.id is None:
            first = new.setdefault((fold(row.workstream or ""), named), row.place)
            if first != row.place:
                unread.append(_twice(row, first))
    first_of_id = {row.id: row.place for row in reversed(rows) if row.id is not None}
    unread += [
        _twice(row, first_of_id[row.id])
        for row in rows
        if row.id is not None
        and row.place not in found
        and first_of_id[row.id] != row.place
        and row.place not in refused
    ]
    unmatched = [row for row in rows if row.place not in found]
    missing = [record for record in records if record.id not in taken]
    renames = _likely_renames(unmatched, missing, workstreams)
    agreed = {rename.place: rename for rename in renames if rename.place in accepted}
    found |= {place: by_id[rename.id] for place, rename in agreed.items()}
    others = [rename for rename in renames if rename.place not in accepted]
    return Matches(found, unread, others, agreed)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a name as it is compared: without case, and with single blanks."""
    return " ".join(text.casefold().split())


def new_id(row: Row, noun: str, taken: Collection[str]) -> str:
    """Return the id of a new record: the file's own, else one made from its name."""
    own = row.id if row.id is not None and row.id not in taken else None
    return own or unused_id(row.name, noun, taken)


def _same(row: Row, record: Record, first: str) -> Unread:
    return Unread(
        row.place,
        row.name,
        f"{first} is about {record.id} too",
        "leave one of the two rows in, or give them ids of their own",
    )


def _twice(row: Row, first: str) -> Unread:
    return Unread(
        row.place,
        row.name,
        f"{first} has the same {'id' if row.id else 'name in the same workstream'}",
        "give the rows a column with an id for each, or other names",
    )


def _likely_renames(
    rows: Sequence[Row], missing: Sequence[Record], workstreams: Workstreams
) -> list[Rename]:
    """Return the rows that may be a record which the file is without, by the likeness of names."""
    having: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in missing:
        for word in set(fold(record.name).split()):
            having[record.workstream, word].append(record)
    renames, used = [], set()
    with_missing = {record.workstream for record in missing}
    for row in rows:
        workstream = workstreams.known(row.workstream)
        if workstream not in with_missing:
            continue
        words = fold(row.name).split()
        near = {
            record.id: record
            for word in words
            if len(sharing := having.get((workstream or "", word), ())) <= MOST_OF_A_WORD
            for record in sharing
        }
        if not near:
            continue
        likeness = {
            id: _likeness(row.name, record.name) for id, record in near.items() if id not in used
        }
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= LIKENESS:
            used.add(best)
            renames.append(Rename(row.place, row.name, best, near[best].name))
    return renames


def _likeness(name: str, other: str) -> float:
    """Return how like two names are; nothing where their numbers differ: phase 1 is not phase 2."""
    if re.findall("[0-9]+", name) != re.findall("[0-9]+", other):
        return 0
    words, others = fold(name).split(), fold(other).split()
    if set(words) < set(others) or set(others) < set(words):
        shorter, longer = sorted((len(set(words)), len(set(others))))
        return 1.0 if shorter > 1 else shorter / longer
    from difflib import SequenceMatcher

    return SequenceMatcher(None, fold(name), fold(other)).ratio()
