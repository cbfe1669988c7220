"""The periods that indicators are measured over: financial years, their quarters, months, days."""

import re
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from minerva.model.dates import (
    Window,
    YearStart,
    describe,
    parse_window,
    parse_year_label,
    single_day,
)
from minerva.model.errors import MinervaError

Length = Literal["year", "quarter", "month", "day"]

PATTERN: Final = r"^([0-9]{4}(/[0-9]{2})?(-Q[1-4])?|[0-9]{4}-(0[1-9]|1[0-2]))$"
"""What a period of more than a day looks like."""

_YEAR: Final = r"([0-9]{4}(?:/[0-9]{2})?)(?:-Q([0-9]+))?"
_MONTH: Final = r"[0-9]{4}-[0-9]{2}"
_HOW_TO_WRITE: Final = (
    'write a financial year "2014/15", a quarter of it "2014/15-Q1", a month "2014-10", or a day '
    "2014-10-01 without quotes"
)


class Period(Struct, frozen=True):
    """A stretch of time that a figure is of, as it is written.

    `year` is the calendar year in which its financial year begins, where it is one or a quarter of
    one; `quarter` counts from 1. Otherwise `days` are the days of a month, or the one day.
    """

    written: str
    year: int | None = None
    quarter: int | None = None
    days: Window | None = None

    @property
    def length(self) -> Length:
        """How long it is: only periods of one length are set side by side."""
        if self.days is not None:
            return "day" if self.days.text is None else "month"
        return "year" if self.quarter is None else "quarter"

    def window(self, starts: YearStart) -> Window:
        """Return its first and its last day, both included, where financial years start so.

        Quarters begin on the first day of the year and 3, 6 and 9 months later.
        """
        if self.days is not None:
            return self.days
        year = starts.year(self.year or 0)
        if self.quarter is None:
            return Window(year.first, year.last, self.written)
        return year.quarter(self.quarter)

    def __str__(self) -> str:
        return self.written if self.days is None else str(self.days)


def parse_period(value: object) -> Period:
    """Read a period as the files write it. Raises MinervaError with the fix.

    A year of four digits is the calendar year, for programmes whose financial year is that.
    """
    if type(value) is date:
        window = parse_window(value)
        return Period(value.isoformat(), days=single_day(window.latest))
    if isinstance(value, str):
        if matched := re.fullmatch(_YEAR, value):
            year, quarter = matched.groups()
            if quarter is not None and quarter not in ("1", "2", "3", "4"):
                raise MinervaError(
                    f'"{value}" is not a quarter', "the quarters of a year are Q1, Q2, Q3 and Q4"
                )
            label = parse_year_label(year)
            return Period(value, int(label[:4]), None if quarter is None else int(quarter))
        if re.fullmatch(_MONTH, value) or re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return Period(value, days=parse_window(value))
    raise MinervaError(f"{describe(value)} is not a period", _HOW_TO_WRITE)
