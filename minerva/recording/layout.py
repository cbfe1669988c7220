"""How tables are laid out in a file, so that a new one looks as those around it do.

It moves and indents what was added, and no line that was there. What a text means is not its
concern.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import Final

from msgspec import Struct

_INDENT: Final = "  "
"""How far a table is indented below its record where the file shows no way of its own."""

_MOST_COMPARED: Final = 50
"""How many tables of a name are looked at for the blank lines above them."""

_BLANK_LINE: Final = re.compile(r"[ \t]*\r?\n")
_OWN_COMMENTS: Final = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))+(?=[ \t]*\r?(?:\n|\Z))")


class NewTable(Struct, frozen=True):
    """A table that was added under a header: its name, the token of its first key, how many keys.

    `is_first` says that the record had no such table yet.
    """

    name: str
    token: str
    keys: int
    is_first: bool


@lru_cache(maxsize=8)
def newline_of(text: str) -> str:
    """Return the line end that a text has."""
    return "\r\n" if "\r\n" in text else "\n"


def lay_out(text: str, table: NewTable, whole: str) -> str:
    """Lay a new table out as the file has such tables: its indentation, blank lines, comments.

    Comments directly below the table before it, with a blank line or nothing after them, belong
    to that one: the new table goes below them.
    """
    start = text.rfind("\n", 0, text.rfind("\n", 0, text.index(f'"{table.token}"'))) + 1
    stop = start
    for _ in range(table.keys + 1):
        stop = text.find("\n", stop) + 1 or len(text)
    top = start
    while top and not text[(above := text.rfind("\n", 0, top - 1) + 1) : top].strip():
        top = above
    lines = text[start:stop]
    if table.is_first:
        lines = _indented(lines, *indents(table.name, whole))
    newline = newline_of(text)
    own = _OWN_COMMENTS.match(text, stop)
    comments = own[0] if own else ""
    below = text[stop + len(comments) :]
    if comments and not comments.endswith("\n"):
        comments, lines = comments + newline, lines.rstrip("\r\n")
    added = text.count("\n", top, start)
    gap = newline * max(gap_above(table.name, whole, added), 1 if comments else 0)
    gap_below = gap if below and not _BLANK_LINE.match(below) else ""
    return text[:top] + comments + (gap if top else "") + lines + gap_below + below


@lru_cache(maxsize=32)
def gap_above(name: str, whole: str, otherwise: int) -> int:
    """Return how many blank lines most tables of a name have above them and their comments."""
    header = re.compile(rf"^[ \t]*\[\[{re.escape(name)}\]\]", re.MULTILINE)
    some = islice(header.finditer(whole, 1), _MOST_COMPARED)
    counts = Counter(_blank_lines_above(whole, found.start()) for found in some)
    return counts.most_common(1)[0][0] if counts else otherwise


def _blank_lines_above(text: str, start: int) -> int:
    count, comments = 0, True
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above:start].strip()
        comments = comments and line.startswith("#")
        if line and not comments:
            break
        count += not line
        start = above
    return count


def _indented(lines: str, before_header: str, before_key: str) -> str:
    """Indent the header and the keys of a table."""
    head, *keys = lines.splitlines(keepends=True)
    return "".join(
        [before_header + head.lstrip(" \t"), *(before_key + key.lstrip(" \t") for key in keys)]
    )


@lru_cache(maxsize=32)
def indents(header: str, whole: str) -> tuple[str, str]:
    """Return what stands before a header and before its keys: as beside it, else as elsewhere."""
    kind = re.escape(header.partition(".")[0])
    for name in (re.escape(header), rf"{kind}\.[\w.-]+", r"[\w-]+\.[\w.-]+"):
        found = re.search(
            rf"^([ \t]*)\[\[{name}\]\][ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*([ \t]*)[^\s\[#]",
            whole,
            re.MULTILINE,
        )
        if found:
            return found[1], found[2]
    return _INDENT, _INDENT
