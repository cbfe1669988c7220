"""Cumulative curves drawn in characters: days to the right, how likely it is by then upwards.

The steeper a curve, the surer the date. A column of dots stands at the day that a milestone is
bound to.
"""

from datetime import timedelta
from itertools import pairwise
from string import ascii_uppercase
from typing import Final

from minerva.formats.screen.plot import NARROWEST, Axis, Plot, days_axis
from minerva.model.dates import format_date
from minerva.views.chart import Curve, Curves

_BESIDE: Final = timedelta(days=3)
_STEPS: Final = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
_LINE, _BOUND = "·", "┊"
_WIDEST_TICK: Final = len("Sep 2014")
_COLOURS: Final = ("red", "blue", "green", "magenta", "cyan", "orange", "gray", "white")
_HOW_TO_READ: Final = (
    "To the right: the day. Upwards: the percentage of the runs in which it is reached by then."
)
_LETTERED: Final = (10, 50, 90)


def render(chart: Curves, width: int, *, colour: bool) -> list[str]:
    """Return the curves in lines of `width` columns; none where that is too narrow for them."""
    if width < NARROWEST:
        return []
    days = [day for curve in chart.curves for day, _ in curve.points]
    days += [curve.bound for curve in chart.curves if curve.bound is not None]
    first, last = min(days) - _BESIDE, max(days) + _BESIDE
    across = days_axis(first, last, (width - _WIDEST_TICK) // (_WIDEST_TICK + 3))
    plot = Plot(width, across, Axis(0, 100, _STEPS, [f"{step}%" for step in _STEPS]))
    for bound in {curve.bound for curve in chart.curves if curve.bound is not None}:
        plot.draw([(bound.toordinal(), 0), (bound.toordinal(), 100)], _BOUND, None)
    letters = list(zip(chart.curves, ascii_uppercase, _COLOURS, strict=False))
    for curve, letter, paint in reversed(letters):
        hue = paint if colour else None
        plot.draw(_corners(curve, across.first, across.last), _LINE, hue)
        for percent in _LETTERED:
            plot.draw([(_day_of(curve, percent), percent)], letter, hue)
    return plot.lines(colour=colour)


def legend(chart: Curves) -> list[str]:
    """Return what the letters of the curves stand for, and how to read them."""
    names = []
    for curve, letter in zip(chart.curves, ascii_uppercase, strict=False):
        bound = f" ({_BOUND} bound to {format_date(curve.bound)})" if curve.bound else ""
        names.append(f"{letter} {curve.name}{bound}")
    left = f" {chart.left_out:,} more: name those to draw." if chart.left_out else ""
    return [*names, f"{_HOW_TO_READ}{left}"]


def _corners(curve: Curve, first: int, last: int) -> list[tuple[int, float]]:
    """Return the corners of a curve, level from each day to the next on which it rises."""
    points = [(day.toordinal(), 100 * float(share)) for day, share in curve.points]
    corners = [(first, 0.0), (points[0][0], 0.0), points[0]]
    for (_, share), (day, risen) in pairwise(points):
        corners += [(day, share), (day, risen)]
    return [*corners, (last, points[-1][1])]


def _day_of(curve: Curve, percent: int) -> int:
    """Return the first day by which this percentage is reached."""
    return next(day.toordinal() for day, share in curve.points if share * 100 >= percent)
