"""What holds of every register: as of a day, over time, and of its figures."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.findings import findings_at
from minerva.position import Position, position_at
from minerva.position.milestones import Rating
from minerva.views import indicators as indicators_view
from minerva.views import register as register_view
from minerva.views import register_tables, status
from tests.drawn_registers import MILESTONES, known, registers, toml
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import Tables, days


def at(tables: Tables, day: date) -> Position:
    return position_at(programme(MILESTONES, WORKSTREAMS, toml(tables)), day, (), day)


def said(position: Position) -> Any:
    """Return all that is said of a register on a day."""
    return (
        register_view.document(position, everything=True),
        indicators_view.document(position),
        status.document(position)["workstreams"],
        register_tables.assessment_documents(position),
        [(found.id, found.subject, found.message) for found in findings_at(position)],
    )


@given(registers(), days)
@settings(deadline=None)
def test_what_is_dated_after_the_day_does_not_exist_on_it(tables: Tables, day: date) -> None:
    assert said(at(tables, day)) == said(at(known(tables, day), day))


@given(registers(), days, st.integers(0, 400))
@settings(deadline=None)
def test_an_entry_that_was_raised_stays_and_one_that_ended_stays_over(
    tables: Tables, day: date, later: int
) -> None:
    before, after = at(tables, day), at(tables, day + timedelta(days=later))
    for kind in register_view.KINDS:
        now, then = (
            {entry.record.id: entry for entry in register_view.chosen(when, kind, everything=True)}
            for when in (before, after)
        )
        assert now.keys() <= then.keys()
        assert all(not then[id].open for id, entry in now.items() if not entry.open)


@given(registers(), days)
@settings(deadline=None)
def test_what_is_open_stands_first_and_the_worst_of_it_before_the_rest(
    tables: Tables, day: date
) -> None:
    position = at(tables, day)
    for kind in register_view.KINDS:
        opened = [entry.open for entry in register_view.chosen(position, kind, everything=True)]
        assert opened == sorted(opened, reverse=True)
    risks = [risk for risk in position.risks if risk.open]
    worst = [(risk.expected_days or 0, risk.expected_money or 0) for risk in risks]
    assert worst == sorted(worst, reverse=True)


@given(registers(), days)
@settings(deadline=None)
def test_what_is_expected_is_the_probability_of_the_middle(tables: Tables, day: date) -> None:
    for risk in at(tables, day).risks:
        if risk.delay_days is not None and risk.open:
            middle = Decimal(sum(risk.delay_days)) / 2
            assert risk.expected_days is not None
            assert abs(risk.expected_days - middle * risk.probability / 100) <= Decimal("0.005")
        if risk.money is not None and risk.open:
            middle = (risk.money.low + risk.money.high) / 2
            assert risk.expected_money == middle * risk.probability / 100


@given(registers(), days)
@settings(deadline=None)
def test_a_rating_and_a_direction_follow_from_better_and_never_without(
    tables: Tables, day: date
) -> None:
    for indicator in at(tables, day).indicators:
        if indicator.record.better is None:
            assert (indicator.rating, indicator.direction) == (None, None)
        elif indicator.shortfall is not None:
            within = indicator.shortfall <= indicator.record.amber_within
            met = indicator.shortfall <= 0
            assert indicator.rating is (
                Rating.GREEN if met else Rating.AMBER if within else Rating.RED
            )
        assert len([value for value in indicator.trace if value is not None]) <= len(
            indicator.values
        )
