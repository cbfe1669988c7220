"""What minerva keeps of a programme's changes, outside the programme's own directory.

In the user's state directory each programme has a folder: a journal of the change that is being
written, and the changes that can be taken back, each with what its files held before and after.
Whoever uses it holds the programme's lock (`recording.lock`). Nothing here knows what a change
means.
"""

import base64
import hashlib
import json
import os
import platform
import zlib
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct

from minerva.model.errors import MinervaError

_BASE64: Final = "base64:"
MOST_KEPT: Final = 100
"""How many changes can be taken back."""

MOST_BYTES: Final = 64 * 2**20
"""How much room the changes of a programme may take; the oldest are dropped first."""

_OWN_DIRECTORY: Final = "set XDG_STATE_HOME to a directory of yours"
_JOURNAL: Final = "journal.json"
_DIGITS: Final = 8


class FileChange(Struct, frozen=True):
    """What a file held before a change and after it; None while it is not there."""

    name: str
    before: bytes | None
    after: bytes | None


class Entry(NamedTuple):
    """A change: what it says, when it was recorded (ISO), and the files it changed.

    `takes_back` is the number of the change that it undoes, where it does.
    """

    summary: str
    recorded: str
    files: Sequence[FileChange]
    takes_back: int | None = None


class State(Struct, frozen=True):
    """The folder in which the changes of one programme are kept."""

    folder: Path

    @property
    def mark(self) -> str:
        """What the names of our temporary files have in them: those of others are not ours."""
        return hashlib.sha256(f"{platform.node()}\0{self.folder}".encode()).hexdigest()[:8]

    def make_folder(self) -> None:
        """Make the folder where it is not there. Raises MinervaError where it cannot be used."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise MinervaError(
                f"cannot keep what undo needs in {self.folder}: {error.strerror or error}",
                _OWN_DIRECTORY,
            ) from error

    def journal(self) -> Entry | None:
        """Return the change that was being written when a command ended, if one was."""
        return _read(self.folder / _JOURNAL)

    def begin(self, entry: Entry) -> None:
        """Note the change that is about to be written."""
        write_whole(self.folder / _JOURNAL, _encoded(entry))

    def finish(self, entry: Entry) -> None:
        """Note that a change was written: it can be taken back, or what it takes back is gone."""
        if entry.takes_back is None:
            numbers = self.numbers()
            number = numbers[-1] + 1 if numbers else 1
            (self.folder / _JOURNAL).replace(self._path(number))
            self._drop_oldest()
        else:
            self._path(entry.takes_back).unlink(missing_ok=True)
            self.forget()
        sync_directory(self.folder)

    def forget(self) -> None:
        """Drop the journal."""
        (self.folder / _JOURNAL).unlink(missing_ok=True)

    def numbers(self) -> list[int]:
        """Return the numbers of the changes that can be taken back, the oldest first."""
        return sorted(number for number, _ in self._kept())

    def _kept(self) -> list[tuple[int, os.DirEntry[str]]]:
        """Return the numbers of the changes that can be taken back, each with its file."""
        try:
            with os.scandir(self.folder) as entries:
                named = [(entry.name.partition("."), entry) for entry in entries]
        except FileNotFoundError:
            return []
        return [
            (int(stem), entry)
            for (stem, _, suffix), entry in named
            if suffix == "json" and stem.isdigit()
        ]

    def last(self) -> tuple[int, Entry] | None:
        """Return the number of the last change that can be taken back, and the change."""
        for number in reversed(self.numbers()):
            entry = _read(self._path(number))
            if entry is not None:
                return number, entry
        return None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:0{_DIGITS}}.json"

    def _drop_oldest(self) -> None:
        """Keep no more changes, and no more bytes of them, than there is room for."""
        room = MOST_BYTES
        latest_first = sorted(self._kept(), key=itemgetter(0), reverse=True)
        for age, (number, entry) in enumerate(latest_first):
            room -= entry.stat().st_size
            if age > 0 and (age >= MOST_KEPT or room < 0):
                self._path(number).unlink(missing_ok=True)


def state_of(directory: Path) -> State:
    """Return where the changes of the programme in a directory are kept.

    Raises MinervaError where the user has no directory for that.
    """
    from platformdirs import user_state_path

    name = hashlib.sha256(os.fsencode(directory.resolve())).hexdigest()[:32]
    try:
        return State(user_state_path("minerva", appauthor=False) / name)
    except RuntimeError:
        raise MinervaError(
            "there is no directory to keep what undo needs in",
            _OWN_DIRECTORY,
        ) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of our own so that it is there whole or not at all."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Have the names in a directory written to the disk, where the system can."""
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError:  # Windows opens no directory
        return
    try:
        os.fsync(descriptor)
    except OSError:  # some file systems sync no directory
        pass
    finally:
        os.close(descriptor)


def _encoded(entry: Entry) -> bytes:
    document = entry._asdict() | {
        "files": [
            {"name": file.name, "before": _packed(file.before), "after": _packed(file.after)}
            for file in entry.files
        ]
    }
    return json.dumps(document).encode()


def _read(path: Path) -> Entry | None:
    """Return a change that was kept; None where it is gone or cannot be read."""
    try:
        document: Mapping[str, Any] = json.loads(path.read_bytes())
        files = [
            FileChange(file["name"], _unpacked(file["before"]), _unpacked(file["after"]))
            for file in document["files"]
        ]
        takes_back = document["takes_back"]
        return Entry(document["summary"], document["recorded"], files, takes_back)
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None


def _packed(content: bytes | None) -> str | None:
    if content is None:
        return None
    return _BASE64 + base64.b64encode(zlib.compress(content, level=1)).decode()


def _unpacked(text: str | None) -> bytes | None:
    if text is None:
        return None
    if text.startswith(_BASE64):
        return zlib.decompress(base64.b64decode(text.removeprefix(_BASE64)))
    return zlib.decompress(base64.b85decode(text))  # as earlier versions wrote it, and slower
