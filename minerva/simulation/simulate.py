"""A simulation from beginning to end: the runs counted, block by block, then summed up."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlinePosition
from minerva.simulation.certainty import CertaintyTally
from minerva.simulation.dates import DateTally, dated_deadlines
from minerva.simulation.drivers import DriverTally, RankCache
from minerva.simulation.model import Model, Settings
from minerva.simulation.reference import Reference
from minerva.simulation.results import DeadlineOdds, Simulation
from minerva.simulation.risk_tally import RisksTally
from minerva.simulation.sums import savings_tally
from minerva.simulation.without_risks import WithoutRiskTally

MOST_EXPLAINED: Final = 20
"""How many deadlines, those with the least float, are given drivers."""


def simulate(
    position: Position,
    settings: Settings,
    named: Sequence[MilestonePosition] | None = None,
    reference: Reference | None = None,
) -> Simulation:
    """Return how likely the dates and the amounts of a position are.

    `named` are the milestones that were asked for by name, if any were: only they and their
    deadlines are summed up then, and what drives each of them. The runs are those of the whole
    programme all the same. What waits for a milestone without a date is in none of the figures.
    The same arguments give the same figures, to the last digit.
    """
    chosen = position.milestones if named is None else named
    shown = [milestone for milestone in chosen if milestone.held_by is None]
    ids = {milestone.record.id for milestone in shown}
    deadlines = [deadline for deadline in position.deadlines if deadline.milestone.record.id in ids]
    open_deadlines = [deadline for deadline in deadlines if not deadline.milestone.complete]
    explained = _most_at_risk(open_deadlines)
    unfinished = [milestone.record.id for milestone in shown if not milestone.complete]
    asked = [] if named is None else unfinished
    model = Model(position, settings, reference)
    dates = DateTally(model, shown, deadlines)
    stated = model.stated
    ends = [deadline.milestone.record.id for deadline in explained]
    drivers = {id: DriverTally(id) for id in (*ends, *asked)}
    certainty = CertaintyTally(model, explained)
    without = WithoutRiskTally(model, explained)
    savings = savings_tally(position)
    risks = RisksTally(position, model.risks)
    for run, runs in model.blocks():
        dates.add(run, runs)
        risks.add(run.risks, runs)
        ranks = RankCache(run)
        for driver in drivers.values():
            driver.add(model.network, run, runs, ranks)
        certainty.add(run, runs, drivers)
        without.add(run, runs)
        savings.add(run, runs, model.streams)
    return Simulation(
        position=position,
        settings=settings,
        correlation=model.correlation,
        reference=reference,
        milestones=dates.milestones(),
        deadlines=[
            odds._replace(
                drivers=drivers[odds.deadline.milestone.record.id].drivers(),
                made_certain=certainty.of(odds.deadline),
                without_risk=without.of(odds.deadline),
            )
            if odds.deadline in explained
            else odds
            for odds in dates.deadlines()
        ],
        targets={id: drivers[id].drivers() for id in asked},
        savings=savings.odds(settings.level) if position.savings.savings else None,
        certain=[
            milestone.record.id
            for milestone in shown
            if not milestone.complete and milestone.record.id not in stated
        ],
        left_out=len(open_deadlines) - len(explained),
        risks=risks.odds(),
        risk_money=risks.cost(settings.level),
        waiting=[milestone.record.id for milestone in chosen if milestone.held_by is not None],
    )


def deadline_odds(position: Position, settings: Settings) -> list[DeadlineOdds]:
    """Return how likely each deadline is held that is not yet met or missed, and nothing more.

    Only the milestones that lead to one of them are drawn. The draws are those of `simulate`, so
    the figures are too.
    """
    deadlines = [
        deadline for deadline in dated_deadlines(position) if not deadline.milestone.complete
    ]
    targets = [deadline.milestone.record.id for deadline in deadlines]
    model = Model(position, settings, targets=targets)
    dates = DateTally(model, [], deadlines)
    if deadlines:
        for run, runs in model.blocks():
            dates.add(run, runs)
    return dates.deadlines()


def dates_at_level(
    position: Position, settings: Settings, wanted: Collection[Id]
) -> dict[Id, date]:
    """Return the day by which each of some milestones is reached at the level of the settings.

    Those that are certain are left out, and so are those that wait for one without a date. The
    draws are those of `simulate`, so the days are too.
    """
    milestones = [
        milestone
        for id in wanted
        if (milestone := position.by_id.get(id)) is not None and milestone.held_by is None
    ]
    model = Model(position, settings, targets=[milestone.record.id for milestone in milestones])
    if not model.drawn and not model.risks:
        return {}
    dates = DateTally(model, milestones, [])
    for run, runs in model.blocks():
        dates.add(run, runs)
    return {
        odds.milestone.record.id: odds.at_level for odds in dates.milestones() if odds.uncertain
    }


def _most_at_risk(deadlines: Sequence[DeadlinePosition]) -> list[DeadlinePosition]:
    """Return the deadlines with the least float, in the order they were in."""
    least = sorted(deadlines, key=lambda deadline: deadline.float_days or 0)[:MOST_EXPLAINED]
    return [deadline for deadline in deadlines if deadline in least]
