"""What people write in the cells of a spreadsheet: money, percentages, lengths of time, yes and no.

Every function returns None for what is written as not known, and raises MinervaError for
what is wrong.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from minerva.formats.data.csv import looks_like_formula
from minerva.importing.grid import Fault, Percent, Scaled, Value, shown
from minerva.model.dates import Duration
from minerva.model.errors import MinervaError
from minerva.parsing.amounts import HOW_TO_WRITE_AN_AMOUNT, read_amount

NOT_KNOWN: Final = {
    *("", "-", "--", "–", "—", "?", "??", "tbc", "tbd", "tba", "n/a", "na", "n.a.", "n/k", "nk"),
    *("unknown", "not known", "not yet known", "not applicable", "none", "null", "pending"),
    *("to be confirmed", "to be determined", "to be advised", "to be agreed"),
}
ERRORS: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#+)|#+")
"""What spreadsheets show where a formula has no value, or where a column is too narrow."""

_ONE_SEPARATOR: Final = r"(?<![0-9.,])([0-9]{1,3})[.,]([0-9]{3})(?![0-9.,])"
_DIGITS_OF_A_FLOAT: Final = 15

_DURATION: Final = (
    r"(?i)\+?\s*([0-9]+(?:\.0+)?)\s*"
    r"(e?d|days?|calendar days?|e?w|e?wks?|weeks?|e?mo|mons?|months?)?"
)
_YES: Final = {"yes", "y", "true", "1", "x", "✓", "✔"}
_NO: Final = {"no", "n", "false", "0"}


def is_unknown(value: Value) -> bool:
    """Tell whether a cell says nothing, or says that it is not known: `TBC`, `n/a`, `-`."""
    return value is None or (isinstance(value, str) and value.lower() in NOT_KNOWN)


def refuse_fault(value: Value) -> None:
    """Raise MinervaError for a cell that has no value to read: a fault, an error of a formula."""
    if isinstance(value, Fault):
        raise MinervaError(value.why, value.hint)
    if isinstance(value, str) and value[:1] == "#" and ERRORS.fullmatch(value):
        raise MinervaError(f"{value} is what a spreadsheet shows for an error", "mend the cell")


def read_money(
    value: Value, currency: str, unit: Decimal = Decimal(1), decimal_comma: str | None = None
) -> Decimal | None:
    """Return an amount in whole units of the currency; a unit of the heading multiplies it.

    A unit of its own (`45k`) stands instead of the heading's. It may have more than two decimals.
    Where another cell has a `decimal_comma`, a comma or a point alone is not sure.
    """
    refuse_fault(value)
    if is_unknown(value):
        return None
    if isinstance(value, Scaled):
        return value.amount
    if isinstance(value, Decimal):
        return value * unit
    if isinstance(value, str):
        if decimal_comma is not None and (found := re.search(_ONE_SEPARATOR, value)):
            whole, part = found[1], found[2]
            raise MinervaError(
                f'"{value}" may be {whole}{part} or {whole}.{part}: {decimal_comma}, whose comma '
                "parts the pence",
                f"write {whole}{part}, or {whole}.{part[:2]} for pence, in the whole column",
            )
        return read_amount(value, currency, unit)
    raise MinervaError(f"{shown(value)} is not an amount of money", HOW_TO_WRITE_AN_AMOUNT)


def read_percent(value: Value) -> Decimal | None:
    """Return a percentage: 100 for 100, for `100%` and for a cell that shows 100%."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    if isinstance(value, Percent):
        return value.number
    number = value if isinstance(value, Decimal) else None
    if isinstance(value, str) and (matched := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%?", value)):
        number = Decimal(matched[1])
    if number is None or not 0 <= number <= 100:
        raise MinervaError(f"{shown(value)} is not a percentage", "write a number from 0 to 100")
    return number


def read_duration(value: Value, unit: str | None = None) -> Duration | None:
    """Return a length of time: `2 weeks`, `10d`; a bare number takes the unit of the heading."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    text = shown(value)
    matched = re.fullmatch(_DURATION, text)
    named = (matched[2] if matched else None) or unit
    if matched is None or named is None:
        raise MinervaError(f'"{text}" is not a length of time', "write 10 days, 2 weeks or 1 month")
    first = named.lower().removeprefix("calendar ").removeprefix("e")[0]
    return Duration(int(Decimal(matched[1])), {"d": "day", "w": "week", "m": "month"}[first])


def read_flag(value: Value) -> bool | None:
    """Return yes or no."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    word = shown(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise MinervaError(f'"{shown(value)}" is neither yes nor no', "write yes or no")


def read_text(value: Value) -> str | None:
    """Return a text; a number as it is written."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    text = shown(value)
    # minerva's own CSV has an apostrophe before what a spreadsheet would take for a formula.
    return text[1:] if text[:1] == "'" and looks_like_formula(text[1:]) else text


@lru_cache(maxsize=65536)
def read_line(value: Value) -> str | None:
    """Return a text without its line breaks and its double blanks."""
    text = read_text(value)
    return None if text is None else " ".join(text.split())


def number_of(value: float) -> Decimal:
    """Return a number of a spreadsheet with the 15 digits that it keeps, as people see it."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS_OF_A_FLOAT}g}")
