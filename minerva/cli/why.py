"""Why a figure is what it is: its rule, its parts, the lines that it rests on."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import AsOf, ChosenColour, Owner, Rev, Workstreams, examples, parse_day
from minerva.cli.report_options import ReportRequest

if TYPE_CHECKING:
    from minerva.cli.figures import Form
    from minerva.model.source import Location, Source
    from minerva.model.trail import Trail
    from minerva.position import Position
    from minerva.reasons import Part
    from minerva.views.why import Committed


class WhyFormat(StrEnum):
    """How an explanation of a figure is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    DOT = "dot"


@app.command(
    epilog=examples(
        "minerva why saving hrd-transformation 2015/16 forecast",
        "minerva why milestone ito-award expected",
        "minerva why total 2015/16",
        "minerva why full-year",
        "minerva why target",
        "minerva why rating ict",
        "minerva why contract capita-partnership",
        "minerva why finding milestone-overdue ito-award",
        "minerva why tender ito HCL",
        "minerva why --line workstreams.toml:93",
        "minerva why rating --from 2014-12-01 --to 2014-12-09",
        "minerva why full-year --format dot",
    ),
)
def why(
    ctx: typer.Context,
    figure: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIGURE...",
            help="Which figure: saving ID YEAR, milestone ID, total YEAR, full-year, target, "
            "rating, contract ID, finding ID SUBJECT or tender ID, and what of it.",
        ),
    ] = None,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    format: Annotated[
        WhyFormat, typer.Option("--format", "-f", help="How to write the explanation.")
    ] = WhyFormat.TABLE,
    line: Annotated[
        str | None,
        typer.Option("--line", metavar="FILE:N", help="Which figures rest on this line."),
    ] = None,
    since: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--from",
            metavar="DATE",
            parser=parse_day,
            help="Also the steps since this day, which add up.",
        ),
    ] = None,
    until: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--to", metavar="DATE", parser=parse_day, help="The last of these days; else --as-of."
        ),
    ] = None,
    color: ChosenColour = None,
) -> None:
    """Why a figure is what it is, line by line.

    The rule, the parts that the figure is made of, and the lines of the files that it rests on.
    The parts of money add up to it exactly; what rounding adds is a part of its own.
    """
    _refuse_contradictions(figure, line, as_of, since, until, format)
    plain = Format.TABLE if format is WhyFormat.DOT else Format(format.value)
    request = ReportRequest(ctx, until or as_of, workstream, owner, rev, plain)
    position = request.position()
    if line is not None:
        _of_line(request, position, line)
    elif since is not None:
        _between(request, position, figure or [], since)
    elif format is WhyFormat.DOT:
        from minerva.cli import results
        from minerva.formats.data import dot

        part = _explain(request, position, figure or [])
        results.emit_result(position, dot.render(part, position.programme.details.currency))
    else:
        _emit(request, position, _explain(request, position, figure or []))


def _refuse_contradictions(
    figure: list[str] | None,
    line: str | None,
    as_of: date | None,
    since: date | None,
    until: date | None,
    format: WhyFormat,
) -> None:
    """Stop where options ask for two different things, or for nothing."""
    if not figure and line is None:
        raise typer.BadParameter("name a figure, such as full-year, or a line with --line")
    if figure and line is not None:
        raise typer.BadParameter("--line asks which figures there are: leave out the figure")
    if line is not None and since is not None:
        raise typer.BadParameter("--line is of one day: leave out --from")
    if since is None and until is not None:
        raise typer.BadParameter("--to goes with --from; one day is --as-of")
    if as_of is not None and until is not None:
        raise typer.BadParameter("--to and --as-of both name the last day: leave out one of them")
    if format is WhyFormat.DOT and (line is not None or since is not None):
        raise typer.BadParameter("dot draws one figure on one day: leave out --line and --from")


def _emit(request: ReportRequest, position: "Position", part: "Part") -> None:
    from minerva.views import why as view

    committed = _committed(request, part)
    if request.format is Format.TABLE:
        _show(request.ctx, position, part, committed)
        return
    request.emit(
        position,
        lambda: view.document(position, part, committed),
        lambda: view.report(position, part, committed),
    )


def _committed(request: ReportRequest, part: "Part") -> "Committed":
    """Return what tells who committed a line that an explanation cites, where git knows."""
    from minerva.cli import reading
    from minerva.store.blame import lines_committed
    from minerva.store.files import NAMES

    directory, at = reading.directory(request.ctx), request.revision()
    by_file: dict[str, dict[int, Location]] = {}
    for place in part.places:
        by_file.setdefault(place.file, {})[place.line] = place
    found = {
        file: lines_committed(
            directory,
            next(name for name in NAMES if file.endswith(name)),
            next(iter(places.values())).source.text,
            places,
            at.commit if at else "HEAD",
        )
        for file, places in by_file.items()
    }
    return lambda place: found.get(place.file, {}).get(place.line)


def _of_line(request: ReportRequest, position: "Position", line: str) -> None:
    """Write which figures rest on a line."""
    from minerva.cli import reading
    from minerva.cli.output import fail
    from minerva.model.problems import nearest_hint
    from minerva.reasons.lines import resting_on
    from minerva.store.files import NAMES
    from minerva.views import why as view

    named = re.fullmatch(r"(.+):([1-9][0-9]{0,8})", line)
    if named is None:
        raise typer.BadParameter(f"{line!r} is not a line: write it as workstreams.toml:14")
    file, number = named[1], int(named[2])
    source = _source(position, reading.directory(request.ctx), file)
    if source is None and file not in NAMES:
        fail(
            f'"{file}" is no file of this programme',
            nearest_hint(file, NAMES, f"they are {', '.join(NAMES)}"),
        )
    lines = 0 if source is None else source.text.count("\n") + 1
    if number > lines:
        fail(f"{file} has no line {number:,}: it has {lines:,}")
    found = resting_on(position, source.name, number) if source is not None else []
    request.emit(
        position,
        lambda: view.lines_document(position, file, number, found),
        lambda: view.lines_report(position, file, number, found),
    )


def _source(position: "Position", directory: Path, file: str) -> "Source | None":
    """Return the file that a name means: as reports show it, by its own name, or by its path."""
    programme = position.as_files_say
    records = [record for records in programme.by_kind.values() for record in records]
    places: list[Location] = [
        record.location for record in (programme.details, *records, *programme.links)
    ]
    sources = {place.file: place.source for place in places}
    if file in sources:
        return sources[file]
    for name, source in sources.items():
        here = directory / Path(name).name
        if here.name == file or (here.is_file() and Path(file).is_file() and here.samefile(file)):
            return source
    return None


def _between(request: ReportRequest, last: "Position", figure: list[str], since: date) -> None:
    """Write the steps of a figure between two days."""
    from minerva.reasons.steps import said_in, steps
    from minerva.views import why as view

    if since > last.as_of:
        raise typer.BadParameter("--from is after the last day: swap the two")

    form, words = _form(request, last, figure)

    def on(day: date) -> "Position":
        return last.alike(last.as_files_say, day)

    before = form.value_of(on(since), words)
    found = steps(
        lambda day: form.value_of(on(day), words),
        lambda day: form.explain(on(day), words),
        said_in(last.as_files_say),
        since,
        last.as_of,
    )
    part = form.explain(last, words)
    request.emit(
        last,
        lambda: view.steps_document(last, part, found),
        lambda: view.steps_report(last, part, before, since, found),
    )


def _show(ctx: typer.Context, position: "Position", part: "Part", committed: "Committed") -> None:
    """Write an explanation as a tree."""
    from minerva.cli import results
    from minerva.cli.output import links_shown, terminal_width
    from minerva.formats.screen import tree

    currency, width = position.programme.details.currency, terminal_width()
    written = tree.render(
        part,
        currency,
        width,
        colour=results.colour(ctx),
        committed=committed,
        address=_address if links_shown() else lambda _: None,
    )
    results.emit_result(position, written)


def _address(place: "Location") -> str | None:
    """Return the address of the file that a place is in; None for one of a git revision."""
    path = Path(place.file)
    return path.resolve().as_uri() if path.is_file() else None


def _explain(request: ReportRequest, position: "Position", words: list[str]) -> "Part":
    """Return the explanation that the words on the command line ask for, or stop."""
    form, others = _form(request, position, words)
    return form.explain(position, others)


def _form(
    request: ReportRequest, position: "Position", words: list[str]
) -> "tuple[Form, list[str]]":
    """Return the form of figure that words ask for, with the words after the first, or stop."""
    from minerva.cli.figures import forms
    from minerva.cli.output import fail
    from minerva.model.problems import nearest_hint

    def trail(signatures: bool) -> "Trail":
        from minerva.cli import history

        return history.trail(request.ctx, position, request.revision(), signatures=signatures)

    kind, *others = words
    known = forms(trail)
    form = known.get(kind)
    if form is None:
        listed = ", ".join(known)
        fail(f'"{kind}" is not a figure', nearest_hint(kind, known, f"they are {listed}"))
    if not form.least <= len(others) <= form.most:
        fail(f"a figure of this kind is written: minerva why {form.usage}")
    return form, others
