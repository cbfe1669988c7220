"""Runs counted a stretch at a time, by whomever: the figures of one simulation, exactly."""

import pickle
import random
from unittest.mock import patch

import pytest

from minerva.model.programme import Id
from minerva.simulation import Settings, count, model, odds, simulate, stretches
from minerva.simulation.copula import STRETCH
from tests.simulations import D, milestone, position

MILESTONES = (
    milestone("ready", D, 'estimate = { low = "-1 week", high = "2 months" }')
    + milestone("live", D, 'after = ["ready"]', 'estimate = { low = "0 days", high = "40 days" }')
    + milestone("apart", D, 'estimate = { low = "-3 days", high = "1 week" }')
    + milestone("bound", D, "deadline = 2015-02-10", 'after = ["live"]')
)
SAVING = '\n[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\nfull_year = 100_000\n'
CONFIDENCE = "\n[confidence]\ncorrelation = 0.4\n"


@pytest.mark.parametrize("shares", ["", "savings = { low = 85, high = 105 }\n"])
@pytest.mark.parametrize("start", ['starts_with = "apart"\n', "starts = 2015-04-01\n"])
def test_stretches_give_what_one_simulation_gives(shares: str, start: str) -> None:
    at = position(MILESTONES, f"{CONFIDENCE}{shares}{SAVING}{start}")
    settings = Settings(runs=2 * STRETCH + 500, seed=3)
    whole = simulate(at, settings)
    counted = [count(at, settings, stretch) for stretch in stretches(settings.runs)]
    sent = [pickle.loads(pickle.dumps(part)) for part in counted]  # noqa: S301 - as a pool does it
    random.Random(1).shuffle(sent)  # noqa: S311 - an order, not a secret
    found = odds(at, settings, sent)
    assert found.savings == whole.savings
    assert [end._replace(drivers=[], made_certain=[]) for end in whole.deadlines] == [
        end._replace(drivers=[], made_certain=[]) for end in found.deadlines
    ]
    assert [part.runs for part in counted] == [STRETCH, STRETCH, 500]


def test_small_blocks_within_stretches_change_no_figure() -> None:
    at = position(MILESTONES, f'{CONFIDENCE}{SAVING}starts_with = "live"\n')
    settings = Settings(runs=STRETCH + 300)
    whole = simulate(at, settings)
    with patch.object(model, "_CELLS", 4 * 700), patch.object(model, "_FEWEST", 1):
        parted = simulate(at, settings)
        counted = [count(at, settings, stretch) for stretch in stretches(settings.runs)]
    assert whole.savings == parted.savings == odds(at, settings, counted).savings
    for part, other in zip(whole.milestones, parted.milestones, strict=True):
        assert part.days.curve() == other.days.curve()


def test_each_stretch_has_draws_of_its_own() -> None:
    at = position(MILESTONES)
    first, second = (count(at, Settings(2 * STRETCH), stretch).dates for stretch in (0, 1))
    bound = Id("bound")
    assert first.days[bound].curve() != second.days[bound].curve()


def test_without_deadlines_and_savings_there_is_nothing_to_count() -> None:
    at = position(milestone("ready", D, 'estimate = { low = "-1 week", high = "2 months" }'))
    settings = Settings(1_000)
    found = odds(at, settings, [count(at, settings, 0)])
    assert (found.deadlines, found.savings) == ([], None)
