"""Dates as people write them on a command line.

Reads what has one meaning and refuses what has two, showing both. It knows no clock: who asks
says what today is.
"""

import re
from datetime import date, timedelta
from typing import Final

from minerva.model.dates import (
    Duration,
    Window,
    format_date,
    looks_like_window,
    parse_delay,
    parse_window,
    single_day,
)
from minerva.recording.refusal import RefusedError

MOST_CHARACTERS: Final = 60

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NAME: Final = r"([A-Za-z]{3,9})\.?"
_YEAR: Final = r"([0-9]{4})"
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_DAY_MONTH_YEAR: Final = re.compile(rf"{_DAY}[ -]+(?:of )?{_NAME},?[ -]+{_YEAR}")
_MONTH_DAY_YEAR: Final = re.compile(rf"{_NAME} {_DAY},? {_YEAR}")
_MONTH_YEAR: Final = re.compile(rf"{_NAME}[ -]+{_YEAR}")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_MONTH_IN_NUMBERS: Final = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_WEEK: Final = re.compile(r"(?:w/c|wc|week commencing|week of) +(.+)", re.IGNORECASE)
_SPAN: Final = re.compile(r"(.+?) (?:to|until|-|–) (.+)")
_SHORT_SPAN: Final = re.compile(rf"([0-9]{{1,2}}) ?(?:to|-|–) ?([0-9]{{1,2}} {_NAME} {_YEAR})")
_NO_YEAR: Final = re.compile(rf"(?:{_DAY} {_NAME}|{_NAME} {_DAY}|{_NAME})")
_TWO_DIGITS: Final = re.compile(
    r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}|.*[A-Za-z]{3,9}[ -]'?[0-9]{2}"
)
_HOW_TO_WRITE_A_DATE: Final = (
    "write 9 Jan 2015 or 2015-01-09; for less exact ones Apr 2015, w/c 24 Nov 2014 or "
    "2014-11-24/2014-11-28"
)


def read_window(text: str, today: date) -> Window:
    """Read a date: a day, a month, a week or an interval, in any form with one meaning.

    Raises RefusedError for what is no date, and with both readings for what may be two.
    """
    written = " ".join(text.split())
    if written.startswith("+") or len(written) > MOST_CHARACTERS:
        raise RefusedError(f'"{text}" is not a date', _HOW_TO_WRITE_A_DATE)
    try:
        return _window(written, today)
    except (ValueError, OverflowError) as error:
        if len(error.args) == 2 and not error.args[0].endswith("is not a date"):
            raise RefusedError(*error.args) from None
        raise RefusedError(f'"{text}" is not a date', _how_to_complete(written)) from None


def read_day(text: str, today: date) -> date:
    """Read a single day. Raises RefusedError for anything else, a month and a week too."""
    window = read_window(text, today)
    if window.earliest != window.latest:
        raise RefusedError(f"{window} is not a single day", "name the day, as 9 Jan 2015")
    return window.latest


def read_past_day(text: str | None, today: date) -> date:
    """Read the day on which something was stated or done: today where none is given.

    Raises RefusedError for a day after today.
    """
    return today if text is None else _refuse_future(single_day(read_day(text, today)), today)


def read_past_window(text: str | None, today: date) -> Window:
    """Read when something was done: today where nothing is given.

    Raises RefusedError for what is not over on the day: what is done is done by its last day.
    """
    window = single_day(today) if text is None else read_window(text, today)
    _refuse_future(window, today)
    return window


def read_window_or_delay(text: str, today: date) -> Window | Duration:
    """Read a date, or a delay such as `+2weeks` from a date that is known elsewhere."""
    try:
        delay = parse_delay(" ".join(text.split()))
    except ValueError as error:
        raise RefusedError(*error.args) from None
    return delay or read_window(text, today)


def _window(written: str, today: date) -> Window:
    """Read a date. Raises ValueError, without a remedy, for what is not a date."""
    if written.lower() in ("today", "yesterday"):
        return single_day(today - timedelta(days=written.lower() == "yesterday"))
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        year, month, day = map(int, written.split("-"))
        return parse_window(_day(year, month, day, written))
    if looks_like_window(written):
        return parse_window(written)
    if matched := _WEEK.fullmatch(written):
        return _week(matched[1], today)
    if matched := _SHORT_SPAN.fullmatch(written):
        last = _window(matched[2], today)
        return _interval(single_day(last.latest.replace(day=int(matched[1]))), last)
    if matched := _SPAN.fullmatch(written):
        return _interval(_window(matched[1], today), _window(matched[2], today))
    if matched := _MONTH_YEAR.fullmatch(written):
        return parse_window(f"{matched[2]}-{_month(matched[1]):02d}")
    if matched := _MONTH_IN_NUMBERS.fullmatch(written):
        return parse_window(f"{matched[2]}-{int(matched[1]):02d}")
    return parse_window(_single(written))


def _single(written: str) -> date:
    if matched := _DAY_MONTH_YEAR.fullmatch(written):
        return _day(int(matched[3]), _month(matched[2]), int(matched[1]), written)
    if matched := _MONTH_DAY_YEAR.fullmatch(written):
        return _day(int(matched[3]), _month(matched[1]), int(matched[2]), written)
    if matched := _YEAR_FIRST.fullmatch(written):
        return _day(int(matched[1]), int(matched[3]), int(matched[4]), written)
    if matched := _NUMBERS.fullmatch(written):
        return _day_in_numbers(int(matched[1]), int(matched[3]), int(matched[4]), written)
    raise ValueError


def _day_in_numbers(first: int, second: int, year: int, written: str) -> date:
    """Read `13/02/2015`, which can only be the 13th, and refuse `01/02/2015`, which may be two."""
    readings = {_date(year, second, first), _date(year, first, second)} - {None}
    if len(readings) > 1:
        day_first, month_first = (date(year, second, first), date(year, first, second))
        raise RefusedError(
            f'"{written}" may be {format_date(day_first)} or {format_date(month_first)}',
            f"write {day_first.isoformat()} or {month_first.isoformat()}",
        )
    day = readings.pop() if readings else None
    return day or _day(year, second, first, written)


def _day(year: int, month: int, day: int, written: str) -> date:
    when = _date(year, month, day)
    if when is None:
        raise RefusedError(
            f'"{written}" is not a day of the calendar', "check the day and the month"
        )
    return when


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month from its name, or its first three or more letters."""
    for number, month in enumerate(_MONTHS, 1):
        if month.startswith(name.lower()) or (name.lower() == "sept" and number == 9):
            return number
    raise RefusedError(f'"{name}" is not a month', _HOW_TO_WRITE_A_DATE)


def _week(first: str, today: date) -> Window:
    """Read the week that begins on a Monday."""
    monday = _window(first, today)
    if monday.earliest != monday.latest:
        raise ValueError
    year, week, weekday = monday.latest.isocalendar()
    if weekday != 1:
        begins = monday.latest - timedelta(days=weekday - 1)
        raise RefusedError(
            f"{monday} is a {monday.latest:%A}, and a week begins on a Monday",
            f"write w/c {format_date(begins)}",
        )
    return parse_window(f"{year}-W{week:02d}")


def _interval(first: Window, last: Window) -> Window:
    return parse_window(f"{first.earliest.isoformat()}/{last.latest.isoformat()}")


def _refuse_future(window: Window, today: date) -> date:
    if window.latest <= today:
        return window.latest
    if window.earliest <= today:
        raise RefusedError(
            f"{window} is not over: today is {format_date(today)}", "name the day, as 9 Jan 2015"
        )
    raise RefusedError(
        f"{window} lies in the future: today is {format_date(today)}",
        "record it once the day has come; what is expected is for `minerva reforecast`",
    )


def _how_to_complete(written: str) -> str:
    if _NO_YEAR.fullmatch(written):
        return f"add the year: {written} 2015"
    if _TWO_DIGITS.fullmatch(written):
        return "write the year with four digits: 2015"
    return _HOW_TO_WRITE_A_DATE
