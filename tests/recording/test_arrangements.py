"""What changes without slipping, by command: written, undone, and left alone on earlier days."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result, run
from tests.programmes import write_programme

WORKSTREAMS = """
[programme]
id = "depot"
name = "New depot"

[[workstream]]
id = "build"
name = "Building works"

[[workstream]]
id = "fleet"
name = "Fleet"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent of the old depot"
full_year = 120_000
starts_with = "moved-in"

[[contract]]
id = "lease"
supplier = "Northway"
expires = 2031-12-31
"""
MILESTONES = """
[[milestone]]
id = "permit"
workstream = "build"
name = "Permit granted"  # by the council
baseline = 2030-03-01

[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"
baseline = 2030-06-01
after = ["permit"]

[[milestone]]
id = "signs"
workstream = "build"
name = "Signs put up"
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS)


def record(depot: Path, *words: str) -> Result:
    """Record something, and see that undo takes it back to the byte before it is done again."""
    before = [path.read_bytes() for path in sorted(depot.glob("*.toml"))]
    done = run(*words, cwd=depot)
    assert (done.status, done.stderr.count("error")) == (0, 0), done.stderr
    assert run("undo", cwd=depot).status == 0
    assert [path.read_bytes() for path in sorted(depot.glob("*.toml"))] == before
    return run(*words, cwd=depot)


def refused(depot: Path, *words: str) -> str:
    done = run(*words, cwd=depot)
    assert (done.status, done.stdout) == (2, "")
    return done.stderr


def milestones(depot: Path, day: str) -> Any:
    done = run("milestones", "--as-of", day, "--format", "json", cwd=depot)
    return {row["id"]: row for row in json.loads(done.stdout)["milestones"]}


BY = ("--approved-by", "Board", "--reason", "Not needed")


def test_a_milestone_is_cancelled_from_a_day_on(depot: Path) -> None:
    done = record(depot, "cancel", "permit", *BY, "--on", "2026-01-05")
    assert "moved-in was to come after it" in done.stderr
    assert "permit" in milestones(depot, "2026-01-04")
    assert "permit" not in milestones(depot, "2026-01-05")
    assert "was cancelled" in refused(depot, "complete", "permit")
    assert "was cancelled" in refused(depot, "reforecast", "permit", "+1week", "--reason", "R")
    assert "already" in refused(depot, "cancel", "permit", *BY)
    assert "# by the council" in (depot / "milestones.toml").read_text()


def test_what_starts_with_a_cancelled_milestone_is_pointed_out(depot: Path) -> None:
    assert "rent starts with it" in record(depot, "cancel", "moved-in", *BY).stderr
    found = run("check", "--format", "json", cwd=depot)
    ids = [finding["id"] for finding in json.loads(found.stdout)["findings"]]
    assert "starts-with-cancelled" in ids


def test_links_are_made_changed_and_taken_away(depot: Path) -> None:
    record(depot, "link", "signs", "--after", "moved-in", "--lag", "2 weeks")
    assert "already" in refused(depot, "link", "signs", "--after", "moved", "--lag", "2 weeks")
    record(depot, "link", "signs", "--after", "moved-in")
    assert "wait for each other" in refused(depot, "link", "permit", "--after", "signs")
    assert "itself" in refused(depot, "link", "permit", "--after", "permit")
    record(depot, "unlink", "signs", "--after", "moved-in")
    assert "does not come after" in refused(depot, "unlink", "signs", "--after", "permit")


def test_a_saving_and_a_milestone_go_to_another_workstream(depot: Path) -> None:
    moved = ("--reason", "Reorganised", "--on", "2026-01-05")
    record(depot, "move", "rent", "fleet", *moved)
    record(depot, "move", "signs", "Fleet", *moved)
    assert milestones(depot, "2026-01-04")["signs"]["workstream"] == "build"
    assert milestones(depot, "2026-01-05")["signs"]["workstream"] == "fleet"
    assert "already" in refused(depot, "move", "rent", "fleet", *moved)


def test_a_workstream_is_renamed_and_keeps_its_old_name_before(depot: Path) -> None:
    record(depot, "rename", "build", "Property", "--on", "2026-01-05")
    for day, name in (("2026-01-04", "Building works"), ("2026-01-05", "Property")):
        status = json.loads(run("status", "--as-of", day, "-f", "json", cwd=depot).stdout)
        assert status["workstreams"][0]["name"] == name
    assert "already" in refused(depot, "rename", "build", "Property")
    later = refused(depot, "rename", "build", "Estates", "--on", "2025-01-01")
    assert "later day" in later


def test_anything_is_given_an_owner(depot: Path) -> None:
    for subject in ("permit", "build", "Northway"):
        record(depot, "assign", subject, "Ann")
    assert "already" in refused(depot, "assign", "permit", "Ann")


def test_a_delay_is_carried_to_all_that_it_pushes(depot: Path) -> None:
    later = ("--reason", "Rain", "--carry", "--on", "2026-01-05")
    record(depot, "reforecast", "permit", "2030-07-01", *later)
    assert milestones(depot, "2026-01-04")["moved-in"]["forecast"] == "2030-06-01"
    now = milestones(depot, "2026-01-05")
    assert (now["permit"]["forecast"], now["moved-in"]["forecast"]) == ("2030-07-01",) * 2


def test_a_milestone_without_a_date_is_dated_by_its_first_baseline(depot: Path) -> None:
    assert "give a date" in refused(depot, "reforecast", "signs", "+1week", "--reason", "R")
    agreed = ("--approved-by", "Board", "--reason", "Agreed", "--on", "2026-01-05")
    record(depot, "rebaseline", "signs", "2030-08-01", *agreed)
    assert milestones(depot, "2026-01-04")["signs"]["status"] == "undated"
    assert milestones(depot, "2026-01-05")["signs"]["original_baseline"] == "2030-08-01"


@pytest.mark.parametrize("words", ["permit", "Permit granted", "permit granted", "PERMIT", "grant"])
def test_a_name_does_where_an_id_does(depot: Path, words: str) -> None:
    assert record(depot, "assign", words, "Ann").status == 0


def test_what_fits_several_is_refused_with_the_nearest_first(depot: Path) -> None:
    told = refused(depot, "assign", "i", "Ann")
    assert "may be any of" in told
    assert "signs (Signs put up)" in told
    assert 'there is no milestone "xyz"' in refused(depot, "complete", "xyz")


def test_a_programme_may_begin_with_nothing(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    assert run("init", str(plan), "--empty", "--name", "New depot").status == 0
    assert "no-milestones" in run("status", cwd=plan).stderr
    assert run("check", cwd=plan).status == 2
    record(plan, "add", "workstream", "build", "--name", "Building works")
    record(plan, "add", "milestone", "permit", "--workstream", "building", "--name", "Permit")
    assert run("milestones", cwd=plan).status == 0
