"""Risks in the simulation: closed forms, what changes nothing, and a second implementation."""

import json
import random
from datetime import date, timedelta
from decimal import Decimal
from math import floor, sqrt
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from minerva.position import position_at
from minerva.simulation import (
    RiskOdds,
    Settings,
    Simulation,
    deadline_odds,
    model,
    simulate,
)
from tests import command
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.simulations import NORMAL, SEEDS, Z90, D, agrees, by_day, milestone

RUNS = 10_000
CERTAIN = milestone("a", date(2015, 1, 1)) + milestone(
    "b", date(2015, 1, 1), 'after = [{ milestone = "a", lag = "10 days" }]'
)


def risk(id: str = "r", *lines: str, raised: date = D) -> str:
    """Write a risk."""
    return f'[[risk]]\nid = "{id}"\nname = "{id}"\nraised = {raised}\n' + "\n".join(lines) + "\n"


def found(
    milestones: str,
    register: str,
    *,
    seed: int = 1,
    runs: int = RUNS,
    risks: bool = True,
    more: str = "",
) -> Simulation:
    at = position_at(programme(milestones, WORKSTREAMS + more, register), D)
    return simulate(at, Settings(runs, seed, risks=risks))


def only(simulation: Simulation) -> RiskOdds:
    [odds] = simulation.risks
    return odds


def said(directory: Path, *arguments: str) -> str:
    """Return what confidence says of the files in a directory."""
    result = command.run("-C", str(directory), "confidence", "--as-of", str(D), *arguments)
    assert result.status == 0, result.stderr
    return result.stdout


DELAY = 'delay = { low = "10 days", high = "30 days" }'


def test_it_happens_as_often_as_its_probability_says() -> None:
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY)
    happens = (float(only(found(CERTAIN, register, seed=n)).happens.share) for n in SEEDS)
    agrees(happens, 0.3)


@pytest.mark.parametrize("days", [5, 10, 20, 25, 40])
def test_what_it_delays_is_reached_as_the_normal_distribution_says(days: int) -> None:
    """Not delayed with 1 - p; else by Φ((days - 20) / spread), and what follows alike."""
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY)
    expected = 0.7 + 0.3 * NORMAL.cdf((days + 0.5 - 20) / (10 / Z90))
    by = date(2015, 1, 1) + timedelta(days=days)
    agrees((by_day(found(CERTAIN, register, seed=n), "a", by) for n in SEEDS), expected)
    after = by + timedelta(days=10)
    agrees((by_day(found(CERTAIN, register, seed=n), "b", after) for n in SEEDS), expected)


def test_its_mean_days_and_money_are_what_the_register_expects() -> None:
    register = risk(
        *("r", "probability = 30", 'milestones = ["a"]'),
        *(DELAY, "money = { low = 10_000, high = 50_000 }"),
    )
    p, days, spread = 0.3, 20.0, 10 / Z90
    error = sqrt(p * (spread**2 + days**2) - (p * days) ** 2) / sqrt(RUNS)
    of_money = sqrt(p * ((20_000 / Z90) ** 2 + 30_000**2) - (p * 30_000) ** 2) / sqrt(RUNS)
    every = [only(found(CERTAIN, register, seed=n)) for n in SEEDS]
    for odds in every:
        assert odds.days is not None
        assert odds.money is not None
        assert abs(odds.days.value - 6) < 4 * error
        assert odds.days.error == pytest.approx(error, rel=0.1)
        assert abs(odds.money.value - 9_000) < 4 * of_money
        assert odds.money.error == pytest.approx(of_money, rel=0.1)
    first = every[0].risk
    assert (first.expected_days, first.expected_money) == (Decimal("6.00"), Decimal("9000.00"))


def test_what_risks_cost_together_is_a_sum_of_normals() -> None:
    """Two sure losses: the 80% point is the sum of the middles + 0.84 x the joint spread."""
    losses = "".join(
        risk(id, "probability = 100", f"money = {{ low = {low}, high = {high} }}")
        for id, low, high in (("r", 10_000, 50_000), ("s", 0, 40_000))
    )
    cost = found(CERTAIN, losses).risk_money
    assert cost is not None
    spread = 20_000 / Z90 * sqrt(2)
    assert abs(float(cost.p50.amount) - 50_000) < 4 * float(cost.p50.error)
    at_level = 50_000 + NORMAL.inv_cdf(0.8) * spread
    assert abs(float(cost.at_level.amount) - at_level) < 4 * float(cost.at_level.error)


def test_it_is_added_after_what_its_milestone_waits_for() -> None:
    register = risk("r", "probability = 100", 'milestones = ["b"]', 'delay = "7 days"')
    first, second = found(CERTAIN, register).milestones
    assert (first.p50, first.uncertain) == (date(2015, 1, 1), False)
    assert second.p10 == second.p90 == date(2015, 1, 18)


def test_days_drawn_below_none_bring_it_forward_but_never_before_what_it_waits_for() -> None:
    """Low is 0 days: 1 in 10 of its delays are drawn below that."""
    delay = 'delay = { low = "0 days", high = "40 days" }'
    alone = found(CERTAIN, risk("r", "probability = 100", 'milestones = ["a"]', delay))
    agreed = by_day(alone, "a", date(2014, 12, 31))
    assert abs(agreed - NORMAL.cdf((-0.5 - 20) / (20 / Z90))) < 4 * sqrt(0.09 / RUNS)
    waiting = found(CERTAIN, risk("r", "probability = 100", 'milestones = ["b"]', delay))
    assert by_day(waiting, "b", date(2015, 1, 10)) == 0
    soon = milestone("a", D + timedelta(days=1))
    now = found(soon, risk("r", "probability = 100", 'milestones = ["a"]', delay))
    assert by_day(now, "a", D - timedelta(days=1)) == 0


UNCERTAIN = milestone(
    "a", date(2015, 1, 1), 'estimate = { low = "-1 week", high = "2 months" }'
) + milestone("b", date(2015, 2, 1), 'after = ["a"]', "deadline = 2015-02-10")
NOTHING = [
    risk("r", "probability = 0", 'milestones = ["a"]', DELAY, "money = 5_000"),
    risk("r", "probability = 100", 'milestones = ["a"]', 'delay = "0 days"'),
    risk("r", "probability = 100", 'milestones = ["a"]', DELAY, f"closed = {D}"),
    risk("r", "probability = 100", 'milestones = ["a"]', DELAY, raised=D + timedelta(days=1)),
    risk("r", "probability = 60", "[[risk.review]]", f"on = {D}", "probability = 0"),
]


@pytest.mark.parametrize("format", ["table", "json", "markdown", "csv"])
@pytest.mark.parametrize("register", NOTHING)
def test_a_risk_that_changes_nothing_changes_no_byte(
    tmp_path: Path, register: str, format: str
) -> None:
    bare, with_risk = tmp_path / "bare", tmp_path / "risk"
    bare.mkdir()
    with_risk.mkdir()
    write_programme(bare, UNCERTAIN, WORKSTREAMS)
    write_programme(with_risk, UNCERTAIN, WORKSTREAMS, register)
    outputs = {
        said(where, *arguments, "--format", format)
        for where, arguments in (
            *((bare, []), (with_risk, []), (with_risk, ["--without-risks"])),
            (bare, ["--without-risks"]),
        )
    }
    assert len(outputs) == 1


def test_without_risks_is_as_if_there_were_none() -> None:
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY)
    with_risks, without = (found(UNCERTAIN, register, risks=risks) for risks in (True, False))
    assert without.risks == []
    [bare] = found(UNCERTAIN, "").deadlines
    assert without.deadlines[0][1:] == bare[1:]
    assert with_risks.deadlines[0].held.share < without.deadlines[0].held.share


def test_what_is_complete_is_not_delayed() -> None:
    done = milestone("a", D, f"actual = {D}")
    simulation = found(done, risk("r", "probability = 100", 'milestones = ["a"]', DELAY))
    assert simulation.milestones[0].p90 == D


def test_another_risk_leaves_the_draws_of_the_first() -> None:
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY)
    other = risk("s", "probability = 50", 'milestones = ["b"]', DELAY)
    alone, both = found(CERTAIN, register), found(CERTAIN, other + register)
    assert (
        only(alone)[1:]
        == next(by_risk for by_risk in both.risks if by_risk.risk.record.id == "r")[1:]
    )
    assert alone.milestones[0].days.curve() == both.milestones[0].days.curve()


def test_deadlines_alone_are_as_likely_as_in_the_whole() -> None:
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY) + risk(
        "s", "probability = 50", "money = 100"
    )
    at = position_at(programme(UNCERTAIN, WORKSTREAMS, register), D)
    assert deadline_odds(at, Settings())[0].held == simulate(at, Settings()).deadlines[0].held


def test_of_a_workstream_its_own_risks_are_shown_and_those_that_delay_it() -> None:
    register = (
        risk("own", "probability = 50", 'workstream = "hrd"', "money = 100")
        + risk("delays", "probability = 50", 'workstream = "ict"', 'milestones = ["b"]', DELAY)
        + risk("other", "probability = 50", 'workstream = "ict"', 'milestones = ["a"]', DELAY)
    )
    plan = milestone("a", date(2015, 1, 1)) + milestone(
        "b", date(2015, 1, 1), 'after = ["a"]', workstream="hrd"
    )
    whole = programme(plan, WORKSTREAMS, register)
    narrowed = simulate(position_at(whole, D, ["hrd"]), Settings(1_000))
    assert {odds.risk.record.id for odds in narrowed.risks} == {"own", "delays"}
    everything = simulate(position_at(whole, D), Settings(1_000))
    assert narrowed.milestones[0].days.curve() == everything.milestones[1].days.curve()


def test_what_is_not_stated_is_not_known_and_no_line_is_missing(tmp_path: Path) -> None:
    register = risk("r", "probability = 30", 'milestones = ["a"]', DELAY) + risk(
        "s", "probability = 40", "money = { low = 100, high = 200 }"
    )
    write_programme(tmp_path, CERTAIN, WORKSTREAMS, register)
    by_id = {
        by_risk["id"]: by_risk
        for by_risk in json.loads(said(tmp_path, "--format", "json"))["risks"]
    }
    assert list(by_id["r"]) == ["id", "happens", "days", "money"]
    assert (by_id["r"]["money"], by_id["s"]["days"]) == (None, None)
    screen = said(tmp_path)
    assert "2 open risks happen or not, each by itself" in screen
    assert "delays a" in screen


class Drawn:
    """A drawn network with risks: milestones in a row, each waiting for some before it."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - plans, not secrets
        self.forecasts = [date(2015, 1, 1) + timedelta(days=draw.randint(0, 90)) for _ in range(6)]
        self.spreads = [(draw.randint(0, 20), draw.randint(0, 60)) for _ in self.forecasts]
        self.befores = [
            {m: draw.randint(0, 20) for m in draw.sample(range(n), min(n, draw.randint(0, 2)))}
            for n in range(6)
        ]
        self.risks = [
            (
                draw.choice([0, 10, 40, 75, 100]),
                sorted([draw.randint(0, 30), draw.randint(10, 60)]),
                sorted([draw.randint(0, 9_000), draw.randint(1_000, 50_000)]),
                draw.sample(range(6), draw.randint(0, 3)),
            )
            for _ in range(4)
        ]

    def milestones(self) -> str:
        """Write the milestones."""
        return "".join(
            milestone(
                f"m-{n}",
                forecast,
                f'estimate = {{ low = "-{early} days", high = "{late} days" }}',
                "after = ["
                + ", ".join(
                    f'{{ milestone = "m-{m}", lag = "{lag} days" }}'
                    for m, lag in self.befores[n].items()
                )
                + "]",
            )
            for n, (forecast, (early, late)) in enumerate(
                zip(self.forecasts, self.spreads, strict=True)
            )
        )

    def register(self) -> str:
        """Write the risks."""
        return "".join(
            risk(
                f"r-{n}",
                f"probability = {percent}",
                f"milestones = {[f'm-{m}' for m in delayed]}",
                f'delay = {{ low = "{days[0]} days", high = "{days[1]} days" }}',
                f"money = {{ low = {money[0]}, high = {money[1]} }}",
            )
            for n, (percent, days, money, delayed) in enumerate(self.risks)
        )

    def runs(self, seed: int, count: int) -> tuple[list[list[int]], list[float]]:
        """Return the days of each run, and what all risks cost in it: a run at a time."""
        draw = random.Random(seed)  # noqa: S311
        days, costs = [], []
        for _ in range(count):
            later, cost = [0] * 6, 0.0
            for percent, (low, high), (least, most), delayed in self.risks:
                if draw.random() * 100 >= percent:
                    continue
                by = floor(draw.gauss((low + high) / 2, (high - low) / 2 / Z90) + 0.5)
                for m in delayed:
                    later[m] += by
                cost += draw.gauss((least + most) / 2, (most - least) / 2 / Z90)
            reached: list[int] = []
            for n, forecast in enumerate(self.forecasts):
                score = draw.gauss()
                moved = score / Z90 * self.spreads[n][score > 0]
                own = max(forecast.toordinal() + floor(moved + 0.5), D.toordinal())
                own = max(own + min(later[n], 0), D.toordinal())
                waits = [reached[m] + lag for m, lag in self.befores[n].items()]
                reached.append(max([own, *waits]) + max(later[n], 0))
            days.append(reached)
            costs.append(cost)
        return days, costs


@pytest.mark.parametrize("seed", range(6))
def test_a_second_simulation_of_drawn_networks_finds_the_same(seed: int) -> None:
    count, network = 4_000, Drawn(seed)
    first = found(network.milestones(), network.register(), seed=seed)
    days, costs = network.runs(seed, count)
    for n in range(6):
        ordered = sorted(run[n] for run in days)
        for share in (0.1, 0.3, 0.5, 0.7, 0.9):
            day = ordered[int(share * count)]
            expected = sum(other <= day for other in ordered) / count
            agreed = by_day(first, f"m-{n}", date.fromordinal(day))
            p = min(max((agreed + expected) / 2, 0.01), 0.99)
            assert abs(agreed - expected) < 4 * sqrt(p * (1 - p) * (1 / count + 1 / RUNS)), n
    assert first.risk_money is not None
    means = sum(odds.money.value for odds in first.risks if odds.money is not None)
    error = np.std(costs) * sqrt(1 / count + 1 / RUNS)
    assert abs(means - sum(costs) / count) < 4 * error


BOUND = milestone("a", date(2015, 1, 1), 'estimate = { low = "-1 week", high = "2 weeks" }') + (
    milestone(
        "b",
        date(2015, 1, 20),
        'after = [{ milestone = "a", lag = "10 days" }]',
        "deadline = 2015-01-25",
    )
)


def test_what_a_risk_takes_from_a_deadline_is_the_same_runs_without_it() -> None:
    register = risk("r", "probability = 40", 'milestones = ["a"]', DELAY) + risk(
        "s", "probability = 70", 'milestones = ["b"]', 'delay = { low = "0 days", high = "9 days" }'
    )
    [end] = found(BOUND, register).deadlines
    both = {str(without.risk): without for without in end.without_risk}
    for id in ("r", "s"):
        other = register.replace(f'id = "{id}"', f'id = "{id}"\nclosed = {D}')
        [left] = found(BOUND, other).deadlines
        assert both[id].held == left.held._replace(certain=False)
        assert both[id].change.share == left.held.share - end.held.share
        assert both[id].days.value > 0
    days = [without.days.value for without in end.without_risk]
    assert days == sorted(days, reverse=True)


def test_one_risk_alone_takes_all_that_lies_between(tmp_path: Path) -> None:
    register = risk("r", "probability = 40", 'milestones = ["a"]', DELAY)
    [end] = found(BOUND, register).deadlines
    [without] = end.without_risk
    assert without.held.share == found(BOUND, register, risks=False).deadlines[0].held.share
    assert without.days.value < 8  # less than is expected of it, as there is time in between
    write_programme(tmp_path, BOUND, WORKSTREAMS, register)
    assert "What risks take" in said(tmp_path)
    [deadline] = json.loads(said(tmp_path, "--format", "json"))["deadlines"]
    assert deadline["without_risk"][0]["risk"] == "r"


def test_a_risk_that_leads_to_no_deadline_takes_nothing_from_one() -> None:
    apart = BOUND + milestone("c", date(2015, 2, 1))
    register = risk("r", "probability = 40", 'milestones = ["c"]', DELAY)
    assert found(apart, register).deadlines[0].without_risk == ()


def test_blocks_change_nothing_of_what_risks_bring() -> None:
    register = risk("r", "probability = 40", 'milestones = ["a"]', DELAY, "money = 1_000")
    whole = found(BOUND, register, runs=1_000)
    with patch.object(model, "_CELLS", 4 * 250), patch.object(model, "_FEWEST", 1):
        parted = found(BOUND, register, runs=1_000)
    assert (only(whole).happens, only(whole).days) == (only(parted).happens, only(parted).days)
    assert whole.risk_money == parted.risk_money
    assert whole.deadlines[0].without_risk == parted.deadlines[0].without_risk
