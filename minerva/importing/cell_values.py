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
from minerva.model import money
from minerva.model.dates import Duration
from minerva.model.errors import MinervaError

NOT_KNOWN: Final = {
    *("", "-", "--", "–", "—", "?", "??", "tbc", "tbd", "tba", "n/a", "na", "n.a.", "n/k", "nk"),
    *("unknown", "not known", "not yet known", "not applicable", "none", "null", "pending"),
    *("to be confirmed", "to be determined", "to be advised", "to be agreed"),
}
ERRORS: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#+)|#+")
"""What spreadsheets show where a formula has no value, or where a column is too narrow."""

_MONEY: Final = (
    r"(?i)(?P<sign>[-+]?)(?P<before>[A-Z]{3}|[£€$]?)\s*(?P<inner>[-+]?)"
    r"(?P<whole>[0-9]{1,3}(?:[,\s'][0-9]{3})+|[0-9]+)?(?P<part>\.[0-9]*)?\s*"
    r"(?P<times>k|m|mn|mio|million|thousand|bn|billion|000s?)?\s*(?P<after>[A-Z]{3}|[£€$])?(?P<last>-?)"
)
_ONE_SEPARATOR: Final = r"(?<![0-9.,])([0-9]{1,3})[.,]([0-9]{3})(?![0-9.,])"
_TIMES: Final = {
    **dict.fromkeys(("k", "thousand", "000", "000s"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "mio", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_PER_YEAR: Final = r"(?i)\s*(?:p\.?\s?a\.?|per annum|per year|/\s?yr|a year)$"
_HOW_TO_WRITE_MONEY: Final = "write 80000, £80,000.50, 80k or 1.2m"
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
        return _money(" ".join(value.split()), currency, unit)
    raise MinervaError(f"{shown(value)} is not an amount of money", _HOW_TO_WRITE_MONEY)


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


def _money(text: str, currency: str, unit: Decimal) -> Decimal:
    if text.lower() in ("nil", "zero"):
        return Decimal(0)
    plain = re.sub(_PER_YEAR, "", text).replace("\u2212", "-").strip()
    below = plain.startswith("(") and plain.endswith(")")
    inner = re.fullmatch(r"(\D{0,4})\((.*)\)([km]?)", plain, re.I)
    if inner and not below:
        plain, below = f"{inner[1]}{inner[2]}{inner[3]}", True
    elif below:
        plain = plain[1:-1].strip()
    matched = re.fullmatch(_MONEY, plain)
    digits = matched and (matched["whole"] or "") + (matched["part"] or "")
    if matched is None or not digits or digits == ".":
        raise MinervaError(f'"{text}" is not an amount of money', _how_to_part(plain))
    signs = [matched[name] for name in ("sign", "inner", "last") if matched[name]]
    if len(signs) + below > 1:
        raise MinervaError(f'"{text}" has two signs', "write -45 or (45)")
    for named in (matched["before"], matched["after"]):
        if named and named.upper() not in (currency, money.symbol(currency).strip()):
            raise MinervaError(
                f'"{text}" is not in {currency}, the currency of the programme',
                f"write the amount in {currency}",
            )
    times = matched["times"]
    number = Decimal(re.sub(r"[,\s']", "", digits))
    if times is None and unit == 1 and re.fullmatch(r"\.[0-9]{3}", matched["part"] or ""):
        raise MinervaError(
            f'"{text}" may be {number:f} or {digits.replace(".", "")}',
            "write it without the point, or with at most two decimals",
        )
    amount = number * (_TIMES[times.lower()] if times else unit)
    return -amount if below or signs == ["-"] else amount


def _how_to_part(text: str) -> str:
    if re.fullmatch(r"\D*[0-9.]+,[0-9]{1,2}\D*", text):
        return "write a point before the pence; a comma parts thousands"
    return _HOW_TO_WRITE_MONEY


def number_of(value: float) -> Decimal:
    """Return a number of a spreadsheet with the 15 digits that it keeps, as people see it."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS_OF_A_FLOAT}g}")
