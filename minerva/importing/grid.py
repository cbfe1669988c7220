"""Rows of cells as a file has them, whatever the format: values with the place they stand at.

What a cell means is not its concern: a reader of a format only says what the file holds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from minerva.formats.cells import column_letters
from minerva.model.dates import Window, YearStart
from minerva.model.programme import TIMEZONE

Kind = Literal["milestones", "savings", "costs", "risks", "actions", "indicators"]


class Percent(Struct, frozen=True):
    """A number that the file shows as a percentage: 100 for 100%."""

    number: Decimal


class Scaled(Struct, frozen=True):
    """A whole amount that the file only shows in thousands or millions."""

    amount: Decimal


class Fault(Struct, frozen=True):
    """A cell without a value to read: what it shows, why it has none, and what helps."""

    text: str
    why: str
    hint: str | None = None


Value = str | bool | Decimal | date | Window | Percent | Scaled | Fault | None
"""What a cell holds. Text has no blanks around it, and is never empty."""


class Row(Struct, frozen=True):
    """A row: its number as people count it (of its first line, in a text) and its values."""

    number: int
    values: Sequence[Value]


class Grid(Struct, frozen=True):
    """A sheet, or a text of rows. `name` is the sheet's; None for a text."""

    name: str | None
    rows: Sequence[Row]
    remarks: Sequence[str] = ()

    def column(self, column: int) -> str:
        """Return what people call a column: `column D` of a sheet, `column 4` of a text."""
        return f"column {column + 1 if self.name is None else column_letters(column)}"

    def place(self, row: int, column: int | None = None) -> str:
        """Return where a row or a cell of it stands: `Sheet1!D14`, `line 14, column 4`."""
        if self.name is None:
            return f"line {row}" if column is None else f"line {row}, column {column + 1}"
        name = self.name if re.fullmatch(r"[^\W\d]\w*", self.name) else f"'{self.name}'"
        return f"{name}, row {row}" if column is None else f"{name}!{column_letters(column)}{row}"


Sign = Literal["savings-negative", "savings-positive"]


class SavingsOptions(Struct, frozen=True):
    """What is asked of a reader of savings or costs: None leaves it to what the file says.

    `unit` is what amounts are multiplied by, `sign` which way round they are, `increments` whether
    each year has the change on the one before, and `year` the financial year of amounts whose
    headings name none. With `only_savings` every row is a saving: none is a total or a group.
    """

    unit: Decimal | None = None
    sign: Sign | None = None
    increments: bool | None = None
    year: str | None = None
    only_savings: bool = False


class ImportOptions(Struct, frozen=True):
    """What is asked of a reader, and what it has to know of the programme.

    `maps` are keys by the heading that is to be taken for them; `scale` has what the words and
    scores of a probability stand for, in percent, by the folded word; `advance` is called with how
    far the reading has come.
    """

    today: date
    currency: str
    year_start: YearStart
    kind: Kind | None = None
    sheet: str | None = None
    header: int | None = None
    maps: Mapping[str, str] = {}
    all_tasks: bool = False
    baseline: int = 0
    done_when_due: bool = False
    timezone: str = TIMEZONE
    savings: SavingsOptions = SavingsOptions()
    scale: Mapping[str, Decimal] = {}
    advance: Callable[[int, int], None] = lambda _done, _total: None


def column_number(letters: str) -> int:
    """Return the number from 0 of the column with these letters, as `column_letters` has them."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def shown(value: Value) -> str:
    """Return a value as the file shows it, for a message."""
    if isinstance(value, Fault):
        return value.text
    if isinstance(value, Percent):
        return f"{value.number:f}%"
    if isinstance(value, Scaled):
        return f"{value.amount:f}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)
