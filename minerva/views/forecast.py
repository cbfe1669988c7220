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
        "milestones": [_milestone(position, one) for one in position.milestones],
        "deadlines": [deadline_document(position, one) for one in position.deadlines],
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
    left = any(not one.complete for one in position.milestones)
    lines = [headline(position), *_deadlines(position)] if left else []
    return Report(title(position, "forecast"), tables, lines)


def headline(position: Position) -> str:
    """Say how many milestones cannot be reached when expected, and which is held back most."""
    driven = [one for one in position.milestones if one.driven is not None]
    if not driven:
        return "Nothing is held back: every milestone can be reached when it is expected."
    worst = max(driven, key=held_back_days)
    several = "1 milestone is" if len(driven) == 1 else f"{len(driven):,} milestones are"
    return (
        f"{several} held back by what comes first; the most, {worst.record.name}, by "
        f"{days(held_back_days(worst))} to {worst.projected}."
    )


def held_back_days(one: MilestonePosition) -> int:
    """Return the days from the expected date to the projected one."""
    return (one.projected.latest - one.expected.latest).days


def deadline_said(one: DeadlinePosition) -> str:
    """Say how much there is to a deadline, or what it leaves uncovered."""
    what = "its deadline of" if one.kind == "deadline" else f"the end of the {one.name} contract,"
    told = f"{one.milestone.record.name}, {one.milestone.projected}"
    if one.float_days >= 0:
        return f"{told}: {days(one.float_days)} of float to {what} {format_date(one.date)}."
    uncovered = f", {days(one.uncovered_days)} uncovered" if one.kind == "contract" else ""
    return f"{told}: {days(-one.float_days)} past {what} {format_date(one.date)}{uncovered}."


def deadline_document(position: Position, one: DeadlinePosition) -> Document:
    """Return one deadline as part of a JSON document."""
    document: Document = {
        "milestone": one.milestone.record.id,
        "kind": one.kind,
        "date": one.date,
        "float_days": one.float_days,
        "uncovered_days": one.uncovered_days,
        "chain": list(position.critical_chain(one)),
    }
    return document | ({"contract": one.id} if one.kind == "contract" else {})


def _milestone(position: Position, one: MilestonePosition) -> Document:
    document: Document = {
        "id": one.record.id,
        "name": one.record.name,
        "workstream": one.record.workstream,
    }
    put_window(document, "expected", one.expected)
    put_window(document, "projected", one.projected)
    document["driver"] = one.driven and one.driven.by
    document["latest_allowable"] = position.latest_allowable.get(one.record.id)
    document["total_float_days"] = position.total_float_days(one)
    return document


def _milestones(position: Position) -> Table:
    names = {one.id: one.name for one in position.programme.workstreams}
    order = {one.id: n for n, one in enumerate(position.programme.workstreams)}
    unfinished = sorted(
        (one for one in position.milestones if not one.complete),
        key=lambda one: (order[one.record.workstream], one.projected.latest),
    )
    rows = [
        (
            one.record.id,
            one.record.workstream,
            names[one.record.workstream],
            one.record.name,
            one.expected,
            one.projected,
            held_back_days(one),
            one.driven and one.driven.by,
            position.latest_allowable.get(one.record.id),
            position.total_float_days(one),
            driven_by(position, one),
        )
        for one in unfinished
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
        deadline_said(one)
        for one in sorted(position.deadlines, key=lambda one: one.float_days)
        if not one.milestone.complete
    ]


def _chains(position: Position) -> Table:
    rows: list[Row] = []
    headings: dict[Id, str] = {}
    bound: dict[Id, list[DeadlinePosition]] = {}
    for one in position.deadlines:
        if not one.milestone.complete:
            bound.setdefault(one.milestone.record.id, []).append(one)
    for ends in bound.values():
        end = ends[0].milestone.record.id
        headings[end] = "; ".join(_date_said(one) for one in ends)
        chain = position.critical_chain(min(ends, key=lambda one: one.date))
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


def _date_said(one: DeadlinePosition) -> str:
    what = "Deadline" if one.kind == "deadline" else f"{one.name} contract ends"
    return f"{what} {format_date(one.date)}"


def _money(position: Position) -> Table:
    cost = cost_of_slippage(position.savings)
    names = {one.id: one.name for one in position.programme.workstreams}
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
        notes=[_lost_said(cost.lost, cost.carried_over, currency)],
    )


def _lost_said(lost: Decimal, carried_over: Decimal, currency: str) -> str:
    if not lost and not carried_over:
        return "Nothing is lost. Lost: planned less forecast."
    told = f"Lost in years that bring less than planned: {money.format_money(lost, currency)}."
    if carried_over:
        told += f" More than planned in others: {money.format_money(carried_over, currency)}."
    return f"{told} A slip does not change the full-year effect."


def _years(years: Mapping[str, Cost]) -> Document:
    return {
        label: {
            "planned": plain.money(one.planned),
            "forecast": plain.money(one.forecast),
            "lost": plain.money(one.lost),
        }
        for label, one in years.items()
    }
