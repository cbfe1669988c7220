"""How uncertain a milestone's date was said to be on a day.

Pure functions and frozen records. What was stated after the day does not exist on it.
"""

from datetime import date

from msgspec import Struct

from minerva.model.dates import EARLIEST, LATEST, Duration, Window
from minerva.model.programme import Bound, Confidence, Estimate
from minerva.position.milestones import MilestonePosition


class EstimatePosition(Struct, frozen=True):
    """The days that a milestone's own date lies between in 8 of 10 cases, both included.

    `low` is the day before which it is reached in 1 of 10 cases, `high` the day after which it
    is in 1 of 10. `stated` is None where they come from the default of the programme.
    """

    forecast: date
    low: date
    high: date
    stated: Estimate | None

    @property
    def includes_forecast(self) -> bool:
        """Whether the forecast lies between the two days, both included."""
        return self.low <= self.forecast <= self.high

    @property
    def range_days(self) -> int:
        """High less low, in days: what holds 80% of the cases."""
        return abs((self.high - self.low).days)


def estimate_at(
    milestone: MilestonePosition, confidence: Confidence | None
) -> EstimatePosition | None:
    """Return the estimate of a milestone that was in force on its day, that day included.

    The last one stated by the day; of two stated on one day the later in the file; one without
    a day is older than any other. Where there is none, the default of `[confidence]`. A distance
    counts from the forecast in force, a window has its latest day. None where neither says
    anything, or the milestone is complete: its date is certain.
    """
    if milestone.complete:
        return None
    said_on, stated = date.min, None
    for estimate in milestone.record.estimate:
        on = estimate.on or date.min
        if said_on <= on <= milestone.as_of:
            said_on, stated = on, estimate
    forecast = milestone.forecast.latest
    if stated is not None:
        low, high = _day(stated.low, forecast), _day(stated.high, forecast)
        return EstimatePosition(forecast, low, high, stated)
    if confidence is None or confidence.default is None:
        return None
    low = _day(confidence.default.low, forecast)
    high = _day(confidence.default.high, forecast)
    return EstimatePosition(forecast, low, high, None)


def _day(bound: Bound, forecast: date) -> date:
    """Return the day that an end of an estimate comes to, within the days that are read."""
    if isinstance(bound, Window):
        return bound.latest
    return _offset(bound, forecast)


def _offset(offset: Duration, forecast: date) -> date:
    try:
        return min(max(offset.after(forecast), EARLIEST), LATEST)
    except (OverflowError, ValueError):
        return EARLIEST if offset.number < 0 else LATEST
