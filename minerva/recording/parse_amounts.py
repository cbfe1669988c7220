"""Amounts of money and financial years as people write them on a command line.

Reads what has one meaning and refuses what has two, showing both.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from minerva.model import money
from minerva.model.dates import YearStart
from minerva.model.errors import MinervaError
from minerva.model.programme import ProgrammeDetails, YearLabel
from minerva.store.values import MOST_MONEY

MOST_DIGITS: Final = 24

_AMOUNT: Final = re.compile(
    r"(?P<sign>[-+\u2212]?)(?P<before>[A-Z]{3}|[£€$]?) ?(?P<inner>[-\u2212]?)"
    r"(?P<whole>[0-9]+(?:_[0-9]+)*|[0-9]{1,3}(?:[,\s][0-9]{3})+)(?P<part>\.[0-9]+)? ?"
    r"(?P<times>[kKmM]?)(?P<after>(?: ?[A-Z]{3})?)"
)
_TIMES: Final = {"": Decimal(1), "k": Decimal(1_000), "m": Decimal(1_000_000)}
_HOW_TO_WRITE_AN_AMOUNT: Final = "write 80000, 80,000.50, 80k or 1.2m"
_AT_MOST_TWO: Final = "write it with at most two"


def read_year(text: str, starts: YearStart) -> YearLabel:
    """Read a financial year: `2014/15`, or with its halves written in another way.

    Where years start on 1 January it is `2014`.
    """
    halves = re.fullmatch(r"\s*([0-9]{4})\s*[-/–]\s*(?:([0-9]{2}))?([0-9]{2})\s*", text)
    if halves and (halves[2] is None or halves[2] == f"{int(halves[1]) + 1}"[:2]):
        text = f"{halves[1]}/{halves[3]}"
    return YearLabel(starts.read_label(text.strip()))


def read_amounts_by_year(
    texts: Iterable[str], option: str, details: ProgrammeDetails
) -> dict[str, Decimal]:
    """Read amounts of financial years, each written `2014/15=80k`, in the order given.

    Raises MinervaError for one without an amount, and for a year that is given twice.
    """
    amounts: dict[str, Decimal] = {}
    for text in texts:
        name, sign, amount = text.rpartition("=")
        if not sign:
            hint = f"write {option} with a year and an amount: 2014/15=80k"
            raise MinervaError(f'"{text}" has no amount', hint)
        year = read_year(name, details.financial_year_starts)
        if year in amounts:
            raise MinervaError(f"{option} has {year} twice", "give it once")
        amounts[year] = read_amount(amount, details.currency)
    return amounts


def read_amount(text: str, currency: str) -> Decimal:
    """Read an amount of money: `£80,000`, `80k`, `1.2m`, `80_000.50`, `-5000`.

    Returns it in whole units of the programme's currency, with at most two decimals. Raises
    MinervaError for another currency, for more decimals and for what may be two amounts.
    """
    matched = _AMOUNT.fullmatch(text.strip())
    if matched is None or (matched["sign"] and matched["inner"]):
        raise MinervaError(f'"{text}" is not an amount of money', _how_to_part(text))
    named = (matched["before"].strip(), matched["after"].strip())
    for name in filter(None, named):
        if name not in (currency, money.symbol(currency).strip()):
            raise MinervaError(
                f'"{text}" is not in {currency}, the currency of the programme',
                f"write the amount in {currency}",
            )
    part = matched["part"] or ""
    digits = re.sub(r"[_,\s]", "", matched["whole"]) + part
    if len(digits) > MOST_DIGITS:
        raise MinervaError("an amount of this many digits is not read", "check the number of them")
    amount = Decimal(digits) * _TIMES[matched["times"].lower()]
    if amount >= MOST_MONEY:
        raise MinervaError("an amount this large is not read", "check the number of digits")
    thousands = digits.replace(".", "") if len(part) == 4 and not matched["times"] else None
    if amount != round(amount, 2):
        hint = f"write {thousands} if the point parts thousands" if thousands else _AT_MOST_TWO
        raise MinervaError(f'"{text}" has more than two decimals', hint)
    if thousands:
        raise MinervaError(
            f'"{text}" may be {money.format_digits(amount)} or {int(thousands):,}',
            f"write {_plain(amount)} or {thousands}",
        )
    negative = {matched["sign"], matched["inner"]} & {"-", "\u2212"}
    return _plain(-amount if negative and amount else amount)


def _how_to_part(text: str) -> str:
    """Return a hint for an amount whose comma may part thousands or pence."""
    if matched := re.fullmatch(r"\D*([0-9]+),([0-9]{1,2})\D*", text):
        return f"write {matched[1]}.{matched[2]} for pence; a comma parts thousands"
    return _HOW_TO_WRITE_AN_AMOUNT


def _plain(amount: Decimal) -> Decimal:
    """Return an amount without an exponent and without decimals that are all 0."""
    whole = amount.to_integral_value()
    return Decimal(int(whole)) if whole == amount else round(amount, 2)
