"""Any text at all in the files comes out of every format unharmed."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import tomli_w
from hypothesis import example, given, settings
from msgspec.structs import replace

from minerva.findings.explanations import explanation
from minerva.formats.builds import github, sarif
from minerva.formats.cells import visible
from minerva.model.catalogue import KINDS
from minerva.views.check import Verdict
from tests.command import run
from tests.formats.test_formats import (
    DAY,
    FORMATS,
    MILESTONES,
    READERS,
    WORKSTREAMS,
    accepted,
    cases,
    check,
    commands,
    nothing,
    plain,
    wide,
)
from tests.programmes import problems_of, write_programme
from tests.strategies import texts

FIELDS = {
    *("programme.name", "milestone.name", "milestone.deadline_reason", "saving.name"),
    "cost.name",
    *("procurement.name", "stage.name", "bidder.name", "contract.supplier", "validated.by"),
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
        if field in ("bidder.name", "bid.bidder"):
            return f"{word('bidder.name')}{value}"  # bidders stay apart, each with its bids
        is_text = key in ("name", "owner", "supplier", "by") or field in FIELDS
        return word(field) if is_text else value

    files = (replaced(tomllib.loads(finding.decode()), "") for finding in (MILESTONES, WORKSTREAMS))
    milestones, workstreams = map(tomli_w.dumps, files)
    return check(milestones, workstreams)


def test_every_field_reaches_a_finding() -> None:
    found = hostile(lambda field: f"<{field}>").found
    told = "".join(f"{accepted(finding)}{finding.hint}" for finding in found)
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
    for told in (found, replace(found, show_waived=True)):
        READERS[format](told, FORMATS[format](told))


@given(texts)
@example("=")
@settings(max_examples=50)
def test_any_text_comes_back_from_every_format(word: str) -> None:
    found = replace(hostile(lambda _: word), show_waived=len(word) % 2 == 0)
    for format, render in FORMATS.items():
        READERS[format](found, render(found))


def test_what_a_format_cannot_carry_stands_there_as_toml_writes_it() -> None:
    found = hostile(lambda _: "a\x00\x1b\x9b\r\n\u2028\u202e\uffffz")
    shown = r"a\u0000\u001b\u009b\r\n\u2028\u202e\uffffz: 63 days past its forecast"
    for written in (FORMATS["text"](found), wide(found), FORMATS["markdown"](found)):
        assert shown in written.replace("\\\\", "\\")
    names = [case.get("name") for case in cases(found).values()]
    assert "a\\u0000\\u001b\x9b\r\n\u2028\u202e\\uffffz (design)" in names


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_a_problem_of_the_files_is_one_annotation_whatever_it_quotes(word: str) -> None:
    broken = tomli_w.dumps({"milestone": [{"id": word, word: word, "baseline": word}]})
    found = problems_of(broken)[: github.MOST_OF_A_LEVEL]
    taken, left = commands(github.problems(found))
    assert [(finding.name, finding.message) for finding in taken] == [
        ("error", "\n".join(visible(line) for line in (finding.message, finding.hint) if line))
        for finding in found
    ]
    assert left == []


def test_the_texts_of_rules_come_back_from_sarif() -> None:
    rules = json.loads(sarif.render(nothing()))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(KINDS)
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
        places = [result["locations"][0] for result in json.loads(log)["runs"][0]["results"]]
        return [place["physicalLocation"]["artifactLocation"] for place in places]

    assert {issue["location"]["path"] for issue in json.loads(written("gitlab"))} == files
    taken, _ = commands(written("github"))
    assert {
        finding.properties["file"] for finding in taken if "file" in finding.properties
    } == files
    relative = uris(written("sarif"))
    assert {finding["uriBaseId"] for finding in relative} == {"%SRCROOT%"}
    assert {path_of(finding["uri"]) for finding in relative} == files
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    absolute = uris(written("sarif", elsewhere))
    assert {path_of(finding["uri"].removeprefix("file://")) for finding in absolute} == {
        str(tmp_path / file) for file in files
    }


def path_of(uri: str) -> str:
    """Return the path that a URI names: it has nothing else, and only what a URI may hold."""
    assert re.fullmatch(r"[A-Za-z0-9/._~!$&'()*+,;=@%-]+", uri), uri
    assert urlsplit(uri).path == uri
    return unquote(uri, errors="strict")
