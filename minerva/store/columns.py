"""Many values of a kind read at once, by loops of the interpreter's own.

Each function raises ValueError, without words, where one of the values may not be sound: then
each is read by itself, which says what is wrong. What is taken here is what would be taken there.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from minerva.parsing.ids import KEBAB

Column = list[Any]

_IDS: Final = re.compile(f"{KEBAB}(?:\n{KEBAB})*")


def texts(values: Column) -> Column:
    """Return texts."""
    if not {str}.issuperset(map(type, values)):
        raise ValueError
    return values


def needed_texts(values: Column) -> Column:
    """Return texts that say something."""
    if not all(map(str.strip, texts(values))):
        raise ValueError
    return values


def ids(values: Column) -> Column:
    """Return ids: joined to lines, which is the quickest way to see that each is one."""
    lines = "\n".join(texts(values))
    if values and (lines.count("\n") != len(values) - 1 or not _IDS.fullmatch(lines)):
        raise ValueError
    return values


class _AlreadyRead(dict[Any, Any]):
    """What values were read as; one that is not there yet is read."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __missing__(self, value: Any) -> Any:
        read = self[value] = self.read(value)
        return read


def each_once(read: Callable[[Any], Any]) -> Callable[[Column], Column]:
    """Return a reader of columns that reads equal values once, and has one object for them.

    For values that equal only values of their own type: days and texts.
    """
    already_read = _AlreadyRead(read)

    def read_column(values: Column) -> Column:
        try:
            return list(map(already_read.__getitem__, values))
        except TypeError:  # a list or a table, which cannot be looked up
            raise ValueError from None

    return read_column
