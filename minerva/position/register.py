"""The register on a day: risks, issues, actions and decisions, each as it was last reviewed.

Pure functions and frozen records. What is dated after the day does not exist on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import attrgetter
from typing import Any, Final, TypeVar

from msgspec import Struct

from minerva.model.dates import Window
from minerva.model.register import (
    Action,
    Issue,
    IssueReview,
    IssueSeverity,
    RegisterDecision,
    Response,
    Risk,
    RiskReview,
)
from minerva.model.values import Delay, Loss
from minerva.position.rounding import round_fraction

_SEVERITIES: Final[Sequence[IssueSeverity | None]] = ("high", "medium", "low", None)
"""The worst first; what nobody gave a severity comes last."""


class State(Enum):
    """Whether an entry still needs somebody."""

    OPEN = "open"
    CLOSED = "closed"
    HAPPENED = "happened"
    DONE = "done"
    MADE = "made"


class RiskPosition(Struct, frozen=True):
    """A risk on a day. `probability` is in percent; `reviewed` is when it was last looked at."""

    record: Risk
    as_of: date
    state: State
    probability: Decimal
    delay: Delay | None
    money: Loss | None
    response: Response | None
    reviewed: date

    @property
    def open(self) -> bool:
        """Whether it may still happen. On the day that it is closed it is no longer open."""
        return self.state is State.OPEN

    @property
    def may_count(self) -> bool:
        """Whether it may still change something.

        It is open and may happen, and is not known to bring neither a day nor a penny.
        """
        ends = [*(self.delay_days or ())]
        if self.money is not None:
            ends += [self.money.low, self.money.high]
        return self.open and self.probability > 0 and (not ends or any(ends))

    @property
    def delay_days(self) -> tuple[int, int] | None:
        """The low and the high of its delay in calendar days, counted from the day.

        A month is as long as the one that begins on the day. None where no delay is stated.
        """
        if self.delay is None:
            return None
        low, high = self.delay.low.after(self.as_of), self.delay.high.after(self.as_of)
        return (low - self.as_of).days, (high - self.as_of).days

    @property
    def expected_days(self) -> Decimal | None:
        """Probability x the middle of the delay, in days with two decimals.

        The middle is half of low + high. None where no delay is stated, or it is not open.
        """
        if self.delay_days is None or not self.open:
            return None
        return round_fraction(self._chance * Fraction(sum(self.delay_days), 2), 2)

    @property
    def expected_money(self) -> Decimal | None:
        """Probability x the middle of what it costs, to the penny: a loss, without a sign.

        None where no loss is stated, or it is not open.
        """
        if self.money is None or not self.open:
            return None
        middle = (Fraction(self.money.low) + Fraction(self.money.high)) / 2
        return round_fraction(self._chance * middle, 2)

    @property
    def unreviewed_days(self) -> int:
        """Days since it was last looked at, or raised."""
        return (self.as_of - self.reviewed).days

    @property
    def _chance(self) -> Fraction:
        return Fraction(self.probability) / 100


class IssuePosition(Struct, frozen=True):
    """An issue on a day, with the severity and the date last stated."""

    record: Issue
    as_of: date
    state: State
    severity: IssueSeverity | None
    due: Window | None
    reviewed: date

    @property
    def open(self) -> bool:
        """Whether it still has to be settled. On the day that it is closed it is no longer open."""
        return self.state is State.OPEN

    @property
    def overdue_days(self) -> int:
        """Days since it was due, while it is open; 0 where it is not overdue."""
        return _overdue_days(self.due, self.as_of, open=self.open)

    @property
    def unreviewed_days(self) -> int:
        """Days since it was last looked at, or raised."""
        return (self.as_of - self.reviewed).days


class ActionPosition(Struct, frozen=True):
    """An action on a day."""

    record: Action
    as_of: date
    state: State

    @property
    def open(self) -> bool:
        """Whether it still has to be done. On the day that it is done it is no longer open."""
        return self.state is State.OPEN

    @property
    def due(self) -> Window | None:
        """When it has to be done."""
        return self.record.due

    @property
    def overdue_days(self) -> int:
        """Days since the last day of `due`, while it is open; 0 where it is not overdue."""
        return _overdue_days(self.record.due, self.as_of, open=self.open)


class DecisionPosition(Struct, frozen=True):
    """A decision on a day. `outcome` is None until it was made."""

    record: RegisterDecision
    as_of: date
    state: State

    @property
    def open(self) -> bool:
        """Whether it still has to be made. On the day that it is made it is no longer open."""
        return self.state is State.OPEN

    @property
    def due(self) -> Window | None:
        """When it is needed."""
        return self.record.needed_by

    @property
    def outcome(self) -> str | None:
        """What was decided, once it was."""
        return None if self.open else self.record.outcome

    @property
    def overdue_days(self) -> int:
        """Days since the last day of `needed_by`, while it is open; 0 where it is not overdue."""
        return _overdue_days(self.record.needed_by, self.as_of, open=self.open)


def _overdue_days(due: Window | None, day: date, *, open: bool) -> int:
    if due is None or not open:
        return 0
    return max((day - due.latest).days, 0)


def risks_at(risks: Iterable[Risk], day: date) -> list[RiskPosition]:
    """Return the risks that were raised by a day, the worst first, those closed last.

    The worst have the most expected days, then the most expected money; equal ones stay in the
    order of the file. Each value is the one last stated by the day, in the risk itself or in a
    review; of two reviews of one day the later in the file counts.
    """
    found = [_risk_at(risk, day) for risk in risks if risk.raised <= day]
    return sorted(
        found,
        key=lambda risk: (
            not risk.open,
            -(risk.expected_days or 0),
            -(risk.expected_money or 0),
        ),
    )


def _risk_at(risk: Risk, day: date) -> RiskPosition:
    reviews: list[RiskReview] = _by_day(risk.review, day)
    state = State.OPEN
    if risk.closed is not None and risk.closed <= day:
        state = State.HAPPENED if risk.happened else State.CLOSED
    return RiskPosition(
        risk,
        day,
        state,
        _last("probability", risk, reviews),
        _last("delay", risk, reviews),
        _last("money", risk, reviews),
        _last("response", risk, reviews),
        max([risk.raised, *(review.on for review in reviews)]),
    )


def issues_at(issues: Iterable[Issue], day: date) -> list[IssuePosition]:
    """Return the issues that were raised by a day, the worst first, those closed last.

    The worst have the highest severity, then are the most overdue, then were raised first.
    """
    found = []
    for issue in issues:
        if issue.raised > day:
            continue
        reviews: list[IssueReview] = _by_day(issue.review, day)
        found.append(
            IssuePosition(
                issue,
                day,
                State.CLOSED if _by(issue.closed, day) else State.OPEN,
                _last("severity", issue, reviews),
                _last("due", issue, reviews),
                max([issue.raised, *(review.on for review in reviews)]),
            )
        )
    return sorted(
        found,
        key=lambda issue: (
            not issue.open,
            _SEVERITIES.index(issue.severity),
            -issue.overdue_days,
            issue.record.raised,
        ),
    )


def actions_at(actions: Iterable[Action], day: date) -> list[ActionPosition]:
    """Return the actions that were raised by a day, the most overdue first, those done last."""
    found = [
        ActionPosition(action, day, State.DONE if _by(action.done, day) else State.OPEN)
        for action in actions
        if action.raised <= day
    ]
    return _soonest_first(found)


def decisions_at(decisions: Iterable[RegisterDecision], day: date) -> list[DecisionPosition]:
    """Return the decisions that were raised by a day, the most overdue first, those made last."""
    found = [
        DecisionPosition(decision, day, State.MADE if _by(decision.made, day) else State.OPEN)
        for decision in decisions
        if decision.raised <= day
    ]
    return _soonest_first(found)


Due = TypeVar("Due", ActionPosition, DecisionPosition)


def _soonest_first(entries: Iterable[Due]) -> list[Due]:
    """Sort by the last day that each is due on; without one it comes after those with one."""
    return sorted(
        entries, key=lambda entry: (not entry.open, entry.due.latest if entry.due else date.max)
    )


Reviewed = TypeVar("Reviewed", RiskReview, IssueReview)


def _by_day(reviews: Iterable[Reviewed], day: date) -> list[Reviewed]:
    """Return the reviews of a day or before, in the order of their days."""
    return sorted((review for review in reviews if review.on <= day), key=attrgetter("on"))


def _by(closed: date | None, day: date) -> bool:
    return closed is not None and closed <= day


def _last(key: str, record: Any, reviews: Iterable[Any]) -> Any:
    """Return what was last stated for a key, in the record itself or in one of its reviews."""
    stated = [getattr(record, key), *(getattr(review, key) for review in reviews)]
    return next((value for value in reversed(stated) if value is not None), None)
