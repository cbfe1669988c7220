"""What is recorded of savings: claimed, validated, restated."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ApprovedBy,
    ChosenRecordFormat,
    Cost,
    DryRun,
    On,
    Reason,
    RecordFormat,
    Saving,
    TakesNegative,
    Year,
    complete_saving_or_cost,
    parse_text,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


class State(StrEnum):
    """How sure the rest of a saving is."""

    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    UNDELIVERABLE = "undeliverable"
    WRITTEN_OFF = "written-off"


@app.command(
    cls=TakesNegative,
    epilog=examples(
        "minerva claim health-and-safety '£5,000' --year 2014/15 --evidence Ledger",
        "minerva claim health-and-safety 5k --year 2014/15 --on '1 Dec 2014'",
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
    from minerva.cli import record_change
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount, read_year
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("saving", programme.savings, saving)
        pounds = read_amount(amount, programme.details.currency)
        day = read_past_day(on, today)
        label = read_year(year, programme.details.financial_year_starts)
        return savings.claim(programme, record, pounds, label, evidence, day, today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


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
    from minerva.cli import record_change
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount, read_year
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("saving", programme.savings, saving)
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

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva restate hrd-transformation --full-year 450k --reason 'Posts kept'",
        "minerva restate finance-assurance --year 2015/16=900k --reason 'Late hires'",
        "minerva restate health-and-safety --starts '1 Jun 2015' --reason Leavers",
    ),
)
def restate(
    ctx: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            metavar="SAVING|COST",
            autocompletion=complete_saving_or_cost,
            help="The id of the saving or the cost.",
        ),
    ],
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
    year: Annotated[
        list[str] | None,
        typer.Option(
            "--year",
            metavar="YEAR=AMOUNT",
            help="What it is now to bring, or cost, in a financial year: 2015/16=80k. May be given "
            "more than once.",
        ),
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record the new amount or start of a saving, or cost.

    Also the amount of one that becomes known. Adds a [[saving.forecast]] or [[cost.forecast]];
    what was first agreed stays. A saving that starts with a milestone moves with it and needs no
    --starts.
    """
    from minerva.cli import record_change
    from minerva.model.errors import MinervaError
    from minerva.recording import costs, savings
    from minerva.recording.parse_amounts import read_amount, read_amounts_by_year
    from minerva.recording.parse_dates import read_day, read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        currency = programme.details.currency
        years = read_amounts_by_year(year or [], "--year", programme.details)
        day = read_past_day(on, today)
        if record_change.is_cost(programme, id):
            if full_year is not None or starts is not None:
                raise MinervaError(
                    "a cost has neither a full year nor a start",
                    "give what it comes to in a year: --year 2015/16=60k",
                )
            record = record_change.find("cost", programme.costs, id)
            return costs.restate(programme, record, years, reason, day)
        saving = record_change.find("saving", programme.savings, id)
        pounds = None if full_year is None else read_amount(full_year, currency)
        start = None if starts is None else read_day(starts, today)
        return savings.restate(
            programme, saving, reason, day, full_year=pounds, starts=start, years=years
        )

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva rebudget hrd-transformation --full-year 450k --approved-by Council \\",
        "    --reason 'Budget of February 2015'",
        "minerva rebudget health-and-safety --year 2015/16=90k --from 2015/16 \\",
        "    --approved-by Council --reason 'Budget of 2015' --on '22 Dec 2014'",
    ),
)
def rebudget(
    ctx: typer.Context,
    saving: Saving,
    approved_by: ApprovedBy,
    reason: Reason,
    full_year: Annotated[
        str | None,
        typer.Option(
            "--full-year", metavar="AMOUNT", help="What it is budgeted to save in a full year."
        ),
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--starts", metavar="DAY", help="The day it is budgeted to start.")
    ] = None,
    year: Annotated[
        list[str] | None,
        typer.Option(
            "--year",
            metavar="YEAR=AMOUNT",
            help="What is budgeted for a financial year: 2015/16=80k. May be given more than once.",
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="YEAR",
            help="The first financial year that it changes. Default: the year of --on.",
        ),
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record a saving's budget, formally agreed anew.

    Adds a [[saving.rebudget]]. It changes what is planned from its first year on; years gone by
    keep their budget. What is merely forecast is for `minerva restate`.
    """
    from minerva.cli import record_change
    from minerva.recording import savings
    from minerva.recording.parse_amounts import read_amount, read_amounts_by_year, read_year
    from minerva.recording.parse_dates import read_day, read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("saving", programme.savings, saving)
        currency, starts_on = programme.details.currency, programme.details.financial_year_starts
        return savings.rebudget(
            programme,
            record,
            approved_by,
            reason,
            read_past_day(on, today),
            full_year=None if full_year is None else read_amount(full_year, currency),
            starts=None if starts is None else read_day(starts, today),
            plan=read_amounts_by_year(year or [], "--year", programme.details),
            first=None if first is None else read_year(first, starts_on),
        )

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva state finance-assurance at-risk --by 'Finance partner'",
        "minerva state health-and-safety undeliverable --note 'Judicial review lost'",
    ),
)
def state(
    ctx: typer.Context,
    saving: Saving,
    state: Annotated[
        State,
        typer.Argument(metavar="STATE", help="on-track, at-risk, undeliverable or written-off."),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="TEXT", parser=parse_text, help="Who said so.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="TEXT", parser=parse_text, help="What a reader should know."
        ),
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record how sure the rest of a saving is.

    Adds a [[saving.state]]. An undeliverable or written-off saving brings nothing more than what
    was claimed, until a later statement, state or rebudget.
    """
    from minerva.cli import record_change
    from minerva.recording import savings
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("saving", programme.savings, saving)
        return savings.state(record, state.value, read_past_day(on, today), by=by, note=note)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    cls=TakesNegative,
    epilog=examples(
        "minerva spend severance '£40,000' --year 2014/15 --evidence Ledger",
        "minerva spend severance -5000 --year 2014/15 --evidence 'Paid twice'",
    ),
)
def spend(
    ctx: typer.Context,
    cost: Cost,
    amount: Annotated[
        str,
        typer.Argument(
            metavar="AMOUNT", help="What was spent: 80000, 80,000.50, 80k, 1.2m; or a correction."
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
    """Record money that was spent on a cost.

    Adds a [[cost.spent]]. What was recorded is never changed: a correction is an amount below 0,
    with its evidence.
    """
    from minerva.cli import record_change
    from minerva.recording import costs
    from minerva.recording.parse_amounts import read_amount, read_year
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("cost", programme.costs, cost)
        pounds = read_amount(amount, programme.details.currency)
        day = read_past_day(on, today)
        label = read_year(year, programme.details.financial_year_starts)
        return costs.spend(programme, record, pounds, label, evidence, day)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
