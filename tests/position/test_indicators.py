"""Indicators on a day: what was known, against what, and which way it went."""

from datetime import date
from decimal import Decimal

import pytest

from minerva.position import position_at
from minerva.position.indicators import Direction, IndicatorPosition
from minerva.position.milestones import Rating
from minerva.views.indicators import sparkline
from tests.programmes import WORKSTREAMS, problems_of, programme

REFERRALS = """
[[indicator]]
id = "i"
name = "I"
{}
  [[indicator.target]]
  from = "2014/15"
  value = 15
  [[indicator.target]]
  from = "2015/16"
  value = 5
  [[indicator.actual]]
  period = "2013/14-Q4"
  value = 11.5
  [[indicator.actual]]
  period = "2014/15-Q1"
  value = 7.6
  on = 2014-10-01
  [[indicator.actual]]
  period = "2014/15-Q2"
  value = 11.1
"""


def indicator(
    day: date, more: str = 'better = "lower"', text: str = REFERRALS
) -> IndicatorPosition:
    [found] = position_at(programme("", WORKSTREAMS, text.format(more)), day).indicators
    return found


@pytest.mark.parametrize(
    ("day", "actual", "previous", "target", "direction", "rating"),
    [
        (date(2014, 3, 30), None, None, None, None, None),
        (date(2014, 3, 31), "11.5", None, None, None, None),
        (date(2014, 9, 29), "11.5", None, None, None, None),
        (date(2014, 9, 30), "11.1", "11.5", "15", Direction.IMPROVED, Rating.GREEN),
        (date(2014, 10, 1), "11.1", "7.6", "15", Direction.WORSE, Rating.GREEN),
        (date(2016, 1, 1), "11.1", "7.6", "15", Direction.WORSE, Rating.GREEN),
    ],
)
def test_a_value_is_there_once_it_is_known(
    day: date,
    actual: str | None,
    previous: str | None,
    target: str | None,
    direction: Direction | None,
    rating: Rating | None,
) -> None:
    found = indicator(day)
    figures = (found.actual, found.previous, found.target)
    assert tuple(None if figure is None else str(figure) for figure in figures) == (
        actual,
        previous,
        target,
    )
    assert (found.direction, found.rating) == (direction, rating)


def test_without_a_polarity_there_is_neither_a_rating_nor_a_direction() -> None:
    found = indicator(date(2015, 1, 1), "")
    assert (found.direction, found.rating, found.shortfall) == (None, None, None)


@pytest.mark.parametrize(
    ("better", "value", "rating"),
    [
        ("higher", "10", Rating.GREEN),
        ("higher", "9.99", Rating.AMBER),
        ("higher", "8", Rating.AMBER),
        ("higher", "7.99", Rating.RED),
        ("lower", "10", Rating.GREEN),
        ("lower", "12", Rating.AMBER),
        ("lower", "12.01", Rating.RED),
        ("lower", "-3", Rating.GREEN),
    ],
)
def test_the_rating_goes_by_the_distance_from_the_target(
    better: str, value: str, rating: Rating
) -> None:
    text = (
        f'[[indicator]]\nid = "i"\nname = "I"\nbetter = "{better}"\namber_within = 2\n'
        f'target = [{{ from = "2014/15", value = 10 }}]\n'
        f'actual = [{{ period = "2014/15", value = {value} }}]'
    )
    [found] = position_at(programme("", WORKSTREAMS, text), date(2015, 4, 1)).indicators
    assert found.rating is rating


def test_a_year_is_not_set_against_a_quarter_and_gaps_stay_blank() -> None:
    actuals = (
        '{ period = "2013/14", value = 1 }, { period = "2014/15-Q1", value = 2 }, '
        '{ period = "2014/15-Q4", value = 3 }, { period = "2014/15-Q2" }'
    )
    text = f'[[indicator]]\nid = "i"\nname = "I"\nbetter = "lower"\nactual = [{actuals}]'
    found = position_at(programme("", WORKSTREAMS, text), date(2015, 4, 1)).indicators[0]
    assert (found.actual, found.previous) == (Decimal(3), Decimal(2))
    assert list(found.trace) == [2, None, None, 3]
    assert sparkline(found.trace) == "▁  █"


def test_a_final_value_takes_the_place_of_a_provisional_one() -> None:
    actuals = (
        '{ period = "2014-10", value = 2, on = 2014-12-01 }, '
        '{ period = "2014-10", value = 1, on = 2014-11-05 }'
    )
    text = f'[[indicator]]\nid = "i"\nname = "I"\nactual = [{actuals}]'
    plan = programme("", WORKSTREAMS, text)
    known = [position_at(plan, date(2014, month, 30)).indicators[0].actual for month in (11, 12)]
    assert known == [1, 2]


@pytest.mark.parametrize("written", ["2014", "2014-Q1"])
def test_years_are_written_as_those_of_the_programme(written: str) -> None:
    text = f'[[indicator]]\nid = "i"\nname = "I"\nactual = [{{ period = "{written}", value = 1 }}]'
    [problem] = problems_of("", WORKSTREAMS, text)
    assert problem.kind == "wrong-value"
    assert problem.hint == f'write "{written.replace("2014", "2014/15")}"'
    calendar = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    financial_year_starts = "01-01"')
    [found] = position_at(programme("", calendar, text), date(2014, 12, 31)).indicators
    assert found.actual == 1


@pytest.mark.parametrize("written", ['"2014/15-Q5"', '"2014/16"', '"spring"', "3", '"2014-W05"'])
def test_what_is_no_period_is_refused(written: str) -> None:
    text = f'[[indicator]]\nid = "i"\nname = "I"\nactual = [{{ period = {written}, value = 1 }}]'
    [problem] = problems_of("", WORKSTREAMS, text)
    assert problem.kind == "wrong-value"
    assert problem.hint
