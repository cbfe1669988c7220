"""The budget of a saving: what was agreed that it brings, and each agreement since.

It decides which amounts, start and plan hold for a financial year. How they come in over
time is the profile's (`position.profile`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from minerva.model.dates import Window, YearStart, number_of, single_day
from minerva.model.programme import Rebudget, Saving
from minerva.position.rounding import pence

Pence = int | Fraction
"""An amount in pence; a fraction of one where it was scaled by a ratio."""


class Budget(Struct, frozen=True, gc=False):
    """What a saving was agreed to bring.

    `whole` is the amount of a whole year or, of a one-off, the whole amount, in pence: None while
    not known. `plan` has the amounts of years that are planned one by one, by the number of the
    year; in a recurring saving also those of years between two of them, which bring what the year
    before does. `over` is the place in time from which it brings nothing more, None for never.
    With `assumed`, nobody gave the start: it is the first day of the plan.
    """

    recurring: bool
    whole: Pence | None
    start: Window | None
    plan: Mapping[int, Pence]
    over: int | None
    assumed: bool = False


class Agreed(Struct, frozen=True, gc=False):
    """A budget, the first year that it holds for, and the day of its last rebudget.

    The first budget holds from year 0 on, and was agreed before any day.
    """

    first: int
    since: date
    budget: Budget


def first_year(rebudget: Rebudget, starts_on: YearStart) -> int:
    """Return the number of the first year that a rebudget changes: `from`, or that of its day."""
    if rebudget.from_ is not None:
        return number_of(rebudget.from_)
    return starts_on.containing(rebudget.on).first.year


def rebudgets_by(saving: Saving, as_of: date) -> Sequence[Rebudget]:
    """Return the rebudgets agreed by a day, in the order of their days; else as in the file."""
    if not saving.rebudget:
        return ()
    agreed = [rebudget for rebudget in saving.rebudget if rebudget.on <= as_of]
    return sorted(agreed, key=lambda rebudget: rebudget.on)


def budgets_at(
    saving: Saving, baseline: Window | None, starts_on: YearStart, as_of: date
) -> Sequence[Agreed]:
    """Return the budgets of a saving by the first year that each holds for, as of a day.

    The amounts as first written, changed by every rebudget on or before the day. A rebudget
    changes the year of its day, or the year in `from`, and later ones; years before keep their
    budget. The last of them holds for all rebudgets together. `baseline` is the original
    baseline of the milestone that the saving starts with.
    """
    budgets = [Agreed(0, date.min, budget_of(saving, baseline, starts_on, ()))]
    rebudgets = rebudgets_by(saving, as_of)
    if not rebudgets:
        return budgets
    for first in sorted({first_year(rebudget, starts_on) for rebudget in rebudgets}):
        applied = [stated for stated in rebudgets if first_year(stated, starts_on) <= first]
        since = max(rebudget.on for rebudget in applied)
        budgets.append(Agreed(first, since, budget_of(saving, baseline, starts_on, applied)))
    return budgets


def budget_of(
    saving: Saving, baseline: Window | None, starts_on: YearStart, rebudgets: Sequence[Rebudget]
) -> Budget:
    """Return the budget that some rebudgets make of a saving as first written.

    Each replaces what it names: the full year, the start; of a plan, the years that it names.
    The amount of a whole year is the full year, else the last amount of the plan; of a one-off,
    the full year, else the sum of the plan, from the last rebudget's first year on that gives
    one. A plan whose start is not given, or not dated, starts on the first day of the first year
    that it names an amount other than 0 for.
    """
    full_year, plan = saving.full_year, saving.plan
    start = baseline if saving.starts is None else single_day(saving.starts)
    summed_from = 0
    for rebudget in rebudgets:
        full_year = full_year if rebudget.full_year is None else rebudget.full_year
        start = start if rebudget.starts is None else single_day(rebudget.starts)
        if rebudget.plan:
            plan = {**plan, **rebudget.plan}
            summed_from = first_year(rebudget, starts_on)
    amounts = {number_of(label): pence(amount) for label, amount in sorted(plan.items())}
    first = next((number for number, amount in amounts.items() if amount), None)
    assumed = start is None and first is not None
    return Budget(
        recurring=saving.recurring,
        whole=_whole(saving, full_year, amounts, summed_from),
        start=single_day(starts_on.year(first).first) if start is None and first else start,
        plan=_without_gaps(amounts) if saving.recurring else amounts,
        over=None if saving.ends is None else starts_on.place_after(saving.ends),
        assumed=assumed,
    )


def _whole(
    saving: Saving, full_year: Decimal | None, plan: Mapping[int, int], summed_from: int
) -> int | None:
    if full_year is not None:
        return pence(full_year)
    if not plan:
        return None
    if saving.recurring:
        return plan[max(plan)]
    return sum(amount for number, amount in plan.items() if number >= summed_from)


def _without_gaps(plan: Mapping[int, int]) -> Mapping[int, int]:
    """Return a plan with every year from its first to its last: one left out is as before."""
    if len(plan) < 2:
        return plan
    filled: dict[int, int] = {}
    for number in range(min(plan), max(plan) + 1):
        filled[number] = plan[number] if number in plan else filled[number - 1]
    return filled
