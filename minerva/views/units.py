"""Tables with their money in thousands or millions, rounded so that rows still add up.

For people alone: JSON, CSV and the workbook have exact amounts. Sentences keep whole pounds.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Final, Literal

from msgspec.structs import replace

from minerva.views.table import Cell, Kind, Report, Table

Units = Literal["pounds", "thousands", "millions"]

_STEPS: Final[Mapping[Units, Decimal]] = {
    "thousands": Decimal(1_000),
    "millions": Decimal(10_000),
}
"""The least amount that is told apart: a thousand, and of millions the second decimal."""
_SIZES: Final[Mapping[Units, Decimal]] = {
    "thousands": Decimal(1_000),
    "millions": Decimal(1_000_000),
}
_MONEY: Final = (Kind.MONEY, Kind.VARIANCE)
_PENCE: Final = Decimal("0.02")
"""What rounding may put between a variance and the amounts beside it."""

Values = list[Cell]


def report_in(report: Report, units: Units, symbol: str) -> Report:
    """Return a report with the money of its tables in units; in pounds it is as it was."""
    if units == "pounds":
        return report
    return replace(
        report,
        title=_named(report.title, units, symbol),
        tables=[table_in(table, units, symbol) for table in report.tables],
    )


def table_in(table: Table, units: Units, symbol: str) -> Table:
    """Return a table with its money in units, rounded from the total of each group down.

    The total is rounded to the nearest unit, a half away from zero; of millions, to the second
    decimal. Each row is rounded so that the rows add up to it: those that lose most by rounding
    down are rounded up. Where rows do not add up to a total exactly, each is rounded by itself. A
    variance is the forecast less the planned amount or the budget, as they stand beside it; that of
    a total with forecasts that were not planned is the sum of those above it.
    """
    places = [n for n, column in enumerate(table.columns) if column.kind in _MONEY]
    if units == "pounds" or not places:
        return table
    rows = [list(row) for row in table.rows]
    totals = {group: list(row) for group, row in table.totals.items()}
    at = None if table.group is None else table.position_of(table.group)
    groups: dict[Cell, list[Values]] = {}
    for row in rows:
        groups.setdefault(None if at is None else row[at], []).append(row)
    for group in {**groups, **totals}:
        of_group, total = groups.get(group, []), totals.get(group)
        agreeing = [row for row in (*of_group, total) if row and _agrees(table, row)]
        for place in places:
            _round(of_group, total, place, units)
        for row in agreeing:
            _agree(table, row)
        if total and of_group and total not in agreeing:
            _add_up_variances(table, of_group, total)
    return replace(
        table,
        columns=[
            replace(column, of=itemgetter(n), total=itemgetter(n))
            for n, column in enumerate(table.columns)
        ],
        subjects=rows,
        whole=totals,
        title=table.title and _named(table.title, units, symbol),
        notes=[
            *(
                note.replace(f"Money in {symbol}.", f"Money in {symbol} {units}.")
                for note in table.notes
            ),
            f"Amounts in {symbol} {units}, "
            + ("rounded so that rows add up." if totals else "each rounded by itself."),
        ],
    )


def _named(title: str, units: Units, symbol: str) -> str:
    return title.replace(f"({symbol})", f"({symbol} {units})")


def _round(rows: Sequence[Values], total: Values | None, place: int, units: Units) -> None:
    """Round a column of a group in its place, and bring it to units."""
    step, size = _STEPS[units], _SIZES[units]
    known = [row for row in rows if isinstance(row[place], Decimal)]
    steps = [_amount(row[place]) / step for row in known]
    whole = total[place] if total is not None else None
    if isinstance(whole, Decimal) and known and sum(steps) * step == whole:
        rounded = apportioned(steps, _nearest(whole / step))
    else:
        rounded = [_nearest(part) for part in steps]
    for row, part in zip(known, rounded, strict=True):
        row[place] = part * step / size
    if total is not None and isinstance(whole, Decimal):
        total[place] = _nearest(whole / step) * step / size


def apportioned(parts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Return whole numbers that add up to a total, each the number below a part or above it.

    Those that lose most by going down go up; of equal ones the first.
    """
    down = [part.to_integral_value(ROUND_FLOOR) for part in parts]
    left = int(total - sum(down))
    most = sorted(range(len(parts)), key=lambda n: down[n] - parts[n])
    up = {*most[: max(left, 0)]}
    return [number + (n in up) for n, number in enumerate(down)]


def _nearest(amount: Decimal) -> Decimal:
    return amount.to_integral_value(ROUND_HALF_UP) + 0  # never -0


def _amount(cell: Cell) -> Decimal:
    assert isinstance(cell, Decimal)  # noqa: S101 - the caller has looked
    return cell


def _variance_places(table: Table) -> tuple[int, int, int] | None:
    """Return where the planned amount (or budget), the forecast and the variance are, if at all."""
    keys = [column.key for column in table.columns]
    agreed = "budget" if "budget" in keys else "planned"
    if not {agreed, "forecast", "variance"} <= {*keys}:
        return None
    return keys.index(agreed), keys.index("forecast"), keys.index("variance")


def _agrees(table: Table, row: Values) -> bool:
    """Tell whether a variance is the forecast less the planned amount, or budget, beside it.

    That of savings which are forecast and not planned is less. Pence that rounding moves are none.
    """
    places = _variance_places(table)
    cells = [] if places is None else [row[place] for place in places]
    amounts = [cell for cell in cells if isinstance(cell, Decimal)]
    if len(amounts) < 3:
        return False
    before, after, variance = amounts
    return abs(after - before - variance) <= _PENCE


def _agree(table: Table, row: Values) -> None:
    """Make a variance what the forecast and the planned amount, or budget, beside it make it."""
    places = _variance_places(table)
    if places is not None:
        planned, forecast, variance = places
        row[variance] = _amount(row[forecast]) - _amount(row[planned])


def _add_up_variances(table: Table, rows: Sequence[Values], total: Values) -> None:
    """Make the variance of a total the sum of those above it, as they are shown."""
    places = _variance_places(table)
    if places is not None and isinstance(total[places[-1]], Decimal):
        known = [row[places[-1]] for row in rows if isinstance(row[places[-1]], Decimal)]
        total[places[-1]] = sum(map(_amount, known), Decimal(0))
