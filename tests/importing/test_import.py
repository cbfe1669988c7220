"""Importing: what a preview says, what is written, and what a second import finds to do."""

import csv
import io
import json
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.store import read_files, read_programme
from tests import strategies
from tests.command import Result, run
from tests.foreign_files import text, workbook
from tests.programmes import write_programme

TODAY = date(2015, 2, 2)
MILESTONES = """
    # The plan of the office.
    [[milestone]]
    id = "tenders-in"
    workstream = "ict"
    name = "Tenders in"
    baseline = 2015-01-09
    owner = "A. Patel"    # acting

    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Contract award"
    baseline = 2015-03-02
    after = ["tenders-in"]

      [[milestone.forecast]]
      on = 2014-12-22
      date = 2015-03-31
      reason = "Due diligence"
"""
SAVINGS = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[workstream]]
    id = "hrd"
    name = "HRD"

    [[saving]]
    id = "licences"
    workstream = "ict"
    name = "Licences"
    full_year = 120_000
    starts = 2015-04-01

      [[saving.realised]]
      year = "2014/15"
      amount = 10_000
      on = 2014-12-01

    [[saving]]
    id = "support"
    workstream = "ict"
    name = "Support"
    starts_with = "award"
    known_with = "award"
"""
HEADINGS = ["Workstream", "Milestone", "Baseline finish", "Finish", "Actual finish"]


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, SAVINGS)


def offer(
    where: Path, rows: Sequence[Sequence[object]], *options: str, name: str = "plan.csv"
) -> Result:
    """Import rows, with a preview alone unless the options say more."""
    (where / name).write_bytes(text(rows))
    return run("import", name, *options, cwd=where, today=TODAY)


def document(where: Path, rows: Sequence[Sequence[object]], *options: str, status: int = 0) -> Any:
    result = offer(where, rows, "-f", "json", *options)
    assert result.status == status, result.stderr
    return json.loads(result.stdout)


def contents(where: Path) -> list[bytes]:
    return [(where / name).read_bytes() for name in ("milestones.toml", "workstreams.toml")]


def test_a_preview_says_what_would_be_written_and_writes_nothing(programme: Path) -> None:
    before = contents(programme)
    rows = [
        HEADINGS,
        ["ICT", "Tenders in", "09/01/2015", "", "12/01/2015"],
        ["ict", "contract  AWARD", "02/03/2015", "30/04/2015", ""],
        ["Fleet", "Depot open", "Mar-15", "", "TBC"],
        ["ICT", "Exit plan", "soon", "", ""],
    ]
    result = offer(programme, rows)
    assert result.status == 1
    assert contents(programme) == before
    assert result.stdout == PREVIEW
    assert result.stderr == "1 value could not be read.\n"


PREVIEW = """\
Import of plan.csv
The text is UTF-8, with commas between cells.
The headings are in line 1; the rows are read as milestones.
Would be written: 1 workstream added, 1 milestone added, 1 re-forecast, 1
completed.

Headings
Where     Heading          Taken for   Unit
column 1  Workstream       workstream  –
column 2  Milestone        name        –
column 3  Baseline finish  baseline    –
column 4  Finish           forecast    –
column 5  Actual finish    actual      –

Added (2)
Id          Value     Where
fleet                 line 4
  Fleet
depot-open  Mar 2015  line 4
  Depot open

Re-forecast (1)
Id     Value                      Where
award  31 Mar 2015 → 30 Apr 2015  line 3
  Contract award

Completed (1)
Id          Value                     Where
tenders-in  9 Jan 2015 → 12 Jan 2015  line 2
  Tenders in

Could not be read (1)
Where             What is there
line 5, column 3  soon
  baseline: "soon" is not a date
  write 31/03/2015, 31 Mar 2015, Mar 2015 or w/c 23/03/2015
"""


def test_what_is_written_is_one_change_that_is_taken_back_as_one(programme: Path) -> None:
    before = contents(programme)
    rows = [
        HEADINGS,
        ["ICT", "Tenders in", "", "", "12/01/2015"],
        ["ICT", "Contract award", "", "30/04/2015", ""],
        ["Fleet", "Depot open", "Mar-15", "", ""],
    ]
    result = offer(programme, rows, "--write", "--on", "2015-01-30")
    assert (result.status, result.stderr) == (0, "")
    made = read_programme(read_files(programme, programme))
    tenders, award, depot = made.milestones
    assert (str(tenders.actual), tenders.owner) == ("12 Jan 2015", "A. Patel")
    stated = award.forecast[-1]
    assert (stated.on, str(stated.date)) == (date(2015, 1, 30), "30 Apr 2015")
    assert stated.reason == "As in plan.csv, line 3"
    assert (depot.id, depot.workstream, str(depot.baseline)) == ("depot-open", "fleet", "Mar 2015")
    assert made.details.updated is None
    assert "# acting" in contents(programme)[0].decode()
    taken_back = run("undo", cwd=programme, today=TODAY)
    assert "plan.csv: 1 workstream added, 1 milestone added" in taken_back.stdout
    assert contents(programme) == before


def test_rows_that_cannot_be_read_hold_back_the_others_unless_they_are_skipped(
    programme: Path,
) -> None:
    before = contents(programme)
    rows = [HEADINGS, ["ICT", "a", "09/01/2015"], ["ICT", "b", "#REF!"]]
    result = offer(programme, rows, "--write")
    assert (result.status, contents(programme)) == (1, before)
    assert "nothing was written; --skip-unread writes the rest" in result.stderr
    result = offer(programme, rows, "--write", "--skip-unread")
    assert result.status == 1
    assert [
        milestone.id for milestone in read_programme(read_files(programme, programme)).milestones
    ] == [*("tenders-in", "award", "a")]


def test_a_changed_baseline_is_listed_and_never_edited(programme: Path) -> None:
    found = document(programme, [HEADINGS, ["ICT", "Tenders in", "16/01/2015"]], "--write")
    assert found["written"] == []
    (differs,) = found["differs"]
    assert (differs["key"], differs["here"], differs["there"]) == (
        *("baseline", "9 Jan 2015", "16 Jan 2015"),
    )
    assert "minerva rebaseline tenders-in '16 Jan 2015' --approved-by" in differs["hint"]


def test_a_date_that_is_the_only_one_is_a_forecast_of_what_is_there(programme: Path) -> None:
    rows = [["Workstream", "Milestone", "Due"], ["ICT", "Tenders in", "16/01/2015"]]
    rows += [["ICT", "Contract award", "31/03/2015"], ["ICT", "New", "01/04/2015"]]
    found = document(programme, rows, "--write")
    assert [step["id"] for step in found["reforecast"]] == ["tenders-in"]
    assert found["unchanged"] == [{"kind": "milestone", "id": "award"}]
    assert found["differs"] == []
    made = {
        str(milestone.id): milestone
        for milestone in read_programme(read_files(programme, programme)).milestones
    }
    assert str(made["new"].baseline) == "1 Apr 2015"
    assert not made["new"].forecast


def test_what_is_there_otherwise_is_listed(programme: Path) -> None:
    rows = [
        ["id", "Workstream", "Milestone", "Forecast", "Owner", "Deadline", "After", "Tolerance"],
        ["award", "HRD", "Award", "31/03/2015", "B. Jones", "01/06/2015", "tenders-in+2w", "3w"],
        ["tenders-in", "ICT", "Tenders in", "", "A. Patel", "TBC", "", "-"],
    ]
    found = document(programme, rows)
    assert {(each["id"], each["key"], each["there"]) for each in found["differs"]} == {
        ("award", "name", "Award"),
        ("award", "workstream", "HRD"),
        ("award", "owner", "B. Jones"),
        ("award", "deadline", "1 Jun 2015"),
        ("award", "after", "tenders-in+2 weeks"),
        ("award", "tolerance", "3 weeks"),
    }
    assert len(found["unchanged"]) == 2


def test_the_undated_short_form_is_not_joined_by_a_dated_forecast(tmp_path: Path) -> None:
    write_programme(
        tmp_path,
        """
        [[milestone]]
        id = "a"
        workstream = "ict"
        name = "A"
        baseline = 2015-01-09
        forecast = 2015-02-09
        """,
    )
    found = document(tmp_path, [HEADINGS, ["ICT", "A", "", "2015-03-09"]], "--write", status=1)
    assert "does not say when it was stated" in found["unread"][0]["why"]


def test_a_completion_that_differs_is_listed_with_the_command(programme: Path) -> None:
    offer(programme, [HEADINGS, ["ICT", "Tenders in", "", "", "12/01/2015"]], "--write")
    found = document(programme, [HEADINGS, ["ICT", "Tenders in", "", "", "13/01/2015"]])
    assert found["completed"] == []
    hint = "minerva complete tenders-in --on '13 Jan 2015' --correct"
    assert found["differs"][0]["hint"] == hint
    follow(programme, hint)
    again = document(programme, [HEADINGS, ["ICT", "Tenders in", "", "", "13/01/2015"]])
    assert again["differs"] == []


def test_an_owner_that_differs_is_listed_with_the_command(programme: Path) -> None:
    rows = [[*HEADINGS, "Owner"], ["ICT", "Tenders in", "", "", "", "Bo O'Neil"]]
    [differs] = document(programme, rows)["differs"]
    assert differs["hint"] == "minerva assign tenders-in 'Bo O'\"'\"'Neil'"
    follow(programme, differs["hint"])
    assert document(programme, rows)["differs"] == []


def follow(programme: Path, hint: str) -> None:
    """Run the command of a hint."""
    _, *words = shlex.split(hint)
    done = run(*words, cwd=programme)
    assert (done.status, done.stderr) == (0, "")


def test_a_window_is_moved_only_where_its_last_day_is(programme: Path) -> None:
    rows = [HEADINGS, ["ICT", "Contract award", "", "Mar-15", ""]]
    assert document(programme, rows)["unchanged"] == [{"kind": "milestone", "id": "award"}]
    rows = [HEADINGS, ["ICT", "Contract award", "", "w/c 30/03/15", ""]]
    assert document(programme, rows)["reforecast"][0]["to_text"] == "2015-W14"


def test_a_likely_rename_is_kept_out_until_it_is_decided(programme: Path) -> None:
    rows = [HEADINGS, ["ICT", "Contract award made", "30/04/2015", "", ""]]
    found = document(programme, rows, status=1)
    [likely] = found["renames"]
    assert (likely["name"], likely["id"], likely["change"]) == (
        *("Contract award made", "award", "renamed"),
    )
    assert (found["added"], found["unread"][0]["hint"]) == (
        [],
        "--renamed takes it for that one, --no-renamed for a new one",
    )
    found = document(programme, rows, "--no-renamed")
    assert [step["id"] for step in found["added"]] == ["contract-award-made"]
    found = document(programme, rows, "--renamed")
    assert [(step["id"], step["to"]) for step in found["renamed"]] == [
        ("award", "Contract award made")
    ]


def test_phase_2_is_no_new_name_of_phase_1(programme: Path) -> None:
    offer(programme, [HEADINGS, ["ICT", "Roll-out of phase 1", "30/04/2015"]], "--write")
    found = document(programme, [HEADINGS, ["ICT", "Roll-out of phase 2", "30/05/2015"]])
    assert found["renames"] == []


@pytest.mark.parametrize("answer", [True, False])
def test_a_likely_rename_is_asked_about_on_a_terminal(programme: Path, answer: bool) -> None:
    rows = [HEADINGS, ["ICT", "Contract award made", "02/03/2015", "30/04/2015", ""]]
    with (
        patch("minerva.cli.record_change.on_terminal", lambda: True),
        patch("typer.confirm", return_value=answer) as options,
    ):
        assert offer(programme, rows, "--write").status == 0
    assert 'the new name of award, "Contract award"?' in options.call_args.args[0]
    made = read_programme(read_files(programme, programme)).milestones
    if answer:
        assert [record.name for record in made] == ["Tenders in", "Contract award made"]
        assert str(made[1].forecast[-1].date) == "30 Apr 2015"
        assert document(programme, rows)["unchanged"] == [{"kind": "milestone", "id": "award"}]
    else:
        assert [record.id for record in made] == ["tenders-in", "award", "contract-award-made"]


def test_rows_are_matched_by_id_before_their_names(programme: Path) -> None:
    rows = [
        ["id", "Workstream", "Milestone", "Forecast"],
        ["award", "ICT", "Tenders in", "30/04/2015"],
        ["", "ICT", "Tenders in", "30/05/2015"],
    ]
    found = document(programme, rows)
    assert [(step["id"], step["to"]) for step in found["reforecast"]] == [
        *(("award", "2015-04-30"), ("tenders-in", "2015-05-30"))
    ]


def test_two_rows_about_one_milestone_are_not_read(programme: Path) -> None:
    rows = [
        ["id", "Workstream", "Milestone", "Forecast"],
        ["award", "ICT", "Contract award", "30/04/2015"],
        ["", "ICT", "Contract award", "30/05/2015"],
        ["award", "ICT", "Contract award", "30/06/2015"],
        ["new", "ICT", "New", "30/06/2015"],
        ["new", "ICT", "Newer", "30/06/2015"],
    ]
    found = document(programme, rows, status=1)
    assert [rejected["place"] for rejected in found["unread"]] == ["line 4", "line 3", "line 6"]


def test_every_row_goes_into_the_workstream_that_is_chosen(programme: Path) -> None:
    rows = [["Workstream", "Milestone", "Due"], ["Fleet", "Depot open", "01/04/2015"]]
    found = document(programme, rows, "--workstream", "hrd")
    assert [(step["kind"], step["workstream"]) for step in found["added"]] == [("milestone", "hrd")]


def test_ids_are_made_from_names_each_of_its_own(programme: Path) -> None:
    names = ["Award", "Café – «Größe» & Łódź", "漢字", "漢", "award!", "x" * 200, "O'Brien's £5k"]
    rows = [HEADINGS, *(["HRD", name, "01/04/2015"] for name in names)]
    assert [step["id"] for step in document(programme, rows)["added"]] == [
        *("award-2", "cafe-grosse-and-lodz", "milestone-1", "milestone-2", "award-3"),
        *("x" * 60, "obriens-5k"),
    ]


def test_references_become_ids_and_bare_numbers_do_not(programme: Path) -> None:
    rows = [
        ["Ref", "Workstream", "Milestone", "Due", "Predecessors"],
        ["1", "ICT", "One", "01/04/2015", ""],
        ["M-012", "ICT", "Two", "01/05/2015", "1FS+2 weeks; award"],
        ["1.2", "ICT", "Three", "01/06/2015", "M-012, 1SS, 99, 1FS-3d"],
    ]
    found = document(programme, rows, "--write")
    assert [step["id"] for step in found["added"]] == ["one", "m-012", "three"]
    assert [left["what"] for left in found["left_out"]] == ["M-012, 1SS, 99, 1FS-3d"] * 2 + ["99"]
    made = {
        str(milestone.id): milestone
        for milestone in read_programme(read_files(programme, programme)).milestones
    }
    assert [(link.milestone, str(link.lag)) for link in made["m-012"].after] == [
        *(("one", "2 weeks"), ("award", "0 days"))
    ]
    assert [link.milestone for link in made["three"].after] == ["m-012"]


def test_links_in_a_circle_are_refused_in_words(programme: Path) -> None:
    before = contents(programme)
    rows = [["id", "Workstream", "Milestone", "Due", "After"]]
    rows += [["a", "ICT", "A", "01/04/2015", "b"], ["b", "ICT", "B", "01/05/2015", "a"]]
    result = offer(programme, rows, "--write")
    assert (result.status, contents(programme)) == (2, before)
    assert "the files would then be refused" in result.stderr


def test_a_programme_without_milestones_yet_takes_its_first(tmp_path: Path) -> None:
    write_programme(tmp_path, "# Nothing yet.\n")
    result = offer(tmp_path, [HEADINGS, ["ICT", "A", "2015-03-09"]], "--write")
    assert (result.status, result.stderr) == (0, "")
    assert (tmp_path / "milestones.toml").read_text() == (
        '# Nothing yet.\n\n[[milestone]]\nid = "a"\nworkstream = "ict"\nname = "A"\n'
        "baseline = 2015-03-09\n"
    )
    assert run("check", cwd=tmp_path, today=TODAY).status == 0


def test_the_examples_of_a_new_programme_are_pointed_out(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path, today=TODAY).status == 0
    rows = [HEADINGS, ["New", "A", "2015-03-09"]]
    assert "still has the examples of `minerva init`" in offer(tmp_path, rows, "--write").stdout
    assert run("check", cwd=tmp_path, today=TODAY).status == 0
    file = tmp_path / "milestones.toml"
    file.write_text(file.read_text("utf-8").replace('name = "Moved in"', 'name = "In"'), "utf-8")
    assert "examples" not in offer(tmp_path, rows).stdout


def test_where_there_is_no_programme_a_command_begins_one(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "plan.csv").write_bytes(text([HEADINGS]))
    result = run("-C", ".", "import", "plan.csv", cwd=tmp_path / "p", today=TODAY)
    assert result.status == 2
    assert "or `minerva init`" in result.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["missing.csv"], "missing.csv cannot be read: No such file or directory"),
        (["."], ". cannot be read: Is a directory"),
        (["plan.csv", "--map", "Finish"], '--map "Finish" has no heading and key'),
        (["plan.csv", "--on", "2015-02-03"], "3 Feb 2015 lies in the future"),
    ],
)
def test_what_cannot_be_done_is_told(programme: Path, options: list[str], message: str) -> None:
    (programme / "plan.csv").write_bytes(text([HEADINGS]))
    result = run("import", *options, cwd=programme, today=TODAY)
    assert (result.status, result.stdout) == (2, "")
    assert message in result.stderr


def test_problems_of_the_files_stop_an_import(tmp_path: Path) -> None:
    write_programme(tmp_path, '[[milestone]]\nid = "A B"')
    result = offer(tmp_path, [HEADINGS, ["ICT", "A", "2015-03-09"]])
    assert result.status == 2
    assert "nothing was written" in result.stderr


def test_map_settles_what_a_heading_means(programme: Path) -> None:
    rows = [["Workstream", "Thing", "Planned", "Due"], ["ICT", "A", "01/04/2015", "01/05/2015"]]
    options = ["--map", "thing=name", "--map", "Due = forecast"]
    found = document(programme, rows, *options)
    assert [heading["key"] for heading in found["headings"]] == [
        *("workstream", "name", "baseline", "forecast")
    ]
    assert (found["added"][0]["to"], found["reforecast"][0]["to"]) == ("2015-04-01", "2015-05-01")
    found = document(programme, rows, "--map", "thing=name", "--map", "Due=")
    assert [heading["key"] for heading in found["headings"]][-1] is None


def test_tasks_that_are_no_milestones_are_taken_when_they_are_asked_for(programme: Path) -> None:
    rows = [["Name", "Milestone", "Finish", "Workstream"], ["A", "No", "01/04/2015", "ICT"]]
    assert document(programme, rows)["added"] == []
    assert len(document(programme, rows, "--all-tasks")["added"]) == 1


def test_what_goes_out_as_json_or_csv_comes_back(programme: Path) -> None:
    for report in ("milestones", "savings"):
        for format in ("json", "csv"):
            if (report, format) == ("savings", "csv"):
                continue
            written = run(report, "-f", format, cwd=programme, today=TODAY).stdout
            (programme / f"out.{format}").write_text(written)
            result = run("import", f"out.{format}", "-f", "json", cwd=programme, today=TODAY)
            found = json.loads(result.stdout)
            assert (result.status, found["summary"]["unchanged"]) == (0, 2)
            assert not any(found[key] for key in ("added", "reforecast", "restated", "differs"))


def test_a_document_makes_a_programme_anew(programme: Path, tmp_path_factory: Any) -> None:
    written = run("milestones", "-f", "json", cwd=programme, today=TODAY).stdout
    other = write_programme(tmp_path_factory.mktemp("other"), "")
    (other / "out.json").write_text(written)
    assert run("import", "out.json", "--write", cwd=other, today=TODAY).status == 0
    again = run("milestones", "-f", "json", cwd=other, today=TODAY).stdout
    keys = ("id", "workstream", "name", "baseline", "forecast", "actual")
    for before, after in zip(
        json.loads(written)["milestones"], json.loads(again)["milestones"], strict=True
    ):
        assert {key: before[key] for key in keys} == {key: after[key] for key in keys}


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ('{"id": "a", "name": 5}', "milestones[0].name"),
        ('{"id": "a", "name": "A", "baseline": "2015-02-30"}', "milestones[0].baseline"),
        ('{"id": "a", "name": "A", "tolerance": "soon"}', "milestones[0].tolerance"),
        ('{"name": "A", "baseline": "2015-02-03"}', "milestones[0]"),
        ('{"id": "a", "name": "A", "after": "b"}', "milestones[0].after"),
        ('{"id": "a", "name": "A", "workstream": "ict"}', "milestones[0]"),
        ("5", "milestones[0]"),
    ],
)
def test_json_that_cannot_be_read_is_told_by_its_place(
    programme: Path, entry: str, place: str
) -> None:
    (programme / "out.json").write_text(f'{{"schema_version": 1, "milestones": [{entry}]}}')
    result = run("import", "out.json", "-f", "json", cwd=programme, today=TODAY)
    assert result.status == 1, result.stderr
    assert json.loads(result.stdout)["unread"][0]["place"] == place


def test_a_document_of_a_later_version_is_refused(programme: Path) -> None:
    (programme / "out.json").write_text('{"schema_version": 2, "milestones": []}')
    result = run("import", "out.json", cwd=programme, today=TODAY)
    assert (result.status, "schema version 2" in result.stderr) == (2, True)


@pytest.mark.parametrize("name", ["[bold]x[/bold]", "=cmd|'/C calc'!A0", "\x1b[31mred", "‮evil"])
def test_hostile_text_is_text(programme: Path, name: str) -> None:
    rows = [HEADINGS, ["ICT", name, "2015-03-09"], ["ICT", "b", name]]
    result = offer(programme, rows, "--write", "--skip-unread")
    assert result.status == 1
    assert "\x1b" not in result.stdout
    made = read_programme(read_files(programme, programme)).milestones[-1]
    assert made.name == name
    assert result.stdout.count("\n") < 40


def test_long_lists_are_cut_for_people_and_whole_for_programs(programme: Path) -> None:
    rows = [HEADINGS, *(["ICT", f"Step {n}", "2015-03-09"] for n in range(30))]
    assert "and 10 more: --format json has them all" in offer(programme, rows).stdout
    assert len(document(programme, rows)["added"]) == 30


FORMS = ["{:%d/%m/%Y}", "{:%Y-%m-%d}", "{:%-d %b %Y}", "{:%b-%y}", "w/c {:%G-W%V-1}", "{:%d.%m.%y}"]
dates = st.one_of(
    st.builds(lambda form, day: form.format(day), st.sampled_from(FORMS), strategies.days),
    st.sampled_from(["", "TBC", "n/a", "-", "soon", "Q3 2014/15", "31/02/2015"]),
)
rows_drawn = st.lists(
    st.tuples(
        st.sampled_from(["ICT", "hrd", "Fleet", "", "Café"]),
        st.one_of(strategies.texts, st.sampled_from(["Tenders in", "Award", "Total"])),
        dates,
        dates,
        dates,
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(rows_drawn)
def test_a_second_import_changes_nothing(rows: list[tuple[str, ...]]) -> None:
    content = io.StringIO()
    csv.writer(content, quoting=csv.QUOTE_ALL).writerows([HEADINGS, *rows])
    with TemporaryDirectory() as directory:
        where = write_programme(Path(directory), MILESTONES, SAVINGS)
        (where / "plan.csv").write_text(content.getvalue(), "utf-8", newline="")
        options = ["import", "plan.csv", "-f", "json", "--write", "--skip-unread"]
        first = run(*options, cwd=where, today=date(2018, 1, 1))
        if first.status == 2:
            assert "error: " in first.stderr
            assert "minerva itself" not in first.stderr
            return
        before = contents(where)
        again = json.loads(run(*options, cwd=where, today=date(2018, 1, 1)).stdout)
        assert contents(where) == before
        assert again["written"] == []
        done = json.loads(first.stdout)
        assert again["summary"]["unread"] == done["summary"]["unread"]


@settings(max_examples=12)
@given(strategies.programmes())
def test_a_programme_that_goes_out_as_json_comes_back_as_nothing_new(tables: Any) -> None:
    milestones, workstreams = strategies.toml(tables)
    day = date(2018, 6, 1)
    with TemporaryDirectory() as directory:
        where = write_programme(Path(directory), milestones.encode(), workstreams.encode())
        for report in ("milestones", "savings"):
            written = run(report, "-f", "json", cwd=where, today=day)
            if written.status:
                return
            (where / "out.json").write_text(written.stdout)
            result = run("import", "out.json", "-f", "json", cwd=where, today=day)
            assert result.status == 0, result.stderr + result.stdout
            found = json.loads(result.stdout)
            assert found["summary"]["unchanged"] == len(tables[report.removesuffix("s")])
            assert not found["differs"]


def test_without_its_library_a_workbook_is_refused_with_the_line_that_installs_it(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (programme / "plan.xlsx").write_bytes(workbook([HEADINGS, ["ICT", "A", "2015-03-09"]]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    result = run("import", "plan.xlsx", cwd=programme, today=TODAY)
    assert (result.status, result.stdout) == (2, "")
    assert "needs openpyxl" in result.stderr
    assert "pip install 'minerva-programme[excel]'" in result.stderr


def test_reading_text_needs_no_library_of_workbooks(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert offer(programme, [HEADINGS, ["ICT", "A", "2015-03-09"]]).status == 0


def test_a_programme_is_begun_with_what_a_file_says(tmp_path: Path) -> None:
    lines = ["Workstream,Milestone,Finish", "ICT,Award,31/03/2027"]
    (tmp_path / "plan.csv").write_text("\n".join(lines))
    preview = run("import", "plan.csv", "--into", "plans/depot", cwd=tmp_path)
    assert (preview.status, (tmp_path / "plans").exists()) == (0, False)
    assert "1 workstream added, 1 milestone added" in preview.stdout
    made = run("import", "plan.csv", "--into", "plans/depot", "--write", cwd=tmp_path)
    assert made.status == 0
    directory = tmp_path / "plans" / "depot"
    programme = read_programme(read_files(directory, directory))
    assert (programme.details.id, [m.id for m in programme.milestones]) == ("depot", ["award"])
    assert (directory / "schemas" / "milestones.json").exists()
    again = run("import", "plan.csv", "--into", "plans/depot", cwd=tmp_path)
    assert (again.status, again.stdout) == (2, "")
    assert "minerva -C plans/depot import FILE" in again.stderr


def test_savings_may_be_the_first_thing_that_is_imported(tmp_path: Path) -> None:
    (tmp_path / "savings.csv").write_text("Saving,Full year effect\nRent,12000\n")
    assert run("import", "savings.csv", "--into", "depot", "--write", cwd=tmp_path).status == 0
    programme = read_programme(read_files(tmp_path / "depot", tmp_path))
    assert [(str(s.id), str(s.workstream)) for s in programme.savings] == [("rent", "depot")]
    for report in ("status", "milestones", "savings", "slippage", "forecast", "trend", "check"):
        result = run("-C", "depot", report, cwd=tmp_path)
        assert result.status == (0 if report != "check" else result.status), result.stderr
        assert "itself failed" not in result.stderr


def test_nothing_is_begun_with_a_file_of_which_a_row_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Workstream,Milestone,Finish\nICT,Award,soon\n")
    refused = run("import", "plan.csv", "--into", "depot", "--write", cwd=tmp_path)
    assert (refused.status, (tmp_path / "depot").exists()) == (1, False)
