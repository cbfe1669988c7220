"""Where each milestone stood on a day: what was done, what was expected, and how late.

Pure functions and frozen records. What is dated after the day does not exist on it.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model import working_days
from minerva.model.dates import Duration, Window, single_day
from minerva.model.programme import (
    Check,
    Id,
    Milestone,
    MilestoneForecast,
    Predecessor,
    ProgrammeDetails,
    Rebaseline,
)
from minerva.model.source import Location


class Status(Enum):
    """How far a milestone is."""

    COMPLETE = "complete"
    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    UNDATED = "undated"


class Rating(Enum):
    """BRAG: blue is complete, red needs a decision."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"

    @property
    def urgency(self) -> int:
        """Where the rating stands from the worst (0) to the best."""
        return _URGENCY[self]


_URGENCY: Final = {rating: urgency for urgency, rating in enumerate(Rating)}


class DrivingPredecessor(Struct, frozen=True):
    """The predecessor that holds a milestone back, and the day until which it does."""

    id: Id
    until: date


class MilestonePosition(Struct, frozen=True, gc=False):
    """A milestone as it was known on a day. Figures in days count calendar days."""

    record: Milestone
    as_of: date
    baseline: Window | None
    forecast: Window
    actual: Window | None
    tolerance: Duration | None
    check: Check
    stated: MilestoneForecast | Rebaseline | None
    driver: DrivingPredecessor | None = None
    held_by: Id | None = None
    """The undated milestone that it waits for, directly or not."""

    @property
    def original_baseline(self) -> Window | None:
        """The date first agreed, whatever was agreed since; None where none was by the day.

        Of a milestone that was written without a date it is the first rebaseline.
        """
        return first_baseline(self.record, self.as_of)

    @property
    def complete(self) -> bool:
        """Whether it was achieved by the day: `actual` on or before it."""
        return self.actual is not None

    @property
    def overdue(self) -> bool:
        """Whether it is not complete and its forecast has passed. Due on the day is not overdue."""
        return self.actual is None and self.as_of > self.forecast.latest

    @property
    def overdue_days(self) -> int:
        """Days from the forecast to the day, where it is overdue; 0 where it is not."""
        return (self.as_of - self.forecast.latest).days if self.overdue else 0

    @property
    def expected(self) -> Window:
        """When it was or will be reached: the actual date, else the later of forecast and the day.

        What is not done yet cannot be done before the day itself.
        """
        if self.actual is not None:
            return self.actual
        return self.forecast if self.forecast.latest >= self.as_of else single_day(self.as_of)

    @property
    def projected(self) -> Window | None:
        """When it can be reached: as expected, or later where a predecessor holds it back.

        None where it waits for a milestone without a date.
        """
        if self.held_by is not None:
            return None
        return self.expected if self.driver is None else single_day(self.driver.until)

    @property
    def best_known(self) -> Window:
        """The projected date; the expected one where it waits for a milestone without a date."""
        return self.projected or self.expected

    @property
    def waits_for(self) -> Sequence[Predecessor]:
        """What it still comes after: nothing once it is complete."""
        return self.record.after if self.actual is None else ()

    def driven_by(self, id: Id, until: date) -> "MilestonePosition":
        """Return it as held back to a day by a predecessor."""
        return replace(self, driver=DrivingPredecessor(id, until))

    @property
    def slippage_days(self) -> int | None:
        """Expected less baseline, in days: positive is late, negative is early.

        None where no baseline is agreed.
        """
        if self.baseline is None:
            return None
        return (self.expected.latest - self.baseline.latest).days

    @property
    def slippage_working_days(self) -> int | None:
        """The slippage in working days of England and Wales: positive is late, negative is early.

        The working days after the baseline, up to the expected date and with it. None where it
        is not known which days these are, before 1978 and after 2100, and without a baseline.
        """
        if self.baseline is None:
            return None
        return working_days.slipped(self.baseline.latest, self.expected.latest)

    @property
    def total_slippage_days(self) -> int | None:
        """Expected less the original baseline, in days: what rebaselining does not forgive.

        None where no baseline was agreed.
        """
        original = self.original_baseline
        return None if original is None else (self.expected.latest - original.latest).days

    @property
    def baseline_missed(self) -> bool:
        """Whether it is not complete and its baseline has passed; a new forecast hides nothing."""
        return (
            self.actual is None and self.baseline is not None and self.as_of > self.baseline.latest
        )

    @property
    def tolerance_limit(self) -> date | None:
        """The last day that is within tolerance: baseline + tolerance. None without either."""
        if self.tolerance is None or self.baseline is None:
            return None
        return self.tolerance.after(self.baseline.latest)

    @property
    def within_tolerance(self) -> bool | None:
        """Whether it is expected on or before its tolerance limit. None where none is agreed."""
        limit = self.tolerance_limit
        return None if limit is None else self.expected.latest <= limit

    @property
    def tolerance_used(self) -> Decimal | None:
        """Slippage as a percentage of the tolerance, 0 where it is early.

        None where no tolerance is agreed, or one of no length.
        """
        limit = self.tolerance_limit
        slippage = self.slippage_days
        if limit is None or self.baseline is None or slippage is None:
            return None
        length = (limit - self.baseline.latest).days
        return Decimal(max(slippage, 0)) * 100 / length if length else None

    @property
    def float_days(self) -> int | None:
        """Deadline less expected, in days: negative is broken. None without a deadline."""
        deadline = self.record.deadline
        return None if deadline is None else (deadline.latest - self.expected.latest).days

    @property
    def status(self) -> Status:
        """Complete; else overdue; else due (within the look-ahead, ends included) or upcoming."""
        if self.complete:
            return Status.COMPLETE
        days_left = (self.forecast.latest - self.as_of).days
        if days_left < 0:
            return Status.OVERDUE
        return Status.DUE if days_left <= self.check.due_within else Status.UPCOMING

    @property
    def rating(self) -> Rating:
        """Blue, red, amber or green; `reason` says why."""
        if self.actual is not None:
            return Rating.BLUE
        if self.red_reasons():
            return Rating.RED
        return Rating.AMBER if self.amber_reasons() else Rating.GREEN

    @property
    def reason(self) -> str:
        """Why it is red or amber, the worst first; nothing where it is green or complete."""
        return "" if self.complete else "; ".join(self.red_reasons() + self.amber_reasons())

    def red_reasons(self) -> list[str]:
        """Say what makes it red: overdue, beyond tolerance, or the deadline broken."""
        reasons = []
        if self.overdue:
            reasons.append(f"{days(self.overdue_days)} overdue")
        limit, deadline = self.tolerance_limit, self.record.deadline
        if limit is not None and self.expected.latest > limit:
            beyond = (self.expected.latest - limit).days
            reasons.append(f"{days(beyond)} beyond its tolerance of {self.tolerance}")
        if deadline is not None and self.expected.latest > deadline.latest:
            broken = (self.expected.latest - deadline.latest).days
            reasons.append(f"{days(broken)} past its deadline of {deadline}")
        return reasons

    def amber_reasons(self) -> list[str]:
        """Say what makes it amber: slipped, its baseline missed, or low float."""
        reasons = []
        slippage = self.slippage_days
        if slippage is not None and slippage > 0 and not self.overdue:
            reasons.append(f"slipped {days(slippage)}")
        if self.baseline_missed and not self.overdue:
            reasons.append(f"missed its baseline of {self.baseline}")
        float_days = self.float_days
        if float_days is not None and 0 <= float_days < self.check.low_float:
            reasons.append(f"{days(float_days)} of float to its deadline of {self.record.deadline}")
        return reasons

    @property
    def cause(self) -> Location:
        """The line that sets the expected date: the actual, else the forecast in force."""
        if self.actual is not None:
            return self.record.location.at("actual")
        if self.stated is not None:
            return self.stated.location.at("date")
        return self.record.location.at("baseline")


def has_date(milestone: Milestone, day: date) -> bool:
    """Tell whether anything dates a milestone on a day: baseline, rebaseline, forecast, actual."""
    if milestone.baseline is not None:
        return True
    stated = any(forecast.on is None or forecast.on <= day for forecast in milestone.forecast)
    agreed = any(rebaseline.on <= day for rebaseline in milestone.rebaseline)
    done = milestone.actual is not None and milestone.actual.latest <= day
    return stated or agreed or done


def first_baseline(milestone: Milestone, as_of: date) -> Window | None:
    """Return the date first agreed by a day; None where none was.

    Of a milestone that was written without a date it is the first rebaseline.
    """
    if milestone.baseline is not None:
        return milestone.baseline
    agreed = [new for new in milestone.rebaseline if new.on <= as_of]
    return min(agreed, key=lambda new: new.on).date if agreed else None


class UndatedMilestone(Struct, frozen=True):
    """A milestone that no date is known of on a day: it is counted, and in no measure of time."""

    record: Milestone
    as_of: date
    status: Status = Status.UNDATED
    rating: None = None
    baseline: None = None
    original_baseline: None = None
    forecast: None = None
    actual: None = None
    expected: None = None
    projected: None = None
    complete: bool = False
    slippage_days: None = None
    total_slippage_days: None = None
    slippage_working_days: None = None
    overdue_days: int = 0
    tolerance: None = None
    tolerance_limit: None = None
    tolerance_used: None = None
    within_tolerance: None = None
    float_days: None = None
    driver: None = None
    reason: str = "no date yet"


def milestone_at(
    milestone: Milestone, details: ProgrammeDetails, check: Check, as_of: date
) -> MilestonePosition:
    """Return a milestone as it was known on a day, that day included.

    The baseline is the last rebaseline agreed by the day, else the one written first. The
    forecast is the last one stated by the day, and not before the baseline in force was
    agreed; else the baseline. Of two stated on one day the later in the file holds. An
    undated forecast is older than any dated one. Of a milestone that was achieved without ever
    having had a date, the actual stands for the forecast. Raises ValueError for one without any
    date by the day: it is an `UndatedMilestone`.
    """
    agreed, rebaseline = date.min, None
    for agreement in milestone.rebaseline:
        if agreed <= agreement.on <= as_of:
            agreed, rebaseline = agreement.on, agreement
    stated_on, forecast = agreed, None
    for statement in milestone.forecast:
        on = statement.on or date.min
        if stated_on <= on <= as_of:
            stated_on, forecast = on, statement
    baseline = milestone.baseline if rebaseline is None else rebaseline.date
    stated = forecast or rebaseline
    actual = milestone.actual
    if actual is not None and actual.latest > as_of:
        actual = None
    expected = baseline if stated is None else stated.date
    if expected is None and (expected := actual) is None:
        raise ValueError(f"{milestone.id} has no date")
    return MilestonePosition(
        milestone,
        as_of,
        baseline,
        expected,
        actual,
        milestone.tolerance or details.tolerance,
        check,
        stated,
    )


@lru_cache(maxsize=4096)
def days(count: int) -> str:
    """Return a number of days in words: `1 day`, `18 days`."""
    return f"{count:,} day{'' if abs(count) == 1 else 's'}"
