"""What is recorded of entries of the register once they are raised, and what people say."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import (
    ChosenRecordFormat,
    DryRun,
    On,
    RecordFormat,
    complete_entry,
    parse_text,
)

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


class Severity(StrEnum):
    """How much an issue matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class StatedRating(StrEnum):
    """A rating that somebody gives."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Response(StrEnum):
    """What is done about a risk."""

    TREAT = "treat"
    TOLERATE = "tolerate"
    TRANSFER = "transfer"
    TERMINATE = "terminate"


Entry = Annotated[
    str, typer.Argument(metavar="ID", autocompletion=complete_entry, help="The entry's id.")
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="What it is, where several have the same id."),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", parser=parse_text, help="What was found.")
]


@app.command(
    epilog=examples(
        "minerva review due-diligence --probability 60 --by 'Programme board'",
        "minerva review no-lead --severity medium",
    )
)
def review(
    ctx: typer.Context,
    id: Entry,
    on: On = None,
    probability: Annotated[
        str | None,
        typer.Option("--probability", metavar="PERCENT", help="How likely the risk is now."),
    ] = None,
    delay: Annotated[
        str | None,
        typer.Option("--delay", metavar="TIME[ to TIME]", help="What it would delay by."),
    ] = None,
    money: Annotated[
        str | None,
        typer.Option("--money", metavar="AMOUNT[ to AMOUNT]", help="What it would cost."),
    ] = None,
    response: Annotated[
        Response | None, typer.Option("--response", help="What is done about the risk.")
    ] = None,
    severity: Annotated[
        Severity | None, typer.Option("--severity", help="How much the issue matters now.")
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DATE", help="When the issue has to be settled."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHO", parser=parse_text, help="Who looked at it."),
    ] = None,
    note: Note = None,
    kind: Kind = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record a look at a risk or an issue.

    Adds a [[risk.review]] or an [[issue.review]]. What is not given stays as it was stated.
    """
    from minerva.cli import record_change
    from minerva.model.errors import MinervaError
    from minerva.recording import register
    from minerva.recording.parse_dates import read_past_day

    of_kind = {
        "risk": {
            "probability": probability,
            "delay": delay,
            "money": money,
            "response": response and response.value,
        },
        "issue": {"severity": severity and severity.value, "due": due},
    }
    both = {"by": by, "note": note}

    def change(programme: "Programme", today: date) -> "Change":
        name, entry = register.find_entry(programme, list(of_kind), id, kind)
        for other, flags in of_kind.items():
            wrong = [flag for flag, value in flags.items() if value is not None]
            if other != name and wrong:
                raise MinervaError(
                    f"--{wrong[0]} says nothing of {entry.id}: it is of kind {name}, not {other}",
                    f"leave out --{wrong[0]}",
                )
        given = {key: text for key, text in {**of_kind[name], **both}.items() if text is not None}
        return register.review(programme, name, entry, given, read_past_day(on, today), today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva close due-diligence --happened",
        "minerva close extend --outcome 'Extended by a year' --on 2014-12-22",
        "minerva close ict --kind workstream",
    )
)
def close(
    ctx: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=complete_entry,
            help="The id of the entry or of the workstream.",
        ),
    ],
    on: On = None,
    outcome: Annotated[
        str | None,
        typer.Option("--outcome", metavar="TEXT", parser=parse_text, help="What was decided."),
    ] = None,
    resolution: Annotated[
        str | None,
        typer.Option(
            "--resolution", metavar="TEXT", parser=parse_text, help="How the issue was settled."
        ),
    ] = None,
    happened: Annotated[
        bool, typer.Option("--happened", help="The risk is closed because it happened.")
    ] = False,
    kind: Kind = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record that an entry or a workstream is closed.

    Writes `closed`, of an action `done`, of a decision `made`.
    """
    from minerva.cli import record_change
    from minerva.recording import register
    from minerva.recording.parse_dates import read_past_day

    given = {"outcome": outcome, "resolution": resolution, "happened": happened or None}
    said = {key: value for key, value in given.items() if value is not None}
    kinds = ["risk", "issue", "action", "decision", "workstream"]

    def change(programme: "Programme", today: date) -> "Change":
        name, entry = register.find_entry(programme, kinds, id, kind)
        return register.close(name, entry, read_past_day(on, today), said)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)


@app.command(
    epilog=examples(
        "minerva assess ict 'Tenders are in; the award may slip.' \\",
        "    --rating amber --by 'Head of ICT'",
    )
)
def assess(
    ctx: typer.Context,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="The id of the programme, a workstream, milestone, saving or procurement.",
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", parser=parse_text, help="How it stands.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", parser=parse_text, help="Who says so.")],
    rating: Annotated[
        StatedRating | None, typer.Option("--rating", help="The rating that they give it.")
    ] = None,
    on: On = None,
    kind: Kind = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Record what somebody says of a part of it.

    Adds an [[assessment]]. A rating stands beside the one that is worked out, never instead of it.
    """
    from minerva.cli import record_change
    from minerva.recording import register
    from minerva.recording.parse_dates import read_past_day

    def change(programme: "Programme", today: date) -> "Change":
        return register.assess(
            programme,
            subject,
            text,
            by,
            read_past_day(on, today),
            rating and rating.value,
            kind,
        )

    record_change.carry_out(ctx, change, format, dry_run=dry_run)
