"""What holds of every programme: certain dates, wider estimates, seeds, and calibration."""

import random
from datetime import date, timedelta
from decimal import Decimal
from math import floor, sqrt
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.position import position_at
from minerva.simulation import Quantile, Settings, deadline_odds, model, simulate
from tests import strategies
from tests.programmes import programme
from tests.simulations import Z90, D, milestone, position, simulated

CERTAIN = '\n[confidence]\ndefault = { low = "0 days", high = "0 days" }\n'


@st.composite
def plans(draw: st.DrawFn) -> strategies.Tables:
    """Draw a network, and savings that start with its milestones."""
    network = draw(strategies.networks())
    ids = [str(drawn["id"]) for drawn in network["milestone"]]
    number = draw(st.integers(0, 4))
    savings = [draw(strategies.savings(f"s-{n}", ids)) for n in range(number)]
    return network | {"saving": savings}


@given(plans(), strategies.days, st.sampled_from(["", CERTAIN]))
@settings(max_examples=60, deadline=None)
def test_certain_everything_is_the_forecast_exactly(
    tables: strategies.Tables, when: date, more: str
) -> None:
    milestones, workstreams = strategies.toml(tables)
    at = position_at(programme(milestones, workstreams + more), when)
    found = simulate(at, Settings(runs=200))
    for odds in found.milestones:
        day = odds.milestone.best_known.latest
        assert [odds.p10, odds.p50, odds.at_level, odds.p90] == [day] * 4
        assert odds.by_forecast.share == (day <= odds.milestone.forecast.latest)
    for end in found.deadlines:
        assert end.held.share == ((end.deadline.float_days or 0) >= 0)
        assert (end.buffer_days, end.float_days) == (0, end.deadline.float_days)
        assert end.uncovered.value == end.deadline.uncovered_days
    if found.savings is None:
        assert not at.savings.savings
        return
    for year in found.savings.years:
        figures = at.savings.total.years[year.year]
        assert year.forecast == figures.forecast
        for quantile in year.spread:
            assert quantile == Quantile(figures.forecast or Decimal(0), Decimal(0))
    assert found.savings.full_year.p10.amount == (at.savings.total.full_year or 0)


NARROW, WIDE = st.integers(0, 40), st.integers(0, 60)


@st.composite
def widened(draw: st.DrawFn) -> tuple[strategies.Tables, strategies.Tables]:
    """Draw a network with estimates, and the same with each as wide or wider at both ends."""
    network = draw(strategies.networks())
    narrow: list[strategies.Tables] = []
    wide: list[strategies.Tables] = []
    for table in network["milestone"]:
        early, late, more_early, more_late = (
            *(draw(NARROW), draw(NARROW)),
            *(draw(WIDE), draw(WIDE)),
        )
        bare = {key: value for key, value in table.items() if key not in ("actual", "tolerance")}
        for into, by in ((narrow, (early, late)), (wide, (early + more_early, late + more_late))):
            into.append(bare | {"estimate": {"low": f"-{by[0]} days", "high": f"{by[1]} days"}})
    return network | {"milestone": narrow}, network | {"milestone": wide}


@given(widened(), strategies.days, st.sampled_from(["0", "0.5", "1"]))
@settings(max_examples=60, deadline=None)
def test_more_uncertainty_never_makes_a_deadline_surer_that_is_forecast_to_hold(
    both: tuple[strategies.Tables, strategies.Tables], when: date, r: str
) -> None:
    narrow, wide = (
        deadline_odds(
            position_at(
                programme(milestones, f"{workstreams}\n[confidence]\ncorrelation = {r}\n"), when
            ),
            Settings(runs=200),
        )
        for milestones, workstreams in map(strategies.toml, both)
    )
    for before, after in zip(narrow, wide, strict=True):
        if (before.deadline.float_days or 0) >= 0:
            assert after.held.share <= before.held.share
        else:
            assert not before.held.certain or after.held.share >= before.held.share


def test_no_date_is_before_the_day() -> None:
    overdue = milestone(
        "a", D - timedelta(days=10), 'estimate = { low = "-1 year", high = "1 day" }'
    )
    overdue = overdue.replace("1 year", "12 months")
    [odds] = simulated(overdue).milestones
    assert odds.p10 == odds.p90 == D
    [odds] = simulated(
        milestone("a", D, 'estimate = { low = "-3 weeks", high = "3 weeks" }')
    ).milestones
    assert odds.p10 == odds.p50 == D < odds.p90


def test_what_is_complete_is_certain_and_drives_what_follows() -> None:
    done = milestone("a", D, f"actual = {D}", 'estimate = { low = "-9 weeks", high = "9 weeks" }')
    after = milestone("b", D, 'after = [{ milestone = "a", lag = "1 month" }]')
    for odds in simulated(done + after).milestones:
        assert odds.p10 == odds.p90
        assert not odds.uncertain
    assert odds.p90 == date(2015, 1, 9)


def test_an_estimate_that_leaves_out_its_forecast_keeps_its_range() -> None:
    low, high = date(2015, 4, 1), date(2015, 6, 1)
    [odds] = simulated(
        milestone("a", date(2015, 3, 1), f"estimate = {{ low = {low}, high = {high} }}")
    ).milestones
    assert abs((odds.p10 - low).days) <= 1
    assert abs((odds.p90 - high).days) <= 1
    assert odds.p50 - low == pytest.approx((high - low) / 2, abs=timedelta(days=2))


UNCERTAIN = "".join(
    milestone(f"m-{n}", date(2015, 3, n + 1), 'estimate = { low = "-1 week", high = "2 months" }')
    for n in range(4)
)
CORRELATED = "\n[confidence]\ncorrelation = 0.4\n"


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    first, again, other = (simulated(UNCERTAIN, CORRELATED, seed=seed) for seed in (7, 7, 8))
    curves = [[odds.days.curve() for odds in drawn.milestones] for drawn in (first, again, other)]
    assert curves[0] == curves[1] != curves[2]


def test_a_milestone_more_leaves_the_draws_of_the_others() -> None:
    more = milestone("another", D, 'estimate = { low = "-1 week", high = "2 months" }')
    few, many = simulated(UNCERTAIN, CORRELATED), simulated(more + UNCERTAIN, CORRELATED)
    assert [odds.days.curve() for odds in few.milestones] == [
        odds.days.curve() for odds in many.milestones[1:]
    ]


@pytest.mark.parametrize("savings", ["", "savings = { low = 85, high = 105 }\n"])
def test_blocks_change_no_figure(savings: str) -> None:
    bound = UNCERTAIN + 'deadline = 2015-03-20\nafter = ["m-0", "m-1"]\n'
    saving = '\n[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\nfull_year = 100_000\n'
    at = position(bound, f'{CORRELATED}{savings}{saving}starts_with = "m-1"\n')
    whole = simulate(at, Settings(runs=1_000))
    with patch.object(model, "_CELLS", 4 * 250), patch.object(model, "_FEWEST", 1):
        parted = simulate(at, Settings(runs=1_000))
    assert whole.savings == parted.savings
    for drawn, other in zip(whole.milestones, parted.milestones, strict=True):
        assert drawn.days.curve() == other.days.curve()
    for end, like in zip(whole.deadlines, parted.deadlines, strict=True):
        assert (end.held, end.uncovered, end.plan_on) == (like.held, like.uncovered, like.plan_on)
        assert [driver.criticality for driver in end.drivers] == [
            driver.criticality for driver in like.drivers
        ]
        assert end.made_certain == like.made_certain
        for driver, same in zip(end.drivers, like.drivers, strict=True):
            assert driver.rank_correlation == pytest.approx(same.rank_correlation, abs=0.05)


def test_deadlines_alone_are_as_likely_as_in_the_whole() -> None:
    at = position(UNCERTAIN + "deadline = 2015-03-20\n", CORRELATED)
    [alone] = deadline_odds(at, Settings())
    [among] = simulate(at, Settings()).deadlines
    assert (alone.held, alone.plan_on) == (among.held, among.plan_on)


def test_a_level_holds_as_often_as_it_says() -> None:
    """On 500 drawn programmes the truth is drawn from what they state, by other means."""
    draw = random.Random(2014)  # noqa: S311 - plans, not secrets
    held = 0
    for number in range(500):
        r = draw.choice([0.0, 0.3, 0.8])
        offsets = [(draw.randint(1, 40), draw.randint(1, 90)) for _ in range(3)]
        starts = [date(2015, 3, 1) + timedelta(days=draw.randint(0, 40)) for _ in range(3)]
        plan = "".join(
            milestone(
                f"m-{n}",
                start,
                f'estimate = {{ low = "-{early} days", high = "{late} days" }}',
                'after = ["m-0", { milestone = "m-1", lag = "3 days" }]' if n == 2 else "",
            )
            for n, (start, (early, late)) in enumerate(zip(starts, offsets, strict=True))
        )
        found = simulated(plan, f"\n[confidence]\ncorrelation = {r}\n", seed=number, runs=1_000)
        shared = draw.gauss()
        truth = []
        for start, (early, late) in zip(starts, offsets, strict=True):
            score = sqrt(r) * shared + sqrt(1 - r) * draw.gauss()
            moved = floor(score / Z90 * (early if score < 0 else late) + 0.5)
            truth.append(start + timedelta(days=moved))
        end = max(truth[2], truth[0], truth[1] + timedelta(days=3))
        held += end <= found.milestones[2].at_level
    assert abs(held / 500 - 0.80) <= 0.04
