"""Both files of a programme as they were read, before anything is checked across them."""

from typing import Any, NamedTuple

from minerva.store.tables import Document


class Documents(NamedTuple):
    """Both files as read: the records that are sound, and the ids of all of them."""

    workstreams: Document
    milestones: Document

    def of(self, name: str) -> list[Any]:
        """Return the sound records of an array of tables, from whichever file holds it."""
        return self.workstreams.records.get(name) or self.milestones.records.get(name) or []

    def ids(self, name: str) -> set[str] | None:
        """Return every id in an array of tables; None where its file could not be read."""
        holder = self.milestones if name == "milestone" else self.workstreams
        return set(filter(None, holder.ids.get(name, ()))) if holder.readable else None


def label_of(record: Any) -> str:
    """Name a record of an array: by its id, or by its number where it has none."""
    noun, index = record.location.path[:2]
    return f"{noun} {index + 1}" if record.id is None else f'{noun} "{record.id}"'
