"""The distributions that dates and amounts are drawn from, each a function of a normal score.

A score z is a draw from the standard normal distribution; the quantile of it that a
distribution has stands at probability Φ(z). A larger score never gives an earlier date, so scores
that are correlated give dates that are.
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Scores = npt.NDArray[np.float64]

Z90: Final = NormalDist().inv_cdf(0.9)
"""The score that 9 of 10 draws are under: 1.2816."""

_NORMAL: Final = NormalDist()
_GRID: Final = tuple(n / 100 for n in range(-600, 601))


class Distribution(Protocol):
    """What turns scores into values: a larger score into no smaller value."""

    def at(self, scores: Scores) -> Scores:
        """Return the value of each score."""


class SplitNormal(Struct, frozen=True):
    """Two halves of a normal distribution, each with its own spread, that meet at their middle.

    Quantile of p: middle + below z for z < 0, middle + above z otherwise, with z = Φ⁻¹(p).
    Cumulative probability of x: Φ((x - middle) / below) under the middle, else
    Φ((x - middle) / above). So the middle is the median, and nothing is likelier than it: the
    density falls to both sides from there. Where both spreads are 0 it is certain.
    """

    middle: float
    below: float
    above: float

    def at(self, scores: Scores) -> Scores:
        """Return the value of each score."""
        spread = np.where(scores < 0, self.below, self.above)
        spread *= scores
        spread += self.middle
        return spread

    def probability(self, value: float) -> float:
        """Return the probability that a draw is at most a value."""
        spread = self.below if value < self.middle else self.above
        if not spread:
            return float(value >= self.middle)
        return _NORMAL.cdf((value - self.middle) / spread)


def split_normal(low: float, likely: float, high: float) -> SplitNormal:
    """Return the split normal with these for its quantiles of 10%, 50% and 90%.

    Spread of each half: its distance from the middle / 1.2816. Where the likely value is not
    between the other two the range still holds: its own middle stands in for the value.
    """
    low, high = min(low, high), max(low, high)
    middle = likely if low <= likely <= high else (low + high) / 2
    return SplitNormal(middle, (middle - low) / Z90, (high - middle) / Z90)


class Resampled(Struct, frozen=True):
    """Values that were observed, each drawn as often as any other (a bootstrap).

    `bounds` are the scores that part equal shares of the draws, one fewer than the values. The
    values are in ascending order.
    """

    bounds: Scores
    values: Scores

    def at(self, scores: Scores) -> Scores:
        """Return the value of each score."""
        values: Scores = self.values[np.searchsorted(self.bounds, scores, side="right")]
        return values


def resampled(observed: Sequence[float]) -> Resampled:
    """Return the distribution that draws from what was observed, of which there is some."""
    count = len(observed)
    bounds = [_NORMAL.inv_cdf(n / count) for n in range(1, count)]
    return Resampled(np.array(bounds), np.array(sorted(observed), dtype=np.float64))


class Interpolated(Struct, frozen=True):
    """Values given for some scores, with straight lines in between and level beyond the ends."""

    scores: Scores
    values: Scores

    def at(self, scores: Scores) -> Scores:
        """Return the value of each score."""
        return np.interp(scores, self.scores, self.values)


def interpolated(probabilities: Sequence[float], values: Sequence[float]) -> Interpolated:
    """Return the distribution with these quantiles, straight between them in probability.

    Both ascend, and the probabilities are from 0 to 1. The line is followed in steps of a
    hundredth of a score, and has its corners exactly.
    """
    corners = [_NORMAL.inv_cdf(p) for p in probabilities if 0 < p < 1]
    grid = np.array(sorted({*_GRID, *corners}))
    shares = np.array([_NORMAL.cdf(score) for score in grid])
    return Interpolated(grid, np.interp(shares, probabilities, values))


class Moved(Struct, frozen=True):
    """A distribution times a length, counted from a place."""

    shape: Distribution
    origin: float
    length: float

    def at(self, scores: Scores) -> Scores:
        """Return the value of each score."""
        return self.origin + self.length * self.shape.at(scores)
