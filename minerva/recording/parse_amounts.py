"""Amounts of money and financial years as people write them on a command line.

The grammar is that of `parsing`; here it is refused what has more than two decimals.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from minerva.model.dates import YearStart
from minerva.model.errors import MinervaError
from minerva.model.programme import ProgrammeDetails, YearLabel
from minerva.parsing import amounts
from minerva.store.values import MOST_MONEY


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
    by_year: dict[str, Decimal] = {}
    for text in texts:
        name, sign, amount = text.rpartition("=")
        if not sign:
            hint = f"write {option} with a year and an amount: 2014/15=80k"
            raise MinervaError(f'"{text}" has no amount', hint)
        year = read_year(name, details.financial_year_starts)
        if year in by_year:
            raise MinervaError(f"{option} has {year} twice", "give it once")
        by_year[year] = read_amount(amount, details.currency)
    return by_year


def read_amount(text: str, currency: str) -> Decimal:
    """Read an amount of money: `£80,000`, `80k`, `1.2m`, `80_000.50`, `-5000`.

    Returns it in whole units of the programme's currency, with at most two decimals. Raises
    MinervaError for another currency, for more decimals and for what may be two amounts.
    """
    amount = amounts.read_amount(text, currency)
    if abs(amount) >= MOST_MONEY:
        raise MinervaError("an amount this large is not read", "check the number of digits")
    if amount != round(amount, 2):
        raise MinervaError(f'"{text}" has more than two decimals', amounts.AT_MOST_TWO)
    return _plain(amount if amount else Decimal(0))


def _plain(amount: Decimal) -> Decimal:
    """Return an amount without an exponent and without decimals that are all 0."""
    whole = amount.to_integral_value()
    return Decimal(int(whole)) if whole == amount else round(amount, 2)
