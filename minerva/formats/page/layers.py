"""Layers of a Vega-Lite specification: bars, lines, marks and texts on one scale.

What stands across goes by values on the scale, what stands upwards by pixels: rows have their own
heights. Colours, shapes and dashes are taken as they are.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.formats.page.palette import GRID, MUTED

FONT: Final = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
SIZE: Final = 12
LINE: Final = 15
"""Pixels from one line of a text to the next."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"

Spec = dict[str, Any]
Values = Sequence[Spec]


class Scale(Struct, frozen=True):
    """The values that rows are drawn on, which of them are named, and which has a line, named."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]] = ()
    line: tuple[float, str] | None = None

    def part(self, at: float) -> float:
        """Return where a value stands between the lowest (0) and the highest (1)."""
        return (at - self.low) / ((self.high - self.low) or 1)


def framed(layers: Sequence[Spec], width: float, height: float, padding: Spec) -> Spec:
    """Return layers as a specification of just this size, in the page's letters."""
    return {
        "$schema": _SCHEMA,
        "width": width,
        "height": height,
        "padding": padding,
        "autosize": {"type": "none"},
        "background": None,
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "text": {"fontSize": SIZE, "font": FONT},
            "axis": {
                "labelFont": FONT,
                "labelFontSize": SIZE,
                "labelColor": MUTED,
                "gridColor": GRID,
                "domain": False,
                "ticks": False,
                "title": None,
            },
        },
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def rects(values: Values, scale: Scale) -> Spec:
    """Return bars, each with a fill, a stroke and dashes."""
    channels = {"fill": named("fill"), "stroke": named("stroke"), "strokeDash": named("dash")}
    return _layer(values, {"type": "rect", "strokeWidth": 1}, _box(scale) | channels)


def rules(values: Values, scale: Scale) -> Spec:
    """Return lines, each with a colour and a width."""
    channels = {"stroke": named("colour"), "strokeWidth": plain("width")}
    return _layer(values, {"type": "rule"}, _box(scale) | channels)


def lines(values: Values, scale: Scale) -> Spec:
    """Return lines upwards at a value, each with a colour and dashes."""
    channels = {"stroke": named("colour"), "strokeDash": named("dash")}
    box = {"x": across("x", scale), "y": plain("y"), "y2": {"field": "y2"}}
    return _layer(values, {"type": "rule", "strokeWidth": 1}, box | channels)


def signs(values: Values, scale: Scale) -> list[Spec]:
    """Return marks: a layer for each distance that they are moved aside by."""
    channels = {
        "x": across("x", scale),
        "y": plain("y"),
        "shape": named("shape"),
        "fill": named("fill"),
        "stroke": named("stroke"),
        "size": plain("size"),
    }
    return [
        _layer(
            [value for value in values if value["offset"] == offset],
            {"type": "point", "xOffset": offset, "strokeWidth": 1.8, "opacity": 1},
            channels,
        )
        for offset in dict.fromkeys(value["offset"] for value in values)
    ]


def texts(values: Values, x: Spec, align: str, weight: str = "normal") -> Spec:
    """Return texts, each in its colour."""
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "lineHeight": LINE,
        "fontWeight": weight,
    }
    text = {"field": "text", "type": "nominal"}
    return _layer(values, mark, {"x": x, "y": plain("y"), "text": text, "color": named("colour")})


def across(field: str, scale: Scale) -> Spec:
    """Return a channel of values on the scale."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False, "zero": False},
        "axis": None,
    }


def plain(field: str) -> Spec:
    """Return a channel that takes a field's numbers as they are."""
    guide = {"axis": None} if field.startswith("y") else {"legend": None}
    return {"field": field, "type": "quantitative", "scale": None} | guide


def named(field: str) -> Spec:
    """Return a channel that takes a field's colours or shapes as they are."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _box(scale: Scale) -> Spec:
    return {
        "x": across("x", scale),
        "x2": {"field": "x2"},
        "y": plain("y"),
        "y2": {"field": "y2"},
    }


def _layer(values: Values, mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}
