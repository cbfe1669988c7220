"""The assessment summary: what one bidder is told of its own tender and of the winning one.

It has nothing of other bidders: not their names, prices or scores, and no rank, which would say how
many there are. Sources: Procurement Act 2023, section 50(3) to (5); Procurement Regulations 2024,
regulation 31. The reasons for each score, which the regulation asks for too, are not in the files.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from minerva.findings.tender import percent_text, plain, shortfall_text
from minerva.model import money
from minerva.model.errors import MinervaError
from minerva.position import Position
from minerva.position.scores import BidPosition, BidStatus, CriterionScore, TenderPosition
from minerva.views import document as plain_values
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import basis


class Told(NamedTuple):
    """What a bidder is told of: its own bid, and the winning one unless that is its own."""

    tender: TenderPosition
    own: BidPosition
    winner: BidPosition | None


class Compared(NamedTuple):
    """A criterion as the bidder's own tender was scored for it, and as the winning one was."""

    own: CriterionScore
    winner: CriterionScore | None


KEYS: Final = (
    *("group", "name", "weight", "effective_weight", "minimum"),
    *("score", "points", "winner_score", "winner_points"),
)
COLUMNS: Final = (
    Column("group", "Group", of=lambda row: row.own.group),
    Column("name", "Criterion", of=lambda row: row.own.name),
    Column("weight", "Weight", Kind.WEIGHT, lambda row: row.own.weight, shown=False),
    Column("effective_weight", "Weight", Kind.WEIGHT, lambda row: row.own.effective_weight),
    Column("minimum", "Minimum", Kind.SCORE, lambda row: row.own.minimum, shown=False),
    Column("score", "Your score", Kind.SCORE, lambda row: row.own.score),
    Column("points", "Points", Kind.SCORE, lambda row: row.own.weighted),
)
WINNER_COLUMNS: Final = (
    Column("winner_score", "Winning score", Kind.SCORE, lambda row: _score_of(row.winner)),
    Column("winner_points", "Points", Kind.SCORE, lambda row: _points_of(row.winner)),
)


def told(tender: TenderPosition, bidder: str) -> Told:
    """Return what a bidder is told of.

    Raises MinervaError where no tender is first alone, and where the bidder has no tender here that
    was assessed.
    """
    name = tender.record.name
    own = next((bid for bid in tender.bids if bid.bidder == bidder), None)
    if own is None:
        raise MinervaError(
            f"{name}: no bid of {bidder} is recorded here",
            "name a bidder whose tender was scored, and the `--stage` if it was an earlier one",
        )
    if own.status is BidStatus.WITHDRAWN:
        raise MinervaError(
            f"{name}: {bidder} took its bid back, so it was not assessed",
            "no summary is due for it",
        )
    if len(tender.firsts) != 1:
        raise MinervaError(
            f"{name}: no tender is first alone, so nobody can be told who won",
            "settle the scores first: `minerva evaluate` shows how they stand",
        )
    if own.status is BidStatus.INCOMPLETE:
        raise MinervaError(
            f"{name}: {bidder} has no score for a criterion yet",
            "add it, or `withdrawn` if the bid was taken back",
        )
    winner = tender.firsts[0]
    return Told(tender, own, None if winner is own else winner)


def document(position: Position, found: Told) -> Document:
    """Return the summary as a JSON document."""
    tender, own, winner = found
    return heading(position) | {
        "procurement": {"id": tender.record.id, "name": tender.record.name},
        "bidder": own.bidder,
        "winner": (winner or own).bidder,
        "status": own.status.value,
        "total": plain_values.points(own.total),
        "winner_total": plain_values.points((winner or own).total),
        "criteria": entries((*COLUMNS, *WINNER_COLUMNS), _criteria(found), KEYS),
        "words": list(_words(found, position.programme.details.currency)),
    }


def report(position: Position, found: Told) -> Report:
    """Return the summary as lines for the bidder, and its scores beside the winning ones."""
    columns = COLUMNS if found.winner is None else (*COLUMNS, *WINNER_COLUMNS)
    scores = Table(
        columns,
        _criteria(found),
        title="Scores",
        group="group",
        headings={group.name: group.name.capitalize() for group in found.own.groups},
        notes=["Scores are out of 100, points their share of the whole, which adds up to 100."],
    )
    title = f"Assessment summary for {found.own.bidder}: {found.tender.record.name}"
    words = list(_words(found, position.programme.details.currency))
    return Report(f"{title}, {basis(position)}", [scores], words)


def _criteria(found: Told) -> list[Compared]:
    winning = [None] * len(found.own.criteria) if found.winner is None else found.winner.criteria
    return [Compared(*pair) for pair in zip(found.own.criteria, winning, strict=True)]


def _words(found: Told, currency: str) -> Iterator[str]:
    """Yield what is told, a sentence or a few at a time."""
    _, own, winner = found
    if winner is None:
        yield (
            f"Your tender is the most advantageous one, with {plain(own.total)} of 100 points. The "
            "contract is to be awarded to you."
        )
    else:
        yield (
            f"The contract is to be awarded to {winner.bidder}, whose tender is the most "
            f"advantageous one, with {plain(winner.total)} of 100 points."
        )
        if own.status is BidStatus.EXCLUDED:
            yield f"Your tender is not ranked, because of its score: {shortfall_text(own)}."
        else:
            yield f"Your tender has {plain(own.total)} of 100 points."
    for row in _criteria(found):
        yield " ".join(_sentences(row, own, currency))


def _sentences(row: Compared, own: BidPosition, currency: str) -> Iterator[str]:
    criterion, winner = row
    yield (
        f"{criterion.name} ({percent_text(criterion.effective_weight)} of the whole): your tender "
        f"scored {plain(criterion.score)} of 100, which is {plain(criterion.weighted)} points."
    )
    if criterion.minimum is not None:
        yield f"At least {percent_text(criterion.minimum).removesuffix('%')} was needed."
    if criterion.by_price:
        price = _price(own, criterion)
        if price is not None:
            offered = money.format_money(price, currency)
            yield f"The published formula makes the score of the price, {offered}."
    if winner is not None:
        yield (
            f"The winning tender scored {plain(winner.score)}, which is {plain(winner.weighted)} "
            "points."
        )


def _price(bid: BidPosition, criterion: CriterionScore) -> Decimal | None:
    return None if bid.record.price is None else bid.record.price.of(criterion.name)


def _score_of(criterion: CriterionScore | None) -> Fraction | None:
    return None if criterion is None else criterion.score


def _points_of(criterion: CriterionScore | None) -> Fraction | None:
    return None if criterion is None else criterion.weighted
