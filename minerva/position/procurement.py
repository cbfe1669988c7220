"""Which stage each procurement was at on a day, who was still in it, and what came next."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from msgspec import Struct

from minerva.model.dates import Window
from minerva.model.procurement_law import Regime, regime_of
from minerva.model.programme import Bidder, Id, Procurement, Stage
from minerva.position.milestones import MilestonePosition


class StageStatus(Enum):
    """Whether a stage is behind, running or ahead."""

    PASSED = "passed"
    CURRENT = "current"
    FUTURE = "future"


class StagePosition(Struct, frozen=True):
    """A stage as it was known on a day.

    `regime` is the known one of its procurement; `award_published` is when the contract award
    notice of its procurement was published, if that is recorded.
    """

    record: Stage
    status: StageStatus
    opens: Window | None
    opened: bool
    closes: Window | None
    closing: MilestonePosition | None
    regime: Regime | None = None
    award_published: date | None = None

    @property
    def slippage_days(self) -> int | None:
        """The slippage of the milestone that closes it, in days; None where a date closes it."""
        return self.closing.slippage_days if self.closing else None

    @property
    def slippage_working_days(self) -> int | None:
        """The slippage of the milestone that closes it, in working days; None as for days."""
        return self.closing.slippage_working_days if self.closing else None


class ProcurementPosition(Struct, frozen=True):
    """A procurement as it was known on a day. `current` is None once every stage is passed.

    A milestone opens a stage once it is achieved, a date once its last day has come.
    """

    record: Procurement
    as_of: date
    stages: tuple[StagePosition, ...]
    current: StagePosition | None
    bidders: tuple[Bidder, ...]

    @property
    def complete(self) -> bool:
        """Whether every stage is passed."""
        return self.current is None

    @property
    def bidder_count(self) -> int | None:
        """How many bidders are in: those named, else what the current stage says it began with.

        Once all stages are passed, what the last one that says so ended with.
        """
        if self.record.bidder:
            return len(self.bidders)
        if self.current is not None:
            return self.current.record.bidders_in
        counts = [stage.bidders_out for stage in self.record.stage]
        return next((count for count in reversed(counts) if count is not None), None)

    @property
    def days_in_stage(self) -> int | None:
        """Days since the current stage opened; None where that is not known or still to come."""
        if self.current is None or self.current.opens is None or not self.current.opened:
            return None
        return (self.as_of - self.current.opens.latest).days

    @property
    def next(self) -> MilestonePosition | None:
        """The milestone that closes the current stage, or the first one to close a later stage."""
        return next(iter(self._closings), None)

    @property
    def upcoming(self) -> MilestonePosition | None:
        """The first milestone to close a stage that is still to come: not complete, not overdue.

        In the order of the stages. None where nothing is still to come.
        """
        to_come = (
            closing for closing in self._closings if not closing.complete and not closing.overdue
        )
        return next(to_come, None)

    @property
    def tender_day(self) -> date | None:
        """When the tender notice (UK4) or the transparency notice (UK5) is published.

        It is the first day by the day on which one was, else the `due` of one, else when the stage
        opens that has the word "tender" in its id or name. None where there is none of these.
        """
        recorded = [notice for notice in self.record.notice if notice.kind in ("UK4", "UK5")]
        published = [notice.published for notice in recorded if notice.published is not None]
        known = [day for day in published if day <= self.as_of]
        planned = [notice.due for notice in recorded if notice.due is not None]
        opening = [
            stage.opens.latest
            for stage in self.stages
            if stage.opens is not None and "tender" in _words(stage.record)
        ]
        return min(known or planned or opening[:1], default=None)

    @property
    def _closings(self) -> list[MilestonePosition]:
        """The milestones that close the stages which are not passed."""
        stages = [stage for stage in self.stages if stage.status != StageStatus.PASSED]
        return [stage.closing for stage in stages if stage.closing is not None]


def procurement_at(
    procurement: Procurement, milestones: Mapping[Id, MilestonePosition], as_of: date
) -> ProcurementPosition:
    """Return a procurement as it was known on a day.

    A stage is passed once what closes it is complete: a milestone achieved by the day, or a
    date whose last day has come; one that nothing closes is not. The current stage is the
    first that is not passed.
    """
    stages: list[StagePosition] = []
    regime, award = regime_of(procurement.regime), award_published(procurement, as_of)
    current: StagePosition | None = None
    for stage in procurement.stage:
        closes, passed, closing = _end(stage.closes, milestones, as_of)
        status = StageStatus.PASSED
        if not passed:
            status = StageStatus.FUTURE if current else StageStatus.CURRENT
        opens, opened, _ = _end(stage.opens, milestones, as_of)
        stages.append(StagePosition(stage, status, opens, opened, closes, closing, regime, award))
        if status is StageStatus.CURRENT:
            current = stages[-1]
    passed_ids = {stage.record.id for stage in stages if stage.status is StageStatus.PASSED}
    bidders = tuple(bidder for bidder in procurement.bidder if bidder.out_at not in passed_ids)
    return ProcurementPosition(procurement, as_of, tuple(stages), current, bidders)


def _words(stage: Stage) -> list[str]:
    """Return the words of a stage's id and name, in lower case."""
    return f"{stage.id} {stage.name}".lower().replace("-", " ").split()


def award_published(procurement: Procurement, as_of: date) -> date | None:
    """Return the last day by a day on which a contract award notice (UK6) was published."""
    days = [notice.published for notice in procurement.notice if notice.kind == "UK6"]
    return max((day for day in days if day is not None and day <= as_of), default=None)


def _end(
    end: Window | Id | None, milestones: Mapping[Id, MilestonePosition], as_of: date
) -> tuple[Window | None, bool, MilestonePosition | None]:
    """Return when a stage opens or closes, if that has come, and the milestone it is."""
    if end is None:
        return None, False, None
    if isinstance(end, Window):
        return end, end.latest <= as_of, None
    milestone = milestones.get(end)
    if milestone is None:  # it has no date yet
        return None, False, None
    return milestone.projected, milestone.complete, milestone
