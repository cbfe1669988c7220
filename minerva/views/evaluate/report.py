"""What scores make of the bids, for people: who leads, the ranking, and what would change it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from minerva.comparison.tenders import Supposed
from minerva.findings.tender import listed, missing_text, percent_text, shortfall_text
from minerva.position import Position
from minerva.position.scores import BidPosition, BidStatus, TenderPosition
from minerva.position.sensitivity import swings
from minerva.position.tender import scored_stages
from minerva.views.evaluate.scores import scores
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.tender import (
    due,
    leader_text,
    position_of,
    rank_text,
    sensitivity_lines,
    withdrawn_text,
)
from minerva.views.titles import basis, title

CANNOT: Final = "cannot"

SWING_COLUMNS: Final = (
    Column("criterion", "Criterion", of=lambda swing: swing.criterion),
    Column("fall", "Winner's fall", Kind.SCORE, lambda swing: swing.fall).otherwise(CANNOT),
    Column("rise", "Second's rise", Kind.SCORE, lambda swing: swing.rise).otherwise(CANNOT),
)


def report(position: Position, tenders: Sequence[TenderPosition]) -> Report:
    """Return the ranking of each procurement, its scores, and what would change who is first."""
    summary = [line for tender in tenders for line in _summary(position, tender)]
    tables = [
        table
        for tender in tenders
        if tender.bids
        for table in _tables(tender, position.programme.details.currency)
    ]
    return Report(title(position, "evaluation"), tables, summary or ["No procurement is recorded."])


def title_of_suppositions(position: Position, supposed: Sequence[Supposed]) -> str:
    """Say what is supposed."""
    parts = [
        f"{bidder}: {name} were {value:f}" if bidder else f"{name} weighed {value:f}"
        for bidder, name, value in supposed
    ]
    supposition = ", ".join(parts)
    return f"{position.programme.details.name}: what if {supposition}, {basis(position)}"


def _summary(position: Position, tender: TenderPosition) -> Iterator[str]:
    """Say who leads; without scores when they are due, and what is not looked at here."""
    record, procurement = tender.record, position_of(position, tender)
    if not tender.groups:
        yield f"{record.name}: the files do not say how bids are scored."
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


def _tables(tender: TenderPosition, currency: str) -> Iterator[Table]:
    name = tender.record.name
    yield Table(
        _ranking_columns(tender),
        tender.bids,
        title=f"Ranking for {name}",
        notes=["Points out of 100; a group's add up to its share of them."],
    )
    yield scores(tender, currency)
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
    if any(bid.price is not None for bid in tender.bids):
        columns.append(Column("price", "Price", Kind.MONEY, lambda bid: bid.price))
    return [*columns, Column("why", "Why", of=_why, under="bidder")]


def _group_column(n: int, name: str, tender: TenderPosition) -> Column:
    weight = percent_text(Fraction(tender.groups[name].weight)).removesuffix("%")
    header = f"{name.capitalize()} (of {weight})"
    return Column(f"group_{n + 1}", header, Kind.SCORE, lambda bid: bid.groups[n].weighted)


def _why(bid: BidPosition) -> str:
    """Say why a bid has no rank, and what is noted of it."""
    parts = [withdrawn_text(bid)]
    if bid.status is BidStatus.EXCLUDED:
        parts.append(f"excluded: {shortfall_text(bid)}")
    if bid.status is BidStatus.INCOMPLETE:
        parts.append(f"incomplete: {missing_text(bid)}")
    parts.append(bid.record.note)
    return "; ".join(part for part in parts if part)
