"""Compares the dates that minerva reads of Microsoft Project's files with those that MPXJ reads.

    python -m tests.mpxj_dates DIRECTORY

reads every .xml and .mpp in a directory, such as the files of MPXJ's own tests, and prints each
that is refused and each finish that differs. It ends with 1 where there is any. MPXJ is run in this
process, and so it is no test of the suite.
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jpype
import mpxj

from minerva.importing.detection import read
from minerva.importing.grid import ImportOptions
from minerva.model.dates import YearStart
from minerva.model.errors import MinervaError

OPTIONS = ImportOptions(date(2100, 1, 1), "GBP", YearStart(4, 1), all_tasks=True)


def main(directory: str) -> int:
    """Print what differs, and return how many files and tasks do."""
    assert mpxj.mpxj_dir
    if not jpype.isJVMStarted():
        jpype.startJVM("-Xrs", convertStrings=True)
    files = tasks = odd = unread = 0
    for path in sorted(Path(directory).iterdir()):
        theirs = finishes(path)
        if theirs is None:
            continue
        files += 1
        try:
            incoming = read(path.read_bytes(), path.name, OPTIONS)
        except MinervaError as error:
            print(f"{path.name}: refused: {error}")
            odd += 1
            continue
        unread += len(incoming.rejected)
        for milestone in incoming.milestones:
            ours = milestone.actual or milestone.forecast
            expected = theirs.get(milestone.key, [])
            tasks += 1
            if ours is not None and expected and ours.latest not in expected:
                print(f"{path.name}: {milestone.place}: {ours.latest}, MPXJ has {expected}")
                odd += 1
    print(f"{files} files, {tasks} tasks alike but for {odd}, {unread} not read")
    return odd


def finishes(path: Path) -> dict[str, list[date]] | None:
    """Return the finishes of each task by its UID; None for what MPXJ does not read.

    What ends at midnight ends on the day before.
    """
    try:
        project: Any = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(str(path))
    except Exception:  # whatever Java throws
        return None
    if project is None:
        return None
    found: dict[str, list[date]] = {}
    for task in project.getTasks():
        days = []
        for moment in (task.getActualFinish(), task.getFinish(), task.getStart()):
            if moment is not None:
                day = date.fromisoformat(str(moment)[:10])
                days += [day, day - timedelta(days=1)] if "T00:00" in str(moment) else [day]
        found[str(task.getUniqueID())] = days
    return found


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)
