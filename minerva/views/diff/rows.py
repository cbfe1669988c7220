"""What changed, a figure a row, for a format of plain rows."""

from typing import Final

from minerva.comparison import (
    FIGURES,
    Amounts,
    Comparison,
    Event,
    MoneyChange,
)
from minerva.views.table import Column, Report, Row, Table

ROW_COLUMNS: Final = (
    Column("what", "What"),
    Column("id", "Id"),
    Column("name", "Name"),
    Column("year", "Year"),
    Column("field", "Figure"),
    Column("from", "From"),
    Column("to", "To"),
)


def rows(changed: Comparison, title: str) -> Report:
    """Return every figure that changed as a row of one table, for a format of plain rows."""
    told: list[Row] = [
        ("milestone", one.after.milestone.id, one.after.milestone.name, None, *change)
        for one in changed.milestones
        for change in one.changes
    ]
    for event, ones in ((Event.ADDED, changed.added), (Event.REMOVED, changed.removed)):
        for one in ones:
            ends = (None, one.projected) if event is Event.ADDED else (one.projected, None)
            told.append(
                ("milestone", one.milestone.id, one.milestone.name, None, event.value, *ends)
            )
    for line in (*changed.savings, changed.total):
        what = "total" if line.id is None else "saving"
        told += [
            (what, line.id, line.name, year, figure, amounts.before, amounts.after)
            for year, figure, amounts in moved(line)
        ]
    for deadline in changed.deadlines:
        was, now = deadline.before, deadline.after
        one_of = now or was
        if one_of is not None:
            floats = (was and was.float_days, now and now.float_days)
            told.append((one_of.kind, one_of.id, one_of.name, None, "float_days", *floats))
    told += [
        ("finding", one.subject, one.message, None, one.id, None, one.severity.value)
        for one in changed.new
    ]
    told += [
        ("finding", one.subject, one.message, None, one.id, one.severity.value, None)
        for one in changed.cleared
    ]
    return Report(title, [Table(ROW_COLUMNS, told)])


def moved(one: MoneyChange) -> list[tuple[str | None, str, Amounts]]:
    """Return what moved: the full-year amount (of no year), then the figures of each year."""
    amounts: list[tuple[str | None, str, Amounts]] = [(None, "full_year", one.full_year)]
    amounts += [
        (label, figure, figures[figure])
        for label, figures in one.years.items()
        for figure in FIGURES
    ]
    return [row for row in amounts if row[2].before != row[2].after]
