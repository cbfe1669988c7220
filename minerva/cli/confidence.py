"""How likely dates, deadlines and money are."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import ChosenLevel, WithoutRisks, complete_milestone, examples
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minerva.position import MilestonePosition, Position
    from minerva.simulation import MilestoneOdds, Reference, Simulation


@app.command(
    epilog=examples(
        "minerva confidence",
        "minerva confidence ito-full-service-start --level 90 --chart",
        "minerva confidence --from-history --git",
        "minerva confidence --without-risks",
        "minerva confidence --uplift published.csv --format json",
    ),
)
@takes_report_options
def confidence(
    request: ReportRequest,
    milestone: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MILESTONE]...",
            help="Only these milestones and their deadlines, and what drives each of them.",
            autocompletion=complete_milestone,
            show_default=False,
        ),
    ] = None,
    level: ChosenLevel = None,
    runs: Annotated[
        int,
        typer.Option("--runs", metavar="N", min=100, max=1_000_000, help="How often to draw."),
    ] = 10_000,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            help="What the random numbers begin with: the same seed gives the same result.",
        ),
    ] = 1,
    from_history: Annotated[
        bool,
        typer.Option(
            "--from-history",
            help="Instead of estimates: how dates of this programme have moved so far.",
        ),
    ] = False,
    git: Annotated[
        bool,
        typer.Option("--git", help="With --from-history: also what each git commit changed."),
    ] = False,
    uplift: Annotated[
        Path | None,
        typer.Option(
            "--uplift",
            metavar="FILE",
            help="Instead of estimates: a CSV of percentile,uplift, in percent of the time left.",
        ),
    ] = None,
    without_risks: WithoutRisks = False,
    chart: Annotated[
        bool, typer.Option("--chart", help="Draw how likely each milestone is by each day.")
    ] = False,
    working_days: Annotated[
        bool,
        typer.Option(
            "--working-days",
            help="Also show buffers in working days: no weekends and bank holidays of England and "
            "Wales.",
        ),
    ] = False,
) -> None:
    """How sure each date, deadline and saving is.

    Dates are drawn many times from the estimates in the files, and each time go through the
    network of `minerva forecast`; open risks happen or not. It shows the dates to plan on, how
    likely each deadline is to be held, what drives it, what certainty would buy, the savings of
    each year, and what each risk brings.
    """
    from minerva.cli import extras, ids
    from minerva.cli.output import fail, write_error

    if from_history and uplift is not None:
        fail("--from-history and --uplift are two reference classes", "give one of them")
    if git and not from_history:
        fail("--git says nothing without --from-history", "give both, or neither")
    if chart and request.format in (Format.JSON, Format.CSV):
        fail(
            f"--chart is a drawing: it cannot be written as {request.format.value}",
            "leave out --chart",
        )
    position = request.position()
    chosen = ids.find_milestones(position, milestone) if milestone else None
    with extras.needs("simulate", "confidence"):
        from minerva.simulation import LEVEL, Settings, simulate
        from minerva.views import confidence as view

        reference = None
        if from_history:
            reference = _history(request, position, git=git)
        elif uplift is not None:
            reference = _uplift(uplift)
        stated = position.programme.confidence
        wanted = level or (stated.level if stated else LEVEL)
        settings = Settings(runs, seed, wanted, risks=not without_risks)
        simulation = simulate(position, settings, chosen, reference)
    few = view.few_line(simulation)
    if few:
        write_error(f"warning: {few}\n")
    drawn = _drawn(simulation, chosen) if chart else None
    request.emit(
        position,
        lambda: view.document(simulation, working_days=working_days),
        lambda: (
            view.rows(simulation, working_days=working_days)
            if request.format is Format.CSV
            else view.report(simulation, drawn, working_days=working_days)
        ),
    )


def _history(request: ReportRequest, position: "Position", *, git: bool) -> "Reference":
    """Return the reference class of the programme's own dates; stop where none has a history."""
    from minerva.cli import history
    from minerva.cli.output import fail
    from minerva.position.movements import movements
    from minerva.position.trend import trends_at
    from minerva.simulation import from_history

    details = position.programme.details
    versions = history.versions(request.ctx, position, request.revision()) if git else ()
    trends = trends_at(position.whole.milestones, details, versions)
    observed = movements(trends, details.launched)
    if not observed:
        fail(
            "no date of this programme has a history yet: none was restated, passed or achieved",
            "leave out --from-history, or use a published reference class with --uplift",
        )
    return from_history(observed)


def _uplift(path: Path) -> "Reference":
    """Read a published reference class from a file, or stop with what is wrong with it."""
    from minerva.cli.output import fail, reading_file
    from minerva.model.errors import MinervaError
    from minerva.simulation import read_uplift

    try:
        with reading_file(path):
            text = path.read_text("utf-8")
        return read_uplift(text)
    except UnicodeDecodeError:
        fail(f"{path} is not UTF-8 text", "save it as CSV in UTF-8")
    except MinervaError as error:
        error.place = str(path)
        raise


def _drawn(
    simulation: "Simulation", chosen: "Sequence[MilestonePosition] | None"
) -> "Sequence[MilestoneOdds]":
    """Return what is drawn: what was asked for, else what has a deadline, else everything."""
    bound = {odds.deadline.milestone.record.id for odds in simulation.deadlines}
    ended = [odds for odds in simulation.milestones if odds.milestone.record.id in bound]
    return simulation.milestones if chosen is not None or not ended else ended
