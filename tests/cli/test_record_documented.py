"""No key without a flag, no fact without a command, no command without a page."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from minerva.cli import load_commands
from minerva.cli.app import HEADINGS, app
from minerva.recording.additions import (
    RECORDS,
    REGISTERED,
    Noun,
    fields,
    needed,
    own_key,
    today_key,
)
from minerva.store.schema import fields_of, keys_of
from tests.cli.test_record_commands import MILESTONES, WORKSTREAMS
from tests.command import ROOT, run, run_process
from tests.programmes import write_programme

load_commands()
COMMAND: Any = typer.main.get_command(app)
RECORDING = sorted(HEADINGS["Record"])


def adding(noun: Noun) -> str:
    """Return the command that a new record is written with."""
    return "raise" if noun in REGISTERED else "add"


def test_these_are_the_commands_that_record() -> None:
    names = (
        "add assess assign cancel claim close complete link move raise rebaseline rebudget "
        "reforecast rename restate review serve-notice set spend state undo unlink validate waive "
        "withdraw-bidder"
    )
    assert names.split() == RECORDING


@pytest.mark.parametrize("noun", get_args(Noun))
def test_a_new_record_has_a_flag_for_each_key(noun: Noun) -> None:
    command = COMMAND.commands[adding(noun)].commands[noun]
    flags = {parameter.name: parameter.opts for parameter in command.params}
    keys = [field.key for field in fields(noun)]
    for key in keys:
        flag = "--on" if key == "raised" else f"--{key.replace('_', '-')}"
        assert flag in flags[key] or key == own_key(noun)
    tables = {field.key for field in fields_of(RECORDS[noun]) if field.nested is not None}
    assert set(keys_of(RECORDS[noun])) - set(keys) <= tables
    help_of = {parameter.name: parameter.help for parameter in command.params}
    for key in needed(noun):
        left_out = ("id", "procurement", today_key(noun))
        assert key in left_out or "Needed." in (help_of[key] or "")


def test_every_row_of_what_to_write_when_names_a_command() -> None:
    page = (ROOT / "docs" / "file-format.md").read_text("utf-8")
    section = page.partition("## What to write when\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^- \*\*(.+?)\*\*(.*)", section, re.MULTILINE)
    named = {re.match(r" \(`minerva ([a-z-]+)`\)\. ", rest): what for what, rest in rows}
    assert len(rows) > 10
    assert None not in named, named
    assert {match[1] for match in named if match} == set(RECORDING)


def test_every_command_has_its_part_of_the_page() -> None:
    page = (ROOT / "docs" / "recording.md").read_text("utf-8")
    assert set(re.findall(r"^## `([a-z-]+)`$", page, re.MULTILINE)) == set(RECORDING)
    for command in RECORDING:
        assert f"$ minerva {command} " in page or f"$ minerva {command}\n" in page
        assert f"[`{command}`](#{command})" in page


@pytest.mark.parametrize("noun", get_args(Noun))
def test_the_help_of_a_new_record_shows_what_to_try(noun: Noun) -> None:
    told = run(adding(noun), noun, "--help").stdout
    assert f"Examples:\n    minerva {adding(noun)} {noun}" in told
    assert all(len(line) <= 80 for line in told.splitlines())


@pytest.mark.parametrize(
    ("words", "offered", "others"),
    [
        ("minerva complete ", {"tenders", "award", "live"}, {"done"}),
        ("minerva reforecast a", {"award"}, {"tenders", "done"}),
        ("minerva claim ", {"rent", "fuel", "post"}, {"award"}),
        ("minerva serve-notice ", {"old"}, {"rent"}),
        ("minerva withdraw-bidder ", {"ito"}, {"old"}),
        ("minerva withdraw-bidder ito ", {"HCL"}, {"Capita"}),
        ("minerva withdraw-bidder ito HCL --at ", {"isds", "final"}, {"ito"}),
        ("minerva waive milestone-", {"milestone-overdue"}, {"data-stale"}),
        ("minerva waive saving-unknown ", {"rent", "fuel", "post"}, {"award"}),
        ("minerva add milestone --workstream ", {"ict"}, {"award"}),
        ("minerva add bid ", {"ito"}, {"award"}),
        ("minerva add bid ito ", {"HCL"}, {"isds"}),
        ("minerva add bid ito HCL --stage ", {"isds"}, {"HCL"}),
        ("minerva add stage ito x --opens ", {"award"}, {"isds"}),
        ("minerva set ta", set(), {"award"}),
        ("minerva set target ", {"full_year=", "from="}, {"name=", "location="}),
        ("minerva set programme tol", {"tolerance="}, {"full_year="}),
        ("minerva complete final", {"final tenders"}, {"award"}),
    ],
)
def test_completion_offers_what_may_be_meant(
    tmp_path: Path, words: str, offered: set[str], others: set[str]
) -> None:
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    asked = {"_MINERVA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": words}
    told = run_process(cwd=tmp_path, env=asked).stdout
    assert all(f'"{id}"' in told for id in offered)
    assert not any(f'"{id}"' in told for id in others)


def test_completion_offers_names_too(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    asked = {
        "_MINERVA_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": "minerva complete t",
    }
    assert '"tenders":"Final tenders"' in run_process(cwd=tmp_path, env=asked).stdout


def test_completion_is_silent_where_there_is_no_programme(tmp_path: Path) -> None:
    for words in ("minerva complete ", "minerva withdraw-bidder x ", "minerva waive x "):
        asked = {"_MINERVA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": words}
        assert "Traceback" not in run_process(cwd=tmp_path, env=asked).stderr
