"""Days, windows of days, durations and financial years: the calendar of a programme.

It says how a date is written in the files, and does every sum on dates. It knows no milestone,
no money and no clock: nobody here asks what today is.
"""

import re
from bisect import bisect_right
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final, NamedTuple

from msgspec import Struct

from minerva.model.errors import MinervaError

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
SHORTEST_MONTH: Final = 28
TWELFTH: Final = lcm(28, 29, 30, 31)
"""How many parts a twelfth of a financial year is counted in, so that each day begins on one."""
YEAR: Final = 12 * TWELFTH
"""How many of these parts a financial year has."""

_MONTH: Final = r"([0-9]{4})-([0-9]{2})"
_WEEK: Final = r"([0-9]{4})-W([0-9]{2})"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_QUARTER: Final = r"([0-9]{4}(?:/[0-9]{2})?)-Q([0-9]+)"
_INTERVAL: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})"
_DURATION: Final = r"([0-9]{1,9}) (day|week|month)s?"
_OFFSET: Final = r"([+-]?) ?([0-9]{1,9}) (day|week|month)s?"
_DELAY: Final = r"([+\u2212-])\s*([0-9]+)\s*(day|week|month)s?"
_YEAR_LABEL: Final = r"([0-9]{4})(?:/([0-9]{2}))?"
_YEAR_STARTS: Final = r"([0-9]{2})-([0-9]{2})"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_IN: Final = {"day": (1,), "week": (7,), "month": (28, 31)}
_MOST = {"day": 36_525, "week": 5_218, "month": 1_200}

_HOW_TO_WRITE_A_DURATION = 'write "10 days", "2 weeks" or "1 month"'
_HOW_TO_WRITE_AN_OFFSET = 'write "-1 week", "0 days" or "2 months"'
_HOW_TO_WRITE_A_DATE = (
    'write a day as 2015-01-09 without quotes, a month as "2015-01", a week as "2015-W02", '
    'a quarter as "2014/15-Q4", an interval as "2015-01-05/2015-01-09"'
)


class Window(Struct, frozen=True):
    """The days on which something happens: both ends included, due on the latest.

    `text` is how the file writes it, or None for a single day.
    """

    earliest: date
    latest: date
    text: str | None = None

    def __str__(self) -> str:
        """Return the window as people read it: `9 Dec 2014`, `Apr 2015`, `w/c 24 Nov 2014`.

        A quarter is `2014/15-Q3`, as the files write it.
        """
        if self.text is None:
            return format_date(self.latest)
        if self.is_quarter:
            return self.text
        if re.fullmatch(_MONTH, self.text):
            return format_date(self.latest).split(" ", 1)[1]
        if re.fullmatch(_WEEK, self.text):
            return f"w/c {format_date(self.earliest)}"
        return self.first_to_last

    @property
    def first_to_last(self) -> str:
        """Its days, however it is written: `1 Oct 2014 to 31 Dec 2014`."""
        return f"{format_date(self.earliest)} to {format_date(self.latest)}"

    @property
    def is_quarter(self) -> bool:
        """Whether it is written as a quarter of a financial year."""
        return self.text is not None and "-Q" in self.text


@lru_cache(maxsize=65536)
def format_date(when: date) -> str:
    """Return a day as people read it: `9 Jan 2015`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


@lru_cache(maxsize=65536)
def single_day(when: date) -> Window:
    """Return the window that is one day; the same one for the same day."""
    return Window(when, when)


class Duration(Struct, frozen=True):
    """A whole number of days, weeks or calendar months; negative is earlier."""

    number: int
    unit: str

    def after(self, when: date) -> date:
        """Return the day this long after `when`; months are clamped to the month's end.

        31 January + 1 month is 28 or 29 February. Source: the programme's file format.
        """
        if self.unit == "month":
            return add_months(when, self.number)
        return when + timedelta(days=self.number * (7 if self.unit == "week" else 1))

    def before(self, when: date) -> date:
        """Return the day this long before `when`; months are clamped to the month's end."""
        return Duration(-self.number, self.unit).after(when)

    def last_before(self, limit: date) -> date:
        """Return the last day from which this long leads to `limit` or earlier.

        Where months are clamped several days lead to one: 28 to 31 January + 1 month are all
        28 February, so before 28 February it is 31 January.
        """
        when = self.before(limit)
        if when.day < SHORTEST_MONTH:  # no month ends the day after
            return when
        while self.unit == "month" and self.after(when + timedelta(days=1)) <= limit:
            when += timedelta(days=1)
        return when

    def days_at_least(self) -> int:
        """Return the fewest days that it can be, from whichever day it counts."""
        return min(self.number * days for days in _DAYS_IN[self.unit])

    def days_at_most(self) -> int:
        """Return the most days that it can be, from whichever day it counts."""
        return max(self.number * days for days in _DAYS_IN[self.unit])

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if abs(self.number) == 1 else 's'}"


class FinancialYear(Struct, frozen=True):
    """Twelve months that a budget runs for, both ends included, as finance officers name them."""

    first: date
    last: date
    label: str

    def month_starts(self) -> list[date]:
        """Return the first day of each of the twelve months, in order, and of the next year."""
        return [add_months(self.first, n) for n in range(13)]

    def quarter(self, number: int) -> Window:
        """Return the first to the fourth quarter: three months, both ends included.

        They begin on the first day of the year, and 3, 6 and 9 months later.
        """
        starts = self.month_starts()
        first, after = starts[3 * (number - 1)], starts[3 * number]
        return Window(first, after - timedelta(days=1), f"{self.label}-Q{number}")


class YearStart(NamedTuple):
    """The month and day on which every financial year begins."""

    month: int
    day: int

    def year(self, number: int) -> FinancialYear:
        """Return the financial year that begins in the calendar year `number`."""
        return _year(self, number)

    def containing(self, when: date) -> FinancialYear:
        """Return the financial year `when` falls in; its first day belongs to it."""
        begins = date(when.year, self.month, self.day)
        return self.year(when.year if when >= begins else when.year - 1)

    def named(self, label: str) -> FinancialYear:
        """Return the financial year written `2014/15`, or `2014`."""
        return self.year(number_of(label))

    def place(self, when: date) -> int:
        """Return where the first moment of a day lies in time, in parts of a twelfth of a year.

        12 x the number of the financial year + the whole months since its first day + (days
        since the last monthly recurrence of that day / days until the next), x `TWELFTH`. What
        lies between two moments is the difference of their places: a month that has begun
        counts by its days. Exact. Source: budgets are monitored in monthly twelfths.
        """
        return _place(self, when)

    def place_after(self, when: date) -> int:
        """Return where the last moment of a day lies: the first of the next day."""
        return _place(self, when + timedelta(days=1))

    @property
    def is_calendar(self) -> bool:
        """Whether the financial year is the calendar year, and so is written `2014`."""
        return (self.month, self.day) == (1, 1)

    def read_label(self, value: object) -> str:
        """Read a year as it is written here. Raises MinervaError with the fix."""
        label = parse_year_label(value)
        own = self.named(label).label
        if label == own:
            return label
        if self.is_calendar:
            raise MinervaError(
                f'"{label}" is not a year here: years are calendar years', f'write "{own}"'
            )
        raise MinervaError(f'"{label}" is not a financial year', f'write "{own}"')

    def own_quarter(self, window: Window) -> Window:
        """Return a window that is written as a quarter with the days that it has here.

        Any other stays as it is. Raises MinervaError for `2025-Q3` where it may be two quarters,
        and for `2025/26-Q3` where years are calendar years.
        """
        if window.text is None or not window.is_quarter:
            return window
        label, number = window.text.split("-Q")
        year, quarter = self.named(label), int(number)
        if year.label == label:
            return year.quarter(quarter)
        if self.is_calendar:
            raise MinervaError(
                f'"{window.text}" is of a financial year, and years here are calendar years',
                f'write "{year.label}-Q{quarter}"',
            )
        other, own = _CALENDAR.named(label).quarter(quarter), year.quarter(quarter)
        raise MinervaError(
            f'"{window.text}" may be of the calendar year or of a financial year: '
            f"{other.first_to_last} or {own.first_to_last}",
            f'write "{other.earliest.isoformat()}/{other.latest.isoformat()}" or "{own.text}"',
        )


APRIL: Final = YearStart(4, 1)
"""How the financial years of councils begin, where nothing else is said."""
_CALENDAR: Final = YearStart(1, 1)


def number_of(label: str) -> int:
    """Return the number of the financial year written `2014/15`: the year that it begins in."""
    return int(label[:4])


@lru_cache(maxsize=65536)
def _place(start: YearStart, when: date) -> int:
    year = start.containing(when)
    starts = year.month_starts()
    begun = bisect_right(starts, when)
    since, until = starts[begun - 1], starts[begun]
    part = (when - since).days * TWELFTH // (until - since).days
    return (12 * year.first.year + begun - 1) * TWELFTH + part


@lru_cache
def _year(start: YearStart, number: int) -> FinancialYear:
    first = date(number, start.month, start.day)
    last = date(number + 1, start.month, start.day) - timedelta(days=1)
    return FinancialYear(first, last, f"{number}" if start.is_calendar else _label(number))


@lru_cache(maxsize=65536)
def add_months(when: date, months: int) -> date:
    """Return the same day `months` calendar months on, clamped to the end of that month.

    Negative months go back. 31 March + 1 month is 30 April; 29 February - 12 months is
    28 February.
    """
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    if when.day <= SHORTEST_MONTH:
        return date(year, month + 1, when.day)
    return date(year, month + 1, min(when.day, _days_in_month(year, month + 1)))


def _days_in_month(year: int, month: int) -> int:
    from calendar import monthrange

    return monthrange(year, month)[1]


@lru_cache(maxsize=65536)
def twelfths(year: FinancialYear, start: date) -> Fraction:
    """Return the part of a full year's effect that falls in `year` for a start on `start`.

    Sum over the year's months of: days in effect / days in that month / 12. A fraction from
    0 (starts after the year's last day) to 1 (in effect on its first day); the start itself
    is in effect. Exact, so that a start's parts over all years sum to the whole. Source:
    budgets are monitored in monthly twelfths.
    """
    if start <= year.first:
        return Fraction(1)
    if start > year.last:
        return Fraction(0)
    starts = year.month_starts()
    begun = bisect_right(starts, start)
    days = Fraction((starts[begun] - start).days, (starts[begun] - starts[begun - 1]).days)
    return (12 - begun + days) / 12


def parse_window(value: object) -> Window:
    """Read a date as the files write it: a TOML date, a month, an ISO week, a quarter, an interval.

    `2014/15-Q3` is taken for a quarter of a year that begins on 1 April: `YearStart.own_quarter`
    gives it the days that it has in the programme's own year.

    Raises MinervaError with what is wrong and how to fix it.
    """
    if type(value) is date:
        return single_day(_in_range(value))
    if isinstance(value, str):
        return _window_from_text(value)
    raise MinervaError(f"{describe(value)} is not a date", _HOW_TO_WRITE_A_DATE)


def looks_like_window(value: object) -> bool:
    """Tell whether a value is meant as a date, where a milestone's id may stand instead."""
    return not isinstance(value, str) or any(
        re.fullmatch(pattern, value) for pattern in (_DAY, _MONTH, _WEEK, _QUARTER, _INTERVAL)
    )


def parse_day(value: object) -> date:
    """Read a single day: a TOML local date. Raises MinervaError with the fix."""
    if type(value) is date:
        return _in_range(value)
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        raise MinervaError(f'"{value}" is text, not a date', f"take the quotes away: {value}")
    raise MinervaError(
        f"{describe(value)} is not a day", "write a day as 2015-01-09, without quotes"
    )


def parse_duration(value: object) -> Duration:
    """Read `"10 days"`, `"2 weeks"` or `"1 month"`. Raises MinervaError with the fix."""
    if isinstance(value, str):
        return _duration_from_text(value)
    raise MinervaError(f"{describe(value)} is not a duration", _HOW_TO_WRITE_A_DURATION)


def parse_offset(value: object) -> Duration:
    """Read how much earlier or later something is: `"-1 week"`, `"0 days"`, `"2 months"`.

    Raises MinervaError with the mend.
    """
    matched = re.fullmatch(_OFFSET, value) if isinstance(value, str) else None
    if matched is None:
        raise MinervaError(f"{describe(value)} is not a duration", _HOW_TO_WRITE_AN_OFFSET)
    length = parse_duration(f"{matched[2]} {matched[3]}s")
    return Duration(-length.number, length.unit) if matched[1] == "-" else length


def parse_bound(value: object) -> Window | Duration:
    """Read a date, or how much earlier or later one is. Raises MinervaError with the mend."""
    if not isinstance(value, str) or looks_like_window(value):
        return parse_window(value)
    try:
        return parse_offset(value)
    except MinervaError as error:
        if "hundred years" in error.message:
            raise
        raise MinervaError(
            f"{describe(value)} is neither a date nor a duration",
            "write a day as 2015-01-09 without quotes, or how far it is from the forecast: "
            '"-1 week", "2 months"',
        ) from None


def parse_delay(text: str) -> Duration | None:
    """Read how much later or earlier something is: `+10days`, `-1 week`; None for any other text.

    Raises MinervaError, with the remedy, for one of more than a hundred years.
    """
    matched = re.fullmatch(_DELAY, text)
    if matched is None:
        return None
    length = parse_duration(f"{int(matched[2])} {matched[3]}s")
    return length if matched[1] == "+" else Duration(-length.number, length.unit)


def parse_year_label(value: object) -> str:
    """Read a financial year written `2014/15`, or `2014` where it is the calendar year.

    `YearStart.read_label` knows which of them a programme writes. Raises MinervaError.
    """
    matched = re.fullmatch(_YEAR_LABEL, value) if isinstance(value, str) else None
    if matched is None:
        near = re.fullmatch(r"([0-9]{4})(?:\W+(?:[0-9]{2})?[0-9]{2})?", str(value))
        hint = _how_to_write_a_year(int(near[1]) if near else 2014)
        raise MinervaError(f"{describe(value)} is not a financial year", hint)
    number = int(matched[1])
    if matched[2] is not None and _label(number) != value:
        raise MinervaError(
            f'"{value}" is not a financial year: its two halves do not follow on',
            _how_to_write_a_year(number),
        )
    if not EARLIEST.year < number < LATEST.year:
        raise MinervaError(f'"{value}" is out of range', "check the year")
    return str(value)


def parse_year_starts(value: object) -> YearStart:
    """Read the day every financial year starts on, `"04-01"`. Raises MinervaError with the fix."""
    matched = re.fullmatch(_YEAR_STARTS, value) if isinstance(value, str) else None
    try:
        if matched is not None:
            date(2015, int(matched[1]), int(matched[2]))  # not a leap year: every year has the day
            return YearStart(int(matched[1]), int(matched[2]))
    except ValueError:
        pass
    raise MinervaError(
        f"{describe(value)} is not a day of the year", 'write month and day: "04-01"'
    )


def _how_to_write_a_year(number: int) -> str:
    return f'write "{_label(number)}", or "{number}" where years start on 1 January'


def _label(number: int) -> str:
    return f"{number}/{(number + 1) % 100:02d}"


@lru_cache(maxsize=1024)
def _duration_from_text(text: str) -> Duration:
    matched = re.fullmatch(_DURATION, text)
    if matched is None:
        raise MinervaError(f'"{text}" is not a duration', _HOW_TO_WRITE_A_DURATION)
    count, unit = int(matched[1]), matched[2]
    if count > _MOST[unit]:
        raise MinervaError(f'"{text}" is more than a hundred years', "check the number")
    return Duration(count, unit)


@lru_cache(maxsize=4096)
def _window_from_text(text: str) -> Window:
    try:
        if matched := re.fullmatch(_MONTH, text):
            first = date(int(matched[1]), int(matched[2]), 1)
            last = first.replace(day=_days_in_month(first.year, first.month))
        elif matched := re.fullmatch(_WEEK, text):
            first = date.fromisocalendar(int(matched[1]), int(matched[2]), 1)
            last = first + timedelta(days=6)
        elif matched := re.fullmatch(_QUARTER, text):
            return _quarter_from_text(text, *matched.groups())
        elif matched := re.fullmatch(_INTERVAL, text):
            first, last = date.fromisoformat(matched[1]), date.fromisoformat(matched[2])
        elif re.fullmatch(_DAY, text):
            date.fromisoformat(text)
            raise MinervaError(f'"{text}" is text, not a date', f"take the quotes away: {text}")
        else:
            raise ValueError
    except MinervaError:
        raise
    except (ValueError, OverflowError):
        raise MinervaError(f'"{text}" is not a date', _HOW_TO_WRITE_A_DATE) from None
    if last < first:
        raise MinervaError(f'"{text}" ends before it begins', f'write "{matched[2]}/{matched[1]}"')
    return Window(_in_range(first), _in_range(last), None if first == last else text)


def _quarter_from_text(text: str, label: str, number: str) -> Window:
    if number not in ("1", "2", "3", "4"):
        raise MinervaError(f'"{text}" is not a quarter', "the quarters of a year are Q1 to Q4")
    starts = APRIL if "/" in parse_year_label(label) else _CALENDAR
    return starts.named(label).quarter(int(number))


def _in_range(when: date) -> date:
    if EARLIEST <= when <= LATEST:
        return when
    raise MinervaError(
        f"{when.isoformat()} is out of range", "check the year: 1900 to 2199 are read"
    )


def describe(value: object) -> str:
    """Say what a value is, for a message: the text in quotes, `true`, `a table`."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "hour"):
        return f"{value} (with a time of day)"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    return str(value)
