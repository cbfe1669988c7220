"""A store: the tables of many programmes as Parquet, a directory a day, with what it was made of.

    store/as_of=2026-03-31/milestones.parquet, ..., manifest.json

A day is written beside its place and renamed into it: readers see all of it or what was there
before.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import minerva
from minerva.exporting.outgoing import MADE_BY
from minerva.model.errors import MinervaError
from minerva.portfolio.days import MANIFEST
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.tables import unpacked

if TYPE_CHECKING:
    import pyarrow

_ROWS: Final = 65_536
"""So many rows of a table are kept in memory until they are written."""


def day_directory(store: Path, gathered: Gathered) -> Path:
    """Return the directory of a day in a store."""
    return store / f"as_of={gathered.as_of.isoformat()}"


def require_writable(store: Path) -> None:
    """Raise MinervaError where a store's place is taken by what minerva did not make."""
    if not store.exists():
        return
    if not store.is_dir():
        raise MinervaError(f"{store} is not a directory", "name another one")
    for entry in store.iterdir():
        known = entry.name.startswith(("as_of=", ".as_of="))
        if not known or (entry.name.startswith("as_of=") and not _is_ours(entry)):
            raise MinervaError(
                f"{entry} is not minerva's: {store} holds something else",
                "name a directory that is empty or not there yet",
            )


def build(gathered: Gathered, store: Path) -> dict[str, int]:
    """Write the tables of a day, and return how many rows each has.

    Raises MinervaError where nothing could be read, or where the place is taken.
    """
    require_writable(store)
    if not gathered.read:
        raise MinervaError("there is no programme to store", "name one, or leave none out")
    store.mkdir(parents=True, exist_ok=True)
    target = day_directory(store, gathered)
    beside = Path(tempfile.mkdtemp(dir=store, prefix=f".{target.name}."))
    try:
        new, old = beside / "new", beside / "old"
        new.mkdir()
        rows = _write_tables(gathered.read, new)
        text = json.dumps(manifest(gathered, rows), indent=2, ensure_ascii=False, default=str)
        (new / MANIFEST).write_text(f"{text}\n", "utf-8")
        if target.exists():
            target.rename(old)
        new.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return rows


def manifest(gathered: Gathered, rows: dict[str, int]) -> dict[str, Any]:
    """Return what a day of a store was made of."""
    return {
        "made_by": MADE_BY,
        "version": minerva.__version__,
        "as_of": gathered.as_of.isoformat(),
        "portfolio": gathered.name,
        "rows": rows,
        "programmes": [
            {
                "id": outcome.id,
                "path": outcome.path,
                "revision": outcome.commit,
                "blobs": dict(outcome.blobs),
                "problems": [dict(problem) for problem in outcome.problems],
            }
            for outcome in gathered.outcomes
        ],
    }


def _is_ours(directory: Path) -> bool:
    with suppress(OSError, ValueError, AttributeError):
        read = json.loads((directory / MANIFEST).read_text("utf-8"))
        return bool(read.get("made_by") == MADE_BY)
    return False


def _write_tables(outcomes: Sequence[Outcome], directory: Path) -> dict[str, int]:
    """Write the tables of all programmes, one programme after the other; return their lengths."""
    files: dict[str, _TableFile] = {}
    for outcome in outcomes:
        for name, text in json.loads(outcome.part.read_text("utf-8")).items():
            file = files.setdefault(name, _TableFile(directory / f"{name}.parquet"))
            file.add(unpacked(text))
    for file in files.values():
        file.close()
    return {name: file.rows for name, file in files.items()}


class _TableFile:
    """A Parquet file that grows by the tables of one programme after the other."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._path = path
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._number = 0

    def add(self, table: "pyarrow.Table") -> None:
        self._waiting.append(table)
        self._number += table.num_rows
        if self._number >= _ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        if not self._waiting:
            return
        whole = pyarrow.concat_tables(self._waiting)
        self._writer = self._writer or ParquetWriter(self._path, whole.schema, compression="zstd")
        self._writer.write_table(whole)
        self.rows += self._number
        self._waiting, self._number = [], 0
