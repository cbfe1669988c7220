"""What is wrong with how sure a date is: estimates that contradict it, deadlines at risk."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import format_date
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.estimates import estimate_at
from minerva.position.milestones import days
from minerva.position.network import DeadlinePosition

if TYPE_CHECKING:
    from minerva.simulation import DeadlineOdds


def estimate_excludes_forecast(position: Position) -> Iterator[Finding]:
    """Find estimates that the forecast in force is outside of; on either end it is inside."""
    for milestone in position.unfinished:
        estimate = estimate_at(milestone, None) if milestone.record.estimate else None
        if estimate is None or estimate.stated is None or estimate.includes_forecast:
            continue
        early = estimate.forecast < estimate.low
        end = estimate.low if early else estimate.high
        outside = abs((end - estimate.forecast).days)
        yield finding_of(
            "estimate-excludes-forecast",
            milestone.record.id,
            f"{milestone.record.name}: forecast {milestone.forecast}, {days(outside)} "
            f"{'before' if early else 'after'} its estimate of {format_date(estimate.low)} to "
            f"{format_date(estimate.high)}",
            "add a [[milestone.estimate]] that fits the forecast, or correct the forecast",
            estimate.stated.location.at("low" if early else "high"),
            outside,
        )


def deadline_unlikely(position: Position) -> Iterator[Finding]:
    """Find deadlines that are held with a lower probability than `[check]` asks for.

    And contracts that are replaced in time with a lower one. Nothing is simulated unless
    `deadline_probability` is given, and the finding is looked for. A deadline that is expected to
    be broken, or was met or missed already, is found elsewhere.
    """
    check = position.programme.check
    wanted = check.deadline_probability
    looked_for = not check.select or "deadline-unlikely" in check.select
    if wanted is None or not looked_for or "deadline-unlikely" in check.ignore:
        return
    for odds in _odds(position, wanted):
        deadline = odds.deadline
        if _broken(deadline) or odds.held.share * 100 >= wanted:
            continue
        likely = int(odds.held.share * 100)  # rounded down: never what is asked for
        yield finding_of(
            "deadline-unlikely",
            deadline.id,
            f"{deadline.name}: {likely}% likely that {_outcome(deadline)}; {wanted:f}% is "
            f"asked for, and {format_date(odds.plan_on)} is that sure",
            "bring forward what drives it: `minerva confidence` shows what",
            _location(position, deadline),
            max(-odds.float_days, 0),
            about="milestone" if deadline.kind == "deadline" else "contract",
        )


@lru_cache(maxsize=8)
def _odds(position: Position, level: Decimal) -> "Sequence[DeadlineOdds]":
    from minerva.simulation import Settings, deadline_odds

    return deadline_odds(position, Settings(level=level))


def _broken(deadline: DeadlinePosition) -> bool:
    """Whether `contract-gap` or `deadline-broken` says of it that it is not held."""
    if deadline.kind == "contract":
        return (deadline.float_days or 0) < 0
    return deadline.milestone.expected.latest > deadline.date


def _outcome(deadline: DeadlinePosition) -> str:
    on = format_date(deadline.date)
    if deadline.kind == "deadline":
        return f"it is reached by its deadline of {on}"
    return f"{deadline.milestone.record.name} leaves no gap after the contract ends on {on}"


def _location(position: Position, deadline: DeadlinePosition) -> Location:
    if deadline.kind == "deadline":
        return deadline.milestone.record.location.at("deadline")
    contracts = {contract.id: contract for contract in position.programme.contracts}
    return contracts[deadline.id].location.at("expires")
