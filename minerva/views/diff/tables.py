"""What changed, in tables for people, the worst first."""

from collections.abc import Mapping, Sequence
from typing import Final

from minerva import money
from minerva.comparison import (
    Change,
    Comparison,
    DeadlineChange,
    Event,
    MilestoneChange,
    MoneyChange,
    ProcurementChange,
    StatementEdit,
)
from minerva.dates import Window, day, said
from minerva.findings import Finding
from minerva.position.milestones import MilestonePosition, days
from minerva.programme import Id, MilestoneForecast, Rebaseline
from minerva.views.diff.rows import moved
from minerva.views.opening import narrowed
from minerva.views.procurement import stage_name
from minerva.views.table import Column, Kind, Report, Row, Table

MOST_NAMED: Final = 3

MILESTONE_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Milestone"),
    Column("what", "What happened"),
    Column("was", "Was", Kind.DATE),
    Column("now", "Now", Kind.DATE),
    Column("moved_days", "Moved", Kind.SLIP),
    Column("details", "Details", under="name"),
)


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
    Column("moved", "Moved", under="name"),
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
    summary = [headline(changed), *map(_stage_said, changed.procurements)]
    summary += map(_basis_said, changed.basis)
    tables = [
        _milestones(changed),
        *_money(changed),
        _deadlines(changed.deadlines),
        _findings(changed),
    ]
    shown = [table for table in tables if table.rows]
    return Report(title, shown, summary)


def title_of_suppositions(changed: Comparison, supposed: Mapping[Id, Window]) -> str:
    """Say what is supposed."""
    names = changed.after.by_id
    told = ", ".join(f"{names[id].milestone.name} were {when}" for id, when in supposed.items())
    if len(supposed) > MOST_NAMED:
        told = f"{len(supposed):,} milestones were as below"
    day_said = said(changed.after.as_of)
    name = changed.after.programme.brief.name
    return f"{name}: what if {told}, as of {day_said}{narrowed(changed.after)}"


def title(changed: Comparison, rev: str | None) -> str:
    """Say what is compared with what."""
    name = changed.after.programme.brief.name
    before, after = said(changed.before.as_of), said(changed.after.as_of)
    only = narrowed(changed.after)
    if rev is None:
        return f"{name}: changes from {before} to {after}{only}"
    days_said = f"as of {after}" if before == after else f"from {before} to {after}"
    return f"{name}: changes since revision {rev}, {days_said}{only}"


def headline(changed: Comparison) -> str:
    """Sum it up: how much of what happened, the worst first."""
    if changed.is_empty:
        return "Nothing changed."
    counts = {
        event: sum(event in one.events for one in changed.milestones)
        for event in Event
        if event not in (Event.RATED, Event.FLOAT_CHANGED)
    }
    counts[Event.ADDED] = len(changed.added)
    counts[Event.REMOVED] = len(changed.removed)
    told = [f"{n:,} {event.value}" for event, n in counts.items() if n]
    milestones = f"Milestones: {', '.join(told)}." if told else "No milestone moved."
    waived = sum(one.is_waived for one in changed.eased)
    some = {"waived": waived, "eased": len(changed.eased) - waived}
    found = [f"{len(changed.new):,} new", f"{len(changed.cleared):,} cleared"]
    found += [f"{n:,} {how}" for how, n in some.items() if n]
    if not (changed.new or changed.cleared or changed.eased):
        return milestones
    return f"{milestones} Findings: {', '.join(found)}."


def _milestones(changed: Comparison) -> Table:
    order, names = list(Event), changed.after.by_id
    rows = [
        (order.index(one.events[0]), -one.moved_days, _row(one, names))
        for one in changed.milestones
    ]
    rows += [
        (order.index(Event.ADDED), 0, _single(one, Event.ADDED, now=True)) for one in changed.added
    ]
    rows += [
        (order.index(Event.REMOVED), 0, _single(one, Event.REMOVED, now=False))
        for one in changed.removed
    ]
    rows.sort(key=lambda row: row[:2])
    return Table(
        MILESTONE_COLUMNS,
        [row for *_, row in rows],
        title="Milestones",
        notes=["Was, Now: when it was or will be reached. Moved: days later than before."],
    )


def _row(one: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> Row:
    before, after = one.before, one.after
    return (
        after.milestone.id,
        after.milestone.name,
        ", ".join(event.value for event in one.events),
        before.projected,
        after.projected,
        one.moved_days,
        "; ".join(_details(one, names)),
    )


def _single(one: MilestonePosition, event: Event, *, now: bool) -> Row:
    was, is_now = (None, one.projected) if now else (one.projected, None)
    return (one.milestone.id, one.milestone.name, event.value, was, is_now, None, "")


def _details(one: MilestoneChange, names: Mapping[Id, MilestonePosition]) -> list[str]:
    """Say from what to what, and why, as far as the dates beside it do not."""
    before, after = one.before, one.after
    told = []
    if Event.BASELINE_EDITED in one.events:
        told.append(
            f"its first baseline was written as {before.original_baseline} and is now "
            f"{after.original_baseline}: a baseline is never edited, a new one is a "
            "[[milestone.rebaseline]]"
        )
    if Event.REBASELINED in one.events:
        told.append(f"baseline {before.baseline}, now {after.baseline}")
    if Event.REFORECAST in one.events and after.forecast != after.expected:
        told.append(f"forecast {before.forecast}, now {after.forecast}")
    reason = after.stated.reason if after.stated is not before.stated and after.stated else None
    stated = (Event.REBASELINED, Event.REFORECAST)
    if reason and any(event in one.events for event in stated):
        told.append(_because(after.stated, reason))
    if Event.HELD_BACK in one.events and after.driven is not None:
        told.append(f"driven by {names[after.driven.by].milestone.name}")
    if Event.DEADLINE_MOVED in one.events:
        was, now = before.milestone.deadline, after.milestone.deadline
        told.append(f"deadline {was or 'none'}, now {now or 'none'}")
    if Event.TOLERANCE_CHANGED in one.events:
        told.append(f"tolerance {before.tolerance or 'none'}, now {after.tolerance or 'none'}")
    if Event.RENAMED in one.events:
        told.append(f"it was called {before.milestone.name}")
    if Event.MOVED in one.events:
        told.append(f"from {before.milestone.workstream} to {after.milestone.workstream}")
    told += [_edit_said(edit) for edit in one.edits]
    if Event.FLOAT_CHANGED in one.events:
        floats = {change.field: change for change in one.changes}
        float_days = floats.get("total_float_days") or floats.get("float_days")
        if float_days is not None:
            told.append(f"{_days(float_days.after)} of float, was {_days(float_days.before)}")
    if Event.RATED in one.events:
        fields = (field.replace("_", " ") for field, *_ in one.changes)
        told.append(f"changed: {', '.join(fields)}")
    return told


def _days(count: object) -> str:
    return days(count) if isinstance(count, int) else "none"


def _edit_said(edit: StatementEdit) -> str:
    now = f"is now {edit.after}" if edit.after else "is gone"
    return f"the {edit.what} stated on {said(edit.on)}, {edit.before}, {now}"


def _because(stated: MilestoneForecast | Rebaseline | None, reason: str) -> str:
    approved = stated.approved_by if isinstance(stated, Rebaseline) else None
    return f"{reason} (approved by {approved})" if approved else reason


def _money(changed: Comparison) -> list[Table]:
    currency = money.symbol(changed.after.programme.brief.currency).strip()
    rows = [row for one in changed.savings for row in _amount_rows(one)]
    notes = [f"Figures that moved, in {currency}. Claimed: realised by the day."]
    return [
        Table(
            MONEY_COLUMNS,
            rows,
            title="Savings",
            group="id",
            headings={one.id: _saving_said(one) for one in changed.savings},
        ),
        Table(
            MONEY_COLUMNS[2:],
            [row[2:] for row in _amount_rows(changed.total)],
            title="All savings",
            notes=notes,
        ),
    ]


def _saving_said(one: MoneyChange) -> str:
    return f"{one.name} ({one.fate})" if one.fate else one.name


def _amount_rows(one: MoneyChange) -> list[Row]:
    return [
        (
            one.id,
            one.name,
            year or "full year",
            _SAID.get(figure, ""),
            amounts.before,
            amounts.after,
            amounts.change,
        )
        for year, figure, amounts in moved(one)
    ]


def _deadlines(changes: Sequence[DeadlineChange]) -> Table:
    return Table(
        DEADLINE_COLUMNS,
        [_deadline_row(one) for one in changes],
        title="Deadlines and contracts",
        notes=["Float: days to spare; below 0, it is broken. Uncovered: days in between."],
    )


def _deadline_row(one: DeadlineChange) -> Row:
    was, now = one.before, one.after
    told = now or was
    return (
        told and told.id,
        told and told.kind,
        told and told.name,
        now and day(now.date),
        was and was.float_days,
        now and now.float_days,
        now and now.uncovered_days,
        _deadline_moved(one),
    )


def _deadline_moved(one: DeadlineChange) -> str:
    """Say what happened to a deadline itself, if anything did."""
    was, now = one.before, one.after
    if was is None or now is None:
        gone = f"removed: it was {said(was.date)}" if was else ""
        return gone or "added"
    told = [f"moved: it was {said(was.date)}"] if was.date != now.date else []
    if was.milestone.milestone.id != now.milestone.milestone.id:
        told.append(f"now for {now.milestone.milestone.name}")
    return "; ".join(told)


def _findings(changed: Comparison) -> Table:
    def row(what: str, one: Finding) -> Row:
        return (what, one.severity.value, one.id, one.subject, one.message)

    rows = [row("new", one) for one in changed.new]
    rows += [row("waived" if one.is_waived else "eased", one.after) for one in changed.eased]
    rows += [row("cleared", one) for one in changed.cleared]
    return Table(FINDING_COLUMNS, rows, title="Findings")


def _basis_said(one: Change) -> str:
    """Say what makes amounts of before and after different things."""
    what = {
        "id": "The programme",
        "currency": "The currency",
        "financial_year_starts": "The start of the financial year",
    }
    return f"{what[one.field]} was {one.before} and is {one.after}: amounts are not comparable."


def _stage_said(one: ProcurementChange) -> str:
    was, now = stage_name(one.before), stage_name(one.after)
    told = f"{one.after.procurement.name}: {now}" + (f", was {was}" if was != now else "")
    if one.before.bidder_count != one.after.bidder_count:
        told += f"; bidders {_count(one.before.bidder_count)}, now {_count(one.after.bidder_count)}"
    return f"{told}."


def _count(number: int | None) -> str:
    return "not known" if number is None else str(number)
