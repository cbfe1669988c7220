"""Dates by the quarter, once it is known when the programme's financial years begin.

A file is read by itself, and takes `2025/26-Q3` for a quarter of a year that begins on 1 April.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minerva.model.dates import Window, YearStart
from minerva.model.errors import MinervaError
from minerva.model.problems import Problem
from minerva.model.source import Location
from minerva.store.documents import Documents, label_of
from minerva.store.schema import key_of, names_of
from minerva.store.tables import PROGRAMME, Document

Refuse = Callable[[Location, MinervaError], None]


def give_quarters_their_days(documents: Documents, problems: list[Problem]) -> None:
    """Give each quarter in the files the days that it has in the programme's own years.

    One that is no quarter of them is added to `problems`. Where the programme's years are not
    known, because its file could not be read, nothing changes.
    """
    [details] = documents.of(PROGRAMME) or [None]
    if details is None:
        return

    def settled(record: Any) -> Any:
        name = label_of(record) if len(record.location.path) > 1 else f"[{record.location.path[0]}]"

        def refuse(location: Location, error: MinervaError) -> None:
            message = f"{name}: {error.message}"
            problems.append(Problem("wrong-value", message, location, error.hint, value=True))

        return with_own_quarters(record, details.financial_year_starts, refuse)

    for document in documents.all:
        if has_quarters(document):
            for records in document.records.values():
                records[:] = map(settled, records)


def has_quarters(document: Document) -> bool:
    """Tell whether a file may have a date by the quarter in it."""
    return "-Q" in document.source.text


def with_own_quarters(record: Any, starts: YearStart, refuse: Refuse = lambda *_: None) -> Any:
    """Return a record with the days that its quarters have where financial years start so.

    A quarter that is none of these years is handed to `refuse` with its place, and stays.
    """

    def settled(value: Any, at: Location) -> Any:
        if isinstance(value, Window):
            try:
                return starts.own_quarter(value)
            except MinervaError as error:
                refuse(at, error)
                return value
        if isinstance(value, Mapping):
            return {name: settled(inner, at.at(name)) for name, inner in value.items()}
        if hasattr(value, "location"):
            return with_own_quarters(value, starts, refuse)
        if type(value) is tuple:
            return tuple(settled(inner, at.at(number)) for number, inner in enumerate(value))
        return value

    fields = {name: getattr(record, name) for name in names_of(type(record))}
    return replace(
        record,
        **{
            name: settled(value, record.location.at(key_of(name))) for name, value in fields.items()
        },
    )
