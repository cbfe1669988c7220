"""Telling git that programme files are merged by minerva.

`.gitattributes` is part of the repository and says which files; the driver's command is part of
each clone's own configuration, since git takes no command from a repository.
"""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

from minerva.model.errors import MinervaError
from minerva.store import NAMES
from minerva.store.git import error_text, git, require_repository

ATTRIBUTES: Final = ".gitattributes"
_DRIVER: Final = "minerva"


def attributes(directory: Path) -> str | None:
    """Return what `.gitattributes` in a directory has to hold; None where it holds it already."""
    path = directory / ATTRIBUTES
    try:
        there = path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise MinervaError(f"{path} cannot be read: {error}") from None
    lines = {tuple(line.split()) for line in there.splitlines()}
    wanted = [f"{name} merge={_DRIVER}" for name in NAMES]
    missing = [line for line in wanted if tuple(line.split()) not in lines]
    if not missing:
        return None
    end = "" if not there or there.endswith("\n") else "\n"
    return there + end + "".join(f"{line}\n" for line in missing)


def configure(directory: Path) -> str:
    """Write the driver's command into the configuration of a clone, and return it.

    Raises MinervaError where the directory is in no repository or git cannot write.
    """
    command = f"{_program()} merge-files %O %A %B"
    require_repository(directory)
    for key, value in (
        ("name", "facts of a programme, merged by record and key"),
        ("driver", command),
    ):
        done = git(directory, "config", "--local", f"merge.{_DRIVER}.{key}", value)
        if done.returncode:
            raise MinervaError("git's configuration could not be written", error_text(done))
    return command


def _program() -> str:
    """Return how git's shell is to call minerva: by its name where that is this one."""
    this = Path(sys.argv[0])
    found = shutil.which("minerva")
    if found is not None and this.exists() and Path(found).samefile(this):
        return "minerva"
    return shlex.quote(this.resolve().as_posix() if this.exists() else "minerva")
