"""What reports open with: which programme, what, as of which day, and its two measures."""

from fractions import Fraction
from math import floor

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.measures import execution_index, hit_rate
from minerva.position.milestones import days


def title(position: Position, what: str) -> str:
    """Return the title of a report: of which programme, what, and what it goes by."""
    return f"{position.programme.details.name}: {what} {basis(position)}"


def basis(position: Position) -> str:
    """Say what a report goes by: as of when, of which files, of which workstreams."""
    revision = position.programme.revision
    read = f" at revision {revision}" if revision else ""
    return f"as of {format_date(position.as_of)}{read}{narrowed(position)}"


def measures_line(position: Position) -> str:
    """Say how many milestones were due, on time and complete, and what these measures are called.

    BEI is the baseline execution index.
    """
    due = [
        milestone
        for milestone in position.own
        if milestone.baseline is not None and milestone.baseline.latest <= position.as_of
    ]
    hit, index = hit_rate(position.own), execution_index(position.own)
    return measures_text(len(due), position.counts.complete, hit, index)


def measures_text(due: int, complete: int, hit: Fraction | None, index: Fraction | None) -> str:
    """Say how many milestones were due by their baseline, on time and complete."""
    if hit is None or index is None:
        return "No milestone is due by its baseline yet (milestone hit rate and BEI: n/a)."
    return (
        f"Milestones due by their baseline: {due:,}. Reached on time: "
        f"{round(hit * due):,} (milestone hit rate {_percent(hit)}). Complete by now: "
        f"{complete:,} (milestone BEI {float(index):.2f})."
    )


def caution(position: Position) -> str | None:
    """Say that the data is too old for the day, where it is: what is late may not be so."""
    details = position.programme.details
    if not position.stale or position.last_said is None or position.age_days is None:
        return None
    return (
        f"{details.name}: the data was last updated on {format_date(position.last_said)}, "
        f"{days(position.age_days)} before this day. What is shown as late may be done, and not "
        "recorded."
    )


def narrowed(position: Position) -> str:
    """Say what a report is narrowed to, if it is."""
    workstreams, owner = position.scope.workstreams, position.scope.owner
    asked = ", ".join(
        workstream.id for workstream in position.chosen if workstream.id in workstreams
    )
    if owner is None:
        return f", {asked} only" if asked else ""
    return f", only what {owner} owns{f' in {asked}' if asked else ''}"


def _percent(part: Fraction) -> str:
    return f"{floor(part * 100 + Fraction(1, 2))}%"
