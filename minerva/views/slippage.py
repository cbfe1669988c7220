"""The slippage: which milestones moved, by how much, how often and why, the worst first."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from minerva.model.dates import Window
from minerva.position import Position
from minerva.position.measures import Counts, execution_index, hit_rate
from minerva.position.milestones import MilestonePosition
from minerva.views.document import Document, heading, percent, put_window, ratio
from minerva.views.milestones import COLUMNS as MILESTONE_COLUMNS
from minerva.views.milestones import milestone_document, milestone_row
from minerva.views.opening import measures, title
from minerva.views.table import Column, Kind, Report, Row, Table
from minerva.views.working_days import put_working_days, with_working_days

_SHOWN: Final = ("name", "baseline", "expected", "slippage_days", "total_slippage_days", "rating")
COLUMNS: Final = tuple(
    column._replace(shown=column.key in _SHOWN or bool(column.under))
    for column in MILESTONE_COLUMNS
)
WORKSTREAM_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Workstream"),
    Column("total", "Milestones", Kind.COUNT),
    Column("complete", "Complete", Kind.COUNT),
    Column("slipped", "Slipped", Kind.COUNT),
    Column("worst_days", "Worst", Kind.SLIP),
    Column("mean_days", "Mean", Kind.SLIP),
)
HISTORY_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Milestone"),
    Column("on", "Stated", Kind.DATE),
    Column("what", "As"),
    Column("date", "Date", Kind.DATE),
    Column("moved_days", "Moved", Kind.SLIP),
    Column("reason", "Reason"),
)


def document(position: Position, *, history: bool = False, working_days: bool = False) -> Document:
    """Return the slippage as a JSON document.

    With `history`, what was stated when and why; with `working_days`, the slip in these too.
    """
    late = worst_first(position)
    milestones = [milestone_document(milestone) for milestone in late]
    if history:
        for milestone, entry in zip(late, milestones, strict=True):
            entry["history"] = [
                _statement(on, what, window, moved, reason)
                for on, what, window, moved, reason in stated(milestone)
            ]
    if working_days:
        put_working_days(milestones, late)
    workstreams = []
    for part in position.workstreams:
        workstreams.append(
            {
                "id": part.workstream.id,
                "name": part.workstream.name,
                "total": part.counts.total,
                "complete": part.counts.complete,
                "slipped": part.counts.slipped,
                "worst_days": part.counts.worst_days,
                "mean_days": mean_days(part.counts),
            }
        )
    return heading(position) | {
        "hit_rate": ratio(hit_rate(position.milestones)),
        "bei": ratio(execution_index(position.milestones)),
        "workstreams": workstreams,
        "milestones": milestones,
        "measures": {
            "worst_days": position.counts.worst_days,
            "mean_days": mean_days(position.counts),
            "tolerance_used_percent": percent(most_tolerance_used(position)),
            "spi_t": ratio(position.schedule_index),
        },
    }


def report(position: Position, *, history: bool = False, working_days: bool = False) -> Report:
    """Return the milestones that moved, the worst first, then each workstream and the whole."""
    names = {workstream.id: workstream.name for workstream in position.programme.workstreams}
    late = worst_first(position)
    moved = Table(
        COLUMNS,
        [
            milestone_row(position, milestone, names[milestone.record.workstream])
            for milestone in late
        ],
        title="Moved from their baseline",
        empty="No milestone has moved from its baseline.",
    )
    if working_days:
        moved = with_working_days(moved, late)
    tables = [moved, _workstreams(position)]
    if history:
        tables.append(_history(late))
    return Report(title(position, "slippage"), tables, [measures(position), schedule(position)])


def mean_days(of: Counts) -> float | None:
    """Return the mean slip as JSON has it."""
    return None if of.mean_days is None else float(of.mean_days)


def schedule(position: Position) -> str:
    """Say the measures of the schedule that are about days."""
    counts, index, used = position.counts, position.schedule_index, most_tolerance_used(position)
    if counts.worst_days is None or counts.mean_days is None:
        return "No milestones to measure."
    spent = f"{used.quantize(Decimal(1), ROUND_HALF_UP)}%" if used is not None else "n/a"
    return (
        f"Slip at worst {counts.worst_days:+,} days, on average {counts.mean_days:+,.1f}; "
        f"tolerance used at most {spent}; "
        f"SPI(t) {'n/a' if index is None else f'{float(index):.2f}'}."
    )


def most_tolerance_used(position: Position) -> Decimal | None:
    """Return the largest part of a tolerance that is used, in percent; None where none is."""
    used = [milestone.tolerance_used for milestone in position.milestones]
    return max((amount for amount in used if amount is not None), default=None)


def worst_first(position: Position) -> list[MilestonePosition]:
    """Return the milestones that moved from their baseline or are overdue, the latest first."""
    moved = [
        milestone
        for milestone in position.milestones
        if milestone.slippage_days or milestone.overdue
    ]
    return sorted(moved, key=lambda milestone: -milestone.slippage_days)


def stated(milestone: MilestonePosition) -> list[tuple[date | None, str, Window, int, str | None]]:
    """Return what was stated of a milestone by the day: when, as what, the date, the move, why.

    The move is in days from the date stated before, whether as a forecast or as a baseline.
    """
    record = milestone.record
    statements = [(f.on, "forecast", f.date, f.reason) for f in record.forecast]
    statements += [(b.on, "baseline", b.date, b.reason) for b in record.rebaseline]
    history = []
    before = record.baseline
    for on, what, when, reason in sorted(statements, key=_stated_on):
        if on is None or on <= milestone.as_of:
            history.append((on, what, when, (when.latest - before.latest).days, reason))
            before = when
    return history


def _stated_on(statement: tuple[date | None, str, Window, str | None]) -> date:
    """Return when something was stated; what has no day was stated before all that has one."""
    return statement[0] or date.min


def _statement(
    on: date | None, what: str, window: Window, moved: int, reason: str | None
) -> Document:
    document: Document = {"on": on, "what": what}
    put_window(document, "date", window)
    return document | {"moved_days": moved, "reason": reason}


def _workstreams(position: Position) -> Table:
    return Table(
        WORKSTREAM_COLUMNS,
        [
            _row(workstream.workstream.id, workstream.workstream.name, workstream.counts)
            for workstream in position.workstreams
        ],
        title="By workstream",
        totals={None: _row("", "Programme", position.counts)},
        notes=["Worst and mean: days from baseline over all milestones, early ones too."],
    )


def _row(id: str, name: str, of: Counts) -> Row:
    return (id, name, of.total, of.complete, of.slipped, of.worst_days, of.mean_days)


def _history(late: list[MilestonePosition]) -> Table:
    rows = [
        (milestone.record.id, milestone.record.name, on or "undated", what, when, moved, reason)
        for milestone in late
        for on, what, when, moved, reason in stated(milestone)
    ]
    return Table(
        HISTORY_COLUMNS,
        rows,
        title="Stated when, and why",
        empty="No date has been restated.",
    )
