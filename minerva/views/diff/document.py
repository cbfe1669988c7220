"""What changed, as a JSON document. Nothing that stayed the same is in it."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from minerva.comparison import (
    FIGURES,
    Amounts,
    BidChange,
    Comparison,
    DeadlineChange,
    HowFound,
    MoneyChange,
    ProcurementChange,
    StatementEdit,
    causes,
)
from minerva.model.dates import Window
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.scores import TenderPosition
from minerva.views import document as plain
from minerva.views.check import finding_document
from minerva.views.document import SCHEMA_VERSION, Document, put_window
from minerva.views.milestones import cancelled_document
from minerva.views.procurement import stage_id


def document(changed: Comparison) -> Document:
    """Return what changed as a JSON document. Nothing that stayed the same is in it."""
    total = changed.total
    return {
        "schema_version": SCHEMA_VERSION,
        "from": changed.before.as_of,
        "to": changed.after.as_of,
        "milestones": [
            {
                "id": change.after.record.id,
                "name": change.after.record.name,
                "changes": [
                    _fields({"field": field}, before, after)
                    for field, before, after in change.changes
                ],
                "events": [event.value for event in change.events],
                "statements": [_edit(edit) for edit in change.edits],
            }
            for change in changed.milestones
        ],
        "added": [milestone.record.id for milestone in changed.added],
        "removed": [milestone.record.id for milestone in changed.removed],
        "savings": {
            "full_year": _amounts(total.full_year),
            "years": _years(total),
            "causes": {
                name: plain.money(amount)
                for name, amount in causes(total.years.values())._asdict().items()
            },
            "lines": [
                {
                    "id": change.id,
                    "name": change.name,
                    "full_year": _amounts(change.full_year),
                    "years": _years(change),
                    "fate": change.event,
                }
                | (
                    {"workstream": dict(zip(("from", "to"), change.workstreams, strict=True))}
                    if change.workstreams
                    else {}
                )
                for change in changed.savings
            ],
        },
        "deadlines": [_deadline(changed.after, change) for change in changed.deadlines],
        "findings": {
            "new": [finding_document(finding) for finding in changed.new],
            "cleared": [finding_document(finding) for finding in changed.cleared],
        },
        "procurement": [_procurement(change) for change in changed.procurements],
        "eased": _altered(changed, "waived", "eased"),
        "worsened": _altered(changed, "worsened", "no longer waived"),
        "basis": [
            {"field": field, "from": before, "to": after} for field, before, after in changed.basis
        ],
        "withheld": sorted(changed.after.withheld),
        "cancelled": [
            cancelled_document(changed.after.cancelled[milestone.record.id])
            for milestone in changed.removed
            if milestone.record.id in changed.after.cancelled
        ],
        "workstreams": [
            {
                "id": change.id,
                "name": change.name,
                "changes": [
                    {"field": field, "from": before, "to": after}
                    for field, before, after in change.changes
                ],
                "event": change.event,
            }
            for change in changed.workstreams
        ],
    }


def _altered(changed: Comparison, *how: HowFound) -> list[Document]:
    return [
        finding_document(change.after) | {"was": change.before.severity.value}
        for change in changed.altered
        if change.how in how
    ]


def _edit(edit: StatementEdit) -> Document:
    return _fields({"what": edit.what, "on": edit.on}, edit.before, edit.after)


def _procurement(change: ProcurementChange) -> Document:
    before, after = change.before, change.after
    return {
        "id": change.procurement.id,
        "stage": {"from": before and stage_id(before), "to": after and stage_id(after)},
        "bidders": {
            "from": [bidder.name for bidder in before.bidders] if before else None,
            "to": [bidder.name for bidder in after.bidders] if after else None,
        },
        "workstream": {
            "from": before and before.record.workstream,
            "to": after and after.record.workstream,
        },
        **_tender(change),
    }


def _tender(change: ProcurementChange) -> Document:
    """Return what changed of the tender; nothing if nothing did."""
    if not change.bids:
        return {}
    before, after = change.tender_before, change.tender_after
    places = max(tender.places for tender in (before, after) if tender)
    return {
        "leader": {"from": _leader(before), "to": _leader(after)},
        "margin": {
            "from": before and plain.points(before.margin, before.places),
            "to": after and plain.points(after.margin, after.places),
        },
        "bids": [_bid(bid, places) for bid in change.bids],
    }


def _leader(tender: TenderPosition | None) -> str | None:
    """Return the bidder that is first alone, if one is."""
    return tender.firsts[0].bidder if tender and len(tender.firsts) == 1 else None


def _bid(change: BidChange, places: int) -> Document:
    before, after = change.before, change.after
    return {
        "bidder": change.bidder,
        "rank": {"from": before and before.rank, "to": after and after.rank},
        "status": {
            "from": before and before.status.value,
            "to": after and after.status.value,
        },
        "total": {
            "from": before and plain.points(before.total, places),
            "to": after and plain.points(after.total, places),
        },
    }


def supposed_document(supposed: Mapping[Id, Window]) -> list[Document]:
    """Return what is supposed, as part of a JSON document."""
    documents = []
    for id, when in supposed.items():
        document: Document = {"id": id}
        put_window(document, "date", when)
        documents.append(document)
    return documents


def _deadline(position: Position, change: DeadlineChange) -> Document:
    before, after, end = change.before, change.after, change.fixed_date
    former = before and before.milestone and before.milestone.id
    milestone = end.milestone and end.milestone.id
    document: Document = {
        "milestone": milestone,
        "kind": end.kind,
        "date": after and after.date,
        "float_days": {"from": before and before.float_days, "to": after and after.float_days},
        "uncovered_days": {
            "from": before and before.uncovered_days,
            "to": after and after.uncovered_days,
        },
        "chain": list(position.critical_chain(after.bound)) if after and after.bound else [],
    }
    if before is not None and (after is None or before.date != after.date):
        document["date_was"] = before.date
    if end.kind == "contract":
        document["contract"] = end.id
    if before is not None and former != milestone:
        document["milestone_was"] = former
    return document


def _years(change: MoneyChange) -> Document:
    return {
        label: {figure: _amounts(figures[figure]) for figure in FIGURES}
        for label, figures in change.years.items()
    }


def _amounts(amounts: Amounts) -> Document:
    return {"from": plain.money(amounts.before), "to": plain.money(amounts.after)}


def _fields(document: Document, before: object, after: object) -> Document:
    """Put a figure of before and after into a document, windows with their text beside them."""
    for key, value in (("from", before), ("to", after)):
        if isinstance(value, Window):
            put_window(document, key, value)
        else:
            document[key] = _plain(value)
    return document


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    return plain.money(value) if isinstance(value, Decimal) else value
