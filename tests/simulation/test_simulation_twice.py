"""The simulation against a second one, written another way: scipy, whole matrices, recursion."""

import calendar
import random
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

import numpy as np
import pytest
import scipy

from tests.simulations import D, by_day, milestone, simulated

RUNS = 3_000


class Plan(NamedTuple):
    """A milestone of a drawn network, and which of the others it waits for."""

    forecast: date
    early: int
    late: int
    workstream: str
    befores: dict[int, tuple[int, str]]


def drawn(seed: int) -> list[Plan]:
    draw = random.Random(seed)  # noqa: S311 - plans, not secrets
    plans = []
    for n in range(9):
        befores = draw.sample(range(n), min(n, draw.randint(0, 3)))
        lags = {
            before: (draw.randint(0, 6), draw.choice(["day", "week", "month"]))
            for before in befores
        }
        forecast = date(2015, 1, 1) + timedelta(days=draw.randint(0, 200))
        offsets = draw.randint(0, 30), draw.randint(0, 90)
        plans.append(Plan(forecast, *offsets, draw.choice(["ict", "hrd"]), lags))
    return plans


def written(plans: list[Plan]) -> str:
    return "".join(
        milestone(
            f"m-{n}",
            plan.forecast,
            f'estimate = {{ low = "-{plan.early} days", high = "{plan.late} days" }}',
            "after = ["
            + ", ".join(
                f'{{ milestone = "m-{before}", lag = "{count} {unit}s" }}'
                for before, (count, unit) in plan.befores.items()
            )
            + "]",
            workstream=plan.workstream,
        )
        for n, plan in enumerate(plans)
    )


def later(day: date, count: int, unit: str) -> date:
    if unit != "month":
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    year, month = day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def reached(plans: list[Plan], own: list[date], n: int) -> date:
    waits = [later(reached(plans, own, m), *lag) for m, lag in plans[n].befores.items()]
    return max([own[n], *waits])


def second(plans: list[Plan], r: float, seed: int) -> list[list[date]]:
    """Return the dates of each run: scores from a matrix of correlations, quantiles by scipy."""
    same = np.array(
        [[sample.workstream == other.workstream for sample in plans] for other in plans]
    )
    matrix = np.where(same, r, 0.0)
    np.fill_diagonal(matrix, 1.0)
    scores = scipy.stats.multivariate_normal(cov=matrix, allow_singular=True, seed=seed).rvs(RUNS)
    shares = scipy.stats.norm.cdf(scores)
    quantiles = np.empty_like(shares)
    for n, plan in enumerate(plans):
        spread = np.array([plan.early, plan.late]) / scipy.stats.norm.ppf(0.9)
        under = shares[:, n] < 0.5
        quantiles[:, n] = np.where(
            under,
            scipy.stats.norm.ppf(shares[:, n], scale=spread[0] or 1) * (spread[0] > 0),
            scipy.stats.norm.ppf(shares[:, n], scale=spread[1] or 1) * (spread[1] > 0),
        )
    runs = []
    for number in range(RUNS):
        row: list[float] = quantiles[number].tolist()
        own = [
            max(plan.forecast + timedelta(days=int(np.floor(moved + 0.5))), D)
            for plan, moved in zip(plans, row, strict=True)
        ]
        runs.append([reached(plans, own, n) for n in range(len(plans))])
    return runs


@pytest.mark.parametrize("seed", range(5))
def test_a_second_simulation_finds_the_same(seed: int) -> None:
    plans = drawn(seed)
    r = (0.0, 0.3, 0.6, 0.9, 1.0)[seed]
    first = simulated(written(plans), f"\n[confidence]\ncorrelation = {r}\n", seed=seed)
    runs = second(plans, r, seed)
    for n in range(len(plans)):
        days = sorted(run[n] for run in runs)
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            day = days[int(share * RUNS)]
            found = by_day(first, f"m-{n}", day)
            expected = sum(other <= day for other in days) / RUNS
            p = min(max((found + expected) / 2, 0.01), 0.99)
            error = sqrt(p * (1 - p) * (1 / RUNS + 1 / 10_000))
            assert abs(found - expected) < 4 * error, (n, day, found, expected)
