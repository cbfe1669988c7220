"""What a record would be if one of the values in it was another: tried, to see what matters.

A value a step off is the nearest that can be written instead: a day, a penny or a pound, one day,
week or month of a length, no for yes, another of a few words. Names and ids have no step: another
name says another thing. Nothing of a record that was said after the day is looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields, replace

from minerva.model.dates import EARLIEST, LATEST, Duration, Window, single_day
from minerva.model.programme import Offer, Percentage, Weighting
from minerva.model.source import Location

_GREAT: Final = (Decimal("98765.43"), Decimal("-9876543.21"), Decimal(0))
_LENGTHS: Final = (0, 9_000)
_FURTHER: Final = (-90, -30, 30, 90)
"""How many days about a date are tried instead of it."""

_YEARS: Final = 8
"""How many years about a date are tried instead of it, each on two days."""


class Stated(Struct, frozen=True):
    """A value in a record: where it stands, and what the record is with another one there.

    `without` is what holds where it is left out, `needed` says that it may not be.
    """

    place: Location
    value: Any
    put: Callable[[Any], Any]
    needed: bool = False
    without: Any = None
    words: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key that it stands under."""
        return str(self.place.path[-1])

    @property
    def is_written(self) -> bool:
        """Whether the key stands in the file: a value may hold without being written."""
        return is_written(self.place)

    def a_step_off(self) -> Iterator[Any]:
        """Yield the record with the value a step up, then down."""
        return map(self.put, _a_step_off(self.value, self.words))

    def otherwise(self) -> Iterator[Any]:
        """Yield the record with the value left out, a step off, then far off."""
        if not self.needed:
            yield self.put(self.without)
        yield from self.a_step_off()
        yield from map(self.put, _far_off(self.value))


def is_written(place: Location) -> bool:
    """Tell whether the key that a place ends with stands in the file."""
    span = place.span()
    written = place.source.line(span.line)[span.column - 1 :].lstrip("\"'")
    return written.startswith(str(place.path[-1]))


def stated_in(record: Any, day: date) -> Iterator[Stated]:
    """Yield the values of a record, and of the records in it, that were known on a day."""
    for name, words, needed, without in _fields(record.__class__):
        value = getattr(record, name)
        if value is None or value == () or (name == "actual" and _latest(value) > day):
            continue
        place = record.location.at(name.removesuffix("_"))
        put = partial(_with, record, name)
        if hasattr(value, "location"):
            yield from _below(value, put, day)
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                put_entry = partial(_with_entry, put, value, key)
                if hasattr(inner, "location"):
                    yield from _below(inner, put_entry, day)
                else:
                    yield Stated(place.at(key), inner, put_entry)
        elif isinstance(value, Offer):
            yield from _offered(value, place, put)
        elif type(value) is tuple:
            for number, inner in enumerate(value):
                if hasattr(inner, "location"):
                    yield from _below(inner, partial(_with_item, put, value, number), day)
        else:
            yield Stated(place, value, put, needed, without, words)


def _below(record: Any, put: Callable[[Any], Any], day: date) -> Iterator[Stated]:
    """Yield a record in another one as a value, which may be left out, then the values in it."""
    if (getattr(record, "on", None) or day) > day:
        return
    yield Stated(record.location, record, put)
    for stated in stated_in(record, day):
        yield replace(stated, put=partial(_after_each_other, put, stated.put))


def _offered(offer: Offer, place: Location, put: Callable[[Any], Any]) -> Iterator[Stated]:
    """Yield the price of a bid as a value, or the amounts that it is made of."""
    if offer.whole is not None:
        yield Stated(place, offer.whole, lambda amount: put(replace(offer, whole=amount)))
    for name, inner in offer.parts.items():
        into = partial(_with_entry, lambda parts: put(replace(offer, parts=parts)), offer.parts)
        yield Stated(place.at(name), inner, partial(into, name))


def _after_each_other(put: Callable[[Any], Any], inner: Callable[[Any], Any], value: Any) -> Any:
    return put(inner(value))


def _with(record: Any, name: str, value: Any) -> Any:
    return replace(record, **{name: value})


def _with_entry(put: Callable[[Any], Any], entries: Mapping[Any, Any], key: Any, value: Any) -> Any:
    others = {name: inner for name, inner in entries.items() if name != key or value is not None}
    return put({**others, key: value} if value is not None else others)


def _with_item(put: Callable[[Any], Any], items: tuple[Any, ...], number: int, value: Any) -> Any:
    middle = () if value is None else (value,)
    return put((*items[:number], *middle, *items[number + 1 :]))


@cache
def _fields(kind: Any) -> list[tuple[str, tuple[str, ...], bool, Any]]:
    """Return the fields of a kind of record.

    Each with its name, the words that it may be, whether it is needed, and what holds without it.
    """
    hints = get_type_hints(kind)
    return [
        (
            field.name,
            _words(hints[field.name]),
            field.required,
            None if field.required else _default(field),
        )
        for field in fields(kind)
        if field.name != "location"
    ]


def _default(field: FieldInfo) -> Any:
    return field.default if field.default is not NODEFAULT else field.default_factory()


def _words(type_: Any) -> tuple[str, ...]:
    if get_origin(type_) is Literal:
        return tuple(map(str, get_args(type_)))
    return next((words for inner in get_args(type_) if (words := _words(inner))), ())


def _latest(value: Any) -> date:
    latest: date = getattr(value, "latest", value)
    return latest


def _a_step_off(value: Any, words: tuple[str, ...]) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, str):
        return [word for word in words if word != value]
    if isinstance(value, Decimal):
        step = Decimal("0.01") if value != value.to_integral() else Decimal(1)
        return [value + step, value - step]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, Weighting) and value.minimum is not None:
        return [replace(value, minimum=Percentage(value.minimum + more)) for more in (1, -1)]
    if isinstance(value, Duration):
        return [replace(value, number=value.number + more) for more in (1, -1)]
    if isinstance(value, Window):
        return [single_day(value.latest + timedelta(days=more)) for more in (1, -1)]
    if isinstance(value, date):
        return [value + timedelta(days=more) for more in (1, -1)]
    return []


def _far_off(value: Any) -> list[Any]:
    """Return values far from one, on either side."""
    if isinstance(value, Decimal):
        return [*_GREAT, -value, Decimal(100)]
    if isinstance(value, int) and not isinstance(value, bool):
        return [*_LENGTHS]
    if isinstance(value, Duration):
        return [Duration(number, "day") for number in _LENGTHS]
    day = getattr(value, "latest", value)
    if not isinstance(day, date):
        return []
    years = range(day.year - _YEARS, day.year + _YEARS + 1)
    days = [date(year, month, 15) for year in years for month in (5, 11)]
    days += [day + timedelta(days=more) for more in _FURTHER]
    days += [EARLIEST, LATEST]
    return list(map(single_day, days)) if isinstance(value, Window) else days
