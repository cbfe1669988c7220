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
    procurements = [_procurement(procurement) for procurement in position.procurements]
    if working_days:
        for procurement, entry in zip(position.procurements, procurements, strict=True):
            for stage, document in zip(procurement.stages, entry["stages"], strict=True):
                document["standstill_ends"] = ends(stage)
            put_working_days(entry["stages"], procurement.stages)
    return heading(position) | {
        "procurements": procurements,
        "contracts": [_contract(contract) for contract in position.contracts],
    }


def report(position: Position, *, working_days: bool = False) -> Report:
    """Return the stages of each procurement, the evaluation of its bids, and the contracts.

    With `working_days`, the stages' slip in these, and the last day of each standstill.
    """
    stages = Table(
        STAGE_COLUMNS,
        [
            _stage_row(procurement, stage)
            for procurement in position.procurements
            for stage in procurement.stages
        ],
        group="procurement",
        headings={
            procurement.record.id: procurement.record.name for procurement in position.procurements
        },
        notes=["In, Out: bidders at the start of the stage and at its end. Slip: days."],
        empty="No stage is recorded.",
    )
    if working_days:
        stages = _with_standstills(stages, position)
    tables = [stages]
    tables += [
        _evaluation(procurement)
        for procurement in position.procurements
        if procurement.record.evaluation
    ]
    if position.contracts:
        tables.append(_contracts(position))
    return Report(
        title(position, "procurement"),
        tables,
        [now(procurement) for procurement in position.procurements],
    )


def stage_id(procurement: ProcurementPosition) -> str | None:
    """Return the id of the current stage, or that all are passed; None where there are none."""
    return (
        procurement.current.record.id
        if procurement.current
        else COMPLETE
        if procurement.stages
        else None
    )


def stage_name(procurement: ProcurementPosition) -> str | None:
    """Return the name of the current stage, or that all are passed; None where there are none."""
    return (
        procurement.current.record.name
        if procurement.current
        else COMPLETE
        if procurement.stages
        else None
    )


def now(procurement: ProcurementPosition) -> str:
    """Say where a procurement stands: its stage, its bidders, what comes next and how late."""
    name = procurement.record.name
    if not procurement.stages:
        return f"{name}: no stages are recorded."
    if procurement.complete:
        return f"{name}: complete, every stage is passed."
    told = f"{name}: {stage_name(procurement)}"
    if procurement.days_in_stage is not None:
        told += f", for {days(procurement.days_in_stage)}"
    told += f"; {_bidders(procurement)}." if procurement.bidder_count is not None else "."
    if (milestone := procurement.next) is not None:
        told += f" Next: {milestone.record.name}, {milestone.forecast}"
        told += f"{late(milestone.slippage_days)}."
    return told


def late(slippage_days: int) -> str:
    """Say a slip: `, 18 days late`; nothing where there is none."""
    if slippage_days == 0:
        return ""
    return f", {days(abs(slippage_days))} {'late' if slippage_days > 0 else 'early'}"


def _bidders(procurement: ProcurementPosition) -> str:
    count = procurement.bidder_count
    told = f"{count} bidder{'' if count == 1 else 's'}"
    return (
        f"{told} ({', '.join(bidder.name for bidder in procurement.bidders)})"
        if procurement.bidders
        else told
    )


def _procurement(procurement: ProcurementPosition) -> Document:
    return {
        "id": procurement.record.id,
        "name": procurement.record.name,
        "workstream": procurement.record.workstream,
        "procedure": procurement.record.procedure,
        "stage": stage_id(procurement),
        "stage_name": stage_name(procurement),
        "days_in_stage": procurement.days_in_stage,
        "bidders": [bidder.name for bidder in procurement.bidders],
        "stages": [_stage(stage) for stage in procurement.stages],
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
                for name, group in procurement.record.evaluation.items()
            ]
        },
    }


def _stage(stage: StagePosition) -> Document:
    document: Document = {
        "id": stage.record.id,
        "name": stage.record.name,
        "status": stage.status.value,
    }
    put_window(document, "opens", stage.opens)
    put_window(document, "closes", stage.closes)
    return document | {
        "bidders_in": stage.record.bidders_in,
        "bidders_out": stage.record.bidders_out,
        "slippage_days": stage.slippage_days,
    }


def _contract(contract: ContractPosition) -> Document:
    return {
        "id": contract.record.id,
        "supplier": contract.record.supplier,
        "expires": contract.record.expires,
        "replaced_by": contract.record.replaced_by,
        "float_days": contract.float_days,
        "notice_for": contract.record.notice_for,
        "notice_deadline": contract.notice_deadline,
        "notice_served": contract.notice_served,
    }


def _stage_row(procurement: ProcurementPosition, stage: StagePosition) -> Row:
    return (
        procurement.record.id,
        procurement.record.name,
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
    stages = [stage for procurement in position.procurements for stage in procurement.stages]
    rows = [
        [*row, ends(stage), _standstill(stage)]
        for row, stage in zip(table.rows, stages, strict=True)
    ]
    table = table._replace(columns=[*table.columns, *STANDSTILL_COLUMNS], rows=rows)
    return with_working_days(table, stages)


def _standstill(stage: StagePosition) -> str | None:
    """Say when a standstill ends, if the stage is one and its decision has a date."""
    if stage.record.standstill is None or stage.opens is None:
        return None
    last = ends(stage)
    if last is None:
        return f"when the standstill ends is {NOT_KNOWN}"
    return f"the standstill ends at the end of {format_date(last)}"


def _evaluation(procurement: ProcurementPosition) -> Table:
    rows: list[Row] = []
    notes = []
    for name, group in procurement.record.evaluation.items():
        if group.minimum is not None:
            notes.append(f"{name.capitalize()} needs a score of at least {group.minimum}%.")
        if not group.criteria:
            rows.append((procurement.record.id, name.capitalize(), "", Decimal(100), group.weight))
        rows += [
            (
                procurement.record.id,
                f"{name.capitalize()} {group.weight}%",
                criterion,
                weight,
                share,
            )
            for criterion, weight in group.criteria.items()
            for share in [group.weight * weight / 100]
        ]
    return Table(
        EVALUATION_COLUMNS,
        rows,
        title=f"Evaluation of {procurement.record.name}",
        group="group",
        notes=notes,
    )


def _contracts(position: Position) -> Table:
    rows = [
        (
            contract.record.id,
            contract.record.supplier,
            contract.record.expires,
            contract.notice_deadline,
            _notice(contract),
            contract.replacement and contract.replacement.record.name,
            contract.float_days,
        )
        for contract in position.contracts
    ]
    return Table(
        CONTRACT_COLUMNS,
        rows,
        title="Contracts",
        notes=["Float: days from the replacement's expected date to the contract's end."],
    )


def _notice(contract: ContractPosition) -> str | None:
    if contract.notice_deadline is None:
        return None
    purpose = f" for {contract.record.notice_for}" if contract.record.notice_for else ""
    told = f"notice of {contract.record.notice}{purpose}"
    if contract.notice_served is not None:
        return f"{told}, served {format_date(contract.notice_served)}"
    return f"{told}, {'missed: ' if contract.notice_missed else ''}none recorded"
