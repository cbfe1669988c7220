"""What a board's page and a committee's paper show of a register, and what people say."""

import json
import re
from pathlib import Path

import pytest

from tests.command import ROOT, run
from tests.pages import read
from tests.programmes import write_programme
from tests.registers import MILESTONES, WORKSTREAMS, D, write_depot


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_depot(tmp_path)


def said(directory: Path, *arguments: str) -> str:
    result = run("-C", str(directory), *arguments, "--as-of", str(D))
    assert result.status == 0, result.stderr
    return result.stdout


def text_of(page: str, id: str) -> str:
    section = page.partition(f'<section id="{id}"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_the_page_has_what_is_open_and_the_indicators(depot: Path) -> None:
    page = said(depot, "report")
    register = text_of(page, "register")
    assert "Open: 1 risk, 1 issue, 1 action (1 overdue), 1 decision." in register
    for words in ("An old sewer crosses the site", "The contractor has left", "North or south"):
        assert words in register
    assert "The carriers strike" not in register
    indicators = text_of(page, "indicators")
    assert "Building waste that is recycled E4, %, 2024/25-Q3 Region 2023 74" in indicators
    assert 'class="bars" data-label="Periods">▁ █</td>' in page


def test_the_page_has_what_is_said_beside_the_rating_that_is_worked_out(depot: Path) -> None:
    standing = text_of(said(depot, "report"), "standing")
    assert "What is said" in standing
    assert (
        "Building works The sewer holds up the ground works; the steel is ordered. green amber "
        "Head of Property 31 Jan 2025"
    ) in standing


def test_the_committee_reads_it_under_current_situation(depot: Path) -> None:
    paper = said(depot, "report", "--format", "markdown")
    situation = paper.partition("## Current situation")[2].partition("\n## ")[0]
    assert (
        "- Building works: The sewer holds up the ground works; the steel is ordered. (Head of "
        "Property, 31 Jan 2025, rated amber; by the figures: green)"
    ) in situation
    risks = paper.partition("\n## Risks")[2].partition("\n## ")[0]
    assert "An old sewer crosses the site" in risks
    assert "\n## Issues, actions and decisions" in paper
    assert "\n## Indicators" in paper


def test_the_word_document_has_them_too(depot: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    made = tmp_path / "paper.docx"
    said(depot, "report", "-o", str(made))
    document = docx.Document(str(made))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any(text.startswith("An old sewer crosses the site") for text in cells)
    assert "▁ █" in cells
    assert any("rated amber" in paragraph.text for paragraph in document.paragraphs)


def test_status_has_what_is_said(depot: Path) -> None:
    assert "What is said" in said(depot, "status", "--all")
    stated = json.loads(said(depot, "status", "--format", "json"))["workstreams"][0]["stated"]
    assert stated == {
        "rating": "amber",
        "text": "The sewer holds up the ground works; the steel is ordered.",
        "by": "Head of Property",
        "on": "2025-01-31",
    }


def test_notes_and_sources_of_the_register_are_named(depot: Path) -> None:
    page = said(depot, "report")
    sources = text_of(page, "sources")
    assert "Survey of 1961" in sources
    assert "Actual of 2024/25-Q3 Building waste that is recycled" in sources
    assert "workstreams.toml, milestones.toml and register.toml" in text_of(page, "made")


def test_a_programme_without_a_register_has_none_of_it(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    page = said(tmp_path, "report")
    for id in ("register", "indicators"):
        assert f'<section id="{id}"' not in page
    assert "register.toml" not in page
    paper = said(tmp_path, "report", "--format", "markdown")
    assert "## Issues, actions and decisions" not in paper


def test_the_page_of_the_scorecard_has_every_indicator() -> None:
    page = said(ROOT / "examples" / "children-and-families", "report")
    assert read(page)
    assert len(re.findall(r"TS\d+, |EIS\d+, ", text_of(page, "indicators"))) == 30
