"""The two files as they were at a git revision, read with `git show`.

Nothing in the repository is run, fetched or written: no textconv, no external diff, no filter,
no signature check. Nothing here parses the files.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from minerva.store.files import NAMES, File, shown_name

_FOUND_ELSEWHERE: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_QUIET: Final = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class RevisionError(Exception):
    """Files at a revision cannot be read: why, and what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        """Take a message and, if there is one, the way out."""
        super().__init__(message)
        self.hint = hint


class Revision(NamedTuple):
    """A commit: what it was asked for as, its hash, and the day it was made on, where it was."""

    name: str
    commit: str
    day: date


def find_revision(name: str, directory: Path) -> Revision:
    """Return the commit that a name stands for in the repository that holds a directory.

    Raises RevisionError where there is no such commit, or no repository with files.
    """
    if name.startswith("-"):
        raise RevisionError(f'"{name}" is not a revision: it begins with a hyphen')
    inside = _git(directory, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise RevisionError(f"{directory} is not in a git repository", _said(inside))
    if inside.stdout.strip() != b"true":
        raise RevisionError(
            f"{directory} is in a bare git repository, which has no files to work on",
            "run minerva in a clone of it",
        )
    found = _git(directory, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    commit = found.stdout.decode(errors="replace").strip()
    if found.returncode or not re.fullmatch("[0-9a-f]{40,64}", commit):
        raise RevisionError(f'there is no revision "{name}"', _why_missing(directory))
    made = _git(directory, "show", "--no-patch", "--no-show-signature", "--format=%cs", commit)
    if made.returncode:
        raise RevisionError(f'revision "{name}" cannot be read', _said(made))
    try:
        return Revision(name, commit, date.fromisoformat(made.stdout.decode().strip()))
    except ValueError:
        raise RevisionError(f'revision "{name}" was made on no day of the calendar') from None


def read_files_at(revision: Revision, directory: Path, here: Path) -> Sequence[File]:
    """Read both files as they were at a revision, under the same path as now.

    Each is shown as git names it, `REV:path`, the path relative to `here` where it lies below.
    Raises RevisionError where a file was not there then, saying what it was called if git knows.
    """
    return [_read_at(revision, directory, name, here) for name in NAMES]


def _read_at(revision: Revision, directory: Path, name: str, here: Path) -> File:
    shown = shown_name(directory / name, here)
    content = _git(directory, "show", "--no-textconv", f"{revision.commit}:./{name}")
    if content.returncode:
        raise RevisionError(
            f'{shown} is not there at revision "{revision.name}"',
            _former_name(revision, directory, name) or _why_missing(directory),
        )
    return File(name, f"{revision.name}:{shown}", content.stdout)


def _former_name(revision: Revision, directory: Path, name: str) -> str | None:
    """Say where a file was at a revision, if git sees that it was renamed since."""
    prefix = _git(directory, "rev-parse", "--show-prefix").stdout.decode(errors="replace").strip()
    renamed = ("diff", "--cached", "--no-ext-diff", "--find-renames", "--diff-filter=R")
    listed = _git(directory, *renamed, "--name-status", "-z", revision.commit)
    _, *parts = listed.stdout.decode(errors="replace").split("\0")
    for before, after in zip(parts[::3], parts[1::3], strict=False):
        if after == prefix + name:
            return (
                f"it was {before} then: git knows it as renamed, so compare from a later revision"
            )
    return None


def _why_missing(directory: Path) -> str:
    if _git(directory, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        return (
            "this clone is shallow: fetch the rest with `git fetch --unshallow`, "
            "or clone with fetch-depth: 0"
        )
    return "`git log --oneline` lists the revisions; one of another branch may have to be fetched"


def _said(done: "subprocess.CompletedProcess[bytes]") -> str | None:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return f"git says: {lines[0]}" if lines else None


def _git(directory: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {key: value for key, value in os.environ.items() if key not in _FOUND_ELSEWHERE}
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not installed, and a revision is asked for")
    # By its whole path: a relative one would be looked for in the repository.
    command = [os.path.abspath(git), "--no-pager", "-c", "core.fsmonitor=false", *arguments]  # noqa: PTH100 - resolve() would follow links
    try:
        return subprocess.run(  # noqa: S603 - git itself, and no argument begins as an option may
            command,
            cwd=directory,
            env=environment | _QUIET,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except ValueError as error:  # a NUL in the name of the revision
        raise RevisionError(f"git cannot be asked for that: {error}") from None
