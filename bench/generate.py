"""Write a programme of any size, and the same amount of work for other tools.

    python bench/generate.py 10000 /tmp/plan

makes `/tmp/plan/workstreams.toml` and `milestones.toml` with 10,000 milestones and 2,000
savings, and beside them `claims.journal` with 10,000 postings and `tasks.json` with 10,000
tasks. As of 9 December 2014 about three in ten of the milestones are overdue.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2014, 12, 9)
WORKSTREAMS = 20
FIRST = date(2013, 4, 1)
SPREAD_DAYS = 1_080


def main() -> None:
    """Write a programme of the size and into the directory that the command line names."""
    number, directory = int(sys.argv[1]), Path(sys.argv[2])
    directory.mkdir(parents=True, exist_ok=True)
    write_programme(number, directory)
    write_journal(number, directory / "claims.journal")
    write_tasks(number, directory / "tasks.json")


def write_programme(number: int, directory: Path) -> None:
    """Write both files of a programme with so many milestones and a fifth as many savings."""
    (directory / "workstreams.toml").write_text("".join(_workstreams(number)))
    (directory / "milestones.toml").write_text("".join(_milestones(number)))


def write_journal(number: int, path: Path) -> None:
    """Write a journal with so many postings and a monthly budget, as ledger and hledger read it."""
    accounts = "".join(f"    Savings:Ws{n}  {1_000 + n}.50 GBP\n" for n in range(WORKSTREAMS))
    text = [f"~ Monthly\n{accounts}    Programme\n\n"]
    for n in range(number // 2):
        when = FIRST + timedelta(days=n % SPREAD_DAYS)
        text.append(
            f"{when:%Y/%m/%d} Claim {n}\n"
            f"    Savings:Ws{n % WORKSTREAMS}  {1_000 + n % 977}.50 GBP\n    Programme\n\n"
        )
    path.write_text("".join(text))


def write_tasks(number: int, path: Path) -> None:
    """Write so many tasks as taskwarrior imports them, three in ten of them overdue.

    Taskwarrior compares with the clock, so what is not overdue is due a century later.
    """
    due = [FIRST + timedelta(days=n % 300) for n in range(number)]
    tasks = [
        {
            "description": f"Milestone {n}",
            "project": f"ws-{n % WORKSTREAMS}",
            "due": f"{due[n].year + (100 if n % 10 > 2 else 0)}{due[n]:%m%d}T000000Z",
        }
        for n in range(number)
    ]
    path.write_text(json.dumps(tasks))


def _milestones(number: int) -> Iterator[str]:
    for n in range(number):
        baseline = FIRST + timedelta(days=n * 7 % SPREAD_DAYS)
        forecast = baseline + timedelta(days=n % 60)
        yield f'[[milestone]]\nid = "m-{n}"\nworkstream = "ws-{n % WORKSTREAMS}"\n'
        yield f'name = "Milestone number {n}"\nbaseline = {baseline}\ntolerance = "1 month"\n'
        yield f'owner = "Owner {n % 50}"\n'
        if n % 4 == 0 and n:
            yield f'after = ["m-{n - 1}"]\n'
        if forecast < AS_OF and n % 2:
            yield f"actual = {forecast}\n"
        yield f"\n  [[milestone.forecast]]\n  on = {baseline - timedelta(days=30)}\n"
        yield f'  date = {forecast}\n  reason = "The supplier asked for more time"\n\n'


def _workstreams(number: int) -> Iterator[str]:
    yield '[programme]\nid = "bench"\nname = "Benchmark"\nfinancial_year_starts = "04-01"\n'
    yield "updated = 2014-11-26\n\n[programme.target]\nfull_year = 2_000_000\n"
    yield 'from = "2015/16"\ncost_base = 11_600_000\n\n'
    for n in range(WORKSTREAMS):
        yield f'[[workstream]]\nid = "ws-{n}"\nname = "Workstream {n}"\n\n'
    for n in range(number // 5):
        yield f'[[saving]]\nid = "s-{n}"\nworkstream = "ws-{n % WORKSTREAMS}"\n'
        yield f'name = "Saving number {n}"\nfull_year = {10_000 + n % 977}.50\n'
        yield f'starts_with = "m-{n * 5}"\n\n  [[saving.realised]]\n  year = "2014/15"\n'
        yield f"  amount = {1_000 + n % 100}\n  on = 2014-09-{n % 30 + 1:02d}\n"
        if n % 5:
            yield '  validated = { on = 2014-10-15, by = "Finance" }\n'
        yield "\n"


if __name__ == "__main__":
    main()
