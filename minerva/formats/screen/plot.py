"""A frame of characters with two axes of numbers, on which points and lines are drawn.

Only here is plotext imported, which draws one figure at a time.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import plotext
from msgspec import Struct

from minerva.formats import axes

NARROWEST: Final = 40
HEIGHT: Final = 20


class Axis(Struct, frozen=True):
    """An axis: the numbers at its ends, and where on it what is written."""

    first: int
    last: int
    places: Sequence[int]
    labels: Sequence[str]


def days_axis(first: date, last: date, most: int) -> Axis:
    """Return an axis of days, with the first days of at most so many months named on it."""
    named = axes.ticks(first, last, most)
    return Axis(
        first.toordinal(),
        last.toordinal(),
        [day.toordinal() for day, _ in named],
        [name for _, name in named],
    )


class Plot:
    """A frame, drawn on one mark after the other; later ones cover earlier ones."""

    def __init__(self, width: int, across: Axis, up: Axis) -> None:
        """Take how many columns there are, the axis across and the one upwards."""
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.theme("clear")
        plotext.plot_size(width, HEIGHT)
        plotext.xlim(across.first, across.last)
        plotext.ylim(up.first, up.last)
        plotext.xticks(list(across.places), list(across.labels))
        plotext.yticks(list(up.places), list(up.labels))

    def draw(self, points: Sequence[tuple[int, float]], marker: str, colour: str | None) -> None:
        """Draw a point, or a line through several points, with a character."""
        across, up = [point[0] for point in points], [point[1] for point in points]
        if len(points) == 1:
            plotext.scatter(across, up, marker=marker, color=colour)
        elif points:
            plotext.plot(across, up, marker=marker, color=colour)

    def lines(self, *, colour: bool) -> list[str]:
        """Return what was drawn."""
        drawn: str = plotext.build()
        plotext.clear_figure()
        return (drawn if colour else plotext.uncolorize(drawn)).splitlines()
