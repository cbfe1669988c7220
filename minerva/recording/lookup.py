"""The record that an id on the command line means."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint


class Named(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """What other records refer to it by."""


R = TypeVar("R", bound=Named)


def find_record(noun: str, records: Sequence[R], id: str, *, shortened: bool = False) -> R:
    """Return the record of an id; with `shortened`, of the beginning of one id only.

    Raises MinervaError where there is none, or where the beginning is of several.
    """
    by_id = {record.id: record for record in records}
    if id in by_id:
        return by_id[id]
    begun = [other for other in by_id if id and other.startswith(id)] if shortened else []
    if len(begun) == 1:
        return by_id[begun[0]]
    if begun:
        raise MinervaError(
            f'"{id}" is the beginning of {len(begun)} ids', f"it may be {_listed(begun)}"
        )
    otherwise = f"they are {_listed(list(by_id))}" if by_id else f"there is no {noun} at all"
    raise MinervaError(f'there is no {noun} "{id}"', nearest_hint(id, by_id, otherwise))


def _listed(ids: Sequence[str]) -> str:
    """Return the first ids, and how many more there are."""
    more = f" and {len(ids) - 8:,} more" if len(ids) > 8 else ""
    return ", ".join(ids[:8]) + more
