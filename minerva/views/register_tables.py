"""The register for a data team: a row for each entry, closed ones too, and for each period."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.model.register import Assessment, SubjectKind
from minerva.position import Position
from minerva.position.assessments import assessed_at
from minerva.position.indicators import IndicatorPosition, PeriodValue
from minerva.views.document import Document
from minerva.views.indicators import benchmarks_text, figure_text
from minerva.views.table import Column, Kind, Table

NAMES: Final = (
    *("risks", "issues", "actions", "decisions"),
    *("assessments", "indicators", "indicator_values"),
)
"""The names of the tables, in their order."""


class PeriodOf(Struct, frozen=True):
    """What was known of a period of an indicator."""

    indicator: IndicatorPosition
    value: PeriodValue


_FIRST: Final = (
    Column("id", "Id", of=lambda entry: entry.record.id),
    Column("name", "Name", of=lambda entry: entry.record.name),
    Column("workstream", "Workstream", of=lambda entry: entry.record.workstream),
    Column("owner", "Owner", of=lambda entry: entry.record.owner),
)
_RAISED: Final = (
    *_FIRST,
    Column("raised", "Raised", Kind.DATE, lambda entry: entry.record.raised),
    Column("status", "Status", of=lambda entry: entry.state),
)
_REVIEWED: Final = Column("reviewed", "Reviewed", Kind.DATE, lambda entry: entry.reviewed)
_OVERDUE: Final = Column("overdue_days", "Days late", Kind.COUNT, lambda entry: entry.overdue_days)
_ABOUT: Final = Column("about", "About", of=lambda entry: entry.record.about)
_MILESTONES: Final = Column(
    "milestones", "Milestones", of=lambda entry: ", ".join(entry.record.milestones)
)

RISKS: Final = (
    *_RAISED,
    Column("probability", "Chance", Kind.WEIGHT, lambda risk: risk.probability),
    Column("delay_days_low", "Delay, low", Kind.COUNT, lambda risk: _end(risk.delay_days, 0)),
    Column("delay_days_high", "Delay, high", Kind.COUNT, lambda risk: _end(risk.delay_days, 1)),
    Column("money_low", "Money, low", Kind.MONEY, lambda risk: risk.money and risk.money.low),
    Column("money_high", "Money, high", Kind.MONEY, lambda risk: risk.money and risk.money.high),
    Column("expected_days", "Days", Kind.FIGURE, lambda risk: figure_text(risk.expected_days)),
    Column("expected_money", "Money", Kind.MONEY, lambda risk: risk.expected_money),
    Column("response", "Response", of=lambda risk: risk.response),
    _REVIEWED,
    Column("closed", "Closed", Kind.DATE, lambda risk: _ended(risk, risk.record.closed)),
    _MILESTONES,
    Column("savings", "Savings", of=lambda risk: ", ".join(risk.record.savings)),
    Column("cause", "Cause", of=lambda risk: risk.record.cause),
    Column("effect", "Effect", of=lambda risk: risk.record.effect),
)
ISSUES: Final = (
    *_RAISED,
    Column("severity", "Severity", of=lambda issue: issue.severity),
    Column("due", "Due", Kind.DATE, lambda issue: issue.due),
    _OVERDUE,
    _REVIEWED,
    Column("closed", "Closed", Kind.DATE, lambda issue: _ended(issue, issue.record.closed)),
    Column("resolution", "Resolution", of=lambda issue: _ended(issue, issue.record.resolution)),
    _MILESTONES,
)
ACTIONS: Final = (
    *_RAISED,
    Column("due", "Due", Kind.DATE, lambda action: action.due),
    _OVERDUE,
    Column("done", "Done", Kind.DATE, lambda action: _ended(action, action.record.done)),
    _ABOUT,
)
DECISIONS: Final = (
    *_RAISED,
    Column("needed_by", "Needed by", Kind.DATE, lambda decision: decision.due),
    _OVERDUE,
    Column("made", "Made", Kind.DATE, lambda decision: _ended(decision, decision.record.made)),
    Column("outcome", "Outcome", of=lambda decision: decision.outcome),
    _ABOUT,
)
ASSESSMENTS: Final = (
    Column("kind", "Kind", of=lambda said: said[0]),
    Column("subject", "Subject", of=lambda said: said[1].subject),
    Column("on", "On", Kind.DATE, lambda said: said[1].on),
    Column("by", "By", of=lambda said: said[1].by),
    Column("rating", "Rating", of=lambda said: said[1].rating),
    Column("text", "Text", of=lambda said: said[1].text),
)
INDICATORS: Final = (
    _FIRST[0],
    Column("ref", "Ref", of=lambda indicator: indicator.record.ref),
    *_FIRST[1:],
    Column("unit", "Unit", of=lambda indicator: indicator.record.unit),
    Column("better", "Better", of=lambda indicator: indicator.record.better),
    Column(
        "amber_within",
        "Amber within",
        Kind.FIGURE,
        lambda indicator: figure_text(indicator.record.amber_within),
    ),
    Column("target", "Target", Kind.FIGURE, lambda indicator: figure_text(indicator.target)),
    Column("period", "Period", of=lambda row: row.current and row.current.period.written),
    Column("actual", "Actual", Kind.FIGURE, lambda indicator: figure_text(indicator.actual)),
    Column("previous", "Before", Kind.FIGURE, lambda row: figure_text(row.previous)),
    Column("direction", "Direction", of=lambda indicator: indicator.direction),
    Column("rating", "Rating", of=lambda indicator: indicator.rating),
    Column("benchmarks", "Others", of=lambda indicator: benchmarks_text(indicator) or None),
)
INDICATOR_VALUES: Final = (
    Column("id", "Id", of=lambda row: row.indicator.record.id),
    Column("ref", "Ref", of=lambda row: row.indicator.record.ref),
    Column("name", "Name", of=lambda row: row.indicator.record.name),
    Column("workstream", "Workstream", of=lambda row: row.indicator.record.workstream),
    Column("unit", "Unit", of=lambda row: row.indicator.record.unit),
    Column("period", "Period", of=lambda row: row.value.period.written),
    Column("first_day", "First day", Kind.DATE, lambda row: row.value.window.earliest),
    Column("last_day", "Last day", Kind.DATE, lambda row: row.value.window.latest),
    Column("value", "Value", Kind.FIGURE, lambda row: figure_text(row.value.value)),
    Column("note", "Note", of=lambda row: row.value.note),
)


def tables(position: Position) -> dict[str, Table]:
    """Return every table by its name: what was known on the day, closed entries too."""
    found: Sequence[tuple[Sequence[Column], Sequence[Any]]] = (
        (RISKS, position.risks),
        (ISSUES, position.issues),
        (ACTIONS, position.actions),
        (DECISIONS, position.decisions),
        (ASSESSMENTS, list(assessments(position))),
        (INDICATORS, position.indicators),
        (INDICATOR_VALUES, list(periods(position))),
    )
    made = [Table(columns, subjects) for columns, subjects in found]
    return dict(zip(NAMES, made, strict=True))


def assessments(position: Position) -> Iterator[tuple[SubjectKind, Assessment]]:
    """Yield the assessments made by the day, in order, each with the kind of its subject."""
    for kind, assessment in assessed_at(position.as_files_say, position.as_of):
        if position.includes(assessment.subject):
            yield kind, assessment


def assessment_documents(position: Position) -> list[Document]:
    """Return the assessments made by the day as part of a JSON document."""
    return [
        {
            "kind": kind,
            "subject": said.subject,
            "on": said.on,
            "by": said.by,
            "rating": said.rating,
            "text": said.text,
        }
        for kind, said in assessments(position)
    ]


def periods(position: Position) -> Iterator[PeriodOf]:
    """Yield what was known of each period of each indicator, in order."""
    for indicator in position.indicators:
        for value in indicator.values:
            yield PeriodOf(indicator, value)


def _end(ends: Any, place: int) -> Any:
    return None if ends is None else ends[place]


def _ended(entry: Any, value: Any) -> Any:
    """Return what is said of the end of an entry, once it has come."""
    return None if entry.open else value
