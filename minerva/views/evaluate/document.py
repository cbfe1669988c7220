"""What scores make of the bids, as a JSON document."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from minerva.comparison.tenders import Supposed
from minerva.position import Position
from minerva.position.rounding import round_fraction
from minerva.position.scores import BidPosition, GroupScore, TenderPosition
from minerva.position.sensitivity import level_weight, price_to_win, ranges, swings
from minerva.position.tender import scored_stages
from minerva.views import document as plain
from minerva.views.document import Document, entries, heading, points, put_window
from minerva.views.evaluate.scores import ROW_COLUMNS
from minerva.views.tender import due, position_of

CRITERION_KEYS: Final = ("name", "weight", "effective_weight", "score", "weighted")


def document(position: Position, tenders: Sequence[TenderPosition]) -> Document:
    """Return the evaluation of each procurement as a JSON document."""
    return heading(position) | {
        "procurements": [_procurement(tender) | _due(position, tender) for tender in tenders]
    }


def supposed_document(supposed: Sequence[Supposed]) -> list[Document]:
    """Return what is supposed, as part of a JSON document."""
    return [
        {
            "bidder": bidder,
            "criterion" if bidder else "group": name,
            "value": points(Fraction(value)),
        }
        for bidder, name, value in supposed
    ]


def _procurement(tender: TenderPosition) -> Document:
    price, places = price_to_win(tender), tender.places
    return {
        "id": tender.record.id,
        "name": tender.record.name,
        "stage": tender.stage and tender.stage.id,
        "bids": [
            {
                "bidder": bid.bidder,
                "rank": bid.rank,
                "status": bid.status.value,
                "total": points(bid.total, places),
                "price": plain.money(bid.price),
                "groups": [_group(group) for group in bid.groups],
                **_prices(bid),
            }
            for bid in tender.bids
        ],
        "margin": points(tender.margin, places),
        "level_weight": points(level_weight(tender)),
        "price_to_win": None if price is None else plain.money(round_fraction(price, 2)),
        "ranges": [
            {
                "from": points(begin),
                "to": points(end),
                "first": firsts[0] if len(firsts) == 1 else None,
                "firsts": list(firsts),
            }
            for begin, end, firsts in ranges(tender)
        ],
        "swings": [
            {
                "criterion": criterion,
                "fall": points(fall, places),
                "rise": points(rise, places),
            }
            for criterion, fall, rise in swings(tender)
        ],
        "scored_stages": scored_stages(tender.record, tender.as_of),
    }


def _due(position: Position, tender: TenderPosition) -> Document:
    """Return which stage settles the scores and when, as part of a document, while there are none.

    None once there are scores, or where no stage is known to settle them.
    """
    expected = None if tender.bids else due(position_of(position, tender), tender.stage)
    if expected is None:
        return {"due": None}
    stage, when = expected
    document: Document = {"id": stage.record.id, "name": stage.record.name}
    put_window(document, "date", when)
    return {"due": document}


def _group(group: GroupScore) -> Document:
    return {
        "name": group.name,
        "weight": points(group.weight),
        "score": points(group.score),
        "weighted": points(group.weighted),
        "minimum": points(group.minimum),
        "criteria": entries(ROW_COLUMNS, group.criteria, CRITERION_KEYS),
        "shortfall": points(group.shortfall),
    }


def _prices(bid: BidPosition) -> Document:
    """Return the amounts of a price that has parts, by criterion; nothing of one that has none."""
    if bid.record.price is None or bid.record.price.whole is not None:
        return {}
    parts = bid.record.price.parts
    return {"prices": {name: plain.money(amount) for name, amount in parts.items()}}
