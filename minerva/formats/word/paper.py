"""A committee report as a Word document, in Word's own styles or in those of a template.

Only here is python-docx imported. Headings are headings, so that Word lists them; the head of a
table is repeated on each page; a table that is too wide for the page stands on a page turned.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from minerva.formats.cells import RIGHT, human, places, visible, xml_text
from minerva.formats.widths import layout
from minerva.views.board.parts import Board, Drawing, Folded, Part, Section, Terms
from minerva.views.table import Column, Row, Table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section as WordSection
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph

MADE_BY: Final = "minerva"

_LETTERS_IN_A_MM: Final = 0.52
_TABLE_TEXT: Final = Pt(9)
_MOST_FIGURES: Final = 10
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SIGNED: Final = "docProps/core.xml"
"""What says who made a document. It is not packed, so that `formats.ours` finds it."""


class NoWordDocumentError(Exception):
    """A template cannot be read as a Word document."""


def render(board: Board, template: bytes | None = None) -> bytes:
    """Return the document, in the styles of a template where there is one.

    The same board and the same template give the same bytes. Raises NoWordDocumentError.
    """
    paper = _Paper(_a4() if template is None else _read(template), board)
    paper.write()
    file = BytesIO()
    paper.document.save(file)
    return _without_times(file.getvalue())


def _read(template: bytes) -> "WordDocument":
    try:
        return Document(BytesIO(template))
    except (BadZipFile, KeyError, ValueError, OpcError, SyntaxError) as error:
        raise NoWordDocumentError from error


def _a4() -> "WordDocument":
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(20))
    return document


def _without_times(content: bytes) -> bytes:
    """Return an archive whose entries have no time of their own."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_STORED if name == _SIGNED else ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return written.getvalue()


class _Paper:
    """A document that a board is written into, at its end."""

    def __init__(self, document: "WordDocument", board: Board) -> None:
        self.document = document
        self.board = board
        self.names = {style.name for style in document.styles}
        self._empty()
        self.upright = document.sections[0].page_width, document.sections[0].page_height
        self.landscape = False

    def write(self) -> None:
        board = self.board
        properties = self.document.core_properties
        properties.title, properties.author = _text(board.title), MADE_BY
        properties.comments = _text(f"{board.basis}.")
        properties.last_modified_by = MADE_BY
        properties.created = properties.modified = datetime.combine(board.as_of, time())
        self.paragraph(board.title, "Title")
        if board.organisation:
            self.paragraph(board.organisation, "Subtitle")
        self.paragraph(f"{board.basis}.")
        for section in board.sections:
            self.section(section)

    def section(self, section: Section) -> None:
        self.turn(landscape=False)
        self.paragraph(section.title, "Heading 1")
        if section.message:
            self.paragraph(section.message)
        for line in section.lines:
            self.paragraph(line, "List Bullet")
        for part in section.parts:
            self.part(part)

    def part(self, part: Part) -> None:
        if isinstance(part, Terms):
            for term in part.terms:
                paragraph = self.paragraph("", "List Bullet")
                paragraph.add_run(_text(term.name)).bold = True
                paragraph.add_run(_text(f": {term.meaning}"))
        elif isinstance(part, Drawing | Folded):
            self.table(part.table, part.title)
        else:
            self.table(part, part.title)

    def table(self, table: Table, title: str | None) -> None:
        """Write a table under its heading, on a page turned where one of its parts needs it."""
        if not table.subjects:
            self.turn(landscape=False)
            if title:
                self.paragraph(title, "Heading 2")
            self.paragraph(table.empty)
            return
        decimals = places(table)
        parts = [
            (group, columns, _lines(table, columns, rows, group, decimals))
            for group, rows in table.groups()
            for columns in _parts(table)
        ]
        across, turned = self.letters
        self.turn(
            landscape=any(
                layout(columns, lines, across, turned).landscape for _, columns, lines in parts
            )
        )
        if title:
            self.paragraph(title, "Heading 2")
        last = None
        for group, columns, lines in parts:
            if group != last and (heading := table.heading(group)):
                self.paragraph(heading, "Heading 3")
            last = group
            room = turned if self.landscape else across
            shares = layout(columns, lines, room, room).shares
            self.grid(columns, lines, shares, total=group in table.totals)
        for note in table.notes:
            self.small(self.paragraph(note))

    def grid(
        self,
        columns: Sequence[Column],
        lines: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        total: bool,
    ) -> None:
        """Write the rows of a table: the first is its head, the last its total if it has one."""
        grid = self.document.add_table(rows=len(lines), cols=len(columns))
        if "Table Grid" in self.names:
            grid.style = "Table Grid"
        grid.autofit = False
        widths = [int(self.width * share) for share in shares]
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        for number, (row, texts) in enumerate(zip(grid.rows, lines, strict=True)):
            bold = number == 0 or (total and number == len(lines) - 1)
            if number == 0:
                _repeat(row)
            _keep_whole(row)
            for cell, column, width, text in zip(row.cells, columns, widths, texts, strict=True):
                cell.width = width
                self.cell(cell, text, right=column.kind in RIGHT, bold=bold, keep=number == 0)
        self.paragraph("").paragraph_format.space_after = Pt(0)

    def cell(self, cell: "_Cell", text: str, *, right: bool, bold: bool, keep: bool) -> None:
        """Write a cell, each remark on a line of its own; a head is kept with what follows."""
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            run = paragraph.add_run(line)
            run.font.size, run.bold = _TABLE_TEXT, bold or None
            run.italic = True if number else None
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = keep or None
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def paragraph(self, text: str, style: str | None = None) -> "Paragraph":
        """Add a paragraph in a style, or as other text where a template has no such style."""
        return self.document.add_paragraph(_text(text), style if style in self.names else None)

    def small(self, paragraph: "Paragraph") -> None:
        for run in paragraph.runs:
            run.font.size = _TABLE_TEXT

    def turn(self, *, landscape: bool) -> None:
        """Begin a page that is turned, or upright again, where the present one is not."""
        if landscape == self.landscape:
            return
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        width, height = self.upright
        section.orientation = WD_ORIENTATION.LANDSCAPE if landscape else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        self.landscape = landscape

    @property
    def width(self) -> int:
        """How wide the text of the present page is."""
        section = self.document.sections[-1]
        return (section.page_width or 0) - _sides(section)

    @property
    def letters(self) -> tuple[int, int]:
        """How many letters a line of a table has, upright and turned."""
        sides = _sides(self.document.sections[0])
        across, turned = (((side or 0) - sides) / Mm(1) * _LETTERS_IN_A_MM for side in self.upright)
        return int(across), int(turned)

    def _empty(self) -> None:
        """Take out what a template says, and leave its styles, its page, its head and its foot."""
        body = self.document.element.body
        for element in list(body):
            if not element.tag.endswith("}sectPr"):
                body.remove(element)


def _sides(section: "WordSection") -> int:
    return (section.left_margin or 0) + (section.right_margin or 0)


def _parts(table: Table) -> Iterator[list[Column]]:
    """Yield the columns of a table, in parts that fit a page turned; remarks are left out."""
    columns = table.shown()
    figures = [column for column in columns if column.kind in RIGHT]
    if len(figures) <= _MOST_FIGURES:
        yield columns
        return
    others = [column for column in columns if column not in figures]
    size = -(-len(figures) // -(-len(figures) // _MOST_FIGURES))
    for begin in range(0, len(figures), size):
        yield [*others, *figures[begin : begin + size]]


def _lines(
    table: Table, columns: Sequence[Column], rows: Sequence[Row], group: object, decimals: int
) -> list[list[str]]:
    """Return the texts of a part of a table: its head, its rows, and its total if it has one."""
    lines = [[_text(column.title) for column in columns]]
    lines += [[_cell(table, column, row, decimals) for column in columns] for row in rows]
    if group in table.totals:
        total = table.totals[group]
        lines.append([_cell(table, column, total, decimals) for column in columns])
    return lines


def _cell(table: Table, column: Column, row: Row, decimals: int) -> str:
    """Return the text of a cell, and on lines below it what is remarked on it."""
    value = _text(human(row[table.position_of(column.key)], column.kind, decimals))
    remarks = [
        _text(human(row[n], remark.kind))
        for n, remark in enumerate(table.columns)
        if remark.under == column.key and row[n]
    ]
    return "\n".join([value, *remarks])


def _text(text: str) -> str:
    return xml_text(visible(text))


def _repeat(row: "_Row") -> None:
    """Have Word repeat a row at the top of each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: "_Row") -> None:
    """Have Word break no page within a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
