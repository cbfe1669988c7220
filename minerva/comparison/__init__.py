"""Two positions compared: what happened to milestones, money, deadlines and findings in between.

The positions may be of one programme on two days, or of two states of its files. Pure
functions and frozen records; nothing here decides how a change is told.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from minerva.comparison.changes import (
    FIGURES,
    HOW_FOUND,
    Amounts,
    Change,
    Comparison,
    DeadlineChange,
    End,
    Event,
    Figure,
    FindingChange,
    HowFound,
    MilestoneChange,
    MoneyChange,
    ProcurementChange,
    StatementEdit,
)
from minerva.comparison.milestones import milestone_change
from minerva.comparison.savings import money_moved
from minerva.findings import Finding, Severity, findings_at, paired
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.network import DeadlineKind
from minerva.position.procurement import ProcurementPosition

__all__ = [
    "FIGURES",
    "HOW_FOUND",
    "Amounts",
    "Change",
    "Comparison",
    "DeadlineChange",
    "End",
    "Event",
    "Figure",
    "FindingChange",
    "HowFound",
    "MilestoneChange",
    "MoneyChange",
    "ProcurementChange",
    "StatementEdit",
    "compare",
]


def compare(before: Position, after: Position) -> Comparison:
    """Return what is not the same in two positions. Milestones and savings are known by id.

    What narrowed positions look at before or after is compared with what the whole programme
    says of it: leaving the workstreams looked at, or coming to them, is no other change.
    """
    old = {one.record.id: one for one in before.milestones}
    new = {one.record.id: one for one in after.milestones}
    both = [id for id in {**new, **old} if id in before.by_id and id in after.by_id]
    changed = [milestone_change(before, after, before.by_id[id], after.by_id[id]) for id in both]
    total, savings = money_moved(before, after)
    pairs = _findings(before, after)
    return Comparison(
        before,
        after,
        milestones=[one for one in changed if one.changes or one.edits],
        added=[one for id, one in new.items() if id not in before.by_id],
        removed=[one for id, one in old.items() if id not in after.by_id],
        total=total,
        savings=savings,
        deadlines=list(_deadlines(before, after)),
        procurements=list(_procurements(before, after)),
        new=[now for was, now in pairs if now and was is None],
        cleared=[was for was, now in pairs if was and now is None],
        altered=[
            FindingChange(was, now)
            for was, now in pairs
            if was and now and _standing(was) != _standing(now)
        ],
        basis=[
            Change(key, was, now)
            for key, was, now in zip(_BASIS, _basis(before), _basis(after), strict=True)
            if was != now
        ],
    )


FindingPair = tuple[Finding | None, Finding | None]
_BASIS: Final = ("id", "currency", "financial_year_starts")


def _basis(of: Position) -> tuple[str, ...]:
    """Return what amounts have to have in common to be compared."""
    brief = of.programme.brief
    starts = brief.financial_year_starts
    return brief.id, brief.currency, f"{starts.month:02d}-{starts.day:02d}"


def _standing(one: Finding) -> tuple[Severity, bool]:
    return one.severity, one.waiver is not None


def _findings(before: Position, after: Position) -> Sequence[FindingPair]:
    pairs = paired(findings_at(before.whole), findings_at(after.whole))
    if not before.narrowed and not after.narrowed:
        return pairs
    looked_at = {one.identity for one in (*findings_at(before), *findings_at(after))}
    return [pair for pair in pairs if any(one and one.identity in looked_at for one in pair)]


def _deadlines(before: Position, after: Position) -> Iterator[DeadlineChange]:
    old, new = _ends(before.whole), _ends(after.whole)
    for key in {**_ends(before), **_ends(after)}:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or _bound(was) != _bound(now):
            yield DeadlineChange(was, now)


def _ends(of: Position) -> dict[tuple[DeadlineKind, Id], End]:
    ends = [End(one.kind, one.id, one.name, one.date, one) for one in of.deadlines]
    contracts = [one.record for one in of.contracts if one.replacement is None]
    ends += [End("contract", one.id, one.supplier, one.expires, None) for one in contracts]
    return {(one.kind, one.id): one for one in ends}


def _bound(one: End) -> tuple[date, int | None, Id | None]:
    return one.date, one.float_days, one.milestone and one.milestone.id


def _procurements(before: Position, after: Position) -> Iterator[ProcurementChange]:
    old = {one.record.id: one for one in before.whole.procurements}
    new = {one.record.id: one for one in after.whole.procurements}
    looked_at = (*before.procurements, *after.procurements)
    for id, known in {one.record.id: one for one in looked_at}.items():
        was, now = old.get(id), new.get(id)
        if was is None or now is None or _stage(was) != _stage(now):
            yield ProcurementChange(known.record, was, now)


def _stage(one: ProcurementPosition) -> tuple[Id, str | None, int | None, tuple[str, ...]]:
    stage = one.current.record.id if one.current else None
    names = tuple(bidder.name for bidder in one.bidders)
    return one.record.workstream, stage, one.bidder_count, names
