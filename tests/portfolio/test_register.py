"""The registers of many programmes as one."""

import json
from pathlib import Path
from typing import Any

from tests.command import run
from tests.portfolios import DAY, write

RISK = (
    '[[risk]]\nid = "{id}"\nname = "{id}"\nraised = 2026-01-01\nprobability = {probability}\n'
    'milestones = ["live"]\n{more}\n\n'
)
OTHERS = """
[[issue]]
id = "noise"
name = "Noise"
raised = 2026-01-01
severity = "{severity}"
due = 2026-01-{day}

[[action]]
id = "call"
name = "Call them"
raised = 2026-01-01
due = 2026-01-{day}

[[action]]
id = "done"
name = "Done"
raised = 2026-01-01
done = 2026-01-05

[[decision]]
id = "which"
name = "Which"
raised = 2026-01-01
needed_by = "2026-03"
"""
DELAY = 'delay = {{ low = "{low} days", high = "{high} days" }}\n'
MONEY = "money = {{ low = {low}, high = {high} }}\n"


def registers(here: Path) -> None:
    """Write three programmes: two with registers, one of them in euros, and one without."""
    first = write(here / "plans" / "a", "a")
    worse = DELAY.format(low=10, high=30) + MONEY.format(low=100, high=300)
    (first / "register.toml").write_text(
        RISK.format(id="small", probability=10, more=worse)
        + RISK.format(id="unstated", probability=90, more="")
        + OTHERS.format(severity="low", day="20"),
        "utf-8",
    )
    second = write(here / "plans" / "b", "b", settings='currency = "EUR"')
    (second / "register.toml").write_text(
        RISK.format(id="large", probability=50, more=worse)
        + OTHERS.format(severity="high", day="10"),
        "utf-8",
    )
    write(here / "plans" / "c", "c")


def told(here: Path, *more: str, format: str = "json") -> str:
    options = ("--as-of", DAY, "--no-cache", "-f", format)
    result = run("portfolio", "register", "plans", *more, *options, cwd=here)
    assert result.status == 0, result.stderr
    return result.stdout


def document(here: Path, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(here, *more))
    return found


def test_the_worst_of_all_programmes_come_first(tmp_path: Path) -> None:
    registers(tmp_path)
    found = document(tmp_path)
    assert [(risk["programme"], risk["id"]) for risk in found["risks"]] == [
        ("b", "large"),
        ("a", "small"),
        ("a", "unstated"),
    ]
    assert [issue["programme"] for issue in found["issues"]] == ["b", "a"]
    assert [(action["programme"], action["id"]) for action in found["actions"]] == [
        ("b", "call"),
        ("a", "call"),
    ]
    assert [decision["programme"] for decision in found["decisions"]] == ["a", "b"]


def test_entries_are_those_of_the_single_programmes(tmp_path: Path) -> None:
    registers(tmp_path)
    together = document(tmp_path, "--all")
    for kind in ("risks", "issues", "actions", "decisions"):
        singles = []
        for id in ("a", "b", "c"):
            single = run(
                *("-C", f"plans/{id}", "register", "--all", "--as-of", DAY, "-f", "json"),
                cwd=tmp_path,
            )
            singles += [{"programme": id} | entry for entry in json.loads(single.stdout)[kind]]
        assert sorted(together[kind], key=repr) == sorted(singles, key=repr)
    assert [action["status"] for action in together["actions"]] == ["open", "open", "done", "done"]


def test_totals_count_what_is_open_and_add_no_different_money(tmp_path: Path) -> None:
    registers(tmp_path)
    totals = document(tmp_path)["totals"]
    assert totals["GBP"] == {
        "open": {"risks": 2, "issues": 1, "actions": 1, "decisions": 1},
        "overdue": {"issues": 1, "actions": 1, "decisions": 0},
        "expected_money": 20,
        "no_money_stated": ["a:unstated"],
        "unread": [],
    }
    assert totals["EUR"]["expected_money"] == 100
    table = told(tmp_path, format="table")
    assert "Open: 3 risks, 2 issues (2 overdue), 2 actions (2 overdue), 2 decisions." in " ".join(
        table.split()
    )
    assert "Money in £ and €." in " ".join(table.split())
    assert max(map(len, table.splitlines())) <= 80


def test_a_part_of_it_may_be_asked_for_and_csv_has_all_in_one(tmp_path: Path) -> None:
    registers(tmp_path)
    some = document(tmp_path, "--only", "risks", "--only", "decisions")
    assert "actions" not in some
    assert list(some["totals"]["GBP"]["open"]) == ["risks", "decisions"]
    rows = told(tmp_path, format="csv").splitlines()
    assert rows[0].startswith("kind,programme_id,id,name,programme,")
    assert [row.split(",")[:3] for row in rows[1:4]] == [
        ["risk", "b", "large"],
        ["risk", "a", "small"],
        ["risk", "a", "unstated"],
    ]
    assert len(rows) == 1 + 3 + 2 + 2 + 2
    only = told(tmp_path, "--only", "decisions", format="csv").splitlines()
    assert len(only) == 3


def test_without_registers_nothing_is_open(tmp_path: Path) -> None:
    write(tmp_path / "plans" / "a", "a")
    assert "Nothing is open in the registers." in told(tmp_path, format="table")
    assert document(tmp_path)["totals"]["expected_money"] == 0
