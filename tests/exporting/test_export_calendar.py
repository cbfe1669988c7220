"""The calendar that `minerva export` writes, as a second library reads it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings

from minerva.exporting.calendar import export, is_ours
from minerva.exporting.outgoing import Request
from minerva.formats.cells import visible
from minerva.model.dates import parse_duration
from minerva.position import Position, position_at
from tests.command import ROOT, run
from tests.formats.test_formats_hostile import HOSTILE
from tests.position.test_notices import CONTRACT
from tests.position.test_notices import position as under_the_act
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import programmes, texts, toml

vobject = pytest.importorskip("vobject", reason="vobject reads what icalendar wrote")

DAY = date(2014, 12, 9)
MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "Go live"
    baseline = 2014-12-20
    deadline = "2015-02"
    deadline_reason = "the licence ends"
    owner = "A. Owner"

    [[milestone.rebaseline]]
    on = 2014-11-01
    date = 2015-01-10

    [[milestone.forecast]]
    on = 2014-12-01
    date = "2015-W04"
    reason = "snow"

    [[milestone.forecast]]
    on = 2014-12-20
    date = 2015-03-01

    [[milestone]]
    id = "done"
    workstream = "hrd"
    name = "Done"
    baseline = 2014-12-01
    actual = 2014-12-01

    [[milestone]]
    id = "n"
    workstream = "hrd"
    name = "N"
    baseline = "2014-11"
"""
CONTRACTS = f"""{WORKSTREAMS}
    [[contract]]
    id = "c"
    supplier = "Capita"
    expires = 2015-05-31
    notice = "3 months"
    notice_for = "break"
    replaced_by = "n"

    [[contract]]
    id = "served"
    supplier = "Fujitsu"
    expires = 2015-05-31
    notice = "3 months"
    notice_served = 2014-12-01
"""


def position(day: date = DAY, only: tuple[str, ...] = ()) -> Position:
    return position_at(programme(MILESTONES, CONTRACTS), day, only, day)


def written(position: Position, alarm: str | None = None) -> bytes:
    content = export(Request(position, parse_duration(alarm) if alarm else None)).content
    assert isinstance(content, bytes)
    return content


def events(calendar: bytes) -> dict[str, Any]:
    """Return the events that vobject reads, by the part of their UID before the programme."""
    read = vobject.readOne(calendar.decode())
    found = {event.uid.value: event for event in read.vevent_list}
    assert len(found) == len(read.vevent_list), "no two events have one UID"
    return {uid.removesuffix("@p.minerva"): event for uid, event in found.items()}


def days_of(event: Any) -> tuple[date, date]:
    """Return the first day of an event and the day after its last."""
    return event.dtstart.value, event.dtend.value


def test_a_milestone_is_on_the_last_day_of_its_forecast() -> None:
    found = events(written(position()))
    assert {uid for uid in found if uid.startswith("milestone")} == {
        *("milestone-m", "milestone-n", "milestone-done"),
    }
    assert days_of(found["milestone-m"]) == (date(2015, 1, 25), date(2015, 1, 26))
    assert days_of(found["milestone-n"]) == (date(2014, 11, 30), date(2014, 12, 1))
    assert found["milestone-m"].summary.value == "Go live"
    told = found["milestone-m"].description.value
    for part in ("Baseline 10 Jan 2015", "15 days late", "amber", "A. Owner", "snow"):
        assert part in told
    assert "9 days overdue" in found["milestone-n"].description.value


def test_what_is_complete_stays_as_a_past_event_that_rings_no_more() -> None:
    before = events(written(position(date(2014, 11, 30)), "7 days"))["milestone-done"]
    after = events(written(position(), "7 days"))["milestone-done"]
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CONFIRMED")
    assert after.summary.value == f"Done: {before.summary.value}"
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert days_of(after) == (date(2014, 12, 1), date(2014, 12, 2))
    assert "valarm" in before.contents
    assert "valarm" not in after.contents
    assert "complete 1 Dec 2014" in after.description.value


def test_what_nobody_has_to_keep_any_more_is_cancelled() -> None:
    met = MILESTONES.replace('id = "done"', 'id = "done"\n    deadline = 2014-12-24', 1)
    days = (date(2014, 11, 30), DAY)
    calendars = [
        events(written(position_at(programme(met, CONTRACTS), day, (), day), "7 days"))
        for day in days
    ]
    for uid in ("deadline-done", "notice-served"):
        before, after = (found[uid] for found in calendars)
        assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
        assert days_of(before) == days_of(after)
        assert (before.sequence.value, after.sequence.value) == ("0", "1")
        assert "valarm" not in after.contents
    assert "notice was given on" in calendars[1]["notice-served"].description.value


def test_what_was_cancelled_stays_as_a_cancelled_event() -> None:
    decided = '\n    cancelled = { on = 2014-12-05, approved_by = "Board", reason = "Bought in" }'
    files = MILESTONES.replace('"the licence ends"', f'"the licence ends"{decided}', 1)
    days = (date(2014, 12, 4), date(2014, 12, 5))
    before, after = (
        events(written(position_at(programme(files, CONTRACTS), day, (), day), "7 days"))
        for day in days
    )
    for uid in ("milestone-m", "deadline-m"):
        assert (before[uid].status.value, after[uid].status.value) == ("CONFIRMED", "CANCELLED")
        assert days_of(before[uid]) == days_of(after[uid])
        assert int(after[uid].sequence.value) == int(before[uid].sequence.value) + 1
        assert "valarm" not in after[uid].contents
        assert "by Board: Bought in." in after[uid].description.value


def test_deadlines_notices_and_ends_of_contracts_are_events_of_their_own() -> None:
    found = events(written(position()))
    others = {uid for uid in found if not uid.startswith("milestone")}
    assert others == {"deadline-m", "notice-c", "notice-served", "expiry-c", "expiry-served"}
    assert days_of(found["deadline-m"]) == (date(2015, 2, 28), date(2015, 3, 1))
    assert "the licence ends" in found["deadline-m"].description.value
    assert "34 days to spare" in found["deadline-m"].description.value
    assert found["notice-c"].summary.value == "Last day to give notice for break: Capita"
    assert days_of(found["notice-c"]) == (date(2015, 2, 28), date(2015, 3, 1))
    assert days_of(found["expiry-c"]) == (date(2015, 5, 31), date(2015, 6, 1))


def test_events_have_the_names_of_their_workstreams_as_categories() -> None:
    found = events(written(position()))
    assert found["milestone-m"].categories.value == ["ICT"]
    assert found["deadline-m"].categories.value == ["ICT"]
    assert found["expiry-c"].categories.value == ["HRD"]
    assert "categories" not in found["expiry-served"].contents


def test_one_workstream_has_its_own_dates() -> None:
    found = events(written(position(only=("hrd",))))
    assert set(found) == {"milestone-n", "milestone-done", "notice-c", "expiry-c"}


def test_the_sequence_grows_with_each_statement_and_the_uid_stays() -> None:
    days = (date(2014, 10, 31), date(2014, 11, 1), date(2014, 12, 1), date(2014, 12, 20))
    numbers = [events(written(position(day)))["milestone-m"].sequence.value for day in days]
    assert numbers == ["0", "1", "2", "3"]


def test_an_undated_forecast_counts_as_stated() -> None:
    short = """
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        baseline = 2015-01-09
        forecast = 2015-02-09
    """
    event = events(written(position_at(programme(short), DAY, (), DAY)))["milestone-m"]
    assert event.sequence.value == "1"


def test_the_same_position_gives_the_same_bytes_and_lines_end_as_the_format_has_them() -> None:
    calendar = written(position())
    assert calendar == written(position())
    assert b"DTSTAMP:20141209T000000Z\r\n" in calendar
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    assert calendar.count(b"\n") == calendar.count(b"\r\n")
    assert max(len(line) for line in calendar.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    ("alarm", "before"),
    [("7 days", 7), ("2 weeks", 14), ("1 month", 31), ("0 days", 0)],
)
def test_an_alarm_rings_so_long_before_the_day(alarm: str, before: int) -> None:
    event = events(written(position(), alarm))["milestone-m"]
    assert event.valarm.trigger.value == timedelta(days=-before)
    assert event.valarm.action.value == "DISPLAY"
    assert "valarm" not in events(written(position()))["milestone-m"].contents


def test_the_command_takes_alarms_for_a_calendar_alone(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, CONTRACTS)

    def told(*arguments: str) -> str:
        result = run("export", *arguments, "--as-of", "2014-12-09", cwd=tmp_path)
        return f"{result.status} {result.stderr}"

    assert told("a.ics", "--alarm", "7days") == (
        "0 a.ics: 2 milestones not complete, 1 deadline, 3 dates of contracts, 2 done or over.\n"
    )
    assert b"TRIGGER:-P7D" in (tmp_path / "a.ics").read_bytes()
    assert told("a.ics", "--alarm", "1 week").startswith("0 ")
    assert "7days, 2weeks or 1month" in told("a.ics", "--alarm", "soon")
    assert "more than a hundred years" in told("a.ics", "--alarm", "999999 days")
    assert told("a.json", "--alarm", "7days").startswith("2 error: --alarm is for a calendar")


def test_a_calendar_of_another_program_is_not_ours(tmp_path: Path) -> None:
    calendar = written(position())
    for content, ours in (
        (calendar, True),
        (calendar.replace(b"PRODID:-//minerva", b"PRODID:-//Mozilla.org"), False),
        (b"", False),
    ):
        (tmp_path / "a.ics").write_bytes(content)
        with (tmp_path / "a.ics").open("rb") as file:
            assert is_ours(file) is ours


def test_the_shipped_programme_has_every_date_of_its_own() -> None:
    result = run("export", "-", "--format", "ics", "--as-of", "2014-12-09", cwd=ROOT)
    assert result.stdout.count("BEGIN:VEVENT") == 17 + 1 + 4


def names_of(text: str) -> Iterator[str]:
    """Yield each text that comes back of a programme in which it stands everywhere."""
    tables = {
        "milestone": [
            {
                **{"id": "m", "workstream": "ict", "name": text, "baseline": DAY, "note": text},
                **{"owner": text, "deadline": DAY, "deadline_reason": text},
            }
        ]
    }
    workstreams = WORKSTREAMS.replace('"ICT"', tomli_w.dumps({"x": text})[4:-1])
    drawn = programme(tomli_w.dumps(tables), workstreams.replace("\n    ", "\n"))
    found = events(written(position_at(drawn, DAY, (), DAY), "7 days"))
    assert set(found) == {"milestone-m", "deadline-m"}
    event = found["milestone-m"]
    yield event.summary.value
    yield event.categories.value[0]
    yield event.valarm.description.value
    yield found["deadline-m"].summary.value.removeprefix("Deadline: ")
    for part in ("Owner: ", "Note: "):
        assert f"{part}{plain(text)}\n" in event.description.value


def plain(text: str) -> str:
    return "\n".join(map(visible, text.replace("\r\n", "\n").split("\n")))


@pytest.mark.parametrize(
    "text", [*HOSTILE, "a,b;c\\,d\\n", "x" * 200, "😀" * 40, "END:VEVENT\nBEGIN:VEVENT"], ids=ascii
)
def test_hostile_text_comes_back(text: str) -> None:
    assert set(names_of(f"a{text}z")) == {plain(f"a{text}z")}


@given(texts)
@settings(max_examples=30, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    assert set(names_of(text)) == {plain(text)}


@given(programmes())
@settings(max_examples=20, deadline=None)
def test_every_milestone_is_in_it_on_the_day_it_is_due_or_was_achieved(drawn: Any) -> None:
    there = position_at(programme(*toml(drawn)), DAY, (), DAY)
    found = events(written(there))
    for milestone in there.milestones:
        day = (milestone.actual or milestone.forecast).latest
        event = found[f"milestone-{milestone.record.id}"]
        assert days_of(event) == (day, day + timedelta(days=1))
        assert event.summary.value.startswith("Done: ") is milestone.complete


def test_notices_to_publish_and_options_of_contracts_are_events_of_their_own() -> None:
    option = """
        [[contract.option]]
        kind = "renewal"
        length = "12 months"
        notice = "3 months"

        [[contract.option]]
        kind = "price review"
        on = 2027-04-01
    """
    known = under_the_act(
        'kind = "UK4"\npublished = 2025-12-01',
        on=date(2026, 4, 20),
        more=CONTRACT + 'lead_time = "6 months"\n' + option,
    )
    found = vobject.readOne(written(known).decode()).vevent_list
    events = {
        event.uid.value.partition("@")[0]: (event.summary.value, event.dtstart.value)
        for event in found
    }
    assert events["publication-care-UK4-1"] == (
        "Done: UK4 Tender notice: Care",
        date(2025, 12, 1),
    )
    assert events["publication-care-UK7-1"] == (
        "UK7 Contract details notice: Care",
        date(2026, 5, 13),
    )
    assert events["option-c-1-notice"] == (
        "Last day to give notice to stop the renewal: Ash",
        date(2027, 7, 13),
    )
    assert events["option-c-1"] == ("Renewal: Ash", date(2027, 10, 14))
    assert events["option-c-2"] == ("Price review: Ash", date(2027, 4, 1))
    assert events["replan-c"] == ("Last day to plan a new procurement: Ash", date(2027, 4, 13))
