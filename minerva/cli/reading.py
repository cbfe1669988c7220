"""What every command begins with: the programme found and read, and its position on the day."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import typer
from msgspec.structs import replace

from minerva.cli.memory import keep
from minerva.cli.output import (
    FAILED,
    colour_wanted,
    fail,
    setting_of,
    write_error,
)
from minerva.model.dates import EARLIEST, LATEST
from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError, nearest
from minerva.model.programme import Id, Programme
from minerva.position import Position, position_at
from minerva.position.scope import Scope, owners_of
from minerva.store import (
    NAMES,
    find_directory,
    read_files,
    read_programme,
)

if TYPE_CHECKING:
    from minerva.store.revisions import Revision

INSTALL_NUMPY: Final = "pip install 'minerva-programme[simulate]'"


def today() -> date:
    """Return the day that it is where the command runs: the one look at the clock.

    Raises Failure where the clock is outside the years that are read.
    """
    day = datetime.now().astimezone().date()
    if not EARLIEST <= day <= LATEST:
        fail(
            f"the clock of this computer says {day.isoformat()}, which is out of range: "
            f"{EARLIEST.year} to {LATEST.year}",
            "set it right",
        )
    return day


def directory(ctx: typer.Context) -> Path:
    """Find the directory that holds the programme. Raises MinervaError where there is none."""
    named = setting_of(ctx, "directory")
    if named is None and (variable := os.environ.get("MINERVA_DIRECTORY")):
        named = variable
    try:
        return find_directory(named and Path(named), Path.cwd())
    except MinervaError as error:
        error.hint = (
            "name the directory with -C, or with the variable MINERVA_DIRECTORY; "
            "`minerva init` begins a programme"
        )
        raise


def inputs(ctx: typer.Context) -> list[Path]:
    """Return the programme's own files, which are never written to."""
    return [directory(ctx) / name for name in NAMES]


def inputs_there(ctx: typer.Context) -> list[Path]:
    """Return the programme's own files; none where no programme is found."""
    try:
        return inputs(ctx)
    except MinervaError:
        return []


def revision(ctx: typer.Context, name: str | None) -> "Revision | None":
    """Find a git revision of the programme, if one is asked for; stop where there is none."""
    if name is None:
        return None
    from minerva.store.revisions import find_revision

    return find_revision(name, directory(ctx))


def read(ctx: typer.Context, at: "Revision | None" = None, base: Path | None = None) -> Programme:
    """Read the programme, from its files or as it was at a revision.

    Its files are named relative to `base`, which is the current directory where none is given.
    Raises InvalidProgrammeError.
    """
    where, base = directory(ctx), base or Path.cwd()
    if at is None:
        return read_programme(read_files(where, base))
    from minerva.store.revisions import read_files_at

    return replace(read_programme(read_files_at(at, where, base)), revision=at.name)


def read_before(ctx: typer.Context, at: "Revision") -> Programme | None:
    """Read the programme as it was at a revision, to tell what is new since then.

    None, said on standard error, where it was not there, as in the change that adds or moves it,
    or could not be read: then everything is new.
    """
    from minerva.formats.cells import visible
    from minerva.store.revisions import NotThereError, read_files_at

    where = directory(ctx)
    try:
        return replace(read_programme(read_files_at(at, where, Path.cwd())), revision=at.name)
    except NotThereError as error:
        why = str(error)
    except InvalidProgrammeError as error:
        problem = error.problems[0]
        why = f"{problem.location.file}:{problem.where().line}: {problem.message}"
    write_error(visible(f"{why}: everything found counts as new.") + "\n")
    return None


def read_or_stop(ctx: typer.Context, at: "Revision | None" = None) -> Programme:
    """Read the programme, or stop with every problem of its files on standard error."""
    try:
        return read(ctx, at)
    except InvalidProgrammeError as error:
        stop_at_problems(ctx, error)


def stop_at_problems(
    ctx: typer.Context,
    error: InvalidProgrammeError,
    outcome: str = "nothing was reported",
    *,
    annotate: bool = False,
) -> NoReturn:
    """Stop with every problem of the files on standard error, and what came of the command."""
    from minerva.formats.screen import text

    asked = setting_of(ctx, "colour")
    written = text.problems(error.problems, outcome, colour=colour_wanted(asked, stderr=True))
    if annotate:
        from minerva.formats.builds import github

        written = github.unread(written) + github.problems(error.problems)
    write_error(written, as_it_is=True)
    raise typer.Exit(FAILED) from None


def load(
    ctx: typer.Context,
    as_of: date | None,
    workstreams: Sequence[str] | None,
    rev: str | None = None,
    owner: str | None = None,
) -> Position:
    """Return the position that a command is about, or stop with every problem of the files."""
    programme = read_or_stop(ctx, revision(ctx, rev))
    return position(programme, as_of, workstreams, owner)


def position(
    programme: Programme,
    as_of: date | None,
    workstreams: Sequence[str] | None,
    owner: str | None = None,
) -> Position:
    """Return the position of a programme on a day, today if none is given."""
    chosen = [_find_workstream(programme, text) for text in workstreams or []]
    name = None if owner is None else _find_owner(programme, owner)
    day = today()
    runnable = skip_simulation_without_numpy(programme)
    found = position_at(runnable, as_of or day, chosen, day, name)
    if name is not None and chosen and not found.chosen:
        elsewhere = ", ".join(
            workstream.id for workstream in Scope((), name).workstreams_of(found.programme)
        )
        fail(
            f"{name} owns nothing in {' or '.join(chosen)}",
            f"what is theirs is in {elsewhere}" if elsewhere else "leave out --workstream",
        )
    keep(found)
    return found


def _find_workstream(programme: Programme, text: str) -> Id:
    """Return the id of a workstream from its id or name, whole or a part; else stop."""
    from minerva.parsing.lookup import find_record

    try:
        return find_record("workstream", programme.workstreams, text).id
    except MinervaError as error:
        if error.message.startswith("there is no"):
            ids = [workstream.id for workstream in programme.workstreams]
            known = f"the workstreams are {', '.join(ids)}"
            near = nearest(text, ids)
            hint = f'did you mean "{near}"? {known[0].upper()}{known[1:]}' if near else known
            fail(error.message, hint)
        raise


def _find_owner(programme: Programme, text: str) -> str:
    """Return the owner that a text means, whole or a part of the name; else stop."""
    from minerva.parsing.lookup import KnownByName, find_record

    owners = [KnownByName(name) for name in owners_of(programme)]
    if not owners:
        fail("nothing has an owner", "`minerva assign SUBJECT OWNER` names one")
    return find_record("owner", owners, text).id


def publishable(position: Position, *, with_tender: bool) -> Position:
    """Return a position for a report that everybody may see: without scores of running tenders."""
    found = position if with_tender else position.for_everybody()
    keep(found)
    return found


def skip_simulation_without_numpy(programme: Programme) -> Programme:
    """Return a programme whose `[check]` asks for no simulation where none can be run.

    Says so on standard error.
    """
    if programme.check.deadline_probability is None or can_simulate():
        return programme
    write_error(
        "warning: `deadline_probability` of [check] is left out: it needs numpy, which is not "
        f"installed. {INSTALL_NUMPY}\n"
    )
    return replace(programme, check=replace(programme.check, deadline_probability=None))


def require_simulable(programme: Programme) -> None:
    """Stop where `[check]` asks for a simulation, and none can be run: no check is no pass."""
    check = programme.check
    looked_for = not check.select or "deadline-unlikely" in check.select
    if check.deadline_probability is None or "deadline-unlikely" in check.ignore or not looked_for:
        return
    if not can_simulate():
        fail(
            "`deadline_probability` of [check] needs numpy, which is not installed",
            f"{INSTALL_NUMPY}, or --ignore deadline-unlikely",
        )


def can_simulate() -> bool:
    """Tell whether what a simulation needs is installed."""
    from importlib.util import find_spec

    return find_spec("numpy") is not None


def workspace() -> Path:
    """Return the directory that a build system names files from: the repository's top.

    Where none says so, it is the nearest directory above with a repository in it.
    """
    here = Path.cwd()
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        named = os.environ.get(variable)
        if named and here.is_relative_to(named):
            return Path(named)
    tops = (path for path in (here, *here.parents) if (path / ".git").exists())
    return next(tops, here)


def place(ctx: typer.Context) -> str:
    """Return where the programme's directory is in its repository; "" for the top of it.

    Where there is no repository, it is relative to the workspace of the build. What is in neither,
    or not there at all, has no place.
    """
    try:
        where = directory(ctx).resolve()
    except MinervaError:
        return ""
    tops = (path for path in (where, *where.parents) if (path / ".git").exists())
    top = next(tops, workspace().resolve())
    if not where.is_relative_to(top) or where == top:
        return ""
    return where.relative_to(top).as_posix()
