"""Where things stand in a programme's files: file, line, column and the line's text.

A Location is a path of keys into a file that was read; its line and column are worked out
only when somebody asks. Nothing here opens a file or judges what is in it.
"""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

KeyPath = tuple[str | int, ...]


Node = dict[str, Any]
"""What the TOML reader says of a key: where it and its value stand, and what is in it."""

_ANY_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_ODD_HEADER = re.compile(r"^[ \t]*\[(?!\[?[A-Za-z0-9_.-]+\]{1,2}[ \t]*(?:#.*)?\r?$)", re.MULTILINE)
_OPEN = re.compile(r"[\[{][^\[\]{}\n]*$", re.MULTILINE)
_SINGLE = r"""(?:[^\s"'\[{#]+|"[^"\\\n]*"|'[^'\n]*')(?=[ \t]*(?:#.*)?\r?$)"""


class Span(NamedTuple):
    """A stretch of one line: 1-based line and column, and its length, all in characters."""

    line: int
    column: int
    length: int


class Source:
    """A file as it was read: the name to show for it, its text, and how to find a key in it."""

    def __init__(self, name: str, text: str, records: Mapping[str, int]) -> None:
        """Take a file's text, and how many records were read from each array of tables in it."""
        self.name = name
        self.text = text
        self._records = records
        self._stretches: dict[str, _Stretches | None] = {}
        self._spans: dict[tuple[KeyPath, bool], Span] = {}

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its line end."""
        return _line(self.text, number, self._line_starts)

    def locate(self, path: KeyPath, *, value: bool = False) -> Span:
        """Return where a key stands or, with `value`, what is written for it.

        A key that is not written gives the table it would stand in; a table the header it has,
        else the first key in it.
        """
        if (path, value) not in self._spans:
            self._spans[path, value] = self._locate(path, value)
        return self._spans[path, value]

    def count(self, name: str) -> int:
        """Return how many records were read from an array of tables."""
        return self._records.get(name, 0)

    def stretch(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where the text of a record begins and ends, by its first key and its index.

        Of a table that stands there once, given by its name alone, it is the text up to the next
        header. None where that is not plain to see.
        """
        name, *index = path
        if index:
            found = self._stretches_of(str(name))
            return found and (found.begins[int(index[0])], found.begins[int(index[0]) + 1])
        headers = list(_single_header_of(str(name)).finditer(self.text))
        if len(headers) != 1:
            return None
        ahead = _ANY_HEADER.search(self.text, headers[0].end())
        return headers[0].start(), ahead.start() if ahead else len(self.text)

    def _locate(self, path: KeyPath, value: bool) -> Span:
        record = self._record(path)
        plain = record and _plainly(record[0], record[2], value)
        if record and plain:
            return plain._replace(line=plain.line + record[1])
        found = self._node(path, record)
        if found is None:
            return Span(1, 1, max(len(self.line(1)), 1))
        node, text, lines_before = found
        as_value = value and "value_line" in node
        what = "value" if as_value or "key_line" not in node else "key"
        number, column = _first(node[f"{what}_line"]), node[f"{what}_col"]
        line = _line(text, number, self._line_starts if text is self.text else None)
        before, length = _characters(line, _first(column), _last(column))
        length = min(length, len(line) - before)
        return Span(number + lines_before, before + 1, max(length, 1))

    def _node(self, path: KeyPath, record: "_Record | None") -> tuple[Node, str, int] | None:
        """Return what the TOML reader says of a key, the text it was asked of, the lines before.

        It is asked of the least text that is sure to hold the key, for it takes its time: the
        table the key is in, else its record, else the whole file.
        """
        if not path:
            return None
        text, lines_before, inner = record or (self.text, 0, path)
        table = _table_in(text, inner) if record else None
        if table is not None:
            text_of_table, lines, key = table
            node, there = _find(_nodes(text_of_table), key)
            if there == key and _is_placed(node):
                return node, text_of_table, lines_before + lines
        node, there = _find(_nodes(text), inner)
        if not there:
            return None
        return node if _is_placed(node) else _table(text, there, node), text, lines_before

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(newline.end() for newline in re.finditer("\n", self.text))]

    def _record(self, path: KeyPath) -> "_Record | None":
        """Return the text of a record of an array of tables, the lines before it, and its path.

        Reading only that stretch keeps a large file quick. None where the headers found are
        not as many as the records read (an inline array, a header inside a string): then the
        whole file has to be read for its positions.
        """
        if len(path) < 2 or not isinstance(path[0], str) or not isinstance(path[1], int):
            return None
        name, index = path[0], path[1]
        found = self._stretches_of(name)
        if found is None:
            return None
        text = self.text[found.begins[index] : found.begins[index + 1]]
        return text, found.lines_before[index], (name, 0, *path[2:])

    def _stretches_of(self, name: str) -> "_Stretches | None":
        if name not in self._stretches:
            self._stretches[name] = _stretches(self.text, name, self._records.get(name))
        return self._stretches[name]


_Record = tuple[str, int, KeyPath]
"""The text of a record, the lines before it, and the path of a key within it."""


class _Stretches(NamedTuple):
    """Where each record of an array of tables begins, the end of the text, and the lines before."""

    begins: list[int]
    lines_before: list[int]


def _stretches(text: str, name: str, records: int | None) -> _Stretches | None:
    key = rf"""(?:{re.escape(name)}|"{re.escape(name)}"|'{re.escape(name)}')"""
    begins = []
    for header in re.finditer(rf"\[\[[ \t]*{key}[ \t]*\]\]", text):
        begin = text.rfind("\n", 0, header.start()) + 1
        if not text[begin : header.start()].strip(" \t"):
            begins.append(begin)
    if len(begins) != records:
        return None
    newlines = (text.count("\n", begin, end) for begin, end in pairwise([0, *begins]))
    return _Stretches([*begins, len(text)], list(accumulate(newlines)))


class Location(NamedTuple):
    """A place in a file: the path of keys and indexes that leads to it."""

    source: Source
    path: KeyPath

    def at(self, *keys: str | int) -> "Location":
        """Return the place of a key below this one."""
        return Location(self.source, self.path + keys)

    @property
    def file(self) -> str:
        """The name of the file, as shown to the user."""
        return self.source.name

    @property
    def line(self) -> int:
        """The line it stands on, counted from 1."""
        return self.span().line

    def span(self, *, value: bool = False) -> Span:
        """Return the line and column of the key or, with `value`, of what is written for it."""
        return self.source.locate(self.path, value=value)


@lru_cache(maxsize=4)
def _nodes(text: str) -> dict[str, Any]:
    import toml_rs

    try:
        nodes: dict[str, Any] = toml_rs.load_with_metadata(text).meta["nodes"]
    except toml_rs.TOMLDecodeError:  # not a whole table after all
        return {}
    return nodes


def _find(nodes: Any, path: KeyPath) -> tuple[Node, KeyPath]:
    """Return the deepest node on a path that is there, and the path to it."""
    deepest: Node = {}
    there: KeyPath = ()
    for key in path:
        holder: Any = nodes if isinstance(nodes, dict | list) else {}
        try:
            deepest = holder[key]
        except (KeyError, IndexError, TypeError):
            break
        there = (*there, key)
        nodes = deepest["value"] if _is_placed(deepest) else deepest
    return deepest, there


def _is_placed(node: Node) -> bool:
    """Tell a node that has a place of its own from a table, which has only those in it."""
    return isinstance(node.get("key_line", node.get("value_line")), int | tuple)


def _table(text: str, path: KeyPath, node: Node) -> Node:
    """Return the place of a table: its header, else a header below it, else the first key in it."""
    first = _first_in(node)
    last_line = _first(first["key_line"]) if first else text.count("\n") + 1
    names = [
        rf"""(?:{re.escape(key)}|"{re.escape(key)}"|'{re.escape(key)}')""" for key in _keys(path)
    ]
    name = r"[ \t]*\.[ \t]*".join(names)
    for more in ("", r"[ \t]*\.[^\]\n]*"):
        header = re.compile(rf"^[ \t]*(\[[ \t]*{name}{more}[ \t]*\])", re.MULTILINE)
        for found in reversed(list(header.finditer(text))):
            line = text.count("\n", 0, found.start(1)) + 1
            if line <= last_line:
                before = text[text.rfind("\n", 0, found.start(1)) + 1 : found.start(1)]
                column = len(before.encode()) + 1
                width = len(found[1].encode())
                return {"value_line": line, "value_col": (column, column + width - 1)}
    return first or {"value_line": 1, "value_col": 1}


def _first_in(table: Node) -> Node | None:
    """Return the node with a place that stands first in a table."""
    first: Node | None = None
    left = list(table.values())
    while left:
        node = left.pop()
        if not _is_placed(node):
            left.extend(node.values())
        elif first is None or _first(node["key_line"]) < _first(first["key_line"]):
            first = node
    return first


def _keys(path: KeyPath) -> list[str]:
    return [key for key in path if isinstance(key, str)]


def _plainly(text: str, path: KeyPath, value: bool) -> Span | None:
    """Return where a key of a record stands if that is plain to see; None if it is not.

    It is where the record has no text of several lines and the table no value of several, and
    the key is written bare, on a line of its own with a single value.
    """
    *parents, key = path
    if not isinstance(key, str) or len(parents) not in (2, 4) or not _is_flat(text):
        return None
    header = _header_of(str(parents[0])).match(text)
    if len(parents) > 2 and header:
        if _ODD_HEADER.search(text):
            return None
        headers = _header_of(f"{parents[0]}.{parents[2]}").finditer(text)
        header = next((found for n, found in enumerate(headers) if n == parents[3]), None)
    if header is None:
        return None
    begin = header.end()
    ahead = _ANY_HEADER.search(text, begin)
    end = ahead.start() if ahead else len(text)
    line = _line_of(key)
    found = line.search(text, begin, end)
    if found is None or line.search(text, found.end(), end) or _OPEN.search(text, begin, end):
        return None
    first, last = found.span(2 if value else 1)
    line_start = text.rfind("\n", 0, first) + 1
    return Span(text.count("\n", 0, first) + 1, first - line_start + 1, last - first)


def _is_flat(text: str) -> bool:
    """Tell whether no text in it can be of several lines."""
    return '"""' not in text and "'''" not in text


@lru_cache
def _header_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*\[\[{re.escape(name)}\]\][ \t]*(?:#.*)?\r?$", re.MULTILINE)


@lru_cache
def _single_header_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*\[[ \t]*{re.escape(name)}[ \t]*\][ \t]*(?:#.*)?\r?$", re.MULTILINE)


@lru_cache
def _line_of(key: str) -> re.Pattern[str]:
    """Return a pattern of the line that sets a key to a single value: the key, the value."""
    return re.compile(rf"^[ \t]*({re.escape(key)})[ \t]*=[ \t]*({_SINGLE})", re.MULTILINE)


def _table_in(text: str, path: KeyPath) -> tuple[str, int, KeyPath] | None:
    """Cut a record down to the table a path leads into: its text, lines before, the path in it.

    None where that is not plain to see: a header may be part of a text of several lines.
    """
    if not _is_flat(text):
        return None
    name, _, *inner = path
    if _ODD_HEADER.search(text):
        return None
    starts = [header.start() for header in _ANY_HEADER.finditer(text)]
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


def _line(text: str, number: int, starts: list[int] | None) -> str:
    """Return a line of a text; without the starts of its lines, by looking for them."""
    if starts is None:
        return text.split("\n", number)[number - 1].rstrip("\r")
    end = starts[number] if number < len(starts) else len(text)
    return text[starts[number - 1] : end].rstrip("\r\n")


def _characters(line: str, first: int, last: int) -> tuple[int, int]:
    """Turn columns as the TOML reader counts them, in bytes, into characters before and in.

    A last column before the first is on another line: then the rest of the line counts.
    """
    if line.isascii():
        return first - 1, (last if last >= first else len(line)) - first + 1
    written = line.encode()
    before = len(written[: first - 1].decode(errors="ignore"))
    return before, len(written[first - 1 : last if last >= first else None].decode(errors="ignore"))


def _first(number: int | tuple[int, int]) -> int:
    return number if isinstance(number, int) else number[0]


def _last(number: int | tuple[int, int]) -> int:
    return number if isinstance(number, int) else number[1]
