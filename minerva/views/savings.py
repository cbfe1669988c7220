"""The savings: planned, forecast, realised and validated by financial year, against the target."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from msgspec.structs import replace

from minerva.model import money
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsPosition, SavingsSum, YearFigures
from minerva.views import document as plain
from minerva.views.chart import Bars
from minerva.views.document import Document, entries, heading, percent
from minerva.views.folding import folded
from minerva.views.money_lines import beside_line, target_lines
from minerva.views.savings_year import NONE, claims, plans
from minerva.views.savings_years import (
    FIGURE_KEYS,
    FIGURES,
    GROUPS,
    By,
    by_group,
    by_saving,
    by_workstream,
    groups_of,
    total_title,
)
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

_DRAWN: Final = ("planned", "forecast", "realised", "validated")
LINE_KEYS: Final = (
    *("id", "workstream", "name", "cashable", "recurring"),
    *("full_year", "starts", "known_with"),
)
MORE_KEYS: Final = ("owner", "ref", "category", "ends", "state")
"""What a line of the JSON document has after its years."""
LINE_COLUMNS: Final = (
    Column("id", "Id", of=lambda saving: saving.record.id, shown=False),
    Column("workstream", "Workstream", of=lambda saving: saving.record.workstream, shown=False),
    Column(
        "name",
        "Saving",
        of=lambda saving: saving.record.name,
        total=lambda total: total_title(total),
    ),
    Column("kind", "Kind", of=lambda saving: ", ".join(_kinds(saving))),
    Column("starts", "Starts", Kind.DATE, lambda saving: saving.start),
    Column(
        "full_year",
        "Full year",
        Kind.MONEY,
        of=lambda saving: saving.full_year,
        total=lambda total: total.full_year,
    ),
    Column("cashable", "Cashable", Kind.FLAG, lambda saving: saving.record.cashable, shown=False),
    Column(
        "recurring", "Recurring", Kind.FLAG, lambda saving: saving.record.recurring, shown=False
    ),
    Column("known_with", "Known with", of=lambda saving: saving.record.known_with, shown=False),
    Column("owner", "Owner", of=lambda saving: saving.record.owner, shown=False),
    Column("ref", "Reference", of=lambda saving: saving.record.ref, shown=False),
    Column("category", "Category", of=lambda saving: saving.record.category, shown=False),
    Column("ends", "Ends", Kind.DATE, lambda saving: saving.record.ends, shown=False),
    Column("state", "State", of=lambda saving: saving.last_state, shown=False),
)
_TABLES: Final = {"saving": by_saving, "workstream": by_workstream}
_FULL_YEAR_KEYS: Final = ("id", "name", "kind", "starts", "full_year", "owner")


def document(position: Position, by: By = "saving", year: str | None = None) -> Document:
    """Return the savings as a JSON document, of all years shown or of one.

    By a key of savings it has the sums of each of its values too.
    """
    savings = position.savings
    labels = _labels(position, year)
    names = {workstream.id: workstream.name for workstream in position.chosen}
    target = savings.target
    groups = {"groups": _groups(position, by, labels)} if by in GROUPS else {}
    return (
        heading(position)
        | groups
        | {
            "years": labels,
            "lines": _lines(savings, labels),
            "workstreams": [
                {"id": id, "name": names[id]} | _sum(total, labels)
                for id, total in savings.workstreams.items()
            ],
            "totals": _sum(savings.total, labels)
            | {
                "one_off": plain.money(savings.total.one_off),
                "not_planned": list(savings.total.not_planned),
            },
            "target": {
                "full_year": plain.money(target.full_year) if target else None,
                "from": target.from_ if target else None,
                "variance": plain.money(None if position.narrowed else savings.variance),
                "percent_of_cost_base": percent(savings.percent_of_cost_base),
                "in_first_year": _in_first_year(position),
            },
        }
    )


def _groups(position: Position, by: By, labels: Sequence[str]) -> list[Document]:
    return [
        {"key": group.key, "name": group.name} | _sum(group.total, labels)
        for group in groups_of(position, by)
    ]


def _in_first_year(position: Position) -> Document | None:
    """Return what counts against the target in its first year; None where it has none."""
    savings, target = position.savings, position.savings.target
    if target is None or target.from_ is None or position.narrowed:
        return None
    return {
        "year": target.from_,
        "forecast": plain.money(savings.against.first_year),
        "variance": plain.money(savings.first_year_variance),
    }


def report(
    position: Position, by: By = "saving", year: str | None = None, *, fold: bool = False
) -> Report:
    """Return a table of each year, the full-year effect, and, for one year, every detail of it.

    With `fold`, what a reader of several years need not read again is folded.
    """
    labels = _labels(position, year)
    years = _TABLES.get(by, by_group(by))(position, labels)
    tables = [folded(years, f"{by}s") if fold and year is None else years, _full_year(position)]
    if year is not None:
        tables = [tables[0], plans(position, year), claims(position, year)]
    what = f"savings ({money.symbol(position.programme.details.currency).strip()})"
    return Report(title(position, what), tables, target_lines(position))


def chart(position: Position) -> Bars | None:
    """Return the totals of each year as bars, or None where there is nothing to draw."""
    savings = position.savings
    labels = [year.label for year in position.years]
    series = [
        (column.key, [column.of(savings.total.years[label]) for label in labels])
        for column in FIGURES
        if column.key in _DRAWN
    ]
    if not any(amount for _, amounts in series for amount in amounts):
        return None
    names = [saving.record.name for saving in savings.savings if saving.full_year_pence is None]
    note = f"Not known and in no bar: {'; '.join(names)}." if names else ""
    symbol = money.symbol(position.programme.details.currency).strip()
    return Bars(labels, series, symbol, note)


def _labels(position: Position, year: str | None) -> list[str]:
    return [shown.label for shown in position.savings.years if year in (None, shown.label)]


def _lines(savings: SavingsPosition, labels: Sequence[str]) -> list[Document]:
    written = _Written()

    def years(saving: SavingPosition) -> Document:
        return _years(savings.lines[saving.record.id], labels, written)

    columns = (*LINE_COLUMNS, Column("years", "Years", of=years))
    return entries(columns, savings.savings, (*LINE_KEYS, "years", *MORE_KEYS))


def _sum(total: SavingsSum, labels: Sequence[str]) -> Document:
    return {
        "full_year": plain.money(total.full_year),
        "unknown": list(total.unknown),
        "years": _years(total.years, labels, _Written()),
    }


_in_pence: Final = attrgetter(*(f"{key}_pence" for key in FIGURE_KEYS))


class _Written(dict[YearFigures, Document]):
    """What figures are in a document: one for equal ones, as many savings have in some year."""

    def __missing__(self, figures: YearFigures) -> Document:
        amounts = map(plain.money_of_pence, _in_pence(figures))
        document = self[figures] = dict(zip(FIGURE_KEYS, amounts, strict=True))
        return document


def _years(years: Mapping[str, YearFigures], labels: Sequence[str], written: _Written) -> Document:
    return {label: written[years[label]] for label in labels}


def _full_year(position: Position) -> Table:
    savings = position.savings
    by_key = {column.key: column for column in LINE_COLUMNS}
    columns = [by_key[key] for key in _FULL_YEAR_KEYS]
    return Table(
        [_in_full_year(column) for column in columns],
        savings.savings,
        title="Full-year effect",
        whole={None: savings.total},
        notes=[line] if (line := beside_line(position)) else [],
        empty=NONE,
    ).hide_empty("owner")


def _in_full_year(column: Column) -> Column:
    """Return a column of savings as the table of their full years has it."""
    if column.key == "starts":
        return column.otherwise("not known")
    return replace(column, shown=True) if column.key == "owner" else column


def _kinds(saving: SavingPosition) -> list[str]:
    return [*([saving.record.category] if saving.record.category else []), *_odd_kinds(saving)]


def _odd_kinds(saving: SavingPosition) -> list[str]:
    return [
        *([] if saving.record.cashable else ["non-cashable"]),
        *([] if saving.record.recurring else ["one-off"]),
    ]
