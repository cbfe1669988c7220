"""What is known of a milestone on a day."""

from datetime import date

import pytest

from minerva.model.dates import Duration, Window, single_day
from minerva.position import position_at
from minerva.position.measures import counts, execution_index, hit_rate
from minerva.position.milestones import MilestonePosition, Rating, Status
from tests.programmes import programme

D = date(2014, 12, 9)


def on(when: date, fields: str, details: str = "") -> MilestonePosition:
    """Return the one milestone with these fields, as known on a day."""
    plan = programme(
        f"""
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        {fields}
        """,
        f"""
        [programme]
        id = "p"
        name = "P"
        {details}
        [[workstream]]
        id = "ict"
        name = "ICT"
        """,
    )
    return position_at(plan, when).milestones[0]


def test_due_on_the_day_itself_is_not_overdue() -> None:
    milestone = on(D, "baseline = 2014-12-09")
    assert (milestone.status, milestone.overdue_days, milestone.slippage_days) == (Status.DUE, 0, 0)
    assert milestone.rating is Rating.GREEN


def test_the_day_after_it_is_overdue_and_expected_no_earlier_than_today() -> None:
    milestone = on(D, "baseline = 2014-12-08")
    assert (milestone.status, milestone.overdue_days) == (Status.OVERDUE, 1)
    assert (milestone.expected, milestone.slippage_days) == (single_day(D), 1)
    assert (milestone.rating, milestone.reason) == (Rating.RED, "1 day overdue")


def test_a_window_is_due_on_its_last_day() -> None:
    assert on(date(2014, 11, 30), 'baseline = "2014-W48"').overdue is False
    late = on(date(2014, 12, 1), 'baseline = "2014-W48"')
    assert (late.overdue, late.overdue_days) == (True, 1)


@pytest.mark.parametrize(
    ("actual", "complete"),
    [
        ("2014-12-08", True),
        ("2014-12-09", True),
        ("2014-12-10", False),
        ('"2014-12"', False),
        ('"2014-12-01/2014-12-09"', True),
    ],
)
def test_complete_once_the_last_day_of_the_actual_has_come(actual: str, complete: bool) -> None:
    milestone = on(D, f"baseline = 2014-12-20\nactual = {actual}")
    assert milestone.complete is complete
    assert (milestone.status is Status.COMPLETE) is complete


def test_early_completion_is_negative_slippage() -> None:
    milestone = on(D, "baseline = 2014-12-09\nactual = 2014-12-01")
    assert (milestone.slippage_days, milestone.rating) == (-8, Rating.BLUE)


FORECASTS = """
    baseline = 2015-01-09
    [[milestone.forecast]]
    on = 2014-12-22
    date = 2015-02-09
    [[milestone.forecast]]
    on = 2014-12-01
    date = 2015-01-20
"""


@pytest.mark.parametrize(
    ("when", "forecast"),
    [
        (date(2014, 11, 30), date(2015, 1, 9)),
        (date(2014, 12, 1), date(2015, 1, 20)),
        (date(2014, 12, 21), date(2015, 1, 20)),
        (date(2014, 12, 22), date(2015, 2, 9)),
    ],
)
def test_the_last_forecast_stated_by_the_day_holds_in_any_order(when: date, forecast: date) -> None:
    assert on(when, FORECASTS).forecast.latest == forecast


def test_of_two_forecasts_on_one_day_the_later_in_the_file_holds() -> None:
    twice = FORECASTS.replace("2014-12-22", "2014-12-01")
    assert on(D, twice).forecast.latest == date(2015, 1, 20)


def test_an_undated_forecast_is_older_than_any_dated_one() -> None:
    milestone = on(date(1990, 1, 1), "baseline = 2015-01-09\nforecast = 2015-02-09")
    assert milestone.forecast == single_day(date(2015, 2, 9))


REBASELINED = """
    baseline = 2015-01-09
    [[milestone.forecast]]
    on = 2014-12-22
    date = 2015-03-09
    [[milestone.rebaseline]]
    on = 2015-01-05
    date = 2015-02-09
"""


def test_a_new_baseline_replaces_what_was_forecast_before_it() -> None:
    before, after = on(date(2015, 1, 4), REBASELINED), on(date(2015, 1, 5), REBASELINED)
    assert (_latest(before.baseline), before.forecast.latest) == (
        date(2015, 1, 9),
        date(2015, 3, 9),
    )
    assert (_latest(after.baseline), after.forecast.latest) == (date(2015, 2, 9), date(2015, 2, 9))
    assert _latest(after.original_baseline) == date(2015, 1, 9)
    assert (after.slippage_days, after.total_slippage_days) == (0, 31)


def test_a_forecast_on_the_day_of_the_new_baseline_holds() -> None:
    same_day = REBASELINED.replace("2014-12-22", "2015-01-05")
    assert on(date(2015, 1, 5), same_day).forecast.latest == date(2015, 3, 9)


def test_a_new_baseline_drops_an_undated_forecast() -> None:
    undated = """
        baseline = 2015-01-09
        forecast = 2015-03-09
        [[milestone.rebaseline]]
        on = 2015-01-05
        date = 2015-02-09
    """
    assert on(date(2015, 1, 5), undated).forecast.latest == date(2015, 2, 9)


def test_a_new_forecast_does_not_hide_a_missed_baseline() -> None:
    milestone = on(
        D,
        """
        baseline = 2014-12-01
        [[milestone.forecast]]
        on = 2014-12-05
        date = 2015-01-30
        """,
    )
    assert (milestone.overdue, milestone.baseline_missed, milestone.rating) == (
        False,
        True,
        Rating.AMBER,
    )
    assert milestone.reason == "slipped 60 days; missed its baseline of 1 Dec 2014"


def test_tolerance_in_months_ends_with_the_month() -> None:
    milestone = on(D, 'baseline = 2015-01-31\ntolerance = "1 month"')
    assert milestone.tolerance_limit == date(2015, 2, 28)


@pytest.mark.parametrize(
    ("forecast", "within", "rating"),
    [
        ("2015-02-09", True, Rating.AMBER),
        ("2015-02-10", False, Rating.RED),
        ("2015-01-09", True, Rating.GREEN),
        ("2014-12-20", True, Rating.GREEN),
    ],
)
def test_tolerance_includes_its_last_day(forecast: str, within: bool, rating: Rating) -> None:
    milestone = on(D, f'baseline = 2015-01-09\ntolerance = "1 month"\nforecast = {forecast}')
    assert (milestone.within_tolerance, milestone.rating) == (within, rating)


def test_without_a_tolerance_there_is_no_limit_and_a_slip_is_amber() -> None:
    milestone = on(D, "baseline = 2015-01-09\nforecast = 2016-01-09")
    assert (milestone.tolerance_limit, milestone.within_tolerance, milestone.rating) == (
        None,
        None,
        Rating.AMBER,
    )


def test_the_programmes_tolerance_holds_where_a_milestone_has_none() -> None:
    assert on(D, "baseline = 2015-01-09", 'tolerance = "2 weeks"').tolerance == Duration(2, "week")


def test_no_days_of_tolerance_is_strict() -> None:
    milestone = on(D, 'baseline = 2015-01-09\ntolerance = "0 days"\nforecast = 2015-01-10')
    assert (milestone.tolerance_limit, milestone.within_tolerance) == (date(2015, 1, 9), False)


@pytest.mark.parametrize(
    ("deadline", "float_days", "rating"),
    [
        ("2015-01-16", 7, Rating.GREEN),
        ("2015-01-15", 6, Rating.AMBER),
        ("2015-01-09", 0, Rating.AMBER),
        ("2015-01-08", -1, Rating.RED),
    ],
)
def test_float_to_the_deadline(deadline: str, float_days: int, rating: Rating) -> None:
    milestone = on(D, f"baseline = 2015-01-09\ndeadline = {deadline}")
    assert (milestone.float_days, milestone.rating) == (float_days, rating)


def test_a_milestone_complete_past_its_deadline_is_blue() -> None:
    milestone = on(D, "baseline = 2014-11-01\ndeadline = 2014-11-05\nactual = 2014-12-01")
    assert (milestone.float_days, milestone.rating, milestone.reason) == (-26, Rating.BLUE, "")


@pytest.mark.parametrize(
    ("baseline", "status"),
    [("2015-01-08", Status.DUE), ("2015-01-09", Status.UPCOMING)],
)
def test_due_within_thirty_days_the_last_included(baseline: str, status: Status) -> None:
    assert on(D, f"baseline = {baseline}").status is status


MEASURED = """
    [[milestone]]
    id = "on-time"
    workstream = "ict"
    name = "On time"
    baseline = 2014-12-01
    actual = 2014-12-01

    [[milestone]]
    id = "late"
    workstream = "ict"
    name = "Late"
    baseline = 2014-12-01
    actual = 2014-12-05

    [[milestone]]
    id = "overdue"
    workstream = "ict"
    name = "Overdue"
    baseline = 2014-12-09

    [[milestone]]
    id = "ahead"
    workstream = "ict"
    name = "Ahead"
    baseline = 2015-06-01
    actual = 2014-12-01
"""


def test_hit_rate_counts_what_was_due_and_the_index_all_that_is_complete() -> None:
    milestones = position_at(programme(MEASURED), D).milestones
    rate, index = hit_rate(milestones), execution_index(milestones)
    assert rate is not None
    assert index is not None
    assert (rate.numerator, rate.denominator) == (1, 3)
    assert index == 1


def test_before_any_baseline_there_is_no_measure() -> None:
    milestones = position_at(programme(MEASURED), date(2014, 1, 1)).milestones
    assert hit_rate(milestones) is None
    assert execution_index(milestones) is None


def test_counts_tell_statuses_and_slippage() -> None:
    of = counts(position_at(programme(MEASURED), date(2014, 12, 10)).milestones)
    assert (of.total, of.complete, of.overdue, of.due, of.slipped) == (4, 3, 1, 0, 2)
    assert (of.worst_days, str(of.mean_days)) == (4, "-44.25")


def test_nothing_to_count_has_no_worst_and_no_mean() -> None:
    of = counts([])
    assert (of.total, of.worst_days, of.mean_days) == (0, None, None)


def rating_of(milestones: str, savings: str = "", when: date = D) -> tuple[Rating | None, str]:
    """Return how the workstream hrd is rated, and why."""
    plan = programme(
        milestones,
        f"""
        [programme]
        id = "p"
        name = "P"
        [[workstream]]
        id = "hrd"
        name = "HRD"
        {savings}
        """,
    )
    milestone = position_at(plan, when).workstreams[0]
    return milestone.rating, milestone.reason


DONE = """
    [[milestone]]
    id = "done"
    workstream = "hrd"
    name = "Done"
    baseline = 2014-12-01
    actual = 2014-12-05
"""
SHORT = """
    [[saving]]
    id = "s"
    workstream = "hrd"
    name = "S"
    full_year = 120_000
    starts = 2014-04-01
    plan = { "2014/15" = 120_000, "2015/16" = 120_000 }
    [[saving.forecast]]
    on = 2014-12-01
    years = { "2014/15" = AMOUNT }
"""
AHEAD = """
    [[milestone]]
    id = "ahead"
    workstream = "hrd"
    name = "Ahead"
    baseline = 2015-06-01
"""


def test_a_workstream_is_blue_when_all_its_milestones_are_complete() -> None:
    assert rating_of(DONE) == (Rating.BLUE, "")


def test_a_workstream_takes_the_worst_rating_of_what_is_not_complete() -> None:
    late = AHEAD.replace("ahead", "late").replace("Ahead", "Late").replace("2015-06", "2014-06")
    assert rating_of(DONE + AHEAD) == (Rating.GREEN, "")
    assert rating_of(DONE + AHEAD + late) == (Rating.RED, "Late: 191 days overdue")


def test_a_workstream_short_of_its_savings_is_amber_and_far_short_red() -> None:
    short = SHORT.replace("AMOUNT", "110_000")
    assert rating_of(AHEAD, short) == (Rating.AMBER, "S: £10,000 short in 2014/15")
    at_the_limit = SHORT.replace("AMOUNT", "108_000")
    assert rating_of(AHEAD, at_the_limit) == (Rating.AMBER, "S: £12,000 short in 2014/15")
    over_it = SHORT.replace("AMOUNT", "107_999.99")
    assert rating_of(DONE, over_it) == (Rating.RED, "S: £12,000.01 short in 2014/15")


def test_a_programme_is_rated_by_its_worst_workstream_and_skips_those_without_milestones() -> None:
    plan = programme(AHEAD)
    position = position_at(plan, D)
    ratings = {workstream.workstream.id: workstream.rating for workstream in position.workstreams}
    assert ratings == {"ict": None, "hrd": Rating.GREEN}
    assert position.rating is Rating.GREEN


def test_narrowed_to_a_workstream_nothing_else_is_there() -> None:
    position = position_at(programme(AHEAD + MEASURED.replace("ahead", "other")), D, ["hrd"])
    assert [milestone.record.id for milestone in position.milestones] == ["ahead"]
    assert [workstream.workstream.id for workstream in position.workstreams] == ["hrd"]


@pytest.mark.parametrize(("when", "stale"), [(date(2014, 12, 31), False), (date(2015, 1, 1), True)])
def test_data_is_old_after_thirty_five_days(when: date, stale: bool) -> None:
    details = """
        [programme]
        id = "p"
        name = "P"
        updated = 2014-11-26
        [[workstream]]
        id = "hrd"
        name = "HRD"
    """
    assert position_at(programme(AHEAD, details), when).stale is stale


def _latest(window: Window | None) -> date | None:
    return None if window is None else window.latest
