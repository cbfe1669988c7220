"""Where the work is done: in this process, in several, or on a cluster; always by an Executor.

Work is mapped in batches. A worker that dies costs its batches another try, one programme at a
time; a programme on which workers die again and again is given up, and no other with it.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from msgspec import Struct

import minerva
from minerva.model.errors import MinervaError

Key = tuple[int, int]
"""The number of a programme, and that of a piece of the work on it."""
Batch = Sequence[tuple[Key, Any]]
"""Pieces of work, each with its key."""

BATCH: Final = 16
"""How many programmes are sent at once: enough that sending costs little, few to lose."""
_WAITING: Final = 3
"""How many batches a worker has in hand: so many files are in memory, whatever the whole is."""
_TRIES: Final = 3


class Here(Executor):
    """Does work when it is submitted, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it, and return what came of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers(Struct, frozen=True):
    """An Executor to be had, any number of times, and how many workers it has."""

    number: int
    open: Callable[[], AbstractContextManager[Executor]]


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system has it
        return os.cpu_count() or 1


def local(number: int) -> Workers:
    """Return so many worker processes; one is this process."""
    if number == 1:
        return Workers(1, Here)
    return Workers(number, lambda: _processes(number))


def cluster(address: str) -> Workers:
    """Return the workers of a dask scheduler. Raises MinervaError where it has none.

    So it does where they have another version of minerva. Raises ModuleNotFoundError where
    `distributed` is not installed.
    """
    with _client(address) as client:
        number = sum(client.nthreads().values())
        versions = {str(found) for found in client.run(_version, on_error="return").values()}
    if not number:
        raise MinervaError(
            f"the scheduler at {address} has no workers", f"start one: dask worker {address}"
        )
    others = versions - {_version()}
    if others:
        raise MinervaError(
            f"this is minerva {_version()}, and workers at {address} have {min(others)}",
            "install the same version everywhere, and start the workers again",
        )

    @contextmanager
    def opened() -> Iterator[Executor]:
        with _client(address) as client:
            yield client.get_executor(pure=False)

    return Workers(number, opened)


def _version() -> str:
    return minerva.__version__


def results(
    workers: Workers, work: Callable[[Sequence[Any]], Sequence[Any]], items: Iterable[Batch]
) -> Iterator[tuple[Key, Any]]:
    """Yield what comes of each piece of work, with its key, in the order in which it comes.

    Pieces on which workers died, whichever of a batch it was, are done again one by one. What is
    given up after several tries gives the exception that the last one ended with.
    """
    fresh = iter(items)
    suspects: deque[tuple[Key, Any]] = deque()
    tries: dict[Key, int] = {}
    while True:
        with workers.open() as executor:
            lost = yield from _round(executor, work, fresh, suspects, workers.number)
        if lost is None:
            return
        batch, error = lost
        alone = len(batch) == 1
        for number, item in batch:
            tries[number] = tries.get(number, 0) + alone
            if tries[number] < _TRIES:
                suspects.append((number, item))
            else:
                yield number, error


_Lost = tuple[list[tuple[Key, Any]], BaseException]


def _round(
    executor: Executor,
    work: Callable[[Sequence[Any]], Sequence[Any]],
    fresh: Iterator[Batch],
    suspects: "deque[tuple[Key, Any]]",
    number: int,
) -> Generator[tuple[Key, Any], None, _Lost | None]:
    """Work until all is done, or a worker is lost: then return what was in hand, and why.

    While there are suspects they go one at a time, so that the one to blame is known.
    """
    pending: dict[Future[Any], Batch] = {}
    lost: list[tuple[Key, Any]] = []
    reason: BaseException | None = None
    while True:
        most = 1 if suspects else number * _WAITING
        while len(pending) < most and reason is None:
            batch = [suspects.popleft()] if suspects else next(fresh, None)
            if batch is None:
                break
            try:
                pending[executor.submit(work, [item for _, item in batch])] = batch
            except Exception as gone:  # the workers are no longer there
                lost, reason = [*lost, *batch], gone
        if not pending:
            return None if reason is None else (lost, reason)
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            batch = pending.pop(future)
            error = future.exception()
            if error is None:
                for (place, _), result in zip(batch, future.result(), strict=True):
                    yield place, result
            else:
                lost, reason = [*lost, *batch], error


def _processes(number: int) -> Executor:
    """Return worker processes that begin afresh: nothing of this process is copied into them."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(number, mp_context=get_context("spawn"))


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Connect to a scheduler. Raises MinervaError where none answers."""
    from distributed import Client

    try:
        client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]  # distributed has some types only
    except (OSError, ValueError) as error:
        raise MinervaError(
            f"no scheduler answers at {address}: {error}",
            "start one with `dask scheduler`, and give the address that it prints",
        ) from None
    try:
        yield client
    finally:
        client.close()
