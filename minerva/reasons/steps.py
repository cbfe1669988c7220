"""How a figure went from what it was on one day to what it was on another, step by step."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.programme import Programme
from minerva.model.source import Location
from minerva.reasons.part import Part, Value
from minerva.reasons.varied import stated_in

PASSING: str = "nothing was said: time went by"

Change = Decimal | Fraction | int | str | None
"""Money in pounds, points, days; the word that it became. None where it was or became unknown."""


class Step(Struct, frozen=True):
    """A change of a figure: the day, what changed it, by how much, and the line that says so.

    `change` is the value less the value before: of dates, in days.
    """

    on: date
    text: str
    change: Change
    location: Location | None


_CAME_TO_PASS: Final = ("actual", "taken", "withdrawn", "notice_served", "published", "closed")
"""Keys whose value is the day from which what they say is known."""

Said = Mapping[date, Sequence[Location]]
"""Where the files have what was said on each day: entries with an `on`, and completions."""


def said_in(programme: Programme) -> Said:
    """Return what the records of a programme have that was said on a day, by the day."""
    found: dict[date, list[Location]] = {}
    for records in programme.by_kind.values():
        for record in records:
            for stated in stated_in(record, date.max):
                if stated.key == "on":
                    entry = Location(stated.place.source, stated.place.path[:-1])
                    found.setdefault(stated.value, []).append(entry)
                elif stated.key in _CAME_TO_PASS:
                    day = getattr(stated.value, "latest", stated.value)
                    found.setdefault(day, []).append(stated.place)
    return found


def steps(
    value: Callable[[date], Value],
    explain: Callable[[date], Part],
    said: Said,
    first: date,
    last: date,
) -> list[Step]:
    """Return the steps of a figure since a first day, up to a last.

    The steps add up to the difference between the two days, where the figure is known on every
    day between. Days on which nothing but time changes it, one after the other, are one step.
    """
    before, found = value(first), list[Step]()
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        now = value(day)
        if now != before:
            text, location = PASSING, None
            if day in said:
                text, location = _cause(explain(day - timedelta(days=1)), explain(day), said[day])
            _add(found, Step(day, text, difference(before, now), location))
        before = now
    return found


def _add(found: list[Step], step: Step) -> None:
    """Add a step, or join it to the one of the day before where only time went by."""
    last = found[-1] if found else None
    joins = last is not None and step.on - last.on == timedelta(days=1)
    if last is not None and joins and step.text == last.text == PASSING:
        both = _sum(last.change, step.change)
        if both is not None:
            found[-1] = replace(step, change=both)
            return
    found.append(step)


def _sum(change: Change, other: Change) -> Change:
    if isinstance(change, Decimal) and isinstance(other, Decimal):
        return change + other
    if isinstance(change, int) and isinstance(other, int):
        return change + other
    return None


def difference(before: Value, now: Value) -> Change:
    """Return a value less another: money, points, or days; the word that it became."""
    before, now = _day(before), _day(now)
    if isinstance(before, date) and isinstance(now, date):
        return (now - before).days
    if isinstance(now, str):
        return now
    if isinstance(before, Decimal) and isinstance(now, Decimal):
        return now - before
    if isinstance(before, int | Fraction) and isinstance(now, int | Fraction):
        return now - before
    return None


def _day(value: Value) -> Value:
    return value.latest if isinstance(value, Window) else value


def _cause(before: Part, now: Part, said: Sequence[Location]) -> tuple[str, Location | None]:
    """Return what was said on the day that the figure rests on now; else that it rested on."""
    was, cited = _cited(before), _cited(now)
    fresh = [part for part in cited.values() if _is_of(part, said)]
    fresh += [part for key, part in cited.items() if key not in was]
    if fresh:
        return fresh[0].text, fresh[0].location
    gone = [part for key, part in was.items() if key not in cited]
    return (f"no longer: {gone[0].text}", gone[0].location) if gone else (PASSING, None)


def _is_of(part: Part, said: Sequence[Location]) -> bool:
    place = part.location
    return place is not None and any(
        place.source is entry.source and place.path[: len(entry.path)] == entry.path
        for entry in said
    )


def _cited(part: Part) -> dict[tuple[str, int], Part]:
    """Return the parts that have a place, the first of each line."""
    found: dict[tuple[str, int], Part] = {}
    for _, below in part.walk():
        if below.location is not None:
            found.setdefault((below.location.file, below.location.line), below)
    return found
