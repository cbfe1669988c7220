"""The sheets of the register: one for each kind of entry that there is, closed ones too."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.exporting.workbook.blocks import Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, is_counted
from minerva.exporting.workbook.wording import LEGEND, place_of
from minerva.position import Position
from minerva.views.indicators import benchmarks_text
from minerva.views.register_tables import assessments, periods
from minerva.views.titles import title

COLOUR: Final = "#A58F7F"
"""The colour of their tabs."""
_ROW: Final = 4


class RegisterSheet(Struct, frozen=True):
    """A sheet with one table: what its rows are, and its columns in a programme."""

    rows: Callable[[Position], Sequence[Any]]
    columns: Callable[[Position], list[Column]]


def sheets_of(position: Position) -> dict[str, RegisterSheet]:
    """Return the sheets of what there is, by their names; none without a register."""
    return {name: sheet for name, sheet in _SHEETS.items() if sheet.rows(position)}


def write(sheet: Sheet, made: RegisterSheet, position: Position) -> None:
    """Write a sheet: one table and nothing below it, so that `import` reads it back."""
    sheet.title(title(position, sheet.name.lower()), [LEGEND])
    columns = made.columns(position)
    table = sheet.table(
        _ROW, sheet.name.replace(" ", ""), columns, made.rows(position), "Nothing is recorded."
    )
    sheet.finish(table.last + 1, len(columns) - 2, _ROW + 1, _ROW)


def _opening(position: Position, what: str) -> list[Column]:
    names = position.programme.workstream_names
    return [
        Column(what, Kind.TEXT, lambda entry: entry.record.name),
        Column(
            "Workstream", Kind.TEXT, lambda entry: names.get(entry.record.workstream), widest=30
        ),
        Column("Owner", Kind.TEXT, lambda entry: entry.record.owner, widest=30),
        Column("Raised", Kind.DATE, lambda entry: entry.record.raised, origin=Origin.INPUT),
    ]


def _closing(what: str) -> list[Column]:
    return [
        Column(f"{what} id", Kind.CODE, lambda entry: entry.record.id),
        Column("Place", Kind.CODE, lambda entry: place_of(entry.record.location)),
    ]


def _risks(position: Position) -> list[Column]:
    return [
        *_opening(position, "Risk"),
        Column("Status", Kind.TEXT, lambda risk: risk.state),
        Column(
            "Probability", Kind.PERCENT, lambda risk: risk.probability / 100, origin=Origin.INPUT
        ),
        Column("Delay", Kind.TEXT, _delay_as_written),
        Column("Delay, low", Kind.COUNT, _days_of_delay(0), origin=Origin.FIGURE),
        Column("Delay, high", Kind.COUNT, _days_of_delay(1), origin=Origin.FIGURE),
        Column(
            "Expected days",
            Kind.RATIO,
            lambda risk: risk.expected_days,
            _expected("delay", "ROUND([@Probability]*([@Delay, low]+[@Delay, high])/2,2)"),
        ),
        Column(
            "Money, low",
            Kind.MONEY,
            lambda risk: risk.money and risk.money.low,
            origin=Origin.INPUT,
        ),
        Column(
            "Money, high",
            Kind.MONEY,
            lambda risk: risk.money and risk.money.high,
            origin=Origin.INPUT,
        ),
        Column(
            "Expected money",
            Kind.MONEY,
            lambda risk: risk.expected_money,
            _expected("money", "ROUND([@Probability]*([@Money, low]+[@Money, high])/2,2)"),
        ),
        Column("Response", Kind.TEXT, lambda risk: risk.response),
        Column("Reviewed", Kind.DATE, lambda risk: risk.reviewed, origin=Origin.INPUT),
        Column("Closed", Kind.DATE, _once_over("closed"), origin=Origin.INPUT),
        Column("Milestones", Kind.TEXT, lambda risk: ", ".join(risk.record.milestones)),
        Column("Savings", Kind.TEXT, lambda risk: ", ".join(risk.record.savings)),
        Column("Cause", Kind.TEXT, lambda risk: risk.record.cause),
        Column("Effect", Kind.TEXT, lambda risk: risk.record.effect),
        *_closing("Risk"),
    ]


def _issues(position: Position) -> list[Column]:
    return [
        *_opening(position, "Issue"),
        Column("Status", Kind.TEXT, lambda issue: issue.state),
        Column("Severity", Kind.TEXT, lambda issue: issue.severity),
        *_due("Due"),
        Column("Reviewed", Kind.DATE, lambda issue: issue.reviewed, origin=Origin.INPUT),
        Column("Closed", Kind.DATE, _once_over("closed"), origin=Origin.INPUT),
        Column("Resolution", Kind.TEXT, _once_over("resolution")),
        *_closing("Issue"),
    ]


def _actions(position: Position) -> list[Column]:
    return [
        *_opening(position, "Action"),
        Column("Status", Kind.TEXT, lambda action: action.state),
        *_due("Due"),
        Column("Done", Kind.DATE, _once_over("done"), origin=Origin.INPUT),
        Column("About", Kind.TEXT, lambda action: action.record.about),
        *_closing("Action"),
    ]


def _decisions(position: Position) -> list[Column]:
    return [
        *_opening(position, "Decision"),
        Column("Status", Kind.TEXT, lambda decision: decision.state),
        *_due("Needed by"),
        Column("Made", Kind.DATE, _once_over("made"), origin=Origin.INPUT),
        Column("Outcome", Kind.TEXT, _once_over("outcome")),
        Column("About", Kind.TEXT, lambda decision: decision.record.about),
        *_closing("Decision"),
    ]


def _assessments(position: Position) -> list[Column]:  # noqa: ARG001 - as the others
    return [
        Column("Of", Kind.TEXT, lambda said: said[1].subject),
        Column("Kind", Kind.TEXT, lambda said: said[0]),
        Column("On", Kind.DATE, lambda said: said[1].on, origin=Origin.INPUT),
        Column("By", Kind.TEXT, lambda said: said[1].by, widest=30),
        Column("Stated", Kind.RATING, lambda said: said[1].rating),
        Column("Text", Kind.TEXT, lambda said: said[1].text, widest=80),
        Column("Place", Kind.CODE, lambda said: place_of(said[1].location)),
    ]


def _indicators(position: Position) -> list[Column]:
    names = position.programme.workstream_names
    return [
        Column("Indicator", Kind.TEXT, lambda row: row.record.name),
        Column("Ref", Kind.TEXT, lambda row: row.record.ref),
        Column("Workstream", Kind.TEXT, lambda row: names.get(row.record.workstream), widest=30),
        Column("Owner", Kind.TEXT, lambda row: row.record.owner, widest=30),
        Column("Unit", Kind.TEXT, lambda row: row.record.unit),
        Column("Better", Kind.TEXT, lambda row: row.record.better),
        Column("Target", Kind.FIGURE, lambda row: row.target, origin=Origin.INPUT),
        Column("Period", Kind.TEXT, lambda row: row.current and row.current.period.written),
        Column("Actual", Kind.FIGURE, lambda row: row.actual, origin=Origin.INPUT),
        Column("Before", Kind.FIGURE, lambda row: row.previous, origin=Origin.INPUT),
        Column("Direction", Kind.TEXT, lambda row: row.direction),
        Column("Short by", Kind.FIGURE, lambda row: row.shortfall, _shortfall),
        Column("Rating", Kind.RATING, lambda row: row.rating),
        Column("Others", Kind.TEXT, benchmarks_text),
        *_closing("Indicator"),
    ]


def _values(position: Position) -> list[Column]:  # noqa: ARG001 - as the others
    return [
        Column("Indicator", Kind.TEXT, lambda row: row.indicator.record.name),
        Column("Ref", Kind.TEXT, lambda row: row.indicator.record.ref),
        Column("Unit", Kind.TEXT, lambda row: row.indicator.record.unit),
        Column("Period", Kind.TEXT, lambda row: row.value.period.written),
        Column("Last day", Kind.DATE, lambda row: row.value.window, origin=Origin.FIGURE),
        Column("Value", Kind.FIGURE, lambda row: row.value.value, origin=Origin.INPUT),
        Column("Note", Kind.TEXT, lambda row: row.value.note, widest=80),
        Column("Indicator id", Kind.CODE, lambda row: row.indicator.record.id),
        Column("Place", Kind.CODE, lambda row: place_of(row.indicator.record.location)),
    ]


def _due(due: str) -> list[Column]:
    late = f'IF(AND([@Status]="open",ISNUMBER([@{due}])),MAX(As_of-[@{due}],0),0)'
    return [
        Column(due, Kind.DATE, lambda entry: entry.due, origin=Origin.INPUT),
        Column(
            "Days late",
            Kind.COUNT,
            lambda entry: entry.overdue_days,
            lambda entry: late if is_counted(entry.as_of, entry.due) else None,
        ),
    ]


def _delay_as_written(risk: Any) -> str | None:
    if risk.delay is None:
        return None
    low, high = risk.delay.low, risk.delay.high
    return str(low) if low == high else f"{low} to {high}"


def _days_of_delay(place: int) -> Callable[[Any], Any]:
    """Return how the low (0) or the high end (1) of a risk's delay is taken, in days."""
    return lambda risk: risk.delay_days and risk.delay_days[place]


def _expected(name: str, formula: str) -> Callable[[Any], str | None]:
    """Return a formula for the risks that are open and say what it needs."""
    return lambda risk: formula if risk.open and getattr(risk, name) is not None else None


def _shortfall(indicator: Any) -> str | None:
    """Return how far the actual is on the wrong side of the target; 0 or less is met."""
    if indicator.shortfall is None:
        return None
    over = "[@Actual]-[@Target]" if indicator.record.better == "lower" else "[@Target]-[@Actual]"
    return f"ROUND({over},9)"


def _once_over(key: str) -> Callable[[Any], Any]:
    return lambda entry: None if entry.open else getattr(entry.record, key)


_SHEETS: Final = {
    "Risks": RegisterSheet(lambda position: position.risks, _risks),
    "Issues": RegisterSheet(lambda position: position.issues, _issues),
    "Actions": RegisterSheet(lambda position: position.actions, _actions),
    "Decisions": RegisterSheet(lambda position: position.decisions, _decisions),
    "Assessments": RegisterSheet(lambda position: list(assessments(position)), _assessments),
    "Indicators": RegisterSheet(lambda position: position.indicators, _indicators),
    "Indicator values": RegisterSheet(lambda position: list(periods(position)), _values),
}
