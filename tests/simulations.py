"""Programmes to be simulated, from a few lines, and what they are compared with."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from minerva.position import Position, position_at
from minerva.simulation import Settings, Simulation, simulate
from tests.programmes import WORKSTREAMS, programme

D = date(2014, 12, 9)
NORMAL = NormalDist()
Z90 = NORMAL.inv_cdf(0.9)
SEEDS = range(20)


def milestone(id: str, baseline: date, *lines: str, workstream: str = "ict") -> str:
    """Write a milestone."""
    head = f'[[milestone]]\nid = "{id}"\nworkstream = "{workstream}"\nname = "{id}"\n'
    return head + f"baseline = {baseline}\n" + "\n".join(lines) + "\n"


def position(milestones: str, more: str = "", as_of: date = D) -> Position:
    """Return the position of a programme, with more in its workstreams.toml."""
    return position_at(programme(milestones, WORKSTREAMS + more), as_of)


def simulated(
    milestones: str, more: str = "", *, seed: int = 1, runs: int = 10_000, level: int = 80
) -> Simulation:
    """Simulate a programme."""
    return simulate(position(milestones, more), Settings(runs, seed, Decimal(level)))


def by_day(simulation: Simulation, id: str, day: date) -> float:
    """Return the share of the runs that reach a milestone by a day."""
    [odds] = [drawn for drawn in simulation.milestones if drawn.milestone.record.id == id]
    return float(odds.days.by(day).share)


def stated(day: date, low: date, forecast: date, high: date) -> float:
    """Return the probability that a milestone with this estimate is reached by a day."""
    middle, at = forecast.toordinal(), day.toordinal() + 0.5
    end = low if at < middle else high
    return NORMAL.cdf((at - middle) / (abs((end - forecast).days) / Z90))


def agrees(found: Iterator[float], expected: float, runs: int = 10_000) -> None:
    """Assert that shares of the runs, one a seed, are 4 standard errors from what is expected.

    So is their mean, whose standard error is smaller by the root of their number.
    """
    shares = list(found)
    error = sqrt(max(expected * (1 - expected), 1 / runs) / runs)
    assert len(shares) == len(SEEDS)
    assert all(abs(share - expected) < 4 * error for share in shares), (shares, expected)
    mean = sum(shares) / len(shares)
    assert abs(mean - expected) < 4 * error / sqrt(len(shares)), (mean, expected)
