"""What waits for a milestone without a date is in no figure of a simulation, and named."""

from decimal import Decimal

from minerva.model.programme import Id
from minerva.simulation import Settings, count, deadline_odds, odds, simulate, stretches
from minerva.views import confidence
from tests.simulations import D, milestone, position

UNDATED = '[[milestone]]\nid = "open"\nworkstream = "ict"\nname = "open"\n'
ESTIMATE = 'estimate = { low = "-1 week", high = "2 months" }'
BOUND = "deadline = 2015-06-01"
MILESTONES = (
    UNDATED
    + milestone("held", D, 'after = ["open"]', ESTIMATE, BOUND)
    + milestone("later", D, 'after = ["held"]', ESTIMATE)
    + milestone("free", D, ESTIMATE, BOUND)
)
SAVING = (
    '\n[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\nfull_year = 100_000\n'
    'starts_with = "held"\n'
)


def test_what_waits_for_no_date_has_no_odds() -> None:
    at, settings = position(MILESTONES, SAVING), Settings(runs=500, level=Decimal(80))
    simulation = simulate(at, settings)
    assert [drawn.milestone.record.id for drawn in simulation.milestones] == ["free"]
    assert simulation.waiting == ["held", "later"]
    ends = [deadline.deadline.milestone.record.id for deadline in simulation.deadlines]
    assert ends == ["free"]
    assert [end.held for end in deadline_odds(at, settings)] == [
        end.held for end in simulation.deadlines
    ]
    counted = odds(at, settings, [count(at, settings, stretch) for stretch in stretches(500)])
    assert [end.held for end in counted.deadlines] == [end.held for end in simulation.deadlines]
    named = simulate(at, settings, [at.by_id[id] for id in simulation.waiting])
    assert (list(named.milestones), list(named.deadlines), dict(named.targets)) == ([], [], {})


def test_what_waits_for_no_date_is_named() -> None:
    at = position(MILESTONES, SAVING)
    for named in (None, [at.by_id[Id(id)] for id in ("held", "later")]):
        told = confidence.report(simulate(at, Settings(runs=500), named)).summary
        assert (
            "In none of this, as they wait for a milestone that has no date yet: held, later."
            in told
        )
