"""A slip chart drawn in characters: days of statement to the right, the dates stated upwards.

A line that runs level has not been restated; a step up is a slip. On the dotted diagonal, where
the date is the day itself, a milestone is due.
"""

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase
from typing import Final

from minerva.formats import axes
from minerva.formats.screen.plot import HEIGHT, NARROWEST, Plot, days_axis
from minerva.views.chart import Chart

_LEVEL, _STEP, _DUE = "─", "│", "·"
_HOW_TO_READ: Final = "To the right: when it was stated. Upwards: the date stated."
_HOW_TO_READ_THE_DIAGONAL: Final = f" {_DUE * 3} due on the day itself."
_WIDEST_TICK: Final = len("Sep 2014")
_COLOURS: Final = ("red", "blue", "green", "magenta", "cyan", "orange", "gray", "white")


def render(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return the chart in lines of `width` columns; none where that is too narrow for it."""
    if width < NARROWEST:
        return []
    paths = axes.paths(chart)
    frame = axes.frame(paths)
    first, last, low, high = frame
    across = days_axis(first, last, (width - _WIDEST_TICK) // (_WIDEST_TICK + 3))
    plot = Plot(width, across, days_axis(low, high, HEIGHT // 3))
    _draw(plot, [(day, day) for day in frame.diagonal], _DUE, None)
    letters = list(zip(chart.lines, paths, ascii_uppercase, _COLOURS, strict=False))
    for line, path, letter, paint in reversed(letters):
        hue = paint if colour else None
        for (on, stated), (until, restated) in pairwise(path):
            _draw(plot, [(on, stated), (until, stated)], _LEVEL, hue)
            _draw(plot, [(until, stated), (until, restated)], _STEP, hue)
        for point in [*line.stated, *path[-1:]]:
            _draw(plot, [point], letter, hue)
    return plot.lines(colour=colour)


def legend(chart: Chart) -> list[str]:
    """Return what the letters of the chart stand for, and how to read it."""
    names = [f"{letter} {line.name}" for letter, line in zip(ascii_uppercase, chart.lines)]  # noqa: B905 - there are letters enough
    due = _HOW_TO_READ_THE_DIAGONAL if axes.frame(axes.paths(chart)).diagonal else ""
    left = (
        f" {chart.left_out:,} more moved: `minerva trend ID` draws one." if chart.left_out else ""
    )
    return [*names, f"{_HOW_TO_READ}{due}{left}"]


def _draw(plot: Plot, points: Sequence[axes.Point], marker: str, colour: str | None) -> None:
    plot.draw([(on.toordinal(), stated.toordinal()) for on, stated in points], marker, colour)
