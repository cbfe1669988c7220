"""The slip in working days, beside the one in calendar days, where it is asked for."""

from collections.abc import Sequence
from typing import Final

from minerva.model.working_days import FIRST_YEAR, LAST_YEAR
from minerva.position.milestones import MilestonePosition
from minerva.position.procurement import StagePosition
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Row, Table

KEY: Final = "slippage_working_days"
COLUMN: Final = Column(KEY, "Working days", Kind.SLIP)
NOTE: Final = "Working days: slip without weekends and the bank holidays of England and Wales"
NOT_KNOWN: Final = f"not known before {FIRST_YEAR} and after {LAST_YEAR}"

Slipping = Sequence[MilestonePosition | StagePosition]
"""What may have slipped: milestones, or stages that milestones close."""


def put_working_days(documents: Sequence[Document], slipping: Slipping) -> None:
    """Put the slip in working days at the end of each document."""
    for document, position in zip(documents, slipping, strict=True):
        document[KEY] = position.slippage_working_days


def with_working_days(table: Table, slipping: Slipping) -> Table:
    """Return a table with the slip in working days after the one in days."""
    slips = [position.slippage_working_days for position in slipping]
    return beside(table, "slippage_days", COLUMN, slips)


def beside(
    table: Table,
    days: str,
    column: Column,
    slips: Sequence[int | None],
    total: int | None = None,
) -> Table:
    """Return a table with slips in working days after the column of those in days.

    `total` is that of the row under the others, if the table has one.
    """
    after = table.position_of(days) + 1

    def put(row: Row, slip: int | None) -> Row:
        return [*row[:after], slip, *row[after:]]

    rows = [put(row, slip) for row, slip in zip(table.rows, slips, strict=True)]
    missing = any(row[after] is None and row[after - 1] is not None for row in rows)
    return table._replace(
        columns=[*table.columns[:after], column, *table.columns[after:]],
        rows=rows,
        totals={group: put(row, total) for group, row in table.totals.items()},
        notes=[*table.notes, f"{NOTE}, {NOT_KNOWN}." if missing else f"{NOTE}."],
    )
