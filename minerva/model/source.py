"""Where things stand in a programme's files: file, line, column and the line's text.

A Location is a path of keys into a file that was read; its line and column are worked out
only when somebody asks. Whoever read the file knows how to find them.
"""

from typing import NamedTuple, Protocol

from msgspec import Struct

KeyPath = tuple[str | int, ...]


class Span(NamedTuple):
    """A stretch of one line: 1-based line and column, and its length, all in characters."""

    line: int
    column: int
    length: int


class Source(Protocol):
    """A file as it was read: the name to show for it, its text, and how to find a key in it."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1, without its line end."""
        ...

    def locate(self, path: KeyPath, *, value: bool = False) -> Span:
        """Return where a key stands or, with `value`, what is written for it."""
        ...


class Location(Struct, frozen=True, gc=False):
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
