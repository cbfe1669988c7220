"""What goes out to other tools: a position, as the bytes of a file or of a directory of files."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from msgspec import Struct

from minerva.model.dates import Duration
from minerva.position import Position

MADE_BY = "minerva"
"""What a file that is made here says of its maker, so that it may be replaced later."""


class Request(Struct, frozen=True):
    """What is to go out: a position, and how long before its dates a calendar gives notice.

    `advance` is called with how far the work has come: so many steps done, of how many.
    """

    position: Position
    alarm: Duration | None = None
    advance: Callable[[int, int], None] = lambda _done, _total: None


class Exported(Struct, frozen=True):
    """What goes out: the bytes of a file, or of each file of a directory; and what is in it."""

    content: bytes | Mapping[str, bytes]
    summary: str


class Format(Struct, frozen=True):
    """A format, named as the file names that end in it; `suffix` is how they end otherwise.

    `is_ours` tells whether minerva made a file of the format, which may then be replaced. `extra`
    is what has to be installed to write it, if anything. `files` are the names of the files in the
    directory that is written; none where it is one file.
    """

    name: str
    title: str
    export: Callable[[Request], Exported]
    is_ours: Callable[[BinaryIO], bool]
    extra: str | None = None
    files: tuple[str, ...] = ()
    suffix: str | None = None

    @property
    def ends_names(self) -> bool:
        """Whether a file name that ends in its name asks for it."""
        return self.suffix is None and self.name != "csv"
