"""Names where ids are taken: whole or a part, in every command; what fits several is refused."""

import shlex
from datetime import date
from pathlib import Path

import pytest

from tests.command import run
from tests.programmes import write_programme

TODAY = date(2030, 1, 10)
WORKSTREAMS = """
[programme]
id = "p"
name = "New depot"

[[workstream]]
id = "build"
name = "Building works"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent of the old depot"
full_year = 120_000
starts = 2029-04-01

[[cost]]
id = "removal"
workstream = "build"
name = "Removal firm"
budget = { "2029/30" = 5_000 }

[[contract]]
id = "lease"
supplier = "Northway"
expires = 2031-12-31
notice = "6 months"

[[procurement]]
id = "movers"
name = "Moving firm"
workstream = "build"

[[procurement.stage]]
id = "tender"
name = "Tenders in"

[[procurement.bidder]]
name = "Brook"
"""
MILESTONES = """
[[milestone]]
id = "permit"
workstream = "build"
name = "Planning permission"
baseline = 2029-12-01
"""
REGISTER = """
[[risk]]
id = "fire"
name = "A big fire"
raised = 2030-01-01
probability = 10
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS, REGISTER)


@pytest.mark.parametrize(
    ("command", "written"),
    [
        ("complete planning", "actual = 2030-01-10"),
        ("restate 'the old' --full-year 90k --reason R", "[[saving.forecast]]"),
        ("restate 'removal f' --year 2029/30=6k --reason R", "[[cost.forecast]]"),
        ("spend 'removal firm' 1k --year 2029/30", "[[cost.spent]]"),
        ("claim 'rent of' 1k --year 2029/30", "[[saving.realised]]"),
        (
            "waive milestone-overdue 'planning perm' --until 2030-02-01 --reason R --approved-by B",
            'subject = "permit"',
        ),
        (
            "waive cost-over-budget removal --until 2030-02-01 --reason R --approved-by B",
            'subject = "removal"',
        ),
        ("serve-notice northway", "notice_served = 2030-01-10"),
        ("withdraw-bidder 'moving firm' brook --at 'tenders in'", 'out_at = "tender"'),
        ("assign 'big fire' Ann", 'owner = "Ann"'),
        ("assign removal Ann", 'owner = "Ann"'),
        ("review 'big fire'", "[[risk.review]]"),
    ],
)
def test_a_command_that_records_takes_a_name(depot: Path, command: str, written: str) -> None:
    done = run(*shlex.split(command), cwd=depot, today=TODAY)
    assert done.status == 0, done.stderr
    assert written in "".join(path.read_text("utf-8") for path in depot.glob("*.toml"))
    assert run("check", "--exit-zero", cwd=depot).status == 0


def test_reports_and_import_take_a_name(depot: Path) -> None:
    why = run("why", "finding", "milestone-overdue", "planning", cwd=depot, today=TODAY)
    assert why.stdout.startswith("milestone-overdue permit: error")
    none = run("why", "finding", "milestone-overdue", "moved", cwd=depot, today=TODAY)
    assert 'no finding milestone-overdue about "moved"' in none.stderr
    (depot / "in.csv").write_text("Milestone,Baseline\nSigns,2030-05-01\n", "utf-8")
    told = run(
        *("import", "in.csv", "--workstream", "building", "--write", "--on", "2030-01-10"),
        cwd=depot,
        today=TODAY,
    )
    assert told.status == 0, told.stderr
    assert 'workstream = "build"\nname = "Signs"' in (depot / "milestones.toml").read_text("utf-8")


def test_a_saving_and_a_cost_of_one_id_or_name_are_told_apart(depot: Path) -> None:
    both = ("restate", "firm", "--year", "2029/30=1k", "--reason", "R")
    text = (depot / "workstreams.toml").read_text("utf-8")
    (depot / "workstreams.toml").write_text(text.replace("Rent of the old depot", "Rent firm"))
    several = run(*both, cwd=depot, today=TODAY)
    assert several.status == 2
    assert '"firm" may be any of 2 savings or costs' in several.stderr
    assert "rent (Rent firm)" in several.stderr
    none = run("restate", "nothing", *both[2:], cwd=depot, today=TODAY)
    assert 'there is no saving or cost "nothing"' in none.stderr
    (depot / "workstreams.toml").write_text(text.replace('id = "removal"', 'id = "rent"'))
    same = run("restate", "rent", *both[2:], cwd=depot, today=TODAY)
    assert '"rent" may be the cost rent or the saving rent' in same.stderr
