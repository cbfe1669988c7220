"""What comes of many runs, counted: days reached, shares of the runs, and how exact they are."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from minerva.simulation.runs import Reached


class Proportion(NamedTuple):
    """The share of the runs in which something holds. A `certain` one is not drawn but known."""

    held: int
    runs: int
    certain: bool = False

    @property
    def share(self) -> Fraction:
        """The runs in which it holds / all runs: a probability from 0 to 1."""
        return Fraction(self.held, self.runs)

    @property
    def error(self) -> float:
        """The standard error of the share: √(p (1 - p) / n), and 0 where it is certain.

        p is (held + ½) / (n + 1), so that what held in every run has an error too.
        """
        if self.certain:
            return 0.0
        p = (self.held + 0.5) / (self.runs + 1)
        return sqrt(p * (1 - p) / self.runs)


class Change(NamedTuple):
    """How a share of the runs changes: the runs in which something comes to hold, or no longer."""

    gained: int
    lost: int
    runs: int

    @property
    def share(self) -> Fraction:
        """The difference of the two shares, from -1 to 1."""
        return Fraction(self.gained - self.lost, self.runs)

    @property
    def error(self) -> float:
        """The standard error of the difference, each run being compared with itself."""
        mean = (self.gained - self.lost) / self.runs
        return sqrt(max((self.gained + self.lost) / self.runs - mean * mean, 0) / self.runs)


class Mean(NamedTuple):
    """The mean over the runs, with its standard error."""

    value: float
    error: float


class MeanTally:
    """Sums of a figure and of its squares over the runs."""

    def __init__(self) -> None:
        """Begin without any runs."""
        self._runs = self._sum = 0
        self._squares = 0.0

    def add(self, figures: Reached | npt.NDArray[np.int64], runs: int) -> None:
        """Add the figure of each run of a block; a single number is that of all of them."""
        exact = np.asarray(figures, dtype=np.int64)
        self._runs += runs
        each = runs if exact.ndim == 0 else 1
        self._sum += int(exact.sum()) * each
        self._squares += float(np.square(exact, dtype=np.float64).sum()) * each

    def merge(self, other: "MeanTally") -> None:
        """Add all runs of another one."""
        self._runs += other._runs
        self._sum += other._sum
        self._squares += other._squares

    def mean(self) -> Mean:
        """Return the mean over all runs added."""
        mean = self._sum / self._runs
        spread = max(self._squares / self._runs - mean * mean, 0)
        return Mean(mean, sqrt(spread / self._runs))


class DayTally:
    """How many runs reach something on each day."""

    def __init__(self) -> None:
        """Begin without any runs."""
        self.runs = 0
        self.certain = True
        self._first = 0
        self._counts: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def add(self, reached: Reached, runs: int) -> None:
        """Add the day of each run of a block; a single day is that of all of them."""
        self.runs += runs
        if isinstance(reached, int):
            first, counts = reached, np.array([runs], dtype=np.int64)
        else:
            self.certain = False
            first = int(reached.min())
            counts = np.bincount(reached - first)
        self._add_counts(first, counts)

    def merge(self, other: "DayTally") -> None:
        """Add all runs of another one."""
        self.runs += other.runs
        self.certain = self.certain and other.certain
        self._add_counts(other._first, other._counts)

    def _add_counts(self, first: int, counts: npt.NDArray[np.int64]) -> None:
        if not len(self._counts):
            self._first, self._counts = first, counts
            return
        begin = min(first, self._first)
        end = max(first + len(counts), self._first + len(self._counts))
        merged = np.zeros(end - begin, dtype=np.int64)
        merged[self._first - begin :][: len(self._counts)] += self._counts
        merged[first - begin :][: len(counts)] += counts
        self._first, self._counts = begin, merged

    def by(self, day: date) -> Proportion:
        """Return the share of the runs that reach it on a day or earlier."""
        held = int(self._counts[: max(day.toordinal() - self._first + 1, 0)].sum())
        return Proportion(held, self.runs, self.certain)

    def percentile(self, percent: Decimal) -> date:
        """Return the first day by which this percentage of the runs, or more, reach it."""
        wanted = ceil(percent * self.runs / 100)
        place = int(np.searchsorted(np.cumsum(self._counts), max(wanted, 1)))
        return date.fromordinal(self._first + place)

    def curve(self) -> list[tuple[date, Fraction]]:
        """Return the share of the runs that reach it by each day on which any does."""
        shares = np.cumsum(self._counts)
        return [
            (date.fromordinal(self._first + int(n)), Fraction(int(shares[n]), self.runs))
            for n in np.flatnonzero(self._counts)
        ]
