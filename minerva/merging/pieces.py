"""A file in pieces: its tables, and in each its keys, every one with the lines it stands in.

Put together again, the pieces are the file to the byte. Nothing here knows what a key means.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from minerva.store.parser import parse_values

_MOST_LINES: Final = 5_000
"""How many lines a value may run over; a longer one is not looked for."""


class CannotPartError(Exception):
    """The text is no TOML, or is laid out in a way that does not come apart in whole lines."""


class Conflict(NamedTuple):
    """What stands on either side where the two cannot be brought together."""

    ours: str
    theirs: str


class Key(Struct, frozen=True):
    """A key of a table: the lines above it that are blank or comments, its own lines, its value.

    A conflict stands in the place of the lines, and the value is then ours.
    """

    name: str
    above: str
    text: str
    value: Any
    conflict: Conflict | None = None


class Table(Struct, frozen=True):
    """A table: what stands above its header, the header, its keys, and the tables below it.

    `path` is the header's; the file itself is a table without a header. `conflict`, if there is
    one, is about the whole table with all that is below it; the rest is then ours.
    """

    path: tuple[str, ...]
    is_array: bool
    above: str
    header: str
    keys: tuple[Key, ...]
    tables: tuple["Table", ...]
    conflict: Conflict | None = None

    @property
    def name(self) -> str:
        """The last word of its header."""
        return self.path[-1]

    @property
    def text(self) -> str:
        """The lines of the table and of all below it, without those above its header."""
        return "".join(
            [
                self.header,
                *(key.above + key.text for key in self.keys),
                *(table.above + table.text for table in self.tables),
            ]
        )

    def data(self) -> dict[str, Any]:
        """What the table says, as the reader of TOML gives it."""
        said: dict[str, Any] = {key.name: key.value for key in self.keys if key.text}
        for table in self.tables:
            holder = said
            for name in table.path[len(self.path) : -1]:
                holder = holder.setdefault(name, {})
            if table.is_array:
                holder.setdefault(table.name, []).append(table.data())
            else:
                holder.setdefault(table.name, {}).update(table.data())
        return said


class Pieces(Struct, frozen=True):
    """A whole file: the table of all its tables, and the lines after the last."""

    root: Table
    end: str


def part(text: str) -> Pieces:
    """Return a text in pieces. Raises CannotPartError."""
    blocks: list[Table] = [Table((), is_array=False, above="", header="", keys=(), tables=())]
    keys: list[list[Key]] = [[]]
    end = ""
    for item in _items(text):
        if isinstance(item, str):
            end = item
        elif isinstance(item, Table):
            blocks.append(item)
            keys.append([])
        else:
            _add_key(keys[-1], item)
    whole = [replace(block, keys=tuple(found)) for block, found in zip(blocks, keys, strict=True)]
    pieces = Pieces(_nested(whole), end)
    try:
        if pieces.root.data() != parse_values(text):
            raise CannotPartError
    except (ValueError, AttributeError, TypeError) as error:
        raise CannotPartError from error
    return pieces


def put_together(pieces: Pieces, newline: str, *, marked: bool = True) -> str:
    """Return the text of pieces, with conflicts as git marks them; else with ours in their place.

    Each piece but the last ends its line, whatever it did where it came from.
    """
    parts = [part for part in (*_texts(pieces.root, newline, marked), pieces.end) if part]
    return "".join(
        part if part.endswith("\n") or number == len(parts) - 1 else part + newline
        for number, part in enumerate(parts)
    )


def _texts(table: Table, newline: str, marked: bool) -> Iterator[str]:
    if table.conflict is not None and marked:
        yield _marked(table.conflict, newline)
        return
    yield table.above
    yield table.header
    for key in table.keys:
        yield key.above
        yield key.text if key.conflict is None or not marked else _marked(key.conflict, newline)
    for below in table.tables:
        yield from _texts(below, newline, marked)


def _marked(conflict: Conflict, newline: str) -> str:
    ours, theirs = (
        text if not text or text.endswith("\n") else text + newline for text in conflict
    )
    return f"<<<<<<< ours{newline}{ours}======={newline}{theirs}>>>>>>> theirs{newline}"


def _items(text: str) -> Iterator[Key | Table | str]:
    """Yield each header and each key with the lines above it, then what is left at the end."""
    lines = text.split("\n")
    lines = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    above, number = "", 0
    while number < len(lines):
        line = lines[number].strip()
        number += 1
        if not line or line.startswith("#"):
            above += lines[number - 1]
        elif line.startswith("["):
            yield _header(lines[number - 1], above)
            above = ""
        else:
            taken = lines[number - 1]
            while (value := _value(taken)) is None:
                if number == len(lines) or taken.count("\n") > _MOST_LINES:
                    raise CannotPartError
                taken += lines[number]
                number += 1
            if len(value) != 1:
                raise CannotPartError
            (name,) = value
            yield Key(name, above, taken, value[name])
            above = ""
    yield above


def _value(text: str) -> dict[str, Any] | None:
    """Return what some lines say; None while they are not whole."""
    try:
        return parse_values(text)
    except ValueError:
        return None


def _header(line: str, above: str) -> Table:
    said: Any = _value(line)
    path: list[str] = []
    while isinstance(said, dict) and said:
        (name,) = said
        path.append(name)
        said = said[name]
    if not path or said is None:
        raise CannotPartError
    is_array = isinstance(said, list)
    return Table(tuple(path), is_array, above, line, keys=(), tables=())


def _add_key(keys: list[Key], key: Key) -> None:
    """Add a key; the parts of one that is written with dots, line by line, are one key."""
    if keys and keys[-1].name == key.name:
        before = keys.pop()
        text = before.text + key.above + key.text
        value = _value(before.text + key.text)
        if value is None:
            raise CannotPartError
        key = Key(key.name, before.above, text, value[key.name])
    elif any(other.name == key.name for other in keys):
        raise CannotPartError
    keys.append(key)


def _nested(blocks: list[Table]) -> Table:
    """Return the tables of a file, each below the last one whose header its own begins with."""
    open_tables: list[tuple[Table, list[Table]]] = [(blocks[0], [])]
    for block in blocks[1:]:
        while not _is_below(block, open_tables[-1][0]):
            _close(open_tables)
        open_tables.append((block, []))
    while len(open_tables) > 1:
        _close(open_tables)
    root, tables = open_tables[0]
    return replace(root, tables=tuple(tables))


def _is_below(block: Table, other: Table) -> bool:
    depth = len(other.path)
    return len(block.path) > depth and block.path[:depth] == other.path


def _close(open_tables: list[tuple[Table, list[Table]]]) -> None:
    table, tables = open_tables.pop()
    open_tables[-1][1].append(replace(table, tables=tuple(tables)))
