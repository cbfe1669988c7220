"""A report for a terminal: aligned columns, quiet colour, never wider than the screen.

The layout is our own, on rich's measure of how wide characters are: headings and remarks run
across columns, which rich's tables cannot do, and a hundred thousand rows take seconds.
`grid` says which columns stand side by side.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from minerva.formats.cells import RIGHT, joined, visible
from minerva.formats.screen.grid import GAP, INDENT, Grid, Sheet, cut, grids
from minerva.formats.screen.wrapping import wrap
from minerva.formats.text_width import text_width
from minerva.views.chart import Drawing
from minerva.views.table import Column, Kind, Report, Row, Table

__all__ = ["caution", "render", "wrap"]

_BOLD, _DIM = "1", "2"
_COLOURS: Final = {
    "red": "1;31",
    "amber": "33",
    "green": "32",
    "blue": "34",
    "error": "1;31",
    "warning": "33",
}


def render(report: Report, width: int, *, colour: bool) -> str:
    """Return the report drawn for a terminal of this width."""
    return joined(lines(report, width, colour=colour))


def lines(report: Report, width: int, *, colour: bool) -> Iterator[str]:
    """Yield the lines of a report drawn for a terminal of this width."""
    for line in _Screen(width, colour).report(report):
        yield line.rstrip()


def caution(text: str, width: int, *, colour: bool) -> str:
    """Return what has to be read before anything else, as it stands above a report."""
    return joined(_Screen(width, colour).prose(text, _COLOURS["warning"]))


class _Screen:
    """A width, and whether there is colour."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def report(self, report: Report) -> Iterator[str]:
        if report.caution:
            yield from self.prose(report.caution, _COLOURS["warning"])
        yield from self.prose(report.title, _BOLD)
        for line in report.summary:
            yield from self.prose(line, _COLOURS.get(line.split(":", 1)[0].lower(), ""))
        if report.chart is not None:
            yield from self.chart(report.chart)
        for table in report.tables:
            yield ""
            if table.title:
                yield from self.prose(table.title, _BOLD)
            yield from self.table(table)
            for note in table.notes:
                yield from self.prose(note, _DIM)

    def chart(self, chart: Drawing) -> Iterator[str]:
        from minerva.formats.screen import drawing

        if drawn := drawing.render(chart, self.width, colour=self.colour):
            yield from ["", *drawn]
            for line in drawing.legend(chart):
                yield from self.prose(line, _DIM)

    def prose(self, text: str, style: str = "", indent: str = "") -> Iterator[str]:
        for line in wrap(visible(text), self.width - len(indent)):
            yield indent + self.paint(line, style)

    def table(self, table: Table) -> Iterator[str]:
        if not table.rows:
            yield from self.prose(table.empty)
            return
        sheet = Sheet(table)
        blocks = grids(sheet, self.width)
        if not blocks:
            yield from self.cards(sheet)
        for number, grid in enumerate(blocks, 1):
            if len(blocks) > 1:
                begin = 1 if grid.above is None else 0
                first, last = (sheet.columns[grid.numbers[n]].title for n in (begin, -1))
                if number > 1:
                    yield ""
                part = f"{first} to {last}" if first != last else first
                yield from self.prose(f"{part} ({number} of {len(blocks)})", _BOLD)
            yield from self.grid(sheet, grid)

    def grid(self, sheet: Sheet, grid: Grid) -> Iterator[str]:
        titles = [column.title for column in sheet.columns]
        yield from self.cells(sheet, grid, titles, [_DIM] * len(titles))
        groups = sheet.table.groups()
        for group, rows in groups:
            if heading := sheet.table.heading(group):
                yield from self.prose(heading, _BOLD)
            for row in rows:
                yield from self.row(sheet, grid, row)
            if group in sheet.table.totals:
                yield from self.row(sheet, grid, sheet.table.totals[group], _BOLD)
            if group is not None and group != groups[-1][0]:
                yield ""

    def row(self, sheet: Sheet, grid: Grid, row: Row, style: str = "") -> Iterator[str]:
        cells = sheet.cells(row)
        styles = [
            style or _style(column, cell) for column, cell in zip(sheet.columns, cells, strict=True)
        ]
        yield from self.cells(sheet, grid, cells, styles)
        for remark in sheet.remarks(row):
            yield from self.prose(remark, _DIM, indent=INDENT)

    def cells(
        self, sheet: Sheet, grid: Grid, cells: Sequence[str], styles: Sequence[str]
    ) -> Iterator[str]:
        """Yield the lines of a row: the cell above the others, then what stands side by side."""
        indent = ""
        if grid.above is not None:
            yield from self.prose(cells[grid.above], styles[grid.above])
            indent = INDENT
        wrapped = [
            [cut(cells[n], width)] if sheet.table.one_line else wrap(cells[n], width)
            for n, width in zip(grid.numbers, grid.widths, strict=True)
        ]
        for at in range(max(len(lines) for lines in wrapped)):
            parts = [lines[at] if at < len(lines) else "" for lines in wrapped]
            padded = []
            for n, part, width in zip(grid.numbers, parts, grid.widths, strict=True):
                fill = " " * (width - text_width(part))
                painted = self.paint(part, styles[n])
                right = sheet.columns[n].kind in RIGHT
                padded.append(fill + painted if right else painted + fill)
            yield indent + GAP.join(padded)

    def cards(self, sheet: Sheet) -> Iterator[str]:
        for group, rows in sheet.table.groups():
            if heading := sheet.table.heading(group):
                yield from self.prose(heading, _BOLD)
            totals = [sheet.table.totals[group]] if group in sheet.table.totals else []
            for row in [*rows, *totals]:
                first, *others = sheet.cells(row)
                yield from self.prose(first)
                for column, cell in zip(sheet.columns[1:], others, strict=True):
                    yield from self.prose(f"{column.title}: {cell}", indent=INDENT)
                for remark in sheet.remarks(row):
                    yield from self.prose(remark, _DIM, indent=INDENT)

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text


def _style(column: Column, cell: str) -> str:
    if column.kind is Kind.RATING or column.key == "severity":
        return _COLOURS.get(cell, "")
    return _COLOURS["red"] if column.kind is Kind.VARIANCE and cell.startswith("-") else ""
