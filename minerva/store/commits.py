"""The commits that touched the programme's files, on all branches that were merged."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.errors import MinervaError
from minerva.model.trail import Commit
from minerva.store.files import NAMES
from minerva.store.git import error_text, git, require_repository, shallow

_FORMAT: Final = "%x1e" + "%x1f".join(("%H", "%P", "%cs", "%an", "%ae", "%cn"))
_LOG: Final = ("log", "--full-history", "--parents", "--topo-order", "--reverse", "--no-color")
_MOST_RENAMES: Final = 20

Paths = dict[str, list[str]]
"""The paths that each file has had, the present one first."""


class Version(Struct, frozen=True):
    """A commit, the commits it follows among those listed, and the blob of each file in it."""

    commit: Commit
    parents: Sequence[str]
    blobs: dict[str, str | None]


def read_versions(directory: Path, until: str) -> list[Version]:
    """Return the commits up to one that touched the files, each after those that it follows.

    Renames are followed. Raises MinervaError where there is no history, or a shallow clone lacks a
    part of it.
    """
    require_repository(directory)
    if shallow(directory):
        raise MinervaError(
            "this clone is shallow: the trail is incomplete",
            "fetch the rest with `git fetch --unshallow`, or clone with fetch-depth: 0",
        )
    prefix = git(directory, "rev-parse", "--show-prefix").stdout.decode(errors="replace")[:-1]
    paths: Paths = {name: [prefix + name] for name in NAMES}
    for _ in range(_MOST_RENAMES):
        versions = _versions(directory, until, paths)
        if not _add_renames(directory, versions, paths):
            break
    if not versions:
        raise MinervaError(
            f"git has no commit of the files in {directory}", "commit the files first"
        )
    return _with_merges(versions)


def _versions(directory: Path, until: str, paths: Paths) -> list[Version]:
    named = [f":(top,literal){path}" for known in paths.values() for path in known]
    listed = git(
        directory, *_LOG, "--no-show-signature", f"--format={_FORMAT}", until, "--", *named
    )
    if listed.returncode:
        raise MinervaError("there is no history of the files", error_text(listed))
    entries = [
        entry.rstrip("\n").split("\x1f")
        for entry in listed.stdout.decode(errors="replace").split("\x1e")[1:]
    ]
    hashes = [entry[0].split()[0] for entry in entries]
    blobs = _blobs(directory, hashes, paths)
    return [
        Version(_commit(hash, day, author, email, committer), parents.split(), found)
        for hash, (_, parents, day, author, email, committer), found in zip(
            hashes, entries, blobs, strict=True
        )
    ]


def _commit(hash: str, day: str, author: str, email: str, committer: str) -> Commit:
    try:
        return Commit(hash, date.fromisoformat(day), author, email, committer)
    except ValueError:
        raise MinervaError(f"commit {hash} was made on no day of the calendar") from None


def _blobs(directory: Path, hashes: Sequence[str], paths: Paths) -> list[dict[str, str | None]]:
    asked = "".join(
        f"{hash}:{path}\n" for hash in hashes for known in paths.values() for path in known
    )
    answer = git(
        directory,
        "cat-file",
        "--batch-check=%(objectname) %(objecttype)",
        standard_input=asked.encode(errors="surrogateescape"),
    ).stdout.decode(errors="replace")
    told = iter(answer.splitlines())
    found = []
    for _ in hashes:
        blobs: dict[str, str | None] = {}
        for name, known in paths.items():
            lines = [next(told, "") for _ in known]
            matches = (re.fullmatch("([0-9a-f]{40,64}) blob", line) for line in lines)
            blobs[name] = next((match[1] for match in matches if match), None)
        found.append(blobs)
    return found


def _add_renames(directory: Path, versions: Sequence[Version], paths: Paths) -> bool:
    """Add the paths that files had before; tell whether there were any not known yet."""
    by_hash = {version.commit.hash: version for version in versions}
    added = False
    for version in versions:
        for name, blob in version.blobs.items():
            before = [by_hash[hash].blobs[name] for hash in version.parents if hash in by_hash]
            if blob is None or any(before):
                continue
            told = git(
                directory,
                *("diff-tree", "-r", "-m", "--root", "--no-commit-id", "--no-ext-diff"),
                *("--find-renames", "--diff-filter=R", "--name-status", "-z", version.commit.hash),
            ).stdout.decode(errors="replace")
            parts = told.split("\0")
            for old, new in zip(parts[1::3], parts[2::3], strict=False):
                if new in paths[name] and old not in paths[name]:
                    paths[name].append(old)
                    added = True
    return added


def _with_merges(versions: list[Version]) -> list[Version]:
    """Say of each commit through which merge it came to the branch that is checked out."""
    by_hash = {version.commit.hash: version for version in versions}
    line = [versions[-1].commit.hash]
    while parents := by_hash[line[-1]].parents:
        line.append(parents[0])
    through: dict[str, str | None] = dict.fromkeys(line)
    for merge in reversed(line):
        left = list(by_hash[merge].parents[1:])
        while left:
            hash = left.pop()
            if hash not in through:
                through[hash] = merge
                left.extend(by_hash[hash].parents)
    return [
        replace(version, commit=replace(version.commit, merge=through.get(version.commit.hash)))
        for version in versions
    ]
