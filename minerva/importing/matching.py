"""Which record of the programme each row of a file is about: by id, then by name in a workstream.

A likely rename is pointed out, and never taken for granted.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from minerva.importing.identifiers import unused_id
from minerva.importing.incoming import (
    IncomingMilestone,
    IncomingSaving,
    IncomingWorkstream,
    Rejected,
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
    rejected: Sequence[Rejected]
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
        named = self._named.get(name) or self._named.get(fold(name))
        taken = {record.id for record in self._records} | {new.id for new in self.new}
        id = (named.id if named else None) or unused_id(name, "workstream", taken)
        self.new.append(
            NewWorkstream(
                named.place if named else place,
                id,
                named.name if named else name,
                named.owner if named else None,
                named.description if named else None,
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
    matching = _Matching(rows, records, workstreams)
    matching.by_id()
    matching.by_name()
    found, taken = matching.found, matching.taken
    unmatched = [row for row in rows if row.place not in found]
    missing = [record for record in records if str(record.id) not in taken]
    renames = _likely_renames(unmatched, missing, workstreams)
    agreed = {rename.place: rename for rename in renames if rename.place in accepted}
    by_id = {str(record.id): record for record in missing}
    found |= {place: by_id[rename.id] for place, rename in agreed.items()}
    others = [rename for rename in renames if rename.place not in accepted]
    return Matches(found, list(matching.rejected.values()), others, agreed)


class _Matching:
    """Matches rows to records one way after the other; no record is matched twice.

    `found` has the record of a row by the row's place, `taken` the place by the record's id, and
    `unread` the rows that are about what another row is about.
    """

    def __init__(
        self, rows: Sequence[Row], records: Sequence[Record], workstreams: Workstreams
    ) -> None:
        self.found: dict[str, Record] = {}
        self.taken: dict[str, str] = {}
        self.rejected: dict[str, Rejected] = {}
        self._rows = rows
        self._records = records
        self._workstreams = workstreams

    def by_id(self) -> None:
        """Match each row that has the id of a record."""
        records = {str(record.id): record for record in self._records}
        for row in self._rows:
            record = records.get(row.id) if row.id is not None else None
            if record is not None:
                self._take(row, record)

    def by_name(self) -> None:
        """Match each row left that has the name of a record in the same workstream."""
        known = self._workstreams.known
        nowhere = known(None) is None and not any(row.workstream for row in self._rows)
        records: dict[tuple[str | None, str], list[Record]] = defaultdict(list)
        for record in self._records:
            workstream = None if nowhere else str(record.workstream)
            records[workstream, fold(record.name)].append(record)
        new: dict[tuple[str, str], str] = {}
        for row in self._rows:
            if row.place in self.found or row.place in self.rejected:
                continue
            having = records.get((known(row.workstream), fold(row.name)), ())
            if len(having) > 1:
                ids = ", ".join(record.id for record in having)
                why = f"{len(having)} records have this name: {ids}"
                hint = "give the rows a column with the ids"
                self.rejected[row.place] = Rejected(row.place, row.name, why, hint)
            elif having:
                self._take(row, having[0])
            else:
                same = (fold(row.workstream or ""), fold(row.name))
                first = new.setdefault(same if row.id is None else ("id", row.id), row.place)
                if first != row.place:
                    self.rejected[row.place] = _twice(row, first)

    def _take(self, row: Row, record: Record) -> None:
        """Match a row to a record, unless an earlier row is about that one."""
        first = self.taken.setdefault(str(record.id), row.place)
        if first == row.place:
            self.found[row.place] = record
        else:
            why = f"{first} is about {record.id} too"
            hint = "leave one of the two rows in, or give them ids of their own"
            self.rejected[row.place] = Rejected(row.place, row.name, why, hint)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a name as it is compared: without case, and with single blanks."""
    return " ".join(text.casefold().split())


def new_id(row: Row, noun: str, taken: Collection[str]) -> str:
    """Return the id of a new record: the file's own, else one made from its name."""
    own = row.id if row.id is not None and row.id not in taken else None
    return own or unused_id(row.name, noun, taken)


def _twice(row: Row, first: str) -> Rejected:
    return Rejected(
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
