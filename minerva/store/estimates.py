"""Estimates whose later end comes before the earlier one."""

from collections.abc import Iterator

from minerva.model.dates import Duration, Window
from minerva.model.problems import Problem
from minerva.model.programme import Bound
from minerva.store.reading import Reading, label_of


def refuse_backward_estimates(reading: Reading) -> Iterator[Problem]:
    """The low of an estimate is not after its high.

    Of a date and a distance from the forecast only a position can say which is first, and of
    a month and some days only where every month would have it so: those are not refused.
    """
    for milestone in reading.of("milestone"):
        for estimate in milestone.estimate:
            if _is_backward(estimate.low, estimate.high):
                yield Problem(
                    "backward-estimate",
                    f"{label_of(milestone)}: the high of its estimate, {estimate.high}, comes "
                    f"before the low, {estimate.low}",
                    estimate.location.at("high"),
                    "swap the two",
                    value=True,
                )


def _is_backward(low: Bound | None, high: Bound | None) -> bool:
    if isinstance(low, Window) and isinstance(high, Window):
        return high.latest < low.latest
    if isinstance(low, Duration) and isinstance(high, Duration):
        return high.days_at_most() < low.days_at_least()
    return False
