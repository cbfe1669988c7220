"""Rounding: columns of money so that they add up, and single figures.

Amounts of money are exact here: whole numbers of very small parts of a penny. It knows neither
savings nor workstreams, only parts of a sum, groups of them and their total.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import compress, cycle, islice, repeat
from operator import floordiv, mod
from typing import Any, Final

from msgspec import Struct

from minerva.model.dates import YEAR

PENNY: Final = YEAR
"""How many parts a penny is counted in, so that a day's share of a year's penny is whole."""

Parts = int | Fraction
"""Money in parts of a penny: a fraction of one where an amount was scaled by a ratio."""
Amount = Parts | None
"""Money in parts of a penny; None where it is not known."""

Column = Sequence[Sequence[Amount]]
"""One figure of one year, in parts of a penny, by group; None for an amount that is not known."""

_NOTHING: Final = Decimal(0)


Pennies = Sequence[list[int | None]]
"""The pence of a figure as they are shown, by group."""


class RoundedColumn(Struct, frozen=True):
    """A column in whole pence, beside its exact amounts and the exact sums of its groups.

    A group without any amount that is known has no sum.
    """

    exact: Column
    sums: Sequence[Amount]
    parts: Pennies
    groups: Sequence[int | None]
    total: int | None


def pence(amount: Decimal) -> int:
    """Return an amount of at most two decimals as a whole number of pence."""
    return int(amount.scaleb(2))


def pounds(amount: int) -> Decimal:
    """Return whole pence as pounds, with no decimals where there are no odd pence."""
    if not amount:
        return _NOTHING
    return Decimal(amount).scaleb(-2) if amount % 100 else Decimal(amount // 100)


def round_to_pence(amount: Parts) -> int:
    """Round parts of a penny to the nearest penny; a half goes away from 0."""
    size = amount if amount >= 0 else -amount
    pennies = int((2 * size + PENNY) // (2 * PENNY))
    return pennies if amount >= 0 else -pennies


def exact_sum(amounts: Iterable[Parts]) -> Parts:
    """Add up amounts exactly; fractions with one denominator are added up before others."""
    given = list(amounts)
    if {int}.issuperset(map(type, given)):
        return sum(given)
    whole = 0
    numerators: dict[int, int] = {}
    for amount in given:
        if isinstance(amount, int):
            whole += amount
        else:
            below = amount.denominator
            numerators[below] = numerators.get(below, 0) + amount.numerator
    return whole + sum(Fraction(above, below) for below, above in numerators.items())


def round_fraction(value: Fraction, places: int) -> Decimal:
    """Round a figure to so many decimals; a half goes away from 0."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def round_column(column: Column, like: RoundedColumn | None = None) -> RoundedColumn:
    """Round a column from the total down: the total, then its groups, then their parts.

    Each sum is rounded from its exact amount, and what it is made of adds up to it. An amount
    that is equal in the column `like`, which has the same groups and parts, comes out as it does
    there, so that a saving which is forecast just as planned never shows a variance of a penny.
    """
    sums = [_sum(parts) for parts in column]
    exact_total = _sum(sums)
    if exact_total is None:
        unknown: Pennies = [[None for _ in parts] for parts in column]
        return RoundedColumn(column, sums, unknown, [None] * len(sums), None)
    total = round_to_pence(exact_total)
    groups = apportion(
        total, sums, None if like is None else _where_equal(sums, like.sums, like.groups)
    )
    parts: list[list[int | None]] = []
    for number, (group, exact) in enumerate(zip(groups, column, strict=True)):
        fixed = (
            None if like is None else _where_equal(exact, like.exact[number], like.parts[number])
        )
        parts.append([None] * len(exact) if group is None else apportion(group, exact, fixed))
    return RoundedColumn(column, sums, parts, groups, total)


def apportion(
    total: int, parts: Sequence[Amount], fixed: Sequence[int | None] | None = None
) -> list[int | None]:
    """Round the parts of a sum to pence so that they add up to its rounded total.

    Each part is rounded down, and the pennies that are left go one each to the parts that
    lost most: the largest remainder. Where plain rounding adds up, this is plain rounding. A
    part of whole pence stays as it is. A part that `fixed` has pence for gets those, unless
    nothing else is left to make the sum hold. What is not known stays so.
    """
    if not any(parts):
        return [None if part is None else 0 for part in parts]
    numbers: Sequence[int] = range(len(parts))
    known: Sequence[Any] = parts
    if None in parts:
        numbers = [number for number, part in enumerate(parts) if part is not None]
        known = [part for part in parts if part is not None]
    pennies, losses = (
        list(map(floordiv, known, repeat(PENNY))),
        list(map(mod, known, repeat(PENNY))),
    )
    free: dict[int, Parts] = {}
    bound: dict[int, Parts] = {}
    for place in compress(range(len(known)), losses):
        given = None if fixed is None else fixed[numbers[place]]
        if given is None:
            free[place] = losses[place]
        else:
            bound[place], pennies[place] = known[place] - given * PENNY, given
    left = total - sum(pennies)
    if left:
        step = 1 if left > 0 else -1
        for place in islice(cycle(_most_first(free or bound)[::step]), abs(left)):
            pennies[place] += step
    if len(known) == len(parts):
        return list(pennies)
    rounded: list[int | None] = [None] * len(parts)
    for number, amount in zip(numbers, pennies, strict=True):
        rounded[number] = amount
    return rounded


def tie_within_a_penny(
    variances: Pennies, exact: Sequence[Column], parts: Sequence[Pennies]
) -> None:
    """Move pennies between rows so that variance and the parts of a loss come to 0 within a penny.

    Variance = -(the sum of the parts), exactly; each was rounded by itself, so that its column adds
    up. Where a row is more than a penny off, a part of it that was rounded away from its exact
    amount gives a penny to the same part of another row of the group: sums stay, and no part is a
    whole penny from its exact amount. What is not known stays so.
    """
    for group, variance in enumerate(variances):
        columns = [column[group] for column in parts]
        off = _sums_of_rows([variance, *columns])
        if {0, 1, -1, None}.issuperset(off):
            continue
        for row, by in enumerate(off):
            if by is not None and abs(by) > 1:
                _tie(row, 1 if by > 0 else -1, off, [column[group] for column in exact], columns)


def _sums_of_rows(columns: Sequence[Sequence[Any]]) -> list[int | None]:
    """Return the sum of each row; None where something in it is not known."""
    rows = zip(*columns, strict=True)
    if any(None in column for column in columns):
        return [None if None in row else sum(row) for row in rows]
    return list(map(sum, rows))


def _tie(
    row: int,
    sign: int,
    off: list[int | None],
    exact: Sequence[Sequence[Amount]],
    columns: Sequence[list[int | None]],
) -> None:
    """Take a penny of a sign from a part of a row, and give it to another row that can have it."""

    def over(number: int, at: int) -> bool | None:
        """Tell whether a part is shown above its exact amount; None where it is exactly that."""
        amount, pennies = exact[number][at], columns[number][at]
        if amount is None or pennies is None or amount == pennies * PENNY:
            return None
        return pennies * PENNY > amount

    for number, column in enumerate(columns):
        if over(number, row) is not (sign > 0):
            continue
        for other, by in enumerate(off):
            may_have = other != row and by is not None and by * sign <= 0
            if may_have and over(number, other) is (sign < 0):
                column[row] = (column[row] or 0) - sign
                column[other] = (column[other] or 0) + sign
                off[row], off[other] = (off[row] or 0) - sign, (by or 0) + sign
                return


def _most_first(lost: Mapping[int, Parts]) -> list[int]:
    """Return the numbers of the parts by what each lost; of equal ones the first comes first."""
    return sorted(lost, key=lambda number: -lost[number])


def _where_equal(
    amounts: Sequence[Amount], like: Sequence[Amount], rounded: Sequence[int | None]
) -> Sequence[int | None]:
    """Return the pence of each amount that is the same in another column; else None."""
    if amounts == like:
        return rounded
    return [
        pence if amount == other else None
        for amount, other, pence in zip(amounts, like, rounded, strict=True)
    ]


def _sum(amounts: Sequence[Any]) -> Amount:
    """Return the sum of the amounts that are known; None where none is."""
    if amounts and None not in amounts:
        return exact_sum(amounts)
    given = [amount for amount in amounts if amount is not None]
    return exact_sum(given) if given else None
