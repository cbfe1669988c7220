"""How money would be rated with another position of one of its savings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from minerva.model.dates import number_of
from minerva.model.programme import Id, Target
from minerva.position import Position
from minerva.position.milestones import Rating
from minerva.position.money_rating import compare
from minerva.position.rounding import Parts, pence, pounds, round_to_pence
from minerva.position.savings import SavingPosition
from minerva.position.target import counts
from minerva.position.totals import Shortfall
from minerva.position.years import YearsOf, years_of


class _Sum(Struct, frozen=True):
    """What some savings together were planned to bring in a year, and the variance of it.

    Each with how many savings it is known of.
    """

    planned: Parts = 0
    variance: Parts = 0
    with_plan: int = 0
    with_both: int = 0

    def plus(self, other: "_Sum", times: int = 1) -> "_Sum":
        return _Sum(
            self.planned + times * other.planned,
            self.variance + times * other.variance,
            self.with_plan + times * other.with_plan,
            self.with_both + times * other.with_both,
        )

    def rating(self, limit: Decimal) -> Rating:
        """Return how the year is rated, as `position.money_rating` has it."""
        variance = pounds(round_to_pence(self.variance)) if self.with_both else None
        planned = pounds(round_to_pence(self.planned)) if self.with_plan else None
        return compare(variance, planned, limit)


class Shown:
    """Which years are shown, and so rated, with another position of a saving."""

    def __init__(self, position: Position) -> None:
        """Take the position."""
        self.position = position
        self._others: dict[Id, tuple[set[int], set[int]]] = {}

    @cached_property
    def _of_savings(self) -> Mapping[Id, YearsOf]:
        return {saving.record.id: years_of(saving) for saving in self.position.all_savings}

    @cached_property
    def _promised(self) -> set[int]:
        """The years that a cost or the target has a figure in."""
        target = self.position.programme.details.target
        begins = {year for cost in self.position.all_costs for year in cost.years}
        if target is not None and target.from_ is not None:
            begins.add(number_of(target.from_))
        return begins

    @cached_property
    def _today(self) -> int:
        starts_on = self.position.programme.details.financial_year_starts
        return starts_on.containing(self.position.as_of).first.year

    def open_years(self, found: SavingPosition) -> range:
        """Return the numbers of the years shown that have not ended."""
        id = found.record.id
        if id not in self._others:
            others = [years for name, years in self._of_savings.items() if name != id]
            begins = {year for years in others for year in years.begins}
            last = {year for years in others for year in years.last}
            self._others[id] = begins | self._promised, last | {self._today}
        begins, last = self._others[id]
        own = years_of(found)
        begins = begins | set(own.begins)
        last = last | set(own.last) | begins
        return range(max(min(begins, default=self._today), found.first_open), max(last) + 1)


class WorkstreamMoney:
    """The money of a workstream in the years that have not ended, by saving."""

    def __init__(self, position: Position, id: Id, shown: Shown) -> None:
        """Take the position, the workstream's id, and which years are shown."""
        self.position, self.shown = position, shown
        self.limit = position.programme.check.shortfall_red
        self.savings = [
            saving for saving in position.savings.savings if saving.record.workstream == id
        ]
        numbers = [year.first.year for year in position.years]
        self.numbers = [number for number in numbers if number >= position.first_open_year]
        self.ids = {saving.record.id for saving in self.savings}
        self._own: dict[tuple[Id, int], _Sum] = {}
        self._together: dict[int, _Sum] = {}

    def short(self) -> Sequence[Shortfall]:
        """Return what is short in these years, the largest first."""
        found = [
            shortfall
            for shortfall in self.position.shortfalls
            if shortfall.saving.record.id in self.ids and shortfall.year.first.year in self.numbers
        ]
        return sorted(found, key=lambda shortfall: -shortfall.amount)

    def rating(self, saving: SavingPosition, limit: Decimal | None = None) -> Rating | None:
        """Return how the money is rated with another position of a saving; None where it is green.

        `limit` is the percentage of `shortfall_red`, that of the files unless it is given.
        """
        limit = self.limit if limit is None else limit
        ratings = [
            self._without(saving.record.id, number).plus(_year(saving, number)).rating(limit)
            for number in self.shown.open_years(saving)
        ]
        return worst(*(rating for rating in ratings if rating is not Rating.GREEN))

    def _without(self, id: Id, number: int) -> _Sum:
        """Return what all savings but one come to in a year."""
        if number not in self._together:
            together = _Sum()
            for saving in self.savings:
                own = self._own[saving.record.id, number] = _year(saving, number)
                together = together.plus(own)
            self._together[number] = together
        return self._together[number].plus(self._own[id, number], -1)


def _year(saving: SavingPosition, number: int) -> _Sum:
    [planned], [forecast] = saving.planned_in((number,)), saving.forecast_in((number,))
    if planned is None:
        return _Sum()
    if forecast is None:
        return _Sum(planned, 0, 1)
    return _Sum(planned, forecast - planned, 1, 1)


class TargetMoney:
    """What counts against the target, by saving."""

    def __init__(self, position: Position, target: Target) -> None:
        """Take the position, and its target."""
        self.position, self.target = position, target
        self.limit = position.programme.check.shortfall_red
        savings = position.savings.savings
        self.own = {saving.record.id: self._of(saving) for saving in savings}
        self.together = _Against()
        for against in self.own.values():
            self.together = self.together.plus(against)

    def rating(self, saving: SavingPosition, limit: Decimal | None = None) -> Rating | None:
        """Return how the target is rated with another position of a saving; None where green."""
        own = self.own[saving.record.id]
        now = self.together.plus(own, -1).plus(self._of(saving))
        promised = pence(self.target.full_year)
        if now.counted and not now.known:
            return None
        limit = self.limit if limit is None else limit
        by = pounds(now.full_year - promised)
        rating = compare(by, self.target.full_year, limit)
        if rating is not Rating.GREEN:
            return Rating.AMBER if now.unknown else rating
        first = round_to_pence(now.first_year)
        return Rating.AMBER if now.in_first_year and first < promised else None

    def _of(self, saving: SavingPosition) -> "_Against":
        effect, first_year = saving.full_year_pence, self.target.from_
        counted = counts(self.target, saving)
        first = None
        if counted and first_year is not None:
            [first] = saving.forecast_in((number_of(first_year),))
        return _Against(
            effect or 0 if counted else 0,
            int(counted),
            int(counted and effect is not None),
            int(effect is None),
            first or 0,
            int(first is not None),
        )


class _Against(Struct, frozen=True):
    """The full-year effect of some savings in pence, and what they bring in the first year.

    How many count, and of how many of these each is known; `unknown` are all whose effect is not.
    """

    full_year: int = 0
    counted: int = 0
    known: int = 0
    unknown: int = 0
    first_year: Parts = 0
    in_first_year: int = 0

    def plus(self, other: "_Against", times: int = 1) -> "_Against":
        return _Against(
            self.full_year + times * other.full_year,
            self.counted + times * other.counted,
            self.known + times * other.known,
            self.unknown + times * other.unknown,
            self.first_year + times * other.first_year,
            self.in_first_year + times * other.in_first_year,
        )


def worst(*ratings: Rating | None) -> Rating | None:
    """Return the worst of some ratings, of those that there are; None where there is none."""
    return min(filter(None, ratings), key=lambda rating: rating.urgency, default=None)
