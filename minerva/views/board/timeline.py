"""When everything happens: the stages of procurements, and the milestones by workstream."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.position.procurement import ProcurementPosition
from minerva.views import milestones as milestones_view
from minerva.views.board.parts import Band, Bar, BoardData, Drawing, Section, Timeline
from minerva.views.forecast import headline as held_back_line
from minerva.views.slippage import schedule
from minerva.views.timeline import mark_of
from minerva.views.titles import measures_line

MOST_DRAWN: Final = 40

_HOW: Final = (
    "The open circle is the agreed date (the baseline), the solid mark the date now expected or, "
    "once complete, reached; an arrow between them is a slip. The pale band is the tolerance, the "
    "upright bar a deadline that cannot move, the dashed line the day of this report."
)


def section(data: BoardData) -> Section | None:
    """Return the timeline, with its milestones as a table; None of a programme without any."""
    position = data.position
    if not position.programme.milestones:
        return None
    drawn = chosen(position)
    lines = [measures_line(position), schedule(position)]
    if position.unfinished:
        lines.append(held_back_line(position))
    picture = Timeline(position.as_of, [*_procurements(position), *_workstreams(position, drawn)])
    table = milestones_view.report(position, drawn).tables[0]
    drawing = Drawing("timeline", message(position), _text(position, drawn), picture, table, _HOW)
    return Section("timeline", "Timeline", lines=lines, parts=[drawing])


def message(position: Position) -> str:
    """Say how many milestones are late, and which is the latest."""
    late = [milestone for milestone in position.milestones if milestone.overdue]
    slipped = [
        (milestone.slippage_days, milestone)
        for milestone in position.milestones
        if milestone.slippage_days is not None and milestone.slippage_days > 0
    ]
    if not position.milestones:
        return "No milestone is recorded"
    if not slipped:
        return "No milestone is later than agreed"
    slip, worst = max(slipped, key=lambda pair: pair[0])
    of = f"{len(slipped):,} of {len(position.milestones):,} milestones"
    by = f"{worst.record.name}, by {days(slip)}"
    if len(slipped) == 1:
        return f"{of} is later than agreed: {by}"
    overdue = f", {len(late):,} of them overdue" if late else ""
    return f"{of} are later than agreed{overdue}; the worst, {by}"


def chosen(position: Position) -> Sequence[MilestonePosition]:
    """Return the milestones to draw: all or, of many, the worst and then the nearest ones."""
    everything = milestones_view.choose(position, (), None)
    if len(everything) <= MOST_DRAWN:
        return everything
    first = sorted(
        everything,
        key=lambda milestone: (
            milestone.rating.urgency,
            -max(milestone.slippage_days or 0, 0),
            abs((milestone.expected.latest - position.as_of).days),
        ),
    )
    drawn = {milestone.record.id for milestone in first[:MOST_DRAWN]}
    return [milestone for milestone in everything if milestone.record.id in drawn]


def _workstreams(position: Position, drawn: Sequence[MilestonePosition]) -> list[Band]:
    total = Counter(milestone.record.workstream for milestone in position.milestones)
    by_workstream: dict[Id, list[MilestonePosition]] = {}
    for milestone in drawn:
        by_workstream.setdefault(milestone.record.workstream, []).append(milestone)
    names = position.programme.workstream_names
    return [
        Band(
            names[id],
            marks=[mark_of(milestone, names) for milestone in group],
            left_out=total[id] - len(group),
        )
        for id, group in by_workstream.items()
    ]


def _procurements(position: Position) -> list[Band]:
    bands = [
        Band(f"{procurement.record.name}: stages", bars=_bars(procurement))
        for procurement in position.procurements
    ]
    return [band for band in bands if band.bars]


def _bars(procurement: ProcurementPosition) -> list[Bar]:
    return [
        Bar(
            stage.record.name,
            stage.status,
            None if stage.opens is None else stage.opens.latest,
            stage.closes.earliest,
            stage.closes.latest,
        )
        for stage in procurement.stages
        if stage.closes is not None
    ]


def _text(position: Position, drawn: Sequence[MilestonePosition]) -> str:
    """Describe the timeline to those who do not see it."""
    ratings = Counter(milestone.rating.value for milestone in position.milestones)
    rated = ", ".join(f"{number:,} {rating}" for rating, number in ratings.items())
    left = len(position.milestones) - len(drawn)
    rest = f" {left:,} more are not drawn: the table of all milestones has them." if left else ""
    return (
        f"Milestones on an axis of time, as of {format_date(position.as_of)}, each with its "
        f"baseline, the date expected or reached, tolerance and deadline: {rated or 'none'}.{rest} "
        "The table below has the same dates."
    )
