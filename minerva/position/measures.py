"""Measures over a set of milestones. They count milestones, whatever each is worth."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from minerva.position.milestones import MilestonePosition, Status


def hit_rate(milestones: Iterable[MilestonePosition]) -> Fraction | None:
    """Return the part of the milestones due by their baselines that were achieved by them.

    Achieved on or before their baseline / with a baseline on or before the day. From 0 to 1;
    None where no baseline has come yet.
    """
    due = [
        (milestone.baseline.latest, milestone.actual)
        for milestone in milestones
        if milestone.baseline is not None and milestone.baseline.latest <= milestone.as_of
    ]
    hit = [actual for baseline, actual in due if actual is not None and actual.latest <= baseline]
    return Fraction(len(hit), len(due)) if due else None


def execution_index(milestones: Sequence[MilestonePosition]) -> Fraction | None:
    """Return the milestone BEI (baseline execution index).

    Complete by the day / with a baseline on or before the day. Over 1 is ahead of plan; None
    where no baseline has come yet. Milestones without a baseline are left out.
    """
    agreed = [
        (milestone.baseline.latest <= milestone.as_of, milestone.complete)
        for milestone in milestones
        if milestone.baseline is not None
    ]
    due = sum(is_due for is_due, _ in agreed)
    return Fraction(sum(complete for _, complete in agreed), due) if due else None


class Counts(Struct, frozen=True):
    """How many milestones there are, and how they stand."""

    total: int
    complete: int
    overdue: int
    due: int
    slipped: int
    worst_days: int | None
    mean_days: Decimal | None


def counts(milestones: Sequence[MilestonePosition], undated: int = 0) -> Counts:
    """Count milestones by status, with the worst and the mean slippage in days.

    Slipped are those with slippage over 0, complete or not. The mean is over all that have a
    baseline, early ones too, to two decimals; without any worst and mean are None. `undated` is
    how many more there are without a date: they are in the total alone.
    """
    slips = [milestone.slippage_days for milestone in milestones]
    slippage = [slip for slip in slips if slip is not None]
    statuses = [milestone.status for milestone in milestones]
    return Counts(
        total=len(milestones) + undated,
        complete=statuses.count(Status.COMPLETE),
        overdue=statuses.count(Status.OVERDUE),
        due=statuses.count(Status.DUE),
        slipped=sum(days > 0 for days in slippage),
        worst_days=max(slippage, default=None),
        mean_days=round(Decimal(sum(slippage)) / len(slippage), 2) if slippage else None,
    )


def worst_working_days(milestones: Iterable[MilestonePosition]) -> int | None:
    """Return the worst slippage in working days: positive is late, negative is early.

    None without milestones, and where it is not known of one of them.
    """
    slips = [milestone.slippage_working_days for milestone in milestones]
    known_slips = [days for days in slips if days is not None]
    return max(known_slips) if known_slips and len(known_slips) == len(slips) else None


def schedule_index(
    milestones: Sequence[MilestonePosition], launched: date | None
) -> Fraction | None:
    """Return SPI(t), the schedule performance index of earned schedule, by milestone counts.

    Earned schedule / actual time, both in days from the launch. As many milestones as are
    complete were planned to be so by the earned schedule: where more are complete than have a
    baseline on or before the day, that is the baseline of the last of as many; where just as
    many, the day itself; where fewer, the day before the baseline of the next. Actual time
    runs to the day or, once all are complete, to the last that was achieved. Over 1 is ahead
    of plan. None without a launch, without milestones, and until a day has passed since the
    launch. Source: W. Lipke, Schedule Is Different, The Measurable News, 2003.
    """
    if launched is None or not milestones:
        return None
    as_of = milestones[0].as_of
    milestones = [milestone for milestone in milestones if milestone.baseline is not None]
    baselines = sorted(
        milestone.baseline.latest for milestone in milestones if milestone.baseline is not None
    )
    if not baselines:
        return None
    done = [milestone.actual.latest for milestone in milestones if milestone.actual is not None]
    planned = sum(baseline <= as_of for baseline in baselines)
    until = max(done) if len(done) == len(milestones) else as_of
    if len(done) > planned or len(done) == len(milestones):
        earned = baselines[len(done) - 1]
    elif len(done) == planned:
        earned = as_of
    else:
        earned = baselines[len(done)] - timedelta(days=1)
    actual_days = (until - launched).days
    return Fraction(max((earned - launched).days, 0), actual_days) if actual_days > 0 else None
