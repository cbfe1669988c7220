"""Two positions compared: what happened to milestones, money, deadlines and findings in between.

The positions may be of one programme on two days, or of two states of its files. Pure
functions and frozen records; nothing here decides how a change is worded.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from minerva.comparison.changes import (
    FIGURES,
    HOW_FOUND,
    PARTS,
    Amounts,
    BidChange,
    Change,
    Comparison,
    DeadlineChange,
    Event,
    Figure,
    FindingChange,
    FixedDate,
    HowFound,
    MilestoneChange,
    MoneyChange,
    ProcurementChange,
    StatementEdit,
    WorkstreamChange,
)
from minerva.comparison.milestones import milestone_change
from minerva.comparison.savings import causes, money_moved
from minerva.comparison.tenders import bid_changes
from minerva.comparison.workstreams import workstream_changes
from minerva.findings import Finding, Severity, findings_at, pair_findings
from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.position.network import DeadlineKind
from minerva.position.procurement import ProcurementPosition

__all__ = [
    "FIGURES",
    "HOW_FOUND",
    "PARTS",
    "Amounts",
    "BidChange",
    "Change",
    "Comparison",
    "DeadlineChange",
    "Event",
    "Figure",
    "FindingChange",
    "FixedDate",
    "HowFound",
    "MilestoneChange",
    "MoneyChange",
    "ProcurementChange",
    "StatementEdit",
    "WorkstreamChange",
    "causes",
    "compare",
    "without_running_tenders",
]


def compare(before: Position, after: Position) -> Comparison:
    """Return what differs between two positions. Milestones and savings are known by id.

    What narrowed positions look at before or after is compared with what the whole programme
    says of it: leaving the workstreams looked at, or coming to them, is no other change.
    """
    old = {milestone.record.id: milestone for milestone in before.milestones}
    new = {milestone.record.id: milestone for milestone in after.milestones}
    both = [id for id in {**new, **old} if id in before.by_id and id in after.by_id]
    changed = [milestone_change(before, after, before.by_id[id], after.by_id[id]) for id in both]
    total, savings = money_moved(before, after)
    pairs = _findings(before, after)
    return Comparison(
        before,
        after,
        milestones=[change for change in changed if change.changes or change.edits],
        added=[milestone for id, milestone in new.items() if id not in before.by_id],
        removed=[milestone for id, milestone in old.items() if id not in after.by_id],
        total=total,
        savings=savings,
        deadlines=list(_deadlines(before, after)),
        procurements=list(_procurements(before, after)),
        new=[latter for former, latter in pairs if latter and former is None],
        cleared=[former for former, latter in pairs if former and latter is None],
        altered=[
            FindingChange(former, latter)
            for former, latter in pairs
            if former and latter and _standing(former) != _standing(latter)
        ],
        basis=[
            Change(key, former, latter)
            for key, former, latter in zip(_BASIS, _basis(before), _basis(after), strict=True)
            if former != latter
        ],
        workstreams=list(workstream_changes(before, after)),
    )


def without_running_tenders(before: Position, after: Position) -> tuple[Position, Position]:
    """Return two positions without the scores that not everybody may see on the later day.

    What the newer files say of a procurement decides, for both.
    """
    day = max(before.as_of, after.as_of)
    running = {
        procurement.id: procurement.id in at.running
        for at in (position_at(before.as_files_say, day), position_at(after.as_files_say, day))
        for procurement in at.programme.procurements
    }
    withheld = [id for id in before.scored | after.scored if running[id]]
    return before.withholding(withheld), after.withholding(withheld)


FindingPair = tuple[Finding | None, Finding | None]
_BASIS: Final = ("id", "currency", "financial_year_starts")


def _basis(of: Position) -> tuple[str, ...]:
    """Return what amounts have to have in common to be compared."""
    details = of.programme.details
    starts = details.financial_year_starts
    return details.id, details.currency, f"{starts.month:02d}-{starts.day:02d}"


def _standing(finding: Finding) -> tuple[Severity, bool]:
    return finding.severity, finding.waiver is not None


def _findings(before: Position, after: Position) -> Sequence[FindingPair]:
    pairs = pair_findings(findings_at(before.whole), findings_at(after.whole))
    if not before.narrowed and not after.narrowed:
        return pairs
    looked_at = {finding.identity for finding in (*findings_at(before), *findings_at(after))}
    return [
        pair for pair in pairs if any(finding and finding.identity in looked_at for finding in pair)
    ]


def _deadlines(before: Position, after: Position) -> Iterator[DeadlineChange]:
    old, new = _ends(before.whole), _ends(after.whole)
    for key in {**_ends(before), **_ends(after)}:
        former, latter = old.get(key), new.get(key)
        if former is None or latter is None or _bound(former) != _bound(latter):
            yield DeadlineChange(former, latter)


def _ends(of: Position) -> dict[tuple[DeadlineKind, Id], FixedDate]:
    ends = [
        FixedDate(deadline.kind, deadline.id, deadline.name, deadline.date, deadline)
        for deadline in of.deadlines
    ]
    contracts = [contract.record for contract in of.contracts if contract.replacement is None]
    ends += [
        FixedDate("contract", contract.id, contract.supplier, contract.expires, None)
        for contract in contracts
    ]
    return {(end.kind, end.id): end for end in ends}


def _bound(end: FixedDate) -> tuple[date, int | None, Id | None]:
    return end.date, end.float_days, None if end.milestone is None else end.milestone.id


def _procurements(before: Position, after: Position) -> Iterator[ProcurementChange]:
    old = {procurement.record.id: procurement for procurement in before.whole.procurements}
    new = {procurement.record.id: procurement for procurement in after.whole.procurements}
    looked_at = (*before.procurements, *after.procurements)
    for id, procurement in {
        procurement.record.id: procurement for procurement in looked_at
    }.items():
        former, latter = old.get(id), new.get(id)
        tenders = before.whole.tenders.get(id), after.whole.tenders.get(id)
        bids = bid_changes(*tenders)
        if former is None or latter is None or _stage(former) != _stage(latter) or bids:
            yield ProcurementChange(procurement.record, former, latter, *tenders, bids)


def _stage(procurement: ProcurementPosition) -> tuple[Id, str | None, int | None, tuple[str, ...]]:
    stage = procurement.current.record.id if procurement.current else None
    names = tuple(bidder.name for bidder in procurement.bidders)
    return procurement.record.workstream, stage, procurement.bidder_count, names
