"""Where each workstream stands, what changed since the last board, and how sure the dates are."""

from typing import Final

from minerva.model import money
from minerva.position import Position
from minerva.position.milestones import Rating
from minerva.views import diff as diff_view
from minerva.views import narrative
from minerva.views import status as status_view
from minerva.views.board.money import message as money_message
from minerva.views.board.parts import BoardData, KeyFigure, Section
from minerva.views.table import Kind
from minerva.views.titles import caution

_WITHOUT_SIMULATION: Final = (
    "How sure these dates are is not shown: that needs the extra minerva-programme[simulate]."
)


def section(data: BoardData) -> Section:
    """Return what changed since the last board, how workstreams are rated and what is said."""
    position = data.position
    workstreams, *_ = status_view.report(position).tables
    lines = [changed_line(data)]
    if data.changed is not None:
        lines += diff_view.report(data.changed, "").summary[1:]
    parts = [workstreams, *narrative.tables(position)]
    return Section("standing", "Where it stands", lines=lines, parts=parts)


def certainty(data: BoardData) -> Section | None:
    """Return the odds of deadlines and savings; None where neither estimate nor risk is stated."""
    position = data.position
    stated = position.programme.confidence is not None
    estimated = any(milestone.record.estimate for milestone in position.milestones)
    if not stated and not estimated and not any(risk.may_count for risk in position.risks):
        return None
    if data.simulation is None:
        return Section("confidence", "How sure it is", _WITHOUT_SIMULATION)
    from minerva.views import confidence  # it needs an extra, which only this section asks for

    lines, tables = confidence.board(data.simulation)
    return Section("confidence", "How sure it is", lines=lines, parts=tables)


def changed_line(data: BoardData) -> str:
    """Sum up what changed since the last board, or say why that is not known."""
    if data.changed is None:
        return data.since
    return f"{data.since} {diff_view.headline(data.changed)}"


def key_figures(position: Position) -> list[KeyFigure]:
    """Return the figures at the head of the page: milestones or, without any, indicators; money."""
    counts, total = position.counts, position.savings.total
    figures = [
        KeyFigure("Milestones complete", f"{counts.complete:,} of {counts.total:,}", Kind.TEXT),
        KeyFigure("Overdue", counts.overdue, Kind.COUNT, f"{counts.due:,} due soon"),
        KeyFigure("Worst slip", counts.worst_days, Kind.SLIP, "days from baseline"),
    ]
    if position.indicators and not position.programme.milestones:
        figures = _indicator_figures(position)
    if not position.savings.savings:
        return figures
    unknown = f", {len(total.unknown):,} not known" if total.unknown else ""
    return [
        *figures,
        KeyFigure(
            "Full-year effect",
            total.full_year,
            Kind.MONEY,
            f"{money_message(position)}{unknown}" if position.savings.target else unknown[2:],
        ),
        KeyFigure("Realised", total.realised, Kind.MONEY, "claimed so far"),
        KeyFigure("Validated", total.validated, Kind.MONEY, "confirmed by finance"),
    ]


def _indicator_figures(position: Position) -> list[KeyFigure]:
    ratings = [indicator.rating for indicator in position.indicators]
    rest = f"{ratings.count(Rating.AMBER):,} amber, {ratings.count(None):,} not rated"
    return [
        KeyFigure("Indicators", len(ratings), Kind.COUNT, rest),
        KeyFigure("Red", ratings.count(Rating.RED), Kind.COUNT, "off their target"),
        KeyFigure("Green", ratings.count(Rating.GREEN), Kind.COUNT, "on their target"),
    ]


def warnings(position: Position) -> list[str]:
    """Say what a reader has to know before all else: that the data is old for the day."""
    line = caution(position)
    return [line] if line else []


def symbol(position: Position) -> str:
    """Return what amounts of the programme are written with."""
    return money.symbol(position.programme.details.currency)
