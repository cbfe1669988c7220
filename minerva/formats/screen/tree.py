"""An explanation on a terminal: a tree whose values stand in a column, each place below."""

from collections.abc import Iterator

from minerva.formats.cells import joined, visible
from minerva.formats.screen.terminal import wrap
from minerva.reasons import Part
from minerva.views.why import place_of, says, shown

_STEP = 2


def render(part: Part, currency: str, width: int, *, colour: bool) -> str:
    """Return a figure, its parts indented below it, and its rule."""
    title = f"{part.text}: {shown(part.value, currency)}"
    lines = [_painted(line, "1", colour) for line in wrap(visible(title), width)]
    for depth, below in part.walk():
        if depth:
            lines += _part(below, depth, currency, width, colour=colour)
    rules = {below.rule: None for _, below in part.walk() if below.rule is not None}
    if rules:
        lines.append("")
    for rule in rules:
        lines += wrap(f"Rule: {rule}.", width)
    return joined(lines)


def _part(part: Part, depth: int, currency: str, width: int, *, colour: bool) -> Iterator[str]:
    indent = " " * (_STEP * min(depth, 12))
    value = "" if part.value is None else visible(shown(part.value, currency))
    if part.value is None and part.rule is not None:
        value = "not known"
    if len(value) > width // 3:
        value = ""
    room = max(width - len(indent) - len(value) - 2, 20)
    first, *rest = wrap(visible(part.text), room) or [""]
    yield (
        f"{indent}{first}{value.rjust(width - len(indent) - len(first))}"
        if value
        else (f"{indent}{first}")
    )
    for line in rest:
        yield f"{indent}{line}"
    if part.location is not None:
        place = f"{place_of(part)}  {says(part)}"
        room = width - len(indent) - _STEP * 2
        cut = place if len(place) <= room else place[: room - 1] + "…"
        yield f"{indent}{' ' * _STEP * 2}{_painted(visible(cut), '2', colour)}"


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
