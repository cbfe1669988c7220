"""What changed, as a JSON document. Nothing that stayed the same is in it."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from minerva.comparison import (
    Amounts,
    Comparison,
    DeadlineChange,
    HowFound,
    MoneyChange,
    ProcurementChange,
    StatementEdit,
)
from minerva.model.dates import Window
from minerva.model.programme import Id
from minerva.position import Position
from minerva.views import document as plain
from minerva.views.check import finding_document
from minerva.views.document import SCHEMA_VERSION, Document, put_window
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
                    _fields({"field": field}, was, now) for field, was, now in change.changes
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
            "lines": [
                {
                    "id": change.id,
                    "name": change.name,
                    "full_year": _amounts(change.full_year),
                    "years": _years(change),
                    "fate": change.fate,
                }
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
        "basis": [{"field": field, "from": was, "to": now} for field, was, now in changed.basis],
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
    was, now = change.before, change.after
    return {
        "id": change.procurement.id,
        "stage": {"from": was and stage_id(was), "to": now and stage_id(now)},
        "bidders": {
            "from": [bidder.name for bidder in was.bidders] if was else None,
            "to": [bidder.name for bidder in now.bidders] if now else None,
        },
        "workstream": {
            "from": was and was.record.workstream,
            "to": now and now.record.workstream,
        },
    }


def supposed_document(supposed: Mapping[Id, Window]) -> list[Document]:
    """Return what is supposed, as part of a JSON document."""
    told = []
    for id, when in supposed.items():
        document: Document = {"id": id}
        put_window(document, "date", when)
        told.append(document)
    return told


def _deadline(after: Position, change: DeadlineChange) -> Document:
    was, now = change.before, change.after
    told = now or was
    before = was and was.milestone and was.milestone.id
    milestone = told and told.milestone and told.milestone.id
    document: Document = {"milestone": milestone}
    document["kind"] = told and told.kind
    document["date"] = now and now.date
    document["float_days"] = {"from": was and was.float_days, "to": now and now.float_days}
    uncovered = {"from": was and was.uncovered_days, "to": now and now.uncovered_days}
    document["uncovered_days"] = uncovered
    chain = after.critical_chain(now.bound) if now and now.bound else []
    document["chain"] = list(chain)
    if was is not None and (now is None or was.date != now.date):
        document["date_was"] = was.date
    if told is not None and told.kind == "contract":
        document["contract"] = told.id
    if was is not None and before != milestone:
        document["milestone_was"] = before
    return document


def _years(change: MoneyChange) -> Document:
    return {
        label: {figure: _amounts(amounts) for figure, amounts in figures.items()}
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
