"""What the law on procurement asks for: notices, indicators, odd prices, and planning in time."""

from collections.abc import Iterator
from fractions import Fraction

from minerva.findings.finding import Finding, finding_of
from minerva.findings.tender import percent_text
from minerva.model import money
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import days
from minerva.position.notices import NoticePosition, NoticeState, is_entered
from minerva.position.procurement import ProcurementPosition
from minerva.position.rounding import round_fraction
from minerva.position.tender import price_comparisons
from minerva.position.thresholds import KPI_COUNT, KPI_VALUE, needs_kpis


def notice_due(position: Position) -> Iterator[Finding]:
    """Find notices whose last day is within 14 days, that day included."""
    for procurement, notice in _notices(position, NoticeState.DUE):
        left = notice.days_left or 0
        when = "today" if left == 0 else f"in {days(left)}"
        yield finding_of(
            "notice-due",
            procurement.record.id,
            f"{procurement.record.name}: the {_named(notice)} is due by {_due(notice)}, {when}"
            f"{_why(notice)}",
            "publish it, and record `published` under [[procurement.notice]]",
            notice.location,
            -left,
            detail=_detail(notice),
        )


def notice_overdue(position: Position) -> Iterator[Finding]:
    """Find notices whose last day has passed and that are not recorded as published."""
    for procurement, notice in _notices(position, NoticeState.OVERDUE):
        late = -(notice.days_left or 0)
        yield finding_of(
            "notice-overdue",
            procurement.record.id,
            f"{procurement.record.name}: the {_named(notice)} was due by {_due(notice)}, "
            f"{days(late)} ago{_why(notice)}, and is not recorded as published",
            "publish it at once; if it was published, record `published` under "
            "[[procurement.notice]]",
            notice.location,
            late,
            detail=_detail(notice),
        )


def kpi_missing(position: Position) -> Iterator[Finding]:
    """Find contracts of over 5 million pounds without three indicators, once they are awarded."""
    currency = position.programme.details.currency
    for procurement in position.procurements:
        record = procurement.record
        if not needs_kpis(record) or len(record.kpi) >= KPI_COUNT:
            continue
        awarded = any(
            notice.kind == "UK6" and notice.published for notice in position.notices[record.id]
        )
        if awarded or is_entered(procurement):
            yield finding_of(
                "kpi-missing",
                record.id,
                f"{record.name}: {len(record.kpi) or 'none'} of the {KPI_COUNT} key performance "
                f"indicators that a contract over {money.format_money(KPI_VALUE, currency)} needs "
                f"before it is entered into {'is' if len(record.kpi) < 2 else 'are'} recorded",
                "agree them with the supplier, and add [[procurement.kpi]] for each",
                record.location.at("value"),
            )


def price_abnormally_low(position: Position) -> Iterator[Finding]:
    """Find prices under a set share of the mean of the others' prices: look into them."""
    share = Fraction(position.programme.check.abnormally_low)
    currency = position.programme.details.currency
    for tender in position.tenders.values():
        for compared in price_comparisons(tender):
            if compared.percent is None or compared.percent >= share:
                continue
            part = "" if compared.criterion is None else f" for {compared.criterion}"
            mean = money.format_money(round_fraction(compared.mean, 2), currency)
            yield finding_of(
                "price-abnormally-low",
                tender.record.id,
                f"{tender.record.name}: the price of {compared.bid.bidder}{part}, "
                f"{money.format_money(compared.price, currency)}, is "
                f"{percent_text(compared.percent)} of the mean of the others, {mean}",
                "ask the bidder how it can perform the contract for that price before you decide "
                "anything: no price excludes a bid by itself",
                compared.bid.record.location.at("price"),
                detail=f"{compared.bid.bidder}{part}",
            )


def replan_due(position: Position) -> Iterator[Finding]:
    """Find contracts that need a new procurement, and for which it is late to begin to plan it."""
    for contract in position.contracts:
        by = contract.replan_by
        if by is None or not contract.replan_overdue:
            continue
        late, record = (contract.as_of - by).days, contract.record
        why = (
            f"{record.lead_time} before"
            if record.lead_time is not None
            else "as long before as its procurement took:"
        )
        yield finding_of(
            "replan-due",
            record.id,
            f"{record.supplier}: a new procurement had to be planned by {format_date(by)}, "
            f"{days(late)} ago, {why} the contract ends on {format_date(contract.ends)}",
            "add the [[procurement]] whose stages lead to `replaced_by`, or record an extension "
            "that was taken",
            record.location.at("lead_time" if record.lead_time is not None else "procurement"),
            late,
        )


def _notices(
    position: Position, state: NoticeState
) -> Iterator[tuple[ProcurementPosition, NoticePosition]]:
    """Yield the notices that stand so, each with its procurement."""
    for procurement in position.procurements:
        for notice in position.notices[procurement.record.id]:
            if notice.state is state:
                yield procurement, notice


def _named(notice: NoticePosition) -> str:
    """Return the name of a notice inside a sentence: `contract details notice (UK7)`."""
    return f"{notice.name[0].lower()}{notice.name[1:]} ({notice.kind})"


def _due(notice: NoticePosition) -> str:
    return "" if notice.due is None else format_date(notice.due)


def _why(notice: NoticePosition) -> str:
    return f" ({notice.why})" if notice.why else ""


def _detail(notice: NoticePosition) -> str:
    return f"{notice.kind} {notice.due}"
