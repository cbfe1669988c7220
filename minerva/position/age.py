"""How old the data is: the last day on which anybody said anything."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from minerva.model.dates import Window
from minerva.model.programme import Programme

_DAYS: Final = frozenset(
    ("on", "actual", "notice_served", "withdrawn", "closed", "raised", "done", "made", "published")
)
"""The keys that say when something was said or came to pass."""


def last_fact(programme: Programme, as_of: date) -> date | None:
    """Return the last day on or before a day that a fact in the files is dated with.

    Facts are what was stated, agreed, claimed, validated, achieved, served or decided on a day;
    of a window its last day. What is planned for a day is no fact yet. The day on which bids were
    scored is left out: nothing that everybody may see depends on it. None where there is no fact.
    """
    days = [day for record in programme for day in _days_in(record) if day <= as_of]
    return max(days, default=None)


def days_of_facts(record: Any) -> list[date]:
    """Return the day of every fact of a record, of bids too."""
    bids = [bid.on for bid in getattr(record, "bid", ())]
    return [*_days_in(record), *bids]


def _days_in(value: Any) -> Iterator[date]:
    """Yield the day of every fact in a record, or in records."""
    if not isinstance(value, tuple):
        return
    days, inner = _places(type(value))
    for n in days:
        day = value[n]
        if isinstance(day, date):
            yield day
        elif isinstance(day, Window):
            yield day.latest
    for record in value if inner is None else map(value.__getitem__, inner):
        if record and isinstance(record, tuple):
            yield from _days_in(record)


@cache
def _places(kind: type) -> tuple[Sequence[int], Sequence[int] | None]:
    """Return which fields of a record hold days of facts, and which may hold records.

    The second is None where the values of a tuple without names are records.
    """
    names = getattr(kind, "_fields", None)
    if names is None:
        return (), None
    if "location" not in names:
        return (), ()
    days = [n for n, name in enumerate(names) if name in _DAYS]
    inner = [n for n, name in enumerate(names) if name not in _DAYS | {"bid", "location"}]
    return days, inner
