"""A second version of a file: what was renamed, moved and taken out, matched by its references."""

import json
from pathlib import Path
from typing import Any

import pytest

from minerva.model.programme import Milestone
from minerva.store import read_files, read_programme
from tests.command import run
from tests.programmes import WORKSTREAMS, write_programme

SAVING = """
    [[saving]]
    id = "licences"
    workstream = "ict"
    name = "Licences"
    full_year = 120_000
    starts = 2015-04-01
"""
HEADINGS = "Ref,Workstream,Milestone,Baseline finish"
FIRST = (HEADINGS, "M-1,ICT,Award,31/03/2015", "M-2,ICT,Tenders in,31/01/2015")


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, "", WORKSTREAMS + SAVING)


def offer(programme: Path, *lines: str, options: str = "", status: int = 0) -> dict[str, Any]:
    (programme / "plan.csv").write_text("\n".join(lines))
    words = [*options.split(), "--on", "2015-02-02", "--format", "json"]
    result = run("import", "plan.csv", *words, cwd=programme)
    assert result.status == status, result.stdout + result.stderr
    return json.loads(result.stdout)  # type: ignore[no-any-return]  # it is an object


def milestones(programme: Path) -> dict[str, Milestone]:
    made = read_programme(read_files(programme, programme)).milestones
    return {str(milestone.id): milestone for milestone in made}


def test_a_first_import_writes_the_references_of_the_other_system(programme: Path) -> None:
    offer(programme, *FIRST, options="--write")
    made = milestones(programme)
    assert {id: made[id].ref for id in made} == {"m-1": "M-1", "m-2": "M-2"}


def test_a_reference_proves_a_new_name_and_a_new_workstream(programme: Path) -> None:
    offer(programme, *FIRST, options="--write")
    second = (HEADINGS, "M-1,HRD,Contract award,31/03/2015", "M-2,ICT,Tenders in,31/01/2015")
    found = offer(programme, *second, options="--write")
    assert [(step["from"], step["to"]) for step in found["renamed"]] == [
        ("Award", "Contract award")
    ]
    assert [(step["from"], step["to"]) for step in found["moved"]] == [("ict", "hrd")]
    assert found["differs"] == []


def test_an_id_of_minervas_own_proves_no_new_name(programme: Path) -> None:
    heads = HEADINGS.replace("Ref", "Id")
    offer(programme, heads, "award,ICT,Award,31/03/2015", options="--write")
    assert milestones(programme)["award"].ref is None
    found = offer(programme, heads, "award,HRD,Contract award,31/03/2015")
    assert [difference["key"] for difference in found["differs"]] == ["name", "workstream"]


def test_a_number_proves_it_too(programme: Path) -> None:
    heads = HEADINGS.replace("Ref", "UID")
    offer(programme, heads, "1,ICT,Award,31/03/2015", "2,ICT,Tenders,31/01/2015", options="--write")
    assert {made.ref for made in milestones(programme).values()} == {"UID 1", "UID 2"}
    second = (heads, "1,ICT,Contract award,31/03/2015", "2,HRD,Tenders,31/01/2015")
    found = offer(programme, *second, options="--write")
    assert [(step["id"], step["to"]) for step in found["renamed"]] == [("award", "Contract award")]
    assert [(step["id"], step["to"]) for step in found["moved"]] == [("tenders", "hrd")]
    assert (found["added"], found["unread"], found["missing"]) == ([], [], [])
    made = milestones(programme)
    assert (made["award"].name, made["tenders"].moved[0].to) == ("Contract award", "hrd")
    assert made["tenders"].workstream == "ict"
    again = offer(programme, *second)
    assert (again["summary"]["unchanged"], again["differs"]) == (2, [])


def test_a_reference_that_contradicts_the_name_is_not_believed(programme: Path) -> None:
    heads = HEADINGS.replace("Ref", "ID")
    offer(programme, heads, "1,ICT,Award,31/03/2015", "2,ICT,Tenders,31/01/2015", options="--write")
    found = offer(programme, heads, "1,ICT,Tenders,31/01/2015", status=1)
    assert found["unread"][0]["why"] == (
        "its reference ID 1 is that of award, and its name that of tenders"
    )


def test_a_move_without_a_reference_is_kept_out_until_it_is_decided(programme: Path) -> None:
    lines = [line.partition(",")[2] for line in FIRST]
    offer(programme, *lines, options="--write")
    moved = (lines[0], "HRD,Award,31/03/2015", lines[2])
    found = offer(programme, *moved, status=1)
    assert [(likely["id"], likely["change"]) for likely in found["renames"]] == [("award", "moved")]
    assert offer(programme, *moved, options="--moved")["moved"][0]["id"] == "award"
    new = offer(programme, *moved, options="--no-moved")
    assert [step["workstream"] for step in new["added"]] == ["hrd"]
    assert [record["id"] for record in new["missing"]] == ["award"]


def test_what_the_file_no_longer_has_is_listed(programme: Path) -> None:
    offer(programme, *FIRST, options="--write")
    found = offer(programme, *FIRST[:2])
    assert [(record["id"], record["name"]) for record in found["missing"]] == [
        ("m-2", "Tenders in")
    ]
    unread = offer(programme, *FIRST[:2], "M-2,ICT,Tenders in,soon", status=1)
    assert unread["missing"] == []
    elsewhere = offer(programme, HEADINGS, "H-1,HRD,Posts,31/03/2015")
    assert elsewhere["missing"] == []


def test_a_record_without_a_reference_is_given_one(programme: Path) -> None:
    lines = [line.partition(",")[2] for line in FIRST]
    offer(programme, *lines, options="--write")
    found = offer(programme, HEADINGS.replace("Ref", "UID"), "7,ICT,Award,31/03/2015")
    assert [(step["id"], step["to"]) for step in found["referred"]] == [("award", "UID 7")]


def test_what_was_cancelled_stays_so(programme: Path) -> None:
    offer(programme, *FIRST, options="--write")
    text = (programme / "milestones.toml").read_text()
    decision = '{ on = 2015-01-15, approved_by = "Board", reason = "Merged" }'
    cancelled = text.replace('ref = "M-1"', f'ref = "M-1"\ncancelled = {decision}')
    (programme / "milestones.toml").write_text(cancelled)
    found = offer(programme, *FIRST)
    assert [skipped["what"] for skipped in found["left_out"]] == ["Award"]
    assert found["added"] == []


def test_a_milestone_without_a_date_gets_its_first(programme: Path) -> None:
    undated = '[[milestone]]\nid = "award"\nworkstream = "ict"\nname = "Award"\n'
    (programme / "milestones.toml").write_text(undated)
    lines = ("Workstream,Milestone,Forecast finish", "ICT,Award,31/03/2015")
    found = offer(programme, *lines, options="--write")
    assert [(step["from"], step["to"]) for step in found["reforecast"]] == [(None, "2015-03-31")]
    assert str(milestones(programme)["award"].forecast[0].date) == "31 Mar 2015"


def test_savings_are_renamed_and_moved_by_their_references_too(programme: Path) -> None:
    heads = "Ref,Workstream,Saving,Full year effect"
    offer(programme, heads, "ASC01,ICT,Hosting,1000", options="--as savings --write")
    second = (heads, "ASC01,HRD,Hosting of data,1000")
    found = offer(programme, *second, options="--as savings --write")
    assert [(step["id"], step["to"]) for step in found["renamed"]] == [("asc01", "Hosting of data")]
    assert [(step["id"], step["to"]) for step in found["moved"]] == [("asc01", "hrd")]
    again = offer(programme, *second, options="--as savings")
    assert (again["summary"]["unchanged"], again["differs"], again["missing"]) == (1, [], [])
