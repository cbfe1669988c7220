"""The page and the workbook of a portfolio, and what they may write over."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result, run
from tests.portfolios import DAY, mixed, write
from tests.spreadsheets import needs_office, recomputed


def report(here: Path, *more: str) -> Result:
    return run(
        *("portfolio", "report", "plans", "-o", "all.html", "--as-of", DAY, "--no-cache", *more),
        cwd=here,
    )


def export(here: Path, *more: str) -> Result:
    return run(
        *("portfolio", "export", "all.xlsx", "plans", "--as-of", DAY, "--no-cache", *more), cwd=here
    )


def test_the_page_leads_to_a_page_for_each_programme(tmp_path: Path) -> None:
    pytest.importorskip("jinja2", reason="the page needs it")
    mixed(tmp_path)
    result = report(tmp_path)
    assert result.status == 2
    assert result.stdout == "all.html: 4 programmes, pages in all-pages.\n"
    page = (tmp_path / "all.html").read_text("utf-8")
    links = re.findall(r'href="(all-pages/[^"]+)"', page)
    assert links == [f"all-pages/{id}.html" for id in ("alpha", "beta", "euro", "july")]
    for link in links:
        assert "<!DOCTYPE html>" in (tmp_path / link).read_text("utf-8")
    assert "not read, 1 problem" in page
    assert "€120,000.50" in page
    again = page
    assert report(tmp_path).status == 2
    assert (tmp_path / "all.html").read_text("utf-8") == again


def test_a_page_that_minerva_did_not_make_is_left(tmp_path: Path) -> None:
    pytest.importorskip("jinja2", reason="the page needs it")
    write(tmp_path / "plans" / "a", "a")
    (tmp_path / "all.html").write_text("<p>mine</p>", "utf-8")
    result = report(tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert (tmp_path / "all.html").read_text("utf-8") == "<p>mine</p>"
    assert not (tmp_path / "all-pages").exists()
    assert report(tmp_path, "--force").status == 0


def test_a_name_on_the_page_stays_text(tmp_path: Path) -> None:
    pytest.importorskip("jinja2", reason="the page needs it")
    file = write(tmp_path / "plans" / "a", "a") / "workstreams.toml"
    file.write_text(file.read_text("utf-8").replace('"A"', '"<script>x</script>"'), "utf-8")
    assert report(tmp_path).status == 0
    assert "<script" not in (tmp_path / "all.html").read_text("utf-8")


def values(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_tells_money_apart(tmp_path: Path) -> None:
    mixed(tmp_path)
    result = export(tmp_path)
    assert (result.status, result.stdout) == (2, "all.xlsx: 4 programmes.\n")
    sheets = values((tmp_path / "all.xlsx").read_bytes())
    assert list(sheets) == ["Totals", "Programmes", "Savings", "Milestones"]
    totals = {row[0]: row[1:3] for row in sheets["Totals"] if row[0] in ("GBP", "EUR")}
    assert totals["EUR"][1] is not None
    money = [row[:3] for row in sheets["Totals"][4:7]]
    assert money == [("GBP", 2, 240_001), ("EUR", 1, 120_000.5), ("GBP 07-01", 1, 120_000.5)]
    first = (tmp_path / "all.xlsx").read_bytes()
    assert export(tmp_path).status == 2
    assert (tmp_path / "all.xlsx").read_bytes() == first


def test_a_workbook_that_minerva_did_not_make_is_left(tmp_path: Path) -> None:
    write(tmp_path / "plans" / "a", "a")
    (tmp_path / "all.xlsx").write_bytes(b"PK mine")
    assert export(tmp_path).status == 2
    assert (tmp_path / "all.xlsx").read_bytes() == b"PK mine"


@pytest.mark.slow
@needs_office
def test_a_spreadsheet_comes_to_the_same_totals(tmp_path: Path) -> None:
    mixed(tmp_path)
    export(tmp_path)
    content = (tmp_path / "all.xlsx").read_bytes()
    saved = recomputed({"all": content}, tmp_path / "office")["all"].read_bytes()
    assert values(saved)["Totals"] == values(content)["Totals"]


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (["report"], "name one: -o portfolio.html"),
        (["report", "-o", "all.txt"], "name a file that ends with .html"),
        (["export"], "name one: portfolio.xlsx"),
        (["build"], "name a directory: -o store"),
    ],
)
def test_a_file_has_to_be_named(tmp_path: Path, command: list[str], hint: str) -> None:
    write(tmp_path / "plans" / "a", "a")
    result = run("portfolio", *command, cwd=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert f"hint: {hint}" in result.stderr
