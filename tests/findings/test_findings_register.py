"""What is found in the register: each fires, is silent at its boundary, and stays silent."""

from datetime import date, timedelta

import pytest

from minerva.findings import findings_at
from minerva.position import position_at
from minerva.views import status
from tests.programmes import WORKSTREAMS, programme

DAY = date(2015, 2, 1)
MILESTONES = """
    [[milestone]]
    id = "late"
    workstream = "ict"
    name = "Late"
    baseline = 2015-01-02

    [[milestone]]
    id = "fine"
    workstream = "hrd"
    name = "Fine"
    baseline = 2015-06-02
"""
ISSUE = '[[issue]]\nid = "e"\nname = "E"\nraised = 2015-02-01\nowner = "O"\n'
ACTION = '[[action]]\nid = "e"\nname = "E"\nraised = 2015-01-01\n'
DECISION = '[[decision]]\nid = "e"\nname = "E"\nraised = 2015-01-01\n'
RISK = '[[risk]]\nid = "e"\nname = "E"\nprobability = 10\n'
SAID = '[[assessment]]\nby = "B"\ntext = "T"\n'
INDICATOR = """[[indicator]]
id = "e"
name = "E"
better = "higher"
amber_within = 2
target = [{ from = "2014/15", value = 10 }]
"""


def actual(value: str, period: str = "2014/15-Q3") -> str:
    return f'{INDICATOR}actual = [{{ period = "{period}", value = {value} }}]\n'


def found(register: str, day: date = DAY, *only: str) -> list[tuple[str, str, str]]:
    """Return what is found in the register: id, kind of subject, subject."""
    position = position_at(programme(MILESTONES, WORKSTREAMS, register), day, only)
    ids = {"milestone-overdue", "baseline-missed", "data-stale", "saving-unknown"}
    return [
        (finding.id, finding.about, finding.subject)
        for finding in findings_at(position)
        if finding.id not in ids
    ]


@pytest.mark.parametrize(
    ("register", "id"),
    [
        (f"{ACTION}due = 2015-01-31", "action-overdue"),
        (f'{ACTION}due = "2015-01"', "action-overdue"),
        (f"{ACTION}due = 2015-01-31\ndone = 2015-02-02", "action-overdue"),
        (f"{ACTION}due = 2015-02-01", None),
        (f"{ACTION}due = 2015-01-31\ndone = 2015-02-01", None),
        (ACTION, None),
        (f"{DECISION}needed_by = 2015-01-31", "decision-overdue"),
        (f"{DECISION}needed_by = 2015-02-01", None),
        (f"{DECISION}needed_by = 2015-01-31\nmade = 2015-02-01", None),
        (f'{RISK}owner = "O"\nraised = 2014-11-02', "risk-unreviewed"),
        (f'{RISK}owner = "O"\nraised = 2014-11-03', None),
        (f'{RISK}owner = "O"\nraised = 2014-10-01\nclosed = 2015-02-01', None),
        (f'{RISK}owner = "O"\nraised = 2014-10-01\nreview = [{{ on = 2014-11-03 }}]', None),
        (f"{RISK}raised = 2015-02-01", "risk-unowned"),
        (f'{RISK}raised = 2015-02-01\nowner = " "', "risk-unowned"),
        (f"{RISK}raised = 2015-02-02", None),
        (f'{RISK}raised = 2015-02-01\nowner = "O"', None),
        (f'{ISSUE}severity = "high"', "issue-high-open"),
        (f'{ISSUE}severity = "high"\nclosed = 2015-02-01', None),
        (f'{ISSUE}severity = "medium"', None),
        (
            f'{ISSUE}severity = "high"\nreview = [{{ on = 2015-02-01, severity = "low" }}]',
            None,
        ),
        (actual("7.99"), "indicator-red"),
        (actual("8"), None),
        (actual("10"), None),
        (actual("7", "2014/15-Q4"), None),
    ],
)
def test_an_entry_of_the_register(register: str, id: str | None) -> None:
    kind = register[2 : register.index("]")]
    assert found(register) == ([] if id is None else [(id, kind, "e")])


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (f'{SAID}subject = "ict"\non = 2015-02-01\nrating = "green"', "workstream"),
        (f'{SAID}subject = "late"\non = 2015-02-01\nrating = "amber"', "milestone"),
        (f'{SAID}subject = "p"\non = 2015-02-01\nrating = "amber"', "programme"),
        (f'{SAID}subject = "ict"\non = 2015-02-01\nrating = "red"', None),
        (f'{SAID}subject = "ict"\non = 2015-02-02\nrating = "green"', None),
        (f'{SAID}subject = "hrd"\non = 2015-02-01\nrating = "green"', None),
        (f'{SAID}subject = "hrd"\non = 2015-02-01\nrating = "red"', None),
        (f'{SAID}subject = "ict"\non = 2015-02-01', None),
    ],
)
def test_a_rating_that_is_better_than_the_figures(register: str, expected: str | None) -> None:
    subjects = [about for id, about, _ in found(register) if id == "rated-better-than-figures"]
    assert subjects == ([] if expected is None else [expected])


def test_an_assessment_holds_for_90_days() -> None:
    said = f'{SAID}subject = "ict"\non = 2014-11-03'
    assert found(said) == []
    expected = [("assessment-stale", "workstream", "ict")]
    assert found(said, DAY + timedelta(days=1)) == expected
    assert found(said, DAY + timedelta(days=1), "hrd") == []


def test_days_without_a_review_are_as_the_check_says() -> None:
    check = f"{WORKSTREAMS}\n    [check]\n    review_within = 10\n"
    risk = f'{RISK}owner = "O"\nraised = 2015-01-21'
    plan = programme(MILESTONES, check, risk)
    for day, expected in ((date(2015, 1, 31), False), (DAY, True)):
        ids = {finding.id for finding in findings_at(position_at(plan, day))}
        assert ("risk-unreviewed" in ids) is expected


def test_an_undated_milestone_may_be_said_to_be_late() -> None:
    undated = (
        f'{MILESTONES}\n    [[milestone]]\n    id = "u"\n    workstream = "ict"\n    name = "U"'
    )
    register = f'{SAID}subject = "u"\non = 2014-01-01'
    position = position_at(programme(undated, WORKSTREAMS, register), DAY)
    assert "assessment-stale" in {finding.id for finding in findings_at(position)}
    assert status.report(position).tables
