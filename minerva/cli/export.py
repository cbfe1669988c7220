"""The command that writes the programme for other tools."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from minerva.cli.app import app
from minerva.cli.options import AsOf, ChosenColour, Force, Owner, Rev, Workstreams, examples
from minerva.cli.output import fail, reading_file, write_error
from minerva.cli.replacing import STANDARD_OUTPUT

if TYPE_CHECKING:
    from minerva.exporting.outgoing import Format
    from minerva.model.dates import Duration


class ExportFormat(StrEnum):
    """How the programme is written for another tool."""

    XLSX = "xlsx"
    ICS = "ics"
    XML = "xml"
    JSON = "json"
    OCDS = "ocds"
    PARQUET = "parquet"
    CSV = "csv"


_ALARM: Final = r"([0-9]{1,9})\s*(day|week|month)s?"


@app.command(
    epilog=examples(
        "minerva export savings.xlsx",
        "minerva export dates.ics --alarm 7days",
        "minerva export plan.xml --as-of 2014-12-09",
        "minerva export programme.json --workstream ict",
        "minerva export tables/ --format parquet",
        "minerva export releases.json --format ocds",
        "minerva export - --format json",
    ),
)
def export(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Where to write; the end of its name says how. - is standard output.",
            show_default=False,
        ),
    ],
    format: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write it, where the name of FILE does not say.",
            show_default=False,
        ),
    ] = None,
    alarm: Annotated[
        str | None,
        typer.Option(
            "--alarm",
            metavar="DURATION",
            help="In a calendar, give notice this long before each date: 7days, 2weeks, 1month.",
        ),
    ] = None,
    force: Force = False,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    color: ChosenColour = None,
) -> None:
    """Write the programme for other tools.

    The end of the file's name chooses the format: savings.xlsx is a workbook whose totals and
    variances are formulas, dates.ics is a calendar (iCalendar), plan.xml is for Microsoft Project,
    programme.json has everything, and tables.parquet is a directory of tables for analysis.
    --format parquet or csv writes these into any directory. --format ocds writes what the notices
    of procurements have made public, as Open Contracting data.

    A file that is there is replaced only if minerva made it, or with --force.
    """
    from minerva.cli import reading, results
    from minerva.cli.extras import needs
    from minerva.cli.progress import progress
    from minerva.exporting.outgoing import Request
    from minerva.formats.cells import visible

    chosen = _format_of(file, format)
    notice = _alarm(alarm, chosen)
    shown = visible(str(file))
    with progress(f"Writing {shown}") as bar, needs(chosen.extra, f"{chosen.title} ({file})"):
        if file != STANDARD_OUTPUT:
            _check_replaceable(ctx, file, chosen, force=force)
        position = reading.load(ctx, as_of, workstream, rev, owner)
        bar.advance(0, 0)
        exported = chosen.export(Request(position, notice, bar.advance))
    results.emit_export(ctx, position, exported.content, file)
    if file != STANDARD_OUTPUT:
        write_error(f"{shown}: {visible(exported.summary)}.\n")


def _format_of(file: Path, asked: ExportFormat | None) -> "Format":
    """Return the format that the option or a file's name asks for; stop where neither does."""
    from minerva.exporting.exporters import FORMATS

    named = FORMATS.get(file.suffix.lower().removeprefix("."))
    endings = [format.name for format in FORMATS.values() if format.ends_names]
    if asked is not None:
        chosen = FORMATS[asked.value]
        if named not in (None, chosen, FORMATS.get(chosen.suffix or "")):
            fail(
                f"{file} ends in {file.suffix}, but --format says {chosen.name}",
                "leave out one of them",
            )
    elif named is not None and named.name in endings:
        chosen = named
    else:
        fail(
            f"the name of {file} does not say how to write it"
            if named is None or not named.files
            else "comma-separated values take a file for each table, and so a directory",
            f"end it in {', '.join(f'.{name}' for name in endings)}, "
            "or add --format; --format parquet or csv writes a directory of tables",
        )
    if chosen.files and file == STANDARD_OUTPUT:
        fail(f"{chosen.name} is a directory of files", "name the directory to write")
    return chosen


def _alarm(text: str | None, chosen: "Format") -> "Duration | None":
    """Read how long before a date a calendar is to give notice."""
    from minerva.model.dates import parse_duration

    if text is None:
        return None
    if chosen.name != "ics":
        fail("--alarm is for a calendar", "leave it out, or write a file that ends in .ics")
    matched = re.fullmatch(_ALARM, text.strip())
    if matched is None:
        raise typer.BadParameter(
            f"{text!r} is not a time before a date: write 7days, 2weeks or 1month",
            param_hint="'--alarm'",
        )
    return parse_duration(f"{int(matched[1])} {matched[2]}s")


def _check_replaceable(ctx: typer.Context, file: Path, chosen: "Format", *, force: bool) -> None:
    """Stop where something is in the way that may not be replaced."""
    from minerva.cli.replacing import require_replaceable

    if not chosen.files:
        if file.is_dir():
            fail(
                f"{file} is a directory", f"name a file in it: {file / f'programme.{chosen.name}'}"
            )
        require_replaceable(ctx, file, chosen.is_ours, force=force)
        return
    with reading_file(file):
        _check_directory(ctx, file, force=force)


def _check_directory(ctx: typer.Context, directory: Path, *, force: bool) -> None:
    """Stop where a directory holds anything but the tables of an earlier export."""
    from minerva.cli.extras import needs
    from minerva.cli.replacing import require_replaceable
    from minerva.exporting.exporters import FORMATS

    tables = {name: format for format in FORMATS.values() for name in format.files}
    if not directory.exists():
        return
    if not directory.is_dir():
        fail(f"{directory} is a file, and tables are a directory", "name a directory")
    for file in sorted(directory.iterdir()):
        format = tables.get(file.name)
        if format is None or not file.is_file():
            fail(
                f"{directory} holds {file.name}, which is no table of minerva's",
                "write to a directory of their own: it is replaced as a whole",
            )
        with needs(format.extra, f"looking into {file}"):
            require_replaceable(ctx, file, format.is_ours, force=force)
