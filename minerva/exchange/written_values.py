"""What people write in the cells of a spreadsheet: dates, money, percentages, yes and no.

A column of a spreadsheet is read by one rule, unlike a word on a command line: days come before
months. Every function returns None for what is said not to be known, and raises ValueError with
two arguments, what is wrong and how to mend it.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from minerva.exchange.grid import Fault, Percent, Scaled, Value, shown
from minerva.model import money
from minerva.model.dates import Duration, Window, YearStart, format_date, parse_window
from minerva.recording.refusal import RefusedError
from minerva.recording.written_dates import read_window

NOT_KNOWN: Final = {
    *("", "-", "--", "–", "—", "?", "??", "tbc", "tbd", "tba", "n/a", "na", "n.a.", "n/k", "nk"),
    *("unknown", "not known", "not yet known", "not applicable", "none", "null", "pending"),
    *("to be confirmed", "to be determined", "to be advised", "to be agreed"),
}
ERRORS: Final = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#+)|#+")
"""What spreadsheets show where a formula has no value, or where a column is too narrow."""

_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NUMBERS_ANYWHERE: Final = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9/.-])"
)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEKDAY: Final = re.compile(
    r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|r|urday)?[,.]?\s+(?=.)", re.I
)
_TIME: Final = re.compile(
    r"(?:\s+|(?<=[0-9])T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:\s?[ap]m)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.I,
)
_WEEK: Final = re.compile(r"(w/?c|week commencing|week beginning|week of)[:.]?\s*(.+)", re.I)
_WEEK_ENDS: Final = re.compile(r"(week ending|w/?e\b)[:.]?\s*(.+)", re.I)
_SPAN: Final = re.compile(r"(.+?)(?:\s+(?:to|until)\s+|\s+[-–—]\s+|\s*[–—]\s*)(.+)", re.I)
_YEARS: Final = r"(?:FY\s*)?([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})"
_PART: Final = re.compile(rf"([QH])\s*([1-4])[\s,]*(?:of\s+)?{_YEARS}", re.I)
_PART_AFTER: Final = re.compile(rf"{_YEARS}[\s,]*([QH])\s*([1-4])", re.I)
_PART_OF_ONE: Final = re.compile(r"(?:([QH])\s*([1-4])\s*(?:FY)?\s*([0-9]{4}|'?[0-9]{2}))", re.I)
_WHOLE_YEAR: Final = re.compile(r"FY\s*([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})", re.I)
_SLASHED_YEAR: Final = re.compile(r"([0-9]{4})/([0-9]{4}|[0-9]{2})")
_MONTH_AND_TWO: Final = re.compile(r"([A-Za-z]{3,9})\.?(?:\s*[-/]\s*'?|\s*')([0-9]{2})")
_DAY_MONTH_AND_TWO: Final = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[\s/-]+([A-Za-z]{3,9})\.?[\s/-]+'?([0-9]{2})"
)
_DAY_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})/([A-Za-z]{3,9})/([0-9]{4})")
_ROUGHLY: Final = re.compile(r"(early|mid|late|end|start|beginning)[\s-]+(?:of\s+)?(.+)", re.I)
_HOW_TO_WRITE_A_DATE: Final = "write 31/03/2015, 31 Mar 2015, Mar 2015 or w/c 23/03/2015"
_LEAST_SERIAL, _MOST_SERIAL = 20_000, 80_000
_SERIAL_ZERO: Final = date(1899, 12, 30)

_MONEY: Final = re.compile(
    r"(?P<sign>[-+]?)(?P<before>[A-Z]{3}|[£€$]?)\s*(?P<inner>[-+]?)"
    r"(?P<whole>[0-9]{1,3}(?:[,\s'][0-9]{3})+|[0-9]+)?(?P<part>\.[0-9]*)?\s*"
    r"(?P<times>k|m|mn|mio|million|thousand|bn|billion|000s?)?\s*(?P<after>[A-Z]{3}|[£€$])?(?P<last>-?)",
    re.IGNORECASE,
)
_TIMES: Final = {
    **dict.fromkeys(("k", "thousand", "000", "000s"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "mio", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_PER_YEAR: Final = re.compile(r"\s*(?:p\.?\s?a\.?|per annum|per year|/\s?yr|a year)$", re.I)
_HOW_TO_WRITE_MONEY: Final = "write 80000, £80,000.50, 80k or 1.2m"
_DIGITS_OF_A_FLOAT: Final = 15

_DURATION: Final = re.compile(
    r"\+?\s*([0-9]+(?:\.0+)?)\s*(e?d|days?|calendar days?|e?w|e?wks?|weeks?|e?mo|mons?|months?)?",
    re.I,
)
_YES: Final = {"yes", "y", "true", "1", "x", "✓", "✔"}
_NO: Final = {"no", "n", "false", "0"}


def is_unknown(value: Value) -> bool:
    """Tell whether a cell says nothing, or says that it is not known: `TBC`, `n/a`, `-`."""
    return value is None or (isinstance(value, str) and value.lower() in NOT_KNOWN)


def refuse_fault(value: Value) -> None:
    """Raise ValueError for a cell that has no value to read: a fault, an error of a formula."""
    if isinstance(value, Fault):
        raise ValueError(value.why, value.hint)  # noqa: TRY004 - the cell is wrong, not the call
    if isinstance(value, str) and value[:1] == "#" and ERRORS.fullmatch(value):
        raise ValueError(f"{value} is what a spreadsheet shows for an error", "mend the cell")


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


def read_day(value: Value, year_start: YearStart, today: date) -> date | None:
    """Return the single day that a cell says. A month begins on its first day, as savings do."""
    window = read_date(value, year_start, today)
    if window is None:
        return None
    if window.earliest != window.latest:
        raise ValueError(f"{window} is not a single day", f"write {format_date(window.earliest)}")
    return window.latest


def read_money(value: Value, currency: str, unit: Decimal = Decimal(1)) -> Decimal | None:
    """Return an amount in whole units of the currency; a unit of the heading multiplies it.

    A unit of its own (`45k`) stands instead of the heading's. It may have more than two decimals.
    """
    refuse_fault(value)
    if is_unknown(value):
        return None
    if isinstance(value, Scaled):
        return value.amount
    if isinstance(value, Decimal):
        return value * unit
    if isinstance(value, str):
        return _money(" ".join(value.split()), currency, unit)
    raise ValueError(f"{shown(value)} is not an amount of money", _HOW_TO_WRITE_MONEY)


def read_percent(value: Value) -> Decimal | None:
    """Return a percentage: 100 for 100, for `100%` and for a cell that shows 100%."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    if isinstance(value, Percent):
        return value.number
    number = value if isinstance(value, Decimal) else None
    if isinstance(value, str) and (matched := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%?", value)):
        number = Decimal(matched[1])
    if number is None or not 0 <= number <= 100:
        raise ValueError(f"{shown(value)} is not a percentage", "write a number from 0 to 100")
    return number


def read_duration(value: Value, unit: str | None = None) -> Duration | None:
    """Return a length of time: `2 weeks`, `10d`; a bare number takes the unit of the heading."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    text = shown(value)
    matched = _DURATION.fullmatch(text)
    named = (matched[2] if matched else None) or unit
    if matched is None or named is None:
        raise ValueError(f'"{text}" is not a length of time', "write 10 days, 2 weeks or 1 month")
    first = named.lower().removeprefix("calendar ").removeprefix("e")[0]
    return Duration(int(Decimal(matched[1])), {"d": "day", "w": "week", "m": "month"}[first])


def read_flag(value: Value) -> bool | None:
    """Return yes or no."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    word = shown(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(f'"{shown(value)}" is neither yes nor no', "write yes or no")


def read_text(value: Value) -> str | None:
    """Return a text; a number as it is written."""
    refuse_fault(value)
    if is_unknown(value):
        return None
    text = shown(value)
    # minerva's own CSV has an apostrophe before what a spreadsheet would take for a formula.
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


@lru_cache(maxsize=65536)
def read_line(value: Value) -> str | None:
    """Return a text without its line breaks and its double blanks."""
    text = read_text(value)
    return None if text is None else " ".join(text.split())


@lru_cache(maxsize=65536)
def _date_in(text: str, year_start: YearStart, today: date) -> Window | None:
    refuse_fault(text)
    return None if is_unknown(text) else _window(" ".join(text.split()), year_start, today)


@lru_cache(maxsize=65536)
def _window(text: str, year_start: YearStart, today: date) -> Window:
    text = text.removeprefix("'")
    if _ISO.fullmatch(text):
        return parse_window(_day(int(text[:4]), int(text[5:7]), int(text[8:]), text))
    if matched := _WEEKDAY.match(text):
        window = _window(text[matched.end() :], year_start, today)
        if f"{window.earliest:%a}".lower() != matched[1].lower():
            raise ValueError(
                f'"{text}" is a {window.earliest:%A}', "check the order of day and month"
            )
        return window
    if (matched := _TIME.search(text)) and matched.end() == len(text):
        return _window(text[: matched.start()], year_start, today)
    if matched := _NUMBERS.fullmatch(text):
        year = _year(matched[4], today)
        return parse_window(_day(year, int(matched[3]), int(matched[1]), text))
    found = (
        _window_of_year(text, year_start, today)
        or _window_of_week(text, year_start, today)
        or _window_of_month(text, today)
    )
    if found is not None:
        return found
    if (matched := _SPAN.fullmatch(text)) and re.search("[0-9]", matched[1]):
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
    if matched := _PART.fullmatch(text):
        letter, number, first, second = matched.groups()
    elif matched := _PART_AFTER.fullmatch(text):
        first, second, letter, number = matched.groups()
    elif matched := _WHOLE_YEAR.fullmatch(text) or _SLASHED_YEAR.fullmatch(text):
        if len(matched[2]) == 2 and int(matched[2]) != (int(matched[1]) + 1) % 100:
            return None
        (first, second), letter, number = matched.groups(), "Y", "1"
    elif matched := _PART_OF_ONE.fullmatch(text):
        year = _year(matched[3].lstrip("'"), today)
        one = f"{matched[1].upper()}{matched[2]}"
        raise ValueError(
            f'"{text}" may be of the calendar year or of a financial year',
            f"write {one} {year}/{(year + 1) % 100:02d} or {one} {year - 1}/{year % 100:02d}",
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
    matched = _WEEK.fullmatch(text) or _WEEK_ENDS.fullmatch(text)
    if matched is None:
        return None
    day = _window(matched[2], year_start, today)
    if day.earliest != day.latest:
        raise ValueError(f'"{text}" names no day', "write w/c 24/11/2014")
    year, week, weekday = day.latest.isocalendar()
    if matched.re is _WEEK_ENDS:
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
    if matched := _DAY_MONTH_AND_TWO.fullmatch(text):
        return _read_again(f"{matched[1]} {matched[2]} {_year(matched[3], today)}", text, today)
    if matched := _DAY_MONTH_YEAR.fullmatch(text):
        return _read_again(f"{matched[1]} {matched[2]} {matched[3]}", text, today)
    if matched := _MONTH_AND_TWO.fullmatch(text):
        return _read_again(f"{matched[1]} {_year(matched[2], today)}", text, today)
    if matched := _ROUGHLY.fullmatch(text):
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


def _money(text: str, currency: str, unit: Decimal) -> Decimal:
    if text.lower() in ("nil", "zero"):
        return Decimal(0)
    plain = _PER_YEAR.sub("", text).replace("\u2212", "-").strip()
    below = plain.startswith("(") and plain.endswith(")")
    inner = re.fullmatch(r"(\D{0,4})\((.*)\)([km]?)", plain, re.I)
    if inner and not below:
        plain, below = f"{inner[1]}{inner[2]}{inner[3]}", True
    elif below:
        plain = plain[1:-1].strip()
    matched = _MONEY.fullmatch(plain)
    digits = matched and (matched["whole"] or "") + (matched["part"] or "")
    if matched is None or not digits or digits == ".":
        raise ValueError(f'"{text}" is not an amount of money', _how_to_part(plain))
    signs = [matched[name] for name in ("sign", "inner", "last") if matched[name]]
    if len(signs) + below > 1:
        raise ValueError(f'"{text}" has two signs', "write -45 or (45)")
    for named in (matched["before"], matched["after"]):
        if named and named.upper() not in (currency, money.symbol(currency).strip()):
            raise ValueError(
                f'"{text}" is not in {currency}, the currency of the programme',
                f"write the amount in {currency}",
            )
    times = matched["times"]
    number = Decimal(re.sub(r"[,\s']", "", digits))
    if times is None and unit == 1 and re.fullmatch(r"\.[0-9]{3}", matched["part"] or ""):
        raise ValueError(
            f'"{text}" may be {number:f} or {digits.replace(".", "")}',
            "write it without the point, or with at most two decimals",
        )
    amount = number * (_TIMES[times.lower()] if times else unit)
    return -amount if below or signs == ["-"] else amount


def _how_to_part(text: str) -> str:
    if re.fullmatch(r"\D*[0-9.]+,[0-9]{1,2}\D*", text):
        return "write a point before the pence; a comma parts thousands"
    return _HOW_TO_WRITE_MONEY


def number_of(value: float) -> Decimal:
    """Return a number of a spreadsheet with the 15 digits that it keeps, as people see it."""
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS_OF_A_FLOAT}g}")
