"""The drawings of rows: the timeline, the bridge, the stages of a procurement, its weights."""

from decimal import Decimal
from itertools import groupby
from typing import Final

from minerva.formats import axes
from minerva.formats.cells import human, percent
from minerva.formats.page.layers import Scale, Spec
from minerva.formats.page.palette import (
    AMBER,
    BAND,
    BLUE,
    GREEN,
    INK,
    MUTED,
    OF_RATINGS,
    PAPER,
    RED,
    SHAPES,
)
from minerva.formats.page.rows import NARROW, WIDE, Rect, Row, Rule, Sign, spec
from minerva.formats.page.scales import day_scale, money_scale, percent_scale
from minerva.model.dates import format_date
from minerva.position.milestones import Rating
from minerva.position.procurement import StageStatus
from minerva.views.board.parts import (
    Bar,
    Bridge,
    Errors,
    Funnel,
    Held,
    Step,
    Timeline,
    Weights,
)
from minerva.views.table import Kind
from minerva.views.timeline import Mark

LEVEL: Final = 80
"""How sure the days are that forecasts are held to, in percent."""

_ARROW: Final = 45
"""Pixels that an arrow between two marks takes at least."""


def timeline(picture: Timeline, *, wide: bool) -> Spec:
    """Return milestones and stages on an axis of time."""
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


def bridge(picture: Bridge, *, wide: bool) -> Spec:
    """Return steps from one amount to the next."""
    ends = [0.0]
    for step in picture.steps:
        if step.amount is not None:
            ends += [float(step.begin), float(step.begin + step.amount)]
    scale = money_scale(picture.symbol, min(ends), max(ends), 5 if wide else 3)
    rows = []
    for heading, steps in groupby(picture.steps, key=lambda step: step.heading):
        rows.append(Row(heading, heading=True))
        rows += [_step(step) for step in steps]
    return spec(rows, scale, wide=wide)


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


def funnel(picture: Funnel, *, wide: bool) -> Spec:
    """Return the bidders at the start and at the end of each stage."""
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
    return spec(rows, Scale(0, max([*counts, 1])), wide=wide)


def weights(picture: Weights, *, wide: bool) -> Spec:
    """Return the share of each criterion."""
    rows = []
    for group, criteria in groupby(picture.weights, key=lambda weight: weight.group):
        rows.append(Row(group, heading=True))
        rows += [
            Row(
                weight.name,
                human(weight.share, Kind.WEIGHT),
                [Rect(0, float(weight.share), BLUE, 16)] if weight.share else [],
            )
            for weight in criteria
        ]
    most = max((weight.share for weight in picture.weights), default=Decimal(1))
    return spec(rows, Scale(0, float(most) or 1), wide=wide)


def errors(picture: Errors, *, wide: bool) -> Spec:
    """Return how far off dates were by lead time: a bar for the error, a diamond for the bias."""
    ends = [0.0, *(float(end) for lead in picture.leads for end in (lead.error, lead.bias))]
    scale = day_scale(min(ends), max(ends), 6 if wide else 4)
    rows = [
        Row(
            lead.name,
            f"{lead.error} days off, bias {lead.bias:+}",
            [Rect(0, float(lead.error), BAND, 16, MUTED)] if lead.error else [],
            signs=[Sign(float(lead.bias), "diamond", BLUE, BLUE, 100)],
        )
        for lead in picture.leads
    ]
    return spec(rows, scale, wide=wide)


def held(picture: Held, *, wide: bool) -> Spec:
    """Return how many dates held by lead time: a circle, and a square for the 80% levels."""
    rows = []
    for lead in picture.leads:
        signs = [Sign(float(lead.held), "circle", BLUE, BLUE, 100)]
        says = f"{percent(lead.held)} held"
        if lead.at_level is not None:
            signs.append(Sign(float(lead.at_level), "square", PAPER, INK, 90))
            says += f", level {percent(lead.at_level)}"
        rows.append(Row(lead.name, says, rules=[Rule(0, 100, BAND, 1)], signs=signs))
    return spec(rows, percent_scale(LEVEL), wide=wide)
