"""Where a key stands in a TOML text: its line and column, looked for when somebody asks.

Most keys are found by a look at the lines (`plain_places`), the others by asking the TOML
reader (`nodes`). Nothing here opens a file or judges what is in it.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from minerva.model.source import KeyPath, Location, Span
from minerva.store import nodes, plain_places
from minerva.store.parser import Node
from minerva.store.plain_places import Stretches


def text_of(location: Location) -> "SourceText":
    """Return the file that a location of a record is in."""
    source = location.source
    assert isinstance(source, SourceText)  # noqa: S101 - the store has read every record
    return source


class SourceText:
    """A file as it was read: the name to show for it, its text, and how to find a key in it."""

    def __init__(self, name: str, text: str, records: Mapping[str, int]) -> None:
        """Take a file's text, and how many records were read from each array of tables in it."""
        self.name = name
        self.text = text
        self._records = records
        self._stretches: dict[str, Stretches | None] = {}
        self._spans: dict[bool, dict[KeyPath, Span]] = {False: {}, True: {}}
        self._found_starts: dict[int, int] = {}

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its line end."""
        start = self._found_starts.get(number)
        if start is None:
            return _line(self.text, number, self._line_starts)
        end = self.text.find("\n", start)
        return self.text[start : None if end < 0 else end].rstrip("\r")

    def locate(self, path: KeyPath, *, value: bool = False) -> Span:
        """Return where a key stands or, with `value`, what is written for it.

        A key that is not written gives the table it would stand in; a table the header it has,
        else the first key in it.
        """
        spans = self._spans[value]
        found = spans.get(path)
        if found is None:
            found = spans[path] = self._locate(path, value)
        return found

    def count(self, name: str) -> int:
        """Return how many records were read from an array of tables."""
        return self._records.get(name, 0)

    def stretch(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where the text of a record begins and ends, by its first key and its index.

        Of a table that stands there once, given by its name alone, it is the text up to the next
        header. None where that is not plain to see.
        """
        name, *index = path
        if not index:
            return plain_places.single_table(self.text, str(name))
        found = self._stretches_of(str(name))
        return (
            None
            if found is None
            else (found.begins[int(index[0])], found.begins[int(index[0]) + 1])
        )

    def _locate(self, path: KeyPath, value: bool) -> Span:
        record = self._record(path)
        if record is not None:
            begin, end, lines_before, flat = record
            place = plain_places.plain_place(self.text, begin, end, path, value=value, flat=flat)
            if place is not None:
                first, last = place
                line_start = self.text.rfind("\n", 0, first) + 1
                line = lines_before + self.text.count("\n", begin, first) + 1
                self._found_starts[line] = line_start
                return Span(line, first - line_start + 1, last - first)
        found = self._node(path, record)
        if found is None:
            return Span(1, 1, max(len(self.line(1)), 1))
        node, text, lines_before = found
        number = nodes.line_of(node, value=value)
        line_text = _line(text, number, self._line_starts if text is self.text else None)
        before, length = nodes.columns_of(node, line_text, value=value)
        return Span(number + lines_before, before + 1, length)

    def _node(self, path: KeyPath, record: "_Record | None") -> tuple[Node, str, int] | None:
        """Return what the TOML reader says of a key, the text it was asked of, the lines before.

        It is asked of the least text that is sure to hold the key, for it takes its time: the
        table the key is in, else its record, else the whole file.
        """
        if not path:
            return None
        text, lines_before, inner = self.text, 0, path
        if record is not None:
            begin, end, lines_before, _ = record
            text, inner = self.text[begin:end], (path[0], 0, *path[2:])
            table = plain_places.table_in(text, inner)
            if table is not None:
                text_of_table, lines, key = table
                node, there = nodes.find(text_of_table, key)
                if there == key and nodes.is_placed(node):
                    return node, text_of_table, lines_before + lines
        node, there = nodes.find(text, inner)
        if not there:
            return None
        if not nodes.is_placed(node):
            node = nodes.place_of_table(text, there, node)
        return node, text, lines_before

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(newline.end() for newline in re.finditer("\n", self.text))]

    def _record(self, path: KeyPath) -> "_Record | None":
        """Return where the text of a record of an array of tables stands.

        Reading only that stretch keeps a large file quick. None where it is not plain to see:
        then the whole file has to be read for its places.
        """
        if len(path) < 2 or not isinstance(path[0], str) or not isinstance(path[1], int):
            return None
        found = self._stretches_of(path[0])
        if found is None:
            return None
        index = path[1]
        return found.begins[index], found.begins[index + 1], found.lines_before[index], found.flat

    def _stretches_of(self, name: str) -> Stretches | None:
        if name not in self._stretches:
            records = self._records.get(name)
            found = None if records is None else plain_places.stretches(self.text, name, records)
            self._stretches[name] = found
        return self._stretches[name]


_Record = tuple[int, int, int, bool]
"""Where a record's text begins and ends, the lines before it, whether the whole file is flat."""


def _line(text: str, number: int, starts: list[int] | None) -> str:
    """Return a line of a text; without the starts of its lines, by looking for them."""
    if starts is None:
        return text.split("\n", number)[number - 1].rstrip("\r")
    end = starts[number] if number < len(starts) else len(text)
    return text[starts[number - 1] : end].rstrip("\r\n")
