"""The page for a board, and the report for a committee."""

from datetime import date
from pathlib import Path
from typing import Annotated, Optional

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import PageFormat, Units
from minerva.cli.options import (
    AsOf,
    Force,
    InUnits,
    Owner,
    Rev,
    WithTender,
    Workstreams,
    examples,
    parse_day,
)

_SUFFIXES = {
    ".html": PageFormat.HTML,
    ".htm": PageFormat.HTML,
    ".md": PageFormat.MARKDOWN,
    ".markdown": PageFormat.MARKDOWN,
    ".docx": PageFormat.DOCX,
}


@app.command(
    epilog=examples(
        "minerva report -o board.html --open",
        "minerva report --as-of 2014-12-09 --since 2014-11-14 -o board.html",
        "minerva report -o committee.docx --template council.docx",
        "minerva report --brief -o brief.html",
        "minerva report -o committee.md",
    ),
)
def report(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it; .html, .docx or .md chooses the format. Default: standard "
            "output.",
        ),
    ] = None,
    format: Annotated[
        PageFormat | None,
        typer.Option("--format", "-f", help="How to write it. Default: as FILE ends, else html."),
    ] = None,
    as_of: AsOf = None,
    since: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--since",
            metavar="DATE",
            parser=parse_day,
            help="The day of the last board, to show what changed. Default: the update before.",
        ),
    ] = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    with_tender: WithTender = False,
    with_score: Annotated[
        bool, typer.Option("--with-score", help="Also show how good the forecasts were.")
    ] = False,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="What stands at its head.")
    ] = None,
    force: Force = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="One page of A4: what to decide, what is next.")
    ] = False,
    units: InUnits = Units.POUNDS,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help="A Word document whose styles, page, head and foot the .docx is to have.",
        ),
    ] = None,
    open: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> None:
    """A page for the board, or a report for a committee.

    One HTML file with charts, tables and definitions that needs no network and prints on A4; or a
    paper with the sections of a committee report, as a Word document or as Markdown.
    """
    from minerva.cli import pages
    from minerva.cli.replacing import has_our_sign, require_replaceable

    chosen = format or _format_of(output)
    if output is not None:
        require_replaceable(ctx, output, has_our_sign, force=force)
    if template is not None and chosen is not PageFormat.DOCX:
        raise typer.BadParameter("--template is for a Word document: name a file that ends .docx")
    if with_score and brief:
        raise typer.BadParameter("--brief is one page without the score: leave out one of the two")
    position, data = pages.board_data(
        ctx, as_of, since, workstream, owner, rev, with_tender=with_tender
    )
    if with_score:
        from minerva.cli.scoring import scored

        data = replace(data, score=scored(position))
    pages.emit(
        ctx,
        position,
        pages.render(data, chosen, title, template, brief=brief, units=units),
        chosen,
        output,
        show=open,
    )


def _format_of(output: Path | None) -> PageFormat:
    """Return the format that the name of the file to be written asks for."""
    from minerva.cli.output import fail

    if output is None or str(output) == "-":
        return PageFormat.HTML
    chosen = _SUFFIXES.get(output.suffix.lower())
    if chosen is None:
        fail(
            f"{output} ends neither as a page does nor as Word or Markdown",
            "name a file that ends with .html, .docx or .md, or give --format",
        )
    return chosen
