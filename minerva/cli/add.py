"""New workstreams, milestones and savings: a flag for each key of the record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import Answering, app
from minerva.cli.choices import Category, RecordFormat
from minerva.cli.options import ChosenColour, complete_milestone, complete_workstream, examples
from minerva.cli.record_options import ChosenRecordFormat, DryRun, parse_text

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.additions import Given, Noun
    from minerva.recording.change import Change

add = typer.Typer(
    name="add",
    cls=Answering,
    help="Add a workstream, milestone or saving.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(add)

NewId = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="Its id: lower-case words with hyphens, kept for good."),
]
Name = Annotated[
    str | None,
    typer.Option("--name", metavar="TEXT", parser=parse_text, help="The name in reports. Needed."),
]
InWorkstream = Annotated[
    str | None,
    typer.Option(
        "--workstream",
        metavar="ID",
        autocompletion=complete_workstream,
        help="The workstream it belongs to. Needed.",
    ),
]
Owner = Annotated[
    str | None,
    typer.Option("--owner", metavar="TEXT", parser=parse_text, help="Who answers for it."),
]
Ref = Annotated[
    str | None,
    typer.Option(
        "--ref", metavar="TEXT", parser=parse_text, help="Its reference in another system: UID 12."
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="TEXT", parser=parse_text, help="Where the fact comes from: minutes."
    ),
]
Note = Annotated[
    str | None,
    typer.Option("--note", metavar="TEXT", parser=parse_text, help="What a reader should know."),
]


@add.command(
    epilog=examples("minerva add workstream fleet --name Fleet --owner 'Head of Transport'")
)
def workstream(
    ctx: typer.Context,
    id: NewId = None,
    name: Name = None,
    owner: Owner = None,
    description: Annotated[
        str | None,
        typer.Option("--description", metavar="TEXT", parser=parse_text, help="What it is about."),
    ] = None,
    source: Source = None,
    note: Note = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Add a workstream.

    What is needed and missing is asked for on a terminal.
    """
    given = {
        "id": id,
        "name": name,
        "owner": owner,
        "description": description,
        "source": source,
        "note": note,
    }
    _add(ctx, "workstream", given, format, dry_run=dry_run)


@add.command(
    epilog=examples(
        "minerva add milestone ito-exit-plan --workstream ict --name 'Exit plan' \\",
        "    --baseline '27 Feb 2015' --after ito-final-tenders+3weeks",
    )
)
def milestone(
    ctx: typer.Context,
    id: NewId = None,
    workstream: InWorkstream = None,
    name: Name = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="DATE", help="The date first agreed. Needed."),
    ] = None,
    tolerance: Annotated[
        str | None,
        typer.Option("--tolerance", metavar="TIME", help="How late it may be: '2 weeks'."),
    ] = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", metavar="DATE", help="A date that cannot move.")
    ] = None,
    deadline_reason: Annotated[
        str | None,
        typer.Option("--deadline-reason", metavar="TEXT", parser=parse_text, help="Why it cannot."),
    ] = None,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after",
            metavar="ID",
            autocompletion=complete_milestone,
            help="What has to be reached first, and how long before: ID or ID+3weeks. May be "
            "given more than once.",
        ),
    ] = None,
    actual: Annotated[
        str | None,
        typer.Option("--actual", metavar="DATE", help="When it was achieved, if it has been."),
    ] = None,
    ref: Ref = None,
    owner: Owner = None,
    source: Source = None,
    note: Note = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Add a milestone.

    What is needed and missing is asked for on a terminal. Forecasts and new baselines are for
    `minerva reforecast` and `minerva rebaseline`.
    """
    given = {
        "id": id,
        "workstream": workstream,
        "name": name,
        "baseline": baseline,
        "tolerance": tolerance,
        "deadline": deadline,
        "deadline_reason": deadline_reason,
        "after": after,
        "actual": actual,
        "ref": ref,
        "owner": owner,
        "source": source,
        "note": note,
    }
    _add(ctx, "milestone", given, format, dry_run=dry_run)


@add.command(
    epilog=examples(
        "minerva add saving licences --workstream ict --name Licences \\",
        "    --full-year 120k --starts-with ito-full-service-start",
        "minerva add saving training --workstream hrd --name Training \\",
        "    --full-year 36,000 --starts 2015-04-01 --plan 2015/16=15k",
    )
)
def saving(
    ctx: typer.Context,
    id: NewId = None,
    workstream: InWorkstream = None,
    name: Name = None,
    category: Annotated[
        Category | None, typer.Option("--category", help="What kind of saving it is.")
    ] = None,
    cashable: Annotated[
        bool | None,
        typer.Option("--cashable/--not-cashable", help="Whether it takes money out of a budget."),
    ] = None,
    recurring: Annotated[
        bool | None,
        typer.Option("--recurring/--one-off", help="Whether it comes each year, or once."),
    ] = None,
    full_year: Annotated[
        str | None,
        typer.Option(
            "--full-year",
            metavar="AMOUNT",
            help="What it saves in a full year. Leave it out while it is not known.",
        ),
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--starts", metavar="DAY", help="The day it takes effect.")
    ] = None,
    starts_with: Annotated[
        str | None,
        typer.Option(
            "--starts-with",
            metavar="ID",
            autocompletion=complete_milestone,
            help="The milestone it takes effect with, in place of --starts.",
        ),
    ] = None,
    known_with: Annotated[
        str | None,
        typer.Option(
            "--known-with",
            metavar="ID",
            autocompletion=complete_milestone,
            help="The milestone that settles an amount which is not known.",
        ),
    ] = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            "--plan",
            metavar="YEAR=AMOUNT",
            help="What is planned for a year: 2014/15=80k. May be given more than once.",
        ),
    ] = None,
    one_off_cost: Annotated[
        str | None,
        typer.Option("--one-off-cost", metavar="AMOUNT", help="What it costs once to achieve."),
    ] = None,
    components: Annotated[
        list[str] | None,
        typer.Option(
            "--components",
            metavar="TEXT=AMOUNT",
            help="A part of the amount: Insurance=20k. May be given more than once.",
        ),
    ] = None,
    ref: Ref = None,
    source: Source = None,
    note: Note = None,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Add a saving.

    What is needed and missing is asked for on a terminal. Restatements and claims are for
    `minerva restate` and `minerva claim`.
    """
    given = {
        "id": id,
        "workstream": workstream,
        "name": name,
        "category": category and category.value,
        "cashable": cashable,
        "recurring": recurring,
        "full_year": full_year,
        "starts": starts,
        "starts_with": starts_with,
        "known_with": known_with,
        "plan": plan,
        "one_off_cost": one_off_cost,
        "components": components,
        "ref": ref,
        "source": source,
        "note": note,
    }
    _add(ctx, "saving", given, format, dry_run=dry_run)


def _add(
    ctx: typer.Context,
    noun: "Noun",
    flags: Mapping[str, str | bool | Sequence[str] | None],
    format: RecordFormat,
    *,
    dry_run: bool,
) -> None:
    """Add a record from what its flags say and, on a terminal, what is asked for."""
    from minerva.cli import recorded
    from minerva.recording import additions

    shortened = recorded.on_terminal()
    given: dict[str, Given] = {key: value for key, value in flags.items() if value is not None}
    if shortened:
        for key in additions.needed(noun):
            if key not in given:
                given[key] = typer.prompt(f"{key.capitalize()} of the new {noun}", err=True)

    def change(programme: "Programme", today: date) -> "Change":
        return additions.add(programme, noun, given, today, shortened=shortened)

    recorded.carry_out(ctx, change, format, dry_run=dry_run)
