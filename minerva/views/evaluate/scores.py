"""Every score of a bid with its weights, so that anybody can add them up by hand."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from minerva.findings.tender import percent_text
from minerva.model import money
from minerva.model.programme import PriceFormula
from minerva.position import Position
from minerva.position.rounding import round_fraction
from minerva.position.scores import PLACES, BidPosition, CriterionScore, GroupScore, TenderPosition
from minerva.position.tender import lowest_price
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

ROW_COLUMNS: Final = (
    Column("procurement", "Procurement", of=lambda row: row.tender.record.id),
    Column("stage", "Stage", of=lambda row: row.tender.stage and row.tender.stage.id),
    Column("bidder", "Bidder", of=lambda row: row.bid.bidder),
    Column("rank", "Rank", Kind.COUNT, lambda row: row.bid.rank),
    Column("status", "Status", of=lambda row: row.bid.status.value),
    Column("total", "Total", Kind.SCORE, lambda row: _told_apart(row)),
    Column("price", "Price", Kind.MONEY, lambda row: row.bid.price),
    Column("group", "Group", of=lambda row: row.group.name),
    Column("group_score", "Group score", Kind.SCORE, lambda row: row.group.score),
    Column("name", "Criterion", of=lambda row: row.name),
    Column("weight", "Weight", Kind.WEIGHT, lambda row: row.weight),
    Column("effective_weight", "Of the whole", Kind.WEIGHT, lambda row: row.effective_weight),
    Column("score", "Score", Kind.SCORE, lambda row: row.score),
    Column("weighted", "Weighted", Kind.SCORE, lambda row: row.weighted),
)
SCORE_COLUMNS: Final = (
    Column("bidder", "Bidder", of=lambda row: row.bid.bidder),
    Column("name", "Criterion", of=lambda row: row.name, total=lambda _: "Total"),
    Column("weight", "Weight", Kind.WEIGHT, lambda row: row.weight),
    Column(
        "effective_weight",
        "Of the whole",
        Kind.WEIGHT,
        lambda row: row.effective_weight,
        lambda bid: sum((group.weight for group in bid.groups), Fraction(0)),
    ),
    Column("score", "Score", Kind.SCORE, lambda row: row.score),
    Column("weighted", "Weighted", Kind.SCORE, lambda row: row.weighted, lambda bid: bid.total),
    Column("how", "How", of=lambda row: row.how, under="name"),
)


class ScoreRow(Struct, frozen=True):
    """A row of scores: of a criterion, or of a whole group under its criteria."""

    tender: TenderPosition
    bid: BidPosition
    group: GroupScore
    name: str
    weight: Fraction | None
    effective_weight: Fraction
    score: Fraction | None
    weighted: Fraction | None
    how: str | None = None


def rows(position: Position, tenders: Sequence[TenderPosition]) -> Report:
    """Return every score as a row of one table, for a format of plain rows."""
    found = [
        ScoreRow(tender, bid, group, criterion.name, *_figures(criterion))
        for tender in tenders
        for bid in tender.bids
        for group in bid.groups
        for criterion in group.criteria
    ]
    return Report(title(position, "evaluation"), [Table(ROW_COLUMNS, found)])


def scores(tender: TenderPosition, currency: str) -> Table:
    """Return the scores of each bid, with a row for each group under its criteria."""
    return Table(
        SCORE_COLUMNS,
        [row for bid in tender.bids for row in _score_rows(tender, bid, currency)],
        title=f"Scores for {tender.record.name}",
        group="bidder",
        headings={bid.bidder: f"{bid.bidder} ({_standing(bid)})" for bid in tender.bids},
        whole={bid.bidder: bid for bid in tender.bids},
        notes=[
            "Weighted: the score, times its weight of the whole, divided by 100. It is worked out "
            "exactly and shown with two decimals."
        ],
    )


def _figures(
    criterion: CriterionScore,
) -> tuple[Fraction, Fraction, Fraction | None, Fraction | None]:
    return criterion.weight, criterion.effective_weight, criterion.score, criterion.weighted


def _told_apart(row: ScoreRow) -> Fraction | str | None:
    """Return a total; with all digits that are needed where 4 decimals show two totals as one."""
    total, places = row.bid.total, row.tender.places
    if total is None or places == PLACES:
        return total
    return f"{round_fraction(total, places).normalize():f}"


def _standing(bid: BidPosition) -> str:
    return bid.status.value if bid.rank is None else f"rank {bid.rank}"


def _score_rows(tender: TenderPosition, bid: BidPosition, currency: str) -> Iterator[ScoreRow]:
    """Yield a row for each criterion of a bid, and one for each group under its criteria."""
    for group in bid.groups:
        for criterion in group.criteria:
            how = _how(tender, bid, criterion.name, currency) if criterion.by_price else None
            yield ScoreRow(tender, bid, group, criterion.name, *_figures(criterion), how)
        needed = group.minimum and f", minimum {percent_text(group.minimum).removesuffix('%')}"
        label = f"= {group.name.capitalize()}{needed or ''}"
        yield ScoreRow(tender, bid, group, label, None, group.weight, group.score, group.weighted)


_FORMULAS: Final[dict[PriceFormula, str]] = {
    "lowest-over-bid": "100 x {lowest} / {price}",
    "linear": "100 x (1 - ({price} - {lowest}) / {lowest}), at least 0",
}


def _how(tender: TenderPosition, bid: BidPosition, criterion: str, currency: str) -> str | None:
    """Say what the score of a price, or of a part of one, is worked out from."""
    evaluation, offer = tender.record.evaluation, bid.record.price
    price = None if offer is None else offer.of(criterion)
    lowest = lowest_price(tender.bids, criterion)
    if evaluation is None or evaluation.price_formula is None or price is None or lowest is None:
        return None
    amounts: dict[str, Any] = {
        "lowest": money.format_money(round_fraction(lowest, 2), currency),
        "price": money.format_money(price, currency),
    }
    if lowest == 0:
        return f"{amounts['price']}: where the lowest is nil, nil scores 100 and all others 0"
    if price < lowest:
        return f"{amounts['price']} is under the lowest price that counts, {amounts['lowest']}"
    return _FORMULAS[evaluation.price_formula].format_map(amounts)
