"""Which lines are cited at the boundaries: found by trying each with something else in it."""

from datetime import date

import pytest

from minerva.position import position_at
from minerva.reasons.lines import every_figure
from minerva.reasons.ratings import explain_rating
from minerva.reasons.varied import stated_in
from tests.programmes import WORKSTREAMS, programme

MOVED = """
    [[milestone]]
    id = "moved"
    workstream = "ict"
    name = "Moved"
    baseline = 2014-05-01

      [[milestone.forecast]]
      on = 2014-03-01
      date = 2014-06-01

      [[milestone.forecast]]
      on = 2014-03-10
      date = 2014-07-01
"""
SAVED = (
    WORKSTREAMS
    + """
    [[saving]]
    id = "rent"
    workstream = "ict"
    name = "Rent"
    full_year = 1_200
    recurring = false
    starts = 2014-05-01
"""
)


def cited(milestones: str, day: str, *words: str, workstreams: str = SAVED) -> list[str]:
    """Return the lines that the explanation of a figure on a day cites."""
    position = position_at(programme(milestones, workstreams), date.fromisoformat(day))
    part = next(part for asked, part in every_figure(position) if list(asked) == list(words))
    return [place.source.line(place.line).strip() for place in part.places]


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        ("2014-03-09", ["date = 2014-06-01"]),  # what comes tomorrow is not known
        ("2014-03-10", ["date = 2014-07-01", "on = 2014-03-10"]),  # tomorrow it would be too late
        ("2014-03-11", ["date = 2014-07-01"]),
    ],
)
def test_the_day_of_a_statement_is_cited_where_a_step_would_change_what_counts(
    day: str, lines: list[str]
) -> None:
    assert cited(MOVED, day, "milestone", "moved", "expected") == lines


def test_of_two_said_a_day_apart_both_days_are_cited() -> None:
    near = MOVED.replace("on = 2014-03-10", "on = 2014-03-02").replace(
        "on = 2014-03-01\n      date = 2014-06-01", "on = 2014-03-03\n      date = 2014-06-01"
    )
    lines = cited(near, "2014-04-01", "milestone", "moved", "expected")
    assert lines == ["date = 2014-06-01", "on = 2014-03-03", "on = 2014-03-02"]


def test_what_is_not_known_on_the_day_is_not_tried() -> None:
    record = programme(MOVED, SAVED).milestones[0]
    on = [stated.value for stated in stated_in(record, date(2014, 3, 9)) if stated.key == "on"]
    assert on == [date(2014, 3, 1)]


def test_a_saving_that_comes_once_rests_on_that() -> None:
    lines = cited(MOVED, "2014-03-01", "saving", "rent", "2014/15", "planned")
    assert lines == ["full_year = 1_200", "recurring = false", "starts = 2014-05-01"]
    assert cited(MOVED, "2014-03-01", "full-year") == ["recurring = false"]


def test_a_year_that_has_ended_rests_on_when_accounts_close() -> None:
    open_long = SAVED.replace('name = "P"', 'name = "P"\naccounts_close = "2 months"')
    assert 'accounts_close = "2 months"' in open_long
    words = "saving", "rent", "2014/15", "forecast"
    close = 'accounts_close = "2 months"'
    assert close in cited(MOVED, "2015-06-01", *words, workstreams=open_long)
    assert close not in cited(MOVED, "2014-09-01", *words, workstreams=open_long)


PROMISED = SAVED.replace("recurring = false\n", "")


@pytest.mark.parametrize(
    ("promised", "percent", "limit"),
    [
        (1_250, 10, ["shortfall_red = 10"]),  # amber: 4% under, red if 3% was too much
        (1_250, 3, ["shortfall_red = 3"]),
        (1_000, 10, []),
    ],
)
def test_a_rating_by_the_target_rests_on_the_limit_that_makes_it_red(
    promised: int, percent: int, limit: list[str]
) -> None:
    files = PROMISED.replace(
        'name = "P"',
        f'name = "P"\n\n[programme.target]\nfull_year = {promised}\n\n'
        f"[check]\nshortfall_red = {percent}",
    )
    lines = cited(MOVED, "2014-02-01", "rating", workstreams=files)
    assert [line for line in lines if line.startswith("shortfall_red")] == limit
    assert ("full_year = 1_200" in lines) == bool(limit)


def test_a_rating_red_for_money_and_for_a_target_rests_on_the_line_behind_both() -> None:
    files = PROMISED.replace(
        'name = "P"', 'name = "P"\n\n[programme.target]\nfull_year = 1_000'
    ) + ("\n      [[saving.forecast]]\n      on = 2014-02-01\n      full_year = 500\n")
    lines = cited(MOVED, "2014-02-15", "rating", workstreams=files)
    assert "full_year = 500" in lines


def test_a_date_that_makes_money_red_or_its_milestone_red_rests_on_neither_line() -> None:
    early = MOVED.split("[[milestone.forecast]]")[0].replace(
        "baseline = 2014-05-01",
        'baseline = 2015-06-24\n    actual = 2013-07-14\n    tolerance = "50 days"\n'
        "    forecast = 2015-10-27",
    )
    files = SAVED.replace("starts = 2014-05-01", 'starts_with = "moved"')
    lines = cited(early, "2013-09-01", "rating", workstreams=files)
    assert "full_year = 1_200" in lines
    assert "actual = 2013-07-14" not in lines  # without it the milestone is beyond its tolerance


def test_a_page_looks_for_lines_in_some_milestones_alone() -> None:
    both = MOVED + MOVED.replace('id = "moved"', 'id = "again"').replace('"Moved"', '"Again"')
    position = position_at(programme(both, WORKSTREAMS), date(2014, 2, 1))
    whole, brief = explain_rating(position), explain_rating(position, most=1)
    assert len(whole.places) == 2 * len(brief.places) == 2
    assert [part.text for _, part in brief.walk()] == [part.text for _, part in whole.walk()]
