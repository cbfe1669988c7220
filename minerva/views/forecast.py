"""What a slip does next: projected dates, floats, the chain to each deadline, the money lost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from minerva.model import money
from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.cost import Cost, cost_of_slippage
from minerva.position.milestones import MilestonePosition, days
from minerva.position.network import DeadlinePosition
from minerva.views import document as plain
from minerva.views.document import Document, heading, put_window
from minerva.views.milestones import driven_by
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Row, Table

MOST_OF_A_CHAIN: Final = 12

_LATER: Final = (
    "Later: days that it is held back. Float: days that it can slip before a deadline or the end "
    "of a contract is broken; – where it leads to none."
)

COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("workstream", "Workstream", shown=False),
    Column("workstream_name", "Workstream", shown=False),
    Column("name", "Milestone"),
    Column("expected", "Expected", Kind.DATE),
    Column("projected", "Projected", Kind.DATE),
    Column("held_back_days", "Later", Kind.SLIP),
    Column("driver", "Driver", shown=False),
    Column("latest_allowable", "At the latest", Kind.DATE, shown=False),
    Column("total_float_days", "Float", Kind.SLIP),
    Column("driven", "Driven", under="name"),
)
CHAIN_COLUMNS: Final = (
    Column("end", "Leads to", shown=False),
    Column("id", "Id", shown=False),
    Column("name", "Milestone"),
    Column("projected", "Projected", Kind.DATE),
    Column("total_float_days", "Float", Kind.SLIP),
)
MONEY_COLUMNS: Final = (
    Column("workstream", "Workstream"),
    Column("year", "Year"),
    Column("planned", "Planned", Kind.MONEY),
    Column("forecast", "Forecast", Kind.MONEY),
    Column("lost", "Lost", Kind.MONEY),
)


def document(position: Position) -> Document:
    """Return the forecast as a JSON document."""
    cost = cost_of_slippage(position.savings)
    return heading(position) | {
        "milestones": [_milestone(position, milestone) for milestone in position.milestones],
        "deadlines": [deadline_document(position, deadline) for deadline in position.deadlines],
        "savings": {
            "years": _years(cost.years),
            "workstreams": [
                {"id": id, "years": _years(years)} for id, years in cost.workstreams.items()
            ],
        },
    }


def report(position: Position) -> Report:
    """Return what is still to come: its dates, what binds it, what its slips cost."""
    tables = [_milestones(position)]
    if position.deadlines:
        tables.append(_chains(position))
    money_table = _money(position)
    if money_table.rows:
        tables.append(money_table)
    left = any(not milestone.complete for milestone in position.milestones)
    lines = [headline(position), *_deadlines(position)] if left else []
    return Report(title(position, "forecast"), tables, lines)


def headline(position: Position) -> str:
    """Say how many milestones cannot be reached when expected, and which is held back most."""
    driven = [milestone for milestone in position.milestones if milestone.driven is not None]
    if not driven:
        return "Nothing is held back: every milestone can be reached when it is expected."
    worst = max(driven, key=held_back_days)
    several = "1 milestone is" if len(driven) == 1 else f"{len(driven):,} milestones are"
    return (
        f"{several} held back by what comes first; the most, {worst.record.name}, by "
        f"{days(held_back_days(worst))} to {worst.projected}."
    )


def held_back_days(milestone: MilestonePosition) -> int:
    """Return the days from the expected date to the projected one."""
    return (milestone.projected.latest - milestone.expected.latest).days


def deadline_text(deadline: DeadlinePosition) -> str:
    """Say how much there is to a deadline, or what it leaves uncovered."""
    what = (
        "its deadline of"
        if deadline.kind == "deadline"
        else f"the end of the {deadline.name} contract,"
    )
    told = f"{deadline.milestone.record.name}, {deadline.milestone.projected}"
    if deadline.float_days >= 0:
        return (
            f"{told}: {days(deadline.float_days)} of float to {what} {format_date(deadline.date)}."
        )
    uncovered = (
        f", {days(deadline.uncovered_days)} uncovered" if deadline.kind == "contract" else ""
    )
    return (
        f"{told}: {days(-deadline.float_days)} past {what} {format_date(deadline.date)}{uncovered}."
    )


def deadline_document(position: Position, deadline: DeadlinePosition) -> Document:
    """Return one deadline as part of a JSON document."""
    document: Document = {
        "milestone": deadline.milestone.record.id,
        "kind": deadline.kind,
        "date": deadline.date,
        "float_days": deadline.float_days,
        "uncovered_days": deadline.uncovered_days,
        "chain": list(position.critical_chain(deadline)),
    }
    return document | ({"contract": deadline.id} if deadline.kind == "contract" else {})


def _milestone(position: Position, milestone: MilestonePosition) -> Document:
    document: Document = {
        "id": milestone.record.id,
        "name": milestone.record.name,
        "workstream": milestone.record.workstream,
    }
    put_window(document, "expected", milestone.expected)
    put_window(document, "projected", milestone.projected)
    document["driver"] = milestone.driven and milestone.driven.by
    document["latest_allowable"] = position.latest_allowable.get(milestone.record.id)
    document["total_float_days"] = position.total_float_days(milestone)
    return document


def _milestones(position: Position) -> Table:
    names = {workstream.id: workstream.name for workstream in position.programme.workstreams}
    order = {workstream.id: n for n, workstream in enumerate(position.programme.workstreams)}
    unfinished = sorted(
        (milestone for milestone in position.milestones if not milestone.complete),
        key=lambda milestone: (order[milestone.record.workstream], milestone.projected.latest),
    )
    rows = [
        (
            milestone.record.id,
            milestone.record.workstream,
            names[milestone.record.workstream],
            milestone.record.name,
            milestone.expected,
            milestone.projected,
            held_back_days(milestone),
            milestone.driven and milestone.driven.by,
            position.latest_allowable.get(milestone.record.id),
            position.total_float_days(milestone),
            driven_by(position, milestone),
        )
        for milestone in unfinished
    ]
    return Table(
        COLUMNS,
        rows,
        group="workstream",
        headings=names,
        notes=[_LATER] if rows else [],
        empty=_nothing_left(position),
    )


def _nothing_left(position: Position) -> str:
    return "Every milestone is complete." if position.milestones else "There is no milestone."


def _deadlines(position: Position) -> list[str]:
    return [
        deadline_text(deadline)
        for deadline in sorted(position.deadlines, key=lambda deadline: deadline.float_days)
        if not deadline.milestone.complete
    ]


def _chains(position: Position) -> Table:
    rows: list[Row] = []
    headings: dict[Id, str] = {}
    bound: dict[Id, list[DeadlinePosition]] = {}
    for deadline in position.deadlines:
        if not deadline.milestone.complete:
            bound.setdefault(deadline.milestone.record.id, []).append(deadline)
    for ends in bound.values():
        end = ends[0].milestone.record.id
        headings[end] = "; ".join(_date_text(deadline) for deadline in ends)
        chain = position.critical_chain(min(ends, key=lambda deadline: deadline.date))
        for depth, id in enumerate(reversed(chain[-MOST_OF_A_CHAIN:])):
            link = position.by_id[id]
            branch = f"{'  ' * (depth - 1)}└ " if depth else ""
            name = f"{branch}{link.record.name}"
            rows.append((end, id, name, link.projected, position.total_float_days(link)))
        more = len(chain) - MOST_OF_A_CHAIN
        if more > 0:
            name = f"{'  ' * (MOST_OF_A_CHAIN - 1)}└ {more:,} more"
            rows.append((end, None, name, None, None))
    return Table(
        CHAIN_COLUMNS,
        rows,
        title="What leads to each deadline",
        group="end",
        headings=headings,
        notes=["Each waits for the one below it: of those it waits for, the one with least float."],
        empty="Every deadline is behind.",
    )


def _date_text(deadline: DeadlinePosition) -> str:
    what = "Deadline" if deadline.kind == "deadline" else f"{deadline.name} contract ends"
    return f"{what} {format_date(deadline.date)}"


def _money(position: Position) -> Table:
    cost = cost_of_slippage(position.savings)
    names = {workstream.id: workstream.name for workstream in position.programme.workstreams}
    currency = position.programme.brief.currency
    rows = [
        (id, label, year.planned, year.forecast, year.lost)
        for id, years in cost.workstreams.items()
        for label, year in years.items()
        if year.planned or year.forecast
    ]
    return Table(
        MONEY_COLUMNS,
        rows,
        title="Savings that start with a milestone",
        group="workstream",
        headings=names,
        notes=[_lost_text(cost.lost, cost.carried_over, currency)],
    )


def _lost_text(lost: Decimal, carried_over: Decimal, currency: str) -> str:
    if not lost and not carried_over:
        return "Nothing is lost. Lost: planned less forecast."
    told = f"Lost in years that bring less than planned: {money.format_money(lost, currency)}."
    if carried_over:
        told += f" More than planned in others: {money.format_money(carried_over, currency)}."
    return f"{told} A slip does not change the full-year effect."


def _years(years: Mapping[str, Cost]) -> Document:
    return {
        label: {
            "planned": plain.money(cost.planned),
            "forecast": plain.money(cost.forecast),
            "lost": plain.money(cost.lost),
        }
        for label, cost in years.items()
    }
