"""The options that commands share, each declared once."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Optional

import typer

from minerva.cli.choices import Colour, Format, Units


def parse_day(text: str) -> date:
    """Read the date of `--as-of` and its like."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise typer.BadParameter(f"{text!r} is not a date: write it as 2014-12-09")
    try:
        when = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day of the calendar") from None
    from minerva.model.dates import EARLIEST, LATEST

    if not EARLIEST <= when <= LATEST:
        raise typer.BadParameter(f"{text} is out of range: {EARLIEST.year} to {LATEST.year}")
    return when


def parse_level(text: str) -> Decimal:
    """Read a probability in percent, above 0 and below 100."""
    try:
        level = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        level = Decimal(0)
    if not level.is_finite() or not 0 < level < 100:
        raise typer.BadParameter(f"{text!r} is not a percentage above 0 and below 100: write 80")
    return level


def remember_colour(ctx: typer.Context, choice: Colour | None) -> Colour | None:
    """Keep the colour asked for, wherever on the command line it stands; the last one holds."""
    if choice is not None:
        ctx.find_root().ensure_object(dict)["colour"] = choice.value
    return choice


def remember_ids(ctx: typer.Context, wanted: bool) -> bool:
    """Keep whether tables are to show ids."""
    if wanted:
        ctx.find_root().ensure_object(dict)["ids"] = True
    return wanted


def offered(records: Iterable[Any], incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of records with their names and, once something is typed, names with ids."""
    from minerva.parsing.lookup import name_of

    both = [(record.id, name_of(record)) for record in records]
    ids = [(id, name) for id, name in both if id.startswith(incomplete)]
    typed = len(incomplete)
    names = [
        (incomplete + name[typed:], id)  # in the capitals that were typed: Typer drops any other
        for id, name in both
        if typed and name != id and name[:typed].lower() == incomplete.lower()
    ]
    return ids + names


def complete_workstream(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the workstreams of the programme, by id and by name."""
    from minerva.cli.reading import read

    try:
        return offered(read(ctx).workstreams, incomplete)
    except Exception:
        return []


def complete_milestone(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the milestones of the programme, by id and by name."""
    from minerva.cli.reading import read

    try:
        return offered(read(ctx).milestones, incomplete)
    except Exception:
        return []


def complete_owner(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer those whom the records name as owners."""
    from minerva.cli.reading import read
    from minerva.position.scope import owners_of

    try:
        owners = owners_of(read(ctx))
    except Exception:
        return []
    return [owner for owner in owners if incomplete.casefold() in owner.casefold()]


def complete_explanation(incomplete: str) -> list[str]:
    """Offer the ids that there is an explanation of."""
    from minerva.findings.explanations import explanations

    return [id for id in explanations() if id.startswith(incomplete)]


def examples(*commands: str) -> str:
    """Return the end of a command's help: commands to try, each on a line of its own."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


AsOf = Annotated[
    Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
    typer.Option(
        "--as-of",
        metavar="DATE",
        parser=parse_day,
        help="Show what was known on this day (YYYY-MM-DD). Default: today.",
    ),
]
Rev = Annotated[
    str | None,
    typer.Option(
        "--rev",
        metavar="REV",
        help="Read the files as they were at this git revision: a tag, a branch, HEAD~3.",
    ),
]
Workstreams = Annotated[
    list[str] | None,
    typer.Option(
        "--workstream",
        "-w",
        metavar="ID",
        autocompletion=complete_workstream,
        help="Only this workstream, by id or name. May be given more than once.",
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="NAME",
        autocompletion=complete_owner,
        help="Only what this person owns: their name, or a part of it.",
    ),
]
WorkingDays = Annotated[
    bool,
    typer.Option(
        "--working-days",
        help="Also show the slip in working days: no weekends and bank holidays of England and "
        "Wales.",
    ),
]
InUnits = Annotated[
    Units,
    typer.Option(
        "--units",
        help="What tables have money in, rounded so that rows add up. JSON and CSV stay exact.",
    ),
]
WithTender = Annotated[
    bool,
    typer.Option(
        "--with-tender",
        help="Also show the scores, prices and ranking of tenders that still run.",
    ),
]
Everything = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Show every row of every year: also those that are 0, and years that are as the one "
        "before.",
    ),
]
Ids = Annotated[
    bool,
    typer.Option(
        "--ids", callback=remember_ids, help="Tables also show the ids; CSV and JSON have them."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that minerva did not make.")]
ChosenFormat = Annotated[Format, typer.Option("--format", "-f", help="How to write the report.")]
ChosenColour = Annotated[
    Colour | None,
    typer.Option("--color", callback=remember_colour, help="When to write colour. Default: auto."),
]
ChosenLevel = Annotated[
    Optional[Decimal],  # noqa: UP045 - typer reads it with a parser of its own
    typer.Option(
        "--level",
        metavar="PERCENT",
        parser=parse_level,
        help="The probability to plan on. Default: `level` of [confidence], else 80.",
    ),
]
WithoutRisks = Annotated[
    bool,
    typer.Option("--without-risks", help="As if none of the risks in the register happened."),
]
