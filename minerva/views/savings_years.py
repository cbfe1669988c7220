"""The savings of each financial year: a row a saving or a workstream, and the year's total."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.model import money
from minerva.model.programme import Workstream
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsPosition, SavingsSum, YearFigures, sum_of
from minerva.views.money_lines import left_out_text
from minerva.views.savings_year import NONE
from minerva.views.table import Column, Kind, Table, Value, figure

By = str
"""What a row is: "saving", "workstream", or one of `GROUPS`."""

GROUPS: Final[Mapping[str, Callable[[SavingPosition], str | None]]] = {
    "category": lambda saving: saving.record.category,
    "cashable": lambda saving: "cashable" if saving.record.cashable else "not cashable",
    "owner": lambda saving: saving.record.owner,
    "ref": lambda saving: saving.record.ref,
}
"""The keys of a saving that sums are shown by, each with how its value is taken."""

PART_KEYS: Final = ("slipped", "restated", "not_realised")
"""What is between planned and forecast, told apart."""
FIGURE_KEYS: Final = ("planned", "forecast", "realised", "validated", "variance", *PART_KEYS)
PARTS: Final = (
    Column("slipped", "Slipped", Kind.VARIANCE, lambda figures: figures.slipped, shown=False),
    Column("restated", "Restated", Kind.VARIANCE, lambda figures: figures.restated, shown=False),
    Column(
        "not_realised",
        "Not realised",
        Kind.VARIANCE,
        lambda figures: figures.not_realised,
        shown=False,
    ),
)
FIGURES: Final = (
    Column("planned", "Planned", Kind.MONEY, lambda figures: figures.planned),
    Column("forecast", "Forecast", Kind.MONEY, lambda figures: figures.forecast),
    Column("realised", "Realised", Kind.MONEY, lambda figures: figures.realised),
    Column("validated", "Validated", Kind.MONEY, lambda figures: figures.validated),
    Column("variance", "Variance", Kind.VARIANCE, lambda figures: figures.variance),
    *PARTS,
    Column("percent_delivered", "%", Kind.PERCENT, lambda figures: figures.percent_delivered),
)


class SavingYear(Struct, frozen=True):
    """A saving in a financial year."""

    year: str
    saving: SavingPosition
    figures: YearFigures


class SumYear(Struct, frozen=True):
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
    figure(column.key, column.title, column.kind, of_figures(column.of), shown=column.shown)
    for column in FIGURES
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
    Column("category", "Category", of=lambda row: row.saving.record.category, shown=False),
    Column("ref", "Reference", of=lambda row: row.saving.record.ref, shown=False),
    Column("owner", "Owner", of=lambda row: row.saving.record.owner, shown=False),
    Column("state", "State", of=lambda row: row.saving.last_state, shown=False),
    Column("ends", "Ends", Kind.DATE, lambda row: row.saving.record.ends, shown=False),
    *YEAR_FIGURES,
    Column("full_year", "Full year", Kind.MONEY, lambda row: row.saving.full_year, shown=False),
)
_NOTES: Final = ["Variance: forecast less planned. %: realised of planned."]


def by_saving(position: Position, labels: Sequence[str]) -> Table:
    """Return a row a saving, under each of some financial years."""
    savings = position.savings
    target = savings.target and savings.target.full_year
    return Table(
        (*COLUMNS, Column("target", "Target", Kind.MONEY, lambda _: target, shown=False)),
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


class GroupYear(Struct, frozen=True):
    """The savings with one value of a key in a financial year, or those of them all."""

    year: str
    name: str
    total: SavingsSum
    figures: YearFigures


class Group(Struct, frozen=True):
    """The savings with one value of a key together; the key is None where it is not given."""

    key: str | None
    name: str
    total: SavingsSum


def groups_of(position: Position, by: str) -> list[Group]:
    """Return the sums of the savings with each value of a key; those without one come last."""
    savings, key = position.savings, GROUPS[by]
    grouped: dict[str | None, list[SavingPosition]] = {}
    for saving in savings.savings:
        grouped.setdefault(key(saving), []).append(saving)
    keys = sorted(grouped, key=lambda value: (value is None, value or ""))
    return [Group(key, key or "not given", sum_of(savings, grouped[key])) for key in keys]


def by_group(by: str) -> Callable[[Position, Sequence[str]], Table]:
    """Return what makes a table with a row for each value of a key, under each of some years."""

    def table(position: Position, labels: Sequence[str]) -> Table:
        savings, groups = position.savings, groups_of(position, by)
        return Table(
            (
                YEAR,
                Column(
                    by,
                    by.capitalize(),
                    of=lambda row: row.name,
                    total=lambda row: total_title(row.total),
                ),
                figure(
                    "unknown",
                    "Not known",
                    Kind.COUNT,
                    lambda row: len(row.total.unknown),
                    shown=False,
                ),
                Column(
                    "left_out",
                    "Left out",
                    of=lambda row: left_out_text(position, row.total),
                    under=by,
                ),
                *YEAR_FIGURES,
            ),
            [
                GroupYear(label, group.name, group.total, group.total.years[label])
                for label in labels
                for group in groups
            ],
            group="year",
            whole=_totals(savings, labels),
            notes=_NOTES,
            empty=NONE,
        )

    return table


def loss_text(figures: YearFigures, currency: str) -> str:
    """Say what is lost of a plan, or gained on it, and to what; nothing where neither is."""
    if figures.lost is None or not any(column.of(figures) for column in PARTS):
        return ""
    parts = []
    for amount, lost, gained in (
        (figures.slipped, "slipped", "moved here"),
        (figures.restated, "restated down", "restated up"),
        (figures.not_realised, "not realised", "realised beyond what was due"),
    ):
        if amount:
            parts.append(
                f"{money.format_money(abs(amount), currency)} {_either(amount, lost, gained)}"
            )
    by = money.format_money(abs(figures.lost), currency)
    whole = (
        f"{by} {_either(figures.lost, 'less', 'more')} than planned"
        if figures.lost
        else "As planned"
    )
    return f"{whole}: {', '.join(parts)}"


def _either(amount: Decimal, above: str, below: str) -> str:
    return above if amount > 0 else below


def total_title(total: SavingsSum) -> str:
    """Return what the row of a total is called, with how many savings it leaves out."""
    return f"Total ({len(total.unknown)} not known)" if total.unknown else "Total"


def _totals(savings: SavingsPosition, labels: Sequence[str]) -> Mapping[str, SumYear]:
    return {
        label: SumYear(label, None, savings.total, savings.total.years[label]) for label in labels
    }
