"""Files of other schedulers, which MPXJ turns into Microsoft Project's XML."""

import builtins
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from minerva.importing.schedules import as_project_xml, scheduler_of
from minerva.model.errors import MinervaError
from tests.command import environment
from tests.programmes import write_programme

NEEDS_MPXJ = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("mpxj", "jpype"))
    or shutil.which("java") is None,
    reason="reading other schedules needs the packages mpxj and JPype1, and Java",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MPX = b"""MPX,Microsoft Project for Windows,4.0,ANSI
10,$,1,2,",",.
11,1,0,1,8.00,40.00,,,0,0
12,1,0,480,/,:,am,pm,20,20
20,Standard,0,1,1,1,1,1,0
25,1
25,2,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,3,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,4,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,5,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,6,08:00 am,12:00 pm,01:00 pm,05:00 pm
25,7
30,Depot,,,Standard,31/01/2025,31/03/2025,0,06/01/2025
60,Name,Outline Level,Duration,% Complete,Start,Finish,Milestone,Unique ID,ID,Actual Finish
61,1,3,40,44,50,51,81,98,90,59
70,Procurement,1,1d,0%,31/01/2025,31/03/2025,No,1,1,
70,Tenders in,2,0d,100%,31/01/2025,31/01/2025,Yes,2,2,31/01/2025
70,Award,2,0d,0%,31/03/2025,31/03/2025,Yes,3,3,
""".replace(b"\n", b"\r\n")


def xer() -> bytes:
    """Return a schedule of Primavera P6: a work item, and two milestones that end in it."""
    tables: Mapping[str, Sequence[Mapping[str, str]]] = {
        "PROJECT": [{"proj_id": "1", "proj_short_name": "Depot", "clndr_id": "1"}],
        "PROJWBS": [
            {"wbs_id": "9", "proj_id": "1", "proj_node_flag": "Y", "wbs_name": "Depot"},
            {"wbs_id": "10", "proj_id": "1", "parent_wbs_id": "9", "wbs_name": "Procurement"},
        ],
        "TASK": [
            {
                **{"task_id": "20", "proj_id": "1", "wbs_id": "10", "task_type": "TT_FinMile"},
                **{"task_code": "A1000", "task_name": "Tenders in", "status_code": "TK_Complete"},
                **{"act_start_date": "2025-01-31 17:00", "act_end_date": "2025-01-31 17:00"},
                **{"complete_pct_type": "CP_Phys", "phys_complete_pct": "100"},
            },
            {
                **{"task_id": "21", "proj_id": "1", "wbs_id": "10", "task_type": "TT_FinMile"},
                **{"task_code": "A1010", "task_name": "Award", "status_code": "TK_NotStart"},
                **{"early_start_date": "2025-03-31 17:00", "early_end_date": "2025-03-31 17:00"},
                **{"complete_pct_type": "CP_Phys", "phys_complete_pct": "0"},
            },
        ],
    }
    lines = ["\t".join(["ERMHDR", "20.12", "2025-01-06", "Project", "a", "a", "b", "PM", "GBP"])]
    for name, rows in tables.items():
        keys = list(dict.fromkeys(key for row in rows for key in row))
        lines += [f"%T\t{name}", "\t".join(["%F", *keys])]
        lines += ["\t".join(["%R", *(row.get(key, "") for key in keys)]) for row in rows]
    return "\r\n".join([*lines, "%E"]).encode()


@NEEDS_MPXJ
@pytest.mark.parametrize(("name", "content"), [("plan.mpx", MPX), ("plan.xer", xer())])
def test_schedules_of_others_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    found = preview(tmp_path, name, content)
    assert [(step["name"], step["to"]) for step in found["completed"]] == [
        ("Tenders in", "2025-01-31")
    ]
    award = found["added"][-1]
    assert (award["name"], award["to"]) == ("Award", "2025-03-31")
    assert "MPXJ" in found["remarks"][0]


@NEEDS_MPXJ
def test_a_broken_schedule_is_refused_in_words(tmp_path: Path) -> None:
    write_programme(tmp_path, "")
    (tmp_path / "plan.mpp").write_bytes(OLE + b"\0" * 600)
    done = minerva(tmp_path, "import", "plan.mpp")
    assert done.returncode == 2
    assert done.stderr.startswith("error: plan.mpp ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "scheduler"),
    [
        ("plan.mpp", OLE, "Microsoft Project"),
        ("plan.bin", OLE + "Props14".encode("utf-16-le"), "Microsoft Project"),
        ("plan.xls", OLE, None),
        ("plan.mpp", b"Name,Finish", None),
        ("plan.txt", b"MPX,Microsoft Project", "MPX"),
        ("plan.txt", b"ERMHDR\t20.12", "Primavera P6 (XER)"),
        ("plan.xml", b"<?xml?><APIBusinessObjects xmlns='x'>", "Primavera P6 (XML)"),
        ("plan.xml", b'<project mrproject-version="2" name="">', "Planner of GNOME"),
        ("plan.xml", b'<project name="x" view-date="2025-01-01">', "GanttProject"),
        ("pom.xml", b'<project xmlns="http://maven.apache.org/POM/4.0.0">', None),
        ("plan.pp", b"anything", "Asta Powerproject"),
        ("plan.csv", b"Name,Finish", None),
    ],
)
def test_a_schedule_is_known_by_what_is_in_it(
    name: str, content: bytes, scheduler: str | None
) -> None:
    assert scheduler_of(content, name) == scheduler


def test_what_is_missing_is_said_with_what_installs_it() -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name == "jpype":
            raise ImportError(name)
        return real(name, *arguments)

    with (
        patch("builtins.__import__", without),
        pytest.raises(MinervaError, match="needs MPXJ and Java") as refused,
    ):
        as_project_xml(MPX, "plan.mpx", "MPX")
    assert "pip install 'minerva-programme[projects]'" in (refused.value.hint or "")
    assert "apt install default-jre" in (refused.value.hint or "")


def test_a_schedule_in_xml_may_declare_no_entities() -> None:
    trap = b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><APIBusinessObjects/>'
    with pytest.raises(MinervaError, match="declares a document type"):
        as_project_xml(trap, "plan.xml", "Primavera P6 (XML)")


def preview(directory: Path, name: str, content: bytes) -> dict[str, Any]:
    write_programme(directory, "")
    (directory / name).write_bytes(content)
    done = minerva(directory, "import", name, "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # it is an object


def minerva(directory: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own: a Java machine stays on in the one that begins it."""
    return subprocess.run(
        [sys.executable, "-m", "minerva", *words],
        cwd=directory,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
