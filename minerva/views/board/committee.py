"""The sections of a committee report: what a paper for members has, in its order."""

from typing import Final

from minerva.findings import findings_at
from minerva.position import Position, WorkstreamPosition
from minerva.views import contracts, narrative
from minerva.views import forecast as forecast_view
from minerva.views import milestones as milestones_view
from minerva.views import procurement as procurement_view
from minerva.views import savings as savings_view
from minerva.views import status as status_view
from minerva.views.board import money, procurements, registers, standing
from minerva.views.board.parts import BoardData, Folded, Part, Section
from minerva.views.money_lines import target_lines
from minerva.views.slippage import schedule
from minerva.views.table import Column, Table
from minerva.views.titles import measures_line

_NOTE_COLUMNS: Final = (
    Column("severity", "Severity", of=lambda finding: finding.severity.value),
    Column("message", "Finding", of=lambda finding: finding.message),
)


def summary(data: BoardData) -> Section:
    """Return where the programme stands, in lines and a row for each workstream."""
    position = data.position
    workstreams, *_ = status_view.report(position).tables
    lines = [
        *standing.warnings(position),
        status_view.headline(position),
        standing.changed_line(data),
        measures_line(position),
        schedule(position),
    ]
    return Section(
        "summary", "Summary", lines=lines, parts=[workstreams.hide("next", "upcoming", "left_out")]
    )


def situation(data: BoardData) -> Section:
    """Return what those in charge say, then each workstream's rating, why, and its milestones."""
    position = data.position
    parts = [_milestones(position, workstream) for workstream in position.workstreams]
    lines = narrative.lines(position)
    return Section("situation", "Current situation", lines=lines, parts=parts)


def _milestones(position: Position, workstream: WorkstreamPosition) -> Table:
    report = milestones_view.report(position, workstream.milestones)
    rating = workstream.rating.value if workstream.rating else "not rated"
    reason = f": {workstream.reason}" if workstream.reason else ""
    chosen = sorted(workstream.milestones, key=lambda milestone: milestone.expected.latest)
    return Table(
        report.tables[0].columns,
        chosen,
        title=f"{workstream.workstream.name}: {rating}",
        notes=[f"Rated {rating}{reason}."] if workstream.reason else [],
        empty="No milestone is recorded.",
    )


def finances(data: BoardData) -> Section:
    """Return the savings against the target, what is lost of their plan, and what they cost."""
    position = data.position
    if not position.savings.savings:
        return Section("finances", "Financial implications", "No savings are recorded.")
    _, effect = savings_view.report(position).tables
    parts: list[Part] = [
        effect,
        money.by_year(position),
        *money.by_state(position),
        *forecast_view.lost_tables(position),
        *money.cost_tables(position),
        *(Folded(title, table) for title, table in money.matrix_tables(position)),
    ]
    message = f"{money.message(position)}."
    lines = [*target_lines(position), *money.state_lines(position)]
    if position.costs.costs:
        lines += money.cost_lines(position)
    return Section("finances", "Financial implications", message, lines, parts)


def procurement(data: BoardData) -> Section:
    """Return where each procurement stands, its stages, its weights, and the contracts."""
    position = data.position
    report = procurement_view.report(position)
    parts: list[Part] = [table for table in report.tables if table.subjects]
    parts += procurements.rankings(position)
    if not parts:
        return Section("procurement", "Procurement", "No procurement is recorded.")
    lines = [*report.summary, *contracts.lines(position)]
    return Section("procurement", "Procurement", lines=lines, parts=parts)


def risks(data: BoardData) -> Section:
    """Return the risks, what dates that cannot move depend on, and what slips cost."""
    position = data.position
    lines = [forecast_view.headline(position)] if position.milestones else []
    lines += forecast_view.deadline_lines(position)
    parts: list[Part] = [*registers.open_tables(position, ["risks"])]
    if position.deadlines:
        parts.append(forecast_view.chains(position))
    notes = [finding for finding in findings_at(position) if finding.severity.value == "note"]
    if notes:
        parts.append(Table(_NOTE_COLUMNS, notes, title="Noted, with no decision asked for"))
    return Section("risks", "Risks", lines=lines, parts=parts)
