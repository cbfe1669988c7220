"""How a figure went from what it was on one day to what it was on another, step by step."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.source import Location
from minerva.reasons.part import Part, Value

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


def steps(explain: Callable[[date], Part], first: date, last: date) -> tuple[Part, list[Step]]:
    """Return the explanation of a figure on the last day, and its steps since the first.

    The steps add up to the difference between the two days, where the figure is known on every
    day between. Days on which nothing but time changes it, one after the other, are one step.
    """
    before, found = explain(first), list[Step]()
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        now = explain(day)
        if now.value != before.value:
            _add(found, _step(day, before, now))
        before = now
    return before, found


def _step(day: date, before: Part, now: Part) -> Step:
    text, location = _cause(before, now)
    return Step(day, text, difference(before.value, now.value), location)


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


def _cause(before: Part, now: Part) -> tuple[str, Location | None]:
    """Return what the figure newly rests on; else what it no longer rests on; else time."""
    was, cited = _cited(before), _cited(now)
    for place, part in cited.items():
        if place not in was:
            return part.text, part.location
    for place, part in was.items():
        if place not in cited:
            return f"no longer: {part.text}", part.location
    return PASSING, None


def _cited(part: Part) -> dict[tuple[str, int], Part]:
    return {
        (below.location.file, below.location.line): below
        for below in _all(part)
        if below.location is not None
    }


def _all(part: Part) -> Iterable[Part]:
    return (below for _, below in part.walk())
