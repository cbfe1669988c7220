"""Where programmes are: from paths, globs and revisions to a list of sources, in order.

It looks for files and reads their bytes; nothing here parses a programme.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Final

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.portfolio.settings import Settings
from minerva.store import (
    MILESTONES,
    WORKSTREAMS,
    File,
    read_files,
    shown_name,
)
from minerva.store.revisions import find_revision, read_files_at

_GLOB: Final = frozenset("*?[")


class Source(Struct, frozen=True):
    """A programme of a portfolio: the path to show, its directory, and its revision if any.

    `missing` says why there is nothing to read; such a source is told, and stops no other.
    """

    path: str
    directory: Path
    revision: str | None = None
    missing: str | None = None


class Member(Struct, frozen=True):
    """A source, and the groups that it is in, as portfolio.toml has them."""

    source: Source
    groups: tuple[str, ...] = ()


class Content(Struct, frozen=True):
    """The files of a source as they are, and what tells whether they have changed.

    `blobs` are the ids that git gives to such contents, by the files' own names; `commit` is that
    of the revision.
    """

    files: tuple[File, ...]
    blobs: Mapping[str, str]
    commit: str | None = None


def members_of(settings: Settings, here: Path) -> list[Member]:
    """Return the programmes of a portfolio, each once, in the order in which they are named."""
    found: dict[tuple[Path, str | None], Member] = {}
    for paths, groups in (
        (settings.programmes, ()),
        *((group.programmes, (group.id,)) for group in settings.groups),
    ):
        for source in sources_of(paths, settings.directory, here):
            key = (source.directory, source.revision)
            before = found.get(key, Member(source))
            found[key] = Member(before.source, tuple(dict.fromkeys((*before.groups, *groups))))
    return list(found.values())


def sources_of(paths: Iterable[str], base: Path, here: Path) -> list[Source]:
    """Return the programmes that paths lead to, each once, in the order of the paths.

    A path is relative to `base` and shown relative to `here`. It is a programme's directory, a
    directory above some, a pattern of either, or one of these with @ and a git revision.
    """
    found: dict[tuple[Path, str | None], Source] = {}
    for path in paths:
        for source in _sources(path, base, here):
            found.setdefault((source.directory, source.revision), source)
    return list(found.values())


def read_content(source: Source, here: Path) -> Content:
    """Read the files of a source. Raises MinervaError where git does not have them."""
    if source.revision is None:
        files, commit = read_files(source.directory, here), None
    else:
        revision = find_revision(source.revision, source.directory)
        files, commit = read_files_at(revision, source.directory, here), revision.commit
    return Content(tuple(files), {file.kind: _blob(file) for file in files}, commit)


def _blob(file: File) -> str:
    """Return the id that git gives to a content; what cannot be read has its reason."""
    if isinstance(file.content, OSError):
        return f"unread {file.content.strerror}"
    header = b"blob %d\0" % len(file.content)
    return hashlib.sha1(header + file.content, usedforsecurity=False).hexdigest()


def _sources(path: str, base: Path, here: Path) -> Iterator[Source]:
    place, revision = _parted(path, base)
    matches = _matches(place, base)
    directories = [directory for match in matches for directory in _programmes_below(match)]
    for directory in directories:
        shown = shown_name(directory, here)
        yield Source(f"{shown}@{revision}" if revision else shown, directory, revision)
    if not directories:
        yield Source(path, base / path, revision, _why_none(path, place, matches))


def _parted(path: str, base: Path) -> tuple[str, str | None]:
    """Return a path without its revision, and the revision; a directory may have @ in its name."""
    if (base / path).exists():
        return path, None
    places = [n for n, letter in enumerate(path) if letter == "@"]
    for n in places:
        if _matches(path[:n], base):
            return path[:n], path[n + 1 :]
    return path, None


def _matches(place: str, base: Path) -> list[Path]:
    """Return the directories of a path or a pattern, in the order of their names."""
    whole = Path(os.path.abspath(base / Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow links
    if whole.is_dir():
        return [whole]
    if not place or _GLOB.isdisjoint(place):
        return []
    found = glob(str(whole), recursive=True)  # noqa: PTH207 - like a shell: no hidden ones
    return sorted(path for path in map(Path, found) if path.is_dir())


def _programmes_below(directory: Path) -> Iterator[Path]:
    """Yield a directory if it holds a programme; else those below it that do, hidden ones not."""
    if any((directory / name).is_file() for name in (WORKSTREAMS, MILESTONES)):
        yield directory
        return
    try:
        inside = sorted(entry.path for entry in os.scandir(directory) if _may_hold(entry))
    except OSError:
        return
    for path in inside:
        yield from _programmes_below(Path(path))


def _may_hold(entry: "os.DirEntry[str]") -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _why_none(path: str, place: str, matches: Sequence[Path]) -> str:
    if matches:
        return f"there is no {WORKSTREAMS} or {MILESTONES} in {path} or below it"
    if not _GLOB.isdisjoint(place):
        return f"no directory fits the pattern {path}"
    return f"{path} is not a directory"


__all__ = [
    "Content",
    "Member",
    "MinervaError",
    "Source",
    "members_of",
    "read_content",
    "sources_of",
]
