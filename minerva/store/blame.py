"""Who committed a line of the files as it stands, and when: git is asked, and runs nothing."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import islice
from operator import eq
from pathlib import Path
from typing import Final

from minerva.model.errors import MinervaError
from minerva.model.trail import Commit
from minerva.store.git import git, shallow

LONG: Final = 2_000
"""How many lines of a change are compared with each other without leaving any out."""
_LINE: Final = re.compile(r"^([0-9a-f]{40,64}) [0-9]+ ([0-9]+)(?: [0-9]+)?$")


def lines_committed(
    directory: Path, name: str, text: str, lines: Collection[int], revision: str = "HEAD"
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
        places = _places(there.stdout.decode(errors="replace"), text, lines)
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
    except MinervaError:
        return {}
    return {line: found[place] for place, line in places.items() if place in found}


def _places(there: str, here: str, lines: Collection[int]) -> dict[int, int]:
    """Return the lines in a revision that are lines of the file now, by their numbers there."""
    if there.replace("\r\n", "\n") == here.replace("\r\n", "\n"):
        return {line: line for line in lines}
    wanted = set(lines)
    return {
        before: now
        for before, now in _same_lines(there.splitlines(), here.splitlines())
        if now in wanted
    }


def _same_lines(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of lines that two texts share, in order: in the one and in the other.

    Both begin and end alike, as a rule, and only what is between is compared. Where that is long,
    lines that stand there hundreds of times do not lead to others: it would take minutes.
    """
    alike = map(eq, before, now)
    begin = next((n for n, same in enumerate(alike) if not same), min(len(before), len(now)))
    most = min(len(before), len(now)) - begin
    alike_at_end = map(eq, islice(reversed(before), most), islice(reversed(now), most))
    end = next((n for n, same in enumerate(alike_at_end) if not same), most)
    yield from ((n + 1, n + 1) for n in range(begin))
    between = before[begin : len(before) - end], now[begin : len(now) - end]
    matcher = SequenceMatcher(None, *between, autojunk=max(map(len, between)) > LONG)
    for block in matcher.get_matching_blocks():
        for n in range(begin + 1, begin + block.size + 1):
            yield block.a + n, block.b + n
    for n in range(end, 0, -1):
        yield len(before) - n + 1, len(now) - n + 1


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
