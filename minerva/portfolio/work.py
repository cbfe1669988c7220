"""The work on one programme: a pure function of its files, a day and what is asked.

It runs in whatever process the run's executor has. What goes in and what comes out is plain and
small: bytes of files in, a JSON document out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from pydantic_core import to_json

from minerva.formats.screen import text
from minerva.model.problems import InvalidProgrammeError, Problem
from minerva.model.programme import Programme
from minerva.portfolio.linked import Elsewhere, links_of
from minerva.position import Position
from minerva.store import File, read_files, read_id, read_programme
from minerva.store.links import SEPARATOR

REPORTS: Final = {
    "status": "reports.status",
    "milestones": "reports.milestones",
    "slippage": "reports.slippage",
    "savings": "reports.savings",
    "check": "reports.check",
    "costs": "reports.costs",
    "forecast": "reports.forecast",
    "confidence": "reports.confidence",
    "register": "reports.register",
    "diff": "reports.diff",
    "network": "linked",
    "page": "page",
    "workbook": "workbook",
    "tables": "tables",
}
"""What may be asked of a programme, with the module that has its `part`."""


class Job(Struct, frozen=True):
    """What is to be worked out of one programme.

    `files` has its files; None where the worker reads them itself, as it shares the
    `directory`, and shows them relative to `here`. `options` are those of the report, and plain.
    Of work that is divided, `piece` is the one to do, and `counted` what came of all pieces.
    """

    report: str
    options: Mapping[str, Any]
    as_of: date
    today: date
    files: tuple[File, ...] | None
    directory: str = ""
    here: str = ""
    elsewhere: Elsewhere = Elsewhere()
    piece: int | None = None
    counted: Sequence[Any] = ()


def report_module(name: str) -> Any:
    """Return the module of a report: its `part`, its `document` and its `report`."""
    return import_module(f"minerva.portfolio.{REPORTS[name]}")


def pieces(report: str, options: Mapping[str, Any]) -> int:
    """Return into how many pieces the work on each programme is divided."""
    divided = getattr(report_module(report), "pieces", None)
    return 1 if divided is None else int(divided(options))


def work_all(jobs: Sequence[Job]) -> list[Any]:
    """Do several pieces of work, one after the other."""
    return [work(job) for job in jobs]


def work(job: Job) -> Any:
    """Return what a report says of one programme, or what keeps it from being read, as JSON.

    Of a piece of it, return what `count` of the report gives.
    """
    files = job.files or tuple(read_files(Path(job.directory), Path(job.here)))
    try:
        programme = read_programme(files)
        position = job.elsewhere.position(programme, job.as_of, job.today)
        module = report_module(job.report)
        if job.piece is not None:
            return module.count(position, job.options, job.piece)
        counted = [job.counted] if job.counted else []
        told = {
            "about": _about(programme, position),
            "problems": [],
            "text": "",
            "links": [
                link
                for link in links_of(programme)
                if link.partition(SEPARATOR)[0] not in job.elsewhere.hidden
            ],
            "part": module.part(position, job.options, *counted),
        }
    except InvalidProgrammeError as error:
        told = _unread(
            read_id(files),
            [_plain(problem) for problem in error.problems],
            text.problems(error.problems, "it is in no figure", colour=False),
        )
    except Exception as error:
        told = _unread(read_id(files), *fault(error))
    return to_json(told)


def fault(error: Exception) -> tuple[list[dict[str, Any]], str]:
    """Return a fault of minerva's own as a problem, and the text to show of it."""
    if isinstance(error, ModuleNotFoundError):
        message = f"{error.name} is not installed where the work is done"
        hint = "install minerva everywhere in the same version, with the same extras"
        return [refusal("failed", message, hint)], f"error: {message}\n   = hint: {hint}\n"
    message = f"minerva itself failed: {type(error).__name__}: {error}"
    hint = "the fault is minerva's, not your files': please report it with this line"
    return [refusal("failed", message, hint)], f"error: {message}\n   = hint: {hint}\n"


def refusal(kind: str, message: str, hint: str | None) -> dict[str, Any]:
    """Return a problem that has no place in a file, as part of a JSON document."""
    return {
        "kind": kind,
        "message": message,
        "hint": hint,
        "file": None,
        "line": None,
        "column": None,
    }


def _unread(id: str | None, problems: list[dict[str, Any]], told: str) -> dict[str, Any]:
    return {"about": {"id": id}, "problems": problems, "text": told, "links": [], "part": None}


def _about(programme: Programme, position: Position) -> dict[str, Any]:
    """Return what tells a programme from others, and what its money may be added to."""
    details = programme.details
    starts = details.financial_year_starts
    return {
        "id": details.id,
        "name": details.name,
        "updated": details.updated,
        "age_days": position.age_days,
        "stale": position.stale,
        "currency": details.currency,
        "year_starts": f"{starts.month:02d}-{starts.day:02d}",
    }


def _plain(problem: Problem) -> dict[str, Any]:
    where = problem.where()
    return {
        "kind": problem.kind,
        "message": problem.message,
        "hint": problem.hint,
        "file": problem.location.file,
        "line": where.line,
        "column": where.column,
    }
