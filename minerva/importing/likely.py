"""Rows that are likely to be a record under a new name or in another workstream, and the decision.

Nothing here is taken for granted: what is only likely is asked about.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Final, Literal

from msgspec import Struct

from minerva.importing.incoming import IncomingCost, IncomingMilestone, IncomingSaving
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.programme import Cost, Milestone, Saving

LIKENESS: Final = 0.75
"""How like two names are, from 0 to 1, for the one to be a likely rename of the other."""
MOST_OF_A_WORD: Final = 50
"""A word that more names than this have does not bring two of them together."""

Record = Milestone | Saving | Cost
Change = Literal["renamed", "moved"]
Row = IncomingMilestone | IncomingSaving | IncomingCost


class Likely(Struct, frozen=True):
    """A row that is likely to be a record under a new name, or in another workstream."""

    place: str
    name: str
    id: str
    name_here: str
    change: Change


class Decided(Struct, frozen=True):
    """What was decided of likely renames and moves: of all of one kind, or of single rows.

    None leaves a kind undecided. `agreed` and `denied` are the places of rows.
    """

    renamed: bool | None = None
    moved: bool | None = None
    agreed: Collection[str] = ()
    denied: Collection[str] = ()

    def of(self, likely: Likely) -> bool | None:
        """Return whether a row is the record that it is likely to be; None where not decided."""
        if likely.place in self.agreed or likely.place in self.denied:
            return likely.place in self.agreed
        return self.renamed if likely.change == "renamed" else self.moved


def likely_moves(
    rows: Sequence[Row], missing: Sequence[Record], workstreams: Workstreams
) -> list[Likely]:
    """Return the rows that may be a record which only another workstream has, by its whole name."""
    if workstreams.is_chosen:
        return []
    named: dict[str, list[Record]] = defaultdict(list)
    for record in missing:
        named[fold(record.name)].append(record)
    uses = Counter(fold(row.name) for row in rows)
    return [
        Likely(row.place, row.name, str(having[0].id), having[0].name, "moved")
        for row in rows
        if row.workstream is not None
        and uses[fold(row.name)] == 1
        and len(having := named.get(fold(row.name), [])) == 1
    ]


def likely_renames(
    rows: Sequence[Row], missing: Sequence[Record], workstreams: Workstreams
) -> list[Likely]:
    """Return the rows that may be a record which the file is without, by the likeness of names."""
    having: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in missing:
        for word in set(fold(record.name).split()):
            having[record.workstream, word].append(record)
    renames: list[Likely] = []
    used: set[str] = set()
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
            renames.append(Likely(row.place, row.name, best, near[best].name, "renamed"))
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
