"""One figure of the savings as a matrix: a row a saving or a workstream, a column a year."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from minerva.model import money
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.totals import YearFigures, cumulative
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.money_lines import left_out_text, unknown_lines
from minerva.views.savings_year import NONE
from minerva.views.savings_years import FIGURES, total_title
from minerva.views.table import Column, Kind, Report, Table, Value, figure
from minerva.views.titles import title

By = Literal["saving", "workstream"]
Figure = Literal["planned", "forecast", "realised", "validated", "variance"]

_CLAIMED: Final = ("realised", "validated")
_CUMULATIVE: Final = "Cumulative: all years shown, added up."
_NOTES: Final[Mapping[str, list[str]]] = {
    "forecast": ["Forecast: of a year that has ended, what was realised."],
    "realised": ["Realised: claimed by the day. A saving that is not known may have claims."],
    "validated": ["Validated: claimed, and confirmed by the day."],
    "variance": ["Variance: forecast less planned; below 0 is a shortfall."],
}


class MatrixRow(Struct, frozen=True):
    """A saving, a workstream or all savings together: its figures year by year, and added up.

    `unknown` are the savings whose amount is not known, and which are in none of the figures.
    """

    id: Id | None
    workstream: Id | None
    name: str
    years: Mapping[str, YearFigures]
    cumulative: YearFigures
    unknown: Sequence[Id] = ()
    left_out: str = ""


def document(position: Position, shown: Figure, by: By = "saving") -> Document:
    """Return the matrix of a figure as a JSON document: rows, and their total."""
    *rows, total = [*_rows(position, by), _total(position)]
    of = _amount(shown)
    return heading(position) | {
        "figure": shown,
        "by": by,
        "years": [year.label for year in position.years],
        "rows": [_row(row, of, by) for row in rows],
        "total": {
            "unknown": list(total.unknown),
            "years": _years(total, of),
            "cumulative": plain.money(of(total.cumulative)),
        },
    }


def report(position: Position, shown: Figure, by: By = "saving") -> Report:
    """Return the matrix of a figure as a table, with what is not known in words.

    The years are columns that a screen may part into blocks, the cumulative total in the last.
    What has been claimed is known of every saving.
    """
    symbol = money.symbol(position.programme.details.currency).strip()
    table = Table(
        _columns(position, shown, by),
        _rows(position, by),
        whole={None: _total(position)},
        notes=[*_NOTES.get(shown, []), _CUMULATIVE],
        empty=NONE,
        in_blocks=True,
    )
    what = f"{'variance of' if shown == 'variance' else shown} savings ({symbol})"
    missing = [] if shown in _CLAIMED else unknown_lines(position)
    return Report(title(position, what), [table], missing)


def _columns(position: Position, shown: Figure, by: By) -> Sequence[Column]:
    amount = _amount(shown)
    kind = next(column.kind for column in FIGURES if column.key == shown)
    of_saving = [Column("workstream", "Workstream", of=lambda row: row.workstream, shown=False)]
    of_workstream = [
        figure("unknown", "Not known", Kind.COUNT, lambda row: len(row.unknown), shown=False),
        Column("left_out", "Left out", of=lambda row: row.left_out, under="name"),
    ]
    name = Column(
        "name",
        by.capitalize(),
        of=lambda row: row.name,
        total=lambda row: "Total" if shown in _CLAIMED else row.name,
    )
    return (
        Column("id", "Id", of=lambda row: row.id, shown=False),
        *(of_saving if by == "saving" else []),
        name,
        *(of_workstream if by == "workstream" else []),
        *(
            figure(year.label, year.label, kind, _in_year(amount, year.label))
            for year in position.years
        ),
        figure("cumulative", "Cumulative", kind, lambda row: amount(row.cumulative)),
    )


def _rows(position: Position, by: By) -> list[MatrixRow]:
    savings = position.savings
    if by == "saving":
        return [
            MatrixRow(record.id, record.workstream, record.name, years, cumulative(years.values()))
            for record in (saving.record for saving in savings.savings)
            for years in [savings.lines[record.id]]
        ]
    if not savings.savings:
        return []
    return [
        MatrixRow(
            workstream.id,
            workstream.id,
            workstream.name,
            total.years,
            cumulative(total.years.values()),
            total.unknown,
            left_out_text(position, total),
        )
        for workstream in position.chosen
        for total in [savings.workstreams[workstream.id]]
    ]


def _total(position: Position) -> MatrixRow:
    total = position.savings.total
    added = cumulative(total.years.values())
    return MatrixRow(None, None, total_title(total), total.years, added, total.unknown)


def _amount(shown: Figure) -> Value:
    """Return how a figure is taken from those of a year."""
    return next(column.of for column in FIGURES if column.key == shown)


def _in_year(amount: Value, label: str) -> Value:
    """Return how a figure is taken from a row for a year."""
    return lambda row: amount(row.years[label])


def _row(row: MatrixRow, amount: Value, by: By) -> Document:
    of_saving = {"workstream": row.workstream} if by == "saving" else {}
    of_workstream = {"unknown": list(row.unknown)} if by == "workstream" else {}
    return {
        "id": row.id,
        **of_saving,
        "name": row.name,
        **of_workstream,
        "years": _years(row, amount),
        "cumulative": plain.money(amount(row.cumulative)),
    }


def _years(row: MatrixRow, amount: Value) -> Document:
    return {label: plain.money(amount(figures)) for label, figures in row.years.items()}
