"""How amounts and stretches of a financial year are written in an explanation."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from minerva.model.dates import TWELFTH, YEAR, FinancialYear, YearStart, format_date
from minerva.model.money import format_money


class Amounts(NamedTuple):
    """Amounts of a currency, as people read them."""

    currency: str

    def __call__(self, amount: Decimal) -> str:
        """Return an amount: `£120,000`."""
        return format_money(amount, self.currency)

    def whole(self, amount: Decimal, *, recurring: bool) -> str:
        """Return the amount of a whole year, or of a one-off."""
        return f"{self(amount)} a year" if recurring else f"{self(amount)} once"


def months_of(begins: int, until: int, starts_on: YearStart) -> list[tuple[str, int, int]]:
    """Return the stretch between two places in one year by whole and begun months.

    Each with its name and its own two places: the month that it begins in where that has begun,
    the whole months together, the month that it ends in where that goes on.
    """
    year = starts_on.year(begins // YEAR)
    cuts = [begins]
    first, last = -(-begins // TWELFTH) * TWELFTH, until // TWELFTH * TWELFTH
    cuts += [cut for cut in (first, last) if cuts[-1] < cut < until]
    cuts.append(until)
    return [(_name(year, start, end), start, end) for start, end in pairwise(cuts)]


def _name(year: FinancialYear, begins: int, until: int) -> str:
    """Return `May 2026: 16 of 31 days`, or `June 2026 to March 2027: 10 twelfths`."""
    starts = year.month_starts()
    first = begins % YEAR // TWELFTH
    if until - begins < TWELFTH or begins % TWELFTH:
        length = (starts[first + 1] - starts[first]).days
        days = Fraction((until - begins) * length, TWELFTH)
        return f"{_months(year, first, first)}: {days} of {length} days"
    last = (until - 1) % YEAR // TWELFTH
    twelfths = last - first + 1
    return f"{_months(year, first, last)}: {twelfths} twelfth{'' if twelfths == 1 else 's'}"


def _months(year: FinancialYear, first: int, last: int) -> str:
    starts = year.month_starts()
    begins, ends = starts[first], starts[last + 1] - timedelta(days=1)
    if begins.day != 1:
        return f"{format_date(begins)} to {format_date(ends)}"
    names = [f"{day:%B %Y}" for day in (begins, ends)]
    return names[0] if first == last else " to ".join(names)
