"""What a report is made of: tables with typed columns, one for every format to write.

A cell holds a plain value (text, a day, an amount); how it looks is each format's to say.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from minerva.views.chart import Drawing

Cell = object
Row = Sequence[Cell]
Value = Callable[[Any], Any]
"""How a cell's value is taken from what its row is about: each view knows what both are."""


class Link(str):
    """A text that leads somewhere, where a format can say so; elsewhere it is the text."""

    __slots__ = ("address",)

    def __new__(cls, text: str, address: str) -> "Link":
        """Take the text, and where it leads."""
        link = super().__new__(cls, text)
        link.address = address
        return link

    address: str


class Kind(Enum):
    """What a column holds, which decides how it is aligned and written.

    MONEY is an amount, VARIANCE an amount with its sign, SLIP days with their sign. PERCENT is
    rounded to whole ones, WEIGHT is a percentage as it was written. SCORE is points, an exact
    fraction that is shown with two decimals. FIGURE is a number in a unit of its own, as it is
    written. FLAG is true or false.
    """

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    VARIANCE = "variance"
    SLIP = "slip"
    COUNT = "count"
    PERCENT = "percent"
    WEIGHT = "weight"
    SCORE = "score"
    FIGURE = "figure"
    RATING = "rating"
    FLAG = "flag"


class Column(Struct, frozen=True):
    """A column: its key for machines, its title for people, and how its value is taken.

    `of` takes the value from what a row is about, `total` from what the row under the others is
    about; without `total` that row says nothing here. A column that is not `shown` is left to the
    formats that machines read. One that goes `under` another is a remark on it: a screen shows it
    below that column's cell.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    of: Value = lambda subject: subject
    total: Value | None = None
    shown: bool = True
    under: str | None = None

    def otherwise(self, text: str) -> "Column":
        """Return the column with a text where there is no value."""
        return replace(
            self, of=lambda subject: text if (value := self.of(subject)) is None else value
        )


def figure(key: str, title: str, kind: Kind, of: Value, *, shown: bool = True) -> Column:
    """Return a column whose value is taken from a row and from the total in the same way."""
    return Column(key, title, kind, of, of, shown)


class Table(Struct, frozen=True, dict=True):
    """What rows are about, under typed columns that take each row's values from it.

    Rows with the same value in the column `group` stand together, under that value's heading
    (`headings`, or else the value itself) and above the group's own row, which is about what
    `whole` has for the group; without `group`, `whole` may have one, under None. `notes` are lines
    to be read with the table, and `empty` says what it means that there are no rows. A table
    `in_blocks` has columns of one kind after its first: a screen too narrow for all of them may
    show some at a time. One with `one_line` has each row on a line: a screen cuts texts short.
    """

    columns: Sequence[Column]
    subjects: Sequence[Any]
    title: str | None = None
    group: str | None = None
    headings: Mapping[Any, str] = {}
    whole: Mapping[Any, Any] = {}
    notes: Sequence[str] = ()
    empty: str = "nothing to show"
    in_blocks: bool = False
    one_line: bool = False

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The values of each row, in the order of the columns."""
        values = [column.of for column in self.columns]
        return [tuple([value(subject) for value in values]) for subject in self.subjects]

    @cached_property
    def totals(self) -> Mapping[Any, Row]:
        """The values of the row under the others, of each group that has one."""
        return {
            group: [column.total(subject) if column.total else "" for column in self.columns]
            for group, subject in self.whole.items()
        }

    def shown(self) -> list[Column]:
        """Return the columns that people are shown, remarks and the group's own left out."""
        return [
            column
            for column in self.columns
            if column.shown and not column.under and column.key != self.group
        ]

    def position_of(self, key: str) -> int:
        """Return where in a row the column of this key is."""
        return self._places[key]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where in a row each column is, by its key."""
        return {column.key: n for n, column in enumerate(self.columns)}

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

    def hide(self, *keys: str) -> "Table":
        """Return the table with some columns left to the formats that machines read."""
        columns = [
            replace(column, shown=column.shown and column.key not in keys)
            for column in self.columns
        ]
        return replace(self, columns=columns)

    def hide_empty(self, key: str) -> "Table":
        """Return the table with a column left to machines where no row has a value in it."""
        value = self.columns[self.position_of(key)].of
        if any(value(subject) is not None for subject in self.subjects):
            return self
        return self.hide(key)

    def with_ids(self) -> "Table":
        """Return the table with the ids that it leaves to machines below names, beside headings."""
        shown = {column.key: column for column in self.shown()}
        hidden = [column.key for column in self.columns if not column.shown]
        left = [key for key in hidden if key != self.group]
        ids = [key for key in left if key in ("id", "subject")]
        if "id" not in hidden:
            ids += [key for key in left if key == "workstream"]
        named = shown.get("name") or shown.get("message") or next(iter(shown.values()), None)
        columns = [
            replace(column, shown=True, under=named.key) if named and column.key in ids else column
            for column in self.columns
        ]
        headings = {
            group: heading if _is_named(heading, group) else f"{heading} ({group})"
            for group, heading in self.headings.items()
        }
        return replace(self, columns=columns, headings=headings)


def _is_named(heading: str, group: object) -> bool:
    """Tell whether a heading says what the group is called already: it is no id."""
    return heading.partition(" (")[0].casefold() == str(group).casefold()


class Report(Struct, frozen=True):
    """A report for people: its title, lines that sum it up, its tables.

    A format of plain rows writes the first table. A `chart` is drawn between lines and tables by
    formats that have a width to draw it in. A `caution` has to be read before anything else.
    """

    title: str
    tables: Sequence[Table] = ()
    summary: Sequence[str] = ()
    chart: Drawing | None = None
    caution: str | None = None
