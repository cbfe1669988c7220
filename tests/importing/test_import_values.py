"""What people write in the cells of a spreadsheet, and what the headings say."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.formats.cells import column_letters as letters
from minerva.importing.cell_dates import read_date
from minerva.importing.cell_values import (
    number_of,
    read_duration,
    read_flag,
    read_money,
    read_percent,
    read_text,
)
from minerva.importing.grid import Percent, Scaled, Value
from minerva.importing.identifiers import id_from, unused_id
from minerva.importing.wordings import LOOSE, USUAL, label_of_words, words_of
from minerva.model.dates import Window, YearStart
from minerva.parsing.ids import MOST_CHARACTERS, kebab
from minerva.store.schema import keys_of
from tests import strategies
from tests.command import ROOT

APRIL = YearStart(4, 1)
TODAY = date(2026, 11, 25)
NOT_KNOWN = ["", "-", "–", "TBC", "tbd", "n/a", "N/A", "NA", "unknown", "To be confirmed", "?"]


def window(written: Value, year_start: YearStart = APRIL) -> str | None:
    read = read_date(written, year_start, TODAY)
    return None if read is None else read.text or read.latest.isoformat()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31/03/2015", "2015-03-31"),
        ("1/4/15", "2015-04-01"),
        ("31.3.2015", "2015-03-31"),
        ("31-03-15", "2015-03-31"),
        ("2015-03-31", "2015-03-31"),
        ("2015/03/31", "2015-03-31"),
        ("31 Mar 2015", "2015-03-31"),
        ("31-Mar-15", "2015-03-31"),
        ("31/Mar/2015", "2015-03-31"),
        ("31st of March 2015", "2015-03-31"),
        ("March 31, 2015", "2015-03-31"),
        ("Tue 31/03/15", "2015-03-31"),
        ("Tuesday, 31 March 2015", "2015-03-31"),
        ("Tue 31/03/15 17:00", "2015-03-31"),
        ("31/03/2015 5:00 PM", "2015-03-31"),
        ("2015-03-31T17:00:00", "2015-03-31"),
        ("2015-03-31T17:00:00.000Z", "2015-03-31"),
        ("'31/03/2015", "2015-03-31"),
        (date(2015, 3, 31), "2015-03-31"),
        ("Mar-15", "2015-03"),
        ("March '15", "2015-03"),
        ("Sept 2015", "2015-09"),
        ("03/2015", "2015-03"),
        ("2015-03", "2015-03"),
        ("w/c 24/11/14", "2014-W48"),
        ("W/C: 24 Nov 2014", "2014-W48"),
        ("week commencing 24-Nov-14", "2014-W48"),
        ("2014-W48", "2014-W48"),
        ("w/e 28/11/14", "2014-11-24/2014-11-28"),
        ("week ending 30/11/14", "2014-W48"),
        ("Q3 2014/15", "2014/15-Q3"),
        ("Q4 14/15", "2014/15-Q4"),
        ("2014/15 Q1", "2014/15-Q1"),
        ("2014/15-Q1", "2014/15-Q1"),
        ("q2 FY2014-15", "2014/15-Q2"),
        ("H2 2014/2015", "2014-10-01/2015-03-31"),
        ("2014/15", "2014-04-01/2015-03-31"),
        ("FY14/15", "2014-04-01/2015-03-31"),
        ("24-28 Nov 2014", "2014-11-24/2014-11-28"),
        ("24 to 28 Nov 2014", "2014-11-24/2014-11-28"),
        ("24 Nov - 3 Dec 2014", "2014-11-24/2014-12-03"),
        ("24/11/14 to 28/11/14", "2014-11-24/2014-11-28"),
        ("24/11/2014 – 28/11/2014", "2014-11-24/2014-11-28"),
        ("31/03/30", "2030-03-31"),
        ("31/03/76", "2076-03-31"),
        ("31/03/77", "1977-03-31"),
        *((word, None) for word in NOT_KNOWN),
    ],
)
def test_a_date_is_read(written: Value, read: str | None) -> None:
    assert window(written) == read


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/02/2015", "is not a day of the calendar"),
        ("32/01/2015", "is not a day of the calendar"),
        ("Mon 31/03/15", "is a Tuesday"),
        ("w/c 25/11/14", "a week begins on a Monday"),
        ("w/c Nov 2014", "names no day"),
        ("Q3 2014", "may be of the calendar year or of a financial year"),
        ("Q3 2014/16", "do not follow on"),
        ("H3 2014/15", "is no part of a year"),
        ("mid March 2015", "names no day"),
        ("Sep 15", "is not a date"),
        ("15 March", "is not a date"),
        ("soon", "is not a date"),
        ("today", "is not a date"),
        ("31/03/1815", "out of range"),
        ("28/11/14 to 24/11/14", "ends before it begins"),
        ("42094", "which Excel may mean as 31 Mar 2015"),
        (Decimal("42094.5"), "which Excel may mean as 31 Mar 2015"),
        (Decimal(7), "is a number, not a date"),
        (True, "TRUE is not a date"),
        (Percent(Decimal(50)), "50% is not a date"),
        ("#REF!", "what a spreadsheet shows for an error"),
        ("#N/A", "what a spreadsheet shows for an error"),
        ("########", "what a spreadsheet shows for an error"),
    ],
)
def test_what_is_no_date_is_told_with_what_helps(written: Value, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as refused:
        window(written)
    assert refused.value.args[1]


def test_quarters_follow_the_financial_year_of_the_programme() -> None:
    read = read_date("Q1 2014/15", YearStart(9, 1), TODAY)
    assert read == Window(date(2014, 9, 1), date(2014, 11, 30), "2014/15-Q1")


@pytest.mark.parametrize(
    ("written", "unit", "amount"),
    [
        ("£1,234k", 1, "1234000"),
        ("(45)", 1, "-45"),
        ("£(45)", 1, "-45"),
        ("(£45k)", 1, "-45000"),
        ("-£45", 1, "-45"),
        ("£-45", 1, "-45"),
        ("45-", 1, "-45"),
        ("\u221245", 1, "-45"),
        ("1.2m", 1, "1200000"),
        ("£1.2 million", 1, "1200000"),
        ("1 234 567.50", 1, "1234567.50"),
        ("GBP 45,000", 1, "45000"),
        ("45,000 GBP", 1, "45000"),
        ("£45k p.a.", 1, "45000"),
        ("£45,000 per annum", 1, "45000"),
        ("nil", 1, "0"),
        ("0", 1, "0"),
        ("1,234", 1000, "1234000"),
        ("1.234", 1000, "1234"),
        ("£45k", 1_000_000, "45000"),
        (Decimal("1.5"), 1000, "1500"),
        (Scaled(Decimal(1500)), 1000, "1500"),
        *((word, 1, None) for word in NOT_KNOWN),
    ],
)
def test_an_amount_is_read(written: Value, unit: int, amount: str | None) -> None:
    read = read_money(written, "GBP", Decimal(unit))
    assert read == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("12,34", "is not an amount of money"),
        ("1.234,56", "is not an amount of money"),
        ("1,23,4", "is not an amount of money"),
        ("1.234", "may be 1.234 or 1,234"),
        ("€45", "is not in GBP"),
        ("45 USD", "is not in GBP"),
        ("--45", "has two signs"),
        ("(-45)", "has two signs"),
        ("£", "is not an amount of money"),
        ("5%", "is not an amount of money"),
        ("about 5", "is not an amount of money"),
        (date(2015, 3, 31), "is not an amount of money"),
        ("#DIV/0!", "what a spreadsheet shows for an error"),
    ],
)
def test_what_is_no_amount_is_told_with_what_helps(written: Value, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as refused:
        read_money(written, "GBP")
    assert refused.value.args[1]


@given(strategies.pence, st.sampled_from(["{:,.2f}", "£{:,.2f}", "{:.2f}", "GBP {:,.2f}"]))
def test_every_amount_comes_back_to_the_penny(pence: int, form: str) -> None:
    pounds = Decimal(pence) / 100
    assert read_money(form.format(pounds), "GBP") == pounds
    assert read_money(f"({form.format(abs(pounds))})", "GBP") == -abs(pounds)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("form", ["%d %B %Y", "%d %b %Y", "%d%B%Y", "%B %d, %Y", "%d of %B %Y"])
def test_a_day_of_every_month_is_read(month: int, form: str) -> None:
    day = date(2015, month, 12)
    assert window(day.strftime(form)) == day.isoformat()


@given(
    strategies.days,
    st.sampled_from(["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%a %d-%b-%y"]),
)
def test_every_day_comes_back(day: date, form: str) -> None:
    assert window(day.strftime(form)) == day.isoformat()


def test_a_number_of_a_spreadsheet_has_the_digits_that_people_see() -> None:
    assert number_of(0.1 + 0.2) == Decimal("0.3")
    assert number_of(41166.666666666664) == Decimal("41166.6666666667")
    assert number_of(494000) == Decimal(494000)


def test_percentages_flags_lengths_and_texts_are_read() -> None:
    assert [read_percent(each) for each in ("100%", "100", Percent(Decimal(100)))] == [100] * 3
    assert [read_flag(each) for each in ("Yes", "n", True, "TBC")] == [True, False, True, None]
    said = [read_duration("2w"), read_duration(Decimal(10), "days"), read_duration("1 month")]
    assert [str(each) for each in said] == ["2 weeks", "10 days", "1 month"]
    assert [read_text(each) for each in ("'=x", "'tis", "TBC")] == ["=x", "'tis", None]
    for reader, wrong in ((read_percent, "120"), (read_flag, "maybe"), (read_duration, "10")):
        with pytest.raises(ValueError, match=wrong):
            reader(wrong)


@pytest.mark.parametrize(
    ("heading", "key", "unit"),
    [
        ("Planned finish", "baseline", None),
        ("BASELINE_FINISH", "baseline", None),
        ("Due", "baseline", None),
        ("Forecast\nfinish ", "forecast", None),
        ("% Complete", "percent", None),
        ("Tolerance (days)", "tolerance", None),
        ("Full year effect (£k)", "full_year", "£k"),
        ("Full-year effect £m", "full_year", "£m"),
        ("FYE £000", "full_year", "£000"),
        ("Annual saving (£'000s)", "full_year", "£'000s"),
        ("Savings £", "full_year", None),
        ("2014/15", "plan 2014/15", None),
        ("Planned 14/15 (£k)", "plan 2014/15", "£k"),
        ("2014-15 actual", "realised 2014/15", None),
        ("Validated FY2014/15", "validated 2014/15", None),
        ("Forecast 2014/15", "forecast 2014/15", None),
        ("Planned 2014/16", None, None),
        ("Planned finish (revised)", "baseline", None),
        ("Baseline cost", None, None),
    ],
)
def test_a_heading_is_taken_for_a_key(heading: str, key: str | None, unit: str | None) -> None:
    kinds = ("milestones", "savings")
    labels = [label_of_words(heading, kind, loose=False, calendar=False) for kind in kinds]
    assert next(filter(None, labels), None) == key
    assert words_of(heading).written_unit == unit


def test_every_wording_is_written_as_it_is_compared_and_stands_for_one_key() -> None:
    for wordings in (USUAL, LOOSE):
        for kind, of_key in wordings.items():
            words = [word for each in of_key.values() for word in each]
            assert [words_of(word).words for word in words] == words
            assert len(words) == len(set(words)), kind


def test_every_key_of_the_page_is_one_that_map_takes() -> None:
    page = (ROOT / "docs" / "import.md").read_text("utf-8")
    rows = page.partition("| key | wordings |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    assert len(rows) > 10
    keys = {*USUAL["milestones"], *USUAL["savings"]}
    for row in rows:
        _, named, wordings, _ = row.split("|")
        for key in named.replace("`", "").split(","):
            assert key.split()[0] in keys | {"plan", "forecast", "realised", "validated"}
        for wording in wordings.replace(";", ",").split(","):
            both = [
                label_of_words(wording, kind, loose=loose, calendar=False)
                for kind in USUAL
                for loose in (False, True)
            ]
            assert any(label and f"`{label}`" in named for label in both), wording


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Contract award", "contract-award"),
        ("  Café – «Größe»  ", "cafe-grosse"),
        ("Łódź, Ærø & Þór", "lodz-aero-and-thor"),
        ("O'Brien\u2019s £5k", "obriens-5k"),
        ("漢字", ""),
        ("a " * 60, "-".join("a" * 30)),
    ],
)
def test_an_id_is_made_of_a_name(text: str, id: str) -> None:
    assert kebab(text) == id


@given(strategies.texts, st.sets(st.sampled_from(["a", "a-2", "milestone", "milestone-1"])))
def test_every_name_gives_an_id_that_is_free_and_short(name: str, taken: set[str]) -> None:
    id = unused_id(name, "milestone", taken)
    assert id not in taken
    assert kebab(id) == id
    assert len(id) <= MOST_CHARACTERS + len("-2")


def test_a_reference_is_an_id_and_a_number_is_none() -> None:
    references = ["M-012", "ICT/4", "12", "1.2.3", "4.", None, "漢"]
    assert [id_from(each) for each in references] == ["m-012", "ict-4", *[None] * 5]


def test_columns_have_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_keys_that_headings_stand_for_are_keys_of_the_files() -> None:
    from minerva.model.programme import Milestone, Saving

    read_otherwise = {"percent", "status", "flag", "original_baseline"}
    assert set(USUAL["milestones"]) - read_otherwise <= set(keys_of(Milestone))
    assert set(USUAL["savings"]) <= set(keys_of(Saving))
