"""What may have changed between two positions: frozen records, and the names of events."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from minerva.findings import Finding, is_worse
from minerva.model.dates import Window
from minerva.model.programme import Id, Milestone, Procurement
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlineKind, DeadlinePosition
from minerva.position.procurement import ProcurementPosition
from minerva.position.scores import BidPosition, TenderPosition

Part = Literal["slipped", "restated", "not_realised"]
Shown = Literal["planned", "forecast", "realised", "validated", Part]
Figure = Literal[Shown, "forecast_of_planned"]
SavingEvent = Literal[
    "added",
    "removed",
    "moved here",
    "moved away",
    "moved to another workstream",
    "amount now known",
    "amount no longer known",
]
HowFound = Literal["worsened", "no longer waived", "waived", "eased"]
PARTS: Final[tuple[Part, ...]] = ("slipped", "restated", "not_realised")
"""What is between the plan of a year and its forecast, told apart."""
FIGURES: Final[tuple[Shown, ...]] = ("planned", "forecast", "realised", "validated", *PARTS)
"""The figures of a year that are shown."""
HOW_FOUND: Final[tuple[HowFound, ...]] = ("worsened", "no longer waived", "waived", "eased")


class Event(Enum):
    """What may have happened to a milestone, in the order in which it matters."""

    BASELINE_EDITED = "baseline edited"
    STATEMENT_EDITED = "statement edited"
    COMPLETION_EDITED = "completion edited"
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
    CANCELLED = "cancelled"
    REMOVED = "removed"
    RECOVERED = "recovered"
    COMPLETED = "complete"
    DUE = "now due"
    RENAMED = "renamed"
    LINKED = "linked otherwise"
    MOVED = "moved to another workstream"
    RATED = "rated otherwise"
    FLOAT_CHANGED = "float changed"
    CHANGED = "changed otherwise"


class Change(NamedTuple):
    """A figure that changed."""

    field: str
    before: object
    after: object


class WorkstreamChange(Struct, frozen=True):
    """A workstream that changed, was added or was removed."""

    id: Id
    name: str
    changes: Sequence[Change]
    event: Literal["added", "removed"] | None = None


class StatementEdit(NamedTuple):
    """A forecast or a new baseline that is not in the files as it was stated on its day."""

    what: Literal["forecast", "baseline"]
    on: date
    before: Window
    after: Window | None


class MilestoneChange(Struct, frozen=True):
    """A milestone that changed: which figures, and what that means."""

    before: MilestonePosition
    after: MilestonePosition
    changes: Sequence[Change]
    events: Sequence[Event]
    edits: Sequence[StatementEdit] = ()

    @property
    def moved_days(self) -> int:
        """Days by which it is projected later than before; negative is earlier."""
        return (self.after.best_known.latest - self.before.best_known.latest).days


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


class MoneyChange(Struct, frozen=True):
    """Money that moved: of one saving, or of all together (then without id and name).

    `event` is what happened to the saving itself, its figures aside. One that has moved to or
    from the workstreams looked at counts from nothing, or to nothing, as one that was added or
    removed does. `workstreams` are the one that it left and the one that it came to, if it moved.
    """

    id: Id | None
    name: str
    full_year: Amounts
    years: Mapping[str, Mapping[Figure, Amounts]]
    event: SavingEvent | None = None
    workstreams: tuple[Id, Id] | None = None

    @property
    def has_change(self) -> bool:
        """Whether any of it moved at all."""
        return self.full_year.before != self.full_year.after or bool(self.years)


class Causes(NamedTuple):
    """Why the forecast of some years moved, in pounds.

    Forecast after less before = planned - slipped - restated - not realised + not planned, each
    as it is shown after less before. `not_planned` is what is forecast without a plan.
    """

    planned: Decimal
    slipped: Decimal
    restated: Decimal
    not_realised: Decimal
    not_planned: Decimal


class FixedDate(Struct, frozen=True):
    """A deadline, or the end of a contract, and what is bound by it.

    Nothing is where a contract has no replacement: it has no float then.
    """

    kind: DeadlineKind
    id: Id
    name: str
    date: date
    bound: DeadlinePosition | None

    @property
    def milestone(self) -> Milestone | None:
        """The milestone that is to be reached by then."""
        return None if self.bound is None else self.bound.milestone.record

    @property
    def float_days(self) -> int | None:
        """The float of what is bound, in days; negative is broken."""
        return None if self.bound is None else self.bound.float_days

    @property
    def uncovered_days(self) -> int | None:
        """Days that nothing covers between the end and the milestone."""
        return None if self.bound is None else self.bound.uncovered_days


class DeadlineChange(Struct, frozen=True):
    """A deadline, or the end of a contract, that has moved, or has another float or milestone.

    One of the two is None where there was none before, or is none after.
    """

    before: FixedDate | None
    after: FixedDate | None

    @property
    def fixed_date(self) -> FixedDate:
        """The deadline or contract as it is, or as it was where it is gone."""
        end = self.after or self.before
        assert end is not None  # noqa: S101 - one of the two is there by definition
        return end


class BidChange(Struct, frozen=True):
    """A bid whose rank, status or total changed: None where there was, or is, no such bid."""

    bidder: str
    before: BidPosition | None
    after: BidPosition | None

    @property
    def has_change(self) -> bool:
        """Whether any of it changed."""
        before, after = self.before, self.after
        if before is None or after is None:
            return True
        return (before.rank, before.status, before.total) != (after.rank, after.status, after.total)


class ProcurementChange(Struct, frozen=True):
    """A procurement that is at another stage, has other bidders, or is in another workstream.

    Or one whose tender has another ranking. `before` or `after` is None where there was, or is, no
    such procurement.
    """

    procurement: Procurement
    before: ProcurementPosition | None
    after: ProcurementPosition | None
    tender_before: TenderPosition | None = None
    tender_after: TenderPosition | None = None
    bids: Sequence[BidChange] = ()


class FindingChange(NamedTuple):
    """A finding that is still there and changed: its severity, or whether it is waived."""

    before: Finding
    after: Finding

    @property
    def how(self) -> HowFound:
        """What happened to it. That a waiver accepts it, or does so no longer, comes first."""
        if (self.before.waiver is None) != (self.after.waiver is None):
            return "waived" if self.after.waiver else "no longer waived"
        return "worsened" if is_worse(self.before, self.after) else "eased"


class Comparison(Struct, frozen=True):
    """Everything that changed."""

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
    altered: Sequence[FindingChange]
    basis: Sequence[Change]
    workstreams: Sequence[WorkstreamChange] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all changed."""
        parts = (self.milestones, self.added, self.removed, self.savings, self.deadlines)
        others = (self.procurements, self.new, self.cleared, self.altered, self.basis)
        return not any((*parts, *others, self.workstreams)) and not self.total.has_change
