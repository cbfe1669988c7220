"""What follows from a change, in short: a line each for slips, floats, money and findings."""

from collections.abc import Iterator, Sequence
from typing import Final

from minerva.comparison import (
    HOW_FOUND,
    Amounts,
    Comparison,
    DeadlineChange,
    Event,
    FindingChange,
    FixedDate,
    MilestoneChange,
)
from minerva.findings import Finding
from minerva.model.dates import format_date
from minerva.model.money import format_money
from minerva.position.milestones import days
from minerva.views.diff.amounts import why_moved
from minerva.views.diff.rows import moved_amounts
from minerva.views.diff.tables import procurement_line

MOST_LINES: Final = 10

_UNMOVED: Final = {Event.RATED, Event.FLOAT_CHANGED, Event.CHANGED, Event.LINKED}
_FIGURES: Final = {
    "full_year": "full-year effect",
    "forecast": "forecast for",
    "realised": "claimed for",
    "validated": "validated for",
    "planned": "planned for",
}


def consequence_lines(changed: Comparison) -> Sequence[str]:
    """Return what changed as lines of text, of each kind the first ten and how many more."""
    groups = (
        list(_milestone_lines(changed)),
        [_deadline_line(change) for change in changed.deadlines],
        list(_money_lines(changed)),
        [procurement_line(change).rstrip(".") for change in changed.procurements],
        list(_finding_lines(changed)),
    )
    lines = [line for group in groups for line in _first(group)]
    return lines or ["nothing else changes"]


def _first(lines: Sequence[str]) -> Sequence[str]:
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1:,} more like it"]


def _milestone_lines(changed: Comparison) -> Iterator[str]:
    """Say what happened to milestones, the worst first; not those that kept their date."""
    order = list(Event)
    worst_first = sorted(
        changed.milestones, key=lambda change: (order.index(change.events[0]), -change.moved_days)
    )
    for change in worst_first:
        if not _UNMOVED.issuperset(change.events):
            yield _milestone_line(changed, change)
    for milestone in changed.added:
        yield f"{milestone.record.name}: added, expected {milestone.projected}"
    for milestone in changed.removed:
        gone = "cancelled" if milestone.record.id in changed.after.cancelled else "removed"
        yield f"{milestone.record.name}: {gone}"


def _milestone_line(changed: Comparison, change: MilestoneChange) -> str:
    before, after = change.before, change.after
    events = [event.value for event in change.events if event not in _UNMOVED]
    line = f"{after.record.name}: {', '.join(events)}"
    if Event.HELD_BACK in change.events and after.driver is not None:
        line += f" by {changed.after.by_id[after.driver.id].record.name}"
    if after.baseline != before.baseline:
        line += f"; baseline {after.baseline}, was {before.baseline}"
    if change.moved_days:
        later = "later" if change.moved_days > 0 else "earlier"
        line += (
            f"; {after.projected}, was {before.projected} ({days(abs(change.moved_days))} {later})"
        )
    return line


def _deadline_line(change: DeadlineChange) -> str:
    was, ends = change.before, change.after
    if ends is None or was is None:
        end = ends or was
        return f"{_end(end)}: {'added' if ends else 'removed'}" if end else ""
    moved_from = f", was {format_date(was.date)}" if was.date != ends.date else ""
    return f"{_end(ends)}{moved_from}: {_float(ends)}, was {_float(was)}"


def _end(end: FixedDate) -> str:
    what = "contract with " if end.kind == "contract" else "deadline of "
    return f"{what}{end.name} on {format_date(end.date)}"


def _float(end: FixedDate) -> str:
    if end.float_days is None:
        return "nothing bound by it"
    if end.float_days < 0:
        return f"broken by {days(-end.float_days)}"
    return f"{days(end.float_days)} of float"


def _money_lines(changed: Comparison) -> Iterator[str]:
    """Say which figures of all savings moved, and what became of single savings."""
    currency = changed.after.programme.details.currency
    for line in changed.savings:
        if line.event is not None:
            yield f"{line.name}: {line.event}"
    figures = list(_FIGURES)
    years = changed.total.years
    moved = [row for row in moved_amounts(changed.total) if row[1] in figures]
    for year, figure, amounts in sorted(moved, key=lambda row: figures.index(row[1])):
        why = why_moved([years[year]], currency) if year and figure == "forecast" else ""
        yield (
            f"savings, {_FIGURES[figure]}{f' {year}' if year else ''}: "
            f"{_was(amounts, currency, why)}"
        )
    for year, amounts_of in years.items():
        forecast = amounts_of["forecast"]
        why = why_moved([amounts_of], currency) if forecast.before == forecast.after else ""
        if why:
            yield f"savings, forecast for {year} as before: {why}"


def _was(amounts: Amounts, currency: str, why: str) -> str:
    """Say what an amount is and was, how much that is apart, and `why` where it is known."""
    before, after = (
        "not known" if amount is None else format_money(amount, currency) for amount in amounts
    )
    if amounts.change is None:
        return f"{after}, was {before}"
    sign = "+" if amounts.change > 0 else ""
    because = f": {why}" if why else ""
    return f"{after}, was {before} ({sign}{format_money(amounts.change, currency)}{because})"


def _finding_lines(changed: Comparison) -> Iterator[str]:
    for finding in changed.new:
        yield f"new {_finding(finding)}"
    for how in HOW_FOUND:
        for change in changed.altered:
            if change.how == how:
                yield _altered(change)
    for finding in changed.cleared:
        yield f"cleared {_finding(finding)}"


def _altered(change: FindingChange) -> str:
    return f"{change.how} {_finding(change.after)}"


def _finding(finding: Finding) -> str:
    return f"{finding.severity.value}[{finding.id}]: {finding.message}"
