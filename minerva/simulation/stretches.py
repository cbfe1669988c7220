"""Deadlines and savings from runs that are counted apart, a stretch at a time, in any process.

Who counts a stretch changes no figure: they are those of `simulate`, to the last digit.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from minerva.position import Position
from minerva.simulation.copula import STRETCH
from minerva.simulation.dates import DateCounts, DateTally, dated_deadlines
from minerva.simulation.model import Model, Settings
from minerva.simulation.results import Simulation
from minerva.simulation.savings import Parts
from minerva.simulation.sums import SavingsTally, savings_tally

Amounts = int | tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""The amounts that runs come to, and how many come to each; one that is the same in all."""


class Counts(Struct, frozen=True):
    """What is counted in a stretch of the runs: dates, and the savings' totals."""

    dates: DateCounts
    savings: Mapping[str, Amounts]
    runs: int


def stretches(runs: int) -> range:
    """Return the numbers of the stretches that so many runs have."""
    return range(-(-runs // STRETCH))


def count(position: Position, settings: Settings, stretch: int) -> Counts:
    """Count a stretch of the runs; only what deadlines and savings depend on is drawn."""
    model, dates, savings = _tallies(position, settings)
    runs = 0
    for run, number in model.blocks(stretch):
        dates.add(run, number)
        savings.add(run, number, model.streams)
        runs += number
    return Counts(dates.counts, _together(savings), runs)


def odds(position: Position, settings: Settings, counts: Iterable[Counts]) -> Simulation:
    """Return what all stretches come to: deadlines, without what drives them, and savings."""
    model, dates, savings = _tallies(position, settings)
    for counted in counts:
        dates.merge(counted.dates)
        amounts = {label: _apart(found) for label, found in counted.savings.items()}
        savings.blocks.append((amounts, counted.runs))
    return Simulation(
        position=position,
        settings=settings,
        correlation=model.correlation,
        reference=None,
        milestones=[],
        deadlines=dates.deadlines(),
        targets={},
        savings=savings.odds(settings.level) if position.savings.savings else None,
        certain=[],
    )


def _tallies(position: Position, settings: Settings) -> tuple[Model, DateTally, SavingsTally]:
    deadlines = dated_deadlines(position)
    followed = [saving.follows for saving in position.savings.savings if saving.follows]
    targets = [*(deadline.milestone for deadline in deadlines), *followed]
    ids = {milestone.record.id for milestone in targets if milestone.held_by is None}
    model = Model(position, settings, targets=ids)
    return model, DateTally(model, [], deadlines), savings_tally(position)


def _together(savings: SavingsTally) -> dict[str, Amounts]:
    """Return the totals of all blocks: each amount once, with how many runs come to it."""
    labels = dict.fromkeys(label for amounts, _ in savings.blocks for label in amounts)
    return {label: _counted(savings.parts(label)) for label in labels}


def _counted(parts: list[tuple[Parts, int]]) -> Amounts:
    first, _ = parts[0]
    if isinstance(first, int) and all(isinstance(part, int) for part, _ in parts):
        return first
    each = [np.broadcast_to(part, runs) for part, runs in parts]
    amounts, numbers = np.unique(np.concatenate(each), return_counts=True)
    return amounts, numbers


def _apart(amounts: Amounts) -> Parts:
    return amounts if isinstance(amounts, int) else np.repeat(*amounts)
