"""Whole outputs, each report in each format, against golden files.

After a change that is meant to show: `pytest tests/views/test_reports.py --update-golden`, then
read the difference before committing it.
"""

import json
from pathlib import Path

import pytest

from tests.command import ROOT, run

GOLDEN = Path(__file__).parent.parent / "golden"
DEPOT = Path(__file__).parent.parent / "depot"
REPORTS = {
    "status": ["status"],
    "milestones": ["milestones"],
    "slippage": ["slippage", "--history"],
    "savings": ["savings"],
    "savings-by-workstream": ["savings", "--by", "workstream"],
    "savings-of-a-year": ["savings", "--year", "2014/15"],
    "savings-matrix": ["savings", "--matrix", "planned"],
    "procurement": ["procurement"],
    "evaluate": ["evaluate"],
    "options": ["options"],
    "check": ["check"],
    "diff": ["diff", "--from", "2014-11-10"],
    "forecast": ["forecast"],
    "trend": ["trend"],
    "confidence": ["confidence"],
}
PROGRAMMES = {"minerva": (ROOT, "2014-12-09"), "depot": (DEPOT, "2015-02-20")}
WIDTHS = ("80", "120")


def outputs() -> list[tuple[str, list[str], str]]:
    """Return each golden file: its name, the command, and how wide the terminal is."""
    found = []
    for name, arguments in REPORTS.items():
        plain = "text" if name == "check" else "table"
        found += [
            (f"{name}-{width}.txt", [*arguments, "--format", plain], width) for width in WIDTHS
        ]
        for format, ending in (("json", "json"), ("csv", "csv"), ("markdown", "md")):
            found.append((f"{name}.{ending}", [*arguments, "--format", format], "80"))
    found += [(f"timeline-{width}.txt", ["milestones", "--timeline"], width) for width in WIDTHS]
    found += [(f"savings-chart-{width}.txt", ["savings", "--chart"], width) for width in WIDTHS]
    return found


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize(("name", "arguments", "width"), outputs(), ids=str)
def test_output(
    programme: str, name: str, arguments: list[str], width: str, request: pytest.FixtureRequest
) -> None:
    directory, when = PROGRAMMES[programme]
    result = run(*arguments, "--as-of", when, cwd=directory, env={"COLUMNS": width})
    assert result.stderr == ""
    assert result.status == (1 if name.startswith("check") else 0)
    golden = GOLDEN / programme / name
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(result.stdout.encode())
    assert result.stdout == golden.read_bytes().decode()


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
@pytest.mark.parametrize("name", REPORTS)
def test_no_table_is_wider_than_the_terminal(programme: str, width: int, name: str) -> None:
    from rich.cells import cell_len

    directory, when = PROGRAMMES[programme]
    arguments = [*REPORTS[name], "--as-of", when, "--format", "table"]
    result = run(*arguments, cwd=directory, env={"COLUMNS": str(width)})
    lines = result.stdout.splitlines()
    assert lines
    assert max(cell_len(line) for line in lines) <= width


KEYS = {
    "status": "schema_version as_of programme rating workstreams milestones savings procurement "
    "findings",
    "milestones": "schema_version as_of milestones",
    "slippage": "schema_version as_of hit_rate bei workstreams milestones measures",
    "savings": "schema_version as_of years lines workstreams totals target",
    "savings-matrix": "schema_version as_of figure by years rows total",
    "procurement": "schema_version as_of procurements contracts",
    "options": "schema_version as_of options",
    "check": "schema_version as_of findings summary failed",
    "diff": "schema_version from to milestones added removed savings deadlines findings "
    "procurement eased worsened basis withheld cancelled workstreams rev",
    "forecast": "schema_version as_of milestones deadlines savings",
    "trend": "schema_version as_of milestones slips_every_time reforecasts slip_per_month",
    "confidence": "schema_version as_of runs seed level correlation reference certain milestones "
    "deadlines drivers savings risks",
}


@pytest.mark.parametrize("name", KEYS)
def test_the_keys_of_a_document_are_in_their_order(name: str) -> None:
    result = run(*REPORTS[name], "--as-of", "2014-12-09", "--format", "json")
    assert list(json.loads(result.stdout)) == KEYS[name].split()


def test_windows_are_their_last_day_with_the_text_beside_it() -> None:
    result = run(
        "milestones", "--as-of", "2014-12-09", "--format", "json", "-w", "finance-assurance"
    )
    decision = next(
        milestone
        for milestone in json.loads(result.stdout)["milestones"]
        if milestone["id"] == "fa-final-decision"
    )
    assert list(decision)[5:9] == [
        "baseline",
        "baseline_text",
        "original_baseline",
        "original_baseline_text",
    ]
    assert (decision["baseline"], decision["baseline_text"]) == ("2014-11-30", "2014-W48")
    assert (decision["expected"], "expected_text" in decision) == ("2014-12-09", False)
