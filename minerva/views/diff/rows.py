"""What changed, a figure a row, for a format of plain rows."""

from typing import Final

from minerva.comparison import (
    FIGURES,
    Amounts,
    Comparison,
    DeadlineChange,
    Event,
    MoneyChange,
    ProcurementChange,
)
from minerva.findings import Finding
from minerva.position.procurement import ProcurementPosition
from minerva.views.procurement import stage_id
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
        ("milestone", change.after.record.id, change.after.record.name, None, *field_change)
        for change in changed.milestones
        for field_change in change.changes
    ]
    for changes in changed.milestones:
        known = changes.after.record
        told += [
            ("milestone", known.id, known.name, None, "event", None, event.value)
            for event in changes.events
        ]
        told += [
            ("milestone", known.id, known.name, None, f"{what} of {on}", before, after)
            for what, on, before, after in changes.edits
        ]
    for event, milestones in ((Event.ADDED, changed.added), (Event.REMOVED, changed.removed)):
        for milestone in milestones:
            ends = (
                (None, milestone.projected) if event is Event.ADDED else (milestone.projected, None)
            )
            told.append(
                ("milestone", milestone.record.id, milestone.record.name, None, event.value, *ends)
            )
    for line in (*changed.savings, changed.total):
        what = "total" if line.id is None else "saving"
        if line.fate is not None:
            told.append((what, line.id, line.name, None, "event", None, line.fate))
        told += [
            (what, line.id, line.name, year, figure, amounts.before, amounts.after)
            for year, figure, amounts in moved(line)
        ]
    for deadline in changed.deadlines:
        told += _ends(deadline)
    for procurement in changed.procurements:
        told += _stages(procurement)
    told += [
        (
            "finding",
            finding.subject,
            finding.message,
            None,
            finding.id,
            None,
            finding.severity.value,
        )
        for finding in changed.new
    ]
    told += [
        (
            "finding",
            finding.subject,
            finding.message,
            None,
            finding.id,
            finding.severity.value,
            None,
        )
        for finding in changed.cleared
    ]
    told += [
        (
            *("finding", change.after.subject, change.after.message, None, change.after.id),
            *(_standing(change.before), _standing(change.after)),
        )
        for change in changed.altered
    ]
    told += [("programme", None, None, None, *change) for change in changed.basis]
    return Report(title, [Table(ROW_COLUMNS, told)])


def _standing(finding: Finding) -> str:
    return "waived" if finding.waiver else finding.severity.value


def _ends(change: DeadlineChange) -> list[Row]:
    """Return what changed of a deadline or the end of a contract."""
    was, now = change.before, change.after
    told = now or was
    figures = {
        "float_days": (was and was.float_days, now and now.float_days),
        "uncovered_days": (was and was.uncovered_days, now and now.uncovered_days),
        "date": (was and was.date, now and now.date),
        "milestone": (
            was and was.milestone and was.milestone.id,
            now and now.milestone and now.milestone.id,
        ),
    }
    return [
        (told and told.kind, told and told.id, told and told.name, None, figure, before, after)
        for figure, (before, after) in figures.items()
        if before != after
    ]


def _stages(change: ProcurementChange) -> list[Row]:
    """Return what changed of a procurement: its stage, and who bids."""
    was, now = change.before, change.after
    figures = {
        "stage": (was and stage_id(was), now and stage_id(now)),
        "bidders": (was and _names(was), now and _names(now)),
        "workstream": (was and was.record.workstream, now and now.record.workstream),
    }
    known = change.procurement
    return [
        ("procurement", known.id, known.name, None, figure, before, after)
        for figure, (before, after) in figures.items()
        if before != after
    ]


def _names(procurement: ProcurementPosition) -> str:
    return ", ".join(bidder.name for bidder in procurement.bidders)


def moved(change: MoneyChange) -> list[tuple[str | None, str, Amounts]]:
    """Return what moved: the full-year amount (of no year), then the figures of each year.

    A saving that came or went with nothing to count has its full-year amount all the same.
    """
    amounts: list[tuple[str | None, str, Amounts]] = [(None, "full_year", change.full_year)]
    amounts += [
        (label, figure, figures[figure])
        for label, figures in change.years.items()
        for figure in FIGURES
    ]
    told = [row for row in amounts if row[2].before != row[2].after]
    return amounts[:1] if change.fate and not told else told
