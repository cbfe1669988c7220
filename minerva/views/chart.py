"""What is to be drawn: a slip chart, which has forecasts against when they were stated, or bars."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Line(NamedTuple):
    """A milestone to be drawn: the day of each statement, and the forecast it left in force.

    `before` is the forecast that the first statement replaced, where it replaced one; `achieved`
    is the day on which the line ends.
    """

    name: str
    before: date | None
    stated: Sequence[tuple[date, date]]
    achieved: date | None = None


class Chart(NamedTuple):
    """The lines to be drawn up to a day, the most important first, and how many were left out."""

    lines: Sequence[Line]
    until: date
    left_out: int = 0


class Bars(NamedTuple):
    """Amounts to be drawn by financial year, in a unit: of each name, one a year. None is unknown.

    The `note` says what is in no bar.
    """

    years: Sequence[str]
    series: Sequence[tuple[str, Sequence[Decimal | None]]]
    unit: str
    note: str = ""


Drawing = Chart | Bars
