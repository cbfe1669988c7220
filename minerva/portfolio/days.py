"""The days of a store, as they lie there; it knows nothing of how one is made."""

import os
from pathlib import Path
from typing import Final

from minerva.model.errors import MinervaError

MANIFEST: Final = "manifest.json"


def days(store: Path) -> list[Path]:
    """Return the days of a store, in order. Raises MinervaError where there is none."""
    found = sorted(path for path in store.glob("as_of=*") if (path / MANIFEST).is_file())
    if not found:
        raise MinervaError(
            f"there is no store in {store}", f"make one: minerva portfolio build -o {store}"
        )
    return found


def quoted(path: Path) -> str:
    """Return a path as SQL has it between quotes."""
    return os.fspath(path).replace("'", "''")
