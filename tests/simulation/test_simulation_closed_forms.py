"""What can be worked out by hand: each simulated figure within four standard errors of it."""

from datetime import date, timedelta
from functools import lru_cache
from math import asin, pi, sqrt

import pytest

from minerva.model.dates import Duration, twelfths
from minerva.simulation import Simulation
from tests.simulations import NORMAL, SEEDS, D, agrees, by_day, milestone, simulated, stated

A = date(2015, 3, 20)
A_LOW, A_HIGH = date(2015, 3, 1), date(2015, 5, 15)
B = date(2015, 4, 1)
B_LOW, B_HIGH = date(2015, 3, 20), date(2015, 4, 29)
ESTIMATED_A = milestone("a", A, f"estimate = {{ low = {A_LOW}, high = {A_HIGH} }}")
ESTIMATED_B = milestone("b", B, f"estimate = {{ low = {B_LOW}, high = {B_HIGH} }}")
AFTER_BOTH = milestone("c", D, 'after = ["a", "b"]')
DAYS = [date(2015, 3, 10), A, date(2015, 4, 10), date(2015, 5, 1)]


def of_a(day: date) -> float:
    return stated(day, A_LOW, A, A_HIGH)


def of_b(day: date) -> float:
    return stated(day, B_LOW, B, B_HIGH)


@lru_cache
def run(milestones: str, more: str, seed: int) -> Simulation:
    return simulated(milestones, more, seed=seed)


@pytest.mark.parametrize("day", [A_LOW, *DAYS, A_HIGH])
def test_one_milestone_is_reached_as_its_estimate_says(day: date) -> None:
    agrees((by_day(run(ESTIMATED_A, "", seed), "a", day) for seed in SEEDS), of_a(day))


def test_the_percentiles_of_one_milestone_are_its_estimate() -> None:
    spread = {"p10": (0.1, A_LOW), "p50": (0.5, A), "at_level": (0.8, None), "p90": (0.9, A_HIGH)}
    for name, (share, day) in spread.items():
        score = NORMAL.inv_cdf(share)
        half = (A - A_LOW if score < 0 else A_HIGH - A).days / NORMAL.inv_cdf(0.9)
        exact = A.toordinal() + half * score
        error = sqrt(share * (1 - share) / 10_000) / (NORMAL.pdf(score) / half)
        assert day is None or exact == pytest.approx(day.toordinal())
        for seed in SEEDS:
            [odds] = run(ESTIMATED_A, "", seed).milestones
            assert abs(getattr(odds, name).toordinal() - exact) <= 4 * error + 0.5


def test_the_later_of_two_independent_dates() -> None:
    for day in DAYS[1:]:
        found = (
            by_day(run(ESTIMATED_A + ESTIMATED_B + AFTER_BOTH, "", n), "c", day) for n in SEEDS
        )
        agrees(found, of_a(day) * of_b(day))


def chain(lag: str, then: str) -> str:
    return (
        ESTIMATED_A
        + milestone("between", D, f'after = [{{ milestone = "a", lag = "{lag}" }}]')
        + milestone("end", D, f'after = [{{ milestone = "between", lag = "{then}" }}]')
    )


@pytest.mark.parametrize("day", [date(2015, 5, 14), date(2015, 5, 15), date(2015, 6, 14)])
def test_a_chain_adds_its_lags_months_clamped(day: date) -> None:
    month, weeks = Duration(1, "month"), Duration(2, "week")
    first, last = date(2014, 12, 9), date(2015, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    by = [month_end for month_end in days if weeks.after(month.after(month_end)) <= day]
    found = (by_day(run(chain("1 month", "2 weeks"), "", seed), "end", day) for seed in SEEDS)
    agrees(found, of_a(by[-1]))


def test_a_chain_of_uncertain_dates_waits_for_the_last() -> None:
    waits = milestone(
        "b",
        B,
        f"estimate = {{ low = {B_LOW}, high = {B_HIGH} }}",
        'after = [{ milestone = "a", lag = "10 days" }]',
    )
    for day in DAYS[1:]:
        found = (by_day(run(ESTIMATED_A + waits, "", seed), "b", day) for seed in SEEDS)
        agrees(found, of_b(day) * of_a(day - timedelta(days=10)))


def correlated(r: float, savings: str = "") -> str:
    return f"\n[confidence]\ncorrelation = {r}\n{savings}\n"


def test_dates_that_slip_all_alike_are_as_late_as_the_later_one() -> None:
    for day in DAYS[1:]:
        three = ESTIMATED_A + ESTIMATED_B + AFTER_BOTH
        found = (by_day(run(three, correlated(1), n), "c", day) for n in SEEDS)
        agrees(found, min(of_a(day), of_b(day)))


@pytest.mark.parametrize("r", [0.0, 0.3, 0.9])
def test_the_correlation_within_a_workstream_is_exact(r: float) -> None:
    """Both under their medians: ¼ + arcsin(r) / 2π (Sheppard); medians between two days."""
    half = [date(2015, 3, 20), date(2015, 3, 20)]
    wide = "estimate = { low = 1985-03-20, high = 2045-03-20 }"
    two = milestone("a", half[0], wide) + milestone("b", half[1], wide)
    two += milestone("c", date(1950, 1, 1), 'after = ["a", "b"]')
    found = (by_day(run(two, correlated(r), seed), "c", half[0]) for seed in SEEDS)
    agrees(found, 0.25 + asin(r) / (2 * pi))


def test_workstreams_slip_independently_however_correlated_within() -> None:
    other = ESTIMATED_B.replace('workstream = "ict"', 'workstream = "hrd"')
    day = date(2015, 4, 10)
    three = ESTIMATED_A + other + AFTER_BOTH
    found = (by_day(run(three, correlated(1), seed), "c", day) for seed in SEEDS)
    agrees(found, of_a(day) * of_b(day))


def test_the_mean_of_days_uncovered() -> None:
    deadline = date(2015, 4, 10)
    bound = ESTIMATED_A + f"deadline = {deadline}\n"
    days = [deadline + timedelta(days=n) for n in range(2, 400)]
    expected = sum(1 - of_a(day - timedelta(days=1)) for day in days)
    means = []
    for seed in SEEDS:
        [odds] = run(bound, "", seed).deadlines
        assert abs(odds.uncovered.value - expected) < 4 * odds.uncovered.error
        means.append(odds.uncovered)
    mean = sum(month_end.value for month_end in means) / len(means)
    assert abs(mean - expected) < 4 * means[0].error / sqrt(len(means))


SAVINGS = """
[[saving]]
id = "one"
workstream = "ict"
name = "One"
full_year = 120_000
starts_with = "a"

[[saving]]
id = "two"
workstream = "ict"
name = "Two"
full_year = 365_000
starts_with = "b"
"""


@pytest.mark.parametrize(("name", "late"), [("p10", 0.9), ("at_level", 0.8), ("p90", 0.1)])
def test_savings_that_start_all_alike_add_up_quantile_by_quantile(name: str, late: float) -> None:
    """Comonotone: the quantile of a sum is the sum of the quantiles, of the same dates."""
    score = NORMAL.inv_cdf(late)
    for seed in SEEDS:
        found = run(ESTIMATED_A + ESTIMATED_B, SAVINGS + correlated(1), seed)
        assert found.savings is not None
        [year] = [month_end for month_end in found.savings.years if month_end.year == "2015/16"]
        quantile = getattr(year.spread, name)
        expected = 0.0
        for full, low, middle, high in ((120, A_LOW, A, A_HIGH), (365, B_LOW, B, B_HIGH)):
            half = (middle - low if score < 0 else high - middle).days / NORMAL.inv_cdf(0.9)
            start = middle + timedelta(days=round(half * score))
            starts = found.position.programme.details.financial_year_starts
            expected += full * 1000 * float(twelfths(starts.named("2015/16"), start))
        a_day = 485_000 / 365
        assert abs(float(quantile.amount) - expected) <= 4 * float(quantile.error) + a_day


def test_a_part_that_is_kept_of_savings_all_alike_is_that_part_of_their_sum() -> None:
    kept = correlated(1, "savings = { low = 80, high = 110 }")
    for seed in SEEDS:
        found = run(ESTIMATED_A + ESTIMATED_B, SAVINGS + kept, seed).savings
        assert found is not None
        assert found.full_year.p50.amount == pytest.approx(485_000, rel=0.01)
        for quantile, part in ((found.full_year.p10, 0.8), (found.full_year.p90, 1.1)):
            assert abs(float(quantile.amount) - part * 485_000) <= 4 * float(quantile.error)


def test_parts_kept_of_independent_savings_even_out() -> None:
    """The variance of a sum: √(σ₁² + σ₂²), for a range that is as wide on both sides."""
    kept = correlated(0, "savings = { low = 80, high = 120 }")
    expected = 485_000 - 0.2 * sqrt(120_000**2 + 365_000**2)
    for seed in SEEDS:
        found = run(ESTIMATED_A + ESTIMATED_B, SAVINGS + kept, seed).savings
        assert found is not None
        low = found.full_year.p10
        assert abs(float(low.amount) - expected) <= 4 * float(low.error)
