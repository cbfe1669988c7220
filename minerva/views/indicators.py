"""The indicators: target, actual, direction of travel, rating, what others have."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from minerva.position import Position
from minerva.position.indicators import IndicatorPosition
from minerva.position.milestones import Rating
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

_BARS: Final = "▁▂▃▄▅▆▇█"
_GAP: Final = " "

COLUMNS: Final = (
    Column("id", "Id", of=lambda indicator: indicator.record.id, shown=False),
    Column("ref", "Ref", of=lambda indicator: indicator.record.ref, shown=False),
    Column("name", "Indicator", of=lambda indicator: indicator.record.name),
    Column("workstream", "Workstream", of=lambda row: row.record.workstream, shown=False),
    Column("unit", "Unit", of=lambda indicator: indicator.record.unit, shown=False),
    Column("better", "Better", of=lambda indicator: indicator.record.better, shown=False),
    Column("target", "Target", Kind.FIGURE, lambda row: figure_text(row.target)),
    Column("period", "Period", of=lambda row: row.current and str(row.current.period), shown=False),
    Column("measured", "Measured", of=lambda row: _measured_text(row), under="name"),
    Column("actual", "Actual", Kind.FIGURE, lambda row: figure_text(row.actual)),
    Column("previous", "Before", Kind.FIGURE, lambda row: figure_text(row.previous)),
    Column("direction", "Direction", of=lambda indicator: indicator.direction),
    Column("rating", "Rating", Kind.RATING, lambda indicator: indicator.rating),
    Column("periods", "Periods", of=lambda indicator: sparkline(indicator.trace)),
    Column("benchmarks", "Others", of=lambda row: benchmarks_text(row), under="name"),
)


def document(position: Position) -> Document:
    """Return the indicators as a JSON document. They are never added to money, or to each other."""
    return heading(position) | {
        "indicators": [indicator_document(indicator) for indicator in position.indicators]
    }


def report(position: Position) -> Report:
    """Return the indicators in the order of their file."""
    return Report(title(position, "indicators"), [table(position)], summary(position))


def table(position: Position) -> Table:
    """Return the indicators, a row each."""
    how_to_read = (
        "Direction: the actual against the period before. Periods: each value between the lowest "
        "and the highest, blank where there is none."
    )
    return Table(
        COLUMNS,
        position.indicators,
        notes=[how_to_read] if position.indicators else [],
        empty="No indicators are recorded.",
    )


def summary(position: Position) -> list[str]:
    """Say how many indicators are rated what, and which are red."""
    found = position.indicators
    if not found:
        return []
    ratings = [indicator.rating for indicator in found]
    counts = [
        f"{ratings.count(rating)} {rating.value}"
        for rating in (Rating.RED, Rating.AMBER, Rating.GREEN)
        if rating in ratings
    ]
    if None in ratings:
        counts.append(f"{ratings.count(None)} not rated")
    noun = "indicator" if len(found) == 1 else "indicators"
    return [f"{len(found)} {noun}: {', '.join(counts)}."]


def indicator_document(indicator: IndicatorPosition) -> Document:
    """Return an indicator as JSON has it."""
    record, current = indicator.record, indicator.current
    direction, rating = indicator.direction, indicator.rating
    return {
        "id": record.id,
        "ref": record.ref,
        "name": record.name,
        "workstream": record.workstream,
        "unit": record.unit,
        "better": record.better,
        "target": number(indicator.target),
        "period": None if current is None else current.period.written,
        "actual": number(indicator.actual),
        "previous": number(indicator.previous),
        "direction": None if direction is None else direction.value,
        "rating": None if rating is None else rating.value,
        "benchmarks": {name: number(value) for name, value in record.benchmarks.items()},
        "values": [
            {"period": value.period.written, "value": number(value.value)}
            for value in indicator.values
        ],
    }


def number(value: Decimal | None) -> int | float | None:
    """Return a figure in its own unit as a JSON number, with all its decimals."""
    return plain.money(value)


def figure_text(value: Decimal | None) -> str | None:
    """Return a figure as it was written."""
    return None if value is None else f"{value:f}"


def sparkline(trace: Sequence[Decimal | None]) -> str:
    """Draw values as bars between the lowest and the highest of them; None leaves a blank.

    Equal values are all drawn as half a bar.
    """
    there = [value for value in trace if value is not None]
    if not there:
        return ""
    low, high = min(there), max(there)
    middle = len(_BARS) // 2
    return "".join(
        _GAP
        if value is None
        else _BARS[middle if high == low else int((value - low) * (len(_BARS) - 1) / (high - low))]
        for value in trace
    )


def _measured_text(indicator: IndicatorPosition) -> str:
    """Say which it is on a scorecard, in what it is counted, and for which period the actual is."""
    period = None if indicator.current is None else str(indicator.current.period)
    return ", ".join(filter(None, (indicator.record.ref, indicator.record.unit, period)))


def benchmarks_text(indicator: IndicatorPosition) -> str:
    """Return what others have, each under the name of whose it is."""
    return ", ".join(
        f"{name} {figure_text(value)}" for name, value in indicator.record.benchmarks.items()
    )
