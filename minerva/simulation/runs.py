"""Dates through the network of the forecast, for many runs at once.

What comes after what, in which order, and where a lag leads is `position.network`'s to say: here
it is only done for an array of days. Days are the ordinals of `datetime.date`. What is the same
in every run is a single number, not an array.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from minerva.model.dates import EARLIEST, LATEST, Duration
from minerva.model.programme import Id, Predecessor
from minerva.position import Position
from minerva.position.network import after

Days = npt.NDArray[np.int32]
Reached = int | Days
Choice = int | npt.NDArray[np.int16]
"""Which of the predecessors drives a milestone, by its place among them; -1 where none does."""
Happens = npt.NDArray[np.bool_] | None

OWN = -1


class RiskDraw(NamedTuple):
    """A risk in a block of runs: where it happens, the days it delays by, the pence it costs.

    `happens` is None where it does in every run. Days and pence are 0 where it does not happen,
    and None where none are stated.
    """

    happens: Happens
    days: Reached | None
    money: int | npt.NDArray[np.int64] | None


class Run(Struct, frozen=True):
    """A block of runs: each milestone's own date, the date it can be reached, what drives it.

    `delays` are the days that risks add to the date of a milestone, after what it waits for;
    `drawn` are the own dates as if there were no risk.
    """

    own: Mapping[Id, Reached]
    dates: Mapping[Id, Reached]
    drivers: Mapping[Id, Choice]
    delays: Mapping[Id, Reached] = {}
    risks: Mapping[Id, RiskDraw] = {}
    drawn: Mapping[Id, Reached] = {}


class Network:
    """The milestones of a position and what each of them waits for, in order."""

    def __init__(self, position: Position) -> None:
        """Take the position whose network it is."""
        self.milestones = {
            id: milestone for id, milestone in position.by_id.items() if milestone.held_by is None
        }
        self.links = [
            (id, self.milestones[id].waits_for) for id in position.order if id in self.milestones
        ]
        self._befores = dict(self.links)
        self._lags: dict[Duration, _Lag] = {}

    def leading_to(self, targets: Iterable[Id]) -> set[Id]:
        """Return some milestones and all that they directly or indirectly wait for."""
        found = set(targets)
        left = list(found)
        while left:
            for before in self._befores.get(left.pop(), ()):
                if before.milestone not in found:
                    found.add(before.milestone)
                    left.append(before.milestone)
        return found

    def following(self, id: Id) -> set[Id]:
        """Return a milestone and all that directly or indirectly wait for it."""
        found = {id}
        for name, befores in self.links:
            if any(before.milestone in found for before in befores):
                found.add(name)
        return found

    def reach(
        self,
        own: Mapping[Id, Reached],
        delays: Mapping[Id, Reached] | None = None,
        risks: Mapping[Id, RiskDraw] | None = None,
    ) -> Run:
        """Return when each milestone can be reached: its own date, or later where it has to wait.

        The later of its own date and each predecessor's date + lag; of predecessors that lead to
        the same day the first one written drives. Where risks delay it, that many days later.
        `own` has every milestone that one of them waits for.
        """
        delays = delays or {}
        dates, drivers = dict(own), dict[Id, Choice]()
        for id in delays:
            dates[id] = _delayed(own[id], delays[id])
        for id, befores in self.links:
            if id in own:
                reached, drivers[id] = self._reach(own[id], befores, dates)
                dates[id] = _delayed(reached, delays.get(id, 0))
        return Run(own, dates, drivers, delays, risks or {})

    def reach_again(
        self, run: Run, id: Id, day: int, among: Collection[Id]
    ) -> Mapping[Id, Reached]:
        """Return when some milestones can be reached if the own date of one were this day.

        They are it and what follows it; the dates of others are those that they had. Risks delay
        all of them as they did.
        """
        dates = {**run.dates, id: _delayed(day, run.delays.get(id, 0))}
        for name, befores in self.links:
            if name in among:
                own = day if name == id else run.own[name]
                reached, _ = self._reach(own, befores, dates)
                dates[name] = _delayed(reached, run.delays.get(name, 0))
        return dates

    def _reach(
        self, own: Reached, befores: Sequence[Predecessor], dates: Mapping[Id, Reached]
    ) -> tuple[Reached, Choice]:
        latest: Reached = own
        driver: Choice = OWN
        for number, before in enumerate(befores):
            allowed = self._after(before.lag, dates[before.milestone])
            if isinstance(allowed, int) and isinstance(latest, int):
                if allowed > latest:
                    latest, driver = allowed, number
                continue
            later = np.greater(allowed, latest)
            if later.any():
                latest = np.maximum(latest, allowed, dtype=np.int32)
                driver = np.where(later, np.int16(number), np.asarray(driver, dtype=np.int16))
        return latest, driver

    def _after(self, lag: Duration, reached: Reached) -> Reached:
        if not lag.number:
            return reached
        if isinstance(reached, int):
            return after(lag, date.fromordinal(reached)).toordinal()
        if lag not in self._lags:
            self._lags[lag] = _Lag(lag)
        return self._lags[lag].after(reached)


def _delayed(reached: Reached, days: Reached) -> Reached:
    """Return the day that risks delay a milestone to, no later than the last that is read."""
    if isinstance(days, int) and not days:
        return reached
    if isinstance(reached, int) and isinstance(days, int):
        return min(reached + days, LATEST.toordinal())
    return np.minimum(reached + days, LATEST.toordinal(), dtype=np.int32)


class _Lag:
    """Where a lag leads to from each of the days that were asked for, looked up once for each."""

    def __init__(self, lag: Duration) -> None:
        self._lag = lag
        self._first = self._last = 0
        self._table: Days = np.zeros(0, dtype=np.int32)
        self._shift: int | None = None

    def after(self, days: Days) -> Days:
        first, last = int(days.min()), int(days.max())
        if not len(self._table):
            self._cover(first, last)
        elif first < self._first or last > self._last:
            self._cover(min(first, self._first), max(last, self._last))
        if self._shift is not None:
            return days + np.int32(self._shift)
        return self._table[days - self._first]

    def _cover(self, first: int, last: int) -> None:
        """Look up the days from first to last, and some more that may be asked for next."""
        self._first = max(first - 100, EARLIEST.toordinal())
        self._last = min(last + 100, LATEST.toordinal())
        days = range(self._first, self._last + 1)
        led = [after(self._lag, date.fromordinal(day)).toordinal() for day in days]
        self._table = np.array(led, dtype=np.int32)
        shifts = self._table - np.arange(self._first, self._last + 1, dtype=np.int32)
        self._shift = int(shifts[0]) if (shifts == shifts[0]).all() else None
