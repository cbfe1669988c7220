"""The milestones of many programmes, programme by programme."""

from collections.abc import Mapping
from typing import Any, Final

from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.rows import PROGRAMME, coverage, from_documents, title
from minerva.portfolio.sums import added_of
from minerva.position import Position
from minerva.position.milestones import Status
from minerva.views import milestones as view
from minerva.views.document import Document, entries
from minerva.views.table import Column, Kind, Report, Table

KEYS: Final = (*view.KEYS, "reason")
_HIDDEN: Final = ("tolerance_used",)


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return the milestones of a programme: of these statuses, or due within so many days."""
    wanted = [Status(word) for word in options.get("status", ())]
    chosen = view.choose(position, wanted, options.get("due_within"))
    return {
        "total": len(position.milestones),
        "shown": len(chosen),
        "milestones": entries(view.COLUMNS, chosen, KEYS),
    }


def document(gathered: Gathered) -> Document:
    """Return the milestones as a JSON document, each with the id of its programme."""
    return (
        gathered.heading()
        | {"name": gathered.name, "programmes": gathered.programmes(without=["milestones"])}
        | {"milestones": rows(gathered)}
        | grouped(gathered, lambda inside: {"totals": _totals(inside)})
        | {"totals": _totals(gathered)}
    )


def report(gathered: Gathered) -> Report:
    """Return the milestones under their programmes."""
    columns = [PROGRAMME, *from_documents(view.COLUMNS, _HIDDEN)]
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    table = Table(
        columns,
        rows(gathered),
        group="programme",
        headings=names,
        notes=["Slip: days from baseline.", view.RATINGS],
        empty="No milestone matches.",
    )
    columns = [
        Column(key, text, Kind.COUNT, of=_counted(key))
        for key, text in (("milestones", "Milestones"), ("shown", "Shown"))
    ]
    tables = [table, *group_tables(gathered, columns)]
    return Report(title(gathered, "milestones"), tables, coverage(gathered))


def rows(gathered: Gathered) -> list[Document]:
    """Return the milestones of all programmes, each with the id of its programme."""
    return [
        {"programme": outcome.label} | milestone
        for outcome in gathered.read
        for milestone in outcome.part["milestones"]
    ]


def _totals(gathered: Gathered) -> Document:
    counted = added_of(
        gathered.read, lambda part: {"milestones": part["total"], "shown": part["shown"]}
    )
    return (counted or {}) | {"unread": [outcome.label for outcome in gathered.unread]}


def _counted(key: str) -> Any:
    return lambda inside: _totals(inside).get(key, 0)
