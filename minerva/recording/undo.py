"""Taking back the last recorded change, and the one before it, and so on."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from minerva.model.errors import MinervaError
from minerva.recording.recorder import diff_text
from minerva.recording.state import Entry, FileChange
from minerva.recording.writing import alone, write_change
from minerva.store import NAMES, shown_name


class Undone(NamedTuple):
    """A change that was taken back: its summary, when it was recorded, and what changes now."""

    summary: str
    recorded: datetime
    diff: str


class ChangedSinceError(MinervaError):
    """A file was changed after the change that is to be taken back: `diff` is that change."""

    def __init__(self, message: str, hint: str, diff: str) -> None:
        """Take a message, a remedy, and what changed since."""
        super().__init__(message, hint)
        self.diff = diff


def undo(directory: Path, here: Path, *, dry_run: bool = False) -> Undone:
    """Take back the last change recorded in a directory.

    Raises MinervaError where there is none, and ChangedSinceError where a file has been changed
    since: then nothing was written.
    """
    with alone(directory) as state:
        last = state.last()
        if last is None:
            raise MinervaError(
                "there is no recorded change to take back",
                "what was changed in an editor, git or the editor takes back",
            )
        number, entry = last
        for file in entry.files:
            _require_as_left(directory, here, entry, file)
        backwards = [
            FileChange(file.name, before=file.after, after=file.before) for file in entry.files
        ]
        shown = {name: shown_name(directory / name, here) for name in NAMES}
        diff = "".join(diff_text(shown[file.name], file.before, file.after) for file in backwards)
        if not dry_run:
            write_change(directory, state, entry._replace(files=backwards, takes_back=number))
        return Undone(entry.summary, datetime.fromisoformat(entry.recorded), diff)


def _require_as_left(directory: Path, here: Path, entry: Entry, file: FileChange) -> None:
    path = directory / file.name
    try:
        content = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise MinervaError(f"{file.name} cannot be read: {error.strerror or error}") from error
    if content != file.after:
        shown = shown_name(path, here)
        raise ChangedSinceError(
            f"{shown} was changed after this was recorded: {entry.summary}",
            "take back the change below first, or edit the file by hand",
            diff_text(shown, file.after, content),
        )
