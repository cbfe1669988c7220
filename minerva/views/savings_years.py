"""The savings of each financial year: a row a saving or a workstream, and the year's total."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from minerva.model.programme import Workstream
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsPosition, SavingsSum, YearFigures
from minerva.views.savings_year import NONE
from minerva.views.table import Column, Kind, Table, Value, figure

By = Literal["saving", "workstream"]

FIGURE_KEYS: Final = ("planned", "forecast", "realised", "validated", "variance")
FIGURES: Final = (
    Column("planned", "Planned", Kind.MONEY, lambda figures: figures.planned),
    Column("forecast", "Forecast", Kind.MONEY, lambda figures: figures.forecast),
    Column("realised", "Realised", Kind.MONEY, lambda figures: figures.realised),
    Column("validated", "Validated", Kind.MONEY, lambda figures: figures.validated),
    Column("variance", "Variance", Kind.VARIANCE, lambda figures: figures.variance),
    Column("percent_delivered", "%", Kind.PERCENT, lambda figures: figures.percent_delivered),
)


class SavingYear(NamedTuple):
    """A saving in a financial year."""

    year: str
    saving: SavingPosition
    figures: YearFigures


class SumYear(NamedTuple):
    """The savings of a workstream in a financial year, or those of them all."""

    year: str
    workstream: Workstream | None
    total: SavingsSum
    figures: YearFigures


def of_figures(value: Value) -> Value:
    """Return how a value is taken from a row of a year, given how it is from its figures."""
    return lambda row: value(row.figures)


YEAR: Final = figure("year", "Year", Kind.TEXT, lambda row: row.year)
YEAR_FIGURES: Final = tuple(
    figure(column.key, column.title, column.kind, of_figures(column.of)) for column in FIGURES
)
COLUMNS: Final = (
    YEAR,
    Column("id", "Id", of=lambda row: row.saving.record.id, shown=False),
    Column("workstream", "Workstream", of=lambda row: row.saving.record.workstream, shown=False),
    Column(
        "name",
        "Saving",
        of=lambda row: row.saving.record.name,
        total=lambda row: total_title(row.total),
    ),
    Column("cashable", "Cashable", Kind.FLAG, lambda row: row.saving.record.cashable, shown=False),
    Column(
        "recurring", "Recurring", Kind.FLAG, lambda row: row.saving.record.recurring, shown=False
    ),
    *YEAR_FIGURES,
)
_NOTES: Final = ["Variance: forecast less planned. %: realised of planned."]


def by_saving(position: Position, labels: Sequence[str]) -> Table:
    """Return a row a saving, under each of some financial years."""
    savings = position.savings
    return Table(
        COLUMNS,
        [
            SavingYear(label, saving, savings.lines[saving.record.id][label])
            for label in labels
            for saving in savings.savings
        ],
        group="year",
        whole=_totals(savings, labels),
        notes=_NOTES,
        empty=NONE,
    )


def by_workstream(position: Position, labels: Sequence[str]) -> Table:
    """Return a row a workstream, under each of some financial years."""
    savings = position.savings
    columns = (
        YEAR,
        Column("id", "Id", of=lambda row: row.workstream.id, shown=False),
        Column(
            "name",
            "Workstream",
            of=lambda row: row.workstream.name,
            total=lambda row: total_title(row.total),
        ),
        figure("unknown", "Not known", Kind.COUNT, lambda row: len(row.total.unknown), shown=False),
        Column(
            "left_out", "Left out", of=lambda row: left_out_text(position, row.total), under="name"
        ),
        *YEAR_FIGURES,
    )
    rows = [
        SumYear(label, workstream, total, total.years[label])
        for label in labels
        for workstream in position.chosen
        for total in [savings.workstreams[workstream.id]]
    ]
    return Table(
        columns, rows, group="year", whole=_totals(savings, labels), notes=_NOTES, empty=NONE
    )


def left_out_text(position: Position, total: SavingsSum) -> str:
    """Say which savings a workstream's sums leave out, because they are not known."""
    names = [
        saving.record.name
        for saving in position.savings.savings
        if saving.record.id in total.unknown
    ]
    return f"not known: {', '.join(names)}" if names else ""


def total_title(total: SavingsSum) -> str:
    """Return what the row of a total is called, with how many savings it leaves out."""
    return f"Total ({len(total.unknown)} not known)" if total.unknown else "Total"


def _totals(savings: SavingsPosition, labels: Sequence[str]) -> Mapping[str, SumYear]:
    return {
        label: SumYear(label, None, savings.total, savings.total.years[label]) for label in labels
    }
