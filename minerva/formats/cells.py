"""What a cell says: to people, in words and aligned figures, or to machines, plainly.

Text in the data is data: here it loses the characters that a terminal or a page would act on.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache

from minerva.model import money
from minerva.model.dates import Window, format_date
from minerva.position.rounding import round_fraction
from minerva.views.table import Cell, Kind, Table

NONE = "–"
UNKNOWN = "not known"
RIGHT = (
    *(Kind.MONEY, Kind.VARIANCE, Kind.SLIP, Kind.COUNT, Kind.PERCENT, Kind.WEIGHT, Kind.SCORE),
    Kind.FIGURE,
)

_BIDI_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_NO_CHARACTERS = range(0xFDD0, 0xFDF0)
_LAST_OF_PLANE = 0xFFFE
"""The last two code points of each plane are no characters either."""
_LAST_OF_SHORT = 0xFFFF


def counted(number: int, noun: str) -> str:
    """Return a number of things in words: `1 milestone`, `1,200 milestones`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@lru_cache
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def visible(text: str) -> str:
    """Return text with control characters, line breaks and direction overrides made visible.

    So are the code points that Unicode has set apart as no characters: renderers fail at them.
    They become the escapes that TOML writes for them, so nothing is lost and nothing is
    acted on. Letters of any script, emoji and joiners are left as they are.
    """
    if text.isprintable():
        return text
    return "".join(_escape(character) if _acts(character) else character for character in text)


def _acts(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
        or code in _BIDI_CONTROLS
        or code in _NO_CHARACTERS
        or code & _LAST_OF_PLANE == _LAST_OF_PLANE
    )


def _escape(character: str) -> str:
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return short or (f"\\u{code:04x}" if code <= _LAST_OF_SHORT else f"\\U{code:08x}")


def xml_text(text: str) -> str:
    """Return text as XML can hold it: the few characters that it cannot are escaped as in TOML."""
    return _not_xml().sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def _not_xml() -> re.Pattern[str]:
    """Compile it when XML is written: that takes as long as a tenth of a short command."""
    return re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def places(table: Table) -> int:
    """Return how many decimals the money of a table is shown with: 2 if any of it has pence."""
    columns = [
        n for n, column in enumerate(table.columns) if column.kind in (Kind.MONEY, Kind.VARIANCE)
    ]
    rows = [*table.rows, *table.totals.values()]
    amounts = (row[n] for row in rows for n in columns)
    odd = (
        isinstance(amount, Decimal) and amount != amount.to_integral_value() for amount in amounts
    )
    return 2 if any(odd) else 0


def human(value: Cell, kind: Kind, decimals: int = 0) -> str:
    """Return a cell as people read it."""
    if value is None:
        return (
            UNKNOWN
            if kind in (Kind.MONEY, Kind.VARIANCE)
            else "n/a"
            if kind is Kind.PERCENT
            else NONE
        )
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Fraction):
        shown = round_fraction(value, 2)
        return f"{_plain(shown)}%" if kind is Kind.WEIGHT else f"{shown:,.2f}"
    if isinstance(value, Decimal | int):
        return _figure(value, kind, decimals)
    return visible(str(value))


def _figure(value: Decimal | int, kind: Kind, decimals: int) -> str:
    if kind is Kind.PERCENT:
        return percent(Decimal(value))
    if kind is Kind.WEIGHT:
        return f"{_plain(Decimal(value))}%"
    if kind is Kind.SLIP:
        return f"{value:+,.{1 if isinstance(value, Decimal) else 0}f}" if value else "0"
    if kind is Kind.VARIANCE:
        return f"{value:+,.{decimals}f}" if value else f"{0:.{decimals}f}"
    if kind is Kind.MONEY:
        return money.format_digits(Decimal(value), decimals)
    return f"{value:,}"


def _plain(value: Decimal) -> str:
    """Return a figure with no decimals where they are all 0, and no exponent."""
    return f"{value.to_integral_value() if value == value.to_integral_value() else value:f}"


def percent(value: Decimal) -> str:
    """Return a percentage in whole ones; a half goes away from 0."""
    return f"{value.quantize(Decimal(1), ROUND_HALF_UP) + 0}%"


def machine(value: Cell) -> str:
    """Return a cell as a spreadsheet reads it: ISO dates, plain figures, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Window):
        return value.latest.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _plain(round(value, 2))
    if isinstance(value, Fraction):
        return _plain(round_fraction(value, 4).normalize())
    return str(value)


def joined(lines: Iterable[str]) -> str:
    """Return lines as one text that ends in a line break."""
    return "\n".join([*lines, ""])
