"""The schema takes what the reader takes, and refuses what the reader refuses in one file."""

import compileall
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from minerva.model import programme
from minerva.store import MILESTONES, NAMES, WORKSTREAMS, File
from minerva.store.json_schema import file_schema
from minerva.store.schema import fields_of, keys_of
from tests.command import ROOT, run
from tests.test_docs import PAGES, blocks, examples

SHIPPED: Final = [name for name in NAMES if (ROOT / name).exists()]
"""The files of the programme that is shipped, which has no register."""
SCHEMAS: Final = {name: file_schema(name) for name in NAMES}
RECORDS: Final = [
    record for record in vars(programme).values() if hasattr(record, "__struct_fields__")
]
KINDS: Final = ("unknown-key", "missing-key", "wrong-value")


def plain(value: Any) -> Any:
    """Return TOML's data as editors hand it to a schema: days and times as text."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def errors(name: str, text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMAS[name])
    return [error.message for error in validator.iter_errors(plain(tomllib.loads(text)))]


def shown_files() -> Iterator[tuple[str, str]]:
    """Yield the files of each page's examples, as they stand at the end of it."""
    for page in PAGES:
        if page.name == "findings.md":
            continue  # its files are wrong on purpose
        for example in examples(page):
            yield from example.files.items()


def test_the_schemas_are_schemas() -> None:
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_schema_is_what_the_command_prints(name: str) -> None:
    kind = name.removesuffix(".toml")
    printed = run("schema", kind).stdout
    assert (ROOT / "schemas" / f"{kind}.json").read_text() == printed
    assert json.loads(run("schema").stdout)[kind] == json.loads(printed)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_data_is_what_its_schema_takes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert errors(name, text) == []
    assert text.startswith(f"#:schema ./schemas/{name.removesuffix('.toml')}.json\n")


def test_the_schema_and_init_need_no_source_files(tmp_path: Path) -> None:
    compiled = tmp_path / "minerva"
    shutil.copytree(ROOT / "minerva", compiled, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(compiled, quiet=1, legacy=True)
    for source in compiled.rglob("*.py"):
        source.unlink()
    for command in (["schema"], ["init", "depot"]):
        done = subprocess.run(
            [sys.executable, "-m", "minerva", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        if command == ["schema"]:
            assert done.stdout == run("schema").stdout
    assert (tmp_path / "depot" / "schemas" / MILESTONES.replace("toml", "json")).exists()


def test_what_init_writes_is_what_the_schemas_take(tmp_path: Path) -> None:
    assert run("init", str(tmp_path)).status == 0
    for name in SHIPPED:
        text = (tmp_path / name).read_text()
        assert errors(name, text) == []
        [named] = re.findall(r"\A#:schema (\S+)\n", text)
        assert (tmp_path / named).exists()


def test_the_examples_of_the_pages_are_what_the_schemas_take() -> None:
    checked = 0
    for name, text in set(shown_files()):
        if not _is_whole(name, text):
            continue
        assert errors(name, text) == [], text
        checked += 1
    assert checked > 10


def _is_whole(name: str, text: str) -> bool:
    """Tell whether the reader finds nothing of these kinds wrong in one file."""
    from minerva.store.tables import read_document

    problems: list[Any] = []
    read_document(File(name, name, text.encode()), problems)
    return not problems


def test_every_key_is_described_and_has_an_example() -> None:
    for record in RECORDS:
        if "location" not in record.__struct_fields__:
            continue
        for field in fields_of(record):
            assert field.others or field.text.endswith("."), (record, field.key)
    for schema in SCHEMAS.values():
        for name, table in schema["$defs"].items():
            for key, value in table["properties"].items():
                assert value["description"], (name, key)
                assert value.get("examples"), (name, key)


def test_every_example_is_one_that_its_schema_takes() -> None:
    for schema in SCHEMAS.values():
        for table in schema["$defs"].values():
            for key, value in table["properties"].items():
                within = {"$defs": schema["$defs"], **value}
                for example in value["examples"]:
                    assert not list(Draft202012Validator(within).iter_errors(example)), key


def test_every_key_of_the_reader_is_in_the_schema() -> None:
    for record in RECORDS:
        if "location" not in record.__struct_fields__:
            continue
        for schema in SCHEMAS.values():
            if record.__name__ in schema["$defs"]:
                keys = set(keys_of(record))
                assert set(schema["$defs"][record.__name__]["properties"]) == keys


# What the reader refuses, with the reason where a schema cannot

CANNOT: Final = {
    "has more than two decimals": "JSON Schema counts no decimals without binary floats",
    "does not follow on": "the two halves of a financial year are a sum",
    "two halves": "the two halves of a financial year are a sum",
    "is not a date": "whether a month has the day is a calendar's to say",
    "ends before it begins": "two days of one text are not compared",
    "over the high one": "two values are not compared",
    "without quotes": "editors hand days over as text",
    "take the quotes away": "editors hand days over as text",
    "is text, not a date": "editors hand days over as text",
    "with a time of day": "editors hand times over as text",
    "is out of range": "days are not compared",
    "more than a hundred years": "a number inside a text is not compared",
    "is not a day": "editors hand days over as text",
    "not a day of the year": "whether a month has the day is a calendar's to say",
}


def gallery() -> Iterator[tuple[str, str]]:
    """Yield the files of the entries that explain problems."""
    page = ROOT / "docs" / "findings.md"
    text = page.read_text("utf-8")
    for block in blocks(text):
        named = re.match(r"# (workstreams|milestones)\.toml\n", block.text)
        if block.kind == "toml" and named:
            yield f"{named[1]}.toml", block.text


def test_what_the_reader_refuses_in_a_file_its_schema_refuses_too() -> None:
    from minerva.store.tables import read_document

    refused = 0
    for name, text in gallery():
        problems: list[Any] = []
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        read_document(File(name, name, text.encode()), problems)
        for problem in problems:
            if problem.kind not in KINDS:
                continue
            refused += 1
            if not any(reason in problem.message for reason in CANNOT):
                assert errors(name, text), f"{problem.message}\n{text}"
    assert refused > 2


MILESTONE: Final = '[[milestone]]\nid = "a"\nworkstream = "b"\nname = "c"\n'
WORK: Final = '[programme]\nid = "a"\nname = "b"\n[[workstream]]\nid = "a"\nname = "b"\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (MILESTONES, "milestone = 3"),
        (MILESTONES, MILESTONE.replace('name = "c"\n', "")),
        (MILESTONES, f"{MILESTONE}baseline = 2015-01-01\nforcast = 2015-01-01\n"),
        (MILESTONES, f"{MILESTONE}baseline = 2015-01-01\nowner = 3\n"),
        (MILESTONES, f"{MILESTONE}baseline = 2015-01-01\n".replace('"a"', '"A B"')),
        (MILESTONES, f"{MILESTONE}baseline = 2015-01-01\n".replace('"c"', '" "')),
        (MILESTONES, f'{MILESTONE}baseline = "spring"\n'),
        (MILESTONES, f'{MILESTONE}baseline = "2015-Q5"\n'),
        (WORKSTREAMS, WORK.partition("[[")[0]),
        (WORKSTREAMS, WORK[WORK.index("[[") :]),
        (WORKSTREAMS, WORK.replace("[[", 'currency = "pounds"\n[[')),
        (WORKSTREAMS, f'{WORK}[check]\nfail_on = "no"\n'),
        (WORKSTREAMS, f"{WORK}[check]\ngrace = -1\n"),
        (WORKSTREAMS, f'{WORK}[programme.target]\nfull_year = "1"\n'),
        (WORKSTREAMS, f"{WORK}[[saving]]\n"),
    ],
)
def test_common_mistakes_are_refused(name: str, text: str) -> None:
    assert errors(name, text)


EDITORS: Final = {
    "taplo": ("taplo", "lint"),
    "tombi": ("tombi", "lint", "--offline"),
}


def lint(editor: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Have an editor's checker look at the files of a directory, by the schemas that they name."""
    program, *arguments = EDITORS[editor]
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found is not None
    names = [name for name in NAMES if (directory / name).exists()]
    command = [found, *arguments, *names]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Directories with the shipped files, those of `init` and of every example, and the schemas."""
    top = tmp_path_factory.mktemp("files")
    assert run("init", str(top / "init")).status == 0
    files = {name: (ROOT / name).read_text("utf-8") for name in SHIPPED}
    made = [files]
    for name, text in shown_files():
        wrong_on_purpose = re.search(r'= "[0-9]{4}-[0-9]{2}-[0-9]{2}"\n', text)
        if name in NAMES and not errors(name, text) and not wrong_on_purpose:
            schema = f"#:schema ./schemas/{name.removesuffix('.toml')}.json\n"
            made.append({**files, name: schema + text})
    directories = [top / "init"]
    for number, contents in enumerate(made):
        directories.append(top / str(number))
        shutil.copytree(ROOT / "schemas", directories[-1] / "schemas")
        for name, text in contents.items():
            (directories[-1] / name).write_text(text, "utf-8")
    return directories


@pytest.mark.parametrize("editor", EDITORS)
def test_editors_take_the_shipped_files_what_init_writes_and_every_example(
    editor: str, everything: list[Path]
) -> None:
    assert len(everything) > 20
    for directory in everything:
        done = lint(editor, directory)
        assert done.returncode == 0, (directory, done.stdout, done.stderr)
        assert "schema" not in done.stderr.replace("validate_schema", ""), done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_check_jsonschema_takes_them_too(name: str, everything: list[Path]) -> None:
    schema = ROOT / "schemas" / f"{name.removesuffix('.toml')}.json"
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
    paths = [directory / name for directory in everything]
    files = [str(path) for path in paths if path.exists()]
    done = subprocess.run([*command, *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize(
    "wrong", ["basline = 2015-01-01", 'baseline = "spring"', "baseline = 10:00:00"]
)
def test_editors_refuse_a_mistake(editor: str, wrong: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    for name in SHIPPED:
        shutil.copy(ROOT / name, tmp_path)
    path = tmp_path / MILESTONES
    path.write_text(
        re.sub(r"\nbaseline = .*", f"\n{wrong}", path.read_text("utf-8"), count=1), "utf-8"
    )
    refused = lint(editor, tmp_path)
    assert refused.returncode != 0
    assert MILESTONES in refused.stdout + refused.stderr
