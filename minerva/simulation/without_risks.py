"""What each risk takes from a deadline: the same runs again, with one risk at a time left out.

The same draws are used both times (common random numbers), so that the difference is that of the
one risk and not of the luck of the draw.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from minerva.model.programme import Id
from minerva.position.network import DeadlinePosition
from minerva.simulation.certainty import held_in
from minerva.simulation.model import Model
from minerva.simulation.results import WithoutRisk
from minerva.simulation.runs import Run
from minerva.simulation.tallies import Change, MeanTally, Proportion

MOST: Final = 20
"""How many risks are left out, one after the other: the worst."""


class WithoutRiskTally:
    """Each deadline as it is and with one of the risks left out, over blocks of runs."""

    def __init__(self, model: Model, deadlines: Sequence[DeadlinePosition]) -> None:
        """Take the deadlines that are looked at; what delays nothing before them is not tried."""
        self._model = model
        self._deadlines = deadlines
        self._runs = 0
        leading = [
            model.network.leading_to([deadline.milestone.record.id]) for deadline in deadlines
        ]
        self._tried: list[tuple[int, list[int]]] = []
        for number, risk in enumerate(model.risks):
            if risk.delay is None or len(self._tried) == MOST:
                continue
            moved = [n for n, ids in enumerate(leading) if ids.intersection(risk.record.milestones)]
            if moved:
                self._tried.append((number, moved))
        self._counts: dict[tuple[int, int], list[int]] = {}
        self._days: dict[tuple[int, int], MeanTally] = {}

    def add(self, run: Run, runs: int) -> None:
        """Add a block of runs."""
        self._runs += runs
        held = [held_in(deadline, run.dates, runs) for deadline in self._deadlines]
        for number, moved in self._tried:
            dates = self._model.without(run, number)
            for n in moved:
                deadline = self._deadlines[n]
                then = held_in(deadline, dates, runs)
                counts = self._counts.setdefault((n, number), [0, 0, 0])
                counts[0] += int(np.count_nonzero(then))
                counts[1] += int(np.count_nonzero(then & ~held[n]))
                counts[2] += int(np.count_nonzero(held[n] & ~then))
                id = deadline.milestone.record.id
                days = self._days.setdefault((n, number), MeanTally())
                days.add(run.dates[id] - dates[id], runs)

    def of(self, deadline: DeadlinePosition) -> tuple[WithoutRisk, ...]:
        """Return what was tried for a deadline, the risk that takes the most days first."""
        number = self._deadlines.index(deadline) if deadline in self._deadlines else -1
        found = [
            WithoutRisk(
                self._id(risk),
                Proportion(then, self._runs),
                Change(gained, lost, self._runs),
                self._days[of, risk].mean(),
            )
            for (of, risk), (then, gained, lost) in self._counts.items()
            if of == number
        ]
        return tuple(sorted(found, key=lambda gain: (-gain.days.value, -gain.change.share)))

    def _id(self, number: int) -> Id:
        return self._model.risks[number].record.id
