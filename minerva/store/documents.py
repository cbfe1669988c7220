"""The files of a programme as they were read, before anything is checked across them."""

from typing import Any

from msgspec import Struct

from minerva.store.files import MILESTONES, REGISTER
from minerva.store.tables import ARRAYS, Document


class Documents(Struct, frozen=True):
    """The files as read: the records that are sound, and the ids of all of them."""

    workstreams: Document
    milestones: Document
    register: Document

    @property
    def all(self) -> tuple[Document, Document, Document]:
        """The three of them."""
        return self.workstreams, self.milestones, self.register

    def of(self, name: str) -> list[Any]:
        """Return the sound records of a table, from whichever file holds it."""
        return self._holder(name).records.get(name) or []

    def ids(self, name: str) -> set[str] | None:
        """Return every id in an array of tables; None where its file could not be read."""
        holder = self._holder(name)
        return set(filter(None, holder.ids.get(name, ()))) if holder.readable else None

    def _holder(self, name: str) -> Document:
        if name in ARRAYS[MILESTONES]:
            return self.milestones
        return self.register if name in ARRAYS[REGISTER] else self.workstreams


def label_of(record: Any) -> str:
    """Name a record of an array: by its id, or by its number where it has none."""
    noun, index = record.location.path[:2]
    id = getattr(record, "id", None)
    return f"{noun} {index + 1}" if id is None else f'{noun} "{id}"'
