"""What certainty would buy: each deadline again, with one milestone made certain at a time.

The same draws are used both times (common random numbers), so that the difference is that of the
one milestone and not of the luck of the draw.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from minerva.model.programme import Id
from minerva.position.network import DeadlinePosition
from minerva.simulation.drivers import DriverTally
from minerva.simulation.model import Model
from minerva.simulation.results import MadeCertain
from minerva.simulation.runs import Reached, Run
from minerva.simulation.tallies import Change, Proportion

MOST_OF_A_DEADLINE: Final = 5
MOST: Final = 20
"""How many milestones are tried: of each deadline those most often critical, and in all."""


class CertaintyTally:
    """Each deadline, held or not, as it is and with one milestone certain, over blocks of runs."""

    def __init__(self, model: Model, deadlines: Sequence[DeadlinePosition]) -> None:
        """Take the deadlines that are looked at."""
        self._model = model
        self._deadlines = deadlines
        self._runs = 0
        self._among: dict[Id, set[Id]] | None = None
        self._counts: dict[tuple[int, Id], list[int]] = {}

    def add(self, run: Run, runs: int, drivers: Mapping[Id, DriverTally]) -> None:
        """Add a block of runs. What is tried is chosen by the drivers of the first."""
        network = self._model.network
        if self._among is None:
            targets = {deadline.milestone.record.id for deadline in self._deadlines}
            needed = network.leading_to(targets)
            self._among = {id: network.following(id) & needed for id in self._candidates(drivers)}
        self._runs += runs
        held = [held_in(deadline, run.dates, runs) for deadline in self._deadlines]
        for id, among in self._among.items():
            day = self._model.position.by_id[id].expected.latest.toordinal()
            dates = network.reach_again(run, id, day, among)
            for number, deadline in enumerate(self._deadlines):
                if deadline.milestone.record.id not in among:
                    continue
                then = held_in(deadline, dates, runs)
                counts = self._counts.setdefault((number, id), [0, 0, 0])
                counts[0] += int(np.count_nonzero(then))
                counts[1] += int(np.count_nonzero(then & ~held[number]))
                counts[2] += int(np.count_nonzero(held[number] & ~then))

    def of(self, deadline: DeadlinePosition) -> list[MadeCertain]:
        """Return what was tried for a deadline, what would help most first."""
        number = self._deadlines.index(deadline) if deadline in self._deadlines else -1
        found = [
            MadeCertain(id, Proportion(then, self._runs), Change(gained, lost, self._runs))
            for (of, id), (then, gained, lost) in self._counts.items()
            if of == number
        ]
        return sorted(found, key=lambda made: -made.change.share)

    def _candidates(self, drivers: Mapping[Id, DriverTally]) -> list[Id]:
        """Return the uncertain milestones to be tried, the most often critical first."""
        often: dict[Id, int] = {}
        for deadline in self._deadlines:
            found = [
                driver
                for driver in drivers[deadline.milestone.record.id].drivers()
                if driver.milestone in self._model.drawn and driver.criticality.held
            ]
            for driver in found[:MOST_OF_A_DEADLINE]:
                most = max(driver.criticality.held, often.get(driver.milestone, 0))
                often[driver.milestone] = most
        return sorted(often, key=lambda name: -often[name])[:MOST]


def held_in(
    deadline: DeadlinePosition, dates: Mapping[Id, Reached], runs: int
) -> npt.NDArray[np.bool_]:
    """Return in which runs a deadline is held: reached on the last day that holds it or earlier."""
    held = np.less_equal(dates[deadline.milestone.record.id], deadline.limit.toordinal())
    return np.broadcast_to(held, runs)
