"""Where dates were heading, and what leads to those that cannot move."""

from minerva.model.dates import format_date
from minerva.views import forecast as forecast_view
from minerva.views import trend as trend_view
from minerva.views.board.parts import BoardData, Drawing, Part, Section
from minerva.views.chart import Chart

_HOW = (
    "To the right: the day on which a date was stated. Upwards: the date stated. A level line is "
    "a date that holds, a step up a slip; on the dotted diagonal the date is the day itself."
)


def section(data: BoardData) -> Section | None:
    """Return the slip chart with the statements behind it, and the chain to each deadline.

    None of a programme without milestones.
    """
    position = data.position
    if not position.programme.milestones:
        return None
    report = trend_view.report(position, data.trends)
    parts: list[Part] = []
    lines = list(report.summary)
    if isinstance(report.chart, Chart):
        names = ", ".join(line.name for line in report.chart.lines)
        left = report.chart.left_out
        more = f" {left:,} more moved." if left else ""
        text = f"The dates stated of {names}, by the day on which each was stated.{more}"
        parts.append(Drawing("slips", _message(data), text, report.chart, report.tables[0], _HOW))
    elif report.tables[0].rows:
        parts.append(report.tables[0])
    else:
        lines = [f"No date was stated to have moved by {format_date(position.as_of)}."]
    if position.deadlines:
        parts.append(forecast_view.chains(position))
        lines += forecast_view.deadline_lines(position)
    return Section("slips", "Slips and deadlines", lines=lines, parts=parts)


def _message(data: BoardData) -> str:
    """Say which milestones slip whenever they are reported on."""
    steady = [trend for trend in data.trends if trend.slips_every_time]
    moved = sum(trend.moved for trend in data.trends)
    if not steady:
        dates = "1 date has" if moved == 1 else f"{moved:,} dates have"
        return f"{dates} moved, none at every statement"
    first = steady[0].position.record.name
    if len(steady) == 1:
        return f"{first} slips at every statement"
    return f"{len(steady):,} milestones slip at every statement, {first} among them"
