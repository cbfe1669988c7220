"""Milestones of other programmes that a programme waits for, as long as it is read alone."""

from datetime import date

import pytest

from minerva.model.dates import single_day
from minerva.position import position_at
from tests.programmes import WORKSTREAMS, problems_of, programme

DAY = date(2026, 2, 1)
MILESTONES = """
    [[milestone]]
    id = "moved"
    workstream = "ict"
    name = "Moved in"
    baseline = 2026-04-01
    after = [{ milestone = "harbour:quay-ready", lag = "1 month", expected = 2026-03-15 }]
"""


def test_a_link_is_a_milestone_that_others_have_to_reach() -> None:
    position = position_at(programme(MILESTONES), DAY)
    moved = position.by_id[position.programme.milestones[0].id]
    assert moved.projected == single_day(date(2026, 4, 15))
    assert moved.driver is not None
    assert moved.driver.id == "harbour:quay-ready"
    assert [milestone.record.id for milestone in position.own] == ["moved"]
    [link] = [milestone for milestone in position.milestones if milestone.record.external]
    assert (link.record.external, link.expected) == ("harbour", single_day(date(2026, 3, 15)))
    assert position.counts.total == 1
    assert link.record.location.line == 7


def test_without_a_recorded_date_nothing_is_known_of_what_waits() -> None:
    text = MILESTONES.replace(", expected = 2026-03-15", "")
    position = position_at(programme(text), DAY)
    [moved] = position.own
    assert moved.held_by == "harbour:quay-ready"
    assert [milestone.record.id for milestone in position.undated] == ["harbour:quay-ready"]
    assert position.own_undated == []


def test_the_date_may_stand_beside_one_of_several_references() -> None:
    text = MILESTONES + (
        '\n    [[milestone]]\n    id = "second"\n    workstream = "hrd"\n    name = "Second"\n'
        '    baseline = 2026-03-01\n    after = ["harbour:quay-ready"]\n'
    )
    [link] = programme(text).links
    assert link.forecast[0].date == single_day(date(2026, 3, 15))


@pytest.mark.parametrize(
    ("written", "kind", "hint"),
    [
        ('["p:other"]', "unknown-reference", 'write "other"'),
        ('["harbour:"]', "wrong-value", 'write both ids in plain letters: "harbour:ito-award"'),
        ('["Harbour:Quay ready"]', "wrong-value", 'write "harbour:quay-ready"'),
        ('["a:b:c"]', "wrong-value", 'write "a:b-c"'),
        (
            '[{ milestone = "base", expected = 2026-01-01 }]',
            "contradiction",
            "take `expected` out: its own forecast says so",
        ),
        (
            '["base", { milestone = "x:y", expected = 2026-01-01 }, '
            '{ milestone = "x:y", expected = 2026-01-02 }]',
            "contradiction",
            "line 13 has the other: keep one date",
        ),
    ],
)
def test_what_is_wrong_with_a_link_is_refused(written: str, kind: str, hint: str) -> None:
    text = (
        '\n    [[milestone]]\n    id = "base"\n    workstream = "ict"\n    name = "B"\n'
        '    baseline = 2026-01-01\n\n    [[milestone]]\n    id = "m"\n    workstream = "ict"\n'
        f'    name = "M"\n    baseline = 2026-02-01\n    after = {written}\n'
    )
    [problem] = problems_of(text, WORKSTREAMS)
    assert (problem.kind, problem.hint) == (kind, hint)
