"""The tables in full, as the other reports have them, for those who check a figure."""

from msgspec.structs import replace

from minerva.findings import findings_at
from minerva.views import check as check_view
from minerva.views import diff as diff_view
from minerva.views import forecast as forecast_view
from minerva.views import milestones as milestones_view
from minerva.views import options as options_view
from minerva.views import savings as savings_view
from minerva.views import slippage as slippage_view
from minerva.views import trend as trend_view
from minerva.views.board.parts import BoardData, Folded, Section
from minerva.views.table import Table

MOST_OPEN = 60
"""The rows of the longest table that is shown without being asked for."""


def section(data: BoardData) -> Section:
    """Return the tables of the other reports, each under its name, the long ones folded."""
    position = data.position
    tables = [
        (f"What changed: {(table.title or 'milestones').lower()}", table)
        for table in (diff_view.report(data.changed, "").tables if data.changed else ())
    ]
    everything = milestones_view.choose(position, (), None)
    tables.append(("Milestones", milestones_view.report(position, everything).tables[0]))
    moved, workstreams, history = slippage_view.report(position, history=True).tables
    tables += [
        ("Moved from their baseline", moved),
        ("Slip by workstream", workstreams),
        ("Dates stated, and why", history),
        ("What comes first, and float", _bound(data)),
    ]
    statements = trend_view.report(position, data.trends).tables[1:]
    tables += [(table.title or "", table) for table in statements]
    if position.savings.savings:
        years, effect = savings_view.report(position).tables
        tables += [
            ("Savings by financial year", years),
            ("Savings by workstream", savings_view.report(position, "workstream").tables[0]),
            ("Full-year effect", effect),
        ]
    if lost := [
        table
        for table in forecast_view.report(position).tables
        if table.title and table.title.startswith("Savings")
    ]:
        tables.append(("Savings that start with a milestone", lost[0]))
    if position.programme.options:
        tables.append(("Options appraised", options_view.report(position).tables[0]))
    found = check_view.Verdict(position, findings_at(position), show_waived=True)
    tables += [("Findings", table) for table in check_view.rows(found).tables]
    parts = [_folded(title, table) for title, table in tables if table.subjects]
    return Section(
        "tables",
        "Tables in full",
        "Every figure behind this page, as the commands print it.",
        parts=parts,
    )


def _bound(data: BoardData) -> Table:
    """Return the milestones that others hold back, or that a date which cannot move depends on."""
    position = data.position
    table = forecast_view.report(position).tables[0]
    bound = [
        milestone
        for milestone in table.subjects
        if milestone.driver or position.total_float_days(milestone) is not None
    ]
    return replace(table, subjects=bound)


def _folded(title: str, table: Table) -> Folded:
    return Folded(title, replace(table, title=None), open=len(table.subjects) <= MOST_OPEN)
