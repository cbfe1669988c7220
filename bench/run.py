"""Measure minerva beside what it is compared with, and print a report in Markdown.

    python bench/run.py --runs 7 --sizes 10000,100000 --output table.md

Each command is a whole process. The commands of a comparison take turns, and what is compared
are their medians: machines are noisy, so the ratios count and the seconds do not. Goals are held
against the time on the clock; the time of the processor (user and system) is beside it, because
other work on the machine disturbs it less.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, NamedTuple

from minerva import __version__

ROOT = Path(__file__).parent.parent
AS_OF = "2014-12-09"
PEERS = ("ledger", "hledger", "task")
IMPORTS = [sys.executable, "-c", "import typer"]
READ = (
    "import pathlib, sys, toml_rs\n"
    "for path in sys.argv[1:]:\n"
    "    toml_rs.loads(pathlib.Path(path).read_text())\n"
)


START_UP_GOAL: Final = 1.7
"""How many times as long as importing Typer `status` may take on the shipped data."""

USUAL: Final = 2_000
USUAL_GOAL: Final = 3.4
"""How many times as long as importing Typer `check` may take of a large real programme."""

PEER_GOAL: Final = 1.5
"""How many times as long as another tool `savings` may take of the most milestones."""

UNBOUND: Final = ("ledger budget", "task +OVERDUE count")
"""What is only compared with: ledger reads a tenth of the bytes, and task prints one number."""

READING_GOALS: Final = {"check": 2.0, "savings": 1.5}
"""How many times as long as start-up and parsing the files a command may take."""

MEMORY_GOALS: Final[Mapping[tuple[int, str], int]] = {
    (10_000, "check"): 91,
    (10_000, "savings"): 78,
    (100_000, "check"): 474,
    (100_000, "savings"): 349,
}
"""The most MiB that a command may take, by the number of milestones: 1.2 times as before."""


class Measured(NamedTuple):
    """Medians over the runs of a command: seconds on the clock and of the processor, peak MiB."""

    seconds: float
    processor: float
    mebibytes: float


def main() -> None:
    """Measure everything, and print it or write it to a file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--sizes", type=two_sizes, default=(10_000, 100_000), metavar="N,N")
    parser.add_argument("--output", type=Path, help="the file to write; default: standard output")
    options = parser.parse_args()
    if options.output is None:
        report(options.sizes, options.runs)
        return
    with options.output.open("w", encoding="utf-8") as file, redirect_stdout(file):
        report(options.sizes, options.runs)


def two_sizes(text: str) -> tuple[int, int]:
    """Read a smaller and a larger number of milestones: 10000,100000."""
    small, large = map(int, text.split(","))
    if not 0 < small < large:
        raise ValueError(text)
    return small, large


def report(sizes: tuple[int, int], runs: int) -> None:
    """Print all comparisons, on files that are gone afterwards."""
    print_machine(runs)
    with TemporaryDirectory() as scratch:
        print_start_up(generated(USUAL, Path(scratch)), runs)
        plans = {size: generated(size, Path(scratch)) for size in sizes}
        print_sizes(plans, runs)
        print_network(max(sizes), runs)
        print_peers(plans, runs)


def generated(size: int, scratch: Path) -> Path:
    """Return a new directory with a programme of so many milestones."""
    directory = scratch / str(size)
    generate = [sys.executable, str(Path(__file__).parent / "generate.py")]
    subprocess.run([*generate, str(size), str(directory)], check=True)
    return directory


def print_machine(runs: int) -> None:
    """Say what was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("typer", "rich", "pydantic", "toml-rs")
    )
    print(f"{platform.system()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory.")
    print(f"Python {platform.python_version()}, minerva {__version__}, {libraries}.")
    print(f"{', '.join(map(peer_version, PEERS))}. Medians of {runs} runs.\n")


def peer_version(name: str) -> str:
    """Return the name of another tool with its version, or that it is not installed."""
    path = shutil.which(name)
    if path is None:
        return f"{name} not installed"
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"\d+(\.\d+)+", done.stdout)
    return f"{name} {number[0] if number else 'of unknown version'}"


def print_start_up(usual: Path, runs: int) -> None:
    """Compare commands on the shipped data, and on a large real programme, with importing Typer."""
    version = [sys.executable, "-m", "minerva", "--version"]
    commands = {
        "`minerva status`": (minerva(ROOT, "status"), START_UP_GOAL),
        "`minerva check`": (minerva(ROOT, "check"), 0),
        "`minerva --version`": (version, 0),
        f"`minerva check` of {USUAL:,}": (minerva(usual, "check"), USUAL_GOAL),
    }
    imports, *measured = measure([IMPORTS, *(command for command, _ in commands.values())], runs)
    print("| on the shipped data | s | processor s | times the import | processor | goal |")
    print("|---|---:|---:|---:|---:|---|")
    print(f"| `import typer` | {imports.seconds:.2f} | {imports.processor:.2f} | 1 | 1 | |")
    for (name, (_, goal)), command in zip(commands.items(), measured, strict=True):
        ratio = command.seconds / imports.seconds
        print(
            f"| {name} | {command.seconds:.2f} | {command.processor:.2f} | {ratio:.2f} "
            f"| {command.processor / imports.processor:.2f} | {verdict(ratio, goal)} |"
        )
    print()


def print_sizes(plans: dict[int, Path], runs: int) -> None:
    """Compare commands on large programmes with reading their files and importing libraries."""
    print(
        "| milestones | command | s | processor s | MiB | times reading and start-up | processor "
        "| goals |"
    )
    print("|---:|---|---:|---:|---:|---:|---:|---|")
    taken: dict[str, list[float]] = {}
    sarif: dict[int, float] = {}
    for size, directory in plans.items():
        files = [str(directory / name) for name in ("workstreams.toml", "milestones.toml")]
        reading = [sys.executable, "-c", READ, *files]
        commands = [minerva(directory, name, "--format", "json") for name in READING_GOALS]
        commands.append(minerva(directory, "check", "--format", "sarif"))
        imports, read, *measured, as_sarif = measure([IMPORTS, reading, *commands], runs)
        sarif[size] = as_sarif.seconds / measured[0].seconds
        taken.setdefault("check --format sarif", []).append(as_sarif.seconds)
        for name, peer in (("start-up", imports), ("`toml_rs.loads`", read)):
            print(
                f"| {size:,} | {name} | {peer.seconds:.2f} | {peer.processor:.2f} "
                f"| {peer.mebibytes:.0f} | | | |"
            )
        for (name, goal), command in zip(READING_GOALS.items(), measured, strict=True):
            taken.setdefault(name, []).append(command.seconds)
            ratio = command.seconds / (read.seconds + imports.seconds)
            processor = command.processor / (read.processor + imports.processor)
            memory = verdict(command.mebibytes, MEMORY_GOALS.get((size, name), 0))
            goals = "; memory ".join(filter(None, [verdict(ratio, goal), memory]))
            print(
                f"| {size:,} | `minerva {name} --format json` | {command.seconds:.2f} "
                f"| {command.processor:.2f} | {command.mebibytes:.0f} | {ratio:.2f} "
                f"| {processor:.2f} | {goals} |"
            )
    small, large = plans
    for name, (before, after) in taken.items():
        growth = after / before
        allowed = 1.2 * large / small
        print(
            f"\n`{name}` takes {growth:.1f} times as long for {large // small} times as many: ",
            end="",
        )
        print(f"{verdict(growth, allowed)}.")
    for size, ratio in sarif.items():
        print(
            f"\nOf {size:,} milestones, `check --format sarif` takes {ratio:.2f} times as long as"
        )
        print(f"`check --format json`: {verdict(ratio, 1.5)}.")
    print()


def print_network(size: int, runs: int) -> None:
    """Compare projected dates and floats with reading the file, in one process each time."""
    script = [sys.executable, str(Path(__file__).parent / "network.py"), str(size)]
    taken = [
        [float(time) for time in subprocess.check_output(script, env=clean(), text=True).split()]
        for _ in range(runs)
    ]
    reading, network = (median(times) for times in zip(*taken, strict=True))
    ratio = network / reading
    print(
        f"Of {size:,} milestones with {2 * size:,} dependencies, projected dates and floats take "
        f"{network:.2f} s ({verdict(network, 2)}), {ratio:.2f} times "
        f"`toml_rs.loads` of their file in the same process ({verdict(ratio, 2)}).\n"
    )


def print_peers(plans: dict[int, Path], runs: int) -> None:
    """Compare commands with tools that do a part of the job, where they are installed."""
    print(
        "| items | other tool | s | processor s | minerva | s | processor s | minerva / other "
        "| processor |\n|---:|---|---:|---:|---|---:|---:|---:|---:|"
    )
    for size, directory in plans.items():
        for name, command, ours in peers(directory):
            if command is None:
                print(f"| {size:,} | {name}: not installed | | | | | | | |")
                continue
            mine_command = minerva(directory, ours, "--format", "json")
            theirs, mine = measure([command, mine_command], runs)
            ratio = mine.seconds / theirs.seconds
            goal = PEER_GOAL if size == max(plans) and name not in UNBOUND else 0
            print(
                f"| {size:,} | `{name}` | {theirs.seconds:.2f} | {theirs.processor:.2f} "
                f"| `{ours}` | {mine.seconds:.2f} | {mine.processor:.2f} "
                f"| {ratio:.2f} {verdict(ratio, goal)} | {mine.processor / theirs.processor:.2f} |"
            )


def peers(directory: Path) -> list[tuple[str, list[str] | None, str]]:
    """Return each other tool's command on as many items, None if absent, and ours beside it."""
    journal = directory / "claims.journal"
    ledger, hledger, task = map(shutil.which, PEERS)
    found: list[tuple[str, list[str] | None, str]] = [
        ("ledger budget", [ledger, "-f", str(journal), "budget"] if ledger else None, "savings"),
        (
            "hledger balance --budget",
            [hledger, "-f", str(journal), "balance", "--budget", "--yearly"] if hledger else None,
            "savings",
        ),
    ]
    if task is None:
        return [*found, ("task +OVERDUE count", None, "check")]
    settings, tasks = directory / "taskrc", directory / "tasks.json"
    settings.write_text("confirmation=no\ngc=off\nhooks=off\n")
    # On the command line, because TASKDATA, where it is set, goes before the file.
    with_settings = [task, f"rc:{settings}", f"rc.data.location={directory / 'tasks'}"]
    subprocess.run([*with_settings, "import", str(tasks)], capture_output=True, check=True)
    return [*found, ("task +OVERDUE count", [*with_settings, "+OVERDUE", "count"], "check")]


def minerva(directory: Path, *command: str) -> list[str]:
    """Return a command line of minerva on a directory, on the day that all is measured for."""
    as_of = ["--as-of", AS_OF]
    return [sys.executable, "-m", "minerva", "-C", str(directory), *command, *as_of]


def measure(commands: Sequence[Sequence[str]], runs: int) -> list[Measured]:
    """Run commands in turn, once for nothing and then so many times; return their medians."""
    measured: list[list[Measured]] = [[] for _ in commands]
    for turn in range(runs + 1):
        for command, results in zip(commands, measured, strict=True):
            result = run(command)
            if turn:
                results.append(result)
    return [Measured(*map(median, zip(*results, strict=True))) for results in measured]


def run(command: Sequence[str]) -> Measured:
    """Run a command to its end as a process of its own; its output goes nowhere."""
    started = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean()
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 is what `check` ends with for a plan with errors, and of anything else that it failed.
    if process.returncode not in ((0, 1) if "check" in command else (0,)):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def clean() -> dict[str, str]:
    """Return the environment that commands are measured in: as installed, with compiled code."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def verdict(value: float, goal: float) -> str:
    """Say whether a value is within its goal; nothing where there is none."""
    return f"goal {goal:g}: {'met' if value <= goal else 'not met'}" if goal else ""


if __name__ == "__main__":
    main()
