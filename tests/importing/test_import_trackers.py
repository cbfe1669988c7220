"""Exports of trackers and schedulers: when something was done, and what proves how it is read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minerva.importing import csv_file
from minerva.importing.cell_dates import day_of_stamp, month_first, read_date
from minerva.importing.grid import ImportOptions
from minerva.importing.incoming import Incoming
from minerva.importing.statuses import is_cancelled, is_done, is_open
from minerva.model.dates import Window, YearStart
from minerva.model.errors import MinervaError
from minerva.parsing.months import months_named, weekdays_named

TODAY = date(2026, 11, 29)
OPTIONS = ImportOptions(TODAY, "GBP", YearStart(4, 1))


def read(*lines: str, options: ImportOptions = OPTIONS) -> Incoming:
    return csv_file.read("\n".join(lines).encode(), "plan.csv", options)


@pytest.mark.parametrize(
    ("headings", "row", "name", "actual"),
    [
        ("Task ID,Completed At,Name,Due Date", "1,2025-04-10,Award,2025-03-31", "Award", True),
        ("ID,Subject,Status,Finish date", "11,Award,Closed,10/04/2025", "Award", True),
        ("Issue key,Summary,Status,Due date,Resolved", "P-1,Award,Done,,10/04/2025", "Award", True),
        ("Task Name,Progress,Due Date,Completed Date", "A,Completed,31/3/25,10/4/25", "A", True),
        ("Task Name,Progress,Due Date,Completed Date", "A,Not started,31/3/25,", "A", False),
        ("#,Subject,Status,Due date,Closed", "7,Award,Resolved,,10/04/2025", "Award", True),
        ("Activity ID,Activity Name,Finish", "A1,Award,10-Apr-25 A", "Award", True),
        ("Activity ID,Activity Name,Finish", "A1,Award,10-Apr-25*", "Award", False),
        ("Milestone,Forecast finish,Status", "Award,10/04/2025,In progress", "Award", False),
        ("Milestone,Finish,Completed", "Award,10/04/2025,TRUE", "Award", True),
        ("Milestone,Finish,Completed", "Award,10/04/2025,FALSE", "Award", False),
        ("Milestone,Finish,Done", "Award,10/04/2025,No", "Award", False),
    ],
)
def test_trackers_say_when_something_was_done(
    headings: str, row: str, name: str, actual: bool
) -> None:
    [found] = read(headings, row).milestones
    assert (found.name, found.done_undated) == (name, None)
    assert (found.actual and found.actual.latest) == (date(2025, 4, 10) if actual else None)


@pytest.mark.parametrize(
    "heading", ["Due date", "Target date", "Planned finish", "Baseline finish"]
)
def test_when_something_was_due_does_not_say_when_it_was_done(heading: str) -> None:
    lines = (f"Milestone,{heading},Status", "Award,31/03/2025,Complete", "Live,30/06/2025,Open")
    award, live = read(*lines).milestones
    assert award.actual is None
    assert award.done_undated is not None
    assert "--done-when-due" in (award.done_undated.hint or "")
    assert live.done_undated is None
    told = read(*lines, options=replace(OPTIONS, done_when_due=True))
    assert told.milestones[0].actual is not None
    assert "1 row complete, without an actual date: taken to be done when due" in told.remarks


def test_a_cancelled_row_is_left_out() -> None:
    found = read("Milestone,Due date,Status", "A,31/03/2025,Cancelled", "B,31/03/2025,New")
    assert [milestone.name for milestone in found.milestones] == ["B"]
    assert [skipped.why for skipped in found.skipped] == [
        'it is no longer in the plan: "Cancelled"'
    ]


def test_no_status_is_of_two_kinds() -> None:
    for word in ("Complete", "Done", "Closed", "Not started", "To do", "Rejected", "Won't do", "x"):
        assert is_done(word) + is_open(word) + is_cancelled(word) <= 1


@pytest.mark.parametrize(
    ("stamp", "timezone", "day"),
    [
        ("2025-06-30T23:00:00.000Z", "Europe/London", date(2025, 7, 1)),
        ("2025-06-30T22:59:59Z", "Europe/London", date(2025, 6, 30)),
        ("2025-12-31T23:59:59Z", "Europe/London", date(2025, 12, 31)),
        ("2025-06-30T20:00:00-0400", "Europe/London", date(2025, 7, 1)),
        ("2025-07-01T00:00:00+01:00", "Europe/London", date(2025, 7, 1)),
        ("2025-07-01 00:30 UTC", "America/New_York", date(2025, 6, 30)),
        ("30/06/2025 23:00 UTC", "Europe/London", date(2025, 7, 1)),
        ("30 Jun 2025, 11:30 PM GMT", "Europe/London", date(2025, 7, 1)),
        ("2025-06-30T23:00:00.000+0000", "Europe/London", date(2025, 7, 1)),
        ("2025-06-30T23:00:00", "Europe/London", None),
        ("30/06/2025 23:00", "Europe/London", None),
    ],
)
def test_a_time_stamp_is_the_day_that_it_is_here(
    stamp: str, timezone: str, day: date | None
) -> None:
    assert day_of_stamp(stamp, timezone, TODAY) == day
    window = read_date(stamp, YearStart(4, 1), TODAY, timezone)
    assert window is not None
    assert window.latest == (day or date(2025, 6, 30))


def test_time_stamps_are_remarked_on() -> None:
    found = read("Milestone,Forecast finish", "A,2025-12-01T10:00Z", "B,2025-06-30T23:00:00Z")
    assert (
        "2 time stamps are turned into days of Europe/London (line 3, column 2: "
        "2025-06-30T23:00:00Z is 1 Jul 2025)" in found.remarks
    )


def test_a_weekday_proves_that_months_come_first() -> None:
    lines = ("Milestone,Finish", "Kick-off,Mon 1/6/25", "Award,Fri 5/9/25")
    with pytest.raises(MinervaError, match="Mon 1/6/25"):
        read(*lines)
    assert [found.name for found in read("Milestone,Finish", "A,Sun 1/6/25").milestones] == ["A"]
    wrong = read("Milestone,Finish", "A,Mon 31/03/26")
    assert [rejected.text for rejected in wrong.rejected] == ["Mon 31/03/26"]


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_a_date_with_its_weekday_is_read_as_it_is_or_proves_its_order(when: date) -> None:
    assert month_first(f"{when:%a %d/%m/%y}", TODAY) is None
    american = f"{when:%a %m/%d/%y}"
    swapped = when.day <= 12 and when.replace(month=when.day, day=when.month)
    if not swapped or swapped.isoweekday() != when.isoweekday():
        assert month_first(american, TODAY) is not None


def test_a_comma_before_the_pence_makes_a_lone_comma_unsure() -> None:
    lines = ("Saving;Full year effect", "Rent;1.234,50", "Juice;12,500", "Fuel;12500")
    found = read(*lines, options=replace(OPTIONS, kind="savings"))
    assert [saving.name for saving in found.savings] == ["Fuel"]
    assert [rejected.text for rejected in found.rejected] == ["1.234,50", "12,500"]
    sure = read(*lines[:1], *lines[2:], options=replace(OPTIONS, kind="savings"))
    assert [int(saving.full_year or 0) for saving in sure.savings] == [12_500, 12_500]


def test_quarters_of_one_year_are_those_of_a_calendar_year_programme() -> None:
    read = read_date("Q1 2025", YearStart(1, 1), TODAY)
    assert read == Window(date(2025, 1, 1), date(2025, 3, 31), "2025-Q1")
    with pytest.raises(ValueError, match="may be of the calendar year") as refused:
        read_date("Q1 2025", YearStart(4, 1), TODAY)
    for reading in refused.value.args[1].removeprefix("write ").split(" or "):
        assert read_date(reading, YearStart(4, 1), TODAY)


def test_codes_are_told_from_the_types_of_links() -> None:
    found = read("ID,Milestone,Baseline finish,Predecessors", "X2,E,2025-05-10,TASKFSFS+2 weeks")
    [link] = found.milestones[0].after
    assert (link.code, str(link.lag)) == ("TASKFS", "2 weeks")


def test_names_of_months_and_weekdays_have_one_meaning() -> None:
    for name, month in {"März": 3, "mrt": 3, "août": 8, "Medi": 9, "ene": 1, "gennaio": 1}.items():
        assert months_named(name) == {month}
    assert months_named("jui") == {6, 7}
    assert months_named("ma") == months_named("Friday") == frozenset()
    assert weekdays_named("Mi") == weekdays_named("mercredi") == weekdays_named("Wed.") == {3}
