"""The dates of milestones, and whether deadlines are held, counted over blocks of runs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
from msgspec import Struct

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlinePosition
from minerva.simulation.model import Model
from minerva.simulation.results import DeadlineOdds, MilestoneOdds
from minerva.simulation.runs import Run
from minerva.simulation.tallies import DayTally, MeanTally

_TENTH, _HALF, _NINE_TENTHS = Decimal(10), Decimal(50), Decimal(90)


def dated_deadlines(position: Position) -> list[DeadlinePosition]:
    """Return the deadlines of a position whose milestone waits for none without a date."""
    return [deadline for deadline in position.deadlines if deadline.milestone.held_by is None]


class DateCounts(Struct, frozen=True):
    """On which days milestones are reached, and how long each deadline is exceeded by."""

    days: Mapping[Id, DayTally]
    uncovered: Sequence[MeanTally]


class DateTally:
    """The dates of the milestones that are shown, and of those that have deadlines."""

    def __init__(
        self,
        model: Model,
        shown: Sequence[MilestonePosition],
        deadlines: Sequence[DeadlinePosition],
    ) -> None:
        """Take the model, the milestones that are shown, and the deadlines."""
        self._model = model
        self._shown = shown
        self._deadlines = deadlines
        milestones = [*shown, *(deadline.milestone for deadline in deadlines)]
        self.counts = DateCounts(
            {milestone.record.id: DayTally() for milestone in milestones},
            [MeanTally() for _ in deadlines],
        )

    def add(self, run: Run, runs: int) -> None:
        """Add a block of runs."""
        for id, days in self.counts.days.items():
            days.add(run.dates[id], runs)
        for deadline, tally in zip(self._deadlines, self.counts.uncovered, strict=True):
            late = run.dates[deadline.milestone.record.id] - (deadline.date.toordinal() + 1)
            tally.add(np.maximum(late, 0), runs)

    def merge(self, counts: DateCounts) -> None:
        """Add what was counted in other runs."""
        for id, days in counts.days.items():
            self.counts.days[id].merge(days)
        for tally, uncovered in zip(self.counts.uncovered, counts.uncovered, strict=True):
            tally.merge(uncovered)

    def milestones(self) -> list[MilestoneOdds]:
        """Return when each milestone that is shown is reached."""
        return [self._milestone(milestone, self.counts.days) for milestone in self._shown]

    def _milestone(
        self, milestone: MilestonePosition, tallies: Mapping[Id, DayTally]
    ) -> MilestoneOdds:
        days, id = tallies[milestone.record.id], milestone.record.id
        limit, reference = milestone.tolerance_limit, self._model.reference
        return MilestoneOdds(
            milestone=milestone,
            estimate=self._model.estimates.get(id),
            uncertain=not days.certain,
            p10=days.percentile(_TENTH),
            p50=days.percentile(_HALF),
            at_level=days.percentile(self._model.settings.level),
            p90=days.percentile(_NINE_TENTHS),
            by_forecast=days.by(milestone.forecast.latest),
            by_baseline=days.by((milestone.baseline or milestone.forecast).latest),
            within_tolerance=None if limit is None else days.by(limit),
            days=days,
            reference_days=(
                reference.range_days(milestone)
                if reference is not None and not milestone.complete
                else None
            ),
        )

    def deadlines(self) -> list[DeadlineOdds]:
        """Return how likely each deadline is held."""
        level = self._model.settings.level
        return [
            DeadlineOdds(
                deadline,
                self.counts.days[deadline.milestone.record.id].by(deadline.limit),
                uncovered.mean(),
                self.counts.days[deadline.milestone.record.id].percentile(level),
            )
            for deadline, uncovered in zip(self._deadlines, self.counts.uncovered, strict=True)
        ]
