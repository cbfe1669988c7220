"""Financial years, and halves and quarters of one: `2025/26`, `Q3 2025/26`, `H1 25/26`."""

import re
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from minerva.model.dates import APRIL, Window, YearStart, parse_window
from minerva.model.errors import MinervaError

_YEARS: Final = r"(?:FY\s*)?([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})"
_PART: Final = re.compile(rf"([QH])\s*([1-4])[\s,]*(?:of\s+)?{_YEARS}", re.IGNORECASE)
_PART_AFTER: Final = re.compile(rf"{_YEARS}[\s,-]*([QH])\s*([1-4])", re.IGNORECASE)
_PART_OF_ONE: Final = re.compile(
    r"([QH])\s*([1-4])[\s,/-]*(?:of\s+)?(FY)?\s*([0-9]{4}|'[0-9]{2}|(?<=[\s,/-])[0-9]{2})",
    re.IGNORECASE,
)
_PART_AFTER_ONE: Final = re.compile(r"([0-9]{4})[\s-]*([QH])([1-4])", re.IGNORECASE)
_WHOLE_YEAR: Final = re.compile(r"FY\s*([0-9]{4}|[0-9]{2})\s*[/-]\s*([0-9]{4}|[0-9]{2})", re.I)
_SLASHED_YEAR: Final = re.compile(r"([0-9]{4})/([0-9]{4}|[0-9]{2})")


class DateRules(Struct, frozen=True):
    """What a date is read by: today, the programme's year, and which of two readings holds.

    With `day_first`, numbers have the day before the month; without, what may be either is refused.
    Two digits of a year are those of the year nearest to today.
    """

    today: date
    year_start: YearStart = APRIL
    day_first: bool = False


def part_of_year(written: str, rules: DateRules) -> Window | None:
    """Read a financial year, a half or a quarter of one."""
    if matched := _PART.fullmatch(written):
        letter, number, first, second = matched.groups()
    elif matched := _PART_AFTER.fullmatch(written):
        first, second, letter, number = matched.groups()
    elif matched := _WHOLE_YEAR.fullmatch(written) or _SLASHED_YEAR.fullmatch(written):
        if len(matched[2]) == 2 and int(matched[2]) != (int(matched[1]) + 1) % 100:
            return None
        (first, second), letter, number = matched.groups(), "Y", "1"
    elif matched := _PART_AFTER_ONE.fullmatch(written):
        return _part_of_one_year(written, matched[2], int(matched[3]), matched[1], rules)
    elif matched := _PART_OF_ONE.fullmatch(written):
        return _part_of_one_year(written, matched[1], int(matched[2]), matched[4], rules)
    else:
        return None
    begins, ends = full_year(first, rules.today), full_year(second, rules.today)
    if ends != begins + 1:
        raise MinervaError(
            f'"{written}" is of no financial year: its two halves do not follow on',
            f"write {begins}/{(begins + 1) % 100:02d}",
        )
    if rules.year_start.is_calendar:
        part = f"{begins}-{letter.upper()}{number}"
        raise MinervaError(
            f'"{written}" is of a financial year, and years here are calendar years',
            f"write {f'Jan {begins} to Dec {begins}' if letter == 'Y' else part}",
        )
    return _part(written, letter.upper(), int(number), rules.year_start, begins)


def _part_of_one_year(
    written: str, letter: str, number: int, digits: str, rules: DateRules
) -> Window:
    """Read `Q1 2025`: it has one meaning only where the financial year is the calendar year."""
    year, letter = full_year(digits, rules.today), letter.upper()
    if rules.year_start == (1, 1):
        return _part(written, letter, number, rules.year_start, year)
    calendar = _part(written, letter, number, YearStart(1, 1), year)
    financial = _part(written, letter, number, rules.year_start, year)
    raise MinervaError(
        f'"{written}" may be of the calendar year or of a financial year: '
        f"{calendar.first_to_last} or {financial.first_to_last}",
        f"write {calendar.earliest.isoformat()}/{calendar.latest.isoformat()} or "
        f"{letter}{number} {year}/{(year + 1) % 100:02d}",
    )


def _part(written: str, letter: str, number: int, year_start: YearStart, begins: int) -> Window:
    months = {"Q": 3, "H": 6, "Y": 12}[letter]
    if number > 12 // months:
        raise MinervaError(f'"{written}" is no part of a year', "a year has H1 and H2, or Q1 to Q4")
    year = year_start.year(begins)
    if letter == "Q":
        return year.quarter(number)
    starts = year.month_starts()
    first, after = starts[(number - 1) * months], starts[number * months]
    return parse_window(f"{first.isoformat()}/{(after - timedelta(days=1)).isoformat()}")


def full_year(digits: str, today: date) -> int:
    """Return a year; of two digits, the nearest one to today."""
    digits = digits.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year - 100 if year > today.year + 50 else year + 100 if year < today.year - 49 else year
