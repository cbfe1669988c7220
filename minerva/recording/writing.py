"""Replacing a programme's files: whole or not at all, and never over somebody else's change.

A change may touch both files. It is noted in a journal first, then each file is replaced by one
renaming, then the note becomes what `undo` needs. A command that is killed between the two
leaves the journal, and the next one finishes what it began: `recover`. One that fails there puts
back what it replaced. A symbolic link is followed; another hard link to a file, as a backup has,
keeps what the file held.
"""

import os
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from minerva.model.errors import MinervaError
from minerva.recording.lock import locked
from minerva.recording.state import Entry, FileChange, State, state_of, sync_directory
from minerva.store import NAMES

_SUFFIX: Final = ".minerva-new"
_ABANDONED_SECONDS: Final = 24 * 60 * 60
_USUAL_MODE: Final = 0o644


@contextmanager
def alone(directory: Path) -> Iterator[State]:
    """Hold the programme in a directory alone, in order: what a killed command left is mended.

    Yields where its changes are kept. Raises MinervaError where another command does not finish,
    or there is no place to keep what undo needs.
    """
    state = state_of(directory)
    with locked(directory):
        state.make_folder()
        recover(directory, state)
        remove_leftovers(directory, state)
        yield state


def write_change(directory: Path, state: State, entry: Entry) -> None:
    """Replace the files that a change is of. The lock has to be held.

    Raises MinervaError, with every file as it was, where a file is no longer what it was before,
    cannot be written, or the disk is full.
    """
    with _uninterrupted():
        _write_change(directory, state, entry)


def _write_change(directory: Path, state: State, entry: Entry) -> None:
    for file in entry.files:
        _require_unchanged(directory, file)
        _require_writable(directory / file.name)
    try:
        temporaries = [_temporary(directory / file.name, file.after, state) for file in entry.files]
    except OSError as error:
        remove_leftovers(directory, state)
        raise _cannot_write(directory, error) from error
    try:
        state.begin(entry)
    except OSError as error:
        remove_leftovers(directory, state)
        raise _cannot_write(state.folder, error) from error
    try:
        for file, temporary in zip(entry.files, temporaries, strict=True):
            _replace(directory, file, temporary)
    except MinervaError:
        _put_back(directory, state, entry)
        raise
    except OSError as error:
        _put_back(directory, state, entry)
        raise _cannot_write(directory, error) from error
    with suppress(OSError):  # it is written: the next command makes up for a note that failed
        state.finish(entry)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have nobody stop the writing half way with Ctrl-C: it is done in a moment."""
    if threading.current_thread() is not threading.main_thread():  # it is never interrupted
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _put_back(directory: Path, state: State, entry: Entry) -> None:
    """Give the files that a change replaced what they held before, and forget the change.

    Raises MinervaError where that fails too: the next command then finishes the change.
    """
    try:
        for file in entry.files:
            target = (directory / file.name).resolve()
            if _content(target) == file.after:
                _put(_temporary(target, file.before, state), target)
        remove_leftovers(directory, state)
        state.forget()
    except OSError as error:
        raise MinervaError(
            f"only a part of this could be written in {directory}: {error.strerror or error}",
            "the next command that records something, or undo, finishes it first",
        ) from error


def recover(directory: Path, state: State) -> None:
    """Finish the change that a command was killed in, and remove what it left. Needs the lock.

    A change of which no file was replaced yet is dropped, as if it had never been asked for.
    Where a file was changed by somebody else since, the change is left as far as it came: what
    is in the files now stays.
    """
    entry = state.journal()
    if entry is None:
        return
    remove_leftovers(directory, state)
    contents = [(file, _content(directory / file.name)) for file in entry.files]
    begun = any(content == file.after for file, content in contents)
    theirs = any(content not in (file.before, file.after) for file, content in contents)
    if theirs or not begun:
        state.forget()
        return
    try:
        for file, content in contents:
            if content == file.before:
                _replace(directory, file, _temporary(directory / file.name, file.after, state))
        state.finish(entry)
    except OSError as error:
        remove_leftovers(directory, state)
        raise _cannot_write(directory, error) from error


def remove_leftovers(directory: Path, state: State) -> None:
    """Remove our own temporary files, of commands that were killed. The lock has to be held.

    Another account may keep its changes elsewhere: its files stay, until they are a day old.
    """
    for name in NAMES:
        target = (directory / name).resolve()
        for left in target.parent.glob(f".{_escaped(target.name)}.*{_SUFFIX}"):
            with suppress(OSError):  # then it stays, and does no harm
                ours = left.name.startswith(f".{target.name}.{state.mark}.")
                if ours or time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                    left.unlink()


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _require_unchanged(directory: Path, file: FileChange) -> None:
    if _content(directory / file.name) != file.before:
        raise MinervaError(
            f"{file.name} was changed by somebody else while this was being worked out",
            "nothing was written: give the command again",
        )


def _require_writable(path: Path) -> None:
    target = path.resolve()
    if not target.exists():  # it is made: what matters is whether its directory can be written in
        return
    if not os.access(target, os.W_OK):
        raise MinervaError(f"{path.name} is read-only", "make it writable, then try again")


def _temporary(path: Path, content: bytes | None, state: State) -> Path | None:
    """Write what a file is to hold beside it, with its mode and its owner.

    None where the file is to be removed.
    """
    if content is None:
        return None
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(_SUFFIX, f".{target.name}.{state.mark}.", target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if target.exists():
                _keep_owner(target, temporary)
            else:
                temporary.chmod(_mode_of_new_files(target.parent))
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _keep_owner(target: Path, temporary: Path) -> None:
    """Give a new file the owner, the mode and the access rights of the one it replaces."""
    before = target.stat()
    if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.chown(temporary, before.st_uid, before.st_gid)
        except PermissionError:  # only root gives files away; the group may still be kept
            _keep_group(temporary, before.st_gid)
    shutil.copystat(target, temporary)
    temporary.chmod(stat.S_IMODE(before.st_mode))
    os.utime(temporary)


def _mode_of_new_files(directory: Path) -> int:
    """Return the mode that a file made beside the programme's own files is to have: theirs."""
    for name in NAMES:
        with suppress(OSError):
            return stat.S_IMODE((directory / name).stat().st_mode)
    return _USUAL_MODE


def _keep_group(temporary: Path, group: int) -> None:
    try:
        os.chown(temporary, -1, group)
    except PermissionError:
        return


def _replace(directory: Path, file: FileChange, temporary: Path | None) -> None:
    """Put a new file in the place of the old one, unless the old one changed at the last moment.

    Without a new file the old one is removed.
    """
    target = (directory / file.name).resolve()
    if (target.read_bytes() if target.exists() else None) != file.before:
        raise MinervaError(
            f"{file.name} was changed by somebody else at the last moment",
            "nothing was written: look at it, then give the command again",
        )
    _put(temporary, target)


def _put(temporary: Path | None, target: Path) -> None:
    """Give a file what was written beside it; without that, remove it."""
    if temporary is None:
        target.unlink(missing_ok=True)
    else:
        temporary.replace(target)
    sync_directory(target.parent)


def _content(path: Path) -> bytes | None:
    """Return what a file holds; None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _cannot_write(directory: Path, error: OSError) -> MinervaError:
    why = error.strerror or str(error)
    return MinervaError(f"cannot write in {directory}: {why}", "nothing was changed")
