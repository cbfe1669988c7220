"""What register.toml may hold: risks, issues, actions, decisions, assessments and indicators.

Records as in `model.programme`: what is written in the file, and nothing worked out.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from annotated_doc import Doc
from msgspec import Struct

from minerva.model.dates import Window
from minerva.model.periods import Period
from minerva.model.source import Location
from minerva.model.values import Band, Delay, Figure, Id, Loss, NoteText, Percentage, SourceText

Response = Literal["treat", "tolerate", "transfer", "terminate"]
IssueSeverity = Literal["high", "medium", "low"]
StatedRating = Literal["green", "amber", "red"]
Polarity = Literal["lower", "higher"]
SubjectKind = Literal["programme", "workstream", "milestone", "saving", "procurement"]

_WORKSTREAM = Annotated[
    Id | None, Doc("The workstream that it belongs to; without this key, the whole programme.")
]
_NAME = Annotated[str, Doc("The name in reports.")]
_OWNER = Annotated[str | None, Doc("Who is responsible for it.")]
_ABOUT = Annotated[Id | None, Doc("The risk, issue, decision, milestone or saving that it is for.")]
_LOOKED_AT = Annotated[date, Doc("When it was looked at.")]
_LOOKED_BY = Annotated[str | None, Doc("Who looked at it.")]
_RAISED = Annotated[date, Doc("When it was raised: before this day it does not exist.")]


class RiskReview(Struct, frozen=True):
    """A look at a risk on a day: what it changed from then on, if anything."""

    location: Location
    on: _LOOKED_AT
    probability: Annotated[Percentage | None, Doc("How likely it is from then on, in percent.")] = (
        None
    )
    delay: Annotated[Delay | None, Doc("What it would delay by from then on.")] = None
    money: Annotated[Loss | None, Doc("What it would cost from then on.")] = None
    response: Annotated[Response | None, Doc("What is done about it from then on.")] = None
    by: _LOOKED_BY = None
    source: SourceText = None
    note: NoteText = None


class Risk(Struct, frozen=True):
    """Something that may happen, how likely it is, and what it would delay and cost."""

    location: Location
    id: Annotated[Id, Doc("The risk's id.")]
    name: _NAME
    raised: _RAISED
    probability: Annotated[Percentage, Doc("How likely it is to happen, in percent: 0 to 100.")]
    workstream: _WORKSTREAM = None
    owner: _OWNER = None
    cause: Annotated[str | None, Doc("What would make it happen.")] = None
    effect: Annotated[str | None, Doc("What would follow from it.")] = None
    milestones: Annotated[tuple[Id, ...], Doc("The milestones that it would delay.")] = ()
    savings: Annotated[tuple[Id, ...], Doc("The savings that it would cost.")] = ()
    delay: Annotated[
        Delay | None,
        Doc("How much later its milestones become if it happens, 1 in 10 outside at either end."),
    ] = None
    money: Annotated[
        Loss | None,
        Doc(
            "What it costs if it happens, as a loss without a sign, 1 in 10 outside at either end."
        ),
    ] = None
    response: Annotated[Response | None, Doc("What is done about it.")] = None
    closed: Annotated[
        date | None, Doc("The day from which it is no longer open; leave it out until then.")
    ] = None
    happened: Annotated[
        bool, Doc("Whether it was closed because it happened; `closed` says when.")
    ] = False
    review: Annotated[tuple[RiskReview, ...], Doc("When it was looked at, and what changed.")] = ()
    source: SourceText = None
    note: NoteText = None


class IssueReview(Struct, frozen=True):
    """A look at an issue on a day: what it changed from then on, if anything."""

    location: Location
    on: _LOOKED_AT
    severity: Annotated[IssueSeverity | None, Doc("How much it matters from then on.")] = None
    due: Annotated[Window | None, Doc("When it has to be settled, from then on.")] = None
    by: _LOOKED_BY = None
    source: SourceText = None
    note: NoteText = None


class Issue(Struct, frozen=True):
    """Something that has happened and has to be dealt with."""

    location: Location
    id: Annotated[Id, Doc("The issue's id.")]
    name: _NAME
    raised: _RAISED
    workstream: _WORKSTREAM = None
    owner: _OWNER = None
    severity: Annotated[IssueSeverity | None, Doc("How much it matters.")] = None
    due: Annotated[Window | None, Doc("When it has to be settled.")] = None
    milestones: Annotated[tuple[Id, ...], Doc("The milestones that it is about.")] = ()
    closed: Annotated[
        date | None, Doc("The day from which it is settled; leave it out until then.")
    ] = None
    resolution: Annotated[str | None, Doc("How it was settled.")] = None
    review: Annotated[tuple[IssueReview, ...], Doc("When it was looked at, and what changed.")] = ()
    source: SourceText = None
    note: NoteText = None


class Action(Struct, frozen=True):
    """Something that somebody has to do."""

    location: Location
    id: Annotated[Id, Doc("The action's id.")]
    name: _NAME
    raised: _RAISED
    workstream: _WORKSTREAM = None
    owner: Annotated[str | None, Doc("Who has to do it.")] = None
    due: Annotated[Window | None, Doc("When it has to be done; due on the last day of it.")] = None
    done: Annotated[date | None, Doc("When it was done; leave it out until then.")] = None
    about: _ABOUT = None
    source: SourceText = None
    note: NoteText = None


class RegisterDecision(Struct, frozen=True):
    """Something that somebody has to decide, and what was decided."""

    location: Location
    id: Annotated[Id, Doc("The decision's id.")]
    name: _NAME
    raised: _RAISED
    workstream: _WORKSTREAM = None
    owner: Annotated[str | None, Doc("Who decides it.")] = None
    needed_by: Annotated[Window | None, Doc("When it is needed; due on the last day of it.")] = None
    made: Annotated[date | None, Doc("When it was decided; leave it out until then.")] = None
    outcome: Annotated[str | None, Doc("What was decided.")] = None
    about: _ABOUT = None
    source: SourceText = None
    note: NoteText = None


class Assessment(Struct, frozen=True):
    """What somebody says of a part of the programme on a day: in words, perhaps with a rating."""

    location: Location
    subject: Annotated[
        Id,
        Doc("The id of the programme, workstream, milestone, saving or procurement it is of."),
    ]
    on: Annotated[date, Doc("When it was said.")]
    by: Annotated[str, Doc("Who said it.")]
    text: Annotated[str, Doc("How it stands, in words.")]
    rating: Annotated[
        StatedRating | None,
        Doc("The rating that they give it, which stands beside the one worked out."),
    ] = None
    kind: Annotated[
        SubjectKind | None,
        Doc("What the subject is; needed only where its id is that of several things."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class IndicatorTarget(Struct, frozen=True):
    """The value that an indicator is to reach, from a period on."""

    location: Location
    from_: Annotated[Period, Doc("The first period that it holds for.")]
    value: Annotated[Figure, Doc("The value to reach.")]
    source: SourceText = None
    note: NoteText = None


class IndicatorActual(Struct, frozen=True):
    """What an indicator was in a period, once it was known."""

    location: Location
    period: Annotated[Period, Doc("The financial year, quarter, month or day that it is of.")]
    value: Annotated[Figure | None, Doc("The value; leave it out where the period has none.")] = (
        None
    )
    on: Annotated[
        date | None,
        Doc("When it was known; without this key, on the last day of the period."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Indicator(Struct, frozen=True):
    """Something that is measured and is not money."""

    location: Location
    id: Annotated[Id, Doc("The indicator's id.")]
    name: _NAME
    ref: Annotated[str | None, Doc("Its reference on a scorecard.")] = None
    workstream: _WORKSTREAM = None
    owner: _OWNER = None
    unit: Annotated[str | None, Doc("What it is counted in.")] = None
    better: Annotated[
        Polarity | None,
        Doc("Which way is better; without this key it has no rating and no direction."),
    ] = None
    amber_within: Annotated[
        Band,
        Doc("Amber while it is no further than this on the wrong side of its target; then red."),
    ] = Band(Decimal(0))
    benchmarks: Annotated[
        Mapping[str, Figure], Doc("What others have, each under the name of whose it is.")
    ] = {}
    target: Annotated[tuple[IndicatorTarget, ...], Doc("The values to reach.")] = ()
    actual: Annotated[tuple[IndicatorActual, ...], Doc("What it was in each period.")] = ()
    source: SourceText = None
    note: NoteText = None


Registered = Risk | Issue | Action | RegisterDecision | Assessment | Indicator
"""What a register holds."""
RECORDS: Final[Mapping[str, type[Registered]]] = {
    "risk": Risk,
    "issue": Issue,
    "action": Action,
    "decision": RegisterDecision,
    "assessment": Assessment,
    "indicator": Indicator,
}
"""The records, by the names of their tables."""
