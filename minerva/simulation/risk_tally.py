"""What came of each risk over all runs: how often it happened, what it brought."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import numpy as np

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.register import RiskPosition
from minerva.simulation.results import RiskOdds, Spread
from minerva.simulation.runs import RiskDraw
from minerva.simulation.savings import Parts
from minerva.simulation.sums import Totals
from minerva.simulation.tallies import Mean, MeanTally, Proportion

_ALWAYS: Final = 100
_PENCE: Final = 100


class RisksTally:
    """How often each risk happens, what it brings, and what all of them cost, over the runs."""

    def __init__(self, position: Position, drawn: Iterable[RiskPosition]) -> None:
        """Take the risks that are drawn.

        Those of the position's workstreams are shown, and those that delay its milestones.
        """
        ids = {milestone.record.id for milestone in position.milestones}
        own = {risk.record.id for risk in position.risks}
        self._risks = [
            risk
            for risk in drawn
            if risk.record.id in own or ids.intersection(risk.record.milestones)
        ]
        self._runs = 0
        self._happened = [0 for _ in self._risks]
        self._days = [MeanTally() for _ in self._risks]
        self._money = [MeanTally() for _ in self._risks]
        self._costs: list[tuple[Parts, int]] = []

    def add(self, draws: Mapping[Id, RiskDraw], runs: int) -> None:
        """Add a block of runs."""
        self._runs += runs
        cost: Parts = 0
        for number, risk in enumerate(self._risks):
            happens, days, money = draws[risk.record.id]
            self._happened[number] += runs if happens is None else int(np.count_nonzero(happens))
            if days is not None:
                self._days[number].add(days, runs)
            if money is not None:
                self._money[number].add(money, runs)
                cost = cost + money
        self._costs.append((cost, runs))

    def odds(self) -> list[RiskOdds]:
        """Return what came of each risk, in the order of the position."""
        return [
            RiskOdds(
                risk,
                Proportion(happened, self._runs, risk.probability == _ALWAYS),
                None if risk.delay is None else days.mean(),
                None if risk.money is None else Mean(*(of / _PENCE for of in money.mean())),
            )
            for risk, happened, days, money in zip(
                self._risks, self._happened, self._days, self._money, strict=True
            )
        ]

    def cost(self, level: Decimal) -> Spread | None:
        """Return what all of them cost in a run, none where no loss is stated.

        At the level is what so many of the runs cost at most.
        """
        if all(risk.money is None for risk in self._risks):
            return None
        return Totals.of(self._costs).spread(100 - level)
