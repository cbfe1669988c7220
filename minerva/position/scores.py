"""What bids scored: for a criterion, for a group of criteria, in all; and how they rank.

Every figure is an exact fraction, worked out from the scores and weights in the record.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.programme import Bid, EvaluationGroup, Procurement, Stage
from minerva.position.rounding import round_fraction

Scores = Mapping[str, Fraction]
"""Scores out of 100 by criterion."""

FULL: Final = Fraction(100)
"""The highest score, and the sum of all weights."""

PLACES: Final = 4
"""How many decimals points have for programs, where they tell the totals apart."""

MOST_PLACES: Final = 15

QUALITY: Final = "quality"
"""The name of the group whose weight is varied, where a group has it; else it is the first."""


class BidStatus(Enum):
    """Whether a bid takes part in the ranking, and if not, why."""

    RANKED = "ranked"
    EXCLUDED = "excluded"
    INCOMPLETE = "incomplete"
    WITHDRAWN = "withdrawn"


class CriterionScore(Struct, frozen=True):
    """What a bid scored for a criterion: out of 100, with the weights in percent.

    `effective_weight` is the criterion's weight in the whole evaluation. `by_price` says that a
    formula makes the score of the price. `minimum` is the score that a bid needs for it.
    """

    group: str
    name: str
    weight: Fraction
    effective_weight: Fraction
    score: Fraction | None
    by_price: bool = False
    minimum: Fraction | None = None

    @property
    def shortfall(self) -> Fraction | None:
        """By how many points the score is under the minimum; None where it is not under it.

        A score that is equal to the minimum is not under it, nor is one that is not known.
        """
        return _shortfall(self.score, self.minimum)

    @property
    def weighted(self) -> Fraction | None:
        """What the score adds to the total: effective weight x score / 100, in points."""
        return None if self.score is None else self.effective_weight * self.score / 100


class GroupScore(Struct, frozen=True):
    """What a bid scored for a group of criteria: out of 100, with the weight in percent."""

    name: str
    weight: Fraction
    minimum: Fraction | None
    criteria: tuple[CriterionScore, ...]

    @property
    def score(self) -> Fraction | None:
        """The score of the group: Σ criterion weight x criterion score / 100, from 0 to 100.

        None while the score of one of its criteria is not known.
        """
        return _sum(
            None if criterion.score is None else criterion.weight * criterion.score / 100
            for criterion in self.criteria
        )

    @property
    def weighted(self) -> Fraction | None:
        """What the group adds to the total: group weight x group score / 100, in points."""
        return None if self.score is None else self.weight * self.score / 100

    @property
    def shortfall(self) -> Fraction | None:
        """By how many points the score is under the minimum; None where it is not under it.

        A score that is equal to the minimum is not under it, nor is one that is not known.
        """
        return _shortfall(self.score, self.minimum)

    @property
    def falls_short(self) -> bool:
        """Whether the group or one of its criteria is under its minimum."""
        return self.shortfall is not None or any(
            criterion.shortfall is not None for criterion in self.criteria
        )

    @property
    def at_best(self) -> "GroupScore":
        """The group as it would be with a score of 100 for the price, if a formula makes one."""
        criteria = [
            replace(criterion, score=FULL) if criterion.by_price else criterion
            for criterion in self.criteria
        ]
        return replace(self, criteria=tuple(criteria))


class BidPosition(Struct, frozen=True):
    """A bid as it was known on a day. `rank` is None unless its status is ranked."""

    record: Bid
    status: BidStatus
    groups: tuple[GroupScore, ...]
    rank: int | None = None

    @property
    def bidder(self) -> str:
        """The name of the bidder."""
        return self.record.bidder

    @property
    def price(self) -> Decimal | None:
        """The price, where it is one amount; None where it has parts or is not known."""
        return self.record.price.whole if self.record.price else None

    @property
    def criteria(self) -> list[CriterionScore]:
        """The criteria of all its groups."""
        return [criterion for group in self.groups for criterion in group.criteria]

    @property
    def total(self) -> Fraction | None:
        """The total: Σ group weight x group score / 100, from 0 to 100 points.

        None while a score is not known, or where there is nothing to score by.
        """
        return _sum(group.weighted for group in self.groups) if self.groups else None

    @property
    def missing(self) -> list[CriterionScore]:
        """The criteria whose score is not known."""
        return [criterion for criterion in self.criteria if criterion.score is None]


class TenderPosition(Struct, frozen=True):
    """The bids of a procurement at one stage, as they were known on a day.

    The ranked ones come first, by rank; then those that are excluded, incomplete and withdrawn.
    Bids that are equal in that stand in the order of the procurement's bidders. `stage` is None
    for bids that name no stage, and where there are no bids.
    """

    record: Procurement
    as_of: date
    stage: Stage | None
    bids: tuple[BidPosition, ...]

    @property
    def groups(self) -> Mapping[str, EvaluationGroup]:
        """The groups of the evaluation, by their names."""
        return groups_of(self.record)

    @property
    def ranked(self) -> list[BidPosition]:
        """The bids that have a rank, the first one first."""
        return [bid for bid in self.bids if bid.rank is not None]

    @property
    def firsts(self) -> list[BidPosition]:
        """The bids of rank 1: one, several that are equal, or none."""
        return [bid for bid in self.bids if bid.rank == 1]

    @property
    def seconds(self) -> list[BidPosition]:
        """The bids next to the first of `firsts`: those of the same rank, else of the next one."""
        others = self.ranked[1:]
        return [bid for bid in others if bid.rank == others[0].rank]

    @property
    def margin(self) -> Fraction | None:
        """By how many points the first bid leads: first total - second total, 0 or more.

        0 where several share the first rank; None where fewer than two bids are ranked.
        """
        if len(self.ranked) < 2:
            return None
        first, second = self.ranked[0].total, self.ranked[1].total
        return None if first is None or second is None else first - second

    @property
    def places(self) -> int:
        """How many decimals show every total and the margin as what they are.

        4, or as many more as tell apart the totals of two ranks; no more than 15, as JSON's
        numbers have no more digits.
        """
        ranks = {bid.rank: bid.total for bid in self.ranked if bid.total is not None}
        apart = [first - second for first, second in pairwise(ranks.values())]
        return next(
            (
                places
                for places in range(PLACES, MOST_PLACES)
                if all(round_fraction(margin, places) for margin in apart)
                and len({round_fraction(total, places) for total in ranks.values()}) == len(ranks)
            ),
            MOST_PLACES,
        )

    @property
    def quality(self) -> str | None:
        """The group whose weight is varied: "quality", else the first; None without two groups."""
        if len(self.groups) != 2:
            return None
        return QUALITY if QUALITY in self.groups else next(iter(self.groups))


def groups_of(procurement: Procurement) -> Mapping[str, EvaluationGroup]:
    """Return the groups that bids for a procurement are scored by; none where it has none."""
    return procurement.evaluation.groups if procurement.evaluation else {}


def _shortfall(score: Fraction | None, minimum: Fraction | None) -> Fraction | None:
    if minimum is None or score is None or score >= minimum:
        return None
    return minimum - score


def _sum(parts: Iterator[Fraction | None]) -> Fraction | None:
    """Return a sum; None where one of its parts is not known."""
    total = Fraction(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total
