"""What every command begins with: the programme found and read, and its position on the day."""

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typer

from minerva.cli.choices import Format
from minerva.cli.output import FAILED, colour_wanted, fail, tell, terminal_width, write
from minerva.dates import said
from minerva.position import Position, position_at
from minerva.position.milestones import LOOK_AHEAD_DAYS, MilestonePosition
from minerva.problems import InvalidProgrammeError
from minerva.programme import Programme
from minerva.store import ProgrammeNotFoundError, find_directory, read_files, read_programme
from minerva.views.document import Document
from minerva.views.table import Report


def today() -> date:
    """Return the day that it is where the command runs: the one look at the clock."""
    return datetime.now().astimezone().date()


def read(ctx: typer.Context) -> Programme:
    """Find and read the programme. Raises InvalidProgrammeError, or Failure where there is none."""
    named = _setting(ctx, "directory")
    if named is None and (variable := os.environ.get("MINERVA_DIRECTORY")):
        named = variable
    try:
        here = Path.cwd()
        return read_programme(read_files(find_directory(named and Path(named), here), here))
    except ProgrammeNotFoundError as error:
        fail(str(error), "name the directory with -C, or with the variable MINERVA_DIRECTORY")


def load(
    ctx: typer.Context,
    as_of: date | None,
    workstreams: Sequence[str] | None,
    look_ahead_days: int = LOOK_AHEAD_DAYS,
) -> Position:
    """Return the position that a command is about, or stop with every problem of the files."""
    try:
        programme = read(ctx)
    except InvalidProgrammeError as error:
        from minerva.formats import text

        tell(
            text.problems(
                error.problems, colour=colour_wanted(_setting(ctx, "colour"), stderr=True)
            )
        )
        raise typer.Exit(FAILED) from None
    chosen = workstreams or []
    known = [one.id for one in programme.workstreams]
    for id in chosen:
        if id not in known:
            fail(f'there is no workstream "{id}"', f"the workstreams are {', '.join(known)}")
    return position_at(programme, as_of or today(), chosen, look_ahead_days)


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
    emit_text(position, _render(ctx, chosen, document, report))


def emit_timeline(
    ctx: typer.Context, position: Position, chosen: Sequence[MilestonePosition], format: Format
) -> None:
    """Draw milestones on an axis of time; Markdown gets the drawing as a code block."""
    from minerva.formats import timeline as drawing
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


def require_year(position: Position, label: str) -> None:
    """Stop unless a financial year is one that is shown."""
    shown = [year.label for year in position.savings.years]
    if label not in shown:
        fail(f'"{label}" is not a financial year with savings', f"the years are {', '.join(shown)}")


def warn_if_stale(position: Position) -> None:
    """Say how old the data is where it is too old for the day."""
    updated = position.programme.brief.updated
    if position.stale and updated is not None:
        tell(
            f"The data was last updated on {said(updated)}, {position.age_days:,} days before: "
            f"--as-of {updated.isoformat()} shows the position then.\n"
        )


def _render(
    ctx: typer.Context,
    chosen: Format,
    document: Callable[[], Document],
    report: Callable[[], Report],
) -> str:
    if chosen is Format.JSON:
        from minerva.formats import json

        return json.render(document())
    if chosen is Format.CSV:
        from minerva.formats import csv

        return csv.render(report())
    if chosen is Format.MARKDOWN:
        from minerva.formats import markdown

        return markdown.render(report())
    from minerva.formats import terminal

    return terminal.render(report(), terminal_width(), colour=colour(ctx))


def _setting(ctx: typer.Context, name: str) -> Any:
    """Return what was asked for before the command's name, if it was."""
    settings = ctx.find_root().obj
    return settings.get(name) if isinstance(settings, dict) else None
