"""What changes without slipping: cancelled, linked, moved, renamed, closed, given an owner."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, complete_milestone, complete_workstream, examples
from minerva.cli.record_options import (
    ApprovedBy,
    ChosenRecordFormat,
    DryRun,
    Milestone,
    On,
    Reason,
    RecordFormat,
    complete_owned,
    parse_text,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change

After = Annotated[
    str,
    typer.Option(
        "--after",
        metavar="MILESTONE",
        autocompletion=complete_milestone,
        help="The milestone that comes first.",
    ),
]
Workstream = Annotated[
    str,
    typer.Argument(
        metavar="WORKSTREAM",
        autocompletion=complete_workstream,
        help="The workstream's id or name.",
    ),
]
Subject = Annotated[
    str,
    typer.Argument(
        metavar="SUBJECT",
        autocompletion=complete_owned,
        help="Its id, or its name or a part of it.",
    ),
]


@app.command(
    epilog=examples(
        "minerva cancel rb-support-starts --approved-by Board --reason 'Not needed'",
    ),
)
def cancel(
    ctx: typer.Context,
    milestone: Milestone,
    approved_by: ApprovedBy,
    reason: Reason,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that a milestone is given up.

    Writes `cancelled`. From its day on the milestone is in no count and holds nothing back; on
    earlier days it stands as it stood.
    """
    from minerva.cli import record_change
    from minerva.recording import arrangements
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        day = read_past_day(on, today)
        return arrangements.cancel(programme, record, approved_by, reason, day)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva link fa-arrangements --after rb-savings-in-place",
        "minerva link rb-support-starts --after 'Contract award' --lag '6 months'",
    ),
)
def link(
    ctx: typer.Context,
    milestone: Milestone,
    after: After,
    lag: Annotated[
        str | None,
        typer.Option("--lag", metavar="TIME", help="How long after it: '2 weeks', '6 months'."),
    ] = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that a milestone comes after another.

    Writes `after`. Given again with another --lag, it changes how long after.
    """
    from minerva.cli import record_change
    from minerva.model.dates import parse_duration
    from minerva.recording import arrangements

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        before = record_change.find("milestone", programme.milestones, after)
        wait = None if lag is None else parse_duration(lag)
        return arrangements.link(programme, record, before, wait)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(epilog=examples("minerva unlink ito-award --after ito-evaluation"))
def unlink(
    ctx: typer.Context,
    milestone: Milestone,
    after: After,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that a milestone no longer comes after another."""
    from minerva.cli import record_change
    from minerva.recording import arrangements

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        before = record_change.find("milestone", programme.milestones, after)
        return arrangements.unlink(record, before)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples("minerva move hrd-transformation finance-assurance --reason 'Reorganised'"),
)
def move(
    ctx: typer.Context,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            autocompletion=complete_owned,
            help="The milestone or the saving: its id, or its name or a part of it.",
        ),
    ],
    workstream: Workstream,
    reason: Reason,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Hand a milestone or a saving over to another workstream.

    Adds a [[milestone.moved]] or a [[saving.moved]]; on earlier days it belongs where it was.
    """
    from minerva.cli import record_change
    from minerva.recording import arrangements
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        records: list[Any] = [*programme.milestones, *programme.savings]
        record = record_change.find("milestone or saving", records, subject)
        to = record_change.find("workstream", programme.workstreams, workstream)
        return arrangements.move(programme, record, to, reason, read_past_day(on, today))

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(epilog=examples("minerva rename ict 'Digital services' --on '1 Dec 2014'"))
def rename(
    ctx: typer.Context,
    workstream: Workstream,
    name: Annotated[str, typer.Argument(metavar="NAME", parser=parse_text, help="The new name.")],
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Give a workstream another name.

    Reports on earlier days show the name that it had then.
    """
    from minerva.cli import record_change
    from minerva.recording import arrangements
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("workstream", programme.workstreams, workstream)
        return arrangements.rename(record, name, read_past_day(on, today))

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(epilog=examples("minerva assign ito-award 'Head of Procurement'"))
def assign(
    ctx: typer.Context,
    subject: Subject,
    owner: Annotated[
        str, typer.Argument(metavar="OWNER", parser=parse_text, help="Who is responsible.")
    ],
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Say who is responsible for something.

    Writes `owner` to a workstream, milestone, saving, cost, contract, procurement or entry of the
    register. It has no date: today's owner is shown on every day.
    """
    from minerva.cli import record_change
    from minerva.recording import arrangements
    from minerva.recording.ownership import owned

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("record with an owner", owned(programme), subject)
        return arrangements.assign(record, owner)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
