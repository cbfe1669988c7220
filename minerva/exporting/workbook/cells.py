"""What a cell of a workbook may hold: numbers, days from 1 March 1900, and text that stays text."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from minerva.formats.cells import UNKNOWN, visible
from minerva.model import money
from minerva.model.dates import Window, format_date

Cell = str | float | int | None

MOST_CHARACTERS: Final = 32_767
"""How long a text in a cell may be, counted as Excel does: what lies beyond U+FFFF counts twice."""
FIRST_DAY: Final = date(1900, 3, 1)
"""From this day on every spreadsheet counts days alike; before it Excel has a 29 February 1900."""
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")
_MONTH: Final = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|"
    "sep(t|tember)?|oct(ober)?|nov(ember)?|dec(ember)?"
)
_NUMBERED: Final = rf"(?=.*\d)(\d+(e\d+)?|{_MONTH})(-(\d+(e\d+)?|{_MONTH}))*|true|false"
_NO_XML: Final = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


class Kind(Enum):
    """What a cell holds, which decides how it is written and aligned.

    TEXT goes on several lines where it is long, CODE (an id, a place in a file) stays on one.
    GIVEN is money that is blank where none is given. SLIP and FLOAT are days with their sign;
    WEIGHT and PERCENT are parts of one, shown in percent. FIGURE is a number in a
    unit of its own.
    """

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    YEAR = "year"
    MONEY = "money"
    GIVEN = "given"
    VARIANCE = "variance"
    SLIP = "slip"
    FLOAT = "float"
    COUNT = "count"
    PERCENT = "percent"
    WEIGHT = "weight"
    RATIO = "ratio"
    FIGURE = "figure"
    RATING = "rating"


class Origin(Enum):
    """Where a cell comes from: the files, minerva's own working, a formula; text is not marked."""

    INPUT = "input"
    FIGURE = "worked out"
    FORMULA = "formula"
    TEXT = "text"


def cell_of(value: object, kind: Kind) -> Cell:
    """Return what stands in a cell for a value; what is not known says so, and is never 0."""
    if value is None:
        return _MISSING.get(kind)
    if isinstance(value, str):
        return text_of(value) or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal | Fraction):
        return float(value)
    if isinstance(value, Window):
        return day_of(value.latest)
    if isinstance(value, date):
        return day_of(value)
    if isinstance(value, Enum):
        return str(value.value)
    return text_of(str(value)) or None


_MISSING: Final = {
    Kind.MONEY: UNKNOWN,
    Kind.VARIANCE: UNKNOWN,
    Kind.PERCENT: "n/a",
    Kind.RATIO: "n/a",
    Kind.SLIP: "n/a",
    Kind.FLOAT: "n/a",
    Kind.RATING: "not rated",
}


@lru_cache(maxsize=65536)
def day_of(day: date) -> int | str:
    """Return a day as spreadsheets count it; a day that they disagree on is a text."""
    return day.toordinal() - _EPOCH if day >= FIRST_DAY else format_date(day)


def is_counted(*days: date | Window | None) -> bool:
    """Tell whether formulas can work with all of these days."""
    return all(
        (day.latest if isinstance(day, Window) else day) >= FIRST_DAY
        for day in days
        if day is not None
    )


@lru_cache(maxsize=65536)
def text_of(text: str) -> str:
    """Return a text as a cell can hold it: nothing in it acts, and it is not too long."""
    shown = visible(text).translate(_NO_XML)
    if len(shown) * 2 <= MOST_CHARACTERS or _length(shown) <= MOST_CHARACTERS:
        return shown
    units = shown.encode("utf-16-le")[: (MOST_CHARACTERS - 1) * 2]
    return f"{units.decode('utf-16-le', 'ignore')}…"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=65536)
def key_of(id: str) -> str:
    """Return an id as a formula can look for it: one that reads as a number or a day is marked.

    SUMIFS and COUNTIFS take "1-2" and "mar-15" for days, and "1" and "01" for the same number.
    """
    return f"id {id}" if re.fullmatch(_NUMBERED, id) else id


def needs_quote(text: str) -> bool:
    """Tell whether a text would become a formula if somebody typed it again."""
    return text.startswith(_FORMULA_SIGNS)


def starts_as_markup(text: str) -> bool:
    """Tell whether XlsxWriter would take a text for the XML of formatted text."""
    return text.startswith("<r>") and text.endswith("</r>")


def number_format(kind: Kind, currency: str) -> str:
    """Return the format of numbers: `£1,234.50`, `-£45.00`, `9 Jan 2015`, `+9`, `17%`."""
    amount = f'"{money.symbol(currency)}"#,##0.00'
    return {
        Kind.MONEY: f"{amount};-{amount};{amount}",
        Kind.GIVEN: f"{amount};-{amount};{amount}",
        Kind.VARIANCE: f"+{amount};-{amount};{amount}",
        Kind.DATE: "d mmm yyyy",
        Kind.YEAR: "0",
        Kind.SLIP: "+#,##0;-#,##0;0",
        Kind.FLOAT: "+#,##0;-#,##0;0",
        Kind.COUNT: "#,##0",
        Kind.PERCENT: "0%",
        Kind.WEIGHT: "0.00%",
        Kind.RATIO: "0.00",
    }.get(kind, "General")


def shown_width(cell: Cell, kind: Kind) -> float:
    """Return how wide a cell is, in characters."""
    if cell is None:
        return 0
    if isinstance(cell, str):
        return _text_width(cell)
    if kind in (Kind.MONEY, Kind.GIVEN, Kind.VARIANCE):
        return len(f"{cell:,.2f}") + 2
    return 11 if kind is Kind.DATE else 6


@lru_cache(maxsize=65536)
def _text_width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)
