"""The slip in working days, beside the one in calendar days, where it is asked for."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from minerva.model.working_days import FIRST_YEAR, LAST_YEAR
from minerva.position.milestones import MilestonePosition, UndatedMilestone
from minerva.position.procurement import StagePosition
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Table

KEY: Final = "slippage_working_days"
NOTE: Final = "Working days: slip without weekends and the bank holidays of England and Wales"
NOT_KNOWN: Final = f"not known before {FIRST_YEAR} and after {LAST_YEAR}"

Slipping = MilestonePosition | UndatedMilestone | StagePosition
"""What may have slipped: a milestone, or a stage that a milestone closes."""


def put_working_days(documents: Sequence[Document], slipping: Sequence[Slipping]) -> None:
    """Put the slip in working days at the end of each document."""
    for document, position in zip(documents, slipping, strict=True):
        document[KEY] = position.slippage_working_days


def with_working_days(table: Table, of: Callable[[Any], Slipping]) -> Table:
    """Return a table with the slip in working days after the one in days.

    `of` takes what may have slipped from what a row is about.
    """
    column = Column(
        KEY, "Working days", Kind.SLIP, lambda subject: of(subject).slippage_working_days
    )
    return beside(table, "slippage_days", column)


def beside(table: Table, days: str, column: Column) -> Table:
    """Return a table with slips in working days after the column of those in days."""
    after = table.position_of(days) + 1
    columns = [*table.columns[:after], column, *table.columns[after:]]
    wider = replace(table, columns=columns)
    missing = any(row[after] is None and row[after - 1] is not None for row in wider.rows)
    note = f"{NOTE}, {NOT_KNOWN}." if missing else f"{NOTE}."
    return replace(wider, notes=[*table.notes, note])
