"""How far dates have moved since they were stated, in parts of the time that was left then.

The programme's own reference class: what became of each date that was stated, as far as it is
known on the day. Pure functions over what `position.trend` found.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from minerva.model.dates import Window
from minerva.model.programme import Id
from minerva.position.trend import Trend


class Movement(Struct, frozen=True):
    """A date that was stated of a milestone, when, and what is known of it now.

    `known` is when it was achieved or else is expected.
    """

    milestone: Id
    on: date
    stated: date
    known: date

    @property
    def part(self) -> Fraction:
        """Days moved / days that were left when it was stated: positive is later, 1 doubles them.

        Source: reference class forecasting, with the programme as its own class.
        """
        return Fraction((self.known - self.stated).days, (self.stated - self.on).days)


def movements(trends: Iterable[Trend], launched: Window | None) -> list[Movement]:
    """Return what became of each date that was stated and then restated, passed or achieved.

    Each dated statement counts once, compared with what is known on the day, not with the
    statement after it: a date that was put off three times was wrong by all three. The first
    baseline counts as stated on the first day of the launch, where that is known and no commit
    says it. What was not stated before its own day says nothing of the time left, and what nobody
    has come back to nothing of how it held: neither is there.
    """
    return [movement for trend in trends for movement in _movements(trend, launched)]


def _movements(trend: Trend, launched: Window | None) -> Iterator[Movement]:
    position = trend.position
    stated = [*_first(trend, launched), *_dated(trend)]
    settled = position.complete or position.overdue
    for number, (on, day) in enumerate(stated):
        if on < day and (settled or number < len(stated) - 1):
            yield Movement(position.record.id, on, day, position.expected.latest)


def _first(trend: Trend, launched: Window | None) -> Sequence[tuple[date, date]]:
    """Return when the first baseline was stated, and the day that it was, where that is known."""
    begins_with_commit = bool(trend.statements) and trend.statements[0].commit is not None
    original = trend.position.original_baseline
    if original is None or launched is None or begins_with_commit:
        return []
    if launched.earliest >= trend.position.as_of:
        return []
    return [(launched.earliest, original.latest)]


def _dated(trend: Trend) -> Iterator[tuple[date, date]]:
    actual = trend.position.actual
    for statement in trend.statements:
        if statement.on is not None and (actual is None or statement.on < actual.latest):
            yield statement.on, statement.at.forecast.latest
