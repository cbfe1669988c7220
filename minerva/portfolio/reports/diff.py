"""What happened between two days, in all programmes: dates, money and findings."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from minerva.comparison import compare, without_running_tenders
from minerva.model import money
from minerva.model.dates import format_date
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.rows import coverage, piece
from minerva.portfolio.sums import added_of, totals
from minerva.position import Position, position_at
from minerva.views import diff as view
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Report, Table

_KEYS = ("milestones", "added", "removed", "savings", "deadlines", "findings")
_HIDDEN = ("status", "rating", "driver", "held_by")
"""Fields of a change that a table of dates and days leaves to JSON."""


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return what changed in a programme since the day of `from`; milestones elsewhere as now.

    Without `with_tender` it rests on no score of a tender that still runs.
    """
    before = position_at(
        position.as_files_say, date.fromisoformat(options["from"]), (), position.today
    )
    after = position
    if not options.get("with_tender"):
        before, after = without_running_tenders(before, after)
    whole = view.document(compare(before, after))
    return {key: whole[key] for key in _KEYS} | {"withheld": sorted(after.withheld)}


def document(gathered: Gathered) -> Document:
    """Return what changed as a JSON document."""
    heading = gathered.heading()
    return {
        "schema_version": heading["schema_version"],
        "from": gathered.options["from"],
        "to": heading["as_of"],
        **({"unnamed": gathered.unnamed} if gathered.unnamed else {}),
        "name": gathered.name,
        "programmes": gathered.programmes(),
        "milestones": rows(gathered),
        **grouped(gathered, lambda inside: {"totals": totals(inside, _money)}),
        "totals": totals(gathered, _money),
    }


def report(gathered: Gathered) -> Report:
    """Return a row a programme, then the milestones whose dates changed."""
    begin = format_date(date.fromisoformat(gathered.options["from"]))
    return Report(
        f"{gathered.name}: what happened from {begin} to {format_date(gathered.as_of)}",
        [_programmes(gathered), _dates(gathered), *_groups(gathered)],
        [*_lines(gathered), *coverage(gathered)],
    )


def rows(gathered: Gathered) -> list[Document]:
    """Return the milestones that changed, each with the id of its programme."""
    return [
        {"programme": outcome.label} | milestone
        for outcome in gathered.read
        for milestone in outcome.part["milestones"]
    ]


def _programmes(gathered: Gathered) -> Table:
    def number(*keys: str) -> Any:
        return lambda outcome: len(piece(*keys)(outcome))

    columns = (
        Column("id", "Id", of=lambda outcome: outcome.id, shown=False),
        Column("name", "Programme", of=lambda outcome: outcome.name),
        Column("changed", "Changed", Kind.COUNT, of=number("milestones")),
        Column("added", "Added", Kind.COUNT, of=number("added")),
        Column("removed", "Removed", Kind.COUNT, of=number("removed")),
        Column("full_year", "Full year", Kind.VARIANCE, of=_moved),
        Column("new", "New", Kind.COUNT, of=number("findings", "new")),
        Column("cleared", "Cleared", Kind.COUNT, of=number("findings", "cleared")),
    )
    return Table(
        columns,
        gathered.read,
        title="By programme",
        notes=[
            "Changed, added, removed: milestones. Full year: how much the full-year effect "
            "changed. New, cleared: findings."
        ],
    )


def _groups(gathered: Gathered) -> list[Table]:
    def number(*keys: str) -> Any:
        return lambda inside: sum(len(piece(*keys)(outcome)) for outcome in inside.read)

    columns = [
        Column(key, text, Kind.COUNT, of=number(*keys))
        for key, text, keys in (
            ("changed", "Changed", ("milestones",)),
            ("added", "Added", ("added",)),
            ("removed", "Removed", ("removed",)),
            ("new", "New", ("findings", "new")),
            ("cleared", "Cleared", ("findings", "cleared")),
        )
    ]
    return group_tables(gathered, columns)


def _dates(gathered: Gathered) -> Table:
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    found = [
        {"programme": row["programme"], "id": row["id"], "name": row["name"]} | change
        for row in rows(gathered)
        for change in row["changes"]
        if change["field"] not in _HIDDEN
    ]
    columns = (
        Column("programme", "Programme", of=lambda row: row["programme"], shown=False),
        Column("id", "Id", of=lambda row: row["id"], shown=False),
        Column("name", "Milestone", of=lambda row: row["name"]),
        Column("field", "What", of=lambda row: row["field"].replace("_", " ")),
        Column("from", "Was", of=lambda row: _text(row["from"])),
        Column("to", "Is", of=lambda row: _text(row["to"])),
    )
    return Table(
        columns,
        found,
        title="Dates and days that changed",
        group="programme",
        headings=names,
        empty="No date changed.",
    )


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return format_date(date.fromisoformat(value))
    except (TypeError, ValueError):
        return f"{value:,}" if isinstance(value, int) else str(value)


def _money(part: Any) -> Any:
    return {key: part["savings"][key] for key in ("full_year", "years")}


def _moved(outcome: Outcome) -> Decimal | None:
    """Return how much the full-year effect of a programme changed; None where it is not known."""
    amounts = outcome.part["savings"]["full_year"]
    if amounts["from"] is None or amounts["to"] is None:
        return None
    return Decimal(str(amounts["to"])) - Decimal(str(amounts["from"]))


def _lines(gathered: Gathered) -> list[str]:
    """Say from what to what the full-year effect changed, for each kind of money."""
    lines = []
    for label, outcomes in gathered.by_money():
        amounts = added_of(outcomes, lambda part: part["savings"]["full_year"])
        before, after = (
            "not known"
            if amounts[key] is None
            else money.format_money(Decimal(str(amounts[key])), label[:3])
            for key in ("from", "to")
        )
        lines.append(f"{label}: full-year effect {before}, now {after}.")
    return lines
