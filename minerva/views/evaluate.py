"""What scores make of the bids: the ranking, every sum behind it, and what would change it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from minerva.comparison.tenders import Supposed
from minerva.findings.tender import listed, missing_text, percent_text, shortfall_text
from minerva.model import money
from minerva.model.programme import PriceFormula
from minerva.position import Position
from minerva.position.procurement import ProcurementPosition
from minerva.position.rounding import round_fraction
from minerva.position.sensitivity import level_weight, price_to_win, ranges, swings
from minerva.position.tender import (
    BidPosition,
    BidStatus,
    CriterionScore,
    GroupScore,
    TenderPosition,
    lowest_price,
    scored_stages,
)
from minerva.views import document as plain
from minerva.views.document import Document, entries, heading, points, put_window
from minerva.views.opening import basis, title
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.tender import due, leader_text, rank_text, sensitivity_lines, withdrawn_text

CANNOT: Final = "cannot"

CRITERION_KEYS: Final = ("name", "weight", "effective_weight", "score", "weighted")
ROW_COLUMNS: Final = (
    Column("procurement", "Procurement", of=lambda row: row.tender.record.id),
    Column("stage", "Stage", of=lambda row: row.tender.stage and row.tender.stage.id),
    Column("bidder", "Bidder", of=lambda row: row.bid.bidder),
    Column("rank", "Rank", Kind.COUNT, lambda row: row.bid.rank),
    Column("status", "Status", of=lambda row: row.bid.status.value),
    Column("total", "Total", Kind.SCORE, lambda row: row.bid.total),
    Column("price", "Price", Kind.MONEY, lambda row: row.bid.record.price),
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
SWING_COLUMNS: Final = (
    Column("criterion", "Criterion", of=lambda swing: swing.criterion),
    Column("fall", "Winner's fall", Kind.SCORE, lambda swing: swing.fall).otherwise(CANNOT),
    Column("rise", "Second's rise", Kind.SCORE, lambda swing: swing.rise).otherwise(CANNOT),
)


class ScoreRow(NamedTuple):
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


def document(position: Position, tenders: Sequence[TenderPosition]) -> Document:
    """Return the evaluation of each procurement as a JSON document."""
    return heading(position) | {
        "procurements": [_procurement(tender) | _due(position, tender) for tender in tenders]
    }


def report(position: Position, tenders: Sequence[TenderPosition]) -> Report:
    """Return the ranking of each procurement, its scores, and what would change who is first."""
    summary = [line for tender in tenders for line in _summary(position, tender)]
    tables = [
        table
        for tender in tenders
        if tender.bids
        for table in _tables(tender, position.programme.brief.currency)
    ]
    return Report(title(position, "evaluation"), tables, summary or ["No procurement is recorded."])


def title_of_suppositions(position: Position, supposed: Sequence[Supposed]) -> str:
    """Say what is supposed."""
    parts = [
        f"{f'{bidder}: ' if bidder else ''}{name} were {value:f}"
        for bidder, name, value in supposed
    ]
    supposition = ", ".join(parts)
    return f"{position.programme.brief.name}: what if {supposition}, {basis(position)}"


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


def _figures(
    criterion: CriterionScore,
) -> tuple[Fraction, Fraction, Fraction | None, Fraction | None]:
    return criterion.weight, criterion.effective_weight, criterion.score, criterion.weighted


def _procurement(tender: TenderPosition) -> Document:
    price = price_to_win(tender)
    return {
        "id": tender.record.id,
        "name": tender.record.name,
        "stage": tender.stage and tender.stage.id,
        "bids": [
            {
                "bidder": bid.bidder,
                "rank": bid.rank,
                "status": bid.status.value,
                "total": points(bid.total),
                "price": plain.money(bid.record.price),
                "groups": [_group(group) for group in bid.groups],
            }
            for bid in tender.bids
        ],
        "margin": points(tender.margin),
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
            {"criterion": criterion, "fall": points(fall), "rise": points(rise)}
            for criterion, fall, rise in swings(tender)
        ],
        "scored_stages": scored_stages(tender.record, tender.as_of),
    }


def _due(position: Position, tender: TenderPosition) -> Document:
    """Return which stage settles the scores and when, as part of a document, while there are none.

    None once there are scores, or where no stage is known to settle them.
    """
    expected = None if tender.bids else due(_position_of(position, tender), tender.stage)
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


def _summary(position: Position, tender: TenderPosition) -> Iterator[str]:
    """Say who leads; without scores when they are due, and what is not looked at here."""
    record, procurement = tender.record, _position_of(position, tender)
    if not tender.groups:
        yield f"{record.name}: it is not said how bids are scored."
        return
    if not tender.bids:
        yield f"{record.name}: there are no scores yet."
        expected = due(procurement, tender.stage)
        if expected is None:
            yield "When they are due is not known: no stage is called an evaluation."
        else:
            stage, when = expected
            yield f"Due: {stage.record.name}, {when or 'on a day that is not known'}."
        return
    at = f" at {tender.stage.name}" if tender.stage else ""
    yield f"{record.name}{at}: {leader_text(tender)}."
    bidders = {bid.bidder for bid in tender.bids}
    absent = [bidder.name for bidder in procurement.bidders if bidder.name not in bidders]
    if absent:
        yield f"No bid is recorded here of {listed(absent)}."
    here = tender.stage and tender.stage.id
    others = [stage for stage in scored_stages(record, tender.as_of) if stage != here]
    if others:
        named = [f"--stage {stage}" if stage else "the bids that name no stage" for stage in others]
        yield f"Other scores of {record.name}: {listed(named)}."


def _position_of(position: Position, tender: TenderPosition) -> ProcurementPosition:
    ids = [procurement.record.id for procurement in position.procurements]
    return position.procurements[ids.index(tender.record.id)]


def _tables(tender: TenderPosition, currency: str) -> Iterator[Table]:
    name = tender.record.name
    yield Table(
        _ranking_columns(tender),
        tender.bids,
        title=f"Ranking for {name}",
        notes=["Points out of 100; a group's add up to its share of them."],
    )
    yield Table(
        SCORE_COLUMNS,
        [row for bid in tender.bids for row in _score_rows(tender, bid, currency)],
        title=f"Scores for {name}",
        group="bidder",
        headings={bid.bidder: f"{bid.bidder} ({_standing(bid)})" for bid in tender.bids},
        whole={bid.bidder: bid for bid in tender.bids},
        notes=[
            "Weighted: the score, times its weight of the whole, divided by 100. It is worked out "
            "exactly and shown with two decimals."
        ],
    )
    if tender.seconds:
        first, others = tender.ranked[0].bidder, listed([bid.bidder for bid in tender.seconds])
        yield Table(
            SWING_COLUMNS,
            swings(tender),
            title=f"What would bring {others} level with {first}",
            notes=[
                "Points of one score that would do it alone; cannot: it would pass 0 or 100.",
                *sensitivity_lines(tender, currency),
            ],
        )


def _ranking_columns(tender: TenderPosition) -> list[Column]:
    """Return the columns of a ranking: what each group adds to the total, and the total."""
    columns = [
        Column("rank", "Rank", of=rank_text),
        Column("bidder", "Bidder", of=lambda bid: bid.bidder),
    ]
    columns += [_group_column(n, name, tender) for n, name in enumerate(tender.groups)]
    columns.append(Column("total", "Total", Kind.SCORE, lambda bid: bid.total))
    if any(bid.record.price is not None for bid in tender.bids):
        columns.append(Column("price", "Price", Kind.MONEY, lambda bid: bid.record.price))
    return [*columns, Column("why", "Why", of=_why, under="bidder")]


def _group_column(n: int, name: str, tender: TenderPosition) -> Column:
    weight = percent_text(Fraction(tender.groups[name].weight)).removesuffix("%")
    header = f"{name.capitalize()} (of {weight})"
    return Column(f"group_{n + 1}", header, Kind.SCORE, lambda bid: bid.groups[n].weighted)


def _standing(bid: BidPosition) -> str:
    return bid.status.value if bid.rank is None else f"rank {bid.rank}"


def _why(bid: BidPosition) -> str:
    """Say why a bid has no rank, and what is noted of it."""
    parts = [withdrawn_text(bid)]
    if bid.status is BidStatus.EXCLUDED:
        parts.append(f"excluded: {shortfall_text(bid)}")
    if bid.status is BidStatus.INCOMPLETE:
        parts.append(f"incomplete: {missing_text(bid)}")
    parts.append(bid.record.note)
    return "; ".join(part for part in parts if part)


def _score_rows(tender: TenderPosition, bid: BidPosition, currency: str) -> Iterator[ScoreRow]:
    """Yield a row for each criterion of a bid, and one for each group under its criteria."""
    for group in bid.groups:
        for criterion in group.criteria:
            how = _how(tender, bid, currency) if criterion.by_price else None
            yield ScoreRow(tender, bid, group, criterion.name, *_figures(criterion), how)
        needed = group.minimum and f", minimum {percent_text(group.minimum).removesuffix('%')}"
        label = f"= {group.name.capitalize()}{needed or ''}"
        yield ScoreRow(tender, bid, group, label, None, group.weight, group.score, group.weighted)


_FORMULAS: Final[dict[PriceFormula, str]] = {
    "lowest-over-bid": "100 x {lowest} / {price}",
    "linear": "100 x (1 - ({price} - {lowest}) / {lowest}), at least 0",
}


def _how(tender: TenderPosition, bid: BidPosition, currency: str) -> str | None:
    """Say what a price's score is worked out from."""
    evaluation, price = tender.record.evaluation, bid.record.price
    lowest = lowest_price(tender.bids)
    if evaluation is None or evaluation.price_formula is None or price is None or lowest is None:
        return None
    amounts: dict[str, Any] = {
        "lowest": money.format_money(round_fraction(lowest, 2), currency),
        "price": money.format_money(price, currency),
    }
    if price < lowest:
        return f"{amounts['price']} is under the lowest price that counts, {amounts['lowest']}"
    return _FORMULAS[evaluation.price_formula].format_map(amounts)
