"""Reads a file of Microsoft Project with MPXJ, in a process of its own: a Java machine stays on.

    python -m tests.mpxj_reader IN OUT

prints as JSON what MPXJ finds in IN and in which order it takes the elements of the format, and
writes IN again as OUT, in MPXJ's own way.
"""

import json
import re
import sys
from typing import Any

import jpype
import mpxj

ELEMENTS = {
    "Project": "Project",
    "Task": "Project$Tasks$Task",
    "PredecessorLink": "Project$Tasks$Task$PredecessorLink",
    "Baseline": "Project$Tasks$Task$Baseline",
    "ExtendedAttribute": "Project$ExtendedAttributes$ExtendedAttribute",
    "Calendar": "Project$Calendars$Calendar",
}


def main(path: str, out: str) -> None:
    """Print what is in a file, and write it again."""
    assert mpxj.mpxj_dir
    jpype.startJVM(convertStrings=True)
    project = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(path)
    found = {"tasks": [task(gettask) for gettask in project.getTasks()], "order": order()}
    jpype.JClass("org.mpxj.mspdi.MSPDIWriter")().write(project, out)
    json.dump(found, sys.stdout)


def task(read: Any) -> dict[str, Any]:
    """Return the fields of a task that minerva writes."""
    return {
        "uid": text(read.getUniqueID()),
        "level": int(read.getOutlineLevel().intValue()),
        "name": text(read.getName()),
        "start": text(read.getStart()),
        "finish": text(read.getFinish()),
        "baseline": text(read.getBaselineFinish()),
        "first_baseline": text(read.getBaselineFinish(1)),
        "actual": text(read.getActualFinish()),
        "deadline": text(read.getDeadline()),
        "milestone": bool(read.getMilestone()),
        "summary": bool(read.getSummary()),
        "notes": text(read.getNotes()),
        "owner": text(read.getContact()),
        "id": text(read.getText(1)),
        "links": [
            [text(link.getPredecessorTask().getUniqueID()), *map(text, (link.getType(), lag))]
            for link in read.getPredecessors()
            for lag in [link.getLag()]
        ],
    }


def order() -> dict[str, list[str]]:
    """Return the names of the elements in each, in the order of the format's schema."""
    orders = {}
    for name, java in ELEMENTS.items():
        loaded = jpype.JClass("java.lang.Class").forName(f"org.mpxj.mspdi.schema.{java}")
        notes = " ".join(str(note) for note in loaded.getAnnotations())
        [listed] = re.findall(r"propOrder=\{(.*?)\}", notes)
        orders[name] = [part.lower() for part in re.findall(r'"(\w+)"', listed)]
    return orders


def text(value: Any) -> str | None:
    """Return what Java prints for a value."""
    return None if value is None else str(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
