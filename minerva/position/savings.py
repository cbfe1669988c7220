"""What each saving was planned to bring, is forecast to bring and has brought, exactly.

Pure functions and frozen records, in parts of a penny: `position.totals` rounds them, for all
savings at once. A saving's budget is `position.budget`, how it comes in `position.profile`, and
what was stated since `position.statements`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from operator import sub
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import FinancialYear, Window, YearStart, number_of
from minerva.model.programme import (
    Claim,
    DeliveryState,
    Id,
    Milestone,
    ProgrammeDetails,
    Saving,
    SavingForecast,
    YearLabel,
)
from minerva.position import profile
from minerva.position.budget import Agreed, Budget, budgets_at
from minerva.position.milestones import MilestonePosition, first_baseline
from minerva.position.profile import Numbers
from minerva.position.rounding import PENNY, Amount, pence, pounds
from minerva.position.statements import (
    NOTHING_STATED,
    Statements,
    expected_start,
    last_news,
    statements_at,
)

Milestones = Mapping[Id, MilestonePosition]
Years = tuple[FinancialYear, ...]


class Figures(NamedTuple):
    """What a saving brings in each of some years, in parts of a penny; None is not known.

    planned - forecast = slipped + restated + not realised, where plan and forecast are known.
    """

    planned: list[Amount]
    forecast: list[Amount]
    slipped: list[Amount]
    restated: list[Amount]
    not_realised: list[Amount]


class SavingPosition(Struct, frozen=True, gc=False):
    """A saving as it was known on a day.

    `full_year_pence` is the full-year effect; of a one-off, the whole amount. `over` says that it
    brings nothing more: it is undeliverable, written off, or its milestone was cancelled. `start`
    is when it is expected to take effect. `budgets` are those agreed by the day, by the first year
    that each holds for. `first_open` is the number of the first year that has not ended.
    `realised` is the sum of the claims for a year made by the day, that day included; `validated`
    the part of them that was validated by the day. Both are by the label of the year, in pence,
    without the years that nothing was claimed for.
    """

    record: Saving
    as_of: date
    starts_on: YearStart
    first_open: int
    budgets: Sequence[Agreed]
    statements: Statements
    over: bool
    full_year_pence: int | None
    start: Window | None
    start_stated: SavingForecast | None
    realised: Mapping[str, int]
    validated: Mapping[str, int]
    milestone: MilestonePosition | None
    settled_by: MilestonePosition | None

    @property
    def budget(self) -> Budget:
        """The budget as last agreed by the day."""
        return self.budgets[-1].budget

    @property
    def planned_start(self) -> Window | None:
        """The start in the budget as last agreed by the day; None where it has none."""
        return self.budget.start

    @property
    def full_year(self) -> Decimal | None:
        """What it brings in a whole year, in pounds; of a one-off, in all. None while not known.

        The full year as last restated, else the budget's amount of a whole year; 0 while it is
        stated to bring nothing more.
        """
        effect = self.full_year_pence
        return None if effect is None else pounds(effect)

    @property
    def stated_full_year(self) -> Decimal | None:
        """The full year as last restated, else agreed, also of a saving that was given up."""
        whole = _full_year_pence(self.budgets[-1], self.statements)
        return None if whole is None else pounds(whole)

    @property
    def state_in_force(self) -> DeliveryState | None:
        """The state last stated, unless a statement or rebudget of a later day ended it."""
        return self.statements.state_in_force()

    @property
    def last_state(self) -> DeliveryState | None:
        """The state last stated, whether it still holds or not."""
        return None if self.statements.state is None else self.statements.state.state

    @property
    def restated(self) -> bool:
        """Whether anything was restated by the day."""
        return bool(self.statements.forecasts)

    @property
    def follows(self) -> MilestonePosition | None:
        """The milestone whose date it starts on; None where its start was stated as a day."""
        return None if self.start_stated else self.milestone

    @property
    def known_when(self) -> str:
        """When its amount will be known, or should have been, in words."""
        settled = self.settled_by
        if settled is None:
            return "no date for when it will be"
        since = "recorded since" if settled.complete else "known until"
        return f"not {since} {settled.record.name}, {settled.expected}"

    @property
    def stated_years(self) -> Mapping[YearLabel, Decimal]:
        """The amounts that are stated for single years and still count, in pounds."""
        labels = sorted({label for said in self.statements.forecasts for label in said.years})
        stated = {}
        for label in labels:
            since = self.agreed_for(number_of(label)).since
            amount = self.statements.amount_of(label, since)
            if amount is not None:
                stated[label] = pounds(amount)
        return stated

    def has_ended(self, number: int) -> bool:
        """Tell whether a financial year has ended by the day."""
        return number < self.first_open

    def agreed_for(self, number: int) -> Agreed:
        """Return the budget that holds for a year."""
        return next(agreed for agreed in reversed(self.budgets) if agreed.first <= number)

    def planned_in(self, numbers: Numbers) -> list[Amount]:
        """Return the planned amount of each of some years: the amount of its budget's profile."""
        return self._by_budget(numbers, self._planned)

    def moved_in(self, numbers: Numbers) -> list[Amount]:
        """Return what each of some years would bring as planned, but from the expected start."""
        return self._by_budget(numbers, self._moved)

    def due_in(self, numbers: Numbers) -> list[Amount]:
        """Return what each of some years should still bring, claims apart.

        The profile moved to the expected start and scaled to the full year as last restated; an
        amount stated for the year takes its place. Once the saving is stated undeliverable or
        written off, it is what was realised. None where it is not known.
        """
        return self._due(numbers, self.statements)

    def due_at_end_in(self, numbers: Numbers, due: Sequence[Amount]) -> list[Amount]:
        """Return `due`, but of a year that has ended as it stood on its last day.

        The amounts and states that were stated by then count, with the start expected now.
        """
        amounts = list(due)
        if self.statements is NOTHING_STATED:
            return amounts
        for place, number in enumerate(numbers):
            if self.has_ended(number):
                then = self.statements.by(self.starts_on.year(number).last)
                if then is not self.statements:
                    amounts[place] = self._due((number,), then)[0]
        return amounts

    def forecast_in(self, numbers: Numbers, due: Sequence[Amount] | None = None) -> list[Amount]:
        """Return the forecast of each of some years.

        A year that has ended: what was realised. Otherwise the larger of realised and due; the
        lower where due is below 0, or is 0 and realised is below 0. Not known where due is not
        known and nothing was claimed, unless the year has ended and its plan is known.
        """
        amounts = list(self.due_in(numbers) if due is None else due)
        if not self.realised and numbers[0] >= self.first_open and _ascend(numbers):
            return amounts
        claimed = {number_of(label): amount for label, amount in self.realised.items()}
        for place, number in enumerate(numbers):
            realised, amount = claimed.get(number), amounts[place]
            if number < self.first_open:
                known = amount is not None or realised is not None
                known = known or self.planned_in((number,))[0] is not None
                amounts[place] = (realised or 0) * PENNY if known else None
            elif realised is not None:
                amounts[place] = _larger(realised * PENNY, amount)
        return amounts

    def figures_in(self, numbers: Numbers) -> Figures:
        """Return the figures of each of some years.

        Slipped: planned less moved. Restated: moved less due. Not realised: due less forecast.
        The due of a year that has ended is that of its last day. Where planned or forecast is not
        known, none of the three is.
        """
        planned = self.planned_in(numbers)
        moved = planned if self._is_on_time else self.moved_in(numbers)
        unstated = not self.statements.forecasts and not self.over
        due = moved if unstated else self.due_in(numbers)
        forecast = self.forecast_in(numbers, due)
        due = self.due_at_end_in(numbers, due)
        known = None
        if any(None in amounts for amounts in (planned, moved, due, forecast)):
            pairs = zip(planned, forecast, strict=True)
            known = [was is not None and now is not None for was, now in pairs]
        return Figures(
            planned,
            forecast,
            _less(planned, moved, known),
            _less(moved, due, known),
            _less(due, forecast, known),
        )

    @property
    def _is_on_time(self) -> bool:
        """Whether it starts on the day that the only budget there was has for it."""
        start = self.planned_start
        if len(self.budgets) > 1 or start is None or self.start is None:
            return False
        return start.latest == self.start.latest

    def _by_budget(
        self, numbers: Numbers, amounts: Callable[[Agreed, Numbers], list[Amount]]
    ) -> list[Amount]:
        """Return amounts of some years, each worked out with the budget that holds for it."""
        if len(self.budgets) == 1:
            return amounts(self.budgets[0], numbers)
        return [amounts(self.agreed_for(number), (number,))[0] for number in numbers]

    def _planned(self, agreed: Agreed, numbers: Numbers) -> list[Amount]:
        return profile.planned(agreed.budget, self._place(agreed.budget.start), numbers)

    def _moved(self, agreed: Agreed, numbers: Numbers) -> list[Amount]:
        start, expected = self._place(agreed.budget.start), self._place(self.start)
        return profile.moved(agreed.budget, start, expected, numbers)

    def _due(self, numbers: Numbers, statements: Statements) -> list[Amount]:
        if statements is NOTHING_STATED:
            return self.moved_in(numbers)
        labels = [self.starts_on.year(number).label for number in numbers]
        if statements.over:
            return [self.realised.get(label, 0) * PENNY for label in labels]
        due = self._by_budget(numbers, partial(self._scaled, statements=statements))
        if not any(said.years for said in statements.forecasts):
            return due
        for place, (number, label) in enumerate(zip(numbers, labels, strict=True)):
            stated = statements.amount_of(label, self.agreed_for(number).since)
            if stated is not None:
                due[place] = stated * PENNY
        return due

    def _scaled(self, agreed: Agreed, numbers: Numbers, statements: Statements) -> list[Amount]:
        whole = statements.full_year(agreed.since)
        if whole is not None:
            agreed = replace(agreed, budget=profile.scaled(agreed.budget, whole))
        return self._moved(agreed, numbers)

    def _place(self, window: Window | None) -> int | None:
        return None if window is None else self.starts_on.place(window.latest)


def _full_year_pence(agreed: Agreed, statements: Statements) -> int | None:
    """Return the full year as last restated, else the budget's amount of a whole year."""
    stated, whole = statements.full_year(agreed.since), agreed.budget.whole
    if stated is not None or whole is None:
        return stated
    return int(whole)


def _ascend(numbers: Numbers) -> bool:
    return all(before < after for before, after in pairwise(numbers))


def _larger(realised: int, due: Amount) -> Amount:
    """Return the larger of what was realised and what is due; of a cost pressure the lower."""
    if due is None:
        return realised
    pressure = due < 0 or (due == 0 and realised < 0)
    return min(realised, due) if pressure else max(realised, due)


def _less(amounts: list[Any], others: list[Any], known: Sequence[bool] | None) -> list[Amount]:
    """Return amounts less others, where both are known and wanted: all, with None."""
    if known is None:
        return list(map(sub, amounts, others))
    if amounts is others:
        return [0 if wanted else None for wanted in known]
    return [
        amount - other if wanted and amount is not None and other is not None else None
        for amount, other, wanted in zip(amounts, others, known, strict=True)
    ]


def first_open_year(details: ProgrammeDetails, as_of: date) -> int:
    """Return the number of the first financial year that has not ended by a day.

    A year has ended when its last day is before the day and, with `accounts_close`, that long
    after its last day is before the day too.
    """
    starts_on = details.financial_year_starts
    number = starts_on.containing(as_of).first.year
    if details.accounts_close is None:
        return number
    while details.accounts_close.after(starts_on.year(number - 1).last) >= as_of:
        number -= 1
    return number


def full_year_at(saving: Saving, as_of: date, starts_on: YearStart) -> Decimal | None:
    """Return the full year of a saving as last restated by a day, else agreed; None if not known.

    It is that of a saving which was given up, too.
    """
    return saving_at(saving, Around({}, {}, as_of, starts_on, 0)).stated_full_year


class Around(Struct, frozen=True):
    """What savings are worked out with, on a day.

    The milestones that have a date and those that were cancelled by the day, by their ids;
    `first_open` is the first year that has not ended, as `first_open_year` has it.
    """

    milestones: Milestones
    cancelled: Mapping[Id, Milestone]
    as_of: date
    starts_on: YearStart
    first_open: int


def saving_at(saving: Saving, around: Around) -> SavingPosition:
    """Return a saving as it was known on a day, that day included."""
    as_of, starts_on = around.as_of, around.starts_on
    milestone = _milestone(saving.starts_with, around)
    given_up = None if saving.starts_with is None else around.cancelled.get(saving.starts_with)
    record = given_up if milestone is None else milestone.record
    baseline = None if record is None else first_baseline(record, as_of)
    budgets = budgets_at(saving, baseline, starts_on, as_of)
    cancellation = None if given_up is None else given_up.cancelled
    cancelled = None if cancellation is None else cancellation.on
    statements = statements_at(saving, as_of, cancelled)
    projected = budgets[-1].budget.start
    if saving.starts_with is not None:
        projected = None if milestone is None else milestone.projected
    news = None
    if record is not None and statements.forecasts:
        news = last_news(record, as_of)
    expected = expected_start(statements, projected, news)
    realised, validated = _claimed(saving.realised, as_of)
    over = statements.over
    return SavingPosition(
        record=saving,
        as_of=as_of,
        starts_on=starts_on,
        first_open=around.first_open,
        budgets=budgets,
        statements=statements,
        over=over,
        full_year_pence=0 if over else _full_year_pence(budgets[-1], statements),
        start=expected.window,
        start_stated=expected.stated,
        realised=realised,
        validated=validated,
        milestone=milestone,
        settled_by=_milestone(saving.known_with, around),
    )


def _milestone(id: Id | None, around: Around) -> MilestonePosition | None:
    return None if id is None else around.milestones.get(id)


def _claimed(claims: Iterable[Claim], as_of: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return by year, in pence, what was claimed by a day, and what of it was validated by it."""
    realised: dict[str, int] = {}
    validated: dict[str, int] = {}
    for claim in claims:
        if claim.on > as_of:
            continue
        year, amount, validation = claim.year, pence(claim.amount), claim.validated
        realised[year] = realised.get(year, 0) + amount
        if validation is not None and validation.on <= as_of:
            part = amount if validation.amount is None else pence(validation.amount)
            validated[year] = validated.get(year, 0) + part
    return realised, validated
