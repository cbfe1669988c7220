"""A workbook being written: its sheets, its tables of typed columns, what is an input in it.

Only this module knows XlsxWriter. It knows nothing of a programme: what stands on which sheet is
the business of the modules beside it.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from math import ceil, inf
from typing import Any, Final

from minerva.exporting.workbook.blocks import PLACE, WIDEST, Block, Column, Take, expand
from minerva.exporting.workbook.cells import (
    Cell,
    Kind,
    Origin,
    cell_of,
    needs_quote,
    shown_width,
    starts_as_markup,
    text_of,
)
from minerva.exporting.workbook.looks import Looks
from minerva.formats.cells import column_letters
from minerva.model.errors import MinervaError

MOST_ROWS: Final = 1_048_576
"""How many rows a sheet has."""
_MARGIN: Final = 3
_FILTER_BUTTON: Final = 3
_LINE_HEIGHT: Final = 15.0
_NARROW: Final = 2
"""How many more characters than its width a column holds: most letters are narrower than digits."""
_HIGHEST: Final = 405.0
"""How high a row may be, in points; spreadsheets allow 409."""
_NO_ERRORS: Final = ("formula_differs", "formula_range", "number_stored_as_text")
"""What Excel marks as a likely error and is none here: a tolerance in months or in days takes
another formula, a running total leaves cells out, and an id may be made of digits.
"""
_PAGE_TEXT: Final = 50
_NOTE_WIDTH: Final = 180
_NOTE_HEIGHT: Final = 24
"""How large a note is, in pixels: a file's name and a line."""


def _place(column: Column, subject: Any, of_record: Take | None) -> str:
    """Return where an input is written: `milestones.toml:41`; nothing where that is not known."""
    own = column.place(subject) if column.place else None
    if own is not None:
        return f"{own.file}:{own.line}"
    return str(of_record(subject)) if of_record is not None else ""


class Book:
    """A workbook that is written in memory: the same calls give the same bytes."""

    def __init__(
        self,
        heading: str,
        as_of: str,
        currency: str,
        made: date,
        advance: Callable[[int, int], None],
    ) -> None:
        """Begin a workbook: what stands over its pages, its currency, its day (not the clock's).

        Each finished sheet is a step for `advance`, and so is the file.
        """
        import xlsxwriter

        self._stream = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(
            self._stream,
            {
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.heading, self.as_of = _page_text(heading), _page_text(as_of)
        self._made = datetime(made.year, made.month, made.day)  # noqa: DTZ001 - a day, no moment
        self.looks = Looks(self._book.add_format, currency)
        self._book.set_calc_mode("auto")
        self._advance, self._finished = advance, 0

    def sheet(self, name: str, colour: str) -> "Sheet":
        """Add a sheet after those that are there."""
        return Sheet(self, name, self._book.add_worksheet(name), colour)

    def name(self, name: str, sheet: str, row: int, column: int) -> None:
        """Give a cell a name that formulas can use."""
        self._book.define_name(name, f"={sheet}!${column_letters(column)}${row + 1}")

    def properties(self, properties: Mapping[str, str], own: Mapping[str, str]) -> None:
        """Set what the workbook says of itself: the usual properties, and some of our own."""
        cleaned = {key: text_of(value)[:255] for key, value in properties.items()}
        self._book.set_properties({**cleaned, "created": self._made})
        for key, value in own.items():
            self._book.set_custom_property(key, text_of(value)[:255], "text")

    def chart(self, kind: Mapping[str, str]) -> Any:
        """Return a new chart, to be filled and put on a sheet."""
        return self._book.add_chart(dict(kind))

    def step(self) -> None:
        """Tell that another sheet is finished."""
        self._finished += 1
        self._advance(self._finished, len(self._book.worksheets()) + 1)

    def content(self) -> bytes:
        """Finish the workbook, and return its bytes."""
        self._book.close()
        return self._stream.getvalue()


class Sheet:
    """A sheet being written. Rows and columns are counted from 0."""

    def __init__(self, book: Book, name: str, worksheet: Any, colour: str) -> None:
        """Take the workbook and the sheet that XlsxWriter made in it."""
        self.book = book
        self.name = name
        self._worksheet = worksheet
        self._widths: dict[int, float] = {}
        self._texts: list[tuple[int, int, float]] = []
        worksheet._prepare_formula = _as_written
        worksheet.set_tab_color(colour)
        worksheet.hide_gridlines(2)

    def title(self, text: str, lines: Sequence[str] = ()) -> None:
        """Write what the sheet shows, and lines on it."""
        self.text(0, 0, text, bold=True, font_size=14)
        for n, line in enumerate(lines, 1):
            self.text(n, 0, line, font_color="#595959")

    def heading(self, row: int, text: str) -> None:
        """Write a heading over what follows."""
        self.text(row, 0, text, bold=True, font_size=12)

    def text(self, row: int, column: int, text: str, **look: object) -> None:
        """Write a text that runs on over the blank cells beside it."""
        cleaned = text_of(text)
        if needs_quote(cleaned):
            look["quote_prefix"] = True
        self._string(row, column, cleaned, self.book.looks.text(**look))

    def link(self, row: int, column: int, text: str, target: str, indent: int = 0) -> None:
        """Write a text that leads to another place of the workbook."""
        look = self.book.looks.text(
            font_color="#1F3F8F", underline=1, valign="top", align="left", indent=indent
        )
        self._worksheet.write_url(row, column, f"internal:{target}", look, text)

    def value(
        self,
        row: int,
        column: int,
        kind: Kind,
        value: object,
        origin: Origin = Origin.TEXT,
        formula: str | None = None,
    ) -> None:
        """Write a value; with a formula, the value is what the formula comes to."""
        cell = cell_of(value, kind)
        if formula is not None:
            self._formula(row, column, formula, self.book.looks.cell(kind, Origin.FORMULA), cell)
        else:
            self._cell(row, column, cell, kind, origin)
        width = shown_width(cell, kind)
        self._texts.append((row, column, width))
        self._widen(column, width, WIDEST)

    def table(
        self,
        row: int,
        name: str,
        columns: Sequence[Column],
        subjects: Sequence[Any],
        empty: str = "",
    ) -> Block:
        """Write a table with a name, a row for each subject; a table has one row at least.

        Raises MinervaError where the sheet has too few rows for it.
        """
        first, last = row + 1, row + max(len(subjects), 1)
        if last + 1 > MOST_ROWS:
            raise MinervaError(
                f"the sheet {self.name} would need {last + 1:,} rows, "
                f"and a sheet has {MOST_ROWS:,}",
                "narrow it with --workstream, or write tables or JSON instead",
            )
        place = next((column.of for column in columns if column.title == PLACE), None)
        for number, column in enumerate(columns):
            self._column(first, number, name, column, subjects, place)
        if not subjects:
            self.text(first, 0, empty, italic=True, font_color="#595959")
            for number in range(1, len(columns)):
                self._worksheet.write_blank(first, number, None, self.book.looks.cell(Kind.TEXT))
        self._worksheet.add_table(
            row,
            0,
            last,
            len(columns) - 1,
            {
                "name": name,
                "style": None,
                "banded_rows": False,
                "columns": [
                    {"header": column.title, "header_format": self.book.looks.header(column.kind)}
                    for column in columns
                ],
            },
        )
        for number, column in enumerate(columns):
            self.colour(first, number, last, column.kind)
        return Block(self.name, name, first, last, [column.title for column in columns])

    def _column(
        self,
        first: int,
        number: int,
        table: str,
        column: Column,
        subjects: Sequence[Any],
        place: Take | None,
    ) -> None:
        """Write the cells of a column, and make it as wide as they are.

        What is an input has a note with its own place or, without one, that of its record.
        """
        kind, take, formula, origin = column.kind, column.of, column.formula, column.origin
        fixed = expand(formula, table) if isinstance(formula, str) else None
        computed = self.book.looks.cell(kind, Origin.FORMULA)
        widest = self._title_width(first - 1, number, column)
        narrow = inf if kind is Kind.CODE else column.widest - _MARGIN
        for row, subject in enumerate(subjects, first):
            cell = cell_of(take(subject), kind)
            width = shown_width(cell, kind)
            widest = max(widest, width)
            if width > narrow:
                self._texts.append((row, number, width))
            own = fixed
            if formula is not None and fixed is None and not isinstance(formula, str):
                given = formula(subject)
                own = None if given is None else expand(given, table)
            if own is not None:
                self._formula(row, number, own, computed, cell)
            else:
                from_ = origin if isinstance(origin, Origin) else origin(subject)
                if formula is not None and from_ is Origin.TEXT:
                    from_ = Origin.TEXT if cell is None or isinstance(cell, str) else Origin.FIGURE
                self._cell(row, number, cell, kind, from_)
                if from_ is Origin.INPUT and cell is not None:
                    self.note(row, number, _place(column, subject, place))
        self._widen(number, widest, column.widest)

    def note(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell, shown when the pointer is on it; none without a text."""
        if not text:
            return
        options = {"author": "minerva", "width": _NOTE_WIDTH, "height": _NOTE_HEIGHT}
        self._worksheet.write_comment(row, column, text_of(text), options)

    def _cell(self, row: int, column: int, cell: Cell, kind: Kind, origin: Origin) -> None:
        if isinstance(cell, str):
            look = self.book.looks.cell(kind, origin, quoted=needs_quote(cell))
            self._string(row, column, cell, look)
        elif cell is None:
            self._worksheet.write_blank(row, column, None, self.book.looks.cell(kind, origin))
        else:
            self._worksheet.write_number(row, column, cell, self.book.looks.cell(kind, origin))

    def _string(self, row: int, column: int, text: str, look: Any) -> None:
        if starts_as_markup(text):  # XlsxWriter would write it into the file as it stands
            self._worksheet.write_rich_string(row, column, *text[:2], text[2:], look)
        else:
            self._worksheet.write_string(row, column, text, look)

    def _formula(self, row: int, column: int, formula: str, look: Any, cell: Cell) -> None:
        self._worksheet.write_formula(
            row, column, f"={formula}", look, "" if cell is None else cell
        )

    def _title_width(self, row: int, number: int, column: Column) -> float:
        """Return how wide a column is at least: its title may go on two lines, between words."""
        words = column.title.split()
        width = max(len(word) for word in words) + _FILTER_BUTTON
        self._texts.append((row, number, len(column.title) + _FILTER_BUTTON))
        return width

    def colour(self, first: int, column: int, last: int, kind: Kind) -> None:
        """Colour ratings and severities by their words; variances and days below zero."""
        for rule in self.book.looks.rules(kind):
            self._worksheet.conditional_format(first, column, last, column, rule)

    def put_chart(
        self, row: int, column: int, chart: Any, description: str, *, right_by: int = 0
    ) -> None:
        """Put a chart on the sheet, with a text for those who do not see it."""
        options = {"description": text_of(description), "object_position": 2, "x_offset": right_by}
        self._worksheet.insert_chart(row, column, chart, options)

    def width(self, column: int, width: float) -> None:
        """Make a column at least so wide."""
        self._widths[column] = max(width, self._widths.get(column, 0))

    def _set_sizes(self) -> None:
        """Make each column as wide as set, and each row as high as its longest text then is."""
        for column, width in self._widths.items():
            self._worksheet.set_column(column, column, width)
        lines: dict[int, int] = {}
        for row, column, width in self._texts:
            needed = ceil(width / (self._widths[column] + _NARROW))
            if needed > lines.get(row, 1):
                lines[row] = needed
        for row, needed in lines.items():
            self._worksheet.set_row(row, min(needed * _LINE_HEIGHT, _HIGHEST))

    def _widen(self, column: int, width: float, widest: float) -> None:
        self.width(column, min(width + _MARGIN, widest))

    def finish(self, rows: int, columns: int, frozen: int, repeated: int | None = None) -> None:
        """Set widths, frozen headings, and how the sheet is printed: A4, landscape, its width.

        `rows` and `columns` are printed; the first `frozen` rows stay in sight, with the first
        column; the row `repeated` is printed on every page.
        """
        worksheet = self._worksheet
        self._set_sizes()
        everything = f"A1:XFD{MOST_ROWS}"
        worksheet.ignore_errors(dict.fromkeys(_NO_ERRORS, everything))
        worksheet.freeze_panes(frozen, 1)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        worksheet.print_area(0, 0, rows - 1, columns - 1)
        if repeated is not None:
            worksheet.repeat_rows(repeated)
        worksheet.set_header(f"&L{self.book.heading}: {self.name}&R{self.book.as_of}")
        worksheet.set_footer("&LMade by minerva&RPage &P of &N")
        self.book.step()


def _page_text(text: str) -> str:
    """Return a text for the top of a page, which holds 255 characters; & is a command there."""
    return text_of(text)[:_PAGE_TEXT].replace("&", "&&")


def _as_written(formula: str, _: bool = False) -> str:
    """Return a formula without its sign, as a file has it.

    XlsxWriter would look in each formula for more than a hundred functions that are younger than
    Excel 2007, which takes half the time of a large workbook. None of them is used here.
    """
    return formula.removeprefix("=")
