"""What is recorded of milestones: completed, expected on another date, given a new baseline."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ApprovedBy,
    ChosenRecordFormat,
    DryRun,
    Milestone,
    On,
    Reason,
    RecordFormat,
    TakesNegative,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


@app.command(
    epilog=examples(
        "minerva complete hrd-consultation",
        "minerva complete hrd-consultation --on '9 Dec 2014'",
        "minerva complete hrd-consultation --on 2014-12-10 --dry-run",
    ),
)
def complete(
    ctx: typer.Context,
    milestone: Milestone,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help="When it was achieved: a day, or as exactly as is known: 2014-12, 2014-W50. "
            "Default: today.",
        ),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Replace the completion that is recorded.")
    ] = False,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that a milestone is achieved.

    Writes `actual`. A completion that is recorded already is replaced with --correct alone. What
    is not over yet is refused; a predecessor that is not complete is pointed out.
    """
    from minerva.cli import record_change
    from minerva.recording import milestones
    from minerva.recording.parse_dates import read_past_window

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        when = read_past_window(on, today, programme.details.financial_year_starts)
        return milestones.complete(programme, record, when, correct=correct)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    cls=TakesNegative,
    epilog=examples(
        "minerva reforecast ito-award '30 Apr 2015' --reason Minutes --on 2014-12-22",
        "minerva reforecast ito-award 2015-05 --reason Minutes --on 2014-12-22",
        "minerva reforecast ito-award +2weeks --carry --reason Vote --on 2014-12-22",
    ),
)
def reforecast(
    ctx: typer.Context,
    milestone: Milestone,
    when: Annotated[
        str,
        typer.Argument(
            metavar="DATE",
            help="The new expected date, or how much later or earlier than the forecast in force: "
            "+10days, +1month, -1week.",
        ),
    ],
    reason: Reason,
    on: On = None,
    carry: Annotated[
        bool,
        typer.Option("--carry", help="Also record the projected date of all that it pushes."),
    ] = False,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record a new expected date.

    Adds a [[milestone.forecast]]; the baseline and older forecasts stay. A milestone with the
    short form `forecast = DATE` is refused: that does not say when it was stated, so write it as
    a [[milestone.forecast]] with its `on` first.
    """
    from minerva.cli import record_change
    from minerva.recording import milestones
    from minerva.recording.parse_dates import read_past_day, read_window_or_delay

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        year_start = programme.details.financial_year_starts
        expected = read_window_or_delay(when, today, year_start)
        day = read_past_day(on, today)
        return milestones.reforecast(programme, record, expected, reason, day, carry=carry)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva rebaseline ito-award 2015-04-30 --approved-by Board \\",
        "    --reason 'Due diligence'",
    ),
)
def rebaseline(
    ctx: typer.Context,
    milestone: Milestone,
    when: Annotated[str, typer.Argument(metavar="DATE", help="The new baseline.")],
    approved_by: ApprovedBy,
    reason: Reason,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record a new baseline, formally agreed.

    Adds a [[milestone.rebaseline]]. Forecasts stated before it no longer count; the first
    baseline stays, and total slippage is counted from it.
    """
    from minerva.cli import record_change
    from minerva.recording import milestones
    from minerva.recording.parse_dates import read_past_day, read_window

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("milestone", programme.milestones, milestone)
        baseline = read_window(when, today, programme.details.financial_year_starts)
        day = read_past_day(on, today)
        return milestones.rebaseline(programme, record, baseline, approved_by, reason, day)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
