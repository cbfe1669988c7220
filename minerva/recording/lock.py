"""The lock of a programme: one command writes to its files at a time, whoever gives it.

The lock is on the directory of the files themselves, so that accounts, containers and machines
that share a programme share it too. It leaves nothing behind, and is freed when a process dies.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from minerva.model.errors import MinervaError
from minerva.store import NAMES

try:
    import fcntl
except ImportError:  # Windows has another way
    fcntl = None  # type: ignore[assignment]  # told apart where it is used

PATIENCE_SECONDS: Final = 10.0
"""How long a command waits for another one that is writing."""

_PAUSE_SECONDS: Final = 0.002
_LOCK: Final = ".minerva-lock"

Release = Callable[[], object]


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the lock of the programme in a directory.

    Where a file of it is a symbolic link, the directory that it leads to is locked too. Raises
    MinervaError where another command does not finish, or nothing can be locked.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    places = {(directory / name).resolve().parent for name in NAMES}
    with ExitStack() as held:
        for place in sorted({directory.resolve(), *places}):  # all take them in one order
            try:
                held.callback(_wait_for(place, deadline))
            except OSError as error:
                raise MinervaError(
                    f"cannot lock {place}: {error.strerror or error}",
                    "nothing was written: to record, you need the right to read this directory "
                    "and to write in it",
                ) from error
        yield


def _wait_for(directory: Path, deadline: float) -> Release:
    """Return what frees the lock of a directory, once it is held."""
    while (release := _lock(directory)) is None:
        if time.monotonic() > deadline:
            raise MinervaError(
                f"another minerva has been writing to this programme for {PATIENCE_SECONDS:.0f} "
                "seconds",
                "wait for it to finish, or end it; nothing was written",
            )
        time.sleep(_PAUSE_SECONDS)
    return release


def _lock(directory: Path) -> Release | None:
    """Return what frees the lock of a directory; None where another command holds it."""
    if fcntl is None:
        return _lock_on_windows(directory)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        free = _flock(descriptor)
    except OSError:  # a network drive may lock files only
        os.close(descriptor)
        return _lock_file(directory / _LOCK)
    if not free:
        os.close(descriptor)
        return None
    return partial(os.close, descriptor)


def _lock_file(path: Path) -> Release | None:
    """Lock a file that is there while it is locked, and no longer.

    It counts only while it is the one of its name: its last holder may just have removed it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        held = _flock(descriptor) and _is_at(descriptor, path)
    except OSError:  # nothing can be locked here
        _remove_and_free(path, descriptor)
        raise
    if not held:
        os.close(descriptor)
        return None
    with suppress(OSError):  # somebody else's, and as open to others already
        os.fchmod(descriptor, 0o666)
    return partial(_remove_and_free, path, descriptor)


def _remove_and_free(path: Path, descriptor: int) -> None:
    with suppress(OSError):
        path.unlink()
    os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _flock(descriptor: int) -> bool:
    """Lock what is open; False where another process has it locked.

    Some network drives say of what is locked that access is denied.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _lock_on_windows(directory: Path) -> Release | None:
    """Lock a file beside the programme, which filelock removes there when it frees it."""
    from filelock import FileLock, Timeout

    lock = FileLock(directory / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock.release
