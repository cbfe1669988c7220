"""Rows of documents as rows of tables: the columns of a single report, read from its JSON."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from minerva.model.dates import format_date, parse_window
from minerva.model.problems import MOST_SHOWN
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.position.milestones import Rating
from minerva.views.table import Column, Kind

Row = Mapping[str, Any]

PROGRAMME: Final = Column("programme", "Programme", of=lambda row: row["programme"])
_EXACT: Final = (Kind.MONEY, Kind.VARIANCE, Kind.PERCENT, Kind.WEIGHT, Kind.SCORE)


def from_documents(columns: Sequence[Column], hidden: Sequence[str] = ()) -> list[Column]:
    """Return columns that take their values from documents, under their own keys."""
    return [
        replace(
            column, of=_reader(column), total=None, shown=column.shown and column.key not in hidden
        )
        for column in columns
    ]


def _reader(column: Column) -> Callable[[Row], Any]:
    return lambda row: value_of(row, column.key, column.kind)


def value_of(row: Row, key: str, kind: Kind) -> Any:
    """Return the value that stands in a document, as a cell of a table has it."""
    value = row.get(key)
    if value is None:
        return None
    if kind is Kind.DATE:
        text = row.get(f"{key}_text")
        if text is None:
            return date.fromisoformat(value)
        try:
            return parse_window(text)
        except ValueError:
            return date.fromisoformat(value)
    if kind is Kind.RATING:
        return Rating(value)
    if kind in _EXACT or isinstance(value, float):
        return Decimal(str(value))
    return value


def piece(*keys: str) -> Callable[[Outcome], Any]:
    """Return what takes a piece of a programme's part; None where it was not read."""

    def take(outcome: Outcome) -> Any:
        found = outcome.part
        for key in keys:
            found = None if found is None else found.get(key)
        return found

    return take


def amount(*keys: str) -> Callable[[Outcome], Decimal | None]:
    """Return what takes an amount of a programme's part, exactly."""
    take = piece(*keys)

    def exact(outcome: Outcome) -> Decimal | None:
        found = take(outcome)
        return None if found is None else Decimal(str(found))

    return exact


def exact(value: Any) -> Decimal | None:
    """Return an amount of a document exactly; None of none."""
    return None if value is None else Decimal(str(value))


def title(gathered: Gathered, what: str) -> str:
    """Return the title of a report of a portfolio."""
    return f"{gathered.name}: {what} as of {format_date(gathered.as_of)}"


def coverage(gathered: Gathered) -> list[str]:
    """Say how many programmes a report is of, and what it lacks of which of them."""
    number, unread = len(gathered.outcomes), gathered.unread
    stale = [outcome.name for outcome in gathered.read if outcome.about["stale"]]
    lines = [f"{number:,} programme{'' if number == 1 else 's'}."]
    if unread:
        named = listed([outcome.name for outcome in unread])
        lines.append(f"Not read, not known and in no total ({len(unread):,}): {named}.")
    if gathered.unnamed:
        lines.append(f"{unnamed_text(gathered.unnamed)}.")
    if stale:
        lines.append(f"Data too old for the day ({len(stale):,}): {listed(stale)}.")
    withheld = [outcome.name for outcome in gathered.read if outcome.part.get("withheld")]
    if withheld:
        lines.append(
            f"Without the scores of tenders that still run ({len(withheld):,}): "
            f"{listed(withheld)}; --with-tender includes them."
        )
    return lines


def unnamed_text(number: int) -> str:
    """Say how many programmes are not named, because nobody knows whether they may be."""
    return (
        f"{number:,} more could not be read, and {'is' if number == 1 else 'are'} not named: "
        f"{'it' if number == 1 else 'each'} may be one that is left out"
    )


def listed(names: Sequence[str]) -> str:
    """Return names in one line; of very many the first, and how many more there are."""
    more = len(names) - MOST_SHOWN
    shown = ", ".join(names[:MOST_SHOWN])
    return f"{shown} and {more:,} more" if more > 0 else shown
