"""A small file that holds a great deal is refused at once, and says where."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

import pytest

from tests.command import run
from tests.machine import slowness
from tests.programmes import write_programme

MILESTONE: Final = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-05
"""
MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADINGS: Final = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Milestone</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Baseline</t></is></c></row>'
)
SECONDS: Final = 10


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONE)


def workbook(rows: str, after: str = "", **parts: str) -> bytes:
    """Return a workbook of one sheet with these rows, and what stands after them."""
    packed = io.BytesIO()
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
            "</Types>",
        )
        packages = "http://schemas.openxmlformats.org/package/2006/relationships"
        for name, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ):
            archive.writestr(
                name,
                f'<Relationships xmlns="{packages}"><Relationship Id="r1" '
                f'Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>',
            )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        sheet = f"<worksheet {MAIN}><sheetData>{HEADINGS}{rows}</sheetData>{after}</worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return packed.getvalue()


def far_column() -> bytes:
    return workbook("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 60_000)))


def many_cells() -> bytes:
    row = "".join("<c><v>1</v></c>" for _ in range(200))
    return workbook("".join(f'<row r="{n}">{row}</row>' for n in range(2, 6_000)))


def merged() -> bytes:
    columns = [f"{a}{b}" for a in "ABCDEFGHI" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    ranges = "".join(f'<mergeCell ref="{name}2:{name}100000"/>' for name in columns)
    return workbook("", f"<mergeCells>{ranges}</mergeCells>")


def outline() -> bytes:
    tasks = "".join(
        f"<Task><UID>{n}</UID><Name>T{n}</Name><OutlineLevel>{n}</OutlineLevel></Task>"
        for n in range(1, 6_001)
    )
    return f'<Project xmlns="http://schemas.microsoft.com/project"><Tasks>{tasks}</Tasks></Project>'.encode()


CASES: Final[dict[str, tuple[str, Callable[[], bytes], str]]] = {
    "a row that no sheet has": (
        "a.xlsx",
        lambda: workbook('<row r="999999999999"><c r="A999999999999"/></row>'),
        "has a row 999999999999, which no sheet has",
    ),
    "a far column": ("a.xlsx", far_column, "as far as XFD"),
    "many cells": ("a.xlsx", many_cells, "cells: more than 1,000,000"),
    "merged cells": ("a.xlsx", merged, "merged cells by "),
    "texts inside texts": (
        "a.xlsx",
        lambda: workbook("", sharedStrings=f"<sst {MAIN}>{'<si>' * 5_000}</sst>"),
        "a text inside text 1",
    ),
    "many texts": (
        "a.xlsx",
        lambda: workbook("", sharedStrings=f"<sst {MAIN}>{'<si/>' * 1_100_000}</sst>"),
        "1,100,000 texts: more than 1,000,000",
    ),
    "many styles": (
        "a.xlsx",
        lambda: workbook("", styles=f"<styleSheet {MAIN}>{'<xf/>' * 1_500_000}</styleSheet>"),
        "1,500,000 styles: more than 130,000",
    ),
    "many rows of text": (
        "a.csv",
        lambda: b"Milestone,Baseline\n" + b"M,2015-01-01\n" * 500_000,
        "more than 100,000 rows with something in them, or 1,000,000 cells, by line 100,001",
    ),
    "many columns of text": (
        "a.csv",
        lambda: b"Milestone,Baseline\n" + b"x," * 200_000 + b"y\n",
        "a.csv, line 2 has 200,001 cells",
    ),
    "an outline of many levels": ("a.xml", outline, "stands under more than 100 others"),
    "elements inside elements": (
        "a.xml",
        lambda: (
            b'<Project xmlns="http://schemas.microsoft.com/project"><Tasks>'
            + b"<Task>" * 6_000
            + b"</Task>" * 6_000
            + b"</Tasks></Project>"
        ),
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_in_time_with_its_place(name: str, programme: Path) -> None:
    file, content, told = CASES[name]
    written = content()
    assert len(written) < 10_000_000
    (programme / file).write_bytes(written)
    began = perf_counter()
    result = run("import", file, "--workstream", "ict", cwd=programme)
    assert perf_counter() - began < SECONDS * slowness()
    assert "itself failed" not in result.stderr
    if told:
        assert result.status == 2
        assert told in result.stderr


def test_blank_cells_far_out_of_a_few_rows_are_no_matter(programme: Path) -> None:
    dated = '<c r="B{0}" t="inlineStr"><is><t>2015-01-05</t></is></c><c r="XFD{0}"/>'
    named = '<c r="A{0}" t="inlineStr"><is><t>M{0}</t></is></c>'
    rows = "".join(f'<row r="{n}">{(named + dated).format(n)}</row>' for n in range(2, 50))
    (programme / "a.xlsx").write_bytes(workbook(rows))
    result = run("import", "a.xlsx", "--workstream", "ict", "-f", "json", cwd=programme)
    assert result.status == 0, result.stderr
    assert result.stdout.count('"M') >= 48


GOOD: Final = '{"id":"a","name":"A","workstream":"ict","full_year":5}'
BAD: Final = {
    "full_year": (
        *("1e1000000", "1e-99999999", "1e99999999999999999999999", "9" * 5_000, "NaN", "-Infinity"),
        *(f'"{"x" * 10_000}"', "1e31"),
    ),
    "name": (r'"x\ud800"', r'"\udfff\ud800"'),
    "note": (r'"\ud800"',),
    "years": (
        *(
            r'{"\ud800":{"realised":1}}',
            '{"2014":{"realised":1}}',
            '{"2014/15":{"realised":1e999}}',
        ),
        *('{"2014/15":7}', '{"next year":{}}'),
    ),
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key in BAD for value in BAD[key]])
def test_a_value_of_json_beyond_bounds_keeps_only_its_own_record_out(
    key: str, value: str, programme: Path
) -> None:
    bad = {"id": '"b"', "name": '"B"', "workstream": '"ict"'} | {key: value}
    written = ",".join(f'"{name}":{text}' for name, text in bad.items())
    document = f'{{"schema_version":1,"savings":{{"lines":[{GOOD},{{{written}}}]}}}}'
    (programme / "a.json").write_text(document)
    result = run("import", "a.json", "--write", "--skip-unread", "-f", "json", cwd=programme)
    assert result.status == 1, result.stderr
    [unread] = json.loads(result.stdout)["unread"]
    assert unread["place"] == f"savings.lines[1].{key}"
    assert len(json.dumps(unread)) < 500
    saved = (programme / "workstreams.toml").read_text("utf-8")
    assert 'id = "a"' in saved
    assert 'id = "b"' not in saved
