"""Procurements with bids for tests, from a few lines of TOML."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from textwrap import dedent

from minerva.model.programme import Programme
from minerva.position import Position, position_at
from minerva.position.scores import BidPosition, TenderPosition
from tests.programmes import WORKSTREAMS, programme

MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2099-01-01
"""
SETTLED = date(2015, 1, 30)
TWO_GROUPS = "quality = { weight = 60 }\nprice = { weight = 40 }"
STAGES = """
    [[procurement.stage]]
    id = "isds"
    name = "Detailed solutions"
    closes = 2014-12-01

    [[procurement.stage]]
    id = "final"
    name = "Evaluation of final tenders"
    closes = 2015-01-30
"""

Scores = Mapping[str, object]


def bid(bidder: str, scores: Scores | None = None, **keys: object) -> str:
    """Return the TOML of a bid: settled on 30 January 2015 unless `on` says otherwise."""
    listed = ", ".join(f'"{name}" = {score}' for name, score in (scores or {}).items())
    lines = ["[[procurement.bid]]", f'bidder = "{bidder}"']
    lines += [f"{key} = {value}" for key, value in {"on": SETTLED, **keys}.items()]
    return "\n".join([*lines, f"scores = {{ {listed} }}", ""])


def workstreams(
    evaluation: str, *bids: str, bidders: Sequence[str] = "ABCDE", more: str = ""
) -> str:
    """Return workstreams.toml with one procurement, "ito", of five bidders and these bids."""
    named = "".join(f'[[procurement.bidder]]\nname = "{name}"\n' for name in bidders)
    return "\n".join(
        [
            dedent(WORKSTREAMS),
            '[[procurement]]\nid = "ito"\nname = "ITO"\nworkstream = "ict"',
            dedent(more),
            named,
            f"[procurement.evaluation]\n{dedent(evaluation)}",
            *bids,
        ]
    )


def read(evaluation: str, *bids: str, more: str = "") -> Programme:
    """Read a programme with one procurement."""
    return programme(dedent(MILESTONES), workstreams(evaluation, *bids, more=more))


def position(evaluation: str, *bids: str, on: date = SETTLED, more: str = "") -> Position:
    """Return the position of a programme with one procurement."""
    return position_at(read(evaluation, *bids, more=more), on)


def tender(evaluation: str, *bids: str, on: date = SETTLED, more: str = "") -> TenderPosition:
    """Return how the tender of that procurement stands."""
    return position(evaluation, *bids, on=on, more=more).tenders["ito"]  # type: ignore[index]  # an Id is a str


def by_bidder(tender: TenderPosition) -> dict[str, BidPosition]:
    """Return the bids of a tender by their bidders."""
    return {bid.bidder: bid for bid in tender.bids}


def totals(tender: TenderPosition) -> dict[str, Fraction | None]:
    """Return the total of each bidder, in the order of the ranking."""
    return {bid.bidder: bid.total for bid in tender.bids}


def ranks(tender: TenderPosition) -> dict[str, int | None]:
    """Return the rank of each bidder, in the order of the ranking."""
    return {bid.bidder: bid.rank for bid in tender.bids}
