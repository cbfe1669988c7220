"""The register in what goes out: sheets of the workbook, tables for analysis, the JSON document."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from minerva.exporting.outgoing import Request
from minerva.exporting.tables import export_csv, export_parquet
from minerva.exporting.workbook import SHEETS
from minerva.position import Position, position_at
from minerva.views.register_tables import NAMES
from tests.command import ROOT, run
from tests.exporting.test_workbook import midnight, opened, rows, values
from tests.programmes import programme
from tests.registers import MILESTONES, REGISTER, WORKSTREAMS, D, write_depot

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow writes the tables")


def depot(day: date = D) -> Position:
    return position_at(programme(MILESTONES, WORKSTREAMS, REGISTER), day, (), day)


def tables(position: Position) -> dict[str, list[dict[str, object]]]:
    content = export_parquet(Request(position)).content
    assert not isinstance(content, bytes)
    return {
        name: parquet.read_table(io.BytesIO(content[f"{name}.parquet"])).to_pylist()
        for name in NAMES
    }


def test_the_workbook_has_a_sheet_for_each_kind_that_there_is_before_the_findings() -> None:
    names = opened(depot()).sheetnames
    assert names[names.index("Procurement") + 1 : names.index("Findings")] == [
        *("Risks", "Issues", "Actions", "Decisions", "Assessments"),
        *("Indicators", "Indicator values"),
    ]
    bare = position_at(programme(MILESTONES, WORKSTREAMS), D)
    assert opened(bare).sheetnames == list(SHEETS)


def test_expected_days_and_money_and_days_late_are_formulas() -> None:
    book = opened(depot())
    risk, strike = rows(book, "Risks")
    assert risk["Expected days"].value == (
        "=ROUND(Risks[[#This Row],[Probability]]*(Risks[[#This Row],[Delay, low]]+"
        "Risks[[#This Row],[Delay, high]])/2,2)"
    )
    assert str(risk["Expected money"].value).startswith("=ROUND(")
    assert (risk["Probability"].value, risk["Money, low"].value) == (0.6, 20_000)
    assert (strike["Status"].value, strike["Expected days"].value) == ("happened", "n/a")
    [action] = rows(book, "Actions")
    assert str(action["Days late"].value).startswith("=IF(AND(")
    assert action["Due"].value == midnight(2025, 2, 14)


def test_indicators_have_their_values_by_period() -> None:
    book = opened(depot())
    [indicator] = rows(book, "Indicators")
    assert (indicator["Target"].value, indicator["Actual"].value) == (80, 77.5)
    assert str(indicator["Short by"].value).startswith("=ROUND(")
    assert (indicator["Rating"].value, indicator["Others"].value) == ("amber", "Region 2023 74")
    assert values(book, "Indicatorvalues", "Value") == [71.5, 77.5]


def test_the_tables_have_closed_entries_too_and_exact_figures() -> None:
    found = tables(depot())
    risk, strike = found["risks"]
    assert (risk["delay_days_low"], risk["delay_days_high"]) == (14, 59)
    assert risk["expected_days"] == pytest.approx(21.9)
    assert risk["expected_money"] == Decimal("24000.00")
    assert (strike["status"], strike["closed"]) == ("happened", date(2025, 1, 31))
    assert strike["delay_days_low"] is strike["expected_money"] is None
    assert found["actions"][0]["overdue_days"] == 6
    assert found["decisions"][0]["needed_by"] == date(2025, 3, 5)
    assert found["issues"][0]["due"] == date(2025, 2, 28)
    assert found["assessments"][0]["kind"] == "workstream"
    assert [row["value"] for row in found["indicator_values"]] == [71.5, 77.5]
    assert found["indicators"][0]["target"] == 80.0
    assert all((row["programme"], row["as_of"]) == ("depot", D) for row in found["risks"])


def test_what_is_dated_later_is_not_in_them() -> None:
    found = tables(depot(date(2024, 10, 1)))
    assert [row["id"] for row in found["risks"]] == ["sewer"]
    assert found["risks"][0]["probability"] == Decimal("40.00")
    assert found["assessments"] == []
    assert [row["period"] for row in found["indicator_values"]] == ["2024/25-Q1"]


def test_comma_separated_values_have_figures_as_they_are_written() -> None:
    more = REGISTER.replace("value = 71.5", "value = 71.4375")
    position = position_at(programme(MILESTONES, WORKSTREAMS, more), D)
    content = export_csv(Request(position)).content
    assert not isinstance(content, bytes)
    read = list(csv.DictReader(io.StringIO(content["indicator_values.csv"].decode())))
    assert [row["value"] for row in read] == ["71.4375", "77.5"]


def test_the_document_has_the_register_whole(tmp_path: Path) -> None:
    where = write_depot(tmp_path)
    out = tmp_path / "out.json"
    result = run("-C", str(where), "export", str(out), "--as-of", str(D))
    assert result.status == 0, result.stderr
    document = json.loads(out.read_text("utf-8"))
    assert [risk["status"] for risk in document["risks"]] == ["open", "happened"]
    assert document["assessments"][0]["text"].startswith("The sewer holds up")
    assert document["indicators"][0]["values"][1] == {"period": "2024/25-Q3", "value": 77.5}
    assert [len(document[kind]) for kind in ("issues", "actions", "decisions")] == [1, 1, 1]


def test_the_scorecard_has_a_row_for_each_indicator_and_period() -> None:
    where = str(ROOT / "examples" / "children-and-families")
    result = run("-C", where, "indicators", "--as-of", "2014-12-09", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(result.stdout)))) == 30
