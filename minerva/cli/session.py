"""What every command begins with: the programme found and read, and its position on the day."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, get_args

import typer

from minerva.cli.choices import Format
from minerva.cli.output import (
    FAILED,
    colour_wanted,
    fail,
    terminal_width,
    write,
    write_error,
    write_file,
)
from minerva.model.dates import format_date
from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Id, Programme, Version
from minerva.position import Position, position_at
from minerva.position.milestones import MilestonePosition
from minerva.store import (
    MILESTONES,
    NAMES,
    History,
    ProgrammeNotFoundError,
    Revision,
    RevisionError,
    find_directory,
    find_revision,
    read_files,
    read_files_at,
    read_history,
    read_programme,
)
from minerva.views.document import Document
from minerva.views.table import Report


def today() -> date:
    """Return the day that it is where the command runs: the one look at the clock."""
    return datetime.now().astimezone().date()


def directory(ctx: typer.Context) -> Path:
    """Find the directory that holds the programme. Raises Failure where there is none."""
    named = _setting(ctx, "directory")
    if named is None and (variable := os.environ.get("MINERVA_DIRECTORY")):
        named = variable
    try:
        return find_directory(named and Path(named), Path.cwd())
    except ProgrammeNotFoundError as error:
        fail(str(error), "name the directory with -C, or with the variable MINERVA_DIRECTORY")


def revision(ctx: typer.Context, name: str | None) -> Revision | None:
    """Find a git revision of the programme, if one is asked for; stop where there is none."""
    if name is None:
        return None
    try:
        return find_revision(name, directory(ctx))
    except RevisionError as error:
        fail(str(error), error.hint)


def read(ctx: typer.Context, at: Revision | None = None, base: Path | None = None) -> Programme:
    """Read the programme, from its files or as it was at a revision.

    Its files are named relative to `base`, which is the current directory where none is given.
    Raises InvalidProgrammeError.
    """
    where, base = directory(ctx), base or Path.cwd()
    if at is None:
        return read_programme(read_files(where, base))
    try:
        return read_programme(read_files_at(at, where, base))._replace(revision=at.name)
    except RevisionError as error:
        fail(str(error), error.hint)


def read_or_stop(
    ctx: typer.Context,
    at: Revision | None = None,
    base: Path | None = None,
    *,
    annotate: bool = False,
) -> Programme:
    """Read the programme, or stop with every problem of its files on standard error.

    With `annotate`, GitHub Actions is told of them too.
    """
    try:
        return read(ctx, at, base)
    except InvalidProgrammeError as error:
        stop_at_problems(ctx, error, annotate=annotate)


def stop_at_problems(
    ctx: typer.Context,
    error: InvalidProgrammeError,
    outcome: str = "nothing was reported",
    *,
    annotate: bool = False,
) -> NoReturn:
    """Stop with every problem of the files on standard error, and what came of the command."""
    from minerva.formats.screen import text

    asked = _setting(ctx, "colour")
    written = text.problems(error.problems, outcome, colour=colour_wanted(asked, stderr=True))
    if annotate:
        from minerva.formats.builds import github

        written = github.unread(written) + github.problems(error.problems)
    write_error(written)
    raise typer.Exit(FAILED) from None


def load(
    ctx: typer.Context,
    as_of: date | None,
    workstreams: Sequence[str] | None,
    rev: str | None = None,
) -> Position:
    """Return the position that a command is about, or stop with every problem of the files."""
    programme = read_or_stop(ctx, revision(ctx, rev))
    return position(programme, as_of, workstreams)


def position(
    programme: Programme, as_of: date | None, workstreams: Sequence[str] | None
) -> Position:
    """Return the position of a programme on a day, today if none is given."""
    chosen = workstreams or []
    known = [workstream.id for workstream in programme.workstreams]
    for id in chosen:
        if id not in known:
            fail(f'there is no workstream "{id}"', f"the workstreams are {', '.join(known)}")
    now = today()
    return position_at(programme, as_of or now, chosen, now)


def configured(programme: Programme, settings: Mapping[str, Any]) -> Programme:
    """Return a programme whose `[check]` is as the command line has it, where it says anything.

    A finding that is selected on the command line is not ignored by the file.
    """
    given = {key: value for key, value in settings.items() if value is not None}
    if "select" in given and "ignore" not in given:
        ignored = programme.check.ignore
        given["ignore"] = tuple(id for id in ignored if id not in given["select"])
    return programme._replace(check=programme.check._replace(**given))


def known_findings(ids: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of findings given on the command line, or stop at one that there is not."""
    from minerva.model.programme import FindingId

    known = get_args(FindingId)
    for id in ids or []:
        if id not in known:
            hint = _near(id, known) or f"the findings are {', '.join(known)}"
            fail(f'there is no finding "{id}"', hint)
    return tuple(ids) if ids else None


def known_milestones(position: Position, ids: Sequence[str] | None) -> Sequence[MilestonePosition]:
    """Return the milestones given on the command line, or all; stop at one that there is not."""
    known = {milestone.record.id: milestone for milestone in position.milestones}
    for id in ids or []:
        if Id(id) not in known:
            where = f" in {', '.join(workstream.id for workstream in position.chosen)}"
            hint = _near(id, list(known)) or "`minerva milestones -f csv` has the ids"
            fail(f'there is no milestone "{id}"{where if position.narrowed else ""}', hint)
    return [milestone for id, milestone in known.items() if not ids or id in ids]


def versions(ctx: typer.Context, position: Position, at: Revision | None) -> Sequence[Version]:
    """Return what each git commit left in milestones.toml, and what is in it now.

    Says on standard error what is missing from that. Stops where there is no history.
    """
    try:
        history = read_history(directory(ctx), at)
    except RevisionError as error:
        fail(str(error), error.hint)
    _tell_gaps(history, position.as_of)
    now = position.today
    if at is not None or now is None or position.as_of < now:
        return history.versions
    current = {milestone.id: milestone for milestone in position.programme.milestones}
    return [*history.versions, Version(now, None, current)]


def _tell_gaps(history: History, as_of: date) -> None:
    """Say what a history lacks: commits that cannot be read, or that a shallow clone is without."""
    from minerva.formats.cells import visible

    if history.unread:
        first, count = history.unread[0], len(history.unread)
        write_error(
            f"{count:,} of {count + len(history.versions):,} commits of {MILESTONES} cannot be "
            f"read and {'is' if count == 1 else 'are'} left out: {first.commit[:9]} of "
            f"{format_date(first.day)}{' and others' if count > 1 else ''} "
            f"({visible(first.why)}).\n"
        )
    if history.shallow:
        write_error("This clone is shallow: `git fetch --unshallow` fetches the earlier commits.\n")
    days = [version.day for version in history.versions]
    if days and days[0] > as_of:
        write_error(
            f"The first commit of {MILESTONES} is of {format_date(days[0])}: "
            "git says nothing before.\n"
        )


def _near(id: str, known: Sequence[str]) -> str | None:
    """Return a hint at what an id that there is not was probably meant to be."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, n=1)
    return f'did you mean "{near[0]}"?' if near else None


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


def colour(ctx: typer.Context) -> bool:
    """Tell whether results are written in colour."""
    return colour_wanted(_setting(ctx, "colour"))


def emit(
    ctx: typer.Context,
    position: Position,
    chosen: Format,
    document: Callable[[], Document],
    report: Callable[[], Report],
) -> None:
    """Write a report in the format asked for, then say on standard error if the data is old."""
    emit_text(position, render(ctx, chosen, document, report))


def emit_timeline(
    ctx: typer.Context, position: Position, chosen: Sequence[MilestonePosition], format: Format
) -> None:
    """Draw milestones on an axis of time; Markdown gets the drawing as a code block."""
    from minerva.formats.screen import timeline as drawing
    from minerva.views import timeline as view

    drawn = view.timeline(position, chosen)
    if format is Format.TABLE:
        emit_text(position, drawing.render(drawn, terminal_width(), colour=colour(ctx)))
    elif format is Format.MARKDOWN:
        emit_text(
            position, f"```text\n{drawing.render(drawn, terminal_width(), colour=False)}```\n"
        )
    else:
        fail(
            f"--timeline is a drawing: it cannot be written as {format.value}",
            "leave out --timeline: the dates are in the report itself",
        )


def emit_text(position: Position, text: str) -> None:
    """Write a result, then say on standard error if the data is old."""
    write(text)
    warn_if_stale(position)


def emit_file(ctx: typer.Context, position: Position, text: str, path: Path) -> None:
    """Write a result to a file that is none of the programme's own."""
    write_file(path, text, inputs(ctx))
    warn_if_stale(position)


def inputs(ctx: typer.Context) -> list[Path]:
    """Return the programme's own files, which are never written to."""
    return [directory(ctx) / name for name in NAMES]


def require_year(position: Position, label: str) -> None:
    """Stop unless a financial year is one that is shown."""
    shown = [year.label for year in position.savings.years]
    if label not in shown:
        fail(f'"{label}" is not a financial year with savings', f"the years are {', '.join(shown)}")


def warn_if_stale(position: Position) -> None:
    """Say how old the data is where it is too old for the day."""
    updated = position.programme.brief.updated
    if position.stale and updated is not None:
        write_error(
            f"The data was last updated on {format_date(updated)}, "
            f"{position.age_days:,} days before: "
            f"--as-of {updated.isoformat()} shows the position then.\n"
        )


def render(
    ctx: typer.Context,
    chosen: Format,
    document: Callable[[], Document],
    report: Callable[[], Report],
) -> str:
    """Return a report in the format asked for."""
    if chosen is Format.JSON:
        from minerva.formats.data import json

        return json.render(document())
    if chosen is Format.CSV:
        from minerva.formats.data import csv

        return csv.render(report())
    if chosen is Format.MARKDOWN:
        from minerva.formats.data import markdown

        return markdown.render(report())
    from minerva.formats.screen import terminal

    return terminal.render(report(), terminal_width(), colour=colour(ctx))


def _setting(ctx: typer.Context, name: str) -> Any:
    """Return what was asked for before the command's name, if it was."""
    settings = ctx.find_root().obj
    return settings.get(name) if isinstance(settings, dict) else None
