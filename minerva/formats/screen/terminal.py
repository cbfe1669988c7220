"""A report for a terminal: aligned columns, quiet colour, never wider than the screen.

The layout is our own, on rich's measure of how wide characters are: headings and remarks run
across columns, which rich's tables cannot do, and a hundred thousand rows take seconds.
Where a table cannot be made narrow enough without cutting a figure, each row becomes a card:
one line a column.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

from minerva.formats.cells import RIGHT, human, joined, places, visible
from minerva.views.chart import Chart, Curves
from minerva.views.table import Column, Kind, Report, Row, Table

_GAP: Final = "  "
_LEAST_TEXT: Final = 12
_LEAST_DATE: Final = 11
_WHOLE: Final = (*RIGHT, Kind.RATING, Kind.FLAG)
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
    return joined(line.rstrip() for line in _Screen(width, colour).report(report))


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most so many columns, between words where it can be.

    Where the text is indented, so is each line, unless that would leave it less than half the
    width.
    """
    if cell_len(text) <= width:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    if indent:
        if indent > width // 2:
            return wrap(text[indent:], width)
        return [" " * indent + line for line in wrap(text[indent:], width - indent)]
    lines = [""]
    for word in text.split(" "):
        for n, piece in enumerate(chop_cells(word, width) if cell_len(word) > width else [word]):
            joint = " " if lines[-1] and n == 0 else ""
            if cell_len(lines[-1]) + len(joint) + cell_len(piece) <= width:
                lines[-1] += joint + piece
            else:
                lines.append(piece)
    return lines


class _Screen:
    """A width, and whether there is colour."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def report(self, report: Report) -> Iterator[str]:
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

    def chart(self, chart: Chart | Curves) -> Iterator[str]:
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
        grid = _Grid(table, self.width)
        if not grid.fits:
            yield from self.cards(grid)
            return
        yield from self.lines(
            grid, [column.title for column in grid.columns], [_DIM] * len(grid.columns)
        )
        groups = table.groups()
        for group, rows in groups:
            if heading := table.heading(group):
                yield from self.prose(heading, _BOLD)
            for row in rows:
                yield from self.row(grid, row)
            if group in table.totals:
                yield from self.row(grid, table.totals[group], _BOLD)
            if group is not None and group != groups[-1][0]:
                yield ""

    def row(self, grid: "_Grid", row: Row, style: str = "") -> Iterator[str]:
        cells = grid.cells(row)
        styles = [
            style or _style(column, cell) for column, cell in zip(grid.columns, cells, strict=True)
        ]
        yield from self.lines(grid, cells, styles)
        for remark in grid.remarks(row):
            yield from self.prose(remark, _DIM, indent="  ")

    def lines(self, grid: "_Grid", cells: Sequence[str], styles: Sequence[str]) -> Iterator[str]:
        wrapped = [wrap(cell, width) for cell, width in zip(cells, grid.widths, strict=True)]
        for n in range(max(len(lines) for lines in wrapped)):
            parts = [lines[n] if n < len(lines) else "" for lines in wrapped]
            yield self.line(grid, parts, styles)

    def line(self, grid: "_Grid", parts: Sequence[str], styles: Sequence[str]) -> str:
        padded = []
        for column, part, width, style in zip(
            grid.columns, parts, grid.widths, styles, strict=True
        ):
            fill = " " * (width - cell_len(part))
            painted = self.paint(part, style)
            padded.append(fill + painted if column.kind in RIGHT else painted + fill)
        return _GAP.join(padded)

    def cards(self, grid: "_Grid") -> Iterator[str]:
        for group, rows in grid.table.groups():
            if heading := grid.table.heading(group):
                yield from self.prose(heading, _BOLD)
            totals = [grid.table.totals[group]] if group in grid.table.totals else []
            for row in [*rows, *totals]:
                first, *others = grid.cells(row)
                yield from self.prose(first)
                for column, cell in zip(grid.columns[1:], others, strict=True):
                    yield from self.prose(f"{column.title}: {cell}", indent="  ")
                for remark in grid.remarks(row):
                    yield from self.prose(remark, _DIM, indent="  ")

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text


class _Grid:
    """A table's columns made to fit a width: text and dates give way, figures never."""

    def __init__(self, table: Table, width: int) -> None:
        self.table = table
        self.columns = table.shown()
        self._places = places(table)
        self._index = [table.position_of(column.key) for column in self.columns]
        self._remarks = [
            (table.position_of(column.key), column) for column in table.columns if column.under
        ]
        widest = [0] * len(self.columns)
        for row in [*table.rows, *table.totals.values()]:
            for n, cell in enumerate(self.cells(row)):
                widest[n] = max(widest[n], cell_len(cell))
        titled = list(zip(self.columns, widest, strict=True))
        self.widths = [max(cell_len(column.title), have) for column, have in titled]
        room = width - len(_GAP) * (len(self.columns) - 1)
        least = [max(_least(column, have), _whole_title(column)) for column, have in titled]
        if sum(least) > room:
            least = [_least(column, have) for column, have in titled]
            self.widths = [
                need if column.kind in _WHOLE else have
                for column, need, have in zip(self.columns, least, self.widths, strict=True)
            ]
        self.fits = sum(least) <= room
        while self.fits and sum(self.widths) > room:
            spare = [
                (have - need, n)
                for n, (have, need) in enumerate(zip(self.widths, least, strict=True))
            ]
            broadest = max((self.widths[n], n) for over, n in spare if over > 0)[1]
            self.widths[broadest] -= 1

    def cells(self, row: Row) -> list[str]:
        return [
            human(row[index], column.kind, self._places)
            for index, column in zip(self._index, self.columns, strict=True)
        ]

    def remarks(self, row: Row) -> list[str]:
        return [human(row[index], column.kind) for index, column in self._remarks if row[index]]


def _least(column: Column, widest: int) -> int:
    """Return the width below which a column would lose something: titles break between words."""
    title = max(cell_len(word) for word in column.title.split(" "))
    if column.kind in _WHOLE:
        return max(title, widest)
    return max(title, min(widest, _LEAST_DATE if column.kind is Kind.DATE else _LEAST_TEXT))


def _whole_title(column: Column) -> int:
    """Return how wide the title of a figure is: it gives way only after texts and dates have."""
    return cell_len(column.title) if column.kind in _WHOLE else 0


def _style(column: Column, cell: str) -> str:
    if column.kind is Kind.RATING or column.key == "severity":
        return _COLOURS.get(cell, "")
    return _COLOURS["red"] if column.kind is Kind.VARIANCE and cell.startswith("-") else ""
