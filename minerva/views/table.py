"""What a report is made of: tables with typed columns, one for every format to write.

A cell holds a plain value (text, a day, an amount); how it looks is each format's to say.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from minerva.views.chart import Chart

Cell = object
Row = Sequence[Cell]


class Kind(Enum):
    """What a column holds, which decides how it is aligned and written.

    MONEY is an amount, VARIANCE an amount with its sign, SLIP days with their sign. PERCENT is
    rounded to whole ones, WEIGHT is a percentage as it was written. FLAG is true or false.
    """

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    VARIANCE = "variance"
    SLIP = "slip"
    COUNT = "count"
    PERCENT = "percent"
    WEIGHT = "weight"
    RATING = "rating"
    FLAG = "flag"


class Column(NamedTuple):
    """A column: its key for machines, its title for people.

    One that is not `shown` is left to the formats that machines read. One that goes `under`
    another is a remark on it: a screen shows it below that column's cell.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    shown: bool = True
    under: str | None = None


class Table(NamedTuple):
    """Rows under typed columns.

    Rows with the same value in the column `group` stand together, under that value's heading
    (`headings`, or else the value itself) and above the group's own row in `totals`; without
    `group`, `totals` may hold one row, under None. `notes` are lines to be read with the
    table, and `empty` says what it means that there are no rows.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    title: str | None = None
    group: str | None = None
    headings: Mapping[Any, str] = {}
    totals: Mapping[object, Row] = {}
    notes: Sequence[str] = ()
    empty: str = "nothing to show"

    def shown(self) -> list[Column]:
        """Return the columns that people are shown, remarks and the group's own left out."""
        return [
            column
            for column in self.columns
            if column.shown and not column.under and column.key != self.group
        ]

    def position_of(self, key: str) -> int:
        """Return where in a row the column of this key is."""
        return [column.key for column in self.columns].index(key)

    def heading(self, group: object) -> str | None:
        """Return the text that stands over the rows of a group; None where there is no group."""
        return None if group is None else self.headings.get(group, str(group))

    def groups(self) -> list[tuple[object, list[Row]]]:
        """Return the rows of each group in order; one group under None where none is named."""
        if self.group is None:
            return [(None, list(self.rows))]
        index = self.position_of(self.group)
        groups: dict[object, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row[index], []).append(row)
        return list(groups.items())


class Report(NamedTuple):
    """A report for people: its title, lines that sum it up, its tables.

    A format of plain rows writes the first table. A `chart` is drawn between lines and tables by
    formats that have a width to draw it in.
    """

    title: str
    tables: Sequence[Table] = ()
    summary: Sequence[str] = ()
    chart: Chart | None = None
