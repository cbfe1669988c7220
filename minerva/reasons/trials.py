"""Which lines a figure rests on, found by trying each of them with something else in it.

A line is cited where the figure would be another, or not known, if the line was left out or said
something else; what could only be replaced is said without a place. Nothing is worked out in
another way than for reports: a record is another one, and its position is worked out anew.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.model.source import Location
from minerva.reasons.part import Part
from minerva.reasons.varied import Stated, stated_in

Found = TypeVar("Found")
"""The position that figures are taken from."""

Made = Callable[[Any, Any], Found]
"""What makes the position in which the second record is in place of the first."""


class Trials(Generic[Found]):
    """The positions that there would be if one value of some records was another."""

    def __init__(
        self,
        records: Sequence[Any],
        day: date,
        made: Made[Found],
        others: Sequence[Any] = (),
        further: Callable[[], Iterable[Part]] = tuple,
    ) -> None:
        """Take the records, the day, and what works out the position with another of them.

        Of `others` a line is tried only where an explanation cites it, or a part of `further`:
        what is to be tried beyond the records.
        """
        self._day, self._made, self._further = day, made, further
        self._near, self._others = records, others
        self._tried: dict[tuple[int, bool], list[Found]] = {}
        self._values: dict[int, Sequence[Stated]] = {}

    def resting(
        self, part: Part, figure: Callable[[Found], object], value: object, *, also: bool = True
    ) -> Part:
        """Return an explanation with the places of what its figure rests on, and no others.

        `figure` takes the figure from a position, `value` is what it is. Where a step of another
        value would change it, that is a part more, unless told otherwise.
        """

        def changes(positions: Iterable[Found]) -> bool:
            return any(figure(position) != value for position in positions)

        def only_needed(inner: Part) -> Part:
            place = inner.location
            if place is not None and not any(
                changes(self._otherwise(record, stated)) for record, stated in self._at(place)
            ):
                place = None
            return replace(inner, location=place, parts=tuple(map(only_needed, inner.parts)))

        found = only_needed(part)
        if not also:
            return found
        cited = {(place.file, place.line) for place in found.places}
        paths = {(id(place.source), place.path) for place in found.places}  # quicker than lines
        more = [
            part
            for part in self._parts_further
            if part.location is not None
            and (part.location.file, part.location.line) not in cited
            and any(changes(self._a_step_off(*at)) for at in self._at(part.location))
        ]
        more += [
            Part(_text(record, stated), location=stated.place)
            for record in self._near
            for stated in self._in(record)
            if (id(stated.place.source), stated.place.path) not in paths
            and changes(self._a_step_off(record, stated))
            and stated.is_written
            and (stated.place.file, stated.place.line) not in cited
        ]
        return replace(found, parts=(*found.parts, *more))

    @cached_property
    def _parts_further(self) -> Sequence[Part]:
        return list(self._further())

    def _in(self, record: Any) -> Sequence[Stated]:
        if id(record) not in self._values:
            self._values[id(record)] = list(stated_in(record, self._day))
        return self._values[id(record)]

    def _at(self, place: Location) -> Iterator[tuple[Any, Stated]]:
        """Yield the values that stand at a place, and those below it."""
        for record in (*self._near, *self._others):
            own = record.location
            if place.source is own.source and place.path[: len(own.path)] == own.path:
                for stated in self._in(record):
                    if stated.place.path[: len(place.path)] == place.path:
                        yield record, stated

    def _known(self, stated: Stated, *, far: bool) -> list[Found]:
        """Return what was tried of a value already, to be added to."""
        return self._tried.setdefault((id(stated), far), [])

    def _a_step_off(self, record: Any, stated: Stated) -> Iterator[Found]:
        return self._positions(record, stated.a_step_off(), self._known(stated, far=False))

    def _otherwise(self, record: Any, stated: Stated) -> Iterator[Found]:
        yield from self._a_step_off(record, stated)
        yield from self._positions(record, stated.otherwise(), self._known(stated, far=True))

    def _positions(self, record: Any, others: Iterable[Any], known: list[Found]) -> Iterator[Found]:
        """Yield the position with each of some records in place of one, each worked out once."""
        for number, other in enumerate(others):
            if number == len(known):
                known.append(self._made(record, other))
            yield known[number]


def _text(record: Any, stated: Stated) -> str:
    """Return what a value is, of which the nearest other one would change a figure."""
    value = stated.value
    if stated.key == "on":
        return f"said on {format_date(value)}: on another day it would count otherwise"
    if stated.key == "recurring":
        return "it comes every year" if value else "it comes once"
    if stated.key == "state":
        return f"{value.replace('-', ' ')}: it still comes"
    below = stated.place.path[len(record.location.path) :]
    keys = " ".join(key for key in below if isinstance(key, str))
    name = getattr(record, "name", "")
    return f"{name}: {keys}" if name else keys
