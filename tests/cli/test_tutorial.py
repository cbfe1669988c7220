"""The tutorial runs as it stands, from its first command to its last, in one directory.

After a change of what minerva prints, this writes what is printed now into the page:

    python -m tests.cli.test_tutorial --update
"""

import os
import re
import shlex
import sys
from datetime import date
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

import pytest

from tests.command import ROOT, run

PAGE: Final = ROOT / "docs" / "tutorial.md"
PROMPT: Final = "$ "
PART: Final = re.compile(
    r"<!-- today: ([0-9-]+) -->|^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def printed(directory: Path, real: date | None = None) -> str:
    """Return the page with what its commands print now, run one after the other.

    `real` is the day on which somebody follows it, if it is not the page's own.
    """
    today: date | None = None
    here = directory

    def part(match: re.Match[str]) -> str:
        nonlocal today, here
        if match[1]:
            today = real or date.fromisoformat(match[1])
            return match[0]
        shown = ""
        for line in match[2].splitlines(keepends=True):
            if not line.startswith(PROMPT):
                continue
            program, *arguments = shlex.split(line.removeprefix(PROMPT))
            shown += line
            if program == "cd":
                here = here / arguments[0]
                continue
            assert program == "minerva", f"the page runs {program}"
            result = run(*arguments, cwd=here, today=today)
            assert result.status in (0, 1), result.stderr
            shown += result.stdout + (result.stderr if result.status else "")
        return f"```console\n{shown}```"

    with patch.dict(os.environ, XDG_STATE_HOME=str(directory / "state")):
        return PART.sub(part, PAGE.read_text("utf-8"))


def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    said, shown = PAGE.read_text("utf-8").splitlines(), printed(tmp_path).splitlines()
    if said != shown:
        difference = "\n".join(unified_diff(said, shown, "on the page", "printed", lineterm=""))
        pytest.fail(f"{difference}\n\npython -m tests.cli.test_tutorial --update", pytrace=False)


REPORT: Final = re.compile(
    r"^\$ minerva [^\n]*(?:--as-of|diff)[^\n]*\n(?:(?!\$ ).*\n)*", re.MULTILINE
)


@pytest.mark.parametrize("day", ["2026-11-29", "2028-02-29", "2031-06-01"])
def test_it_can_be_followed_on_any_day(day: str, tmp_path: Path) -> None:
    shown = printed(tmp_path, date.fromisoformat(day))
    reports = REPORT.findall(PAGE.read_text("utf-8"))
    assert len(reports) > 5
    assert REPORT.findall(shown) == reports


def test_the_tutorial_uses_each_command_that_it_promises() -> None:
    commands = set(re.findall(r"^\$ minerva ([a-z]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    assert commands >= {"init", "add", "claim", "validate", "complete", "reforecast", "check"}
    assert "diff" in commands


if __name__ == "__main__" and "--update" in sys.argv:
    with TemporaryDirectory() as scratch:
        PAGE.write_text(printed(Path(scratch)), "utf-8")
