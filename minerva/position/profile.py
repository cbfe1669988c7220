"""How the money of a budget comes in over time: as planned, moved by a delay, and scaled.

Time is counted in places (`model.dates.YearStart.place`), money in parts of a penny, both so fine
that what a day brings of a full year's amount is a whole number. Years go by their numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import TWELFTH, YEAR
from minerva.position.budget import Budget, Pence
from minerva.position.rounding import PENNY, Amount, Parts

Numbers = tuple[int, ...]
"""Financial years, each by the calendar year that it begins in."""


class _Flow(Struct, frozen=True):
    """Money that comes in evenly: from a place on, until another, so much at each place."""

    begins: int
    ends: int | None
    rate: Parts


def planned(budget: Budget, start: int | None, numbers: Numbers) -> list[Amount]:
    """Return what was planned to come in in each year, in parts of a penny.

    The amount that the plan has for the year; else the amount of a whole year x the twelfths of
    the year in effect from the start (included) to the end. A one-off falls wholly in the year
    of its start, or as its plan says. None where the amount or the start is not known; without a
    start only the years that the plan has are known.
    """
    plan, whole = budget.plan, budget.whole
    if not plan:
        return _unplanned(budget, start, numbers)
    if start is None or not budget.recurring:
        missing = None if start is None else 0
        return [plan[n] * PENNY if n in plan else missing for n in numbers]
    shares = _shares(numbers, start, budget.over)
    return [
        plan[n] * PENNY if n in plan else (whole or 0) * share
        for n, share in zip(numbers, shares, strict=True)
    ]


def moved(
    budget: Budget, start: int | None, expected: int | None, numbers: Numbers
) -> list[Amount]:
    """Return what comes in in each year once the profile is moved by its delay.

    The delay is the expected start less the budget's, both places in time: what came in at a
    moment comes in that much later, or earlier. Amounts of years that end before the budget's
    start stay. Nothing comes in after the end; what started early goes on at its last rate until
    then. A one-off moves whole, by years. Without an expected start nothing moves; without a
    start of the budget the expected one is taken. In parts of a penny.
    """
    start = expected if start is None else start
    expected = start if expected is None else expected
    if start is None or expected is None or start == expected:
        return planned(budget, start, numbers)
    if not budget.plan:
        return _unplanned(budget, expected, numbers)
    if not budget.recurring:
        return _shifted(budget, start, expected // YEAR - start // YEAR, numbers)
    flows = _moved_flows(budget, start, expected)
    amounts: list[Amount] = []
    for number in numbers:
        amount: Parts = budget.plan[number] * PENNY if stays(budget, number, start) else 0
        for stretch in _stretches(flows, number, budget.over):
            amount += stretch.rate * (stretch.until - stretch.begins)
        amounts.append(amount)
    return amounts


class Stretch(Struct, frozen=True):
    """A part of a year in which money comes in evenly: from a place in time until another.

    So much at each place, in parts of a penny.
    """

    begins: int
    until: int
    rate: Parts

    @property
    def amount(self) -> Parts:
        """What comes in in all of it, in parts of a penny."""
        return self.rate * (self.until - self.begins)


def stretches(budget: Budget, start: int, expected: int, number: int) -> Sequence[Stretch]:
    """Return how the money of a recurring saving comes in in a year once it is moved.

    Together they come to what `moved` has for the year, without an amount that does not move.
    Places in time for both starts; parts of a penny.
    """
    if budget.plan:
        flows = _moved_flows(budget, start, expected)
    else:
        flows = [_Flow(expected, None, budget.whole or 0)]
    return list(_stretches(flows, number, budget.over))


def _moved_flows(budget: Budget, start: int, expected: int) -> list[_Flow]:
    delay = expected - start
    return [
        _Flow(flow.begins + delay, flow.ends and flow.ends + delay, flow.rate)
        for flow in _flows(budget, start)
    ]


def _stretches(flows: Sequence[_Flow], number: int, over: int | None) -> Iterator[Stretch]:
    """Yield the part of each flow that falls in a year and before the end, if any does."""
    first, last = number * YEAR, (number + 1) * YEAR
    last = last if over is None else min(last, over)
    for flow in flows:
        begins = max(first, flow.begins)
        until = last if flow.ends is None else min(last, flow.ends)
        if until > begins:
            yield Stretch(begins, until, flow.rate)


def scaled(budget: Budget, whole: int) -> Budget:
    """Return a budget with its amounts scaled to another amount of a whole year, in pence.

    Amounts of the same sign as the budget's amount of a whole year x the new amount / that one;
    others stay. Where the new amount is 0 all are 0; where the budget's is 0 or not known, those
    of a plan stay. 1,450,000 instead of 1,600,000 makes 290,000 of 320,000.
    """
    old = budget.whole
    if whole == old:
        return budget
    plan: Mapping[int, Pence] = budget.plan
    if old and plan:
        ratio = Fraction(whole) / old
        plan = {
            n: _simple(amount * ratio) if not whole or amount * old > 0 else amount
            for n, amount in plan.items()
        }
    return replace(budget, whole=whole, plan=plan)


def _unplanned(budget: Budget, start: int | None, numbers: Numbers) -> list[Amount]:
    """Return what each year brings of the amount of a whole year, without a plan."""
    whole = budget.whole
    if whole is None or start is None:
        return [None] * len(numbers)
    if not budget.recurring:
        return [whole * PENNY if n == start // YEAR else 0 for n in numbers]
    return [whole * share for share in _shares(numbers, start, budget.over)]


def _shifted(budget: Budget, start: int, by: int, numbers: Numbers) -> list[Amount]:
    """Return the plan of a one-off moved by whole years, without the years before its start."""
    amounts: dict[int, Pence] = {}
    for number, amount in budget.plan.items():
        to = number if stays(budget, number, start) else number + by
        amounts[to] = amounts.get(to, 0) + amount
    return [amounts.get(number, 0) * PENNY for number in numbers]


def stays(budget: Budget, number: int, start: int) -> bool:
    """Tell whether a year has an amount of its own that does not move: it ends before the start."""
    return number in budget.plan and (number + 1) * YEAR <= start


def _flows(budget: Budget, start: int) -> Sequence[_Flow]:
    """Return how the money of a recurring saving with a plan comes in from its start on.

    A year of the plan comes in from the start, or the year's first day, to the end or the year's
    last day. The last flow goes on without an end.
    """
    first, after = min(budget.plan), max(budget.plan) + 1
    flows = []
    if start < first * YEAR:
        flows.append(_Flow(start, first * YEAR, budget.whole or 0))
    for number, amount in budget.plan.items():
        begins, ends = max(start, number * YEAR), (number + 1) * YEAR
        if budget.over is not None:
            ends = min(ends, budget.over)
        if begins < ends:
            flows.append(_Flow(begins, ends, _simple(Fraction(amount * YEAR) / (ends - begins))))
    flows.append(_Flow(max(start, after * YEAR), None, budget.whole or 0))
    flows = [flow for flow in flows if budget.over is None or flow.begins < budget.over]
    return [*flows[:-1], replace(flows[-1], ends=None)] if flows else []


def _simple(amount: Fraction) -> Parts:
    """Return a fraction that is a whole number as that."""
    return amount.numerator if amount.denominator == 1 else amount


def twelfths_in_effect(number: int, start: int, over: int | None) -> Fraction:
    """Return the twelfths of a year in effect from a start, included, until an end, left out."""
    return Fraction(_shares((number,), start, over)[0], TWELFTH)


@lru_cache(maxsize=65536)
def _shares(numbers: Numbers, start: int, over: int | None) -> tuple[int, ...]:
    """Return how many parts of a full year's penny each year has, from a start to an end."""
    shares = []
    for number in numbers:
        until = (number + 1) * YEAR if over is None else min((number + 1) * YEAR, over)
        shares.append(max(0, until - max(start, number * YEAR)))
    return tuple(shares)
