"""Who answers for what."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import run
from tests.programmes import write_programme
from tests.registers import D, write_depot

WORKSTREAMS = """
[programme]
id = "depot"
name = "New depot"

[[workstream]]
id = "build"
name = "Building works"
owner = "Bea"

[[workstream]]
id = "fleet"
name = "Fleet"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent"
owner = "Ann"
full_year = 1_000
starts_with = "moved-in"

  [[saving.state]]
  on = 2025-01-05
  state = "at-risk"
"""
MILESTONES = """
[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"
owner = "Ann"
baseline = 2025-01-10

[[milestone]]
id = "permit"
workstream = "fleet"
name = "Permit"
owner = "Ann"
baseline = 2025-02-10

[[milestone]]
id = "signs"
workstream = "build"
name = "Signs"
owner = "Ann"

[[milestone]]
id = "road"
workstream = "build"
name = "Road"
owner = "Ann"
external = "County"
baseline = 2025-01-10
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS)


def owners(depot: Path, *options: str) -> Any:
    done = run("owners", "--as-of", "2025-01-20", "-f", "json", *options, cwd=depot)
    return {owner["owner"]: owner for owner in json.loads(done.stdout)["owners"]}


def test_each_owner_has_what_is_theirs(depot: Path) -> None:
    found = owners(depot)
    assert list(found) == ["Bea", "Ann"]
    assert found["Ann"]["milestones"] == {"total": 3, "complete": 0, "overdue": 1, "due": 1}
    assert found["Ann"]["savings"] == ["rent"]
    assert found["Ann"]["findings"] > 0
    assert found["Bea"]["milestones"]["total"] == 0


def test_it_is_narrowed_to_workstreams(depot: Path) -> None:
    found = owners(depot, "--workstream", "fleet")
    assert list(found) == ["Ann"]
    assert found["Ann"]["milestones"]["total"] == 1


def test_the_table_names_what_is_late(depot: Path) -> None:
    done = run("owners", "--as-of", "2025-01-20", cwd=depot)
    assert "overdue: Moved in" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_without_owners_it_says_how_to_name_one(tmp_path: Path) -> None:
    text = MILESTONES.replace('owner = "Ann"\n', "")
    plain = WORKSTREAMS.replace('owner = "Ann"\n', "").replace('owner = "Bea"\n', "")
    done = run("owners", cwd=write_programme(tmp_path, text, plain))
    assert "minerva assign" in done.stdout


def test_who_owns_what_is_open_in_the_register_is_an_owner(tmp_path: Path) -> None:
    where = write_depot(tmp_path)
    text = run("-C", str(where), "owners", "--as-of", str(D), "-f", "json").stdout
    found = {owner["owner"]: owner["findings"] for owner in json.loads(text)["owners"]}
    assert found == {"Head of Property": 1, "Programme board": 0}  # the survey is overdue
