"""How likely: what may happen drawn many times, each time through the network of the forecast.

It draws and counts. The rules of the network, of amounts and of statements are those of
`position`; nothing here says them again. Only here is numpy imported.
"""

from minerva.simulation.drivers import Driver
from minerva.simulation.model import LEVEL, MOST_RUNS, RUNS, SEED, Model, Settings
from minerva.simulation.reference import Reference, from_history, read_uplift
from minerva.simulation.results import (
    DeadlineOdds,
    MadeCertain,
    MilestoneOdds,
    Quantile,
    RiskOdds,
    SavingsOdds,
    Simulation,
    Spread,
    WithoutRisk,
    YearOdds,
)
from minerva.simulation.simulate import dates_at_level, deadline_odds, simulate
from minerva.simulation.stretches import Counts, count, odds, stretches
from minerva.simulation.tallies import Change, Mean, Proportion

__all__ = [
    "LEVEL",
    "MOST_RUNS",
    "RUNS",
    "SEED",
    "Change",
    "Counts",
    "DeadlineOdds",
    "Driver",
    "MadeCertain",
    "Mean",
    "MilestoneOdds",
    "Model",
    "Proportion",
    "Quantile",
    "Reference",
    "RiskOdds",
    "SavingsOdds",
    "Settings",
    "Simulation",
    "Spread",
    "WithoutRisk",
    "YearOdds",
    "count",
    "dates_at_level",
    "deadline_odds",
    "from_history",
    "odds",
    "read_uplift",
    "simulate",
    "stretches",
]
