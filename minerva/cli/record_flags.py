"""The flags of a new record: one for each of its keys, from what the record says of them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import update_wrapper
from inspect import Parameter, signature
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import typer

from minerva.cli.choices import RecordFormat
from minerva.cli.options import ChosenColour, complete_milestone, complete_workstream
from minerva.cli.record_options import (
    ChosenRecordFormat,
    DryRun,
    complete_saving,
    parse_text,
)
from minerva.model.dates import Duration, Window
from minerva.model.programme import Id, Percentage, Predecessor, YearLabel
from minerva.model.register import Delay, Loss
from minerva.recording.additions import Noun, fields, referred
from minerva.store.schema import Field

_METAVARS: Final[Mapping[Any, str]] = {
    Window: "DATE",
    date: "DAY",
    Duration: "TIME",
    Decimal: "AMOUNT",
    Percentage: "PERCENT",
    Delay: "TIME[ to TIME]",
    Loss: "AMOUNT[ to AMOUNT]",
    Id: "ID",
    str: "TEXT",
}
_OFFERED: Final[Mapping[str, Callable[..., Any]]] = {
    "workstream": complete_workstream,
    "milestone": complete_milestone,
    "saving": complete_saving,
}
_NAMES: Final = {"raised": "--on"}
"""The flags that are not called as their keys."""
_OPPOSITES: Final = {"recurring": "one-off"}
"""What a key that is true or false is called when it is false; else `not-` before it."""


def takes_flags(noun: Noun) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command a flag for each key of a new record; it takes what was given by the keys."""

    def extend(command: Callable[..., None]) -> Callable[..., None]:
        def run(
            ctx: typer.Context,
            dry_run: DryRun = False,
            format: ChosenRecordFormat = RecordFormat.TABLE,
            color: ChosenColour = None,
            **flags: Any,
        ) -> None:
            given = {key: value for key, value in flags.items() if value is not None}
            command(ctx, given, format, dry_run=dry_run)

        ctx, *rest, _ = signature(run).parameters.values()
        own = [_parameter(noun, field) for field in fields(noun)]
        extended = signature(run).replace(parameters=[ctx, *own, *rest])
        update_wrapper(run, command, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
        run.__signature__ = extended  # type: ignore[attr-defined]  # what Typer reads
        return run

    return extend


def _parameter(noun: Noun, field: Field) -> Parameter:
    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Parameter(field.key, kind, default=None, annotation=_annotation(noun, field))


def _annotation(noun: Noun, field: Field) -> Any:
    """Return what Typer is to know of a key: its type on a command line, its name and its help."""
    hint = next((part for part in get_args(field.hint) if part in _METAVARS), field.hint)
    text = field.text + (" Needed." if field.needed and field.key != "raised" else "")
    text += " Default: today." if field.key == "raised" else ""
    if field.key == "id":
        return Annotated[str | None, typer.Argument(metavar="ID", help=_ID)]
    name = _NAMES.get(field.key, f"--{field.key.replace('_', '-')}")
    if hint is bool:
        opposite = _OPPOSITES.get(field.key, f"not-{field.key}")
        return Annotated[bool | None, typer.Option(f"{name}/--{opposite}", help=text)]
    if choices := _choices(field.hint):
        return Annotated[choices | None, typer.Option(name, help=text)]
    if field.many is not None or get_origin(hint) in (tuple, Mapping):
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
            metavar=_METAVARS[hint],
            help=text,
            parser=parse_text if hint is str else None,
            autocompletion=_OFFERED.get(referred(noun).get(field.key, "")),
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
    return "YEAR=AMOUNT" if get_args(field.hint)[0] is YearLabel else "TEXT=AMOUNT"
