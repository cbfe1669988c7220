"""A slip chart drawn in characters: days of statement to the right, the dates stated upwards.

A line that runs level has not been restated; a step up is a slip. On the dotted diagonal, where
the date is the day itself, a milestone is due. Only here is plotext imported.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from string import ascii_uppercase
from typing import Final

import plotext

from minerva.formats import axes
from minerva.views.chart import Chart

NARROWEST: Final = 40

_LEVEL, _STEP, _DUE = "─", "│", "·"
_HOW_TO_READ: Final = "To the right: when it was stated. Upwards: the date stated."
_HOW_TO_READ_THE_DIAGONAL: Final = f" {_DUE * 3} due on the day itself."
_HEIGHT: Final = 20
_WIDEST_TICK: Final = len("Sep 2014")
_COLOURS: Final = ("red", "blue", "green", "magenta", "cyan", "orange", "gray", "white")


def render(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return the chart in lines of `width` columns; none where that is too narrow for it."""
    if width < NARROWEST:
        return []
    paths = axes.paths(chart)
    frame = axes.frame(paths)
    first, last, low, high = frame
    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.theme("clear")
    plotext.plot_size(width, _HEIGHT)
    plotext.xlim(first.toordinal(), last.toordinal())
    plotext.ylim(low.toordinal(), high.toordinal())
    plotext.xticks(*ticks(first, last, (width - _WIDEST_TICK) // (_WIDEST_TICK + 3)))
    plotext.yticks(*ticks(low, high, _HEIGHT // 3))
    _draw([(day, day) for day in frame.diagonal], _DUE, None)
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
    due = _HOW_TO_READ_THE_DIAGONAL if axes.frame(axes.paths(chart)).diagonal else ""
    left = (
        f" {chart.left_out:,} more moved: `minerva trend ID` draws one." if chart.left_out else ""
    )
    return [*names, f"{_HOW_TO_READ}{due}{left}"]


def ticks(first: date, last: date, most: int) -> tuple[list[int], list[str]]:
    """Return where to name months on an axis, and their names, at most so many."""
    named = axes.ticks(first, last, most)
    return [day.toordinal() for day, _ in named], [name for _, name in named]


def _draw(points: Sequence[axes.Point], marker: str, colour: str | None) -> None:
    across = [on.toordinal() for on, _ in points]
    up = [stated.toordinal() for _, stated in points]
    if not points:
        return
    if len(points) == 1:
        plotext.scatter(across, up, marker=marker, color=colour)
    else:
        plotext.plot(across, up, marker=marker, color=colour)
