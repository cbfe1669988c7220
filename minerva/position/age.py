"""How old the data is: the last day on which anybody said anything."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, Final, get_args, get_origin

from msgspec import Struct, structs

from minerva.model.dates import Window
from minerva.model.programme import Programme

_DAYS: Final = frozenset(
    ("on", "actual", "notice_served", "withdrawn", "closed", "raised", "done", "made", "published")
)
"""The keys that say when something was said or came to pass."""


def last_fact(programme: Programme, as_of: date) -> date | None:
    """Return the last day on or before a day that a fact in the files is dated with.

    Facts are what was stated, agreed, claimed, validated, achieved, served or decided on a day; of
    a window its last day. The value of an indicator is known from its `on`, or from the last day of
    its period. What is planned for a day is no fact yet. The day on which bids were scored is left
    out: nothing that everybody may see depends on it. None where there is no fact.
    """
    days: list[date] = []
    for records in structs.astuple(programme):
        _add_days([records], days)
    starts = programme.details.financial_year_starts
    days += [
        actual.period.window(starts).latest
        for indicator in programme.indicators
        for actual in indicator.actual
        if actual.on is None
    ]
    return max((day for day in days if day <= as_of), default=None)


def days_of_facts(record: Any) -> list[date]:
    """Return the day of every fact of a record, of bids too."""
    days: list[date] = []
    _add_days([record], days)
    return [*days, *(bid.on for bid in getattr(record, "bid", ()))]


def _add_days(values: Sequence[Any], days: list[date]) -> None:
    """Add the day of every fact in records, and in tuples of records: a field after the other."""
    kinds = set(map(type, values))
    for kind in kinds:
        alike: Sequence[Any] = values
        if len(kinds) > 1:
            alike = [value for value in values if type(value) is kind]
        if issubclass(kind, tuple):
            _add_days(list(chain.from_iterable(alike)), days)
        elif issubclass(kind, Struct):
            dated, inner = _places(kind)
            for name in dated:
                said = list(filter(None, map(attrgetter(name), alike)))
                days += [day for day in said if isinstance(day, date)]
                days += [day.latest for day in said if isinstance(day, Window)]
                # the values of an indicator have the name of a milestone's day
                _add_days([value for value in said if isinstance(value, tuple)], days)
            for name in inner:
                _add_days(list(filter(None, map(attrgetter(name), alike))), days)


@cache
def _places(kind: type[Struct]) -> tuple[Sequence[str], Sequence[str]]:
    """Return which fields of a record hold days of facts, and which may hold records."""
    names = kind.__struct_fields__
    if "location" not in names:
        return (), ()
    inner = [
        name
        for name, type_ in kind.__annotations__.items()
        if name not in _DAYS | {"bid", "location"} and _may_hold_records(type_)
    ]
    return [name for name in names if name in _DAYS], inner


@cache
def _may_hold_records(type_: Any) -> bool:
    """Tell whether a field of a type may have a record or several in it."""
    if isinstance(type_, type):
        return "location" in getattr(type_, "__struct_fields__", ())
    inside = get_args(type_)
    return get_origin(type_) is tuple or any(map(_may_hold_records, inside))
