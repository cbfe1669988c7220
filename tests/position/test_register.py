"""The register on a day: what is open, what it was last said to be, what stands first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.position import Position, position_at
from minerva.position.register import State
from tests.programmes import WORKSTREAMS, problems_of, programme

MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-06-01\n'


def position(register: str, day: date, *only: str) -> Position:
    return position_at(programme(MILESTONE, WORKSTREAMS, register), day, only)


def risk(id: str, more: str = "", chance: int = 30) -> str:
    return (
        f'[[risk]]\nid = "{id}"\nname = "R"\nraised = 2014-10-01\nprobability = {chance}\n{more}\n'
    )


DILIGENCE = """delay = { low = "1 week", high = "1 month" }
money = { low = 10_000, high = 50_000 }
closed = 2015-02-01
happened = true
review = [
  { on = 2014-12-20, probability = 10 },
  { on = 2014-11-20, probability = 60, by = "Programme board" },
]"""


@pytest.mark.parametrize(
    ("day", "chance", "days", "money", "state"),
    [
        (date(2014, 10, 1), 30, "5.70", "9000", State.OPEN),
        (date(2014, 11, 19), 30, "5.55", "9000", State.OPEN),  # a month from then has 30 days
        (date(2014, 11, 20), 60, "11.10", "18000", State.OPEN),
        (date(2014, 12, 20), 10, "1.90", "3000", State.OPEN),
        (date(2015, 1, 31), 10, "1.75", "3000", State.OPEN),  # to 28 February
        (date(2015, 2, 1), 10, None, None, State.HAPPENED),
    ],
)
def test_a_risk_is_as_it_was_last_reviewed(
    day: date, chance: int, days: str | None, money: str | None, state: State
) -> None:
    [found] = position(risk("r", DILIGENCE), day).risks
    assert (found.probability, found.state) == (Decimal(chance), state)
    assert found.expected_days == (None if days is None else Decimal(days))
    assert found.expected_money == (None if money is None else Decimal(money))


def test_what_is_not_stated_is_not_expected_to_be_0() -> None:
    [found] = position(risk("r"), date(2015, 1, 1)).risks
    assert (found.delay_days, found.expected_days, found.expected_money) == (None, None, None)


def test_nothing_is_there_before_it_was_raised() -> None:
    assert position(risk("r"), date(2014, 9, 30)).risks == []


def test_the_worst_risks_come_first_and_the_closed_last() -> None:
    register = "".join(
        [
            risk("closed", 'delay = "100 days"\nclosed = 2014-12-01'),
            risk("cheap", "money = 10"),
            risk("dear", "money = 20"),
            risk("slow", 'delay = "1 day"'),
        ]
    )
    found = [risk.record.id for risk in position(register, date(2015, 1, 1)).risks]
    assert found == ["slow", "dear", "cheap", "closed"]


def test_what_is_of_no_workstream_is_of_the_whole_programme_alone() -> None:
    register = risk("ours", 'workstream = "ict"') + risk("all")
    found = position(register, date(2015, 1, 1), "ict").risks
    assert [risk.record.id for risk in found] == ["ours"]


def test_an_assessment_of_one_id_with_two_meanings_has_to_say_which() -> None:
    workstreams = WORKSTREAMS.replace('"p"', '"ict"')
    said = '[[assessment]]\nsubject = "ict"\non = 2015-01-01\nby = "B"\ntext = "T"\n'
    [problem] = problems_of(MILESTONE, workstreams, said)
    assert problem.kind == "unclear-subject"
    read = programme(MILESTONE, workstreams, f'{said}kind = "workstream"')
    assert list(position_at(read, date(2015, 2, 1)).stated) == [("workstream", "ict")]


@pytest.mark.parametrize(
    ("register", "kind"),
    [
        (risk("r", "happened = true"), "happened-not-closed"),
        (risk("r", 'milestones = ["x"]'), "unknown-reference"),
        (risk("r", 'savings = ["x"]'), "unknown-reference"),
        (risk("r", 'workstream = "x"'), "unknown-reference"),
        (risk("r", "money = -5"), "wrong-value"),
        (risk("r", 'delay = { low = "2 months", high = "1 week" }'), "wrong-value"),
        (risk("r", chance=101), "wrong-value"),
        (risk("r") + risk("r"), "duplicate-id"),
        ('[[action]]\nid = "a"\nname = "A"\nraised = 2015-01-01\nabout = "x"', "unknown-reference"),
        ('[[risk]]\nid = "r"\nname = "R"\nraised = 2015-01-01', "missing-key"),
        ('[[risks]]\nid = "r"', "unknown-key"),
    ],
)
def test_what_is_wrong_is_a_problem(register: str, kind: str) -> None:
    assert [problem.kind for problem in problems_of(MILESTONE, WORKSTREAMS, register)] == [kind]


DAYS = st.dates(date(2014, 1, 1), date(2016, 12, 31))


@given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 100)), max_size=5), DAYS)
def test_what_is_dated_later_changes_nothing(
    day: date, reviews: list[tuple[date, int]], closed: date
) -> None:
    def at(known: list[tuple[date, int]], end: str) -> tuple[object, ...]:
        lines = ", ".join(f"{{ on = {on}, probability = {chance} }}" for on, chance in known)
        found = position(risk("r", f"review = [{lines}]\n{end}"), day).risks
        return tuple((risk.probability, risk.state, risk.reviewed) for risk in found)

    earlier = [(on, chance) for on, chance in reviews if on <= day]
    end = f"closed = {closed}"
    assert at(reviews, end) == at(earlier, end if closed <= day else "")


@given(st.integers(0, 100), st.integers(0, 400), st.integers(0, 400))
def test_expected_days_are_the_chance_of_the_middle(chance: int, low: int, more: int) -> None:
    delay = f'delay = {{ low = "{low} days", high = "{low + more} days" }}'
    [found] = position(risk("r", delay, chance), date(2015, 1, 1)).risks
    assert found.expected_days == (Decimal(chance) * (2 * low + more) / 200).quantize(
        Decimal("0.01"), rounding="ROUND_HALF_UP"
    )
    assert found.unreviewed_days == (date(2015, 1, 1) - date(2014, 10, 1)) // timedelta(days=1)
