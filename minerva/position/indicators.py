"""Indicators on a day: target, actual, direction of travel and rating. None of them is money.

Pure functions and frozen records. A value that was not known yet does not exist on the day.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window, YearStart, add_months
from minerva.model.periods import Period
from minerva.model.register import Indicator, IndicatorActual
from minerva.position.milestones import Rating


class Direction(Enum):
    """Which way an indicator went since the period before."""

    IMPROVED = "improved"
    WORSE = "worse"
    SAME = "same"


class PeriodValue(Struct, frozen=True):
    """What was known of a period; `value` is None where it has none."""

    period: Period
    window: Window
    value: Decimal | None
    source: str | None
    note: str | None


class IndicatorPosition(Struct, frozen=True):
    """An indicator on a day. `values` are all periods of which something was known, in order.

    `current` is the last period with a value, and `before` the last one of the same length before
    it with a value. `target` is the one that holds in the current period.
    """

    record: Indicator
    as_of: date
    values: Sequence[PeriodValue]
    current: PeriodValue | None
    before: PeriodValue | None
    target: Decimal | None

    @property
    def actual(self) -> Decimal | None:
        """The value of the last period that has one."""
        return None if self.current is None else self.current.value

    @property
    def previous(self) -> Decimal | None:
        """The value before that, of a period of the same length; None where there is none."""
        return None if self.before is None else self.before.value

    @property
    def direction(self) -> Direction | None:
        """The actual against the previous: improved, worse or the same, by which way is better.

        None without two values, or where neither way is better.
        """
        better, actual, previous = self.record.better, self.actual, self.previous
        if better is None or actual is None or previous is None:
            return None
        if actual == previous:
            return Direction.SAME
        return (
            Direction.IMPROVED if (actual > previous) is (better == "higher") else (Direction.WORSE)
        )

    @property
    def shortfall(self) -> Decimal | None:
        """How far the actual is on the wrong side of its target, in its unit; 0 or less is met.

        None without an actual or a target, or where neither way is better.
        """
        if self.record.better is None or self.actual is None or self.target is None:
            return None
        over = self.actual - self.target
        return over if self.record.better == "lower" else -over

    @property
    def rating(self) -> Rating | None:
        """Green where the target is met; amber no further from it than `amber_within`; else red.

        Equal to the target is met, and exactly `amber_within` from it is amber. None where the
        shortfall is.
        """
        if self.shortfall is None:
            return None
        if self.shortfall <= 0:
            return Rating.GREEN
        return Rating.AMBER if self.shortfall <= self.record.amber_within else Rating.RED

    @property
    def trace(self) -> Sequence[Decimal | None]:
        """The values of the periods as long as the current one, in order; None in each gap."""
        if self.current is None:
            return []
        length = self.current.period.length
        trace: list[Decimal | None] = []
        last: Window | None = None
        for value in self.values:
            if value.period.length != length:
                continue
            if last is not None:
                trace += [None] * _missing(last, value.window, length)
            trace.append(value.value)
            last = value.window
        return trace


_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_MOST_MISSING = 24
"""The most gaps that a trace shows in a row."""


def _missing(before: Window, after: Window, length: str) -> int:
    """Return how many periods of a length lie between two; days are taken as they come."""
    if length not in _MONTHS:
        return 0
    missing, begins = 0, add_months(before.earliest, _MONTHS[length])
    while begins < after.earliest and missing < _MOST_MISSING:
        missing += 1
        begins = add_months(before.earliest, _MONTHS[length] * (missing + 1))
    return missing


def indicator_at(indicator: Indicator, starts: YearStart, day: date) -> IndicatorPosition:
    """Return an indicator as it was known on a day, where financial years start so.

    A value is known from its `on`, or from the last day of its period. Of several for one period
    the last stated counts, of two of one day the later in the file. The target is the last whose
    `from` begins by the last day of the current period; without a current one, by the day.
    """
    values = _values(indicator.actual, starts, day)
    with_value = [value for value in values if value.value is not None]
    current = with_value[-1] if with_value else None
    before = None
    if current is not None:
        earlier = [
            value
            for value in with_value
            if value.period.length == current.period.length
            and value.window.latest < current.window.earliest
        ]
        before = earlier[-1] if earlier else None
    until = day if current is None else current.window.latest
    targets = sorted(
        (
            (target.from_.window(starts).earliest, number)
            for number, target in enumerate(indicator.target)
            if target.from_.window(starts).earliest <= until
        ),
    )
    target = indicator.target[targets[-1][1]].value if targets else None
    return IndicatorPosition(indicator, day, values, current, before, target)


def _values(actuals: Iterable[IndicatorActual], starts: YearStart, day: date) -> list[PeriodValue]:
    """Return what was known of each period on a day, in the order of their last days.

    Of periods that end together the longer comes first.
    """
    known: dict[Window, tuple[date, IndicatorActual]] = {}
    for actual in actuals:
        window = replace(actual.period.window(starts), text=None)
        since = actual.on or window.latest
        if since <= day and (window not in known or known[window][0] <= since):
            known[window] = since, actual
    return [
        PeriodValue(actual.period, window, actual.value, actual.source, actual.note)
        for window, (_, actual) in sorted(
            known.items(), key=lambda item: (item[0].latest, item[0].earliest)
        )
    ]
