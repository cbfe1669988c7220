"""Making a page: what it is made from, its text, and where that goes."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from minerva.cli import extras, history, reading, results
from minerva.cli.choices import PageFormat, Units
from minerva.cli.output import fail, reading_file
from minerva.comparison import compare
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.trend import trends_at
from minerva.views.board import BRIEF_PAGE, BRIEF_PAPER, COMMITTEE, PAGE, Board, BoardData, board

if TYPE_CHECKING:
    from minerva.simulation import Simulation


def board_data(
    ctx: typer.Context,
    as_of: date | None,
    since: date | None,
    workstreams: Sequence[str] | None,
    owner: str | None,
    rev: str | None,
    *,
    with_tender: bool,
) -> tuple[Position, BoardData]:
    """Return the position that a page is of, and all that the page is made from."""
    from minerva import __version__

    at = reading.revision(ctx, rev)
    programme = reading.read_or_stop(ctx, at)
    position = reading.position(programme, as_of, workstreams, owner)
    if since is not None and since > position.as_of:
        fail(
            f"--since {since.isoformat()} is after the day of the report",
            f"name a day before {format_date(position.as_of)}",
        )
    position = reading.publishable(position, with_tender=with_tender)
    compared_day = since or history.update_before(ctx, position, at)
    changed = None
    since_text = "What changed since the last board is not known: --since names its day."
    if compared_day is not None:
        before = position.alike(programme, compared_day)
        changed = compare(before.withholding(position.withheld), position)
        why = "" if since else ", when the data was brought up to date before"
        since_text = f"Compared with {format_date(compared_day)}{why}."
    trends = trends_at(position.milestones, programme.details)
    made_by = f"minerva {__version__}"
    return position, BoardData(position, trends, changed, since_text, made_by, _simulated(position))


def _simulated(position: Position) -> "Simulation | None":
    """Return how sure dates are; None without an estimate or a risk, or without numpy."""
    stated = position.programme.confidence
    estimated = any(record.estimate for record in position.programme.milestones)
    if stated is None and not estimated and not any(risk.may_count for risk in position.risks):
        return None
    try:
        from minerva.simulation import LEVEL, Settings, simulate
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        return None
    return simulate(position, Settings(level=stated.level if stated else LEVEL))


def render(
    data: BoardData,
    format: PageFormat,
    title: str | None,
    template: Path | None = None,
    *,
    brief: bool = False,
    units: Units = Units.POUNDS,
) -> str | bytes:
    """Return a page, or one page of A4; stop where the libraries that draw it are missing."""
    page_sections, paper_sections = (BRIEF_PAGE, BRIEF_PAPER) if brief else (PAGE, COMMITTEE)
    if format is PageFormat.DOCX:
        return _document(board(data, paper_sections, title, units.value), template)
    if format is PageFormat.MARKDOWN:
        from minerva.formats.data import committee

        return committee.render(board(data, paper_sections, title, units.value))
    with extras.needs("report", "the page"):
        from minerva.formats.page import page

        return page.render(board(data, page_sections, title, units.value))


def _document(made: Board, template: Path | None) -> bytes:
    """Return a Word document, in the styles of a template if there is one."""
    with extras.needs("word", "the Word document"):
        from minerva.formats.word import paper
    with reading_file(template):
        styled = None if template is None else template.read_bytes()
    try:
        return paper.render(made, styled)
    except paper.NoWordDocumentError:
        fail(f"{template} is not a Word document", "name a .docx file; Word can save any as one")


def emit(
    ctx: typer.Context,
    position: Position,
    content: str | bytes,
    format: PageFormat,
    output: Path | None,
    *,
    show: bool,
) -> None:
    """Write a page to a file or to standard output, and show it in the browser if asked to."""
    if output is None or str(output) == "-":
        if not show:
            written = content.encode() if isinstance(content, str) else content
            results.emit_result(position, written)
            return
        output = _temporary(format)
    results.emit_file(ctx, position, content, output)
    if show:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def _temporary(format: PageFormat) -> Path:
    """Return a file of its own to show a page from that nobody asked to keep."""
    import tempfile

    suffixes = {PageFormat.HTML: ".html", PageFormat.MARKDOWN: ".md", PageFormat.DOCX: ".docx"}
    suffix = suffixes[format]
    handle, name = tempfile.mkstemp(prefix="minerva-", suffix=suffix)
    import os

    os.close(handle)
    return Path(name)
