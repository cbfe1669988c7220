"""Writing a result in the format asked for, then how old the data is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
from msgspec.structs import replace

from minerva.cli.choices import Format
from minerva.cli.memory import keep
from minerva.cli.output import (
    colour_wanted,
    fail,
    people_read,
    setting_of,
    terminal_width,
    write,
    write_directory,
    write_error,
    write_file,
)

if TYPE_CHECKING:
    from minerva.position import Position
    from minerva.position.milestones import MilestonePosition
    from minerva.views.document import Document
    from minerva.views.table import Report

SCREEN_LINES: Final = 40
"""How many lines one screen has."""


def emit(
    ctx: typer.Context,
    position: "Position",
    chosen: Format,
    document: "Callable[[], Document]",
    report: "Callable[[], Report]",
) -> None:
    """Write a report in the format asked for, and say so if the data is old.

    People read that before the report, and standard error has it at the end.
    """
    from minerva.views.titles import caution

    def cautioned() -> "Report":
        return replace(report(), caution=caution(position))

    emit_result(position, render(ctx, chosen, document, cautioned, shown=people_read()))


def fitted(ctx: typer.Context, position: "Position", reports: "Iterable[Report]") -> str:
    """Return the first of several forms of a report that fits a screen, else the last of them.

    After the first, each is shorter than the one before it, so halves of them can be left out.
    """
    from minerva.formats.cells import joined
    from minerva.formats.screen import terminal
    from minerva.views.titles import caution

    forms, width, painted = list(reports), terminal_width(), colour(ctx)

    def lines_of(number: int) -> "Iterator[str]":
        cautioned = replace(with_ids(ctx, forms[number]), caution=caution(position))
        return terminal.lines(cautioned, width, colour=painted)

    @cache
    def first_lines(number: int) -> list[str]:
        return list(islice(lines_of(number), SCREEN_LINES + 1))

    def fits(number: int) -> bool:
        return len(first_lines(number)) <= SCREEN_LINES

    least, most = 1, len(forms) - 1
    if most == 0 or fits(0):
        least = most = 0
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if fits(middle) else (middle + 1, most)
    return joined(first_lines(least) if fits(least) else lines_of(least))


def emit_timeline(
    ctx: typer.Context, position: "Position", chosen: "Sequence[MilestonePosition]", format: Format
) -> None:
    """Draw milestones on an axis of time; Markdown gets the drawing as a code block."""
    from minerva.formats.screen import terminal
    from minerva.formats.screen import timeline as drawing
    from minerva.views import timeline as view
    from minerva.views.titles import caution

    require_drawable("--timeline", format)
    width, painted = terminal_width(), format is Format.TABLE and colour(ctx)
    drawn = drawing.render(view.timeline(position, chosen), width, colour=painted)
    if old := caution(position):
        drawn = terminal.caution(old, width, colour=painted) + drawn
    in_markdown = format is Format.MARKDOWN
    emit_result(position, f"```text\n{drawn}```\n".encode() if in_markdown else drawn)


def require_drawable(option: str, format: Format) -> None:
    """Stop where a drawing is asked for in a format that has none."""
    if format not in (Format.TABLE, Format.MARKDOWN):
        what = {"--timeline": "dates", "--chart": "figures"}[option]
        fail(
            f"{option} is a drawing: it cannot be written as {format.value}",
            f"leave out {option}: the {what} are in the report itself",
        )


def emit_result(position: "Position", result: str | bytes, *, as_it_is: bool = False) -> None:
    """Write a result, then say on standard error if the data is old."""
    write(result, as_it_is=as_it_is)
    warn_if_stale(position)


def emit_file(ctx: typer.Context, position: "Position", result: str | bytes, path: Path) -> None:
    """Write a result to a file that is none of the programme's own."""
    from minerva.cli.reading import inputs

    write_file(path, result, inputs(ctx))
    warn_if_stale(position)


def emit_export(
    ctx: typer.Context, position: "Position", content: bytes | Mapping[str, bytes], path: Path
) -> None:
    """Write what goes to another tool: a file, a directory of files, or standard output for -."""
    from minerva.cli.reading import inputs

    if isinstance(content, Mapping):
        write_directory(path, content, inputs(ctx))
    elif path == Path("-"):
        write(content, as_it_is=True)
    else:
        write_file(path, content, inputs(ctx))
    warn_if_stale(position)


def render(
    ctx: typer.Context,
    chosen: Format,
    document: "Callable[[], Document]",
    report: "Callable[[], Report]",
    *,
    shown: bool,
) -> str | bytes:
    """Return a report in the format asked for: bytes for programs, text for people.

    With `shown`, people see what is for programs too, on a terminal.
    """
    if chosen is Format.JSON:
        from minerva.formats.data import json

        made = document()
        keep(made)
        return json.render(made)
    if chosen is Format.CSV:
        from minerva.formats.data import csv

        return csv.render(report(), shown=shown).encode()
    if chosen is Format.MARKDOWN:
        from minerva.formats.data import markdown

        return markdown.render(with_ids(ctx, report())).encode()
    from minerva.formats.screen import terminal

    return terminal.render(with_ids(ctx, report()), terminal_width(), colour=colour(ctx))


def ids_wanted(ctx: typer.Context) -> bool:
    """Tell whether tables are to show ids."""
    return bool(setting_of(ctx, "ids"))


def with_ids(ctx: typer.Context, report: "Report") -> "Report":
    """Return a report whose tables show ids, if `--ids` asked for them."""
    if not ids_wanted(ctx):
        return report
    return replace(report, tables=[table.with_ids() for table in report.tables])


def warn_if_stale(position: "Position") -> None:
    """Say how old the data is where it is too old for the day."""
    from minerva.model.dates import format_date

    updated = position.last_said if position.stale else None
    if updated is not None:
        write_error(
            f"The data was last updated on {format_date(updated)}, "
            f"{position.age_days:,} days before: "
            f"--as-of {updated.isoformat()} shows the position then.\n"
        )


def colour(ctx: typer.Context) -> bool:
    """Tell whether results are written in colour."""
    return colour_wanted(setting_of(ctx, "colour"))
