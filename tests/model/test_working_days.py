"""Working days of England and Wales: which they are, how many have slipped, and what shows them."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from minerva.model import working_days
from minerva.model.working_days import FIRST_YEAR, LAST_YEAR, first_from, is_covered, slipped
from minerva.position import position_at
from minerva.position.measures import worst_working_days
from tests.command import ROOT, environment, run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.views.test_reports import DEPOT

FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
ONE_DAY = timedelta(days=1)
PROCLAIMED_UNTIL = 2026
ADDED = {
    *(date(1981, 7, 29), date(1999, 12, 31), date(2002, 6, 3), date(2011, 4, 29)),
    *(date(2012, 6, 5), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)),
}
MOVED = {
    date(1995, 5, 1): date(1995, 5, 8),
    date(2002, 5, 27): date(2002, 6, 4),
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}


def easter(year: int) -> date:
    """Return Easter Sunday, by the rule of Butcher's Ecclesiastical Calendar, 1876."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def bank_holidays(year: int) -> set[date]:
    """Return the bank holidays of a year on weekdays, by the rules and what was proclaimed."""

    def monday(month: int, day: int) -> date:
        """Return the first Monday on or after a day."""
        when = date(year, month, day)
        return when + timedelta(days=-when.weekday() % 7)

    days = {easter(year) - timedelta(days=2), easter(year) + ONE_DAY}
    days |= {monday(5, 1), monday(5, 25), monday(8, 25)}
    for when in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while when.weekday() >= 5 or when in days:
            when += ONE_DAY
        days.add(when)
    days = {MOVED.get(holiday, holiday) for holiday in days}
    return days | {holiday for holiday in ADDED if holiday.year == year}


def days_from(first: date, last: date) -> Iterator[date]:
    """Yield each day from one to another, both included."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def counted(after: date, up_to: date) -> int:
    """Count the working days after a day, up to another and with it, one by one."""
    return sum(first_from(when) == when for when in days_from(after + ONE_DAY, up_to))


@pytest.mark.parametrize("year", range(FIRST_YEAR, PROCLAIMED_UNTIL + 1))
def test_the_bank_holidays_are_those_of_the_rules_and_of_the_proclamations(year: int) -> None:
    weekdays = [day for day in days_from(date(year, 1, 1), date(year, 12, 31)) if day.weekday() < 5]
    assert {weekday for weekday in weekdays if first_from(weekday) != weekday} == bank_holidays(
        year
    )


@pytest.mark.parametrize("year", range(PROCLAIMED_UNTIL + 1, LAST_YEAR + 1))
def test_years_to_come_have_the_bank_holidays_of_the_rules(year: int) -> None:
    off = sum(first_from(day) != day for day in days_from(date(year, 1, 1), date(year, 12, 31)))
    weekends = sum(
        holiday.weekday() >= 5 for holiday in days_from(date(year, 1, 1), date(year, 12, 31))
    )
    assert off - weekends >= 8


@pytest.mark.parametrize(
    ("baseline", "expected", "days"),
    [
        # Easter 2015: Good Friday 3 April, Easter Monday 6 April
        (date(2015, 4, 2), date(2015, 4, 2), 0),
        (date(2015, 4, 2), date(2015, 4, 3), 0),
        (date(2015, 4, 2), date(2015, 4, 6), 0),
        (date(2015, 4, 2), date(2015, 4, 7), 1),
        (date(2015, 4, 3), date(2015, 4, 7), 1),
        (date(2015, 3, 31), date(2015, 4, 10), 6),
        # Christmas with substitute days: 26 December 2015 is a Saturday,
        (date(2015, 12, 24), date(2015, 12, 28), 0),
        (date(2015, 12, 24), date(2015, 12, 29), 1),
        # in 2021 both days are at the weekend,
        (date(2021, 12, 24), date(2021, 12, 28), 0),
        (date(2021, 12, 24), date(2021, 12, 29), 1),
        # and 25 December 2022 is a Sunday
        (date(2022, 12, 23), date(2022, 12, 27), 0),
        (date(2022, 12, 23), date(2022, 12, 28), 1),
        # leap days: a Monday and a Saturday
        (date(2016, 2, 26), date(2016, 2, 29), 1),
        (date(2016, 2, 26), date(2016, 3, 1), 2),
        (date(2020, 2, 28), date(2020, 2, 29), 0),
        (date(2020, 2, 28), date(2020, 3, 2), 1),
        # year ends: 1 January, its substitute, and years in between
        (date(2014, 12, 31), date(2015, 1, 1), 0),
        (date(2014, 12, 31), date(2015, 1, 2), 1),
        (date(2014, 12, 30), date(2014, 12, 31), 1),
        (date(2021, 12, 31), date(2022, 1, 3), 0),
        (date(2021, 12, 31), date(2022, 1, 4), 1),
        (date(2013, 12, 31), date(2014, 12, 31), 253),
        (date(2013, 12, 31), date(2015, 12, 31), 506),
        # a baseline at a weekend
        (date(2014, 12, 6), date(2014, 12, 7), 0),
        (date(2014, 12, 6), date(2014, 12, 8), 1),
        (date(2014, 12, 7), date(2014, 12, 12), 5),
        # early
        (date(2014, 12, 9), date(2014, 12, 8), -1),
        (date(2014, 12, 8), date(2014, 12, 5), -1),
        (date(2014, 12, 8), date(2014, 12, 6), -1),
        (date(2014, 12, 6), date(2014, 12, 5), 0),
        (date(2015, 4, 7), date(2015, 4, 2), -1),
        (date(2015, 1, 2), date(2014, 12, 31), -1),
        # the first and the last days
        (FIRST, date(1978, 1, 2), 0),
        (FIRST, date(1978, 1, 3), 1),
        (date(2100, 12, 30), LAST, 1),
    ],
)
def test_working_days_slipped(baseline: date, expected: date, days: int) -> None:
    assert slipped(baseline, expected) == days


@pytest.mark.parametrize(
    "unknown",
    [date(1900, 1, 1), FIRST - ONE_DAY, LAST + ONE_DAY, date(2199, 12, 31), date.min, date.max],
)
def test_nothing_is_said_of_years_whose_bank_holidays_are_not_known(unknown: date) -> None:
    assert not is_covered(unknown)
    for other in (date(2015, 4, 1), unknown):
        assert slipped(unknown, other) is None
        assert slipped(other, unknown) is None
    assert first_from(unknown) is None


def test_the_package_has_the_years_that_are_said_to_be_known() -> None:
    from holidays import country_holidays

    listed = country_holidays("GB", subdiv="ENG")
    assert listed.start_year <= FIRST_YEAR
    assert listed.end_year >= LAST_YEAR


@pytest.mark.parametrize(
    ("when", "first"),
    [
        (date(2015, 4, 2), date(2015, 4, 2)),
        (date(2015, 4, 3), date(2015, 4, 7)),
        (date(2015, 4, 5), date(2015, 4, 7)),
        (date(2014, 12, 6), date(2014, 12, 8)),
        (date(2021, 12, 25), date(2021, 12, 29)),
        (date(2022, 12, 31), date(2023, 1, 3)),
        (FIRST, date(1978, 1, 3)),
        (LAST, LAST),
    ],
)
def test_the_first_working_day_from_a_day_on(when: date, first: date) -> None:
    assert first_from(when) == first


days = st.dates(date(2009, 1, 1), date(2031, 12, 31))
any_days = st.dates(FIRST, LAST)


@given(any_days, any_days, any_days)
def test_slips_add_up(first: date, second: date, third: date) -> None:
    day, other, whole = slipped(first, second), slipped(second, third), slipped(first, third)
    assert None not in (day, other, whole)
    assert (day or 0) + (other or 0) == whole


@given(any_days, any_days)
def test_no_more_working_days_slip_than_days_and_in_the_same_direction(
    baseline: date, expected: date
) -> None:
    calendar, working = (expected - baseline).days, slipped(baseline, expected)
    assert working is not None
    assert abs(working) <= abs(calendar)
    assert working * calendar >= 0
    assert slipped(expected, baseline) == -working
    assert slipped(baseline, baseline) == 0


@given(days, st.integers(-90, 90))
def test_slips_are_what_counting_day_by_day_comes_to(baseline: date, by: int) -> None:
    expected = baseline + timedelta(days=by)
    counts = counted(baseline, expected) if by >= 0 else -counted(expected, baseline)
    assert slipped(baseline, expected) == counts


@given(st.dates(date(2015, 9, 1), date(2015, 12, 24)), st.integers(0, 90))
def test_a_week_later_all_is_the_same_where_there_is_no_bank_holiday(start: date, by: int) -> None:
    free, week = date(2015, 12, 24), timedelta(days=7)
    end = min(start + timedelta(days=by), free - week)
    start = min(start, end)
    assert slipped(start, end) == slipped(start + week, end + week)
    assert slipped(end, start) == slipped(end + week, start + week)


@pytest.mark.no_cover
def test_each_year_is_worked_out_once_however_many_milestones_there_are() -> None:
    working_days._counts.cache_clear()
    span = (LAST - FIRST).days
    for n in range(100_000):
        slipped(FIRST + timedelta(days=n * 7 % span), FIRST + timedelta(days=n * 13 % span))
    assert working_days._counts.cache_info().misses == LAST_YEAR - FIRST_YEAR + 1


# What shows them

MILESTONES = """
    [[milestone]]
    id = "late"
    workstream = "ict"
    name = "Late"
    baseline = "2015-03-30/2015-04-02"
    forecast = "2015-04-06/2015-04-08"

    [[milestone]]
    id = "early"
    workstream = "ict"
    name = "Early"
    baseline = 2014-12-08
    actual = 2014-12-05

    [[milestone]]
    id = "beyond"
    workstream = "ict"
    name = "Beyond"
    baseline = 2100-12-31
    forecast = 2101-01-01
"""
PROCUREMENT = """
    [[procurement]]
    id = "ito"
    name = "ITO"
    workstream = "ict"

      [[procurement.stage]]
      id = "tender"
      name = "Tender"
      closes = 2015-02-01

      [[procurement.stage]]
      id = "award"
      name = "Award"
      closes = "late"
"""
SHOWN = ("milestones", "slippage", "procurement")
COMMANDS = [
    *("status", "milestones", "slippage", "savings", "procurement", "options", "check"),
    *("forecast", "trend", "diff", "explain"),
]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Write a programme with a late, an early and a far milestone."""
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS + PROCUREMENT)


def document(plan: Path, *arguments: str) -> dict[str, list[dict[str, object]]]:
    """Return the JSON document of a command."""
    result = run(*arguments, "--as-of", "2014-12-09", "--format", "json", cwd=plan)
    assert (result.status, result.stderr) == (0, "")
    found: dict[str, list[dict[str, object]]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("command", [["milestones"], ["slippage"], ["slippage", "--history"]])
def test_milestones_end_with_their_slip_in_working_days(plan: Path, command: list[str]) -> None:
    plain = document(plan, *command)
    both = document(plan, *command, "--working-days")
    slips = {
        milestone["id"]: milestone["slippage_working_days"] for milestone in both["milestones"]
    }
    assert slips == {"late": 2, "early": -1, "beyond": None}
    for before, after in zip(plain["milestones"], both["milestones"], strict=True):
        assert list(after) == [*before, "slippage_working_days"]
        assert {key: after[key] for key in before} == before
    assert {**both, "milestones": []} == {**plain, "milestones": []}


def test_stages_end_with_their_slip_in_working_days(plan: Path) -> None:
    before, after = (
        document(plan, "procurement", *option)["procurements"][0]["stages"]
        for option in ([], ["--working-days"])
    )
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert [day["slippage_working_days"] for day in after] == [None, 2]
    for plain, both in zip(before, after, strict=True):
        assert list(both) == [*plain, "standstill_ends", "slippage_working_days"]


@pytest.mark.parametrize("command", SHOWN)
def test_spreadsheets_get_a_column_after_the_slip_in_days(plan: Path, command: str) -> None:
    plain, both = (
        list(
            csv.reader(
                io.StringIO(
                    run(command, "--as-of", "2014-12-09", "-f", "csv", *option, cwd=plan).stdout
                )
            )
        )
        for option in ([], ["--working-days"])
    )
    at = plain[0].index("slippage_days") + 1
    added = ["standstill_ends", "standstill"] if command == "procurement" else []
    assert both[0] == [*plain[0][:at], "slippage_working_days", *plain[0][at:], *added]
    slips = [row[at] for row in both[1:]]
    assert sorted(slips) == (["", "2"] if command == "procurement" else ["", "-1", "2"])


@pytest.mark.parametrize("command", SHOWN)
def test_a_screen_of_80_columns_has_room_for_working_days(command: str) -> None:
    for directory, when in ((ROOT, "2015-04-03"), (DEPOT, "2015-02-20")):
        told = run(command, "--as-of", when, "--working-days", cwd=directory).stdout.splitlines()
        assert max(cell_len(line) for line in told) <= 80
        headings = [line for line in told if "Slip  Working days" in line]
        assert len(headings) == 1
        assert sum(line.startswith("Working days: slip without") for line in told) == 1


def told(plan: Path, *arguments: str) -> str:
    return run("status", *arguments, "--as-of", "2014-12-09", cwd=plan).stdout


def test_the_board_sees_the_worst_slips_in_working_days(plan: Path) -> None:
    before, after = (
        json.loads(told(plan, "-f", "json", *option)) for option in ([], ["--working-days"])
    )
    assert after["milestones"] == before["milestones"] | {
        "worst_days": 6,
        "worst_working_days": None,  # one of them is beyond the bank holidays known
    }
    for plain, both in zip(before["workstreams"], after["workstreams"], strict=True):
        assert list(both["milestones"]) == [
            *plain["milestones"],
            "worst_days",
            "worst_working_days",
        ]
    shown = told(plan, "--working-days").splitlines()
    heading = next(n for n, line in enumerate(shown) if line.startswith("Workstream "))
    assert "Slip  Working days" in shown[heading]
    assert "Late" not in shown[heading]
    assert any(line.startswith("Working days: slip without") for line in shown)


def test_the_worst_slip_in_working_days() -> None:
    late = position_at(programme(MILESTONES), date(2014, 12, 9)).milestones
    known = [day for day in late if day.slippage_working_days is not None]
    assert worst_working_days(known) == max(day.slippage_working_days or 0 for day in known) == 2
    assert worst_working_days(late) is None
    assert worst_working_days([]) is None


@pytest.mark.parametrize("command", [*SHOWN, "status", "trend"])
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_no_screen_is_too_narrow_for_working_days(command: str, width: int) -> None:
    for directory, when in ((ROOT, "2015-04-03"), (DEPOT, "2015-02-20")):
        result = run(
            *(command, "--as-of", when, "--working-days"),
            cwd=directory,
            env={"COLUMNS": str(width)},
        )
        assert max(cell_len(line) for line in result.stdout.splitlines()) <= width


def test_markdown_has_working_days(plan: Path) -> None:
    told = run("slippage", "--as-of", "2014-12-09", "--working-days", "-f", "markdown", cwd=plan)
    assert "| Slip | Working days |" in told.stdout


def test_where_working_days_are_not_known_a_note_says_why(plan: Path) -> None:
    told = run("milestones", "--as-of", "2014-12-09", "--working-days", cwd=plan).stdout
    row = next(line for line in told.splitlines() if line.startswith("Beyond"))
    assert row.split()[-3:] == ["+1", "–", "amber"]
    assert "Wales,\nnot known before 1978 and after 2100.\n" in told
    shown = run("procurement", "--as-of", "2014-12-09", "--working-days", cwd=plan).stdout
    assert "not known" not in shown


def test_a_drawing_has_no_room_for_working_days() -> None:
    result = run("milestones", "--timeline", "--working-days")
    assert (result.status, result.stdout) == (2, "")
    assert "--timeline is a drawing" in result.stderr


def loads_holidays(*arguments: str, cwd: Path = ROOT) -> bool:
    """Tell whether a command, as a process of its own, imports the package `holidays`."""
    code = (
        "import sys\nfrom minerva.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(f'loaded: {\"holidays\" in sys.modules}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout
    return done.stderr.endswith("loaded: True")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_has_no_working_days_does_not_wait_for_the_bank_holidays(command: str) -> None:
    dated = {"explain": [], "diff": ["--from", "2014-11-10", "--to", "2014-12-09"]}
    assert not loads_holidays(command, *dated.get(command, ["--as-of", "2014-12-09"]))


@pytest.mark.parametrize("command", SHOWN)
def test_what_has_working_days_looks_the_bank_holidays_up(command: str) -> None:
    assert loads_holidays(command, "--as-of", "2014-12-09", "--working-days")
