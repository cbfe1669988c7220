"""What changed, a figure a row, for a format of plain rows."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from minerva.comparison import (
    FIGURES,
    Amounts,
    BidChange,
    Comparison,
    DeadlineChange,
    Event,
    MoneyChange,
    ProcurementChange,
)
from minerva.findings import Finding
from minerva.position.procurement import ProcurementPosition
from minerva.views.procurement import stage_id
from minerva.views.table import Cell, Column, Report, Table

ROW_COLUMNS: Final = (
    Column("what", "What", of=lambda row: row.what),
    Column("id", "Id", of=lambda row: row.id),
    Column("name", "Name", of=lambda row: row.name),
    Column("year", "Year", of=lambda row: row.year),
    Column("field", "Figure", of=lambda row: row.figure),
    Column("from", "From", of=lambda row: row.before),
    Column("to", "To", of=lambda row: row.after),
)


class FigureRow(Struct, frozen=True):
    """A figure that changed: of what, of which year, from what to what."""

    what: str | None
    id: str | None
    name: str | None
    figure: str
    before: Cell
    after: Cell
    year: str | None = None


def rows(changed: Comparison, title: str) -> Report:
    """Return every figure that changed as a row of one table, for a format of plain rows."""
    found = [
        *_milestone_rows(changed),
        *_saving_rows(changed),
        *(row for change in changed.deadlines for row in _deadline_rows(change)),
        *(row for change in changed.procurements for row in _procurement_rows(change)),
        *_workstream_rows(changed),
        *_finding_rows(changed),
        *(FigureRow("programme", None, None, *change) for change in changed.basis),
    ]
    return Report(title, [Table(ROW_COLUMNS, found)])


def _milestone_rows(changed: Comparison) -> Iterator[FigureRow]:
    for change in changed.milestones:
        record = change.after.record
        for field, before, after in change.changes:
            yield FigureRow("milestone", record.id, record.name, field, before, after)
    for change in changed.milestones:
        record = change.after.record
        for event in change.events:
            yield FigureRow("milestone", record.id, record.name, "event", None, event.value)
        for what, on, stated, instead in change.edits:
            yield FigureRow("milestone", record.id, record.name, f"{what} of {on}", stated, instead)
    for milestone in changed.added:
        record, added = milestone.record, Event.ADDED.value
        yield FigureRow("milestone", record.id, record.name, added, None, milestone.projected)
    for milestone in changed.removed:
        record = milestone.record
        gone = record.id in changed.after.cancelled
        removed = "cancelled" if gone else Event.REMOVED.value
        yield FigureRow("milestone", record.id, record.name, removed, milestone.projected, None)


def _saving_rows(changed: Comparison) -> Iterator[FigureRow]:
    for line in (*changed.savings, changed.total):
        what = "total" if line.id is None else "saving"
        if line.event is not None:
            yield FigureRow(what, line.id, line.name, "event", None, line.event)
        for year, figure, amounts in moved_amounts(line):
            yield FigureRow(what, line.id, line.name, figure, amounts.before, amounts.after, year)


def _workstream_rows(changed: Comparison) -> Iterator[FigureRow]:
    for change in changed.workstreams:
        if change.event is not None:
            yield FigureRow("workstream", change.id, change.name, "event", None, change.event)
        for field, before, after in change.changes:
            yield FigureRow("workstream", change.id, change.name, field, before, after)


def _finding_rows(changed: Comparison) -> Iterator[FigureRow]:
    def row(finding: Finding, before: str | None, after: str | None) -> FigureRow:
        return FigureRow("finding", finding.subject, finding.message, finding.id, before, after)

    for finding in changed.new:
        yield row(finding, None, finding.severity.value)
    for finding in changed.cleared:
        yield row(finding, finding.severity.value, None)
    for change in changed.altered:
        yield row(change.after, _standing(change.before), _standing(change.after))


def _standing(finding: Finding) -> str:
    return "waived" if finding.waiver else finding.severity.value


def _deadline_rows(change: DeadlineChange) -> Iterator[FigureRow]:
    """Yield what changed of a deadline or the end of a contract."""
    before, after, end = change.before, change.after, change.fixed_date
    figures: dict[str, tuple[Cell, Cell]] = {
        "float_days": (before and before.float_days, after and after.float_days),
        "uncovered_days": (before and before.uncovered_days, after and after.uncovered_days),
        "date": (before and before.date, after and after.date),
        "milestone": (
            before and before.milestone and before.milestone.id,
            after and after.milestone and after.milestone.id,
        ),
    }
    for figure, (former, latter) in figures.items():
        if former != latter:
            yield FigureRow(end.kind, end.id, end.name, figure, former, latter)


def _procurement_rows(change: ProcurementChange) -> Iterator[FigureRow]:
    """Yield what changed of a procurement: its stage, and who bids."""
    before, after, record = change.before, change.after, change.procurement
    figures: dict[str, tuple[Cell, Cell]] = {
        "stage": (before and stage_id(before), after and stage_id(after)),
        "bidders": (before and _names(before), after and _names(after)),
        "workstream": (before and before.record.workstream, after and after.record.workstream),
    }
    for figure, (former, latter) in figures.items():
        if former != latter:
            yield FigureRow("procurement", record.id, record.name, figure, former, latter)
    for bid in change.bids:
        for figure, (former, latter) in _bid_figures(bid).items():
            if former != latter:
                yield FigureRow("bid", record.id, bid.bidder, figure, former, latter)


def _bid_figures(change: BidChange) -> dict[str, tuple[Cell, Cell]]:
    before, after = change.before, change.after
    return {
        "rank": (before and before.rank, after and after.rank),
        "status": (before and before.status, after and after.status),
        "total": (before and before.total, after and after.total),
    }


def _names(procurement: ProcurementPosition) -> str:
    return ", ".join(bidder.name for bidder in procurement.bidders)


def moved_amounts(change: MoneyChange) -> list[tuple[str | None, str, Amounts]]:
    """Return what moved: the full-year amount (of no year), then the figures of each year.

    A saving that came or went with nothing to count has its full-year amount all the same.
    """
    amounts: list[tuple[str | None, str, Amounts]] = [(None, "full_year", change.full_year)]
    amounts += [
        (label, figure, figures[figure])
        for label, figures in change.years.items()
        for figure in FIGURES
    ]
    moved = [row for row in amounts if row[2].before != row[2].after]
    return amounts[:1] if change.event and not moved else moved
