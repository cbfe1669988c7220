"""Drawings of rows on one scale: a name, what is drawn of it, and what it says in a word.

A wide drawing has the names to the left; a narrow one, for small screens and large letters, has
each name above what is drawn of it.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct

from minerva.formats.cells import visible
from minerva.formats.page import layers
from minerva.formats.page.layers import LINE, Scale, Spec, framed
from minerva.formats.page.palette import GRID, INK, MUTED
from minerva.formats.text_width import text_width

WIDE: Final = 800
NARROW: Final = 320

SCALE: Final = "scale"
"""What the layers are called that name values of the scale: they are no figures."""

_NAMES: Final = 232
_ASIDE: Final = 12
_SPARE: Final = 8
"""Pixels to spare at the edge, as some signs, such as %, are wider than letters."""

_LETTER: Final = 7.0
"""Pixels that a small letter of 12 takes in the widest of the fonts, on average."""

_WIDE_LETTERS: Final = "MWmw@%…"

_BOLD: Final = 7.7
"""The same of a bold letter, or of a figure."""

_TOP: Final = 22
_HALF: Final = 34
"""Pixels that half the name of a month takes at most."""

_WEIGHTS: Final = ("normal", "bold")


class Rect(Struct, frozen=True):
    """A bar from one value to another; `height` is how thick, in pixels."""

    begin: float
    end: float
    fill: str
    height: int = 14
    stroke: str | None = None
    dash: Sequence[int] = (1, 0)


class Rule(Struct, frozen=True):
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


class Row(Struct, frozen=True):
    """A row: its name, what is drawn of it, and what it says at its end. A heading has no more."""

    name: str
    says: str = ""
    rects: Sequence[Rect] = ()
    rules: Sequence[Rule] = ()
    signs: Sequence[Sign] = ()
    heading: bool = False
    strong: bool = False


class _Page(Struct, frozen=True):
    """How the width of a drawing is shared: the names, what is drawn, and what it says."""

    wide: bool
    left: int
    width: int
    right: int

    @property
    def says_at(self) -> int:
        """Where what a row says stands: behind what is drawn, or at the drawing's edge."""
        return self.width + (_ASIDE if self.wide else self.right)

    def side(self, scale: Scale, at: float) -> str:
        """Return how a text at a value is aligned, so that it stays on the drawing."""
        before = scale.part(at) * self.width
        if before < _HALF - self.left:
            return "left"
        return "right" if self.width - before < _HALF - self.right else "center"


class _Laid(Struct, frozen=True):
    """Rows as they are laid out, in pixels from the top: what stands where.

    `stretches` are the heights that lines across all rows are drawn over.
    """

    names: list[Spec]
    notes: list[Spec]
    rects: list[Spec]
    rules: list[Spec]
    signs: list[Spec]
    stretches: list[tuple[float, float]]


def spec(rows: Sequence[Row], scale: Scale, *, wide: bool) -> Spec:
    """Return rows as a Vega-Lite specification."""
    says = max((_width(row.says) for row in rows), default=0) + _ASIDE + _SPARE
    page = (
        _Page(True, _NAMES, WIDE - _NAMES - says, says)
        if wide
        else _Page(False, 10, NARROW - 24, 14)
    )
    top = _TOP if scale.ticks else 4
    laid = _Laid([], [], [], [], [], [])
    bottom = _lay_out(rows, page, top, laid) + 4
    stretches = [(top - 4, bottom)] if wide else laid.stretches
    marked = [(at, GRID, [1, 0]) for at, _ in scale.ticks]
    marked += [(scale.line[0], INK, [4, 3])] if scale.line else []
    lines = [
        {"x": at, "y": above, "y2": below, "colour": colour, "dash": dash}
        for at, colour, dash in marked
        for above, below in stretches
    ]
    drawn = [
        layers.lines(lines, scale),
        layers.rects(laid.rects, scale),
        layers.rules(laid.rules, scale),
        *layers.signs(laid.signs, scale),
        *_texts(laid, page),
        *_scale_texts(scale, page, top, bottom),
    ]
    padding = {"left": page.left, "right": page.right, "top": 0, "bottom": 0}
    return framed(drawn, page.width, bottom + (20 if scale.line else 2), padding)


def wrapped(text: str, room: float, most: int = 3) -> list[str]:
    """Return text in at most so many lines that fit some pixels; what is left out is a `…`."""
    lines: list[str] = []
    rest = visible(text).strip()
    while rest:
        fits = max(_fitting(rest, room), 1)
        if fits >= len(rest):
            return [*lines, rest]
        if len(lines) == most - 1:
            return [*lines, f"{rest[: max(_fitting(rest, room - _LETTER), 1)].rstrip()}…"]
        space = rest[: fits + 1].rfind(" ")
        cut = space if space > fits // 3 else fits
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines or [""]


def pixels(text: str) -> float:
    """Return the pixels that a text of 12 takes at most in the widest of the fonts, about."""
    return sum(map(_letter, text))


def _fitting(text: str, room: float) -> int:
    """Return how many letters from the start of a text fit some pixels."""
    ends = accumulate(map(_letter, text))
    return next((n for n, end in enumerate(ends) if end > room), len(text))


@lru_cache(maxsize=4096)
def _letter(letter: str) -> float:
    cells = text_width(letter)
    if cells != 1:
        return cells * 8.0
    if letter in _WIDE_LETTERS:
        return 12.5
    return 9.0 if letter.isupper() else _LETTER


def _lay_out(rows: Sequence[Row], page: _Page, top: float, into: _Laid) -> float:
    """Put rows below each other, and return where they end."""
    y = top
    for row in rows:
        room = page.left - _ASIDE if page.wide else NARROW - _ASIDE - _width(row.says)
        lines = wrapped(row.name, room)
        weight = "bold" if row.heading or row.strong else "normal"
        text = {"text": lines, "weight": weight, "colour": INK}
        if row.heading:
            into.names.append({"y": y + 8 + LINE / 2, **text})
            y += LINE * len(lines) + 12
            continue
        tall = LINE * len(lines)
        height = max(tall + 8, 27) if page.wide else tall + 28
        first = y + (height - tall + LINE) / 2 if page.wide else y + 4 + LINE / 2
        middle = y + height / 2 if page.wide else y + tall + 15
        into.names.append({"y": first, **text})
        note = {"text": row.says, "weight": weight, "colour": INK}
        into.notes.append({"y": middle if page.wide else y + 4 + LINE / 2, **note})
        into.stretches.append((middle - 9, middle + 13))  # below the text above
        _draw(row, middle, into)
        y += height
    return y


def _draw(row: Row, y: float, into: _Laid) -> None:
    for rect in row.rects:
        half = rect.height / 2
        box = {"x": rect.begin, "x2": rect.end, "y": y - half, "y2": y + half}
        stroke = rect.stroke or rect.fill
        into.rects.append({**box, "fill": rect.fill, "stroke": stroke, "dash": list(rect.dash)})
    for rule in row.rules:
        half = 9 if rule.begin == rule.end else 0
        box = {"x": rule.begin, "x2": rule.end, "y": y - half, "y2": y + half}
        into.rules.append({**box, "colour": rule.colour, "width": rule.width})
    into.signs.extend({"x": sign.at, "y": y, **sign._asdict()} for sign in row.signs)


def _texts(laid: _Laid, page: _Page) -> list[Spec]:
    """Return the names of rows and what they say, each weight of letters in a layer."""
    columns = (
        (laid.names, -page.left, "left"),
        (laid.notes, page.says_at, "left" if page.wide else "right"),
    )
    return [
        layers.texts(
            [text for text in texts if text["weight"] == weight], {"value": at}, align, weight
        )
        for texts, at, align in columns
        for weight in _WEIGHTS
    ]


def _scale_texts(scale: Scale, page: _Page, top: float, bottom: float) -> list[Spec]:
    """Return the names of values, as far as they have room beside each other."""
    texts: list[Spec] = []
    end = -float(page.left)
    for at, name in scale.ticks:
        side, wide = page.side(scale, at), text_width(name) * _LETTER
        shift = {"left": 0.0, "center": wide / 2, "right": wide}[side]
        begin = scale.part(at) * page.width - shift
        if begin >= end:
            text = {"x": at, "y": top - 13, "text": name, "colour": MUTED, "align": side}
            texts.append(text)
            end = begin + wide + 6
    if scale.line is not None:
        at, name = scale.line
        below = {"x": at, "y": bottom + 10, "text": name, "colour": INK}
        texts.append({**below, "align": page.side(scale, at)})
    x = layers.across("x", scale)
    return [
        layers.texts([text for text in texts if text["align"] == align], x, align)
        | {"name": f"{SCALE}-{align}"}
        for align in ("left", "center", "right")
    ]


def _width(text: str) -> int:
    return round(text_width(text) * _BOLD)
