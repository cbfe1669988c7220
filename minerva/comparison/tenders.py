"""Changes in the ranking of a tender, and suppositions about scores, prices and weights.

It says how a supposition about a tender is written on the command line. No file is changed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from msgspec.structs import replace

from minerva.comparison.changes import BidChange
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import (
    Bid,
    Evaluation,
    Offer,
    Percentage,
    Price,
    Procurement,
    Programme,
    Score,
)
from minerva.position.scores import TenderPosition

PRICE = "price"
"""What is written for a bid's price, unless evaluators score a criterion of that name."""

_HOW = 'write "BIDDER: CRITERION=72.5" or "BIDDER: price=12500000"'
_HOW_WEIGHTS = "write a weight for each group that changes: quality=50,price=50"


class Supposed(NamedTuple):
    """What a score, a price or a weight is supposed to be: of which bidder, if of one."""

    bidder: str | None
    name: str
    value: Decimal


def bid_changes(before: TenderPosition | None, after: TenderPosition | None) -> list[BidChange]:
    """Return the bids that have another rank, status or total than before, in the order of after.

    Those of before that are gone come last.
    """
    old = {bid.bidder: bid for bid in before.bids} if before else {}
    new = {bid.bidder: bid for bid in after.bids} if after else {}
    changes = [BidChange(name, old.get(name), new.get(name)) for name in {**new, **old}]
    return [change for change in changes if change.has_change]


def suppose_scores(
    programme: Programme,
    tender: TenderPosition,
    written: Sequence[str],
    names: Mapping[str, str],
) -> tuple[Programme, list[Supposed]]:
    """Return the programme with scores and prices as supposed, and what each supposition is.

    Each is written `BIDDER: CRITERION=SCORE` or `BIDDER: price=AMOUNT`. `names` has what a bidder
    may be called, and the name to go by. Messages have no other name in them. Raises
    MinervaError for what is not understood, is of no bid here, or is set by a formula.
    """
    procurement = tender.record
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    bids: dict[str, Bid] = {bid.bidder: bid.record for bid in tender.bids}
    supposed: list[Supposed] = []
    for text in written:
        bidder, criterion, value = _parts(text, names, evaluation)
        if bidder not in bids:
            hint = f"the bids are of {', '.join(bids)}" if bids else "there are no scores yet"
            raise MinervaError(f"{bidder} has no bid here", hint)
        if any((bidder, criterion) == (known.bidder, known.name) for known in supposed):
            raise MinervaError(f"{bidder}: {criterion} is supposed twice", "give it once")
        supposed.append(_supposed(evaluation, bidder, criterion, value))
        bids[bidder] = _changed(bids[bidder], supposed[-1], evaluation)
    of_before = {id(bid.record): bid.bidder for bid in tender.bids}
    changed = tuple(
        bids[of_before[id(bid)]] if id(bid) in of_before else bid for bid in procurement.bid
    )
    return with_procurement(programme, replace(procurement, bid=changed)), supposed


def suppose_weights(
    programme: Programme, procurement: Procurement, written: str
) -> tuple[Programme, list[Supposed]]:
    """Return the programme with the weights of groups as supposed, and each of these.

    They are written `quality=50,price=50`; a group that is not named keeps its weight. Raises
    MinervaError for a group that is not there, what is no weight, and a sum other than 100.
    """
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    groups = dict(evaluation.groups)
    supposed: list[Supposed] = []
    for part in written.split(","):
        name, equals, text = (piece.strip() for piece in part.rpartition("="))
        if not equals:
            raise MinervaError(f'"{part.strip()}" supposes no weight', _HOW_WEIGHTS)
        if name not in groups:
            hint = nearest_hint(name, groups, f"the groups are {', '.join(groups)}")
            raise MinervaError(f'there is no group "{name}"', hint)
        if any(name == known.name for known in supposed):
            raise MinervaError(f"{name} is supposed twice", "give each group once")
        weight = _number(text, f"the weight of {name}", _HOW_WEIGHTS)
        if not 0 <= weight <= 100:
            raise MinervaError(f"{text} is not a weight", "write a number from 0 to 100")
        supposed.append(Supposed(None, name, weight))
        groups[name] = replace(groups[name], weight=Percentage(weight))
    total = sum((group.weight for group in groups.values()), Decimal(0))
    if total != 100:
        weights = ", ".join(f"{name} {group.weight}" for name, group in groups.items())
        raise MinervaError(f"the weights sum to {total}, not 100", f"they would be {weights}")
    changed = replace(procurement, evaluation=replace(evaluation, groups=groups))
    return with_procurement(programme, changed), supposed


def with_procurement(programme: Programme, changed: Procurement) -> Programme:
    """Return a programme with another record of a procurement."""
    procurements = tuple(
        changed if procurement.id == changed.id else procurement
        for procurement in programme.procurements
    )
    return replace(programme, procurements=procurements)


def _parts(text: str, names: Mapping[str, str], evaluation: Evaluation) -> tuple[str, str, str]:
    """Return the bidder, the criterion and the value that a supposition is written with.

    A bidder's name may hold a colon, and a criterion's an equals sign: the longest name counts.
    """
    fits = [name for name in names if text.strip().startswith(f"{name}:")]
    if not fits:
        shown = ", ".join(dict.fromkeys(names.values())) or "none"
        raise MinervaError(
            "a supposition begins with a bidder of this procurement and a colon",
            f"the bidders are {shown}: {_HOW}",
        )
    bidder = max(fits, key=len)
    criterion, equals, value = text.strip()[len(bidder) + 1 :].rpartition("=")
    if not equals:
        raise MinervaError(f"nothing is supposed of {names[bidder]}", _HOW)
    criterion = criterion.strip()
    if criterion not in evaluation.criteria and criterion != PRICE:
        criteria = list(evaluation.criteria)
        hint = nearest_hint(criterion, criteria, f"the criteria are {', '.join(criteria)}")
        raise MinervaError(f'there is no criterion "{criterion}"', hint)
    return names[bidder], criterion, value.strip()


def _supposed(evaluation: Evaluation, bidder: str, criterion: str, text: str) -> Supposed:
    if criterion in evaluation.criteria and not _means_money(evaluation, criterion):
        if criterion in evaluation.priced:
            hint = f'suppose the price instead: "{bidder}: {PRICE}=12500000"'
            raise MinervaError(f"{criterion} is set by the price", hint)
        score = _number(text, f"the score of {bidder}", _HOW)
        if not 0 <= score <= 100 or score != round(score, 4):
            hint = "write a number from 0 to 100 with at most four decimals"
            raise MinervaError(f"{text} is not a score", hint)
        return Supposed(bidder, criterion, score)
    if criterion not in evaluation.priced and len(evaluation.priced) > 1:
        parts = ", ".join(evaluation.priced)
        hint = f'name one of {parts}: "{bidder}: {evaluation.priced[0]}=12500000"'
        raise MinervaError("the price has several parts", hint)
    price = _number(text.replace(",", ""), f"the price of {bidder}", _HOW)
    nil = price == 0 and len(evaluation.priced) > 1
    if not (nil or 0 < price < 10**13) or price != round(price, 2):
        hint = "write an amount over 0 with at most two decimals: 12500000"
        raise MinervaError(f"{text} is not a price", hint)
    return Supposed(bidder, criterion, price)


def _means_money(evaluation: Evaluation, name: str) -> bool:
    """Tell whether a name is that of the price: no criterion has it, or the price sets it.

    Of a price with several parts it is the name of one of them.
    """
    if len(evaluation.priced) > 1 and name in evaluation.priced:
        return True
    return name == PRICE and (name in evaluation.priced or name not in evaluation.criteria)


def _changed(bid: Bid, supposed: Supposed, evaluation: Evaluation) -> Bid:
    if not _means_money(evaluation, supposed.name):
        return replace(bid, scores={**bid.scores, supposed.name: Score(supposed.value)})
    if len(evaluation.priced) > 1:
        parts = bid.price.parts if bid.price else {}
        return replace(bid, price=Offer(None, {**parts, supposed.name: supposed.value}))
    return replace(bid, price=Offer(Price(supposed.value)))


def _number(text: str, what: str, how: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise MinervaError(f'{what}: "{text}" is not a number', how) from None
    if not number.is_finite():
        raise MinervaError(f'{what}: "{text}" is not a number', how)
    return number
