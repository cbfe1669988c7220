"""The procurements: the stage each is at, who is in it, what comes next, how bids are scored."""

from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.model.programme import EvaluationGroup, Id
from minerva.position import Position
from minerva.position.milestones import days
from minerva.position.procurement import ProcurementPosition, StagePosition
from minerva.position.scores import groups_of
from minerva.position.standstill import begins, ends
from minerva.views import contracts, procurement_law
from minerva.views import document as plain
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.tender import leader, tender_lines, withheld_lines
from minerva.views.titles import title
from minerva.views.working_days import NOT_KNOWN, put_working_days, with_working_days

COMPLETE: Final = "complete"

STAGE_KEYS: Final = (
    *("id", "name", "status", "opens", "closes"),
    *("bidders_in", "bidders_out", "slippage_days"),
)
STAGE_COLUMNS: Final = (
    Column("id", "Id", of=lambda stage: stage.record.id, shown=False),
    Column("name", "Stage", of=lambda stage: stage.record.name),
    Column("status", "Status", of=lambda stage: stage.status.value),
    Column("opens", "Opens", Kind.DATE, lambda stage: stage.opens),
    Column("closes", "Closes", Kind.DATE, lambda stage: stage.closes),
    Column("bidders_in", "In", Kind.COUNT, lambda stage: stage.record.bidders_in),
    Column("bidders_out", "Out", Kind.COUNT, lambda stage: stage.record.bidders_out),
    Column("slippage_days", "Slip", Kind.SLIP, lambda stage: stage.slippage_days),
)
STANDSTILL_COLUMNS: Final = (
    Column("standstill_ends", "Standstill ends", Kind.DATE, lambda stage: ends(stage), shown=False),
    Column("standstill", "Standstill", of=lambda stage: _standstill_text(stage), under="name"),
)
CRITERION_KEYS: Final = ("name", "weight", "effective_weight")
EVALUATION_COLUMNS: Final = (
    Column("procurement", "Procurement", of=lambda criterion: criterion.procurement, shown=False),
    Column("group", "Group", of=lambda criterion: criterion.group),
    Column("name", "Criterion", of=lambda criterion: criterion.name),
    Column("weight", "Weight", Kind.WEIGHT, lambda criterion: criterion.weight),
    Column(
        "effective_weight",
        "Of the whole",
        Kind.WEIGHT,
        lambda criterion: criterion.effective_weight,
    ),
)


class Criterion(Struct, frozen=True):
    """A criterion of an evaluation, its weight in its group and in the whole, in percent.

    `minimum` is the score out of 100 that a bid needs for it.
    """

    procurement: str
    group: str
    name: str
    weight: Decimal
    effective_weight: Decimal
    minimum: Decimal | None = None


def document(position: Position, *, working_days: bool = False) -> Document:
    """Return the procurements and the contracts as a JSON document.

    With `working_days`, each stage has its slip in these, and the last day of its standstill.
    """
    procurements = [
        _procurement(procurement)
        | leader(position.tenders[procurement.record.id])
        | procurement_law.document(position, procurement)
        for procurement in position.procurements
    ]
    if working_days:
        for procurement, entry in zip(position.procurements, procurements, strict=True):
            for stage, document in zip(procurement.stages, entry["stages"], strict=True):
                document["standstill_ends"] = ends(stage)
            put_working_days(entry["stages"], procurement.stages)
    return heading(position) | {
        "procurements": procurements,
        "contracts": contracts.documents(position),
    }


def report(position: Position, *, working_days: bool = False) -> Report:
    """Return the stages of each procurement, the evaluation of its bids, and the contracts.

    With `working_days`, the stages' slip in these, and the last day of each standstill.
    """
    stages = _stages(position)
    if working_days:
        columns = [*stages.columns, *map(_of_stage, STANDSTILL_COLUMNS)]
        stages = with_working_days(replace(stages, columns=columns), lambda row: row[1])
    tables = [stages, *evaluations(position).values(), *procurement_law.tables(position)]
    if position.contracts:
        tables.append(contracts.table(position))
    options = contracts.options_table(position)
    if options is not None:
        tables.append(options)
    lines = [
        *map(stage_line, position.procurements),
        *tender_lines(position),
        *withheld_lines(position),
    ]
    return Report(
        title(position, "procurement"), tables, [*lines, *procurement_law.lines(position)]
    )


def evaluations(position: Position) -> dict[Id, Table]:
    """Return how the bids of each procurement are scored, by its id, where the files say so."""
    return {
        procurement.record.id: _evaluation(procurement)
        for procurement in position.procurements
        if groups_of(procurement.record)
    }


def _stages(position: Position) -> Table:
    """Return the stages: each row is a procurement and one of its stages."""
    procurement_columns = (
        Column("procurement", "Procurement", of=lambda row: row[0].record.id, shown=False),
        Column("procurement_name", "Procurement", of=lambda row: row[0].record.name, shown=False),
    )
    return Table(
        [*procurement_columns, *map(_of_stage, STAGE_COLUMNS)],
        [
            (procurement, stage)
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


def _of_stage(column: Column) -> Column:
    """Return a column of stages for rows of a procurement and a stage."""
    return replace(column, of=lambda row: column.of(row[1]))


def stage_id(procurement: ProcurementPosition) -> str | None:
    """Return the id of the current stage, or that all are passed; None where there are none."""
    if procurement.current:
        return procurement.current.record.id
    return COMPLETE if procurement.stages else None


def stage_name(procurement: ProcurementPosition) -> str | None:
    """Return the name of the current stage, or that all are passed; None where there are none."""
    if procurement.current:
        return procurement.current.record.name
    return COMPLETE if procurement.stages else None


def stage_line(procurement: ProcurementPosition) -> str:
    """Say where a procurement stands: its stage, its bidders, what comes next and how late."""
    name = procurement.record.name
    if not procurement.stages:
        return f"{name}: no stages are recorded."
    if procurement.complete:
        return f"{name}: complete, every stage is passed."
    line = f"{name}: {stage_name(procurement)}"
    if procurement.days_in_stage is not None:
        line += f", for {days(procurement.days_in_stage)}"
    line += f"; {_bidders_text(procurement)}." if procurement.bidder_count is not None else "."
    if (milestone := procurement.next) is not None:
        line += f" Next: {milestone.record.name}, {milestone.forecast}"
        line += f"{late_text(milestone.slippage_days)}."
    return line


def late_text(slippage_days: int | None) -> str:
    """Say a slip: `, 18 days late`; nothing where there is none, or none is known."""
    if not slippage_days:
        return ""
    return f", {days(abs(slippage_days))} {'late' if slippage_days > 0 else 'early'}"


def _bidders_text(procurement: ProcurementPosition) -> str:
    count = procurement.bidder_count
    count_text = f"{count} bidder{'' if count == 1 else 's'}"
    return (
        f"{count_text} ({', '.join(bidder.name for bidder in procurement.bidders)})"
        if procurement.bidders
        else count_text
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
        "stages": entries(STAGE_COLUMNS, procurement.stages, STAGE_KEYS),
        "evaluation": {
            "groups": [
                {
                    "name": name,
                    "weight": plain.money(group.weight),
                    "minimum": plain.money(group.minimum),
                    "criteria": _criteria_documents(procurement.record.id, name, group),
                }
                for name, group in groups_of(procurement.record).items()
            ]
        },
    }


def _criteria_documents(
    procurement: str, group_name: str, group: EvaluationGroup
) -> list[Document]:
    """Return the criteria of a group, each with the minimum that it has of its own."""
    criteria = _criteria(procurement, group_name, group)
    documents = entries(EVALUATION_COLUMNS, criteria, CRITERION_KEYS)
    for criterion, document in zip(criteria, documents, strict=True):
        if criterion.minimum is not None:
            document["minimum"] = plain.money(criterion.minimum)
    return documents


def _criteria(procurement: str, group_name: str, group: EvaluationGroup) -> list[Criterion]:
    return [
        Criterion(
            procurement,
            group_name,
            name,
            criterion.weight,
            group.weight * criterion.weight / 100,
            criterion.minimum,
        )
        for name, criterion in group.criteria.items()
    ]


def _standstill_text(stage: StagePosition) -> str | None:
    """Say when a standstill ends, if the stage is one and its decision has a date."""
    if begins(stage) is None:
        return None
    last = ends(stage)
    if last is None:
        return f"when the standstill ends is {NOT_KNOWN}"
    return f"the standstill ends at the end of {format_date(last)}"


def _evaluation(procurement: ProcurementPosition) -> Table:
    id = procurement.record.id
    criteria: list[Criterion] = []
    notes = []
    for name, group in groups_of(procurement.record).items():
        title = name.capitalize()
        if group.minimum is not None:
            notes.append(f"{title} needs a score of at least {group.minimum}%.")
        if not group.criteria:
            criteria.append(Criterion(id, title, "", Decimal(100), group.weight))
        of_group = _criteria(id, f"{title} {group.weight}%", group)
        notes += [
            f"{criterion.name} needs a score of at least {criterion.minimum}%."
            for criterion in of_group
            if criterion.minimum is not None
        ]
        criteria += of_group
    return Table(
        EVALUATION_COLUMNS,
        criteria,
        title=f"Evaluation of {procurement.record.name}",
        group="group",
        notes=notes,
    )
