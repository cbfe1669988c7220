"""The record that an id or a name on the command line means."""

from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.model.problems import nearest

MOST_LISTED: Final = 8
"""How many of those that a text may mean are listed; of more, the nearest."""


class Named(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """What other records refer to it by."""


class KnownByName(Struct, frozen=True):
    """Somebody who is known by name alone: an owner, a bidder."""

    id: str


R = TypeVar("R", bound=Named)


def find_record(noun: str, records: Sequence[R], text: str) -> R:
    """Return the record that a text means: by its id or name, whole or a part that only one has.

    An exact id comes first, then an exact name, then the one whose id begins with it, then the one
    whose id or name has it somewhere; capitals make no difference to a name. Raises MinervaError
    where there is none, or where it may be several: the nearest are listed first.
    """
    by_id = {record.id: record for record in records}
    if text in by_id:
        return by_id[text]
    wanted = " ".join(text.casefold().split())
    ways = (
        [record for record in records if name_of(record).casefold() == wanted],
        [record for record in records if wanted and record.id.startswith(wanted)],
        [
            record
            for record in records
            if wanted and (wanted in record.id or wanted in name_of(record).casefold())
        ],
    )
    for found in ways:
        if len(found) == 1:
            return found[0]
    several = ways[2] or ways[0]
    if several:
        raise MinervaError(
            f'"{text}" may be any of {len(several):,} {_plural(noun)}',
            f"give the id of one: {_listed(several, wanted)}",
        )
    ids = {name_of(record): record.id for record in records}
    near = nearest(text, by_id) or ids.get(nearest(text, ids) or "")
    listed = ", ".join(map(_told, records[:MOST_LISTED]))
    more = len(records) - MOST_LISTED
    they_are = f"they are {listed}{f' and {more:,} more' if more > 0 else ''}"
    otherwise = they_are if records else f"no {noun} is recorded yet"
    hint = f'did you mean "{near}"?' if near else otherwise
    raise MinervaError(f'there is no {noun} "{text}"', hint)


def _plural(noun: str) -> str:
    """Return several of a noun: `entries`, `savings or costs`, `records with an owner`."""
    what, having, rest = noun.partition(" with ")
    several = (
        f"{word[:-1]}ies" if word.endswith("ry") else f"{word}s" for word in what.split(" or ")
    )
    return f"{' or '.join(several)}{having}{rest}"


def name_of(record: Any) -> str:
    """Return what a record is called: its name, a contract its supplier, else its id."""
    return str(getattr(record, "name", None) or getattr(record, "supplier", None) or record.id)


def _listed(records: Sequence[Any], wanted: str) -> str:
    """Return the ids with their names, the nearest first, and how many more there are."""
    from difflib import SequenceMatcher

    def likeness(record: Any) -> float:
        texts = (record.id, name_of(record).casefold())
        return max(SequenceMatcher(None, wanted, text).ratio() for text in texts)

    ordered = sorted(records[:1000], key=likeness, reverse=True)
    more = len(records) - MOST_LISTED
    listed = ", ".join(map(_told, ordered[:MOST_LISTED]))
    return f"{listed} and {more:,} more" if more > 0 else listed


def _told(record: Any) -> str:
    return record.id if name_of(record) == record.id else f"{record.id} ({name_of(record)})"
