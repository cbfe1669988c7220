"""Programmes that wait for each other: one network, and what its slips cost elsewhere."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.position import position_at
from tests.command import Result, run
from tests.portfolios import DAY
from tests.programmes import WORKSTREAMS, programme

SAVING = (
    '\n[[saving]]\nid = "rent"\nworkstream = "w"\nname = "Rent"\nfull_year = 120_000\n'
    'starts_with = "{}"\n'
)


def write(directory: Path, id: str, milestones: str, starts_with: str = "") -> None:
    (directory / id).mkdir()
    (directory / id / "workstreams.toml").write_text(
        f'[programme]\nid = "{id}"\nname = "{id.capitalize()}"\n\n'
        '[[workstream]]\nid = "w"\nname = "W"\n' + (starts_with and SAVING.format(starts_with)),
        "utf-8",
    )
    (directory / id / "milestones.toml").write_text(milestones, "utf-8")


def milestone(id: str, baseline: str, *more: str) -> str:
    lines = [f'id = "{id}"', 'workstream = "w"', f'name = "{id.capitalize()}"']
    return "[[milestone]]\n" + "\n".join([*lines, f"baseline = {baseline}", *more]) + "\n\n"


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Write the programmes that docs/portfolio.md works out by hand."""
    slipped = "\n  [[milestone.forecast]]\n  on = 2026-01-10\n  date = 2026-04-15"
    write(tmp_path, "harbour", milestone("quay-ready", "2026-03-01", slipped))
    waits = '{ milestone = "harbour:quay-ready", lag = "1 month", expected = 2026-03-01 }'
    write(
        tmp_path,
        "depot",
        milestone("moved-in", "2026-04-01", f"after = [{waits}]")
        + milestone("old-site-empty", "2026-04-01", 'after = ["moved-in"]'),
        "old-site-empty",
    )
    waits = '{ milestone = "depot:old-site-empty", lag = "3 weeks" }'
    write(
        tmp_path,
        "parks",
        milestone("park-open", "2026-05-01", "deadline = 2026-06-01", f"after = [{waits}]"),
    )
    return tmp_path


def forecast(here: Path, *paths: str) -> Result:
    return run(
        *("portfolio", "forecast", *paths, "--as-of", DAY, "-f", "json", "--no-cache"), cwd=here
    )


def told(here: Path, *paths: str) -> dict[str, Any]:
    result = forecast(here, *paths)
    assert result.status == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_a_slip_goes_through_three_programmes(three: Path) -> None:
    document = told(three, ".")
    rows = {f"{row['programme']}:{row['id']}": row for row in document["milestones"]}
    found = {id: (row["projected"], row["total_float_days"]) for id, row in rows.items()}
    assert found["harbour:quay-ready"] == ("2026-04-15", -4)
    assert found["depot:moved-in"] == ("2026-05-15", -4)
    assert found["depot:old-site-empty"] == ("2026-05-15", -4)
    assert found["parks:park-open"] == ("2026-06-05", -4)
    assert rows["harbour:quay-ready"]["latest_allowable"] == "2026-04-11"
    assert rows["depot:moved-in"]["driver"] == "harbour:quay-ready"
    [deadline] = document["deadlines"]
    assert deadline["chain"] == [
        *("harbour:quay-ready", "depot:moved-in", "depot:old-site-empty", "parks:park-open")
    ]
    assert (deadline["programme"], deadline["float_days"]) == ("parks", -4)


def test_what_a_slip_costs_elsewhere_is_said_in_pounds(three: Path) -> None:
    [lost] = told(three, ".")["lost_elsewhere"]
    assert lost == {
        "milestone": "harbour:quay-ready",
        "name": "Harbour, Quay-ready",
        "slippage_days": 45,
        "programme": "depot",
        "money": "GBP",
        "years": {"2026/27": 14_516.13},
    }
    table = run("portfolio", "forecast", ".", "--as-of", DAY, "--no-cache", cwd=three).stdout
    assert "14,516.13" in table
    assert "harbour:quay-ready -> depot:moved-in" in table
    assert max(map(len, table.splitlines())) <= 80


def test_every_report_goes_by_the_others_dates(three: Path) -> None:
    savings = run(
        *("portfolio", "savings", ".", "--as-of", DAY, "-f", "json", "--no-cache"), cwd=three
    )
    [depot] = [
        asked for asked in json.loads(savings.stdout)["programmes"] if asked["id"] == "depot"
    ]
    assert depot["years"]["2026/27"]["forecast"] == 105_483.87
    alone = json.loads(
        run("-C", "depot", "savings", "--as-of", DAY, "-f", "json", cwd=three).stdout
    )
    assert alone["totals"]["years"]["2026/27"]["forecast"] == 120_000


def test_without_the_other_programme_the_recorded_date_holds(three: Path) -> None:
    document = told(three, "depot")
    rows = {row["id"]: row["projected"] for row in document["milestones"]}
    assert rows["moved-in"] == "2026-04-01"
    assert "lost_elsewhere" not in document


def test_alone_it_is_shown_as_external_with_the_date_recorded_beside_it(three: Path) -> None:
    table = run("-C", "depot", "milestones", "--as-of", DAY, cwd=three).stdout
    assert "external: harbour" in table
    asked = ("-C", "depot", "milestones", "--as-of", DAY, "-f", "json")
    link, own, _ = json.loads(run(*asked, cwd=three).stdout)["milestones"]
    assert (link["id"], link["external"], link["expected"]) == (
        "harbour:quay-ready",
        "harbour",
        "2026-03-01",
    )
    assert "external" not in own


def test_a_cycle_through_programmes_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a", milestone("one", "2026-03-01", 'after = ["b:two"]'))
    write(tmp_path, "b", milestone("two", "2026-04-01", 'after = ["c:three"]'))
    write(tmp_path, "c", milestone("three", "2026-05-01", 'after = ["a:one"]'))
    result = forecast(tmp_path, ".")
    assert result.status == 2
    [problem] = json.loads(result.stdout)["link_problems"]
    assert problem.startswith("these milestones wait for each other: ")
    ring = problem.partition(": ")[2].split(" -> ")
    assert ring[0] == ring[-1]
    assert "".join(ring[:-1]) in "c:threeb:twoa:onec:threeb:two"
    assert problem in result.stderr


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    waits = '{ milestone = "b:gone", expected = 2026-06-01 }'
    write(tmp_path, "a", milestone("one", "2026-03-01", f"after = [{waits}]"))
    write(tmp_path, "b", milestone("two", "2026-04-01"))
    result = forecast(tmp_path, ".")
    assert result.status == 2
    document = json.loads(result.stdout)
    assert document["link_problems"] == ['a:one waits for "b:gone", and b has no such milestone']
    assert {row["id"]: row["projected"] for row in document["milestones"]}["one"] == "2026-06-01"


def test_programmes_may_wait_for_each_other_without_a_cycle(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a",
        milestone("first", "2026-03-01") + milestone("last", "2026-03-01", 'after = ["b:middle"]'),
    )
    write(tmp_path, "b", milestone("middle", "2026-02-10", 'after = ["a:first"]'))
    rows = {row["id"]: row["projected"] for row in told(tmp_path, ".")["milestones"]}
    assert (rows["middle"], rows["last"]) == ("2026-03-01", "2026-03-01")


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 200), st.sets(st.integers(0, 7), max_size=3)),
        min_size=1,
        max_size=8,
    )
)
def test_a_programme_in_parts_is_as_it_was_whole(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, set[int]]]
) -> None:
    """A law: which programme a milestone is in changes no date."""
    first = date(2026, 3, 1)
    here = tmp_path_factory.mktemp("parts")
    whole, parts = "", {0: "", 1: "", 2: ""}
    for n, (home, day, befores) in enumerate(drawn):
        waits = sorted(before for before in befores if before < n)
        baseline = (first + timedelta(days=day)).isoformat()
        own = [f'"m-{before}"' for before in waits]
        linked = [
            f'"m-{before}"' if drawn[before][0] == home else f'"p-{drawn[before][0]}:m-{before}"'
            for before in waits
        ]
        whole += milestone(f"m-{n}", baseline, f"after = [{', '.join(own)}]")
        parts[home] += milestone(f"m-{n}", baseline, f"after = [{', '.join(linked)}]")
    for home, text in parts.items():
        if text:
            write(here, f"p-{home}", text)
    single = position_at(
        programme(whole, WORKSTREAMS.replace('"ict"', '"w"')), date.fromisoformat(DAY)
    )
    expected = {
        milestone.record.id: milestone.projected.latest.isoformat()
        for milestone in single.milestones
        if milestone.projected is not None
    }
    rows = [row for row in told(here, ".")["milestones"] if ":" not in row["id"]]
    assert {row["id"]: row["projected"] for row in rows} == expected
