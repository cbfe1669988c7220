"""What it takes to bring the savings of many programmes about, by financial year."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model import money
from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import NO_GROUPS, grouped, insides
from minerva.portfolio.reports.rows import coverage, exact, title
from minerva.portfolio.sums import added_of, totals
from minerva.position import Position
from minerva.views import costs as view
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Report, Table

_FIGURES: Final = ("budget", "forecast", "spent", "variance")


class _Year(Struct, frozen=True):
    """The costs of a programme, or of all whose money can be added, in a financial year."""

    under: str
    money: str
    year: str
    id: str
    name: str
    figures: Mapping[str, Any]


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return the costs of a programme by year."""
    whole: Document = view.document(position)["totals"]
    return whole


def document(gathered: Gathered) -> Document:
    """Return the costs as a JSON document."""
    return gathered.heading() | {
        "name": gathered.name,
        "years": sorted({year for outcome in gathered.read for year in outcome.part["years"]}),
        "programmes": gathered.programmes(),
        **grouped(gathered, _totals),
        **_totals(gathered),
    }


def report(gathered: Gathered) -> Report:
    """Return the costs of each year: a row a programme, or a group, that has any; their total."""
    kinds = list(gathered.by_money())
    rows: list[_Year] = []
    whole: dict[str, _Year] = {}
    for label, outcomes in kinds:
        sums = added_of(outcomes, lambda part: part["years"]) or {}
        for year in sorted(sums):
            under = f"{label}, {year}" if len(kinds) > 1 else year
            rows += [
                _Year(under, label, year, id, name, years[year])
                for id, name, years in _rows(replace(gathered, outcomes=outcomes))
                if any((years.get(year) or {}).values())
            ]
            whole[under] = _Year(under, label, year, "", "Total", sums[year])
    by_group = gathered.options.get("by") == "group"
    noun = "Group" if by_group else "Programme"
    shown = {row.under for row in rows}
    table = Table(
        (
            Column("under", "Under", of=lambda row: row.under, shown=False),
            Column("money", "Money", of=lambda row: row.money, shown=False),
            Column("year", "Year", of=lambda row: row.year, shown=False),
            Column("id", "Id", of=lambda row: row.id, shown=False),
            Column("name", noun, of=lambda row: row.name, total=lambda row: row.name),
            *(_figure(key) for key in _FIGURES),
        ),
        rows,
        group="under",
        whole={under: row for under, row in whole.items() if under in shown},
        notes=["Variance: forecast less budget; above 0 is over budget."],
        empty=NO_GROUPS if by_group and not gathered.groups else view.NONE,
    )
    return Report(title(gathered, "costs"), [table], [*_undated(gathered), *coverage(gathered)])


def _totals(gathered: Gathered) -> Document:
    return {"totals": totals(gathered, lambda part: part)}


def _rows(gathered: Gathered) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return what a row is of, a programme or a group, and its figures of each year."""
    if gathered.options.get("by") == "group":
        return [
            (group.id, group.name, added_of(inside.read, lambda part: part["years"]) or {})
            for group, inside in insides(gathered)
        ]
    return [(outcome.label, outcome.name, outcome.part["years"]) for outcome in gathered.outcomes]


def _figure(key: str) -> Column:
    kind = Kind.VARIANCE if key == "variance" else Kind.MONEY

    def take(row: _Year) -> Any:
        return exact(row.figures.get(key))

    return Column(key, key.capitalize(), kind, of=take, total=take)


def _undated(gathered: Gathered) -> list[str]:
    undated = added_of(gathered.read, lambda part: part["undated"]) or []
    symbols = " and ".join(
        dict.fromkeys(money.symbol(label[:3]).strip() for label, _ in gathered.by_money())
    )
    lines = [f"Money in {symbols}."] if symbols else []
    if undated:
        lines.append(f"Start not known, and so in no year: {', '.join(undated)}.")
    return lines
