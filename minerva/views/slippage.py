"""The slippage: which milestones moved, by how much, how often and why, the worst first."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.position import Position
from minerva.position.measures import execution_index, hit_rate
from minerva.position.milestones import MilestonePosition
from minerva.views.document import Document, entries, heading, percent, ratio
from minerva.views.milestones import COLUMNS as MILESTONE_COLUMNS
from minerva.views.milestones import KEYS as MILESTONE_KEYS
from minerva.views.milestones import columns_of
from minerva.views.table import Column, Kind, Report, Table, figure
from minerva.views.titles import measures_line, title
from minerva.views.working_days import put_working_days, with_working_days

_SHOWN: Final = ("name", "baseline", "expected", "slippage_days", "total_slippage_days", "rating")
WORKSTREAM_KEYS: Final = (
    *("id", "name", "total", "complete", "slipped"),
    *("worst_days", "mean_days"),
)
WORKSTREAM_COLUMNS: Final = (
    Column("id", "Id", of=lambda part: part.workstream.id, shown=False),
    Column("name", "Workstream", of=lambda part: part.workstream.name, total=lambda _: "Programme"),
    figure("total", "Milestones", Kind.COUNT, lambda part: part.counts.total),
    figure("complete", "Complete", Kind.COUNT, lambda part: part.counts.complete),
    figure("slipped", "Slipped", Kind.COUNT, lambda part: part.counts.slipped),
    figure("worst_days", "Worst", Kind.SLIP, lambda part: part.counts.worst_days),
    figure("mean_days", "Mean", Kind.SLIP, lambda part: part.counts.mean_days),
)
HISTORY_KEYS: Final = ("on", "what", "date", "moved_days", "reason")
HISTORY_COLUMNS: Final = (
    Column("id", "Id", of=lambda statement: statement.milestone.record.id, shown=False),
    Column("name", "Milestone", of=lambda statement: statement.milestone.record.name),
    Column("on", "Stated", Kind.DATE, lambda statement: statement.on),
    Column("what", "As", of=lambda statement: statement.what),
    Column("date", "Date", Kind.DATE, lambda statement: statement.date),
    Column("moved_days", "Moved", Kind.SLIP, lambda statement: statement.moved_days),
    Column("reason", "Reason", of=lambda statement: statement.reason),
)


class Stated(Struct, frozen=True):
    """A date that was stated for a milestone: when, as what, and how far it moved, in days.

    It moved from the date stated before, whether that was a forecast or a baseline. What has no
    day was stated before all that has one.
    """

    milestone: MilestonePosition
    on: date | None
    what: str
    date: Window
    reason: str | None
    moved_days: int = 0


def document(position: Position, *, history: bool = False, working_days: bool = False) -> Document:
    """Return the slippage as a JSON document.

    With `history`, what was stated when and why; with `working_days`, the slip in these too.
    """
    late = worst_first(position)
    milestones = entries(MILESTONE_COLUMNS, late, MILESTONE_KEYS)
    if history:
        for milestone, document in zip(late, milestones, strict=True):
            document["history"] = entries(HISTORY_COLUMNS, statements_of(milestone), HISTORY_KEYS)
    if working_days:
        put_working_days(milestones, late)
    workstreams = entries(WORKSTREAM_COLUMNS, position.workstreams, WORKSTREAM_KEYS)
    mean_days = position.counts.mean_days
    return heading(position) | {
        "hit_rate": ratio(hit_rate(position.own)),
        "bei": ratio(execution_index(position.own)),
        "workstreams": workstreams,
        "milestones": milestones,
        "measures": {
            "worst_days": position.counts.worst_days,
            "mean_days": None if mean_days is None else float(mean_days),
            "tolerance_used_percent": percent(most_tolerance_used(position)),
            "spi_t": ratio(position.schedule_index),
        },
    }


def report(position: Position, *, history: bool = False, working_days: bool = False) -> Report:
    """Return the milestones that moved, the worst first, then each workstream and the whole."""
    late = worst_first(position)
    columns = [
        replace(column, shown=column.key in _SHOWN or bool(column.under))
        for column in columns_of(position)
    ]
    moved = Table(
        columns,
        late,
        title="Moved from their baseline",
        empty="No milestone has moved from its baseline.",
    )
    if working_days:
        moved = with_working_days(moved, lambda milestone: milestone)
    tables = [moved, _workstreams(position)]
    if history:
        tables.append(_history(late))
    return Report(
        title(position, "slippage"), tables, [measures_line(position), schedule(position)]
    )


def schedule(position: Position) -> str:
    """Say the measures of the schedule that are about days."""
    counts, index, used = position.counts, position.schedule_index, most_tolerance_used(position)
    if counts.worst_days is None or counts.mean_days is None:
        return "No milestones to measure."
    spent = f"{used.quantize(Decimal(1), ROUND_HALF_UP)}%" if used is not None else "n/a"
    return (
        f"Slip at worst {counts.worst_days:+,} days, on average {counts.mean_days:+,.1f}; "
        f"tolerance used at most {spent}; "
        f"SPI(t) {'n/a' if index is None else f'{float(index):.2f}'} (schedule performance: "
        "below 1 is late)."
    )


def most_tolerance_used(position: Position) -> Decimal | None:
    """Return the largest part of a tolerance that is used, in percent; None where none is."""
    used = [milestone.tolerance_used for milestone in position.own]
    return max((amount for amount in used if amount is not None), default=None)


def worst_first(position: Position) -> list[MilestonePosition]:
    """Return the milestones that moved from their baseline or are overdue, the latest first."""
    moved = [
        milestone for milestone in position.own if milestone.slippage_days or milestone.overdue
    ]
    return sorted(moved, key=lambda milestone: -(milestone.slippage_days or 0))


def statements_of(milestone: MilestonePosition) -> list[Stated]:
    """Return what was stated of a milestone by the day, the earliest first."""
    record = milestone.record
    statements = [
        Stated(milestone, forecast.on, "forecast", forecast.date, forecast.reason)
        for forecast in record.forecast
    ]
    statements += [
        Stated(milestone, agreed.on, "baseline", agreed.date, agreed.reason)
        for agreed in record.rebaseline
    ]
    history = []
    before = record.baseline
    for statement in sorted(statements, key=lambda statement: statement.on or date.min):
        if statement.on is None or statement.on <= milestone.as_of:
            moved = 0 if before is None else (statement.date.latest - before.latest).days
            history.append(replace(statement, moved_days=moved))
            before = statement.date
    return history


def _workstreams(position: Position) -> Table:
    return Table(
        WORKSTREAM_COLUMNS,
        position.workstreams,
        title="By workstream",
        whole={None: position},
        notes=["Worst and mean: days from baseline over all milestones, early ones too."],
    )


def _history(late: list[MilestonePosition]) -> Table:
    return Table(
        [
            column.otherwise("undated") if column.key == "on" else column
            for column in HISTORY_COLUMNS
        ],
        [statement for milestone in late for statement in statements_of(milestone)],
        title="Stated when, and why",
        empty="No date has been restated.",
    )
