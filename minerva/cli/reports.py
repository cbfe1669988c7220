"""The reports: each a few lines, what to load, which view, which format."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format, Status, Units
from minerva.cli.options import (
    InUnits,
    WithTender,
    WorkingDays,
    examples,
)
from minerva.cli.report_options import ReportRequest, takes_report_options


@app.command(
    epilog=examples(
        "minerva status",
        "minerva status --as-of 2014-12-09",
        "minerva status --all",
        "minerva status --workstream ict --format json",
    ),
)
@takes_report_options
def status(
    request: ReportRequest,
    working_days: WorkingDays = False,
    with_tender: WithTender = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Show all of it, not what fits a screen of 40 lines.")
    ] = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Do not page what is longer than the terminal.")
    ] = False,
    units: InUnits = Units.POUNDS,
) -> None:
    """The board's one screen: how it stands and what to decide.

    The rating and why, a line for each workstream, and what needs a decision, the worst first,
    on 40 lines. --all shows the rest.
    """
    from minerva.cli import pager, reading, results
    from minerva.views import status as view

    position = reading.publishable(request.position(), with_tender=with_tender)
    if request.format is Format.TABLE:
        all_of_it = everything or working_days or results.ids_wanted(request.ctx)
        screens = (
            iter([view.report(position, working_days=working_days)])
            if all_of_it
            else view.screens(position)
        )
        in_units = (request.in_units(position, screen, units) for screen in screens)
        pager.show(results.fitted(request.ctx, position, in_units), wanted=not no_pager)
        results.warn_if_stale(position)
        return
    request.emit(
        position,
        lambda: view.document(position, working_days=working_days),
        lambda: request.in_units(position, view.report(position, working_days=working_days), units),
    )


@app.command(
    epilog=examples(
        "minerva milestones --status overdue --status due",
        "minerva milestones --due-within 30",
        "minerva milestones --timeline --workstream ict",
    ),
)
@takes_report_options
def milestones(
    request: ReportRequest,
    status: Annotated[
        list[Status] | None,
        typer.Option(
            "--status", help="Only milestones of this status. May be given more than once."
        ),
    ] = None,
    due_within: Annotated[
        int | None,
        typer.Option(
            "--due-within",
            metavar="DAYS",
            min=0,
            max=36_525,
            help="Only milestones due in this many days; with --status, what counts as due.",
        ),
    ] = None,
    timeline: Annotated[
        bool,
        typer.Option("--timeline", help="Draw them on an axis of time, with a line at the day."),
    ] = False,
    working_days: WorkingDays = False,
) -> None:
    """Every milestone: its dates, slip and rating."""
    from minerva.cli import results
    from minerva.position.milestones import Status as Known
    from minerva.views import milestones as view

    if timeline and working_days:
        raise typer.BadParameter("--timeline is a drawing: it has no room for --working-days")
    position = request.position({"due_within": due_within})
    wanted = [Known(choice.value) for choice in status or []]
    if timeline:
        dated = view.choose(position, wanted, due_within)
        results.emit_timeline(request.ctx, position, dated, request.format)
        return
    chosen = view.choose_all(position, wanted, due_within)
    request.emit(
        position,
        lambda: view.document(position, chosen, working_days=working_days),
        lambda: view.report(position, chosen, working_days=working_days),
    )


@app.command(
    epilog=examples(
        "minerva slippage --as-of 2015-02-28",
        "minerva slippage --history --format markdown",
    ),
)
@takes_report_options
def slippage(
    request: ReportRequest,
    history: Annotated[
        bool, typer.Option("--history", help="Also show what was stated when, and why.")
    ] = False,
    working_days: WorkingDays = False,
) -> None:
    """What moved from its baseline, the worst first.

    With hit rate, milestone BEI, SPI(t), and each workstream's worst and mean slip.
    """
    from minerva.views import slippage as view

    position = request.position()
    request.emit(
        position,
        lambda: view.document(position, history=history, working_days=working_days),
        lambda: view.report(position, history=history, working_days=working_days),
    )


@app.command(
    epilog=examples(
        "minerva procurement",
        "minerva procurement --as-of 2015-02-01 --format json",
    ),
)
@takes_report_options
def procurement(
    request: ReportRequest,
    working_days: WorkingDays = False,
) -> None:
    """Procurement stages, bidders, scoring; contracts, notice."""
    from minerva.views import procurement as view

    position = request.position()
    request.emit(
        position,
        lambda: view.document(position, working_days=working_days),
        lambda: view.report(position, working_days=working_days),
    )


@app.command(
    epilog=examples(
        "minerva options",
        "minerva options --format csv",
    ),
)
@takes_report_options
def options(
    request: ReportRequest,
) -> None:
    """The options appraised: yearly saving, cost, payback.

    The computed payback stands beside the stated one.

    Options belong to the programme: they are the same in every workstream and on every date.
    """
    from minerva.views import options as view

    position = request.position()
    request.emit(position, lambda: view.document(position), lambda: view.report(position))
