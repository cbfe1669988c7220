"""Drawings of rows on one scale: a name, what is drawn of it, and what it says in a word.

A wide drawing has the names to the left; a narrow one, for small screens and large letters, has
each name above what is drawn of it.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from minerva.formats.cells import visible
from minerva.formats.page.palette import GRID, INK, MUTED

WIDE: Final = 800
NARROW: Final = 320
FONT: Final = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
SIZE: Final = 12

Spec = dict[str, Any]
Layer = dict[str, Any]

_LETTER: Final = 7.0
"""Pixels that a letter of 12 takes in the widest of the fonts, on average."""

_LINE: Final = 15
_WEIGHTS: Final = ("normal", "bold")
_TOP: Final = 22
_HALF: Final = 34
"""Pixels that half the name of a month takes at most."""
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"


class Rect(NamedTuple):
    """A bar from one value to another; `height` is how thick, in pixels."""

    begin: float
    end: float
    fill: str
    height: int = 14
    stroke: str | None = None
    dash: Sequence[int] = (1, 0)


class Rule(NamedTuple):
    """A line from one value to another along a row, or, at one value, across it."""

    begin: float
    end: float
    colour: str
    width: float = 2


class Sign(NamedTuple):
    """A mark at a value; `offset` moves it aside, in pixels."""

    at: float
    shape: str
    fill: str
    stroke: str
    size: int = 90
    offset: int = 0


class Row(NamedTuple):
    """A row: its name, what is drawn of it, and what it says at its end. A heading has no more."""

    name: str
    says: str = ""
    rects: Sequence[Rect] = ()
    rules: Sequence[Rule] = ()
    signs: Sequence[Sign] = ()
    heading: bool = False
    strong: bool = False


class Scale(NamedTuple):
    """The values that rows are drawn on, which of them are named, and which has a line, named."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]] = ()
    line: tuple[float, str] | None = None


def spec(rows: Sequence[Row], scale: Scale, *, wide: bool, says: int = 126) -> Spec:
    """Return rows as a Vega-Lite specification; `says` is the room for what they say, in pixels."""
    label = 232 if wide else 0
    room = says if wide else 14
    width = (WIDE if wide else NARROW) - label - room - (0 if wide else 10)
    left = label if wide else 10
    edge = width + (10 if wide else room)
    names: list[Spec] = []
    said: list[Spec] = []
    drawn: dict[str, list[Spec]] = {"rects": [], "rules": [], "signs": [], "lines": []}
    stretches: list[tuple[float, float]] = []
    """The heights that lines across are drawn over: not over names."""
    y = float(_TOP if scale.ticks else 4)
    top = y
    for row in rows:
        lines = wrapped(row.name, (label - 12) if wide else (NARROW - 12 - _width(row.says)))
        if row.heading:
            y += 8
            names.append({"y": y + _LINE / 2, "text": lines, "weight": "bold", "colour": INK})
            y += _LINE * len(lines) + 4
            continue
        height = max(_LINE * len(lines) + 8, 27) if wide else _LINE * len(lines) + 28
        first = y + (height - _LINE * len(lines)) / 2 if wide else y + 4
        middle = y + height / 2 if wide else y + _LINE * len(lines) + 15
        weight = "bold" if row.strong else "normal"
        names.append({"y": first + _LINE / 2, "text": lines, "weight": weight, "colour": INK})
        says_y = middle if wide else first + _LINE / 2
        said.append({"y": says_y, "text": row.says, "weight": weight, "colour": INK})
        _draw(row, middle, drawn)
        if not wide:
            stretches.append((middle - 13, middle + 13))
        y += height
    bottom = y + 4
    if wide:
        stretches = [(top - 4, bottom)]
    texts: list[Spec] = []

    def side(at: float) -> str:
        """Return how a text at a value is aligned, so that it stays on the page."""
        before = (at - scale.low) / ((scale.high - scale.low) or 1) * width
        room = _HALF - left, _HALF - says if wide else _HALF
        if before < room[0]:
            return "left"
        return "right" if width - before < room[1] else "center"

    for at, name in scale.ticks:
        for above, below in stretches:
            drawn["lines"].append(_line(at, above, below, GRID, [1, 0]))
        texts.append({"x": at, "y": top - 13, "text": name, "colour": MUTED, "align": side(at)})
    if scale.line is not None:
        at, name = scale.line
        for above, below in stretches:
            drawn["lines"].append(_line(at, above, below, INK, [4, 3]))
        texts.append({"x": at, "y": bottom + 10, "text": name, "colour": INK, "align": side(at)})
    layers = [
        _lines(drawn["lines"], scale),
        _rects(drawn["rects"], scale),
        _rules(drawn["rules"], scale),
        *_signs(drawn["signs"], scale),
        *(_texts(names, {"value": -left}, "left", weight) for weight in _WEIGHTS),
        *(
            _texts(said, {"value": edge}, "left" if wide else "right", weight)
            for weight in _WEIGHTS
        ),
        *(_texts([text], _x("x", scale), text["align"]) for text in texts),
    ]
    return framed(
        [layer for layer in layers if layer["data"]["values"]],
        width,
        bottom + (20 if scale.line else 2),
        {"left": left, "right": room, "top": 0, "bottom": 0},
    )


def framed(layers: Sequence[Layer], width: float, height: float, padding: Spec) -> Spec:
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
        "layer": list(layers),
    }


def wrapped(text: str, room: float, most: int = 2) -> list[str]:
    """Return text in at most so many lines that fit some pixels; what is left out is a `…`."""
    width = max(int(room / _LETTER), 8)
    lines: list[str] = []
    rest = visible(text).strip()
    while rest and len(lines) < most:
        if cell_len(rest) <= width:
            lines.append(rest)
            return lines
        head = set_cell_size(rest, width).rstrip()
        space = head.rfind(" ")
        if len(lines) == most - 1:
            lines.append(f"{set_cell_size(rest, width - 1).rstrip()}…")
            return lines
        cut = space if space > width // 3 else len(head)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines or [""]


def _width(text: str) -> float:
    return cell_len(text) * _LETTER + 8 if text else 0


def _draw(row: Row, y: float, into: dict[str, list[Spec]]) -> None:
    for rect in row.rects:
        into["rects"].append(
            {
                "x": rect.begin,
                "x2": rect.end,
                "y": y - rect.height / 2,
                "y2": y + rect.height / 2,
                "fill": rect.fill,
                "stroke": rect.stroke or rect.fill,
                "dash": list(rect.dash),
            }
        )
    for rule in row.rules:
        across = 9 if rule.begin == rule.end else 0
        into["rules"].append(
            {
                "x": rule.begin,
                "x2": rule.end,
                "y": y - across,
                "y2": y + across,
                "colour": rule.colour,
                "width": rule.width,
            }
        )
    for sign in row.signs:
        into["signs"].append({"x": sign.at, "y": y, **sign._asdict()})


def _line(at: float, top: float, bottom: float, colour: str, dash: Sequence[int]) -> Spec:
    return {"x": at, "y": top, "y2": bottom, "colour": colour, "dash": list(dash)}


def _x(field: str, scale: Scale) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [scale.low, scale.high], "nice": False, "zero": False},
        "axis": None,
    }


def _plain(field: str) -> Spec:
    """Return a channel that takes a field's numbers as they are."""
    guide = {"axis": None} if field.startswith("y") else {"legend": None}
    return {"field": field, "type": "quantitative", "scale": None} | guide


def _named(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _rects(values: Sequence[Spec], scale: Scale) -> Layer:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "rect", "strokeWidth": 1},
        "encoding": {
            "x": _x("x", scale),
            "x2": {"field": "x2"},
            "y": _plain("y"),
            "y2": {"field": "y2"},
            "fill": _named("fill"),
            "stroke": _named("stroke"),
            "strokeDash": _named("dash"),
        },
    }


def _rules(values: Sequence[Spec], scale: Scale) -> Layer:
    return {
        "data": {"values": list(values)},
        "mark": "rule",
        "encoding": {
            "x": _x("x", scale),
            "x2": {"field": "x2"},
            "y": _plain("y"),
            "y2": {"field": "y2"},
            "stroke": _named("colour"),
            "strokeWidth": _plain("width"),
        },
    }


def _lines(values: Sequence[Spec], scale: Scale) -> Layer:
    return {
        "data": {"values": list(values)},
        "mark": {"type": "rule", "strokeWidth": 1},
        "encoding": {
            "x": _x("x", scale),
            "y": _plain("y"),
            "y2": {"field": "y2"},
            "stroke": _named("colour"),
            "strokeDash": _named("dash"),
        },
    }


def _signs(values: Sequence[Spec], scale: Scale) -> list[Layer]:
    """Return a layer for each distance that marks are moved aside by."""
    return [
        {
            "data": {"values": [value for value in values if value["offset"] == offset]},
            "mark": {"type": "point", "xOffset": offset, "strokeWidth": 1.8, "opacity": 1},
            "encoding": {
                "x": _x("x", scale),
                "y": _plain("y"),
                "shape": _named("shape"),
                "fill": _named("fill"),
                "stroke": _named("stroke"),
                "size": _plain("size"),
            },
        }
        for offset in dict.fromkeys(value["offset"] for value in values)
    ]


def _texts(values: Sequence[Spec], x: Spec, align: str, weight: str = "normal") -> Layer:
    return {
        "data": {"values": [value for value in values if value.get("weight", weight) == weight]},
        "mark": {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "lineHeight": _LINE,
            "fontWeight": weight,
        },
        "encoding": {
            "x": x,
            "y": _plain("y"),
            "text": {"field": "text", "type": "nominal"},
            "color": _named("colour"),
        },
    }
