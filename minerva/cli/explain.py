"""What a finding or a problem means, from the page that explains them all."""

import re
from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, complete_explanation, examples


@app.command(
    epilog=examples(
        "minerva explain milestone-overdue",
        "minerva explain unknown-key",
        "minerva explain",
    ),
)
def explain(
    ctx: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="FINDING",
            autocompletion=complete_explanation,
            help="The id of a finding or a problem, as it stands in brackets.",
        ),
    ] = None,
    color: ChosenColour = None,
) -> None:
    """Say what a finding or a problem means, and the fix.

    What fires it, an example and how to put it right. Without an id, list them all. `minerva why
    finding ID SUBJECT` says which lines one of the files rests on.
    """
    from minerva.cli import results
    from minerva.cli.output import fail, terminal_width, write
    from minerva.findings.explanations import explanations
    from minerva.formats.screen import explanation as written
    from minerva.model.problems import nearest_hint

    entries = explanations()
    width, colour = terminal_width(), results.colour(ctx)
    if id is None:
        write(written.contents(list(entries.values()), width, colour=colour))
        return
    bracketed = re.search(r"\[(.+)\]", id)
    entry = entries.get(bracketed[1] if bracketed else id)
    if entry is None:
        hint = nearest_hint(id, entries, "`minerva explain` lists them all")
        fail(f'"{id}" is not a finding or a problem', hint)
    write(written.render(entry, width, colour=colour))
