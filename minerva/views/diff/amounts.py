"""Money that moved: tables of the figures that are not what they were, and why in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.comparison import PARTS, Amounts, Comparison, Figure, MoneyChange, causes
from minerva.model import money
from minerva.model.dates import YearStart
from minerva.views.diff.rows import moved_amounts
from minerva.views.folding import ALL, years_text
from minerva.views.table import Column, Kind, Table

MONEY_COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row.change.id, shown=False),
    Column("name", "Saving", of=lambda row: row.change.name, shown=False),
    Column("year", "Year", of=lambda row: row.year or "full year"),
    Column("figure", "Figure", of=lambda row: _FIGURES.get(row.figure, "")),
    Column("was", "Was", Kind.MONEY, lambda row: row.amounts.before),
    Column("now", "Now", Kind.MONEY, lambda row: row.amounts.after),
    Column("change", "Change", Kind.VARIANCE, lambda row: row.amounts.change),
)

_FIGURES: Final[dict[str, str]] = {
    "planned": "planned",
    "forecast": "forecast",
    "realised": "claimed",
    "validated": "validated",
    "slipped": "slipped",
    "restated": "restated",
    "not_realised": "not realised",
}
_PARTS_NOTE: Final = (
    "Slipped, restated and not realised: what a forecast is below its plan by; below 0, above it."
)


class AmountRow(Struct, frozen=True):
    """An amount that moved: of a saving or of all, in a year or in a full one.

    Folded, `year` may say several years, in each of which the amount moved in the same way.
    """

    change: MoneyChange
    year: str | None
    figure: str
    amounts: Amounts


def tables(changed: Comparison, *, fold: bool) -> list[Table]:
    """Return the figures that moved, of each saving and of all of them.

    With `fold`, years that follow one another and have the same amounts are one row.
    """
    details = changed.after.programme.details
    rows = {
        change.id: (
            _same_years(_rows(change), details.financial_year_starts) if fold else _rows(change)
        )
        for change in (*changed.savings, changed.total)
    }
    every = [row for moved in rows.values() for row in moved]
    symbol = money.symbol(details.currency).strip()
    notes = [f"Figures that moved, in {symbol}. Claimed: realised by the day."]
    if any(row.figure in PARTS for row in every):
        notes[0] += f" {_PARTS_NOTE}"
    if any(row.year and row.year not in row.change.years for row in every):
        notes.append(f"Each: in every one of the years. {ALL}.")
    over_all = why_moved(changed.total.years.values(), details.currency)
    if over_all:
        notes.append(f"The forecast of all years: {over_all}.")
    total = rows.pop(None)
    return [
        Table(
            MONEY_COLUMNS,
            [row for moved in rows.values() for row in moved],
            title="Savings",
            group="id",
            headings={change.id: _saving_text(change) for change in changed.savings},
        ),
        Table(MONEY_COLUMNS[2:], total, title="All savings", notes=notes),
    ]


def why_moved(years: Iterable[Mapping[Figure, Amounts]], currency: str) -> str:
    """Say what moved the forecast of some years: other dates, other amounts, or claims.

    Nothing where no more than the plan moved. What was not realised grows less by claims, and
    where less was due of a year that has ended.
    """
    figures = list(years)
    moved = causes(figures)
    if not any(moved[1:]):
        return ""
    claimed = sum((year["realised"].change or money.ZERO for year in figures), money.ZERO)
    realised = max(money.ZERO, min(claimed, -moved.not_realised))
    parts = (
        (moved.planned, "more planned", "less planned"),
        (-moved.slipped, "moved here", "slipped"),
        (-moved.restated, "restated up", "restated down"),
        (realised, "realised", ""),
        (-moved.not_realised - realised, "less not realised", "not realised"),
        (moved.not_planned, "more that is not planned", "less that is not planned"),
    )
    return ", ".join(
        f"{money.format_money(abs(amount), currency)} {more if amount > 0 else less}"
        for amount, more, less in parts
        if amount
    )


def _saving_text(change: MoneyChange) -> str:
    if change.event is None:
        return change.name
    between = " from {} to {}".format(*change.workstreams) if change.workstreams else ""
    return f"{change.name} ({change.event}{f':{between}' if between else ''})"


def _rows(change: MoneyChange) -> list[AmountRow]:
    return [AmountRow(change, *moved) for moved in moved_amounts(change)]


def _same_years(rows: Sequence[AmountRow], starts: YearStart) -> list[AmountRow]:
    """Return rows with one for all years that follow one another and have the same amounts."""
    years: dict[str | None, list[AmountRow]] = {}
    for row in rows:
        years.setdefault(row.year, []).append(row)
    runs: list[list[str | None]] = []
    for label in years:
        before = runs[-1][-1] if runs else None
        follows = before is not None and label is not None and _follows(before, label, starts)
        if follows and _moved(years[before]) == _moved(years[label]):
            runs[-1].append(label)
        else:
            runs.append([label])
    return [
        replace(row, year=years_text([label for label in run if label]) if run[0] else None)
        for run in runs
        for row in years[run[0]]
    ]


def _follows(before: str, label: str, starts: YearStart) -> bool:
    return (starts.named(label).first - starts.named(before).last).days == 1


def _moved(rows: Sequence[AmountRow]) -> list[tuple[str, Amounts]]:
    return [(row.figure, row.amounts) for row in rows]
