"""Files of Microsoft Project as minerva reads them: dialects, what is left out, what is refused."""

import re
import shutil
import subprocess
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva import project_terms as terms
from minerva.importing.incoming import Incoming, IncomingMilestone
from minerva.importing.project_xml import read
from minerva.model.dates import Duration, Window
from minerva.model.errors import MinervaError
from tests.command import ROOT, run

SAMPLES = ROOT / "tests" / "projects"


def project(*tasks: str, head: str = "") -> bytes:
    """Return a file with some tasks, each as its elements are written."""
    listed = "".join(f"<Task>{task}</Task>" for task in tasks)
    text = f'<Project xmlns="{terms.NAMESPACE}">{head}<Tasks>{listed}</Tasks></Project>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def task(uid: int, name: str, more: str = "", level: int = 1) -> str:
    return (
        f"<UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name>"
        f"<OutlineLevel>{level}</OutlineLevel>{more}"
    )


def milestone(uid: int, name: str, more: str = "", level: int = 2, day: str = "2015-01-09") -> str:
    moment = f"<Start>{day}T17:00:00</Start><Finish>{day}T17:00:00</Finish>"
    flags = "<Milestone>1</Milestone><Summary>0</Summary>"
    return task(uid, name, f"{moment}{flags}{more}", level)


def link(uid: int, lag: int = 0, format: int = 7, type: int = 1) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{type}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>"
    )


def only(content: bytes) -> IncomingMilestone:
    [found] = read(content, "plan.xml").milestones
    return found


def reasons(incoming: Incoming) -> list[tuple[str, str]]:
    return [(left.place, left.what) for left in incoming.skipped]


def day(year: int, month: int, number: int) -> Window:
    return Window(date(year, month, number), date(year, month, number))


# The dialects.


def test_a_file_of_project_2007() -> None:
    read_from = read((SAMPLES / "project-2007.xml").read_bytes(), "p.xml")
    award, moved, live = read_from.milestones
    assert [found.name for found in read_from.milestones] == ["Award", "Moved in", "Live"]
    assert {found.workstream for found in read_from.milestones} == {"Procurement", "Works"}
    assert (award.baseline, award.actual, award.forecast) == (
        day(2026, 3, 2),
        day(2026, 3, 9),
        None,
    )
    assert (moved.baseline, moved.forecast) == (day(2026, 6, 1), day(2026, 6, 15))
    assert moved.texts["note"] == "Needs the lease.\nAsk legal."
    assert (live.deadline, live.id) == (day(2026, 7, 31), None)
    assert [(after.key, after.lag) for after in live.after] == [
        ("5", Duration(2, "week")),
        ("3", Duration(4, "week")),
    ]
    assert reasons(read_from) == [
        ("task 6", "a blank row"),
        ('task 5 "Moved in"', 'a link (finish to start) from "Fit out"'),
        ('task 7 "Live"', 'a link (start to start) from "Award"'),
    ]


def test_a_file_of_project_365() -> None:
    read_from = read((SAMPLES / "project-365.xml").read_bytes(), "p.xml")
    [go] = read_from.milestones
    assert (go.name, go.workstream, go.forecast) == ("Go live", "Service", day(2026, 9, 1))
    assert (go.baseline, go.original_baseline) == (day(2026, 8, 3), None)
    assert go.texts["owner"] == "Head of IT"
    assert reasons(read_from) == [
        ('task 4 "Old go live"', "an inactive task"),
        ('task 5 "Board meeting 1"', "a recurring task"),
        ('task 6 "Lease signed"', "a task of another project"),
        ('task 7 "Other plan"', "an inserted project"),
        ('task 3 "Go live"', 'a link (finish to start) from "Lease signed"'),
    ]


def test_a_file_of_projectlibre() -> None:
    read_from = read((SAMPLES / "projectlibre.xml").read_bytes(), "p.xml")
    start, end = read_from.milestones
    assert (start.name, start.actual, start.baseline) == ("Kick-off", day(2026, 1, 5), None)
    assert (end.forecast, end.deadline) == (day(2026, 2, 27), None)
    assert [(after.key, after.lag) for after in end.after] == [("2", Duration(3, "day"))]
    assert "no task has a baseline: in Microsoft Project, Set Baseline keeps one" in (
        read_from.remarks
    )


def test_a_file_of_taskjuggler_whose_actual_dates_are_planned_ones() -> None:
    content = (SAMPLES / "taskjuggler.xml").read_bytes()
    read_from = read(content, "p.xml")
    assert [(found.name, found.workstream) for found in read_from.milestones] == [
        ("Go live", "Software"),
        ("Sign off", "Software"),
        ("Fixed", "Software"),
        ("Kick off", "Other"),
    ]
    assert {found.actual for found in read_from.milestones} == {None}
    assert read_from.milestones[1].texts["note"] == "A note ]]>"
    assert "4 tasks with an actual finish" in " ".join(read_from.remarks)
    spec, build, *_ = read(content, "p.xml", all_tasks=True).milestones
    assert (spec.name, spec.actual) == ("Spec", day(2026, 1, 16))
    assert [after.key for after in build.after] == [spec.key]


@pytest.mark.skipif(shutil.which("tj3") is None, reason="TaskJuggler (tj3) is not installed")
def test_what_taskjuggler_writes_now_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.tjp").write_text(
        'project p "P" 2026-01-05 +6m {}\n'
        'resource dev "Dev"\n'
        'task s "Software" {\n'
        '  task build "Build" { effort 10d allocate dev }\n'
        '  task live "Live" { depends !build }\n}\n'
        'export plan "plan" { formats mspxml }\n',
        "utf-8",
    )
    subprocess.run(["tj3", "--silent", "plan.tjp"], cwd=tmp_path, check=True, capture_output=True)
    found = read((tmp_path / "plan.xml").read_bytes(), "plan.xml", all_tasks=True)
    assert [(taken.name, taken.workstream) for taken in found.milestones] == [
        ("Build", "Software"),
        ("Live", "Software"),
    ]
    assert [link.key for link in found.milestones[1].after] == [found.milestones[0].key]


# Dates.


def test_times_of_day_are_dropped() -> None:
    for time in ("T08:00:00", "T17:00:00", "T23:59:59", "T17:00:00.000", "T17:00:00Z", ""):
        moment = f"<Finish>2015-01-09{time}</Finish><Milestone>1</Milestone>"
        assert only(project(task(1, "A", moment))).forecast == day(2015, 1, 9)


def test_what_ends_at_midnight_ends_the_day_before() -> None:
    long = "<Start>2015-01-05T00:00:00</Start><Finish>2015-01-10T00:00:00</Finish>"
    [found] = read(project(task(1, "A", long)), "p.xml", all_tasks=True).milestones
    assert found.forecast == day(2015, 1, 9)
    short = "<Start>2015-01-10T00:00:00</Start><Finish>2015-01-10T00:00:00</Finish>"
    assert only(project(task(1, "A", f"{short}<Milestone>1</Milestone>"))).forecast == (
        day(2015, 1, 10)
    )


@pytest.mark.parametrize("nothing", ["", "<Finish>NA</Finish>", "<Finish></Finish>"])
def test_a_date_that_is_not_available_is_not_known(nothing: str) -> None:
    found = only(project(task(1, "A", f"{nothing}<Milestone>1</Milestone>")))
    assert (found.forecast, found.actual) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("soon", "is not a date"),
        ("2015-02-30T17:00:00", "is not a date"),
        ("1899-12-31T17:00:00", "is out of range"),
        ("9999-12-31T17:00:00", "is out of range"),
    ],
)
def test_a_date_that_cannot_be_read_keeps_its_row_out(wrong: str, why: str) -> None:
    content = project(
        milestone(1, "A"),
        milestone(2, "B", f"<Deadline>{wrong}</Deadline>{link(1)}"),
        milestone(3, "C", link(2)),
    )
    found = read(content, "p.xml")
    assert [taken.name for taken in found.milestones] == ["A", "C"]
    [rejected] = found.rejected
    assert (rejected.place, rejected.text) == ('task 2 "B"', wrong)
    assert f"its deadline {why}" in rejected.why
    assert found.milestones[1].after == ()
    assert reasons(found) == [('task 3 "C"', 'a link (finish to start) from "B"')]


@pytest.mark.parametrize(
    ("said", "done"),
    [
        (
            "<PercentComplete>100</PercentComplete><ActualFinish>2015-01-08T17:00:00</ActualFinish>",
            8,
        ),
        ("<PercentComplete>100</PercentComplete>", 9),
        ("<ActualFinish>2015-01-08T17:00:00</ActualFinish>", 8),
        ("<PercentComplete>99</PercentComplete>", None),
        (
            "<PercentComplete>50</PercentComplete><ActualFinish>2015-01-08T17:00:00</ActualFinish>",
            None,
        ),
        ("<ActualFinish>NA</ActualFinish><PercentComplete>0</PercentComplete>", None),
        ("", None),
    ],
)
def test_it_is_done_when_it_is_100_percent_complete(said: str, done: int | None) -> None:
    found = only(project(milestone(1, "A", said)))
    assert found.actual == (None if done is None else day(2015, 1, done))
    assert found.forecast == day(2015, 1, 9)
    baseline = "<Baseline><Finish>2015-01-02T17:00:00</Finish></Baseline>"
    found = only(project(milestone(1, "A", f"{said}{baseline}")))
    assert found.baseline == day(2015, 1, 2)
    assert found.forecast == (day(2015, 1, 9) if done is None else None)


def test_what_is_complete_without_any_date_is_not_read() -> None:
    complete = "<Milestone>1</Milestone><PercentComplete>100</PercentComplete>"
    found = read(project(task(1, "A", complete)), "p.xml")
    assert found.milestones == []
    assert [rejected.why for rejected in found.rejected] == ["it is complete, but has no date"]


def test_only_the_first_baseline_counts_in_a_file_of_project() -> None:
    baselines = "".join(
        f"<Baseline><Number>{number}</Number><Finish>2015-0{number + 1}-01T17:00:00</Finish>"
        "</Baseline>"
        for number in (1, 0)
    )
    found = only(project(milestone(1, "A", baselines)))
    assert (found.baseline, found.original_baseline) == (day(2015, 1, 1), None)


# Which tasks, and where they stand.


def test_milestones_are_taken_and_other_tasks_only_if_asked_for() -> None:
    content = project(
        task(1, "Phase", "<Summary>1</Summary>"),
        task(2, "Work", "<Milestone>0</Milestone><Finish>2015-01-05T17:00:00</Finish>", 2),
        milestone(3, "Done"),
        task(4, "No flag", "<Duration>PT0H0M0S</Duration>", 2),
    )
    found = read(content, "p.xml")
    assert [taken.name for taken in found.milestones] == ["Done", "No flag"]
    assert "1 task is no milestone; --all-tasks takes them over too" in found.remarks
    everything = read(content, "p.xml", all_tasks=True)
    assert [taken.name for taken in everything.milestones] == ["Work", "Done", "No flag"]
    assert not [remark for remark in everything.remarks if "--all-tasks" in remark]


def test_a_summary_task_is_a_milestone_only_where_it_is_flagged_as_one() -> None:
    content = project(task(1, "Phase", "<Duration>PT0H0M0S</Duration>"), milestone(2, "A"))
    for all_tasks in (False, True):
        found = read(content, "p.xml", all_tasks=all_tasks)
        assert [milestone.name for milestone in found.milestones] == ["A"]
    flagged = "<Milestone>1</Milestone><Finish>2025-06-30T17:00:00</Finish>"
    content = project(task(1, "Gate 2", flagged), milestone(2, "A", link(1)))
    gate, below = read(content, "p.xml").milestones
    assert (gate.name, gate.workstream, gate.forecast) == ("Gate 2", "Gate 2", day(2025, 6, 30))
    assert (below.workstream, [after.key for after in below.after]) == ("Gate 2", ["1"])


def test_the_outermost_summary_task_is_the_workstream() -> None:
    content = project(
        task(0, "Project", level=0),
        task(1, "ICT"),
        task(2, "Design", level=2),
        milestone(3, "A", level=3),
        task(4, "HRD"),
        milestone(5, "B"),
        milestone(6, "C", level=1),
    )
    found = read(content, "p.xml")
    assert [(taken.name, taken.workstream) for taken in found.milestones] == [
        ("A", "ICT"),
        ("B", "HRD"),
        ("C", None),
    ]
    assert [(stream.name, stream.place) for stream in found.workstreams] == [
        ("ICT", 'task 1 "ICT"'),
        ("HRD", 'task 4 "HRD"'),
    ]


def test_a_summary_task_over_everything_is_the_programme_not_a_workstream() -> None:
    content = project(
        task(1, "Programme"),
        task(2, "ICT", level=2),
        milestone(3, "A", level=3),
        task(4, "HRD", level=2),
        milestone(5, "B", level=3),
    )
    assert [taken.workstream for taken in read(content, "p.xml").milestones] == ["ICT", "HRD"]
    alone = project(task(1, "ICT"), milestone(2, "A"))
    assert only(alone).workstream == "ICT"


def test_names_that_are_alike_in_a_workstream_get_the_task_above_them() -> None:
    content = project(
        task(1, "ICT"),
        task(2, "Design", level=2),
        milestone(3, "Sign-off", level=3),
        task(4, "Build", level=2),
        milestone(5, "Sign-off", level=3),
        milestone(6, "Live"),
        task(7, "HRD"),
        milestone(8, "Sign-off"),
    )
    names = [taken.name for taken in read(content, "p.xml").milestones]
    assert names == ["Design: Sign-off", "Build: Sign-off", "Live", "Sign-off"]


def test_tasks_that_links_cannot_tell_apart_are_not_read() -> None:
    content = project(milestone(1, "A"), milestone(1, "B"), milestone(2, "C", link(1)))
    found = read(content, "p.xml")
    assert [taken.name for taken in found.milestones] == ["C"]
    assert {rejected.why for rejected in found.rejected} == {"another task has the same UID"}


def test_a_task_that_links_could_not_name_is_not_read() -> None:
    nameless = "<Name>A</Name><Milestone>1</Milestone><Finish>2015-01-09T17:00:00</Finish>"
    assert [rejected.why for rejected in read(project(nameless), "p.xml").rejected] == [
        "it has no UID"
    ]


@pytest.mark.parametrize("odd", ["{", "[]", "[" * 100_000, '{"name": 3}', '{"name": "Other"}'])
def test_what_stands_in_the_text_fields_of_minerva_is_not_trusted(odd: str) -> None:
    alias = "<Alias>Minerva exact text</Alias>"
    field = f"<ExtendedAttribute><FieldID>1</FieldID>{alias}</ExtendedAttribute>"
    head = f"<ExtendedAttributes>{field}</ExtendedAttributes>"
    more = f"<ExtendedAttribute><FieldID>1</FieldID><Value>{odd}</Value></ExtendedAttribute>"
    assert only(project(milestone(1, "A", more), head=head)).name == "A"


def test_fields_are_known_by_what_they_are_called_in_the_file() -> None:
    field = "<ExtendedAttribute><FieldID>{}</FieldID><Alias>{}</Alias></ExtendedAttribute>"
    ours = field.format(7, "Minerva id") + field.format(188743731, "Colour")
    value = "<ExtendedAttribute><FieldID>{}</FieldID><Value>{}</Value></ExtendedAttribute>"
    more = value.format(188743731, "red") + value.format(7, "go-live")
    head = f"<ExtendedAttributes>{ours}</ExtendedAttributes>"
    assert only(project(milestone(1, "A", more), head=head)).id == "go-live"
    assert only(project(milestone(1, "A", more))).id is None


def test_a_status_date_is_shown_where_it_is_one() -> None:
    for said, told in (("2015-01-09T17:00:00", ["9 Jan 2015"]), ("soon", []), ("NA", [])):
        found = read(project(milestone(1, "A"), head=f"<StatusDate>{said}</StatusDate>"), "p.xml")
        days = [remark[-10:] for remark in found.remarks if "status date" in remark]
        assert days == told


def test_flags_may_be_words() -> None:
    words = "<Milestone>true</Milestone><Summary>false</Summary><Active>false</Active>"
    found = read(project(task(1, "A", words)), "p.xml")
    assert reasons(found) == [('task 1 "A"', "an inactive task")]


# Links.


@pytest.mark.parametrize(
    ("type", "kind"), [(0, "finish to finish"), (2, "start to finish"), (3, "start to start")]
)
def test_links_of_other_types_are_named_as_left_out(type: int, kind: str) -> None:
    found = read(project(milestone(1, "A"), milestone(2, "B", link(1, type=type))), "p.xml")
    assert found.milestones[1].after == ()
    assert reasons(found) == [('task 2 "B"', f'a link ({kind}) from "A"')]
    assert "only finish to start" in found.skipped[0].why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (link(9), "nothing at its other end"),
        (link(1), "a summary task"),
        (link(2), "is not taken over"),
        (link(3, -14_400, 8), "it is negative"),
        (link(3, 50, 19), "it is a percentage"),
        (link(3).replace("<LinkLag>0<", "<LinkLag>soon<"), "it is no number"),
        (link(3).replace("</Type>", "</Type><CrossProject>1</CrossProject>"), "another project"),
    ],
)
def test_a_link_that_cannot_be_kept_is_named_with_why(other: str, why: str) -> None:
    content = project(
        task(1, "ICT"), task(2, "Work", level=2), milestone(3, "A"), milestone(4, "B", other)
    )
    found = read(content, "p.xml")
    assert [taken.after for taken in found.milestones] == [(), ()]
    assert why in found.skipped[0].why


USUAL = terms.WorkingTime()


@pytest.mark.parametrize(
    ("tenths", "format", "lag", "remark"),
    [
        (0, 7, Duration(0, "day"), None),
        (144_000, 8, Duration(10, "day"), None),
        (144_000, 40, Duration(10, "day"), None),
        (2 * 7 * 14_400, 10, Duration(2, "week"), None),
        (
            *(6 * 30 * 14_400, 12, Duration(180, "day")),
            "6 elapsed months are taken as 180 days, as Project counts",
        ),
        (
            *(30 * 14_400, 12, Duration(30, "day")),
            "1 elapsed month is taken as 30 days, as Project counts",
        ),
        *((0, format, Duration(0, "day"), None) for format in (5, 12, 19, 20, 21, 51, 53)),
        (45 * 14_400, 12, Duration(45, "day"), None),
        (10 * 14_400, 10, Duration(10, "day"), None),
        (7_200, 6, Duration(1, "day"), "0.50 elapsed days are taken as 1 day"),
        (600, 4, Duration(1, "day"), "0.04 elapsed days are taken as 1 day"),
        (4_800, 7, Duration(1, "day"), "1 working day is taken as 1 day"),
        (3 * 4_800, 7, Duration(3, "day"), "3 working days are taken as 3 days"),
        (5 * 4_800, 7, Duration(1, "week"), "5 working days are taken as 1 week"),
        (7 * 4_800, 7, Duration(9, "day"), "7 working days are taken as 9 days"),
        (2 * 24_000, 9, Duration(2, "week"), "10 working days are taken as 2 weeks"),
        (3 * 96_000, 11, Duration(12, "week"), "60 working days are taken as 12 weeks"),
        (2_400, 5, Duration(1, "day"), "0.5 working days are taken as 1 day"),
        (300, 3, Duration(1, "day"), "0.0625 working days are taken as 1 day"),
    ],
)
def test_lags_are_read_in_the_unit_of_their_format(
    tenths: int, format: int, lag: Duration, remark: str | None
) -> None:
    assert terms.read_lag(tenths, format, USUAL) == terms.Lag(lag, remark)


def test_working_time_is_as_the_file_has_it() -> None:
    head = "<MinutesPerDay>420</MinutesPerDay><MinutesPerWeek>1680</MinutesPerWeek>"
    content = project(milestone(1, "A"), milestone(2, "B", link(1, 4 * 4_200)), head=head)
    found = read(content, "p.xml")
    assert found.milestones[1].after[0].lag == Duration(1, "week")
    assert "lags: 4 working days are taken as 1 week (1 link)" in found.remarks
    odd = "<MinutesPerDay>0</MinutesPerDay><MinutesPerWeek>1e999</MinutesPerWeek>"
    content = project(milestone(1, "A"), milestone(2, "B", link(1, 96_000, 11)), head=odd)
    assert read(content, "p.xml").milestones[1].after[0].lag == Duration(4, "week")


@given(st.integers(0, 5_218), st.sampled_from(["day", "week", "month"]))
def test_every_lag_that_is_written_is_read_as_it_was(number: int, unit: str) -> None:
    lag = Duration(number, unit)
    assert terms.read_lag(*terms.write_lag(lag), USUAL, ours=True) == terms.Lag(lag)


@given(st.integers(0, 10_000_000), st.sampled_from([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))
def test_a_lag_is_never_less_than_nothing_nor_longer_than_project_makes_it(
    tenths: int, format: int
) -> None:
    time = terms.WorkingTime()
    lag, _ = terms.read_lag(tenths, format, time)
    days = lag.number * {"day": 1, "week": 7, "month": 30}[lag.unit]
    longest = Fraction(tenths, 14_400) if format % 2 == 0 else Fraction(tenths, 4_800) * 7 / 5
    assert 0 <= days < longest + 2


# What is refused.

BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Project>&b;</Project>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Project>&x;</Project>"""
REMOTE = '<!DOCTYPE Project SYSTEM "http://127.0.0.1:1/p.dtd"><Project/>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (REMOTE, "declares a document type"),
        ("<Project>", "broken XML at line 1"),
        (f'<Project xmlns="{terms.NAMESPACE}">\n<Tasks></Project>', "broken XML at line 2, column"),
        ("<Project/>", "it holds <Project>, not <Project> of http://schemas.microsoft.com/project"),
        ('<Project xmlns="http://other"/>', "it holds <Project> of http://other"),
        ("<project/>", "XML of another kind"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        (f'<Project xmlns="{terms.NAMESPACE}"><Name>\x00</Name></Project>', "broken XML"),
    ],
)
def test_what_is_no_file_of_project_is_refused_in_words(content: str, told: str) -> None:
    with pytest.raises(MinervaError, match=re.escape("p.xml ")) as refused:
        read(content.encode(), "p.xml")
    assert told in f"{refused.value} {refused.value.hint}"


def test_the_command_refuses_an_xml_bomb_in_words(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(BOMB, "utf-8")
    result = run("import", str(tmp_path / "plan.xml"))
    assert (result.status, result.stdout) == (2, "")
    assert "plan.xml declares a document type" in result.stderr
    with_sheet = run("import", str(SAMPLES / "project-365.xml"), "--sheet", "Plan")
    assert "is XML, which has no headings" in with_sheet.stderr


def test_any_encoding_that_xml_declares_is_read() -> None:
    content = project(milestone(1, "Café")).decode()
    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        declared = content.replace("UTF-8", encoding)
        assert only(declared.encode(encoding)).name == "Café"


def test_a_file_without_tasks_says_nothing() -> None:
    found = read(f'<Project xmlns="{terms.NAMESPACE}"/>'.encode(), "p.xml")
    assert (found.milestones, found.rejected, found.skipped, found.remarks) == ([], [], [], [])


def test_a_deep_outline_is_read() -> None:
    deep = [task(n, f"T{n}", level=n) for n in range(1, 100)]
    assert only(project(*deep, milestone(100, "A", level=100))).name == "A"


# What Project shows and a file does not say outright.


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("<Manual>1</Manual><FinishText>TBC</FinishText>", "TBC"),
        ("<Manual>1</Manual><StartText>after the vote</StartText><FinishText/>", "after the vote"),
        ("<StartText>31/03/25</StartText><FinishText>Q3?</FinishText>", "Q3?"),
    ],
)
def test_a_finish_that_project_shows_as_a_text_is_not_read(fields: str, text: str) -> None:
    found = read(project(milestone(1, "Site opens", fields)), "p.xml")
    assert [(rejected.text, found.milestones) for rejected in found.rejected] == [(text, [])]


@pytest.mark.parametrize(
    "fields",
    [
        "<Manual>1</Manual><FinishText>09/01/15</FinishText>",
        "<Manual>1</Manual><StartText>Fri 09/01/15</StartText><FinishText>9 Jan 2015</FinishText>",
        "<Manual>0</Manual><FinishText>TBC</FinishText>",
        "<FinishText/>",
    ],
)
def test_a_finish_that_project_shows_as_a_date_is_read(fields: str) -> None:
    [found] = read(project(milestone(1, "Site opens", fields)), "p.xml").milestones
    assert found.forecast is not None


def test_a_task_that_takes_time_and_has_no_finish_is_not_read_at_its_start() -> None:
    start = "<Start>2025-01-06T08:00:00</Start>"
    takes_time = project(task(1, "Build", f"{start}<Duration>PT80H0M0S</Duration>"))
    found = read(takes_time, "p.xml", all_tasks=True)
    assert [rejected.text for rejected in found.rejected] == ["PT80H0M0S"]
    for duration in ("", "<Duration>PT0H0M0S</Duration>"):
        [gate] = read(
            project(task(1, "Gate", start + duration)), "p.xml", all_tasks=True
        ).milestones
        assert gate.forecast == day(2025, 1, 6)


@pytest.mark.parametrize("percent", ["100", "100.0", "100.00", "100%"])
def test_all_of_it_done_is_done_however_it_is_written(percent: str) -> None:
    done = f"<PercentComplete>{percent}</PercentComplete><ActualFinish>NA</ActualFinish>"
    finish = "<Milestone>1</Milestone><Finish>2015-01-09T17:00:00</Finish>"
    [found] = read(project(task(1, "Award", finish + done)), "p.xml").milestones
    assert found.actual == day(2015, 1, 9)


@pytest.mark.parametrize("percent", ["99.9", "0.0", "most", ""])
def test_less_than_all_of_it_is_not_done(percent: str) -> None:
    said = f"<PercentComplete>{percent or 0}</PercentComplete>"
    [found] = read(project(milestone(1, "Award", said)), "p.xml").milestones
    assert found.actual is None


def test_another_baseline_is_read_where_it_is_asked_for() -> None:
    kept = "<Baseline><Number>3</Number><Finish>2025-05-30T17:00:00</Finish></Baseline>"
    content = project(milestone(1, "Go live", kept))
    usual, third = read(content, "p.xml"), read(content, "p.xml", baseline=3)
    assert usual.milestones[0].baseline is None
    assert any("--baseline 3 reads it" in remark for remark in usual.remarks)
    assert third.milestones[0].baseline == day(2025, 5, 30)
    assert "the baselines are Baseline 3 of the file" in third.remarks


def test_a_file_that_has_lost_its_namespace_is_read() -> None:
    content = project(milestone(1, "Go live")).replace(
        b' xmlns="http://schemas.microsoft.com/project"', b""
    )
    assert b"xmlns" not in content
    assert [milestone.name for milestone in read(content, "p.xml").milestones] == ["Go live"]
    with pytest.raises(MinervaError, match="XML of another kind"):
        read(b"<Project><ItemGroup/></Project>", "build.xml")


def test_a_finish_that_project_shows_as_nothing_is_not_known() -> None:
    fields = "<Manual>1</Manual><StartText/><FinishText></FinishText><DurationText/>"
    found = read(project(milestone(1, "Site opens", fields)), "p.xml")
    assert [(m.name, m.forecast) for m in found.milestones] == [("Site opens", None)]
    assert found.rejected == []
