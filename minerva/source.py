"""Where things stand in a programme's files: file, line, column and the line's text.

A Location is a path of keys into a file that was read; its line and column are worked out
only when somebody asks. Nothing here opens a file or judges what is in it.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

KeyPath = tuple[str | int, ...]


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
        self._located: dict[tuple[KeyPath, bool], Span] = {}

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its line end."""
        return _line(self.text, number, self._line_starts)

    def locate(self, path: KeyPath, *, value: bool = False) -> Span:
        """Return where a key stands or, with `value`, what is written for it.

        A key that is not written gives the table it would stand in.
        """
        if (path, value) not in self._located:
            self._located[path, value] = self._locate(path, value)
        return self._located[path, value]

    def _locate(self, path: KeyPath, value: bool) -> Span:
        text, lines_before, inner = self._record(path) or (self.text, 0, path)
        node = _find(_nodes(text), inner)
        if node is None:
            return self._header(path)
        what = "value" if value or "key_line" not in node else "key"
        number, column = _first(node[f"{what}_line"]), node[f"{what}_col"]
        line = _line(text, number, self._line_starts if text is self.text else None)
        before, length = _characters(line, _first(column), _last(column))
        return Span(number + lines_before, before + 1, max(length, 1))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(newline.end() for newline in re.finditer("\n", self.text))]

    def _record(self, path: KeyPath) -> tuple[str, int, KeyPath] | None:
        """Return the text of a record of an array of tables, the lines before it, and its path.

        Reading only that stretch keeps a large file quick. None where the headers found are
        not as many as the records read (an inline array, a header inside a string): then the
        whole file has to be read for its positions.
        """
        if len(path) < 2 or not isinstance(path[0], str) or not isinstance(path[1], int):
            return None
        name, index = path[0], path[1]
        if name not in self._stretches:
            self._stretches[name] = _stretches(self.text, name, self._records.get(name))
        found = self._stretches[name]
        if found is None:
            return None
        text = self.text[found.begins[index] : found.begins[index + 1]]
        return text, found.lines_before[index], (name, 0, *path[2:])

    def _header(self, path: KeyPath) -> Span:
        """Return where the header of a table stands; the first line where it has none."""
        name = r"[ \t]*\.[ \t]*".join(re.escape(str(key)) for key in path)
        found = re.search(rf"^[ \t]*(\[[ \t]*{name}[ \t]*\])", self.text, re.MULTILINE)
        if not path or found is None:
            return Span(1, 1, max(len(self.line(1)), 1))
        number = bisect_right(self._line_starts, found.start(1))
        return Span(number, found.start(1) - self._line_starts[number - 1] + 1, len(found[1]))


class _Stretches(NamedTuple):
    """Where each record of an array of tables begins, the end of the text, and the lines before."""

    begins: list[int]
    lines_before: list[int]


def _stretches(text: str, name: str, records: int | None) -> _Stretches | None:
    key = rf"""(?:{re.escape(name)}|"{re.escape(name)}"|'{re.escape(name)}')"""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{key}[ \t]*\]\]", re.MULTILINE)
    begins = [match.start() for match in header.finditer(text)]
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
        return self.source.locate(self.path).line


@lru_cache(maxsize=4)
def _nodes(text: str) -> dict[str, Any]:
    import toml_rs

    nodes: dict[str, Any] = toml_rs.load_with_metadata(text).meta["nodes"]
    return nodes


def _find(nodes: Any, path: KeyPath) -> dict[str, Any] | None:
    """Return the deepest node on a path that has a place of its own, if any has."""
    found = None
    for key in path:
        try:
            node = nodes[key]
        except (KeyError, IndexError, TypeError):
            break
        placed = isinstance(node.get("key_line", node.get("value_line")), int | tuple)
        found = node if placed else None
        nodes = node["value"] if placed else node
    return found


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
