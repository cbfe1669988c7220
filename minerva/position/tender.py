"""How the bids for a contract rank, from the scores, prices and minimums of the files.

Nothing here decides between equal totals, and nothing rounds. What would change the outcome is
worked out in `position.sensitivity`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.programme import Bid, Evaluation, Id, PriceFormula, Procurement, Stage
from minerva.position.scores import (
    FULL,
    BidPosition,
    BidStatus,
    CriterionScore,
    GroupScore,
    Scores,
    TenderPosition,
)


def scored_stages(procurement: Procurement, as_of: date) -> list[Id | None]:
    """Return the stages that had scores on a day, in order; None, last, for bids that name none.

    A bid exists from the day when its scores were settled, that day included.
    """
    stages = {bid.stage for bid in procurement.bid if bid.on <= as_of}
    named: list[Id | None] = [stage.id for stage in procurement.stage if stage.id in stages]
    return [*named, None] if None in stages else named


def evaluation_stage(procurement: Procurement) -> Stage | None:
    """Return the stage at which final tenders are evaluated, by its words.

    It is the last stage with the word "evaluation" in its id or its name. None where no stage has
    it.
    """
    named = [
        stage
        for stage in procurement.stage
        if "evaluation" in f"{stage.id} {stage.name}".lower().replace("-", " ").split()
    ]
    return named[-1] if named else None


def tender_at(procurement: Procurement, as_of: date, stage: Id | None = None) -> TenderPosition:
    """Return the bids of a procurement at a stage as they were known on a day.

    Without `stage` it is the last stage that has scores; bids that name no stage come after all
    stages. Ranks go by the exact total, highest first; equal totals share a rank, and the next rank
    counts them all (1, 1, 3). A bid is withdrawn from its day `withdrawn` on, that day included;
    else excluded where a group or a criterion is under its minimum; else incomplete while a score
    is not known: these have no rank. Source: the published weights, formula and minimums of the
    evaluation.
    """
    scored = scored_stages(procurement, as_of)
    chosen = stage if stage is not None or not scored else scored[-1]
    return tender_of(procurement, as_of, chosen, bids_at(procurement, as_of, chosen))


def tender_of(
    procurement: Procurement,
    as_of: date,
    stage: Id | None,
    bids: Sequence[Bid],
    means: Mapping[str, Scores] = MappingProxyType({}),
) -> TenderPosition:
    """Return what some bids at a stage come to, as `tender_at` does.

    `means` has scores by bidder and criterion that count instead of those of the bid.
    """
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    found = []
    for bid in bids:
        given = {criterion: Fraction(score) for criterion, score in bid.scores.items()}
        groups = _groups(evaluation, {**given, **means.get(bid.bidder, {})})
        found.append(BidPosition(bid, _status(bid, groups, as_of), groups))
    if evaluation.price_formula is not None:
        lowest = {name: lowest_price(found, name) for name in evaluation.priced}
        for n, bid_position in enumerate(found):
            record = bid_position.record
            groups = _with_price(bid_position, evaluation.price_formula, lowest)
            found[n] = BidPosition(record, _status(record, groups, as_of), groups)
    at = next((known for known in procurement.stage if known.id == stage), None)
    return TenderPosition(procurement, as_of, at, tuple(_ranked(found)))


def bids_at(procurement: Procurement, as_of: date, stage: Id | None) -> list[Bid]:
    """Return the bids at a stage that counted on a day, in the order of the bidders.

    Of several bids of one bidder the last counts whose scores were settled by the day, that day
    included.
    """
    last: dict[str, Bid] = {}
    for bid in sorted(procurement.bid, key=lambda bid: bid.on):
        if bid.stage == stage and bid.on <= as_of:
            last[bid.bidder] = bid
    order = list(dict.fromkeys(bidder.name for bidder in procurement.bidder))
    return sorted(last.values(), key=lambda bid: order.index(bid.bidder))


def lowest_price(bids: Sequence[BidPosition], criterion: str) -> Fraction | None:
    """Return the price that a formula compares the others with, in the programme's currency.

    Each criterion that a price sets has its own. It is the lowest price among the bids that are
    neither withdrawn nor excluded. Whether a bid is excluded may itself turn on its price score. A
    bid that is under a minimum even with a price score of 100 is excluded whatever the lowest price
    is, and is left out. Of the others, the lowest has a score of 100 for that price. None where no
    such bid has a price.
    """
    prices = [
        (bid.record.price.of(criterion), bid)
        for bid in bids
        if bid.record.price is not None
        and bid.status is not BidStatus.WITHDRAWN
        and not any(group.at_best.falls_short for group in bid.groups)
    ]
    return min((Fraction(price) for price, _ in prices if price is not None), default=None)


class PriceComparison(Struct, frozen=True):
    """The price of a bid, or a part of it, beside those of the others, in the programme's currency.

    `mean` is of the prices of the other bids that were not withdrawn. `percent` is 100 x price /
    mean, None where the mean is nil.
    """

    bid: BidPosition
    criterion: str | None
    price: Decimal
    mean: Fraction

    @property
    def percent(self) -> Fraction | None:
        """The price in percent of the mean of the others."""
        return 100 * Fraction(self.price) / self.mean if self.mean else None


def price_comparisons(tender: TenderPosition) -> Iterator[PriceComparison]:
    """Yield each price of a tender beside the mean of the others, where there are others.

    Bids that were withdrawn neither are compared nor count; excluded and incomplete ones do both,
    since whether a price is too low to be true does not turn on other scores. Where the price has
    several parts, each is compared by itself.
    """
    evaluation = tender.record.evaluation
    priced = evaluation.priced if evaluation else ()
    bids = [bid for bid in tender.bids if bid.status is not BidStatus.WITHDRAWN]
    for criterion in priced if len(priced) > 1 else (None,):
        prices = [(bid, _price(bid, criterion)) for bid in bids]
        known = [(bid, price) for bid, price in prices if price is not None]
        for bid, price in known:
            others = [Fraction(other) for known_bid, other in known if known_bid is not bid]
            if others:
                yield PriceComparison(bid, criterion, price, sum(others) / Fraction(len(others)))


def _price(bid: BidPosition, criterion: str | None) -> Decimal | None:
    if criterion is None or bid.record.price is None:
        return bid.price
    return bid.record.price.of(criterion)


def price_score(formula: PriceFormula, price: Fraction, lowest: Fraction) -> Fraction:
    """Return the score of a price, from 0 to 100 points.

    With "lowest-over-bid" it is 100 x lowest / price; with "linear" max(0, 100 x (1 - (price -
    lowest) / lowest)). A price under the lowest, which only a bid that is withdrawn or excluded can
    have, scores 100: no score is over it. Where the lowest is nil, as a part of a price may be,
    nil scores 100 and every other price 0: what the formulas come to as the lowest goes to 0.
    Source: the two price formulas most in use in public procurement (docs/tender.md).
    """
    if price <= lowest:
        return FULL
    if lowest == 0:
        return Fraction(0)
    if formula == "lowest-over-bid":
        score = 100 * lowest / price
    else:
        score = 100 * (1 - (price - lowest) / lowest)
    return min(max(score, Fraction(0)), FULL)


def _groups(evaluation: Evaluation, scores: Scores) -> tuple[GroupScore, ...]:
    """Return what a bid scored, group by group. What a formula sets has no score yet."""
    groups = []
    for name, group in evaluation.groups.items():
        of_group = Fraction(group.weight)
        criteria = []
        for criterion, weighting in evaluation.criteria_in(name).items():
            weight, needed = Fraction(weighting.weight), weighting.minimum
            by_price = criterion in evaluation.priced
            score = None if by_price else scores.get(criterion)
            effective = of_group * weight / 100
            least = None if needed is None else Fraction(needed)
            criteria.append(
                CriterionScore(name, criterion, weight, effective, score, by_price, least)
            )
        minimum = None if group.minimum is None else Fraction(group.minimum)
        groups.append(GroupScore(name, of_group, minimum, tuple(criteria)))
    return tuple(groups)


def _with_price(
    bid: BidPosition, formula: PriceFormula, lowest: Mapping[str, Fraction | None]
) -> tuple[GroupScore, ...]:
    """Return what a bid scored, with the scores of its price."""

    def scored(criterion: CriterionScore) -> CriterionScore:
        least = lowest[criterion.name] if criterion.by_price else None
        price = bid.record.price.of(criterion.name) if bid.record.price else None
        if least is None or price is None:
            return criterion
        return replace(criterion, score=price_score(formula, Fraction(price), least))

    return tuple(
        replace(group, criteria=tuple(map(scored, group.criteria))) for group in bid.groups
    )


def _status(bid: Bid, groups: Sequence[GroupScore], as_of: date) -> BidStatus:
    if bid.withdrawn is not None and bid.withdrawn <= as_of:
        return BidStatus.WITHDRAWN
    if any(group.falls_short for group in groups):
        return BidStatus.EXCLUDED
    if not groups or any(group.score is None for group in groups):
        return BidStatus.INCOMPLETE
    return BidStatus.RANKED


def _ranked(bids: Sequence[BidPosition]) -> Iterator[BidPosition]:
    """Yield bids in the order of their ranks, each with its rank, then those that have none."""
    totals = [
        (bid.total, bid) for bid in bids if bid.status is BidStatus.RANKED and bid.total is not None
    ]
    for total, bid in sorted(totals, key=lambda item: -(item[0] or 0)):
        yield replace(bid, rank=1 + sum(other > total for other, _ in totals))
    for status in (BidStatus.EXCLUDED, BidStatus.INCOMPLETE, BidStatus.WITHDRAWN):
        yield from (bid for bid in bids if bid.status is status)
