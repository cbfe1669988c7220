"""Measure `minerva confidence`: milestones with twice as many links, and two numbers of runs.

    python bench/confidence.py --milestones 1000 --runs 10000

Each command is a process of its own; its time is that of the processor, user and system
together, which what else runs on the machine changes little. The memory is its peak.
"""

import argparse
import os
import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
AS_OF = date(2014, 12, 9)
GOAL_SECONDS, GOAL_MEBIBYTES, GOAL_TIMES = 3, 1024, 11


class Used(NamedTuple):
    """What a command used: seconds of the processor, and mebibytes at its peak."""

    seconds: float
    mebibytes: float


def main() -> None:
    """Write a programme, measure it with so many runs and with ten times as many, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--milestones", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=10_000)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        links = write_programme(Path(scratch), options.milestones)
        used = {runs: measure(Path(scratch), runs) for runs in (options.runs, options.runs * 10)}
    print("| milestones | links | runs | s | MiB |\n|---:|---:|---:|---:|---:|")
    for runs, (seconds, mebibytes) in used.items():
        print(
            f"| {options.milestones:,} | {links:,} | {runs:,} | {seconds:.2f} | {mebibytes:.0f} |"
        )
    few, many = used.values()
    times = many.seconds / few.seconds
    print(f"\nTen times the runs take {times:.1f} times as long: ", end="")
    print(f"goal {GOAL_TIMES}: {_met(times < GOAL_TIMES)}.")
    print(f"Goal {GOAL_SECONDS} s: {_met(few.seconds < GOAL_SECONDS)}; ", end="")
    print(f"goal {GOAL_MEBIBYTES} MiB: {_met(few.mebibytes < GOAL_MEBIBYTES)}.")


def measure(directory: Path, runs: int) -> Used:
    """Run the command on a programme, and return what it used."""
    arguments = ["confidence", "--as-of", AS_OF.isoformat(), "--runs", str(runs), "-f", "json"]
    command = [sys.executable, "-m", "minerva", "-C", str(directory), *arguments]
    nothing = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawn(
        command[0],
        command,
        {**os.environ, "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 1)],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the command failed: {' '.join(command)}")
    return Used(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def write_programme(directory: Path, count: int) -> int:
    """Write a programme, and return how many links it has.

    The milestones stand in order, each but the first two after two before it. Each has an
    estimate; each hundredth a deadline; each fifth a saving that starts with it. One in ten lags
    is of a month.
    """
    draw = random.Random(14)  # noqa: S311 - a plan, not a secret
    milestones = "".join(_milestones(draw, count))
    (directory / "milestones.toml").write_text(milestones, "utf-8")
    parts = [
        '[programme]\nid = "p"\nname = "P"\n',
        *(f'[[workstream]]\nid = "w-{n}"\nname = "W {n}"\n' for n in range(5)),
        "[confidence]\ncorrelation = 0.3\nsavings = { low = 85, high = 105 }\n",
        *(
            f'[[saving]]\nid = "s-{n}"\nworkstream = "w-{n % 5}"\nname = "S {n}"\n'
            f'full_year = {draw.randint(1_000, 500_000)}\nstarts_with = "m-{n}"\n'
            for n in range(0, count, 5)
        ),
    ]
    (directory / "workstreams.toml").write_text("\n".join(parts), "utf-8")
    return milestones.count("{ milestone = ")


def _milestones(draw: random.Random, count: int) -> Sequence[str]:
    written = []
    for n in range(count):
        day = AS_OF + timedelta(days=30 + n)
        befores = {draw.randrange(max(n - 30, 0), n) for _ in range(2)} if n else set()
        befores |= {n - 1} if len(befores) == 1 and n > 1 else set()
        lags = [draw.choice(["0 days"] * 5 + ["2 days"] * 4 + ["1 month"]) for _ in befores]
        after = ", ".join(
            f'{{ milestone = "m-{before}", lag = "{lag}" }}'
            for before, lag in zip(sorted(befores), lags, strict=True)
        )
        written.append(
            f'[[milestone]]\nid = "m-{n}"\nworkstream = "w-{n % 5}"\nname = "M {n}"\n'
            f"baseline = {day}\nafter = [{after}]\n"
            'estimate = { low = "-1 week", high = "2 months" }\n'
            + (f"deadline = {day + timedelta(days=60)}\n" if n % 100 == 99 else "")
        )
    return written


def _met(met: bool) -> str:
    return "met" if met else "not met"


if __name__ == "__main__":
    main()
