"""A change to a programme's files before it is written: the edits, and what they say.

Nothing here reads or writes a file.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from minerva.model.source import KeyPath

Value = str | bool | int | Decimal | date | Sequence["Value"] | Mapping[str, "Value"]
"""What can be written for a key: a mapping as an inline table, a sequence as an array."""


class SetKey(Struct, frozen=True):
    """Write a key of a table that is there, whether it has the key yet or not.

    `file` is the file's kind, as `store.MILESTONES`. `path` leads to the table: `("programme",)`,
    `("milestone", 3)`, `("saving", 0, "realised", 2)`, counted from 0 in the order of the file.
    """

    file: str
    path: KeyPath
    key: str
    value: Value


class AddTable(Struct, frozen=True):
    """Add a table at the end of an array of tables, which need not be there yet.

    `path` leads to the array: `("waiver",)`, `("milestone", 3, "forecast")`.
    """

    file: str
    path: KeyPath
    values: Mapping[str, Value]


Edit = SetKey | AddTable


class Change(NamedTuple):
    """One intended change: its edits in order, and what it says, in one sentence without a stop.

    `warnings` are what is odd about it and does not stop it, a sentence each without a stop.
    """

    edits: Sequence[Edit]
    summary: str
    warnings: Sequence[str] = ()
