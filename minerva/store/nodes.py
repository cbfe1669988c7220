"""Where the TOML reader finds keys, slowly: for those that a look at the lines does not find.

The reader counts columns in bytes, and has no place for a table: both are put right here.
"""

import re
from typing import Any

from minerva.model.source import KeyPath
from minerva.store.parser import Node, parse_nodes


def find(text: str, path: KeyPath) -> tuple[Node, KeyPath]:
    """Return the deepest node on a path that is there, and the path to it."""
    nodes: Any = parse_nodes(text)
    deepest: Node = {}
    there: KeyPath = ()
    for key in path:
        holder: Any = nodes if isinstance(nodes, dict | list) else {}
        if key == 0 and isinstance(holder, dict):
            continue  # a list of one, written as the table that is in it
        try:
            deepest = holder[key]
        except (KeyError, IndexError, TypeError):
            break
        there = (*there, key)
        nodes = deepest["value"] if is_placed(deepest) else deepest
    return deepest, there


def is_placed(node: Node) -> bool:
    """Tell whether a node has a place of its own; a table has only those in it."""
    return isinstance(node.get("key_line", node.get("value_line")), int | tuple)


def place_of_table(text: str, path: KeyPath, node: Node) -> Node:
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
        if not is_placed(node):
            left.extend(node.values())
        elif first is None or _first(node["key_line"]) < _first(first["key_line"]):
            first = node
    return first


def _keys(path: KeyPath) -> list[str]:
    return [key for key in path if isinstance(key, str)]


def line_of(node: Node, *, value: bool) -> int:
    """Return the line that a node with a place stands on or, with `value`, its value."""
    return _first(node[f"{_part(node, value)}_line"])


def columns_of(node: Node, line: str, *, value: bool) -> tuple[int, int]:
    """Return how many characters of its line stand before a node, and how many are its own."""
    column = node[f"{_part(node, value)}_col"]
    before, length = _characters(line, _first(column), _last(column))
    return before, max(min(length, len(line) - before), 1)


def _part(node: Node, value: bool) -> str:
    return "value" if (value and "value_line" in node) or "key_line" not in node else "key"


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
