"""The files as they were at a git revision, read with `git show`. Nothing here parses them."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.store.files import NAMES, OPTIONAL, File, shown_name
from minerva.store.git import error_text, git, require_repository, shallow

_REGULAR: Final = b"100"
"""What the mode of a file begins with that is no link and no other repository."""


_DOUBT: Final = re.compile(r"^warning: ((?:log for|refname) .+?)\.?$", re.MULTILINE)
"""What git warns of while it takes a revision nevertheless."""


class NotThereError(MinervaError):
    """A file of the programme was not there at a revision, under the path that it has now."""


class Revision(Struct, frozen=True):
    """A commit: what it was asked for as, its hash, and the day it was made on, where it was."""

    name: str
    commit: str
    day: date


def find_revision(name: str, directory: Path) -> Revision:
    """Return the commit that a name stands for in the repository that holds a directory.

    Raises MinervaError where there is no such commit, git warns that it may be another than is
    meant, or there is no repository with files.
    """
    if name.startswith("-"):
        raise MinervaError(f'"{name}" is not a revision: it begins with a hyphen')
    require_repository(directory)
    found = git(directory, "rev-parse", "--verify", f"{name}^{{commit}}")
    commit = found.stdout.decode(errors="replace").strip()
    if found.returncode or not re.fullmatch("[0-9a-f]{40,64}", commit):
        raise MinervaError(f'there is no revision "{name}"', _why_missing(directory))
    if doubt := _DOUBT.search(found.stderr.decode(errors="replace")):
        raise MinervaError(
            f'git cannot vouch for revision "{name}": {doubt[1]}',
            "name a commit by its hash, or a tag or branch in full: refs/tags/v1, refs/heads/main",
        )
    made = git(directory, "show", "--no-patch", "--no-show-signature", "--format=%cs", commit)
    if made.returncode:
        raise MinervaError(f'revision "{name}" cannot be read', error_text(made))
    try:
        return Revision(name, commit, date.fromisoformat(made.stdout.decode().strip()))
    except ValueError:
        raise MinervaError(f'revision "{name}" was made on no day of the calendar') from None


def read_files_at(revision: Revision, directory: Path, here: Path) -> Sequence[File]:
    """Read the files as they were at a revision, under the same path as now.

    Each is shown as git names it, `REV:path`, the path relative to `here` where it lies below.
    Raises NotThereError where a file was not there then, saying what it was called if git knows,
    and MinervaError where it cannot be had.
    """
    files = [_read_at(revision, directory, name, here) for name in NAMES]
    return [file for file in files if file is not None]


def _read_at(revision: Revision, directory: Path, name: str, here: Path) -> File | None:
    """Return a file as it was; None where it was not there, and need not be."""
    shown = shown_name(directory / name, here)
    listed = git(directory, "ls-tree", "-z", revision.commit, "--", name).stdout
    if not listed and name in OPTIONAL:
        return None
    if not listed:
        raise NotThereError(
            f'{shown} is not there at revision "{revision.name}"',
            _former_name(revision, directory, name) or _why_missing(directory),
        )
    if not listed.startswith(_REGULAR):
        raise MinervaError(
            f'{shown} is no regular file at revision "{revision.name}"',
            "a symbolic link is not followed in git: name the directory that it leads to with -C",
        )
    content = git(directory, "show", "--no-textconv", f"{revision.commit}:./{name}")
    if content.returncode:
        raise MinervaError(
            f'git does not have the content of {shown} at revision "{revision.name}"',
            "this clone was made without it: `git checkout` of that revision fetches it",
        )
    return File(name, f"{revision.name}:{shown}", content.stdout)


def _former_name(revision: Revision, directory: Path, name: str) -> str | None:
    """Say where a file was at a revision, if git sees that it was renamed since."""
    prefix = git(directory, "rev-parse", "--show-prefix").stdout.decode(errors="replace").strip()
    renamed = ("diff", "--cached", "--no-ext-diff", "--find-renames", "--diff-filter=R")
    listed = git(directory, *renamed, "--name-status", "-z", revision.commit)
    _, *parts = listed.stdout.decode(errors="replace").split("\0")
    for before, after in zip(parts[::3], parts[1::3], strict=False):
        if after == prefix + name:
            return (
                f"it was {before} then: git knows it as renamed, so compare from a later revision"
            )
    return None


def _why_missing(directory: Path) -> str:
    if shallow(directory):
        return (
            "this clone is shallow: fetch the rest with `git fetch --unshallow`, "
            "or clone with fetch-depth: 0"
        )
    if git(directory, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        return "nothing has been committed yet"
    return "`git log --oneline` lists the revisions; one of another branch may have to be fetched"
