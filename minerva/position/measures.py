"""Measures over a set of milestones. They count milestones, whatever each is worth."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from minerva.position.milestones import MilestonePosition, Status


def hit_rate(milestones: Iterable[MilestonePosition]) -> Fraction | None:
    """Return the part of the milestones due by their baselines that were achieved by them.

    Achieved on or before their baseline / with a baseline on or before the day. From 0 to 1;
    None where no baseline has come yet.
    """
    due = [one for one in milestones if one.baseline.latest <= one.as_of]
    hit = [
        one for one in due if one.actual is not None and one.actual.latest <= one.baseline.latest
    ]
    return Fraction(len(hit), len(due)) if due else None


def execution_index(milestones: Sequence[MilestonePosition]) -> Fraction | None:
    """Return the milestone BEI (baseline execution index).

    Complete by the day / with a baseline on or before the day. Over 1 is ahead of plan; None
    where no baseline has come yet.
    """
    due = sum(one.baseline.latest <= one.as_of for one in milestones)
    return Fraction(sum(one.complete for one in milestones), due) if due else None


class Counts(NamedTuple):
    """How many milestones there are, and how they stand."""

    total: int
    complete: int
    overdue: int
    due: int
    slipped: int
    worst_days: int | None
    mean_days: Decimal | None


def counts(milestones: Sequence[MilestonePosition]) -> Counts:
    """Count milestones by status, with the worst and the mean slippage in days.

    Slipped are those with slippage over 0, complete or not. The mean is over all of them,
    early ones too, to two decimals; without milestones worst and mean are None.
    """
    slippage = [one.slippage_days for one in milestones]
    statuses = [one.status for one in milestones]
    return Counts(
        total=len(milestones),
        complete=statuses.count(Status.COMPLETE),
        overdue=statuses.count(Status.OVERDUE),
        due=statuses.count(Status.DUE),
        slipped=sum(days > 0 for days in slippage),
        worst_days=max(slippage, default=None),
        mean_days=round(Decimal(sum(slippage)) / len(slippage), 2) if slippage else None,
    )
