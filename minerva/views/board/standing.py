"""Where each workstream stands, what changed since the last board, and how sure the dates are."""

from typing import Final

from minerva.model import money
from minerva.position import Position
from minerva.views import diff as diff_view
from minerva.views import status as status_view
from minerva.views.board.money import message as money_message
from minerva.views.board.parts import KeyFigure, Material, Section
from minerva.views.opening import caution
from minerva.views.table import Kind

_WITHOUT_SIMULATION: Final = (
    "How sure these dates are is not shown: that needs the extra minerva-programme[simulate]."
)


def section(material: Material) -> Section:
    """Return the workstreams, each rated and why, after what changed since the last board."""
    position = material.position
    workstreams, *_ = status_view.report(position).tables
    lines = [changed_line(material)]
    if material.changed is not None:
        lines += diff_view.report(material.changed, "").summary[1:]
    return Section("standing", "Where it stands", lines=lines, parts=[workstreams])


def certainty(material: Material) -> Section | None:
    """Return the odds of deadlines and savings; None where no estimate is stated."""
    position = material.position
    stated = position.programme.confidence is not None
    if not stated and not any(milestone.record.estimate for milestone in position.milestones):
        return None
    if material.simulation is None:
        return Section("sureness", "How sure it is", _WITHOUT_SIMULATION)
    from minerva.views import confidence  # it needs an extra, which only this section asks for

    lines, tables = confidence.board(material.simulation)
    return Section("sureness", "How sure it is", lines=lines, parts=tables)


def changed_line(material: Material) -> str:
    """Sum up what changed since the last board, or say why that is not known."""
    if material.changed is None:
        return material.since
    return f"{material.since} {diff_view.headline(material.changed)}"


def key_figures(position: Position) -> list[KeyFigure]:
    """Return the figures at the head of the page: milestones, then money."""
    counts, total = position.counts, position.savings.total
    figures = [
        KeyFigure("Milestones complete", f"{counts.complete:,} of {counts.total:,}", Kind.TEXT),
        KeyFigure("Overdue", counts.overdue, Kind.COUNT, f"{counts.due:,} due soon"),
        KeyFigure("Worst slip", counts.worst_days, Kind.SLIP, "days from baseline"),
    ]
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


def warnings(position: Position) -> list[str]:
    """Say what a reader has to know before all else: that the data is old for the day."""
    line = caution(position)
    return [line] if line else []


def symbol(position: Position) -> str:
    """Return what amounts of the programme are written with."""
    return money.symbol(position.programme.details.currency)
