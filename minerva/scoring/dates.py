"""How good stated dates were: each date that was reached, and what was stated of it before."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct

from minerva.model.dates import Duration
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.position.trend import Written
from minerva.scoring.measure import mean, share

LEADS: Final = (1, 3, 6, 12)
"""How many months before it was reached a date is looked at."""


class DateCase(Struct, frozen=True):
    """A milestone that was reached, and the date that was stated of it some months before.

    `milestone` is as it was known on the day that the lead time leads back to. `level` is the day
    by which it was then 80% sure to be reached; None where its date counted as certain.
    """

    milestone: MilestonePosition
    lead_months: int
    reached: date
    level: date | None = None

    @property
    def stated(self) -> date:
        """The date in force on the day, the last day of a window."""
        return self.milestone.forecast.latest

    @property
    def error_days(self) -> int:
        """Reached less stated, in days: positive came later than stated."""
        return (self.reached - self.stated).days

    @property
    def held(self) -> bool:
        """Whether it was reached on or before the stated date."""
        return self.reached <= self.stated

    @property
    def held_at_level(self) -> bool | None:
        """Whether it was reached on or before its 80% level; None where it had none."""
        return None if self.level is None else self.reached <= self.level


class LeadScore(Struct, frozen=True):
    """The dates stated a number of months before they were reached."""

    lead_months: int
    cases: Sequence[DateCase]

    @property
    def bias_days(self) -> Fraction | None:
        """The mean error in days: positive came later than stated. None below 10 cases."""
        return mean(case.error_days for case in self.cases)

    @property
    def error_days(self) -> Fraction | None:
        """The mean error in days without its sign. None below 10 cases."""
        return mean(abs(case.error_days) for case in self.cases)

    @property
    def held(self) -> Fraction | None:
        """The part reached on or before the stated date, from 0 to 1. None below 10 cases."""
        return share(case.held for case in self.cases)

    @property
    def with_level(self) -> Sequence[DateCase]:
        """The cases whose date was uncertain on the day, so that there is an 80% level."""
        return [case for case in self.cases if case.level is not None]

    @property
    def held_at_level(self) -> Fraction | None:
        """The part reached on or before the 80% level: 0.8 where estimates are right.

        None below 10 cases that have such a level.
        """
        return share(bool(case.held_at_level) for case in self.with_level)


def date_cases(files: Iterable[Written], launched: date | None) -> list[DateCase]:
    """Return a case for each milestone reached by its day and each lead time.

    The day looked at is that of the completion less the months of the lead time, the last day of a
    window, clamped to the end of a month. A milestone counts if its date was stated by that day,
    the day included, and the programme was launched.
    """
    cases = []
    for file in files:
        actual = file.milestone.actual
        if actual is None:
            continue
        for months in LEADS:
            on = Duration(months, "month").before(actual.latest)
            then = None if launched is not None and on < launched else file.stated_by(on)
            if then is not None:
                cases.append(DateCase(then, months, actual.latest))
    return cases


def has_estimates(position: Position) -> bool:
    """Tell whether anything is said of how uncertain dates are."""
    confidence = position.programme.confidence
    by_default = confidence is not None and confidence.default is not None
    at_risk = any(risk.delay is not None for risk in position.programme.risks)
    estimated = any(milestone.estimate for milestone in position.programme.milestones)
    return by_default or at_risk or estimated
