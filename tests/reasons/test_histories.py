"""Savings with plans, statements, states and new budgets: explained, and step by step."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from minerva.model.programme import Programme
from minerva.position import position_at
from minerva.reasons.lines import every_figure, resting_on
from minerva.reasons.part import ROUNDING, Part
from minerva.reasons.savings import explain_saving
from minerva.reasons.steps import said_in, steps
from tests.reasons.strategies import histories, read
from tests.reasons.test_savings import adds_up
from tests.reasons.test_savings import every_figure as every_saving
from tests.strategies import days, networks

unhurried = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@given(histories, days)
@unhurried
def test_the_root_is_that_of_reports_and_rounding_is_small(read: Programme, day: date) -> None:
    for part, value in every_saving(position_at(read, day)):
        assert part.value == value
        assert adds_up(part)
        for _, below in part.walk():
            if below.text == ROUNDING:
                assert isinstance(below.value, Decimal)
                assert abs(below.value) <= Decimal("0.06")


@given(histories, days)
@unhurried
def test_steps_add_up(read: Programme, last: date) -> None:
    first = last - timedelta(days=40)
    id = read.savings[0].id

    def money(day: date) -> Decimal | None:
        value = position_at(read, day).savings_in(("2015/16",)).lines[id]["2015/16"].forecast
        assert value is None or isinstance(value, Decimal)
        return value

    def explain(day: date) -> Part:
        return explain_saving(position_at(read, day), id, "2015/16", "forecast")

    found = steps(money, explain, said_in(read), first, last)
    changes = [step.change for step in found]
    before = money(first)
    if before is not None and None not in changes:
        numbers = [change for change in changes if isinstance(change, Decimal)]
        assert before + sum(numbers) == money(last)


@given(histories | networks().map(read), days)
@settings(unhurried, max_examples=20)
def test_a_line_has_the_figures_that_cite_it(read: Programme, day: date) -> None:
    position = position_at(read, day)
    citing: dict[tuple[str, int], list[Sequence[str]]] = {}
    for words, part in every_figure(position):
        for place in part.places:
            citing.setdefault((place.file, place.line), []).append(words)
    for (file, line), expected in citing.items():
        assert [words for words, _ in resting_on(position, file, line)] == expected
