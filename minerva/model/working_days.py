"""Working days in England and Wales: which days they are, and how many lie between two dates.

Not working days: Saturdays, Sundays, Good Friday, Christmas Day, bank holidays. Bank holidays
are those that the package `holidays` has for England, which are those of Wales. It is imported
when the first of them is needed, as that takes longer than all else a command does.

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
    while is_covered(when):
        if _works(when):
            return when
        when += timedelta(days=1)
    return None


def is_covered(when: date) -> bool:
    """Tell whether it is known of a day if it is a working day, both years included."""
    return FIRST_YEAR <= when.year <= LAST_YEAR


def _between(start: date, end: date) -> int:
    """Return the working days after a day, up to a later one and with it."""
    years = sum(_counts(year)[-1] for year in range(start.year, end.year))
    return years + _up_to(end) - _up_to(start)


def _works(when: date) -> bool:
    return _up_to(when) > _counts(when.year)[_number(when) - 1]


def _up_to(when: date) -> int:
    """Return the working days of the year up to a day and with it."""
    return _counts(when.year)[_number(when)]


def _number(when: date) -> int:
    """Return which day of its year a day is, from 1."""
    return when.toordinal() - date(when.year, 1, 1).toordinal() + 1


@cache
def _counts(year: int) -> tuple[int, ...]:
    """Return how many working days of a year have come by each of its days; before them, 0.

    Worked out once a year, so that no figure takes a look at every day that it counts.
    """
    from holidays import country_holidays

    off = country_holidays("GB", subdiv="ENG", years=year)
    first, next_first = date(year, 1, 1), date(year + 1, 1, 1)
    days = [first + timedelta(days=n) for n in range((next_first - first).days)]
    works = (day.weekday() < _SATURDAY and day not in off for day in days)
    return tuple(accumulate(works, initial=0))
