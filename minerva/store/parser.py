"""The TOML parser, toml-rs: what it gives, what it takes for a mistake, where it found each key.

Nothing else imports it. The places of keys and the wording of its mistakes are not promised by
its authors, so pyproject.toml allows no newer version than the tests have seen.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

import toml_rs
from msgspec import Struct

Tables = dict[str, Any]
Node = dict[str, Any]
"""What the parser says of a key: where it and its value stand, and what is in it."""

_PLACE: Final = r"TOML parse error at line ([0-9]+), column ([0-9]+)"


class Mistake(Struct, frozen=True):
    """What makes a text no TOML, and where: line and column from 1, length in characters."""

    message: str
    line: int
    column: int
    length: int


class NotTomlError(ValueError):
    """A text is not TOML; it has the mistake with its place."""

    def __init__(self, mistake: Mistake) -> None:
        """Take the first mistake in the text."""
        super().__init__(mistake.message)
        self.mistake = mistake


def parse_values(text: str) -> Tables:
    """Return the values of a text, each fraction as a Decimal.

    Raises NotTomlError where it is not TOML, and another ValueError where it has a date that TOML
    allows and the calendar here does not have.
    """
    try:
        return toml_rs.loads(text, parse_float=_decimal)
    except toml_rs.TOMLDecodeError as error:
        raise NotTomlError(_mistake(str(error))) from None


@lru_cache(maxsize=4)
def parse_nodes(text: str) -> Node:
    """Return what the parser says of each key of a text; nothing where it is not TOML."""
    try:
        nodes: Node = toml_rs.load_with_metadata(text).meta["nodes"]
    except toml_rs.TOMLDecodeError:
        return {}
    return nodes


def _mistake(message: str) -> Mistake:
    lines = message.splitlines()
    place = re.match(_PLACE, lines[0])
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    carets = next((row for row in lines if row.strip(" |^") == "" and "^" in row), "^")
    return Mistake(lines[-1], line, column, carets.count("^"))


def _decimal(written: str) -> Decimal:
    """Return a number as written; one beyond all bounds is infinite, and no amount."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("Infinity")
