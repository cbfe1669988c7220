"""An explanation on a terminal: a tree whose values stand in a column, each place below."""

from collections.abc import Callable, Iterator

from minerva.formats.cells import joined, visible
from minerva.formats.screen.terminal import wrap
from minerva.formats.text_width import resized, text_width
from minerva.model.source import Location
from minerva.reasons import Part
from minerva.views.why import Committed, committed_text, nobody, place_of, says, shown

Address = Callable[[Location], str | None]
"""What gives the address of a place; None where it has none."""

_STEP = 2


def render(
    part: Part,
    currency: str,
    width: int,
    *,
    colour: bool,
    committed: Committed = nobody,
    address: Address = lambda _: None,
) -> str:
    """Return a figure, its parts indented below it, and its rules.

    A place is a link where it has an address that a terminal can open.
    """
    title = f"{part.text}: {shown(part.value, currency)}"
    lines = [_painted(line, "1", colour) for line in wrap(visible(title), width)]
    for depth, below in part.walk():
        if depth:
            lines += _part(below, depth, currency, width)
            lines += _place(below, depth, width, colour, committed, address)
    rules = {below.rule: None for _, below in part.walk() if below.rule is not None}
    if rules:
        lines.append("")
    for rule in rules:
        lines += wrap(f"Rule: {rule}.", width)
    return joined(lines)


def _part(part: Part, depth: int, currency: str, width: int) -> Iterator[str]:
    indent = _indent(depth, width)
    value = "" if part.value is None else visible(shown(part.value, currency))
    if part.value is None and part.rule is not None:
        value = "not known"
    if text_width(value) > width // 3:
        value = ""
    left = width - len(indent) - text_width(value)
    first, *rest = wrap(visible(part.text), left - 2) or [""]
    yield f"{indent}{resized(first, left)}{value}" if value else f"{indent}{first}"
    for line in rest:
        yield f"{indent}{line}"


def _place(
    part: Part, depth: int, width: int, colour: bool, committed: Committed, address: Address
) -> Iterator[str]:
    """Yield where a part is written, what stands there, and who committed that."""
    if part.location is None:
        return
    indent = _indent(depth, width) + " " * _STEP * 2
    room = width - len(indent)
    place, said = visible(place_of(part)), visible(says(part))
    by = visible(committed_text(committed(part.location)))
    line = f"{place}  {said}"
    beside = f"{line}  ({by})" if by else line
    if text_width(beside) <= room:
        line, by = beside, ""
    cut = line if text_width(line) <= room else resized(line, room - 1).rstrip() + "…"
    where = address(part.location)
    linked = _link(place, where) + cut[len(place) :] if where and len(place) < room else cut
    yield f"{indent}{_painted(linked, '2', colour)}"
    if by:
        for row in wrap(f"({by})", room):
            yield f"{indent}{_painted(row, '2', colour)}"


def _indent(depth: int, width: int) -> str:
    return " " * (_STEP * min(depth, width // 6, 12))


def _link(text: str, address: str) -> str:
    """Return a text that a terminal opens an address from (OSC 8)."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
