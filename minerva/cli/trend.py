"""Where each date was heading: the history of what was stated of it."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import (
    AsOf,
    ChosenColour,
    ChosenFormat,
    Rev,
    WorkingDays,
    Workstreams,
    complete_milestone,
    examples,
)


@app.command(
    epilog=examples(
        "minerva trend",
        "minerva trend ito-award --as-of 2015-02-28",
        "minerva trend --git --format csv",
    ),
)
def trend(
    ctx: typer.Context,
    milestone: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MILESTONE]...",
            help="Only these milestones.",
            autocompletion=complete_milestone,
            show_default=False,
        ),
    ] = None,
    git: Annotated[
        bool,
        typer.Option("--git", help="Also read what each git commit of milestones.toml changed."),
    ] = False,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    rev: Rev = None,
    format: ChosenFormat = Format.TABLE,
    working_days: WorkingDays = False,
    color: ChosenColour = None,
) -> None:
    """The slip chart: how often dates were put off, how fast.

    It shows what was stated of each date when, names the milestones that slip at every
    statement, counts re-forecasts, and gives the mean slip per month reported.
    """
    from minerva.cli import named, reading, results
    from minerva.position.trend import trends_at
    from minerva.views import trend as view

    at = reading.revision(ctx, rev)
    position = reading.position(reading.read_or_stop(ctx, at), as_of, workstream)
    chosen = named.find_milestones(position, milestone)
    versions = reading.versions(ctx, position, at) if git else ()
    trends = trends_at(chosen, position.programme.details, versions)
    report = view.rows if format is Format.CSV else view.report
    results.emit(
        ctx,
        position,
        format,
        lambda: view.document(position, trends, working_days=working_days),
        lambda: report(position, trends, working_days=working_days),
    )
