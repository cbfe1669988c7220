"""The milestone trend: what was stated of each date, day by day, and where it was heading."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.trend import Statement, Trend, mean_slip_per_month
from minerva.views.chart import Chart, Line
from minerva.views.document import Document, entries, heading, put_window
from minerva.views.table import Column, Kind, Report, Table, Value
from minerva.views.titles import title
from minerva.views.working_days import put_working_days, with_working_days

MOST_DRAWN: Final = 8

_NEXT: Final = (
    "A new date is stated with a [[milestone.forecast]]; --git also looks for dates that were "
    "written over."
)
_STATED: Final = "Said: dates stated."
_MOVED: Final = "Re-forecast: dates moved, but for new baselines."
_SLIP: Final = "Slip: days from baseline. Per month: days slipped for each month reported."

COLUMNS: Final = (
    Column("id", "Id", of=lambda trend: trend.position.record.id, shown=False),
    Column("name", "Milestone", of=lambda trend: trend.position.record.name),
    Column("baseline", "Baseline", Kind.DATE, lambda trend: trend.position.baseline),
    Column("forecast", "Forecast", Kind.DATE, lambda trend: trend.position.forecast),
    Column("statements", "Said", Kind.COUNT, lambda trend: len(trend.statements)),
    Column("reforecasts", "Re-forecast", Kind.COUNT, lambda trend: trend.reforecasts),
    Column("slippage_days", "Slip", Kind.SLIP, lambda trend: trend.position.slippage_days),
    Column("slip_per_month", "Per month", Kind.SLIP, lambda trend: _rounded(trend.slip_per_month)),
    Column("remark", "Remark", of=lambda trend: _remark_text(trend), under="name"),
)
STATEMENT_KEYS: Final = (
    *("on", "forecast"),
    *("slippage_days", "moved_days", "reason", "commit"),
)
STATEMENT_COLUMNS: Final = (
    Column("on", "Stated", Kind.DATE, lambda statement: statement.on),
    Column("baseline", "Baseline", Kind.DATE, lambda statement: statement.at.baseline, shown=False),
    Column("forecast", "Forecast", Kind.DATE, lambda statement: statement.at.forecast),
    Column("moved_days", "Moved", Kind.SLIP, lambda statement: statement.moved_days),
    Column("slippage_days", "Slip", Kind.SLIP, lambda statement: statement.at.slippage_days),
    Column("reason", "Reason", of=lambda statement: _reason(statement)),
    Column("commit", "Commit", of=lambda statement: statement.commit, shown=False),
)
EDIT_COLUMNS: Final = (
    Column("name", "Milestone", of=lambda row: row[0].name),
    Column("on", "Committed", Kind.DATE, lambda row: row[1].on),
    Column("before", "Was", Kind.DATE, lambda row: row[1].before),
    Column("after", "Now", Kind.DATE, lambda row: row[1].after),
    Column("commit", "Commit", of=lambda row: _short(row[1].commit) or "not yet"),
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
        moved,
        notes=[f"{_STATED} {_MOVED}", _SLIP] if moved else [],
        empty=f"No date was stated to have moved by {format_date(position.as_of)}. {_NEXT}",
    )
    if working_days and moved:
        table = replace(table.hide("statements"), notes=[_MOVED, _SLIP])
        table = with_working_days(table, lambda trend: trend.position)
    tables = [table]
    if moved:
        tables.append(_statements(moved, working_days=working_days))
    if any(trend.edits for trend in trends):
        tables.append(_edits(trends))
    lines = [_steady_line(moved), _mean_line(moved, trends)] if moved else []
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
    statements = entries(STATEMENT_COLUMNS, trend.statements, STATEMENT_KEYS)
    if working_days:
        put_working_days(statements, [statement.at for statement in trend.statements])
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


def _reason(statement: Statement) -> str | None:
    """Return why a date was stated, if the file says so of what was stated then."""
    stated = statement.at.stated
    return stated.reason if stated is not None and statement.commit is None else None


def _short(commit: str | None) -> str | None:
    return commit and commit[:9]


def _statements(
    trends: Sequence[Trend], *, working_days: bool, undated: str | None = "undated"
) -> Table:
    rows = [
        (trend.position.record, statement) for trend in trends for statement in trend.statements
    ]
    committed = any(statement.commit for _, statement in rows)
    of_milestone = (
        Column("id", "Id", of=lambda row: row[0].id, shown=False),
        Column("workstream", "Workstream", of=lambda row: row[0].workstream, shown=False),
        Column("name", "Milestone", of=lambda row: row[0].name, shown=False),
    )
    columns = {
        column.key: replace(column, of=_of_statement(column.of)) for column in STATEMENT_COLUMNS
    }
    if undated is not None:
        columns["on"] = columns["on"].otherwise(undated)
    columns["commit"] = replace(
        columns["commit"], of=lambda row: _short(row[1].commit), shown=committed
    )
    table = Table(
        [*of_milestone, *columns.values()],
        rows,
        title="Statements",
        group="id",
        headings={milestone.id: milestone.name for milestone, _ in rows},
        notes=["Moved: days later than was expected before. Slip: days from the baseline then."],
    )
    return with_working_days(table, lambda row: row[1].at) if working_days else table


def _of_statement(value: Value) -> Value:
    """Return how a value is taken from a row of a milestone and a statement."""
    return lambda row: value(row[1])


def _edits(trends: Sequence[Trend]) -> Table:
    return Table(
        EDIT_COLUMNS,
        [(trend.position.record, edit) for trend in trends for edit in trend.edits],
        title="Baselines written over",
        notes=["A baseline stays as it was agreed: a new one is a [[milestone.rebaseline]]."],
    )


def _steady_line(moved: Sequence[Trend]) -> str:
    names = [trend.position.record.name for trend in moved if trend.slips_every_time]
    return f"Slips at every statement: {', '.join(names) or 'none'}."


def _mean_line(moved: Sequence[Trend], trends: Sequence[Trend]) -> str:
    times = sum(trend.reforecasts for trend in moved)
    count = sum(trend.reforecasts > 0 for trend in moved)
    mean = _rounded(mean_slip_per_month(trends))
    return (
        f"{times:,} re-forecast{'' if times == 1 else 's'} of {count:,} "
        f"milestone{'' if count == 1 else 's'}; mean slip per month reported "
        f"{'n/a' if mean is None else f'{mean:+,.1f} days'}."
    )


def _remark_text(trend: Trend) -> str:
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
    dated = [
        (statement.on, statement) for statement in trend.statements if statement.on is not None
    ]
    first, actual = dated[0][1], trend.position.actual
    # What a commit says first is not known to have replaced anything.
    before = (
        None
        if first.commit and not first.moved_days
        else first.at.forecast.latest - timedelta(days=first.moved_days)
    )
    stated = [(on, statement.at.forecast.latest) for on, statement in dated]
    return Line(
        trend.position.record.name, before, stated, None if actual is None else actual.latest
    )


def _rounded(days: Fraction | None) -> Decimal | None:
    return None if days is None else round(Decimal(days.numerator) / days.denominator, 1)


def _number(days: Fraction | None) -> float | None:
    return None if days is None else round(float(days), 2)
