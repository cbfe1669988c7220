"""The register and the indicators: two reports on what is neither a milestone nor money."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format, RegisterOf
from minerva.cli.options import (
    AsOf,
    ChosenColour,
    ChosenFormat,
    Ids,
    Owner,
    Rev,
    Workstreams,
    examples,
)


@app.command(
    epilog=examples(
        "minerva register",
        "minerva register risks --as-of 2014-12-22",
        "minerva register actions --all --format csv",
    ),
)
def register(
    ctx: typer.Context,
    kind: Annotated[
        RegisterOf | None,
        typer.Argument(
            metavar="[KIND]",
            help="Only these: risks, issues, actions or decisions. Default: all four.",
        ),
    ] = None,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also show what is closed, done or decided.")
    ] = False,
    ids: Ids = False,
    format: ChosenFormat = Format.TABLE,
    color: ChosenColour = None,
) -> None:
    """Risks, issues, actions and decisions, the worst first.

    What is open on the day, as last reviewed by then. Risks go by the days and the money that are
    to be expected of them; actions and decisions by how long they are overdue.
    """
    from minerva.cli import reading, results
    from minerva.views import register as view

    position = reading.load(ctx, as_of, workstream, rev, owner)
    kinds = [name for name in view.KINDS if kind is None or name == kind.value]
    report = view.rows if format is Format.CSV else view.report
    results.emit(
        ctx,
        position,
        format,
        lambda: view.document(position, kinds, everything=everything),
        lambda: report(position, kinds, everything=everything),
    )


@app.command(
    epilog=examples(
        "minerva indicators",
        "minerva indicators --as-of 2014-12-09 --format json",
    ),
)
def indicators(
    ctx: typer.Context,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    ids: Ids = False,
    format: ChosenFormat = Format.TABLE,
    color: ChosenColour = None,
) -> None:
    """Indicators: target, actual, direction of travel.

    With the value before, the rating, what others have, and every period in small. They are in
    units of their own, and in no sum of money.
    """
    from minerva.cli import reading, results
    from minerva.views import indicators as view

    position = reading.load(ctx, as_of, workstream, rev, owner)
    results.emit(
        ctx, position, format, lambda: view.document(position), lambda: view.report(position)
    )
