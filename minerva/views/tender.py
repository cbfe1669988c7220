"""A tender in a line or two, for every report that mentions one."""

from minerva.findings.tender import listed, percent_text, plain, points_text
from minerva.model import money
from minerva.model.dates import Window, format_date
from minerva.model.programme import Id, Stage
from minerva.position import Position
from minerva.position.procurement import ProcurementPosition, StagePosition
from minerva.position.rounding import round_fraction
from minerva.position.scores import BidPosition, BidStatus, TenderPosition
from minerva.position.tender import evaluation_stage
from minerva.views import document as plain_values
from minerva.views.document import Document


def tender_lines(position: Position) -> list[str]:
    """Say of each tender that has scores who leads it, and by how much."""
    return [
        f"{tender.record.name}, tenders: {leader_text(tender)}."
        for tender in position.tenders.values()
        if tender.bids
    ]


def withheld_lines(position: Position) -> list[str]:
    """Say of each tender whose scores are left out until when they are, and how to include them."""
    return [
        f"{procurement.record.name}: its scores and ranking are left out until "
        f"{_publication_text(position, procurement.record.publish_from)}; "
        "--with-tender includes them."
        for procurement in position.procurements
        if procurement.record.id in position.withheld
    ]


def _publication_text(position: Position, day: Window | Id | None) -> str:
    """Say what has to come before the scores of a procurement may be shown to everybody."""
    if day is None:
        return "its last stage is passed"
    if isinstance(day, Window):
        return format_date(day.latest)
    milestone = position.by_id.get(day)
    if milestone is None:  # it has no date, or is cancelled
        return f"{day} is complete"
    return f"{milestone.record.name} is complete ({milestone.projected})"


def leader_text(tender: TenderPosition) -> str:
    """Say who is first, with how many points, and how far ahead of whom."""
    firsts, margin = tender.firsts, tender.margin
    if not firsts:
        count = len(tender.bids)
        return f"none of {count} bids is ranked" if count > 1 else "the one bid is not ranked"
    points = points_text(firsts[0].total)
    if len(firsts) > 1:
        return f"{listed([bid.bidder for bid in firsts])} share the first rank with {points}"
    if margin is None:
        return f"{firsts[0].bidder} leads with {points}; no other bid is ranked"
    others = listed([bid.bidder for bid in tender.seconds])
    return f"{firsts[0].bidder} leads with {points}, {plain(margin)} ahead of {others}"


def leader(tender: TenderPosition) -> Document:
    """Return who leads and by how much, as part of a document; None where nobody does alone."""
    firsts = tender.firsts
    return {
        "leader": firsts[0].bidder if len(firsts) == 1 else None,
        "margin": plain_values.points(tender.margin, tender.places),
    }


def position_of(position: Position, tender: TenderPosition) -> ProcurementPosition:
    """Return the procurement that a tender is for."""
    ids = [procurement.record.id for procurement in position.procurements]
    return position.procurements[ids.index(tender.record.id)]


def due(
    procurement: ProcurementPosition, at: Stage | None = None
) -> tuple[StagePosition, Window | None] | None:
    """Return the stage that settles the scores, and when it is to close.

    It is the stage that is asked for, else the one at which final tenders are evaluated.
    """
    wanted = at or evaluation_stage(procurement.record)
    stage = next((stage for stage in procurement.stages if stage.record == wanted), None)
    if stage is None:
        return None
    return stage, stage.closing.forecast if stage.closing else stage.closes


def ranges_text(tender: TenderPosition) -> str | None:
    """Say who is first at which quality weights: `HCL up to 71.4%, Steria above`."""
    from minerva.position.sensitivity import ranges

    found = ranges(tender)
    if not found:
        return None
    if len(found) == 1:
        return f"{listed(found[0].firsts)} at every weight"
    parts = []
    for n, (begin, end, firsts) in enumerate(found):
        up_to = f"up to {percent_text(end)}" if n < len(found) - 1 else "above"
        between = 0 < n < len(found) - 1
        where = f"from {percent_text(begin)} to {percent_text(end)}" if between else up_to
        parts.append(f"{listed(firsts)} {where}")
    return ", ".join(parts)


def sensitivity_lines(tender: TenderPosition, currency: str) -> list[str]:
    """Say what weight and what price would change who is first."""
    lines = []
    from minerva.position.sensitivity import level_weight, price_to_win

    text, quality = ranges_text(tender), tender.quality
    if text is not None and quality is not None:
        level, weight = level_weight(tender), tender.groups[quality].weight
        lines.append(f"First by {quality} weight (now {weight.normalize():f}%): {text}.")
        if tender.seconds:
            draw = "at no weight" if level is None else f"at {percent_text(level)}"
            lines.append(f"The first two draw level {draw}.")
    price = price_to_win(tender)
    if price is not None:
        amount = money.format_money(round_fraction(price, 2), currency)
        others = listed([bid.bidder for bid in tender.seconds])
        lines.append(f"Price at which {others} would have drawn level: {amount}.")
    elif tender.margin and any(criterion.by_price for criterion in tender.ranked[0].criteria):
        lines.append(f"No price would have brought {tender.seconds[0].bidder} level.")
    return lines


def rank_text(bid: BidPosition) -> str:
    """Return the rank of a bid, or in a word why it has none."""
    return bid.status.value if bid.rank is None else f"{bid.rank}"


def withdrawn_text(bid: BidPosition) -> str | None:
    """Say when a bid was taken back, if it was."""
    if bid.status is not BidStatus.WITHDRAWN or bid.record.withdrawn is None:
        return None
    return f"withdrawn on {format_date(bid.record.withdrawn)}"
