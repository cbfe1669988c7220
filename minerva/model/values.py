"""Kinds of values that records of every file hold: ids, years, percentages, texts on any record."""

from decimal import Decimal
from typing import Annotated, NewType

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
