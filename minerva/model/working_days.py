"""Working days: which days they are, and how many lie between two dates.

Not working days: Saturdays, Sundays, Good Friday, Christmas Day, bank holidays. Bank holidays
are those that the package `holidays` has: for England, which are those of Wales, or for any part
of the United Kingdom. It is imported when the first of them is needed, as that takes longer than
all else a command does.

The years are those of today's bank holidays: from 1978, when May Day came, as the package lacks
some of the days before; to 2100, where it ends. Other years give None. Days off that
are yet to be proclaimed are not known to anybody.
"""

from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Final

FIRST_YEAR: Final = 1978
LAST_YEAR: Final = 2100

_SATURDAY: Final = 5
_ENGLAND: Final = ("ENG",)
_UNITED_KINGDOM: Final = ("ENG", "NIR", "SCT", "WLS")


def slipped(baseline: date, expected: date) -> int | None:
    """Return how far a date has moved, in working days: positive is late, negative is early.

    Late: the working days after the baseline, up to the expected date and with it. Early: minus
    those after the expected date, up to the baseline and with it. So a move within a weekend is
    0, and moves add up. None where the bank holidays of either year are not known.
    """
    if not (is_covered(baseline) and is_covered(expected)):
        return None
    if expected < baseline:
        return -_between(expected, baseline)
    return _between(baseline, expected)


def first_from(when: date) -> date | None:
    """Return the first working day on or after a day; None where bank holidays are not known."""
    return _last_of(1, when, _ENGLAND)


def last_of_united_kingdom(number: int, when: date) -> date | None:
    """Return the last of a number of working days, 1 or more, that begin with a day.

    A bank holiday in any part of the United Kingdom is no working day. Where the first day is
    no working day, the first working day after it counts as 1. None where the bank holidays of one
    of the years are not known. Source: Procurement Act 2023, section 123(1), "working day".
    """
    return _last_of(number, when, _UNITED_KINGDOM)


def _last_of(number: int, when: date, parts: tuple[str, ...]) -> date | None:
    """Return the last of a number of working days that begin with a day, in parts of the UK."""
    while is_covered(when):
        number -= _works(when, parts)
        if number == 0:
            return when
        when += timedelta(days=1)
    return None


def is_covered(when: date) -> bool:
    """Tell whether it is known of a day if it is a working day, both years included."""
    return FIRST_YEAR <= when.year <= LAST_YEAR


def _between(start: date, end: date) -> int:
    """Return the working days after a day, up to a later one and with it."""
    years = sum(_counts(year, _ENGLAND)[-1] for year in range(start.year, end.year))
    return years + _up_to(end) - _up_to(start)


def _works(when: date, parts: tuple[str, ...]) -> bool:
    counts, number = _counts(when.year, parts), _number(when)
    return counts[number] > counts[number - 1]


def _up_to(when: date) -> int:
    """Return the working days of the year up to a day and with it."""
    return _counts(when.year, _ENGLAND)[_number(when)]


def _number(when: date) -> int:
    """Return which day of its year a day is, from 1."""
    return when.toordinal() - date(when.year, 1, 1).toordinal() + 1


@cache
def _counts(year: int, parts: tuple[str, ...]) -> tuple[int, ...]:
    """Return how many working days of a year have come by each of its days; before them, 0.

    A bank holiday in any of the parts is no working day.

    Worked out once a year, so that no figure takes a look at every day that it counts.
    """
    from holidays import country_holidays

    off = {day for part in parts for day in country_holidays("GB", subdiv=part, years=year)}
    first, next_first = date(year, 1, 1), date(year + 1, 1, 1)
    days = [first + timedelta(days=n) for n in range((next_first - first).days)]
    works = (day.weekday() < _SATURDAY and day not in off for day in days)
    return tuple(accumulate(works, initial=0))
