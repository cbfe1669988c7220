"""Kinds of values that records of every file hold: ids, years, percentages, texts on any record."""

from decimal import Decimal
from typing import Annotated, Any, NewType

from annotated_doc import Doc
from msgspec import Struct

from minerva.model.dates import Duration

Id = NewType("Id", str)
YearLabel = NewType("YearLabel", str)
Percentage = NewType("Percentage", Decimal)
Figure = NewType("Figure", Decimal)
"""The value of an indicator: a number in its own unit, never money."""
Band = NewType("Band", Decimal)
"""How far a figure may be from another: 0 or more, in its unit."""

SourceText = Annotated[
    str | None, Doc("Where the fact comes from: a report and its table, minutes, a letter.")
]
NoteText = Annotated[
    str | None, Doc("Anything a reader should know, such as where two sources disagree.")
]


class Delay(Struct, frozen=True):
    """How much later something becomes if a risk happens: 1 in 10 outside at either end."""

    low: Duration
    high: Duration


class Loss(Struct, frozen=True):
    """What it costs if a risk happens: 1 in 10 outside at either end."""

    low: Decimal
    high: Decimal


def optional_texts(record: type[Any]) -> tuple[str, ...]:
    """Return the keys of a record that may hold a text, in its order: `owner`, `note`."""
    return tuple(
        name
        for name, kind in record.__annotations__.items()
        if getattr(kind, "__origin__", None) == str | None
    )
