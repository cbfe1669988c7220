"""What [check] in the files may say, and how it is refused."""

from pathlib import Path

import pytest

from minerva.model.programme import Check, Days
from minerva.store.schema import fields_of
from tests.cli.test_check_settings import ERROR, FINE, OUTSIDE, check
from tests.command import run
from tests.programmes import WORKSTREAMS, problems_of, write_programme

DAYS = [field.key for field in fields_of(Check) if field.hint is Days]


A_NUMBER_OF_DAYS = "write a whole number from 0 to 36_525, without quotes"


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-1", "-1"),
        ("36_526", "36526"),
        ("9" * 30, "9" * 30),
        ("9" * 50, "a number of more than 40 digits"),
        ("1.0", "1.0"),
        ("0.5", "0.5"),
        ("1e3", "1E+3"),
        ("inf", "Infinity"),
        ("nan", "NaN"),
        ('"35"', '"35"'),
        ('"1 week"', '"1 week"'),
        ("true", "true"),
        ("false", "false"),
        ("2014-12-09", "2014-12-09"),
        ("[1]", "a list"),
        ("{ days = 1 }", "a table"),
    ],
)
def test_a_number_of_days_is_whole_and_neither_negative_nor_huge(
    key: str, value: str, said: str
) -> None:
    line = f"{key} = {value} # days"
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{line}\n")
    assert problem.message == f"check, {key}: {said} is not a number of days"
    assert problem.hint == A_NUMBER_OF_DAYS
    span = problem.where()
    source = problem.location.source
    assert source.line(span.line) == line
    assert (span.column, span.length) == (len(key) + 4, len(value))


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize("value", ["0", "+1", "36_525", "0x10", "0b1"])
def test_any_whole_number_of_days_up_to_a_hundred_years_is_read(
    tmp_path: Path, key: str, value: str
) -> None:
    assert check(tmp_path, settings=f"{key} = {value}").status in (0, 1)


IDS = "milestone-overdue, tolerance-exceeded, deadline-broken, "


@pytest.mark.parametrize(
    ("line", "marked", "message", "hint"),
    [
        (
            'fail_on = "fatal"',
            '"fatal"',
            'check, fail_on: "fatal" is not one of error, warning, note',
            "they are error, warning, note",
        ),
        (
            'fail_on = "warnings"',
            '"warnings"',
            'check, fail_on: "warnings" is not one of error, warning, note',
            'did you mean "warning"?',
        ),
        ("fail_on = 1", "1", "check, fail_on: 1 is not one of error, warning, note", "they are "),
        ('fail_on = ["error"]', '["error"]', "check, fail_on: a list is not one of ", ""),
        ("fail_on = true", "true", "check, fail_on: true is not one of ", ""),
        (
            'select = "low-float"',
            '"low-float"',
            'check, select: "low-float" is not a list',
            "write it in square brackets, one entry after the other",
        ),
        ("ignore = true", "true", "check, ignore: true is not a list", "write it in square"),
        (
            'select = ["low-float", "low-flow"]',
            '"low-flow"',
            'check, select 2: "low-flow" is not one of those there are',
            'did you mean "low-float"?',
        ),
        (
            'ignore = ["xyz"]',
            '"xyz"',
            'check, ignore 1: "xyz" is not one of those there are',
            f"they are {IDS}",
        ),
        ("ignore = [1]", "1", "check, ignore 1: 1 is not one of those there are", "they are "),
        ('ignore = [["a"]]', '["a"]', "check, ignore 1: a list is not one of those there are", ""),
        ('gracce = "1"', "gracce", 'check has no key "gracce"', 'did you mean "grace"?'),
        ("fail-on = 1", "fail-on", 'check has no key "fail-on"', 'did you mean "fail_on"?'),
        ("xyz = 1", "xyz", 'check has no key "xyz"', "the keys are fail_on, select, ignore, "),
    ],
)
def test_a_setting_that_is_wrong_is_pointed_at(
    line: str, marked: str, message: str, hint: str
) -> None:
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{line} # é\n")
    assert problem.message.startswith(message)
    assert (problem.hint or "").startswith(hint)
    span = problem.where()
    assert problem.location.source.line(span.line) == f"{line} # é"
    assert line[span.column - 1 : span.column - 1 + span.length] == marked


def test_all_settings_that_are_wrong_are_told_at_once() -> None:
    wrong = 'fail_on = "x"\nselect = ["a", "low-float", "b"]\nignore = 1\ngrace = -1\nx = 1'
    problems = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{wrong}\n")
    lines = [problem.where().line for problem in problems]
    assert [line - lines[0] for line in lines] == [0, 1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("written", "message", "hint", "marked"),
    [
        ("[[check]]\ngrace = 1", '"check" is not a table', "write [check]", "check"),
        ("[[check]]\n[[check]]", '"check" is not a table', "write [check]", "check"),
    ],
)
def test_settings_are_one_table(written: str, message: str, hint: str, marked: str) -> None:
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n{written}\n")
    assert (problem.message, problem.hint) == (message, hint)
    span = problem.where()
    line = problem.location.source.line(span.line)
    assert line == "[[check]]"
    assert line[span.column - 1 : span.column - 1 + span.length] == marked


def test_settings_may_be_written_in_any_way_that_makes_a_table(tmp_path: Path) -> None:
    for first in ("check.grace = 1\n", "check = { grace = 1 }\n", '["check"]\n"grace" = 1\n'):
        write_programme(tmp_path, FINE + ERROR, first + WORKSTREAMS)
        result = run("check", "--as-of", "2014-12-09", cwd=tmp_path, env=OUTSIDE)
        assert result.status == 0
        assert "within the 1 day of grace" in result.stdout


@pytest.mark.parametrize("header", ["[check]", "[[check]]"])
def test_settings_in_the_other_file_are_told_where_they_belong(header: str) -> None:
    [problem] = problems_of(f"{FINE}\n{header}\ngrace = 1\n")
    assert problem.message == 'milestones.toml has no table "check"'
    assert problem.hint == "it belongs in workstreams.toml"
    assert problem.location.source.line(problem.where().line) == header
