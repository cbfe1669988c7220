"""Programmes to record changes of, and the changes, for tests."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from minerva.model.programme import Programme
from minerva.recording.change import AddTable, Change, SetKey, Value
from minerva.recording.recorder import Recorded, record
from minerva.store import MILESTONES, NAMES, WORKSTREAMS, read_files, read_programme

TODAY = date(2015, 4, 1)

PLAN = """\
[[milestone]]
id = "a"
workstream = "ict"
name = "A"
baseline = 2015-03-31
"""
WORK = """\
[programme]
id = "p"
name = "P"
updated = 2015-01-01  # by hand

[[workstream]]
id = "ict"
name = "ICT"
"""
SAVINGS = 40
WORK += "".join(
    f'\n[[saving]]\nid = "s-{number}"\nworkstream = "ict"\nname = "S"\nfull_year = 1_000\n'
    for number in range(SAVINGS)
)


def complete(programme: Programme) -> Change:
    """Plan that the first milestone is complete."""
    path = programme.milestones[0].location.path
    return Change([SetKey(MILESTONES, path, "actual", date(2015, 3, 31))], "a is complete")


def claim(evidence: str, saving: int = 0) -> Callable[[Programme], Change]:
    """Plan a claim that is known by its evidence."""

    def plan(programme: Programme) -> Change:
        path = (*programme.savings[saving].location.path, "realised")
        values: dict[str, Value] = {
            "year": "2014/15",
            "amount": 1,
            "on": TODAY,
            "evidence": evidence,
        }
        return Change([AddTable(WORKSTREAMS, path, values)], f"claim {evidence}")

    return plan


def write(directory: Path, plan: Callable[[Programme], Change] = complete) -> Recorded:
    return record(directory, directory, plan, TODAY)


def contents(directory: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name in NAMES if (path := directory / name).exists()}


def evidence_in(directory: Path) -> list[str | None]:
    programme = read_programme(read_files(directory, directory))
    return [claim.evidence for saving in programme.savings for claim in saving.realised]


def leftovers(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name not in NAMES)
