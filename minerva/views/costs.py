"""The costs of bringing the savings about: budget, forecast and what was spent, by year."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from minerva.model import money
from minerva.position import Position
from minerva.position.costs import CostFigures, CostPosition
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.money_lines import cost_lines
from minerva.views.table import Column, Kind, Report, Table, figure
from minerva.views.titles import title

NONE: Final = "No costs are recorded."

_FIGURES: Final = (
    Column("budget", "Budget", Kind.MONEY, lambda figures: figures.budget),
    Column("forecast", "Forecast", Kind.MONEY, lambda figures: figures.forecast),
    Column("spent", "Spent", Kind.MONEY, lambda figures: figures.spent),
    Column("variance", "Variance", Kind.VARIANCE, lambda figures: figures.variance),
)


class CostYear(Struct, frozen=True):
    """A cost in a financial year; without a cost, all of them together."""

    year: str
    cost: CostPosition | None
    figures: CostFigures


def document(position: Position) -> Document:
    """Return the costs as a JSON document."""
    costs = position.costs
    return heading(position) | {
        "years": [year.label for year in costs.years],
        "lines": [
            {
                "id": cost.id,
                "name": cost.name,
                "workstream": cost.workstream,
                "saving": cost.saving,
                "years": _years({} if cost.undated else line, list(line)),
            }
            for cost, line in zip(costs.costs, costs.lines, strict=True)
        ],
        "totals": {
            "years": _years(costs.total, list(costs.total)),
            "undated": [cost.id for cost in costs.undated],
        },
    }


def report(position: Position) -> Report:
    """Return the costs of each year that has any, and of all years together."""
    costs = position.costs
    rows = [
        CostYear(year.label, cost, line[year.label])
        for year in costs.years
        for cost, line in zip(costs.costs, costs.lines, strict=True)
        if year.first.year in cost.years
    ]
    table = Table(
        (
            figure("year", "Year", Kind.TEXT, lambda row: row.year),
            Column("id", "Id", of=lambda row: row.cost.id, shown=False),
            Column("workstream", "Workstream", of=lambda row: row.cost.workstream, shown=False),
            Column("saving", "Saving", of=lambda row: row.cost.saving, shown=False),
            Column("name", "Cost", of=lambda row: row.cost.name, total=lambda _: "Total"),
            *(_of_row(column) for column in _FIGURES),
            Column("owner", "Owner", of=lambda row: row.cost.owner, shown=False),
        ),
        rows,
        group="year",
        whole={row.year: CostYear(row.year, None, costs.total[row.year]) for row in rows},
        notes=["Variance: forecast less budget; above 0 is over budget."],
        empty=NONE,
    )
    symbol = money.symbol(position.programme.details.currency).strip()
    return Report(title(position, f"costs ({symbol})"), [table], cost_lines(position))


def _of_row(column: Column) -> Column:
    of = column.of
    return figure(column.key, column.title, column.kind, lambda row: of(row.figures))


def _years(figures: Mapping[str, CostFigures], labels: Sequence[str]) -> Document:
    """Return the figures of each year; of a cost that is in no year, none is known."""
    return {
        label: {
            column.key: plain.money(column.of(figures[label])) if label in figures else None
            for column in _FIGURES
        }
        for label in labels
    }
