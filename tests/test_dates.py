"""How dates, durations and financial years are written, and every sum done on them."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.dates import (
    Duration,
    YearStart,
    add_months,
    day,
    parse_day,
    parse_duration,
    parse_window,
    parse_year_label,
    parse_year_starts,
    twelfths,
)

APRIL = YearStart(4, 1)


@pytest.mark.parametrize(
    ("written", "earliest", "latest", "said"),
    [
        (date(2014, 12, 9), date(2014, 12, 9), date(2014, 12, 9), "9 Dec 2014"),
        ("2015-04", date(2015, 4, 1), date(2015, 4, 30), "Apr 2015"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "Feb 2016"),
        ("2014-W48", date(2014, 11, 24), date(2014, 11, 30), "w/c 24 Nov 2014"),
        ("2015-W53", date(2015, 12, 28), date(2016, 1, 3), "w/c 28 Dec 2015"),
        (
            "2014-11-24/2014-11-28",
            date(2014, 11, 24),
            date(2014, 11, 28),
            "24 Nov 2014 to 28 Nov 2014",
        ),
    ],
)
def test_windows(written: object, earliest: date, latest: date, said: str) -> None:
    window = parse_window(written)
    assert (window.earliest, window.latest, str(window)) == (earliest, latest, said)
    assert window.as_written == (written if isinstance(written, str) else latest.isoformat())


def test_an_interval_of_one_day_is_a_day() -> None:
    assert parse_window("2014-12-09/2014-12-09") == day(date(2014, 12, 9))


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("2014-12-09", "take the quotes away: 2014-12-09"),
        ("2014-11-28/2014-11-24", 'write "2014-11-24/2014-11-28"'),
        ("2014-13", "write a day"),
        ("2014-W00", "write a day"),
        ("2014-W53", "write a day"),
        ("2015-02-30", "write a day"),
        ("2014-02-01/2014-02-30", "write a day"),
        ("next week", "write a day"),
        ("", "write a day"),
        ("\uff12\uff10\uff11\uff14-\uff11\uff12", "write a day"),
        ("2014-12 ", "write a day"),
        (datetime(2014, 12, 9, tzinfo=UTC), "write a day"),
        (datetime(2014, 12, 9), "write a day"),  # noqa: DTZ001 - as TOML writes it
        (time(10, 0), "write a day"),
        (20141209, "write a day"),
        (True, "write a day"),
        ({}, "write a day"),
        ([], "write a day"),
        (date(1899, 12, 31), "check the year"),
        (date(2200, 1, 1), "check the year"),
        ("0014-12", "check the year"),
    ],
)
def test_what_is_no_window_is_refused_with_the_mend(written: object, mend: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its arguments are looked at
        parse_window(written)
    message, hint = refused.value.args
    assert message
    assert mend in hint


def test_a_day_takes_no_window() -> None:
    assert parse_day(date(2014, 12, 9)) == date(2014, 12, 9)
    for written in ("2014-12", "2014-12-09", 3):
        with pytest.raises(ValueError, match="is"):
            parse_day(written)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("10 days", date(2014, 12, 25), date(2015, 1, 4)),
        ("1 day", date(2014, 12, 31), date(2015, 1, 1)),
        ("0 days", date(2014, 12, 31), date(2014, 12, 31)),
        ("2 weeks", date(2014, 12, 9), date(2014, 12, 23)),
        ("1 month", date(2015, 1, 31), date(2015, 2, 28)),
        ("1 month", date(2016, 1, 31), date(2016, 2, 29)),
        ("1 month", date(2015, 3, 31), date(2015, 4, 30)),
        ("6 months", date(2015, 4, 1), date(2015, 10, 1)),
        ("12 months", date(2016, 2, 29), date(2017, 2, 28)),
    ],
)
def test_durations(written: str, start: date, end: date) -> None:
    duration = parse_duration(written)
    assert duration.after(start) == end
    assert str(duration) == written


@pytest.mark.parametrize(
    ("months", "when", "before"),
    [
        (12, date(2015, 11, 3), date(2014, 11, 3)),
        (12, date(2016, 2, 29), date(2015, 2, 28)),
        (1, date(2015, 3, 31), date(2015, 2, 28)),
        (1, date(2015, 1, 31), date(2014, 12, 31)),
    ],
)
def test_months_back_are_clamped_too(months: int, when: date, before: date) -> None:
    assert Duration(months, "month").before(when) == before


@pytest.mark.parametrize(
    "written",
    [
        "1 mnth",
        "1month",
        "-1 day",
        "1.5 weeks",
        "a week",
        "\uff11 day",
        "",
        5,
        None,
        [],
        {},
        "1201 months",
    ],
)
def test_what_is_no_duration_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="is"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("when", "label"),
    [
        (date(2015, 3, 31), "2014/15"),
        (date(2015, 4, 1), "2015/16"),
        (date(1999, 4, 1), "1999/00"),
        (date(2000, 2, 29), "1999/00"),
    ],
)
def test_financial_years_from_april(when: date, label: str) -> None:
    year = APRIL.containing(when)
    assert year.label == label
    assert year.first <= when <= year.last
    assert APRIL.named(label) == year


def test_financial_years_from_other_days() -> None:
    assert YearStart(4, 6).containing(date(2015, 4, 5)).label == "2014/15"
    assert YearStart(1, 1).containing(date(2015, 12, 31)).last == date(2015, 12, 31)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2014-15", '"2014/15"'),
        ("2014/16", '"2014/15"'),
        ("2014", '"2014/15"'),
        ("2014/2015", '"2014/15"'),
        ("14/15", '"2014/15"'),
        (2014, '"2014/15"'),
        ([], '"2014/15"'),
        ("1800/01", "check the year"),
    ],
)
def test_what_is_no_financial_year_is_refused_with_the_mend(written: object, hint: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its arguments are looked at
        parse_year_label(written)
    assert hint in refused.value.args[1]


@pytest.mark.parametrize("written", ["02-29", "13-01", "4-1", "04/01", 401, None])
def test_a_year_starts_on_a_day_that_every_year_has(written: object) -> None:
    with pytest.raises(ValueError, match="day of the year"):
        parse_year_starts(written)


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (date(2014, 4, 1), Fraction(1)),
        (date(2013, 1, 1), Fraction(1)),
        (date(2015, 4, 1), Fraction(0)),
        (date(2015, 3, 31), Fraction(1, 31 * 12)),
        (date(2015, 2, 15), (1 + Fraction(14, 28)) / 12),
        (date(2014, 10, 1), Fraction(6, 12)),
        (date(2014, 4, 2), (11 + Fraction(29, 30)) / 12),
    ],
)
def test_twelfths(start: date, part: Fraction) -> None:
    assert twelfths(APRIL.named("2014/15"), start) == part


def test_a_leap_february_has_29_days() -> None:
    assert twelfths(APRIL.named("2015/16"), date(2016, 2, 29)) == (1 + Fraction(1, 29)) / 12


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
starts = st.sampled_from([YearStart(4, 1), YearStart(4, 6), YearStart(1, 1), YearStart(8, 31)])


@given(days, starts)
def test_what_a_year_is_in_effect_and_what_came_before_make_the_whole(
    start: date, year_start: YearStart
) -> None:
    year = year_start.containing(start)
    before = sum(
        Fraction(max(min((end - begin).days, (start - begin).days), 0), (end - begin).days)
        for begin, end in zip(year.month_starts(), year.month_starts()[1:], strict=False)
    )
    assert twelfths(year, start) + before / 12 == 1


@given(days, days, starts)
def test_an_earlier_start_is_never_worth_less(
    one: date, other: date, year_start: YearStart
) -> None:
    year = year_start.containing(one)
    first, second = sorted((one, other))
    assert 0 <= twelfths(year, second) <= twelfths(year, first) <= 1


@given(days, st.integers(-600, 600))
def test_months_never_leave_their_month(when: date, months: int) -> None:
    later = add_months(when, months)
    assert (later.year * 12 + later.month) - (when.year * 12 + when.month) == months
    assert later.day == when.day or (later + timedelta(days=1)).day == 1
