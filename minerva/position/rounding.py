"""Rounding columns of money so that they add up: no penny appears or disappears.

Amounts are exact here, in pence: a whole number, or a fraction where twelfths leave one. It
knows neither savings nor workstreams, only parts, groups of parts and their total.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import cycle, islice
from math import floor
from typing import Final, NamedTuple, TypeVar

Pence = int | Fraction
Key = TypeVar("Key", bound=Hashable)
Column = Mapping[str, Mapping[str, Pence]]
"""One figure of one year: by workstream, the amount of each saving that is known."""

_NOTHING: Final = Decimal(0)


class RoundedColumn(NamedTuple):
    """A column in whole pence: every part, the sum of each group, and the total of all."""

    parts: Mapping[str, int]
    groups: Mapping[str, int]
    total: int | None


def pence(amount: Decimal) -> int:
    """Return an amount of at most two decimals as a whole number of pence."""
    return int(amount.scaleb(2))


def pounds(amount: int) -> Decimal:
    """Return whole pence as pounds, with no decimals where there are no odd pence."""
    if not amount:
        return _NOTHING
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


def round_column(
    column: Column, like: Column | None = None, as_rounded: RoundedColumn | None = None
) -> RoundedColumn:
    """Round a column from the total down: the total, then its groups, then their parts.

    Each sum is rounded from its exact amount, and what it is made of adds up to it. An amount
    that is equal in the column `like` comes out `as_rounded` there, so that a saving which is
    forecast just as planned never shows a variance of a penny.
    """
    sums = {group: exact_sum(parts.values()) for group, parts in column.items() if parts}
    if not sums:
        return RoundedColumn({}, {}, None)

    def group_as_rounded(group: str) -> int | None:
        if like is None or as_rounded is None or exact_sum(like[group].values()) != sums[group]:
            return None
        return as_rounded.groups.get(group)

    total = round_half_up(exact_sum(sums.values()))
    groups = apportion(total, sums, group_as_rounded)
    parts: dict[str, int] = {}
    for group, amount in groups.items():
        exact = column[group]

        def part_as_rounded(
            part: str, group: str = group, exact: Mapping[str, Pence] = exact
        ) -> int | None:
            same = (
                like is not None and as_rounded is not None and like[group].get(part) == exact[part]
            )
            return as_rounded.parts.get(part) if same and as_rounded is not None else None

        parts |= apportion(amount, exact, part_as_rounded)
    return RoundedColumn(parts, groups, total)


def apportion(
    total: int, parts: Mapping[Key, Pence], as_rounded: Callable[[Key], int | None]
) -> dict[Key, int]:
    """Round the parts of a sum to pence so that they add up to its rounded total.

    Each part is rounded down, and the pennies that are left go one each to the parts that
    lost most: the largest remainder. Where plain rounding adds up, this is plain rounding. A
    part of whole pence stays as it is. A part that `as_rounded` gives pence for gets those,
    unless nothing else is left to make the sum hold.
    """
    rounded: dict[Key, int] = {}
    free: list[Key] = []
    bound: list[Key] = []
    for key, part in parts.items():
        if isinstance(part, int) or part.denominator == 1:
            rounded[key] = int(part)
            continue
        fixed = as_rounded(key)
        rounded[key] = floor(part) if fixed is None else fixed
        (free if fixed is None else bound).append(key)
    left = total - sum(rounded.values())
    if left == 0:
        return rounded
    # Floats are a hundred times faster to compare, and which of two parts that lost the same
    # to 15 digits gets the penny is of no account: only the sum is.
    takers = sorted(free or bound, key=lambda key: float(rounded[key] - parts[key]))
    step = 1 if left > 0 else -1
    for key in islice(cycle(takers[::step]), abs(left)):
        rounded[key] += step
    return rounded
