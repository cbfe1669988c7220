"""What the cells of a column prove of one another: which order dates have, what a comma parts."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from minerva.importing.cell_dates import day_of_stamp, month_first
from minerva.importing.grid import ImportOptions, Row, Value
from minerva.importing.headings import HeadedTable, KeyedColumn
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError

DATES: Final = (
    *("baseline", "original_baseline", "forecast", "actual", "deadline", "starts"),
    *("raised", "due", "closed", "done"),
)
MONEY: Final = (
    *("full_year", "plan", "forecast", "realised", "validated", "one_off_cost"),
    *("budget", "spent"),
)

_DECIMAL_COMMA: Final = re.compile(
    r"\D{0,6}(?:[0-9]{1,3}(?:[.\s'][0-9]{3})+,[0-9]{1,2}|[0-9]+,[0-9]{1,2})(?:\D{0,6})"
)


def refuse_months_first(table: HeadedTable, rows: Sequence[Row], options: ImportOptions) -> None:
    """Refuse a file in which a date has its month first: then none of its dates is sure."""
    for place, value in _cells(table, rows, DATES):
        if (found := month_first(value, options.today)) is not None:
            raise MinervaError(
                f'dates are read with the day first, and {place} has "{found}", which can '
                "only have the month first",
                "write the dates of the whole file as 2015-03-31, or with the day first",
            )


def remarks_on_stamps(
    table: HeadedTable, rows: Sequence[Row], options: ImportOptions
) -> Iterator[str]:
    """Say that time stamps are turned into days of the programme's time zone, with the first."""
    first, count = "", 0
    for place, value in _cells(table, rows, DATES):
        day = day_of_stamp(value, options.timezone, options.today)
        if day is None:
            continue
        count += 1
        moved = not str(value).startswith(day.isoformat())
        if not first or (moved and "is" not in first):
            first = f"{place}: {value} {'is' if moved else 'stays'} {format_date(day)}"
    if count:
        stamps = "1 time stamp is" if count == 1 else f"{count:,} time stamps are"
        yield f"{stamps} turned into days of {options.timezone} ({first})"


def decimal_comma(table: HeadedTable, rows: Sequence[Row]) -> str | None:
    """Return the first amount whose comma parts the pence, with its place; None without any.

    Then a comma alone is not sure: `12,500` may be 12,500 or 12.5.
    """
    for place, value in _cells(table, rows, MONEY):
        if isinstance(value, str) and "," in value and _DECIMAL_COMMA.fullmatch(value):
            return f'{place} has "{value}"'
    return None


def _cells(
    table: HeadedTable, rows: Sequence[Row], keys: Sequence[str]
) -> Iterator[tuple[str, Value]]:
    """Yield the texts in the columns of some keys, each with its place."""
    columns: list[KeyedColumn] = [column for column in table.columns if column.key in keys]
    for row in rows:
        width = len(row.values)
        for column in columns:
            value = row.values[column.number] if column.number < width else None
            if isinstance(value, str):
                yield table.grid.place(row.number, column.number), value
