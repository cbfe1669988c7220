"""Open Contracting (OCDS 1.1): procurements under the Procurement Act 2023 as they were published.

A release holds what the notices of a procurement have made public by the day, and no more: planning
from UK1, UK2 or UK3 on, the tender from UK4, the award from UK6, the contract from UK7, and how
suppliers were rated from UK9. Dates that are only expected, and bidders but the supplier, never
leave. Source: Open Contracting Data Standard 1.1.5, release and release package schemas.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO, Final

from minerva.exporting.outgoing import Exported, Request
from minerva.formats.cells import counted, visible
from minerva.formats.data import json
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.procurement_law import KpiRating, NoticeKind, Procedure, procedure_of
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.notices import NoticePosition, entry_stage, is_entered
from minerva.position.procurement import ProcurementPosition
from minerva.views import document as plain

Object = dict[str, Any]

_URI: Final = "urn:minerva:releases:"
_HEAD: Final = 1_000

_PARTS: Final[dict[str, tuple[NoticeKind, ...]]] = {
    "planning": ("UK1", "UK2", "UK3"),
    "tender": ("UK4",),
    "award": ("UK6",),
    "contract": ("UK7",),
    "implementation": ("UK9",),
}
"""The notices whose publication makes each part public."""

_DOCUMENT_TYPES: Final[dict[NoticeKind, str]] = {
    "UK1": "procurementPlan",
    "UK2": "marketStudies",
    "UK3": "plannedProcurementNotice",
    "UK4": "tenderNotice",
    "UK6": "awardNotice",
    "UK7": "contractNotice",
    "UK9": "physicalProgressReport",
}
_METHODS: Final[dict[Procedure | None, str]] = {
    Procedure.OPEN: "open",
    Procedure.COMPETITIVE_FLEXIBLE: "selective",
    Procedure.FRAMEWORK_CALL_OFF: "limited",
    Procedure.DIRECT_AWARD: "direct",
}
_CATEGORIES: Final = {
    "works": "works",
    "utilities works": "works",
    "goods": "goods",
    "services": "services",
    "light touch": "services",
    "utilities light touch": "services",
    "light touch concession": "services",
}
_STATUSES: Final[dict[KpiRating, str]] = {
    "good": "met",
    "approaching target": "partiallyMet",
    "requires improvement": "notMet",
    "inadequate": "notMet",
}


def export(request: Request) -> Exported:
    """Return a release package: a release for each procurement that a notice was published of.

    Raises MinervaError where there is none.
    """
    position = request.position
    details = position.programme.details
    releases = [
        release
        for procurement in position.procurements
        if (release := _release(position, procurement)) is not None
    ]
    if not releases:
        raise MinervaError(
            f"no notice of a procurement was published by {format_date(position.as_of)}",
            "record `published` under [[procurement.notice]]: "
            'regime = "PA 2023" has UK1 to UK4, UK6, UK7 and UK9',
        )
    package = {
        "uri": f"{_URI}{details.id}:{position.as_of}",
        "version": "1.1",
        "publishedDate": _time(position.as_of),
        "publisher": {"name": _buyer_name(position)},
        "releases": releases,
    }
    return Exported(json.render(package), counted(len(releases), "release"))


def is_ours(file: BinaryIO) -> bool:
    """Tell whether a package says that minerva made it."""
    return re.match(rf'\s*\{{\s*"uri":\s*"{_URI}'.encode(), file.read(_HEAD)) is not None


def _release(position: Position, procurement: ProcurementPosition) -> Object | None:
    """Return the release of a procurement; None while none of its notices was published."""
    published = {
        part: [
            notice
            for notice in position.notices[procurement.record.id]
            if notice.kind in kinds and notice.record and notice.published
        ]
        for part, kinds in _PARTS.items()
    }
    days = [
        notice.published
        for notices in published.values()
        for notice in notices
        if notice.published is not None
    ]
    if not days:
        return None
    record = procurement.record
    ocid = record.ocid or f"{position.programme.details.id}-{record.id}"
    contract = _contract_of(position, procurement)
    supplier = _supplier(procurement, contract) if published["award"] else None
    release: Object = {
        "ocid": ocid,
        "id": f"{ocid}-{max(days)}",
        "date": _time(max(days)),
        "tag": [part for part, notices in published.items() if notices],
        "initiationType": "tender",
        "language": "en",
        "parties": list(_parties(position, supplier)),
        "buyer": _reference(_buyer_name(position)),
    }
    if notices := published["planning"]:
        release["planning"] = _planning(position, procurement, notices)
    if notices := published["tender"]:
        release["tender"] = _tender(
            position, procurement, notices, awarded=bool(published["award"])
        )
    if notices := published["award"]:
        release["awards"] = [_award(procurement, notices, supplier)]
    if notices := published["contract"]:
        rated = published["implementation"]
        release["contracts"] = [_contract(procurement, contract, notices, rated)]
    return release


def _planning(
    position: Position, procurement: ProcurementPosition, notices: Sequence[NoticePosition]
) -> Object:
    budget: Object = {"description": procurement.record.name}
    return {
        "budget": budget | _value(position, procurement, "amount"),
        "documents": _documents(notices),
    }


def _tender(
    position: Position,
    procurement: ProcurementPosition,
    notices: Sequence[NoticePosition],
    *,
    awarded: bool,
) -> Object:
    record = procurement.record
    ended = any(
        notice.kind == "UK12" and notice.published for notice in position.notices[record.id]
    )
    status = "cancelled" if ended else "complete" if awarded else "active"
    tender: Object = {"id": record.id, "title": record.name, "status": status}
    tender |= _value(position, procurement, "value")
    category = _CATEGORIES.get(record.kind or "")
    if category is not None:
        tender["mainProcurementCategory"] = category
    method = _METHODS.get(procedure_of(record.procedure))
    if method is not None:
        tender["procurementMethod"] = method
    if record.procedure is not None:
        tender["procurementMethodDetails"] = record.procedure
    first = min(notice.published for notice in notices if notice.published is not None)
    return tender | {"tenderPeriod": {"startDate": _time(first)}, "documents": _documents(notices)}


def _award(
    procurement: ProcurementPosition, notices: Sequence[NoticePosition], supplier: str | None
) -> Object:
    last = max(notice.published for notice in notices if notice.published is not None)
    return {
        "id": f"{procurement.record.id}-award",
        "title": procurement.record.name,
        "status": "active" if is_entered(procurement) else "pending",
        "date": _time(last),
        **({} if supplier is None else {"suppliers": [_reference(supplier)]}),
        "documents": _documents(notices),
    }


def _contract(
    procurement: ProcurementPosition,
    contract: ContractPosition | None,
    notices: Sequence[NoticePosition],
    rated: Sequence[NoticePosition],
) -> Object:
    stage, entered = entry_stage(procurement), is_entered(procurement)
    signed = stage.closes.latest if stage and stage.closes and entered else None
    over = contract is not None and contract.ends < procurement.as_of
    found: Object = {
        "id": contract.record.id if contract else f"{procurement.record.id}-contract",
        "awardID": f"{procurement.record.id}-award",
        "title": procurement.record.name,
        "status": "terminated" if over else "active" if entered else "pending",
    }
    period: Object = {} if signed is None else {"startDate": _time(signed)}
    if contract is not None:
        period["endDate"] = _time(contract.ends)
        longest = max(
            [contract.ends, *(day for option in contract.options if (day := option.ends))]
        )
        period["maxExtentDate"] = _time(longest)
    if period:
        found["period"] = period
    if signed is not None:
        found["dateSigned"] = _time(signed)
    found["documents"] = _documents(notices)
    if rated:
        milestones = list(_ratings(procurement, rated))
        found["implementation"] = {
            **({"milestones": milestones} if milestones else {}),
            "documents": _documents(rated),
        }
    return found


def _ratings(procurement: ProcurementPosition, rated: Sequence[NoticePosition]) -> Iterator[Object]:
    """Yield each rating that a contract performance notice has made public, as a milestone."""
    until = max(notice.published for notice in rated if notice.published is not None)
    for number, kpi in enumerate(procurement.record.kpi, 1):
        for rating in sorted(kpi.rating, key=lambda rating: rating.on):
            if rating.on > until:
                continue
            milestone: Object = {
                "id": f"kpi-{number}-{rating.on}",
                "title": kpi.name,
                "type": "assessment",
                "description": f"Rating: {rating.rating}",
                "dateMet": _time(rating.on),
            }
            if rating.rating in _STATUSES:
                milestone["status"] = _STATUSES[rating.rating]
            yield milestone


def _documents(notices: Sequence[NoticePosition]) -> list[Object]:
    """Return the notices as documents, each with its number where it was published."""
    found = []
    for number, notice in enumerate(notices, 1):
        document: Object = {
            "id": f"{notice.kind}-{number}",
            "documentType": _DOCUMENT_TYPES[notice.kind],
            "title": f"{notice.kind} {notice.name}",
        }
        if notice.reference is not None:
            document["description"] = visible(notice.reference)
        if notice.published is not None:
            document["datePublished"] = _time(notice.published)
        found.append(document)
    return found


def _value(position: Position, procurement: ProcurementPosition, key: str) -> Object:
    amount = procurement.record.value
    if amount is None:
        return {}
    currency = position.programme.details.currency
    return {key: {"amount": plain.money(amount), "currency": currency}}


def _contract_of(position: Position, procurement: ProcurementPosition) -> ContractPosition | None:
    """Return the contract that was awarded in a procurement; of several the first."""
    id = procurement.record.id
    return next((found for found in position.contracts if found.record.procurement == id), None)


def _supplier(procurement: ProcurementPosition, contract: ContractPosition | None) -> str | None:
    """Return who gets the contract: its supplier, else the only bidder that is left."""
    if contract is not None:
        return contract.record.supplier
    return procurement.bidders[0].name if len(procurement.bidders) == 1 else None


def _parties(position: Position, supplier: str | None) -> Iterator[Object]:
    yield _reference(_buyer_name(position)) | {"roles": ["buyer"]}
    if supplier is not None:
        yield _reference(supplier) | {"roles": ["supplier"]}


def _buyer_name(position: Position) -> str:
    details = position.programme.details
    return details.organisation or details.name


def _reference(name: str) -> Object:
    """Return what refers to an organisation: its id is made of its name."""
    id = "-".join(re.findall(r"\w+", name.casefold())) or "organisation"
    return {"id": id, "name": visible(name)}


def _time(day: date) -> str:
    """Return the beginning of a day as a date-time."""
    return f"{day}T00:00:00Z"
