"""Dates as people write them: a day, a month, a week, a quarter, from one of them to another.

What may be two dates is refused with both readings, unless a rule settles it: in a column days come
before months. Every refusal is a MinervaError.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from minerva.model.dates import (
    Window,
    format_date,
    looks_like_window,
    parse_window,
    single_day,
)
from minerva.model.errors import MinervaError
from minerva.parsing.months import months_named, weekdays_named
from minerva.parsing.years import DateRules, full_year, part_of_year

MOST_CHARACTERS: Final = 60
HOW_TO_WRITE_A_DATE: Final = (
    "write 9 Jan 2015 or 2015-01-09; for less exact ones Apr 2015, w/c 24 Nov 2014 or "
    "2014-11-24/2014-11-28"
)

_WORD: Final = r"([^\W\d_]{3,12})\.?"
_YEAR: Final = r"([0-9]{4}|'?[0-9]{2})"
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th|er|e|\.|º|°)?"
_OF: Final = r"(?:(?:of|de)\s+|d'\s*)?"
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_WEEKDAY: Final = re.compile(r"((?:dydd )?[^\W\d_]{2,12})\.?,?\s+(?=\S)", re.IGNORECASE)
_TIME: Final = re.compile(
    r"(?:\s+|(?<=[0-9])T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:\s?[ap]m)?(?:\s?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?$",
    re.IGNORECASE,
)
_DAY_MONTH_YEAR: Final = re.compile(
    rf"{_DAY}[\s/-]*{_OF}{_WORD},?[\s/-]*{_OF}{_YEAR}", re.IGNORECASE
)
_MONTH_DAY_YEAR: Final = re.compile(rf"{_WORD} {_DAY},? ([0-9]{{4}})", re.IGNORECASE)
_MONTH_YEAR: Final = re.compile(
    rf"{_WORD}(?:[\s/-]+{_OF}([0-9]{{4}})|(?:\s*[-/]\s*'?|\s*')([0-9]{{2}}))", re.IGNORECASE
)
_MONTH_IN_NUMBERS: Final = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_WEEK_BEGINS: Final = re.compile(
    r"(?:w/?c|week commencing|week beginning|week of)[:.]?\s*(.+)", re.IGNORECASE
)
_WEEK_ENDS: Final = re.compile(r"(?:week ending|w/?e\b)[:.]?\s*(.+)", re.IGNORECASE)
_WEEK_NUMBER: Final = re.compile(
    r"(?:([0-9]{4})[\s-]*)?(?:week|wk|w|kw)[\s.]*(?:no\.?\s*)?([0-9]{1,2})(?:[\s,/]+([0-9]{4}))?",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"(.+?)(?:\s+(?:to|until)\s+|\s+[-\u2013\u2014]\s+|\s*[\u2013\u2014]\s*)(.+)", re.IGNORECASE
)
_SHORT_SPAN: Final = re.compile(rf"([0-9]{{1,2}})\s*-\s*({_DAY}\s+{_WORD}\s+{_YEAR})")
_END: Final = re.compile(r"end(?:\s+of)?[\s-]+(.+)", re.IGNORECASE)
_ROUGHLY: Final = re.compile(
    r"(?:early|mid|middle|late|start|beginning)(?:\s+of)?[\s-]+(.+)", re.IGNORECASE
)


@lru_cache(maxsize=65536)
def read_date(text: str, rules: DateRules) -> Window:
    """Read a date in any form with one meaning. Raises ValueError, as the module says."""
    written = " ".join(text.split())
    if not written or len(written) > MOST_CHARACTERS:
        raise MinervaError(f'"{written[:MOST_CHARACTERS]}" is not a date', HOW_TO_WRITE_A_DATE)
    try:
        window = _window(written, rules)
    except OverflowError:
        window = None
    if window is None:
        raise MinervaError(f'"{text}" is not a date', how_to_complete(written, rules))
    return window


def how_to_complete(written: str, rules: DateRules) -> str:
    """Return what helps where a text is no date: with the year, if that is all that it lacks."""
    with_year = f"{written} {rules.today.year}"
    if re.search(r"[^\W\d_]{3}", written) and not re.search(r"[0-9]{3}", written):
        try:
            if _window(with_year, rules) is not None:
                return f"add the year: {with_year}"
        except (ValueError, OverflowError):
            pass
    return HOW_TO_WRITE_A_DATE


def readings_of_numbers(text: str, rules: DateRules) -> tuple[date | None, date | None]:
    """Return a date in numbers with its day first, and with its month first, where each is one."""
    matched = _NUMBERS.fullmatch(text)
    if matched is None:
        return None, None
    first, second, year = int(matched[1]), int(matched[3]), full_year(matched[4], rules.today)
    return _date(year, second, first), _date(year, first, second)


def weekday_before(text: str) -> tuple[frozenset[int], str] | None:
    """Return the weekdays that stand before a date, and the rest; None where none does."""
    matched = _WEEKDAY.match(text)
    named = weekdays_named(matched[1]) if matched else frozenset()
    rest = text[matched.end() :] if matched else ""
    if matched is None or not named or not re.search("[0-9]", rest):
        return None
    if months_named(matched[1]) and not re.search(r"[^\W\d_]{3}|[0-9][/.-][0-9]", rest):
        return None  # `Mar 2015`, which is no Tuesday
    return named, rest


def without_time(text: str) -> str:
    """Return a date without the time of day after it."""
    return text[: found.start()] if (found := _TIME.search(text)) else text


def _window(written: str, rules: DateRules) -> Window | None:
    """Return the days that a text names; None for what is no date."""
    if matched := _ISO.fullmatch(written):
        return parse_window(_day(int(matched[1]), int(matched[2]), int(matched[3]), written))
    if looks_like_window(written):
        return part_of_year(written, rules) or _as_in_files(written)
    if _NUMBERS.fullmatch(written):
        return parse_window(_day_in_numbers(written, rules))
    if matched := _YEAR_FIRST.fullmatch(written):
        return parse_window(_day(int(matched[1]), int(matched[3]), int(matched[4]), written))
    if (named := weekday_before(written)) is not None:
        return _after_weekday(written, *named, rules)
    if (plain := without_time(written)) != written:
        return _window(plain, rules)
    for form in _FORMS:
        window = form(written, rules)
        if window is not None:
            return window
    return None


def _as_in_files(written: str) -> Window | None:
    try:
        return parse_window(written)
    except MinervaError as error:
        if not error.message.endswith("is not a date"):
            raise
        return None


def _day_in_numbers(written: str, rules: DateRules) -> date:
    """Read `13/02/2015`, which can only be the 13th, and `01/02/2015` where a rule says which."""
    day_first, month_first = readings_of_numbers(written, rules)
    if rules.day_first or (day_first is None and month_first is None):
        if day_first is not None:
            return day_first
        raise MinervaError(f'"{written}" is not a day of the calendar', _CHECK_THE_DAY)
    if day_first is not None and month_first is not None and day_first != month_first:
        raise MinervaError(
            f'"{written}" may be {format_date(day_first)} or {format_date(month_first)}',
            f"write {day_first.isoformat()} or {month_first.isoformat()}",
        )
    found = day_first or month_first
    return found if found is not None else date.min


def _after_weekday(
    written: str, named: frozenset[int], rest: str, rules: DateRules
) -> Window | None:
    """Read a date after a weekday, which has to be its own; it settles which number is the day."""
    if _NUMBERS.fullmatch(plain := without_time(rest)) and not rules.day_first:
        fitting = {
            when
            for when in readings_of_numbers(plain, rules)
            if when is not None and when.isoweekday() in named
        }
        if len(fitting) == 1:
            return parse_window(fitting.pop())
    window = _window(rest, rules)
    if window is not None and window.earliest.isoweekday() not in named:
        raise MinervaError(
            f'"{written}" is a {window.earliest:%A}', "check the order of day and month"
        )
    return window


def _week(written: str, rules: DateRules) -> Window | None:
    """Read the week that begins on a Monday, or that ends on a day."""
    begins, ends = _WEEK_BEGINS.fullmatch(written), _WEEK_ENDS.fullmatch(written)
    matched = begins or ends
    if matched is None:
        _refuse_numbered_week(written, rules)
        return None
    window = _window(matched[1], rules)
    if window is None or window.earliest != window.latest:
        raise MinervaError(f'"{written}" names no day', "write w/c 24/11/2014")
    year, week, weekday = window.latest.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    if ends and weekday != 7:
        return parse_window(f"{monday.isoformat()}/{window.latest.isoformat()}")
    if begins and weekday != 1:
        raise MinervaError(
            f"{window} is a {window.latest:%A}, and a week begins on a Monday",
            f"write w/c {format_date(monday)}",
        )
    return parse_window(f"{year}-W{week:02d}")


def _refuse_numbered_week(written: str, rules: DateRules) -> None:
    """Refuse the number of a week, which is counted in several ways, with how it can be written."""
    matched = _WEEK_NUMBER.fullmatch(written)
    if matched is None:
        return
    year, week = int(matched[1] or matched[3] or rules.today.year), int(matched[2])
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise MinervaError(f'"{written}" is no week of {year}', "write w/c 24/11/2014") from None
    raise MinervaError(
        f'"{written}" does not say how weeks are counted',
        f"write {year}-W{week:02d} for the week of Monday {format_date(monday)}, as ISO 8601 "
        "counts, or w/c and the Monday that is meant",
    )


def _month(written: str, rules: DateRules) -> Window | None:
    """Read a month, or a day of it."""
    if matched := _DAY_MONTH_YEAR.fullmatch(written):
        year = full_year(matched[3], rules.today)
        return parse_window(_day(year, _number(matched[2]), int(matched[1]), written))
    if matched := _MONTH_DAY_YEAR.fullmatch(written):
        month = _number(matched[1])
        return parse_window(_day(int(matched[3]), month, int(matched[2]), written))
    if matched := _MONTH_YEAR.fullmatch(written):
        year = full_year(matched[2] or matched[3], rules.today)
        return parse_window(f"{year}-{_number(matched[1]):02d}")
    if (matched := _MONTH_IN_NUMBERS.fullmatch(written)) and 1 <= int(matched[1]) <= 12:
        return parse_window(f"{matched[2]}-{int(matched[1]):02d}")
    return None


def _number(name: str) -> int:
    """Return the number of a month by its name."""
    months = months_named(name)
    if len(months) == 1:
        return next(iter(months))
    if months:
        said = " or ".join(f"{date(2000, month, 1):%B}" for month in sorted(months))
        raise MinervaError(f'"{name}" may be {said}', "write out the name of the month")
    raise MinervaError(f'"{name}" is not a month', HOW_TO_WRITE_A_DATE)


def _end(written: str, rules: DateRules) -> Window | None:
    """Read the end of a month, a quarter or a year: its last day. What is rough is refused."""
    if matched := _ROUGHLY.fullmatch(written):
        if _within(matched[1], rules) is None:
            return None
        raise MinervaError(
            f'"{written}" names no day', f"write {matched[1]} alone, or the day that is meant"
        )
    matched = _END.fullmatch(written)
    window = _within(matched[1], rules) if matched else None
    return None if window is None else single_day(window.latest)


def _within(written: str, rules: DateRules) -> Window | None:
    """Return what something may be the end of: more than a day, or nothing."""
    window = _window(written, rules)
    return None if window is None or window.earliest == window.latest else window


def _span(written: str, rules: DateRules) -> Window | None:
    """Read from one date to another, both included."""
    matched = _SHORT_SPAN.fullmatch(written) or _SPAN.fullmatch(written)
    if matched is None or not re.search("[0-9]", matched[1]):
        return None
    first = _window(_first_of_span(matched[1], matched[2]), rules)
    last = _window(matched[2], rules)
    if first is None or last is None:
        return None
    return parse_window(f"{first.earliest.isoformat()}/{last.latest.isoformat()}")


def _first_of_span(first: str, last: str) -> str:
    """Return the first day of a span, with the month and the year that only its last one has."""
    if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", first):
        return first + re.sub(r"^[0-9]{1,2}(?:st|nd|rd|th)?", "", last)
    if not re.search(r"[0-9]{4}|[/'-][0-9]{2}$", first):
        year = re.search(r"[\s/-]'?([0-9]{4}|[0-9]{2})$", last)
        return f"{first}{year[0]}" if year else first
    return first


_CHECK_THE_DAY: Final = "check the day and the month"
_FORMS: Final[tuple[Callable[[str, DateRules], Window | None], ...]] = (
    part_of_year,
    _week,
    _end,
    _month,
    _span,
)
"""The forms that a date may have in words, each tried in turn."""


def _day(year: int, month: int, day: int, written: str) -> date:
    when = _date(year, month, day)
    if when is None:
        raise MinervaError(f'"{written}" is not a day of the calendar', _CHECK_THE_DAY)
    return when


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
