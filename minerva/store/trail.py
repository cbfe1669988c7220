"""The trail of the files in git: each change of a key, by the commit that made it.

A merge answers only for what it has from none of its sides. What two versions differ in is kept by
their blobs, which never change.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from minerva.model.problems import Problem
from minerva.model.trail import Change, Trail, UnreadFile
from minerva.store.commits import Version, read_versions
from minerva.store.facts import Difference, Records, differences, records_of
from minerva.store.files import WORKSTREAMS, File
from minerva.store.git import read_blobs
from minerva.store.tables import PROGRAMME, SINGLE, Document, read_document, read_tables
from minerva.store.toml import NotInStretchesError, parse_record, record_texts

_VERSIONS_HELD: Final = 64
_PARTS_HELD: Final = 20_000

Found = list[Difference] | str
"""What differs; or why the later version cannot be read."""


class Kept(Protocol):
    """Where what was worked out is kept from one run to the next."""

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key."""

    def put(self, key: bytes, told: bytes) -> None:
        """Keep something under a key."""


def read_trail(directory: Path, until: str, kept: Kept, version: str) -> Trail:
    """Return the trail of the files up to a commit; `version` is that of the rules of reading.

    Raises MinervaError where there is no history, or a shallow clone lacks a part of it.
    """
    versions = read_versions(directory, until)
    blobs = [blob for made in versions for blob in made.blobs.values() if blob is not None]
    reader = _Reader(directory, kept, version, list(dict.fromkeys(blobs)))
    stood: dict[str, dict[str, str | None]] = {}
    changes: list[Change] = []
    unread: list[UnreadFile] = []
    for made in versions:
        stands: dict[str, str | None] = {}
        for name, blob in made.blobs.items():
            before = [stood[parent].get(name) for parent in made.parents] or [None]
            if blob is None or blob in before:
                stands[name] = blob or before[0]
                continue
            found = [reader.compare(name, earlier, blob) for earlier in before]
            why = next((told for told in found if isinstance(told, str)), None)
            if why is not None:
                unread.append(UnreadFile(made.commit, why))
                stands[name] = before[0]
                continue
            stands[name] = blob
            changes += _changes(made, [told for told in found if not isinstance(told, str)])
        stood[made.commit.hash] = stands
    return Trail([made.commit for made in versions], changes, unread)


def _changes(made: Version, found: list[list[Difference]]) -> Iterator[Change]:
    """Yield what a commit has from none of those that it follows."""
    first, *others = found
    elsewhere = [{(d.kind, d.record, d.key, d.fact) for d in told} for told in others]
    for difference in first:
        identity = (
            *(difference.kind, difference.record),
            *(difference.key, difference.fact),
        )
        if all(identity in told for told in elsewhere):
            yield Change(*difference, commit=made.commit)


class _Reader:
    """Compares versions of a file by their blobs, from what is kept where it can."""

    def __init__(self, directory: Path, kept: Kept, version: str, blobs: list[str]) -> None:
        self._directory = directory
        self._places = {blob: n for n, blob in enumerate(blobs)}
        self._blobs = blobs
        self._contents: dict[str, bytes | None] = {}
        self._kept = kept
        self._version = version
        self._held: dict[tuple[str, str], Records | str] = {}
        self._parts: dict[tuple[str, str], Document] = {}

    def compare(self, name: str, before: str | None, after: str) -> Found:
        """Return what differs between two versions of a file."""
        key = f"trail\0{self._version}\0{name}\0{before}\0{after}".encode()
        if (told := self._kept.get(key)) is not None:
            read = json.loads(told, object_hook=_decoded)
            return read if isinstance(read, str) else [Difference(*values) for values in read]
        old = {} if before is None else self._records(name, before)
        new = self._records(name, after)
        found: Found = (
            new
            if isinstance(new, str)
            else list(differences({} if isinstance(old, str) else old, new))
        )
        self._kept.put(key, json.dumps(found, default=_encoded).encode())
        return found

    def _records(self, name: str, blob: str) -> Records | str:
        if (name, blob) not in self._held:
            while len(self._held) >= _VERSIONS_HELD:
                del self._held[next(iter(self._held))]
            self._held[name, blob] = self._read(name, blob)
        return self._held[name, blob]

    def _read(self, name: str, blob: str) -> Records | str:
        content = self._content(blob)
        if content is None:
            return "git does not have its content"
        if (apart := self._read_apart(name, content)) is not None:
            return apart
        problems: list[Problem] = []
        document = read_document(File(name, name, content), problems)
        if problems:
            return f"{name}, line {problems[0].where().line}: {problems[0].message}"
        return records_of(document)

    def _read_apart(self, name: str, content: bytes) -> Records | None:
        """Return the records of a version, each read once for all versions that have it alike.

        None where the version has to be read as a whole: it has a problem, or its records do not
        stand one after the other.
        """
        try:
            parts = [self._part(name, part) for part in record_texts(content.decode())]
        except (UnicodeDecodeError, NotInStretchesError):
            return None
        singles = [kind for part in parts for kind in SINGLE if part.records.get(kind)]
        if len(set(singles)) < len(singles) or (name == WORKSTREAMS and PROGRAMME not in singles):
            return None
        return records_of(*parts)

    def _part(self, name: str, text: str) -> Document:
        """Return what is read from a part of a file, kept for the versions that come next."""
        found = self._parts.get((name, text))
        if found is None:
            problems: list[Problem] = []
            tables = [parse_record(text)]
            found = read_tables(File(name, name, b""), text, tables, problems, whole=False)
            if problems:
                raise NotInStretchesError
            while len(self._parts) >= _PARTS_HELD:
                del self._parts[next(iter(self._parts))]
            self._parts[name, text] = found
        return found

    def _content(self, blob: str) -> bytes | None:
        """Return what is in a blob: git is asked for it together with those that come next."""
        if blob not in self._contents:
            begin = self._places[blob]
            asked = self._blobs[begin : begin + _VERSIONS_HELD]
            self._contents = dict(zip(asked, read_blobs(self._directory, asked), strict=True))
        return self._contents[blob]


def _encoded(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"decimal": str(value)}


def _decoded(value: dict[str, Any]) -> Any:
    if "date" in value:
        return date.fromisoformat(value["date"])
    return Decimal(value["decimal"]) if "decimal" in value else value
