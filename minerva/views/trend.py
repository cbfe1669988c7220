"""The milestone trend: what was stated of each date, day by day, and where it was heading."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.trend import Statement, Trend, mean_slip_per_month
from minerva.views.chart import Chart, Line
from minerva.views.document import Document, heading, put_window
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.working_days import put_working_days, with_working_days

MOST_DRAWN: Final = 8

_NEXT: Final = (
    "A new date is stated with a [[milestone.forecast]]; --git also looks for dates that were "
    "written over."
)
_SAID: Final = "Said: dates stated."
_MOVED: Final = "Re-forecast: dates moved, but for new baselines."
_SLIP: Final = "Slip: days from baseline. Per month: days slipped for each month reported."

COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Milestone"),
    Column("baseline", "Baseline", Kind.DATE),
    Column("forecast", "Forecast", Kind.DATE),
    Column("statements", "Said", Kind.COUNT),
    Column("reforecasts", "Re-forecast", Kind.COUNT),
    Column("slippage_days", "Slip", Kind.SLIP),
    Column("slip_per_month", "Per month", Kind.SLIP),
    Column("remark", "Remark", under="name"),
)
STATEMENT_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("workstream", "Workstream", shown=False),
    Column("name", "Milestone", shown=False),
    Column("on", "Stated", Kind.DATE),
    Column("baseline", "Baseline", Kind.DATE, shown=False),
    Column("forecast", "Forecast", Kind.DATE),
    Column("moved_days", "Moved", Kind.SLIP),
    Column("slippage_days", "Slip", Kind.SLIP),
    Column("reason", "Reason"),
    Column("commit", "Commit", shown=False),
)
EDIT_COLUMNS: Final = (
    Column("name", "Milestone"),
    Column("on", "Committed", Kind.DATE),
    Column("before", "Was", Kind.DATE),
    Column("after", "Now", Kind.DATE),
    Column("commit", "Commit"),
)


def document(
    position: Position, trends: Sequence[Trend], *, working_days: bool = False
) -> Document:
    """Return the trend as a JSON document; if asked for, with slips in working days too."""
    return heading(position) | {
        "milestones": [_milestone(trend, working_days=working_days) for trend in trends],
        "slips_every_time": [
            trend.position.record.id for trend in trends if trend.slips_every_time
        ],
        "reforecasts": sum(trend.reforecasts for trend in trends),
        "slip_per_month": _number(mean_slip_per_month(trends)),
    }


def report(position: Position, trends: Sequence[Trend], *, working_days: bool = False) -> Report:
    """Return what was stated of the milestones, those that moved furthest first, and drawn."""
    moved = furthest_first(trends)
    table = Table(
        COLUMNS,
        [
            (
                trend.position.record.id,
                trend.position.record.name,
                trend.position.baseline,
                trend.position.forecast,
                len(trend.statements),
                trend.reforecasts,
                trend.position.slippage_days,
                _rounded(trend.slip_per_month),
                _remark(trend),
            )
            for trend in moved
        ],
        notes=[f"{_SAID} {_MOVED}", _SLIP] if moved else [],
        empty=f"No date was stated to have moved by {format_date(position.as_of)}. {_NEXT}",
    )
    if working_days and moved:
        columns = [
            column._replace(shown=column.shown and column.key != "statements") for column in COLUMNS
        ]
        table = table._replace(columns=columns, notes=[_MOVED, _SLIP])
        table = with_working_days(table, [trend.position for trend in moved])
    tables = [table]
    if moved:
        tables.append(_statements(moved, working_days=working_days))
    if any(trend.edits for trend in trends):
        tables.append(_edits(trends))
    lines = [_steady(moved), _mean(moved, trends)] if moved else []
    return Report(title(position, "trend"), tables, lines, chart=_chart(position, moved))


def rows(position: Position, trends: Sequence[Trend], *, working_days: bool = False) -> Report:
    """Return the statements as plain rows, in the order of the file."""
    return Report(
        title(position, "trend"), [_statements(trends, working_days=working_days, undated=None)]
    )


def furthest_first(trends: Sequence[Trend]) -> list[Trend]:
    """Return the trends of dates that moved, however they stand now, the furthest moved first."""
    moved = [trend for trend in trends if trend.moved]
    return sorted(moved, key=lambda trend: (-trend.moved_days, -trend.reforecasts))


def _milestone(trend: Trend, *, working_days: bool) -> Document:
    milestone = trend.position.record
    document: Document = {"id": milestone.id, "name": milestone.name}
    put_window(document, "baseline", trend.position.baseline)
    statements = [_statement(said) for said in trend.statements]
    if working_days:
        put_working_days(statements, [said.at for said in trend.statements])
    return document | {
        "reforecasts": trend.reforecasts,
        "statements": statements,
        "slips_every_time": trend.slips_every_time,
        "slip_per_month": _number(trend.slip_per_month),
        "baseline_edits": [
            {
                "on": edit.on,
                "from": edit.before.latest,
                "to": edit.after.latest,
                "commit": edit.commit,
            }
            for edit in trend.edits
        ],
    }


def _statement(said: Statement) -> Document:
    document: Document = {"on": said.on}
    put_window(document, "forecast", said.at.forecast)
    return document | {
        "slippage_days": said.at.slippage_days,
        "moved_days": said.moved_days,
        "reason": _reason(said),
        "commit": said.commit,
    }


def _reason(said: Statement) -> str | None:
    """Return why a date was stated, if the file says so of what was stated then."""
    stated = said.at.stated
    return stated.reason if stated is not None and said.commit is None else None


def _statements(
    trends: Sequence[Trend], *, working_days: bool, undated: str | None = "undated"
) -> Table:
    said = [(trend.position.record, each) for trend in trends for each in trend.statements]
    committed = any(each.commit for _, each in said)
    table = Table(
        [
            column._replace(shown=column.shown or (committed and column.key == "commit"))
            for column in STATEMENT_COLUMNS
        ],
        [
            (
                milestone.id,
                milestone.workstream,
                milestone.name,
                each.on or undated,
                each.at.baseline,
                each.at.forecast,
                each.moved_days,
                each.at.slippage_days,
                _reason(each),
                each.commit and each.commit[:9],
            )
            for milestone, each in said
        ],
        title="Statements",
        group="id",
        headings={milestone.id: milestone.name for milestone, _ in said},
        notes=["Moved: days later than was expected before. Slip: days from the baseline then."],
    )
    return with_working_days(table, [each.at for _, each in said]) if working_days else table


def _edits(trends: Sequence[Trend]) -> Table:
    return Table(
        EDIT_COLUMNS,
        [
            (
                trend.position.record.name,
                edit.on,
                edit.before,
                edit.after,
                edit.commit[:9] if edit.commit else "not yet",
            )
            for trend in trends
            for edit in trend.edits
        ],
        title="Baselines written over",
        notes=["A baseline stays as it was agreed: a new one is a [[milestone.rebaseline]]."],
    )


def _steady(moved: Sequence[Trend]) -> str:
    names = [trend.position.record.name for trend in moved if trend.slips_every_time]
    return f"Slips at every statement: {', '.join(names) or 'none'}."


def _mean(moved: Sequence[Trend], trends: Sequence[Trend]) -> str:
    times = sum(trend.reforecasts for trend in moved)
    count = sum(trend.reforecasts > 0 for trend in moved)
    mean = _rounded(mean_slip_per_month(trends))
    return (
        f"{times:,} re-forecast{'' if times == 1 else 's'} of {count:,} "
        f"milestone{'' if count == 1 else 's'}; mean slip per month reported "
        f"{'n/a' if mean is None else f'{mean:+,.1f} days'}."
    )


def _remark(trend: Trend) -> str:
    if trend.position.complete:
        slipped = ", slipped at every statement" if trend.slips_every_time else ""
        return f"achieved {trend.position.actual}{slipped}"
    return "slips at every statement" if trend.slips_every_time else ""


def _chart(position: Position, moved: Sequence[Trend]) -> Chart | None:
    """Return the milestones to be drawn: those that moved furthest, as far as they are dated."""
    dated = [trend for trend in moved if trend.statements[-1].on is not None]
    lines = [_line(trend) for trend in dated[:MOST_DRAWN]]
    return Chart(lines, position.as_of, len(dated) - len(lines)) if lines else None


def _line(trend: Trend) -> Line:
    dated = [(said.on, said) for said in trend.statements if said.on is not None]
    first, actual = dated[0][1], trend.position.actual
    # What a commit says first is not known to have replaced anything.
    before = (
        None
        if first.commit and not first.moved_days
        else first.at.forecast.latest - timedelta(days=first.moved_days)
    )
    stated = [(on, said.at.forecast.latest) for on, said in dated]
    return Line(trend.position.record.name, before, stated, actual and actual.latest)


def _rounded(days: Fraction | None) -> Decimal | None:
    return None if days is None else round(Decimal(days.numerator) / days.denominator, 1)


def _number(days: Fraction | None) -> float | None:
    return None if days is None else round(float(days), 2)
