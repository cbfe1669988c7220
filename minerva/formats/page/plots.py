"""The drawings with two axes: amounts by year, and the dates stated on each day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from minerva.formats import axes
from minerva.formats.page.layers import SIZE, Spec, framed
from minerva.formats.page.palette import AMBER, BLUE, GREEN, INK, LETTERS, LINES, MUTED, PAPER
from minerva.formats.page.rows import NARROW, WIDE
from minerva.formats.page.scales import money_scale
from minerva.views.board.parts import Years
from minerva.views.chart import Chart

YEAR_COLOURS: Final = ((PAPER, INK), (BLUE, BLUE), (AMBER, INK), (GREEN, INK))


"""The fill and the stroke of each figure of a year."""

_STEP: Final = 13
"""Pixels that the letter of a line takes."""


def years(picture: Years, *, wide: bool) -> Spec:
    """Return bars side by side, a group a year: here Vega-Lite lays out everything."""
    values = [
        {
            "year": amount.year,
            "figure": picture.figures[amount.figure],
            "amount": float(amount.amount),
        }
        for amount in picture.amounts
    ]
    low = min([value["amount"] for value in values if isinstance(value["amount"], float)] + [0.0])
    high = max([value["amount"] for value in values if isinstance(value["amount"], float)] + [0.0])
    scale = money_scale(picture.symbol, low, high, 5)
    names = {str(at): name for at, name in scale.ticks}
    left, right = 62, 26
    width = (WIDE if wide else NARROW) - left - right
    layer: Spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "year",
                "type": "nominal",
                "sort": list(picture.years),
                "scale": {"domain": list(picture.years), "paddingInner": 0.25},
                "axis": {
                    "labelAngle": 0,
                    "labelOverlap": "greedy",
                    "labelSeparation": 14,
                    "labelPadding": 12,
                },
            },
            "xOffset": {"field": "figure", "type": "nominal", "sort": list(picture.figures)},
            "y": {
                "field": "amount",
                "type": "quantitative",
                "scale": {"domain": [scale.low, scale.high], "nice": False},
                "axis": {
                    "values": [at for at, _ in scale.ticks],
                    "labelExpr": "datum.value === 0 ? '0' : "
                    + " : ".join(f"datum.value === {at} ? '{name}'" for at, name in names.items())
                    + " : ''",
                },
            },
            "fill": _of_figure(picture.figures, 0),
            "stroke": _of_figure(picture.figures, 1),
        },
    }
    padding = {"left": left, "right": right, "top": 10, "bottom": 32}
    return framed([layer], width, 240 if wide else 220, padding)


def _of_figure(figures: Sequence[str], which: int) -> Spec:
    colours = [pair[which] for pair in YEAR_COLOURS]
    return {
        "field": "figure",
        "type": "nominal",
        "scale": {"domain": list(figures), "range": colours},
        "legend": None,
    }


def slips(picture: Chart, *, wide: bool) -> Spec:
    """Return the dates stated against the days they were stated on, a stepped line a milestone."""
    paths = axes.paths(picture)
    frame = axes.frame(paths)
    height = 280 if wide else 240
    offsets = _offsets(paths, frame, height)
    left, right = 72, 16 + max(offsets) + _STEP
    width = (WIDE if wide else NARROW) - left - right
    shared = {
        "x": _days("x", frame.first, frame.last, 7 if wide else 3),
        "y": _days("y", frame.low, frame.high, 6),
    }
    layers: list[Spec] = []
    if frame.diagonal:
        mark = {"type": "line", "color": MUTED, "strokeDash": [1, 4], "strokeWidth": 1.5}
        layers.append(_layer([(day, day) for day in frame.diagonal], mark, shared))
    drawn = zip(LETTERS, picture.lines, paths, LINES, offsets, strict=False)
    for letter, line, path, (colour, dashes), offset in drawn:
        stepped = {"type": "line", "interpolate": "step-after", "color": colour}
        layers.append(_layer(path, stepped | {"strokeWidth": 2.2, "strokeDash": dashes}, shared))
        dots = {"type": "point", "filled": True, "color": colour, "size": 45}
        layers.append(_layer(line.stated, dots, shared))
        name = {"type": "text", "text": letter, "fontWeight": "bold", "fontSize": SIZE}
        beside = {"align": "left", "dx": 7 + offset, "color": INK}
        layers.append(_layer(path[-1:], name | beside, shared))
    padding = {"left": left, "right": right, "top": 12, "bottom": 26}
    return framed(layers, width, height, padding)


def _offsets(paths: Sequence[Sequence[axes.Point]], frame: axes.Frame, height: int) -> list[int]:
    """Return how far aside the letter of each line stands, so that none stands on another."""
    span = (frame.high - frame.low).days
    taken: list[tuple[float, int]] = []
    for path in paths[: len(LETTERS)]:
        y = (path[-1][1] - frame.low).days / span * height
        offset = 0
        while any(abs(y - other) < _STEP and offset == beside for other, beside in taken):
            offset += _STEP
        taken.append((y, offset))
    return [offset for _, offset in taken]


def _layer(points: Sequence[axes.Point], mark: Spec, encoding: Spec) -> Spec:
    values = [{"x": on.toordinal(), "y": day.toordinal()} for on, day in points]
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _days(field: str, first: date, last: date, most: int) -> Spec:
    """Return a channel of days, with the names of some of them on its axis."""
    named = {day.toordinal(): name for day, name in axes.ticks(first, last, most)}
    names = " : ".join(f"datum.value === {at} ? '{name}'" for at, name in named.items())
    domain = [first.toordinal(), last.toordinal()]
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {
            "values": list(named),
            "labelExpr": f"{names} : ''",
            "labelOverlap": "greedy",
            "labelSeparation": 14,
            "labelPadding": 6,
        },
    }
