"""The cells of one row while it is read: values by key, and what of them could not be read."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from minerva.importing.grid import Row, Value, shown
from minerva.importing.headings import HeadedTable, KeyedColumn, label_of
from minerva.importing.incoming import Rejected, Skipped
from minerva.model.errors import MinervaError

T = TypeVar("T")


class Cells:
    """A row while it is read: its values by key, and what of it could not be read."""

    def __init__(self, table: HeadedTable, row: Row, decimal_comma: str | None = None) -> None:
        """Take the row, the columns to read it by, and where a comma parts the pence, if it does.

        `assumed` is what had to be taken for granted of the row, in words.
        """
        self.row = row
        self.place = table.grid.place(row.number)
        self.rejected: list[Rejected] = []
        self.skipped: list[Skipped] = []
        self.assumed: str | None = None
        self.decimal_comma = decimal_comma
        self._table = table

    def column(self, key: str) -> KeyedColumn | None:
        """Return the column of a key; the first of those of several years."""
        return self._table.of(key)

    def place_of(self, column: KeyedColumn) -> str:
        """Return where a cell of the row stands."""
        return self._table.grid.place(self.row.number, column.number)

    def raw(self, column: KeyedColumn) -> Value:
        """Return what the cell of a column holds."""
        values = self.row.values
        return values[column.number] if column.number < len(values) else None

    def read(self, key: str, reader: Callable[[Value, KeyedColumn], T | None]) -> T | None:
        """Return the value of a key; None where the row does not say it, or it is unread."""
        column = self._table.of(key)
        return None if column is None else self.read_column(column, reader)

    def read_all(
        self, columns: Sequence[tuple[str, KeyedColumn, Callable[[Value, KeyedColumn], Any]]]
    ) -> dict[str, Any]:
        """Return what the readers make of some cells, by the keys; nothing for those without."""
        values, width = self.row.values, len(self.row.values)
        read: dict[str, Any] = {}
        for key, column, reader in columns:
            value = values[column.number] if column.number < width else None
            if value is not None:
                try:
                    read[key] = reader(value, column)
                except MinervaError as error:
                    self._refuse_value(column, error)
        return read

    def read_column(
        self, column: KeyedColumn, reader: Callable[[Value, KeyedColumn], T | None]
    ) -> T | None:
        """Return what a reader makes of a cell with a value; what it refuses is kept as unread."""
        values = self.row.values
        value = values[column.number] if column.number < len(values) else None
        if value is None:
            return None
        try:
            return reader(value, column)
        except MinervaError as error:
            self._refuse_value(column, error)
            return None

    def by_year(self, key: str, reader: Callable[[Value, KeyedColumn], T | None]) -> dict[str, T]:
        """Return the values of the columns of a key by their financial years, where known."""
        columns = [column for column in self._table.columns if column.key == key]
        values = {str(column.year): self.read_column(column, reader) for column in columns}
        return {year: value for year, value in values.items() if value is not None}

    def refuse(self, column: KeyedColumn | None, why: str, hint: str | None = None) -> None:
        """Keep the row out: say which cell it is for, and why."""
        place = self.place if column is None else self.place_of(column)
        text = "" if column is None else shown(self.raw(column))
        self.rejected.append(Rejected(place, text, why, hint))

    def _refuse_value(self, column: KeyedColumn, error: MinervaError) -> None:
        self.refuse(column, f"{label_of(column)}: {error.message}", error.hint)

    def leave_out(self, column: KeyedColumn, why: str) -> None:
        """Say of a cell that it is not taken over."""
        self.skipped.append(Skipped(self.place_of(column), shown(self.raw(column)), why))
