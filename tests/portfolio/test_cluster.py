"""A real scheduler with two workers on the loopback: the same bytes, whoever dies."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import minerva
from minerva.formats.data import json
from minerva.model.errors import MinervaError
from minerva.portfolio.executors import BATCH, Workers, cluster, local
from minerva.portfolio.reports import confidence, status
from minerva.portfolio.run import Ask, gather
from minerva.portfolio.sources import Member, sources_of
from tests.command import ROOT, environment, run
from tests.portfolios import DAY, drawn, estimated, mixed

pytest.importorskip("distributed", reason="distributed is the cluster")
pytestmark = pytest.mark.slow

WAIT = 60


class Cluster(NamedTuple):
    """Where a scheduler listens, and the processes of its workers."""

    address: str
    workers: Sequence["subprocess.Popen[bytes]"]


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Cluster]:
    file = tmp_path / "scheduler.json"
    common = ("--scheduler-file", str(file), "--no-dashboard")
    scheduler = start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common
    )
    workers = [
        start("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *common)
        for _ in range(2)
    ]
    try:
        yield Cluster(address_in(file), workers)
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def address_in(file: Path) -> str:
    """Wait until the scheduler has written where it listens, and both workers are there."""
    import json as plain

    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text("utf-8")):
            address: str = plain.loads(text)["address"]
            try:
                if cluster(address).number == 2:
                    return address
            except Exception:  # noqa: S110 - it is not there yet
                pass
        time.sleep(0.1)
    pytest.fail("the cluster did not start")


def ask(
    here: Path,
    workers: Workers,
    advance: Callable[[int, int, Sequence[str]], None] = lambda *_: None,
    report: str = "status",
    options: Mapping[str, Any] = {},
) -> Ask:
    day = date.fromisoformat(DAY)
    members = [Member(source) for source in sources_of(["."], here, here)]
    return Ask("All", members, (), report, options, day, day, here, workers, advance=advance)


def test_a_worker_that_is_killed_changes_no_byte(two_workers: Cluster, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    drawn(plans / "many", 20 * BATCH)
    mixed(plans)
    alone = json.render(status.document(gather(ask(plans, local(1)))))
    seen: list[int] = []

    def kill_one(done: int, _total: int, _unread: Sequence[str]) -> None:
        seen.append(done)
        if done == 3 * BATCH:
            two_workers.workers[0].send_signal(signal.SIGKILL)

    found = gather(ask(plans, cluster(two_workers.address), advance=kill_one))
    assert json.render(status.document(found)) == alone
    assert two_workers.workers[0].wait(WAIT) == -signal.SIGKILL
    assert two_workers.workers[1].poll() is None
    assert max(seen) == len(found.outcomes)


def test_runs_are_divided_among_workers_and_one_is_killed(
    two_workers: Cluster, tmp_path: Path
) -> None:
    pytest.importorskip("numpy", reason="numpy simulates")
    plans = mixed(tmp_path)
    for id in ("alpha", "beta", "euro"):
        estimated(plans / id)
    options = {"runs": 100_000, "seed": 7}

    def bytes_of(workers: Workers, advance: Callable[[int, int, Sequence[str]], None]) -> bytes:
        found = gather(ask(plans, workers, advance, "confidence", options))
        return json.render(confidence.document(found))

    def kill_one(done: int, _total: int, _unread: Sequence[str]) -> None:
        if done == 1:
            two_workers.workers[0].send_signal(signal.SIGKILL)

    alone = bytes_of(local(1), lambda *_: None)
    assert bytes_of(cluster(two_workers.address), kill_one) == alone
    assert two_workers.workers[0].wait(WAIT) == -signal.SIGKILL


def test_workers_of_another_version_are_refused(
    two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = minerva.__version__
    monkeypatch.setattr(minerva, "__version__", "9.9.9")
    with pytest.raises(MinervaError, match=rf"this is minerva 9.9.9, and workers .* have {mine}"):
        cluster(two_workers.address)


def test_the_command_prints_the_same_with_a_scheduler(two_workers: Cluster, tmp_path: Path) -> None:
    drawn(tmp_path / "plans", 40)
    command = ("portfolio", "savings", "plans", "--as-of", DAY, "-f", "json", "--no-cache")
    alone = run(*command, cwd=tmp_path)
    for shared in ([], ["--shared"]):
        there = run(*command, "--scheduler", two_workers.address, *shared, cwd=tmp_path)
        assert there == alone


def test_a_scheduler_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    drawn(tmp_path, 1)
    result = run(
        *("portfolio", "status", ".", "--scheduler", "tcp://127.0.0.1:9", "--no-cache"),
        cwd=tmp_path,
    )
    assert (result.status, result.stdout) == (2, "")
    assert "no scheduler answers at tcp://127.0.0.1:9" in result.stderr
    assert "hint: start one with `dask scheduler`" in result.stderr
