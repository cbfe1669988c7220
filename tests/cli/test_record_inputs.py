"""Dates, amounts and financial years as people write them: one meaning is read, two are refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.importing.cell_values import read_money
from minerva.model.dates import EARLIEST, LATEST, Duration, YearStart, format_date, parse_window
from minerva.model.errors import MinervaError
from minerva.recording.parse_amounts import read_amount, read_year
from minerva.recording.parse_dates import (
    read_day,
    read_past_day,
    read_past_window,
    read_window,
    read_window_or_delay,
)
from tests.command import run
from tests.programmes import write_programme

TODAY = date(2015, 1, 12)
MILESTONE = """
    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Award"
    baseline = 2015-03-02

    [[milestone]]
    id = "award2"
    workstream = "ict"
    name = "Second award"
    baseline = 2015-03-02
"""
APRIL = YearStart(4, 1)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2015-01-09", date(2015, 1, 9)),
        ("2015-1-9", date(2015, 1, 9)),
        ("2015/01/09", date(2015, 1, 9)),
        ("9 Jan 2015", date(2015, 1, 9)),
        ("9 january 2015", date(2015, 1, 9)),
        ("9th of January, 2015", date(2015, 1, 9)),
        ("9-Jan-2015", date(2015, 1, 9)),
        ("Jan 9, 2015", date(2015, 1, 9)),
        (" 9  Jan\t2015 ", date(2015, 1, 9)),
        ("13/02/2015", date(2015, 2, 13)),
        ("13.2.2015", date(2015, 2, 13)),
        ("02/13/2015", date(2015, 2, 13)),
        ("05/05/2015", date(2015, 5, 5)),
        ("today", TODAY),
        ("Yesterday", date(2015, 1, 11)),
        ("2015-04", "2015-04"),
        ("Apr 2015", "2015-04"),
        ("Sept 2015", "2015-09"),
        ("April 2015", "2015-04"),
        ("04/2015", "2015-04"),
        ("2014-W48", "2014-W48"),
        ("w/c 24 Nov 2014", "2014-W48"),
        ("week commencing 24 November 2014", "2014-W48"),
        ("2014-11-24/2014-11-28", "2014-11-24/2014-11-28"),
        ("24 Nov 2014 to 28 Nov 2014", "2014-11-24/2014-11-28"),
        ("24-28 Nov 2014", "2014-11-24/2014-11-28"),
        ("Jan 2015 to Mar 2015", "2015-01-01/2015-03-31"),
        ("9 Jan 2015 to 9 Jan 2015", date(2015, 1, 9)),
        ("9 Jan 15", date(2015, 1, 9)),
        ("30/09/25", date(2025, 9, 30)),
        ("Mon 1/6/25", date(2025, 1, 6)),
        ("Sun 1/6/25", date(2025, 6, 1)),
        ("7 Oct 2025", date(2025, 10, 7)),
        ("w/c 3 Nov 2025", "2025-W45"),
        ("w/e 28/11/14", "2014-11-24/2014-11-28"),
        ("Q3 2025/26", "2025/26-Q3"),
        ("2025/26-Q3", "2025/26-Q3"),
        ("end March 2026", date(2026, 3, 31)),
        ("end of Mar-26", date(2026, 3, 31)),
        ("end Q2 25/26", date(2025, 9, 30)),
        ("end FY25/26", date(2026, 3, 31)),
        ("Mar-26", "2026-03"),
        ("Mar 2026", "2026-03"),
        ("Mar 9, 2015", date(2015, 3, 9)),
        ("mar 31 mars 2015", date(2015, 3, 31)),
        ("14. Oktober 2025", date(2025, 10, 14)),
        ("1er avril 2025", date(2025, 4, 1)),
        ("15 août 2025", date(2025, 8, 15)),
        ("1 de mayo de 2025", date(2025, 5, 1)),
        ("30 giugno 2025", date(2025, 6, 30)),
        ("3 mrt 2025", date(2025, 3, 3)),
        ("9 Gorffennaf 2025", date(2025, 7, 9)),
        ("Di 11.02.25", date(2025, 2, 11)),
    ],
)
def test_a_date_with_one_meaning_is_read(text: str, written: object) -> None:
    assert read_window(text, TODAY) == parse_window(written)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("01/02/2015", "may be 1 Feb 2015 or 2 Jan 2015", "write 2015-02-01 or 2015-01-02"),
        ("1.2.2015", "may be 1 Feb 2015 or 2 Jan 2015", "write 2015-02-01 or 2015-01-02"),
        ("31/02/2015", "not a day of the calendar", "check the day"),
        ("30 Feb 2015", "not a day of the calendar", "check the day"),
        ("2015-13-01", "not a day of the calendar", "check the day"),
        ("2015-13", "is not a date", "write 9 Jan 2015"),
        ("13/2015", "is not a date", "write 9 Jan 2015"),
        ("9 Foo 2015", '"Foo" is not a month', "write 9 Jan 2015"),
        ("9 Jan", "is not a date", "add the year: 9 Jan 2015"),
        ("1/2/15", "may be 1 Feb 2015 or 2 Jan 2015", "write 2015-02-01 or 2015-01-02"),
        ("w/c 25 Nov 2014", "25 Nov 2014 is a Tuesday", "write w/c 24 Nov 2014"),
        ("w/c Apr 2015", "names no day", "write w/c"),
        ("28 Nov 2014 to 24 Nov 2014", "ends before it begins", "2014-11-24/2014-11-28"),
        ("31 to 28 Feb 2015", "not a day of the calendar", "check the day"),
        ("9 Jan 1800", "out of range", "1900 to 2199"),
        (
            *("Q1 2015", "1 Jan 2015 to 31 Mar 2015 or 1 Apr 2015 to 30 Jun 2015"),
            "write 2015-01-01/2015-03-31 or Q1 2015/16",
        ),
        ("Week 14 2015", "how weeks are counted", "write 2015-W14"),
        ("Week 60", "is no week of 2015", "w/c"),
        ("early March 2015", "names no day", "write March 2015 alone"),
        ("end 31 March 2015", "is not a date", "write 9 Jan 2015"),
        ("7 Oct", "is not a date", "add the year: 7 Oct 2015"),
        ("jui 2015", '"jui" may be June or July', "write out the name"),
        ("Mon 31/03/15", "is a Tuesday", "check the order"),
        ("next week", "is not a date", "write 9 Jan 2015"),
        ("+2weeks", "is not a date", "write 9 Jan 2015"),
        ("\u0669 Jan 2015", "is not a date", "write 9 Jan 2015"),
        ("", "is not a date", "write 9 Jan 2015"),
        ("1 Jan 2015 to " * 400, "is not a date", "write 9 Jan 2015"),
    ],
)
def test_any_other_date_is_refused_with_a_remedy(text: str, message: str, hint: str) -> None:
    with pytest.raises(MinervaError) as refused:
        read_window(text, TODAY)
    assert message in str(refused.value)
    assert hint in (refused.value.hint or "")


@given(st.dates(EARLIEST, LATEST))
def test_a_date_is_read_back_from_what_reports_show(when: date) -> None:
    for written in (when, f"{when:%G-W%V}", f"{when:%Y-%m}"):
        if written == when or not (when.year < 1901 or when.year > 2198):
            window = parse_window(written)
            assert read_window(str(window), TODAY) == window
    assert read_day(format_date(when), TODAY) == when


@given(st.text(max_size=90))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for read in (
        lambda: read_window(text, TODAY),
        lambda: read_window_or_delay(text, TODAY),
        lambda: read_amount(text, "GBP"),
        lambda: read_year(text, APRIL),
    ):
        with suppress(MinervaError):
            read()


def test_a_day_is_a_single_one() -> None:
    with pytest.raises(MinervaError, match="Apr 2015 is not a single day"):
        read_day("2015-04", TODAY)


def test_what_is_said_to_be_done_is_not_in_the_future() -> None:
    assert read_past_day(None, TODAY) == TODAY
    assert read_past_day("12 Jan 2015", TODAY) == TODAY
    assert read_past_window("2014-12", TODAY).text == "2014-12"
    with pytest.raises(MinervaError, match=r"13 Jan 2015 lies in the future: today is 12 Jan 2015"):
        read_past_day("13 Jan 2015", TODAY)
    with pytest.raises(MinervaError, match="Jan 2015 is not over"):
        read_past_window("2015-01", TODAY)
    with pytest.raises(MinervaError, match="Feb 2015 lies in the future"):
        read_past_window("2015-02", TODAY)


def test_a_delay_is_read_where_one_may_stand() -> None:
    assert read_window_or_delay("+2weeks", TODAY) == Duration(2, "week")
    assert read_window_or_delay("+ 10 days", TODAY) == Duration(10, "day")
    assert read_window_or_delay("-1week", TODAY) == Duration(-1, "week")
    assert read_window_or_delay("\u22121 week", TODAY) == Duration(-1, "week")
    assert read_window_or_delay("+1month", TODAY) == Duration(1, "month")
    assert read_window_or_delay("9 Jan 2015", TODAY) == parse_window(date(2015, 1, 9))
    with pytest.raises(MinervaError, match="more than a hundred years"):
        read_window_or_delay("+99999 months", TODAY)
    with pytest.raises(MinervaError, match="is not a date"):
        read_window_or_delay("+2 fortnights", TODAY)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("80000", "80000"),
        ("£80,000", "80000"),
        ("£ 80", "80"),
        ("80k", "80000"),
        ("80 K", "80000"),
        ("1.2m", "1200000"),
        ("1.2345k", "1234.50"),
        ("80_000.50", "80000.50"),
        ("80.5", "80.50"),
        ("80.00", "80"),
        ("1,234", "1234"),
        ("80 000", "80000"),
        ("GBP 80,000", "80000"),
        ("80,000 GBP", "80000"),
        ("-5000", "-5000"),
        ("-£5,000", "-5000"),
        ("£-5,000", "-5000"),
        ("\u22125,000", "-5000"),
        ("-0", "0"),
        ("+5", "5"),
        ("(5,000)", "-5000"),
        ("£45k p.a.", "45000"),
        ("1.2 million", "1200000"),
        ("nil", "0"),
        ("9,999,999,999,999.99", "9999999999999.99"),
    ],
)
def test_an_amount_with_one_meaning_is_read(text: str, amount: str) -> None:
    assert str(read_amount(text, "GBP")) == amount


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("80.000", "may be 80 or 80,000", "write 80 or 80000"),
        ("80.500", "may be 80.50 or 80,500", "write 80.50 or 80500"),
        ("80.001", "may be 80.001 or 80,001", "write 80001 if the point parts thousands"),
        ("1.23456k1", "is not an amount", "80k"),
        ("0.000001k", "more than two decimals", "at most two"),
        ("80,50", "is not an amount", "write 80.50 for pence"),
        ("1e5", "is not an amount", "80k"),
        ("--5", "has two signs", "write -45 or (45)"),
        ("-£-5", "has two signs", "write -45 or (45)"),
        ("", "is not an amount", "80k"),
        ("5%", "is not an amount", "80k"),
        ("€80", "not in GBP", "write the amount in GBP"),
        ("80 EUR", "not in GBP", "write the amount in GBP"),
        ("10000000000000", "this large", "check the number"),
        ("10000000m", "this large", "check the number"),
        ("1" * 40, "this many digits", "check the number"),
        ("0." + "0" * 40 + "1", "this many digits", "check the number"),
    ],
)
def test_any_other_amount_is_refused_with_a_remedy(text: str, message: str, hint: str) -> None:
    with pytest.raises(MinervaError) as refused:
        read_amount(text, "GBP")
    assert message in str(refused.value)
    assert hint in (refused.value.hint or "")


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["{:f}", "{:,f}", "£{:,f}", "({:f})", "-{:,f}", "GBP {:f}", "{:f} p.a."]),
)
def test_commands_and_imports_read_an_amount_alike(amount: Decimal, written: str) -> None:
    text = written.format(amount)
    assert read_amount(text, "GBP") == read_money(text, "GBP")


def test_an_amount_is_in_the_currency_of_the_programme() -> None:
    assert read_amount("€80", "EUR") == Decimal(80)
    assert read_amount("NOK 80", "NOK") == Decimal(80)
    with pytest.raises(MinervaError, match='"£80" is not in EUR'):
        read_amount("£80", "EUR")


@pytest.mark.parametrize("text", ["2014/15", "2014-15", "2014/2015", " 2014 – 15 "])
def test_a_financial_year_is_read(text: str) -> None:
    assert read_year(text, APRIL) == "2014/15"


def test_a_calendar_year_is_read_where_years_are_calendar_years() -> None:
    january = YearStart(1, 1)
    assert read_year(" 2014 ", january) == "2014"
    for text in ("2014/15", "2014-15"):
        with pytest.raises(MinervaError, match="years are calendar years") as refused:
            read_year(text, january)
        assert refused.value.hint == 'write "2014"'


@pytest.mark.parametrize("text", ["2014", "14/15", "2014/16", "2014/2016", "2014/1915", ""])
def test_another_financial_year_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(MinervaError, match="is not a financial year") as refused:
        read_year(text, APRIL)
    assert '"2014/15"' in (refused.value.hint or "")


def test_a_forecast_may_be_brought_forward(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONE)
    told = run("reforecast", "award", "-1week", "--reason", "Early", cwd=tmp_path, today=TODAY)
    assert told.status == 0, told.stderr
    assert "date = 2015-02-23" in (tmp_path / "milestones.toml").read_text()
    supposed = run("what-if", "award=-1week", "award2=end Q4 14/15", cwd=tmp_path, today=TODAY)
    assert "16 Feb 2015" in supposed.stdout
    assert "31 Mar 2015" in supposed.stdout
