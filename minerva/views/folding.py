"""Years that a reader need not read twice, folded. What is folded is said, and no figure is lost.

Only for people: other formats have every row of every year.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from minerva.views.table import Cell, Column, Kind, Row, Table

ALL: Final = "--all shows every row of every year"

_MONEY: Final = (Kind.MONEY, Kind.VARIANCE)


def folded(table: Table, noun: str) -> Table:
    """Return a table of years with less in it, whose rows still add up to its totals.

    Of a year that is as the one before it in every row, the total is left, under one heading for
    all such years in a row. Of the rows that are 0 throughout a year, if several, one is left
    that counts them. What is not known is not 0, and stays.
    """
    columns = [
        replace(column, of=itemgetter(n), total=itemgetter(n))
        for n, column in enumerate(table.columns)
    ]
    groups = [(str(group), _without_zeros(table, rows, noun)) for group, rows in table.groups()]
    subjects: list[Row] = []
    headings: dict[str, str] = {}
    whole: dict[str, Row] = {}
    for same in _runs(table, groups):
        (first, rows), *others = same
        subjects += rows
        if first in table.totals:
            whole[first] = table.totals[first]
        if others:
            subjects.append(table.totals[others[0][0]])
            headings[others[0][0]] = f"{years_text([label for label, _ in others])}: as {first}"
    if len(subjects) == len(table.rows):
        return table
    zeros = any(
        len(rows) < len(every) for (_, rows), (_, every) in zip(groups, table.groups(), strict=True)
    )
    what = [*(["rows at 0"] if zeros else []), *(["years as the one before"] if headings else [])]
    return Table(
        columns,
        subjects,
        table.title,
        table.group,
        headings,
        whole,
        [*table.notes, f"Folded: {' and '.join(what)}; {ALL}."],
        table.empty,
    )


def years_text(labels: Sequence[str]) -> str:
    """Return what financial years that follow one another are called together."""
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}, each"


def _runs(
    table: Table, groups: Sequence[tuple[str, list[Row]]]
) -> Iterator[list[tuple[str, list[Row]]]]:
    """Yield the years that are as one another, one after the other, with their rows."""
    at = table.position_of(table.group or "")

    def figures(label: str, rows: Sequence[Row]) -> list[tuple[Cell, ...]]:
        every = [*rows, *([table.totals[label]] if label in table.totals else [])]
        return [(*row[:at], *row[at + 1 :]) for row in every]

    run: list[tuple[str, list[Row]]] = []
    for label, rows in groups:
        if run and figures(label, rows) != figures(*run[0]):
            yield run
            run = []
        run.append((label, rows))
    if run:
        yield run


def _without_zeros(table: Table, rows: Sequence[Row], noun: str) -> list[Row]:
    """Return the rows of a year with those that are shown as 0 made one, if there are several."""
    money = [n for n, column in enumerate(table.columns) if column.shown and column.kind in _MONEY]
    remarks = [n for n, column in enumerate(table.columns) if column.under]
    zeros: list[Row] = []
    kept: list[Row] = []
    for row in rows:
        is_zero = all(row[n] == 0 for n in money) and not any(row[n] for n in remarks)
        (zeros if is_zero else kept).append(row)
    if len(zeros) < 2:
        return list(rows)
    name = table.shown()[0].key
    text = f"{len(zeros):,} {noun} at 0"
    counted = [
        text if column.key == name else _of_zero(table, column, zeros[0][n])
        for n, column in enumerate(table.columns)
    ]
    return [*kept, counted]


def _of_zero(table: Table, column: Column, cell: Cell) -> Cell:
    """Return what a row that stands for several says in a column of one of them."""
    kept = column.key == table.group or column.kind in (*_MONEY, Kind.PERCENT)
    return cell if kept else ""
