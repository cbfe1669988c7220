"""Where things stand on an axis of time: the corners of a slip chart's lines, and months named.

Every format that draws shares them; how a line looks is its own to say.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from minerva.model.dates import add_months, format_date
from minerva.views.chart import Chart, Line

_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 4800)

Point = tuple[date, date]
"""A day, and the date that was stated on it."""


class Frame(NamedTuple):
    """The first and the last day across, and the first and the last upwards."""

    first: date
    last: date
    low: date
    high: date

    @property
    def diagonal(self) -> tuple[date, ...]:
        """The first and the last day that there is both across and upwards, if there is."""
        begin, end = max(self.first, self.low), min(self.last, self.high)
        return (begin, end) if begin < end else ()


def paths(chart: Chart) -> list[list[Point]]:
    """Return the corners of each line, from a little before the first statement to the last day.

    That is the chart's own or, where every milestone is past by then, the day it was.
    """
    days = [on for line in chart.lines for on, _ in line.stated]
    ends = [line.achieved or line.stated[-1][1] for line in chart.lines]
    until = max(*days, min(chart.until, max(ends)))
    first = min(days) - max((until - min(days)) / 10, timedelta(days=7))
    return [_path(line, first, until) for line in chart.lines]


def frame(paths: Sequence[Sequence[Point]]) -> Frame:
    """Return the days that the corners of lines lie between."""
    across = span(on for path in paths for on, _ in path)
    return Frame(*across, *span(stated for path in paths for _, stated in path))


def span(days: Iterable[date]) -> tuple[date, date]:
    """Return the first and the last of some days, never one day alone."""
    found = sorted(days)
    if found[0] == found[-1]:
        return found[0] - timedelta(days=15), found[0] + timedelta(days=15)
    return found[0], found[-1]


def ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return the first days of some months, at most so many, and what to call them."""
    begin = add_months(first.replace(day=1), 0 if first.day == 1 else 1)
    months = (last.year - begin.year) * 12 + last.month - begin.month + 1
    step = next(step for step in _STEPS if months <= step * most)
    days = [add_months(begin, n) for n in range(0, months, step)] or [first]
    return [(day, format_date(day).split(" ", 1)[1]) for day in days]


def _path(line: Line, first: date, until: date) -> list[Point]:
    """Return the corners of a line: where it begins, each statement, and where it ends."""
    path = [*line.stated] if line.before is None else [(first, line.before), *line.stated]
    on, stated = path[-1]
    if line.achieved is None:
        return [*path, (until, stated)] if until > on else path
    return [*path, (line.achieved, line.achieved)] if line.achieved > on else path
