"""How dates, durations and financial years are written, and every sum done on them."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.dates import (
    Duration,
    YearStart,
    add_months,
    describe,
    parse_day,
    parse_duration,
    parse_window,
    parse_year_label,
    parse_year_starts,
    single_day,
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
    assert window.text == (written if isinstance(written, str) else None)


def test_an_interval_of_one_day_is_a_day() -> None:
    assert parse_window("2014-12-09/2014-12-09") == single_day(date(2014, 12, 9))


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


@pytest.mark.parametrize(
    ("starts", "written", "hint"),
    [
        ("04-01", "2014", 'write "2014/15"'),
        ("01-01", "2014/15", 'write "2014"'),
        ("01-02", "2014", 'write "2014/15"'),
    ],
)
def test_a_year_is_written_in_one_way(starts: str, written: str, hint: str) -> None:
    start = parse_year_starts(starts)
    with pytest.raises(ValueError, match="is not a") as refused:
        start.read_label(written)
    assert refused.value.args[1] == hint
    assert start.read_label(hint.split('"')[1]) == hint.split('"')[1]


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


@pytest.mark.parametrize("year", [2009, 2015, 2020, 2026])
def test_some_years_have_a_53rd_week_and_the_next_ones_do_not(year: int) -> None:
    last = parse_window(f"{year}-W53")
    assert (last.earliest.isocalendar()[:2], last.latest.year) == ((year, 53), year + 1)
    assert parse_window(f"{year + 1}-W01").earliest == last.latest + timedelta(days=1)
    with pytest.raises(ValueError, match="is not a date"):
        parse_window(f"{year + 1}-W53")


@pytest.mark.parametrize("written", ["9999-W52", "9999-12", "9999-12-30/9999-12-31", "2200-W01"])
def test_windows_past_the_last_year_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is") as refused:
        parse_window(written)
    assert refused.value.args[1].startswith(("check the year", "write a day"))


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("1900-01", date(1900, 1, 1), date(1900, 1, 31)),
        ("2199-12", date(2199, 12, 1), date(2199, 12, 31)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("2014-12-09/2014-12-10", date(2014, 12, 9), date(2014, 12, 10)),
        ("2014-W01", date(2013, 12, 30), date(2014, 1, 5)),
    ],
)
def test_windows_at_the_edges(written: str, earliest: date, latest: date) -> None:
    window = parse_window(written)
    assert (window.earliest, window.latest) == (earliest, latest)


@given(days)
def test_a_day_lies_in_its_month_and_in_its_week(when: date) -> None:
    year, week, _ = when.isocalendar()
    for window in (parse_window(f"{when:%Y-%m}"), parse_window(f"{year:04}-W{week:02}")):
        assert window.earliest <= when <= window.latest
    assert str(parse_window(f"{when:%Y-%m}")) in str(single_day(when))


@pytest.mark.parametrize(
    ("starts", "year", "first", "last"),
    [
        ("04-01", "2014/15", date(2014, 4, 1), date(2015, 3, 31)),
        ("04-06", "2014/15", date(2014, 4, 6), date(2015, 4, 5)),
        ("01-01", "2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("03-01", "2015/16", date(2015, 3, 1), date(2016, 2, 29)),
        ("04-01", "1999/00", date(1999, 4, 1), date(2000, 3, 31)),
    ],
)
def test_the_first_and_last_day_of_a_financial_year(
    starts: str, year: str, first: date, last: date
) -> None:
    start = parse_year_starts(starts)
    found = start.named(parse_year_label(year))
    assert (found.first, found.last, found.label) == (first, last, year)
    assert start.containing(first) == start.containing(last) == found
    assert start.containing(last + timedelta(days=1)).label > year


@pytest.mark.parametrize(
    ("starts", "part"),
    [
        (date(2014, 4, 6), Fraction(1)),
        (date(2015, 3, 6), Fraction(1, 12)),
        (date(2015, 4, 5), Fraction(1, 31) / 12),
        (date(2015, 2, 20), (1 + Fraction(14, 28)) / 12),
        (date(2015, 4, 6), Fraction(0)),
    ],
)
def test_twelfths_of_a_year_from_the_6th_run_from_6th_to_5th(starts: date, part: Fraction) -> None:
    assert twelfths(YearStart(4, 6).named("2014/15"), starts) == part


@given(days, st.sampled_from([YearStart(4, 1), YearStart(1, 1)]))
def test_twelfths_are_the_days_in_effect_of_each_calendar_month(
    start: date, year_start: YearStart
) -> None:
    year = year_start.containing(start)
    expected = Fraction(0)
    for n in range(12):
        number, month = divmod(year.first.month - 1 + n, 12)
        length = calendar.monthrange(year.first.year + number, month + 1)[1]
        for one in range(1, length + 1):
            if date(year.first.year + number, month + 1, one) >= start:
                expected += Fraction(1, length)
    assert twelfths(year, start) == expected / 12


@given(days, starts, st.integers(0, 5))
def test_over_all_years_a_start_loses_only_what_came_before_it(
    start: date, year_start: YearStart, years: int
) -> None:
    first = year_start.containing(start)
    number = first.first.year
    lost = 1 - twelfths(first, start)
    over_all = sum(twelfths(year_start.year(number + n), start) for n in range(-2, years + 1))
    assert over_all + lost == years + 1
    assert 0 <= lost < 1


@given(days, st.integers(0, 600))
def test_months_forward_never_go_back_nor_back_forward(when: date, number: int) -> None:
    duration = Duration(number, "month")
    assert duration.before(when) <= when <= duration.after(when)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_of_any_length_can_be_told(sign: int) -> None:
    assert describe(sign * 16**5000)
