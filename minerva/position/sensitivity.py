"""What would change the outcome of a tender: other weights, other scores, another price.

Everything else is taken to stay as it is. Every figure is exact.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from minerva.model.programme import PriceFormula, Score
from minerva.position.scores import FULL, BidPosition, BidStatus, CriterionScore, TenderPosition
from minerva.position.tender import lowest_price, price_score, tender_at


class Range(NamedTuple):
    """A range of quality weights, in percent, both ends included, and who is first throughout."""

    begin: Fraction
    end: Fraction
    firsts: tuple[str, ...]


class Swing(NamedTuple):
    """How many points of one criterion would bring the first two bids level.

    `fall` is off the winner's score, `rise` is on the second's. None is more than there is.
    """

    criterion: str
    fall: Fraction | None
    rise: Fraction | None


class Turn(NamedTuple):
    """A step of one criterion's score, up or down in points, that changes who is first."""

    bidder: str
    criterion: str
    step: Decimal


def _apart(tender: TenderPosition, bid: BidPosition) -> tuple[Fraction, Fraction]:
    """Return a bid's score for quality and for the other group. Both are known of ranked bids."""
    quality = [group.score for group in bid.groups if group.name == tender.quality]
    other = [group.score for group in bid.groups if group.name != tender.quality]
    return quality[0] or Fraction(0), other[0] or Fraction(0)


def level_weight(tender: TenderPosition) -> Fraction | None:
    """Return the quality weight at which the first and the second bid draw level, in percent.

    It is the w of w·Q₁ + (100 - w)·P₁ = w·Q₂ + (100 - w)·P₂, given only from 0 to 100, both
    included; Q is the score of the group "quality" (else of the first group), P of the other. Where
    several share the second rank it is the one nearest to the present weight. None where there are
    not two groups, fewer than two bids are ranked, or no such weight brings the two level.
    """
    if tender.quality is None or not tender.seconds:
        return None
    quality_1, price_1 = _apart(tender, tender.ranked[0])
    found = []
    for second in tender.seconds:
        quality_2, price_2 = _apart(tender, second)
        turn = (quality_1 - quality_2) - (price_1 - price_2)
        if turn and 0 <= (weight := 100 * (price_2 - price_1) / turn) <= 100:
            found.append(weight)
    present = Fraction(tender.groups[tender.quality].weight)
    return min(found, key=lambda weight: (abs(weight - present), weight), default=None)


def ranges(tender: TenderPosition) -> list[Range]:
    """Return who is first at every quality weight from 0 to 100 percent.

    At a weight w, a bid has (w·Q + (100 - w)·P) / 100 points; the bid with the most is first.
    Neighbouring ranges share the weight at which their bids are level, so there is no gap. Bids
    that are equal at every weight are first together. Which bids are excluded does not turn on
    weights. Empty where there are not two groups or no bid is ranked.
    """
    if tender.quality is None or not tender.ranked:
        return []
    lines = {bid.bidder: _line(tender, bid) for bid in tender.ranked}
    begin = Fraction(0)
    found: list[Range] = []
    at_0, slope = max(lines.values())
    while True:
        firsts = tuple(bidder for bidder, line in lines.items() if line == (at_0, slope))
        crossings = [
            ((at_0 - other) / (steeper - slope), steeper, other)
            for other, steeper in lines.values()
            if steeper > slope
        ]
        end, steeper, other = min(
            crossings, key=lambda crossing: (crossing[0], -crossing[1]), default=(FULL, slope, at_0)
        )
        if end >= 100:
            return [*found, Range(begin, FULL, firsts)]
        found.append(Range(begin, end, firsts))
        begin, at_0, slope = end, other, steeper


def _line(tender: TenderPosition, bid: BidPosition) -> tuple[Fraction, Fraction]:
    """Return a bid's total at a quality weight of 0, and what each point of the weight adds."""
    quality, other = _apart(tender, bid)
    return other, (quality - other) / 100


def swings(tender: TenderPosition) -> list[Swing]:
    """Return, for each criterion, how far a score would have to move for the first two to be level.

    It is margin / effective weight, in points of the criterion's score: the winner's fall or the
    second's rise, one of the two. None, "cannot", where the score would pass 0 or 100, or where the
    criterion has no weight. Empty where fewer than two bids are ranked.
    """
    margin = tender.margin
    if margin is None:
        return []
    winner = tender.ranked[0]
    found = []
    for n, criterion in enumerate(winner.criteria):
        needed = margin * 100 / criterion.effective_weight if criterion.effective_weight else None
        seconds = [second.criteria[n].score or Fraction(0) for second in tender.seconds]
        falls = needed is not None and criterion.score is not None and needed <= criterion.score
        rises = needed is not None and min(seconds) + needed <= 100
        swing = Swing(criterion.name, needed if falls else None, needed if rises else None)
        found.append(swing)
    return found


def price_to_win(tender: TenderPosition) -> Fraction | None:
    """Return the price at which the second bid would have drawn level with the first.

    In the programme's currency, over 0, everything else being as it is. A price under all others
    becomes the lowest and takes points off the winner too; both cases are solved exactly. Where
    several share the second rank it is the price nearest to the one bid. None without a formula,
    where fewer than two bids are ranked, where the first two are level already, where the price has
    several parts, and where no price is low enough.
    """
    if not tender.margin:
        return None
    found = []
    for second in tender.seconds:
        price = _price_to_draw_level(tender, second)
        if price is not None and second.price is not None:
            found.append((Fraction(second.price) - price, price))
    return min(found)[1] if found else None


def _price_to_draw_level(tender: TenderPosition, second: BidPosition) -> Fraction | None:
    winner, evaluation = tender.ranked[0], tender.record.evaluation
    by_price = next((criterion for criterion in winner.criteria if criterion.by_price), None)
    price, total = winner.price, winner.total
    if evaluation is None or evaluation.price_formula is None or by_price is None or price is None:
        return None
    if not by_price.effective_weight or total is None or second.total is None:
        return None
    own = next(criterion.weighted for criterion in second.criteria if criterion.by_price)
    others = (total - (by_price.weighted or 0)) - (second.total - (own or 0))
    lead = others * 100 / by_price.effective_weight
    lowest = lowest_price([bid for bid in tender.bids if bid is not second], by_price.name)
    return lowest and _solve(evaluation.price_formula, Fraction(price), lowest, lead)


def _solve(
    formula: PriceFormula, price: Fraction, lowest: Fraction, lead: Fraction
) -> Fraction | None:
    """Return the highest price that scores `lead` points more than the winner's price does.

    `lowest` is the lowest price but for the one that is looked for. As that one falls, its score
    rises until it is the lowest itself; then its score stays 100 and the winner's falls.
    """
    points = price_score(formula, price, lowest) + lead
    if formula == "lowest-over-bid":
        if 0 < points <= 100:
            return 100 * lowest / points
        below = price * (100 - lead) / 100
    else:
        if 0 <= points <= 100:
            return lowest * (2 - points / 100)
        if lead > 100:
            return None
        below = price / (2 - (100 - lead) / 100)
    return below if below > 0 else None  # under all others, as 100 points were too few


def turns(tender: TenderPosition, step: Decimal) -> Iterator[Turn]:
    """Yield the single steps of an evaluator's scale that change who is first.

    A step is so many points up or down in one criterion of one bid, as far as the score stays from
    0 to 100. It counts where the bids of rank 1 are others then: where the lead is lost or shared,
    the winner falls under a minimum, or an excluded bid reaches its minimum and leads. A score that
    a formula makes of a price is no evaluator's. Nothing where there is no bid of rank 1 alone.
    """
    if len(tender.firsts) != 1 or not step:
        return
    for bid in tender.bids:
        change = -step if bid.rank == 1 else step
        for criterion in bid.criteria:
            given = bid.record.scores.get(criterion.name)
            if given is None or not 0 <= given + change <= 100:
                continue
            if _may_turn(tender, bid, criterion, Fraction(step)):
                after = _with_score(tender, bid, criterion.name, given + change)
                if _names(after) != _names(tender):
                    yield Turn(bid.bidder, criterion.name, change)


def _may_turn(
    tender: TenderPosition, bid: BidPosition, criterion: CriterionScore, step: Fraction
) -> bool:
    """Tell quickly whether it is worth working the ranking out again."""
    if bid.status is BidStatus.EXCLUDED:
        gained = criterion.weight * step / 100
        groups = {group.name: group.shortfall for group in bid.groups if group.shortfall}
        parts = {part.name: part.shortfall for part in bid.criteria if part.shortfall}
        return (
            groups.keys() <= {criterion.group}
            and parts.keys() <= {criterion.name}
            and groups.get(criterion.group, 0) <= gained
            and parts.get(criterion.name, 0) <= step
        )
    if bid.rank == 1:
        return True
    lead = tender.firsts[0].total
    gained = criterion.effective_weight * step / 100
    return (
        bid.rank is not None
        and bid.total is not None
        and lead is not None
        and bid.total + gained >= lead
    )


def _with_score(
    tender: TenderPosition, bid: BidPosition, criterion: str, score: Decimal
) -> TenderPosition:
    """Return the tender with one score changed."""
    stage = tender.stage.id if tender.stage else None
    changed = replace(bid.record, scores={**bid.record.scores, criterion: Score(score)})
    bids = tuple(changed if other is bid else other.record for other in tender.bids)
    return tender_at(replace(tender.record, bid=bids), tender.as_of, stage)


def _names(tender: TenderPosition) -> set[str]:
    return {bid.bidder for bid in tender.firsts}
