"""Costs from tables of other tools: found, previewed, asked about, written and taken back."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from minerva.model.programme import Cost, YearLabel
from tests.command import Result, run
from tests.programmes import programme, write_programme

DAY = date(2024, 12, 1)
WORKSTREAMS = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[workstream]]
    id = "place"
    name = "Place"

    [[saving]]
    id = "licences"
    workstream = "ict"
    name = "Fewer licences"
    ref = "S1"
    full_year = 120_000
    starts = 2024-04-01
"""
TABLE = """
Transformation costs (all figures in £000)
Ref,Cost,Directorate,For saving,Lead,Budget 2024/25,2025/26,Forecast 2024/25,Spent 2024/25
C01,Severance,ICT,Fewer licences,A. Finance,200,50,260,40
C02,New lights,Place,,B. Lead,30,,30,
,Total,,,,230,50,290,40
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    write_programme(tmp_path, "", WORKSTREAMS)


def imported(folder: Path, table: str | bytes, *options: str, name: str = "costs.csv") -> Result:
    content = table.strip().encode() if isinstance(table, str) else table
    (folder / name).write_bytes(content)
    return run("import", name, *options, cwd=folder, today=DAY)


def document(folder: Path, table: str, *options: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(imported(folder, table, *options, "-f", "json").stdout)
    return told


def costs(folder: Path) -> list[Cost]:
    return list(programme("", (folder / "workstreams.toml").read_text("utf-8")).costs)


def years(amounts: Mapping[YearLabel, Decimal]) -> dict[str, int]:
    return {str(label): int(amount) for label, amount in amounts.items()}


def said(result: Result) -> str:
    return " ".join((result.stdout + result.stderr).split())


def test_a_table_of_costs_is_known_and_shown_before_anything_is_written(tmp_path: Path) -> None:
    result = imported(tmp_path, TABLE)
    assert result.status == 0
    assert "the rows are read as costs" in result.stdout
    assert "Would be written: 2 costs added, 2 restated, 1 spent." in result.stdout
    assert "Amounts are in £000, from line 1." in result.stdout
    assert "agrees with lines 3 to 4" in result.stdout
    assert costs(tmp_path) == []


def test_it_is_written_as_one_change_that_undo_takes_back(tmp_path: Path) -> None:
    before = (tmp_path / "workstreams.toml").read_bytes()
    assert imported(tmp_path, TABLE, "--write").status == 0
    severance, lights = costs(tmp_path)
    assert (severance.id, severance.name, severance.workstream) == ("c01", "Severance", "ict")
    assert (severance.saving, severance.owner) == ("licences", "A. Finance")
    assert severance.note == "Reference C01"
    assert years(severance.budget) == {"2024/25": 200_000, "2025/26": 50_000}
    [forecast] = severance.forecast
    assert forecast.on == DAY
    assert years(forecast.years) == {"2024/25": 260_000}
    [spent] = severance.spent
    assert (str(spent.year), int(spent.amount), spent.on) == ("2024/25", 40_000, DAY)
    assert spent.evidence == "As in costs.csv, line 3"
    assert (lights.workstream, lights.saving, lights.spent) == ("place", None, ())
    assert years(lights.budget) == {"2024/25": 30_000}
    assert run("undo", cwd=tmp_path, today=DAY).status == 0
    assert (tmp_path / "workstreams.toml").read_bytes() == before


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, TABLE, "--write")
    before = (tmp_path / "workstreams.toml").read_bytes()
    result = imported(tmp_path, TABLE, "--write")
    assert "Nothing changes. Unchanged: 2." in said(result)
    assert (tmp_path / "workstreams.toml").read_bytes() == before


def test_a_later_table_states_and_spends_what_is_more_and_lists_another_budget(
    tmp_path: Path,
) -> None:
    imported(tmp_path, TABLE, "--write")
    later = TABLE.replace("200,50,260,40", "210,50,275,65").replace(
        "230,50,290,40", "240,50,305,65"
    )
    told = document(tmp_path, later, "--write")
    [stated] = told["restated"]
    assert (stated["what"], stated["from"], stated["to"]) == ("forecast 2024/25", 260_000, 275_000)
    [spent] = told["spent"]
    assert (spent["from"], spent["to"]) == (40_000, 65_000)
    [differs] = told["differs"]
    assert (differs["key"], differs["here"]) == ("budget 2024/25", "£200,000")
    severance = costs(tmp_path)[0]
    assert [spending.amount for spending in severance.spent] == [40_000, 25_000]
    assert years(severance.budget)["2024/25"] == 200_000


def test_the_json_has_the_money_of_each_cost(tmp_path: Path) -> None:
    money = document(tmp_path, TABLE)["money"]
    assert [line["budget"] for line in money["costs"]] == [
        {"2024/25": 200_000, "2025/26": 50_000},
        {"2024/25": 30_000},
    ]
    assert money["totals"]["spent"] == {"2024/25": 40_000}
    assert [total["agrees"] for total in money["sheet_totals"]] == [True]


def test_a_total_that_differs_stops_it(tmp_path: Path) -> None:
    result = imported(tmp_path, TABLE.replace("230,50,290,40", "231,50,290,40"), "--write")
    assert result.status == 1
    assert "budget 2024/25 differs by £1,000" in said(result)
    assert "if it is a cost, give it another name" in said(result)
    assert costs(tmp_path) == []


BOTH = "Project,Workstream,Saving 2024/25 £000,Cost 2024/25 £000\nReablement,ICT,100,20\n"


@pytest.mark.parametrize(
    "table",
    [
        BOTH,
        "Costs of the programme,,\nProject,Workstream,2024/25\nReablement,ICT,100\n",
        "Ref,Saving,Workstream,2024/25,Spent 2024/25\nS9,Reablement,ICT,100,5\n",
    ],
    ids=["a column of each", "a title alone", "spent beside a saving"],
)
def test_what_may_be_savings_or_costs_is_asked_and_both_are_shown(
    tmp_path: Path, table: str
) -> None:
    result = imported(tmp_path, table, "--write")
    assert result.status == 2
    assert "the rows may be savings or costs; as savings: " in said(result)
    assert "; as costs: " in said(result)
    assert "write --as savings or --as costs" in said(result)
    assert "read as costs" in said(imported(tmp_path, table, "--as", "costs"))
    assert "read as savings" in said(imported(tmp_path, table, "--as", "savings"))


def test_a_table_of_both_comes_in_by_two_imports(tmp_path: Path) -> None:
    assert imported(tmp_path, BOTH, "--as", "savings", "--write").status == 0
    assert imported(tmp_path, BOTH, "--as", "costs", "--write").status == 0
    read = programme("", (tmp_path / "workstreams.toml").read_text("utf-8"))
    assert years(read.savings[-1].plan) == {"2024/25": 100_000}
    assert years(read.costs[-1].budget) == {"2024/25": 20_000}


@pytest.mark.parametrize(
    "table",
    [
        "Saving,Workstream,Full year effect,Cost to achieve,2024/25\nKit,ICT,100,20,50\n",
        "Saving,Workstream,Cost centre,2024/25\nKit,ICT,4711,20\n",
        "Savings and costs,,\nSaving,Workstream,2024/25\nKit,ICT,50\n",
        "Name,Workstream,2024/25\nKit,ICT,50\n",
    ],
)
def test_savings_stay_savings(tmp_path: Path, table: str) -> None:
    assert "the rows are read as savings" in said(imported(tmp_path, table))


def test_milestones_with_a_column_of_costs_stay_milestones(tmp_path: Path) -> None:
    table = "ID,Name,Workstream,Baseline finish,Cost £k\nM1,Kit,ICT,01/04/2025,50\n"
    assert "read as milestones" in said(imported(tmp_path, table))


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("Cost,Title,Baseline finish,Budget 2024/25\nKit,K,01/04/2025,50\n", "milestones or costs"),
        (
            "Title,Deadline,Budget £k,Spent £k\nKit,01/04/2025,50,1\n",
            "milestones, savings or costs",
        ),
    ],
)
def test_costs_with_dates_are_asked_about(tmp_path: Path, table: str, kinds: str) -> None:
    result = imported(tmp_path, table)
    assert result.status == 2
    assert kinds in said(result)
    assert "--as costs" in said(result)


def test_amounts_in_two_units_are_asked_about(tmp_path: Path) -> None:
    table = "Cost,Workstream,Budget 2024/25,Budget 2025/26 £000\nKit,ICT,100,20\n"
    result = imported(tmp_path, table, "--write")
    assert result.status == 1
    assert 'nothing says what "Budget 2024/25" is in: read as pounds' in said(result)
    assert costs(tmp_path) == []
    assert imported(tmp_path, table, "--unit", "thousands", "--write").status == 0
    assert years(costs(tmp_path)[0].budget) == {"2024/25": 100_000, "2025/26": 20_000}


def test_contradicting_units_are_refused(tmp_path: Path) -> None:
    table = "Costs in £m\nCost,Workstream,Budget 2024/25 £000\nKit,ICT,100\n"
    result = imported(tmp_path, table)
    assert result.status == 2
    assert "line 1 says" in said(result)


def test_amounts_below_zero_are_asked_about(tmp_path: Path) -> None:
    table = "Cost,Workstream,Budget 2024/25,Spent 2024/25\nKit,ICT,(100),(20)\nMore,ICT,(1),\n"
    result = imported(tmp_path, table, "--write")
    assert "3 of 3 amounts are below zero: they are costs, or money that comes back" in said(result)
    assert costs(tmp_path) == []
    imported(tmp_path, table, "--sign", "savings-positive", "--write")
    assert years(costs(tmp_path)[0].budget) == {"2024/25": 100}
    assert costs(tmp_path)[0].spent[0].amount == 20


def test_one_refund_among_costs_stays_below_zero(tmp_path: Path) -> None:
    table = "Cost,Workstream,Budget 2024/25\nKit,ICT,100\nRefund,ICT,(20)\n"
    assert "1 of 2 amounts is below zero" in said(imported(tmp_path, table, "--write"))
    assert years(costs(tmp_path)[1].budget) == {"2024/25": -20}


def test_headings_in_two_rows_groups_and_a_year_that_is_asked(tmp_path: Path) -> None:
    table = (
        ",2024/25,2024/25,2025/26\n"
        "Cost,Budget £k,Actual £k,Budget £k\n"
        "ICT,,,\n"
        "Kit,1.5,0.25,2\n"
        "Place,,,\n"
        "Lights,3,,\n"
    )
    assert imported(tmp_path, table, "--write").status == 0
    kit, lights = costs(tmp_path)
    assert years(kit.budget) == {"2024/25": 1_500, "2025/26": 2_000}
    assert (kit.workstream, lights.workstream) == ("ict", "place")
    assert kit.spent[0].amount == 250
    bare = "Cost,Workstream,Budget £k,Spent £k\nDesks,ICT,100,5\n"
    assert 'which financial year "Budget £k" and "Spent £k" are for' in said(
        imported(tmp_path, bare)
    )
    assert imported(tmp_path, bare, "--year", "2024/25", "--write").status == 0
    assert costs(tmp_path)[-1].spent[0].amount == 5_000


def test_map_says_what_a_heading_means(tmp_path: Path) -> None:
    table = "Item,Unit head,Y1,Used so far\nKit,A. Finance,100,20\n"
    maps = ("Unit head=owner", "Y1=budget 2024/25", "Used so far=spent 2024/25")
    options = [option for each in maps for option in ("--map", each)]
    result = imported(tmp_path, table, "--as", "costs", "-w", "ict", *options, "--write")
    assert result.status == 0, said(result)
    [kit] = costs(tmp_path)
    assert kit.owner == "A. Finance"
    assert years(kit.budget) == {"2024/25": 100}
    unknown = imported(tmp_path, table, "--as", "costs", "--map", "Y1=plan 2024/25")
    assert 'costs have no key "plan 2024/25"' in said(unknown)
    assert unknown.status == 2


def test_what_cannot_be_read_keeps_its_row_out(tmp_path: Path) -> None:
    table = "Cost,Workstream,Budget 2024/25\nKit,ICT,about 100\nDesks,ICT,TBC\nLamp,ICT,7\n"
    result = imported(tmp_path, table, "--write", "--skip-unread")
    assert result.status == 1
    assert "about 100" in result.stdout
    desks, lamp = costs(tmp_path)
    assert desks.budget == {}
    assert years(lamp.budget) == {"2024/25": 7}


def test_a_saving_that_is_not_there_keeps_its_row_out(tmp_path: Path) -> None:
    table = "Cost,For saving,Budget 2024/25\nKit,S1,1\nDesks,Ghost,2\n"
    result = imported(tmp_path, table)
    assert result.status == 1
    assert 'there is no saving "Ghost"' in said(result)
    imported(tmp_path, table, "--write", "--skip-unread")
    [kit] = costs(tmp_path)
    assert (kit.saving, kit.workstream) == ("licences", "ict")


def test_rows_that_say_no_workstream_are_asked_about(tmp_path: Path) -> None:
    result = imported(tmp_path, "Cost,Budget 2024/25\nKit,1\n")
    assert result.status == 2
    assert "--workstream" in said(result)


def test_a_cost_under_a_new_name_is_asked_about(tmp_path: Path) -> None:
    imported(tmp_path, "Cost,Workstream,Budget 2024/25\nNew street lights,Place,1\n", "--write")
    renamed = "Cost,Workstream,Budget 2024/25\nNew street lights (LED),Place,1\n"
    assert "it may be new-street-lights" in said(imported(tmp_path, renamed, "--write"))
    result = imported(tmp_path, renamed, "--renamed", "--write")
    assert "Nothing changes." in said(result)
    assert len(costs(tmp_path)) == 1


def test_a_cost_that_is_no_longer_in_the_file_is_listed(tmp_path: Path) -> None:
    imported(tmp_path, TABLE, "--write")
    fewer = "Cost,Directorate,Budget 2024/25\nSeverance,ICT,200000\nOther,Place,1\n"
    told = document(tmp_path, fewer)
    assert [each["id"] for each in told["missing"]] == ["c02"]


@pytest.mark.parametrize("increments", ["--increments", "--no-increments"])
def test_costs_have_no_changes_to_add_up(tmp_path: Path, increments: str) -> None:
    result = imported(tmp_path, TABLE, increments)
    assert result.status == 2
    assert "leave out --increments" in said(result)


def test_a_row_for_each_year_is_refused(tmp_path: Path) -> None:
    table = "Cost,Workstream,Year,Budget £k\nKit,ICT,2024/25,1\n"
    result = imported(tmp_path, table)
    assert "a cost has a row for each year" in said(result)


def test_a_workbook_with_a_title_that_says_the_unit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Costs"
    sheet.append(["Investment in the programme, £000"])
    sheet.append([])
    sheet.append(["Cost", "Service", "Budget 2024/25", "Spent 2024/25"])
    sheet.append(["Kit", "ICT", 12.5, 0.5])
    sheet.append(["Total", None, 12.5, 0.5])
    stream = BytesIO()
    book.save(stream)
    result = imported(tmp_path, stream.getvalue(), "--write", name="costs.xlsx")
    assert result.status == 0, said(result)
    [kit] = costs(tmp_path)
    assert years(kit.budget) == {"2024/25": 12_500}
    assert kit.spent[0].amount == 500


@pytest.mark.parametrize("file", ["book.xlsx", "programme.json"])
def test_costs_alone_come_from_minervas_own_files(tmp_path: Path, file: str) -> None:
    imported(tmp_path, TABLE, "--write")
    assert run("export", file, "--as-of", DAY.isoformat(), cwd=tmp_path).status == 0
    write_programme(tmp_path, "", WORKSTREAMS)
    result = run("import", file, "--as", "costs", "--write", cwd=tmp_path, today=DAY)
    assert result.status == 0, said(result)
    assert "Written: 2 costs added, 2 restated, 1 spent." in said(result)
    assert [cost.id for cost in costs(tmp_path)] == ["c01", "c02"]


def test_years_may_be_calendar_years(tmp_path: Path) -> None:
    calendar = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    financial_year_starts = "01-01"')
    write_programme(tmp_path, "", calendar)
    table = "Cost,Workstream,Budget 2024,2025 spend\nKit,ICT,100,20\n"
    assert imported(tmp_path, table, "--write").status == 0
    [kit] = costs(tmp_path)
    assert years(kit.budget) == {"2024": 100}
    assert kit.spent[0].year == "2025"


def test_costs_alone_say_what_a_report_needs_too(tmp_path: Path) -> None:
    """What was written cannot be reported on yet: the command that is named mends that."""
    result = imported(
        tmp_path,
        "Directorate,Cost,Budget 2024/25\nICT,Severance,250000",
        *("--into", "new plan", "--write"),
    )
    assert result.status == 0
    assert result.stderr.splitlines()[-1] == (
        "Reports need a milestone or a saving too: `minerva -C 'new plan' add milestone`, "
        "or `minerva -C 'new plan' import FILE`."
    )
    given = ("--workstream", "ict", "--name", "Live", "--baseline", "2025-04-01")
    assert run("-C", "new plan", "add", "milestone", "live", *given, cwd=tmp_path).status == 0
    assert "Severance" in run("-C", "new plan", "costs", cwd=tmp_path).stdout


def test_costs_beside_a_saving_need_nothing(tmp_path: Path) -> None:
    assert "Reports need" not in imported(tmp_path, TABLE, "--write").stderr
