"""How good ratings were: red, amber or green some months before, and whether the date was kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct

from minerva.model.dates import Duration
from minerva.position.milestones import MilestonePosition, Rating
from minerva.position.trend import Written
from minerva.scoring.measure import mean, share

RATED_BEFORE: Final = 3
"""How many months before the date first agreed a rating is looked at."""

PROBABILITY: Final[Mapping[Rating, Fraction]] = {
    Rating.GREEN: Fraction(1),
    Rating.AMBER: Fraction(1, 2),
    Rating.RED: Fraction(0),
}
"""What a rating says of how likely the date is kept."""


class RatingCase(Struct, frozen=True):
    """A milestone as it was rated, and whether it was then reached by its limit."""

    milestone: MilestonePosition
    kept: bool

    @property
    def brier(self) -> Fraction:
        """The square of what was said less what happened: 0 is right, 1 is wrong."""
        return (PROBABILITY[self.milestone.rating] - int(self.kept)) ** 2


class RatingScore(Struct, frozen=True):
    """Ratings of milestones whose outcome is known."""

    cases: Sequence[RatingCase]

    @property
    def brier(self) -> Fraction | None:
        """The mean Brier score, from 0 (always right) to 1 (always wrong). None below 10 cases."""
        return mean(case.brier for case in self.cases)

    @property
    def kept(self) -> Fraction | None:
        """The part that was kept, from 0 to 1: the base rate. None below 10 cases."""
        return share(case.kept for case in self.cases)

    @property
    def base_rate_brier(self) -> Fraction | None:
        """The Brier score of saying the base rate of every case: p (1 - p). None below 10 cases.

        Ratings that do no better have told nobody anything.
        """
        return None if self.kept is None else self.kept * (1 - self.kept)

    def rated(self, rating: Rating) -> Sequence[RatingCase]:
        """Return the cases with a rating."""
        return [case for case in self.cases if case.milestone.rating is rating]


def rating_cases(
    files: Iterable[Written], launched: date | None, last_said: date | None
) -> list[RatingCase]:
    """Return a case for each milestone whose outcome is known on its day.

    The rating is that of the day 3 months before the date first agreed. It was kept if it was
    reached on or before its limit as of that day: the baseline with its tolerance, or the deadline
    where that is earlier. The outcome is known once it is reached, or the files have been brought
    up to date since its limit (`last_said`; None: to the day). Left out are milestones complete or
    past their limit on the day of the rating already, those without a baseline, and days before
    the launch or before anybody had stated the baseline.
    """
    cases = []
    for file in files:
        first = file.milestone.original_baseline
        if first is None:
            continue
        on = Duration(RATED_BEFORE, "month").before(first.latest)
        if on >= file.milestone.as_of or (launched is not None and on < launched):
            continue
        then = file.stated_by(on)
        if then is None:
            continue
        limit = _limit(then)
        if limit is None or then.complete or limit < on:
            continue
        actual = file.milestone.actual
        if actual is not None or (last_said or file.milestone.as_of) > limit:
            cases.append(RatingCase(then, actual is not None and actual.latest <= limit))
    return cases


def _limit(milestone: MilestonePosition) -> date | None:
    """Return the last day on which a milestone is reached within tolerance and deadline."""
    if milestone.baseline is None:
        return None
    limit = milestone.tolerance_limit or milestone.baseline.latest
    deadline = milestone.record.deadline
    return limit if deadline is None else min(limit, deadline.latest)
