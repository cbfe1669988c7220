"""Kinds of values that records of every file hold: ids, years, percentages, texts on any record."""

from decimal import Decimal
from typing import Annotated, Any, NewType

from annotated_doc import Doc

Id = NewType("Id", str)
YearLabel = NewType("YearLabel", str)
Percentage = NewType("Percentage", Decimal)

SourceText = Annotated[
    str | None, Doc("Where the fact comes from: a report and its table, minutes, a letter.")
]
NoteText = Annotated[
    str | None, Doc("Anything a reader should know, such as where two sources disagree.")
]


def optional_texts(record: type[Any]) -> tuple[str, ...]:
    """Return the keys of a record that may hold a text, in its order: `owner`, `note`."""
    return tuple(
        name
        for name, kind in record.__annotations__.items()
        if getattr(kind, "__origin__", None) == str | None
    )
