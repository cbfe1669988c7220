"""The command that accepts a finding for a while."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ApprovedBy,
    ChosenRecordFormat,
    DryRun,
    Reason,
    RecordFormat,
    complete_subject,
    complete_waivable,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


@app.command(
    epilog=examples(
        "minerva waive milestone-overdue hrd-posts-filled --until '28 Feb 2015' \\",
        "    --reason 'Two posts re-advertised' --approved-by 'Programme board'",
    ),
)
def waive(
    ctx: typer.Context,
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING",
            autocompletion=complete_waivable,
            help="The finding's id, as `minerva check` shows it in brackets.",
        ),
    ],
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            autocompletion=complete_subject,
            help="The id of the milestone, saving, contract or procurement that it is about.",
        ),
    ],
    until: Annotated[
        str,
        typer.Option("--until", metavar="DAY", help="The last day it is accepted on."),
    ],
    reason: Reason,
    approved_by: ApprovedBy,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Accept a finding for a while.

    Adds a [[waiver]]: until the end of the day the finding is a note with the reason.
    """
    from minerva.cli import record_change
    from minerva.recording import acceptance
    from minerva.recording.parse_dates import read_day

    def change(programme: "Programme", today: date) -> "Change":
        last = read_day(until, today)
        return acceptance.waive(programme, finding, subject, last, reason, approved_by, today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
