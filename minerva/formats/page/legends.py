"""What the signs of a drawing stand for, as the page lists it above the drawing."""

from msgspec import Struct

from minerva.formats.page.palette import (
    BAND,
    BLUE,
    INK,
    LETTERS,
    LINES,
    MUTED,
    OF_RATINGS,
    PAPER,
    SHAPES,
)
from minerva.formats.page.plots import YEAR_COLOURS
from minerva.position.milestones import Rating
from minerva.position.procurement import StageStatus
from minerva.views.board.parts import Errors, Funnel, Held, Picture, Timeline, Years
from minerva.views.chart import Chart


class Key(Struct, frozen=True):
    """A line of the legend: the sign's shape and colour, and what it stands for."""

    shape: str
    fill: str
    stroke: str
    text: str


def legend(picture: Picture) -> list[Key]:
    """Return what the signs of a picture stand for."""
    if isinstance(picture, Timeline):
        return _timeline_legend(picture)
    if isinstance(picture, Years):
        return [
            Key("bar", *colours, name)
            for name, colours in zip(picture.figures, YEAR_COLOURS, strict=True)
        ]
    if isinstance(picture, Errors):
        return [
            Key("bar", BAND, MUTED, "error: days off"),
            Key("diamond", BLUE, BLUE, "bias: days late, early ones less"),
        ]
    if isinstance(picture, Held):
        keys = [Key("circle", BLUE, BLUE, "held")]
        if any(lead.at_level is not None for lead in picture.leads):
            keys.append(Key("square", PAPER, INK, "reached by the day 80% sure"))
        return keys
    if isinstance(picture, Funnel):
        return [
            Key("bar", BLUE, BLUE, "bidders at its end"),
            Key("bar", BAND, MUTED, "bidders at its start"),
        ]
    if isinstance(picture, Chart):
        return [
            Key(f"line {' '.join(map(str, dashes))}", colour, colour, f"{letter} {line.name}")
            for letter, line, (colour, dashes) in zip(LETTERS, picture.lines, LINES, strict=False)
        ]
    return []


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
