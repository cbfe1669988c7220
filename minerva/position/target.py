"""What counts against the target: recurring savings that do not end too soon."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct

from minerva.model.dates import number_of
from minerva.model.programme import Target
from minerva.position.rounding import PENNY, Amount, exact_sum, pounds, round_to_pence
from minerva.position.savings import SavingPosition


class AgainstTarget(Struct, frozen=True):
    """What recurring savings come to against the target, in pounds.

    `full_year` is their full-year effect, `first_year` their forecast of the target's first year:
    None while none of them is known, or where the target names no first year. `counted` are the
    savings that count.
    """

    counted: Sequence[SavingPosition]

    full_year: Decimal | None
    first_year: Decimal | None


def against_target(target: Target | None, savings: Iterable[SavingPosition]) -> AgainstTarget:
    """Return what counts against the target, or would if there were one.

    The full-year effect of recurring savings, and their forecast of the target's `from` year,
    without those that end before the later of the day and the last day of that year. One-off
    savings do not count: a target of so much a year is not met by money that comes once.
    """
    first_year = None if target is None else target.from_
    counted = [saving for saving in savings if counts(target, saving)]
    full_year = _sum([saving.full_year_pence for saving in counted], PENNY)
    if first_year is None:
        return AgainstTarget(counted, full_year, None)
    number = number_of(first_year)
    forecasts = [saving.forecast_in((number,))[0] for saving in counted]
    return AgainstTarget(counted, full_year, _sum(forecasts, 1))


def counts(target: Target | None, saving: SavingPosition) -> bool:
    """Tell whether a saving counts against the target, as `against_target` has it."""
    record, needed_until = saving.record, saving.as_of
    if target is not None and target.from_ is not None:
        needed_until = max(needed_until, saving.starts_on.named(target.from_).last)
    return record.recurring and (record.ends is None or record.ends >= needed_until)


def _sum(amounts: Sequence[Amount], parts: int) -> Decimal | None:
    """Return the sum of the amounts that are known, in pounds; None where there are only others.

    Each stands for so many parts of a penny.
    """
    known = [amount * parts for amount in amounts if amount is not None]
    return pounds(round_to_pence(exact_sum(known))) if known or not amounts else None
