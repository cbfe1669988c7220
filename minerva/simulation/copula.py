"""Normal scores for every run: correlated within a group, independent between groups.

A Gaussian copula with one factor a group: z = √r f + √(1 - r) e, with f drawn once a run for the
whole group and e for each of its members. Any two scores of a group have the correlation r
exactly, and every score by itself is a draw from the standard normal distribution.
"""

from hashlib import blake2b
from math import sqrt
from typing import Final

import numpy as np

from minerva.simulation.distribution import Scores

STRETCH: Final = 10_000
"""After so many runs every name begins another stream, so that runs can be drawn apart."""


class Streams:
    """Scores by name, a block of runs at a time.

    Each name has a stream of random numbers of its own, made from the seed and the name alone,
    and another for each stretch of runs. So the same seed gives the same draws, whatever else is
    drawn, in whatever order and by whom, and a milestone that is added leaves those of the others
    as they were.
    """

    def __init__(self, seed: int, correlation: float) -> None:
        """Take the seed, from 0 on, and the correlation within a group, from 0 to 1."""
        self._seed = seed
        self._shared = sqrt(correlation)
        self._own = sqrt(1 - correlation)
        self._streams: dict[str, np.random.Generator] = {}
        self._factors: dict[str, Scores] = {}
        self._stretch = 0
        self._runs = 0

    def begin(self, first: int, runs: int) -> None:
        """Begin the block of so many runs from the first on, counted from 0.

        It is in one stretch, whose blocks follow each other.
        """
        if first % STRETCH == 0:
            self._streams.clear()
        self._stretch = first // STRETCH
        self._runs = runs
        self._factors.clear()

    def scores(self, name: str, group: str) -> Scores:
        """Return the scores of a name in this block; once a block for each name."""
        if not self._own:
            return self._factor(group)
        scores = self.draw(name)
        if self._shared:
            scores *= self._own
            scores += self._shared * self._factor(group)
        return scores

    def _factor(self, group: str) -> Scores:
        if group not in self._factors:
            self._factors[group] = self.draw(f"group {group}")
        return self._factors[group]

    def draw(self, name: str) -> Scores:
        """Return scores of a name that are independent of all others; once a block for each."""
        stream = self._streams.get(name)
        if stream is None:
            key = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "big")
            further = [self._stretch] if self._stretch else []
            sequence = np.random.SeedSequence([self._seed, key, *further])
            stream = self._streams[name] = np.random.Generator(np.random.PCG64(sequence))
        return stream.standard_normal(self._runs)
