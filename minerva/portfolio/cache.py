"""What was worked out before: kept by the ids of the contents, the day and minerva's version.

It lies in the user's cache directory and may be deleted at any time. Where it cannot be used,
everything is worked out anew.
"""

import hashlib
import json
import os
import sqlite3
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import minerva
from minerva.portfolio.sources import Content
from minerva.portfolio.work import Job

_DAYS_KEPT: Final = 30
_TABLE: Final = """
create table if not exists told (key blob primary key, told blob, used integer) without rowid
"""


class Cache:
    """Documents by their keys, in a file of the user's; without a file nothing is kept."""

    def __init__(self, path: Path | None, day: int) -> None:
        """Take the file, if any, and the day, as a number, on which it is used."""
        self._day = day
        self._connection = None if path is None else _opened(path)

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key; None where there is nothing."""
        found = self._run("select told, used from told where key = ?", key)
        row = found.fetchone() if found else None
        if row is None:
            return None
        if row[1] != self._day:
            self._run("update told set used = ? where key = ?", self._day, key)
        told: bytes = row[0]
        return told

    def put(self, key: bytes, told: bytes) -> None:
        """Keep a document under a key."""
        self._run("insert or replace into told values (?, ?, ?)", key, told, self._day)

    def close(self) -> None:
        """Write what was put, and forget what has not been used for a month."""
        self._run("delete from told where used < ?", self._day - _DAYS_KEPT)
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.commit()
            self._connection.close()

    def _run(self, statement: str, *values: Any) -> sqlite3.Cursor | None:
        if self._connection is None:
            return None
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error:  # full, locked or no database: it is only a cache
            self._connection.close()
            self._connection = None
            return None


def user_file() -> Path:
    """Return the file of the user's cache."""
    from platformdirs import user_cache_path

    return user_cache_path("minerva", appauthor=False) / "portfolio.sqlite"


def key_of(job: Job, content: Content) -> bytes:
    """Return what the outcome of a job depends on, as a short key."""
    parts = [
        *(version(), job.report, json.dumps(job.options, sort_keys=True, default=str)),
        *(job.as_of.isoformat(), job.today.isoformat()),
        *chain.from_iterable(content.blobs.items()),
        *(file.shown for file in content.files),
        repr(job.elsewhere),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).digest()


@cache
def version() -> str:
    """Return the version of minerva and, as a checkout changes without one, when it changed."""
    root = Path(__file__).parent.parent
    newest = 0
    for directory, _, names in os.walk(root):
        sources = (name for name in names if name.endswith(".py"))
        times = [Path(directory, name).stat().st_mtime_ns for name in sources]
        newest = max(newest, *times, 0)
    return f"{minerva.__version__} {newest}"


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=1)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")
        connection.execute(_TABLE)
    except (OSError, sqlite3.Error):
        return None
    return connection
