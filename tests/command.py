"""Running minerva as its users do: a command line in, text and an exit status out."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from typer.main import get_command

import minerva.cli
from minerva.cli.app import app

ROOT = Path(__file__).parent.parent
USER: int | None = getattr(os, "geteuid", lambda: None)()
"""Who runs the tests: 0 may read and write everything. None where the system does not say."""

minerva.cli.load_commands()
_COMMAND = get_command(app)
"""The command line, built once: that takes longer than most commands run."""
_STATE = TemporaryDirectory(prefix="minerva-state-")
"""Where commands in tests keep what undo needs: not where the user's own do."""

_OURS = (
    *("NO_COLOR", "FORCE_COLOR", "MINERVA_DIRECTORY", "TERM", "COLUMNS"),
    *("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"),
)


class Result(NamedTuple):
    """What a command wrote, and its exit status."""

    stdout: str
    stderr: str
    status: int


def run(
    *arguments: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Result:
    """Run a command in this process, 80 columns wide unless `env` says otherwise.

    The clock says `today`, where that is given.
    """
    stdout, stderr = _stream(), _stream()
    with (
        patch.object(sys, "argv", ["minerva", *arguments]),
        patch("minerva.cli.load_commands", lambda _: _COMMAND),
        patch("minerva.cli.reading.today", lambda: today) if today else contextlib.nullcontext(),
        patch.dict(os.environ, environment(env), clear=True),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            status = minerva.cli.run()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return Result(_text(stdout), _text(stderr), status)


def run_process(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Result:
    """Run a command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "minerva", *arguments],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(done.stdout, done.stderr, done.returncode)


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that commands are tested in: this one, with nothing of ours set."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    paths = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    ours = {"COLUMNS": "80", "PYTHONPATH": os.pathsep.join(paths), "XDG_STATE_HOME": _STATE.name}
    return kept | ours | dict(changes or {})


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode()
