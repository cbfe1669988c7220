"""The check that a build depends on."""

from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import CheckFormat, Format
from minerva.cli.options import AsOf, ChosenColour, Workstreams, examples


@app.command(
    epilog=examples(
        "minerva check",
        "minerva check --as-of 2014-12-09 --format json",
        "minerva -C plans/minerva check --workstream ict",
    )
)
def check(
    ctx: typer.Context,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    format: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = CheckFormat.TEXT,
    color: ChosenColour = None,
) -> None:
    """Find what is overdue, out of tolerance or past its deadline, and point at the line.

    Exit status: 0 when no error is found, 1 when one is, 2 when the files cannot be trusted.
    """
    from minerva.cli import session
    from minerva.findings import Severity, findings_at
    from minerva.views import check as view

    position = session.load(ctx, as_of, workstream)
    found = findings_at(position)
    failed = any(one.severity is Severity.ERROR for one in found)
    if format is CheckFormat.TEXT:
        from minerva.formats import text

        session.emit_text(
            position, text.findings(view.headline(position), found, colour=session.colour(ctx))
        )
    else:
        session.emit(
            ctx,
            position,
            Format(format.value),
            lambda: view.document(position, found, failed=failed),
            lambda: view.report(position, found),
        )
    if failed:
        raise typer.Exit(1)
