"""Which record of the programme each row of a file is about: by id, by reference, then by name.

A name counts in its workstream. That a record was renamed or moved is taken over where its
reference proves it; where it is only likely, it is asked about and never taken for granted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from minerva.importing.identifiers import unused_id
from minerva.importing.incoming import Incoming, Rejected
from minerva.importing.likely import Decided, Likely, Record, Row, likely_moves, likely_renames
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.programme import Cost


class Matches(Struct, frozen=True):
    """The record of each row by the row's place; rows without one are new.

    `rejected` are rows that may be one of several, or that nobody decided on, which are `likely`
    too. `proven` are the places of rows whose new name and workstream are taken over. `missing` are
    the records that the file no longer has.
    """

    records: Mapping[str, Record]
    rejected: Sequence[Rejected]
    likely: Sequence[Likely]
    proven: Collection[str]
    missing: Sequence[Record]

    @property
    def refused(self) -> Collection[str]:
        """The places of the rows that are rejected."""
        return {rejected.place for rejected in self.rejected}


def match(
    rows: Sequence[Row],
    records: Sequence[Record],
    workstreams: Workstreams,
    decided: Decided,
    incoming: Incoming,
) -> Matches:
    """Find the record of each row. `records` stand in the workstreams of the day.

    Where no row says its workstream, a name that only one record has is enough.
    """
    matching = _Matching(rows, records, workstreams, has_columns=bool(incoming.matched))
    matching.by_id([row for row in rows if row.ref is None])
    matching.by_reference()
    matching.by_id(rows)
    matching.by_name()
    found, taken, rejected = matching.found, matching.taken, matching.rejected
    unmatched = [row for row in rows if row.place not in found and row.place not in rejected]
    left = [record for record in records if str(record.id) not in taken]
    left = _not_kept_out(left, incoming, workstreams)
    likely = likely_moves(unmatched, left, workstreams)
    others = {move.id for move in likely}
    likely += likely_renames(
        [row for row in unmatched if row.place not in {move.place for move in likely}],
        [record for record in left if str(record.id) not in others],
        workstreams,
    )
    by_id = {str(record.id): record for record in left}
    undecided, proven = [], set(matching.proven)
    for candidate in likely:
        answer = decided.of(candidate)
        if answer is None:
            undecided.append(candidate)
            rejected[candidate.place] = _undecided(candidate)
        elif answer:
            found[candidate.place] = by_id.pop(candidate.id)
            proven.add(candidate.place)
    for candidate in undecided:
        by_id.pop(candidate.id, None)
    spoken_of = {workstreams.known(row.workstream) for row in rows}
    missing = [
        record
        for record in by_id.values()
        if None in spoken_of or str(record.workstream) in spoken_of
    ]
    return Matches(found, list(rejected.values()), undecided, proven, missing)


def _undecided(likely: Likely) -> Rejected:
    """Return why a row is kept out that nobody has decided on."""
    here = f'{likely.id} ("{likely.name_here}")'
    what = "under a new name" if likely.change == "renamed" else "in another workstream"
    return Rejected(
        likely.place,
        likely.name,
        f"it may be {here} {what}",
        f"--{likely.change} takes it for that one, --no-{likely.change} for a new one",
    )


def _not_kept_out(
    records: Sequence[Record], incoming: Incoming, workstreams: Workstreams
) -> list[Record]:
    """Return the records that no row is about which could not be read."""
    ids = {row.id for row in incoming.kept_out} - {None}
    references = {row.ref for row in incoming.kept_out} - {None}
    names = {(workstreams.known(row.workstream), fold(row.name)) for row in incoming.kept_out}
    anywhere = {name for workstream, name in names if workstream is None}
    return [
        record
        for record in records
        if str(record.id) not in ids
        and (_ref_of(record) is None or _ref_of(record) not in references)
        and (str(record.workstream), fold(record.name)) not in names
        and fold(record.name) not in anywhere
    ]


def _ref_of(record: Record) -> str | None:
    """Return what another system calls a record; a cost has no such reference."""
    return None if isinstance(record, Cost) else record.ref


class _Matching:
    """Matches rows to records one way after the other; no record is matched twice.

    `found` has the record of a row by the row's place, `taken` the place by the record's id, and
    `rejected` the rows that are about what another row is about. `proven` are the places of rows
    that were matched by their references.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        records: Sequence[Record],
        workstreams: Workstreams,
        *,
        has_columns: bool,
    ) -> None:
        self.found: dict[str, Record] = {}
        self.taken: dict[str, str] = {}
        self.rejected: dict[str, Rejected] = {}
        self.proven: set[str] = set()
        self._rows = rows
        self._records = records
        self._workstreams = workstreams
        self._has_columns = has_columns
        self._nowhere = workstreams.known(None) is None and not any(row.workstream for row in rows)
        self._named: dict[tuple[str | None, str], list[Record]] = defaultdict(list)
        for record in records:
            self._named[self._key(record.workstream, record.name)].append(record)

    def by_id(self, rows: Sequence[Row]) -> None:
        """Match each of some rows that has the id of a record."""
        records = {str(record.id): record for record in self._records}
        for row in rows:
            record = records.get(row.id) if row.id is not None else None
            waiting = row.place not in self.found and row.place not in self.rejected
            if record is not None and waiting:
                self._take(row, record)

    def by_reference(self) -> None:
        """Match each row left that has the reference of a record.

        One whose name is that of another record is refused: reference and name contradict.
        """
        records: dict[str, list[Record]] = defaultdict(list)
        for record in self._records:
            if (ref := _ref_of(record)) is not None:
                records[ref].append(record)
        if not records:
            return
        in_file = {row.ref for row in self._rows}
        for row in self._waiting():
            having = records.get(row.ref, ()) if row.ref is not None else ()
            if len(having) > 1:
                self._refuse_several(row, having, f"the reference {row.ref}")
            elif having and fold(having[0].name) != fold(row.name):
                others = [
                    other
                    for other in self._named.get(self._key_of(row), ())
                    if _ref_of(other) not in in_file
                ]
                if others:
                    self._refuse_contradiction(row, having[0], others[0])
                else:
                    self._take(row, having[0], proven=True)
            elif having:
                self._take(row, having[0], proven=True)

    def by_name(self) -> None:
        """Match each row left that has the name of a record in the same workstream."""
        by_reference = {str(self.found[place].id) for place in self.proven}
        new: dict[tuple[str, str], str] = {}
        for row in self._waiting():
            having = [
                record
                for record in self._named.get(self._key_of(row), ())
                if str(record.id) not in by_reference
            ]
            if len(having) > 1:
                self._refuse_several(row, having, "this name")
            elif having:
                self._take(row, having[0])
            else:
                same = (fold(row.workstream or ""), fold(row.name))
                first = new.setdefault(same if row.id is None else ("id", row.id), row.place)
                if first != row.place:
                    what = "id" if row.id else "name in the same workstream"
                    self._refuse(row, f"{first} has the same {what}", self._how_to_tell_apart())

    def _waiting(self) -> Iterator[Row]:
        for row in self._rows:
            if row.place not in self.found and row.place not in self.rejected:
                yield row

    def _key(self, workstream: str | None, name: str) -> tuple[str | None, str]:
        return None if self._nowhere else workstream, fold(name)

    def _key_of(self, row: Row) -> tuple[str | None, str]:
        return self._key(self._workstreams.known(row.workstream), row.name)

    def _take(self, row: Row, record: Record, *, proven: bool = False) -> None:
        """Match a row to a record, unless an earlier row is about that one."""
        first = self.taken.setdefault(str(record.id), row.place)
        if first == row.place:
            self.found[row.place] = record
            if proven:
                self.proven.add(row.place)
        else:
            why = f"{first} is about {record.id} too"
            self._refuse(row, why, "leave one of the two in, or give them ids of their own")

    def _refuse_several(self, row: Row, having: Sequence[Record], what: str) -> None:
        ids = ", ".join(record.id for record in having)
        self._refuse(row, f"{len(having)} records have {what}: {ids}", self._how_to_tell_apart())

    def _refuse_contradiction(self, row: Row, record: Record, other: Record) -> None:
        self._refuse(
            row,
            f"its reference {row.ref} is that of {record.id}, and its name that of {other.id}",
            f"correct the name in the file, or `ref` of {record.id} in the programme",
        )

    def _how_to_tell_apart(self) -> str:
        if self._has_columns:
            return "give the rows a column with an id for each, or other names"
        return "give one of the tasks another name in the file it comes from"

    def _refuse(self, row: Row, why: str, hint: str) -> None:
        self.rejected[row.place] = Rejected(row.place, row.name, why, hint)


def new_id(row: Row, noun: str, taken: Collection[str]) -> str:
    """Return the id of a new record: the file's own, else one made from its name."""
    own = row.id if row.id is not None and row.id not in taken else None
    return own or unused_id(row.name, noun, taken)
