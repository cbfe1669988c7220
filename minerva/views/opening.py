"""What reports open with: which programme, what, as of which day, and its two measures."""

from fractions import Fraction
from math import floor

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.measures import execution_index, hit_rate


def title(position: Position, what: str) -> str:
    """Return the title of a report: of which programme, what, and what it goes by."""
    return f"{position.programme.brief.name}: {what} {basis(position)}"


def basis(position: Position) -> str:
    """Say what a report goes by: as of when, of which files, of which workstreams."""
    revision = position.programme.revision
    read = f" at revision {revision}" if revision else ""
    return f"as of {format_date(position.as_of)}{read}{narrowed(position)}"


def measures(position: Position) -> str:
    """Say the two measures, with what they count."""
    due = [
        milestone
        for milestone in position.milestones
        if milestone.baseline.latest <= position.as_of
    ]
    hit, index = hit_rate(position.milestones), execution_index(position.milestones)
    if hit is None or index is None:
        return "Milestone hit rate n/a, milestone BEI n/a: no baseline has come yet."
    return (
        f"Milestone hit rate {_percent(hit)}, milestone BEI {float(index):.2f}: {len(due)} due by "
        f"baseline, {round(hit * len(due))} of them on time, {position.counts.complete} complete."
    )


def narrowed(position: Position) -> str:
    """Say what a report is narrowed to, if it is."""
    if not position.narrowed:
        return ""
    return f", {', '.join(workstream.id for workstream in position.chosen)} only"


def _percent(part: Fraction) -> str:
    return f"{floor(part * 100 + Fraction(1, 2))}%"
