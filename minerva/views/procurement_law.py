"""What the Procurement Act 2023 asks of each procurement: its notices, threshold and indicators."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from minerva.model import money
from minerva.model.dates import format_date
from minerva.model.procurement_law import Procedure, Regime, procedure_of, regime_of
from minerva.model.programme import Kpi
from minerva.position import Position
from minerva.position.notices import NoticePosition, NoticeState, qualifies
from minerva.position.procurement import ProcurementPosition
from minerva.position.standstill import begins, ends
from minerva.position.thresholds import (
    CHANGED,
    KPI_COUNT,
    KPI_VALUE,
    needs_kpis,
    threshold_amount,
    threshold_at,
)
from minerva.views import document as plain
from minerva.views.document import Document, entries
from minerva.views.table import Column, Kind, Table

NOTICE_KEYS: Final = ("kind", "name", "state", "due", "published", "reference", "why")
NOTICE_COLUMNS: Final = (
    Column("kind", "Notice", of=lambda notice: notice.kind),
    Column("name", "Name", of=lambda notice: notice.name),
    Column("state", "State", of=lambda notice: notice.state.value),
    Column("due", "Due", Kind.DATE, lambda notice: notice.due),
    Column("published", "Published", Kind.DATE, lambda notice: notice.published),
    Column("reference", "Reference", of=lambda notice: notice.reference, under="name"),
    Column("why", "Why", of=lambda notice: notice.why or None, shown=False),
    Column("counted", "Counted", of=lambda notice: _counted(notice), under="name"),
)
KPI_COLUMNS: Final = (
    Column("name", "Indicator", of=lambda rated: rated[0]),
    Column("on", "Assessed", Kind.DATE, lambda rated: rated[1]),
    Column("rating", "Rating", of=lambda rated: rated[2]),
)


def _counted(notice: NoticePosition) -> str | None:
    """Say what the last day of a notice that is to be published is counted from."""
    return f"last day: {notice.why}" if notice.why and notice.published is None else None


def document(position: Position, procurement: ProcurementPosition) -> Document:
    """Return what a document says of a procurement beside its stages and its evaluation."""
    record, threshold = procurement.record, threshold_at(procurement)
    notices = position.notices[record.id]
    return {
        "regime": record.regime,
        "value": plain.money(record.value),
        "kind": record.kind,
        "threshold": threshold
        and {
            "day": threshold.day,
            "amount": plain.money(threshold.amount),
            "above": threshold.above,
            "changed": threshold.changed,
        },
        "contract_from": _contract_from(procurement),
        "notices": entries(NOTICE_COLUMNS, notices, NOTICE_KEYS),
        "kpis": [
            {
                "name": kpi.name,
                "ratings": [{"on": on, "rating": word} for on, word in _ratings(kpi, procurement)],
            }
            for kpi in record.kpi
        ],
    }


def tables(position: Position) -> Iterator[Table]:
    """Yield the notices and the indicators of each procurement that has any."""
    for procurement in position.procurements:
        notices, name = position.notices[procurement.record.id], procurement.record.name
        if notices:
            yield Table(
                NOTICE_COLUMNS,
                notices,
                title=f"Notices of {name}",
                notes=list(_remarks(notices, procurement)),
            )
        if procurement.record.kpi:
            rated = [
                (kpi.name, *rating)
                for kpi in procurement.record.kpi
                for rating in _ratings(kpi, procurement) or [(None, "not rated yet")]
            ]
            yield Table(KPI_COLUMNS, rated, title=f"Key performance indicators of {name}")


def lines(position: Position) -> Iterator[str]:
    """Say what the Act asks of each procurement that is under it."""
    currency = position.programme.details.currency
    for procurement in position.procurements:
        if regime_of(procurement.record.regime) is Regime.PA_2023:
            parts = _parts(position, procurement, currency)
            yield from (f"{procurement.record.name}: {part}." for part in parts)


def _parts(position: Position, procurement: ProcurementPosition, currency: str) -> Iterator[str]:
    yield from _standstill(procurement)
    yield from _threshold(procurement, currency)
    record = procurement.record
    if needs_kpis(record) and len(record.kpi) < KPI_COUNT:
        yield (
            f"over {money.format_money(KPI_VALUE, currency)}, so at least {KPI_COUNT} key "
            f"performance indicators are needed; {len(record.kpi) or 'none'} "
            f"{'is' if len(record.kpi) == 1 else 'are'} recorded"
        )
    notices = position.notices[record.id]
    overdue = [notice for notice in notices if notice.state is NoticeState.OVERDUE]
    if overdue:
        listed = ", ".join(f"{notice.kind} {notice.name.lower()}" for notice in overdue)
        yield f"overdue: {listed}"
    coming = [notice for notice in notices if (notice.days_left or -1) >= 0 and notice.due]
    if coming:
        first = min(coming, key=lambda notice: notice.days_left or 0)
        if first.due is not None:
            yield (f"next notice: {first.kind} {first.name.lower()}, by {format_date(first.due)}")


def _standstill(procurement: ProcurementPosition) -> Iterator[str]:
    for stage in procurement.stages:
        decision, last = begins(stage), ends(stage)
        if decision is not None and last is not None:
            yield (
                f"standstill {format_date(decision.latest)} to {format_date(last)}, contract from "
                f"{format_date(last + timedelta(days=1))}"
            )
        elif stage.record.standstill == "none":
            yield f"no standstill: {stage.record.standstill_reason}"


def _threshold(procurement: ProcurementPosition, currency: str) -> Iterator[str]:
    threshold, record = threshold_at(procurement), procurement.record
    if threshold is None or record.value is None or record.kind is None:
        return
    value = money.format_money(record.value, currency)
    side = "above" if threshold.above else "below"
    amount = money.format_money(threshold.amount, currency)
    yield f"{value} is {side} the threshold of {amount}"
    if threshold.above and procedure_of(record.procedure) is Procedure.BELOW_THRESHOLD:
        yield "its procedure says that it is below the threshold, so no notice is counted"
    if threshold.changed:
        old, new = (
            money.format_money(threshold_amount(record.kind, day), currency)
            for day in (CHANGED - timedelta(days=1), CHANGED)
        )
        yield (
            f"the value changed sides on {format_date(CHANGED)}, when the threshold went from "
            f"{old} to {new}: the day on which the procurement begins decides"
        )


def _remarks(notices: Sequence[NoticePosition], procurement: ProcurementPosition) -> Iterator[str]:
    """Say what a table of notices does not: whether a planned procurement notice is in time."""
    tender = procurement.tender_day
    for notice in notices:
        if notice.kind == "UK3" and notice.published is not None and tender is not None:
            enough = qualifies(notice.published, tender)
            yield (
                "The planned procurement notice "
                f"{'allows' if enough else 'does not allow'} a tendering period of 10 days: it is "
                f"{'' if enough else 'not '}40 days to 12 months before the tender notice."
            )


def _contract_from(procurement: ProcurementPosition) -> object:
    """Return the first day of the contract under the Act; None without a standstill or a date."""
    if regime_of(procurement.record.regime) is not Regime.PA_2023:
        return None
    last = [day for stage in procurement.stages if (day := ends(stage)) is not None]
    return max(last) + timedelta(days=1) if last else None


def _ratings(kpi: Kpi, procurement: ProcurementPosition) -> list[tuple[object, str]]:
    """Return the ratings of an indicator by the day, in the order of their days."""
    known = [rating for rating in kpi.rating if rating.on <= procurement.as_of]
    return [(rating.on, rating.rating) for rating in sorted(known, key=lambda rating: rating.on)]
