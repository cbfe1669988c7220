"""Rounding columns of money so that they add up: no penny appears or disappears.

Amounts are exact here, in pence: a whole number, or a fraction where twelfths leave one.
"""

from collections.abc import Mapping, Sequence
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
    whole, odd = divmod(abs(amount), 100)
    value = Decimal(abs(amount)).scaleb(-2) if odd else Decimal(whole)
    return -value if amount < 0 else value


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
    order: Sequence[Key] = sorted(
        lost, key=lambda key: (_preference(key, rounded, kept), lost[key]), reverse=True
    )
    for key in order[:left]:
        rounded[key] += 1
    return rounded


def _preference(key: Key, rounded: Mapping[Key, int], kept: Mapping[Key, int]) -> int:
    return 0 if key not in kept else 1 if kept[key] > rounded[key] else -1
