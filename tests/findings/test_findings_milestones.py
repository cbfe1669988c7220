"""What is found of milestones: late, out of tolerance, out of order, ahead of the clock."""

from datetime import date

import pytest

from minerva.findings import Severity
from tests.findings.test_findings import FAR, D, another, days_of, found, ids, only_one

REBASELINED = "\n[[milestone.rebaseline]]\non = 2014-12-01\ndate = "
RESTATED = "\n[[milestone.forecast]]\non = 2014-12-01\ndate = "
TOO_LATE = "\n[[milestone.forecast]]\non = 2014-12-10\ndate = "


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ("baseline = 2014-12-09", None),
        ("baseline = 2014-12-08", 1),
        ('baseline = "2014-11-30/2014-12-09"', None),
        ('baseline = "2014-11-30/2014-12-08"', 1),
        ('baseline = "2014-W50"', None),
        ('baseline = "2014-11"', 9),
        ("baseline = 2015-12-01\nforecast = 2014-12-08", 1),
        ("baseline = 2014-12-01\nforecast = 2014-12-09", None),
        ("baseline = 2014-12-01" + RESTATED + "2014-12-09", None),
        ("baseline = 2014-12-08" + TOO_LATE + "2015-12-31", 1),
        ("baseline = 2014-12-01" + REBASELINED + "2014-12-08", 1),
        ("baseline = 2014-12-08\nactual = 2014-12-09", None),
        ("baseline = 2014-12-08\nactual = 2014-12-10", 1),
        ('baseline = 2014-12-08\nactual = "2014-12"', 1),
    ],
)
def test_a_milestone_is_overdue_from_the_day_after_its_forecast(
    fields: str, days: int | None
) -> None:
    assert days_of("milestone-overdue", found(fields)) == days


@pytest.mark.parametrize(
    ("grace", "severity"),
    [
        (0, Severity.ERROR),
        (9, Severity.ERROR),
        (10, Severity.WARNING),
        (11, Severity.WARNING),
        (36_525, Severity.WARNING),
    ],
)
def test_up_to_the_days_of_grace_an_overdue_milestone_is_a_warning(
    grace: int, severity: Severity
) -> None:
    finding = found("baseline = 2014-11-29", f"[check]\ngrace = {grace}")[0]
    within = f", within the {grace:,} days of grace" if severity is Severity.WARNING else ""
    assert finding.message == f"M: 10 days past its forecast of 29 Nov 2014{within}"
    assert finding.severity is severity


@pytest.mark.parametrize(("day", "severity"), [(10, Severity.WARNING), (11, Severity.ERROR)])
def test_grace_ends_with_its_last_day(day: int, severity: Severity) -> None:
    finding = found("baseline = 2014-12-09", "[check]\ngrace = 1", date(2014, 12, day))[0]
    assert (finding.id, finding.severity) == ("milestone-overdue", severity)


def test_grace_forgives_neither_the_tolerance_nor_the_deadline() -> None:
    late = 'baseline = 2014-12-08\ntolerance = "0 days"\ndeadline = 2014-12-08'
    several = found(late, "[check]\ngrace = 30")
    assert [(finding.id, finding.severity) for finding in several] == [
        ("tolerance-exceeded", Severity.ERROR),
        ("deadline-broken", Severity.ERROR),
        ("milestone-overdue", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("fields", "beyond"),
    [
        ('tolerance = "1 month"\nforecast = 2015-02-09', None),
        ('tolerance = "1 month"\nforecast = 2015-02-10', 1),
        ('tolerance = "2 weeks"\nforecast = 2015-01-23', None),
        ('tolerance = "2 weeks"\nforecast = 2015-01-24', 1),
        ('tolerance = "0 days"', None),
        ('tolerance = "0 days"\nforecast = 2015-01-10', 1),
        ('tolerance = "0 days"\nforecast = 2014-12-31', None),
        ("forecast = 2016-02-09", None),  # none is agreed
        ('tolerance = "1 day"\nactual = 2014-12-09', None),
        ('tolerance = "1 day"\nactual = 2014-12-09\nforecast = 2015-02-01', None),
        ('tolerance = "1 day"\nactual = 2014-12-10\nforecast = 2015-01-11', 1),
        ('tolerance = "1 day"\nforecast = "2015-01"', 21),
        ('tolerance = "1 day"' + REBASELINED + "2015-02-09", None),
        ('tolerance = "1 day"\nforecast = 2015-02-10' + REBASELINED + "2015-02-08", None),
    ],
)
def test_tolerance_is_counted_from_the_baseline_in_force(fields: str, beyond: int | None) -> None:
    assert days_of("tolerance-exceeded", found(f"baseline = 2015-01-09\n{fields}")) == beyond


@pytest.mark.parametrize(
    ("actual", "beyond"), [("2014-12-08", None), ("2014-12-09", None), ("2014-12-10", 37)]
)
def test_what_is_complete_has_no_tolerance_to_exceed(actual: str, beyond: int | None) -> None:
    late = found(f'baseline = 2014-11-01\ntolerance = "1 day"\nactual = {actual}')
    assert days_of("tolerance-exceeded", late) == beyond


@pytest.mark.parametrize(
    ("when", "beyond"), [(date(2015, 2, 28), None), (date(2015, 3, 1), 1), (date(2015, 3, 8), 8)]
)
def test_what_is_overdue_uses_up_a_month_of_tolerance_that_ends_in_february(
    when: date, beyond: int | None
) -> None:
    late = found('baseline = 2015-01-31\ntolerance = "1 month"', when=when)
    assert days_of("tolerance-exceeded", late) == beyond


def test_the_tolerance_of_the_programme_holds_where_a_milestone_has_none_of_its_own() -> None:
    details, fields = 'tolerance = "10 days"', "baseline = 2015-01-09\nforecast = "
    assert found(fields + "2015-01-19", details=details) == []
    assert days_of("tolerance-exceeded", found(fields + "2015-01-20", details=details)) == 1
    own = f'tolerance = "11 days"\n{fields}2015-01-20'
    assert found(own, details=details) == []
    strict = f'tolerance = "0 days"\n{fields}2015-01-10'
    assert days_of("tolerance-exceeded", found(strict, details=details)) == 1


@pytest.mark.parametrize(
    ("fields", "missed"),
    [
        ("baseline = 2014-12-08\nforecast = 2014-12-09", 1),
        ("baseline = 2014-12-09\nforecast = 2014-12-20", None),
        ("baseline = 2014-12-01\nforecast = 2014-12-08", None),  # that is overdue
        ("baseline = 2014-12-01\nactual = 2014-12-09", None),
        ("baseline = 2014-12-01\nactual = 2014-12-10\nforecast = 2014-12-10", 8),
        ("baseline = 2014-12-01" + RESTATED + "2014-12-20", 8),
        ("baseline = 2014-12-01" + REBASELINED + "2014-12-20", None),
        ("baseline = 2014-11-01" + REBASELINED + "2014-12-08" + RESTATED + "2014-12-09", 1),
        ('baseline = "2014-12"\nforecast = 2015-02-01', None),
        ('baseline = "2014-11"\nforecast = 2015-02-01', 9),
    ],
)
def test_a_fresh_forecast_does_not_hide_a_baseline_that_was_missed(
    fields: str, missed: int | None
) -> None:
    assert days_of("baseline-missed", found(fields)) == missed


def early(first: str, after: str, own: str) -> int | None:
    """Return by how many days a milestone is too early for "first", which it comes after."""
    return days_of("sequence-broken", found(f"{own}\nafter = [{after}]" + another("first", first)))


FIRST = '"first"'


@pytest.mark.parametrize(
    ("first", "own", "days"),
    [
        ("baseline = 2015-01-09", "baseline = 2015-01-09", None),
        ("baseline = 2015-01-09", "baseline = 2015-01-08", 1),
        ('baseline = "2015-01"', "baseline = 2015-01-31", None),
        ('baseline = "2015-01"', "baseline = 2015-01-30", 1),
        ('baseline = "2015-01"', 'baseline = "2015-01"', None),
        ('baseline = "2015-01"', 'baseline = "2015-W04"', 6),
        ("baseline = 2015-01-09\nforecast = 2015-01-19", "baseline = 2015-01-09", 10),
        ("baseline = 2015-01-09\nforecast = 2015-01-01", "baseline = 2015-01-01", None),
        ("baseline = 2015-01-09" + RESTATED + "2015-01-10", "baseline = 2015-01-09", 1),
        ("baseline = 2015-01-09" + TOO_LATE + "2015-01-10", "baseline = 2015-01-09", None),
        ("baseline = 2015-01-09" + REBASELINED + "2015-01-10", "baseline = 2015-01-09", 1),
        ("baseline = 2015-01-09", "baseline = 2015-01-09\nforecast = 2015-01-08", 1),
        ("baseline = 2015-01-09", "baseline = 2014-12-31\nforecast = 2015-01-09", None),
    ],
)
def test_nothing_is_forecast_before_what_has_to_come_first(
    first: str, own: str, days: int | None
) -> None:
    assert early(first, FIRST, own) == days


@pytest.mark.parametrize(
    ("lag", "first", "own", "days"),
    [
        ("10 days", "2015-01-09", "2015-01-19", None),
        ("10 days", "2015-01-09", "2015-01-18", 1),
        ("0 days", "2015-01-09", "2015-01-09", None),
        ("0 days", "2015-01-09", "2015-01-08", 1),
        ("2 weeks", "2015-01-09", "2015-01-23", None),
        ("2 weeks", "2015-01-09", "2015-01-22", 1),
        ("1 month", "2015-01-31", "2015-02-28", None),
        ("1 month", "2015-01-31", "2015-02-27", 1),
        ("1 month", "2016-01-31", "2016-02-28", 1),
        ("1 month", "2016-01-31", "2016-02-29", None),
        ("1 month", "2015-02-28", "2015-03-28", None),
        ("2 months", "2014-12-31", "2015-02-28", None),
        ("2 months", "2014-12-31", "2015-02-27", 1),
        ("12 months", "2016-02-29", "2017-02-28", None),
        ("12 months", "2016-02-29", "2017-02-27", 1),
    ],
)
def test_a_lag_has_to_pass_first(lag: str, first: str, own: str, days: int | None) -> None:
    after = f'{{ milestone = "first", lag = "{lag}" }}'
    assert early(f"baseline = {first}", after, f"baseline = {own}") == days


@pytest.mark.parametrize(
    ("first", "lag", "own", "days"),
    [
        # What was done early lets the next come early, what was done late holds it back.
        ("actual = 2014-12-01", "0 days", "baseline = 2014-12-09", None),
        ("actual = 2014-12-01", "10 days", "baseline = 2014-12-11", None),
        ("actual = 2014-12-01", "10 days", "baseline = 2014-12-10", 1),
        ('actual = "2014-W48"', "10 days", "baseline = 2014-12-09", 1),
        # What is overdue cannot be done before the day.
        ("forecast = 2014-11-01", "0 days", "baseline = 2014-12-09", None),
        ("forecast = 2014-11-01", "0 days", "baseline = 2014-12-08", 1),
        ("forecast = 2014-11-01", "10 days", "baseline = 2014-12-19", None),
        ("forecast = 2014-11-01", "10 days", "baseline = 2014-12-18", 1),
        # What was achieved is held to its actual date, not to a forecast.
        ("actual = 2014-12-05", "0 days", "baseline = 2015-01-01\nactual = 2014-12-05", None),
        ("actual = 2014-12-05", "0 days", "baseline = 2015-01-01\nactual = 2014-12-04", 1),
        ("actual = 2014-12-05", "4 days", "baseline = 2015-01-01\nactual = 2014-12-09", None),
        ("actual = 2014-12-05", "4 days", "baseline = 2015-01-01\nactual = 2014-12-08", 1),
        ("actual = 2014-12-05", "0 days", "baseline = 2014-01-01\nactual = 2014-12-06", None),
        ("forecast = 2014-11-01", "0 days", "baseline = 2015-01-01\nactual = 2014-12-08", 1),
        ("forecast = 2014-11-01", "0 days", "baseline = 2015-01-01\nactual = 2014-12-09", None),
        # What is to be achieved after the day has not been.
        ("actual = 2014-12-10", "0 days", "baseline = 2015-01-08", 1),
        ("actual = 2014-12-05", "0 days", "baseline = 2014-12-04\nactual = 2014-12-10", 1),
    ],
)
def test_what_came_first_counts_from_when_it_was_or_can_be_done(
    first: str, lag: str, own: str, days: int | None
) -> None:
    after = f'{{ milestone = "first", lag = "{lag}" }}'
    assert early(f"baseline = 2015-01-09\n{first}", after, own) == days


@pytest.mark.parametrize(
    ("after", "message"),
    [
        ('"ninth"', "M: forecast 8 Jan 2015, 1 day before Ninth allows (9 Jan 2015)"),
        ('"ninth", "eighth"', "M: forecast 8 Jan 2015, 1 day before Ninth allows (9 Jan 2015)"),
        (
            '"ninth", "eighth", "fifth", { milestone = "fifth", lag = "1 week" }',
            "M: forecast 8 Jan 2015, 4 days before Fifth allows (5 Jan 2015 + 1 week)"
            "; 1 more also comes too late",
        ),
        (
            '"tenth", "ninth", { milestone = "eighth", lag = "1 day" }, "eighth"',
            "M: forecast 8 Jan 2015, 2 days before Tenth allows (10 Jan 2015)"
            "; 2 more also come too late",
        ),
    ],
)
def test_of_several_that_come_first_the_one_that_holds_back_longest_is_named(
    after: str, message: str
) -> None:
    names = {"fifth": 5, "eighth": 8, "ninth": 9, "tenth": 10}
    others = [another(id, f"baseline = 2015-01-{day:02d}") for id, day in names.items()]
    finding = only_one(
        "sequence-broken", found(f"baseline = 2015-01-08\nafter = [{after}]" + "".join(others))
    )
    assert finding is not None
    assert finding.message == message


def test_what_was_achieved_too_early_says_so() -> None:
    fields = "baseline = 2014-12-01\nactual = 2014-12-01\nafter = ['first']"
    finding = only_one("sequence-broken", found(fields + another("first", "baseline = 2014-12-01")))
    assert finding is not None
    assert finding.message == "M: achieved 1 Dec 2014, 8 days before First allows (9 Dec 2014)"
    assert finding.hint.startswith("correct `actual`")


def test_what_is_forecast_too_early_is_told_from_when_it_would_fit() -> None:
    fields = "baseline = 2015-01-01\nafter = [{ milestone = 'first', lag = '1 week' }]"
    finding = only_one("sequence-broken", found(fields + another("first", "baseline = 2015-01-01")))
    assert finding is not None
    assert finding.hint.startswith("add a [[milestone.forecast]] of 8 Jan 2015 or later")
    assert finding.severity is Severity.WARNING


def test_what_comes_first_may_be_in_a_workstream_that_is_not_looked_at() -> None:
    fields = "baseline = 2015-01-08\nafter = ['first']"
    first = another("first", "baseline = 2015-01-09", "hrd")
    assert [finding.id for finding in found(fields + first, only=["ict"])] == ["sequence-broken"]
    assert found(fields + first, only=["hrd"]) == []


def test_a_slip_is_found_only_where_it_first_does_not_fit() -> None:
    chain = (
        "baseline = 2015-03-01\nafter = ['second']"
        + another("second", "baseline = 2015-02-01\nafter = ['first']")
        + another("first", "baseline = 2015-01-01\nforecast = 2015-02-15")
    )
    assert [(finding.id, finding.subject) for finding in found(chain)] == [
        ("sequence-broken", "second")
    ]


@pytest.mark.parametrize(
    ("actual", "as_of", "today", "ahead"),
    [
        ("2014-12-09", "2014-12-09", "2014-12-09", None),
        ("2014-12-10", "2014-12-09", "2014-12-09", 1),
        ('"2014-12"', "2014-12-09", "2014-12-09", 22),  # its last day is still to come
        ('"2014-12"', "2014-12-31", "2014-12-31", None),
        ('"2014-W50"', "2014-12-13", "2014-12-13", 1),
        ('"2014-12-01/2014-12-09"', "2014-12-09", "2014-12-09", None),
        # Looking back, what was achieved since is no mistake.
        ("2014-12-09", "2014-06-01", "2014-12-09", None),
        ("2014-12-08", "2014-12-07", "2014-12-09", None),
        ("2014-12-10", "2014-06-01", "2014-12-09", 1),
        # Looking ahead, what has not been achieved yet is one, though the day is later.
        ("2014-12-09", "2199-12-31", "2014-12-09", None),
        ("2014-12-10", "2199-12-31", "2014-12-09", 1),
        ("2099-12-31", "2199-12-31", "2014-12-09", 31_068),
    ],
)
def test_nothing_can_have_been_achieved_after_today_whatever_day_is_looked_at(
    actual: str, as_of: str, today: str, ahead: int | None
) -> None:
    day, now = date.fromisoformat(as_of), date.fromisoformat(today)
    several = found(f"baseline = 2199-12-31\nactual = {actual}", when=day, today=now)
    assert days_of("actual-in-future", several) == ahead


def test_nobody_is_ahead_of_a_clock_that_was_not_asked() -> None:
    assert found("baseline = 2199-01-01\nactual = 2199-01-01", today=None) == []


def test_a_date_that_is_still_to_come_says_how_far_and_of_what_window_it_is_the_last() -> None:
    day = found("baseline = 2015-01-01\nactual = 2014-12-10", today=D)[0]
    assert day.message == "M: achieved on 10 Dec 2014, 1 day after today, 9 Dec 2014"
    month = found('baseline = 2015-01-01\nactual = "2014-12"', today=D)[0]
    assert month.message == (
        "M: achieved on 31 Dec 2014 (the last day of Dec 2014), 22 days after today, 9 Dec 2014"
    )
    assert month.severity is Severity.ERROR


def test_what_is_achieved_in_the_future_is_not_done_yet() -> None:
    late = found("baseline = 2014-12-08\nactual = 2014-12-10", today=D)
    assert [finding.id for finding in late] == ["milestone-overdue", "actual-in-future"]


def test_a_milestone_of_another_workstream_is_not_looked_at() -> None:
    late = FAR + another("late", "baseline = 2014-12-08\nactual = 2014-12-31", "hrd")
    assert [finding.subject for finding in found(late, only=["hrd"], today=D)] == ["late", "late"]
    assert found(late, only=["ict"], today=D) == []
    assert ids(FAR) == []
