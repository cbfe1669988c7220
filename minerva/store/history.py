"""The versions of milestones.toml in git: what each commit that changed it left in it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from minerva.model.dates import YearStart
from minerva.model.errors import MinervaError
from minerva.model.problems import Problem
from minerva.model.programme import Version
from minerva.store.files import MILESTONES, WORKSTREAMS, File
from minerva.store.git import error_text, git, read_blobs, require_repository, shallow
from minerva.store.parser import parse_values
from minerva.store.quarters import has_quarters, with_own_quarters
from minerva.store.revisions import Revision
from minerva.store.tables import read_document

_SETTINGS: Final = ("-c", "log.showRoot=true", "-c", "log.diffMerges=separate")
_LOG: Final = (
    *("log", "--follow", "--first-parent", "-m", "--format=%H %cs"),
    *("--raw", "--no-abbrev", "-z", "--no-relative", "--no-color"),
    *("--no-show-signature", "--no-ext-diff", "--no-textconv"),
)
_CHANGE: Final = re.compile(
    rb"(?:\A|\0)([0-9a-f]{40,64}) ([^\0]*)\0\n:[0-9]+ [0-9]+ [0-9a-f]+ ([0-9a-f]+) [A-Z][0-9]*\0"
)
_AT_ONCE: Final = 32


class UnreadVersion(Struct, frozen=True):
    """A version that cannot be read: the commit, its day, and why."""

    commit: str
    day: date
    why: str


class History(Struct, frozen=True):
    """The versions of the file in the order they were made, and those that cannot be read.

    `shallow` says that the clone lacks commits, so that there may have been more.
    """

    versions: Sequence[Version]
    unread: Sequence[UnreadVersion]
    shallow: bool


class _Change(Struct, frozen=True):
    commit: str
    day: date
    blob: bytes


def read_history(directory: Path, until: Revision | None, starts: YearStart) -> History:
    """Read each version of milestones.toml, up to a revision or the commit checked out.

    Renames are followed. Where branches were merged, it is the line of the branch that is
    checked out: a merge brings what it merged, on its own day. A version is only as much as it
    needs to be read by itself: the other file, and what refers to it, is not looked at. Quarters
    are of the financial year that begins as `starts` says. Raises MinervaError where there is no
    history.
    """
    require_repository(directory)
    changes = _changes(directory, until.commit if until else "HEAD")
    made: list[Version | UnreadVersion] = []
    for begin in range(0, len(changes), _AT_ONCE):
        some = changes[begin : begin + _AT_ONCE]
        for change, content in zip(
            some, read_blobs(directory, [change.blob.decode() for change in some]), strict=True
        ):
            made.append(_version(change, content, starts))
    versions = [version for version in made if isinstance(version, Version)]
    unread = [version for version in made if isinstance(version, UnreadVersion)]
    return History(versions, unread, shallow(directory))


def read_updates(directory: Path, until: Revision | None) -> Iterator[date]:
    """Yield the day that each version of workstreams.toml gives as `updated`, the last one first.

    A version that cannot be read, or gives no such day, is left out. Raises MinervaError where
    there is no history.
    """
    require_repository(directory)
    changes = _changes(directory, until.commit if until else "HEAD", WORKSTREAMS)[::-1]
    for begin in range(0, len(changes), _AT_ONCE):
        some = [change.blob.decode() for change in changes[begin : begin + _AT_ONCE]]
        for content in read_blobs(directory, some):
            try:
                programme = parse_values((content or b"").decode()).get("programme", {})
            except ValueError:
                continue
            updated = programme.get("updated") if isinstance(programme, dict) else None
            if type(updated) is date:
                yield updated


def _changes(directory: Path, commit: str, name: str = MILESTONES) -> list[_Change]:
    """Return the commits that left a file changed, the first made first.

    A clock may have been wrong: no commit counts as made before the one that it follows.
    """
    listed = git(directory, *_SETTINGS, *_LOG, commit, "--", name)
    way_out = "commit the files first, or leave out --git"
    if listed.returncode:
        raise MinervaError(f"there is no history of {name}", error_text(listed) or way_out)
    changes: list[_Change] = []
    for found in reversed(list(_CHANGE.finditer(listed.stdout))):
        hash, made, blob = found.groups()
        try:
            day = date.fromisoformat(made.decode(errors="replace"))
        except ValueError:
            raise MinervaError(
                f"commit {hash.decode()} was made on no day of the calendar"
            ) from None
        if changes:
            day = max(day, changes[-1].day)
        changes.append(_Change(hash.decode(), day, blob))
    if not changes:
        raise MinervaError(f"git has no commit with {name} in {directory}", way_out)
    return [change for change in changes if change.blob.strip(b"0")]


def _version(change: _Change, content: bytes | None, starts: YearStart) -> Version | UnreadVersion:
    if content is None:
        return UnreadVersion(change.commit, change.day, "git does not have its content")
    problems: list[Problem] = []
    document = read_document(File(MILESTONES, MILESTONES, content), problems)
    if problems:
        line = problems[0].where().line
        return UnreadVersion(change.commit, change.day, f"line {line}: {problems[0].message}")
    read = document.records.get("milestone", [])
    if has_quarters(document):
        read = [with_own_quarters(milestone, starts) for milestone in read]
    milestones = {milestone.id: milestone for milestone in read}
    return Version(change.day, change.commit, milestones)
