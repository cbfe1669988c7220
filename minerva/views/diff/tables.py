"""What changed, in tables for people, the worst first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from minerva.comparison import (
    HOW_FOUND,
    BidChange,
    Change,
    Comparison,
    DeadlineChange,
    Event,
    ProcurementChange,
    WorkstreamChange,
)
from minerva.model.dates import Window, format_date, single_day
from minerva.model.programme import Id
from minerva.views.diff import amounts
from minerva.views.diff.milestones import milestones
from minerva.views.procurement import stage_name
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.tender import leader_text, rank_text, withheld_lines
from minerva.views.titles import basis, narrowed

MOST_NAMED: Final = 3

DEADLINE_COLUMNS: Final = (
    Column("id", "Id", of=lambda change: change.fixed_date.id, shown=False),
    Column("kind", "What", of=lambda change: change.fixed_date.kind),
    Column("name", "Name", of=lambda change: change.fixed_date.name),
    Column(
        "date", "Date", Kind.DATE, lambda change: change.after and single_day(change.after.date)
    ),
    Column(
        "was", "Float was", Kind.SLIP, lambda change: change.before and change.before.float_days
    ),
    Column("now", "Now", Kind.SLIP, lambda change: change.after and change.after.float_days),
    Column(
        "uncovered",
        "Uncovered",
        Kind.COUNT,
        lambda change: change.after and change.after.uncovered_days,
    ),
    Column("details", "Details", of=lambda change: _deadline_details(change), under="name"),
)
BID_COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row[0].procurement.id, shown=False),
    Column("bidder", "Bidder", of=lambda row: row[1].bidder),
    Column("rank_was", "Rank was", of=lambda row: row[1].before and rank_text(row[1].before)),
    Column("rank", "Now", of=lambda row: row[1].after and rank_text(row[1].after)),
    Column("total_was", "Total was", Kind.SCORE, lambda row: row[1].before and row[1].before.total),
    Column("total", "Now", Kind.SCORE, lambda row: row[1].after and row[1].after.total),
)
_HAPPENED: Final = {"name": "renamed", "closed": "closed", "owner": "another owner"}
WORKSTREAM_COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row[0].id, shown=False),
    Column("name", "Workstream", of=lambda row: row[0].name),
    Column("what", "What happened", of=lambda row: _HAPPENED.get(row[1].field, row[1].field)),
    Column("was", "Was", Kind.DATE, lambda row: row[1].before),
    Column("now", "Now", Kind.DATE, lambda row: row[1].after),
)
FINDING_COLUMNS: Final = (
    Column("change", "Change", of=lambda row: row[0]),
    Column("severity", "Severity", of=lambda row: row[1].severity.value),
    Column("id", "Finding", of=lambda row: row[1].id, shown=False),
    Column("subject", "Subject", of=lambda row: row[1].subject, shown=False),
    Column("message", "Finding", of=lambda row: row[1].message),
)


def report(changed: Comparison, title: str, *, fold: bool = False) -> Report:
    """Return what changed in tables, those without a change left out.

    With `fold`, years that follow one another and have the same amounts are one row.
    """
    summary = [headline(changed), *map(procurement_line, changed.procurements)]
    summary += withheld_lines(changed.after)
    summary += map(_basis_text, changed.basis)
    tables = [
        milestones(changed),
        _workstreams(changed),
        *amounts.tables(changed, fold=fold),
        _deadlines(changed.deadlines),
        _bids(changed),
        _findings(changed),
    ]
    shown = [table for table in tables if table.subjects]
    return Report(title, shown, summary)


def _workstreams(changed: Comparison) -> Table:
    rows: list[tuple[WorkstreamChange, Change]] = []
    for change in changed.workstreams:
        happened = Change(change.event, None, None) if change.event else None
        rows += [(change, happening) for happening in ([happened] if happened else change.changes)]
    return Table(WORKSTREAM_COLUMNS, rows, title="Workstreams")


def title_of_suppositions(changed: Comparison, supposed: Mapping[Id, Window]) -> str:
    """Say what is supposed."""
    names = changed.after.by_id
    supposition = ", ".join(f"{names[id].record.name} were {when}" for id, when in supposed.items())
    if len(supposed) > MOST_NAMED:
        supposition = f"{len(supposed):,} milestones were as below"
    return f"{changed.after.programme.details.name}: what if {supposition}, {basis(changed.after)}"


def title(changed: Comparison, rev: str | None) -> str:
    """Say what is compared with what."""
    name = changed.after.programme.details.name
    before, after = format_date(changed.before.as_of), format_date(changed.after.as_of)
    only = narrowed(changed.after)
    if rev is None:
        return f"{name}: changes from {before} to {after}{only}"
    days_text = f"as of {after}" if before == after else f"from {before} to {after}"
    return f"{name}: changes since revision {rev}, {days_text}{only}"


def headline(changed: Comparison) -> str:
    """Sum it up: how much of what happened, the worst first."""
    if changed.is_empty:
        return "Nothing changed."
    counts = {
        event: sum(event in change.events for change in changed.milestones)
        for event in Event
        if event not in (Event.RATED, Event.FLOAT_CHANGED, Event.CHANGED)
    }
    counts[Event.ADDED] = len(changed.added)
    gone = [milestone.record.id in changed.after.cancelled for milestone in changed.removed]
    counts[Event.CANCELLED], counts[Event.REMOVED] = gone.count(True), gone.count(False)
    events = [f"{n:,} {event.value}" for event, n in counts.items() if n]
    milestones = f"Milestones: {', '.join(events)}." if events else "No milestone moved."
    how = Counter(change.how for change in changed.altered)
    found = [f"{len(changed.new):,} new", f"{len(changed.cleared):,} cleared"]
    found += [f"{how[found_how]:,} {found_how}" for found_how in HOW_FOUND if how[found_how]]
    if not (changed.new or changed.cleared or changed.altered):
        return milestones
    return f"{milestones} Findings: {', '.join(found)}."


def _bids(changed: Comparison) -> Table:
    rows: list[tuple[ProcurementChange, BidChange]]
    rows = [(change, bid) for change in changed.procurements for bid in change.bids]
    return Table(
        BID_COLUMNS,
        rows,
        title="Tenders",
        group="id",
        headings={change.procurement.id: change.procurement.name for change, _ in rows},
        notes=["Total: points out of 100. A bid that is not ranked has why in place of its rank."],
    )


def _deadlines(changes: Sequence[DeadlineChange]) -> Table:
    return Table(
        DEADLINE_COLUMNS,
        changes,
        title="Deadlines and contracts",
        notes=["Float: days to spare; below 0, it is broken. Uncovered: days in between."],
    )


def _deadline_details(change: DeadlineChange) -> str:
    """Say what happened to a deadline itself, if anything did."""
    before, after = change.before, change.after
    if before is None or after is None:
        return f"removed: it was {format_date(before.date)}" if before else "added"
    details = [f"moved: it was {format_date(before.date)}"] if before.date != after.date else []
    left, came = before.milestone, after.milestone
    if came and left and came.id != left.id:
        details.append(f"now for {came.name}, was for {left.name}")
    elif came and not left:
        details.append(f"now for {came.name}")
    elif left and not came:
        details.append(f"no longer for {left.name}")
    return "; ".join(details)


def _findings(changed: Comparison) -> Table:
    rows = [("new", finding) for finding in changed.new]
    altered = sorted(changed.altered, key=lambda change: HOW_FOUND.index(change.how))
    rows += [(change.how, change.after) for change in altered]
    rows += [("cleared", finding) for finding in changed.cleared]
    return Table(FINDING_COLUMNS, rows, title="Findings")


def _basis_text(change: Change) -> str:
    """Say what makes amounts of before and after different things."""
    what = {
        "id": "The programme",
        "currency": "The currency",
        "financial_year_starts": "The start of the financial year",
    }
    moved = f"{what[change.field]} was {change.before} and is {change.after}"
    return f"{moved}: amounts are not comparable."


def procurement_line(change: ProcurementChange) -> str:
    """Say what changed of a procurement, in a sentence."""
    if change.before is None or change.after is None:
        return f"{change.procurement.name}: procurement {'removed' if change.before else 'added'}."
    former, stage = (stage_name(of) or "no stages" for of in (change.before, change.after))
    parts = [f"{change.procurement.name}: {stage}" + (f", was {former}" if former != stage else "")]
    if change.before.bidder_count != change.after.bidder_count:
        parts.append(
            f"bidders {_count(change.before.bidder_count)}, now {_count(change.after.bidder_count)}"
        )
    left, came = change.before.record.workstream, change.after.record.workstream
    if left != came:
        parts.append(f"moved from {left} to {came}")
    if change.bids and change.tender_before is not None and change.tender_after is not None:
        before, after = change.tender_before, change.tender_after
        was_text = f" (before: {leader_text(before)})" if before.bids else ""
        parts.append(f"{leader_text(after) if after.bids else 'no scores'}{was_text}")
    return f"{'; '.join(parts)}."


def _count(number: int | None) -> str:
    return "not known" if number is None else str(number)
