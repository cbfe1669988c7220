"""Reference classes: how a programme's dates have moved, and published uplifts."""

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from minerva.model.errors import MinervaError
from minerva.model.programme import Version
from minerva.position.movements import Movement, movements
from minerva.position.trend import trends_at
from minerva.simulation import Settings, from_history, read_uplift, simulate
from minerva.simulation.distribution import resampled
from tests.simulations import SEEDS, D, agrees, by_day, milestone, position


def observed(milestones: str, *, launched: bool = False, as_of: date = D) -> list[Movement]:
    at = position(milestones, as_of=as_of)
    details = at.programme.details
    if launched:
        from minerva.model.dates import parse_window

        details = replace(details, launched=parse_window("2014-01"))
    return movements(trends_at(at.milestones, details), details.launched)


MOVED = milestone(
    "a",
    date(2014, 12, 31),
    """
  [[milestone.forecast]]
  on = 2014-07-01
  date = 2015-01-31

  [[milestone.forecast]]
  on = 2014-10-01
  date = 2015-03-31
""",
)


def test_each_date_that_was_stated_is_compared_with_what_is_known_now() -> None:
    [moved] = observed(MOVED)
    assert moved == Movement(
        moved.milestone, date(2014, 7, 1), date(2015, 1, 31), date(2015, 3, 31)
    )
    assert moved.part == Fraction(59, 214)


def test_the_baseline_counts_from_the_launch_where_that_is_known() -> None:
    first, second = observed(MOVED, launched=True)
    assert (first.on, first.stated, first.known) == (
        date(2014, 1, 1),
        date(2014, 12, 31),
        date(2015, 3, 31),
    )
    assert first.part == Fraction(90, 364)
    assert second.on == date(2014, 7, 1)


def test_the_date_in_force_says_nothing_until_it_is_passed_or_achieved() -> None:
    assert observed(milestone("a", date(2015, 1, 1)), launched=True) == []
    [done] = observed(milestone("a", date(2014, 12, 1), "actual = 2014-11-21"), launched=True)
    assert done.part == Fraction(-10, 334)
    [passed] = observed(milestone("a", date(2014, 12, 1)), launched=True)
    assert (passed.known, passed.part) == (D, Fraction(8, 334))


def test_what_was_stated_after_the_day_or_of_a_day_that_was_past_is_left_out() -> None:
    assert observed(MOVED, as_of=date(2014, 9, 30)) == []
    late = milestone("a", D, "\n[[milestone.forecast]]\non = 2014-12-01\ndate = 2014-11-30\n")
    assert observed(late) == []


def test_what_was_stated_once_it_was_achieved_is_no_forecast_of_it() -> None:
    stated = "\n[[milestone.forecast]]\non = 2014-11-01\ndate = 2014-12-01\n"
    done = milestone("a", date(2014, 10, 1), "actual = 2014-10-01", stated)
    [moved] = observed(done, launched=True)
    assert moved.on == date(2014, 1, 1)


def test_a_commit_says_a_baseline_on_its_own_day() -> None:
    at = position(milestone("a", date(2015, 2, 1)))
    then = position(milestone("a", date(2014, 12, 31))).programme.milestones[0]
    now = at.programme.milestones[0]
    versions = [
        Version(date(2014, 6, 1), "abc", {then.id: then}),
        Version(date(2014, 9, 1), "def", {now.id: now}),
    ]
    trends = trends_at(at.milestones, at.programme.details, versions)
    [moved] = movements(trends, None)
    assert (moved.on, moved.stated, moved.known) == (
        date(2014, 6, 1),
        date(2014, 12, 31),
        date(2015, 2, 1),
    )


def parts(*shares: float) -> list[Movement]:
    """Return movements by parts of a hundred days."""
    start = date(2014, 1, 1)
    return [
        Movement(
            position(milestone("a", D)).milestones[0].record.id,
            start,
            date.fromordinal(start.toordinal() + 100),
            date.fromordinal(start.toordinal() + 100 + round(share * 100)),
        )
        for share in shares
    ]


def test_history_is_drawn_as_often_as_it_happened() -> None:
    """In 100 days: three quarters of the dates held, one slipped by half of the time left."""
    reference = from_history(parts(0, 0, 0, 0.5))
    at = position(milestone("a", date(2015, 3, 19)))
    held = (
        by_day(simulate(at, Settings(seed=seed), None, reference), "a", date(2015, 3, 19))
        for seed in SEEDS
    )
    agrees(held, 0.75)
    [odds] = simulate(at, Settings(), None, reference).milestones
    assert (odds.p50, odds.p90) == (date(2015, 3, 19), date(2015, 5, 8))
    assert odds.reference_days == 50


def test_what_is_overdue_moves_by_parts_of_the_days_that_it_is_overdue() -> None:
    reference = from_history(parts(3))
    [odds] = simulate(
        position(milestone("a", date(2014, 11, 29))), Settings(), None, reference
    ).milestones
    assert odds.p10 == odds.p90 == date(2014, 12, 29)
    [due] = simulate(position(milestone("a", D)), Settings(), None, reference).milestones
    assert due.p10 == date(2014, 12, 12)


def test_what_is_complete_does_not_move() -> None:
    reference = from_history(parts(3))
    at = position(milestone("a", D, f"actual = {D}"))
    [odds] = simulate(at, Settings(), None, reference).milestones
    assert odds.p90 == D
    assert odds.reference_days is None


def test_a_history_of_one_is_that_one() -> None:
    assert list(resampled([0.25]).values) == [0.25]
    assert from_history(parts(0.25)).few
    assert from_history(parts(*[0.1] * 9)).few
    assert not from_history(parts(*[0.1] * 10)).few


UPLIFT = "percentile,uplift\n0,-10\n50,20\n80,40\n100,100\n"


@pytest.mark.parametrize(("percent", "uplift"), [(10, -4), (50, 20), (65, 30), (80, 40), (90, 70)])
def test_uplifts_are_followed_straight_between_their_percentiles(percent: int, uplift: int) -> None:
    at = position(milestone("a", date(2015, 3, 19)))
    day = date.fromordinal(date(2015, 3, 19).toordinal() + uplift)
    exact = {10: 0.10 + 0.5 / 60, 50: 0.5 + 0.5 * 0.015, 65: 0.65 + 0.5 * 0.015}
    exact |= {80: 0.8 + 0.5 / 300, 90: 0.9 + 0.5 / 300}
    found = (
        by_day(simulate(at, Settings(seed=seed), None, read_uplift(UPLIFT)), "a", day)
        for seed in SEEDS
    )
    agrees(found, exact[percent])


def test_beyond_its_ends_an_uplift_is_that_of_the_end() -> None:
    reference = read_uplift("percentile,uplift\n20,10\n\n50%, 20%\n")
    [odds] = simulate(
        position(milestone("a", date(2015, 3, 19))), Settings(), None, reference
    ).milestones
    assert (odds.p10, odds.p90) == (date(2015, 3, 29), date(2015, 4, 8))
    assert (reference.kind, reference.size, reference.few) == ("uplift", 2, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not begin with the columns"),
        ("50,20\n80,40\n", "does not begin with the columns"),
        ("percentile,uplift\n50,20\n", "at least two percentiles"),
        ("percentile,uplift\n50,20\n80\n", "line 3 has 1 values, not 2"),
        ("percentile,uplift\n50,20\n80,x\n", 'line 3: "x" is not a number'),
        ("percentile,uplift\n50,20\n80,nan\n", 'line 3: "nan" is not a number'),
        ("percentile,uplift\n50,20\n\n50,40\n", "line 4: percentile 50 does not come after 50"),
        ("percentile,uplift\n50,20\n80,10\n", "line 3: uplift 10 is less than the 20"),
        ("percentile,uplift\n50,20\n101,40\n", "line 3: percentile 101 is not from 0 to 100"),
        ("percentile,uplift\n-1,20\n80,40\n", "line 2: percentile -1 is not from 0 to 100"),
        ("percentile,uplift\n50,-101\n80,40\n", "line 2: uplift -101 is not from -100"),
    ],
)
def test_what_is_refused_of_uplifts(text: str, message: str) -> None:
    with pytest.raises(MinervaError, match=message) as caught:
        read_uplift(text)
    assert caught.value.hint
