"""Reference classes: how far dates move by what happened before, here or elsewhere.

A reference class says by which part of the time left a date moves. It stands in for the
estimates of all milestones that are not complete.
"""

import csv
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.position.milestones import MilestonePosition
from minerva.position.movements import Movement
from minerva.simulation.distribution import (
    Z90,
    Distribution,
    Moved,
    interpolated,
    resampled,
)

FEWEST: Final = 10
"""Fewer movements than these are too few to go by."""

COLUMNS: Final = ["percentile", "uplift"]

_EXAMPLE: Final = "write a first line `percentile,uplift`, then lines such as `50,20` and `80,40`"


class Reference(Struct, frozen=True):
    """A reference class: what it is made of, and the parts of the time left that dates move by.

    `size` is how many movements or points it is made of.
    """

    kind: Literal["history", "uplift"]
    size: int
    parts: Distribution

    @property
    def few(self) -> bool:
        """Whether it is made of too few movements of the programme's own."""
        return self.kind == "history" and self.size < FEWEST

    def of(self, milestone: MilestonePosition) -> Distribution:
        """Return the distribution of a milestone's own date: forecast + part x time left.

        The time left is from the day to the forecast, at least a day; of what is overdue, the days
        that it is overdue.
        """
        forecast = milestone.forecast.latest
        left = max(abs((forecast - milestone.as_of).days), 1)
        return Moved(self.parts, forecast.toordinal(), left)

    def range_days(self, milestone: MilestonePosition) -> int:
        """Return the days between the quantiles of 10% and of 90% of a milestone's own date."""
        low, high = self.of(milestone).at(np.array([-Z90 - 1e-9, Z90 + 1e-9]))
        return round(float(high - low))


def from_history(observed: Sequence[Movement]) -> Reference:
    """Return the reference class of a programme's own movements, of which there is at least one.

    Each is drawn as often as any other, with replacement.
    """
    parts = resampled([float(movement.part) for movement in observed])
    return Reference("history", len(observed), parts)


def read_uplift(text: str) -> Reference:
    """Read a published reference class: a CSV of percentiles and uplifts, both in percent.

    A line `80,40` says that 80% of the projects took at most 40% longer than was left when they
    gave their date. Both columns ascend, the percentiles strictly and from 0 to 100. Between two
    lines the uplift is on the straight line; beyond the ends it is that of the end. Raises
    MinervaError.
    """
    lines = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    rows = [(n, row) for n, row in enumerate(lines, start=1) if any(map(str.strip, row))]
    if not rows or [cell.strip().lower() for cell in rows[0][1]] != COLUMNS:
        raise MinervaError("the file does not begin with the columns percentile,uplift", _EXAMPLE)
    points = [_point(number, row) for number, row in rows[1:]]
    if len(points) < 2:
        raise MinervaError("a reference class needs at least two percentiles", _EXAMPLE)
    for (number, _), former, latter in zip(rows[2:], points, points[1:], strict=False):
        if latter[0] <= former[0]:
            raise MinervaError(
                f"line {number}: percentile {latter[0]} does not come after {former[0]}",
                "put the lines in ascending order, each percentile once",
            )
        if latter[1] < former[1]:
            raise MinervaError(
                f"line {number}: uplift {latter[1]} is less than the {former[1]} before it",
                "an uplift that more projects keep to cannot be smaller: correct one of the two",
            )
    shares = [float(Fraction(percentile) / 100) for percentile, _ in points]
    parts = [float(Fraction(uplift) / 100) for _, uplift in points]
    return Reference("uplift", len(points), interpolated(shares, parts))


def _point(number: int, row: Sequence[str]) -> tuple[Decimal, Decimal]:
    if len(row) != len(COLUMNS):
        raise MinervaError(f"line {number} has {len(row)} values, not 2", _EXAMPLE)
    percentile, uplift = (_percent(number, cell) for cell in row)
    if not 0 <= percentile <= 100:
        raise MinervaError(
            f"line {number}: percentile {percentile} is not from 0 to 100",
            "a percentile is the percentage of projects that kept to the uplift beside it",
        )
    if not -100 <= uplift <= 10_000:
        raise MinervaError(
            f"line {number}: uplift {uplift} is not from -100 to 10,000 percent",
            "an uplift of 40 makes the time left 40% longer",
        )
    return percentile, uplift


def _percent(number: int, text: str) -> Decimal:
    try:
        value = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise MinervaError(f'line {number}: "{text.strip()}" is not a number', _EXAMPLE)
    return value
