"""Which module draws which chart in characters. Only what is drawn is imported."""

from minerva.views.chart import Bars, Curves, Drawing


def render(chart: Drawing, width: int, *, colour: bool) -> list[str]:
    """Return a chart in lines of `width` columns; none where that is too narrow for it."""
    if isinstance(chart, Bars):
        from minerva.formats.screen import yearchart

        return yearchart.render(chart, width, colour=colour)
    if isinstance(chart, Curves):
        from minerva.formats.screen import curves

        return curves.render(chart, width, colour=colour)
    from minerva.formats.screen import slipchart

    return slipchart.render(chart, width, colour=colour)


def legend(chart: Drawing) -> list[str]:
    """Return what the marks of a chart stand for, and last how to read it."""
    if isinstance(chart, Bars):
        from minerva.formats.screen import yearchart

        return yearchart.legend(chart)
    if isinstance(chart, Curves):
        from minerva.formats.screen import curves

        return curves.legend(chart)
    from minerva.formats.screen import slipchart

    return slipchart.legend(chart)
