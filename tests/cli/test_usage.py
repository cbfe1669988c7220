"""A wrong word on the command line: what is wrong, the nearest word, and where the help is."""

import os
import subprocess
import sys

import pytest
import typer

from minerva.model.problems import nearest
from tests.command import ROOT, environment, run, run_process

STATUS = "`minerva status --help` shows what there is"

WRONG = [
    ("status --frmat json", 'there is no option "--frmat"', f'did you mean "--format"? {STATUS}'),
    ("savings --mat x", 'there is no option "--mat"', 'did you mean "--matrix"?'),
    ("savings --a", 'there is no option "--a"', "`minerva savings --help` shows"),
    ("status -z", 'there is no option "-z"', STATUS),
    ("status --format xml", '--format cannot be "xml"', "it may be table, json, csv, markdown; "),
    ("status -f jsn", '--format cannot be "jsn"', f'did you mean "json"? {STATUS}'),
    ("status -f JSON", '--format cannot be "JSON"', f'did you mean "json"? {STATUS}'),
    ("status -f it's", '--format cannot be "it\'s"', STATUS),
    ("statsu", 'there is no command "statsu"', 'did you mean "status"? `minerva --help` lists'),
    ("nonsense", 'there is no command "nonsense"', "hint: `minerva --help` lists them"),
    ("add savin", 'there is no command "savin"', 'did you mean "saving"? `minerva add --help`'),
    ("status --as-of", "--as-of needs a value", "write it after the option; "),
    ("status --as-of 2014", "--as-of: '2014' is not a date: write it as 2014-12-09", STATUS),
    ("status extra words", 'there is no place for "extra words"', STATUS),
    ("what-if", "what-if needs MILESTONE=DATE", "`minerva what-if --help` shows"),
    ("claim", "claim needs SAVING", "`minerva claim --help` shows"),
    ("milestones --due-within x", "--due-within: 'x' is not a whole number", "minerva milestones"),
    ("milestones --due-within=-1", "--due-within: -1 is not from 0 to 36525", "milestones"),
    ("milestones --status overdu", '--status cannot be "overdu"', 'did you mean "overdue"?'),
    ("milestones --status late", '--status cannot be "late"', "complete, overdue, due, upcoming"),
    ("--color maybe status", '--color cannot be "maybe"', "it may be auto, always, never; "),
    ("--as-of 2014-12-09 status", 'no option "--as-of" before the command', "write --as-of after"),
    ("status -C .", 'there is no option "-C" after the command', "write `minerva -C` first"),
    ("savings --matrix plan", '--matrix cannot be "plan"', 'did you mean "planned"?'),
    ("savings --year 2015/61", '"2015/61" is not a financial year', 'did you mean "2015/16"?'),
    (
        "explain milestones-overdue",
        '"milestones-overdue" is not a finding or a problem',
        'mean "milestone-overdue"?',
    ),
    (
        "check --select milestone-overdu",
        'there is no finding "milestone-overdu"',
        'mean "milestone-overdue"?',
    ),
    ("status -w icts", 'there is no workstream "icts"', 'did you mean "ict"? The workstreams are'),
    ("status --owner Nobody", 'there is no owner "Nobody"', "Corporate Director of Resources"),
    ("status -w arrangements -w e", '"e" may be any of', "give the id of one: "),
    ("trend awrad", 'there is no milestone "awrad"', 'did you mean "ito-award"?'),
    ("trend contract", '"contract" may be any of 2 milestones', "ito-award (Contract award), "),
    ("confidence contract", '"contract" may be any of 2 milestones', "ito-award (Contract award)"),
    ("what-if awrad=+1day", 'there is no milestone "awrad"', 'did you mean "ito-award"?'),
    ("what-if contract=+1day", '"contract" may be any of 2', "ito-award (Contract award), "),
]


@pytest.mark.parametrize(("command", "message", "hint"), WRONG, ids=[wrong[0] for wrong in WRONG])
def test_a_wrong_word_is_answered_as_every_error_is(command: str, message: str, hint: str) -> None:
    result = run(*command.split(), env={"FORCE_COLOR": "1"})
    assert (result.stdout, result.status) == ("", 2)
    first, second = result.stderr.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second.startswith("   = hint: ")
    assert hint in second
    assert "\x1b" not in result.stderr


def test_what_a_terminal_would_act_on_is_made_visible() -> None:
    for arguments in (["status", "\x1b[31mx"], ["\x1b[31mx"], ["status", "-f", "\x1b[31mx"]):
        result = run(*arguments)
        assert "\x1b" not in result.stderr
        assert result.stderr.startswith("error: ")


def test_nothing_asked_for_shows_the_help() -> None:
    for arguments in ([], ["add"]):
        result = run(*arguments)
        assert result.status == 2
        assert result.stderr.startswith("Usage: minerva ")


def test_a_process_ends_with_the_status_of_its_command() -> None:
    assert run_process("check", "--as-of", "2014-12-09").status == 1
    assert run_process("status", "--as-of", "2014-12-09").status == 0
    assert run_process("--version").status == 0
    assert run_process("statsu").status == 2


def test_a_question_that_is_not_answered_ends_the_command_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("minerva.views.status.report", stop)
    result = run("status")
    assert (result.stderr, result.status) == ("error: stopped: nothing was written\n", 2)


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("forcast", ["forecast", "baseline"], "forecast"),
        ("FORECAST", ["forecast"], "forecast"),
        ("ict", ["ICT"], "ICT"),
        ("overdue", ["milestone-overdue", "overlap"], "milestone-overdue"),
        ("award", ["ito-award", "ito-award-notice"], "ito-award"),
        (
            "awrd",
            ["ito-award-and-signature-of-the-contract"],
            "ito-award-and-signature-of-the-contract",
        ),
        ("lid", ["updated", "validated-twice"], None),
        ("xyz", ["forecast"], None),
        ("", ["forecast"], None),
        ("x", [], None),
    ],
)
def test_the_nearest_word(word: str, choices: list[str], meant: str | None) -> None:
    assert nearest(word, choices) == meant


def test_on_a_terminal_a_long_message_is_broken_between_words() -> None:
    main, other = pytest.importorskip("pty").openpty()
    done = subprocess.run(
        [sys.executable, "-m", "minerva", "-C", str(ROOT), "status", "--as-of", "2026-11-30"],
        stdout=subprocess.DEVNULL,
        stderr=other,
        env=environment() | {"COLUMNS": "60"},
        check=True,
    )
    os.close(other)
    told = os.read(main, 65_536).decode().splitlines()
    os.close(main)
    assert done.returncode == 0
    assert " ".join(told) == (
        "The data was last updated on 26 Nov 2014, 4,387 days before: "
        "--as-of 2014-11-26 shows the position then."
    )
    assert len(told) > 1
    assert all(len(line) <= 60 for line in told)
