"""Why the money of a workstream is rated as it is: what is short, by saving and year."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial

from msgspec import Struct

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import Rating
from minerva.position.money_rating import compare
from minerva.position.rounding import Parts, pounds, round_to_pence
from minerva.position.savings import SavingPosition
from minerva.reasons.part import Part, without_places
from minerva.reasons.savings import SavingYear, trials_of


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


_Years = Mapping[int, _Sum]


class WorkstreamMoney:
    """The money of a workstream in the years that have not ended, by saving."""

    def __init__(self, position: Position, id: Id) -> None:
        """Take the position, and the workstream's id."""
        self.position = position
        self.limit = position.programme.check.shortfall_red
        self.savings = [it for it in position.savings.savings if it.record.workstream == id]
        numbers = [year.first.year for year in position.years]
        self.numbers = [number for number in numbers if number >= position.first_open_year]
        self.sums = {saving.record.id: self._years(saving) for saving in self.savings}
        self.together = {number: _Sum() for number in self.numbers}
        for years in self.sums.values():
            self.together = {n: it.plus(years[n]) for n, it in self.together.items()}

    def parts(self, others: Rating | None) -> tuple[Part, ...]:
        """Return what is short, the largest first, with the lines that could change a rating.

        The rating is the worst of the money's and of `others`. Where several savings are short
        each line alone may not change it: then it has no place. `minerva why saving` has.
        """
        short = [
            shortfall
            for shortfall in self.position.shortfalls
            if shortfall.saving.record.id in self.sums and shortfall.year.first.year in self.numbers
        ]
        found = []
        for shortfall in sorted(short, key=lambda shortfall: -shortfall.amount):
            saving, label = shortfall.saving, shortfall.year.label
            line = self.position.savings.lines[saving.record.id][label]
            trials = trials_of(self.position, saving)
            part = SavingYear(self.position, saving, label, line, trials).apart("variance")
            found.append(self._resting(part, saving, others))
        return (*found, *(self.edges(others, {it.saving.record.id for it in short})))

    def edges(self, others: Rating | None, but: Collection[Id] = ()) -> Iterator[Part]:
        """Yield the savings, but for some, that a step off would make the rating another."""
        for saving in self.savings if others is not Rating.RED else ():
            if saving.record.id not in but:
                part = self._resting(Part(saving.record.name), saving, others)
                if part.parts:
                    yield part

    def _resting(self, part: Part, saving: SavingPosition, others: Rating | None) -> Part:
        if others is Rating.RED:
            return without_places(part)
        rating = partial(self._rating, others, self._without(saving))
        return trials_of(self.position, saving).resting(part, rating, rating(saving))

    def _years(self, saving: SavingPosition) -> _Years:
        numbers = tuple(self.numbers)
        amounts = zip(saving.planned_in(numbers), saving.forecast_in(numbers), strict=True)
        found = {}
        for number, (planned, forecast) in zip(numbers, amounts, strict=True):
            both = planned is not None and forecast is not None
            variance = forecast - planned if planned is not None and forecast is not None else 0
            found[number] = _Sum(planned or 0, variance, int(planned is not None), int(both))
        return found

    def _without(self, saving: SavingPosition) -> _Years:
        """Return what all savings but one come to, by year."""
        own = self.sums[saving.record.id]
        return {number: it.plus(own[number], -1) for number, it in self.together.items()}

    def _rating(self, others: Rating | None, sums: _Years, saving: SavingPosition) -> Rating | None:
        """Return the rating with another position of a saving."""
        years = self._years(saving)
        ratings = [it.plus(years[number]).rating(self.limit) for number, it in sums.items()]
        return worst(others, *(it for it in ratings if it is not Rating.GREEN))


def worst(*ratings: Rating | None) -> Rating | None:
    """Return the worst of some ratings, of those that there are; None where there is none."""
    return min(filter(None, ratings), key=lambda rating: rating.urgency, default=None)
