"""The page on findings: an entry for all that is found or refused, whole, and printed by `explain`.

Every entry is run here by itself, on its own files and those of the introduction, so that it can
be read by itself. Four of them cannot be run on their files alone, as they are about today's date
or a file that is not there or not text; those about the history in git each need one of their own.
What these print stands in a ```text block, and is run
here with what they need.
"""

import errno
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from rich.cells import cell_len

from minerva.cli import reading
from minerva.findings import explanations as page
from minerva.findings.explanations import Explanation, explanation, explanations
from minerva.model.catalogue import KINDS
from minerva.store.files import MILESTONES, NAMES
from tests.command import ROOT, run
from tests.repositories import commit
from tests.test_docs import FILE_FORMAT, Block, blocks

PAGE: Final = ROOT / "docs" / "findings.md"
FINDINGS: Final = tuple(KINDS)
OF_HISTORY: Final = tuple(id for id, kind in KINDS.items() if kind.looks_at == "history")
SHOWN_AS_TEXT: Final = (
    *("actual-in-future", "missing-file", "unreadable-file", "not-utf-8"),
    *("record-removed", *OF_HISTORY),
)
BRINGS_ANOTHER: Final = {"no-workstreams": "unknown-reference"}
LONGEST_SUMMARY: Final = 100


def problems() -> list[str]:
    """Return the kinds of problem, in the order in which the page on the files lists them."""
    _, section = FILE_FORMAT.read_text("utf-8").split("\n## What makes a file refused\n")
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


IDS: Final = [*FINDINGS, *problems()]
every_entry = pytest.mark.parametrize("id", IDS)


def example_of(entry: Explanation) -> Block:
    """Return the block of an entry that shows what is printed."""
    wanted = "text" if entry.id in SHOWN_AS_TEXT else "console"
    shown = [block for block in blocks(entry.markdown) if block.kind == wanted]
    assert len(shown) == 1, f"{entry.id} has {len(shown)} examples of what is printed"
    return shown[0]


def write_files(entry: Explanation, directory: Path) -> None:
    """Write the files of an entry; what it does not write is as in the introduction."""
    introduction, _ = PAGE.read_text("utf-8").split("\n## Findings\n")
    for block in [*blocks(introduction), *blocks(entry.markdown)]:
        if block.kind == "toml":
            name, _, day = block.text.splitlines()[0].removeprefix("# ").partition(", committed ")
            assert name in NAMES
            (directory / name).write_text(block.text, "utf-8")
            if day:
                commit(directory, day=day)


def make_as_told(id: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring about what the files of an entry cannot show by themselves."""
    milestones = directory / MILESTONES
    if id == "actual-in-future":
        monkeypatch.setattr(reading, "today", lambda: date(2025, 2, 1))
    elif id == "missing-file":
        assert not milestones.exists()
    elif id == "not-utf-8":
        milestones.write_bytes(milestones.read_text("utf-8").encode("latin-1"))
    elif id == "unreadable-file":
        milestones.touch()
        read = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path.name == MILESTONES:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return read(path)

        monkeypatch.setattr(Path, "read_bytes", refuse)


def printed(block: Block, directory: Path) -> str:
    """Return a block as it should stand: its command, and what it prints."""
    command = block.text.splitlines()[0]
    prompt, program, *arguments = shlex.split(command)
    assert (prompt, program) == ("$", "minerva")
    result = run(*arguments, cwd=directory)
    return f"{command}\n{result.stdout}{result.stderr if result.status else ''}"


@pytest.fixture
def read_anew() -> Iterator[None]:
    """Have the page read again, before the test and after it."""
    explanations.cache_clear()
    yield
    explanations.cache_clear()


def test_everything_that_is_found_or_refused_has_an_entry_in_order_and_nothing_else_has() -> None:
    assert list(explanations()) == IDS


def test_findings_stand_under_findings_and_problems_under_problems() -> None:
    _, *sections = re.split(r"^## (Findings|Problems)\n", PAGE.read_text("utf-8"), flags=re.M)
    headings = {
        heading: re.findall(r"^### `(.*)`$", text, re.M)
        for heading, text in zip(sections[::2], sections[1::2], strict=True)
    }
    assert headings == {"Findings": list(FINDINGS), "Problems": problems()}


def test_the_contents_lead_to_every_entry() -> None:
    introduction, _ = PAGE.read_text("utf-8").split("\n## The examples\n")
    assert re.findall(r"\[`(.*?)`\]\(#(.*?)\)", introduction) == [(id, id) for id in IDS]


@every_entry
def test_an_entry_begins_with_a_sentence_that_is_a_good_short_description(id: str) -> None:
    summary = explanation(id).summary
    assert summary.endswith(".")
    assert len(summary) <= LONGEST_SUMMARY
    assert explanation(id).meaning != summary, "it says no more than its first sentence"


@every_entry
def test_an_entry_ends_with_the_fix(id: str) -> None:
    *_, last = re.split(r"\n{2,}", explanation(id).markdown)
    assert last.startswith("**The fix.** ")
    assert explanation(id).markdown.count("**The fix.**") == 1
    assert explanation(id).paragraphs[-1].startswith("The fix. ")


@every_entry
def test_an_entry_shows_itself_with_the_severity_that_it_gives_and_nothing_else(id: str) -> None:
    shown = example_of(explanation(id)).text
    headings = re.findall(r"^([a-z]+)\[([a-z0-9-]+)\]: ", shown, re.MULTILINE)
    severities = [severity for severity, other in headings if other == id]
    assert len(severities) == 1
    assert [other for _, other in headings if other != id] == [
        BRINGS_ANOTHER[other] for other in BRINGS_ANOTHER if other == id
    ]
    if id in FINDINGS:
        given = re.search(r"\bIt is an? (error|warning|note)\b", explanation(id).meaning)
        assert given is not None
        assert given[1] == severities[0]
    else:
        assert severities == ["error"]


@every_entry
def test_an_entry_prints_what_it_says_on_its_own_files(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = example_of(explanation(id))
    write_files(explanation(id), tmp_path)
    make_as_told(id, tmp_path, monkeypatch)
    assert printed(example, tmp_path) == example.text


@every_entry
def test_an_entry_leads_nowhere_else_as_it_is_printed_alone(id: str) -> None:
    prose = "".join(re.split(r"^```.*?^```$", explanation(id).markdown, flags=re.M | re.S))
    assert "](" not in prose


@every_entry
def test_the_lines_of_an_example_fit_a_terminal_of_80_columns(id: str) -> None:
    for block in blocks(explanation(id).markdown):
        lines = block.text.splitlines() if block.kind == "toml" else [block.text.split("\n")[0]]
        assert all(cell_len(line) < 78 for line in lines)


@every_entry
def test_explain_prints_the_entry(id: str) -> None:
    result = run("explain", id, env={"COLUMNS": "200"})
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{id}\n")
    told = " ".join(result.stdout.split())
    assert all(paragraph in told for paragraph in explanation(id).paragraphs)
    for block in blocks(explanation(id).markdown):
        assert all(line.strip() in told for line in block.text.splitlines() if "  " not in line)


@every_entry
def test_no_line_that_explain_prints_is_wider_than_the_terminal(id: str) -> None:
    for columns in (40, 80):
        lines = run("explain", id, env={"COLUMNS": str(columns)}).stdout.splitlines()
        assert all(cell_len(line) <= columns for line in lines)
        assert all(line == line.rstrip() for line in lines)


def test_explain_and_why_point_at_each_other() -> None:
    explained = run("explain", "milestone-overdue").stdout
    assert "minerva why finding milestone-overdue SUBJECT" in " ".join(explained.split())
    assert "minerva why finding back-dated SUBJECT" in run("explain", "back-dated").stdout
    for id in ("bad-toml", "record-removed"):
        assert "minerva why finding" not in run("explain", id).stdout
    found = ("finding", "milestone-overdue", "fa-final-decision", "--as-of", "2014-12-09")
    why = run("why", *found)
    assert "minerva explain milestone-overdue" in why.stdout


def test_explain_takes_an_id_in_brackets() -> None:
    assert run("explain", "[low-float]") == run("explain", "low-float")


def test_explain_draws_the_same_words_in_colour() -> None:
    coloured = run("explain", "low-float", "--color", "always").stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert plain != coloured
    assert plain.split() == run("explain", "low-float").stdout.split()


@pytest.mark.parametrize(
    ("given", "meant"),
    [("milestone-overdo", "milestone-overdue"), ("unkown-key", "unknown-key")],
)
def test_explain_suggests_what_may_be_meant(given: str, meant: str) -> None:
    result = run("explain", given)
    assert (result.stdout, result.status) == ("", 2)
    assert f'did you mean "{meant}"?' in result.stderr


@pytest.mark.parametrize("given", ["", "[]", "xyzzy", "*", "m" * 10_000])
def test_explain_says_where_the_ids_are_where_none_is_near(given: str) -> None:
    result = run("explain", given)
    assert (result.stdout, result.status) == ("", 2)
    assert "`minerva explain` lists them all" in result.stderr


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[31mred\x07",
        "a\nerror: b",
        "\u202elow-float",
        "low-float\x00",
        "[bold]x[/bold]",
        "\udcff",
    ],
)
def test_explain_makes_what_would_act_on_a_terminal_visible(hostile: str) -> None:
    result = run("explain", hostile)
    assert (result.stdout, result.status) == ("", 2)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", result.stderr)
    assert len(re.findall(r"^error: ", result.stderr, re.MULTILINE)) == 1


def test_explain_lists_every_entry_with_its_summary() -> None:
    result = run("explain", env={"COLUMNS": "200"})
    assert (result.status, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[::2] == IDS
    assert lines[1::2] == [f"  {explanation(id).summary}" for id in IDS]


def test_the_list_fits_the_terminal() -> None:
    lines = run("explain", env={"COLUMNS": "40"}).stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == IDS
    assert all(cell_len(line) <= 40 for line in lines)


def test_explain_needs_no_programme(tmp_path: Path) -> None:
    assert run("explain", "low-float", cwd=tmp_path) == run("explain", "low-float")


@pytest.mark.usefixtures("read_anew")
def test_a_header_in_an_example_does_not_end_an_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "A.\n\n```toml\n# workstreams.toml\n### `x`\n```\n\n**The fix.** B."
    whole = f"# P\n\n### `a`\n\n{text}\n\n## Q\n\n### `b`\n\nC.\n"
    (tmp_path / "page.md").write_text(whole, "utf-8")
    monkeypatch.setattr(page, "_PAGES", (tmp_path / "page.md",))
    assert {id: entry.markdown for id, entry in explanations().items()} == {"a": text, "b": "C."}


def test_the_page_is_shipped_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["force-include"]["docs/findings.md"] == "minerva/findings/explanations.md"
    assert "docs" in build["sdist"]["include"]


@pytest.mark.usefixtures("read_anew")
def test_the_shipped_page_is_read_first_and_that_of_a_checkout_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(page.__file__).parent
    assert list(page._PAGES) == [package / "explanations.md", PAGE]
    shipped = tmp_path / "findings.md"
    monkeypatch.setattr(page, "_PAGES", (shipped, PAGE))
    assert list(explanations()) == IDS
    explanations.cache_clear()
    shipped.write_text("### `only`\n\nAs shipped.\n", "utf-8")
    assert explanations() == {"only": Explanation("only", "As shipped.")}
