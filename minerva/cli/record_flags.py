"""The flags of a new record: one for each of its keys, from what the record says of them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from inspect import Parameter, signature
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import typer

from minerva.cli.options import ChosenColour, complete_milestone, complete_workstream
from minerva.cli.record_options import (
    ChosenRecordFormat,
    DryRun,
    RecordFormat,
    complete_bidder,
    complete_procurement,
    complete_saving,
    complete_stage,
    parse_text,
)
from minerva.model.dates import Duration, Window
from minerva.model.programme import (
    Amounts,
    Count,
    Id,
    Offer,
    Percentage,
    Predecessor,
    Score,
    YearLabel,
)
from minerva.model.values import Delay, Loss
from minerva.recording.additions import PARTS, Noun, fields, own_key, referred, today_key
from minerva.store.kinds import MOST_CHOICES
from minerva.store.schema import Field

_METAVARS: Final[Mapping[Any, str]] = {
    Window: "DATE",
    date: "DAY",
    Duration: "TIME",
    Decimal: "AMOUNT",
    Percentage: "PERCENT",
    Delay: "TIME[ to TIME]",
    Loss: "AMOUNT[ to AMOUNT]",
    Amounts: "AMOUNT[ to AMOUNT]",
    Offer: "AMOUNT",
    Count: "NUMBER",
    Id: "ID",
    str: "TEXT",
}
_OFFERED: Final[Mapping[str, Callable[..., Any]]] = {
    "workstream": complete_workstream,
    "milestone": complete_milestone,
    "saving": complete_saving,
    "procurement": complete_procurement,
    "stage": complete_stage,
    "bidder": complete_bidder,
}
_NAMES: Final = {"raised": "--on"}
"""The flags that are not called as their keys."""
_OPPOSITES: Final = {"recurring": "one-off"}
"""What a key that is true or false is called when it is false; else `not-` before it."""


Add = Callable[..., None]
"""What adds a record: it takes the context, the noun, what was given by the keys, the format."""


def with_flags(noun: Noun, add: Add) -> Callable[..., None]:
    """Return a command with a flag for each key of a new record, which hands them on."""

    def run(
        ctx: typer.Context,
        dry_run: DryRun = False,
        format: ChosenRecordFormat = RecordFormat.TABLE,
        color: ChosenColour = None,
        **flags: Any,
    ) -> None:
        given = {key: value for key, value in flags.items() if value is not None}
        add(ctx, noun, given, format, dry_run=dry_run)

    ctx, *rest, _ = signature(run).parameters.values()
    own = [_parameter(noun, field) for field in fields(noun)]
    whole = [_procurement()] if noun in PARTS else []
    ordered = sorted(own, key=lambda parameter: parameter.name != own_key(noun))
    extended = signature(run).replace(parameters=[ctx, *whole, *ordered, *rest])
    run.__signature__ = extended  # type: ignore[attr-defined]  # what Typer reads
    return run


def _procurement() -> Parameter:
    text = "The procurement that it is part of: its id, or its name or a part of it."
    hint = Annotated[
        str | None,
        typer.Argument(metavar="PROCUREMENT", help=text, autocompletion=complete_procurement),
    ]
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Parameter("procurement", kind, default=None, annotation=hint)


def _parameter(noun: Noun, field: Field) -> Parameter:
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Parameter(field.key, kind, default=None, annotation=_annotation(noun, field))


def _annotation(noun: Noun, field: Field) -> Any:
    """Return what Typer is to know of a key: its type on a command line, its name and its help."""
    hint = next((part for part in get_args(field.hint) if part in _METAVARS), field.hint)
    is_today = field.key == today_key(noun)
    text = field.text + (" Needed." if field.needed and not is_today else "")
    text += " Default: today." if is_today else ""
    offer = _OFFERED.get(referred(noun).get(field.key, ""))
    if field.key == own_key(noun):
        help_text = _ID if field.key == "id" else text
        argument = typer.Argument(metavar=field.key.upper(), help=help_text, autocompletion=offer)
        return Annotated[str | None, argument]
    name = _NAMES.get(field.key, f"--{field.key.replace('_', '-')}")
    if hint is bool:
        opposite = _OPPOSITES.get(field.key, f"not-{field.key}")
        return Annotated[bool | None, typer.Option(f"{name}/--{opposite}", help=text)]
    if choices := _choices(field.hint):
        words = get_args(choices)
        listed = f" One of: {', '.join(words)}." if len(words) > MOST_CHOICES else ""
        metavar = field.key.upper() if listed else None
        return Annotated[choices | None, typer.Option(name, metavar=metavar, help=text + listed)]
    is_either = {Window, Id} <= set(get_args(field.hint))
    if field.many is not None or get_origin(hint) in (tuple, Mapping) or hint is Offer:
        return Annotated[
            list[str] | None,
            typer.Option(
                name,
                metavar=_many(field),
                help=f"{text} May be given more than once.",
                autocompletion=complete_milestone if field.nested is Predecessor else None,
            ),
        ]
    return Annotated[
        str | None,
        typer.Option(
            name,
            metavar="DATE|MILESTONE" if is_either else _METAVARS[hint],
            help=text,
            parser=parse_text if hint is str else None,
            autocompletion=complete_milestone if is_either else offer,
        ),
    ]


_ID: Final = "Its id: lower-case words with hyphens, kept for good. Needed."


def _choices(hint: Any) -> Any:
    """Return the words that a key may have, as a type; None where it may have others."""
    return next((part for part in (hint, *get_args(hint)) if get_origin(part) is Literal), None)


def _many(field: Field) -> str:
    """Return how one of several values of a key is written."""
    if field.nested is Predecessor:
        return "ID[+TIME]"
    if field.many is tuple:
        return "ID"
    if Offer in get_args(field.hint):
        return "[PART=]AMOUNT"
    name, value = get_args(field.hint)
    return f"{'YEAR' if name is YearLabel else 'TEXT'}={'SCORE' if value is Score else 'AMOUNT'}"
