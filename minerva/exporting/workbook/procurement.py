"""The sheet of the procurements: stages, bidders, the weights of the evaluation, the contracts."""

from collections.abc import Callable, Container
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.exporting.workbook.blocks import Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, is_counted, key_of
from minerva.exporting.workbook.wording import LEGEND, place_of, shifted_formula
from minerva.model.programme import Bidder, EvaluationGroup, Percentage, Weighting
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.procurement import ProcurementPosition, StagePosition
from minerva.position.scores import groups_of
from minerva.position.standstill import ends
from minerva.views.contracts import notice_text
from minerva.views.titles import title

PRINTED: Final = 10
_WHOLE_GROUP: Final = {"(the group as a whole)": Weighting(Percentage(Decimal(100)))}


def write(sheet: Sheet, position: Position) -> None:
    """Write the sheet."""
    sheet.title(title(position, "procurement"), [LEGEND])
    tables = [
        ("Stages", _table_of_stages),
        ("Bidders", _table_of_bidders),
        ("Evaluation", _table_of_criteria),
        ("Contracts", _table_of_contracts),
    ]
    row = 4
    for number, (heading, table) in enumerate(tables):
        sheet.heading(row, heading)
        sheet.link(2, number, heading, f"'{sheet.name}'!A{row + 1}")
        row = table(sheet, row + 1, position)
    sheet.finish(row - 1, PRINTED, 3)


def _table_of_stages(sheet: Sheet, row: int, position: Position) -> int:
    listed = {milestone.record.id for milestone in position.milestones}
    columns = [
        Column("Procurement", Kind.TEXT, lambda row: row[0].record.name),
        Column("Stage", Kind.TEXT, lambda row: row[1].record.name),
        Column("Status", Kind.TEXT, lambda row: row[1].status),
        Column("Opens", Kind.DATE, lambda row: row[1].opens, origin=Origin.FIGURE),
        Column("Closes", Kind.DATE, lambda row: row[1].closes, origin=Origin.FIGURE),
        Column("Bidders in", Kind.COUNT, lambda row: row[1].record.bidders_in, origin=Origin.INPUT),
        Column(
            "Bidders out", Kind.COUNT, lambda row: row[1].record.bidders_out, origin=Origin.INPUT
        ),
        Column("Slip", Kind.SLIP, lambda row: row[1].slippage_days, _of_closing("Slip", listed)),
        Column("As written", Kind.TEXT, lambda row: _as_written(row[1]), widest=32),
        Column(
            "Closes with",
            Kind.TEXT,
            lambda row: row[1].closing and row[1].closing.record.name,
            widest=32,
        ),
        Column("Standstill ends", Kind.DATE, lambda row: ends(row[1]), origin=Origin.FIGURE),
        Column("Milestone id", Kind.CODE, lambda row: row[1].closing and row[1].closing.record.id),
        Column("Stage id", Kind.CODE, lambda row: row[1].record.id),
        Column("Place", Kind.CODE, lambda row: place_of(row[1].record.location)),
    ]
    stages = [
        (procurement, stage)
        for procurement in position.procurements
        for stage in procurement.stages
    ]
    return sheet.table(row, "Stages", columns, stages, "No stage is recorded.").after


def _of_closing(
    column: str, listed: Container[str]
) -> Callable[[tuple[ProcurementPosition, StagePosition]], str | None]:
    """Return the formula that looks a column up for the milestone that closes a stage."""

    def formula(row: tuple[ProcurementPosition, StagePosition]) -> str | None:
        closing = row[1].closing
        if closing is None or closing.record.id not in listed:
            return None
        return _looked_up(column)

    return formula


def _looked_up(column: str) -> str:
    return f"INDEX(Milestones[{column}],MATCH([@Milestone id],Milestones[Milestone id],0))"


def _as_written(stage: StagePosition) -> str:
    windows = (("opens", stage.opens), ("closes", stage.closes))
    return "; ".join(
        f"{name} {window}" for name, window in windows if window is not None and window.text
    )


def _table_of_bidders(sheet: Sheet, row: int, position: Position) -> int:
    def is_in(row: tuple[ProcurementPosition, Bidder]) -> bool:
        return row[1] in row[0].bidders

    def left_at(row: tuple[ProcurementPosition, Bidder]) -> str | None:
        names = {stage.id: stage.name for stage in row[0].record.stage}
        return None if row[1].out_at is None or is_in(row) else names[row[1].out_at]

    columns = [
        Column("Procurement", Kind.TEXT, lambda row: row[0].record.name),
        Column("Bidder", Kind.TEXT, lambda row: row[1].name),
        Column("Still in", Kind.TEXT, is_in),
        Column("Left at", Kind.TEXT, left_at, widest=14),
    ]
    bidders = [
        (procurement, bidder)
        for procurement in position.procurements
        for bidder in procurement.record.bidder
    ]
    return sheet.table(row, "Bidders", columns, bidders, "No bidder is named.").after


class _Criterion(Struct, frozen=True):
    """A criterion of an evaluation, or a group that has none; its weights are parts of one."""

    procurement: ProcurementPosition
    group_name: str
    group: EvaluationGroup
    name: str
    weight: Decimal

    @property
    def effective(self) -> Decimal:
        """The criterion's part of the whole."""
        return self.group.weight / 100 * self.weight


def _criteria(procurement: ProcurementPosition) -> list[_Criterion]:
    return [
        _Criterion(procurement, group_name, group, name, criterion.weight / 100)
        for group_name, group in groups_of(procurement.record).items()
        for name, criterion in (group.criteria or _WHOLE_GROUP).items()
    ]


def _table_of_criteria(sheet: Sheet, row: int, position: Position) -> int:
    columns = [
        Column("Procurement", Kind.TEXT, lambda row: row.procurement.record.name),
        Column("Criterion", Kind.TEXT, lambda row: row.name),
        Column("Group", Kind.TEXT, lambda row: row.group_name.capitalize()),
        Column(
            "Group weight", Kind.WEIGHT, lambda row: row.group.weight / 100, origin=Origin.INPUT
        ),
        Column("Weight in group", Kind.WEIGHT, lambda row: row.weight, origin=Origin.INPUT),
        Column(
            "Weight of the whole",
            Kind.WEIGHT,
            lambda row: row.effective,
            "ROUND([@Group weight]*[@Weight in group],6)",
        ),
        Column(
            "Least score",
            Kind.WEIGHT,
            lambda row: None if row.group.minimum is None else row.group.minimum / 100,
            origin=Origin.INPUT,
        ),
        Column("Procurement key", Kind.CODE, lambda row: key_of(row.procurement.record.id)),
    ]
    criteria = [
        criterion for procurement in position.procurements for criterion in _criteria(procurement)
    ]
    table = sheet.table(row, "Evaluation", columns, criteria, "No evaluation is recorded.")
    evaluated = [procurement for procurement in position.procurements if _criteria(procurement)]
    for at, procurement in enumerate(evaluated, table.last + 1):
        sheet.text(at, 0, procurement.record.name, bold=True)
        sheet.text(at, 1, "All weights of the whole", bold=True)
        total = sum((criterion.effective for criterion in _criteria(procurement)), Decimal(0))
        formula = (
            "ROUND(SUMIFS(Evaluation[Weight of the whole],"
            f'Evaluation[Procurement key],"{key_of(procurement.record.id)}"),6)'
        )
        sheet.value(at, 5, Kind.WEIGHT, total, formula=formula)
    return table.after + len(evaluated)


def _table_of_contracts(sheet: Sheet, row: int, position: Position) -> int:
    listed = {milestone.record.id for milestone in position.milestones}

    def replaced(contract: ContractPosition) -> str | None:
        id = contract.record.replaced_by
        if id not in listed or contract.replacement is None or contract.replacement.driver:
            return None
        return _looked_up("Expected")

    def float_formula(contract: ContractPosition) -> str | None:
        replacement = contract.replacement
        extended = contract.ends != contract.record.expires
        if replacement is None or extended or not _is_counted(contract):
            return None
        return "[@Expires]+1-[@Replacement]"

    def notice(contract: ContractPosition) -> str | None:
        if contract.record.notice is None or not _is_counted(contract):
            return None
        return shifted_formula("[@Expires]", contract.record.notice, -1)

    def to_notice(contract: ContractPosition) -> str | None:
        return notice(contract) and "[@Notice by]-As_of"

    columns = [
        Column("Contract", Kind.TEXT, lambda contract: contract.record.id),
        Column("Supplier", Kind.TEXT, lambda contract: contract.record.supplier),
        Column("Notice for", Kind.TEXT, lambda contract: contract.record.notice_for),
        Column("Expires", Kind.DATE, lambda contract: contract.record.expires, origin=Origin.INPUT),
        Column(
            "Replacement",
            Kind.DATE,
            lambda contract: contract.replacement and contract.replacement.projected,
            replaced,
        ),
        Column("Float", Kind.FLOAT, lambda contract: contract.float_days, float_formula),
        Column("Notice by", Kind.DATE, lambda contract: contract.notice_deadline, notice),
        Column("Days to notice", Kind.FLOAT, _days_to_notice, to_notice),
        Column("Notice", Kind.TEXT, notice_text, widest=32),
        Column(
            "Replaced by",
            Kind.TEXT,
            lambda contract: contract.replacement and contract.replacement.record.name,
            widest=32,
        ),
        Column(
            "Notice served", Kind.DATE, lambda contract: contract.notice_served, origin=Origin.INPUT
        ),
        Column("Milestone id", Kind.CODE, lambda contract: contract.record.replaced_by),
        Column("Place", Kind.CODE, lambda contract: place_of(contract.record.location)),
    ]
    return sheet.table(
        row, "Contracts", columns, position.contracts, "No contract is recorded."
    ).after


def _days_to_notice(contract: ContractPosition) -> int | None:
    deadline = contract.notice_deadline
    return None if deadline is None else (deadline - contract.as_of).days


def _is_counted(contract: ContractPosition) -> bool:
    replacement = contract.replacement
    return is_counted(
        contract.as_of,
        contract.record.expires,
        contract.notice_deadline,
        None if replacement is None else replacement.projected,
    )
