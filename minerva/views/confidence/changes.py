"""How likely each deadline is held, as things are and as they are supposed to be."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from minerva.position import Position
from minerva.simulation import LEVEL, DeadlineOdds, Settings, deadline_odds
from minerva.views.confidence.deadlines import what_text
from minerva.views.confidence.words import percent
from minerva.views.document import Document, ratio
from minerva.views.table import Column, Kind, Table


class OddsChange(NamedTuple):
    """A deadline before and after, drawn with the same random numbers."""

    before: DeadlineOdds
    after: DeadlineOdds


class OddsChanges(Struct, frozen=True):
    """All deadlines that are not settled yet, and the level that dates are planned on."""

    level: Decimal
    changes: Sequence[OddsChange]


def odds_of(before: Position, after: Position) -> OddsChanges:
    """Return how likely each deadline of both positions is held in each of them."""
    stated = before.programme.confidence
    level = stated.level if stated else LEVEL
    settings = Settings(level=level)
    latter = {
        (odds.deadline.kind, odds.deadline.id): odds for odds in deadline_odds(after, settings)
    }
    changes = [
        OddsChange(odds, latter[odds.deadline.kind, odds.deadline.id])
        for odds in deadline_odds(before, settings)
        if (odds.deadline.kind, odds.deadline.id) in latter
    ]
    return OddsChanges(level, changes)


def documents(odds: OddsChanges) -> list[Document]:
    """Return the changes as part of a JSON document."""
    found = []
    for before, after in odds.changes:
        deadline = before.deadline
        document: Document = {
            "milestone": deadline.milestone.record.id,
            "kind": deadline.kind,
            "date": deadline.date,
            "probability": {"from": ratio(before.held.share), "to": ratio(after.held.share)},
            "standard_error": {
                "from": round(before.held.error, 5),
                "to": round(after.held.error, 5),
            },
            "plan_on": {"from": before.plan_on, "to": after.plan_on},
        }
        if deadline.kind == "contract":
            document["contract"] = deadline.id
        found.append(document)
    return found


def table(odds: OddsChanges) -> Table:
    """Return the changes as a table."""
    level = f"{odds.level:f}%"
    return Table(
        (
            Column("what", "Bound to", of=lambda change: what_text(change.before.deadline)),
            Column("date", "Date", Kind.DATE, lambda change: change.before.deadline.date),
            Column("was", "Was", Kind.PERCENT, lambda change: percent(change.before.held)),
            Column("now", "Now", Kind.PERCENT, lambda change: percent(change.after.held)),
            Column(
                "plan_on_was",
                f"{level} sure was",
                Kind.DATE,
                lambda change: change.before.plan_on,
            ),
            Column("plan_on_now", "Now", Kind.DATE, lambda change: change.after.plan_on),
            Column(
                "milestone",
                "Milestone",
                of=lambda change: change.before.deadline.milestone.record.name,
                under="what",
            ),
        ),
        odds.changes,
        title="Confidence",
        notes=["Was, Now: how likely it is held. Estimates given as dates move with their date."],
        empty="No deadline is still to come.",
    )
