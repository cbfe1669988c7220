"""Measure a portfolio of many programmes, side by side in one run, against its goals.

    python bench/portfolio.py [--programmes 3170] [--milestones 100] [--simulated 200]

Times are in seconds: of the wall, and of the processor with that of all workers but dask's. Memory
is the most that the command itself held at once. `--only confidence` or `--only status` leaves the
other half out.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import confidence
from generate import AS_OF, write_programme

ROOT = str(Path(__file__).resolve().parent.parent)
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
} | {"PYTHONPATH": ROOT}
QUESTION = "select rating, count(*) as n, max(slippage_days) as worst from milestones group by 1"


class Measured(NamedTuple):
    """What a command took."""

    wall: float
    processor: float
    mebibytes: float


def main() -> None:
    """Print a table of what was measured, each with its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programmes", type=int, default=3_170)
    parser.add_argument("--milestones", type=int, default=100)
    parser.add_argument("--simulated", type=int, default=200)
    parser.add_argument("--only", choices=["status", "confidence"])
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors.\n")
    if given.only != "confidence":
        print(f"{given.programmes:,} programmes of {given.milestones} milestones.\n")
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), given.programmes, given.milestones)
    if given.only != "status":
        print(f"\n{given.simulated:,} programmes of 300 milestones, 10,000 runs.\n")
        with tempfile.TemporaryDirectory() as name, cluster(Path(name)) as address:
            simulate(Path(name), given.simulated, address)


def simulate(here: Path, number: int, address: str) -> None:
    """Measure `confidence` by one process, by two, and by two workers of dask."""
    first = here / "plans" / "p-0"
    first.mkdir(parents=True)
    confidence.write_programme(first, 300)
    copy(first, number)
    command = ("confidence", "-f", "json", "--runs", "10000", "--no-cache")
    begin_table()
    alone = run(here, here, "plans", *command, "--workers", "1")
    row("confidence, one process", alone, "")
    two = run(here, here, "plans", *command, "--workers", "2")
    row("confidence, two processes", two, f"{two.wall / alone.wall:.2f} times one")
    dask = run(here, here, "plans", *command, "--scheduler", address)
    row("confidence, two dask workers", dask, goal(dask.wall / alone.wall, 0.65, "times one"))


@contextmanager
def cluster(here: Path) -> Iterator[str]:
    """Run a scheduler and two workers on the loopback, and give the scheduler's address."""
    file = here / "scheduler.json"
    common = ("--scheduler-file", str(file), "--no-dashboard")
    words = [
        ("scheduler", "--host", "127.0.0.1", "--port", "0"),
        *[("worker", "--nthreads", "1", "--no-nanny")] * 2,
    ]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *more, *common],
            cwd=here,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for kind, *more in words
    ]
    try:
        while not (file.exists() and file.read_text()):
            time.sleep(0.1)
        time.sleep(5)  # the workers have joined by then
        yield json.loads(file.read_text())["address"]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def begin_table() -> None:
    """Print the head of a table."""
    print("| what | s | processor s | MiB | goal |")
    print("|---|---:|---:|---:|---|")


def measure(here: Path, number: int, milestones: int) -> None:
    """Write the programmes, measure, and print a row each."""
    write(here / "all", number, milestones)
    write(here / "tenth", max(number // 10, 1), milestones)
    cache = here / "cache"
    begin_table()
    status = ("status", "-f", "json")
    tenth = row("status of a tenth, cold", run(here, cache, "tenth", *status), "")
    shutil.rmtree(cache, ignore_errors=True)
    alone = run(here, cache, "all", *status, "--workers", "1", "--no-cache")
    row("status, one process", alone, goal(alone.mebibytes, 500, "MiB"))
    two = run(here, cache, "all", *status, "--workers", "2", "--no-cache")
    row("status, two processes", two, f"{goal(two.wall / alone.wall, 0.6, 'times one')}")
    cold = run(here, cache, "all", *status)
    row("status, cold cache", cold, goal(cold.processor, 100, "processor s"))
    warm = run(here, cache, "all", *status)
    row("status, warm cache", warm, goal(warm.wall, 10, "s"))
    row(
        "growth of status, 10 times as many",
        Measured(cold.wall / tenth.wall, cold.processor / tenth.processor, 0),
        goal(cold.processor / tenth.processor, 11, "times"),
    )
    row("build", run(here, cache, "all", "build", "-o", "store"), "")
    asked = run(here, cache, None, "sql", "--store", "store", QUESTION)
    row(f"sql over {number * milestones:,} milestones", asked, goal(asked.wall, 1, "s"))


def write(directory: Path, number: int, milestones: int) -> None:
    """Write so many programmes, alike but for their ids."""
    first = directory / "p-0"
    first.mkdir(parents=True)
    write_programme(milestones, first)
    copy(first, number)


def copy(first: Path, number: int) -> None:
    """Write so many programmes less one beside the first, alike but for their ids."""
    text = (first / "workstreams.toml").read_text()
    [line] = [line for line in text.splitlines() if line.startswith("id = ")][:1]
    for n in range(1, number):
        other = first.with_name(f"p-{n}")
        shutil.copytree(first, other)
        (other / "workstreams.toml").write_text(text.replace(line, f'id = "p-{n}"', 1))


def run(here: Path, cache: Path, paths: str | None, *words: str) -> Measured:
    """Run a command of a portfolio as a process of its own."""
    day = () if paths is None else (f"--as-of={AS_OF}", paths)
    command = [sys.executable, "-m", "minerva", "portfolio", *words, *day]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=here,
        env=ENVIRONMENT | {"XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, processor, usage.ru_maxrss / 1024)


def row(what: str, measured: Measured, goals: str) -> Measured:
    """Print a row of the table."""
    wall, processor, mebibytes = measured
    print(f"| {what} | {wall:.2f} | {processor:.2f} | {mebibytes:.0f} | {goals} |", flush=True)
    return measured


def goal(measured: float, most: float, unit: str) -> str:
    """Say whether a goal is met."""
    return f"{measured:.2f} {unit}, goal {most:g}: {'met' if measured <= most else 'not met'}"


if __name__ == "__main__":
    main()
