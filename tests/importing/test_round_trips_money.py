"""Savings and costs that go out and come into another programme: every key of theirs with them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from minerva.exporting.exporters import FORMATS
from minerva.exporting.outgoing import Request
from minerva.importing import detection
from minerva.importing.grid import ImportOptions
from minerva.importing.plan import ImportRequest
from minerva.importing.planning import plan_import
from minerva.position import position_at
from tests.command import run
from tests.drawn_savings import Drawn, programmes
from tests.programmes import programme, write_programme

DAY = date(2021, 1, 10)
MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2020-04-01
"""
EMPTY = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"
"""
MONEY = (
    EMPTY
    + """
    [[saving]]
    id = "licences"
    workstream = "ict"
    name = "Licences"
    category = "contract"
    owner = "A. Finance"
    ref = "B12"
    cashable = false
    full_year = 120_000
    starts_with = "m"
    ends = 2024-03-31
    one_off_cost = 7_000

      [[saving.forecast]]
      on = 2020-12-01
      years = { "2020/21" = 90_000, "2021/22" = 100_000.50 }

      [[saving.state]]
      on = 2020-12-01
      state = "at-risk"

    [[saving]]
    id = "sale"
    workstream = "ict"
    name = "Sale"
    recurring = false
    full_year = 5_000
    starts = 2021-06-01
    replaces = "licences"

    [[saving]]
    id = "agreed-anew"
    workstream = "ict"
    name = "Agreed anew"
    full_year = 40_000
    starts = 2019-04-01

      [[saving.rebudget]]
      on = 2020-02-20
      from = "2020/21"
      approved_by = "Council"
      full_year = 30_000
      reason = "The contract is smaller"

    [[cost]]
    id = "severance"
    workstream = "ict"
    saving = "licences"
    name = "Severance"
    owner = "H. Resources"
    budget = { "2020/21" = 20_000, "2021/22" = 5_000 }

      [[cost.forecast]]
      on = 2020-12-01
      years = { "2021/22" = 8_000 }

      [[cost.spent]]
      year = "2020/21"
      amount = 4_000
      on = 2020-11-01
"""
)
OF_JSON = ("owner", "ref", "ends", "state", "category", "cashable", "recurring", "full_year")


def reports(folder: Path) -> tuple[Any, Any]:
    """Return what `savings` and `costs` say as JSON."""
    told = [
        run(name, "--as-of", DAY.isoformat(), "--format", "json", cwd=folder)
        for name in ("savings", "costs")
    ]
    savings, costs = (json.loads(result.stdout) for result in told)
    return savings, costs


@pytest.mark.parametrize("file", ["programme.json", "money.xlsx"])
def test_a_new_programme_takes_over_the_money(tmp_path: Path, file: str) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, money in ((old, MONEY), (new, EMPTY)):
        folder.mkdir()
        write_programme(folder, MILESTONES, money)
    assert run("export", file, "--as-of", DAY.isoformat(), cwd=old).status == 0
    options = ("--as", "savings", "--on", DAY.isoformat(), "--write")
    result = run("import", str(old / file), *options, cwd=new, today=DAY)
    assert result.status == 0, result.stderr
    (savings, costs), (taken, costs_taken) = reports(old), reports(new)
    for before, after in zip(savings["lines"], taken["lines"], strict=True):
        assert {key: before[key] for key in OF_JSON} == {key: after[key] for key in OF_JSON}
        if file == "programme.json" or before["id"] != "agreed-anew":
            assert before["years"] == after["years"], before["id"]
    assert costs == costs_taken
    if file == "programme.json":
        assert savings == taken
        assert 'replaces = "licences"' in (new / "workstreams.toml").read_text("utf-8")


@pytest.mark.parametrize("file", ["programme.json", "money.xlsx"])
def test_what_was_changed_in_the_costs_is_recorded(tmp_path: Path, file: str) -> None:
    write_programme(tmp_path, MILESTONES, MONEY)
    assert run("export", file, "--as-of", DAY.isoformat(), cwd=tmp_path).status == 0
    path = tmp_path / "workstreams.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("amount = 4_000", "amount = 1_000").replace("8_000", "9_000"))
    options = ("--as", "savings", "--on", DAY.isoformat(), "--write")
    result = run("import", file, *options, cwd=tmp_path, today=DAY)
    assert result.status == 0, result.stderr
    assert "1 restated" in result.stderr + result.stdout
    assert "1 spent" in result.stderr + result.stdout
    _, costs = reports(tmp_path)
    line = next(line for line in costs["lines"] if line["id"] == "severance")
    assert line["years"]["2020/21"]["spent"] == 4_000
    assert line["years"]["2021/22"]["forecast"] == 8_000


@pytest.mark.parametrize("format", ["xlsx", "json"])
@given(drawn=programmes())
@settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_money_stays_as_it_is(format: str, drawn: Drawn) -> None:
    later = date(2030, 1, 1)
    read = programme(drawn.milestones, drawn.workstreams)
    there = position_at(read, later, (), later)
    details = there.programme.details
    content = FORMATS[format].export(Request(there)).content
    assert isinstance(content, bytes)
    options = ImportOptions(later, details.currency, details.financial_year_starts, "savings")
    incoming = detection.read(content, f"a.{format}", options)
    plan = plan_import(read, incoming, ImportRequest(later, later))
    assert (plan.edits, plan.steps, list(plan.rejected)) == ([], [], [])
    assert plan.differs == []
