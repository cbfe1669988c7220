"""How old the data is: the last day on which anybody said anything."""

from collections.abc import Iterator
from datetime import date
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
    last = date.min
    for record in programme:
        for day in _days_in(record):
            if last < day <= as_of:
                last = day
    return None if last == date.min else last


def _days_in(value: Any) -> Iterator[date]:
    """Yield the day of every fact in a record, or in records."""
    if not isinstance(value, tuple):
        return
    names = getattr(value, "_fields", None)
    if names is None:
        for record in value:
            yield from _days_in(record)
        return
    if "location" not in names:
        return
    for name, inner in zip(names, value, strict=True):
        if not inner or name == "bid":
            continue
        if name in _DAYS:
            if isinstance(inner, date):
                yield inner
            elif isinstance(inner, Window):
                yield inner.latest
        elif isinstance(inner, tuple):
            yield from _days_in(inner)
