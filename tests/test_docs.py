"""The pages keep their word: examples print what they say, and nothing goes undocumented.

A ```toml block that begins with `# workstreams.toml` or `# milestones.toml` is that file for
the examples after it, until the page writes it anew; `# workstreams.toml, continued` adds to
it, or to that of the programme that is shipped where the page has written none before. With
`, committed 2024-10-01` both files are committed on that day, as they stand then. A ```csv block
that begins with `# plan.csv` is that file, without its first line.
A ```console block has lines `$ minerva ...`, each followed by exactly what the command
prints on 80 columns without colour: standard output, and then standard error too where the
command does not end with 0. After `<!-- today: 2025-02-03 -->` that is the day on which they
run. Before a page has written a file, its examples run on the
programme that is shipped at the root.
All ```python blocks with lines `>>> ...` of a page are one session, in a directory with the files
that the page has written by then: each line gives what stands below it.

After a change of what minerva prints, this writes what is printed now into every page, or into
those named, to be read before it is committed:

    python -m tests.test_docs --update [PAGE ...]
"""

import ast
import contextlib
import doctest
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import pytest

from minerva.model import programme, register
from minerva.store.files import NAMES, REGISTER, WORKSTREAMS
from minerva.store.schema import defaults_of, fields_of, keys_of
from minerva.store.tables import ARRAYS, SINGLE, record_of
from tests.command import ROOT, run
from tests.repositories import commit

TUTORIAL: Final = ROOT / "docs" / "tutorial.md"  # its own test runs it from end to end
PAGES: Final = [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md")} - {TUTORIAL})]
FILE_FORMAT: Final = ROOT / "docs" / "file-format.md"
EVERYWHERE: Final = {"source", "note"}

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_BLOCK: Final = re.compile(r"^(```+)(\w*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_NAMED: Final = re.compile(
    rf"# ({'|'.join(map(re.escape, NAMES))})(, continued)?(?:, committed ({_DAY}))?\n"
)
_TABLE: Final = re.compile(r"# ([a-z]+\.csv)\n")
_TODAY: Final = re.compile(rf"<!-- today: ({_DAY}) -->")
_PROMPT: Final = "$ "

Files = Mapping[str, str]


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, and where in the page the text is."""

    kind: str
    text: str
    begin: int
    end: int


class Example(NamedTuple):
    """A block of commands, the files that its page has written before it, and what was committed.

    Each commit is a day and the files as they were then. `today` is the day on which it runs.
    """

    page: Path
    line: int
    block: Block
    files: Files
    commits: Sequence[tuple[str, Files]]
    today: date | None = None


def blocks(page: str) -> list[Block]:
    return [
        Block(match[2], match[3], match.start(3), match.end(3)) for match in _BLOCK.finditer(page)
    ]


def examples(page: Path) -> Iterator[Example]:
    """Yield every block of commands on a page, with the files as they stand before it."""
    text = page.read_text("utf-8")
    files: dict[str, str] = {}
    commits: list[tuple[str, Files]] = []
    for block in blocks(text):
        named = _NAMED.match(block.text) if block.kind == "toml" else None
        if named is not None:
            if named[2] and not files:
                shipped = [name for name in NAMES if (ROOT / name).exists()]
                files = {name: (ROOT / name).read_text("utf-8") for name in shipped}
            if named[1] == WORKSTREAMS and not named[2]:  # a new programme, without a register
                files.pop(REGISTER, None)
            before = f"{files[named[1]]}\n" if named[2] and named[1] in files else ""
            files[named[1]] = before + block.text
            if named[3] and (not commits or commits[-1][1] != files):
                commits.append((named[3], dict(files)))
        elif block.kind == "csv" and (named := _TABLE.match(block.text)) is not None:
            files[named[1]] = block.text[named.end() :]
        elif block.kind == "console":
            line = text.count("\n", 0, block.begin)
            days = _TODAY.findall(text, 0, block.begin)
            today = date.fromisoformat(days[-1]) if days else None
            yield Example(page, line, block, dict(files), list(commits), today)


def printed(example: Example, directory: Path) -> str:
    """Return an example as it should stand: its commands, each with what it prints."""
    for day, files in example.commits:
        _write(files, directory)
        commit(directory, day=day)
    _write(example.files, directory)
    told = ""
    for line in example.block.text.splitlines(keepends=True):
        if not line.startswith(_PROMPT):
            continue
        program, *arguments = shlex.split(line.removeprefix(_PROMPT))
        assert program == "minerva", f"{example.page.name}:{example.line}: it runs {program}"
        cwd = directory if example.files else ROOT
        result = run(*arguments, cwd=cwd, today=example.today)
        told += line + result.stdout + (result.stderr if result.status else "")
    return told


def _write(files: Files, directory: Path) -> None:
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")


def update(page: Path) -> None:
    """Write what is printed now into the examples of a page."""
    text = page.read_text("utf-8")
    for example in reversed(list(examples(page))):
        with TemporaryDirectory() as directory:
            now = printed(example, Path(directory))
        text = text[: example.block.begin] + now + text[example.block.end :]
    page.write_text(text, "utf-8")


EXAMPLES: Final = [example for page in PAGES for example in examples(page)]


@pytest.mark.parametrize(
    "example",
    EXAMPLES,
    ids=[f"{example.page.relative_to(ROOT)}:{example.line}" for example in EXAMPLES],
)
def test_an_example_prints_what_its_page_says(example: Example, tmp_path: Path) -> None:
    assert example.block.text.startswith(_PROMPT), "a block of commands begins with one"
    said, now = example.block.text.splitlines(), printed(example, tmp_path).splitlines()
    if said != now:
        difference = "\n".join(unified_diff(said, now, "on the page", "printed", lineterm=""))
        pytest.fail(f"{difference}\n\npython -m tests.test_docs --update", pytrace=False)


SESSIONS: Final = [page for page in PAGES if "```python\n>>> " in page.read_text("utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_a_session_of_python_gives_what_its_page_says(page: Path, tmp_path: Path) -> None:
    runner, variables, where = doctest.DocTestRunner(verbose=False), dict[str, Any](), ROOT
    told: list[str] = []
    for block in blocks(page.read_text("utf-8")):
        named = _NAMED.match(block.text) if block.kind == "toml" else None
        if named is not None:
            where = tmp_path
            (where / named[1]).write_text(block.text, "utf-8")
        if block.kind == "python" and block.text.startswith(">>> "):
            lines = doctest.DocTestParser().get_doctest(
                block.text, variables, page.name, str(page), None
            )
            with contextlib.chdir(where):
                runner.run(lines, out=told.append, clear_globs=False)
            variables = lines.globs
    assert runner.summarize(verbose=False).attempted
    assert not told, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_seen(page: Path) -> None:
    text = page.read_text("utf-8")
    seen = [block.kind for block in blocks(text)]
    for kind in ("console", "csv", "toml"):
        assert seen.count(kind) == len(re.findall(rf"`{{3,}}\s*{kind}\b", text)), (
            f"a block of {kind} is indented, or is not closed"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_toml_that_no_example_runs_is_toml(page: Path) -> None:
    for block in blocks(page.read_text("utf-8")):
        if block.kind == "toml" and not _NAMED.match(block.text):
            tomllib.loads(block.text)


def test_every_file_that_contributors_are_sent_to_is_there() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:minerva|tests|docs|tools|schemas)/[\w./]+)`", page)
    links = re.findall(r"\]\(([\w./]+\.md)", page)
    assert len(named) > 20
    assert not [name for name in (*named, *links) if not (ROOT / name).exists()]


class Keys(NamedTuple):
    """The keys that a table of a page names, and those that it says are needed."""

    all: set[str]
    needed: set[str]


def documented() -> dict[str, Keys]:
    """Return the keys in the table under each heading of the page on the files."""
    _, *sections = re.split(r"^#{2,3} ", FILE_FORMAT.read_text("utf-8"), flags=re.MULTILINE)
    found = {}
    for section in sections:
        heading, text = section.split("\n", 1)
        rows = re.findall(r"^\| `([^`|]+)` \|(?:[^|]*\| ([^|]*?) \|)?", text, re.MULTILINE)
        found[heading.strip("`")] = Keys(
            {key for key, _ in rows}, {key for key, needed in rows if needed == "needed"}
        )
    return found


def tables() -> Iterator[tuple[str, Any]]:
    """Yield the header of every table that the files may have, and its record."""
    for name, record in SINGLE.items():
        yield f"[{name}]", record
        yield from _inner(name, record)
    for file in NAMES:
        for name in ARRAYS[file]:
            record = record_of(name)
            yield f"[[{name}]]", record
            yield from _inner(name, record)


def _inner(path: str, record: Any) -> Iterator[tuple[str, Any]]:
    for field in fields_of(record):
        if field.nested is None:
            continue
        below = path if field.others else f"{path}.{field.key}"
        header = f"{below}.<name>" if field.many is Mapping else below
        yield (f"[[{header}]]" if field.many is tuple else f"[{header}]"), field.nested
        yield from _inner(below, field.nested)


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and "location" in getattr(kind, "__annotations__", {})


def test_every_record_is_in_the_files_somewhere() -> None:
    everything = [*vars(programme).values(), *vars(register).values()]
    records = {kind for kind in everything if _is_record(kind)}
    assert {record for _, record in tables()} == records


@pytest.mark.parametrize(
    ("header", "record"), [pytest.param(header, record, id=header) for header, record in tables()]
)
def test_every_key_is_documented_and_whether_it_is_needed(header: str, record: Any) -> None:
    section = documented()[header]
    keys = set(keys_of(record)) - EVERYWHERE
    defaults = defaults_of(record)
    needed = {key for key in keys if f"{key}_" not in defaults}
    assert section.all == keys
    assert section.needed == needed - set(defaults)


def test_the_keys_of_every_record_are_documented_once_for_all() -> None:
    assert documented()["Every record"].all == EVERYWHERE
    without = {header for header, record in tables() if not set(keys_of(record)) >= EVERYWHERE}
    assert without == {"[[milestone.after]]"}


def kinds_of_problems() -> Iterator[str]:
    """Yield a pattern for each kind of problem that the store makes, from its source."""
    for path in (ROOT / "minerva" / "store").glob("*.py"):
        module = ast.parse(path.read_text("utf-8"))
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Problem":
                yield from _texts(call.args[0], module)


def _texts(node: ast.expr, module: ast.Module) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.JoinedStr(values=parts):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                for part in parts
            )
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, module)
            yield from _texts(orelse, module)
        case ast.Name(id=name):
            assigned = [
                statement for statement in ast.walk(module) if isinstance(statement, ast.Assign)
            ]
            values = [
                statement.value
                for statement in assigned
                if ast.unparse(statement.targets[0]) == name
            ]
            assert values, f"which kinds of problem is {name}?"
            for value in values:
                yield from _texts(value, module)
        case _:
            pytest.fail(f"which kind of problem is {ast.unparse(node)}?")


def test_every_kind_of_problem_is_documented() -> None:
    told = documented()["What makes a file refused"].all
    patterns = set(kinds_of_problems())
    assert not [
        pattern for pattern in patterns if not any(re.fullmatch(pattern, kind) for kind in told)
    ]
    assert not [
        kind for kind in told if not any(re.fullmatch(pattern, kind) for pattern in patterns)
    ]


if __name__ == "__main__":
    if sys.argv[1:2] != ["--update"]:
        sys.exit("usage: python -m tests.test_docs --update [PAGE ...]")
    for page in [Path(name) for name in sys.argv[2:]] or PAGES:
        update(page)
