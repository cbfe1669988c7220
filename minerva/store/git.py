"""How git is asked about the repository that a programme lies in.

Nothing in the repository is run, fetched or written: no textconv, no external diff, no filter,
no signature check, no monitor, no pager.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from minerva.model.errors import MinervaError

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_FOUND_ELSEWHERE: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_QUIET: Final = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def require_repository(directory: Path) -> None:
    """Raise MinervaError unless a directory is in a git repository with files."""
    inside = git(directory, "rev-parse", "--is-inside-work-tree")
    if inside.returncode and b"dubious ownership" in inside.stderr:
        told = inside.stderr.decode(errors="replace")
        named = re.search(r"^\s*(git config .*safe\.directory.*)$", told, re.MULTILINE)
        raise MinervaError(
            f"git does not trust the repository of {directory}: it belongs to another user",
            f"if you trust it: {named[1]}" if named else error_text(inside),
        )
    if inside.returncode:
        plainly = b"not a git repository" in inside.stderr
        raise MinervaError(
            f"{directory} is not in a git repository",
            "`git init` makes one; commit the files in it" if plainly else error_text(inside),
        )
    if inside.stdout.strip() != b"true":
        raise MinervaError(
            f"{directory} is in a bare git repository, which has no files to work on",
            "run minerva in a clone of it",
        )


def shallow(directory: Path) -> bool:
    """Tell whether a clone lacks the commits before some day."""
    return git(directory, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def read_blobs(directory: Path, blobs: Sequence[str]) -> Iterator[bytes | None]:
    """Yield the content of each blob; None where git does not have it."""
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    answer = git(directory, "cat-file", "--batch", standard_input=asked).stdout
    begin = 0
    for n, blob in enumerate(blobs, start=1):
        found = re.compile(rf"{blob} blob ([0-9]+)\n".encode()).match(answer, begin)
        if found is not None:
            end = found.end() + int(found[1])
            yield answer[found.end() : end]
            begin = end + 1
            continue
        # At something that it would have to fetch, git says nothing and goes no further.
        yield None
        yield from read_blobs(directory, blobs[n:]) if blobs[n:] else ()
        return


def error_text(done: "CompletedProcess[bytes]") -> str | None:
    """Return the first thing that git says went wrong, for a hint."""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return f"git says: {lines[0]}" if lines else None


def git(directory: Path, *arguments: str, standard_input: bytes = b"") -> "CompletedProcess[bytes]":
    """Run git in a directory and return what it wrote; `standard_input` is what it reads.

    Raises MinervaError where there is no git.
    """
    import subprocess  # here, as most commands ask nothing of git

    environment = {key: value for key, value in os.environ.items() if key not in _FOUND_ELSEWHERE}
    program = shutil.which("git")
    if program is None:
        raise MinervaError("git is not installed, and a revision is asked for")
    # By its whole path: a relative one would be looked for in the repository.
    command = [os.path.abspath(program), "--no-pager", "-c", "core.fsmonitor=false", *arguments]  # noqa: PTH100 - resolve() would follow links
    try:
        return subprocess.run(  # noqa: S603 - git itself, and no argument begins as an option may
            command,
            cwd=directory,
            env=environment | _QUIET,
            capture_output=True,
            input=standard_input,
            check=False,
        )
    except ValueError as error:  # a NUL in the name of the revision
        raise MinervaError(f"git cannot be asked for that: {error}") from None
