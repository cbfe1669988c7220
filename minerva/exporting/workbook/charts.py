"""The charts, which the spreadsheet draws from the cells of the other sheets."""

from typing import Any, Final

from minerva.exporting.workbook.blocks import Block
from minerva.exporting.workbook.book import Book, Sheet
from minerva.position import Position

_SIZE: Final = {"width": 480, "height": 470}
_QUIET: Final = {"color": "#595959", "size": 9}
_COLOURS: Final = {
    "Planned": "#A6A6A6",
    "Forecast": "#2F5D8C",
    "Realised": "#6FA8A0",
    "Validated": "#1E6B52",
}


def put_savings(
    book: Book, sheet: Sheet, row: int, column: int, totals: Block, position: Position
) -> None:
    """Put the chart of the savings by year on a sheet; without savings there is none."""
    if not position.savings.savings:
        return
    chart = book.chart({"type": "column"})
    for name, colour in _COLOURS.items():
        chart.add_series(
            {
                "name": totals.heading(name),
                "categories": totals.cells("Year"),
                "values": totals.cells(name),
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    _dress(chart, "Savings by financial year")
    chart.set_y_axis(_axis(num_format="#,##0"))
    chart.set_x_axis(_axis())
    chart.set_legend({"position": "bottom", "font": _QUIET})
    years = position.savings.years
    sheet.put_chart(
        row,
        column,
        chart,
        f"Columns for each financial year from {years[0].label} to {years[-1].label}: planned, "
        "forecast, realised, validated. The figures are on Savings, under Totals by year.",
    )


def put_slips(
    book: Book, sheet: Sheet, row: int, column: int, slips: Block, position: Position
) -> None:
    """Put the chart of the slip of each milestone on a sheet; without milestones there is none."""
    if not position.milestones:
        return
    chart = book.chart({"type": "bar"})
    chart.add_series(
        {
            "name": slips.heading("Slip"),
            "categories": slips.cells("Milestone"),
            "values": slips.cells("Slip"),
            "fill": {"color": "#2F5D8C"},
            "gap": 40,
        }
    )
    _dress(chart, "Slip by milestone, in days")
    chart.set_y_axis(_axis(reverse=True, label_position="low", major_gridlines={"visible": False}))
    chart.set_x_axis(_axis(num_format="+#,##0;-#,##0;0", label_position="high"))
    chart.set_legend({"none": True})
    sheet.put_chart(
        row,
        column,
        chart,
        "A bar for each milestone, the largest slip first: days from its baseline to the date "
        "now expected. The figures are below, under Slip by milestone.",
        right_by=_SIZE["width"] + 10,
    )


def _dress(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": "#404040"}})
    chart.set_size(_SIZE)
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})


def _axis(**options: object) -> dict[str, object]:
    gridlines = {"visible": True, "line": {"color": "#E3E3E3"}}
    return {
        "num_font": _QUIET,
        "line": {"color": "#A6A6A6"},
        "major_gridlines": gridlines,
        **options,
    }
