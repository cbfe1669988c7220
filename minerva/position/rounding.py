"""Rounding columns of money so that they add up: no penny appears or disappears.

Amounts are exact here, in pence: a whole number, or a fraction where twelfths leave one.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

Pence = int | Fraction
Key = TypeVar("Key")


def pence(amount: Decimal) -> int:
    """Return an amount of at most two decimals as a whole number of pence."""
    return int(amount.scaleb(2))


def pounds(amount: int) -> Decimal:
    """Return whole pence as pounds, with no decimals where there are no odd pence."""
    return Decimal(amount).scaleb(-2) if amount % 100 else Decimal(amount // 100)


def exact_sum(amounts: Iterable[Pence]) -> Pence:
    """Return the sum of amounts, exact; fractions are put together by their denominators."""
    numerators: dict[int, int] = {}
    for amount in amounts:
        denominator = amount.denominator
        numerators[denominator] = numerators.get(denominator, 0) + amount.numerator
    total: Pence = numerators.pop(1, 0)
    for denominator, numerator in numerators.items():
        total += Fraction(numerator, denominator)
    return total


def round_half_up(amount: Pence) -> int:
    """Round to the nearest penny; a half goes up."""
    return floor(amount + Fraction(1, 2)) if isinstance(amount, Fraction) else amount


def apportion(
    total: int, parts: Mapping[Key, Pence], alike: Mapping[Key, int] | None = None
) -> dict[Key, int]:
    """Round the parts of a sum to pence so that they add up to its rounded total.

    Each part is rounded down, and the pennies that are left go one each to the parts that
    lost most: the largest remainder. A part of whole pence never changes, and where plain
    rounding adds up this is plain rounding. Parts named in `alike` keep the pence given
    there (they are equal to a part of another column) as long as the sum allows it.

    `total` must be the sum of the parts rounded down or up to a penny.
    """
    rounded = {key: floor(part) for key, part in parts.items()}
    left = total - sum(rounded.values())
    if left == 0:
        return rounded
    lost = {key: part - rounded[key] for key, part in parts.items() if part != rounded[key]}
    kept = alike or {}
    # Who gets a penny is decided on floats, a hundred times faster to compare: which of two
    # parts that lost the same to 15 digits gets it is of no account, only that the sum holds.
    order = sorted(
        lost, key=lambda key: (_preference(key, rounded, kept), float(lost[key])), reverse=True
    )
    for key in order[:left]:
        rounded[key] += 1
    return rounded


def _preference(key: Key, rounded: Mapping[Key, int], kept: Mapping[Key, int]) -> int:
    return 0 if key not in kept else 1 if kept[key] > rounded[key] else -1
