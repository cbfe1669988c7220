"""What is drawn: dates against the days they were stated on, odds against days, bars by year."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct


class Line(Struct, frozen=True):
    """A milestone to be drawn: the day of each statement, and the forecast it left in force.

    `before` is the forecast that the first statement replaced, where it replaced one; `achieved`
    is the day on which the line ends.
    """

    name: str
    before: date | None
    stated: Sequence[tuple[date, date]]
    achieved: date | None = None


class Chart(Struct, frozen=True):
    """The lines to be drawn up to a day, the most important first, and how many were left out."""

    lines: Sequence[Line]
    until: date
    left_out: int = 0


class Curve(Struct, frozen=True):
    """How likely a milestone is reached by each day, from 0 to 1, and the day it is bound to."""

    name: str
    points: Sequence[tuple[date, Fraction]]
    bound: date | None = None


class Curves(Struct, frozen=True):
    """The curves to be drawn, and how many were left out."""

    curves: Sequence[Curve]
    left_out: int = 0


class Bars(Struct, frozen=True):
    """Amounts to be drawn by financial year, in a unit: of each name, one a year. None is unknown.

    The `note` says what is in no bar. Where it is no year that the bars stand by, `how` says how
    to read them.
    """

    years: Sequence[str]
    series: Sequence[tuple[str, Sequence[Decimal | None]]]
    unit: str
    note: str = ""
    how: str = ""


Drawing = Chart | Curves | Bars
