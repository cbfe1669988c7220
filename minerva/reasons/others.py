"""Why a contract leaves so many days to spare, a tender stands as it does, a finding is there."""

from fractions import Fraction
from functools import partial

from minerva.findings import Finding
from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.scores import BidPosition, CriterionScore, TenderPosition
from minerva.position.tender import lowest_price, tender_at
from minerva.reasons.milestones import expected, projection
from minerva.reasons.part import RULES, Part
from minerva.reasons.savings import explain_saving
from minerva.reasons.trials import Trials


def explain_contract(position: Position, id: Id) -> Part:
    """Return why a contract has the float that it has, in days; its last day without one."""
    contract = next(found for found in position.contracts if found.record.id == id)
    replacement = contract.replacement
    if replacement is None:
        text = f"{contract.record.supplier}, last day"
        return Part(text, contract.ends, RULES["last day"], parts=_ends(contract))
    begins = Part(
        f"{replacement.record.name} replaces it",
        replacement.projected,
        RULES["projected"],
        contract.record.location.at("replaced_by"),
        projection(position, replacement),
    )
    text = f"{contract.record.supplier}, float in days"
    return Part(text, contract.float_days, RULES["contract"], parts=(*_ends(contract), begins))


def _ends(contract: ContractPosition) -> tuple[Part, ...]:
    record = contract.record
    taken = [option for option in contract.options if option.taken and option.ends == contract.ends]
    if not taken or contract.ends == record.expires:
        place = record.location.at("expires")
        return (Part("its last day", record.expires, location=place),)
    option = taken[-1]
    when = f" taken up on {format_date(option.taken)}" if option.taken else ""
    text = f"its last day, with the {option.record.kind}{when}"
    return (Part(text, contract.ends, location=option.record.location.at("taken")),)


def explain_tender(position: Position, id: Id, bidder: str | None = None) -> Part:
    """Return why a bidder has its total or, without one, why the tender stands as it does.

    Points out of 100; the parts of a total are its criteria, and add up to it exactly. A line has
    a place in who leads where another score, or another price, in it alone would change that.
    """
    tender = position.tenders[id]
    trials = Trials((tender.record,), tender.as_of, lambda _, other: tender_at(other, tender.as_of))
    if bidder is not None:
        part = _bid(tender, next(bid for bid in tender.bids if bid.bidder == bidder))
        return trials.resting(part, partial(_total, bidder), _total(bidder, tender))
    name = next(found.name for found in position.programme.procurements if found.id == id)
    bids = sorted(tender.bids, key=lambda bid: (bid.rank is None, bid.rank or 0))
    parts = tuple(_bid(tender, bid) for bid in bids)
    part = Part(f"{name}, who leads", leads(tender), RULES["tender"], parts=parts)
    return trials.resting(part, leads, leads(tender))


def _total(bidder: str, tender: TenderPosition) -> Fraction | None:
    return next((bid.total for bid in tender.bids if bid.bidder == bidder), None)


def leads(tender: TenderPosition) -> str:
    """Return who has the highest total, in words where that is not one bidder alone."""
    return tender.firsts[0].bidder if len(tender.firsts) == 1 else "nobody leads"


def _bid(tender: TenderPosition, bid: BidPosition) -> Part:
    parts = []
    for criterion in bid.criteria:
        weight = float(criterion.effective_weight)
        place, below = _place(tender, bid, criterion)
        score = "not known" if criterion.score is None else f"{float(criterion.score):.4g}"
        text = f"{criterion.name}: {weight:.4g}% of a score of {score}"
        parts.append(Part(text, criterion.weighted, location=place, parts=below))
    rank = f"rank {bid.rank}" if bid.rank is not None else bid.status.value
    return Part(f"{bid.bidder}, {rank}, total", bid.total, RULES["tender"], parts=tuple(parts))


def _place(
    tender: TenderPosition, bid: BidPosition, criterion: CriterionScore
) -> tuple[Location | None, tuple[Part, ...]]:
    """Return where a score is from; for a price, with the lowest that it is compared with."""
    if not criterion.effective_weight:
        return None, ()
    if not criterion.by_price:
        given = criterion.name in bid.record.scores
        return (bid.record.location.at("scores", criterion.name) if given else None), ()
    if bid.record.price is None:
        return None, ()
    lowest = lowest_price(tender.bids, criterion.name)
    others = [
        Part(
            f"compared with the lowest price, of {other.bidder}",
            location=other.record.location.at("price"),
        )
        for other in tender.bids
        if other is not bid
        and other.record.price is not None
        and other.record.price.of(criterion.name) == lowest
    ]
    return bid.record.location.at("price"), tuple(others)


def explain_finding(position: Position, found: Finding) -> Part:
    """Return why a finding is there: what it says, and the figures of what it is about."""
    parts = [Part(found.message, found.severity.value, location=found.location)]
    subject = Id(found.subject)
    if subject in position.by_id:
        parts.append(expected(position.by_id[subject]))
    elif found.about == "saving":
        parts += [
            explain_saving(position, subject, short.year.label, "variance")
            for short in position.shortfalls
            if short.saving.record.id == subject and short.year.label in found.message
        ]
    elif any(contract.record.id == subject for contract in position.contracts):
        parts.append(explain_contract(position, subject))
    words = f"`minerva explain {found.id}` says what it means"
    return Part(f"{found.id} {found.subject}", found.severity.value, words, parts=tuple(parts))
