"""A slip chart drawn in characters: days of statement to the right, the dates stated upwards.

A line that runs level has not been restated; a step up is a slip. On the dotted diagonal, where
the date is the day itself, a milestone is due. Only here and in `curves` is plotext imported.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from string import ascii_uppercase
from typing import Final

import plotext

from minerva.model.dates import add_months, format_date
from minerva.views.chart import Chart, Line

NARROWEST: Final = 40

_LEVEL, _STEP, _DUE = "─", "│", "·"
_HOW_TO_READ: Final = "To the right: when it was stated. Upwards: the date stated."
_HOW_TO_READ_THE_DIAGONAL: Final = f" {_DUE * 3} due on the day itself."
_HEIGHT: Final = 20
_WIDEST_TICK: Final = len("Sep 2014")
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 4800)
_COLOURS: Final = ("red", "blue", "green", "magenta", "cyan", "orange", "gray", "white")

_Point = tuple[date, date]


def render(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return the chart in lines of `width` columns; none where that is too narrow for it."""
    if width < NARROWEST:
        return []
    paths = _paths(chart)
    frame = _frame(paths)
    first, last, low, high = frame
    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.theme("clear")
    plotext.plot_size(width, _HEIGHT)
    plotext.xlim(first.toordinal(), last.toordinal())
    plotext.ylim(low.toordinal(), high.toordinal())
    plotext.xticks(*ticks(first, last, (width - _WIDEST_TICK) // (_WIDEST_TICK + 3)))
    plotext.yticks(*ticks(low, high, _HEIGHT // 3))
    _draw([(day, day) for day in _both(frame)], _DUE, None)
    letters = list(zip(chart.lines, paths, ascii_uppercase, _COLOURS, strict=False))
    for line, path, letter, paint in reversed(letters):
        hue = paint if colour else None
        for (on, stated), (until, restated) in pairwise(path):
            _draw([(on, stated), (until, stated)], _LEVEL, hue)
            _draw([(until, stated), (until, restated)], _STEP, hue)
        for point in [*line.stated, *path[-1:]]:
            _draw([point], letter, hue)
    drawn: str = plotext.build()
    plotext.clear_figure()
    return (drawn if colour else plotext.uncolorize(drawn)).splitlines()


def legend(chart: Chart) -> list[str]:
    """Return what the letters of the chart stand for, and how to read it."""
    names = [f"{letter} {line.name}" for letter, line in zip(ascii_uppercase, chart.lines)]  # noqa: B905 - there are letters enough
    due = _HOW_TO_READ_THE_DIAGONAL if _both(_frame(_paths(chart))) else ""
    left = (
        f" {chart.left_out:,} more moved: `minerva trend ID` draws one." if chart.left_out else ""
    )
    return [*names, f"{_HOW_TO_READ}{due}{left}"]


def _paths(chart: Chart) -> list[list[_Point]]:
    """Return the corners of each line, from a little before the first statement to the last day.

    That is the chart's own or, where every milestone is past by then, the day it was.
    """
    days = [on for line in chart.lines for on, _ in line.stated]
    ends = [line.achieved or line.stated[-1][1] for line in chart.lines]
    until = max(*days, min(chart.until, max(ends)))
    first = min(days) - max((until - min(days)) / 10, timedelta(days=7))
    return [_path(line, first, until) for line in chart.lines]


def _path(line: Line, first: date, until: date) -> list[_Point]:
    """Return the corners of a line: where it begins, each statement, and where it ends."""
    path = [*line.stated] if line.before is None else [(first, line.before), *line.stated]
    on, stated = path[-1]
    if line.achieved is None:
        return [*path, (until, stated)] if until > on else path
    return [*path, (line.achieved, line.achieved)] if line.achieved > on else path


def _frame(paths: Sequence[Sequence[_Point]]) -> tuple[date, date, date, date]:
    """Return the first and the last day across, and the first and the last upwards."""
    across = _range(on for path in paths for on, _ in path)
    return *across, *_range(stated for path in paths for _, stated in path)


def _both(frame: tuple[date, date, date, date]) -> tuple[date, ...]:
    """Return the first and the last day that there is both across and upwards, if there is."""
    first, last, low, high = frame
    begin, end = max(first, low), min(last, high)
    return (begin, end) if begin < end else ()


def _range(days: Iterable[date]) -> tuple[date, date]:
    """Return the first and the last of some days, never one day alone."""
    found = sorted(days)
    if found[0] == found[-1]:
        return found[0] - timedelta(days=15), found[0] + timedelta(days=15)
    return found[0], found[-1]


def ticks(first: date, last: date, most: int) -> tuple[list[int], list[str]]:
    """Return the first days of some months, at most so many, and what to call them."""
    begin = add_months(first.replace(day=1), 0 if first.day == 1 else 1)
    months = (last.year - begin.year) * 12 + last.month - begin.month + 1
    step = next(step for step in _STEPS if months <= step * most)
    days = [add_months(begin, n) for n in range(0, months, step)] or [first]
    return [day.toordinal() for day in days], [format_date(day).split(" ", 1)[1] for day in days]


def _draw(points: Sequence[_Point], marker: str, colour: str | None) -> None:
    across = [on.toordinal() for on, _ in points]
    up = [stated.toordinal() for _, stated in points]
    if not points:
        return
    if len(points) == 1:
        plotext.scatter(across, up, marker=marker, color=colour)
    else:
        plotext.plot(across, up, marker=marker, color=colour)
