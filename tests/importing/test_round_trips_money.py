"""Savings and costs that go out and come into another programme: every key of theirs with them."""

import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
import tomli_w
from hypothesis import Phase, given, settings

from minerva.exporting.exporters import FORMATS
from minerva.exporting.outgoing import Request
from minerva.importing import detection
from minerva.importing.grid import ImportOptions
from minerva.importing.plan import ImportRequest
from minerva.importing.planning import plan_import
from minerva.model.programme import Rebudget
from minerva.position import position_at
from tests.command import run
from tests.drawn_savings import Drawn, programmes
from tests.programmes import programme, write_programme
from tests.spreadsheets import needs_office, recomputed

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
      reason = "The contract\\nis smaller"

      [[saving.rebudget]]
      on = 2020-03-20
      approved_by = "Cabinet"
      plan = { "2022/23" = 25_000.50, "2023/24" = 28_000 }
      source = "Minute 12"
      note = "=not a formula"

    [[saving]]
    id = "later"
    workstream = "ict"
    name = "Later"
    full_year = 10_000
    starts = 2019-04-01

      [[saving.rebudget]]
      on = 2020-05-01
      starts = 2021-07-01

      [[saving.forecast]]
      on = 2020-12-01
      full_year = 9_000
      starts = 2021-10-01

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
    assert savings == taken
    assert costs == costs_taken
    written = (new / "workstreams.toml").read_text("utf-8")
    assert 'replaces = "licences"' in written
    read = programme(MILESTONES, written)
    there = programme(MILESTONES, MONEY)
    for before, after in zip(there.savings, read.savings, strict=True):
        assert list(map(agreed, before.rebudget)) == list(map(agreed, after.rebudget))
    second = run("import", str(old / file), *options, cwd=new, today=DAY)
    assert second.status == 0
    assert (new / "workstreams.toml").read_text("utf-8") == written


def agreed(rebudget: Rebudget) -> dict[str, object]:
    """Return every key of a rebudget, line breaks apart."""
    keys = ("on", "approved_by", "from_", "full_year", "starts", "plan", "reason", "source", "note")
    texts = {key: getattr(rebudget, key) for key in keys}
    return texts | {"reason": " ".join((rebudget.reason or "").replace("\\n", " ").split())}


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


@pytest.mark.parametrize("format", ["xlsx", "json"])
@given(drawn=programmes())
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_money_comes_into_another_programme(format: str, drawn: Drawn) -> None:
    """What is stated comes in as of the day of the import, so forecasts may be others."""
    later = date(2030, 1, 1)
    there = position_at(programme(drawn.milestones, drawn.workstreams), later, (), later)
    content = FORMATS[format].export(Request(there)).content
    assert isinstance(content, bytes)
    bare = tomllib.loads(drawn.workstreams)
    kept = {key: bare[key] for key in ("programme", "workstream")}
    with TemporaryDirectory() as folder:
        path = Path(folder)
        write_programme(path, drawn.milestones, tomli_w.dumps(kept))
        (path / f"a.{format}").write_bytes(content)
        options = ("--as", "savings", "--on", later.isoformat(), "--write")
        result = run("import", f"a.{format}", *options, cwd=path, today=later)
        assert result.status == 0, result.stderr
        taken = (path / "workstreams.toml").read_text("utf-8")
    here = position_at(programme(drawn.milestones, taken), later, (), later)
    for saving, line in there.savings.lines.items():
        for year, figures in line.items():
            same = here.savings.lines[saving].get(year)
            if same is None:  # a year of a statement that no longer counts is not shown anew
                assert not figures.planned
                continue
            for figure in ("planned", "realised"):
                told = (saving, year, figure)
                assert getattr(figures, figure) == getattr(same, figure), told


def with_row(path: Path, sheet: str, values: dict[str, Any]) -> None:
    """Add a row below the table of a sheet of a workbook, with values under some of its titles."""
    book = openpyxl.load_workbook(path)
    titles = {cell.value: number for number, cell in enumerate(book[sheet][5], 1)}
    row = 6
    while book[sheet].cell(row, 1).value is not None:
        row += 1
    for title, value in values.items():
        book[sheet].cell(row, titles[title], value)
    book.save(path)


@needs_office
def test_a_rebudget_added_to_the_workbook_is_recorded(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, MONEY)
    run("export", "money.xlsx", "--as-of", DAY.isoformat(), cwd=tmp_path)
    added: dict[str, Any] = {"Saving": "Sale", "Agreed on": date(2020, 12, 20)}
    added |= {"Full year": 4_500, "Approved by": "Council"}
    with_row(tmp_path / "money.xlsx", "Rebudgets", added)
    saved = recomputed({"money": (tmp_path / "money.xlsx").read_bytes()}, tmp_path / "office")
    options = ("--as", "savings", "--on", DAY.isoformat())
    result = run("import", str(saved["money"]), *options, "--write", cwd=tmp_path, today=DAY)
    assert result.status == 0, result.stderr
    assert "Written: 1 rebudgeted." in result.stdout
    assert "20 Dec 2020: full year £4,500" in " ".join(result.stdout.split())
    [sale] = [
        saving
        for saving in programme(
            MILESTONES, (tmp_path / "workstreams.toml").read_text("utf-8")
        ).savings
        if saving.id == "sale"
    ]
    [rebudget] = sale.rebudget
    assert (rebudget.on, rebudget.full_year) == (date(2020, 12, 20), Decimal(4_500))
    assert rebudget.approved_by == "Council"
    before = (tmp_path / "workstreams.toml").read_text("utf-8")
    again = run("import", str(saved["money"]), *options, "--write", cwd=tmp_path, today=DAY)
    assert "Nothing changes." in again.stdout
    assert (tmp_path / "workstreams.toml").read_text("utf-8") == before


def test_a_rebudget_changed_in_the_workbook_is_listed_and_is_no_restatement(
    tmp_path: Path,
) -> None:
    write_programme(tmp_path, MILESTONES, MONEY.replace("25_000.50", "25_000"))
    run("export", "money.xlsx", "--as-of", DAY.isoformat(), cwd=tmp_path)
    (tmp_path / "workstreams.toml").write_text(
        (tmp_path / "workstreams.toml")
        .read_text("utf-8")
        .replace("full_year = 30_000", "full_year = 31_000"),
        "utf-8",
    )
    options = ("--as", "savings", "--on", DAY.isoformat())
    result = run("import", "money.xlsx", *options, "-f", "json", cwd=tmp_path, today=DAY)
    assert result.status == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["summary"]["restated"] == 0
    [differs] = document["differs"]
    assert differs["key"] == "rebudget of 20 Feb 2020, full_year"
    assert (differs["here"], differs["there"]) == ("£31,000", "£30,000")


@pytest.mark.parametrize(
    ("sheet", "row", "what"),
    [
        ("Rebudgets", {"Saving": "Sale", "Full year": 5}, "does not say when"),
        ("Rebudgets", {"Saving": "Shed", "Agreed on": DAY}, "does not say which saving"),
        ("Rebudgets", {"Saving": "Sale", "Agreed on": "soon"}, '"soon" is not a date'),
        ("Rebudgets", {"Saving": "Sale", "Agreed on": DAY, "Full year": "?x"}, "not an amount"),
        ("Claims", {"Saving": "Shed", "Year": "2020/21", "Amount": 5}, "does not say which saving"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(
    tmp_path: Path, sheet: str, row: dict[str, Any], what: str
) -> None:
    write_programme(tmp_path, MILESTONES, MONEY)
    run("export", "money.xlsx", "--as-of", DAY.isoformat(), cwd=tmp_path)
    with_row(tmp_path / "money.xlsx", sheet, row)
    result = run("import", "money.xlsx", "--as", "savings", cwd=tmp_path, today=DAY)
    assert result.status == 2
    assert what in " ".join(result.stderr.split())
