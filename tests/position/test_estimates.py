"""How an estimate is written, what is refused of it, and which one is in force on a day."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from minerva.model.dates import Duration, parse_bound, parse_offset
from minerva.model.programme import Confidence
from minerva.position import position_at
from minerva.position.estimates import EstimatePosition, estimate_at
from tests.command import run
from tests.programmes import WORKSTREAMS, problems_of, programme, write_programme
from tests.simulations import D, milestone

FORECAST = date(2015, 3, 31)


def in_force(*lines: str, confidence: str = "", as_of: date = D) -> EstimatePosition | None:
    read = programme(milestone("a", FORECAST, *lines), WORKSTREAMS + confidence)
    [found] = position_at(read, as_of).milestones
    return estimate_at(found, read.confidence)


@pytest.mark.parametrize(
    ("low", "high", "days"),
    [
        ("2015-03-24", "2015-05-29", (date(2015, 3, 24), date(2015, 5, 29))),
        ('"-1 week"', '"2 months"', (date(2015, 3, 24), date(2015, 5, 31))),
        ('"-1 month"', '"+1 month"', (date(2015, 2, 28), date(2015, 4, 30))),
        ('"- 3 days"', '"0 days"', (date(2015, 3, 28), FORECAST)),
        ('"2015-03"', '"2015-W16"', (FORECAST, date(2015, 4, 19))),
        ("2015-03-24", '"1 day"', (date(2015, 3, 24), date(2015, 4, 1))),
    ],
)
def test_the_ends_are_dates_or_distances_from_the_forecast(
    low: str, high: str, days: tuple[date, date]
) -> None:
    found = in_force(f"estimate = {{ low = {low}, high = {high} }}")
    assert found is not None
    assert (found.low, found.high) == days
    assert found.includes_forecast
    assert found.range_days == (days[1] - days[0]).days


STATED = """
  [[milestone.estimate]]
  on = 2014-12-01
  low = "-2 weeks"
  high = "2 weeks"

  [[milestone.estimate]]
  low = "-1 week"
  high = "1 week"

  [[milestone.estimate]]
  on = 2014-12-10
  low = "-3 weeks"
  high = "3 weeks"
"""


@pytest.mark.parametrize(
    ("as_of", "weeks"),
    [
        (date(2014, 11, 30), 1),
        (date(2014, 12, 1), 2),
        (date(2014, 12, 9), 2),
        (date(2014, 12, 10), 3),
    ],
)
def test_the_last_one_stated_by_the_day_holds(as_of: date, weeks: int) -> None:
    found = in_force(STATED, as_of=as_of)
    assert found is not None
    assert found.range_days == weeks * 14


def test_of_two_on_one_day_the_later_in_the_file_holds() -> None:
    found = in_force(STATED.replace("2014-12-10", "2014-12-01"))
    assert found is not None
    assert found.range_days == 42


def test_a_distance_counts_from_the_forecast_in_force() -> None:
    moved = "\n  [[milestone.forecast]]\n  on = 2014-12-09\n  date = 2015-06-30\n"
    relative = 'estimate = { low = "-1 week", high = "1 week" }'
    found = in_force(relative + moved)
    assert found is not None
    assert (found.low, found.high) == (date(2015, 6, 23), date(2015, 7, 7))
    fixed = in_force("estimate = { low = 2015-03-24, high = 2015-05-29 }" + moved)
    assert fixed is not None
    assert not fixed.includes_forecast


DEFAULT = '\n[confidence]\ndefault = { low = "-1 day", high = "1 month" }\n'


def test_the_default_is_for_those_that_have_none_and_are_not_complete() -> None:
    found = in_force(confidence=DEFAULT)
    assert found is not None
    assert (found.low, found.high, found.stated) == (date(2015, 3, 30), date(2015, 4, 30), None)
    own = in_force(STATED, confidence=DEFAULT)
    assert own is not None
    assert own.stated is not None
    assert in_force() is None
    assert in_force("actual = 2014-12-09", STATED, confidence=DEFAULT) is None


def test_an_end_beyond_the_days_that_are_read_is_the_last_of_them() -> None:
    found = in_force('estimate = { low = "-1200 months", high = "1200 months" }')
    assert found is not None
    assert found.low == date(1915, 3, 31)
    far = position_at(
        programme(
            milestone("a", date(2199, 1, 1), 'estimate = { low = "0 days", high = "9 weeks" }')
        ),
        D,
    ).milestones[0]
    assert estimate_at(far, None) is not None
    later = replace(
        far,
        record=replace(
            far.record, estimate=(replace(far.record.estimate[0], high=Duration(1200, "month")),)
        ),
    )
    beyond = estimate_at(later, None)
    assert beyond is not None
    assert beyond.high == date(2199, 12, 31)


def test_confidence_has_defaults() -> None:
    stated = programme(milestone("a", D), f"{WORKSTREAMS}\n[confidence]\n").confidence
    assert isinstance(stated, Confidence)
    assert [*map(int, (stated.level, stated.correlation))] == [80, 0]
    assert stated.default is None
    assert stated.savings is None
    assert programme(milestone("a", D)).confidence is None


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("estimate = 3", "estimate: 3 is not an estimate", "two dates"),
        ("estimate = [3]", "is not a table", "braces"),
        ("estimate = { low = 2015-01-01 }", 'estimate 1 needs "high"', "high = 2015-01-09"),
        ('estimate = { low = "x", high = "1 day" }', "neither a date nor a duration", '"-1 week"'),
        ('estimate = { low = "-1 week", hihg = "1 day" }', 'has no key "hihg"', '"high"'),
        ('estimate = { low = "1 day", high = "9999 months" }', "hundred years", "number"),
        ("estimate = { low = 2015-02-01, high = 2015-01-31 }", "31 Jan 2015, comes before", "swap"),
        ('estimate = { low = "1 week", high = "6 days" }', "6 days, comes before", "swap"),
        ('estimate = { low = "-1 week", high = "-1 month" }', "-1 month, comes before", "swap"),
    ],
)
def test_what_is_refused_of_an_estimate(line: str, message: str, hint: str) -> None:
    found = problems_of(milestone("a", D, line))
    assert any(message in problem.message and hint in (problem.hint or "") for problem in found), (
        found
    )


@pytest.mark.parametrize(
    "line",
    [
        "estimate = { low = 2015-02-01, high = 2015-02-01 }",
        'estimate = { low = "1 week", high = "7 days" }',
        'estimate = { low = "30 days", high = "1 month" }',
        'estimate = { low = "1 month", high = "30 days" }',
        'estimate = { low = 2016-01-01, high = "1 day" }',
    ],
)
def test_what_only_some_days_would_have_backward_is_not_refused(line: str) -> None:
    assert programme(milestone("a", D, line)).milestones[0].estimate


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("level = 100", "100 is not a probability in percent"),
        ("level = 0", "0 is not a probability in percent"),
        ('level = "80"', '"80" is not a probability'),
        ("correlation = 1.01", "1.01 is not a correlation"),
        ("correlation = -0.1", "-0.1 is not a correlation"),
        ("correlation = true", "true is not a correlation"),
        ('default = { low = "1 day", high = "1 month" }', "excludes the forecast"),
        ('default = { low = "-1 day", high = "-1 day" }', "excludes the forecast"),
        ("default = { low = 2015-01-01, high = 2015-02-01 }", "2015-01-01 is not a duration"),
        ('default = { low = "-1 day" }', "a low and a high"),
        ("savings = { low = 105, high = 85 }", "105 is over the high one 85"),
        ("savings = { low = 85, high = 1001 }", "1001 is not a percentage"),
        ("savings = 85", "a low and a high"),
        ("savings = { low = -1, high = 85 }", "-1 is not a percentage"),
        ("levle = 80", 'has no key "levle"'),
    ],
)
def test_what_is_refused_of_confidence(line: str, message: str) -> None:
    found = problems_of(milestone("a", D), f"{WORKSTREAMS}\n[confidence]\n{line}\n")
    [problem] = found
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize("text", ["1 week", "-1 week", "+ 2 months", "- 0 days"])
def test_an_offset_may_have_a_sign(text: str) -> None:
    assert isinstance(parse_offset(text), Duration)


@pytest.mark.parametrize("text", ["week", "1 year", "--1 week", "1 week ago", "-1", 3])
def test_what_is_no_offset(text: object) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|is not a date"):
        parse_bound(text) if isinstance(text, int) else parse_offset(text)


def test_an_offset_is_written_as_it_is_read() -> None:
    assert [str(parse_offset(text)) for text in ("-1 week", "-2 weeks", "+1 day")] == [
        *("-1 week", "-2 weeks", "1 day"),
    ]


def test_a_problem_shows_the_place(tmp_path: Path) -> None:
    text = milestone(
        "a", D, "", "  [[milestone.estimate]]", "  low = 2015-02-01", "  high = 2015-01-01"
    )
    write_programme(tmp_path, text)
    result = run("status", cwd=tmp_path)
    assert result.status == 2
    assert "error[backward-estimate]" in result.stderr
    assert "  high = 2015-01-01\n" in result.stderr
    assert "         ^^^^^^^^^^\n" in result.stderr
