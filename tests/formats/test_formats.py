"""What `check` writes, as those who read it require: schemas, real parsers and golden files.

The findings are those of the programme in tests/golden/formats, which has one of every kind.
After a change that is meant to show: `pytest tests/formats/test_formats.py --update-golden`, then
read the difference before committing it.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt
from msgspec.structs import replace
from xmlschema import XMLSchema

import minerva
from minerva.cli import reading
from minerva.findings import Finding, Severity, findings_at
from minerva.formats.builds import github, gitlab, junit, sarif
from minerva.formats.cells import visible
from minerva.formats.data import csv as csv_format
from minerva.formats.data import json as json_format
from minerva.formats.data import markdown
from minerva.formats.screen import terminal, text
from minerva.model.catalogue import CATALOGUE, KINDS, About, Level
from minerva.position import position_at
from minerva.views import check as view
from minerva.views.check import Verdict, waiver_text
from tests.command import run
from tests.programmes import programme, write_programme

HERE = Path(__file__).parent.parent


GOLDEN = HERE / "golden" / "formats"


MILESTONES = (GOLDEN / "milestones.toml").read_bytes()


WORKSTREAMS = (GOLDEN / "workstreams.toml").read_bytes()


DAY = date(2015, 2, 20)


FORMATS: Mapping[str, Callable[[Verdict], str]] = {
    "text": lambda found: text.findings(found, colour=False),
    "table": lambda found: terminal.render(view.report(found), 80, colour=False),
    "json": lambda found: json_format.render(view.document(found)).decode(),
    "csv": lambda found: csv_format.render(view.rows(found)),
    "markdown": lambda found: markdown.render(view.report(found)),
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "sarif": sarif.render,
}


ALWAYS_WHOLE = ("json", "csv", "junit")


"""The formats that have what is waived in full, asked for or not."""


def check(
    milestones: str | bytes = MILESTONES,
    workstreams: str | bytes = WORKSTREAMS,
    only: Sequence[str] = (),
    when: date = DAY,
    fail_on: Level = "error",
    show_waived: bool = False,
) -> Verdict:
    """Return what is found of a programme, by default the one that has everything."""
    read = programme(milestones, workstreams)
    read = replace(read, check=replace(read.check, fail_on=fail_on))
    position = position_at(read, when, only, when)
    return Verdict(position, findings_at(position), show_waived=show_waived)


def nothing() -> Verdict:
    """Return what is found of a programme with nothing to be found."""
    return check(
        '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-02-20',
        'programme = { id = "p", name = "P" }\nworkstream = [{ id = "ict", name = "ICT" }]',
    )


def test_the_programme_has_findings_of_every_severity_and_about_everything() -> None:
    found = check().found
    assert {finding.severity for finding in found} == set(Severity)
    of_two_files = [kind for kind in CATALOGUE if kind.module not in ("register", "removals")]
    assert {finding.about for finding in found} == {
        about for kind in of_two_files for about in kind.about
    }
    assert {finding.about for finding in found if finding.waiver} == {"milestone", "programme"}


@pytest.mark.parametrize("show_waived", [False, True], ids=["", "show-waived"])
@pytest.mark.parametrize("format", FORMATS)
def test_every_finding_in_every_format(
    format: str, show_waived: bool, request: pytest.FixtureRequest
) -> None:
    written = FORMATS[format](check(show_waived=show_waived))
    if format == "sarif":
        written = json.dumps(without_prose(written), indent=2, ensure_ascii=False) + "\n"
    waived = "-show-waived" if show_waived and format not in ALWAYS_WHOLE else ""
    golden = GOLDEN / f"check{waived}.{format}"
    if request.config.getoption("--update-golden"):
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()


def without_prose(log: str) -> Any:
    """Return a SARIF log without the texts of rules, which are the page's, and our version."""
    read = json.loads(log)
    driver = read["runs"][0]["tool"]["driver"]
    assert driver.pop("version") == minerva.__version__
    driver["rules"] = [{key: rule[key] for key in ("id", "name")} for rule in driver["rules"]]
    return read


@pytest.mark.parametrize("format", FORMATS)
def test_the_command_writes_the_same(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "today", lambda: DAY)
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    result = run("check", "--format", format, cwd=tmp_path)
    assert (result.stdout, result.status) == (FORMATS[format](check()), 1)


SARIF = Draft4Validator(json.loads((HERE / "schemas" / "sarif-2.1.0-rtm.5.json").read_text()))


JUNIT = XMLSchema(HERE / "schemas" / "junit-10.xsd")


def holding(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these properties, none of which may be missing."""
    return {"type": "object", "required": list(properties), "properties": properties}


GITLAB = Draft202012Validator(
    {  # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
        "type": "array",
        "items": holding(
            description={"type": "string", "minLength": 1},
            check_name={"enum": list(KINDS)},
            fingerprint={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
            location=holding(
                path={"type": "string", "pattern": r"^(?!/|\./)"},
                lines=holding(begin={"type": "integer", "minimum": 1}),
            ),
        ),
    }
)


def is_valid(format: str, written: str) -> bool:
    """Tell whether a document is what its consumer takes."""
    if format == "junit":
        return JUNIT.is_valid(written)
    return (SARIF if format == "sarif" else GITLAB).is_valid(json.loads(written))


@pytest.mark.parametrize("format", ["sarif", "junit", "gitlab"])
@pytest.mark.parametrize("show_waived", [False, True])
@pytest.mark.parametrize("only", [(), ("build",), ("move",)])
def test_what_is_written_is_what_the_schema_allows(
    format: str, only: Sequence[str], show_waived: bool
) -> None:
    for found in (check(MILESTONES, WORKSTREAMS, only, show_waived=show_waived), nothing()):
        assert is_valid(format, FORMATS[format](found))


@pytest.mark.parametrize(
    ("format", "right", "wrong"),
    [
        ("sarif", '"level":"error"', '"level":"fatal"'),
        ("sarif", '"ruleId"', '"rule"'),
        ("junit", "<testcase classname", "<testcase class"),
        ("junit", "<system-out>", "<system-out><b/>"),
        ("gitlab", '"severity": "major"', '"severity": "error"'),
        ("gitlab", '"path": "', '"path": "./'),
        ("gitlab", '"begin": 5,', '"begin": "5",'),
    ],
)
def test_the_schema_refuses_what_its_consumer_would(format: str, right: str, wrong: str) -> None:
    written = FORMATS[format](check())
    assert right in written
    assert not is_valid(format, written.replace(right, wrong, 1))


class Command(NamedTuple):
    """A workflow command, as GitHub's runner takes it from a line."""

    name: str
    properties: Mapping[str, str]
    message: str


RUNNER_KNOWS = re.compile(
    "(add-(mask|matcher|path)|debug|echo|(end)?group|error|notice|remove-matcher|save-state|"
    "set-(env|output)|stop-commands|warning)",
    re.IGNORECASE,
)


ESCAPES = {"%0D": "\r", "%0A": "\n", "%25": "%"}


BEFORE_SEMICOLON = {"%3B": ";", "%5D": "]"}


SYNTAXES: Sequence[tuple[re.Pattern[str], str, dict[str, str], dict[str, str]]] = (
    (re.compile(r"^\s*::(.*?)::(.*)"), ",", {"%3A": ":", "%2C": ","}, {}),
    (re.compile(r"##\[(.*?)\](.*)"), ";", BEFORE_SEMICOLON, BEFORE_SEMICOLON),
)


"""A command at the beginning of a line, else the older one anywhere in it; what divides its
properties; what is escaped in them beside ESCAPES, and in its message."""


def commands(written: str) -> tuple[list[Command], list[str]]:
    """Return what the runner takes for commands, and the lines that it does not.

    By the rules of src/Runner.Common/ActionCommand.cs in actions/runner.
    """
    lines = [line for line in re.split(r"\r\n|\r|\n", written) if line]
    taken = [(line, command_in(line)) for line in lines]
    left = [line for line, command in taken if command is None]
    return [command for _, command in taken if command is not None], left


def command_in(line: str) -> Command | None:
    for syntax, between, in_property, in_message in SYNTAXES:
        found = syntax.search(line)
        name, _, given = found[1].partition(" ") if found else ("", "", "")
        if found and RUNNER_KNOWS.fullmatch(name):
            pairs = [pair.partition("=") for pair in given.strip().split(between)]
            properties = {key: undone(value, in_property) for key, _, value in pairs}
            return Command(name, properties, undone(found[2], in_message))
    return None


def undone(escaped: str, more: dict[str, str]) -> str:
    for escape, character in (more | ESCAPES).items():
        escaped = escaped.replace(escape, character)
    return escaped


LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(finding: Finding) -> Command:
    """Return the annotation that a finding is meant to be."""
    where = finding.location.span(value=True)
    properties = {"file": finding.location.file, "line": str(where.line), "col": str(where.column)}
    properties |= {"endColumn": str(where.column + where.length), "title": finding.id}
    message = f"{visible(accepted(finding))}\n{visible(str(finding.hint))}"
    return Command(LEVELS[finding.severity.value], properties, message)


def accepted(finding: Finding) -> str:
    """Return the message of a finding and, of finding that is waived, why it is accepted."""
    return f"{finding.message} ({waiver_text(finding)})" if finding.waiver else finding.message


def in_xml(told: str) -> str:
    """Return text with what XML 1.0 has no way to write (section 2.2) as TOML writes it."""
    allowed = "\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
    return re.sub(f"[^{allowed}]", lambda found: f"\\u{ord(found[0]):04x}", told)


def plain(message: str) -> str:
    """Return what a viewer of SARIF shows of a plain text message (3.11.5, 3.11.6).

    One that has a placeholder or a link in it is none that we meant.
    """
    tokens = re.findall(r"\\[\\\[\]]|\{\{|\}\}|[^\\\[\]{}]|.", message, re.DOTALL)
    assert not {"\\", "[", "]", "{", "}"} & set(tokens), message
    return "".join(token[-1] for token in tokens)


def cells(written: str) -> list[list[str]]:
    """Return the rows of the tables in Markdown, as a page shows them; they hold text alone."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(written):
        assert not token.type.startswith(("html", "fence", "code"))
        if token.type == "tr_open":
            rows.append([])
        inner = token.children or []
        assert all(finding.type == "text" for finding in inner), written
        if token.type == "inline" and token.level > 2:
            rows[-1].append("".join(finding.content for finding in inner))
    return rows


def reads_json(found: Verdict, written: str) -> None:
    read = json.loads(written)["findings"]
    assert [(finding["message"], finding["hint"]) for finding in read] == [
        (finding.message, finding.hint) for finding in found.found
    ]
    accepts = [finding["waiver"] for finding in read if finding["waiver"]]
    waivers = [finding.waiver for finding in found.found if finding.waiver]
    assert [(waiver["approved_by"], waiver["reason"]) for waiver in accepts] == [
        (waiver.approved_by, waiver.reason) for waiver in waivers
    ]


def reads_csv(found: Verdict, written: str) -> None:
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [(row["message"], row["hint"], row["waiver"]) for row in rows] == [
        (guarded(finding.message), guarded(finding.hint), guarded(waiver_text(finding)))
        for finding in found.found
    ]


def guarded(told: str) -> str:
    """Return text as a spreadsheet needs it: with an apostrophe where it would take a formula."""
    return f"'{told}" if csv_format.looks_like_formula(told) else told


def reads_github(found: Verdict, written: str) -> None:
    taken, left = commands(written)
    beyond = [finding.message for finding in taken if set(finding.properties) == {"title"}]
    annotations = [finding for finding in taken if set(finding.properties) != {"title"}]
    assert annotations == [
        finding for finding in map(annotation, found.shown) if finding in annotations
    ]
    told = [finding for finding in found.shown if annotation(finding) in annotations]
    assert all(
        visible(finding.message) in beyond[-1] for finding in found.shown if finding not in told
    )
    assert len(told) >= min(len(found.shown), 10)
    assert len(left) == 1
    assert left[0].startswith("minerva check as of ")


def reads_gitlab(found: Verdict, written: str) -> None:
    read = [(issue["check_name"], issue["description"]) for issue in json.loads(written)]
    assert read == [(finding.id, accepted(finding)) for finding in found.shown]


def reads_junit(found: Verdict, written: str) -> None:
    root = ElementTree.fromstring(written)  # noqa: S314 - what we wrote ourselves
    assert root.get("name") == in_xml(found.title)
    told = "".join(
        finding.text or "" for finding in root.iter() if finding.tag in ("failure", "system-out")
    )
    skipped = "\n".join(finding.get("message", "") for finding in root.iter("skipped"))
    for finding in found.found:
        block = f"{finding.severity.value}[{finding.id}]: {finding.message}\n"
        assert in_xml(block) in told or in_xml(accepted(finding)) in skipped
        assert finding.waiver or in_xml(f"\n{finding.hint}\n") in told
    names = {finding.get("name") for finding in root.iter("testcase")}
    milestones = found.position.programme.milestones
    assert names >= {in_xml(f"{milestone.name} ({milestone.id})") for milestone in milestones}


def reads_sarif(found: Verdict, written: str) -> None:
    results = json.loads(written)["runs"][0]["results"]
    assert [plain(finding["message"]["text"]) for finding in results] == [
        finding.message for finding in found.shown
    ]
    assert [finding["properties"]["hint"] for finding in results] == [
        finding.hint for finding in found.shown
    ]
    reasons = [result.get("suppressions", [{}])[0].get("justification", "") for result in results]
    assert reasons == [waiver_text(finding) for finding in found.shown]


ACTED_ON = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def reads_text(found: Verdict, written: str) -> None:
    assert not ACTED_ON.search(written)
    for finding in found.shown:
        assert f"{finding.severity.value}[{finding.id}]: {visible(accepted(finding))}\n" in written
        assert f"= hint: {visible(finding.hint)}\n" in written
    for finding in found.accepted:
        assert f"\n{finding.id}: {visible(accepted(finding))}\n" in written
    assert written.splitlines()[-1].startswith(visible(found.title))


def wide(found: Verdict) -> str:
    """Return the table on a screen so wide that no line is broken."""
    return terminal.render(view.report(found), 10_000, colour=False)


def reads_table(found: Verdict, written: str) -> None:
    whole = wide(found)
    assert not ACTED_ON.search(written + whole)
    for finding in found.found:
        assert visible(finding.message).rstrip() in whole
        assert visible(waiver_text(finding)).rstrip() in whole


def reads_markdown(found: Verdict, written: str) -> None:
    rows = [row for row in cells(written) if row[0] != "Finding"]
    assert [(row[0], row[4], "".join(row[5:])) for row in rows] == [
        (finding.id, visible(finding.message).strip(), visible(waiver_text(finding)).strip())
        for finding in [*found.shown, *found.accepted]
    ]
    heading = MarkdownIt().parse(written)[1]
    assert (
        "".join(finding.content for finding in heading.children or [])
        == visible(found.title).strip()
    )


READERS = {format: globals()[f"reads_{format}"] for format in FORMATS}


@pytest.mark.parametrize("line", ["::error::x", " \u2003::Error file=a%2Cb::x", "a ##[error]x"])
def test_the_runner_takes_for_a_command_what_begins_or_holds_one(line: str) -> None:
    taken, left = commands(f"one\n{line}\r\nlast: ::error::y\n")
    assert [finding.message for finding in taken] == ["x"]
    assert left == ["one", "last: ::error::y"]


ABOUT = {f"{about}s": about for about in get_args(About) if about != "milestone"}


ABOUT |= {"programme": "programme"}


def cases(found: Verdict) -> dict[tuple[str, str], ElementTree.Element]:
    """Return the test cases by what they are about and the id in their name; no two are alike."""
    root = ElementTree.fromstring(junit.render(found))  # noqa: S314 - what we wrote ourselves
    listed = [
        (finding.get("classname", ""), finding.get("name", ""), finding)
        for finding in root.iter("testcase")
    ]
    by_name = {
        (ABOUT.get(suite, "milestone"), name[name.rindex("(") + 1 : -1]): finding
        for suite, name, finding in listed
    }
    assert len(by_name) == len(listed)
    for suite in [root, *root.iter("testsuite")]:
        inside = list(suite.iter("testcase"))
        assert {finding.get("classname") for finding in inside} == {
            suite.get("name")
        } or suite is root
        assert suite.get("tests") == str(len(inside))
        assert suite.get("failures") == str(
            sum(finding.find("failure") is not None for finding in inside)
        )
        assert suite.get("errors") == "0"
        skipped = str(sum(finding.find("skipped") is not None for finding in inside))
        assert suite.get("skipped", skipped) == skipped
    return by_name
