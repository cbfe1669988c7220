"""What is uncertain in a position: which milestones are drawn, from what, and how together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import LATEST
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.estimates import EstimatePosition, estimate_at
from minerva.position.register import RiskPosition
from minerva.simulation.copula import STRETCH, Streams
from minerva.simulation.distribution import Distribution, split_normal
from minerva.simulation.reference import Reference
from minerva.simulation.risks import add_delays, draw_risk, drawn_risks
from minerva.simulation.runs import Days, Network, Reached, RiskDraw, Run

RUNS: Final = 10_000
SEED: Final = 1
MOST_RUNS: Final = 1_000_000
LEVEL: Final = Decimal(80)

_CELLS: Final = 10_000_000
"""How many dates are held at once: runs beyond that are done in blocks, one after the other."""
_FEWEST: Final = 200


class Settings(Struct, frozen=True):
    """How much is drawn, from which seed, and the probability in percent to lead with.

    Without `risks` none of the register happens.
    """

    runs: int = RUNS
    seed: int = SEED
    level: Decimal = LEVEL
    risks: bool = True


class Model:
    """The distributions of a position's milestones, and the network that their dates go through.

    A milestone that is complete has its date. One that is not has the estimate in force on the
    day, or what a reference class says of it; one with neither is certain: it is reached when it
    is expected, or when what it waits for allows. Open risks that happen delay it further.
    """

    def __init__(
        self,
        position: Position,
        settings: Settings,
        reference: Reference | None = None,
        targets: Collection[Id] | None = None,
    ) -> None:
        """Take the position and, where only some dates matter, the milestones whose they are."""
        self.position = position
        self.settings = settings
        self.reference = reference
        self.network = Network(position)
        everything = {
            id: milestone for id, milestone in position.by_id.items() if milestone.held_by is None
        }
        self._needed = everything if targets is None else self.network.leading_to(targets)
        confidence = position.programme.confidence
        self._correlation = float(confidence.correlation) if confidence else 0.0
        self.estimates: dict[Id, EstimatePosition] = {}
        self.drawn: dict[Id, Distribution] = {}
        self._certain: dict[Id, int] = {}
        for id, milestone in everything.items():
            if id not in self._needed:
                continue
            estimate = estimate_at(milestone, confidence)
            if estimate is not None:
                self.estimates[id] = estimate
            distribution = None
            if reference is not None and not milestone.complete:
                distribution = reference.of(milestone)
            elif estimate is not None:
                distribution = _of_estimate(estimate)
            if distribution is None:
                self._certain[id] = milestone.expected.latest.toordinal()
            else:
                self.drawn[id] = distribution
        self.streams = Streams(settings.seed, self._correlation)
        self._delayable = {id for id in self._needed if not everything[id].complete}
        self.risks = [
            risk
            for risk in (drawn_risks(position) if settings.risks else ())
            if targets is None or self._delayable.intersection(risk.record.milestones)
        ]
        self._delayed = {
            id
            for risk in self.risks
            if risk.delay is not None
            for id in self._delayable.intersection(risk.record.milestones)
        }

    @property
    def stated(self) -> set[Id]:
        """The milestones that something is said of: an estimate, a default, a reference, a risk."""
        return {*self.drawn, *self.estimates, *self._delayed}

    @property
    def correlation(self) -> float:
        """How much the milestones of a workstream slip together, from 0 to 1."""
        return self._correlation

    def blocks(self, stretch: int | None = None) -> Iterator[tuple[Run, int]]:
        """Yield the runs in blocks, each with how many they are; if asked, those of a stretch only.

        The blocks change no figure.
        """
        size = max(_CELLS // max(len(self._moving()), 1), _FEWEST)
        first, end = 0, self.settings.runs
        if stretch is not None:
            first, end = stretch * STRETCH, min(end, (stretch + 1) * STRETCH)
        while first < end:
            left_of_stretch = STRETCH - first % STRETCH
            runs = min(size, end - first, left_of_stretch)
            self.streams.begin(first, runs)
            yield self._run(), runs
            first += runs

    def _run(self) -> Run:
        """Draw a block, and let it go through the network."""
        own = self._own()
        draws = {risk.record.id: draw_risk(risk, self.streams) for risk in self.risks}
        return replace(self._reach(own, self.risks, draws), drawn=own)

    def without(self, run: Run, number: int) -> Mapping[Id, Reached]:
        """Return when each milestone can be reached in a block if one of the risks is left out."""
        others = [*self.risks[:number], *self.risks[number + 1 :]]
        return self._reach(run.drawn, others, run.risks).dates

    def _reach(
        self,
        drawn: Mapping[Id, Reached],
        risks: Sequence[RiskPosition],
        draws: Mapping[Id, RiskDraw],
    ) -> Run:
        """Let own dates go through the network, with some of the risks.

        Where the days drawn of a milestone's risks are below 0 its own date is that much earlier:
        never before the day, nor before what it waits for.
        """
        own, moved = dict(drawn), add_delays(risks, draws, self._delayable)
        for id, days in moved.items():
            if np.less(days, 0).any():
                earliest = self.position.as_of.toordinal()
                own[id] = np.maximum(own[id] + np.minimum(days, 0), earliest, dtype=np.int32)
                moved[id] = np.maximum(days, 0)
        return self.network.reach(own, moved, draws)

    def _own(self) -> Mapping[Id, Reached]:
        """Draw the own date of each milestone: no earlier than the day, as nothing is done yet."""
        own: dict[Id, Reached] = dict(self._certain)
        first, last = self.position.as_of.toordinal(), LATEST.toordinal()
        for id, distribution in self.drawn.items():
            workstream = self.position.by_id[id].record.workstream
            scores = self.streams.scores(f"milestone {id}", f"milestones {workstream}")
            own[id] = _days(distribution.at(scores), first, last)
        return own

    def _moving(self) -> set[Id]:
        """Return the milestones whose dates are not the same in every run, or may not be."""
        found = {*self.drawn, *self._delayed}
        for id, befores in self.network.links:
            if any(before.milestone in found for before in befores):
                found.add(id)
        return found & set(self._needed)


def _of_estimate(estimate: EstimatePosition) -> Distribution | None:
    """Return the distribution of an estimate; None where it leaves one day only: the forecast."""
    low, likely, high = (
        day.toordinal() for day in (estimate.low, estimate.forecast, estimate.high)
    )
    return None if low == likely == high else split_normal(low, likely, high)


def _days(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], first: int, last: int) -> Days:
    """Return the nearest day to each value, within the first and the last."""
    values += 0.5
    np.floor(values, out=values)
    np.clip(values, first, last, out=values)
    return values.astype(np.int32)
