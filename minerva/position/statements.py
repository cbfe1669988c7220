"""What was stated of a saving since it was agreed: its amount, its start, its years, its state.

It decides which of several statements counts. Of two of the same day the later in the file counts;
one made before a rebudget does not count for the years that the rebudget changes.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from msgspec import Struct

from minerva.model.dates import Window, single_day
from minerva.model.programme import (
    DeliveryState,
    Milestone,
    Rebudget,
    Saving,
    SavingForecast,
    SavingState,
    YearLabel,
)
from minerva.position.budget import rebudgets_by
from minerva.position.rounding import pence

OVER: Final[frozenset[DeliveryState]] = frozenset({"undeliverable", "written-off"})
"""The states in which a saving brings nothing more."""

Dated = TypeVar("Dated", SavingForecast, SavingState)


class Statements(Struct, frozen=True):
    """What was stated of a saving by a day, each kind in the order of the days.

    `cancelled` is the day on which the milestone that it starts with was cancelled.
    """

    forecasts: Sequence[SavingForecast] = ()
    states: Sequence[SavingState] = ()
    rebudgets: Sequence[Rebudget] = ()
    cancelled: date | None = None

    @property
    def state(self) -> SavingState | None:
        """The state that was stated last, whether it still holds or not."""
        return self.states[-1] if self.states else None

    def by(self, until: date) -> "Statements":
        """Return what of it was stated by an earlier day, that day included."""
        later = self.cancelled is not None and self.cancelled > until
        if not later and not _after(until, self.forecasts, self.states, self.rebudgets):
            return self
        return Statements(
            tuple(said for said in self.forecasts if said.on <= until),
            tuple(said for said in self.states if said.on <= until),
            tuple(said for said in self.rebudgets if said.on <= until),
            None if later else self.cancelled,
        )

    def state_in_force(self) -> DeliveryState | None:
        """Return the state that was stated last, until a statement or rebudget of a later day."""
        if not self.states:
            return None
        last = self.states[-1]
        return None if _after(last.on, self.forecasts, self.rebudgets) else last.state

    @property
    def over(self) -> bool:
        """Whether the saving brings nothing more than what was realised.

        It was last stated undeliverable or written off, or its milestone was cancelled, and
        nothing was stated or agreed of it on a later day.
        """
        if self.state_in_force() in OVER:
            return True
        return self.cancelled is not None and not _after(
            self.cancelled, self.forecasts, self.states, self.rebudgets
        )

    def full_year(self, since: date) -> int | None:
        """Return the last full year stated on a day or after it, in pence; None without one."""
        said = self.statement_of_full_year(since)
        return None if said is None or said.full_year is None else pence(said.full_year)

    def statement_of_full_year(self, since: date) -> SavingForecast | None:
        """Return the statement that the last full year stated since a day comes from."""
        for said in reversed(self.forecasts):
            if said.full_year is not None:
                return said if said.on >= since else None
        return None

    def amount_of(self, label: str, since: date) -> int | None:
        """Return the amount in force that was stated for a year since a day, in pence.

        The last one, unless a later statement restated the full year or the start. None without.
        """
        stated = self.statement_of(label, since)
        return None if stated is None else pence(stated.years[YearLabel(label)])

    def statement_of(self, label: str, since: date) -> SavingForecast | None:
        """Return the statement that an amount in force for a year comes from."""
        for said in reversed(self.forecasts):
            if said.on < since:
                return None
            if label in said.years:
                return said
            if said.full_year is not None or said.starts is not None:
                return None
        return None

    def restated_start(self) -> SavingForecast | None:
        """Return the last statement of a start, unless a rebudget of a later day gives one."""
        said = next((said for said in reversed(self.forecasts) if said.starts is not None), None)
        if said is None or any(
            rebudget.starts is not None and rebudget.on > said.on for rebudget in self.rebudgets
        ):
            return None
        return said


NOTHING_STATED: Final = Statements()
"""What is there of most savings."""


def _after(day: date, *stated: Sequence[SavingForecast | SavingState | Rebudget]) -> bool:
    """Tell whether anything was stated after a day; each kind is in the order of its days."""
    return any(said[-1].on > day for said in stated if said)


def statements_at(saving: Saving, as_of: date, cancelled: date | None) -> Statements:
    """Return what was stated of a saving by a day, that day included.

    `cancelled` is the day on which the milestone that it starts with was cancelled by the day.
    """
    if not (saving.forecast or saving.state or saving.rebudget or cancelled):
        return NOTHING_STATED
    return Statements(
        _by_day(saving.forecast, as_of),
        _by_day(saving.state, as_of),
        rebudgets_by(saving, as_of),
        cancelled,
    )


def _by_day(stated: Sequence[Dated], as_of: date) -> Sequence[Dated]:
    return sorted((said for said in stated if said.on <= as_of), key=lambda said: said.on)


class ExpectedStart(Struct, frozen=True):
    """When a saving is expected to take effect, and the statement that says so, if one does."""

    window: Window | None
    stated: SavingForecast | None


def expected_start(
    statements: Statements, projected: Window | None, news: date | None
) -> ExpectedStart:
    """Return when a saving is expected to take effect.

    `projected` is the projected date of the milestone that it starts with or, without one, the
    budget's start at the day. A restated start takes its place if it was said after `news`, the
    day on which the milestone was last forecast, rebaselined or completed. The window is None
    where it is not known: the milestone has no date, or was cancelled.
    """
    said = statements.restated_start()
    if said is not None and said.starts is not None and (news is None or said.on > news):
        return ExpectedStart(single_day(said.starts), said)
    return ExpectedStart(projected, None)


def last_news(milestone: Milestone, as_of: date) -> date | None:
    """Return the last day by the day on which a milestone was forecast, rebaselined or completed.

    None where none of them is dated.
    """
    days = [rebaseline.on for rebaseline in milestone.rebaseline]
    days += [forecast.on for forecast in milestone.forecast if forecast.on is not None]
    if milestone.actual is not None:
        days.append(milestone.actual.latest)
    return max((day for day in days if day <= as_of), default=None)
