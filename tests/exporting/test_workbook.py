"""The workbook: what is on its sheets, what is a formula, and that text stays text."""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from unittest.mock import patch
from xml.etree.ElementTree import Element

import openpyxl
import pytest
import tomli_w
import xlsxwriter
from defusedxml import ElementTree
from hypothesis import given, settings
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from minerva.exporting import workbook
from minerva.exporting.workbook import SHEETS, book
from minerva.exporting.workbook.cells import MOST_CHARACTERS, text_of
from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.position.states import CERTAINTIES, by_state
from minerva.position.totals import YearFigures, cumulative
from minerva.store import read_files, read_programme
from minerva.views.savings_states import TITLES
from tests import drawn_savings, strategies
from tests.command import ROOT, run
from tests.programmes import WORKSTREAMS, programme, write_programme

DAY = date(2014, 12, 9)
MILESTONE = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-01-10
"""
NUMBERS = ("n", "d")


@cache
def shipped(day: date = DAY, *only: str) -> Position:
    return position_at(read_programme(read_files(ROOT, ROOT)), day, only, day)


@cache
def depot() -> Position:
    directory = ROOT / "tests" / "depot"
    return position_at(read_programme(read_files(directory, ROOT)), date(2015, 2, 20))


@cache
def opened(position: Position, *, values: bool = False) -> Workbook:
    """Return the workbook of a position: its formulas or, with `values`, minerva's figures."""
    return openpyxl.load_workbook(io.BytesIO(workbook.render(position)), data_only=values)


def midnight(year: int, month: int, day: int) -> datetime:
    """Return a day as openpyxl reads it."""
    return datetime.combine(date(year, month, day), time())


def of(milestones: str, workstreams: str = WORKSTREAMS, day: date = DAY) -> Position:
    return position_at(programme(milestones, workstreams), day)


def rows(found: Workbook, table: str) -> list[dict[str, Cell]]:
    """Return the rows of a table, each cell under the title of its column."""
    [(sheet, area)] = [(sheet, sheet.tables[table].ref) for sheet in found if table in sheet.tables]
    header, *body = sheet[area]
    return [dict(zip((cell.value for cell in header), row, strict=True)) for row in body]


def values(found: Workbook, table: str, column: str) -> list[object]:
    return [row[column].value for row in rows(found, table)]


def named(found: Workbook, name: str) -> Cell:
    sheet, at = found.defined_names[name].attr_text.split("!")
    cell = found[sheet][at.replace("$", "")]
    assert isinstance(cell, Cell)
    return cell


def headline(found: Workbook) -> dict[str, Cell]:
    """Return the headline figures on the first sheet by their labels."""
    return {
        str(label.value): figure
        for label, figure, *_ in found["Summary"].iter_rows(max_col=2)
        if label.value and isinstance(figure, Cell) and figure.value is not None
    }


def cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell


def test_the_sheets_are_those_that_were_asked_for_in_order() -> None:
    assert opened(shipped()).sheetnames == [
        *("Summary", "Savings", "Claims", "Rebudgets", "States", "Costs"),
        *("Milestones", "Procurement", "Findings", "Notes"),
    ]


def test_the_same_position_gives_the_same_bytes() -> None:
    again = position_at(read_programme(read_files(ROOT, ROOT)), DAY)
    assert workbook.render(shipped()) == workbook.render(again)


def test_it_says_what_made_it_and_is_dated_by_the_data() -> None:
    properties = opened(shipped()).properties
    assert properties.creator == "minerva"
    assert properties.title == "Programme Minerva: position as of 9 Dec 2014"
    assert str(properties.created) == "2014-11-26 00:00:00"
    assert str(opened(shipped(date(2014, 1, 1))).properties.created) == "2014-01-01 00:00:00"


def test_it_is_known_as_our_own() -> None:
    assert workbook.is_ours(io.BytesIO(workbook.render(shipped())))


def other_workbook() -> bytes:
    stream = io.BytesIO()
    other = xlsxwriter.Workbook(stream, {"in_memory": True})
    other.add_worksheet().write(0, 0, "minerva")
    other.set_custom_property("Made by", "hand", "text")
    other.close()
    return stream.getvalue()


def empty_zip() -> bytes:
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    return stream.getvalue()


@pytest.mark.parametrize("content", [other_workbook(), empty_zip(), b"", b"PK\x03\x04 no zip"])
def test_other_files_are_not_our_own(content: bytes) -> None:
    assert not workbook.is_ours(io.BytesIO(content))


def test_properties_that_are_a_trap_are_not_our_own() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr(
            "docProps/custom.xml",
            '<!DOCTYPE p [<!ENTITY a "minerva">]>'
            '<Properties><property name="Made by">&a;</property></Properties>',
        )
    assert not workbook.is_ours(stream)


def test_the_command_writes_it_and_replaces_its_own_only(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONE)
    out = tmp_path / "savings.xlsx"
    day = ("--as-of", "2014-12-09")
    result = run("export", "savings.xlsx", *day, cwd=tmp_path)
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "savings.xlsx: 1 milestone, 0 savings, 0 procurements.\n"
    written = out.read_bytes()
    assert run("export", "savings.xlsx", *day, cwd=tmp_path).status == 0
    assert out.read_bytes() == written
    other = other_workbook()
    out.write_bytes(other)
    refused = run("export", "savings.xlsx", *day, cwd=tmp_path)
    assert (refused.status, out.read_bytes()) == (2, other)


def test_without_the_library_the_line_that_installs_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_programme(tmp_path, MILESTONE)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    refused = run("export", "out.xlsx", "--as-of", "2014-12-09", cwd=tmp_path)
    assert refused.status == 2
    assert "pip install 'minerva-programme[excel]'" in refused.stderr


@pytest.mark.parametrize(
    ("directory", "day"), [(ROOT, "2014-12-09"), (ROOT / "tests" / "depot", "2015-02-20")]
)
@pytest.mark.parametrize(
    "which",
    [
        ("--sheet", "Milestones"),
        ("--sheet", "Savings"),
        ("--as", "milestones"),
        ("--as", "savings"),
    ],
)
def test_what_goes_out_comes_back(
    tmp_path: Path, directory: Path, day: str, which: tuple[str, str]
) -> None:
    out = str(tmp_path / "out.xlsx")
    assert run("-C", str(directory), "export", out, "--as-of", day).status == 0
    preview = run("-C", str(directory), "import", out, *which, "--on", day)
    assert (preview.status, preview.stderr) == (0, "")
    _, headings, outcome, *_ = preview.stdout.splitlines()
    assert f"The headings are in {which[1].capitalize()}, row " in headings
    assert outcome == "Nothing changes."


def test_of_what_comes_back_it_has_to_be_said_which(tmp_path: Path) -> None:
    out = str(tmp_path / "out.xlsx")
    assert run("export", out, "--as-of", "2014-12-09").status == 0
    refused = run("import", out)
    assert (refused.status, refused.stdout) == (2, "")
    assert "have rows to read: " in refused.stderr
    assert 'hint: say which one: --sheet "Savings"' in refused.stderr


def test_every_headline_figure_is_a_formula() -> None:
    figures = headline(opened(shipped()))
    assert len(figures) > 20
    typed = {label for label, cell in figures.items() if cell.data_type in NUMBERS}
    assert not typed


def test_the_headline_is_that_of_the_status() -> None:
    position = shipped()
    figures = {label: cell.value for label, cell in headline(opened(position, values=True)).items()}
    assert figures["As of"] == midnight(2014, 12, 9)
    assert figures["Rating: the worst of the workstreams and the target"] == "red"
    assert figures["Full-year effect, as far as known"] == 2_018_000
    assert figures["Variance to the target"] == 18_000
    assert figures["Savings not known, in no total"] == 2
    assert figures["Realised, all years"] == 222_000
    assert figures["Milestones"] == 17
    assert figures["Worst slip, days"] == 9
    assert figures["Milestone hit rate"] == pytest.approx(1 / 3)
    assert figures["Findings: warnings"] == 6
    texts = [str(cell.value) for cell in cells(opened(position)["Summary"])]
    assert texts[1].startswith("Red: Finance & Assurance, Final decision")


FORMULAS = {
    "SavingYears": ("Realised", "Validated", "Variance", "Delivered"),
    "YearTotals": ("Planned", "Forecast", "Realised", "Validated", "Variance", "Delivered"),
    "WorkstreamYears": ("Planned", "Forecast", "Realised", "Validated", "Variance", "Delivered"),
    "RunningTotals": ("Planned", "Forecast", "Realised", "Validated", "Variance", "Delivered"),
    "FullYear": ("Realised", "Validated", "Restated by"),
    "Claims": ("To validate",),
    "ClaimYears": ("Realised", "Validated", "To validate", "Check"),
    "Milestones": ("Expected", "Slip", "Float", "Total slip", "Due by baseline", "On time"),
    "Evaluation": ("Weight of the whole",),
    "Workstreams": ("Rating", "Milestones", "Full year", "Realised", "Validated"),
}


@pytest.mark.parametrize("position", [shipped, depot])
def test_sums_variances_and_parts_are_formulas(position: Callable[[], Position]) -> None:
    found = opened(position())
    for table, columns in FORMULAS.items():
        for row in rows(found, table):
            assert {row[column].data_type for column in columns} == {"f"}, table
    for name in ("Full_year_effect", "Target_variance", "Part_of_cost_base", "Realised"):
        assert named(found, name).data_type == "f"


@pytest.mark.parametrize("position", [shipped, depot])
def test_amounts_are_those_of_the_reports_and_add_up(position: Callable[[], Position]) -> None:
    savings = position().savings
    found = opened(position(), values=True)
    total = {label: Decimal(0) for label in savings.total.years}
    for row in rows(found, "SavingYears"):
        saving, label = str(row["Saving key"].value), str(row["Year"].value)
        figures = savings.lines[Id(saving)][label]
        for name in ("planned", "forecast", "realised", "validated", "variance"):
            own, written = getattr(figures, name), row[name.capitalize()].value
            assert written == ("not known" if own is None else float(own))
        total[label] += figures.planned or 0
    for row in rows(found, "YearTotals"):
        assert Decimal(str(row["Planned"].value)) == total[str(row["Year"].value)]


@pytest.mark.parametrize("position", [shipped, depot])
def test_workstreams_by_year_are_those_of_the_reports(position: Callable[[], Position]) -> None:
    sums = position().savings.workstreams
    for row in rows(opened(position(), values=True), "WorkstreamYears"):
        year = sums[Id(str(row["Workstream key"].value))].years[str(row["Year"].value)]
        for own, column in ((year.planned, "Planned"), (year.forecast, "Forecast")):
            assert row[column].value == ("not known" if own is None else float(own))


def test_inputs_figures_and_formulas_look_different() -> None:
    found = opened(depot())
    milestone, year = rows(found, "Milestones")[0], rows(found, "SavingYears")[0]
    fills = [
        cell.fill.fgColor.rgb for cell in (milestone["Baseline"], year["Due"], milestone["Slip"])
    ]
    assert len(set(fills)) == 3
    named_by_plan = [row for row in rows(found, "SavingYears") if row["Planned"].value == -6000]
    assert named_by_plan[0]["Planned"].fill.fgColor.rgb == fills[0]
    legends = [cell.value for cell in cells(found["Summary"]) if "cream" in str(cell.value)]
    assert legends


def test_days_are_days_and_windows_keep_their_words() -> None:
    rows_of = {row["Milestone id"].value: row for row in rows(opened(depot()), "Milestones")}
    moved_in = rows_of["moved-in"]
    assert moved_in["Baseline"].value == midnight(2015, 7, 26)
    assert moved_in["Baseline"].number_format == "d mmm yyyy"
    assert moved_in["As written"].value == "baseline w/c 20 Jul 2015"
    assert rows_of["handover"]["As written"].value == "forecast Jun 2015"


def test_a_day_on_which_spreadsheets_differ_is_a_text_and_its_figures_are_typed() -> None:
    early = MILESTONE.replace("2015-01-10", "1900-02-28")
    [row] = rows(opened(of(early)), "Milestones")
    assert (row["Baseline"].value, row["Baseline"].data_type) == ("28 Feb 1900", "s")
    assert row["Slip"].value == (DAY - date(1900, 2, 28)).days
    [row] = rows(opened(of(early.replace("02-28", "03-01"))), "Milestones")
    assert row["Baseline"].value == midnight(1900, 3, 1)
    assert row["Slip"].data_type == "f"


def test_what_is_not_known_says_until_when() -> None:
    found = opened(shipped(), values=True)
    [saving] = [row for row in rows(found, "FullYear") if row["Saving"].value == "ICT contract"]
    assert saving["Full year"].value == "not known"
    assert saving["Remark"].value == "not known until Contract award, 31 Mar 2015"
    assert any("not known until Contract" in str(cell.value) for cell in cells(found["Summary"]))


def test_the_claims_agree_with_the_savings() -> None:
    assert set(values(opened(depot(), values=True), "ClaimYears", "Check")) == {"agrees"}


def test_a_notice_deadline_and_its_float_are_formulas() -> None:
    found = opened(shipped())
    contract = rows(found, "Contracts")[0]
    assert contract["Notice by"].value == "=EDATE(Contracts[[#This Row],[Expires]],-12)"
    assert {contract[name].data_type for name in ("Float", "Replacement", "Days to notice")} == {
        "f"
    }
    contract = rows(opened(shipped(), values=True), "Contracts")[0]
    assert (contract["Float"].value, contract["Days to notice"].value) == (3, -36)


def test_findings_have_their_place_in_the_files() -> None:
    found = rows(opened(shipped()), "Findings")
    assert [row["Severity"].value for row in found] == ["error", *["warning"] * 6, *["note"] * 2]
    file, _, line = str(found[0]["Place"].value).partition(":")
    assert (file, line) == ("milestones.toml", str(found[0]["Line"].value))


def test_ratings_are_words_that_are_coloured() -> None:
    found = opened(shipped())
    assert set(values(found, "Milestones", "Rating")) == {"amber", "blue", "green", "red"}
    for sheet in ("Summary", "Milestones", "Findings"):
        rules = [
            rule.formula[0]
            for ranges in found[sheet].conditional_formatting
            for rule in ranges.rules
        ]
        assert {'"red"', '"amber"', '"green"', '"blue"'} <= set(rules)


def test_sheets_are_ready_for_reading_and_printing() -> None:
    found = opened(shipped())
    for sheet in found:
        setup, print_properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        assert sheet.freeze_panes
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
        assert print_properties is not None
        assert print_properties.fitToPage
        assert sheet.print_area
        assert sheet.tables
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_properties.tabColor
        assert sheet.oddHeader
        assert sheet.oddHeader.left.text == f"Programme Minerva: {sheet.title}"
        assert all(table.autoFilter for table in sheet.tables.values())
    for sheet_name in ("Savings", "Claims", "Milestones", "Findings"):
        sheet = found[sheet_name]
        first = min(int(table.ref.split(":")[0][1:]) for table in sheet.tables.values())
        assert sheet.print_title_rows == f"${first}:${first}"
        assert sheet.freeze_panes == f"B{first + 1}"


def test_columns_are_as_wide_as_their_numbers() -> None:
    found = opened(shipped(), values=True)
    for sheet in found:
        for cell in cells(sheet):
            if isinstance(cell.value, int | float) and cell.number_format.startswith('"£"'):
                width = sheet.column_dimensions[_group_of(sheet, cell)].width
                assert width >= len(f"£{cell.value:,.2f}") + 1


def _group_of(sheet: Worksheet, cell: Cell) -> str:
    """Return the column under which the width of a cell's column stands."""
    return next(
        letter
        for letter, dimension in sheet.column_dimensions.items()
        if (dimension.min or 0) <= cell.column <= (dimension.max or 0)
    )


def test_titles_of_tables_are_those_of_their_cells() -> None:
    for position in (shipped(), depot(), of(MILESTONE)):
        names: set[str] = set()
        for sheet in opened(position):
            for table in sheet.tables.values():
                header = [cell.value for cell in sheet[table.ref][0]]
                assert header == [column.name for column in table.tableColumns]
                assert len({str(title).lower() for title in header}) == len(header)
                names.add(table.name)
        assert not names & set(opened(position).defined_names)


def drawings(position: Position) -> list[Element]:
    with zipfile.ZipFile(io.BytesIO(workbook.render(position))) as parts:
        return [
            ElementTree.fromstring(parts.read(name))
            for name in parts.namelist()
            if name.startswith("xl/drawings/drawing")
        ]


def test_charts_are_drawn_from_the_cells_and_described() -> None:
    chart_texts = []
    with zipfile.ZipFile(io.BytesIO(workbook.render(shipped()))) as parts:
        for name in sorted(parts.namelist()):
            if name.startswith("xl/charts/chart"):
                chart_texts.append(parts.read(name).decode())
    columns, bars = chart_texts
    assert [name in columns for name in ("$D$", "$E$", "$F$", "$G$")] == [True] * 4
    assert '<c:barDir val="col"/>' in columns
    assert "Summary!$C$" in bars
    [drawing] = drawings(shipped())
    described = [
        properties.get("descr") for properties in drawing.iter() if properties.get("descr")
    ]
    assert len(described) == 2
    assert all(len(text or "") < 256 for text in described)


def test_without_savings_there_is_no_chart_of_them() -> None:
    [drawing] = drawings(of(MILESTONE))
    assert len([part for part in drawing.iter() if part.get("descr")]) == 1


def test_without_savings_claims_or_procurement_the_sheets_say_so() -> None:
    found = opened(of(MILESTONE), values=True)
    assert values(found, "SavingYears", "Saving") == ["No savings are recorded."]
    assert values(found, "Claims", "Saving") == ["No saving is claimed yet."]
    assert values(found, "Stages", "Procurement") == ["No stage is recorded."]
    assert values(found, "Findings", "Severity") == ["Nothing needs a decision."]
    assert named(found, "Full_year_effect").value == 0
    assert named(found, "Target").value == "none"
    assert named(found, "Target_variance").value == "n/a"


def test_narrowed_it_has_those_workstreams_and_no_variance_to_the_target() -> None:
    found = opened(shipped(DAY, "hrd"), values=True)
    assert set(values(found, "Milestones", "Workstream key")) == {"hrd"}
    assert values(found, "Workstreams", "Workstream key") == ["hrd"]
    assert named(found, "Target_variance").value == "n/a: the target is for all workstreams"
    assert named(found, "Full_year_effect").value == 595_000


def test_a_programme_of_forty_years_has_forty_totals() -> None:
    saving = """
        [[saving]]
        id = "s"
        workstream = "ict"
        name = "S"
        full_year = 120
        starts = 1980-07-01
        plan = { "2019/20" = 1.01 }
    """
    found = opened(of(MILESTONE, WORKSTREAMS + saving), values=True)
    totals = values(found, "YearTotals", "Planned")
    assert len(totals) == 40
    assert (totals[0], totals[1], totals[-1]) == (90, 120, 1.01)
    assert values(found, "RunningTotals", "Planned")[-1] == 90 + 38 * 120 + 1.01


def test_amounts_are_written_in_the_programmes_currency() -> None:
    euros = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    currency = "CHF"')
    found = opened(of(MILESTONE, euros))
    assert named(found, "Full_year_effect").number_format.startswith('"CHF "#,##0.00;-"CHF "')


def test_an_id_that_reads_as_a_number_or_a_day_is_marked() -> None:
    saving = """
        [[saving]]
        id = "mar-15"
        workstream = "ict"
        name = "S"

        [[saving]]
        id = "marketing-1"
        workstream = "ict"
        name = "S"
    """
    found = opened(of(MILESTONE, WORKSTREAMS + saving))
    assert values(found, "FullYear", "Saving id") == ["mar-15", "marketing-1"]
    assert values(found, "FullYear", "Saving key") == ["id mar-15", "marketing-1"]


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONE + MILESTONE.replace('"m"', '"n"'))
    with patch.object(book, "MOST_ROWS", 6):
        result = run("export", "out.xlsx", "--as-of", "2014-12-09", cwd=tmp_path)
    assert result.status == 2
    assert "the sheet " in result.stderr
    assert "narrow it with --workstream" in result.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_it_says_how_far_it_has_come() -> None:
    steps: list[tuple[int, int]] = []
    workbook.render(of(MILESTONE), lambda done, total: steps.append((done, total)))
    assert steps == [(done, 11) for done in range(1, 11)]


def test_a_workstream_without_milestones_has_a_workbook() -> None:
    found = opened(shipped(DAY, "shared-services"), values=True)
    assert (
        headline(found)["Rating: the worst of the workstreams and the target"].value == "not rated"
    )
    assert headline(found)["Worst slip, days"].value == "n/a"
    [drawing] = drawings(shipped(DAY, "shared-services"))
    assert len([part for part in drawing.iter() if part.get("descr")]) == 1


HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x")'),
    *("<r>x</r>", "<r><t>x</t></r>", "</t>", "]]>", "&amp;", "_x000D_", "http://example.org"),
    *("12", "1e5", "2014-12-09", "TRUE", "#REF!", " two  spaces ", "😀 漢字 ‮", "﻿"),
    *("\x00\x1b[31m", "a\nb\tc\r", "\ufffe\uffff", "'quoted", '"', "&L&P&&"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    check_text(text)


@settings(max_examples=25, deadline=None)
@given(strategies.texts)
def test_any_text_stays_text(text: str) -> None:
    check_text(text)


def check_text(text: str) -> None:
    """Check that a text comes out wherever it goes in: as itself, and as a text."""
    tables = {
        "programme": {"id": "p", "name": text, "organisation": text},
        "workstream": [{"id": "ict", "name": text}],
        "saving": [{"id": "s", "workstream": "ict", "name": text}],
        "procurement": [
            {
                "id": "b",
                "workstream": "ict",
                "name": text,
                "bidder": [{"name": text}],
                "evaluation": {"q": {"weight": 100, "criteria": {text: 100}}},
            }
        ],
        "contract": [{"id": "c", "supplier": text, "expires": date(2015, 1, 1)}],
    }
    milestone = {"id": "m", "workstream": "ict", "name": text, "baseline": date(2015, 1, 1)}
    position = of(tomli_w.dumps({"milestone": [milestone]}), tomli_w.dumps(tables))
    found = opened(position)
    expected = text_of(text)
    for table, column in (
        *(("Milestones", "Milestone"), ("Milestones", "Workstream"), ("SavingYears", "Saving")),
        *(("Bidders", "Bidder"), ("Evaluation", "Criterion"), ("Contracts", "Supplier")),
        ("Workstreams", "Workstream"),
    ):
        cell = rows(found, table)[0][column]
        assert (cell.value, cell.data_type) == (expected, "s")
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_a_text_longer_than_a_cell_is_cut_where_it_is_full() -> None:
    for letter, fit in (("a", MOST_CHARACTERS), ("😀", MOST_CHARACTERS // 2)):
        assert text_of(letter * fit) == letter * fit
        cut = text_of(letter * (fit + 1))
        assert cut.endswith(f"{letter}…")
        assert len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    long = MILESTONE.replace('"M"', f'"{"long " * 8000}"')
    [row] = rows(opened(of(long)), "Milestones")
    assert len(str(row["Milestone"].value)) == MOST_CHARACTERS


def test_every_sheet_has_a_colour_for_its_tab() -> None:
    assert list(SHEETS) == opened(of(MILESTONE)).sheetnames


def test_xlsxwriter_still_passes_formulas_through_the_method_that_is_replaced() -> None:
    """It is not public: `Sheet` replaces it on each worksheet, and the bound is in pyproject."""
    written = io.BytesIO()
    workbook = xlsxwriter.Workbook(written, {"in_memory": True})
    worksheet = workbook.add_worksheet()
    passed = []

    def prepared(formula: str, _: bool = False) -> str:
        passed.append(formula)
        return formula.removeprefix("=")

    worksheet._prepare_formula = prepared
    worksheet.write_formula(0, 0, "=STDEV.S(B1:B2)")
    workbook.close()
    broke = "XlsxWriter prepares formulas elsewhere now: see Sheet.__init__ in workbook/book.py"
    assert passed == ["=STDEV.S(B1:B2)"], broke
    with zipfile.ZipFile(written) as archive:
        assert b"<f>STDEV.S(B1:B2)</f>" in archive.read("xl/worksheets/sheet1.xml"), broke


FIGURES = {
    "Planned": "planned",
    "Forecast": "forecast",
    "Realised": "realised",
    "Validated": "validated",
    "Variance": "variance",
    "Slipped": "slipped",
    "Restated": "restated",
    "Not realised": "not_realised",
}


@given(drawn_savings.programmes())
@settings(max_examples=15, deadline=None)
def test_every_amount_is_that_of_the_reports(drawn: drawn_savings.Drawn) -> None:
    """LibreOffice finds the same amounts: another test has it work out every formula."""
    position = of(drawn.milestones, drawn.workstreams, drawn.day)
    found = openpyxl.load_workbook(io.BytesIO(workbook.render(position)), data_only=True)
    savings = position.savings

    def compare(row: dict[str, Cell], figures: YearFigures) -> None:
        for title, figure in FIGURES.items():
            own, told = getattr(figures, figure), row[title].value
            assert told == ("not known" if own is None else float(own)), (title, row["Year"].value)

    for row in rows(found, "SavingYears"):
        compare(row, savings.lines[Id(str(row["Saving key"].value))][str(row["Year"].value)])
    for row in rows(found, "YearTotals"):
        compare(row, savings.total.years[str(row["Year"].value)])
    for row in rows(found, "WorkstreamYears"):
        part = savings.workstreams[Id(str(row["Workstream key"].value))]
        compare(row, part.years[str(row["Year"].value)])
    last = rows(found, "RunningTotals")[-1]
    compare(last, cumulative(savings.total.years.values()))
    for row, year in zip(rows(found, "StateYears"), savings.years, strict=True):
        states = by_state(savings.savings, year)
        assert row["Planned"].value == states.planned / 100
        told = {state: row[TITLES[state]].value for state in CERTAINTIES}
        for state, amount in states.amounts.items():
            assert told[state] == (-amount if state == "over-delivered" else amount) / 100
