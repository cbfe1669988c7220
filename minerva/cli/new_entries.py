"""The commands of `raise`: new risks, issues, actions and decisions."""

from typing import TYPE_CHECKING

import typer

from minerva.cli.choices import RecordFormat
from minerva.cli.new_records import add_record
from minerva.cli.options import examples
from minerva.cli.record_flags import takes_flags

if TYPE_CHECKING:
    from minerva.recording.additions import Given

new_entries = typer.Typer(rich_markup_mode=None)


@new_entries.command(
    epilog=examples(
        "minerva raise risk due-diligence --name 'Bidders ask for due diligence' \\",
        "    --probability 30 --delay '1 week to 1 month' \\",
        "    --milestones ito-final-tenders",
    )
)
@takes_flags("risk")
def risk(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Raise a risk: what may happen, how likely it is, what it would delay and cost.

    What is needed and missing is asked for on a terminal.
    """
    add_record(ctx, "risk", given, format, dry_run=dry_run)


@new_entries.command(
    epilog=examples("minerva raise issue no-lead --name 'Nobody leads it' --severity high")
)
@takes_flags("issue")
def issue(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Raise an issue: what has happened and has to be settled.

    What is needed and missing is asked for on a terminal.
    """
    add_record(ctx, "issue", given, format, dry_run=dry_run)


@new_entries.command(
    epilog=examples(
        "minerva raise action ask --name 'Ask the bidders' --owner 'Head of ICT' \\",
        "    --due '19 Dec 2014' --about due-diligence",
    )
)
@takes_flags("action")
def action(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Raise an action: what somebody has to do.

    What is needed and missing is asked for on a terminal.
    """
    add_record(ctx, "action", given, format, dry_run=dry_run)


@new_entries.command(
    epilog=examples(
        "minerva raise decision extend --name 'Extend the contract' --owner Cabinet \\",
        "    --needed-by 2015-03",
    )
)
@takes_flags("decision")
def decision(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Raise a decision: what somebody has to decide, and by when.

    What is needed and missing is asked for on a terminal.
    """
    add_record(ctx, "decision", given, format, dry_run=dry_run)
