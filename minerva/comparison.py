"""Two positions compared: what happened to milestones, money, deadlines and findings in between.

The positions may be of one programme on two days, or of two states of its files. Pure
functions and frozen records; nothing here decides how a change is told.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, NamedTuple

from minerva.dates import Window
from minerva.findings import Finding, findings_at, is_worse, paired
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Status
from minerva.position.network import DeadlinePosition
from minerva.position.procurement import ProcurementPosition
from minerva.position.totals import YearFigures
from minerva.programme import Id, MilestoneForecast

Figure = Literal["planned", "forecast", "realised", "validated"]
FIGURES: Final[tuple[Figure, ...]] = ("planned", "forecast", "realised", "validated")


class Event(Enum):
    """What may have happened to a milestone, in the order in which it matters."""

    BASELINE_EDITED = "baseline edited"
    OVERDUE = "became overdue"
    SLIPPED = "slipped further"
    HELD_BACK = "held back"
    REOPENED = "no longer complete"
    BASELINE_MISSED = "missed its baseline"
    REBASELINED = "re-baselined"
    REFORECAST = "re-forecast"
    DEADLINE_MOVED = "deadline moved"
    TOLERANCE_CHANGED = "tolerance changed"
    ADDED = "added"
    REMOVED = "removed"
    RECOVERED = "recovered"
    COMPLETED = "complete"
    DUE = "now due"
    RENAMED = "renamed"
    MOVED = "moved to another workstream"
    STATEMENT_EDITED = "statement edited"
    FLOAT_CHANGED = "float changed"
    RATED = "rated otherwise"


class Change(NamedTuple):
    """A figure that is not what it was."""

    field: str
    before: object
    after: object


class StatementEdit(NamedTuple):
    """A forecast or a new baseline that is not in the files as it was stated on its day."""

    what: Literal["forecast", "baseline"]
    on: date
    before: Window
    after: Window | None


class MilestoneChange(NamedTuple):
    """A milestone that is not what it was: which figures changed, and what that means."""

    before: MilestonePosition
    after: MilestonePosition
    changes: Sequence[Change]
    events: Sequence[Event]
    edits: Sequence[StatementEdit] = ()

    @property
    def moved_days(self) -> int:
        """Days by which it is projected later than before; negative is earlier."""
        return (self.after.projected.latest - self.before.projected.latest).days


class Amounts(NamedTuple):
    """An amount before and after, in pounds. None is not known."""

    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """After less before; None where either is not known."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


class MoneyChange(NamedTuple):
    """Money that moved: of one saving, or of all together (then without id and name).

    `fate` is what happened to the saving itself. One that has moved to or from the workstreams
    looked at counts from nothing, or to nothing, as one that was added or removed does.
    """

    id: Id | None
    name: str
    full_year: Amounts
    years: Mapping[str, Mapping[Figure, Amounts]]
    fate: Literal["added", "removed", "moved here", "moved away"] | None = None

    @property
    def is_one(self) -> bool:
        """Whether any of it moved at all."""
        return self.full_year.before != self.full_year.after or bool(self.years)


class DeadlineChange(NamedTuple):
    """A deadline, or the end of a contract, that has moved or has another float.

    One of the two is None where there was none before, or is none after.
    """

    before: DeadlinePosition | None
    after: DeadlinePosition | None


class ProcurementChange(NamedTuple):
    """A procurement that is at another stage, or has other bidders."""

    before: ProcurementPosition
    after: ProcurementPosition


class FindingChange(NamedTuple):
    """A finding that is still there, and not as it was: waived, milder or worse."""

    before: Finding
    after: Finding

    @property
    def is_waived(self) -> bool:
        """Whether it has been accepted since."""
        return self.after.waiver is not None and self.before.waiver is None


class Comparison(NamedTuple):
    """Everything that is not what it was."""

    before: Position
    after: Position
    milestones: Sequence[MilestoneChange]
    added: Sequence[MilestonePosition]
    removed: Sequence[MilestonePosition]
    total: MoneyChange
    savings: Sequence[MoneyChange]
    deadlines: Sequence[DeadlineChange]
    procurements: Sequence[ProcurementChange]
    new: Sequence[Finding]
    cleared: Sequence[Finding]
    eased: Sequence[FindingChange]
    basis: Sequence[Change]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all changed."""
        parts = (self.milestones, self.added, self.removed, self.savings, self.deadlines)
        others = (self.procurements, self.new, self.cleared, self.eased, self.basis)
        return not any((*parts, *others)) and not self.total.is_one


def compare(before: Position, after: Position) -> Comparison:
    """Return what is not the same in two positions. Milestones and savings are known by id."""
    old = {one.milestone.id: one for one in before.milestones}
    new = {one.milestone.id: one for one in after.milestones}
    both = [id for id in {**new, **old} if id in before.by_id and id in after.by_id]
    changed = [_milestone(before, after, before.by_id[id], after.by_id[id]) for id in both]
    total, savings = _money(before, after)
    pairs = paired(findings_at(before), findings_at(after))
    return Comparison(
        before,
        after,
        milestones=[one for one in changed if one.changes or one.edits],
        added=[one for id, one in new.items() if id not in before.by_id],
        removed=[one for id, one in old.items() if id not in after.by_id],
        total=total,
        savings=savings,
        deadlines=list(_deadlines(before, after)),
        procurements=list(_procurements(before, after)),
        new=[now for was, now in pairs if now and (was is None or is_worse(was, now))],
        cleared=[was for was, now in pairs if was and now is None],
        eased=[
            FindingChange(was, now)
            for was, now in pairs
            if was and now and (is_worse(now, was) or (now.waiver and not was.waiver))
        ],
        basis=[
            Change(key, was, now)
            for key, was, now in zip(_BASIS, _basis(before), _basis(after), strict=True)
            if was != now
        ],
    )


_BASIS: Final = ("id", "currency", "financial_year_starts")


def _basis(of: Position) -> tuple[str, ...]:
    """Return what amounts have to have in common to be compared."""
    brief = of.programme.brief
    starts = brief.financial_year_starts
    return brief.id, brief.currency, f"{starts.month:02d}-{starts.day:02d}"


_FIELDS: Final[Mapping[str, Callable[[MilestonePosition], object]]] = {
    "workstream": lambda one: one.milestone.workstream,
    "name": lambda one: one.milestone.name,
    "status": lambda one: one.status,
    "rating": lambda one: one.rating,
    "baseline": lambda one: one.baseline,
    "original_baseline": lambda one: one.original_baseline,
    "forecast": lambda one: one.forecast,
    "actual": lambda one: one.actual,
    "expected": lambda one: one.expected,
    "projected": lambda one: one.projected,
    "driver": lambda one: one.driven and one.driven.by,
    "slippage_days": lambda one: one.slippage_days,
    "total_slippage_days": lambda one: one.total_slippage_days,
    "overdue_days": lambda one: one.overdue_days,
    "tolerance_limit": lambda one: one.tolerance_limit,
    "within_tolerance": lambda one: one.within_tolerance,
    "deadline": lambda one: one.milestone.deadline,
    "float_days": lambda one: one.float_days,
}


def _milestone(
    earlier: Position, later: Position, before: MilestonePosition, after: MilestonePosition
) -> MilestoneChange:
    changes = [
        Change(field, was, now)
        for field, figure in _FIELDS.items()
        if (was := figure(before)) != (now := figure(after))
    ]
    float_before, float_after = earlier.total_float_days(before), later.total_float_days(after)
    if float_before != float_after:
        changes.append(Change("total_float_days", float_before, float_after))
    edits = _edits(before, after)
    events = [event for event, holds in _EVENTS.items() if holds(before, after)] if changes else []
    if edits:
        events.append(Event.STATEMENT_EDITED)
    if not events:
        rated = before.rating is not after.rating
        events.append(Event.RATED if rated else Event.FLOAT_CHANGED)
    return MilestoneChange(before, after, changes, events, edits)


def _edits(before: MilestonePosition, after: MilestonePosition) -> list[StatementEdit]:
    """Return what had been stated by the day of before, and is not in the files of after.

    With what is stated for the same day there, if anything is.
    """
    was, now = before.milestone, after.milestone
    kept = {(one.on, one.date) for one in now.forecast}
    instead: dict[date | None, Window] = {one.on: one.date for one in now.forecast}
    edits = [
        StatementEdit("forecast", one.on, one.date, instead.get(one.on))
        for one in was.forecast
        if one.on is not None and one.on <= before.as_of and (one.on, one.date) not in kept
    ]
    agreed = {(one.on, one.date) for one in now.rebaseline}
    instead = {one.on: one.date for one in now.rebaseline}
    return edits + [
        StatementEdit("baseline", one.on, one.date, instead.get(one.on))
        for one in was.rebaseline
        if one.on <= before.as_of and (one.on, one.date) not in agreed
    ]


def _rebaselined(before: MilestonePosition, after: MilestonePosition) -> bool:
    if before.baseline == after.baseline:
        return False
    return (before.baseline, after.baseline) != (before.original_baseline, after.original_baseline)


_EVENTS: Final[Mapping[Event, Callable[[MilestonePosition, MilestonePosition], bool]]] = {
    Event.BASELINE_EDITED: lambda was, now: was.original_baseline != now.original_baseline,
    Event.OVERDUE: lambda was, now: now.overdue and not was.overdue,
    Event.SLIPPED: lambda was, now: (
        now.expected.latest > was.expected.latest and now.projected.latest > was.projected.latest
    ),
    Event.HELD_BACK: lambda was, now: (
        now.driven is not None and now.projected.latest > was.projected.latest
    ),
    Event.REOPENED: lambda was, now: was.complete and not now.complete,
    Event.BASELINE_MISSED: lambda was, now: (
        now.baseline_missed and not now.overdue and not was.baseline_missed
    ),
    Event.REBASELINED: _rebaselined,
    Event.REFORECAST: lambda was, now: (
        was.forecast != now.forecast and isinstance(now.stated, MilestoneForecast)
    ),
    Event.DEADLINE_MOVED: lambda was, now: was.milestone.deadline != now.milestone.deadline,
    Event.TOLERANCE_CHANGED: lambda was, now: was.tolerance != now.tolerance,
    Event.RECOVERED: lambda was, now: (
        now.projected.latest < was.projected.latest and not (now.complete and now.slippage_days > 0)
    ),
    Event.COMPLETED: lambda was, now: now.complete and not was.complete,
    Event.DUE: lambda was, now: now.status is Status.DUE and was.status is Status.UPCOMING,
    Event.RENAMED: lambda was, now: was.milestone.name != now.milestone.name,
    Event.MOVED: lambda was, now: was.milestone.workstream != now.milestone.workstream,
}
"""What each event is, in the order in which they matter."""


def _money(before: Position, after: Position) -> tuple[MoneyChange, list[MoneyChange]]:
    """Return how the totals moved, and each saving, over the years that either shows."""
    labels = sorted({year.label for year in (*before.years, *after.years)})
    was, now = before.savings_in(labels), after.savings_in(labels)
    total = MoneyChange(
        None,
        "Total",
        Amounts(was.total.full_year, now.total.full_year),
        _years(was.total.years, now.total.years),
    )
    old = {one.saving.id: one for one in was.savings}
    new = {one.saving.id: one for one in now.savings}
    savings = []
    for id in {**old, **new}:
        name = (new.get(id) or old[id]).saving.name
        amounts = Amounts(
            old[id].full_year if id in old else Decimal(0),
            new[id].full_year if id in new else Decimal(0),
        )
        years = _years(was.lines.get(id), now.lines.get(id))
        savings.append(MoneyChange(id, name, amounts, years, _fate(id, before, after, old, new)))
    return total, [one for one in savings if one.is_one]


def _fate(
    id: Id, before: Position, after: Position, old: Collection[Id], new: Collection[Id]
) -> Literal["added", "removed", "moved here", "moved away"] | None:
    if id not in old:
        there = any(one.id == id for one in before.programme.savings)
        return "moved here" if there else "added"
    if id not in new:
        there = any(one.id == id for one in after.programme.savings)
        return "moved away" if there else "removed"
    return None


def _years(
    before: Mapping[str, YearFigures] | None, after: Mapping[str, YearFigures] | None
) -> dict[str, Mapping[Figure, Amounts]]:
    """Return the years in which a figure moved. What is not there at all is nothing, not unknown.

    A year that moved has all its figures.
    """
    moved: dict[str, Mapping[Figure, Amounts]] = {}
    for label in {**(before or {}), **(after or {})}:
        figures = {
            figure: Amounts(
                getattr(before[label], figure) if before else Decimal(0),
                getattr(after[label], figure) if after else Decimal(0),
            )
            for figure in FIGURES
        }
        if any(one.before != one.after for one in figures.values()):
            moved[label] = figures
    return moved


def _deadlines(before: Position, after: Position) -> Iterator[DeadlineChange]:
    old = {(one.kind, one.id): one for one in before.deadlines}
    new = {(one.kind, one.id): one for one in after.deadlines}
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or (was.date, was.float_days) != (now.date, now.float_days):
            yield DeadlineChange(was, now)


def _procurements(before: Position, after: Position) -> Iterator[ProcurementChange]:
    old = {one.procurement.id: one for one in before.procurements}
    for now in after.procurements:
        was = old.get(now.procurement.id)
        if was is not None and _stage(was) != _stage(now):
            yield ProcurementChange(was, now)


def _stage(one: ProcurementPosition) -> tuple[str | None, int | None, tuple[str, ...]]:
    stage = one.current.stage.id if one.current else None
    return stage, one.bidder_count, tuple(bidder.name for bidder in one.bidders)
