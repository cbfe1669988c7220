"""Which financial years reports show: from the first with any figure to the last that matters."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from minerva.model.dates import YEAR, FinancialYear, number_of
from minerva.model.programme import Programme
from minerva.position.costs import CostPosition
from minerva.position.profile import Numbers
from minerva.position.rounding import PENNY, Amount
from minerva.position.savings import SavingPosition


def years_shown(
    programme: Programme,
    savings: Iterable[SavingPosition],
    costs: Iterable[CostPosition],
    as_of: date,
) -> tuple[FinancialYear, ...]:
    """Return the financial years from the first with any figure to the last that matters.

    The first year of the target has one: what counts against it is compared there. The last is
    the latest of: the year of the day, the first year of the target, any year that a plan, a
    statement, a cost or a claim names, the year of every end, the year that a one-off moved to,
    and the first year in which each known recurring saving that has not ended brings the amount
    of a whole year, as planned and as forecast, where there is one.
    """
    starts_on = programme.details.financial_year_starts
    today = starts_on.containing(as_of).first.year
    target = programme.details.target
    begins: set[int] = set()
    last = {today}
    for cost in costs:
        begins.update(cost.years)
    for saving in {_rests_on(saving): saving for saving in savings}.values():
        of_saving = years_of(saving)
        begins.update(of_saving.begins)
        last.update(of_saving.last)
    if target is not None and target.from_ is not None:
        begins.add(number_of(target.from_))
    last |= begins
    numbers = range(min(begins, default=today), max(last) + 1)
    return tuple(starts_on.year(number) for number in numbers)


class YearsOf(NamedTuple):
    """The years that a saving has a figure in, and those that matter at its end, by number."""

    begins: Collection[int]
    last: Collection[int]


def years_of(saving: SavingPosition) -> YearsOf:
    """Return the years that a saving adds to those that are shown."""
    return YearsOf({*_named(saving), *_started(saving)}, {*_in_full(saving), *_ends(saving)})


def _rests_on(saving: SavingPosition) -> Hashable:
    """Return what the years of a saving rest on: savings that are equal in it have the same."""
    record, budget, start = saving.record, saving.budget, saving.start
    if _varies(saving):
        return record.id
    return (
        *(record.recurring, record.ends, start and start.latest),
        *(budget.start and budget.start.latest, budget.whole and 1),
        *(saving.full_year_pence is None, *saving.realised),
    )


def _varies(saving: SavingPosition) -> bool:
    """Tell whether a saving has several budgets, amounts of single years, or was restated."""
    return bool(len(saving.budgets) > 1 or saving.budget.plan or saving.restated)


def _named(saving: SavingPosition) -> Iterator[int]:
    """Yield the years that a plan, a statement or a claim names."""
    for agreed in saving.budgets:
        yield from agreed.budget.plan
    for said in saving.statements.forecasts:
        yield from map(number_of, said.years)
    yield from map(number_of, saving.realised)


def _started(saving: SavingPosition) -> Iterator[int]:
    """Yield the years in which a saving that is known starts, as planned and as expected."""
    for agreed in saving.budgets:
        if agreed.budget.whole is not None and agreed.budget.start is not None:
            yield saving.starts_on.containing(agreed.budget.start.latest).first.year
    if saving.full_year_pence is not None and saving.start is not None:
        yield saving.starts_on.containing(saving.start.latest).first.year


def _ends(saving: SavingPosition) -> Iterator[int]:
    """Yield the year in which a saving ends, and the last one that a one-off moved to."""
    if saving.record.ends is not None:
        yield saving.starts_on.containing(saving.record.ends).first.year
    start = saving.planned_start
    if not saving.record.recurring and saving.start is not None and start is not None:
        starts_on = saving.starts_on
        by = starts_on.containing(saving.start.latest).first.year
        by -= starts_on.containing(start.latest).first.year
        yield from (number + by for number in saving.budget.plan)


def _in_full(saving: SavingPosition) -> Iterator[int]:
    """Yield the first year that brings the amount of a whole year, as planned and as forecast."""
    record = saving.record
    if not record.recurring or saving.full_year_pence is None:
        return
    if record.ends is not None and record.ends < saving.as_of:
        return
    if not _varies(saving):
        yield from _in_full_without_plan(saving)
        return
    numbers = _candidates(saving)
    whole: list[Amount] = []
    effect: list[Amount] = []
    for number in numbers:
        agreed = saving.agreed_for(number)
        stated = saving.statements.full_year(agreed.since)
        whole.append(agreed.budget.whole)
        effect.append(agreed.budget.whole if stated is None else stated)
    yield from _first_equal(numbers, saving.planned_in(numbers), whole)
    if not saving.over:
        yield from _first_equal(numbers, saving.due_in(numbers), effect)


def _in_full_without_plan(saving: SavingPosition) -> Iterator[int]:
    for start in (saving.planned_start, saving.start):
        if start is not None:
            place = saving.starts_on.place(start.latest)
            number = -(-place // YEAR) if saving.budget.whole else place // YEAR
            over = saving.budget.over
            if over is None or (number + 1) * YEAR <= over:
                yield number


def _candidates(saving: SavingPosition) -> Numbers:
    """Return the years from the first start to one after everything that varies by year."""
    starts = [agreed.budget.start for agreed in saving.budgets] + [saving.start]
    places = [saving.starts_on.place(start.latest) // YEAR for start in starts if start]
    named = list(_named(saving))
    delay = max(places) - min(places) + 1 if places else 0
    everything = [*places, *named]
    if not everything:
        return ()
    return tuple(range(min(everything), max(everything) + delay + 2))


def _first_equal(
    numbers: Numbers, amounts: Sequence[Amount], whole: Sequence[Amount]
) -> Iterator[int]:
    for number, amount, full in zip(numbers, amounts, whole, strict=True):
        if amount is not None and full is not None and amount == full * PENNY:
            yield number
            return
