"""What is found: each finding where it fires, at its exact boundary, and where it is silent."""

from datetime import date
from typing import get_args

import pytest

from minerva.findings import CHECKS, WAIVER_CHECKS, Finding, Severity, count, findings_at
from minerva.position import position_at
from minerva.programme import FindingId
from tests.programmes import WORKSTREAMS, programme

D = date(2014, 12, 9)
OTHERS = """
    [[milestone]]
    id = "other"
    workstream = "ict"
    name = "Other"
    baseline = 2016-01-01
"""


def found(milestone: str, workstreams: str = "", when: date = D) -> list[Finding]:
    """Return what is found of one milestone with these fields, and of what is in workstreams."""
    return findings_at(
        position_at(
            programme(
                f"""
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    {milestone}
    """,
                WORKSTREAMS + workstreams,
            ),
            when,
        )
    )


def ids(milestone: str, workstreams: str = "", when: date = D) -> list[str]:
    """Return the ids of what is found."""
    return [one.id for one in found(milestone, workstreams, when)]


def test_every_finding_has_a_check_of_its_name() -> None:
    checks = [check.__name__.replace("_", "-") for check in (*CHECKS, *WAIVER_CHECKS)]
    assert checks == list(get_args(FindingId))


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2014-12-08", ["milestone-overdue"]),
        ("baseline = 2014-12-09", []),
        ("baseline = 2014-12-08\nactual = 2014-12-09", []),
        ('baseline = "2014-11-30/2014-12-09"', []),
    ],
)
def test_milestone_overdue(milestone: str, expected: list[str]) -> None:
    assert ids(milestone) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ('baseline = 2015-01-09\ntolerance = "1 month"\nforecast = 2015-02-10', True),
        ('baseline = 2015-01-09\ntolerance = "1 month"\nforecast = 2015-02-09', False),
        ("baseline = 2015-01-09\nforecast = 2016-02-09", False),
        ('baseline = 2014-11-01\ntolerance = "1 day"\nactual = 2014-12-01', False),
    ],
)
def test_tolerance_exceeded(milestone: str, expected: bool) -> None:
    assert ("tolerance-exceeded" in ids(milestone)) is expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2015-01-09\ndeadline = 2015-01-08", ["deadline-broken"]),
        ("baseline = 2014-11-01\ndeadline = 2014-11-05\nactual = 2014-11-06", ["deadline-broken"]),
        ("baseline = 2014-11-01\ndeadline = 2014-11-05\nactual = 2014-11-05", []),
        ("baseline = 2015-01-09\ndeadline = 2015-01-16", []),
    ],
)
def test_deadline_broken(milestone: str, expected: list[str]) -> None:
    assert ids(milestone) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2014-12-08\nforecast = 2014-12-09", ["baseline-missed"]),
        ("baseline = 2014-12-09\nforecast = 2014-12-20", []),
        ("baseline = 2014-12-01\nforecast = 2014-12-08", ["milestone-overdue"]),
        ("baseline = 2014-12-01\nactual = 2014-12-09", []),
    ],
)
def test_baseline_missed(milestone: str, expected: list[str]) -> None:
    assert ids(milestone) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2015-01-09\ndeadline = 2015-01-15", ["low-float"]),
        ("baseline = 2015-01-09\ndeadline = 2015-01-09", ["low-float"]),
        ("baseline = 2015-01-09\ndeadline = 2015-01-16", []),
        ("baseline = 2014-11-09\ndeadline = 2014-11-09\nactual = 2014-11-09", []),
    ],
)
def test_low_float_to_a_deadline(milestone: str, expected: list[str]) -> None:
    assert ids(milestone) == expected


def contract(fields: str) -> str:
    """Return a contract with these fields."""
    return f"""
    [[contract]]
    id = "c"
    supplier = "Capita"
    {fields}
    """


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2015-11-08", []),
        ("2015-11-07", ["low-float"]),
        ("2015-11-01", ["low-float"]),
        ("2015-10-31", ["contract-gap"]),
    ],
)
def test_contracts_and_what_replaces_them(expires: str, expected: list[str]) -> None:
    replaced = contract(f'expires = {expires}\nreplaced_by = "m"')
    assert ids("baseline = 2015-11-01", replaced) == expected
    assert ids("baseline = 2015-11-01", contract(f"expires = {expires}")) == []


@pytest.mark.parametrize(
    ("when", "served", "expected"),
    [
        (date(2014, 11, 4), "", ["notice-missed"]),
        (date(2014, 11, 3), "", []),
        (date(2014, 11, 4), "notice_served = 2014-11-04", []),
        (date(2014, 11, 4), "notice_served = 2014-11-05", ["notice-missed"]),
    ],
)
def test_notice_missed(when: date, served: str, expected: list[str]) -> None:
    noticed = contract(f'expires = 2015-11-03\nnotice = "12 months"\n{served}')
    assert ids("baseline = 2016-01-01", noticed, when) == expected
    assert ids("baseline = 2016-01-01", contract("expires = 2015-11-03"), when) == []


def saving(fields: str) -> str:
    """Return a saving with these fields."""
    return f"""
    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    {fields}
    """


STATED = """
    [[saving.forecast]]
    on = 2014-12-09
    full_year = 1
"""


def test_saving_unknown() -> None:
    late = "baseline = 2016-01-01"
    assert ids(late, saving('known_with = "m"')) == ["saving-unknown"]
    assert ids(late, saving("full_year = 0\nstarts = 2015-04-01")) == []
    assert ids(late, saving(STATED)) == []
    assert ids(late, saving(STATED), date(2014, 12, 8)) == ["saving-unknown"]


def test_messages_have_the_figures_and_hints_say_what_to_do() -> None:
    one = found("baseline = 2014-12-01\nforecast = 2014-12-05")[0]
    assert one.message == "M: 4 days past its forecast of 5 Dec 2014"
    assert "`actual`" in one.hint
    gap = found("baseline = 2015-12-01", contract('expires = 2015-11-03\nreplaced_by = "m"'))[0]
    assert gap.message == "Capita: the contract ends on 3 Nov 2015, 28 days before M (1 Dec 2015)"
    assert (gap.subject, gap.severity) == ("c", Severity.ERROR)


def test_a_finding_points_at_the_line_that_causes_it() -> None:
    text = """\
[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-01
deadline = 2014-12-03

  [[milestone.forecast]]
  on = 2014-11-20
  date = 2014-12-05
"""
    by_id = {one.id: one for one in findings_at(position_at(programme(text), D))}
    assert {id: one.location.line for id, one in by_id.items()} == {
        "milestone-overdue": 10,
        "deadline-broken": 10,
    }
    achieved = text.replace("deadline", "actual = 2014-12-06\ndeadline")
    broken = findings_at(position_at(programme(achieved), D))
    assert [(one.id, one.location.line) for one in broken] == [("deadline-broken", 6)]


def test_the_worst_comes_first() -> None:
    late = [
        f"""
    [[milestone]]
    id = "m{days}"
    workstream = "ict"
    name = "M"
    baseline = 2014-11-{days:02d}
    """
        for days in (20, 10, 30)
    ]
    position = position_at(
        programme(
            "".join(late),
            WORKSTREAMS + saving("") + contract('expires = 2014-12-12\nnotice = "1 day"'),
        ),
        date(2014, 12, 12),
    )
    assert [one.subject for one in findings_at(position)] == ["m10", "m20", "m30", "c", "s"]


WAIVER = """
    [[waiver]]
    finding = "milestone-overdue"
    subject = "m"
    until = 2014-12-20
    reason = "Re-advertised"
    approved_by = "Board"
"""


@pytest.mark.parametrize(
    ("when", "severity"),
    [(date(2014, 12, 20), Severity.NOTE), (date(2014, 12, 21), Severity.ERROR)],
)
def test_a_waiver_holds_until_the_end_of_its_last_day(when: date, severity: Severity) -> None:
    one = found("baseline = 2014-12-08\n" + WAIVER, "", when)[0]
    assert (one.id, one.severity) == ("milestone-overdue", severity)
    assert (one.waiver is not None) is (severity is Severity.NOTE)


def test_a_waiver_is_for_one_finding_of_one_subject() -> None:
    other = WAIVER.replace('subject = "m"', 'subject = "other"')
    assert found("baseline = 2014-12-08\n" + OTHERS + other)[0].severity is Severity.ERROR


def test_findings_are_counted_by_severity() -> None:
    several = found("baseline = 2014-12-08", saving("") + contract("expires = 2016-01-01"))
    assert count(several) == {"error": 1, "warning": 0, "note": 1}
