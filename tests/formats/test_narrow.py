"""Tables on screens of any width: nothing is wider, no figure is cut, no name is in shreds."""

from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from minerva.formats.screen import terminal
from minerva.formats.screen.grid import Sheet, grids
from minerva.position import position_at
from minerva.views import savings as savings_view
from minerva.views import savings_matrix, status
from minerva.views.milestones import choose
from minerva.views.milestones import report as milestones_report
from minerva.views.table import Column, Kind, Report, Table, figure
from tests.command import run
from tests.programmes import programme
from tests.strategies import days, programmes, texts, toml

LONG = "Employee consultation on the organisational structure concluded"


def table(*rows: tuple[Any, ...], figures: int = 3, in_blocks: bool = False) -> Table:
    """Return a table of names, each with some figures."""
    names = Column("name", "Name", of=lambda row: row[0])
    columns = [
        figure(f"f{n}", f"Figure {n}", Kind.MONEY, itemgetter(n)) for n in range(1, figures + 1)
    ]
    return Table([names, *columns], rows, in_blocks=in_blocks)


def drawn(shown: Table, width: int) -> list[str]:
    return terminal.render(Report("T", [shown]), width, colour=False).splitlines()[2:]


def test_a_name_that_fits_on_a_few_lines_stays_beside_its_figures() -> None:
    row = ("Final decision on the revised arrangements", *map(Decimal, (1, 2, 3)))
    assert drawn(table(row), 48) == [
        "Name                Figure 1  Figure 2  Figure 3",
        "Final decision on          1         2         3",
        "the revised",
        "arrangements",
    ]


def test_a_name_that_would_take_many_lines_goes_above_its_figures() -> None:
    row = (LONG, *map(Decimal, (1, 2, 3)))
    assert drawn(table(row, ("Short", *row[1:])), 45) == [
        "Name",
        "  Figure 1  Figure 2  Figure 3",
        "Employee consultation on the organisational",
        "structure concluded",
        "         1         2         3",
        "Short",
        "         1         2         3",
    ]


def test_where_figures_have_no_room_each_row_is_a_card() -> None:
    row = ("Short", *map(Decimal, (1_000_000, 2_000_000, 3)))
    assert drawn(table(row), 24) == [
        "Short",
        "  Figure 1: 1,000,000",
        "  Figure 2: 2,000,000",
        "  Figure 3: 3",
    ]


def test_columns_that_are_alike_are_parted_into_even_blocks_that_say_what_they_show() -> None:
    rows = [("Short", *map(Decimal, range(7)))]
    lines = drawn(table(*rows, figures=7, in_blocks=True), 40)
    headings = [line for line in lines if line.endswith(")")]
    assert headings == [
        "Figure 1 to Figure 3 (1 of 2)",
        "Figure 4 to Figure 7 (2 of 2)",
    ]
    assert [line.split() for line in lines if line.startswith("Short")] == [
        ["Short", "0", "1", "2"],
        ["Short", "3", "4", "5", "6"],
    ]


def test_an_id_is_not_broken_while_another_text_can_give_way() -> None:
    result = run("procurement", "--as-of", "2014-12-09", env={"COLUMNS": "80"})
    assert "it-services-variation  Capita" in result.stdout


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_name_of_the_shipped_milestones_is_on_more_than_three_lines(width: int) -> None:
    when = ("--as-of", "2014-12-09")
    told = run("milestones", *when, env={"COLUMNS": str(width)}).stdout
    names = [row.split(",")[3] for row in run("milestones", *when, "-f", "csv").stdout.splitlines()]
    for name in names[1:]:
        words = name.split()
        begun = [line for line in told.splitlines() if line.startswith(words[0])]
        assert any(line.startswith(" ".join(words[:2])) for line in begun), name


@given(
    st.lists(st.tuples(texts, st.integers(-(10**9), 10**9)), min_size=1, max_size=4),
    st.integers(1, 14),
    st.integers(20, 200),
    st.booleans(),
)
def test_no_line_is_wider_than_the_screen_and_no_figure_is_lost(
    rows: list[tuple[str, int]], figures: int, width: int, in_blocks: bool
) -> None:
    subjects = [(name, *(Decimal(amount + n) for n in range(figures))) for name, amount in rows]
    shown = table(*subjects, figures=figures, in_blocks=in_blocks)
    lines = drawn(shown, width)
    assert max(map(cell_len, lines)) <= width
    text = "\n".join(lines)
    for _, *amounts in subjects:
        assert all(f"{amount:,}" in text for amount in amounts)
    sheet = Sheet(shown)
    for grid in grids(sheet, width):
        for number, have in zip(grid.numbers, grid.widths, strict=True):
            assert sheet.columns[number].kind is Kind.TEXT or have >= sheet.widest[number]
    seen = [number for grid in grids(sheet, width) for number in grid.numbers if number]
    assert seen in ([], list(range(1, figures + 1)))
    assert in_blocks or len(grids(sheet, width)) <= 1


@given(programmes(), days, texts, st.integers(20, 200))
@settings(max_examples=25)
def test_reports_of_any_programme_are_no_wider_than_any_screen(
    tables: dict[str, Any], when: date, name: str, width: int
) -> None:
    for record in (*tables["milestone"], *tables["saving"]):
        record["name"] = name
    position = position_at(programme(*toml(tables)), when)
    for report in (
        status.report(position),
        savings_view.report(position, fold=True),
        savings_matrix.report(position, "forecast", "workstream"),
        milestones_report(position, choose(position, [], None)),
    ):
        lines = terminal.render(report, width, colour=False).splitlines()
        assert max(map(cell_len, lines)) <= width
