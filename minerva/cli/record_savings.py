"""What is recorded of savings: claimed, validated, restated."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import RecordFormat
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ChosenRecordFormat,
    DryRun,
    On,
    Reason,
    Saving,
    TakesNegative,
    Year,
    parse_text,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


@app.command(
    cls=TakesNegative,
    epilog=examples(
        "minerva claim health-and-safety '£80,000' --year 2014/15 --evidence Ledger",
        "minerva claim health-and-safety 80k --year 2014/15 --on '26 Nov 2014'",
        "minerva claim health-and-safety -5000 --year 2014/15 --evidence 'Paid twice'",
    ),
)
def claim(
    ctx: typer.Context,
    saving: Saving,
    amount: Annotated[
        str,
        typer.Argument(
            metavar="AMOUNT", help="What was saved: 80000, 80,000.50, 80k, 1.2m; or a correction."
        ),
    ],
    year: Year,
    evidence: Annotated[
        str | None,
        typer.Option("--evidence", metavar="TEXT", parser=parse_text, help="What shows it."),
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record money that a saving has brought.

    Adds a [[saving.realised]]. A claim is never changed: a correction is a claim of the other
    sign, with its evidence.
    """
    from minerva.cli import recorded
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount, read_year
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = recorded.find("saving", programme.savings, saving)
        pounds = read_amount(amount, programme.details.currency)
        day = read_past_day(on, today)
        label = read_year(year, programme.details.financial_year_starts)
        return savings.claim(programme, record, pounds, label, evidence, day)

    recorded.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva validate health-and-safety --year 2014/15 --by 'Finance partner'",
        "minerva validate health-and-safety --year 2014/15 --by 'Finance partner' \\",
        "    --claim 2 --amount 90k",
    ),
)
def validate(
    ctx: typer.Context,
    saving: Saving,
    year: Year,
    by: Annotated[
        str,
        typer.Option("--by", metavar="TEXT", parser=parse_text, help="Who confirmed it."),
    ],
    amount: Annotated[
        str | None,
        typer.Option(
            "--amount", metavar="AMOUNT", help="The part that was confirmed. Default: all of it."
        ),
    ] = None,
    claim: Annotated[
        int | None,
        typer.Option(
            "--claim",
            metavar="N",
            min=1,
            help="Only the Nth claim of the saving, in the order of the file.",
        ),
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that finance confirmed a claim.

    Writes `validated` to every claim of the year that is not validated yet, or to the one of
    --claim. A part, with --amount, is of one claim and never exceeds it.
    """
    from minerva.cli import recorded
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount, read_year
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = recorded.find("saving", programme.savings, saving)
        part = None if amount is None else read_amount(amount, programme.details.currency)
        return savings.validate(
            programme,
            record,
            read_year(year, programme.details.financial_year_starts),
            by,
            read_past_day(on, today),
            amount=part,
            number=claim,
        )

    recorded.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva restate hrd-transformation --full-year 450k --reason 'Posts kept'",
        "minerva restate ict-retender --full-year 250k --reason 'The award'",
        "minerva restate health-and-safety --starts '1 Jun 2015' --reason Leavers",
    ),
)
def restate(
    ctx: typer.Context,
    saving: Saving,
    reason: Reason,
    full_year: Annotated[
        str | None,
        typer.Option(
            "--full-year",
            metavar="AMOUNT",
            help="What it is now to save in a full year: also an amount that becomes known.",
        ),
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--starts", metavar="DAY", help="The day it is now to start.")
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record the new amount or start of a saving.

    Also the amount of one that becomes known. Adds a [[saving.forecast]]; what was first agreed
    stays. A saving that starts with a milestone moves with it and needs no --starts.
    """
    from minerva.cli import recorded
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount
    from minerva.recording.parse_dates import read_day, read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = recorded.find("saving", programme.savings, saving)
        pounds = None if full_year is None else read_amount(full_year, programme.details.currency)
        start = None if starts is None else read_day(starts, today)
        day = read_past_day(on, today)
        return savings.restate(programme, record, reason, day, full_year=pounds, starts=start)

    recorded.carry_out(ctx, change, format, dry_run=dry_run)
