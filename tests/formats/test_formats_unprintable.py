"""Every text of the files, with every character that some output cannot hold, in every output."""

import csv
import io
import json
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest

from minerva.cli import results
from minerva.cli.check import CheckFormat
from minerva.cli.choices import Format
from minerva.formats.data import csv as csv_format
from minerva.importing.cell_values import read_text
from minerva.store.json_schema import file_schema
from minerva.views.table import Column, Report, Table
from tests.command import environment, run
from tests.formats.test_formats import commands
from tests.odd_programmes import write

NO_CHARACTERS: Final = {
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
}
CONTROLS: Final = {*range(0x20), *range(0x7F, 0xA0)}
ODD: Final = "".join(map(chr, sorted(CONTROLS | NO_CHARACTERS)))
DAY: Final = "2015-01-20"


def text(key: str) -> str:
    """Return the text of a key: all odd characters, in the middle of a word."""
    return f"a {key}{ODD}z"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with every text that the files may hold, each full of odd characters."""
    told = {"source": text("source"), "note": text("note")}
    on, later = date(2015, 1, 2), date(2015, 1, 8)
    estimate = {"low": "-1 week", "high": "1 month", "on": on, "reason": text("reason"), **told}
    milestone = {
        **{"id": "m", "workstream": "w", "name": text("name"), "baseline": date(2015, 1, 1)},
        **{"tolerance": "1 week", "deadline": date(2015, 2, 1), "owner": text("owner")},
        **{"ref": text("ref"), "external": text("external")},
        "deadline_reason": text("deadline_reason"),
        "forecast": [
            {"on": on, "date": date(2015, 1, 5), "reason": text("reason"), **told},
            {"on": later, "date": date(2015, 1, 15), "reason": text("reason"), **told},
        ],
        "estimate": [estimate],
        **told,
    }
    agreed = {"on": on, "date": date(2015, 3, 1), "approved_by": text("approved_by")}
    moved = milestone | {"id": "n", "rebaseline": [{**agreed, "reason": text("reason"), **told}]}
    waiver = {
        **{"finding": "tolerance-exceeded", "subject": "m", "until": date(2015, 2, 5)},
        **{"reason": text("reason"), "approved_by": text("approved_by"), **told},
    }
    validated = {"amount": 1, "on": date(2014, 10, 1), "by": text("by"), **told}
    claim = {
        **{"year": "2014/15", "amount": 1, "on": date(2014, 9, 1)},
        **{"evidence": text("evidence"), "validated": validated, **told},
    }
    restated = {"on": on, "full_year": 4, "reason": text("reason"), **told}
    agreed_anew = {**restated, "approved_by": text("approved_by")}
    saving = {
        **{"id": "s", "workstream": "w", "name": text("name"), "full_year": 5},
        **{"starts_with": "m", "realised": [claim], "forecast": [restated], "ref": text("ref")},
        "rebudget": [agreed_anew],
        **told,
    }
    group = {"weight": 100, "criteria": {text("quality"): 60, text("price"): 40}, **told}
    evaluation = {text("group"): group, "price_criterion": text("price")}
    evaluation |= {"price_formula": "lowest-over-bid", **told}
    bid = {
        **{"bidder": text("bidder"), "on": on, "price": 100},
        **{"scores": {text("quality"): 50}, **told},
    }
    stage = {"id": "st", "name": text("name"), "closes": "m", "bidders_in": 3, **told}
    standstill = stage | {"id": "wait", "standstill": "none"}
    standstill["standstill_reason"] = text("standstill_reason")
    notice = {"kind": "UK6", "published": on, "reference": text("reference"), **told}
    procurement = {
        **{"id": "p", "workstream": "w", "name": text("name")},
        **{"procedure": text("procedure"), "regime": text("regime"), "stage": [stage, standstill]},
        "bidder": [{"name": text("bidder"), **told}],
        **{"evaluation": evaluation, "bid": [bid], "notice": [notice], "ocid": text("ocid")},
        **told,
    }
    contract = {
        **{"id": "c", "supplier": text("supplier"), "expires": date(2015, 2, 1)},
        **{"replaced_by": "m", "notice": "1 month", **told},
    }
    brief = {
        **{"id": "odd", "name": text("name"), "updated": date(2015, 1, 20)},
        **{"organisation": text("organisation"), "validator": text("validator")},
        **{"target": {"full_year": 9, **told}, **told},
    }
    workstream = {
        **{"id": "w", "name": text("name"), "owner": text("owner")},
        **{"description": text("description"), **told},
        "renamed": [{"on": on, "from": text("from"), **told}],
    }
    option = {"id": "o", "name": text("name"), "payback_stated": text("payback_stated"), **told}
    workstreams: dict[str, object] = {
        **{"programme": brief, "check": {**told}, "confidence": {**told}},
        **{"workstream": [workstream], "saving": [saving], "procurement": [procurement]},
        **{"contract": [contract], "option": [option]},
    }
    milestones = {"milestone": [milestone, moved], "waiver": [waiver]}
    return write(tmp_path_factory.mktemp("odd") / "p", workstreams, milestones)


def test_every_text_is_there(place: Path) -> None:
    for file in ("workstreams.toml", "milestones.toml"):
        found = {key for key, value in values(tomllib.loads((place / file).read_text("utf-8")))}
        assert {key for key, schema in properties(file_schema(file)) if is_text(schema)} <= found


def values(table: Any) -> Iterator[tuple[str, str]]:
    """Yield the keys that have a text of ours, wherever they stand."""
    for key, value in table.items() if isinstance(table, dict) else ():
        if isinstance(value, str) and ODD in value:
            yield key, value
        for inner in value if isinstance(value, list) else [value]:
            yield from values(inner)


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys of a schema, wherever they stand, each with what it may hold."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for inner in schema.values():
            yield from properties(inner)


def is_text(schema: Any) -> bool:
    free = schema.get("pattern", r"\S") == r"\S" and schema.get("examples") != ["Europe/London"]
    return bool(schema.get("type") == "string" and free)


def written(place: Path, *command: str) -> str:
    result = run(*command, cwd=place)
    assert result.status < 2, result.stderr
    assert "itself failed" not in result.stderr
    assert odd_in(result.stderr) <= {"\n"}
    return result.stdout


def odd_in(text: str) -> set[str]:
    return {character for character in text if ord(character) in CONTROLS | NO_CHARACTERS}


NAMES: Final = ("::error::x", " ::warning file=a::x", "a ##[error]x", "a\n::error::x", "日本語")
REPORTS: Final = (
    *("status", "milestones", "milestones --timeline", "slippage", "savings", "savings --chart"),
    *("savings --by workstream", "procurement", "evaluate p", "options", "forecast", "trend"),
    *("confidence --runs 1000", "diff --from 2015-01-03", "what-if m=2015-03-01"),
)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report(place: Path, report: str) -> None:
    for format in (Format.TABLE, Format.MARKDOWN):
        if format is Format.MARKDOWN and "--" in report and "diff" not in report:
            continue
        shown = written(place, *report.split(), "--as-of", DAY, "--format", format.value)
        assert odd_in(shown) <= {"\n"}


@pytest.mark.parametrize("format", CheckFormat)
def test_a_check(place: Path, format: CheckFormat) -> None:
    shown = written(place, "check", "--as-of", DAY, "--format", format.value, "--show-waived")
    if format is CheckFormat.JUNIT:
        ElementTree.fromstring(shown)  # noqa: S314 - ours
        assert not {"\ufffe", "\uffff", "\x1b"} & set(shown)
    elif format in (CheckFormat.JSON, CheckFormat.GITLAB, CheckFormat.SARIF):
        json.loads(shown)
    elif format is not CheckFormat.CSV:  # a program reads every text as it is
        assert odd_in(shown) <= {"\n"}


class Texts(HTMLParser):
    """Every text and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_data(self, data: str) -> None:  # noqa: D102 - the parser calls it
        self.found += data

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102 - the parser calls it
        self.found += "".join(value or "" for _, value in attrs)


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_the_page(place: Path, format: str) -> None:
    shown = written(place, "report", "--as-of", DAY, "--format", format)
    texts = Texts()
    texts.feed(shown)
    assert odd_in(shown) | odd_in(texts.found) <= {"\n"}
    assert r"\ufffe" in shown.replace("\\\\", "\\")


def test_what_goes_to_other_programs(place: Path, tmp_path: Path) -> None:
    for name in ("p.xlsx", "p.ics", "p.xml", "p.json", "parquet", "csv"):
        format = ("--format", name) if "." not in name else ()
        written(place, "export", str(tmp_path / name), "--as-of", DAY, *format)
    calendar = (tmp_path / "p.ics").read_bytes().decode()
    assert odd_in(calendar.replace("\r\n", "")) == set()
    assert "\nX-WR-CALNAME:a name\\\\u0000" in calendar.replace("\r\n ", "")
    ElementTree.fromstring((tmp_path / "p.xml").read_bytes())  # noqa: S314 - ours
    json.loads((tmp_path / "p.json").read_bytes())
    with zipfile.ZipFile(tmp_path / "p.xlsx") as archive:
        for part in archive.namelist():
            if part.endswith(".xml"):
                ElementTree.fromstring(archive.read(part))  # noqa: S314 - ours


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme whose names are commands to GitHub's runner, or no letters of Latin."""
    late = {"workstream": "w", "baseline": date(2015, 1, 1), "after": ["m0"]}
    milestones: list[dict[str, object]] = [
        {"id": f"m{n}", "name": name, **late, "owner": name, "deadline": date(2015, 1, 2)}
        for n, name in enumerate(NAMES)
    ]
    del milestones[0]["after"]
    savings = [
        {"id": f"s{n}", "workstream": "w", "name": name, "full_year": 5, "starts_with": "m1"}
        for n, name in enumerate(NAMES)
    ]
    procurement: dict[str, object] = {"id": "p", "workstream": "w", "name": NAMES[0]}
    procurement["bidder"] = [{"name": name} for name in NAMES]
    procurement["stage"] = [{"id": "st", "name": NAMES[3], "closes": "m1"}]
    workstreams: dict[str, object] = {
        "programme": {"id": "odd", "name": NAMES[0]},
        "workstream": [{"id": "w", "name": NAMES[0], "owner": NAMES[2]}],
        **{"saving": savings, "procurement": [procurement]},
    }
    place = tmp_path_factory.mktemp("named") / "p"
    return write(place, workstreams, {"milestone": milestones})


@pytest.mark.parametrize("report", [*REPORTS, "check", "report"])
def test_no_name_is_a_command_in_the_log_of_a_job(named: Path, report: str) -> None:
    if report.startswith("evaluate"):
        pytest.skip("there are no bids")
    formats = ["html", "markdown"] if report == "report" else [*Format]
    formats += [CheckFormat.TEXT, CheckFormat.JUNIT] if report == "check" else []
    for format in formats:
        if "--timeline" in report or "--chart" in report:
            format = Format.MARKDOWN if format is Format.JSON else Format.TABLE
        words = [*report.replace("m=", "m1=").split(), "--as-of", DAY, "--format", str(format)]
        shown = run(*words, cwd=named, env={"GITHUB_ACTIONS": "true"})
        assert shown.status < 2, shown.stderr
        assert commands(shown.stdout)[0] == []


def test_in_a_file_of_a_job_every_name_is_as_it_was(named: Path, tmp_path: Path) -> None:
    with (tmp_path / "m.csv").open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "minerva", "milestones", "-f", "csv"],
            cwd=named,
            env=environment({"GITHUB_ACTIONS": "true"}),
            stdout=file,
            check=True,
        )
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["name"] for row in csv.DictReader(rows)] == [*NAMES]


@pytest.mark.parametrize(
    "command",
    [
        *(f"check -f {format.value}" for format in CheckFormat if format is not CheckFormat.TEXT),
        *(f"milestones -f {format}" for format in ("csv", "markdown", "json")),
        *("milestones --timeline -f markdown", "report -f html", "report -f markdown"),
    ],
)
def test_what_programs_read_is_utf_8_whatever_the_terminal_has(named: Path, command: str) -> None:
    western = environment({"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"})
    done = subprocess.run(
        [sys.executable, "-m", "minerva", *command.split(), "--as-of", DAY],
        cwd=named,
        env=western,
        capture_output=True,
    )
    assert done.returncode < 2, done.stderr
    if command != "check -f table":
        assert "日本語" in done.stdout.decode()


def test_nothing_acts_on_a_terminal_that_shows_comma_separated_values(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "people_read", lambda: True)
    shown = written(place, "milestones", "--as-of", DAY, "--format", "csv")
    assert odd_in(shown) == {"\n"}


@pytest.mark.parametrize(
    "text",
    [
        *("=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\u00a0@x"),
        *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", " \uff1d1", "\u200b=1"),
    ],
)
def test_no_spreadsheet_takes_text_for_a_formula(text: str) -> None:
    table = Table((Column("name", "Name", of=str),), [text])
    [_, [cell]] = csv.reader(io.StringIO(csv_format.render(Report("", [table])), newline=""))
    assert cell == f"'{text}"
    assert read_text(cell) == text


@pytest.mark.parametrize("text", ["a=1", "1-2", "(=1)", "£5"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert not csv_format.looks_like_formula(text)
