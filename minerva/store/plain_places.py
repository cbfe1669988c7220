"""Where keys stand in a text, as far as a look at its lines shows.

A look is many times as quick as reading a text for places. What is not plain to see gives None:
then the TOML reader has to be asked (`store.nodes`). Nothing here parses.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, repeat

from msgspec import Struct

from minerva.model.source import KeyPath

_NEXT_HEADER = r"\n[ \t]*\["
_ODD_HEADER = r"(?m)\n[ \t]*\[(?!\[?[A-Za-z0-9_.-]+\]{1,2}[ \t]*(?:#.*)?\r?$)"
_OPEN = r"(?m)[\[{][^\[\]{}\n]*$"
_SINGLE = r"""(?:[^\s"'\[{#]+|"[^"\\\n]*"|'[^'\n]*')(?=[ \t]*(?:#.*)?\r?$)"""


class Stretches(Struct, frozen=True):
    """Where each record of an array of tables begins, the end of the text, and the lines before.

    `flat` says that no value anywhere in the text can be a text of several lines.
    """

    begins: list[int]
    lines_before: list[int]
    flat: bool


def stretches(text: str, name: str, records: int) -> Stretches | None:
    """Return the stretches of text that hold the records of an array of tables.

    None where the headers found are not as many as the records: there may be an inline array,
    or a header inside a text.
    """
    begins, flat = _plain_begins(text, name), is_flat(text, 0, len(text))
    if len(begins) != records or not flat:
        begins = _begins(text, name)
    if len(begins) != records:
        return None
    newlines = map(text.count, repeat("\n"), [0, *begins], begins)
    return Stretches([*begins, len(text)], list(accumulate(newlines)), flat)


def _plain_begins(text: str, name: str) -> list[int]:
    """Return where the headers stand that are written plainly, at the beginning of a line."""
    header = f"[[{name}]]"
    later = re.finditer(re.escape(f"\n{header}"), text)
    return [0] * text.startswith(header) + [found.start() + 1 for found in later]


def _begins(text: str, name: str) -> list[int]:
    """Return where the lines begin that hold a header, however it is written."""
    key = rf"""(?:{re.escape(name)}|"{re.escape(name)}"|'{re.escape(name)}')"""
    begins = []
    for header in re.finditer(rf"\[\[[ \t]*{key}[ \t]*\]\]", text):
        begin = text.rfind("\n", 0, header.start()) + 1
        if not text[begin : header.start()].strip(" \t"):
            begins.append(begin)
    return begins


def single_table(text: str, name: str) -> tuple[int, int] | None:
    """Return where the text of a table that stands there once begins, and the next header."""
    headers = list(_single_header_of(name).finditer(text))
    if len(headers) != 1:
        return None
    ahead = re.compile(_NEXT_HEADER).search(text, headers[0].end())
    return headers[0].start(), ahead.start() + 1 if ahead else len(text)


def plain_place(
    text: str, begin: int, end: int, path: KeyPath, *, value: bool, flat: bool
) -> tuple[int, int] | None:
    """Return where a key of a record, or its value, begins and ends, if that is plain to see.

    It is where the record has no text of several lines (`flat` says that none has) and the table
    no value of several, and the key is written bare, on a line of its own with a single value.
    """
    *parents, key = path
    if not isinstance(key, str) or not (flat or is_flat(text, begin, end)):
        return None
    start = text.find("\n", begin, end)  # where the line of the header ends
    if start < 0:
        return None
    if len(parents) == 4:
        header_below = _header_at(text, start, end, parents)
        if header_below is None:
            return None
        start = header_below.end()
    elif len(parents) != 2:
        return None
    found = _line_of(key).search(text, start, end)
    if found is None:
        return None
    first, last = found.span(2 if value else 1)
    if text.find("[", start, first) >= 0 or text.find("{", start, first) >= 0:
        # A header or a value of several lines may begin before it.
        ahead = re.compile(_NEXT_HEADER).search(text, start, end)
        end = ahead.start() if ahead else end
        if first > end or re.compile(_OPEN).search(text, start, end):
            return None
    return first, last


def _header_at(text: str, begin: int, end: int, path: Sequence[str | int]) -> re.Match[str] | None:
    """Return the header of a table in a record; `begin` is where the record's own header ends."""
    name, _, key, number = path
    if not isinstance(number, int) or re.compile(_ODD_HEADER).search(text, begin, end):
        return None
    pattern = _header_below(str(name), str(key))
    header = pattern.search(text, begin, end)
    for _ in range(number):
        header = header and pattern.search(text, header.end(), end)
    return header


def table_in(text: str, path: KeyPath) -> tuple[str, int, KeyPath] | None:
    """Cut a record down to the table a path leads into: its text, lines before, the path in it.

    None where that is not plain to see: a header may be part of a text of several lines.
    """
    if not is_flat(text, 0, len(text)):
        return None
    name, _, *inner = path
    lines = f"\n{text}"
    if re.search(_ODD_HEADER, lines):
        return None
    starts = [header.start() for header in re.finditer(_NEXT_HEADER, lines)]
    if len(inner) < 2 or not isinstance(inner[1], int):
        return text[: starts[1] if len(starts) > 1 else None], 0, path
    header = f"[[{name}.{inner[0]}]]"
    tables = [
        (start, end)
        for start, end in pairwise([*starts, len(text)])
        if text[start:end].lstrip().startswith(header)
    ]
    if inner[1] >= len(tables):
        return None
    start, end = tables[inner[1]]
    return text[start:end], text.count("\n", 0, start), (name, str(inner[0]), 0, *inner[2:])


def is_flat(text: str, begin: int, end: int) -> bool:
    """Tell whether no value in a part of a text can be a text of several lines."""
    single = text.find("'", begin, end) >= 0  # to look for one character is many times as quick
    return text.find('"""', begin, end) < 0 and not (single and text.find("'''", begin, end) >= 0)


@lru_cache
def _header_below(name: str, key: str) -> re.Pattern[str]:
    header = rf"\[\[{re.escape(name)}\.{re.escape(key)}\]\]"
    return re.compile(rf"\n[ \t]*{header}[ \t]*(?:#.*)?\r?$", re.MULTILINE)


@lru_cache
def _single_header_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*\[[ \t]*{re.escape(name)}[ \t]*\][ \t]*(?:#.*)?\r?$", re.MULTILINE)


@lru_cache
def _line_of(key: str) -> re.Pattern[str]:
    """Return a pattern of the line that sets a key to a single value: the key, the value."""
    return re.compile(rf"\n[ \t]*({re.escape(key)})[ \t]*=[ \t]*({_SINGLE})", re.MULTILINE)
