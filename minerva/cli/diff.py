"""The comparison of two positions: on two days, or of two states of the files."""

from datetime import date
from typing import Annotated, Optional

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import (
    AsOf,
    ChosenColour,
    ChosenFormat,
    Everything,
    Ids,
    Owner,
    WithTender,
    Workstreams,
    examples,
    parse_day,
)


@app.command(
    epilog=examples(
        "minerva diff --from 2014-12-09 --to 2015-01-09",
        "minerva diff --rev HEAD~1",
        "minerva diff --rev v1 --from 2014-12-09 --format markdown",
    ),
)
def diff(
    ctx: typer.Context,
    begin: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option("--from", metavar="DATE", parser=parse_day, help="The day to compare from."),
    ] = None,
    end: Annotated[
        Optional[date],  # noqa: UP045 - the same
        typer.Option(
            "--to", metavar="DATE", parser=parse_day, help="The day to compare to. Default: today."
        ),
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option(
            "--rev",
            metavar="REV",
            help="Compare from the files as they were at this git revision, on the same day.",
        ),
    ] = None,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    everything: Everything = False,
    with_tender: WithTender = False,
    ids: Ids = False,
    format: ChosenFormat = Format.TABLE,
    color: ChosenColour = None,
) -> None:
    """What happened between two days, or since a git revision.

    Dates, money, procurement and findings.

    --as-of means the same as --to.
    """
    from minerva.cli import reading, results
    from minerva.cli.output import fail, write_error
    from minerva.comparison import compare, without_running_tenders
    from minerva.findings import findings_between, worst_first
    from minerva.model.dates import format_date
    from minerva.views import diff as view
    from minerva.views.tender import withheld_lines

    if begin is None and rev is None:
        fail("there is nothing to compare with", "give --from DATE, --rev REV or both")
    if end is not None and as_of is not None and end != as_of:
        fail("--to and --as-of are two words for the same day", "give one of them")
    at = reading.revision(ctx, rev)
    after = reading.position(reading.read_or_stop(ctx), end or as_of, workstream, owner)
    earlier = reading.read_or_stop(ctx, at) if at else after.as_files_say
    earlier = replace(earlier, check=after.programme.check)
    before = after.alike(earlier, begin)
    if before.as_of > after.as_of:
        swapped = end is not None or as_of is not None
        why = (
            "--from is after --to: are the dates swapped?"
            if swapped
            else "--from lies in the future."
        )
        write_error(
            f"{why} This reads back from {format_date(before.as_of)} "
            f"to {format_date(after.as_of)}.\n"
        )
    if not with_tender:
        before, after = without_running_tenders(before, after)
    changed = compare(before, after)
    if at is not None:
        removed = findings_between(before, after)
        changed = replace(changed, new=worst_first([*changed.new, *removed]))
    if format is Format.CSV:
        write_error("".join(f"{line}\n" for line in withheld_lines(after)))
    name = at.name if at else None
    called = view.title(changed, name)
    results.emit(
        ctx,
        after,
        format,
        lambda: view.document(changed) | {"rev": name},
        lambda: (
            view.rows(changed, called)
            if format is Format.CSV
            else view.report(changed, called, fold=not everything)
        ),
    )
