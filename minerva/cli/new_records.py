"""The commands of `add`: new workstreams, milestones, savings and costs."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from minerva.cli.choices import RecordFormat
from minerva.cli.options import examples
from minerva.cli.record_flags import takes_flags

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.additions import Given, Noun
    from minerva.recording.change import Change

new_records = typer.Typer(rich_markup_mode=None)


@new_records.command(
    epilog=examples("minerva add workstream fleet --name Fleet --owner 'Head of Transport'")
)
@takes_flags("workstream")
def workstream(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Add a workstream.

    What is needed and missing is asked for on a terminal.
    """
    add_record(ctx, "workstream", given, format, dry_run=dry_run)


@new_records.command(
    epilog=examples(
        "minerva add milestone ito-exit-plan --workstream ict --name 'Exit plan' \\",
        "    --baseline '27 Feb 2015' --after ito-final-tenders+3weeks",
    )
)
@takes_flags("milestone")
def milestone(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Add a milestone.

    What is needed and missing is asked for on a terminal. Forecasts and new baselines are for
    `minerva reforecast` and `minerva rebaseline`.
    """
    add_record(ctx, "milestone", given, format, dry_run=dry_run)


@new_records.command(
    epilog=examples(
        "minerva add saving licences --workstream ict --name Licences \\",
        "    --full-year 120k --starts-with ito-full-service-start",
        "minerva add saving training --workstream hrd --name Training \\",
        "    --full-year 36,000 --starts 2015-04-01 --plan 2015/16=15k",
    )
)
@takes_flags("saving")
def saving(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Add a saving.

    What is needed and missing is asked for on a terminal. Restatements and claims are for
    `minerva restate` and `minerva claim`.
    """
    add_record(ctx, "saving", given, format, dry_run=dry_run)


@new_records.command(
    epilog=examples(
        "minerva add cost severance --workstream hrd --name Severance \\",
        "    --saving hrd-transformation --budget 2014/15=200k --budget 2015/16=50k",
    )
)
@takes_flags("cost")
def cost(
    ctx: typer.Context, given: "dict[str, Given]", format: RecordFormat, *, dry_run: bool
) -> None:
    """Add a cost: what it takes to bring savings about.

    What is needed and missing is asked for on a terminal. What is spent, and what it is now to
    come to, are for `minerva spend` and `minerva restate`.
    """
    add_record(ctx, "cost", given, format, dry_run=dry_run)


def add_record(
    ctx: typer.Context,
    noun: "Noun",
    flags: "Mapping[str, Given]",
    format: RecordFormat,
    *,
    dry_run: bool,
) -> None:
    """Add a record from what its flags say and, on a terminal, what is asked for."""
    from minerva.cli import record_change
    from minerva.recording import additions

    given = dict(flags)
    if record_change.on_terminal():
        for key in additions.needed(noun):
            if key not in given and key != "raised":
                given[key] = _asked(ctx, noun, key)

    def change(programme: "Programme", today: date) -> "Change":
        return additions.add(programme, noun, given, today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


def _asked(ctx: typer.Context, noun: "Noun", key: str) -> str:
    """Ask for the value of a key until the answer will do; of a workstream, say which there are."""
    from minerva.cli import reading
    from minerva.cli.output import write_error
    from minerva.formats.cells import visible
    from minerva.model.errors import MinervaError
    from minerva.parsing.lookup import find_record
    from minerva.store import read_files, read_programme

    question = f"{key.capitalize()} of the new {noun}"
    if key != "workstream":
        return str(typer.prompt(question, err=True))
    files = read_files(reading.directory(ctx), Path.cwd())
    workstreams = read_programme(files, may_be_empty=True).workstreams
    listed = ", ".join(f"{record.id} ({record.name})" for record in workstreams)
    write_error(f"The workstreams are {visible(listed)}.\n")
    while True:
        answer = str(typer.prompt(question, err=True))
        try:
            return find_record("workstream", workstreams, answer).id
        except MinervaError as error:
            write_error(f"{visible(str(error))}\n")
