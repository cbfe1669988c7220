"""Who committed a line of the files as it stands, and when: git is asked, and runs nothing."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from minerva.model.errors import MinervaError
from minerva.model.trail import Commit
from minerva.store.git import git, shallow

_HUNK: Final = re.compile(rb"^@@ -([0-9]+)(?:,([0-9]+))? \+([0-9]+)(?:,([0-9]+))? @@", re.MULTILINE)
_LINE: Final = re.compile(r"^([0-9a-f]{40,64}) [0-9]+ ([0-9]+)(?: [0-9]+)?$")


def lines_committed(
    directory: Path, name: str, text: str, lines: Collection[int], revision: str
) -> Mapping[int, Commit]:
    """Return by which commit lines of a file came to say what they say.

    `text` is the file as it was read; a line that is not in the revision is left out, as nobody has
    committed it. Changed white space, a move within the file and a renamed file leave a line with
    whoever wrote it. Nothing is returned where git does not know: it is not installed, or the
    directory is in no repository. In a shallow clone, lines of its first commits are left out, as
    they may be older.
    """
    try:
        there = git(directory, "show", "--no-textconv", f"{revision}:./{name}")
        if there.returncode:
            return {}
        places = _places(there.stdout, text, lines)
        if not places:
            return {}
        ranges = [f"-L{place},{place}" for place in sorted(places)]
        told = git(
            directory,
            *("blame", "--line-porcelain", "-w", "-M"),
            *("--no-textconv", *ranges, revision, "--", name),
        )
        found, first = _commits(told.stdout.decode(errors="replace"))
        if first and shallow(directory):
            found = {place: commit for place, commit in found.items() if place not in first}
    except (MinervaError, OSError):  # of git, or of a directory for what is compared
        return {}
    return {line: found[place] for place, line in places.items() if place in found}


def _places(there: bytes, here: str, lines: Collection[int]) -> dict[int, int]:
    """Return the lines in a revision that are lines of the file now, by their numbers there."""
    if there.replace(b"\r\n", b"\n") == here.replace("\r\n", "\n").encode():
        return {line: line for line in lines}
    return {
        before + now - begin: now
        for before, begin, number in _shared(there, here.encode())
        for now in range(begin, begin + number)
        if now in lines
    }


def _shared(before: bytes, now: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield where lines that two texts share begin in the one and in the other, and how many.

    Git compares them outside any repository, so no filter of one is run.
    """
    with TemporaryDirectory() as directory:
        for name, text in (("before", before), ("now", now)):
            (Path(directory) / name).write_bytes(text)
        told = git(
            Path(directory),
            *("diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--text"),
            *("--ignore-space-at-eol", "--unified=0", "--inter-hunk-context=0", "before", "now"),
        )
    from_before = from_now = 1
    for hunk in _HUNK.finditer(told.stdout):
        removed, added = (int(hunk[n] or 1) for n in (2, 4))
        # Where no line is removed or added, the place is of the line before.
        until, begin = int(hunk[1]) + (removed == 0), int(hunk[3]) + (added == 0)
        yield from_before, from_now, begin - from_now
        from_before, from_now = until + removed, begin + added
    yield from_before, from_now, len(now.splitlines()) + 1 - from_now


def _commits(told: str) -> tuple[dict[int, Commit], set[int]]:
    """Read what git blame says of each line, and which lines are of a commit that follows none."""
    found: dict[int, Commit] = {}
    first: set[int] = set()
    said: dict[str, str] = {}
    line, hash = 0, ""
    for row in told.split("\n"):
        if begins := _LINE.match(row):
            hash, line, said = begins[1], int(begins[2]), {}
        elif row.startswith("\t"):
            commit = _commit(hash, said)
            if commit is not None:
                found[line] = commit
                first.update({line} if "boundary" in said else ())
        else:
            key, _, value = row.partition(" ")
            said[key] = value
    return found, first


def _commit(hash: str, said: Mapping[str, str]) -> Commit | None:
    try:
        day = _day(int(said["committer-time"]), said["committer-tz"])
        author, email = said["author"], said["author-mail"].strip("<>")
        return Commit(hash, day, author, email, said["committer"])
    except (KeyError, ValueError, OverflowError):
        return None


def _day(seconds: int, zone: str) -> date:
    """Return the day of a commit where it was made: `zone` is as git writes it, `+0100`."""
    minutes = int(zone[-4:-2]) * 60 + int(zone[-2:])
    away = timedelta(minutes=-minutes if zone.startswith("-") else minutes)
    return (datetime.fromtimestamp(seconds, UTC) + away).date()
