"""Many processes record at once, and commands are killed at any moment: nothing is lost or torn."""

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from minerva.model.programme import Programme
from minerva.recording import recorder, writing
from minerva.recording.change import AddTable, Change, Value
from minerva.recording.undo import undo
from minerva.store import MILESTONES, read_files, read_programme
from tests.programmes import write_programme
from tests.recordings import (
    PLAN,
    SAVINGS,
    TODAY,
    WORK,
    claim,
    evidence_in,
    leftovers,
    write,
)
from tests.repositories import commit, git

KILLS, SERIES = 500, 10
WRITERS, CLAIMS_EACH = 4, 250
SMALL = multiprocessing.get_context("forkserver")
SMALL.set_forkserver_preload([__name__])
"""What starts processes that have this module in memory, and not, as this one, all tests."""

Facts = tuple[list[str | None], list[str | None]]
"""The texts by which claims and forecasts are known."""


@pytest.mark.no_cover
def test_a_thousand_claims_of_four_accounts_are_all_there_once(tmp_path: Path) -> None:
    programme = repository_with(tmp_path / "plan")
    writers = [
        SMALL.Process(target=write_claims, args=(programme, tmp_path / f"state-{writer}", writer))
        for writer in range(WRITERS)
    ]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    assert [process.exitcode for process in writers] == [0] * WRITERS
    wanted = {f"{writer}-{number}" for writer in range(WRITERS) for number in range(CLAIMS_EACH)}
    found = evidence_in(programme)
    assert len(found) == WRITERS * CLAIMS_EACH
    assert set(found) == wanted
    assert git(programme, "status", "--porcelain", "--ignored") == " M workstreams.toml\n"


def repository_with(directory: Path) -> Path:
    """Make a repository in which the programme is committed."""
    directory.mkdir()
    write_programme(directory, PLAN, WORK)
    commit(directory, "programme")
    return directory


def write_claims(directory: Path, state: Path, writer: int) -> None:
    """Record the claims of one writer."""
    os.environ["XDG_STATE_HOME"] = str(state)
    for number in range(CLAIMS_EACH):
        write(directory, claim(f"{writer}-{number}", number % SAVINGS))


@pytest.mark.no_cover
def test_a_command_killed_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    moments = random.Random(20150331)  # noqa: S311 - which moments, not secrets
    seeds = [moments.random() for _ in range(SERIES)]
    directories = [tmp_path / str(series) for series in range(SERIES)]
    for directory in directories:
        directory.mkdir()
        write_programme(directory, PLAN, WORK)
    with ProcessPoolExecutor(1, mp_context=SMALL) as small:
        ends = list(small.map(kill_again_and_again, directories, repeat(tmp_path / "state"), seeds))
    survivors, halves = map(sum, zip(*ends, strict=True))
    assert 0 < survivors < KILLS / 2, "the moments have to lie within the writing"
    assert halves, "some of the moments have to lie between the two files"


def kill_again_and_again(directory: Path, state: Path, seed: float) -> tuple[int, int]:
    """Record changes that are killed on the way, then one that is not, and take it back.

    Returns how many came to their end, and how many left one of two files written.
    """
    moments = random.Random(seed)  # noqa: S311 - which moments, not secrets
    survivors = halves = 0
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_STATE_HOME", str(state))
        for status, (claims, forecasts) in _killed(directory, monkeypatch, moments):
            survivors += status == 0
            halves += claims != forecasts
        write(directory, claim_and_forecast("last"))
        claims, forecasts = facts_in(directory)
        assert claims == forecasts
        assert claims[-1] == "last"
        assert leftovers(directory) == []
        undo(directory, directory)
        assert facts_in(directory) == (claims[:-1], claims[:-1])
    return survivors, halves


def _killed(
    directory: Path, monkeypatch: pytest.MonkeyPatch, moments: random.Random
) -> Iterator[tuple[int, Facts]]:
    """Record changes that are killed on the way; yield how each ended and what is in the files."""
    calls = _count_calls(lambda: write(directory, claim_and_forecast("first")))
    kept = facts_in(directory)
    for number in range(KILLS // SERIES):
        moment = moments.randrange(1, calls * 5 // 4)
        child = os.fork()
        if child == 0:
            _die_at(monkeypatch, moment)
            write(directory, claim_and_forecast(str(number)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = facts_in(directory)
        for before, after in zip(kept, found, strict=True):
            assert after[: len(before)] == before, "an earlier fact is lost"
            assert len(set(after)) == len(after), "a fact is there twice"
        if status == 0:
            assert [facts[-1] for facts in found] == [str(number)] * 2
            assert found[0] == found[1], "a change that was killed before is not finished"
        kept = found
        yield status, found


def claim_and_forecast(text: str) -> Callable[[Programme], Change]:
    """Plan a change of both files that is known by a text in each."""

    def plan(programme: Programme) -> Change:
        values: dict[str, Value] = {"on": TODAY, "date": TODAY, "reason": text}
        forecast = AddTable(MILESTONES, ("milestone", 0, "forecast"), values)
        return Change([*claim(text)(programme).edits, forecast], text)

    return plan


def facts_in(directory: Path) -> Facts:
    """Return the texts by which claims and forecasts are known, in the order of the files."""
    programme = read_programme(read_files(directory, directory))
    return (
        [claim.evidence for saving in programme.savings for claim in saving.realised],
        [forecast.reason for forecast in programme.milestones[0].forecast],
    )


def _count_calls(action: Callable[[], object]) -> int:
    """Return how many calls of the system an action makes, as `_watch` counts them."""
    count = 0

    def add() -> None:
        nonlocal count
        count += 1

    with pytest.MonkeyPatch.context() as monkeypatch:
        _watch(monkeypatch, add)
        action()
    return count


def _die_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Have this process killed at a call of the system: the n-th that the writing makes."""
    left = moment

    def count_down() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch(monkeypatch, count_down)


def _watch(monkeypatch: pytest.MonkeyPatch, seen: Callable[[], None]) -> None:
    """Call a function before and after each call that asks something of the file system.

    It is called in what changes files: the recovery from a kill before, and the writing.
    """
    system = {"open", "fsync", "write", "flush", "close", "replace", "rename", "unlink", "chmod"}
    system |= {"stat", "utime", "mkdir", "read", "scandir", "listdir", "chown", "flock"}

    def watch(_frame: FrameType, event: str, argument: Any) -> None:
        if event in ("c_call", "c_return") and getattr(argument, "__name__", "") in system:
            seen()

    def watched(function: Callable[..., None], *arguments: object) -> None:
        sys.setprofile(watch)
        try:
            function(*arguments)
        finally:
            sys.setprofile(None)

    for module, name in ((writing, "recover"), (recorder, "write_change")):
        monkeypatch.setattr(module, name, partial(watched, getattr(module, name)))
