"""Dates in the cells of a spreadsheet: what `parsing` reads, and what only a cell has.

A column is read by one rule, unlike a word on a command line: days come before months. What is no
date raises MinervaError.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from minerva.importing.cell_values import is_unknown, refuse_fault
from minerva.importing.grid import Value, shown
from minerva.model.dates import Window, YearStart, format_date, parse_window, single_day
from minerva.model.errors import MinervaError
from minerva.model.programme import TIMEZONE
from minerva.parsing.dates import (
    HOW_TO_WRITE_A_DATE,
    readings_of_numbers,
    weekday_before,
    without_time,
)
from minerva.parsing.dates import read_date as read_written_date
from minerva.parsing.years import DateRules

_LEAST_SERIAL, _MOST_SERIAL = 20_000, 80_000
_NUMBERS_ANYWHERE: Final = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9/.-])"
)
_STAMP: Final = re.compile(
    r"(?P<date>.*[0-9])(?:T|,?\s+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"\s?(?P<half>[ap]m)?\s?(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})",
    re.IGNORECASE,
)
"""A day and a time of day that says how far it is from UTC."""
_MARKED: Final = re.compile(r"(?P<date>.*[0-9]{2})(?:\s(?P<actual>A)|\s?\*)", re.DOTALL)
"""A date with the mark of Primavera P6 after it: `A` for an actual date, `*` for a constraint."""
_HOW_TO_WRITE_A_DATE: Final = "write 31/03/2015, 31 Mar 2015, Mar 2015 or w/c 23/03/2015"
_SERIAL_ZERO: Final = date(1899, 12, 30)


def month_first(value: Value, today: date) -> str | None:
    """Return a date in a text that can only have its month first, as `03/31/2015` has.

    So can one whose weekday is that of the other order: `Mon 1/6/25` is 6 January.
    """
    return _month_first(value, today) if isinstance(value, str) else None


@lru_cache(maxsize=65536)
def _month_first(value: str, today: date) -> str | None:
    for found in _NUMBERS_ANYWHERE.finditer(value):
        if int(found[1]) <= 12 < int(found[3]) <= 31:
            return found[0]
    before = weekday_before(value)
    if before is not None:
        named, rest = before
        day_first, other = readings_of_numbers(without_time(rest), DateRules(today))
        fits = other is not None and other.isoweekday() in named
        if fits and day_first is not None and day_first.isoweekday() not in named:
            return value
    return None


def is_marked_actual(value: Value) -> bool:
    """Tell whether a date has the mark `A` after it, with which Primavera P6 says that it is so."""
    found = _MARKED.fullmatch(value) if isinstance(value, str) else None
    return found is not None and found["actual"] is not None


def day_of_stamp(value: Value, timezone: str, today: date) -> date | None:
    """Return the day of a time stamp that says how far it is from UTC, in a time zone.

    None for any other value. A stamp of 23:00 UTC in summer is of the next day in London.
    """
    found = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        window = read_written_date(found["date"], DateRules(today, day_first=True))
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
        offset = found["offset"].upper()
        offset = "+00:00" if offset in ("Z", "UTC", "GMT") else offset
        moment = f"{window.latest.isoformat()}T{hour:02d}:{found['minute']}{offset}"
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)).date()
    except (ValueError, OverflowError):
        return None


def read_date(
    value: Value, year_start: YearStart, today: date, timezone: str = TIMEZONE
) -> Window | None:
    """Return the days that a cell says: one, or a window where it says no single one.

    Numbers have the day first. Two digits of a year are those of the year nearest to today. A time
    stamp with an offset is the day that it is in the time zone.
    """
    if isinstance(value, str):
        return _date_in(value, year_start, today, timezone)
    refuse_fault(value)
    if isinstance(value, Window):
        return value
    if isinstance(value, date):
        return parse_window(value)
    if value is None:
        return None
    why = _serial(value) if isinstance(value, Decimal) else None
    raise MinervaError(*(why or (f"{shown(value)} is not a date", _HOW_TO_WRITE_A_DATE)))


@lru_cache(maxsize=65536)
def _date_in(text: str, year_start: YearStart, today: date, timezone: str) -> Window | None:
    refuse_fault(text)
    if is_unknown(text):
        return None
    if (day := day_of_stamp(text, timezone, today)) is not None:
        return single_day(day)
    marked = _MARKED.fullmatch(text)
    written = (marked["date"] if marked else text).removeprefix("'")
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", written):
        raise MinervaError(*_serial(Decimal(written)))
    try:
        return read_written_date(written, DateRules(today, year_start, day_first=True))
    except MinervaError as error:
        if error.hint != HOW_TO_WRITE_A_DATE:
            raise
        raise MinervaError(error.message, _HOW_TO_WRITE_A_DATE) from None


def _serial(number: Decimal) -> tuple[str, str]:
    """Return why a number is no date: it may be the count of days that Excel keeps for one."""
    if _LEAST_SERIAL <= number <= _MOST_SERIAL:
        when = date.fromordinal(_SERIAL_ZERO.toordinal() + int(number))
        return (
            f"{number:f} is a number, which Excel may mean as {format_date(when)}",
            "format the cell as a date, or write the date",
        )
    return f"{number:f} is a number, not a date", _HOW_TO_WRITE_A_DATE
