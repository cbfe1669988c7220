"""The workstreams that the rows of a file are put into: those of the programme, and new ones."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct

from minerva.importing.identifiers import unused_id
from minerva.importing.incoming import IncomingWorkstream
from minerva.model.programme import Programme, Workstream
from minerva.parsing.lookup import find_record
from minerva.recording.change import Value


class NewWorkstream(Struct, frozen=True):
    """A workstream that the file names and the programme does not have."""

    place: str
    id: str
    name: str
    owner: str | None = None
    description: str | None = None
    closed: date | None = None
    renamed: Sequence[Mapping[str, Value]] = ()


class Workstreams:
    """The workstreams that rows are put into: those of the programme, and new ones of the file."""

    def __init__(
        self,
        programme: Programme,
        named: Sequence[IncomingWorkstream],
        chosen: str | None,
    ) -> None:
        """Take what the file says of workstreams, and the one that every row is put into, if any.

        Raises MinervaError where that one is not there.
        """
        self.new: list[NewWorkstream] = []
        self._records: Sequence[Workstream] = programme.workstreams
        self._named = {fold(workstream.name): workstream for workstream in named}
        self._named |= {workstream.id: workstream for workstream in named if workstream.id}
        self._chosen = chosen and find_record("workstream", programme.workstreams, chosen).id
        self._found: dict[str, str] = {}
        for workstream in programme.workstreams:
            self._found.setdefault(fold(workstream.name), workstream.id)
        self._found |= {workstream.id: workstream.id for workstream in programme.workstreams}

    @property
    def is_chosen(self) -> bool:
        """Whether every row is put into one workstream, whatever the file says."""
        return self._chosen is not None

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
                named.closed if named else None,
                named.renamed if named else (),
            )
        )
        self._found[fold(name)] = id
        self._found.setdefault(id, id)
        return id


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a name as it is compared: without case, and with single blanks."""
    return " ".join(text.casefold().split())
