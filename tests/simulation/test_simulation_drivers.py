"""What drives a date and what certainty buys, where it can be worked out."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import asin, pi, sqrt

import numpy as np
import pytest
import scipy

from minerva.model.programme import Id
from minerva.position import position_at
from minerva.simulation import (
    Change,
    DeadlineOdds,
    Driver,
    Proportion,
    Settings,
    simulate,
)
from minerva.simulation.drivers import RankCache
from minerva.simulation.tallies import MeanTally
from tests.programmes import WORKSTREAMS, programme
from tests.simulations import NORMAL, Z90, D, milestone, simulated

WIDE = 'estimate = { low = "-4 weeks", high = "4 weeks" }'
DAY = date(2015, 4, 1)
BOUND = f"deadline = {DAY}"


def only_deadline(milestones: str, more: str = "") -> DeadlineOdds:
    [odds] = simulated(milestones, more).deadlines
    return odds


def drivers_of(odds: DeadlineOdds) -> dict[str, Driver]:
    return {driver.milestone: driver for driver in odds.drivers}


def test_of_two_alike_each_is_on_the_chain_half_of_the_time() -> None:
    odds = only_deadline(
        milestone("a", DAY, WIDE)
        + milestone("b", DAY, WIDE)
        + milestone("c", D, 'after = ["a", "b"]', BOUND)
    )
    by_id = drivers_of(odds)
    assert by_id["c"].criticality.share == 1
    assert by_id["c"].rank_correlation is None
    for id in ("a", "b"):
        assert float(by_id[id].criticality.share) == pytest.approx(0.5, abs=0.03)
    assert by_id["a"].criticality.held + by_id["b"].criticality.held == 10_000
    # Of the later of two independent normal draws, by Spearman: near what sampling gives.
    assert by_id["a"].rank_correlation == pytest.approx(by_id["b"].rank_correlation, abs=0.03)


def test_what_has_the_date_by_itself_moves_with_it_wholly() -> None:
    odds = only_deadline(
        milestone("a", DAY, WIDE)
        + milestone("b", D, 'after = [{ milestone = "a", lag = "1 week" }]')
        + milestone("c", D, 'after = ["b"]', BOUND)
    )
    by_id = drivers_of(odds)
    assert by_id["a"].rank_correlation == pytest.approx(1, abs=1e-5)
    assert by_id["a"].criticality.share == by_id["b"].criticality.share == 1


@pytest.mark.parametrize("r", [0.0, 0.5])
def test_the_rank_correlation_is_that_of_spearman(r: float) -> None:
    """Of two dates of a copula: 6 arcsin(r / 2) / π; here of one that the other never holds up."""
    early = milestone("a", date(2015, 1, 1), 'estimate = { low = "-2 days", high = "2 days" }')
    early = milestone(
        "a", date(2025, 1, 1), 'estimate = { low = "-100 weeks", high = "100 weeks" }'
    )
    later = milestone(
        "b",
        date(2125, 1, 1),
        'estimate = { low = "-100 weeks", high = "100 weeks" }',
        'after = ["a"]',
        "deadline = 2125-01-01",
    )
    odds = only_deadline(early + later, f"\n[confidence]\ncorrelation = {r}\n")
    by_id = drivers_of(odds)
    assert by_id["b"].rank_correlation == pytest.approx(1, abs=1e-5)
    assert by_id["a"].criticality.held == 0
    expected = 6 * asin(r / 2) / pi
    assert by_id["a"].rank_correlation == pytest.approx(expected, abs=4 / sqrt(10_000))


def test_of_equal_predecessors_the_first_one_written_drives() -> None:
    odds = only_deadline(
        milestone("a", DAY, WIDE)
        + milestone("b", D, 'after = ["a"]')
        + milestone("c", D, 'after = ["a"]')
        + milestone("d", D, 'after = ["b", "c"]', BOUND)
    )
    by_id = {driver.milestone: driver.criticality.share for driver in odds.drivers}
    assert by_id == {"d": 1, "b": 1, "a": 1}


def test_certainty_buys_what_the_other_date_leaves() -> None:
    """Two independent dates, even odds each: ¼ together, ½ with one of them certain."""
    odds = only_deadline(
        milestone("a", DAY, 'estimate = { low = "-200 weeks", high = "200 weeks" }')
        + milestone("b", DAY, 'estimate = { low = "-200 weeks", high = "200 weeks" }')
        + milestone("c", D, 'after = ["a", "b"]', BOUND)
    )
    assert float(odds.held.share) == pytest.approx(0.25, abs=4 * odds.held.error)
    assert {made.milestone for made in odds.made_certain} == {"a", "b"}
    for made in odds.made_certain:
        assert float(made.held.share) == pytest.approx(0.5, abs=4 * made.held.error)
        assert made.change.share == made.held.share - odds.held.share
        assert made.change.lost == 0
        p = made.change.gained / 10_000
        assert made.change.error == pytest.approx(sqrt(p * (1 - p) / 10_000))


def test_made_certain_is_what_the_same_draws_give_without_its_estimate() -> None:
    rest = milestone("b", DAY, WIDE, 'after = ["a"]', BOUND)
    certain = milestone("a", date(2015, 3, 20))
    uncertain = only_deadline(milestone("a", date(2015, 3, 20), WIDE) + rest)
    [made] = [sure for sure in uncertain.made_certain if sure.milestone == "a"]
    assert made.held.held == only_deadline(certain + rest).held.held
    assert made.held.held > uncertain.held.held


def test_certainty_of_a_late_date_can_cost() -> None:
    """A certain date after the deadline never holds it; an uncertain one might have."""
    late = milestone("a", date(2015, 4, 10), WIDE) + milestone("b", D, 'after = ["a"]', BOUND)
    odds = only_deadline(late)
    [made] = odds.made_certain
    assert (made.held.held, made.change.gained, made.change.lost) == (0, 0, odds.held.held)
    assert odds.held.held > 0


def test_a_contract_is_held_as_a_deadline_is() -> None:
    last = DAY - timedelta(days=1)
    contract = f'\n[[contract]]\nid = "old"\nsupplier = "S"\nexpires = {last}\nreplaced_by = "a"\n'
    deadline, end = simulated(milestone("a", DAY, WIDE, BOUND), contract).deadlines
    assert (deadline.deadline.kind, end.deadline.kind) == ("deadline", "contract")
    assert deadline.held == end.held
    assert deadline.drivers == end.drivers


def test_the_date_to_plan_on_is_the_level_and_what_is_beyond_the_forecast_is_buffer() -> None:
    at = position_at(programme(milestone("a", DAY, WIDE, BOUND), WORKSTREAMS), D)
    exact = NORMAL.inv_cdf(0.9)
    for level, days in ((90, 28), (50, 0), (75, 28 * NORMAL.inv_cdf(0.75) / exact)):
        [odds] = simulate(at, Settings(level=Decimal(level))).deadlines
        assert odds.buffer_days == pytest.approx(days, abs=1.6)
        assert odds.float_days == -odds.buffer_days
    assert exact == Z90


def test_only_the_deadlines_most_at_risk_are_explained() -> None:
    many = "".join(
        milestone(f"m-{n}", DAY, WIDE, f"deadline = 2015-05-{n + 1:02d}") for n in range(25)
    )
    found = simulated(many)
    assert found.left_out == 5
    assert [bool(odds.drivers) for odds in found.deadlines] == [True] * 20 + [False] * 5


def test_a_certain_milestone_drives_only_what_it_holds_back() -> None:
    """Due on the very day that it allows, what follows is reached on its own date."""
    wait = 'after = [{ milestone = "a", lag = "1 week" }]'
    end = milestone("c", DAY, WIDE, 'after = ["b"]', BOUND)
    early = milestone("a", date(2015, 3, 18)) + milestone("b", date(2015, 3, 25), wait) + end
    assert "a" not in {driver.milestone for driver in only_deadline(early).drivers}
    late = early.replace("2015-03-18", "2015-03-19")
    assert drivers_of(only_deadline(late))["a"].criticality.held > 0


def test_what_held_in_every_run_has_an_error_unless_it_is_certain() -> None:
    assert Proportion(100, 100, certain=True).error == 0
    assert Proportion(100, 100).error == pytest.approx(Proportion(0, 100).error)
    assert Proportion(100, 100).error > 0
    assert Proportion(50, 100).error == pytest.approx(0.05)


def test_the_error_of_a_change_counts_the_runs_that_changed_either_way() -> None:
    """Of differences 1, -1 and 0: √((b + c) / n - ((b - c) / n)²) / √n, by hand."""
    assert Change(30, 10, 100).share == Fraction(1, 5)
    assert Change(30, 10, 100).error == pytest.approx(sqrt(0.4 - 0.04) / 10)
    assert Change(0, 0, 100).error == 0


def test_the_mean_of_figures_has_the_error_of_a_mean() -> None:
    tally = MeanTally()
    tally.add(np.array([0, 2], dtype=np.int32), 2)
    tally.add(4, 2)
    assert tally.mean().value == 2.5
    assert tally.mean().error == pytest.approx(sqrt(11 / 4) / 2)


def test_what_leads_to_a_date_by_two_ways_is_on_the_chain_by_either() -> None:
    """A month after a day in February comes before 30 days after it; after one in March, later."""
    odds = only_deadline(
        milestone("a", date(2015, 2, 27), WIDE)
        + milestone("b", D, 'after = [{ milestone = "a", lag = "1 month" }]')
        + milestone("c", D, 'after = [{ milestone = "a", lag = "30 days" }]')
        + milestone("d", D, 'after = ["b", "c"]', BOUND)
    )
    by_id = {driver.milestone: driver.criticality for driver in odds.drivers}
    assert by_id[Id("b")].held > 1_000 < by_id[Id("c")].held
    assert by_id[Id("b")].held + by_id[Id("c")].held == 10_000 == by_id[Id("a")].held


def test_equal_dates_share_their_rank() -> None:
    first, second = np.array([3, 1, 1, 2, 2, 2, 9]), np.array([1, 1, 2, 2, 2, 5, 3])
    ranks, others = (RankCache.of(days.astype(np.int32)) for days in (first, second))
    assert ranks is not None
    assert others is not None
    expected = float(scipy.stats.spearmanr(first, second).statistic)
    assert float(np.dot(ranks, others)) == pytest.approx(expected, abs=1e-6)
    assert RankCache.of(np.array([4, 4], dtype=np.int32)) is None
