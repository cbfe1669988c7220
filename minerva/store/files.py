"""Finding a programme's files and reading their bytes. It parses nothing.

Two have to be there; the register is a third one that a programme may do without.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from minerva.model.errors import MinervaError

WORKSTREAMS: Final = "workstreams.toml"
MILESTONES: Final = "milestones.toml"
REGISTER: Final = "register.toml"
NAMES: Final = (WORKSTREAMS, MILESTONES, REGISTER)
OPTIONAL: Final = frozenset({REGISTER})
"""The files that need not be there."""


class File(Struct, frozen=True):
    """One of the files: which, the name to show for it, its bytes or why there are none."""

    kind: str
    shown: str
    content: bytes | OSError


def find_directory(named: Path | None, here: Path) -> Path:
    """Return the directory that holds the programme.

    A directory that is named has to hold it. Otherwise `here` is tried, then each parent in
    turn, as git looks for its own. Raises MinervaError saying where it looked.
    """
    if named is not None:
        if not named.is_dir():
            raise MinervaError(f"{named} is not a directory")
        if not _holds_programme(named):
            raise MinervaError(f"there is no {WORKSTREAMS} or {MILESTONES} in {named}")
        return named
    for directory in (here, *here.parents):
        if _holds_programme(directory):
            return directory
    raise MinervaError(
        f"there is no {WORKSTREAMS} or {MILESTONES} in {here} or any directory above it",
    )


def read_files(directory: Path, here: Path) -> Sequence[File]:
    """Read the files that there are. Each is shown relative to `here` where it lies below it."""
    files = [_read(directory / name, name, here) for name in NAMES]
    return [file for file in files if not is_absent(file)]


def is_absent(file: File) -> bool:
    """Tell whether a file is one that need not be there, and is not."""
    return file.kind in OPTIONAL and isinstance(file.content, FileNotFoundError)


def shown_name(path: Path, here: Path) -> str:
    """Return the name to show for a file: relative to `here` where it lies below it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    below = absolute.is_relative_to(here)
    shown = absolute.relative_to(here).as_posix() if below else str(absolute)
    return os.fsencode(shown).decode(errors="replace")  # a name need not be UTF-8


def _read(path: Path, kind: str, here: Path) -> File:
    shown = shown_name(path, here)
    try:
        return File(kind, shown, path.read_bytes())
    except OSError as error:
        return File(kind, shown, error)


def _holds_programme(directory: Path) -> bool:
    return any((directory / name).exists() for name in NAMES if name not in OPTIONAL)
