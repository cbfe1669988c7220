"""A slip chart: the forecasts of milestones against the days on which they were stated."""

from collections.abc import Sequence
from datetime import date
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
