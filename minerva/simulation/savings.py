"""The savings of each run: when they start, what part of them is kept, what each year brings.

The amounts of a start are those that `position.savings` gives, in parts of a penny; each run's
total of a year is rounded once, to whole pence.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from minerva.model.dates import FinancialYear, single_day
from minerva.model.programme import Id, Shares
from minerva.position import Position
from minerva.position.budget import Pence
from minerva.position.rounding import PENNY, Amount, pence, round_to_pence
from minerva.position.savings import SavingPosition
from minerva.simulation.copula import Streams
from minerva.simulation.distribution import Distribution, Scores, split_normal
from minerva.simulation.runs import Reached

Parts = int | npt.NDArray[np.int64]

ALL: Final = 100
"""The percentage of a saving that is most likely kept."""

_MOST: Final = 2**62


class Amounts(NamedTuple):
    """The totals of a block of runs, in pence: of each financial year, and of a full year."""

    years: Mapping[str, Parts]
    full_year: Parts


class SavingsRuns:
    """The savings of a position whose amount and start are known, over blocks of runs."""

    def __init__(self, position: Position, kept: Shares | None) -> None:
        """Take the position, and which percentage of the savings is kept, 1 in 10 either side."""
        self.years = position.years
        self._numbers = tuple(year.first.year for year in position.years)
        self._savings = [saving for saving in position.savings.savings if _is_known(saving)]
        counted = position.savings.against.counted
        self._against_target = {saving.record.id for saving in counted}
        self._kept: Distribution | None = None
        if kept is not None and not kept.low == kept.high == ALL:
            low, high = float(Fraction(kept.low)), float(Fraction(kept.high))
            self._kept = split_normal(low, ALL, high)
        self._unit = _unit(self._savings)

    def add_up(self, dates: Mapping[Id, Reached], streams: Streams) -> Amounts:
        """Return the totals of each run, for the dates that the milestones are reached on.

        A percentage that is kept is drawn once for each saving in each run, correlated within a
        workstream as the dates are, and independent of the dates. It holds for the full-year
        effect and so for every year that has not ended; what was claimed is not taken back.
        """
        totals: dict[str, Parts] = dict.fromkeys((year.label for year in self.years), 0)
        full_year: Parts = 0
        for saving in self._savings:
            kept = self._kept_of(saving, streams)
            for year, amount in zip(self.years, self._forecast(saving, dates, kept), strict=True):
                totals[year.label] = totals[year.label] + amount
            if saving.record.id in self._against_target:
                effect = saving.full_year_pence or 0
                full_year = full_year + _times(effect * self._unit, kept)
        years = {label: self._rounded(total) for label, total in totals.items()}
        return Amounts(years, self._rounded(full_year))

    def _kept_of(self, saving: SavingPosition, streams: Streams) -> Scores | None:
        if self._kept is None or saving.full_year_pence is None or saving.over:
            return None
        scores = streams.scores(f"saving {saving.record.id}", f"savings {saving.record.workstream}")
        return np.maximum(self._kept.at(scores), 0) / ALL

    def _forecast(
        self, saving: SavingPosition, dates: Mapping[Id, Reached], kept: Scores | None
    ) -> list[Parts]:
        """Return the in-year forecast of each year, by the rules of `SavingPosition`.

        What was claimed of a saving that brings nothing more is kept.
        """
        milestone = saving.follows
        reached = None if milestone is None else dates.get(milestone.record.id)
        if isinstance(reached, int):
            saving = replace(saving, start=single_day(date.fromordinal(reached)))
        forecast = [self._scaled(amount) for amount in saving.forecast_in(self._numbers)]
        fixed = reached is None or isinstance(reached, int)
        if saving.full_year_pence is None or saving.over or (fixed and kept is None):
            return [*forecast]
        if reached is None or isinstance(reached, int):
            due: list[Parts] = [self._scaled(amount) for amount in saving.due_in(self._numbers)]
        else:
            due = self._due_by_start(saving, reached)
        return [
            settled
            if saving.has_ended(year.first.year)
            else self._claimed(saving, year, _times(amount, kept))
            for year, settled, amount in zip(self.years, forecast, due, strict=True)
        ]

    def _due_by_start(self, saving: SavingPosition, reached: npt.NDArray[np.int32]) -> list[Parts]:
        """Return what each year should bring for the start of each run."""
        first = int(reached.min())
        places = reached - first
        table = np.zeros((len(self.years), int(places.max()) + 1), dtype=np.int64)
        for place in np.flatnonzero(np.bincount(places)):
            start = date.fromordinal(first + int(place))
            due = replace(saving, start=single_day(start)).due_in(self._numbers)
            table[:, place] = [self._scaled(amount) for amount in due]
        return [row[places] for row in table]

    def _claimed(self, saving: SavingPosition, year: FinancialYear, due: Parts) -> Parts:
        """Return the larger of what is due and what was claimed; of a cost pressure the smaller."""
        realised = saving.realised.get(year.label, 0) * self._unit
        if not realised:
            return due
        pressure = np.less_equal(due, 0) if realised < 0 else np.less(due, 0)
        larger: npt.NDArray[np.int64] = np.where(
            pressure, np.minimum(due, realised), np.maximum(due, realised)
        )
        return larger

    def _scaled(self, amount: Amount) -> int:
        """Return an amount of so many parts of a penny in the unit that is counted in."""
        return 0 if amount is None else int(amount * self._unit // PENNY)

    def _rounded(self, total: Parts) -> Parts:
        """Round to whole pence; a half goes away from 0."""
        if isinstance(total, int):
            return round_to_pence(total * PENNY // self._unit)
        pennies: npt.NDArray[np.int64] = np.sign(total) * (
            (np.abs(total) + self._unit // 2) // self._unit
        )
        return pennies


def _is_known(saving: SavingPosition) -> bool:
    """Tell whether a saving is in any total: its amount is known, or stated or claimed."""
    stated = any(said.years for said in saving.statements.forecasts)
    return saving.full_year_pence is not None or stated or bool(saving.realised)


def _unit(savings: Sequence[SavingPosition]) -> int:
    """Return how many parts of a penny are counted in: all of them, where the sums have room."""
    amounts: list[Pence] = []
    for saving in savings:
        amounts += [saving.full_year_pence or 0, *saving.realised.values()]
        for agreed in saving.budgets:
            amounts += [agreed.budget.whole or 0, *agreed.budget.plan.values()]
        for said in saving.statements.forecasts:
            amounts += map(pence, said.years.values())
    most = sum(max(amount, -amount) for amount in amounts)
    return PENNY if most * PENNY * 10 < _MOST else 1


def _times(amount: Parts, kept: Scores | None) -> Parts:
    if kept is None:
        return amount
    product: npt.NDArray[np.int64] = np.rint(amount * kept).astype(np.int64)
    return product
