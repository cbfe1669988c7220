"""The command line: where it looks, what it says, and its exit status."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
import typer

import minerva
from minerva.cli import load_commands, reading
from minerva.cli.app import HEADINGS, app
from minerva.cli.new_records import COMMANDS as NEW_RECORDS
from minerva.cli.portfolio_work import portfolio
from tests.command import ROOT, environment, run, run_process
from tests.programmes import write_programme

ON_TIME = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-09
"""
BROKEN = "[[milestone]]\nid = 3\n"
PLAIN = [
    "status",
    "milestones",
    "slippage",
    "savings",
    "costs",
    "procurement",
    "evaluate",
    "options",
    "register",
    "indicators",
    "forecast",
    "trend",
    "confidence",
    "score",
]
REPORTS = [*PLAIN, "check"]
RECORDING = [
    *("complete", "reforecast", "rebaseline", "claim", "validate", "restate", "rebudget"),
    *("state", "spend", "waive", "serve-notice", "withdraw-bidder", "undo"),
    *("review", "close", "assess"),
]
COMMANDS = [
    *REPORTS,
    "audit",
    "seal",
    "diff",
    "explain",
    "import",
    "report",
    "what-if",
    "why",
    *RECORDING,
]


@pytest.mark.parametrize(
    ("milestones", "as_of", "status"),
    [(ON_TIME, "2014-12-09", 0), (ON_TIME, "2014-12-10", 1), (BROKEN, "2014-12-09", 2)],
)
def test_check_exits_with_0_1_or_2(
    tmp_path: Path, milestones: str, as_of: str, status: int
) -> None:
    write_programme(tmp_path, milestones)
    result = run("check", "--as-of", as_of, cwd=tmp_path)
    assert result.status == status
    assert bool(result.stdout) is (status < 2)


@pytest.mark.parametrize("command", REPORTS)
def test_problems_go_to_standard_error_and_nothing_to_standard_output(
    tmp_path: Path, command: str
) -> None:
    write_programme(tmp_path, BROKEN)
    result = run(command, cwd=tmp_path)
    assert (result.stdout, result.status) == ("", 2)
    assert result.stderr.startswith("error[")
    assert result.stderr.endswith("nothing was reported.\n")


@pytest.mark.parametrize("command", PLAIN)
def test_reports_exit_with_0_whatever_is_late(tmp_path: Path, command: str) -> None:
    write_programme(tmp_path, ON_TIME)
    assert run(command, "--as-of", "2016-01-01", cwd=tmp_path).status == 0


def test_the_programme_is_looked_for_in_the_directories_above(tmp_path: Path) -> None:
    write_programme(tmp_path, ON_TIME)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert run("check", "--as-of", "2014-12-09", cwd=below).status == 0


def test_a_directory_may_be_named_on_the_command_line_or_in_the_environment(
    tmp_path: Path,
) -> None:
    here, plan = tmp_path / "here", tmp_path / "plan"
    here.mkdir()
    plan.mkdir()
    write_programme(plan, ON_TIME)
    as_of = ("--as-of", "2014-12-09")
    assert run("-C", str(plan), "check", *as_of, cwd=here).status == 0
    assert run("--directory", "../plan", "check", *as_of, cwd=here).status == 0
    assert run("check", *as_of, cwd=here, env={"MINERVA_DIRECTORY": str(plan)}).status == 0
    both = {"MINERVA_DIRECTORY": str(here)}
    assert run("-C", str(plan), "check", *as_of, cwd=here, env=both).status == 0


def test_where_there_is_no_programme_it_says_where_it_looked(tmp_path: Path) -> None:
    nowhere = run("status", cwd=tmp_path)
    assert (nowhere.status, nowhere.stdout) == (2, "")
    assert str(tmp_path) in nowhere.stderr
    assert "MINERVA_DIRECTORY" in nowhere.stderr
    assert "`minerva init` begins a programme" in nowhere.stderr
    missing = run("-C", "missing", "status", cwd=tmp_path)
    assert "missing is not a directory" in missing.stderr
    empty = run("-C", str(tmp_path), "status", cwd=tmp_path)
    assert f"in {tmp_path}" in empty.stderr


def test_files_are_named_from_where_the_command_runs(tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "p"
    plan.mkdir(parents=True)
    write_programme(plan, ON_TIME)
    arguments = ("check", "--as-of", "2014-12-10", "--format", "json")
    found = json.loads(run("-C", "plans/p", *arguments, cwd=tmp_path).stdout)["findings"]
    assert found[0]["file"] == str(Path("plans", "p", "milestones.toml"))
    found = json.loads(run(*arguments, cwd=plan).stdout)["findings"]
    assert (found[0]["file"], found[0]["line"]) == ("milestones.toml", 6)


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--as-of", "9 Dec 2014"],
        ["status", "--as-of", "2014-02-30"],
        ["status", "--as-of", "0014-12-09"],
        ["status", "--as-of", "2014-12-09T10:00:00"],
        ["status", "--format", "xml"],
        ["status", "--workstream", "icr"],
        ["milestones", "--status", "late"],
        ["milestones", "--due-within", "-1"],
        ["milestones", "--timeline", "--format", "json"],
        ["savings", "--year", "2099/00"],
        ["savings", "--year", "2015"],
        ["nonsense"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_writes_no_result(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.status == 2
    assert "Traceback" not in result.stderr
    assert result.stderr
    if arguments:
        assert result.stdout == ""


def test_an_unknown_workstream_is_answered_with_the_known_ones() -> None:
    result = run("status", "-w", "icr")
    assert 'there is no workstream "icr"' in result.stderr
    assert "ict, hrd, revenues-benefits, finance-assurance, shared-services" in result.stderr


def test_workstreams_narrow_a_report() -> None:
    both = run("milestones", "-f", "json", "-w", "hrd", "-w", "finance-assurance")
    found = {milestone["workstream"] for milestone in json.loads(both.stdout)["milestones"]}
    assert found == {"hrd", "finance-assurance"}


def test_a_narrowed_total_is_not_set_against_the_target_of_the_whole() -> None:
    target = json.loads(run("savings", "-f", "json", "-w", "hrd").stdout)["target"]
    assert (target["full_year"], target["variance"]) == (2_000_000, None)
    assert "of the target" not in run("savings", "-w", "hrd").stdout


def test_milestones_are_chosen_by_status_and_by_when_they_are_due() -> None:
    def ids(*arguments: str) -> list[str]:
        result = run("milestones", "--as-of", "2014-12-09", "-f", "json", *arguments)
        return [milestone["id"] for milestone in json.loads(result.stdout)["milestones"]]

    assert ids("--status", "overdue") == ["fa-final-decision"]
    assert ids("--status", "overdue", "--status", "complete") == [
        "fa-consultation",
        "fa-final-decision",
    ]
    assert ids("--due-within", "0") == ["hrd-consultation"]
    assert ids("--due-within", "10") == [
        "ito-dialogue-ends",
        "ito-call-for-final-tenders",
        "hrd-consultation",
    ]
    assert len(ids()) == 17


@pytest.mark.parametrize("command", REPORTS)
def test_old_data_is_mentioned_last_and_on_standard_error(command: str) -> None:
    old = run(command, "--as-of", "2015-01-01")
    assert old.stderr == (
        "The data was last updated on 26 Nov 2014, 36 days before: "
        "--as-of 2014-11-26 shows the position then.\n"
    )
    assert run(command, "--as-of", "2014-12-31").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, True),
    ],
)
@pytest.mark.parametrize("command", ["status", "check", "milestones --timeline"])
def test_colour(command: str, arguments: list[str], env: dict[str, str], coloured: bool) -> None:
    as_of = ["--as-of", "2014-12-09"]
    after = run(*command.split(), *as_of, *arguments, env=env)
    before = run(*arguments, *command.split(), *as_of, env=env)
    assert ("\x1b[" in after.stdout) is coloured
    assert before.stdout == after.stdout


def test_problems_are_coloured_when_asked_for(tmp_path: Path) -> None:
    write_programme(tmp_path, BROKEN)
    assert "\x1b[" in run("--color", "always", "check", cwd=tmp_path).stderr
    assert "\x1b[" not in run("check", cwd=tmp_path).stderr


def test_version_and_help_import_neither_the_reader_nor_the_validator() -> None:
    script = (
        "import sys\n"
        "from minerva.cli import main\n"
        "sys.argv = ['minerva', sys.argv[1]]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'pydantic_core', 'pydantic', 'toml_rs', 'rich', 'minerva.model.programme'}\n"
        "print(sorted(heavy & {*sys.modules}))\n"
    )
    for option in ("--version", "--help"):
        done = subprocess.run(
            [sys.executable, "-c", script, option],
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines()[-1] == "[]"
        assert len(done.stdout.splitlines()) > 1


def test_the_version() -> None:
    assert run("--version").stdout == f"minerva {minerva.__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        *(name for names in HEADINGS.values() for name in names),
        *(f"{group} {noun}" for group, nouns in NEW_RECORDS.items() for noun in nouns),
        *(f"portfolio {command.name}" for command in portfolio.registered_commands),
    ],
)
def test_help_shows_what_to_try(command: str) -> None:
    told = run(*command.split(), "--help").stdout
    assert f"Examples:\n    minerva {command}" in told
    assert all(len(line) <= 80 for line in told.splitlines())


@pytest.mark.parametrize("group", ["", "add", "raise", "portfolio"])
def test_help_says_of_each_command_all_that_there_is_to_say(group: str) -> None:
    told = run(*group.split(), "--help", env={"COLUMNS": "60"}).stdout
    _, commands = told.split("-h, --help")
    assert "..." not in commands
    assert all(len(line) <= 60 for line in commands.partition("Examples:")[0].splitlines())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for(shell: str) -> None:
    asked = {"_MINERVA_COMPLETE": f"complete_{shell}"}
    words = {
        "bash": {"COMP_WORDS": "minerva status --workstream h", "COMP_CWORD": "3"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "minerva status --workstream h"},
        "fish": {
            "_TYPER_COMPLETE_ARGS": "minerva status --workstream h",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
    }
    result = run_process(env=asked | words[shell])
    assert "hrd" in result.stdout
    assert "ict" not in result.stdout


def test_completion_without_a_programme_stays_silent(tmp_path: Path) -> None:
    asked = {
        "_MINERVA_COMPLETE": "complete_bash",
        "COMP_WORDS": "minerva status --workstream h",
        "COMP_CWORD": "3",
    }
    result = run_process(cwd=tmp_path, env=asked)
    assert (result.stdout.strip(), result.stderr) == ("", "")


@pytest.mark.parametrize(("command", "status"), [("status", 2), ("check", 2), ("--version", 2)])
def test_closed_standard_output_is_told_in_words(command: str, status: int) -> None:
    shell = f"{sys.executable} -m minerva {command} >&-"
    done = subprocess.run(
        ["sh", "-c", shell], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == status
    assert done.stderr.startswith(b"error: standard output is closed\n")


def test_without_standard_error_the_result_is_written_all_the_same() -> None:
    shell = f"{sys.executable} -m minerva status 2>&-"
    done = subprocess.run(
        ["sh", "-c", shell], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stdout[:17]) == (0, b"Programme Minerva")


def test_a_closed_pipe_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "minerva", "status", "--as-of", "2014-12-09"],
            cwd=ROOT,
            env=environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_words() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "minerva", "status"],
            cwd=ROOT,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "error: the result could not be written: No space left on device\n"


def test_a_stream_that_cannot_take_a_character_gets_a_plainer_one() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    result = run_process("milestones", "--timeline", "--as-of", "2014-12-09", env=ascii_only)
    assert (result.status, result.stderr) == (0, "")
    assert "o*" in result.stdout
    money = run_process("savings", "--as-of", "2014-12-09", env=ascii_only)
    assert "\\xa3" in money.stdout


def test_the_help_says_of_every_command_what_it_does_in_a_line() -> None:
    _, _, _, *sections = re.split(r"\n([A-Z][a-z ]+):\n", run("--help").stdout)
    assert sections[::2] == list(HEADINGS)
    for heading, text in zip(sections[::2], sections[1::2], strict=True):
        lines = text.strip("\n").splitlines()
        assert [line.split()[0] for line in lines] == list(HEADINGS[heading])
        assert not [line for line in lines if not line.endswith(".") or line.endswith("...")]


ARRANGED = ("assign", "cancel", "link", "move", "rename", "set", "unlink")


def test_every_command_stands_under_one_heading() -> None:
    listed = sorted(name for names in HEADINGS.values() for name in names)
    assert listed == sorted(
        [
            *COMMANDS,
            "owners",
            "add",
            "export",
            "init",
            "merge-files",
            "portfolio",
            "raise",
            "schema",
            *ARRANGED,
        ]
    )
    load_commands()
    assert set(listed) == set(typer.main.get_group(app).commands)


def test_a_command_is_in_the_module_that_is_loaded_for_it() -> None:
    load_commands()
    modules = {name: module for names in HEADINGS.values() for name, module in names.items()}
    found = 0
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        assert command.callback.__module__ == f"minerva.cli.{modules[name]}"
        found += 1
    assert found == len(modules) - 3  # `add`, `raise` and `portfolio` have commands of their own
    assert run_process("add", "workstream", "--dry-run").stderr.startswith("error: ")


def test_only_what_the_line_names_is_loaded() -> None:
    script = (
        "import sys; from minerva.cli import load_commands; load_commands(sys.argv[1:]);"
        "print(*sorted(n for n in sys.modules if n.startswith('minerva.cli.')))"
    )

    def loaded(*words: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return [name.removeprefix("minerva.cli.") for name in done.stdout.split()]

    assert "reports" in loaded("-C", "check", "status")
    assert "check" in loaded("-C", "check", "status")
    assert "undo" not in loaded("-C", "check", "status")
    assert "undo" in loaded("status", "--help")
    assert "undo" in loaded("statsu")


def test_a_fault_of_our_own_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr("minerva.views.status.report", broken)
    result = run("status")
    assert (result.stdout, result.status) == ("", 2)
    assert "minerva itself failed: KeyError: 'gone'" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_clock_is_read_for_today(tmp_path: Path) -> None:
    write_programme(tmp_path, ON_TIME)
    as_of = json.loads(run("status", "-f", "json", cwd=tmp_path).stdout)["as_of"]
    assert as_of == datetime.now().astimezone().date().isoformat()


@pytest.mark.parametrize("command", ["--help", "status --help", "-h"])
@pytest.mark.parametrize("output", [">&-", "> /dev/full"])
def test_help_that_cannot_be_written_is_no_success(command: str, output: str) -> None:
    shell = f"{sys.executable} -m minerva {command} {output}"
    done = subprocess.run(["sh", "-c", shell], cwd=ROOT, env=environment(), capture_output=True)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: standard output ")


@pytest.mark.parametrize("columns", ["99999999999", "1" * 30, "-5", "0"])
@pytest.mark.parametrize("drawing", ["milestones --timeline", "savings --chart", "trend"])
def test_a_width_beyond_any_screen_is_drawn_on_one(columns: str, drawing: str) -> None:
    result = run(*drawing.split(), "--as-of", "2014-12-09", env={"COLUMNS": columns})
    assert result.status == 0, result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 1_000


@pytest.mark.parametrize("command", ["status", "check", "claim yard 5 --year 2014/15"])
def test_a_clock_out_of_range_is_told_in_words(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(2300, 1, 1, 12, tzinfo=tz)

    monkeypatch.setattr(reading, "datetime", Clock)
    result = run(*command.split())
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error: the clock of this computer says 2300-01-01")


def test_stopped_while_it_starts_it_says_nothing(tmp_path: Path) -> None:
    """Typer is replaced by a module whose import is stopped, as by Ctrl-C at that moment."""
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "minerva", "status"],
        cwd=ROOT,
        env=environment({"PYTHONPATH": paths}),
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
