"""Groups in every report: who is in them, and that they come to what is in them."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import run
from tests.portfolios import DAY, drawn, mixed

REPORTS = {
    "status": [],
    "milestones": [],
    "slippage": [],
    "savings": [],
    "costs": [],
    "forecast": [],
    "check": [],
    "register": [],
    "diff": ["--from", "2025-06-01"],
    "confidence": ["--runs", "100"],
}
GROUPS = (
    '[[group]]\nid = "east"\nname = "East"\nprogrammes = [{east}]\n\n'
    '[[group]]\nid = "inner"\nname = "Inner East"\ngroup = "east"\nprogrammes = [{inner}]\n\n'
    '[[group]]\nid = "none"\nname = "Nobody yet"\nprogrammes = []\n'
)


def grouped(here: Path, east: str, inner: str) -> None:
    (here / "portfolio.toml").write_text(
        'name = "All"\nprogrammes = ["plans/*"]\n\n' + GROUPS.format(east=east, inner=inner),
        "utf-8",
    )


def told(here: Path, report: str, *more: str, format: str = "json") -> str:
    if report == "confidence":
        pytest.importorskip("numpy", reason="numpy simulates")
    options = [*REPORTS[report], *more, "--as-of", DAY, "--no-cache", "-f", format]
    return run("portfolio", report, *options, cwd=here).stdout


@pytest.mark.parametrize("report", REPORTS)
def test_a_group_has_what_a_portfolio_of_its_programmes_has(tmp_path: Path, report: str) -> None:
    """A group of programmes comes to what those programmes alone come to."""
    drawn(tmp_path / "plans", 12)
    grouped(tmp_path, '"plans/p-000[0-3]"', '"plans/p-000[3-6]"')
    document = json.loads(told(tmp_path, report))
    east, inner, none = document["groups"]
    assert east["programmes"] == [f"p-000{n}" for n in range(7)]
    assert (inner["group"], inner["programmes"]) == ("east", [f"p-000{n}" for n in range(3, 7)])
    assert none["programmes"] == []
    alone = json.loads(told(tmp_path, report, "plans/p-000[0-6]"))
    own = {key: value for key, value in east.items() if key in alone and key not in _OWN}
    assert own == {key: alone[key] for key in own}
    assert own or report == "confidence"
    assert "groups" not in alone


_OWN = ("id", "name", "programmes", "group", "deadlines")


@pytest.mark.parametrize("report", REPORTS)
def test_a_group_with_a_broken_programme_names_it(tmp_path: Path, report: str) -> None:
    mixed(tmp_path)
    grouped(tmp_path, '"plans/alpha", "plans/euro"', '"plans/b*"')
    east, inner, _ = json.loads(told(tmp_path, report))["groups"]
    assert east["programmes"] == ["alpha", "beta", "broken", "euro"]
    for group in (east, inner):
        assert "broken" in json.dumps(group)
    table = told(tmp_path, report, format="table")
    if report not in ("savings", "costs"):
        assert "By group" in table
        assert "Inner East" in table
        assert "in East" in table
    assert max(map(len, table.splitlines())) <= 80


def test_money_of_a_group_is_told_apart(tmp_path: Path) -> None:
    mixed(tmp_path)
    grouped(tmp_path, '"plans/alpha", "plans/euro"', '"plans/beta"')
    table = told(tmp_path, "status", format="table")
    assert "told apart" in table
    assert "GBP: full year £240,001; EUR: full year €120,000.50" in " ".join(table.split())


def test_costs_may_be_shown_by_group(tmp_path: Path) -> None:
    mixed(tmp_path)
    cost = '\n[[cost]]\nid = "c"\nworkstream = "w"\nname = "C"\nbudget = {{ "2025/26" = {} }}\n'
    for id, amount in (("alpha", "1_000.10"), ("beta", "2_000.20"), ("euro", "5")):
        file = tmp_path / "plans" / id / "workstreams.toml"
        file.write_text(file.read_text("utf-8") + cost.format(amount), "utf-8")
    grouped(tmp_path, '"plans/alpha", "plans/euro"', '"plans/beta"')
    text = told(tmp_path, "costs", "--by", "group", format="csv")
    assert [row[1:6] for row in csv.reader(text.splitlines()[1:])] == [
        ["GBP", "2025/26", "east", "East", "3000.30"],
        ["GBP", "2025/26", "inner", "Inner East", "2000.20"],
        ["EUR", "2025/26", "east", "East", "5"],
    ]
    without = run(
        *("portfolio", "costs", "plans", "--by", "group", "--as-of", DAY, "--no-cache"),
        cwd=tmp_path,
    ).stdout
    assert "There are no groups" in without


def test_a_category_comes_to_its_savings(tmp_path: Path) -> None:
    mixed(tmp_path)
    document: dict[str, Any] = json.loads(told(tmp_path, "savings", "plans", "--by", "category"))
    contract = document["categories"]["GBP"]["contract"]["2026/27"]
    assert contract == document["totals"]["GBP"]["years"]["2026/27"]
