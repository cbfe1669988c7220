"""Measures over many milestones, worked by hand."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from minerva.position import position_at
from minerva.position.measures import schedule_index
from tests.programmes import programme
from tests.strategies import days, programmes, toml

LAUNCHED = date(2014, 1, 1)
BASELINES = ("2014-01-11", "2014-01-21", "2014-02-10")


def index(done: dict[str, str], when: date, launched: date | None = LAUNCHED) -> Fraction | None:
    """Return SPI(t) of three milestones due 10, 20 and 40 days after the launch."""
    text = "".join(
        f'[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M"\nbaseline = {baseline}\n'
        + (f"actual = {done[baseline]}\n" if baseline in done else "")
        for n, baseline in enumerate(BASELINES)
    )
    return schedule_index(position_at(programme(text), when).milestones, launched)


@pytest.mark.parametrize(
    ("done", "when", "expected"),
    [
        # Nothing was due yet, and nothing is done: on plan.
        ({}, date(2014, 1, 6), Fraction(1)),
        # Due on the day itself counts as due: what is done was planned until the day before.
        ({}, date(2014, 1, 11), Fraction(9, 10)),
        ({}, date(2014, 1, 31), Fraction(9, 30)),
        # As many as were due are done, whichever they are: on plan.
        ({BASELINES[0]: "2014-01-11"}, date(2014, 1, 16), Fraction(1)),
        ({BASELINES[2]: "2014-01-11"}, date(2014, 1, 16), Fraction(1)),
        # One behind: it was planned to be done on day 20.
        ({BASELINES[0]: "2014-01-11"}, date(2014, 1, 31), Fraction(19, 30)),
        # One ahead: two were planned to be done by day 20 only.
        (
            {BASELINES[0]: "2014-01-05", BASELINES[1]: "2014-01-05"},
            date(2014, 1, 6),
            Fraction(20, 5),
        ),
        # All done, on day 50 instead of 40: time stops there.
        (
            {BASELINES[0]: "2014-01-11", BASELINES[1]: "2014-01-21", BASELINES[2]: "2014-02-20"},
            date(2014, 6, 1),
            Fraction(40, 50),
        ),
    ],
)
def test_the_schedule_performance_index(
    done: dict[str, str], when: date, expected: Fraction
) -> None:
    assert index(done, when) == expected


@pytest.mark.parametrize(
    ("when", "launched"),
    [
        (date(2014, 1, 6), None),
        (LAUNCHED, LAUNCHED),
        (date(2013, 12, 31), LAUNCHED),
    ],
)
def test_without_a_launch_or_time_since_there_is_none(when: date, launched: date | None) -> None:
    assert index({}, when, launched) is None
    assert schedule_index([], LAUNCHED) is None


@given(programmes(), days)
def test_it_is_at_least_1_exactly_where_nothing_that_is_due_is_open(
    tables: dict[str, Any], when: date
) -> None:
    milestones = position_at(programme(*toml(tables)), when).milestones
    found = schedule_index(milestones, date(2013, 1, 1))
    done = sum(milestone.complete for milestone in milestones)
    due = sum(
        planned.baseline is not None and planned.baseline.latest <= when for planned in milestones
    )
    if done < len(milestones):
        assert found is not None
        assert (found >= 1) is (done >= due)
