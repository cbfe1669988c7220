"""What several evaluators scored: what to moderate, and whose scores the ranking turns on."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.findings.tender import listed, percent_text
from minerva.position import Position
from minerva.position.moderation import CriterionSpread, Moderation, ranks_of
from minerva.position.scores import TenderPosition
from minerva.views.document import Document, entries, heading, points
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.tender import leader_text
from minerva.views.titles import title

SPREAD_KEYS: Final = (
    *("bidder", "criterion", "count", "mean"),
    *("lowest", "highest", "spread", "moderate"),
)


class SpreadRow(Struct, frozen=True):
    """The scores of a bid for a criterion, and whether they are to be moderated."""

    scores: CriterionSpread
    moderate: bool


SPREAD_COLUMNS: Final = (
    Column("bidder", "Bidder", of=lambda row: row.scores.bidder),
    Column("criterion", "Criterion", of=lambda row: row.scores.criterion),
    Column("count", "Scores", Kind.COUNT, lambda row: len(row.scores.scores)),
    Column("mean", "Mean", Kind.SCORE, lambda row: row.scores.mean),
    Column("lowest", "Lowest", Kind.SCORE, lambda row: row.scores.lowest),
    Column("highest", "Highest", Kind.SCORE, lambda row: row.scores.highest),
    Column("spread", "Spread", Kind.SCORE, lambda row: row.scores.spread),
    Column("moderate", "Moderate", Kind.FLAG, lambda row: row.moderate),
)
_TO_MODERATE: Final = (
    *(SPREAD_COLUMNS[0], SPREAD_COLUMNS[1], SPREAD_COLUMNS[6]),
    Column("scores", "Scores", of=lambda row: _scores_text(row.scores)),
)
WITHOUT_COLUMNS: Final = (
    Column("evaluator", "Without", of=lambda row: row[0]),
    Column("ranking", "Ranking", of=lambda row: _ranking_text(row[1])),
    Column("changed", "Changes it", of=lambda row: row[2]),
)


def document(position: Position, moderation: Moderation, spread: Decimal) -> Document:
    """Return what evaluators' scores come to as a JSON document."""
    tender = moderation.ranking
    return heading(position) | {
        "procurement": {
            "id": tender.record.id,
            "name": tender.record.name,
            "stage": tender.stage and tender.stage.id,
        },
        "evaluators": list(moderation.evaluators),
        "scores": entries(SPREAD_COLUMNS, _rows(moderation, spread), SPREAD_KEYS),
        "unscored": list(moderation.unscored),
        "ranking": _ranking(tender),
        "without": [
            {
                "evaluator": evaluator,
                "ranking": None if left is None else _ranking(left),
                "changed": None if left is None else ranks_of(left) != ranks_of(tender),
            }
            for evaluator, left in moderation.without.items()
        ],
        "decisive": moderation.decisive,
    }


def report(position: Position, moderation: Moderation, spread: Decimal) -> Report:
    """Return the scores to be moderated, all scores, and the ranking without each evaluator."""
    name = moderation.ranking.record.name
    apart = moderation.apart(spread)
    changes = {True: "yes", False: "no", None: "not known: nobody else scored all of it"}
    ranks = ranks_of(moderation.ranking)
    without = [
        (evaluator, left, changes[None if left is None else ranks_of(left) != ranks])
        for evaluator, left in moderation.without.items()
    ]
    tables = [
        Table(
            _TO_MODERATE,
            [SpreadRow(scores, moderate=True) for scores in apart],
            title="To moderate",
            empty=f"No two scores are more than {spread.normalize():f} points apart.",
        ),
        Table(
            SPREAD_COLUMNS,
            _rows(moderation, spread),
            title=f"Scores of {len(moderation.evaluators)} evaluators",
            notes=[f"Spread: highest less lowest. Moderate: over {spread.normalize():f} points."],
        ),
    ]
    if moderation.counted:
        tables.append(Table(WITHOUT_COLUMNS, without, title="The ranking without each evaluator"))
    summary = list(_summary(moderation))
    return Report(title(position, f"moderation of the scores for {name}"), tables, summary)


def rows(position: Position, moderation: Moderation, spread: Decimal) -> Report:
    """Return the scores for each bid and criterion as one table, for a format of plain rows."""
    table = Table(SPREAD_COLUMNS, _rows(moderation, spread))
    return Report(title(position, "moderation"), [table])


def _rows(moderation: Moderation, spread: Decimal) -> list[SpreadRow]:
    return [SpreadRow(scores, scores.spread > spread) for scores in moderation.spreads]


def _summary(moderation: Moderation) -> Iterator[str]:
    if moderation.unscored:
        counted = percent_text(moderation.counted)
        yield (
            f"Not counted, because some bid has no score for it: {listed(moderation.unscored)}. "
            f"Criteria with {counted} of the weight are counted."
        )
    if not moderation.counted:
        yield "There is no ranking yet."
        return
    yield f"By the means of all evaluators: {leader_text(moderation.ranking)}."
    decisive = moderation.decisive
    if decisive:
        yield f"The ranking depends on one evaluator: without {_either(decisive)} it changes."
    elif None in moderation.without.values():
        yield "Whether the ranking depends on one evaluator is not known for all of them."
    else:
        yield "The ranking depends on no one evaluator."


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def _ranking(tender: TenderPosition) -> list[Document]:
    return [
        {
            "bidder": bid.bidder,
            "rank": bid.rank,
            "status": bid.status.value,
            "total": points(bid.total, tender.places),
        }
        for bid in tender.bids
    ]


def _ranking_text(tender: TenderPosition | None) -> str | None:
    """Return the bids in the order of their ranks: `1 HCL, 2 Steria`."""
    if tender is None:
        return None
    ranked = ", ".join(f"{bid.rank} {bid.bidder}" for bid in tender.ranked)
    return ranked or "no bid is ranked"


def _scores_text(scores: CriterionSpread) -> str:
    """Return who gave what, the highest first: `Ann 80, Ben 50`."""
    highest_first = sorted(scores.scores.items(), key=lambda item: -item[1])
    return ", ".join(
        f"{evaluator} {percent_text(score).removesuffix('%')}" for evaluator, score in highest_first
    )
