"""What is being bought: bidders from stage to stage, how bids are scored, contracts and notice."""

from decimal import Decimal

from msgspec.structs import replace

from minerva.position import Position
from minerva.position.procurement import ProcurementPosition
from minerva.position.scores import groups_of
from minerva.views import contracts, procurement_law
from minerva.views import evaluate as evaluate_view
from minerva.views import procurement as procurement_view
from minerva.views.board.parts import (
    BoardData,
    Drawing,
    Funnel,
    Part,
    Pass,
    Section,
    Weight,
    Weights,
)
from minerva.views.table import Table


def section(data: BoardData) -> Section | None:
    """Return each procurement's stages and weights as drawings, and the contracts.

    None of a programme of indicators alone.
    """
    position, programme = data.position, data.position.programme
    if not (
        programme.procurements or programme.contracts or programme.milestones or programme.savings
    ):
        return None
    report = procurement_view.report(position)
    stages, evaluations = report.tables[0], procurement_view.evaluations(position)
    parts: list[Part] = []
    for n, procurement in enumerate(position.procurements, start=1):
        if procurement.stages:
            parts.append(_funnel(n, procurement, stages))
        if procurement.record.id in evaluations:
            parts.append(_weights(n, procurement, evaluations[procurement.record.id]))
    parts += rankings(position)
    parts += procurement_law.tables(position)
    if position.contracts:
        parts.append(contracts.table(position))
    options = contracts.options_table(position)
    if options is not None:
        parts.append(options)
    message = "" if position.procurements else "No procurement is recorded."
    return Section(
        "procurement",
        "Procurement and contracts",
        message,
        [*report.summary, *contracts.lines(position)],
        parts,
    )


def rankings(position: Position) -> list[Table]:
    """Return the ranking of each tender that has scores, and all behind it."""
    tenders = [tender for tender in position.tenders.values() if tender.bids]
    return list(evaluate_view.report(position, tenders).tables) if tenders else []


def _funnel(number: int, procurement: ProcurementPosition, stages: Table) -> Drawing:
    """Return how many bidders came to each stage and left it."""
    passes = [
        Pass(stage.record.name, stage.status, stage.record.bidders_in, stage.record.bidders_out)
        for stage in procurement.stages
    ]
    name, count = procurement.record.name, procurement.bidder_count
    first = next((step.bidders_in for step in passes if step.bidders_in is not None), None)
    of = f" of {first:,}" if first is not None and count is not None and first > count else ""
    still = "" if count is None else f": {count:,} bidder{'' if count == 1 else 's'} left{of}"
    stage = procurement_view.stage_name(procurement)
    words = "; ".join(f"{step.name}, {step.status.value}{_counts_text(step)}" for step in passes)
    rows = [row for row in stages.subjects if row[0].record.id == procurement.record.id]
    return Drawing(
        f"funnel-{number}",
        f"{name}{still}, at {stage}" if still else f"{name}: at {stage}",
        f"The stages in order: {words}.",
        Funnel(passes),
        replace(stages, subjects=rows, group=None).hide("procurement"),
    )


def _counts_text(step: Pass) -> str:
    parts = [
        f"{count:,} {way}"
        for count, way in ((step.bidders_in, "in"), (step.bidders_out, "out"))
        if count is not None
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _weights(number: int, procurement: ProcurementPosition, table: Table) -> Drawing:
    """Return what each criterion counts of the whole evaluation."""
    weights = [
        Weight(row.group, row.name or row.group, row.effective_weight) for row in table.subjects
    ]
    groups = ", ".join(
        f"{name} {_percent(group.weight)}" for name, group in groups_of(procurement.record).items()
    )
    words = "; ".join(f"{weight.name} {_percent(weight.share)}" for weight in weights)
    return Drawing(
        f"weights-{number}",
        f"{procurement.record.name}, scored by {groups}",
        f"Each criterion's share of the whole score: {words}.",
        Weights(weights),
        replace(table, title=None),
    )


def _percent(weight: Decimal) -> str:
    return f"{weight.normalize():f}%"
