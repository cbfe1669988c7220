"""Dates by the quarter: the days that they have, how they are shown, and what is refused."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.dates import Window, YearStart, parse_window
from minerva.model.errors import MinervaError
from minerva.store import read_programme
from tests.command import run
from tests.programmes import files, problems_of, write_programme
from tests.repositories import commit

WORK = """
[programme]
id = "p"
name = "P"
{starts}

[[workstream]]
id = "ict"
name = "ICT"

[[saving]]
id = "s"
workstream = "ict"
name = "S"
full_year = 1_200
starts_with = "a"
"""
MILESTONES = """
[[milestone]]
id = "a"
workstream = "ict"
name = "A"
baseline = "{quarter}"
deadline = "{quarter}"

[[milestone.forecast]]
on = 2025-01-06
date = "{later}"
"""


def plan(quarter: str, later: str, starts: str = "") -> tuple[str, str]:
    written = f'financial_year_starts = "{starts}"' if starts else ""
    return MILESTONES.format(quarter=quarter, later=later), WORK.format(starts=written)


@pytest.mark.parametrize(
    ("quarter", "later", "starts", "first", "last", "forecast"),
    [
        *[("2025/26-Q3", "2025/26-Q4", "", (2025, 10, 1), (2025, 12, 31), (2026, 3, 31))],
        *[("2025/26-Q3", "2025/26-Q4", "09-01", (2026, 3, 1), (2026, 5, 31), (2026, 8, 31))],
        *[("2025-Q3", "2025-Q4", "01-01", (2025, 7, 1), (2025, 9, 30), (2025, 12, 31))],
    ],
)
def test_a_quarter_is_of_the_programmes_own_year(
    quarter: str,
    later: str,
    starts: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    forecast: tuple[int, int, int],
) -> None:
    programme = read_programme(files(*plan(quarter, later, starts)))
    milestone = programme.milestones[0]
    assert milestone.baseline == Window(date(*first), date(*last), quarter)
    assert milestone.deadline == milestone.baseline
    assert milestone.forecast[0].date.latest == date(*forecast)


@pytest.mark.parametrize(
    ("quarter", "starts", "told", "hint"),
    [
        (
            *("2025-Q3", "", "may be of the calendar year or of a financial year"),
            'write "2025-07-01/2025-09-30" or "2025/26-Q3"',
        ),
        (
            *("2025/26-Q3", "01-01", "is of a financial year, and years here are calendar years"),
            'write "2025-Q3"',
        ),
        ("2025/26-Q5", "", "is not a quarter", "the quarters of a year are Q1 to Q4"),
        ("2025/27-Q1", "", "its two halves do not follow on", 'write "2025/26"'),
        ("1899/00-Q1", "", "out of range", "check the year"),
    ],
)
def test_what_is_no_quarter_here_is_refused(
    quarter: str, starts: str, told: str, hint: str
) -> None:
    good = "2025-Q1" if starts else "2025/26-Q1"
    [first, *_] = problems_of(*plan(quarter, good, starts))
    assert told in first.message
    assert hint in (first.hint or "")
    assert first.message.startswith('milestone "a"')
    assert first.where().line == 6


def test_reports_show_a_quarter_as_it_is_written(tmp_path: Path) -> None:
    plan_at = write_programme(tmp_path, *plan("2025/26-Q3", "2025/26-Q4"))
    shown = run("milestones", "--as-of", "2025-02-01", cwd=plan_at)
    assert "2025/26-Q3  2025/26-Q4" in shown.stdout
    told = json.loads(run("milestones", "-f", "json", "--as-of", "2025-02-01", cwd=plan_at).stdout)
    [milestone] = told["milestones"]
    assert (milestone["baseline"], milestone["baseline_text"]) == ("2025-12-31", "2025/26-Q3")
    assert milestone["slippage_days"] == 90


@pytest.mark.parametrize("starts", ["", "09-01"])
def test_commands_write_the_quarter_and_history_reads_it(tmp_path: Path, starts: str) -> None:
    plan_at = write_programme(tmp_path, *plan("2025/26-Q1", "2025/26-Q2", starts))
    commit(plan_at, "First", "2025-02-01")
    done = run(
        *("reforecast", "a", "Q3 2025/26", "--on", "2025-02-03", "--reason", "Late"),
        cwd=plan_at,
        today=date(2025, 2, 3),
    )
    assert done.status == 0, done.stderr
    assert 'date = "2025/26-Q3"' in (plan_at / "milestones.toml").read_text("utf-8")
    trend = run("trend", "--git", "-f", "json", "--as-of", "2025-02-01", cwd=plan_at)
    [milestone] = json.loads(trend.stdout)["milestones"]
    last = "2025-09-30" if not starts else "2026-02-28"
    assert milestone["statements"][0]["forecast"] == last, trend.stdout


def test_an_import_writes_the_quarter(tmp_path: Path) -> None:
    plan_at = write_programme(tmp_path, *plan("2025/26-Q1", "2025/26-Q2"))
    (tmp_path / "plan.csv").write_text(
        "Workstream,Milestone,Baseline finish\nICT,New lease,Q4 2025/26\n", "utf-8"
    )
    done = run(
        *("import", "plan.csv", "--write", "--on", "2025-02-03"),
        cwd=plan_at,
        today=date(2025, 2, 3),
    )
    assert done.status == 0, done.stdout + done.stderr
    assert 'baseline = "2025/26-Q4"' in (plan_at / "milestones.toml").read_text("utf-8")


@pytest.mark.parametrize("starts", ["", "09-01"])
@pytest.mark.parametrize("to", ["plan.xml", "programme.json"])
def test_what_is_exported_comes_back_as_the_quarter(tmp_path: Path, starts: str, to: str) -> None:
    (there := tmp_path / "there").mkdir()
    (here := tmp_path / "here").mkdir()
    write_programme(there, *plan("2025/26-Q3", "2025/26-Q3", starts))
    assert run("export", to, "--as-of", "2025-02-03", cwd=there).status == 0
    _, work = plan("2025/26-Q3", "2025/26-Q3", starts)
    write_programme(here, "", work.partition("[[saving]]")[0])
    done = run(
        *("import", str(there / to), "--write", "--on", "2025-02-03"),
        cwd=here,
        today=date(2025, 2, 3),
    )
    assert done.status == 0, done.stdout + done.stderr
    assert 'baseline = "2025/26-Q3"' in (here / "milestones.toml").read_text("utf-8")


starts = st.builds(YearStart, st.integers(1, 12), st.integers(1, 28))


@given(starts, st.integers(1950, 2100))
def test_the_quarters_of_a_year_make_up_the_year(start: YearStart, number: int) -> None:
    year = start.year(number)
    quarters = [year.quarter(n) for n in (1, 2, 3, 4)]
    assert (quarters[0].earliest, quarters[-1].latest) == (year.first, year.last)
    for before, after in pairwise(quarters):
        assert (after.earliest - before.latest).days == 1
    for quarter in quarters:
        assert start.own_quarter(parse_window(quarter.text)) == quarter


@given(starts, st.integers(1950, 2100))
def test_a_quarter_of_another_kind_of_year_is_refused(start: YearStart, number: int) -> None:
    wrong = f"{number}/{(number + 1) % 100:02d}-Q2" if start.is_calendar else f"{number}-Q2"
    with pytest.raises(MinervaError) as refused:
        start.own_quarter(parse_window(wrong))
    assert refused.value.hint
