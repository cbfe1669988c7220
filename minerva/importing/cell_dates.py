"""Dates as people write them in the cells of a spreadsheet: a day, a month, a week, a quarter.

A column of a spreadsheet is read by one rule, unlike a word on a command line: days come before
months. What is no date raises ValueError with two arguments, what is wrong and how to mend it.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from minerva.importing.cell_values import is_unknown, refuse_fault
from minerva.importing.grid import Value, shown
from minerva.model.dates import Window, YearStart, format_date, parse_window
from minerva.recording.parse_dates import read_window
from minerva.recording.refusal import RefusedError

_LEAST_SERIAL, _MOST_SERIAL = 20_000, 80_000
_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NUMBERS_ANYWHERE: Final = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9/.-])"
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEKDAY: Final = (
    r"(?i)(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|r|urday)?[,.]?\s+(?=.)"
)
_TIME: Final = (
    r"(?i)(?:\s+|(?<=[0-9])T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:\s?[ap]m)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WEEK: Final = r"(?i)(w/?c|week commencing|week beginning|week of)[:.]?\s*(.+)"
_WEEK_ENDS: Final = r"(?i)(week ending|w/?e\b)[:.]?\s*(.+)"
_SPAN: Final = r"(?i)(.+?)(?:\s+(?:to|until)\s+|\s+[-–—]\s+|\s*[–—]\s*)(.+)"
_YEARS: Final = r"(?:FY\s*)?([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})"
_PART: Final = rf"(?i)([QH])\s*([1-4])[\s,]*(?:of\s+)?{_YEARS}"
_PART_AFTER: Final = rf"(?i){_YEARS}[\s,]*([QH])\s*([1-4])"
_PART_OF_ONE: Final = r"(?i)(?:([QH])\s*([1-4])\s*(?:FY)?\s*([0-9]{4}|'?[0-9]{2}))"
_WHOLE_YEAR: Final = r"(?i)FY\s*([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})"
_SLASHED_YEAR: Final = r"([0-9]{4})/([0-9]{4}|[0-9]{2})"
_MONTH_AND_TWO: Final = r"([A-Za-z]{3,9})\.?(?:\s*[-/]\s*'?|\s*')([0-9]{2})"
_DAY_MONTH_AND_TWO: Final = (
    r"([0-9]{1,2})(?:st|nd|rd|th)?[\s/-]+([A-Za-z]{3,9})\.?[\s/-]+'?([0-9]{2})"
)
_DAY_MONTH_YEAR: Final = r"([0-9]{1,2})/([A-Za-z]{3,9})/([0-9]{4})"
_ROUGHLY: Final = r"(?i)(early|mid|late|end|start|beginning)[\s-]+(?:of\s+)?(.+)"
_HOW_TO_WRITE_A_DATE: Final = "write 31/03/2015, 31 Mar 2015, Mar 2015 or w/c 23/03/2015"
_SERIAL_ZERO: Final = date(1899, 12, 30)


def month_first(value: Value) -> str | None:
    """Return a date in a text that can only have its month first, as `03/31/2015` has."""
    return _month_first(value) if isinstance(value, str) else None


@lru_cache(maxsize=65536)
def _month_first(value: str) -> str | None:
    for found in _NUMBERS_ANYWHERE.finditer(value):
        if int(found[1]) <= 12 < int(found[3]) <= 31:
            return found[0]
    return None


def read_date(value: Value, year_start: YearStart, today: date) -> Window | None:
    """Return the days that a cell says: one, or a window where it says no single one.

    Numbers have the day first. Two digits of a year are those of the year nearest to today.
    """
    if isinstance(value, str):
        return _date_in(value, year_start, today)
    refuse_fault(value)
    if isinstance(value, Window):
        return value
    if isinstance(value, date):
        return parse_window(value)
    if value is None:
        return None
    why = _serial(value) if isinstance(value, Decimal) else None
    raise ValueError(*(why or (f"{shown(value)} is not a date", _HOW_TO_WRITE_A_DATE)))


@lru_cache(maxsize=65536)
def _date_in(text: str, year_start: YearStart, today: date) -> Window | None:
    refuse_fault(text)
    return None if is_unknown(text) else _window(" ".join(text.split()), year_start, today)


@lru_cache(maxsize=65536)
def _window(text: str, year_start: YearStart, today: date) -> Window:
    text = text.removeprefix("'")
    if _ISO.fullmatch(text):
        return parse_window(_day(int(text[:4]), int(text[5:7]), int(text[8:]), text))
    if matched := _NUMBERS.fullmatch(text):
        year = _year(matched[4], today)
        return parse_window(_day(year, int(matched[3]), int(matched[1]), text))
    if matched := re.match(_WEEKDAY, text):
        window = _window(text[matched.end() :], year_start, today)
        if f"{window.earliest:%a}".lower() != matched[1].lower():
            raise ValueError(
                f'"{text}" is a {window.earliest:%A}', "check the order of day and month"
            )
        return window
    if (matched := re.search(_TIME, text)) and matched.end() == len(text):
        return _window(text[: matched.start()], year_start, today)
    found = (
        _window_of_year(text, year_start, today)
        or _window_of_week(text, year_start, today)
        or _window_of_month(text, today)
    )
    if found is not None:
        return found
    if (matched := re.fullmatch(_SPAN, text)) and re.search("[0-9]", matched[1]):
        first = _first_of_span(matched[1], matched[2])
        begin, end = _window(first, year_start, today), _window(matched[2], year_start, today)
        return parse_window(f"{begin.earliest.isoformat()}/{end.latest.isoformat()}")
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        raise ValueError(*_serial(Decimal(text)))
    if text.lower() in ("today", "yesterday"):
        raise ValueError(f'"{text}" is not a date', _HOW_TO_WRITE_A_DATE)
    try:
        return read_window(text, today)
    except RefusedError as error:
        hint = error.hint if re.search("[0-9]", text) else _HOW_TO_WRITE_A_DATE
        raise ValueError(str(error), hint) from None


def _first_of_span(first: str, last: str) -> str:
    """Return the first day of a span, with the month and the year that only its last one has."""
    if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", first):
        return first + re.sub(r"^[0-9]{1,2}(?:st|nd|rd|th)?", "", last)
    if not re.search(r"[0-9]{4}|[/'-][0-9]{2}$", first):
        year = re.search(r"[\s/-]'?([0-9]{4}|[0-9]{2})$", last)
        return f"{first}{year[0]}" if year else first
    return first


def _window_of_year(text: str, year_start: YearStart, today: date) -> Window | None:
    """Read a financial year, a half or a quarter of one."""
    if matched := re.fullmatch(_PART, text):
        letter, number, first, second = matched.groups()
    elif matched := re.fullmatch(_PART_AFTER, text):
        first, second, letter, number = matched.groups()
    elif matched := re.fullmatch(_WHOLE_YEAR, text) or re.fullmatch(_SLASHED_YEAR, text):
        if len(matched[2]) == 2 and int(matched[2]) != (int(matched[1]) + 1) % 100:
            return None
        (first, second), letter, number = matched.groups(), "Y", "1"
    elif matched := re.fullmatch(_PART_OF_ONE, text):
        year = _year(matched[3].lstrip("'"), today)
        part = f"{matched[1].upper()}{matched[2]}"
        raise ValueError(
            f'"{text}" may be of the calendar year or of a financial year',
            f"write {part} {year}/{(year + 1) % 100:02d} or {part} {year - 1}/{year % 100:02d}",
        )
    else:
        return None
    begins, ends = _year(first, today), _year(second, today)
    if ends != begins + 1:
        raise ValueError(
            f'"{text}" is of no financial year: its two halves do not follow on',
            f"write {begins}/{(begins + 1) % 100:02d}",
        )
    months = {"Q": 3, "H": 6, "Y": 12}[letter.upper()]
    if int(number) > 12 // months:
        raise ValueError(f'"{text}" is no part of a year', "a year has H1 and H2, or Q1 to Q4")
    starts = year_start.year(begins).month_starts()
    first_day, after = starts[(int(number) - 1) * months], starts[int(number) * months]
    last_day = date.fromordinal(after.toordinal() - 1)
    return parse_window(f"{first_day.isoformat()}/{last_day.isoformat()}")


def _window_of_week(text: str, year_start: YearStart, today: date) -> Window | None:
    """Read the week that begins on a Monday, or that ends on a day."""
    matched = re.fullmatch(_WEEK, text) or re.fullmatch(_WEEK_ENDS, text)
    if matched is None:
        return None
    day = _window(matched[2], year_start, today)
    if day.earliest != day.latest:
        raise ValueError(f'"{text}" names no day', "write w/c 24/11/2014")
    year, week, weekday = day.latest.isocalendar()
    if re.fullmatch(_WEEK_ENDS, text):
        if weekday == 7:
            return parse_window(f"{year}-W{week:02d}")
        monday = date.fromisocalendar(year, week, 1)
        return parse_window(f"{monday.isoformat()}/{day.latest.isoformat()}")
    if weekday != 1:
        monday = date.fromisocalendar(year, week, 1)
        raise ValueError(
            f"{day} is a {day.latest:%A}, and a week begins on a Monday",
            f"write w/c {format_date(monday)}",
        )
    return parse_window(f"{year}-W{week:02d}")


def _window_of_month(text: str, today: date) -> Window | None:
    """Read a month or a day of it with a year of two digits: `Mar-15`, `9-Jan-15`."""
    if matched := re.fullmatch(_DAY_MONTH_AND_TWO, text):
        return _read_again(f"{matched[1]} {matched[2]} {_year(matched[3], today)}", text, today)
    if matched := re.fullmatch(_DAY_MONTH_YEAR, text):
        return _read_again(f"{matched[1]} {matched[2]} {matched[3]}", text, today)
    if matched := re.fullmatch(_MONTH_AND_TWO, text):
        return _read_again(f"{matched[1]} {_year(matched[2], today)}", text, today)
    if matched := re.fullmatch(_ROUGHLY, text):
        raise ValueError(f'"{text}" names no day', "write the month alone, or the day meant")
    return None


def _read_again(text: str, written: str, today: date) -> Window:
    """Read a date that was written out in full for what the cell has."""
    try:
        return read_window(text, today)
    except RefusedError:
        raise ValueError(f'"{written}" is not a date', _HOW_TO_WRITE_A_DATE) from None


def _year(digits: str, today: date) -> int:
    """Return a year; of two digits, the nearest one to today."""
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year - 100 if year > today.year + 50 else year + 100 if year < today.year - 49 else year


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            f'"{text}" is not a day of the calendar', "check the day and the month"
        ) from None


def _serial(number: Decimal) -> tuple[str, str]:
    """Return why a number is no date: it may be the count of days that Excel keeps for one."""
    if _LEAST_SERIAL <= number <= _MOST_SERIAL:
        when = date.fromordinal(_SERIAL_ZERO.toordinal() + int(number))
        return (
            f"{number:f} is a number, which Excel may mean as {format_date(when)}",
            "format the cell as a date, or write the date",
        )
    return f"{number:f} is a number, not a date", _HOW_TO_WRITE_A_DATE
