"""The page's drawings as SVG: each picture's Vega-Lite specification, drawn and described.

Only here is vl-convert imported. A specification has its data in it and asks for nothing else.
"""

import re
from html import escape
from typing import Any

from minerva.formats.cells import visible, xml_text
from minerva.formats.page import bars, plots
from minerva.formats.page.layers import Spec
from minerva.views.board.parts import (
    Bridge,
    Drawing,
    Errors,
    Funnel,
    Held,
    Picture,
    Timeline,
    Years,
)
from minerva.views.chart import Chart

_ROLES = re.compile(r' (?:role|aria-\w+)="[^"]*"')


def svg(drawing: Drawing, *, wide: bool) -> str:
    """Return a drawing as SVG of its own, named and described to those who do not see it."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(_cleaned(specification(drawing.picture, wide=wide)))
    return _described(drawn, drawing, f"{drawing.id}-{'wide' if wide else 'narrow'}")


def _cleaned(part: Any) -> Any:
    """Return a specification, every text in it as SVG can hold it: the library aborts at others."""
    if isinstance(part, str):
        return xml_text(part)
    if isinstance(part, dict):
        return {key: _cleaned(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_cleaned(value) for value in part]
    return part


def specification(picture: Picture, *, wide: bool) -> Spec:
    """Return a picture as a Vega-Lite specification, for a wide or a narrow page."""
    if isinstance(picture, Timeline):
        return bars.timeline(picture, wide=wide)
    if isinstance(picture, Bridge):
        return bars.bridge(picture, wide=wide)
    if isinstance(picture, Funnel):
        return bars.funnel(picture, wide=wide)
    if isinstance(picture, Errors):
        return bars.errors(picture, wide=wide)
    if isinstance(picture, Held):
        return bars.held(picture, wide=wide)
    if isinstance(picture, Years):
        return plots.years(picture, wide=wide)
    if isinstance(picture, Chart):
        return plots.slips(picture, wide=wide)
    return bars.weights(picture, wide=wide)


def _described(drawn: str, drawing: Drawing, id: str) -> str:
    """Return SVG with a name and a description, and with a size that follows the page."""
    head, _, rest = drawn.partition(">")
    box = re.search(r'viewBox="([^"]*)"', head)
    # The parts of a drawing have no roles of their own: it is one picture.
    rest = re.sub(r"<[^<>]+>", lambda tag: _ROLES.sub("", tag[0]), rest)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" '
        f'viewBox="{box[1] if box else ""}" aria-labelledby="{id}-t" aria-describedby="{id}-d">'
        f'<title id="{id}-t">{_escaped(drawing.title)}</title>'
        f'<desc id="{id}-d">{_escaped(drawing.text)}</desc>{rest}'
    )


def _escaped(text: str) -> str:
    return escape(visible(text))
