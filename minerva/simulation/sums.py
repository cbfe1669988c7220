"""The savings' totals over all runs, in order: percentiles, and how often a plan is met."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from minerva.position import Position
from minerva.position.rounding import pence, pounds
from minerva.simulation.copula import Streams
from minerva.simulation.results import Quantile, SavingsOdds, Spread, YearOdds
from minerva.simulation.runs import Run
from minerva.simulation.savings import Parts, SavingsRuns
from minerva.simulation.tallies import Proportion

FULL_YEAR = "full year"

Block = tuple[Mapping[str, Parts], int]
"""The totals of each financial year and of a full year in some runs, and how many they are."""


class SavingsTally:
    """The totals of each financial year and of a full year, over blocks of runs."""

    def __init__(self, position: Position, savings: SavingsRuns) -> None:
        """Take the position and its savings."""
        self._position = position
        self._savings = savings
        self.blocks: list[Block] = []

    def add(self, run: Run, runs: int, streams: Streams) -> None:
        """Add a block of runs."""
        amounts = self._savings.add_up(run.dates, streams)
        self.blocks.append(({**amounts.years, FULL_YEAR: amounts.full_year}, runs))

    def parts(self, label: str) -> list[tuple[Parts, int]]:
        """Return the totals of a year, or of a full year, in each block, with its runs."""
        return [(amounts[label], runs) for amounts, runs in self.blocks]

    def odds(self, level: Decimal) -> SavingsOdds:
        """Return what the totals come to, beside what was planned and is forecast."""
        position = self._position
        total, target = position.savings.total, position.savings.target
        years = []
        for label, figures in total.years.items():
            totals = self._totals(label, figures.forecast_pence)
            planned = figures.planned_pence
            met = None if planned is None else totals.reach(planned)
            years.append(
                YearOdds(label, figures.planned, figures.forecast, totals.spread(level), met)
            )
        counted = position.savings.against.full_year
        full_year = self._totals(FULL_YEAR, None if counted is None else pence(counted))
        wanted = None if target is None or position.narrowed else target.full_year
        return SavingsOdds(
            years=years,
            planned_full_year=counted,
            full_year=full_year.spread(level),
            target=wanted,
            target_met=None if wanted is None else full_year.reach(pence(wanted)),
            unknown=total.unknown,
        )

    def _totals(self, label: str, forecast: int | None) -> "Totals":
        """Return the totals of all runs; where they do not vary, what the forecast has."""
        parts = self.parts(label)
        if all(isinstance(part, int) for part, _ in parts):
            return Totals(np.array([forecast or 0]), certain=True)
        return Totals.of(parts)


def savings_tally(position: Position) -> SavingsTally:
    """Return a tally of a position's savings, without any runs yet."""
    confidence = position.programme.confidence
    return SavingsTally(
        position, SavingsRuns(position, None if confidence is None else confidence.savings)
    )


class Totals(Struct, frozen=True):
    """The totals of the runs in ascending order, in pence; a certain one stands for all."""

    amounts: npt.NDArray[np.int64]
    certain: bool

    @classmethod
    def of(cls, blocks: Sequence[tuple[Parts, int]]) -> "Totals":
        """Return the totals of blocks of runs, each with how many runs it has."""
        each = [np.broadcast_to(part, runs) for part, runs in blocks]
        certain = all(isinstance(part, int) for part, _ in blocks)
        return cls(np.sort(np.concatenate(each)), certain)

    def reach(self, wanted: int) -> Proportion:
        """Return the share of the runs that come to an amount or more."""
        under = int(np.searchsorted(self.amounts, wanted, side="left"))
        return Proportion(len(self.amounts) - under, len(self.amounts), self.certain)

    def spread(self, level: Decimal) -> Spread:
        """Return the amounts that 10%, 50% and 90% stay under, and what the level comes to."""
        percents = (Decimal(10), Decimal(50), 100 - level, Decimal(90))
        return Spread(*map(self._quantile, percents))

    def _quantile(self, percent: Decimal) -> Quantile:
        """Return the largest amount that at most this percentage of the runs stay under.

        Its standard error is half of what lies between the amounts a standard error of their
        share, √(p (1 - p) / n), under it and over it.
        """
        p, runs = float(percent / 100), len(self.amounts)
        spread = ceil(sqrt(p * (1 - p) * runs))
        place = int(percent * runs / 100)
        low, middle, high = (
            int(self.amounts[min(max(place + by, 0), runs - 1)]) for by in (-spread, 0, spread)
        )
        return Quantile(pounds(middle), Decimal(high - low) / 200)
