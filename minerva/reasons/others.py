"""Why a contract leaves so many days to spare, a tender stands as it does, a finding is there."""

from minerva.findings import Finding, findings_at
from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.scores import BidPosition
from minerva.reasons.milestones import expected, projected
from minerva.reasons.part import RULES, Part
from minerva.reasons.savings import explain_saving


def explain_contract(position: Position, id: Id) -> Part:
    """Return why a contract has the float that it has, in days; its last day without one."""
    contract = next(found for found in position.contracts if found.record.id == id)
    replacement = contract.replacement
    if replacement is None:
        text = f"{contract.record.supplier}, last day"
        return Part(text, contract.ends, RULES["contract"], parts=_ends(contract))
    begins = Part(
        f"{replacement.record.name} replaces it",
        replacement.projected,
        RULES["projected"],
        contract.record.location.at("replaced_by"),
        projected(position.by_id, replacement),
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

    Points out of 100; the parts of a total are its criteria, and add up to it exactly.
    """
    tender = position.tenders[id]
    name = next(found.name for found in position.programme.procurements if found.id == id)
    if bidder is not None:
        return _bid(next(bid for bid in tender.bids if bid.bidder == bidder))
    bids = sorted(tender.bids, key=lambda bid: (bid.rank is None, bid.rank or 0))
    leads = tender.firsts[0].bidder if len(tender.firsts) == 1 else "nobody leads"
    return Part(f"{name}, who leads", leads, RULES["tender"], parts=tuple(map(_bid, bids)))


def _bid(bid: BidPosition) -> Part:
    parts = []
    for criterion in bid.criteria:
        weight = float(criterion.effective_weight)
        place = None
        if not criterion.by_price and criterion.name in bid.record.scores:
            place = bid.record.location.at("scores", criterion.name)
        elif criterion.by_price and bid.record.price is not None:
            place = bid.record.location.at("price")
        score = "not known" if criterion.score is None else f"{float(criterion.score):.4g}"
        text = f"{criterion.name}: {weight:.4g}% of a score of {score}"
        parts.append(Part(text, criterion.weighted, location=place))
    rank = f"rank {bid.rank}" if bid.rank is not None else bid.status.value
    return Part(f"{bid.bidder}, {rank}, total", bid.total, RULES["tender"], parts=tuple(parts))


def find_findings(position: Position, id: str, subject: str) -> list[Finding]:
    """Return the findings of an id about a subject."""
    return [found for found in findings_at(position) if found.id == id and found.subject == subject]


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
