"""Which module draws which chart in characters. Only what is drawn is imported."""

from minerva.views.chart import Chart, Curves


def render(chart: Chart | Curves, width: int, *, colour: bool) -> list[str]:
    """Return a chart in lines of `width` columns; none where that is too narrow for it."""
    if isinstance(chart, Curves):
        from minerva.formats.screen import curves

        return curves.render(chart, width, colour=colour)
    from minerva.formats.screen import slipchart

    return slipchart.render(chart, width, colour=colour)


def legend(chart: Chart | Curves) -> list[str]:
    """Return what the letters of a chart stand for, and last how to read it."""
    if isinstance(chart, Curves):
        from minerva.formats.screen import curves

        return curves.legend(chart)
    from minerva.formats.screen import slipchart

    return slipchart.legend(chart)
