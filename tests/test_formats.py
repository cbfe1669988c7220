"""What `check` writes, as those who read it require: schemas, real parsers and golden files.

The findings are those of the programme in tests/golden/formats, which has one of every kind.
After a change that is meant to show: `pytest tests/test_formats.py --update-golden`, then read
the difference before committing it.
"""

import csv
import io
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from subprocess import run as run_command
from typing import Any, NamedTuple, get_args
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import tomli_w
from hypothesis import example, given, settings
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt
from xmlschema import XMLSchema

import minerva
from minerva.cli import reading
from minerva.findings import Finding, Severity, findings_at
from minerva.findings.explanations import explanation
from minerva.formats.builds import github, gitlab, junit, sarif
from minerva.formats.cells import visible
from minerva.formats.data import csv as csv_format
from minerva.formats.data import json as json_format
from minerva.formats.data import markdown
from minerva.formats.screen import terminal, text
from minerva.model.programme import FindingId, Level
from minerva.position import position_at
from minerva.store import File, read_programme
from minerva.views import check as view
from minerva.views.check import Verdict, waiver_text
from tests.command import ROOT, run, run_process
from tests.programmes import problems_of, programme, write_programme
from tests.strategies import texts

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "formats"
MILESTONES = (GOLDEN / "milestones.toml").read_bytes()
WORKSTREAMS = (GOLDEN / "workstreams.toml").read_bytes()
DAY = date(2015, 2, 20)

FORMATS: Mapping[str, Callable[[Verdict], str]] = {
    "text": lambda found: text.findings(found, colour=False),
    "table": lambda found: terminal.render(view.report(found), 80, colour=False),
    "json": lambda found: json_format.render(view.document(found)),
    "csv": lambda found: csv_format.render(view.rows(found)),
    "markdown": lambda found: markdown.render(view.report(found)),
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "sarif": sarif.render,
}
ALWAYS_WHOLE = ("json", "csv", "junit", "sarif")
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
    read = read._replace(check=read.check._replace(fail_on=fail_on))
    position = position_at(read, when, only, when)
    return Verdict(position, findings_at(position), show_waived=show_waived)


def nothing() -> Verdict:
    """Return what is found of a programme with nothing to be found."""
    return check(
        '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-02-20',
        'programme = { id = "p", name = "P" }\nworkstream = [{ id = "ict", name = "ICT" }]',
    )


def test_the_programme_has_every_finding() -> None:
    found = check().found
    assert {one.id for one in found} == set(get_args(FindingId))
    assert {one.about for one in found if one.waiver} == {"milestone", "programme"}


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
            check_name={"enum": get_args(FindingId)},
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


def annotation(one: Finding) -> Command:
    """Return the annotation that a finding is meant to be."""
    where = one.location.span(value=True)
    properties = {"file": one.location.file, "line": str(where.line), "col": str(where.column)}
    properties |= {"endColumn": str(where.column + where.length), "title": one.id}
    return Command(LEVELS[one.severity.value], properties, f"{accepted(one)}\n{one.hint}")


def accepted(one: Finding) -> str:
    """Return the message of a finding and, of one that is waived, why it is accepted."""
    return f"{one.message} ({waiver_text(one)})" if one.waiver else one.message


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
        assert all(one.type == "text" for one in inner), written
        if token.type == "inline" and token.level > 2:
            rows[-1].append("".join(one.content for one in inner))
    return rows


def reads_json(found: Verdict, written: str) -> None:
    read = json.loads(written)["findings"]
    assert [(one["message"], one["hint"]) for one in read] == [
        (one.message, one.hint) for one in found.found
    ]
    accepts = [one["waiver"] for one in read if one["waiver"]]
    waivers = [one.waiver for one in found.found if one.waiver]
    assert [(waiver["approved_by"], waiver["reason"]) for waiver in accepts] == [
        (waiver.approved_by, waiver.reason) for waiver in waivers
    ]


def reads_csv(found: Verdict, written: str) -> None:
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [(row["message"], row["hint"], row["waiver"]) for row in rows] == [
        (guarded(one.message), guarded(one.hint), guarded(waiver_text(one))) for one in found.found
    ]


def guarded(told: str) -> str:
    """Return text as a spreadsheet needs it: with an apostrophe where it would take a formula."""
    return f"'{told}" if told.startswith(("=", "+", "-", "@", "\t", "\r")) else told


def reads_github(found: Verdict, written: str) -> None:
    taken, left = commands(written)
    assert taken == [annotation(one) for one in found.shown]
    assert len(left) == 1
    assert left[0].startswith("minerva check as of ")


def reads_gitlab(found: Verdict, written: str) -> None:
    read = [(one["check_name"], one["description"]) for one in json.loads(written)]
    assert read == [(one.id, accepted(one)) for one in found.shown]


def reads_junit(found: Verdict, written: str) -> None:
    root = ElementTree.fromstring(written)  # noqa: S314 - what we wrote ourselves
    assert root.get("name") == in_xml(found.title)
    told = "".join(one.text or "" for one in root.iter() if one.tag in ("failure", "system-out"))
    skipped = "\n".join(one.get("message", "") for one in root.iter("skipped"))
    for one in found.found:
        block = f"{one.severity.value}[{one.id}]: {one.message}\n"
        assert in_xml(block) in told or in_xml(accepted(one)) in skipped
        assert one.waiver or in_xml(f"\n{one.hint}\n") in told
    names = {one.get("name") for one in root.iter("testcase")}
    milestones = found.position.programme.milestones
    assert names >= {in_xml(f"{one.name} ({one.id})") for one in milestones}


def reads_sarif(found: Verdict, written: str) -> None:
    results = json.loads(written)["runs"][0]["results"]
    assert [plain(one["message"]["text"]) for one in results] == [
        one.message for one in found.found
    ]
    assert [one["properties"]["hint"] for one in results] == [one.hint for one in found.found]
    reasons = [one.get("suppressions", [{}])[0].get("justification", "") for one in results]
    assert reasons == [waiver_text(one) for one in found.found]


ACTED_ON = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def reads_text(found: Verdict, written: str) -> None:
    assert not ACTED_ON.search(written)
    for one in found.shown:
        assert f"{one.severity.value}[{one.id}]: {visible(accepted(one))}\n" in written
        assert f"= hint: {visible(one.hint)}\n" in written
    for one in found.accepted:
        assert f"\n{one.id}: {visible(accepted(one))}\n" in written
    assert written.splitlines()[-1].startswith(visible(found.title))


def wide(found: Verdict) -> str:
    """Return the table on a screen so wide that no line is broken."""
    return terminal.render(view.report(found), 10_000, colour=False)


def reads_table(found: Verdict, written: str) -> None:
    whole = wide(found)
    assert not ACTED_ON.search(written + whole)
    for one in found.found:
        assert visible(one.message).rstrip() in whole
        assert visible(waiver_text(one)).rstrip() in whole


def reads_markdown(found: Verdict, written: str) -> None:
    rows = [row for row in cells(written) if row[0] != "Finding"]
    assert [(row[0], row[4], "".join(row[5:])) for row in rows] == [
        (one.id, visible(one.message).strip(), visible(waiver_text(one)).strip())
        for one in [*found.shown, *found.accepted]
    ]
    heading = MarkdownIt().parse(written)[1]
    assert "".join(one.content for one in heading.children or []) == visible(found.title).strip()


READERS = {format: globals()[f"reads_{format}"] for format in FORMATS}


@pytest.mark.parametrize("line", ["::error::x", " \u2003::Error file=a%2Cb::x", "a ##[error]x"])
def test_the_runner_takes_for_a_command_what_begins_or_holds_one(line: str) -> None:
    taken, left = commands(f"one\n{line}\r\nlast: ::error::y\n")
    assert [one.message for one in taken] == ["x"]
    assert left == ["one", "last: ::error::y"]


FIELDS = {
    *("programme.name", "milestone.name", "milestone.deadline_reason", "saving.name"),
    *("procurement.name", "contract.supplier", "validated.by"),
    *("waiver.reason", "waiver.approved_by"),
}


def hostile(word: Callable[[str], str]) -> Verdict:
    """Return the findings of the programme with every text in it replaced."""

    def replaced(value: Any, name: str, key: str = "") -> Any:
        if isinstance(value, dict):
            return {inner: replaced(item, key or name, inner) for inner, item in value.items()}
        if isinstance(value, list):
            return [replaced(item, name, key) for item in value]
        field = f"{name}.{key}".replace("workstream.owner", "validated.by")
        is_text = key in ("name", "owner", "supplier", "by") or field in FIELDS
        return word(field) if is_text else value

    files = (replaced(tomllib.loads(one.decode()), "") for one in (MILESTONES, WORKSTREAMS))
    milestones, workstreams = map(tomli_w.dumps, files)
    return check(milestones, workstreams)


def test_every_field_reaches_a_finding() -> None:
    found = hostile(lambda field: f"<{field}>").found
    assert {one.id for one in found} == set(get_args(FindingId))
    told = "".join(f"{accepted(one)}{one.hint}" for one in found)
    assert set(re.findall("<(.*?)>", told)) == FIELDS


HOSTILE = [
    *re.findall(
        r"\S+",
        r"""%0A::error::x ::error::x ##[error]x ##[stop-commands]x ]]> <![CDATA[x | \| \\| "'` \ x\
        \n\u0000 <script>alert(1)</script> &amp;&lt; {0} {{0}} }{ [a](http://evil) ![a](<b>) \[a][1]
        **a**_b_~c~`d`$e$@f#1 =1+1 -1 # http://evil éא漢""",
    ),
    *("x\n::error::x", "x\r::error::x", "\r\n", " a  b\t", "\x00\x1b[31m\x7f\x9b31m"),
    "😀👩\u200d🚀🇬🇧",
    *("\u2028\u2029\x85\x0b\x0c", "\ufffe\uffff\ufeff", "\u202ea\u2066b\u200f"),
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_hostile_text_comes_back_from_every_format(word: str, format: str) -> None:
    found = hostile(lambda _: f"a{word}z")
    for told in (found, found._replace(show_waived=True)):
        READERS[format](told, FORMATS[format](told))


@given(texts)
@example("=")
@settings(max_examples=50)
def test_any_text_comes_back_from_every_format(word: str) -> None:
    found = hostile(lambda _: word)._replace(show_waived=len(word) % 2 == 0)
    for format, render in FORMATS.items():
        READERS[format](found, render(found))


def test_what_a_format_cannot_carry_stands_there_as_toml_writes_it() -> None:
    found = hostile(lambda _: "a\x00\x1b\x9b\r\n\u2028\u202e\uffffz")
    shown = r"a\u0000\u001b\u009b\r\n\u2028\u202e" "\uffffz: 63 days past its forecast"
    for written in (FORMATS["text"](found), wide(found), FORMATS["markdown"](found)):
        assert shown in written.replace("\\\\", "\\")
    names = [case.get("name") for case in cases(found).values()]
    assert "a\\u0000\\u001b\x9b\r\n\u2028\u202e\\uffffz (design)" in names


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_a_problem_of_the_files_is_one_annotation_whatever_it_quotes(word: str) -> None:
    broken = tomli_w.dumps({"milestone": [{"id": word, word: word, "baseline": word}]})
    found = problems_of(broken)[: github.MOST_OF_A_LEVEL]
    taken, left = commands(github.problems(found))
    assert [(one.name, one.message) for one in taken] == [
        ("error", f"{one.message}\n{one.hint}" if one.hint else one.message) for one in found
    ]
    assert left == []


def test_the_texts_of_rules_come_back_from_sarif() -> None:
    rules = json.loads(sarif.render(nothing()))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(get_args(FindingId))
    for rule in rules:
        told = explanation(rule["id"])
        assert plain(rule["shortDescription"]["text"]) == told.summary
        assert plain(rule["fullDescription"]["text"]) == told.meaning
        assert len(rule["fullDescription"]["text"]) <= 1_024  # GitHub's limit
        assert plain(rule["help"]["text"]) == told.text
        assert rule["help"]["markdown"] == told.markdown


@pytest.mark.parametrize("name", ["a b%20é#?", "a,b::c:%2C;d", "\"'<&>[x]{0}|", "##[error]x", "😀"])
def test_the_name_of_a_file_comes_back(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    write_programme(tmp_path / name, MILESTONES, WORKSTREAMS)
    files = {f"{name}/milestones.toml", f"{name}/workstreams.toml"}

    def written(format: str, cwd: Path = tmp_path) -> str:
        where, when = str(tmp_path / name), DAY.isoformat()
        return run("-C", where, "check", "--as-of", when, "--format", format, cwd=cwd).stdout

    def uris(log: str) -> list[dict[str, str]]:
        places = [one["locations"][0] for one in json.loads(log)["runs"][0]["results"]]
        return [one["physicalLocation"]["artifactLocation"] for one in places]

    assert {one["location"]["path"] for one in json.loads(written("gitlab"))} == files
    taken, _ = commands(written("github"))
    assert {one.properties["file"] for one in taken} == files
    relative = uris(written("sarif"))
    assert {one["uriBaseId"] for one in relative} == {"%SRCROOT%"}
    assert {path_of(one["uri"]) for one in relative} == files
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    absolute = uris(written("sarif", elsewhere))
    assert {path_of(one["uri"].removeprefix("file://")) for one in absolute} == {
        str(tmp_path / file) for file in files
    }


def path_of(uri: str) -> str:
    """Return the path that a URI names: it has nothing else, and only what a URI may hold."""
    assert re.fullmatch(r"[A-Za-z0-9/._~!$&'()*+,;=@%-]+", uri), uri
    assert urlsplit(uri).path == uri
    return unquote(uri, errors="strict")


def fingerprints(found: Verdict, format: str = "sarif") -> list[str]:
    """Return the fingerprints in a report, in its order."""
    read = json.loads(FORMATS[format](found))
    if format == "gitlab":
        return [one["fingerprint"] for one in read]
    return [one["partialFingerprints"]["minerva/v1"] for one in read["runs"][0]["results"]]


def by_identity(found: Verdict) -> Counter[tuple[object, str]]:
    return Counter(zip([one.identity for one in found.found], fingerprints(found), strict=True))


def test_no_two_findings_share_a_fingerprint_even_of_claims_that_are_alike() -> None:
    found = check(show_waived=True)
    identities = Counter(one.identity for one in found.found)
    assert max(identities.values()) == 2
    assert len(set(fingerprints(found))) == len(found.found)
    assert fingerprints(found, "gitlab") == fingerprints(found)
    assert set(fingerprints(check(), "gitlab")) < set(fingerprints(found))


@pytest.mark.parametrize(
    "changed",
    [
        check(b"# above\n\n" + MILESTONES, b"\n\n# above\n" + WORKSTREAMS),
        check(when=DAY + timedelta(days=5)),
        check(MILESTONES.replace(b'name = "Design agreed"', b'name = "Agreed design"')),
        check(MILESTONES, WORKSTREAMS.replace(b"full_year = 500_000", b"full_year = 600_000")),
    ],
    ids=["lines above", "another day", "another name", "another amount"],
)
def test_a_fingerprint_stays_the_same_when_what_it_is_about_does(changed: Verdict) -> None:
    assert by_identity(changed) == by_identity(check())
    assert changed.found != check().found


def test_a_fingerprint_stays_the_same_when_files_are_moved() -> None:
    files = [("workstreams.toml", WORKSTREAMS), ("milestones.toml", MILESTONES)]
    moved = read_programme([File(name, f"plans/our {name}", content) for name, content in files])
    position = position_at(moved, DAY, (), DAY)
    found = Verdict(position, findings_at(position))
    assert {one.location.file.partition("/")[0] for one in found.found} == {"plans"}
    assert fingerprints(found) == fingerprints(check())


def test_another_subject_has_another_fingerprint() -> None:
    renamed = check(MILESTONES.replace(b'"design"', b'"designs"'))
    before, after = set(fingerprints(check())), set(fingerprints(renamed))
    assert (len(before - after), len(after - before)) == (1, 1)
    other = check(
        MILESTONES.replace(b'"yard"', b'"other"'), WORKSTREAMS.replace(b'"yard"', b'"other"')
    )
    assert not before & set(fingerprints(other))
    one = check().found[0]
    alike = [one, one._replace(about="contract"), one._replace(detail="another")]
    assert len(set(fingerprints(check()._replace(found=alike)))) == len(alike)


def test_fingerprints_are_the_same_in_every_process(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    for seed in ("1", "2"):
        arguments = ("check", "--as-of", DAY.isoformat(), "--format", "gitlab")
        result = run_process(*arguments, cwd=tmp_path, env={"PYTHONHASHSEED": seed})
        read = {one["fingerprint"] for one in json.loads(result.stdout)}
        assert read == set(fingerprints(check(), "gitlab"))


def test_github_is_given_at_most_ten_of_each_level_and_told_of_the_rest() -> None:
    base = check()
    for numbers in product((0, 9, 10, 11, 25), repeat=3):
        wanted = dict(zip(Severity, numbers, strict=True))
        told = [(s, f"{s} {n}") for s in wanted for n in range(wanted[s])]
        made = [base.found[0]._replace(severity=s, message=message) for s, message in told]
        taken, left = commands(github.render(base._replace(found=made)))
        each = Counter(command.name for command in taken)
        assert max(each.values(), default=0) <= 10
        rest = [command for command in taken if "file" not in command.properties]
        assert len(rest) == (max(numbers) > 10)
        shown = [command.message.split("\n")[0] for command in taken if command not in rest]
        most = {s: 10 - (s is Severity.NOTE and bool(rest)) for s in wanted}
        assert shown == [f"{s} {n}" for s in wanted for n in range(min(wanted[s], most[s]))]
        assert left == [f"minerva check as of 20 Feb 2015: {said(wanted)}"]
        if rest:
            beyond = {s: max(wanted[s] - most[s], 0) for s in wanted}
            assert rest == taken[-1:]
            assert rest[0].properties == {"title": f"{said(beyond)} more"}
            lines = rest[0].message.split("\n")
            listed = [f"{s} {n}" for s in wanted for n in range(most[s], wanted[s])]
            assert [line.split(": ")[-1] for line in lines[:30]] == listed[:30]
            assert lines[30:] == [f"and {len(listed) - 30} more"] * (len(listed) > 30)


def said(numbers: Mapping[Severity, int]) -> str:
    counted = [f"{n} {s.value}{'s' * (n > 1)}" for s, n in numbers.items() if n]
    return ", ".join(counted) or "nothing found"


ABOUT = {"savings": "saving", "contracts": "contract", "procurements": "procurement"}
ABOUT |= {"waivers": "waiver", "programme": "programme"}


def cases(found: Verdict) -> dict[tuple[str, str], ElementTree.Element]:
    """Return the test cases by what they are about and the id in their name; no two are alike."""
    root = ElementTree.fromstring(junit.render(found))  # noqa: S314 - what we wrote ourselves
    listed = [(one.get("classname", ""), one.get("name", ""), one) for one in root.iter("testcase")]
    by_name = {
        (ABOUT.get(suite, "milestone"), name[name.rindex("(") + 1 : -1]): one
        for suite, name, one in listed
    }
    assert len(by_name) == len(listed)
    for suite in [root, *root.iter("testsuite")]:
        inside = list(suite.iter("testcase"))
        assert {one.get("classname") for one in inside} == {suite.get("name")} or suite is root
        assert suite.get("tests") == str(len(inside))
        assert suite.get("failures") == str(sum(one.find("failure") is not None for one in inside))
        assert suite.get("errors") == "0"
        skipped = str(sum(one.find("skipped") is not None for one in inside))
        assert suite.get("skipped", skipped) == skipped
    return by_name


def case_of(one: Finding, found: Verdict) -> tuple[str, str]:
    """Return what tells the case of a finding."""
    if one.about != "waiver":
        return one.about, one.subject
    waiver = found.position.programme.waivers[int(one.location.path[1])]
    return "waiver", f"{waiver.finding}.{waiver.subject} until {waiver.until}"


IN_ALL = "yard tenders-in design handover plan staff-told moved-in rent handover vehicles handover"
IN_ALL += " handover skips design tenders-in handover yard yard yard"
IN_BUILD = "yard tenders-in design handover rent handover handover design tenders-in handover"
IN_BUILD += " yard yard yard"
IN_MOVE = "yard plan staff-told moved-in handover vehicles handover yard yard yard"


@pytest.mark.parametrize(
    ("only", "ids"), [((), IN_ALL), (("build",), IN_BUILD), (("move",), IN_MOVE)]
)
def test_everything_that_is_checked_is_one_case(only: Sequence[str], ids: str) -> None:
    found = cases(check(MILESTONES, WORKSTREAMS, only))
    assert [id.split(" ")[0].split(".")[-1] for _, id in found] == ids.split()


@pytest.mark.parametrize("only", [(), ("build",), ("move",), ("build", "move")])
@pytest.mark.parametrize("level", get_args(Level))
def test_a_case_fails_is_skipped_or_passes_by_what_was_found_of_it(
    level: Level, only: Sequence[str]
) -> None:
    found = check(MILESTONES, WORKSTREAMS, only, fail_on=level)
    by_name = cases(found)
    failing = {
        case_of(one, found) for one in found.found if not one.waiver and one.severity.reaches(level)
    }
    waived = {case_of(one, found) for one in found.found if one.waiver} - failing
    assert {name for name, one in by_name.items() if one.find("failure") is not None} == failing
    assert {name for name, one in by_name.items() if one.find("skipped") is not None} == waived
    for name, case in by_name.items():
        assert max(Counter(one.tag for one in case).values(), default=1) == 1
        told = "".join(f"\n{one.text}" for one in case if one.tag != "skipped")
        ids = re.findall(r"^(?:error|warning|note)\[(.*?)\]: ", told, re.MULTILINE)
        mine = [one for one in found.found if case_of(one, found) == name]
        assert Counter(ids) == Counter(
            one.id for one in mine if one.waiver is None or name in failing
        )
        skipped = case.find("skipped")
        messages = "\n".join(accepted(one) for one in mine if one.waiver)
        assert skipped is None or skipped.get("message") == messages


def test_nothing_found_is_said_in_every_format() -> None:
    written = {format: render(nothing()) for format, render in FORMATS.items()}
    assert written["text"] == "P: check as of 20 Feb 2015: nothing found.\n"
    assert written["table"] == "P: check as of 20 Feb 2015\nNothing found.\n"
    assert written["markdown"].startswith("## P: check as of 20 Feb 2015\n\nNothing found.\n")
    assert written["github"] == "minerva check as of 20 Feb 2015: nothing found\n"
    assert written["csv"].splitlines() == [",".join(column.key for column in view.COLUMNS)]
    read = json.loads(written["json"])
    assert (read["findings"], read["failed"]) == ([], False)
    assert read["summary"] == {"error": 0, "warning": 0, "note": 0}
    assert json.loads(written["gitlab"]) == []
    assert json.loads(written["sarif"])["runs"][0]["results"] == []
    assert [len(case) for case in cases(nothing()).values()] == [0, 0]


def test_what_is_waived_is_not_nothing() -> None:
    found = check()
    waived = found._replace(found=[one for one in found.found if one.waiver])
    assert github.render(waived) == "minerva check as of 20 Feb 2015: 2 waived\n"
    since = waived._replace(found=[], since="main", left_out=3)
    assert github.render(since).endswith(": nothing found; 3 known since main not shown\n")


def counted(work: Callable[[], str]) -> tuple[str, int]:
    """Return what a function returns, and how often functions are called and left on the way."""
    ticks = count()
    sys.setprofile(lambda *_: next(ticks) and None)
    try:
        return work(), next(ticks)
    finally:
        sys.setprofile(None)


def test_a_log_and_the_work_for_it_grow_as_the_findings_do(tmp_path: Path) -> None:
    grown = []
    for number in (2_000, 8_000):
        generator = [sys.executable, str(ROOT / "bench" / "generate.py"), str(number)]
        run_command([*generator, str(tmp_path)], check=True)
        milestones, workstreams = (
            (tmp_path / name).read_bytes() for name in ("milestones.toml", "workstreams.toml")
        )
        found = check(milestones, workstreams, when=date(2014, 12, 9))
        overdue = sum(one.id == "milestone-overdue" for one in found.found)
        assert 0.25 * number < overdue < 0.35 * number
        log, calls = counted(lambda: sarif.render(found))  # noqa: B023 - called at once
        grown.append((len(found.found), len(log), calls))
    assert all(3.5 < after / before < 4.1 for before, after in zip(*grown, strict=True)), grown
