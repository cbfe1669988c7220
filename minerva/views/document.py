"""The plain values of a JSON document: days, windows, money and ratios as machines read them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from minerva.model.dates import Window
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.position.rounding import round_fraction
from minerva.position.scores import PLACES
from minerva.views.table import Cell, Column, Kind

SCHEMA_VERSION: Final = 1

Document = dict[str, Any]


def heading(position: Position) -> Document:
    """Return the keys that every document begins with."""
    return {"schema_version": SCHEMA_VERSION, "as_of": position.as_of}


def put_window(document: Document, key: str, window: Window | None) -> None:
    """Put a window's latest day under a key and, unless it is one day, its text beside it."""
    document[key] = window and window.latest
    if window is not None and window.text is not None:
        document[f"{key}_text"] = window.text


def entries(
    columns: Sequence[Column], subjects: Iterable[Any], keys: Sequence[str]
) -> list[Document]:
    """Return parts of a document, one a subject: the values of the columns of these keys in order.

    A table and a document thus say the same of the same thing.
    """
    by_key = {column.key: column for column in columns}
    subjects = list(subjects)
    documents: list[Document] = [{} for _ in subjects]
    for key in keys:  # a column at a time: most hold nothing but plain values
        column = by_key[key]
        values = list(map(column.of, subjects))
        if _PLAIN.issuperset(map(type, values)):
            for document, value in zip(documents, values, strict=True):
                document[key] = value
        else:
            for document, value in zip(documents, values, strict=True):
                put_value(document, key, value, column.kind)
    return documents


def put_value(document: Document, key: str, value: Cell, kind: Kind) -> None:
    """Put a cell's value under a key as JSON has it."""
    if type(value) in _PLAIN:
        document[key] = value
    elif isinstance(value, Window):
        put_window(document, key, value)
    elif isinstance(value, Enum):
        document[key] = value.value
    elif isinstance(value, Decimal):
        document[key] = _NUMBERS.get(kind, money)(value)
    elif isinstance(value, Fraction):
        document[key] = points(value) if kind in (Kind.SCORE, Kind.WEIGHT) else ratio(value)
    else:
        document[key] = value


def money(amount: Decimal | None) -> int | float | None:
    """Return an amount of at most two decimals as a JSON number.

    The one place where money is a float, because JSON has no other number with decimals.
    Amounts are read up to 13 digits before the point; with two behind it a float holds the
    15 exactly, and prints just those.
    """
    if amount is None:
        return None
    whole = int(amount)
    return whole if whole == amount else float(amount)


@lru_cache(maxsize=65536)
def money_of_pence(amount: int | None) -> int | float | None:
    """Return whole pence as a JSON number of pounds."""
    if amount is None:
        return None
    return amount / 100 if amount % 100 else amount // 100


def ratio(value: Fraction | None) -> float | None:
    """Return a ratio as a fraction rounded to 4 places."""
    return None if value is None else round(float(value), 4)


def points(value: Fraction | None, places: int = PLACES) -> int | float | None:
    """Return points, or a weight in percent, rounded to so many places; a half goes up."""
    if value is None:
        return None
    rounded = round_fraction(value, places)
    return int(rounded) if rounded == int(rounded) else float(rounded)


def percent(value: Decimal | None) -> float | None:
    """Return a percentage rounded to 2 places."""
    return None if value is None else float(round(value, 2))


def next_milestone(milestone: MilestonePosition | None) -> Document | None:
    """Return what says which milestone comes next, and when."""
    if milestone is None:
        return None
    document: Document = {"id": milestone.record.id, "name": milestone.record.name}
    put_window(document, "forecast", milestone.forecast)
    return document


_PLAIN: Final = {str, int, bool, type(None)}
"""What JSON has as it is."""

_NUMBERS: Final[Mapping[Kind, Callable[[Decimal], int | float | None]]] = {
    Kind.PERCENT: percent,
    Kind.SLIP: float,
}
"""What makes a JSON number of a decimal that is no money."""
