"""Probabilities and ranges in words and figures, with no more digits than the runs support."""

from decimal import Decimal
from math import floor, log10

from minerva.model import money
from minerva.position.milestones import days
from minerva.simulation import Proportion, Quantile

_WHOLE = Decimal(1)
_TENS = Decimal(10)


def percent(of: Proportion) -> Decimal:
    """Return a probability as a percentage, in whole ones or, where it is too rough, in tens.

    In tens where the standard error is over two percent. What held in some runs but not in all
    is never 0 or 100.
    """
    exact = Decimal(of.share.numerator) * 100 / of.share.denominator
    unit = _TENS if of.error * 100 > 2 else _WHOLE
    rounded = (exact / unit).quantize(_WHOLE) * unit
    if unit == _WHOLE and 0 < exact < 100:
        return min(max(rounded, Decimal(1)), Decimal(99))
    return rounded


def percent_text(of: Proportion) -> str:
    """Return a probability as people read it: `49%`."""
    return f"{percent(of):f}%"


def points(error: float) -> Decimal | None:
    """Return a standard error in percentage points, to one significant digit; None where it is 0.

    A point of a probability is a hundredth.
    """
    return _one_digit(error * 100)


def rounded(quantile: Quantile) -> Decimal:
    """Return an amount to the last digit that its standard error leaves any meaning."""
    error = float(quantile.error)
    if error < 1:
        return quantile.amount
    unit = Decimal(10) ** floor(log10(error))
    return (quantile.amount / unit).quantize(_WHOLE) * unit


def amount_text(quantile: Quantile, currency: str) -> str:
    """Return an amount in its currency, as exactly as it is known."""
    return money.format_money(rounded(quantile), currency)


def range_text(count: int) -> str:
    """Return a range of days as people say it: in days up to three weeks, then in weeks."""
    if count <= 21:
        return days(count)
    return f"{round(count / 7):,} weeks"


def mean_text(value: float, error: float) -> Decimal:
    """Return a mean to the digit of its standard error, at most two decimals."""
    decimals = 0 if error <= 0 else min(max(-floor(log10(error)), 0), 2)
    return round(Decimal(value), decimals)


def _one_digit(value: float) -> Decimal | None:
    if value <= 0:
        return None
    exponent = floor(log10(value))
    return (Decimal(value) / Decimal(10) ** exponent).quantize(_WHOLE) * Decimal(10) ** exponent
