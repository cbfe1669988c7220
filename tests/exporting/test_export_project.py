"""The file for Microsoft Project that `minerva export` writes, as other readers find it."""

import importlib.util
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pytest
import tomli_w
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings

from minerva import project_terms as terms
from minerva.exporting.outgoing import Request
from minerva.exporting.project_writer import export, is_ours
from minerva.importing.incoming import Incoming
from minerva.importing.project_xml import read
from minerva.model.programme import Programme
from minerva.position import Position, position_at
from minerva.store import read_files, read_programme
from tests.command import ROOT, environment, run
from tests.formats.test_formats_hostile import HOSTILE
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import Tables, networks, programmes, texts, toml

DAY = date(2014, 12, 9)
PREFIX = f"{{{terms.NAMESPACE}}}"
MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "Go <live> & ]]> done"
    baseline = "2014-W48"
    tolerance = "2 weeks"
    deadline = "2015-02"
    deadline_reason = "the licence ends"
    owner = "A. Owner"
    note = "one line\\nand another"
    source = "Table 2"
    after = ["n", { milestone = "d", lag = "10 days" }]

    [[milestone.rebaseline]]
    on = 2014-11-01
    date = 2015-01-10

    [[milestone.forecast]]
    on = 2014-12-01
    date = "2015-01-19/2015-01-23"

    [[milestone.forecast]]
    on = 2014-12-20
    date = 2015-03-01

    [[milestone]]
    id = "n"
    workstream = "hrd"
    name = "N"
    baseline = 2014-12-31
    after = [{ milestone = "d", lag = "3 months" }]

    [[milestone]]
    id = "d"
    workstream = "hrd"
    name = "D"
    baseline = 2014-11-01
    actual = "2014-11"

      [[milestone.forecast]]
      on = 2014-10-01
      date = 2014-11-20
"""


def position(milestones: str = MILESTONES, day: date = DAY, only: tuple[str, ...] = ()) -> Position:
    return position_at(programme(milestones), day, only, day)


def shipped() -> Position:
    return position_at(read_programme(read_files(ROOT, ROOT)), DAY, (), DAY)


def written(position: Position) -> bytes:
    content = export(Request(position)).content
    assert isinstance(content, bytes)
    return content


def tasks(content: bytes) -> dict[str, Element]:
    """Return the tasks of a file by their names."""
    root = fromstring(content)
    found = root.findall(f"{PREFIX}Tasks/{PREFIX}Task")
    return {task.findtext(f"{PREFIX}Name", ""): task for task in found}


def value(task: Element, path: str) -> str | None:
    return task.findtext("/".join(f"{PREFIX}{part}" for part in path.split("/")))


def test_a_milestone_is_fixed_to_the_last_day_of_its_forecast() -> None:
    m = tasks(written(position()))["Go <live> & ]]> done"]
    due = "2015-01-23T17:00:00"
    for name in ("Start", "Finish", "ManualFinish", "ConstraintDate"):
        assert value(m, name) == due
    assert (value(m, "ConstraintType"), value(m, "Manual")) == ("3", "1")
    assert (value(m, "Milestone"), value(m, "Duration")) == ("1", "PT0H0M0S")
    assert value(m, "Deadline") == "2015-02-28T17:00:00"
    assert value(m, "Baseline/Finish") == "2015-01-10T17:00:00"
    assert [
        baseline.findtext(f"{PREFIX}Finish") for baseline in m.findall(f"{PREFIX}Baseline")
    ] == [
        "2015-01-10T17:00:00",
        "2014-11-30T17:00:00",
    ]
    assert (value(m, "Contact"), value(m, "Notes")) == ("A. Owner", "one line\nand another")
    assert (value(m, "PercentComplete"), value(m, "ActualFinish")) == ("0", None)


def test_what_is_achieved_is_complete_on_its_day() -> None:
    d = tasks(written(position()))["D"]
    assert value(d, "PercentComplete") == "100"
    for name in ("Finish", "ActualStart", "ActualFinish"):
        assert value(d, name) == "2014-11-30T17:00:00"
    early = tasks(written(position(day=date(2014, 11, 29))))["D"]
    assert (value(early, "PercentComplete"), value(early, "ActualFinish")) == ("0", None)
    assert value(early, "Finish") == "2014-11-20T17:00:00"


def test_workstreams_are_summary_tasks_above_their_milestones() -> None:
    found = tasks(written(position()))
    numbers = {name: value(task, "OutlineNumber") for name, task in found.items()}
    assert numbers == {
        **{"P": "0", "ICT": "1", "Go <live> & ]]> done": "1.1"},
        **{"HRD": "2", "N": "2.1", "D": "2.2"},
    }
    assert [value(task, "Summary") for task in found.values()] == ["1", "1", "0", "1", "0", "0"]
    assert (value(found["HRD"], "Start"), value(found["HRD"], "Finish")) == (
        "2014-11-30T08:00:00",
        "2014-12-31T17:00:00",
    )
    assert value(found["HRD"], "Duration") == f"PT{32 * 8}H0M0S"
    uids = [value(task, "UID") for task in found.values()]
    assert uids == [str(number) for number in range(6)]


def test_lags_are_elapsed_time_in_the_unit_they_were_agreed_in() -> None:
    found = tasks(written(position()))
    links = {
        name: [
            tuple(value(link, part) for part in ("PredecessorUID", "Type", "LinkLag", "LagFormat"))
            for link in task.findall(f"{PREFIX}PredecessorLink")
        ]
        for name, task in found.items()
    }
    assert links["Go <live> & ]]> done"] == [("4", "1", "0", "8"), ("5", "1", "144000", "8")]
    assert links["N"] == [("5", "1", str(3 * 30 * 14_400), "12")]


def test_links_to_what_is_left_out_are_left_out() -> None:
    assert b"PredecessorLink" not in written(position(only=("ict",)))
    summary = export(Request(position(only=("ict",)))).summary
    assert summary == "1 milestone of 1 workstream, 0 links"


def test_a_file_is_ours_until_another_program_saves_it(tmp_path: Path) -> None:
    content = written(position())
    saved = content.replace(b"<!-- Made by minerva: replaced by its next export -->\n", b"")
    for what, ours in ((content, True), (saved, False), (b"", False)):
        (tmp_path / "a.xml").write_bytes(what)
        with (tmp_path / "a.xml").open("rb") as file:
            assert is_ours(file) is ours


def test_the_command_writes_it_and_replaces_only_its_own(tmp_path: Path) -> None:
    plan = str(tmp_path / "plan.xml")
    result = run("export", plan, "--as-of", "2014-12-09")
    assert result.stderr.endswith("plan.xml: 17 milestones of 4 workstreams, 12 links.\n")
    assert run("export", plan, "--as-of", "2014-12-09").status == 0
    Path(plan).write_text("<Project/>", "utf-8")
    assert run("export", plan, "--as-of", "2014-12-09").status == 2


# What `import` makes of it: the facts of the milestones, each as it was.


def assert_same(position: Position, incoming: Incoming) -> None:
    """Show that what was read is what the position says, in every fact that the file carries."""
    assert (incoming.rejected, incoming.skipped) == ([], [])
    keys = {milestone.key: milestone.id for milestone in incoming.milestones}
    found = {milestone.id: milestone for milestone in incoming.milestones}
    assert found.keys() == {milestone.record.id for milestone in position.milestones}
    for milestone in position.milestones:
        record, got = milestone.record, found[milestone.record.id]
        for name in ("workstream", "name", "tolerance", "deadline"):
            assert getattr(got, name) == getattr(record, name), name
        for name in ("owner", "note", "deadline_reason", "source"):
            assert got.texts.get(name) == (getattr(record, name) or None), name
        assert got.baseline == milestone.baseline
        assert got.original_baseline in (None, milestone.original_baseline)
        assert (got.original_baseline is None) is (
            milestone.original_baseline == milestone.baseline
        )
        assert got.actual == milestone.actual
        assert got.forecast == (None if milestone.complete else milestone.forecast)
        links = [(keys[link.key], link.lag) for link in got.after]
        assert links == [(link.milestone, link.lag) for link in record.after]
    names = position.programme.workstream_names
    assert {(stream.id, stream.name) for stream in incoming.workstreams} == {
        (milestone.record.workstream, names[milestone.record.workstream])
        for milestone in position.milestones
    }


def test_it_comes_back_as_it_was() -> None:
    for there in (position(), shipped()):
        assert_same(there, read(written(there), "plan.xml"))


@given(programmes())
@settings(max_examples=25, deadline=None)
def test_any_programme_comes_back(drawn: Tables) -> None:
    there = position_at(programme(*toml(drawn)), DAY, (), DAY)
    assert_same(there, read(written(there), "plan.xml"))


@given(networks())
@settings(max_examples=25, deadline=None)
def test_any_network_comes_back(drawn: Tables) -> None:
    there = position_at(programme(*toml(drawn)), DAY, (), DAY)
    assert_same(there, read(written(there), "plan.xml"))


def with_texts(text: str) -> Position:
    """Return a position in which a text stands wherever one may."""
    names = ("name", "note", "owner", "deadline_reason", "source")
    table = {"id": "m", "workstream": "ict", "baseline": DAY, "deadline": DAY}
    milestones = tomli_w.dumps({"milestone": [table | dict.fromkeys(names, text)]})
    quoted = tomli_w.dumps({"x": text})[4:-1]
    workstreams = WORKSTREAMS.replace("\n    ", "\n").replace('"ICT"', quoted)
    drawn: Programme = programme(milestones, workstreams)
    return position_at(drawn, DAY, (), DAY)


@pytest.mark.parametrize("text", [*HOSTILE, "]]>", "<!-- -->", "&amp;lt;", "x" * 300], ids=ascii)
def test_hostile_text_comes_back(text: str) -> None:
    there = with_texts(f" a{text}z\n")
    assert_same(there, read(written(there), "plan.xml"))


@given(texts)
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    there = with_texts(text)
    assert_same(there, read(written(there), "plan.xml"))


def test_what_is_changed_in_project_wins_over_what_minerva_wrote() -> None:
    content = written(with_texts("a\x00z"))
    moved = content.replace(b"<Name>a\\u0000z</Name>", b"<Name>New name</Name>")
    assert [read_back.name for read_back in read(moved, "plan.xml").milestones] == ["New name"]
    there = written(position())
    dates = there.replace(b"2015-01-23T17:00:00", b"2015-01-30T17:00:00")
    [m] = [milestone for milestone in read(dates, "plan.xml").milestones if milestone.id == "m"]
    assert str(m.forecast) == "30 Jan 2015"


# A second reader: MPXJ, which reads files of Project as many other programs do.

NEEDS_MPXJ = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("mpxj", "jpype"))
    or shutil.which("java") is None,
    reason="MPXJ needs the packages mpxj and JPype1, and Java",
)


class Second(NamedTuple):
    """What MPXJ found in a file, in which order it has its elements, and the file written anew."""

    tasks: list[dict[str, Any]]
    order: dict[str, list[str]]
    again: bytes


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Second:
    directory = tmp_path_factory.mktemp("mpxj")
    (directory / "plan.xml").write_bytes(written(position()))
    done = subprocess.run(
        [sys.executable, "-m", "tests.mpxj_reader", "plan.xml", "again.xml"],
        cwd=directory,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return Second(found["tasks"], found["order"], (directory / "again.xml").read_bytes())


@NEEDS_MPXJ
def test_mpxj_finds_the_same_dates_and_links(second: Second) -> None:
    found = {task["name"]: task for task in second.tasks}
    m, d = found["Go <live> & ]]> done"], found["D"]
    assert [task["level"] for task in second.tasks] == [0, 1, 2, 1, 2, 2]
    assert [task["summary"] for task in second.tasks] == [True, True, False, True, False, False]
    assert m["start"] == m["finish"] == "2015-01-23T17:00"
    assert (m["baseline"], m["first_baseline"]) == ("2015-01-10T17:00", "2014-11-30T17:00")
    assert (m["deadline"], m["actual"], m["milestone"]) == ("2015-02-28T17:00", None, True)
    assert (m["id"], m["owner"], m["notes"]) == ("m", "A. Owner", "one line\nand another")
    assert m["links"] == [["4", "FS", "0.0ed"], ["5", "FS", "10.0ed"]]
    assert found["N"]["links"] == [["5", "FS", "3.0emo"]]
    assert (d["actual"], d["finish"]) == ("2014-11-30T17:00", "2014-11-30T17:00")


@NEEDS_MPXJ
def test_elements_stand_in_the_order_of_the_schema(second: Second) -> None:
    root = fromstring(written(position()))
    seen = set()
    for element in root.iter():
        name = element.tag.removeprefix(PREFIX)
        if name not in second.order or (name == "ExtendedAttribute" and len(element) == 2):
            continue
        request = second.order[name]
        places = [request.index(child.tag.removeprefix(PREFIX).lower()) for child in element]
        assert places == sorted(places), name
        seen.add(name)
    assert seen == set(second.order)


@NEEDS_MPXJ
def test_what_mpxj_writes_of_it_comes_back_as_it_was(second: Second) -> None:
    assert_same(position(), read(second.again, "again.xml"))
