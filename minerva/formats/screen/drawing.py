"""Which drawing a report has: each kind of chart is drawn by a module of its own."""

from minerva.formats.screen import slipchart, yearchart
from minerva.views.chart import Bars, Drawing


def render(chart: Drawing, width: int, *, colour: bool) -> list[str]:
    """Return the chart in lines of `width` columns; none where that is too narrow for it."""
    if isinstance(chart, Bars):
        return yearchart.render(chart, width, colour=colour)
    return slipchart.render(chart, width, colour=colour)


def legend(chart: Drawing) -> list[str]:
    """Return what the marks of the chart stand for, and last how to read it."""
    return yearchart.legend(chart) if isinstance(chart, Bars) else slipchart.legend(chart)
