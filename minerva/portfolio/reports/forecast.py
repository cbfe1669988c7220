"""What slips do next through all programmes: dates, floats, deadlines, money lost elsewhere."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.rows import coverage, title, value_of
from minerva.portfolio.sums import totals
from minerva.position import Position
from minerva.views import forecast as view
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Report, Table

_LATER: Final = "Later: days that it is held back, by what is named below it."


class _Lost(Struct, frozen=True):
    """What the slip of a milestone costs another programme in a financial year."""

    told: Mapping[str, Any]
    year: str
    amount: Decimal


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return the forecast of a programme."""
    whole = view.document(position)
    return {
        "milestones": whole["milestones"],
        "deadlines": whole["deadlines"],
        "savings": whole["savings"],
    }


def document(gathered: Gathered) -> Document:
    """Return the forecast as a JSON document; ids of milestones are after their programme's."""
    return (
        gathered.heading()
        | {
            "name": gathered.name,
            "programmes": gathered.programmes(without=["milestones", "deadlines"]),
            "milestones": rows(gathered),
            "deadlines": _deadlines(gathered),
        }
        | grouped(gathered, _totals)
        | _totals(gathered)
        | ({"lost_elsewhere": list(gathered.lost)} if gathered.network else {})
        | {"link_problems": gathered.network.problems if gathered.network else []}
    )


def report(gathered: Gathered) -> Report:
    """Return what is held back, what binds it, and what slips of one programme cost another."""
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    tables = [_held_back(gathered, names), _bound(gathered, names)]
    if gathered.network:
        tables.append(_elsewhere(gathered, names))
    tables += _groups(gathered)
    problems = gathered.network.problems if gathered.network else []
    return Report(title(gathered, "forecast"), tables, [*problems, *coverage(gathered)])


def rows(gathered: Gathered) -> list[Document]:
    """Return the milestones of all programmes, with the float that is left across all of them."""
    limits = gathered.network.limits() if gathered.network else {}
    found = []
    for outcome in gathered.read:
        for milestone in outcome.part["milestones"]:
            row = {"programme": outcome.label} | milestone
            limit = limits.get(f"{outcome.label}:{milestone['id']}")
            if limit is not None:
                reached = value_of(milestone, "projected", Kind.DATE)
                latest = getattr(reached, "latest", reached)
                row["latest_allowable"] = limit.isoformat()
                row["total_float_days"] = None if latest is None else (limit - latest).days
            found.append(row)
    return found


def _totals(gathered: Gathered) -> Document:
    return {"totals": totals(gathered, lambda part: {"years": part["savings"]["years"]})}


def _deadlines(gathered: Gathered) -> list[Document]:
    """Return the deadlines, each with the chain that leads to it through all programmes."""
    network = gathered.network
    linked = network.programmes if network else {}
    found = [
        {"programme": outcome.label}
        | deadline
        | {"chain": [f"{outcome.label}:{id}" for id in deadline["chain"]]}
        for outcome in gathered.read
        if outcome.label not in linked
        for deadline in outcome.part["deadlines"]
    ]
    for deadline in network.deadlines() if network else ():
        programme, _, id = deadline.milestone.record.id.partition(":")
        entry: Document = {
            "programme": programme,
            "milestone": id,
            "kind": deadline.kind,
            "date": deadline.date,
            "float_days": deadline.float_days,
            "uncovered_days": deadline.uncovered_days,
            "chain": list(network.chain(deadline)),
        }
        contract = deadline.id.partition(":")[2]
        found.append(entry | ({"contract": contract} if deadline.kind == "contract" else {}))
    order = {outcome.label: n for n, outcome in enumerate(gathered.outcomes)}
    inside = (deadline for deadline in found if deadline["programme"] in order)
    return sorted(inside, key=lambda deadline: order[deadline["programme"]])


def _held_back(gathered: Gathered, names: Mapping[str, str]) -> Table:
    driven = [row for row in rows(gathered) if row["driver"]]
    columns = (
        Column("programme", "Programme", of=lambda row: row["programme"], shown=False),
        Column("id", "Id", of=lambda row: row["id"], shown=False),
        Column("name", "Milestone", of=lambda row: row["name"]),
        _date("expected", "Expected"),
        _date("projected", "Projected"),
        Column("later", "Later", Kind.SLIP, of=_later),
        Column("total_float_days", "Float", Kind.SLIP, of=lambda row: row["total_float_days"]),
        Column("driver", "Driver", of=lambda row: f"driven by {row['driver']}", under="name"),
    )
    return Table(
        columns,
        driven,
        title="Held back",
        group="programme",
        headings=names,
        notes=[_LATER] if driven else [],
        empty="Nothing is held back: every milestone can be reached when it is expected.",
    )


def _bound(gathered: Gathered, names: Mapping[str, str]) -> Table:
    columns = (
        Column("programme", "Programme", of=lambda row: row["programme"], shown=False),
        Column("id", "Id", of=lambda row: row["milestone"], shown=False),
        Column("milestone", "Milestone", of=_name_in(gathered)),
        Column("kind", "Kind", of=lambda row: row["kind"]),
        Column("date", "Date", Kind.DATE, of=lambda row: _day(row["date"])),
        Column("float_days", "Float", Kind.SLIP, of=lambda row: row["float_days"]),
        Column("chain", "Chain", of=lambda row: " -> ".join(row["chain"]), under="milestone"),
    )
    return Table(
        columns,
        _deadlines(gathered),
        title="What leads to each deadline",
        group="programme",
        headings=names,
        empty="There is no deadline.",
    )


def _groups(gathered: Gathered) -> list[Table]:
    def held_back(inside: Gathered) -> int:
        milestones = (
            milestone for outcome in inside.read for milestone in outcome.part["milestones"]
        )
        return sum(milestone["driver"] is not None for milestone in milestones)

    def floats(inside: Gathered) -> list[int]:
        deadlines = _deadlines(inside)
        return [
            deadline["float_days"] for deadline in deadlines if deadline["float_days"] is not None
        ]

    columns = (
        Column("held_back", "Held back", Kind.COUNT, of=held_back),
        Column("deadlines", "Deadlines", Kind.COUNT, of=lambda inside: len(_deadlines(inside))),
        Column(
            "broken",
            "Broken",
            Kind.COUNT,
            of=lambda inside: sum(days < 0 for days in floats(inside)),
        ),
        Column(
            "float_days",
            "Least float",
            Kind.SLIP,
            of=lambda inside: min(floats(inside), default=None),
        ),
    )
    return group_tables(gathered, columns)


def _name_in(gathered: Gathered) -> Any:
    """Return what gives the name of the milestone of a deadline."""
    names = {
        (outcome.label, milestone["id"]): milestone["name"]
        for outcome in gathered.read
        for milestone in outcome.part["milestones"]
    }
    return lambda row: names.get((row["programme"], row["milestone"]), row["milestone"])


def _elsewhere(gathered: Gathered, names: Mapping[str, str]) -> Table:
    found = [
        _Lost(told, year, Decimal(str(amount)))
        for told in gathered.lost
        for year, amount in told["years"].items()
    ]
    columns = (
        Column("milestone", "Id", of=lambda row: row.told["milestone"], shown=False),
        Column("name", "Milestone", of=lambda row: row.told["name"]),
        Column("slippage_days", "Slip", Kind.SLIP, of=lambda row: row.told["slippage_days"]),
        Column("programme", "In", of=lambda row: names[row.told["programme"]]),
        Column("year", "Year", of=lambda row: row.year),
        Column("money", "Money", of=lambda row: row.told["money"]),
        Column("lost", "Lost", Kind.MONEY, of=lambda row: row.amount),
    )
    return Table(
        columns,
        found,
        title="What slips cost other programmes",
        notes=[
            "Lost: what the year would bring had the milestone kept its baseline, less what "
            "it brings; negative is gained."
        ]
        if found
        else [],
        empty="No slip costs another programme anything.",
    )


def _date(key: str, text: str) -> Column:
    return Column(key, text, Kind.DATE, of=lambda row: value_of(row, key, Kind.DATE))


def _day(value: Any) -> Any:
    return value_of({"date": value}, "date", Kind.DATE) if isinstance(value, str) else value


def _later(row: Mapping[str, Any]) -> int | None:
    expected, projected = (value_of(row, key, Kind.DATE) for key in ("expected", "projected"))
    if expected is None or projected is None:
        return None
    first, last = (getattr(day, "latest", day) for day in (expected, projected))
    return int((last - first).days)
