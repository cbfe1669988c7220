"""Tables for analysis: a directory with a file for each, as Parquet or comma-separated values."""

import io
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, Final

from minerva.exporting.outgoing import MADE_BY, Exported, Request
from minerva.formats.cells import counted
from minerva.formats.data import csv
from minerva.model.dates import Window
from minerva.views.analysis import tables
from minerva.views.table import Cell, Column, Kind, Report, Table

if TYPE_CHECKING:
    import pyarrow

_MARK: Final = b"made_by"
_CSV_OPENING: Final = b"programme,as_of,"
_PENCE: Final = Decimal("0.01")
_MONEY_DIGITS: Final = 18
_PERCENT_DIGITS: Final = 28


def export_parquet(request: Request) -> Exported:
    """Return the tables as Parquet, each column of the type of what it holds."""
    return _export(request, "parquet", _parquet)


def export_csv(request: Request) -> Exported:
    """Return the tables as comma-separated values, as the reports write them."""
    return _export(request, "csv", lambda table: csv.render(Report("", [table])).encode())


def is_our_parquet(file: BinaryIO) -> bool:
    """Tell whether the properties of a file say that minerva made it."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    try:
        schema = read_schema(file)
    except (ArrowException, OSError):
        return False
    return (schema.metadata or {}).get(_MARK) == MADE_BY.encode()


def is_our_csv(file: BinaryIO) -> bool:
    """Tell whether a file begins with the columns that every table of minerva's has."""
    return file.read(len(_CSV_OPENING)) == _CSV_OPENING


def _export(request: Request, suffix: str, render: Callable[[Table], bytes]) -> Exported:
    made = tables(request.position)
    rows = ", ".join(f"{name} {len(table.subjects):,}" for name, table in made.items())
    files: dict[str, bytes] = {}
    for name, table in made.items():
        request.advance(len(files), len(made))
        files[f"{name}.{suffix}"] = render(table)
    return Exported(
        files,
        f"{counted(len(made), 'table')}, with so many rows: {rows}",
    )


def arrow(table: Table) -> "pyarrow.Table":
    """Return a table as Arrow has it, each column of the type of what it holds."""
    import pyarrow

    schema = pyarrow.schema(
        [pyarrow.field(column.key, _type(column)) for column in table.columns],
        metadata={_MARK: MADE_BY.encode()},
    )
    columns = [
        [_value(row[place], column) for row in table.rows]
        for place, column in enumerate(table.columns)
    ]
    arrays = [
        pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _parquet(table: Table) -> bytes:
    from pyarrow.parquet import write_table

    written = io.BytesIO()
    write_table(arrow(table), written)
    return written.getvalue()


def _type(column: Column) -> "pyarrow.DataType":
    """Return the type of what a column holds."""
    import pyarrow

    if column.kind is Kind.DATE:
        return pyarrow.date32()
    if column.kind in (Kind.MONEY, Kind.VARIANCE):
        return pyarrow.decimal128(_MONEY_DIGITS, 2)
    if column.kind in (Kind.PERCENT, Kind.WEIGHT):
        return pyarrow.decimal128(_PERCENT_DIGITS, 2)
    if column.kind is Kind.FIGURE:
        return pyarrow.float64()
    if column.kind in (Kind.SLIP, Kind.COUNT):
        return pyarrow.int32()
    return pyarrow.bool_() if column.kind is Kind.FLAG else pyarrow.string()


def _value(cell: Cell, column: Column) -> str | int | float | date | Decimal | None:
    """Return a cell as its column's type has it."""
    if column.kind is Kind.FIGURE and isinstance(cell, str):
        return float(cell)
    return plain_value(cell)


def plain_value(cell: Cell) -> str | int | date | Decimal | None:
    """Return a cell as its column's type has it; a window is its latest day."""
    if isinstance(cell, Window):
        return cell.latest
    if isinstance(cell, Enum):
        return str(cell.value)
    if isinstance(cell, Decimal):
        return cell.quantize(_PENCE, ROUND_HALF_UP)
    if cell is None or isinstance(cell, str | int | date):
        return cell
    raise TypeError(f"a table has a value of no type that it may have: {type(cell).__name__}")
