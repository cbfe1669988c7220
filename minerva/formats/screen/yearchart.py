"""Amounts by financial year as bars in characters, a few bars a year side by side.

The bars differ in their character, so that they are told apart without colour. Years for which
there is no room follow in a further frame, on the same scale.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from minerva.formats.screen.plot import HEIGHT, NARROWEST, Axis, Plot
from minerva.formats.text_width import text_width
from minerva.model.money import format_digits
from minerva.views.chart import Bars

_MARKS: Final = ("░", "▒", "▓", "█")
_COLOURS: Final = ("gray", "blue", "green", "cyan")
_FRAME: Final = 2
_BROADEST: Final = 4
_STEPS: Final = (1, 2, 5)


def render(bars: Bars, width: int, *, colour: bool) -> list[str]:
    """Return the bars in lines of `width` columns; none where that is too narrow for them."""
    if width < NARROWEST:
        return []
    up = _scale([amount for _, amounts in bars.series for amount in amounts if amount is not None])
    room = width - _FRAME - max(map(text_width, up.labels))
    most = max(room // (len(bars.series) + 1), 1)
    parts = -(-len(bars.years) // most)
    cuts = [n * len(bars.years) // parts for n in range(parts + 1)]
    frames = [
        _frame(bars, range(begin, end), room, width, up, colour=colour)
        for begin, end in pairwise(cuts)
    ]
    return [line for number, frame in enumerate(frames) for line in [*[""] * (number > 0), *frame]]


def legend(bars: Bars) -> list[str]:
    """Return what the bars stand for, and how to read them."""
    names = [f"{mark} {name}" for mark, (name, _) in zip(_MARKS, bars.series, strict=False)]
    how = bars.how or f"Amounts in {bars.unit} by financial year."
    return [", ".join(names), f"{how} {bars.note}" if bars.note else how]


def _frame(bars: Bars, years: range, room: int, width: int, up: Axis, *, colour: bool) -> list[str]:
    """Return the bars of some years, those of a year next to each other."""
    share = room // len(years)
    broad = min(max((share - 1) // len(bars.series), 1), _BROADEST)
    group = broad * len(bars.series)
    begins = [place * share + (share - group) // 2 for place in range(len(years))]
    longest = max(map(text_width, bars.years))
    every = next(step for step in range(1, len(years) + 1) if step * share > longest)
    across = Axis(
        0,
        room - 1,
        [begin + group // 2 for begin in begins[::every]],
        [bars.years[year] for year in years[::every]],
    )
    plot = Plot(width, across, up)
    for begin, year in zip(begins, years, strict=True):
        for number, (mark, hue, (_, amounts)) in enumerate(
            zip(_MARKS, _COLOURS, bars.series, strict=False)
        ):
            amount = amounts[year]
            if not amount:
                continue
            for column in range(begin + number * broad, begin + (number + 1) * broad):
                plot.draw([(column, 0), (column, round(amount))], mark, hue if colour else None)
    return plot.lines(colour=colour)


def _scale(amounts: Sequence[Decimal]) -> Axis:
    """Return the axis of amounts, from 0 or what is below it to the largest, in round steps."""
    low, high = min(0, *map(round, amounts)), max(0, 1, *map(round, amounts))
    most = HEIGHT // 4
    step = next(
        step * 10**zeros
        for zeros in range(16)
        for step in _STEPS
        if high - low <= step * 10**zeros * most
    )
    first, last = low // step * step, -(-high // step) * step
    places = list(range(first, last + 1, step))
    return Axis(first, last, places, [format_digits(Decimal(place), 0) for place in places])
