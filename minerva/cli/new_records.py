"""The commands of `add` and `raise`: what each says of its record, and how it adds one."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer
from msgspec import Struct

from minerva.cli.options import examples
from minerva.cli.record_flags import with_flags
from minerva.cli.record_options import RecordFormat
from minerva.recording.additions import Noun

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change
    from minerva.recording.given import Given

_ASKED: Final = "What is needed and missing is asked for on a terminal."


class NewRecord(Struct, frozen=True):
    """What the help of a command says: what it adds, commands to try, and what is for others."""

    about: str
    examples: Sequence[str]
    others: str = ""


COMMANDS: Final[Mapping[str, Mapping[Noun, NewRecord]]] = {
    "add": {
        "workstream": NewRecord(
            "Add a workstream.",
            ["minerva add workstream fleet --name Fleet --owner 'Head of Transport'"],
        ),
        "milestone": NewRecord(
            "Add a milestone.",
            [
                "minerva add milestone ito-exit-plan --workstream ict --name 'Exit plan' \\",
                "    --baseline '27 Feb 2015' --after ito-final-tenders+3weeks",
            ],
            "Without --baseline it has no date yet: `minerva rebaseline` gives it its first. "
            "Forecasts and new baselines are for `minerva reforecast` and `minerva rebaseline`.",
        ),
        "saving": NewRecord(
            "Add a saving.",
            [
                "minerva add saving licences --workstream ict --name Licences \\",
                "    --full-year 120k --starts-with ito-full-service-start",
                "minerva add saving training --workstream hrd --name Training \\",
                "    --full-year 36,000 --starts 2015-04-01 --plan 2015/16=15k",
            ],
            "Restatements and claims are for `minerva restate` and `minerva claim`.",
        ),
        "cost": NewRecord(
            "Add a cost: what it takes to bring savings about.",
            [
                "minerva add cost severance --workstream hrd --name Severance \\",
                "    --saving hrd-transformation --budget 2014/15=200k --budget 2015/16=50k",
            ],
            "What is spent, and what it is now to come to, are for `minerva spend` and `minerva "
            "restate`.",
        ),
        "procurement": NewRecord(
            "Add a procurement: a contract being bought, stage by stage.",
            [
                "minerva add procurement vans --workstream ict --name Vans \\",
                "    --procedure open --regime 'PA 2023' --value 1.2m",
            ],
            "Its stages, bidders and bids are for `minerva add stage`, `add bidder` and `add bid`; "
            "how bids are scored is written in the file.",
        ),
        "stage": NewRecord(
            "Add a stage at the end of a procurement.",
            [
                "minerva add stage ito handover --name Handover --opens 'Contract award' \\",
                "    --closes 2015-11-01",
            ],
            "It opens and closes on a date or with a milestone.",
        ),
        "bidder": NewRecord(
            "Add a bidder to a procurement.",
            ["minerva add bidder ito Northway"],
            "That one leaves is for `minerva withdraw-bidder`.",
        ),
        "bid": NewRecord(
            "Add a bid to a procurement: what a bidder offered, and how it was scored.",
            ["minerva add bid ito Fujitsu --price 12.5m --on '19 Dec 2014'"],
            "A price with several parts is given part by part: --price Fixed=85k --price Hour=60.",
        ),
        "contract": NewRecord(
            "Add a contract in force.",
            [
                "minerva add contract cleaning --supplier Northway --expires 2016-03-31 \\",
                "    --notice '6 months' --notice-for extension",
            ],
            "That notice is served later is for `minerva serve-notice`.",
        ),
        "option": NewRecord(
            "Add an option that was appraised.",
            [
                "minerva add option shared-hr --name 'Shared HR' --decision open \\",
                "    --annual-saving '100k to 150k' --investment 400k",
            ],
        ),
    },
    "raise": {
        "risk": NewRecord(
            "Raise a risk: what may happen, how likely it is, what it would delay and cost.",
            [
                "minerva raise risk due-diligence --name 'Bidders ask for due diligence' \\",
                "    --probability 30 --delay '1 week to 1 month' \\",
                "    --milestones ito-final-tenders",
            ],
        ),
        "issue": NewRecord(
            "Raise an issue: what has happened and has to be settled.",
            ["minerva raise issue no-lead --name 'Nobody leads it' --severity high"],
        ),
        "action": NewRecord(
            "Raise an action: what somebody has to do.",
            [
                "minerva raise action ask --name 'Ask the bidders' --owner 'Head of ICT' \\",
                "    --due '19 Dec 2014' --about due-diligence",
            ],
        ),
        "decision": NewRecord(
            "Raise a decision: what somebody has to decide, and by when.",
            [
                "minerva raise decision extend --name 'Extend the contract' --owner Cabinet \\",
                "    --needed-by 2015-03",
            ],
        ),
    },
}
"""The records that each of the two groups of commands adds."""


def commands_of(group: str | None) -> typer.Typer:
    """Return the commands of `add` or of `raise`: one for each record, with its flags."""
    made = typer.Typer(rich_markup_mode=None)
    for noun, record in COMMANDS[str(group)].items():
        text = f"{record.about}\n\n{_ASKED} {record.others}".strip()
        command = made.command(name=noun, help=text, epilog=examples(*record.examples))
        command(with_flags(noun, add_record))
    return made


def add_record(
    ctx: typer.Context,
    noun: Noun,
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
            if key not in given and key != additions.today_key(noun):
                given[key] = _asked(ctx, noun, key, given)

    def change(programme: "Programme", today: date) -> "Change":
        return additions.add(programme, noun, given, today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


def _asked(ctx: typer.Context, noun: Noun, key: str, given: "Mapping[str, Given]") -> str:
    """Ask for the value of a key until an answer will do; of a reference, say which there are."""
    from minerva.cli import reading
    from minerva.cli.output import write_error
    from minerva.formats.cells import visible
    from minerva.model.errors import MinervaError
    from minerva.parsing.lookup import name_of
    from minerva.recording import additions
    from minerva.recording.given import records_of
    from minerva.store import read_files, read_programme

    files = read_files(reading.directory(ctx), Path.cwd())
    programme, today = read_programme(files, may_be_empty=True), reading.today()
    target = additions.referred(noun).get(key)
    if target is not None:
        within = None if key == "procurement" else additions.procurement_of(programme, noun, given)
        records = records_of(programme, within)[target]
        listed = ", ".join(
            record.id if name_of(record) == record.id else f"{record.id} ({name_of(record)})"
            for record in records
        )
        write_error(f"The {target}s are {visible(listed)}.\n" if listed else f"No {target}s yet.\n")
    question = f"{key.replace('_', ' ').capitalize()} of the new {noun}"
    while True:
        answer = str(typer.prompt(question, err=True))
        try:
            additions.read_answer(programme, noun, key, answer, given, today)
        except MinervaError as error:
            hint = f": {error.hint}" if error.hint else ""
            write_error(f"{visible(f'{error.message}{hint}')}\n")
        else:
            return answer
