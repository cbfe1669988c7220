"""What drives a date: how often a milestone is on the chain to it, and how they move together."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from minerva.model.programme import Id
from minerva.simulation.runs import Network, Reached, Run
from minerva.simulation.tallies import Proportion

Flags = npt.NDArray[np.bool_]
Ranks = npt.NDArray[np.float32]


class Driver(Struct, frozen=True):
    """A milestone that a date depends on.

    `criticality` is the share of the runs in which it is on the chain to the date: the date is
    driven by it, or by what it drives. `rank_correlation` is Spearman's, of its own date with
    the date; None where one of the two never varies.
    """

    milestone: Id
    criticality: Proportion
    rank_correlation: float | None


class DriverTally:
    """Counts and rank correlations of all that one date depends on, over blocks of runs."""

    def __init__(self, target: Id) -> None:
        """Take the milestone whose date it is."""
        self.target = target
        self._runs = 0
        self._critical: dict[Id, int] = {}
        self._correlations: dict[Id, float] = {}
        self._weights: dict[Id, int] = {}

    def add(self, network: Network, run: Run, runs: int, ranks: "RankCache") -> None:
        """Add a block of runs."""
        self._runs += runs
        for id, flags in on_chain(network, run, self.target, runs).items():
            self._critical[id] = self._critical.get(id, 0) + int(np.count_nonzero(flags))
        of_target = ranks.of(run.dates[self.target])
        if of_target is None:
            return
        for id in network.leading_to([self.target]):
            own = ranks.of_own(id)
            if own is not None:
                correlation = float(np.dot(own, of_target))
                self._correlations[id] = self._correlations.get(id, 0.0) + correlation * runs
                self._weights[id] = self._weights.get(id, 0) + runs

    def drivers(self) -> list[Driver]:
        """Return what the date depends on, the most often critical first, then by correlation."""
        ids = {**self._critical, **self._weights}
        found = [
            Driver(
                id,
                Proportion(self._critical.get(id, 0), self._runs),
                self._correlations[id] / self._weights[id] if id in self._weights else None,
            )
            for id in ids
        ]
        return sorted(
            found,
            key=lambda driver: (
                -driver.criticality.held,
                -(driver.rank_correlation or 0),
                driver.milestone,
            ),
        )


class RankCache:
    """The ranks of dates in one block of runs, centred and of length 1, each worked out once."""

    def __init__(self, run: Run) -> None:
        """Take the block; a milestone's own date is with what risks delay it by."""
        self._run = run
        self._ranks: dict[Id, Ranks | None] = {}

    def of_own(self, id: Id) -> Ranks | None:
        """Return the ranks of a milestone's own date; None where it never varies."""
        if id not in self._ranks:
            own = self._run.own[id]
            self._ranks[id] = self.of(own + self._run.delays.get(id, 0))
        return self._ranks[id]

    @staticmethod
    def of(days: Reached) -> Ranks | None:
        """Return the ranks of dates, equal ones sharing theirs; None where they never vary."""
        if isinstance(days, int):
            return None
        places = days - days.min()
        counts = np.bincount(places)
        middles = np.cumsum(counts) - (counts + 1) / 2
        centred = middles - (len(days) - 1) / 2
        length = np.sqrt(np.dot(counts, centred * centred))
        if not length:
            return None
        ranks: Ranks = np.asarray(centred / length, dtype=np.float32)[places]
        return ranks


def on_chain(network: Network, run: Run, target: Id, runs: int) -> Mapping[Id, Flags]:
    """Return in which runs each milestone is on the chain to a date, that of the date included.

    From the milestone back to the predecessor that drives it, and so on, until one is
    reached on its own date. Each run has exactly one chain.
    """
    found: dict[Id, Flags] = {target: np.ones(runs, dtype=np.bool_)}
    for id, befores in reversed(network.links):
        if id not in found:
            continue
        driver = run.drivers[id]
        for number, before in enumerate(befores):
            led = found[id] & np.equal(driver, number)
            if led.any():
                name = before.milestone
                found[name] = found[name] | led if name in found else led
    return found
