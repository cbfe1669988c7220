"""How good the forecasts were."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import examples
from minerva.cli.report_options import ReportRequest, takes_report_options


@app.command(
    epilog=examples(
        "minerva score",
        "minerva score --git --chart",
        "minerva score -w ict --as-of 2015-03-31 --format json",
    ),
)
@takes_report_options
def score(
    request: ReportRequest,
    git: Annotated[
        bool,
        typer.Option("--git", help="Also read what each git commit of milestones.toml changed."),
    ] = False,
    chart: Annotated[
        bool, typer.Option("--chart", help="Draw how far off dates were, by lead time.")
    ] = False,
) -> None:
    """How good the forecasts were: dates, ratings and savings.

    Each date that was reached is held to what was stated 1, 3, 6 and 12 months before; ratings to
    what became of the date, beside the base rate; the savings of each year that has ended to their
    forecast at its start. Below 10 cases it says that it cannot tell.
    """
    from minerva.cli import history
    from minerva.cli.output import fail
    from minerva.cli.scoring import scored
    from minerva.views import score as view

    if chart and request.format in (Format.JSON, Format.CSV):
        fail(
            f"--chart is a drawing: it cannot be written as {request.format.value}",
            "leave out --chart",
        )
    position = request.position()
    versions = history.versions(request.ctx, position, request.revision()) if git else ()
    found = scored(position, versions)
    request.emit(
        position,
        lambda: view.document(found),
        lambda: (
            view.rows(found) if request.format is Format.CSV else view.report(found, chart=chart)
        ),
    )
