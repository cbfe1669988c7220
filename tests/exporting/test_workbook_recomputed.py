"""Workbooks worked out anew by LibreOffice: each formula comes to minerva's own figure.

All workbooks go through one run. Before it, each formula is given a wrong value, so that a value
which is right afterwards was worked out.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook import Workbook

from minerva.exporting import workbook
from minerva.model.programme import Programme
from minerva.position import position_at
from minerva.store import read_files, read_programme
from tests import drawn_savings, registers, strategies
from tests.command import ROOT
from tests.programmes import WORKSTREAMS, programme
from tests.spreadsheets import WRONG, needs_office, recomputed, with_wrong_values

pytestmark = needs_office

Books = dict[str, tuple[bytes, Workbook]]
PENNY = 0.005
DAYS = [date(2013, 6, 1), date(2014, 12, 9), date(2015, 4, 1), date(2016, 7, 31)]

FORTY_YEARS = """
    [programme]
    id = "p"
    name = "P"
    currency = "EUR"
    tolerance = "3 weeks"

    [programme.target]
    full_year = 1_000
    cost_base = 9_999.99

    [[workstream]]
    id = "2010"
    name = "=1+1"

    [[workstream]]
    id = "010"
    name = "<0"

    [[workstream]]
    id = "1-2"
    name = "*"

    [[saving]]
    id = "1"
    workstream = "2010"
    name = "?"
    full_year = 1_000.01
    starts = 1980-03-17
    plan = { "2010/11" = 12.34, "2019/20" = 5 }

      [[saving.realised]]
      year = "2010/11"
      amount = 7.77
      on = 2011-01-01
      validated = { on = 2011-02-01, amount = 7.70 }

    [[saving]]
    id = "01"
    workstream = "1-2"
    name = "~"
    full_year = -33.33
    starts = 2010-11-12
    recurring = false
    cashable = false

      [[saving.realised]]
      year = "2011/12"
      amount = -1.01
      on = 2011-05-05

    [[saving]]
    id = "1e2"
    workstream = "010"
    name = "not known"
    known_with = "1"
"""
OLD_DAYS = """
    [[milestone]]
    id = "1"
    workstream = "2010"
    name = "Before spreadsheets agree"
    baseline = 1900-01-15
    tolerance = "1 month"
    deadline = 1900-02-28

      [[milestone.forecast]]
      on = 1900-02-01
      date = "1900-02"

    [[milestone]]
    id = "01"
    workstream = "2010"
    name = "On the first day that they do"
    baseline = 1900-03-01
    tolerance = "2 weeks"
    actual = 1900-03-31
    deadline = 2199-12-31

    [[milestone]]
    id = "001"
    workstream = "1-2"
    name = "At the end of a month"
    baseline = 2012-01-31
    tolerance = "1 month"
"""
ALL_UNKNOWN = """
    [programme]
    id = "p"
    name = "P"

    [programme.target]
    full_year = 500
    cost_base = 0

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[saving]]
    id = "a"
    workstream = "ict"
    name = "A"

    [[saving]]
    id = "b"
    workstream = "ict"
    name = "B"
    known_with = "m"

      [[saving.forecast]]
      on = 2015-01-01
      full_year = 90.10
"""
CLAIMED = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    full_year = 1_200
    starts = 2014-04-01

      [[saving.realised]]
      year = "2014/15"
      amount = 500.25
      on = 2015-01-01
"""
MILESTONE = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-06-01
"""


def programmes() -> Iterator[tuple[str, Programme, date, Sequence[str]]]:
    """Yield programmes under a name, each with a day and the workstreams it is narrowed to."""
    shipped = read_programme(read_files(ROOT, ROOT))
    for day in DAYS:
        yield f"shipped-{day}", shipped, day, ()
    yield "shipped-ict", shipped, DAYS[1], ("ict",)
    yield "shipped-shared", shipped, DAYS[1], ("shared-services",)
    yield "shipped-finance", shipped, DAYS[1], ("finance-assurance",)
    depot = read_programme(read_files(ROOT / "tests" / "depot", ROOT))
    for day in (date(2014, 12, 1), date(2015, 2, 20), date(2015, 12, 1)):
        yield f"depot-{day}", depot, day, ()
    yield "forty-years", programme(OLD_DAYS, FORTY_YEARS), date(2011, 6, 1), ()
    yield "old-day", programme(OLD_DAYS, FORTY_YEARS), date(1900, 2, 20), ()
    scorecard = ROOT / "examples" / "children-and-families"
    yield "scorecard", read_programme(read_files(scorecard, ROOT)), date(2014, 12, 9), ()
    register = programme(registers.MILESTONES, registers.WORKSTREAMS, registers.REGISTER)
    yield "register", register, registers.D, ()
    yield "nothing", programme(MILESTONE), date(2015, 7, 1), ()
    yield "unknown", programme(MILESTONE, ALL_UNKNOWN), date(2014, 7, 1), ()
    yield "known-later", programme(MILESTONE, ALL_UNKNOWN), date(2015, 7, 1), ()
    for number, plan in enumerate(drawn_with_money(12)):
        yield f"money-{number}", programme(plan.milestones, plan.workstreams), plan.day, ()
    for number, tables in enumerate(drawn(8)):
        day = strategies.EPOCH + timedelta(days=150 * number)
        yield f"drawn-{number}", programme(*strategies.toml(tables)), day, ()


def drawn(number: int) -> list[strategies.Tables]:
    """Return programmes, always the same ones, that take turns with and without a network."""
    found: list[strategies.Tables] = []
    for strategy in (strategies.programmes(), strategies.networks()):

        @settings(
            max_examples=number // 2,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def collect(tables: strategies.Tables) -> None:
            found.append(tables)

        collect()
    return found


def drawn_with_money(number: int) -> list[drawn_savings.Drawn]:
    """Return programmes with every key of savings and costs, always the same ones."""
    found: list[drawn_savings.Drawn] = []

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn_savings.programmes())
    def collect(plan: drawn_savings.Drawn) -> None:
        found.append(plan)

    collect()
    return found


def formulas(book: Workbook) -> Iterator[Cell]:
    """Yield the cells of a workbook that hold a formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell, MergedCell) and cell.data_type == "f":
                    yield cell


def same(own: object, computed: object) -> bool:
    """Tell whether two values are the same: amounts to the penny, parts of one more exactly."""
    if isinstance(own, int | float) and isinstance(computed, int | float):
        return abs(own - computed) < (PENNY if abs(own) > 2 else 1e-9)
    return (own or None) == (computed or None)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Return every workbook as minerva wrote it, and with the values that LibreOffice found."""
    written = {
        name: workbook.render(position_at(read, day, only, day))
        for name, read, day, only in programmes()
    }
    saved = recomputed(written, tmp_path_factory.mktemp("workbooks"))
    return {
        name: (content, openpyxl.load_workbook(saved[name], data_only=True))
        for name, content in written.items()
    }


def test_every_formula_comes_to_minervas_own_figure(books: Books) -> None:
    wrong = []
    for name, (content, computed) in books.items():
        own = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for cell in formulas(openpyxl.load_workbook(io.BytesIO(content))):
            sheet, at = cell.parent.title, cell.coordinate
            ours, theirs = own[sheet][at].value, computed[sheet][at].value
            if not same(ours, theirs):
                wrong.append((name, sheet, at, cell.value, ours, theirs))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_variance_that_is_a_penny_from_the_amounts_shown_is_that_of_the_reports(
    tmp_path: Path,
) -> None:
    savings = "".join(
        f"""
        [[saving]]
        id = "s{n}"
        workstream = "ict"
        name = "S{n}"
        full_year = {1000 + n * 7}
        starts = 2015-05-{10 + n}
          [[saving.forecast]]
          on = 2014-12-01
          full_year = {900 + n * 3}
          starts = 2015-06-{11 + n}
        """
        for n in range(8)
    )
    position = position_at(programme("", WORKSTREAMS + savings), date(2014, 12, 9))
    apart = [
        figures
        for line in position.savings.lines.values()
        for figures in line.values()
        if (figures.forecast or 0) - (figures.planned or 0) != figures.variance
    ]
    assert apart, "the programme is one whose variances are rounded by themselves"
    content = workbook.render(position)
    computed = openpyxl.load_workbook(
        recomputed({"penny": content}, tmp_path)["penny"], data_only=True
    )
    own = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for cell in formulas(openpyxl.load_workbook(io.BytesIO(content))):
        sheet, at = cell.parent.title, cell.coordinate
        assert same(own[sheet][at].value, computed[sheet][at].value), (sheet, at, cell.value)


def test_a_claim_that_is_changed_in_an_ended_year_changes_its_forecast(tmp_path: Path) -> None:
    position = position_at(programme("", CLAIMED), date(2015, 6, 1))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(position)))
    [amount] = [cell for row in book["Claims"] for cell in row if cell.value == 500.25]
    amount.value = 700
    changed = io.BytesIO()
    book.save(changed)
    saved = recomputed({"changed": changed.getvalue()}, tmp_path)["changed"]
    sheet = openpyxl.load_workbook(saved, data_only=True)["Savings"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    titles = next(row for row in rows if "Not realised" in row)
    line = next(row for row in rows if row[titles.index("Year")] == "2014/15")
    told = {name: line[titles.index(name)] for name in ("Realised", "Forecast", "Variance")}
    assert told == {"Realised": 700, "Forecast": 700, "Variance": -500}
    assert line[titles.index("Not realised")] == 500


REBUDGETED = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    full_year = 1_200
    starts = 2014-04-01

      [[saving.rebudget]]
      on = 2015-02-26
      approved_by = "Council"
      from = "2015/16"
      full_year = 900
      plan = { "2015/16" = 600 }
"""


def test_a_rebudget_that_is_changed_changes_the_plan(tmp_path: Path) -> None:
    position = position_at(programme("", REBUDGETED), date(2015, 6, 1))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(position)))
    for old, new in ((900, 950), (600, 650)):
        [amount] = [cell for row in book["Rebudgets"] for cell in row if cell.value == old]
        amount.value = new
    changed = io.BytesIO()
    book.save(changed)
    saved = recomputed({"changed": changed.getvalue()}, tmp_path)["changed"]
    sheet = openpyxl.load_workbook(saved, data_only=True)["Savings"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    def cell(title: str, **where: object) -> object:
        titles = next(row for row in rows if title in row and set(where) <= {*map(str, row)})
        below = rows[rows.index(titles) + 1 :]
        return next(
            row[titles.index(title)]
            for row in below
            if all(row[titles.index(key)] == value for key, value in where.items())
        )

    assert cell("Planned", Saving="S", Year="2015/16") == 650
    assert cell("Variance", Saving="S", Year="2015/16") == -50
    assert cell("Planned", Total="All savings", Year="2015/16") == 650
    assert cell("Full year", Saving="S") == 950


def test_no_cell_is_an_error(books: Books) -> None:
    for name, (_, computed) in books.items():
        for sheet in computed:
            for row in sheet.iter_rows():
                assert not [cell.coordinate for cell in row if cell.data_type == "e"], name


def test_text_comes_back_as_text(books: Books) -> None:
    computed = books["forty-years"][1]
    names = [row[0].value for row in computed["Summary"].iter_rows()]
    assert "=1+1" in names
    assert all(cell.value != 2 for row in computed["Summary"].iter_rows() for cell in row[:1])


def test_values_were_wrong_before() -> None:
    position = position_at(programme(MILESTONE), date(2015, 7, 1))
    before = with_wrong_values(workbook.render(position))
    found = openpyxl.load_workbook(io.BytesIO(before))
    values = openpyxl.load_workbook(io.BytesIO(before), data_only=True)
    for cell in formulas(found):
        value = values[cell.parent.title][cell.coordinate].value
        assert value in (WRONG, from_excel(WRONG))
