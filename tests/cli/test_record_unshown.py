"""What is recorded and cannot be shown: known before, or told; never recorded twice."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from minerva.cli import importing, record_change
from minerva.cli import undo as undo_command
from minerva.views import recorded as view
from tests.command import environment, run
from tests.programmes import write_programme
from tests.recordings import PLAN, WORK, contents

TODAY: Final = date(2015, 4, 1)
CLAIM: Final = ("claim", "s-0", "100", "--year", "2014/15", "--on", "2015-03-31")
IMPORT: Final = ("import", "plan.csv", "--workstream", "ict", "--write")


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A programme with a change to take back, and a file to import."""
    (tmp_path / "plan.csv").write_text("Milestone,Baseline\nMoved in,2015-06-01\n")
    write_programme(tmp_path, PLAN, WORK)
    assert run("complete", "a", "--on", "2015-03-31", cwd=tmp_path).status == 0
    return tmp_path


@pytest.mark.parametrize("output", ["> /dev/full", ">&-", "1< /dev/null"])
@pytest.mark.parametrize(
    "command", [CLAIM, IMPORT, ("undo",), ("init", "new")], ids=lambda command: command[0]
)
def test_where_the_result_cannot_be_written_nothing_is_recorded(
    programme: Path, command: tuple[str, ...], output: str
) -> None:
    before = contents(programme)
    done = subprocess.run(
        ["sh", "-c", f'"$@" {output}', "sh", sys.executable, "-m", "minerva", *command],
        cwd=programme,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output ")
    assert "hint: write to /dev/null" in done.stderr
    assert contents(programme) == before
    assert not (programme / "new").exists()


@pytest.mark.parametrize("command", [CLAIM, IMPORT, ("undo",)], ids=lambda command: command[0])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("odd")])
def test_what_cannot_be_shown_after_all_is_said_to_be_recorded(
    programme: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    before = contents(programme)
    for module in (record_change, undo_command, importing):
        monkeypatch.setattr(module, "_show", fail)
    done = run(*command, cwd=programme, today=TODAY)
    assert done.status == 0
    assert done.stderr.startswith("It was recorded: ")
    assert str(error.args[-1]) in done.stderr
    assert contents(programme) != before


def test_ctrl_c_after_the_writing_is_not_said_to_have_stopped_it(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(view, "lines", interrupt)
    done = run(*CLAIM, cwd=programme, today=TODAY)
    assert done.status == 0
    assert done.stderr == (
        "It was recorded: s-0 has a claim of £100 for 2014/15. What follows from it could not be "
        "shown: stopped\n"
    )


def test_ctrl_c_in_the_writing_comes_too_late(programme: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from minerva.recording import writing\n"
        "replace = writing._replace\n"
        "def interrupted(*arguments):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    replace(*arguments)\n"
        "writing._replace = interrupted\n"
        "from minerva.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *CLAIM], cwd=programme, env=environment(), capture_output=True
    )
    assert done.returncode == 0, done
    assert b"s-0 has a claim" in done.stdout
    assert b"amount = 100" in contents(programme)["workstreams.toml"]
