"""What a simulation finds: how likely dates and amounts are, what drives them, what would help."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.estimates import EstimatePosition
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlinePosition
from minerva.position.register import RiskPosition
from minerva.simulation.drivers import Driver
from minerva.simulation.model import Settings
from minerva.simulation.reference import Reference
from minerva.simulation.tallies import Change, DayTally, Mean, Proportion


class MilestoneOdds(Struct, frozen=True):
    """When a milestone is reached, in how many of the runs.

    `p10`, `p50`, `at_level` and `p90` are the days by which that percentage of the runs reach it.
    `within_tolerance` is None where no tolerance is agreed. `days` has all the days that it is
    reached on. `reference_days` is the range that a reference class gives it where one was asked
    for, as `estimate.range_days` is what was stated.
    """

    milestone: MilestonePosition
    estimate: EstimatePosition | None
    uncertain: bool
    p10: date
    p50: date
    at_level: date
    p90: date
    by_forecast: Proportion
    by_baseline: Proportion
    within_tolerance: Proportion | None
    days: DayTally
    reference_days: int | None = None


class MadeCertain(Struct, frozen=True):
    """What a deadline gains where one milestone is made certain at the date it is expected."""

    milestone: Id
    held: Proportion
    change: Change


class WithoutRisk(Struct, frozen=True):
    """What a deadline gains where one risk does not happen: how often it is held then.

    `days` is the mean of how much earlier its milestone is reached.
    """

    risk: Id
    held: Proportion
    change: Change
    days: Mean


class DeadlineOdds(NamedTuple):
    """How likely a deadline is held, or a contract replaced in time, and what it depends on.

    `plan_on` is the day by which the milestone is reached at the level; `made_certain` begins with
    the milestone that would help most, `without_risk` with the risk that takes the most days.
    """

    deadline: DeadlinePosition
    held: Proportion
    uncovered: Mean
    plan_on: date
    drivers: Sequence[Driver] = ()
    made_certain: Sequence[MadeCertain] = ()
    without_risk: Sequence[WithoutRisk] = ()

    @property
    def buffer_days(self) -> int:
        """Days from the projected date to the one to plan on: what to allow beyond the forecast."""
        return (self.plan_on - self.deadline.milestone.best_known.latest).days

    @property
    def float_days(self) -> int:
        """The last day that holds the deadline less the date to plan on, in days.

        Negative is what is missing.
        """
        return (self.deadline.limit - self.plan_on).days


class Quantile(Struct, frozen=True):
    """An amount that a percentage of the runs stay under, in pounds, with its standard error."""

    amount: Decimal
    error: Decimal


class Spread(NamedTuple):
    """An amount over the runs: what 1 in 10, half and 9 in 10 of them stay under.

    `at_level` is what the runs come to at the level: 80% of them bring as much or more.
    """

    p10: Quantile
    p50: Quantile
    at_level: Quantile
    p90: Quantile


class YearOdds(Struct, frozen=True):
    """The savings of a financial year. `plan_met` is None where nothing is known to be planned."""

    year: str
    planned: Decimal | None
    forecast: Decimal | None
    spread: Spread
    plan_met: Proportion | None


class SavingsOdds(Struct, frozen=True):
    """The savings of the runs. Those whose amount is not known are named, and in no figure.

    `target_met` is None where there is no target for what is looked at.
    """

    years: Sequence[YearOdds]
    planned_full_year: Decimal | None
    full_year: Spread
    target: Decimal | None
    target_met: Proportion | None
    unknown: Sequence[Id]


class RiskOdds(NamedTuple):
    """How often a risk happens, and the mean of what it brings over all runs.

    `days` is what it delays its milestones by, `money` what it costs in pounds, both 0 in runs in
    which it does not happen. None where nothing is stated of it.
    """

    risk: RiskPosition
    happens: Proportion
    days: Mean | None
    money: Mean | None


class Simulation(Struct, frozen=True):
    """What was drawn and what came of it.

    `certain` are the milestones that are not complete and have no estimate. `targets` are the
    milestones asked for by name, each with what it depends on. `left_out` is how many deadlines
    are without drivers because there are so many. `risks` are those that were drawn, and
    `risk_money` what they cost together. `waiting` are the milestones that are in none of it, as
    they wait for one without a date.
    """

    position: Position
    settings: Settings
    correlation: float
    reference: Reference | None
    milestones: Sequence[MilestoneOdds]
    deadlines: Sequence[DeadlineOdds]
    targets: Mapping[Id, Sequence[Driver]]
    savings: SavingsOdds | None
    certain: Sequence[Id]
    left_out: int = 0
    risks: Sequence[RiskOdds] = ()
    risk_money: Spread | None = None
    waiting: Sequence[Id] = ()
