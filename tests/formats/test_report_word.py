"""A committee report as a Word document: what it says, how it is laid out, and how it looks."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn

from minerva.formats.widths import layout
from minerva.views.table import Column, Kind
from tests.command import ROOT, run
from tests.odd_programmes import DAY, HOSTILE, LONG, hostile

LATE: Final = ("--as-of", "2015-04-01", "--since", "2014-12-09")
REMARKED: Final = {"Why", "Next to come", "What was found", "Left out", "Notice"}
"""The heads of remarks, which stand below a cell instead of in a column of their own."""


def written(folder: Path, *arguments: str, cwd: Path = ROOT) -> Path:
    path = folder / "committee.docx"
    result = run("report", *arguments, "-o", str(path), cwd=cwd)
    assert result.status == 0, result.stderr
    return path


def opened(path: Path) -> Any:
    """Return a document; python-docx says of much in it that it may be nothing."""
    return docx.Document(str(path))


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("word"), *LATE)


def headings(document: Any, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_it_has_the_sections_of_the_markdown_as_headings(late: Path) -> None:
    document = opened(late)
    markdown = run("report", *LATE, "--format", "markdown").stdout.splitlines()
    assert document.paragraphs[0].style.name == "Title"
    assert f"# {document.paragraphs[0].text}" == markdown[0]
    assert [f"## {text}" for text in headings(document, 1)] == [
        line for line in markdown if line.startswith("## ")
    ]


def test_every_cell_of_the_markdown_is_in_it(late: Path) -> None:
    cells = {
        line
        for table in opened(late).tables
        for row in table.rows
        for cell in row.cells
        for line in map(str.strip, cell.text.split("\n"))
    }
    markdown = run("report", *LATE, "--format", "markdown").stdout
    rows = [line for line in markdown.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) > 50
    for row in rows:
        for cell in row.strip("| ").split(" | "):
            text = cell.strip("*").replace("\\", "")
            assert text in cells | REMARKED or not text, text


def test_heads_are_repeated_and_widths_fill_the_page(late: Path) -> None:
    tables = opened(late).tables
    assert tables
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        widths = [cell.width.mm for cell in table.rows[0].cells]
        assert min(widths) > 9
        assert all([cell.width.mm for cell in row.cells] == widths for row in table.rows)
        assert round(sum(widths)) in (170, 257)


def test_the_same_report_has_the_same_bytes(late: Path, tmp_path: Path) -> None:
    assert written(tmp_path, *LATE).read_bytes() == late.read_bytes()


def test_a_document_of_minerva_s_is_replaced_and_one_that_was_edited_is_not(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert written(tmp_path).exists()
    document = opened(path)
    document.add_paragraph("What only we know")
    document.save(str(path))
    result = run("report", "-o", str(path))
    assert result.status == 2
    assert "What only we know" in opened(path).paragraphs[-1].text


def test_a_template_gives_its_styles_its_head_and_its_page(tmp_path: Path) -> None:
    template: Any = docx.Document()
    template.add_paragraph("Guidance that is to be deleted")
    template.sections[0].header.paragraphs[0].text = "Council of Somewhere"
    template.sections[0].page_width = docx.shared.Mm(200)
    template.styles["Heading 1"].font.name = "Georgia"
    template.save(tmp_path / "council.docx")
    document = opened(written(tmp_path, *LATE, "--template", str(tmp_path / "council.docx")))
    assert "Guidance" not in "".join(p.text for p in document.paragraphs)
    assert document.sections[0].header.paragraphs[0].text == "Council of Somewhere"
    assert round(document.sections[0].page_width.mm) == 200
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert headings(document, 1)[0] == "Summary"


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_what_is_no_template_is_refused(content: bytes | None, tmp_path: Path) -> None:
    template, path = tmp_path / "t.docx", tmp_path / "a.docx"
    if content is not None:
        template.write_bytes(content)
    result = run("report", "-o", str(path), "--template", str(template))
    assert result.status == 2
    assert "t.docx" in result.stderr
    assert "minerva itself failed" not in result.stderr
    assert not path.exists()


def test_a_template_is_for_a_word_document() -> None:
    result = run("report", "--format", "markdown", "--template", "t.docx")
    assert (result.status, result.stdout) == (2, "")
    assert "--template is for a Word document" in result.stderr


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "long"])
def test_any_text_stays_text(text: str, tmp_path: Path) -> None:
    hostile(tmp_path, text)
    path = written(tmp_path, "--as-of", DAY, cwd=tmp_path)
    with ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.testzip() is None
    assert opened(path).tables


def test_a_table_with_too_many_figures_turns_the_page() -> None:
    years = [Column(f"y{n}", f"201{n}/1{n}", Kind.MONEY) for n in range(9)]
    columns = [Column("name", "Saving"), *years]
    cells = [[column.title for column in columns], ["Rent of the depot", *["1,234,567"] * 9]]
    laid = layout(columns, cells, across=88, turned=133)
    assert laid.landscape
    assert sum(laid.shares) == pytest.approx(1)
    assert not layout(columns[:4], [row[:4] for row in cells], across=88, turned=133).landscape


def test_pages_are_turned_only_for_what_needs_it(tmp_path: Path) -> None:
    sections = opened(written(tmp_path, "--as-of", "2021-06-01")).sections
    assert sections[0].orientation == WD_ORIENTATION.PORTRAIT
    for section in sections:
        upright = section.orientation == WD_ORIENTATION.PORTRAIT
        assert (section.page_width < section.page_height) is upright


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="tests/tools installs LibreOffice and poppler, which draw the document",
)
def test_an_office_draws_it_with_no_word_broken(late: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, late],
        check=True,
        capture_output=True,
        timeout=120,
    )
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "committee.pdf", "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert 3 < told.count("\f") <= 15
    assert told.count("Severity") >= 2
    assert "What is asked" in told
    lone = [line for line in told.splitlines() if len(line.strip()) == 1 and line.strip().isalpha()]
    assert lone == []  # no column is so narrow that it has a letter a line
    sections = headings(opened(late), 1)
    for page in told.split("\f")[:-1]:
        assert page.strip() not in sections  # no page has a heading alone
