"""One figure of the savings as a matrix, in every format, and as a drawing."""

import csv
import json
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from minerva.formats.screen import terminal
from minerva.position import Position, position_at
from minerva.views import savings, savings_matrix
from minerva.views.savings_matrix import Figure
from minerva.views.savings_years import By
from tests.command import run
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import days, programmes, toml

D = date(2014, 12, 9)
FIGURES: tuple[Figure, ...] = get_args(Figure)
LATER = ("--as-of", "2026-11-25")


def matrix(*arguments: str, when: tuple[str, str] = ("--as-of", "2014-12-09")) -> str:
    result = run("savings", "--matrix", *arguments, *when)
    assert result.status == 0
    return result.stdout


def test_a_row_a_saving_a_column_a_year_and_a_cumulative_total() -> None:
    lines = matrix("planned").splitlines()
    assert lines[0] == "Programme Minerva: planned savings (£) as of 9 Dec 2014"
    at = lines.index("Saving                      2013/14    2014/15    2015/16  Cumulative")
    assert lines[at + 2] == "Health and Safety                 0    101,000    101,000     202,000"
    assert lines[at + 5] == "ICT contract              not known  not known  not known   not known"
    assert lines[at + 7] == "Total (2 not known)               0    101,000  2,018,000   2,119,000"
    assert any(line.startswith("Not known and in no total: ICT contract") for line in lines)


def test_workstreams_say_what_they_leave_out() -> None:
    lines = matrix("forecast", "--by", "workstream").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("ICT Procurement"))
    assert lines[at].split()[2:] == ["not", "known"] * 4
    assert lines[at + 1] == "  not known: ICT contract"


def test_what_has_been_claimed_is_known_of_every_saving() -> None:
    assert "not known" not in matrix("realised").replace("is not known may have claims", "")
    assert "\nTotal  " in matrix("validated")


def test_a_spreadsheet_gets_plain_figures_and_nothing_for_what_is_not_known() -> None:
    rows = list(csv.DictReader(matrix("planned", "-f", "csv").splitlines()))
    assert list(rows[0]) == [
        *("id", "workstream", "name", "2013/14", "2014/15", "2015/16", "cumulative"),
    ]
    by_id = {row["id"]: row for row in rows}
    assert by_id["health-and-safety"]["cumulative"] == "202000"
    assert by_id["ict-retender"]["2015/16"] == by_id["ict-retender"]["cumulative"] == ""


def test_the_document_of_a_matrix() -> None:
    found = json.loads(matrix("variance", "-f", "json"))
    assert list(found) == [
        *("schema_version", "as_of", "figure", "by", "years", "rows", "total"),
    ]
    assert (found["figure"], found["by"]) == ("variance", "saving")
    row = next(row for row in found["rows"] if row["id"] == "health-and-safety")
    assert list(row) == ["id", "workstream", "name", "years", "cumulative"]
    assert row["years"] == {"2013/14": 41_000, "2014/15": 0, "2015/16": 0}
    assert row["cumulative"] == 41_000
    assert list(found["total"]) == ["unknown", "years", "cumulative"]
    assert found["total"]["unknown"] == ["ict-retender", "shared-services"]
    by = json.loads(matrix("variance", "-f", "json", "--by", "workstream"))
    assert list(by["rows"][0]) == ["id", "name", "unknown", "years", "cumulative"]
    assert by["rows"][0]["unknown"] == ["ict-retender"]
    assert set(by["rows"][0]["years"].values()) == {None}


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_is_that_of_the_savings(figure: Figure) -> None:
    whole = json.loads(run("savings", *LATER, "-f", "json").stdout)
    found = json.loads(matrix(figure, "-f", "json", when=LATER))
    assert found["years"] == whole["years"]
    for row, line in zip(found["rows"], whole["lines"], strict=True):
        assert row["id"] == line["id"]
        assert row["years"] == {year: line["years"][year][figure] for year in whole["years"]}
    markdown = matrix(figure, "-f", "markdown", when=LATER)
    total = found["total"]["cumulative"]
    sign = "+" if figure == "variance" and total > 0 else ""
    assert markdown.count(" | Cumulative |") == 1
    assert f"**{sign}{total:,}** |" in markdown


def test_many_years_are_parted_into_blocks_with_the_total_in_the_last() -> None:
    lines = matrix("planned", when=LATER).splitlines()
    headings = [line for line in lines if line.endswith(")") and " of " in line]
    assert headings[0].startswith("2013/14 to ")
    assert headings[-1].endswith(f"to Cumulative ({len(headings)} of {len(headings)})")
    assert [line.count("Cumulative") for line in lines if line.startswith("Saving ")] == [
        *[0] * (len(headings) - 1),
        1,
    ]
    assert max(map(len, lines)) <= 80


def test_a_matrix_is_of_all_years() -> None:
    result = run("savings", "--matrix", "planned", "--year", "2014/15")
    assert (result.stdout, result.status) == ("", 2)
    assert "--year" in result.stderr


def test_without_savings_it_says_so() -> None:
    milestone = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-06-01\n'
    position = position_at(programme(milestone, WORKSTREAMS), D)
    for by in get_args(By):
        report = savings_matrix.report(position, "planned", by)
        assert "No savings are recorded." in terminal.render(report, 80, colour=False)


@given(programmes(), days)
@settings(max_examples=50)
def test_rows_and_columns_add_up_whatever_is_not_known(tables: dict[str, Any], when: date) -> None:
    position = position_at(programme(*toml(tables)), when)
    for figure in FIGURES:
        whole = savings.document(position)
        for by in get_args(By):
            found = savings_matrix.document(position, figure, by)
            for year in found["years"]:
                amounts = [row["years"][year] for row in found["rows"]]
                assert _sum(amounts) == (_exact(found["total"]["years"][year]) or 0)
                assert found["total"]["years"][year] == whole["totals"]["years"][year][figure]
            assert _sum([row["cumulative"] for row in found["rows"]]) == (
                _exact(found["total"]["cumulative"]) or 0
            )
            for row in (*found["rows"], found["total"]):
                known = [amount for amount in row["years"].values() if amount is not None]
                if known:
                    assert _sum(known) == _exact(row["cumulative"])
                else:
                    assert row["cumulative"] is None or not row["years"]
        assert _in_the_table(position, figure)


def _in_the_table(position: Position, figure: Figure) -> bool:
    """Tell whether the table has the very figures of the document."""
    table = savings_matrix.report(position, figure).tables[0]
    rows = savings_matrix.document(position, figure)["rows"]
    first = table.position_of(position.years[0].label)
    return [
        [None if cell is None else Decimal(str(cell)) for cell in row[first:]] for row in table.rows
    ] == [
        [_exact(amount) for amount in (*row["years"].values(), row["cumulative"])] for row in rows
    ]


def _exact(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def _sum(amounts: list[Any]) -> Decimal:
    return sum((Decimal(str(amount)) for amount in amounts if amount is not None), Decimal(0))
