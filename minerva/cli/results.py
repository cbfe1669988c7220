"""Writing a result in the format asked for, then how old the data is."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import typer

from minerva.cli.choices import Format
from minerva.cli.output import (
    colour_wanted,
    fail,
    terminal_width,
    write,
    write_bytes,
    write_directory,
    write_error,
    write_file,
)
from minerva.cli.reading import inputs, setting_of
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.views.document import Document
from minerva.views.table import Report


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


def emit_export(
    ctx: typer.Context, position: Position, content: bytes | Mapping[str, bytes], path: Path
) -> None:
    """Write what goes to another tool: a file, a directory of files, or standard output for -."""
    if isinstance(content, Mapping):
        write_directory(path, content, inputs(ctx))
    elif path == Path("-"):
        write_bytes(content)
    else:
        write_file(path, content, inputs(ctx))
    warn_if_stale(position)


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


def warn_if_stale(position: Position) -> None:
    """Say how old the data is where it is too old for the day."""
    updated = position.programme.brief.updated
    if position.stale and updated is not None:
        write_error(
            f"The data was last updated on {format_date(updated)}, "
            f"{position.age_days:,} days before: "
            f"--as-of {updated.isoformat()} shows the position then.\n"
        )


def colour(ctx: typer.Context) -> bool:
    """Tell whether results are written in colour."""
    return colour_wanted(setting_of(ctx, "colour"))
