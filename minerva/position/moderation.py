"""What several evaluators scored: how far apart they are, and whether the ranking turns on one.

The scores of each bid for each criterion are averaged; nothing here decides which score is right.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.programme import Bid, Evaluation, EvaluationGroup, Names, Weighting
from minerva.position.scores import BidStatus, Scores, TenderPosition
from minerva.position.tender import tender_of


class EvaluatorScore(Struct, frozen=True):
    """What an evaluator gave a bidder for a criterion, out of 100."""

    evaluator: str
    bidder: str
    criterion: str
    score: Decimal


class CriterionSpread(Struct, frozen=True):
    """The scores that evaluators gave a bidder for a criterion, by evaluator."""

    bidder: str
    criterion: str
    scores: Mapping[str, Fraction]

    @property
    def mean(self) -> Fraction:
        """Their mean: the sum of the scores / how many there are, exactly."""
        return sum(self.scores.values(), Fraction(0)) / len(self.scores)

    @property
    def lowest(self) -> Fraction:
        """The lowest of the scores."""
        return min(self.scores.values())

    @property
    def highest(self) -> Fraction:
        """The highest of the scores."""
        return max(self.scores.values())

    @property
    def spread(self) -> Fraction:
        """How far they are apart: highest - lowest, in points, 0 for a single evaluator."""
        return self.highest - self.lowest


class Moderation(Struct, frozen=True):
    """What several evaluators' scores come to.

    `ranking` is by the means of all of them; `without` is by the means of the others, for each
    evaluator: None where nobody else scored something that the ranking needs. `unscored` are the
    criteria that the rankings go without, because some bid has no score for them.
    """

    evaluators: Sequence[str]
    spreads: Sequence[CriterionSpread]
    unscored: Sequence[str]
    ranking: TenderPosition
    without: Mapping[str, TenderPosition | None]

    @property
    def counted(self) -> Fraction:
        """The weight of the criteria that the rankings go by, in percent of the whole."""
        return sum(
            (
                criterion.effective_weight
                for bid in self.ranking.bids[:1]
                for criterion in bid.criteria
                if criterion.name not in self.unscored
            ),
            Fraction(0),
        )

    def apart(self, points: Decimal) -> list[CriterionSpread]:
        """Return the scores that are more than so many points apart, the furthest first."""
        found = [spread for spread in self.spreads if spread.spread > points]
        return sorted(found, key=lambda spread: -spread.spread)

    @property
    def decisive(self) -> list[str]:
        """The evaluators without whom the ranking would not be what it is."""
        ranks = ranks_of(self.ranking)
        return [
            evaluator
            for evaluator, tender in self.without.items()
            if tender is not None and ranks_of(tender) != ranks
        ]


def ranks_of(tender: TenderPosition) -> dict[str, int | None]:
    """Return the rank of each bidder; None for one that has none."""
    return {bid.bidder: bid.rank for bid in tender.bids}


def moderate(tender: TenderPosition, given: Sequence[EvaluatorScore]) -> Moderation:
    """Return what evaluators' scores come to, and what they would without each of the evaluators.

    The score of a bid for a criterion is the mean of those given for it; where none is given it is
    the bid's own, or its price makes it. A criterion that some bid has no score for counts for none
    of them, so that the bids stay comparable; a minimum of its group is then not applied. A bidder
    without a bid is taken to have one. A bid that is withdrawn on the day stays so.
    """
    order = list(dict.fromkeys(bidder.name for bidder in tender.record.bidder))
    records = {bid.bidder: bid.record for bid in tender.bids}
    stage = tender.stage.id if tender.stage else None
    for score in given:
        if score.bidder not in records:
            place = tender.record.location
            records[score.bidder] = Bid(place, score.bidder, tender.as_of, stage)
    bids = sorted(records.values(), key=lambda bid: order.index(bid.bidder))
    whole = tender_of(tender.record, tender.as_of, stage, bids, _means(given))
    unscored = _unscored(whole)
    evaluators = list(dict.fromkeys(score.evaluator for score in given))
    without: dict[str, TenderPosition | None] = {}
    for evaluator in evaluators:
        others = _means([score for score in given if score.evaluator != evaluator])
        left = tender_of(tender.record, tender.as_of, stage, bids, others)
        is_known = set(_unscored(left)) <= set(unscored)
        without[evaluator] = _leaving_out(left, unscored, others) if is_known else None
    ranking = _leaving_out(whole, unscored, _means(given))
    return Moderation(evaluators, _spreads(whole, given), unscored, ranking, without)


def _means(given: Sequence[EvaluatorScore]) -> dict[str, Scores]:
    """Return the mean score of each bidder for each criterion."""
    scores: dict[str, dict[str, list[Fraction]]] = {}
    for score in given:
        of_bidder = scores.setdefault(score.bidder, {})
        of_bidder.setdefault(score.criterion, []).append(Fraction(score.score))
    return {
        bidder: {
            criterion: sum(several, Fraction(0)) / len(several)
            for criterion, several in of_bidder.items()
        }
        for bidder, of_bidder in scores.items()
    }


def _spreads(whole: TenderPosition, given: Sequence[EvaluatorScore]) -> list[CriterionSpread]:
    """Return the scores of each bidder for each criterion, in the order of the files."""
    scores: dict[tuple[str, str], dict[str, Fraction]] = {}
    for score in given:
        several = scores.setdefault((score.bidder, score.criterion), {})
        several[score.evaluator] = Fraction(score.score)
    evaluation = whole.record.evaluation or Evaluation(whole.record.location)
    bidders = dict.fromkeys(bidder.name for bidder in whole.record.bidder)
    return [
        CriterionSpread(bidder, criterion, scores[bidder, criterion])
        for bidder in bidders
        for criterion in evaluation.criteria
        if (bidder, criterion) in scores
    ]


def _unscored(tender: TenderPosition) -> list[str]:
    """Return the criteria that a bid in the running has no score for, in the order of the files."""
    bids = [bid for bid in tender.bids if bid.status is not BidStatus.WITHDRAWN]
    missing = {criterion.name for bid in bids for criterion in bid.missing}
    evaluation = tender.record.evaluation or Evaluation(tender.record.location)
    return [criterion for criterion in evaluation.criteria if criterion in missing]


def _leaving_out(
    tender: TenderPosition, unscored: Sequence[str], means: Mapping[str, Scores]
) -> TenderPosition:
    """Return the ranking with some criteria worth nothing to any bid."""
    evaluation = tender.record.evaluation
    if not unscored or evaluation is None:
        return tender
    groups = {
        name: replace(group, minimum=None, criteria=_without_minimums(group, unscored))
        if not set(unscored).isdisjoint(evaluation.criteria_in(name))
        else group
        for name, group in evaluation.groups.items()
    }
    priced = Names(tuple(name for name in evaluation.priced if name not in unscored))
    changed = replace(evaluation, groups=groups, price_criterion=priced)
    nothing = dict.fromkeys(unscored, Fraction(0))
    stage = tender.stage.id if tender.stage else None
    return tender_of(
        replace(tender.record, evaluation=changed),
        tender.as_of,
        stage,
        [bid.record for bid in tender.bids],
        {bid.bidder: {**means.get(bid.bidder, {}), **nothing} for bid in tender.bids},
    )


def _without_minimums(group: EvaluationGroup, unscored: Sequence[str]) -> Mapping[str, Weighting]:
    """Return the criteria of a group, those without scores without their minimums."""
    return {
        name: Weighting(criterion.weight) if name in unscored else criterion
        for name, criterion in group.criteria.items()
    }
