"""What the amounts of a sheet are in: pounds, thousands, millions, and where the sheet says so.

A heading says it of its column; a title, a row of its own, a remark under the rows and the name of
the sheet say it of all columns. Two that contradict each other are refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.importing.column_proofs import MONEY
from minerva.importing.grid import ImportOptions, Row, Value
from minerva.importing.heading_rows import headings_of
from minerva.importing.headings import HeadedTable, KeyedColumn
from minerva.importing.incoming import Question
from minerva.importing.wordings import units_in, words_of
from minerva.model.errors import MinervaError

UNITS: Final = {"pounds": Decimal(1), "thousands": Decimal(1_000), "millions": Decimal(1_000_000)}
"""The units that `--unit` takes."""


class Stated(Struct, frozen=True):
    """A unit that the sheet states: what amounts are multiplied by, how and where it is written.

    `column` is the one that it is for; None for all of them. A sign of money alone, £, is `weak`.
    """

    unit: Decimal
    written: str
    place: str
    column: int | None = None
    weak: bool = False


class Units(Struct, frozen=True):
    """The table with the unit of each column of amounts, how it was found, and what is not sure."""

    table: HeadedTable
    said: str
    questions: Sequence[Question] = ()


def with_units(table: HeadedTable, rows: Sequence[Row], options: ImportOptions) -> Units:
    """Give each column of amounts its unit: the one asked for, its heading's, or the sheet's.

    Without any, amounts are in whole units of the currency. Raises MinervaError where two that the
    sheet states contradict each other.
    """
    columns = [column for column in table.columns if column.key in MONEY]
    whole = "pounds" if options.currency == "GBP" else options.currency
    if (asked := options.savings.unit) is not None:
        word = next(word for word, unit in UNITS.items() if unit == asked)
        by = "as minerva writes them" if options.savings.only_savings else "from --unit"
        said = f"{whole if word == 'pounds' else word}, {by}"
        return Units(_given(table, {c.number: asked for c in columns}, {}, word), said)
    of_columns = {column.number: list(_of_column(table, column, options)) for column in columns}
    strong = [stated for stated in _of_sheet(table, rows, options) if not stated.weak]
    _refuse_contradictions([*strong, *(each for found in of_columns.values() for each in found)])
    units: dict[int, Decimal] = {}
    written: dict[int, str] = {}
    reasons, without = [], []
    for column in columns:
        stated = next(iter(of_columns[column.number] or strong), None)
        if stated is not None:
            units[column.number] = stated.unit
            written[column.number] = stated.written
            reasons.append((stated.written, stated.place))
        else:
            units[column.number] = Decimal(1)
            without.append(column)
    said = "; ".join(f"{unit}, from {place}" for unit, place in dict.fromkeys(reasons))
    questions = []
    bare = [column for column in without if _has_bare_amounts(column, rows)]
    if bare and any(unit != 1 for unit in units.values()):
        names = ", ".join(f'"{column.heading}"' for column in bare)
        questions.append(
            Question(
                f"other columns are in {said}, and nothing says what {names} "
                f"{'is' if len(bare) == 1 else 'are'} in: read as {whole}",
                "say it of all columns: --unit pounds, --unit thousands or --unit millions",
            )
        )
    if without and not said:
        said = f"{whole}, as nothing in the file says otherwise"
    return Units(_given(table, units, written), said, questions)


def _given(
    table: HeadedTable, units: Mapping[int, Decimal], written: Mapping[int, str], asked: str = ""
) -> HeadedTable:
    """Return the table with the unit of each column, and how it is written beside its heading."""
    columns = [
        replace(column, unit=units.get(column.number, column.unit)) for column in table.columns
    ]
    by_key = {column.key: column for column in reversed(columns)}
    shown = {table.grid.column(n): written.get(n, asked) or None for n in units}
    matched = [replace(each, unit=shown.get(each.place, each.unit)) for each in table.matched]
    return replace(table, columns=columns, by_key=by_key, matched=matched)


def _of_column(table: HeadedTable, column: KeyedColumn, options: ImportOptions) -> Iterator[Stated]:
    """Yield the units that the headings of a column state, the nearest first."""
    calendar = options.year_start.is_calendar
    heading = headings_of(table.grid, table.row, table.kind, calendar=calendar).get(column.number)
    for row, text in heading.parts if heading is not None else ():
        said = words_of(text)
        if said.is_money:
            written = said.written_unit or said.currency or ""
            yield Stated(said.unit, written, table.grid.place(row), column.number)


def _of_sheet(table: HeadedTable, rows: Sequence[Row], options: ImportOptions) -> Iterator[Stated]:
    """Yield what titles, remarks and the name of the sheet state of all amounts."""
    grid = table.grid
    headings = headings_of(grid, table.row, table.kind, calendar=options.year_start.is_calendar)
    parts = {row for heading in headings.values() for row, _ in heading.parts}
    above = [row for row in grid.rows if row.number < table.row.number and row.number not in parts]
    alone = [row for row in rows if _is_remark(row, table)]
    for row in [*above, *alone]:
        for value in row.values:
            if isinstance(value, str):
                for unit, written in units_in(value):
                    weak = unit == 1 and not any(letter.isalpha() for letter in written)
                    yield Stated(unit, written, grid.place(row.number), weak=weak)
    for unit, written in units_in(grid.name or ""):
        yield Stated(unit, written, "the name of the sheet")


def _is_remark(row: Row, table: HeadedTable) -> bool:
    """Tell whether a row has texts alone, none of them in a column of amounts."""
    filled = [(n, value) for n, value in enumerate(row.values) if value is not None]
    amounts = {column.number for column in table.columns if column.key in MONEY}
    return (
        0 < len(filled) <= 2
        and all(isinstance(value, str) for _, value in filled)
        and amounts.isdisjoint([n for n, _ in filled])
    )


def _refuse_contradictions(stated: Sequence[Stated]) -> None:
    """Refuse a column, or a sheet, of which two units are stated."""
    for first in stated:
        for other in stated:
            same = first.column is None or other.column is None or first.column == other.column
            if same and first.unit != other.unit:
                raise MinervaError(
                    f"{first.place} says {first.written}, and {other.place} says {other.written}",
                    "say which it is: --unit pounds, --unit thousands or --unit millions",
                )


def _has_bare_amounts(column: KeyedColumn, rows: Sequence[Row]) -> bool:
    """Tell whether a column has a number other than 0 that says no unit of its own."""
    return any(
        _is_bare(row.values[column.number]) for row in rows if column.number < len(row.values)
    )


def _is_bare(value: Value) -> bool:
    if isinstance(value, Decimal):
        return value != 0
    digits = isinstance(value, str) and any(letter in "123456789" for letter in value)
    return digits and not any(letter.isalpha() for letter in str(value))
