"""Amounts of money as people write them: `£80,000`, `80k`, `(45)`, `1.2m p.a.`.

Reads what has one meaning and refuses what has two, showing both. How many decimals an amount may
have, and how large it may be, is for those who take it.
"""

import re
from decimal import Decimal
from typing import Final

from minerva.model import money
from minerva.model.errors import MinervaError

MOST_DIGITS: Final = 24
HOW_TO_WRITE_AN_AMOUNT: Final = "write 80000, £80,000.50, 80k or 1.2m"
AT_MOST_TWO: Final = "write it with at most two"

_AMOUNT: Final = (
    r"(?i)(?P<sign>[-+]?)(?P<before>[A-Z]{3}|[£€$]?)\s*(?P<inner>[-+]?)"
    r"(?P<whole>[0-9]{1,3}(?:[,\s'][0-9]{3})+|[0-9]+(?:_[0-9]+)*)?(?P<part>\.[0-9]*)?\s*"
    r"(?P<times>k|m|mn|mio|million|thousand|bn|billion|000s?)?\s*(?P<after>[A-Z]{3}|[£€$])?(?P<last>-?)"
)
_TIMES: Final = {
    **dict.fromkeys(("k", "thousand", "000", "000s"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "mio", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_PER_YEAR: Final = r"(?i)\s*(?:p\.?\s?a\.?|per annum|per year|/\s?yr|a year)$"


def read_amount(text: str, currency: str, unit: Decimal = Decimal(1)) -> Decimal:
    """Return an amount in whole units of the currency, negative with a minus or in brackets.

    `unit` multiplies one that has no unit of its own, as `45k` has. Raises MinervaError for
    another currency, and for a point that may part thousands.
    """
    written = " ".join(text.split())
    if written.lower() in ("nil", "zero"):
        return Decimal(0)
    plain = re.sub(_PER_YEAR, "", written).replace("\u2212", "-").strip()
    below = plain.startswith("(") and plain.endswith(")")
    inner = re.fullmatch(r"(\D{0,4})\((.*)\)([km]?)", plain, re.I)
    if inner and not below:
        plain, below = f"{inner[1]}{inner[2]}{inner[3]}", True
    elif below:
        plain = plain[1:-1].strip()
    matched = re.fullmatch(_AMOUNT, plain)
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
    digits = re.sub(r"[_,\s']", "", digits)
    if len(digits) > MOST_DIGITS:
        raise MinervaError("an amount of this many digits is not read", "check the number of them")
    number, times = Decimal(digits), matched["times"]
    if times is None and unit == 1 and re.fullmatch(r"\.[0-9]{3}", matched["part"] or ""):
        _refuse_point(text, number, digits.replace(".", ""))
    amount = number * (_TIMES[times.lower()] if times else unit)
    return -amount if below or signs == ["-"] else amount


def _refuse_point(text: str, number: Decimal, thousands: str) -> None:
    """Refuse an amount whose point may part thousands, and may not."""
    exact = number == round(number, 2)
    shown = money.format_digits(number) if exact else f"{number:f}"
    raise MinervaError(
        f'"{text}" may be {shown} or {int(thousands):,}',
        f"write {shown.replace(',', '')} or {thousands}"
        if exact
        else f"write {thousands} if the point parts thousands; pence have two decimals",
    )


def _how_to_part(text: str) -> str:
    """Return a hint for an amount whose comma may part thousands or pence."""
    if matched := re.fullmatch(r"\D*([0-9.]+),([0-9]{1,2})\D*", text):
        whole = matched[1].replace(".", "")
        return f"write {whole}.{matched[2]} for pence; a comma parts thousands"
    return HOW_TO_WRITE_AN_AMOUNT
