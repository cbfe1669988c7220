"""One page of A4: what to decide, what comes next, what changed, below the rating and figures."""

from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from minerva.findings import findings_at
from minerva.model import money
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.views import diff as diff_view
from minerva.views.board import decisions, sources, standing
from minerva.views.board.parts import BoardData, KeyFigure, Section
from minerva.views.status import headline
from minerva.views.table import Column, Kind, Table

MOST_DECISIONS: Final = 5
MOST_TO_COME: Final = 5
MOST_CHANGES: Final = 4

_SHORT_DECISIONS: Final = tuple(
    column for column in decisions.COLUMNS if column.key in ("name", "found", "asked", "by_when")
)
_TO_COME: Final = (
    Column("name", "Milestone", of=lambda milestone: milestone.record.name),
    Column("forecast", "Forecast", Kind.DATE, lambda milestone: milestone.forecast),
    Column("slippage_days", "Slip", Kind.SLIP, lambda milestone: milestone.slippage_days),
    Column("rating", "Rating", Kind.RATING, lambda milestone: milestone.rating),
)


def to_decide(data: BoardData) -> Section:
    """Return the worst of what is for decision, and how much more there is."""
    position = data.position
    found = decisions.matters(position, findings_at(position))
    message, left = decisions.message(found, position), len(found) - MOST_DECISIONS
    if left > 0:
        message = f"{message} The worst {MOST_DECISIONS} of them; {left:,} more are in the report."
    table = Table(_SHORT_DECISIONS, found[:MOST_DECISIONS], empty="Nothing needs a decision.")
    return Section("decisions", "For decision", message, parts=[table])


def to_come(data: BoardData) -> Section:
    """Return the next milestones that are neither complete nor overdue, by their forecast."""
    ahead = upcoming(data.position)
    table = Table(_TO_COME, ahead[:MOST_TO_COME], empty="Nothing is still to come.")
    return Section("next", "What is next", parts=[table])


def upcoming(position: Position) -> list[MilestonePosition]:
    """Return the milestones that are still to come, the first first."""
    ahead = [milestone for milestone in position.unfinished if not milestone.overdue]
    return sorted(ahead, key=lambda milestone: milestone.forecast.latest)


def changes(data: BoardData) -> Section:
    """Return what changed since the last board, the worst first."""
    lines = [standing.changed_line(data)]
    if data.changed is not None:
        lines += diff_view.consequence_lines(data.changed)[:MOST_CHANGES]
    return Section("changes", "What changed", lines=lines)


def made(data: BoardData) -> Section:
    """Return from which files and by which version it was made, in a line."""
    section = sources.made(data)
    return replace(section, lines=section.lines[:1])


def summary(data: BoardData) -> Section:
    """Return the rating, why, and the key figures, for a paper: a page has them at its head."""
    position = data.position
    symbol = standing.symbol(position)
    figures = [
        f"{figure.name}: {_figure_text(figure, symbol)}"
        + (f" ({figure.remark})" if figure.remark else "")
        for figure in standing.key_figures(position)
    ]
    lines = [*standing.warnings(position), headline(position), *figures]
    return Section("summary", "Summary", lines=lines)


def _figure_text(figure: KeyFigure, symbol: str) -> str:
    value = figure.value
    if not isinstance(value, Decimal):
        return "not known" if value is None else f"{value}"
    return f"{'-' if value < 0 else ''}{symbol}{money.format_digits(abs(value))}"
