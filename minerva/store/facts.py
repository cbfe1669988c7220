"""What differs between two versions of a file, record by record and key by key, never by lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Duration, Window
from minerva.model.periods import Period
from minerva.store.schema import Record, fields_of, key_of, names_of
from minerva.store.tables import ARRAYS, SINGLE, Document

_DAYS: Final = ("actual", "closed", "notice_served", "taken", "published", "done", "made")
"""Keys that hold the day on which what they say happened."""
_TELL_APART: Final = (
    *("id", "year", "milestone", "bidder", "stage", "kind", "name"),
    *("period", "from_"),
)

Records = dict[tuple[str, str], Any]
"""The records of a file by their kind and id."""


class Difference(NamedTuple):
    """A key that differs; each value is a text, a number, true or false, or None."""

    record: str
    kind: str
    key: str
    before: object
    after: object
    on: date | None
    evidence: str | None
    fact: str


class _Place(Struct, frozen=True):
    """Where a key is: the keys that lead to it, the day it speaks of, and the dated entry."""

    path: tuple[str, ...] = ()
    on: date | None = None
    evidence: str | None = None
    fact: str = ""


def records_of(*parts: Document) -> Records:
    """Return the records of a file, whole or in parts, by their kind and id.

    Those without an id go by their kind or what they accept.
    """
    by_kind: dict[str, list[Any]] = {}
    for part in parts:
        for kind, records in part.records.items():
            by_kind.setdefault(kind, []).extend(records)
    found: Records = {}
    for kind in (*SINGLE, *chain.from_iterable(ARRAYS.values())):
        for record in by_kind.get(kind, []):
            id = str(getattr(record, "id", None) or getattr(record, "subject", kind))
            while (kind, id) in found:
                id += "+"
            found[kind, id] = record
    return found


def differences(before: Records, after: Records) -> Iterator[Difference]:
    """Yield each key that differs, of records in either version."""
    for kind, id in dict.fromkeys([*after, *before]):
        old, new = before.get((kind, id)), after.get((kind, id))
        if old is new:
            continue
        record = type(new if new is not None else old)
        for place, was, now in _compare(record, old, new, _Place()):
            key = ".".join(place.path)
            yield Difference(id, kind, key, was, now, place.on, place.evidence, place.fact)


def _compare(
    record: Record, before: Any, after: Any, place: _Place
) -> Iterator[tuple[_Place, object, object]]:
    here = after if after is not None else before
    place = replace(
        place,
        on=getattr(here, "on", None) or place.on,
        evidence=getattr(here, "evidence", None) or getattr(here, "source", None),
    )
    for name, field in zip(names_of(record), fields_of(record), strict=True):
        old = field.default if before is None else getattr(before, name)
        new = field.default if after is None else getattr(after, name)
        below = replace(place, path=(*place.path, key_of(name)))
        if field.others:
            below = place
        day = (new or old) if name in _DAYS else None
        if isinstance(day, Window | date):
            below = replace(below, on=day.latest if isinstance(day, Window) else day)
        if field.many is Mapping or field.others:
            for key in dict.fromkeys([*(new or {}), *(old or {})]):
                inner = replace(below, path=(*below.path, key))
                pair = (old or {}).get(key), (new or {}).get(key)
                yield from _pair(field.nested, *pair, inner)
        elif field.many is tuple and field.nested is not None:
            for was, now in _paired(old or (), new or ()):
                yield from _pair(field.nested, was, now, _entry(below, was, now))
        else:
            yield from _pair(field.nested, old, new, below)


def _pair(
    nested: Record | None, before: Any, after: Any, place: _Place
) -> Iterator[tuple[_Place, object, object]]:
    if nested is not None and (before is not None or after is not None):
        yield from _compare(nested, before, after, place)
    elif nested is None and (was := _plain(before)) != (now := _plain(after)):
        yield place, was, now


def _entry(place: _Place, before: Any, after: Any) -> _Place:
    """Return the place of an entry of a list, by what tells it apart from the others."""
    here = after if after is not None else before
    names = [name for name in _TELL_APART if getattr(here, name, None) is not None]
    path = (*place.path, *(str(getattr(here, name)) for name in names[:2]))
    on = getattr(here, "on", None)
    return replace(place, path=path, fact=f"{'.'.join(path)} {on}" if on else place.fact)


def _paired(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return the entries of two lists side by side, None where one has none.

    Those that say the same go together first, then those told apart by the same, then those of
    the same but for their day.
    """
    pairs: list[tuple[Any, Any]] = []
    left, rest = list(before), list(after)
    for alike in (_content, _identity, _without_day):
        pairs += _match(alike, left, rest)
    return [*pairs, *((old, None) for old in left), *((None, new) for new in rest)]


def _match(
    alike: Callable[[Any], object], left: list[Any], rest: list[Any]
) -> list[tuple[Any, Any]]:
    pairs = []
    for old in list(left):
        new = next((entry for entry in rest if alike(entry) == alike(old)), None)
        if new is not None:
            pairs.append((old, new))
            left.remove(old)
            rest.remove(new)
    return pairs


def _content(entry: Any) -> object:
    return _plain(entry)


def _identity(entry: Any) -> object:
    return _without_day(entry), getattr(entry, "on", None)


def _without_day(entry: Any) -> object:
    return [getattr(entry, name, None) for name in _TELL_APART]


def _plain(value: Any) -> Any:
    """Return a value as text, number, true or false: the same however it was written."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Window):
        return value.text or value.latest.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else value.normalize()
    if isinstance(value, Duration):
        return f"{value.number} {value.unit}{'' if abs(value.number) == 1 else 's'}"
    if isinstance(value, Period):
        return value.written
    if isinstance(value, Struct):
        names = value.__struct_fields__
        parts = (_plain(getattr(value, name)) for name in names if name != "location")
        return ", ".join(str(part) for part in parts if part not in (None, ""))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) or None
    if isinstance(value, tuple):
        return ", ".join(str(_plain(inner)) for inner in value) or None
    return str(value)
