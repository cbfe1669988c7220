"""The procurements: the stage each is at, who is in it, what comes next, how bids are scored."""

from decimal import Decimal
from typing import Final

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.milestones import days
from minerva.position.procurement import ProcurementPosition, StagePosition
from minerva.position.standstill import ends
from minerva.views import document as plain
from minerva.views.document import Document, heading, put_window
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Row, Table
from minerva.views.working_days import NOT_KNOWN, put_working_days, with_working_days

COMPLETE: Final = "complete"

STAGE_COLUMNS: Final = (
    Column("procurement", "Procurement", shown=False),
    Column("procurement_name", "Procurement", shown=False),
    Column("id", "Id", shown=False),
    Column("name", "Stage"),
    Column("status", "Status"),
    Column("opens", "Opens", Kind.DATE),
    Column("closes", "Closes", Kind.DATE),
    Column("bidders_in", "In", Kind.COUNT),
    Column("bidders_out", "Out", Kind.COUNT),
    Column("slippage_days", "Slip", Kind.SLIP),
)
STANDSTILL_COLUMNS: Final = (
    Column("standstill_ends", "Standstill ends", Kind.DATE, shown=False),
    Column("standstill", "Standstill", under="name"),
)
EVALUATION_COLUMNS: Final = (
    Column("procurement", "Procurement", shown=False),
    Column("group", "Group"),
    Column("name", "Criterion"),
    Column("weight", "Weight", Kind.WEIGHT),
    Column("effective_weight", "Of the whole", Kind.WEIGHT),
)
CONTRACT_COLUMNS: Final = (
    Column("id", "Contract"),
    Column("supplier", "Supplier"),
    Column("expires", "Expires", Kind.DATE),
    Column("notice_deadline", "Notice by", Kind.DATE),
    Column("notice", "Notice", under="id"),
    Column("replacement", "Replaced by"),
    Column("float_days", "Float", Kind.SLIP),
)


def document(position: Position, *, working_days: bool = False) -> Document:
    """Return the procurements and the contracts as a JSON document.

    With `working_days`, each stage has its slip in these, and the last day of its standstill.
    """
    procurements = [_procurement(one) for one in position.procurements]
    if working_days:
        for one, procurement in zip(position.procurements, procurements, strict=True):
            for stage, document in zip(one.stages, procurement["stages"], strict=True):
                document["standstill_ends"] = ends(stage)
            put_working_days(procurement["stages"], one.stages)
    return heading(position) | {
        "procurements": procurements,
        "contracts": [_contract(one) for one in position.contracts],
    }


def report(position: Position, *, working_days: bool = False) -> Report:
    """Return the stages of each procurement, the evaluation of its bids, and the contracts.

    With `working_days`, the stages' slip in these, and the last day of each standstill.
    """
    stages = Table(
        STAGE_COLUMNS,
        [_stage_row(one, stage) for one in position.procurements for stage in one.stages],
        group="procurement",
        headings={one.record.id: one.record.name for one in position.procurements},
        notes=["In, Out: bidders at the start of the stage and at its end. Slip: days."],
        empty="No stage is recorded.",
    )
    if working_days:
        stages = _with_standstills(stages, position)
    tables = [stages]
    tables += [_evaluation(one) for one in position.procurements if one.record.evaluation]
    if position.contracts:
        tables.append(_contracts(position))
    return Report(
        title(position, "procurement"), tables, [now(one) for one in position.procurements]
    )


def stage_id(one: ProcurementPosition) -> str | None:
    """Return the id of the current stage, or that all are passed; None where there are none."""
    return one.current.record.id if one.current else COMPLETE if one.stages else None


def stage_name(one: ProcurementPosition) -> str | None:
    """Return the name of the current stage, or that all are passed; None where there are none."""
    return one.current.record.name if one.current else COMPLETE if one.stages else None


def now(one: ProcurementPosition) -> str:
    """Say where a procurement stands: its stage, its bidders, what comes next and how late."""
    name = one.record.name
    if not one.stages:
        return f"{name}: no stages are recorded."
    if one.complete:
        return f"{name}: complete, every stage is passed."
    told = f"{name}: {stage_name(one)}"
    if one.days_in_stage is not None:
        told += f", for {days(one.days_in_stage)}"
    told += f"; {_bidders(one)}." if one.bidder_count is not None else "."
    if one.next is not None:
        told += f" Next: {one.next.record.name}, {one.next.forecast}{late(one.next.slippage_days)}."
    return told


def late(slippage_days: int) -> str:
    """Say a slip: `, 18 days late`; nothing where there is none."""
    if slippage_days == 0:
        return ""
    return f", {days(abs(slippage_days))} {'late' if slippage_days > 0 else 'early'}"


def _bidders(one: ProcurementPosition) -> str:
    count = one.bidder_count
    told = f"{count} bidder{'' if count == 1 else 's'}"
    return f"{told} ({', '.join(bidder.name for bidder in one.bidders)})" if one.bidders else told


def _procurement(one: ProcurementPosition) -> Document:
    return {
        "id": one.record.id,
        "name": one.record.name,
        "workstream": one.record.workstream,
        "procedure": one.record.procedure,
        "stage": stage_id(one),
        "stage_name": stage_name(one),
        "days_in_stage": one.days_in_stage,
        "bidders": [bidder.name for bidder in one.bidders],
        "stages": [_stage(stage) for stage in one.stages],
        "evaluation": {
            "groups": [
                {
                    "name": name,
                    "weight": plain.money(group.weight),
                    "minimum": plain.money(group.minimum),
                    "criteria": [
                        {
                            "name": criterion,
                            "weight": plain.money(weight),
                            "effective_weight": plain.money(group.weight * weight / 100),
                        }
                        for criterion, weight in group.criteria.items()
                    ],
                }
                for name, group in one.record.evaluation.items()
            ]
        },
    }


def _stage(one: StagePosition) -> Document:
    document: Document = {
        "id": one.record.id,
        "name": one.record.name,
        "status": one.status.value,
    }
    put_window(document, "opens", one.opens)
    put_window(document, "closes", one.closes)
    return document | {
        "bidders_in": one.record.bidders_in,
        "bidders_out": one.record.bidders_out,
        "slippage_days": one.slippage_days,
    }


def _contract(one: ContractPosition) -> Document:
    return {
        "id": one.record.id,
        "supplier": one.record.supplier,
        "expires": one.record.expires,
        "replaced_by": one.record.replaced_by,
        "float_days": one.float_days,
        "notice_for": one.record.notice_for,
        "notice_deadline": one.notice_deadline,
        "notice_served": one.notice_served,
    }


def _stage_row(one: ProcurementPosition, stage: StagePosition) -> Row:
    return (
        one.record.id,
        one.record.name,
        stage.record.id,
        stage.record.name,
        stage.status.value,
        stage.opens,
        stage.closes,
        stage.record.bidders_in,
        stage.record.bidders_out,
        stage.slippage_days,
    )


def _with_standstills(table: Table, position: Position) -> Table:
    stages = [stage for one in position.procurements for stage in one.stages]
    rows = [
        [*row, ends(one), _standstill(one)] for row, one in zip(table.rows, stages, strict=True)
    ]
    table = table._replace(columns=[*table.columns, *STANDSTILL_COLUMNS], rows=rows)
    return with_working_days(table, stages)


def _standstill(one: StagePosition) -> str | None:
    """Say when a standstill ends, if the stage is one and its decision has a date."""
    if one.record.standstill is None or one.opens is None:
        return None
    last = ends(one)
    if last is None:
        return f"when the standstill ends is {NOT_KNOWN}"
    return f"the standstill ends at the end of {format_date(last)}"


def _evaluation(one: ProcurementPosition) -> Table:
    rows: list[Row] = []
    notes = []
    for name, group in one.record.evaluation.items():
        if group.minimum is not None:
            notes.append(f"{name.capitalize()} needs a score of at least {group.minimum}%.")
        if not group.criteria:
            rows.append((one.record.id, name.capitalize(), "", Decimal(100), group.weight))
        rows += [
            (one.record.id, f"{name.capitalize()} {group.weight}%", criterion, weight, share)
            for criterion, weight in group.criteria.items()
            for share in [group.weight * weight / 100]
        ]
    return Table(
        EVALUATION_COLUMNS,
        rows,
        title=f"Evaluation of {one.record.name}",
        group="group",
        notes=notes,
    )


def _contracts(position: Position) -> Table:
    rows = [
        (
            one.record.id,
            one.record.supplier,
            one.record.expires,
            one.notice_deadline,
            _notice(one),
            one.replacement and one.replacement.record.name,
            one.float_days,
        )
        for one in position.contracts
    ]
    return Table(
        CONTRACT_COLUMNS,
        rows,
        title="Contracts",
        notes=["Float: days from the replacement's expected date to the contract's end."],
    )


def _notice(one: ContractPosition) -> str | None:
    if one.notice_deadline is None:
        return None
    purpose = f" for {one.record.notice_for}" if one.record.notice_for else ""
    told = f"notice of {one.record.notice}{purpose}"
    if one.notice_served is not None:
        return f"{told}, served {format_date(one.notice_served)}"
    return f"{told}, {'missed: ' if one.notice_missed else ''}none recorded"
