"""Awkward files: each is read right or refused in words, and never read by half."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.command import Result, run
from tests.foreign_files import (
    Rows,
    archive,
    day,
    old_office,
    rewritten,
    text,
    with_values,
    workbook,
)
from tests.programmes import write_programme

TODAY = date(2015, 2, 2)
HEADINGS = ["Workstream", "Milestone", "Baseline finish", "Finish"]
PLAN = [
    HEADINGS,
    ["ICT", "Tenders in", "09/01/2015", "31/03/2015"],
    ["HRD", "Posts filled", "30/04/2015", "30/04/2015"],
]
READ = {"Tenders in": "2015-01-09 → 2015-03-31", "Posts filled": "2015-04-30"}
SAVINGS = [
    ["Workstream", "Saving", "Full year effect (£k)", "Starts"],
    ["ICT", "Licences", "1,234", "01/04/2015"],
    ["HRD", "Posts", "(45)", "TBC"],
]
SAVED = {"Licences": 1234000, "Posts": -45000}


class Case(NamedTuple):
    """A file, and what is read of it: each new record's date or amount, or why it is refused.

    `unread` and `left_out` are the places of what could not be read and of what is left out.
    """

    name: str
    make: Callable[[], bytes]
    read: Mapping[str, object] = READ
    rejected: Sequence[str] = ()
    skipped: Sequence[str] = ()
    refused: str | None = None
    hint: str = ""
    options: Sequence[str] = ()
    file: str = "plan.csv"


def case(name: str, make: Callable[[], bytes], **other: Any) -> Any:
    return pytest.param(Case(name, make, **other), id=name)


def sheet(name: str, make: Callable[[], bytes], **other: Any) -> Any:
    return case(name, make, **{"file": "plan.xlsx"} | other)


def plan(*rows: Sequence[object]) -> list[Sequence[object]]:
    return [HEADINGS, *rows]


def dated(written: object, file: Callable[..., bytes] = text, **other: Any) -> bytes:
    return file(plan(["ICT", "Tenders in", written, None]), **other)


TEXTS = [
    case("commas", lambda: text(PLAN)),
    case("semicolons", lambda: text(PLAN, ";")),
    case("tabs", lambda: text(PLAN, "\t"), file="plan.txt"),
    case("bars", lambda: text(PLAN, "|")),
    case("sep-line", lambda: b"sep=;\r\n" + text(PLAN, ";", end="\r\n")),
    case("bom", lambda: text(PLAN, encoding="utf-8-sig")),
    case("utf-16", lambda: text(PLAN, "\t", "utf-16")),
    case("utf-16-big-without-mark", lambda: text(PLAN, encoding="utf-16-be")),
    case("utf-32", lambda: text(PLAN, encoding="utf-32")),
    case("carriage-returns-alone", lambda: text(PLAN, end="\r")),
    case("no-end-of-the-last-line", lambda: text(PLAN).rstrip(b"\n")),
    case(
        "windows-1252-pounds",
        lambda: text(SAVINGS, encoding="cp1252"),
        read=SAVED,
    ),
    case(
        "commas-in-quoted-cells-beside-semicolons",
        lambda: text([HEADINGS, ["ICT", 'a; "b", c', "09/01/2015", ""]], ";"),
        read={'a; "b", c': "2015-01-09"},
    ),
    case(
        "line-breaks-in-cells",
        lambda: text(
            [["Workstream", "Milestone", "Baseline\nfinish"], ["ICT", "a\r\nb", "9 Jan 2015"]]
        ),
        read={"a b": "2015-01-09"},
    ),
    case(
        "title-rows-and-notes",
        lambda: text(
            [["Depot programme"], [], ["As at 2 February 2015"], *PLAN, ["* subject to approval"]]
        ),
        skipped=["line 7"],
    ),
    case(
        "headings-again-on-each-page",
        lambda: text([*PLAN[:2], HEADINGS, PLAN[2]]),
        skipped=["line 3"],
    ),
    case(
        "blank-rows",
        lambda: text([PLAN[0], [], PLAN[1], ["", "", "", ""], [" ", "\u00a0"], PLAN[2]]),
        skipped=["line 2 to line 5"],
    ),
    case(
        "10-mb-of-blank-rows",
        lambda: text(PLAN) + b",,,,,,,,,,,,,,,,,,,\n" * 500_000,
        skipped=["line 4 to line 500,003"],
    ),
    case("a-month-as-text", lambda: dated("Mar-15"), read={"Tenders in": "2015-03"}),
    case("a-week", lambda: dated("w/c 24/11/14"), read={"Tenders in": "2014-W48"}),
    case("a-quarter", lambda: dated("Q3 2014/15"), read={"Tenders in": "2014/15-Q3"}),
    case(
        "as-project-writes-it",
        lambda: dated("Fri 30/01/15 17:00"),
        read={"Tenders in": "2015-01-30"},
    ),
    case(
        "months-before-days",
        lambda: text(plan(["ICT", "a", "01/02/2015", ""], ["ICT", "b", "03/31/2015", ""])),
        refused='line 3, column 3 has "03/31/2015", which can only have the month first',
        hint="write the dates of the whole file as 2015-03-31",
    ),
    case(
        "days-and-months-in-both-orders",
        lambda: text(plan(["ICT", "a", "31/03/2015", ""], ["ICT", "b", "03/31/15", ""])),
        refused="can only have the month first",
    ),
    case(
        "a-day-that-is-not-there",
        lambda: text(plan(*PLAN[1:], ["ICT", "c", "31/02/2015", ""])),
        rejected=["line 4, column 3"],
    ),
    case(
        "a-weekday-that-contradicts",
        lambda: text(plan(*PLAN[1:], ["ICT", "c", "Mon 30/01/15", ""])),
        rejected=["line 4, column 3"],
    ),
    case(
        "two-faults-in-a-row",
        lambda: text(plan(*PLAN[1:], ["ICT", "c", "soon", "#REF!"])),
        rejected=["line 4, column 3", "line 4, column 4"],
    ),
    case(
        "a-date-as-a-number",
        lambda: text(plan(*PLAN[1:], ["ICT", "c", "42094", ""])),
        rejected=["line 4, column 3"],
    ),
    case(
        "no-date-that-is-known",
        lambda: text(plan(*PLAN[1:], ["ICT", "c", "TBC", "n/a"], ["ICT", "d", "-", ""])),
        rejected=["line 4", "line 5"],
    ),
    case(
        "no-name",
        lambda: text(plan(*PLAN[1:], ["ICT", "", "09/01/2015", ""])),
        rejected=["line 4, column 2"],
    ),
    case(
        "the-same-name-twice",
        lambda: text(plan(*PLAN[1:], ["ict", "TENDERS  in", "10/01/2015", ""])),
        rejected=["line 4"],
    ),
    case(
        "two-columns-for-one-key",
        lambda: text([["Milestone", "Due", "Planned finish"], ["a", "09/01/2015", "09/01/2015"]]),
        refused='"Due" (line 1, column 2) and "Planned finish" (line 1, column 3) may both be the',
        hint='--map "Due=baseline"',
    ),
    case(
        "neither-milestones-nor-savings",
        lambda: text([["Workstream", "Name", "Owner"], ["ICT", "a", "b"]]),
        refused="do not say whether the rows are milestones or savings",
        hint="--as milestones or --as savings",
    ),
    case("a-quotation-mark-not-closed", lambda: b'Milestone,Due\n"a,1\n', refused="is not closed"),
    case("no-headings", lambda: b"a,b\n1,2\n", refused="no line of plan.csv has headings"),
    case("no-rows", lambda: text([HEADINGS]), refused="plan.csv has no rows to take over"),
    case("empty", lambda: b"", refused="plan.csv is empty"),
    case("only-a-mark", lambda: b"\xef\xbb\xbf\r\n", refused="plan.csv is empty"),
    case("no-text", lambda: b"Milestone\x00,Due\n", refused="is not text"),
    case(
        "no-encoding",
        lambda: b"Milestone,Due\n\x81\x8d,09/01/2015\n",
        refused="is neither UTF-8 nor Windows-1252",
    ),
    case("half-of-utf-16", lambda: text(PLAN, encoding="utf-16")[:-1], refused="cannot be read as"),
]
MONEY = [
    case("thousands-and-brackets", lambda: text(SAVINGS), read=SAVED),
    case(
        "totals",
        lambda: text(
            [
                *SAVINGS,
                ["", "Sub-total", "1,189", ""],
                ["Total", "", "1,189", ""],
                ["", "", "1", ""],
            ]
        ),
        read=SAVED,
        skipped=["line 4", "line 5", "line 6"],
    ),
    case(
        "a-saving-that-begins-with-total",
        lambda: text([SAVINGS[0], ["ICT", "Total facilities management", "10", "01/04/2015"]]),
        read={"Total facilities management": 10000},
    ),
    case(
        "units-in-headings-and-cells",
        lambda: text(
            [
                ["Workstream", "Saving", "FYE £m", "Starts"],
                ["ICT", "a", "0.5", "Apr-15"],
                ["ICT", "b", "£1,234k", "Apr-15"],
                ["ICT", "c", "n/a", ""],
            ]
        ),
        read={"a": 500000, "b": 1234000, "c": None},
    ),
    case(
        "less-than-a-penny",
        lambda: text([SAVINGS[0], ["ICT", "a", "0.123456", "01/04/2015"]]),
        read={"a": 123.46},
        skipped=["line 2, column 3"],
    ),
    case(
        "commas-for-pence",
        lambda: text([*SAVINGS, ["ICT", "c", "1.234,56", ""], ["ICT", "d", "€5", ""]]),
        read={"Posts": -45000},
        rejected=["line 2, column 3", "line 4, column 3", "line 5, column 3"],
    ),
    case(
        "a-row-for-each-year",
        lambda: text([["Workstream", "Saving", "Year", "Full year"], ["ICT", "a", "2014/15", "5"]]),
        refused='"Year" (line 1, column 3) says that a saving has a row for each year',
        hint="give each year a column",
    ),
    case(
        "another-currency",
        lambda: text([["Workstream", "Saving", "Full year (€k)"], ["ICT", "a", "5"]]),
        read={},
        rejected=["line 2, column 3"],
    ),
]


def merged_title(book: Any) -> None:
    page = book.active
    page.insert_rows(1, 2)
    page["A1"] = "Depot programme"
    page.merge_cells("A1:D1")


def merged_workstreams(book: Any) -> None:
    book.active.merge_cells("A2:A3")


def hide(name: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[name].sheet_state = "hidden"

    return change


def many_blank_rows() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, 40_000))

    def longer(xml: str) -> str:
        return xml.replace("</sheetData>", f"{rows}</sheetData>")

    return rewritten(workbook(PLAN), {"xl/worksheets/sheet1.xml": longer})


def zip_bomb() -> bytes:
    content = io.BytesIO(workbook(PLAN))
    with (
        zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("xl/media/image1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(210):
            part.write(b"\0" * 1_000_000)
    return content.getvalue()


def lying_size() -> bytes:
    """Return a workbook whose sheet says that it is smaller than it is."""
    content = bytearray(workbook(PLAN))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    wrong = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert wrong != content
    return bytes(wrong)


def with_doctype(declared: str) -> bytes:
    def change(xml: str) -> str:
        head, _, body = xml.rpartition("?>")
        return f"{head}{'?>' if head else ''}<!DOCTYPE worksheet [{declared}]>{body}"

    return rewritten(workbook(PLAN), {"xl/worksheets/sheet1.xml": change})


BOMB = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
FORMULAS: Rows = [HEADINGS, ["ICT", "Tenders in", day("2015-01-09"), "=C2+81"]]
WORKBOOKS = [
    sheet("texts-in-a-workbook", lambda: workbook(PLAN)),
    sheet(
        "dates-of-excel",
        lambda: workbook(
            plan(
                ["ICT", "Tenders in", day("2015-01-09"), datetime(2015, 3, 31, 17, 0)],  # noqa: DTZ001
                ["HRD", "Posts filled", day("2015-04-30"), day("2015-04-30")],
            )
        ),
    ),
    sheet(
        "a-month-that-excel-keeps-as-a-day",
        lambda: dated(day("2015-03-01"), workbook, formats={"C2": "mmm-yy"}),
        read={"Tenders in": "2015-03"},
    ),
    sheet("merged-title", lambda: workbook(PLAN, change=merged_title)),
    sheet(
        "merged-workstreams",
        lambda: workbook(
            plan(["ICT", "a", day("2015-01-09"), None], [None, "b", day("2015-01-10"), None]),
            change=merged_workstreams,
        ),
        read={"a": "2015-01-09", "b": "2015-01-10"},
    ),
    sheet(
        "a-formula-whose-value-is-a-number",
        lambda: with_values(workbook(FORMULAS), {"D2": 42094}),
        read={},
        rejected=["Sheet1!D2"],
    ),
    sheet(
        "formulas-with-dates",
        lambda: with_values(workbook(FORMULAS, formats={"D2": "dd/mm/yyyy"}), {"D2": 42094}),
        read={"Tenders in": "2015-01-09 → 2015-03-31"},
    ),
    sheet(
        "formulas-without-values",
        lambda: workbook(FORMULAS),
        read={},
        rejected=["Sheet1!D2"],
    ),
    sheet(
        "errors-of-formulas",
        lambda: with_values(workbook(FORMULAS), {"D2": "#REF!"}),
        read={},
        rejected=["Sheet1!D2"],
    ),
    sheet(
        "a-hidden-sheet",
        lambda: workbook({"Old": PLAN, "Plan": PLAN}, change=hide("Old")),
    ),
    sheet(
        "a-hidden-sheet-that-is-asked-for",
        lambda: workbook({"Old": PLAN, "Notes": [["x"]]}, change=hide("Old")),
        options=["--sheet", "old"],
    ),
    sheet(
        "a-name-of-a-sheet-with-blanks",
        lambda: workbook({"My plan": plan(["ICT", "a", "soon", None])}),
        read={},
        rejected=["'My plan'!C2"],
    ),
    sheet(
        "two-sheets-of-milestones",
        lambda: workbook({"Plan": PLAN, "Old": PLAN}),
        refused='2 sheets of plan.xlsx have rows to read: "Plan", "Old"',
        hint='--sheet "Plan"',
    ),
    sheet(
        "no-such-sheet",
        lambda: workbook(PLAN),
        options=["--sheet", "Plan"],
        refused='has no sheet "Plan"',
        hint="its sheets are Sheet1",
    ),
    sheet(
        "a-sheet-of-savings-beside-milestones",
        lambda: workbook({"Plan": PLAN, "Money": SAVINGS}),
        options=["--as", "savings"],
        read=SAVED,
    ),
    sheet("blank-rows-of-a-workbook", many_blank_rows, skipped=[]),
    sheet(
        "percentages-and-flags",
        lambda: workbook(
            [
                ["Name", "Milestone", "Finish", "% complete", "Predecessors", "Workstream"],
                ["a", "Yes", day("2015-01-09"), 1, None, "ICT"],
                ["b", "Yes", day("2015-03-09"), 0.5, None, "ICT"],
                ["c", "No", day("2015-03-09"), 0, None, "ICT"],
            ],
            formats={"D2": "0%", "D3": "0%", "D4": "0%"},
        ),
        read={"a": "2015-01-09 done 2015-01-09", "b": "2015-03-09"},
        skipped=["Sheet1, row 4"],
    ),
    sheet(
        "complete-on-a-day-to-come",
        lambda: workbook(
            [["Workstream", "Name", "Finish", "% complete"], ["ICT", "a", day("2016-01-09"), 100]]
        ),
        read={},
        rejected=["Sheet1!D2"],
    ),
    sheet(
        "amounts-that-are-only-shown-in-thousands",
        lambda: workbook(
            [["Workstream", "Saving", "Full year (£k)"], ["ICT", "a", 1234000], ["ICT", "b", 80.5]],
            formats={"C2": '£#,##0,"k"'},
        ),
        read={"a": 1234000, "b": 80500},
    ),
    sheet(
        "a-sum-of-floats",
        lambda: workbook([["Workstream", "Saving", "Full year"], ["ICT", "a", 0.1 + 0.2]]),
        read={"a": 0.3},
    ),
    sheet(
        "a-time-of-day",
        lambda: dated(time(9, 30), workbook),
        read={},
        rejected=["Sheet1!C2"],
    ),
    sheet(
        "macros",
        lambda: rewritten(workbook(PLAN), {"xl/vbaProject.bin": lambda _: "Sub Auto_Open()"}),
        file="plan.xlsm",
    ),
    sheet("a-workbook-that-is-called-csv", lambda: workbook(PLAN), file="plan.csv"),
]
REFUSED = [
    sheet("a-zip-bomb", zip_bomb, refused="would unpack to 210 MB", hint="into a new workbook"),
    sheet("a-size-that-is-not-so", lying_size, refused="plan.xlsx is damaged"),
    sheet(
        "an-xml-bomb",
        lambda: with_doctype(BOMB),
        refused="declares XML entities in xl/worksheets/sheet1.xml",
    ),
    sheet(
        "external-entities",
        lambda: with_doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'),
        refused="declares XML entities",
    ),
    sheet(
        "a-password",
        lambda: old_office("EncryptionInfo", "EncryptedPackage"),
        refused="plan.xlsx is protected with a password",
        hint="take the password off",
    ),
    sheet("half-a-workbook", lambda: workbook(PLAN)[:-400], refused="plan.xlsx is damaged"),
    sheet(
        "a-sheet-that-is-no-xml",
        lambda: rewritten(workbook(PLAN), {"xl/worksheets/sheet1.xml": lambda _: "<a"}),
        refused="plan.xlsx is damaged",
    ),
    sheet("an-archive", lambda: archive({"plan.csv": b"x"}), refused="an archive, and no workbook"),
    case("xls", lambda: old_office("Workbook"), file="plan.xls", refused="Excel 97 to 2003 (.xls)"),
    case(
        "ods",
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        file="plan.ods",
        refused="OpenDocument",
        hint="save it as an Excel workbook (.xlsx)",
    ),
    case("xlsb", lambda: archive({"xl/workbook.bin": b""}), file="plan.xlsb", refused="(.xlsb)"),
    case(
        "docx", lambda: archive({"word/document.xml": b""}), refused="a document, and no workbook"
    ),
    case("numbers", lambda: archive({"Index/Document.iwa": b""}), refused="a file of Numbers"),
    case("html", lambda: b"<html><table><tr><td>1", file="plan.xls", refused="is a web page"),
    case("pdf", lambda: b"%PDF-1.7 ...", refused="plan.csv is a PDF"),
    case("gzip", lambda: b"\x1f\x8b\x08\x00abc", refused="packed with gzip"),
    case(
        "xml-of-2003",
        lambda: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        refused="an XML spreadsheet of 2003",
    ),
    case("json-of-another", lambda: b'{"tasks": []}', refused="is JSON of another tool"),
    case("json-that-ends", lambda: b'{"schema_version": 1', refused="is not JSON"),
    case("sheet-of-a-text", lambda: text(PLAN), options=["--sheet", "x"], refused="has no sheets"),
    case(
        "no-such-heading",
        lambda: text(PLAN),
        options=["--map", "Finnish=actual"],
        refused='there is no heading "Finnish"',
        hint='did you mean "Finish"?',
    ),
    case(
        "no-such-key",
        lambda: text(PLAN),
        options=["--map", "Finish=forcast"],
        refused='milestones have no key "forcast"',
        hint='did you mean "forecast"?',
    ),
    case("no-such-row", lambda: text(PLAN), options=["--header", "9"], refused="row 9 has nothing"),
    case(
        "no-such-workstream",
        lambda: text(PLAN),
        options=["--workstream", "fleet"],
        refused='there is no workstream "fleet"',
        hint="they are ict (ICT), hrd (HRD)",
    ),
    case(
        "no-workstream",
        lambda: text([["Milestone", "Due"], ["a", "09/01/2015"]]),
        refused="does not say which workstream its rows are in",
        hint="--workstream ID; the workstreams are ict, hrd",
    ),
]
GALLERY = [*TEXTS, *MONEY, *WORKBOOKS, *REFUSED]


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(
        tmp_path,
        """
        [[milestone]]
        id = "begun"
        workstream = "ict"
        name = "Begun"
        baseline = 2014-04-01
        actual = 2014-04-01
        """,
    )


@pytest.mark.parametrize("awkward", GALLERY)
def test_an_awkward_file_is_read_right_or_refused(awkward: Case, programme: Path) -> None:
    before = {path.name: path.read_bytes() for path in programme.iterdir()}
    (programme / awkward.file).write_bytes(awkward.make())
    result = _import(programme, awkward, "--write")
    if awkward.refused is not None:
        assert (result.status, result.stdout) == (2, "")
        assert awkward.refused in result.stderr
        assert awkward.hint in result.stderr
    else:
        document = json.loads(result.stdout)
        assert _added(document) == dict(awkward.read)
        assert [rejected["place"] for rejected in document["unread"]] == list(awkward.rejected)
        assert [left["place"] for left in document["left_out"]] == list(awkward.skipped)
        assert result.status == bool(awkward.rejected)
    written = {name: (programme / name).read_bytes() for name in before}
    assert (written == before) == (awkward.refused is not None or bool(awkward.rejected))
    assert "Traceback" not in result.stderr
    assert "minerva itself" not in result.stderr


def test_the_gallery_is_large() -> None:
    assert len(GALLERY) >= 30
    assert len({param.values[0].name for param in GALLERY}) == len(GALLERY)


@pytest.mark.parametrize(
    "awkward",
    [
        param
        for param in GALLERY
        if not (
            param.values[0].refused or param.values[0].rejected or "blank" in param.values[0].name
        )
    ],
)
def test_a_second_import_of_an_awkward_file_changes_nothing(awkward: Case, programme: Path) -> None:
    (programme / awkward.file).write_bytes(awkward.make())
    _import(programme, awkward, "--write")
    before = {name: (programme / name).read_bytes() for name in ("milestones.toml",)}
    again = json.loads(_import(programme, awkward, "--write").stdout)
    assert again["written"] == []
    assert len(again["unchanged"]) == len(awkward.read)
    assert {name: (programme / name).read_bytes() for name in before} == before


def _import(programme: Path, awkward: Case, *options: str) -> Result:
    return run(
        "import", awkward.file, "-f", "json", *awkward.options, *options, cwd=programme, today=TODAY
    )


def _added(document: Any) -> dict[str, object]:
    """Return the date or amount of each new record, a forecast after an arrow."""
    added = {}
    for step in document["added"]:
        if step["kind"] != "workstream":
            added[step["name"]] = step.get("to_text", step["to"])
    for step in document["reforecast"]:
        added[step["name"]] = f"{added[step['name']]} → {step.get('to_text', step['to'])}"
    for step in document["completed"]:
        added[step["name"]] = f"{added[step['name']]} done {step['to']}"
    return added
