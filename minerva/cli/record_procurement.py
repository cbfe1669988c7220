"""The commands that record what happens to contracts and procurements."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ChosenRecordFormat,
    DryRun,
    On,
    RecordFormat,
    complete_bidder,
    complete_contract,
    complete_procurement,
    complete_stage,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


@app.command(
    name="serve-notice",
    epilog=examples("minerva serve-notice capita-partnership --on '15 Jan 2014'"),
)
def serve_notice(
    ctx: typer.Context,
    contract: Annotated[
        str,
        typer.Argument(
            metavar="CONTRACT", autocompletion=complete_contract, help="The contract's id."
        ),
    ],
    on: On = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record notice served on a contract.

    Writes `notice_served`.
    """
    from minerva.cli import record_change
    from minerva.recording import contracts
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        record = record_change.find("contract", programme.contracts, contract)
        return contracts.serve_notice(record, read_past_day(on, today))

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    name="withdraw-bidder",
    epilog=examples("minerva withdraw-bidder ito HCL --at isds"),
)
def withdraw_bidder(
    ctx: typer.Context,
    procurement: Annotated[
        str,
        typer.Argument(
            metavar="PROCUREMENT",
            autocompletion=complete_procurement,
            help="The procurement's id.",
        ),
    ],
    bidder: Annotated[
        str,
        typer.Argument(metavar="BIDDER", autocompletion=complete_bidder, help="The bidder's name."),
    ],
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="STAGE",
            autocompletion=complete_stage,
            help="The id of the stage at which it left.",
        ),
    ],
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that a bidder left.

    Writes `out_at`. The bidder counts as in until the stage is passed.
    """
    from minerva.cli import record_change
    from minerva.recording import contracts

    def change(programme: "Programme", _: date) -> "Change":
        record = record_change.find("procurement", programme.procurements, procurement)
        stage = record_change.find("stage", record.stage, at)
        return contracts.withdraw_bidder(record, bidder, stage)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
