"""The page's drawings: each picture as a Vega-Lite specification, and that as SVG.

Only here is vl-convert imported. A specification has its data in it and asks for nothing else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple

from minerva.formats import axes
from minerva.formats.cells import human, visible
from minerva.formats.page.palette import (
    AMBER,
    BAND,
    BLUE,
    GREEN,
    INK,
    LINES,
    MUTED,
    OF_RATINGS,
    PAPER,
    RED,
    SHAPES,
)
from minerva.formats.page.rows import (
    NARROW,
    SIZE,
    WIDE,
    Rect,
    Row,
    Rule,
    Scale,
    Sign,
    Spec,
    framed,
    spec,
)
from minerva.model.dates import format_date
from minerva.position.milestones import Rating
from minerva.position.procurement import StageStatus
from minerva.views.board.parts import (
    Bar,
    Bridge,
    Drawing,
    Funnel,
    Picture,
    Step,
    Timeline,
    Weights,
    Years,
)
from minerva.views.chart import Chart
from minerva.views.table import Kind
from minerva.views.timeline import Mark

_ARROW: Final = 45
"""Pixels that an arrow between two marks takes at least."""


class Key(NamedTuple):
    """A line of the legend: the sign's shape and colour, and what it stands for."""

    shape: str
    fill: str
    stroke: str
    text: str


def svg(drawing: Drawing, *, wide: bool) -> str:
    """Return a drawing as SVG of its own, named and described to those who do not see it."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(specification(drawing.picture, wide=wide))
    return _described(drawn, drawing, f"{drawing.id}-{'wide' if wide else 'narrow'}")


def specification(picture: Picture, *, wide: bool) -> Spec:
    """Return a picture as a Vega-Lite specification, for a wide or a narrow page."""
    draw = _DRAWN[type(picture)]
    return draw(picture, wide)


def legend(picture: Picture) -> list[Key]:
    """Return what the signs of a picture stand for."""
    if isinstance(picture, Timeline):
        return _timeline_legend(picture)
    if isinstance(picture, Years):
        return [
            Key("bar", *colours, name)
            for name, colours in zip(picture.figures, _YEAR_COLOURS, strict=True)
        ]
    if isinstance(picture, Funnel):
        return [
            Key("bar", BLUE, BLUE, "bidders at its end"),
            Key("bar", BAND, MUTED, "bidders at its start"),
        ]
    if isinstance(picture, Chart):
        return [
            Key(f"line {' '.join(map(str, dashes))}", colour, colour, f"{letter} {line.name}")
            for letter, line, (colour, dashes) in zip(
                "ABCDEFGH", picture.lines, LINES, strict=False
            )
        ]
    return []


def _described(drawn: str, drawing: Drawing, id: str) -> str:
    """Return SVG with a name, a description, ids of its own, and a size that follows the page."""
    body = re.sub(r"\bclip[0-9]+\b", lambda found: f"{id}-{found[0]}", drawn)
    names = dict.fromkeys(re.findall(rf"{re.escape(id)}-clip[0-9]+", body))
    for n, name in enumerate(names):
        body = body.replace(f'"{name}"', f'"{id}-c{n}"').replace(f"(#{name})", f"(#{id}-c{n})")
    box = re.search(r'viewBox="([^"]*)"', body)
    _, _, rest = body.partition(">")
    rest = re.sub(r' (role|aria-\w+)="[^"]*"', "", rest)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" '
        f'viewBox="{box[1] if box else ""}" aria-labelledby="{id}-t" aria-describedby="{id}-d">'
        f'<title id="{id}-t">{_escaped(drawing.title)}</title>'
        f'<desc id="{id}-d">{_escaped(drawing.text)}</desc>{rest}'
    )


def _escaped(text: str) -> str:
    from html import escape

    return escape(visible(text))


def _timeline(picture: Timeline, wide: bool) -> Spec:
    days = [picture.today]
    for band in picture.bands:
        for bar in band.bars:
            days += [bar.opens or bar.closes_from, bar.closes_from, bar.closes]
        for mark in band.marks:
            days += [mark.baseline, mark.expected]
            days += [day for day in (mark.limit, mark.deadline) if day is not None]
    first, last = axes.span(days)
    room = max((last - first).days * 0.03, 1)
    scale = Scale(
        first.toordinal() - room,
        last.toordinal() + room,
        [(day.toordinal(), name) for day, name in axes.ticks(first, last, 5 if wide else 4)],
        (picture.today.toordinal(), format_date(picture.today)),
    )
    far = (scale.high - scale.low) * _ARROW / (WIDE if wide else NARROW)
    rows = []
    for band in picture.bands:
        rows.append(Row(band.heading, heading=True))
        rows += [_bar(bar) for bar in band.bars]
        rows += [_mark(mark, far) for mark in band.marks]
        if band.left_out:
            rows.append(Row(f"and {band.left_out:,} more, in the tables"))
    return spec(rows, scale, wide=wide)


def _bar(bar: Bar) -> Row:
    """Return a stage: from when it opened, else the span in which it closes."""
    fill = {
        StageStatus.PASSED: MUTED,
        StageStatus.CURRENT: BLUE,
        StageStatus.FUTURE: BAND,
    }[bar.status]
    stroke = MUTED if bar.status is StageStatus.FUTURE else fill
    begin, end = (bar.opens or bar.closes_from).toordinal(), bar.closes.toordinal()
    strong = bar.status is StageStatus.CURRENT
    if end <= begin:
        rules = [Rule(end, end, stroke, 3)]
        return Row(bar.name, bar.status.value, rules=rules, strong=strong)
    rect = Rect(begin, end, fill, 11, stroke)
    if bar.opens is None:
        rect = Rect(begin, end, PAPER, 11, stroke, (3, 2))
    return Row(bar.name, bar.status.value, [rect], strong=strong)


def _mark(mark: Mark, far: float) -> Row:
    """Return a milestone: its tolerance, its deadline, its two dates and the arrow between them.

    An arrow has a head where the dates are `far` days apart: room enough for one.
    """
    colour, baseline, expected = (
        OF_RATINGS[mark.rating],
        mark.baseline.toordinal(),
        mark.expected.toordinal(),
    )
    rects = [Rect(baseline, mark.limit.toordinal(), BAND, 17)] if mark.limit else []
    rules = []
    signs = []
    if baseline != expected:
        rules.append(Rule(baseline, expected, colour))
    if abs(expected - baseline) > far:
        late = expected > baseline
        head = "triangle-right" if late else "triangle-left"
        signs.append(Sign(expected, head, colour, colour, 60, -10 if late else 10))
    if mark.deadline is not None:
        rules.append(Rule(mark.deadline.toordinal(), mark.deadline.toordinal(), INK, 3))
    signs.append(Sign(baseline, "circle", PAPER, INK, 70))
    solid = Sign(expected, SHAPES[mark.rating], colour, colour, 100)
    signs.append(solid)
    slip = human(mark.slippage_days, Kind.SLIP)
    days = f"{slip} days" if mark.slippage_days else ""
    says = ", ".join(part for part in (mark.rating.value, days) if part)
    says = "complete" + (f", {days}" if days else "") if mark.rating is Rating.BLUE else says
    return Row(mark.name, says, rects, rules, signs, strong=mark.rating is Rating.RED)


def _timeline_legend(picture: Timeline) -> list[Key]:
    marks = [mark for band in picture.bands for mark in band.marks]
    ratings = {mark.rating for mark in marks}
    keys = [Key("circle", PAPER, INK, "baseline")] if marks else []
    keys += [
        Key(
            SHAPES[rating],
            OF_RATINGS[rating],
            OF_RATINGS[rating],
            "complete" if rating is Rating.BLUE else f"expected: {rating.value}",
        )
        for rating in Rating
        if rating in ratings
    ]
    if any(mark.limit for mark in marks):
        keys.append(Key("bar", BAND, BAND, "tolerance"))
    if any(mark.deadline for mark in marks):
        keys.append(Key("deadline", INK, INK, "deadline"))
    bars = [bar for band in picture.bands for bar in band.bars]
    for status, fill in ((StageStatus.PASSED, MUTED), (StageStatus.CURRENT, BLUE)):
        if any(bar.status is status for bar in bars):
            keys.append(Key("bar", fill, fill, f"{status.value} stage"))
    if any(bar.status is StageStatus.FUTURE for bar in bars):
        keys.append(Key("bar", BAND, MUTED, "future stage"))
    if any(bar.opens is None and bar.closes > bar.closes_from for bar in bars):
        keys.append(Key("bar dashed", PAPER, MUTED, "closed in this span"))
    return keys


def _bridge(picture: Bridge, wide: bool) -> Spec:
    ends = [0.0]
    for step in picture.steps:
        if step.amount is not None:
            ends += [float(step.begin), float(step.begin + step.amount)]
    scale = _money_scale(picture.symbol, min(ends), max(ends), 5 if wide else 3)
    rows = []
    for heading, steps in groupby(picture.steps, key=lambda step: step.heading):
        rows.append(Row(heading, heading=True))
        rows += [_step(step) for step in steps]
    return spec(rows, scale, wide=wide, says=110)


def _step(step: Step) -> Row:
    rects, rules = [], []
    colours = {
        "Target": (MUTED, MUTED),
        "Identified": (BLUE, BLUE),
        "Over target": (GREEN, GREEN),
        "Short of target": (RED, RED),
        "Slipped": (RED, RED),
        "Realised": (AMBER, INK),
        "Validated": (GREEN, INK),
    }
    if step.amount is not None:
        begin, end = float(step.begin), float(step.begin + step.amount)
        fill, stroke = colours.get(step.name, (BLUE, BLUE))
        if begin == end:
            rules.append(Rule(end, end, stroke, 2))
        else:
            rects.append(Rect(begin, end, fill, 16, stroke))
    strong = step.name in ("Target", "Identified")
    return Row(step.name, step.says or "", rects, rules, strong=strong)


_YEAR_COLOURS: Final = ((PAPER, INK), (BLUE, BLUE), (AMBER, INK), (GREEN, INK))


def _years(picture: Years, wide: bool) -> Spec:
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
    scale = _money_scale(picture.symbol, low, high, 5)
    names = {str(at): name for at, name in scale.ticks}
    left, right = 62, 8
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
                "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelPadding": 6},
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
    padding = {"left": left, "right": right, "top": 10, "bottom": 26}
    return framed([layer], width, 240 if wide else 220, padding)


def _of_figure(figures: Sequence[str], which: int) -> Spec:
    colours = [pair[which] for pair in _YEAR_COLOURS]
    return {
        "field": "figure",
        "type": "nominal",
        "scale": {"domain": list(figures), "range": colours},
        "legend": None,
    }


def _money_scale(symbol: str, low: float, high: float, most: int) -> Scale:
    """Return a scale of round amounts, from 0 or below to the highest or above."""
    step = _round_step((high - low) / most)
    begin = int(low // step)
    end = max(int(-(-high // step)), begin + 1)
    ticks = [(n * step, _short(symbol, n * step)) for n in range(begin, end + 1)]
    return Scale(begin * step, end * step, ticks)


def _round_step(at_least: float) -> float:
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if step * factor >= at_least:
                return step * factor
        step *= 10


def _short(symbol: str, amount: float) -> str:
    """Return a round amount in short: £500k, £1.5m."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= unit:
            return f"{sign}{symbol}{size / unit:g}{letter}"
    return f"{sign}{symbol}{size:g}" if size else "0"


def _funnel(picture: Funnel, wide: bool) -> Spec:
    counts = [
        count
        for step in picture.passes
        for count in (step.bidders_in, step.bidders_out)
        if count is not None
    ]
    rows = []
    for step in picture.passes:
        rects = []
        if step.bidders_in:
            rects.append(Rect(0, step.bidders_in, BAND, 16, MUTED))
        if step.bidders_out:
            rects.append(Rect(0, step.bidders_out, BLUE, 16))
        parts = [
            f"{count:,} {way}"
            for count, way in ((step.bidders_in, "in"), (step.bidders_out, "out"))
            if count is not None
        ]
        strong = step.status is StageStatus.CURRENT
        says = ", ".join([step.status.value, *parts])
        rows.append(Row(step.name, says, rects, strong=strong))
    return spec(rows, Scale(0, max([*counts, 1])), wide=wide, says=150)


def _weights(picture: Weights, wide: bool) -> Spec:
    rows = []
    for group, weights in groupby(picture.weights, key=lambda weight: weight.group):
        rows.append(Row(group, heading=True))
        rows += [
            Row(
                weight.name,
                human(weight.share, Kind.WEIGHT),
                [Rect(0, float(weight.share), BLUE, 16)] if weight.share else [],
            )
            for weight in weights
        ]
    most = max((weight.share for weight in picture.weights), default=Decimal(1))
    return spec(rows, Scale(0, float(most) or 1), wide=wide, says=70)


def _slips(picture: Chart, wide: bool) -> Spec:
    """Return the dates stated against the days they were stated on, a stepped line a milestone."""
    paths = axes.paths(picture)
    frame = axes.frame(paths)
    left, right = 72, 26
    width = (WIDE if wide else NARROW) - left - right
    x = _days(
        "x",
        frame.first.toordinal(),
        frame.last.toordinal(),
        axes.ticks(frame.first, frame.last, 7 if wide else 3),
    )
    y = _days(
        "y", frame.low.toordinal(), frame.high.toordinal(), axes.ticks(frame.low, frame.high, 6)
    )
    layers: list[Spec] = []
    if frame.diagonal:
        ends = [{"x": day.toordinal(), "y": day.toordinal()} for day in frame.diagonal]
        layers.append(
            {
                "data": {"values": ends},
                "mark": {"type": "line", "color": MUTED, "strokeDash": [1, 4], "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y},
            }
        )
    for letter, line, path, (colour, dashes) in zip(
        "ABCDEFGH", picture.lines, paths, LINES, strict=False
    ):
        corners = [{"x": on.toordinal(), "y": day.toordinal()} for on, day in path]
        mark = {
            "type": "line",
            "interpolate": "step-after",
            "color": colour,
            "strokeWidth": 2.2,
            "strokeDash": dashes,
        }
        layers.append({"data": {"values": corners}, "mark": mark, "encoding": {"x": x, "y": y}})
        stated = [{"x": on.toordinal(), "y": day.toordinal()} for on, day in line.stated]
        layers.append(
            {
                "data": {"values": stated},
                "mark": {"type": "point", "filled": True, "color": colour, "size": 45},
                "encoding": {"x": x, "y": y},
            }
        )
        layers.append(
            {
                "data": {"values": corners[-1:]},
                "mark": {
                    "type": "text",
                    "text": letter,
                    "fontWeight": "bold",
                    "fontSize": SIZE,
                    "align": "left",
                    "dx": 7,
                    "color": INK,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    padding = {"left": left, "right": right, "top": 12, "bottom": 26}
    return framed(layers, width, 280 if wide else 240, padding)


def _days(field: str, low: int, high: int, ticks: Sequence[tuple[Any, str]]) -> Spec:
    """Return a channel of days, with the names of some of them on its axis."""
    named = {day.toordinal(): name for day, name in ticks}
    names = " : ".join(f"datum.value === {at} ? '{name}'" for at, name in named.items())
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {"values": list(named), "labelExpr": f"{names} : ''", "labelOverlap": False},
    }


_DRAWN: Final[Mapping[type, Callable[[Any, bool], Spec]]] = {
    Timeline: _timeline,
    Bridge: _bridge,
    Years: _years,
    Chart: _slips,
    Funnel: _funnel,
    Weights: _weights,
}
