"""What each option appraised would have taken to pay for itself."""

from decimal import Decimal
from typing import NamedTuple

from minerva.model.programme import Option


class Payback(NamedTuple):
    """Years until an investment is paid back, at best and at worst. No `high`: perhaps never."""

    low: Decimal
    high: Decimal | None


def payback(option: Option) -> Payback | None:
    """Return the payback in years: investment / annual saving.

    The best case is the lowest investment over the highest saving, the worst the highest
    over the lowest. None where either amount is not stated, or where the most it may save is
    nothing; no worst case where the least it may save is.
    """
    saving, investment = option.annual_saving, option.investment
    if saving is None or investment is None or saving.high <= 0:
        return None
    worst = investment.high / saving.low if saving.low > 0 else None
    return Payback(investment.low / saving.high, worst)
