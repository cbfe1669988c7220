"""Bids that do not go together with the procurement they are made for, and price formulas.

Each check is a plain function from what was read to the problems it finds.
"""

from collections.abc import Iterator

from minerva.model.problems import Problem, nearest_hint
from minerva.model.programme import Bid, Evaluation, Procurement
from minerva.model.source import Location
from minerva.store.documents import Documents, label_of


def refuse_wrong_formulas(documents: Documents) -> Iterator[Problem]:
    """A formula sets the score of one criterion of the evaluation."""
    for procurement in documents.of("procurement"):
        evaluation = procurement.evaluation
        if evaluation is None:
            continue
        label = f"{label_of(procurement)}, evaluation"
        formula, criteria = evaluation.price_formula, evaluation.price_criterion
        if formula is not None and not criteria:
            yield Problem(
                "missing-key",
                f'{label} has "price_formula" and needs "price_criterion"',
                evaluation.location.at("price_formula"),
                f'say which score the price sets: price_criterion = "{_example(evaluation)}"',
            )
        if criteria and formula is None:
            yield Problem(
                "missing-key",
                f'{label} has "price_criterion" and needs "price_formula"',
                evaluation.location.at("price_criterion"),
                'say how: price_formula = "lowest-over-bid", or leave the criterion to evaluators',
            )
        where = evaluation.location.at("price_criterion")
        for criterion in criteria:
            if criterion not in evaluation.criteria:
                yield _unknown_criterion(label, evaluation, criterion, where, value=True)


def _example(evaluation: Evaluation) -> str:
    """Return the criterion that a price most likely sets: the first of the last group."""
    names = [next(iter(evaluation.criteria_in(name))) for name in evaluation.groups]
    return names[-1] if names else "Price"


def refuse_wrong_bids(documents: Documents) -> Iterator[Problem]:
    """A bid is of a bidder, at a stage, with scores for what evaluators score, and once a day."""
    for procurement in documents.of("procurement"):
        if procurement.bid:
            yield from _ambiguous_criteria(procurement)
            yield from _repeated_bids(procurement)
        bidders = [bidder.name for bidder in procurement.bidder]
        stages = [stage.id for stage in procurement.stage]
        for bid in procurement.bid:
            if bid.bidder is not None and bid.bidder not in bidders:
                yield Problem(
                    "unknown-reference",
                    f'{label_of(procurement)} has no bidder "{bid.bidder}"',
                    bid.location.at("bidder"),
                    nearest_hint(bid.bidder, bidders, "add it under [[procurement.bidder]]"),
                    value=True,
                )
            if bid.stage is not None and bid.stage not in stages:
                listed = f"its stages are {', '.join(stages)}" if stages else "it has no stages"
                yield Problem(
                    "unknown-reference",
                    f'{label_of(procurement)} has no stage "{bid.stage}"',
                    bid.location.at("stage"),
                    nearest_hint(bid.stage, stages, listed),
                    value=True,
                )
            yield from _wrong_scores(procurement, bid)
            yield from _wrong_price(procurement, bid)


def _wrong_price(procurement: Procurement, bid: Bid) -> Iterator[Problem]:
    """A price has an amount for each price criterion, or is one amount for the only one."""
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    wanted, label = evaluation.priced, f"{label_of(procurement)}, bid of {bid.bidder}"
    if bid.price is None:
        return
    if bid.price.whole is not None:
        if len(wanted) > 1:
            parts = ", ".join(f'"{name}" = ...' for name in wanted)
            yield Problem(
                "wrong-value",
                f"{label}, price: {bid.price.whole} does not say how much is for which of "
                f"{', '.join(wanted)}",
                bid.location.at("price"),
                f"write an amount for each: price = {{ {parts} }}",
                value=True,
            )
        return
    listed = f"the price criteria are {', '.join(wanted)}" if wanted else "write one amount"
    for name in bid.price.parts:
        if name not in wanted:
            yield Problem(
                "unknown-reference",
                f'{label} has a price for "{name}", which is no price criterion',
                bid.location.at("price", name),
                nearest_hint(name, wanted, listed),
            )


def _wrong_scores(procurement: Procurement, bid: Bid) -> Iterator[Problem]:
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    label = f"{label_of(procurement)}, bid of {bid.bidder}"
    for criterion in bid.scores:
        where = bid.location.at("scores", criterion)
        if criterion not in evaluation.criteria:
            yield _unknown_criterion(label, evaluation, criterion, where)
        elif criterion in evaluation.priced:
            yield Problem(
                "two-scores",
                f'{label} has a score for "{criterion}", which its price sets',
                where,
                "take the score out: `price` is enough",
            )


def _unknown_criterion(
    label: str, evaluation: Evaluation, criterion: str, where: Location, *, value: bool = False
) -> Problem:
    names = list(evaluation.criteria)
    listed = f"the criteria are {', '.join(names)}"
    return Problem(
        "unknown-reference",
        f'{label} refers to criterion "{criterion}", which is not there',
        where,
        nearest_hint(criterion, names, listed if names else "the evaluation has no criteria"),
        value=value,
    )


def _ambiguous_criteria(procurement: Procurement) -> Iterator[Problem]:
    """Find criteria of one name in two groups: a score would not say which it is for."""
    evaluation = procurement.evaluation or Evaluation(procurement.location)
    first: dict[str, str] = {}
    for name, group in evaluation.groups.items():
        for criterion in evaluation.criteria_in(name):
            if criterion in first:
                yield Problem(
                    "duplicate-id",
                    f'{label_of(procurement)}: criterion "{criterion}" is in "{first[criterion]}" '
                    f'and in "{name}"',
                    group.location.at("criteria", criterion),
                    "give one of them another name, so that a score says which it is for",
                )
            first.setdefault(criterion, name)


def _repeated_bids(procurement: Procurement) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Bid] = {}
    for bid in procurement.bid:
        key = (bid.bidder, bid.stage, bid.on)
        if bid.bidder is None or bid.on is None:
            continue
        if key in first:
            at = "" if bid.stage is None else f' at stage "{bid.stage}"'
            yield Problem(
                "duplicate-bid",
                f"{label_of(procurement)} has two bids of {bid.bidder}{at} on {bid.on}",
                bid.location.at("on"),
                f"the other one is on line {first[key].location.line}: take one of them out, or "
                "give each the day when its scores were settled",
                value=True,
            )
        first.setdefault(key, bid)
