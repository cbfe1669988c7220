"""Paging what is longer than the terminal, as git does: only for people, only where it helps."""

import os
import shutil
import sys
from contextlib import suppress

from minerva.cli.output import write


def show(text: str, *, wanted: bool) -> None:
    """Write a result; through a pager where it is wanted and the terminal is too short for it.

    The pager is that of `PAGER`, else `less`, which is told to end where all fits, to keep colour
    and to leave what it showed (`FRX`) unless `LESS` says otherwise. An empty `PAGER`, or `cat`,
    stands for none; one that is not there is none either.
    """
    pager = _pager() if wanted and _too_long(text) else []
    if not pager or shutil.which(pager[0]) is None:
        write(text)
        return
    import subprocess

    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    process = subprocess.Popen(  # noqa: S603 - the user's own pager
        pager, stdin=subprocess.PIPE, env=environment, text=True, encoding="utf-8"
    )
    with suppress(BrokenPipeError):  # they have seen enough
        process.communicate(text)
    while process.poll() is None:
        with suppress(KeyboardInterrupt):  # less takes it as a command
            process.wait()


def _too_long(text: str) -> bool:
    """Tell whether a person looks at a terminal that has fewer lines than the text."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return text.count("\n") >= shutil.get_terminal_size((80, 24)).lines


def _pager() -> list[str]:
    import shlex

    named = os.environ.get("PAGER", "less")
    try:
        command = shlex.split(named)
    except ValueError:
        return []
    return [] if command in ([], ["cat"]) else command
