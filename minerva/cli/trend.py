"""Where each date was heading: the history of what was stated of it."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import (
    WorkingDays,
    complete_milestone,
    examples,
)
from minerva.cli.report_options import ReportRequest, takes_report_options


@app.command(
    epilog=examples(
        "minerva trend",
        "minerva trend ito-award --as-of 2015-02-28",
        "minerva trend --git --format csv",
    ),
)
@takes_report_options
def trend(
    request: ReportRequest,
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
    working_days: WorkingDays = False,
) -> None:
    """The slip chart: how often dates were put off, how fast.

    It shows what was stated of each date when, names the milestones that slip at every
    statement, counts re-forecasts, and gives the mean slip per month reported.
    """
    from minerva.cli import history, ids
    from minerva.position.trend import trends_at
    from minerva.views import trend as view

    position = request.position()
    chosen = ids.find_milestones(position, milestone)
    versions = history.versions(request.ctx, position, request.revision()) if git else ()
    trends = trends_at(chosen, position.programme.details, versions)
    report = view.rows if request.format is Format.CSV else view.report
    request.emit(
        position,
        lambda: view.document(position, trends, working_days=working_days),
        lambda: report(position, trends, working_days=working_days),
    )
