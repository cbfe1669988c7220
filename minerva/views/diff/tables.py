"""What changed, in tables for people, the worst first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from minerva.comparison import (
    HOW_FOUND,
    Change,
    Comparison,
    DeadlineChange,
    Event,
    MoneyChange,
    ProcurementChange,
)
from minerva.findings import Finding
from minerva.model import money
from minerva.model.dates import Window, format_date, single_day
from minerva.model.programme import Id
from minerva.views.diff.milestones import milestones
from minerva.views.diff.rows import moved
from minerva.views.opening import basis, narrowed
from minerva.views.procurement import stage_name
from minerva.views.table import Column, Kind, Report, Row, Table

MOST_NAMED: Final = 3

MONEY_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Saving", shown=False),
    Column("year", "Year"),
    Column("figure", "Figure"),
    Column("was", "Was", Kind.MONEY),
    Column("now", "Now", Kind.MONEY),
    Column("change", "Change", Kind.VARIANCE),
)


DEADLINE_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("kind", "What"),
    Column("name", "Name"),
    Column("date", "Date", Kind.DATE),
    Column("was", "Float was", Kind.SLIP),
    Column("now", "Now", Kind.SLIP),
    Column("uncovered", "Uncovered", Kind.COUNT),
    Column("details", "Details", under="name"),
)


FINDING_COLUMNS: Final = (
    Column("change", "Change"),
    Column("severity", "Severity"),
    Column("id", "Finding", shown=False),
    Column("subject", "Subject", shown=False),
    Column("message", "Finding"),
)


_SAID: Final[dict[str, str]] = {
    "planned": "planned",
    "forecast": "forecast",
    "realised": "claimed",
    "validated": "validated",
}


def report(changed: Comparison, title: str) -> Report:
    """Return what changed in tables, those without a change left out."""
    summary = [headline(changed), *map(_stage_text, changed.procurements)]
    summary += map(_basis_text, changed.basis)
    tables = [
        milestones(changed),
        *_money(changed),
        _deadlines(changed.deadlines),
        _findings(changed),
    ]
    shown = [table for table in tables if table.rows]
    return Report(title, shown, summary)


def title_of_suppositions(changed: Comparison, supposed: Mapping[Id, Window]) -> str:
    """Say what is supposed."""
    names = changed.after.by_id
    told = ", ".join(f"{names[id].record.name} were {when}" for id, when in supposed.items())
    if len(supposed) > MOST_NAMED:
        told = f"{len(supposed):,} milestones were as below"
    return f"{changed.after.programme.brief.name}: what if {told}, {basis(changed.after)}"


def title(changed: Comparison, rev: str | None) -> str:
    """Say what is compared with what."""
    name = changed.after.programme.brief.name
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
    counts[Event.REMOVED] = len(changed.removed)
    told = [f"{n:,} {event.value}" for event, n in counts.items() if n]
    milestones = f"Milestones: {', '.join(told)}." if told else "No milestone moved."
    how = Counter(change.how for change in changed.altered)
    found = [f"{len(changed.new):,} new", f"{len(changed.cleared):,} cleared"]
    found += [f"{how[found_how]:,} {found_how}" for found_how in HOW_FOUND if how[found_how]]
    if not (changed.new or changed.cleared or changed.altered):
        return milestones
    return f"{milestones} Findings: {', '.join(found)}."


def _money(changed: Comparison) -> list[Table]:
    currency = money.symbol(changed.after.programme.brief.currency).strip()
    rows = [row for change in changed.savings for row in _amount_rows(change)]
    notes = [f"Figures that moved, in {currency}. Claimed: realised by the day."]
    return [
        Table(
            MONEY_COLUMNS,
            rows,
            title="Savings",
            group="id",
            headings={change.id: _saving_text(change) for change in changed.savings},
        ),
        Table(
            MONEY_COLUMNS[2:],
            [row[2:] for row in _amount_rows(changed.total)],
            title="All savings",
            notes=notes,
        ),
    ]


def _saving_text(change: MoneyChange) -> str:
    return f"{change.name} ({change.fate})" if change.fate else change.name


def _amount_rows(change: MoneyChange) -> list[Row]:
    return [
        (
            change.id,
            change.name,
            year or "full year",
            _SAID.get(figure, ""),
            amounts.before,
            amounts.after,
            amounts.change,
        )
        for year, figure, amounts in moved(change)
    ]


def _deadlines(changes: Sequence[DeadlineChange]) -> Table:
    return Table(
        DEADLINE_COLUMNS,
        [_deadline_row(change) for change in changes],
        title="Deadlines and contracts",
        notes=["Float: days to spare; below 0, it is broken. Uncovered: days in between."],
    )


def _deadline_row(change: DeadlineChange) -> Row:
    was, now = change.before, change.after
    told = now or was
    return (
        told and told.id,
        told and told.kind,
        told and told.name,
        now and single_day(now.date),
        was and was.float_days,
        now and now.float_days,
        now and now.uncovered_days,
        _deadline_moved(change),
    )


def _deadline_moved(change: DeadlineChange) -> str:
    """Say what happened to a deadline itself, if anything did."""
    was, now = change.before, change.after
    if was is None or now is None:
        gone = f"removed: it was {format_date(was.date)}" if was else ""
        return gone or "added"
    told = [f"moved: it was {format_date(was.date)}"] if was.date != now.date else []
    left, came = was.milestone, now.milestone
    if came and left and came.id != left.id:
        told.append(f"now for {came.name}, was for {left.name}")
    elif came and not left:
        told.append(f"now for {came.name}")
    elif left and not came:
        told.append(f"no longer for {left.name}")
    return "; ".join(told)


def _findings(changed: Comparison) -> Table:
    def row(what: str, finding: Finding) -> Row:
        return (what, finding.severity.value, finding.id, finding.subject, finding.message)

    rows = [row("new", finding) for finding in changed.new]
    altered = sorted(changed.altered, key=lambda change: HOW_FOUND.index(change.how))
    rows += [row(change.how, change.after) for change in altered]
    rows += [row("cleared", finding) for finding in changed.cleared]
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


def _stage_text(change: ProcurementChange) -> str:
    if change.before is None or change.after is None:
        return f"{change.procurement.name}: procurement {'removed' if change.before else 'added'}."
    was, now = stage_name(change.before), stage_name(change.after)
    told = [f"{change.procurement.name}: {now}" + (f", was {was}" if was != now else "")]
    if change.before.bidder_count != change.after.bidder_count:
        told.append(
            f"bidders {_count(change.before.bidder_count)}, now {_count(change.after.bidder_count)}"
        )
    left, came = change.before.record.workstream, change.after.record.workstream
    if left != came:
        told.append(f"moved from {left} to {came}")
    return f"{'; '.join(told)}."


def _count(number: int | None) -> str:
    return "not known" if number is None else str(number)
