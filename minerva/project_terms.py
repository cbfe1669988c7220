"""What Microsoft Project's XML calls things, in both directions: fields, lags, times, texts.

The writer and the reader share it, so that what goes out comes back.
"""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Final, NamedTuple

from msgspec import Struct

from minerva.formats.cells import visible, xml_text
from minerva.model.dates import Duration, Window
from minerva.model.errors import MinervaError

NAMESPACE: Final = "http://schemas.microsoft.com/project"
END_OF_DAY: Final = "17:00:00"
FINISH_TO_START: Final = "1"
LINK_TYPES: Final = {
    "0": "finish to finish",
    "1": "finish to start",
    "2": "start to finish",
    "3": "start to start",
}

ID: Final = "Minerva id"
EXACT: Final = "Minerva exact text"
WINDOWS: Final = {
    "forecast": "Minerva forecast",
    "baseline": "Minerva baseline",
    "original_baseline": "Minerva first baseline",
    "actual": "Minerva actual",
    "deadline": "Minerva deadline",
}
"""Where a date that is not one day stands as it was written."""
DEADLINE_REASON: Final = "Minerva deadline reason"
TOLERANCE: Final = "Minerva tolerance"
SOURCE: Final = "Minerva source"
FIELDS: Final = {
    ID: ("Text1", "188743731"),
    WINDOWS["forecast"]: ("Text2", "188743734"),
    WINDOWS["baseline"]: ("Text3", "188743737"),
    WINDOWS["original_baseline"]: ("Text4", "188743740"),
    WINDOWS["actual"]: ("Text5", "188743743"),
    WINDOWS["deadline"]: ("Text6", "188743746"),
    DEADLINE_REASON: ("Text7", "188743747"),
    TOLERANCE: ("Text8", "188743748"),
    SOURCE: ("Text9", "188743749"),
    EXACT: ("Text10", "188743750"),
}
"""The text fields of a task that carry what Project has no field for: name and number of each."""

MANY_LINES: Final = ("note", "deadline_reason", "source")

_TENTHS_A_DAY: Final = 24 * 60 * 10
_WRITTEN: Final = {"day": (8, 1), "week": (10, 7), "month": (12, 30)}
"""The format of a lag in elapsed units, and how many elapsed days Project takes each for."""
_ESTIMATED: Final = 32
_ELAPSED_DAYS: Final = {4: 1, 6: 1, 8: 1, 10: 7, 12: 30}
_WORKING: Final = (3, 5, 7, 9, 11)
_WEEKS: Final = (9, 10)
_MONTHS: Final = (11, 12)


class WorkingTime(Struct, frozen=True):
    """How much working time a file has in a day and a week."""

    minutes_a_day: int = 480
    minutes_a_week: int = 2_400


class Lag(NamedTuple):
    """A lag that was read, and what was given up to have it in whole calendar days."""

    duration: Duration
    remark: str | None = None


def write_lag(lag: Duration) -> tuple[int, int]:
    """Return a lag in tenths of a minute of elapsed time, and the number of its format.

    Project takes an elapsed month for 30 days. The format keeps that it is months.
    """
    format, days = _WRITTEN[lag.unit]
    return lag.number * days * _TENTHS_A_DAY, format


def read_lag(tenths: int, format: int, time: WorkingTime, *, ours: bool = False) -> Lag:
    """Read a lag in tenths of a minute, of elapsed or of working time, as its format says.

    An elapsed month is 30 days, and a working month its working days: they are calendar months only
    in a link that is `ours`, which minerva wrote. What is not whole in its own unit becomes days:
    part of an elapsed day counts as one, and working days become weeks and the days left over. A
    lag of 0 is none in any format. Raises MinervaError, with why, for what is no lag in minerva: a
    lead, or a percentage.
    """
    if not tenths:
        return Lag(Duration(0, _unit(format) if ours else "day"))
    format = format - _ESTIMATED if format > _ESTIMATED else format
    if tenths < 0:
        raise MinervaError("it is negative: the later task may begin before the earlier one ends")
    if format in _ELAPSED_DAYS:
        return _elapsed(tenths, format, ours=ours)
    if format in _WORKING:
        return _working(Fraction(tenths, 10), time)
    raise MinervaError("it is a percentage of how long the earlier task takes")


def _elapsed(tenths: int, format: int, *, ours: bool) -> Lag:
    days = Fraction(tenths, _TENTHS_A_DAY)
    units = days / _ELAPSED_DAYS[format]
    if units.denominator == 1 and (ours or format not in _MONTHS):
        return Lag(Duration(int(units), _unit(format)))
    lag = Duration(ceil(days), "day")
    if format in _MONTHS and units.denominator == 1:
        months = f"{units} elapsed month{' is' if units == 1 else 's are'}"
        return Lag(lag, f"{months} taken as {lag}, as Project counts")
    whole = days.denominator == 1
    return Lag(lag, None if whole else f"{float(days):.2f} elapsed days are taken as {lag}")


def _working(minutes: Fraction, time: WorkingTime) -> Lag:
    """Return working time as calendar time: never longer than Project would make it."""
    weeks = minutes / time.minutes_a_week
    if weeks.denominator == 1:
        lag = Duration(int(weeks), "week")
    else:
        rest = (minutes - floor(weeks) * time.minutes_a_week) / time.minutes_a_day
        lag = Duration(floor(weeks) * 7 + ceil(rest), "day")
    days = minutes / time.minutes_a_day
    return Lag(
        lag, f"{float(days):.4g} working day{' is' if days == 1 else 's are'} taken as {lag}"
    )


def _unit(format: int) -> str:
    return "month" if format in _MONTHS else "week" if format in _WEEKS else "day"


def at_end_of(window: Window) -> str:
    """Return the moment at which a window is due: the end of its last working day."""
    return f"{window.latest.isoformat()}T{END_OF_DAY}"


def is_not_available(moment: str) -> bool:
    """Tell whether a moment says that it is not known: `NA`, as Project writes it."""
    return moment.strip().upper() in ("", "NA", "N/A")


def day_of(moment: str) -> date | None:
    """Read the day of a moment; None for one that is not available. Raises MinervaError."""
    return None if is_not_available(moment) else date.fromisoformat(moment.strip()[:10])


def carried(text: str, *, lines: bool = False) -> str:
    """Return text as it comes back: without outer blanks, and with what XML cannot hold escaped.

    A text has one line, unless it may have `lines`.
    """
    one_line = text.replace("\r", "\\r") if lines else visible(text)
    return xml_text(one_line).strip()


def write_exact(texts: Mapping[str, str | None]) -> str | None:
    """Return the texts of a task that XML does not bring back as they are; None where all are.

    They are JSON, under the name of each.
    """
    exact = {
        name: text
        for name, text in texts.items()
        if text and carried(text, lines=name in MANY_LINES) != text
    }
    return json.dumps(exact) if exact else None


def exact_text(name: str, text: str | None, exact: Mapping[str, str]) -> str | None:
    """Return a text as it was before it was written, or as it is where it was changed since."""
    before = exact.get(name)
    if text and before is not None and carried(before, lines=name in MANY_LINES) == text:
        return before
    return text


def read_exact(written: str | None) -> dict[str, str]:
    """Read the texts of a task by their names. What minerva did not write gives none."""
    try:
        exact = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(exact, dict):
        return {}
    return {name: text for name, text in exact.items() if isinstance(text, str)}
