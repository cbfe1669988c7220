"""`--owner`: every report narrowed to what one person owns; `--ids`: what commands take, shown."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.position import position_at
from tests.command import run
from tests.programmes import programme, write_programme

DAY = "2030-05-01"
WORKSTREAMS = """
[programme]
id = "depot"
name = "New depot"
updated = 2030-04-30

[programme.target]
full_year = 200_000
from = "2031/32"

[[workstream]]
id = "build"
name = "Building works"
owner = "Ann Wu"

[[workstream]]
id = "fleet"
name = "Fleet"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent of the old depot"
full_year = 120_000
starts_with = "moved-in"
owner = "Bo Li"

[[saving]]
id = "fuel"
workstream = "fleet"
name = "Fuel"
full_year = 30_000
starts = 2030-04-01
owner = "Ann Wu"

[[cost]]
id = "removal"
workstream = "build"
name = "Removal"
owner = "Bo Li"
budget = { "2030/31" = 5_000 }

[[procurement]]
id = "movers"
name = "Movers"
workstream = "build"
owner = "Ann Wu"

[[contract]]
id = "lease"
supplier = "Northway"
expires = 2031-12-31
owner = "Cy Roe"
"""
MILESTONES = """
[[milestone]]
id = "permit"
workstream = "build"
name = "Permit granted"
baseline = 2030-03-01
owner = "Ann Wu"

[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"
baseline = 2030-06-01
owner = "Bo Li"
after = ["permit"]

[[milestone]]
id = "vans"
workstream = "fleet"
name = "Vans bought"
baseline = 2030-07-01
"""
REGISTER = """
[[action]]
id = "ask"
name = "Ask for the keys"
workstream = "fleet"
owner = "Bo Li"
raised = 2030-04-01
due = 2030-04-20

[[risk]]
id = "strike"
name = "A strike"
workstream = "build"
owner = "Ann Wu"
raised = 2030-04-01
probability = 10
delay = "1 week"
"""
REPORTS = (
    *("status", "status --all", "milestones", "milestones --timeline", "slippage --history"),
    *("savings", "savings --by workstream", "savings --by state --year 2030/31", "savings --net"),
    *("savings --year 2030/31", "savings --matrix planned", "costs", "owners", "procurement"),
    *("options", "register", "indicators", "forecast", "confidence", "trend"),
    *("diff --from 2030-01-01", "check --exit-zero", "check -f table --exit-zero", "why rating"),
    *("report", "report --brief", "report -f markdown", "evaluate"),
)
OWNERS = ("Ann Wu", "Bo Li", "Cy Roe")


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS, REGISTER)


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("report", REPORTS)
def test_every_report_can_be_narrowed_to_an_owner(depot: Path, report: str, owner: str) -> None:
    shown = run(*report.split(), "--owner", owner, "--as-of", DAY, cwd=depot)
    assert (shown.status, shown.stderr) == (0, "")
    assert owner in shown.stdout or report in ("evaluate", "why rating")
    theirs = {
        "Ann Wu": {"Permit granted", "Fuel", "A strike"},
        "Bo Li": {"Moved in", "Rent of the old depot", "Ask for the keys"},
        "Cy Roe": set[str](),
    }
    if report not in ("forecast", "diff --from 2030-01-01"):  # these name what is waited for
        for other in OWNERS:
            if other != owner and "report" not in report:
                assert not [name for name in theirs[other] if f"\n{name}" in shown.stdout]


def test_an_owner_is_found_by_a_part_of_the_name(depot: Path) -> None:
    shown = run("milestones", "--owner", "bo", "--as-of", DAY, "-f", "json", cwd=depot)
    assert [milestone["id"] for milestone in json.loads(shown.stdout)["milestones"]] == ["moved-in"]
    several = run("milestones", "--owner", "o", "--as-of", DAY, cwd=depot)
    assert several.status == 2
    assert '"o" may be any of 2 owners' in several.stderr
    assert "Bo Li, Cy Roe" in several.stderr
    nobody = run("milestones", "--owner", "Zed", cwd=depot)
    assert (nobody.status, nobody.stdout) == (2, "")
    assert 'there is no owner "Zed"' in nobody.stderr


def test_both_narrowings_hold_together(depot: Path) -> None:
    ann = ("--owner", "Ann Wu", "--as-of", DAY)
    both = run("savings", "-w", "fleet", *ann, "-f", "json", cwd=depot)
    told = json.loads(both.stdout)
    assert [line["id"] for line in told["lines"]] == ["fuel"]
    assert [part["id"] for part in told["workstreams"]] == ["fleet"]
    titled = run("savings", "-w", "fleet", *ann, cwd=depot)
    assert "only what Ann Wu owns in fleet" in " ".join(titled.stdout.split())
    nothing = run("savings", "-w", "fleet", "--owner", "Cy Roe", cwd=depot)
    assert nothing.status == 2
    assert "Cy Roe owns nothing in fleet" in nothing.stderr


def test_a_workstream_is_found_by_its_name(depot: Path) -> None:
    by_name = run("milestones", "-w", "Building works", "--as-of", DAY, cwd=depot)
    assert by_name.stdout == run("milestones", "-w", "build", "--as-of", DAY, cwd=depot).stdout


def test_where_nothing_has_an_owner_that_is_said(tmp_path: Path) -> None:
    unowned = (text.replace("owner =", "note =") for text in (MILESTONES, WORKSTREAMS))
    plan = write_programme(tmp_path, *unowned)
    refused = run("status", "--owner", "Ann", cwd=plan)
    assert refused.status == 2
    assert "nothing has an owner" in refused.stderr
    assert "`minerva assign SUBJECT OWNER` names one" in refused.stderr


def test_the_owner_is_a_column_where_one_is_known(depot: Path) -> None:
    assert "Owner" in run("milestones", "--as-of", DAY, cwd=depot).stdout
    vans = run("milestones", "--as-of", DAY, "-w", "fleet", cwd=depot)
    assert "Owner" not in vans.stdout
    assert ",Bo Li," in run("milestones", "-f", "csv", "--as-of", DAY, cwd=depot).stdout
    savings = run("savings", "--as-of", DAY, cwd=depot).stdout
    assert "Owner" in savings[savings.index("Full-year effect\n") :]
    assert ",Bo Li," in run("savings", "-f", "csv", "--as-of", DAY, cwd=depot).stdout
    for format in ("html", "markdown"):
        page = run("report", "-f", format, "--as-of", DAY, cwd=depot).stdout
        assert "Owner" in page
        assert "Bo Li" in page


def test_one_persons_page_is_called_after_them(depot: Path) -> None:
    page = run("report", "--owner", "Bo Li", "--as-of", DAY, cwd=depot).stdout
    assert "New depot: what Bo Li owns" in page
    assert "Vans bought" not in page


@pytest.mark.parametrize(
    ("report", "ids"),
    [
        ("status", ["build", "fleet", "permit"]),
        ("milestones", ["permit", "moved-in", "Building works (build)"]),
        ("slippage", ["permit", "fleet"]),
        ("savings", ["rent", "fuel"]),
        ("savings --year 2030/31", ["rent", "fuel"]),
        ("savings --by state --year 2030/31", ["build", "fleet"]),
        ("costs", ["removal"]),
        ("register", ["ask", "strike"]),
        ("forecast", ["permit", "moved-in"]),
        ("confidence", ["permit", "moved-in"]),
        ("what-if permit=+1month", ["permit", "milestone-overdue"]),
        ("diff --from 2030-01-01", ["permit", "milestone-overdue"]),
        ("check -f table --exit-zero", ["permit"]),
        ("procurement", ["lease"]),
    ],
)
@pytest.mark.parametrize("format", ["table", "markdown"])
def test_every_table_can_show_ids(depot: Path, report: str, ids: list[str], format: str) -> None:
    chosen = [] if "-f" in report else ["-f", format]
    shown = run(*report.split(), "--ids", "--as-of", DAY, *chosen, cwd=depot)
    assert shown.status == 0, shown.stderr
    for id in ids:
        assert id in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines()) or format == "markdown"


names = st.sampled_from([None, "A", "B", "C"])


@given(st.lists(st.tuples(names, names), min_size=1, max_size=6))
def test_what_is_owned_is_parted_among_the_owners(owners: list[tuple[str | None, ...]]) -> None:
    def owned(owner: str | None) -> str:
        return f'owner = "{owner}"\n' if owner else ""

    milestones = "".join(
        f'[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M"\n'
        f"baseline = 2015-01-0{n + 1}\n{owned(owner)}"
        for n, (owner, _) in enumerate(owners)
    )
    savings = "".join(
        f'[[saving]]\nid = "s-{n}"\nworkstream = "ict"\nname = "S"\nfull_year = {n}.33\n'
        f"starts = 2015-04-01\n{owned(owner)}"
        for n, (_, owner) in enumerate(owners)
    )
    work = f'[programme]\nid = "p"\nname = "P"\n\n[[workstream]]\nid = "ict"\nname = "I"\n{savings}'
    day, read = date(2015, 1, 3), programme(milestones, work)
    whole = position_at(read, day)
    parts = [position_at(read, day, owner=name) for name in ("A", "B", "C")]
    mine = sum(owner is not None for owner, _ in owners)
    assert sum(len(part.milestones) for part in parts) == mine
    for part in parts:
        for milestone in part.milestones:
            assert milestone.record.owner == part.scope.owner
            assert milestone == whole.by_id[milestone.record.id]
        for saving in part.savings.savings:
            assert part.savings.lines[saving.record.id] == whole.savings.lines[saving.record.id]
        assert part.whole.savings.total == whole.savings.total
