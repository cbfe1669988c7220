"""Dates and delays as people type them for a command, and what a command may say of them.

The grammar is that of `parsing`; here it is refused what lies in the future, or is no single day.
"""

from datetime import date, timedelta

from minerva.model.dates import (
    APRIL,
    Duration,
    Window,
    YearStart,
    format_date,
    parse_delay,
    single_day,
)
from minerva.model.errors import MinervaError
from minerva.parsing.dates import read_date
from minerva.parsing.years import DateRules


def read_window(text: str, today: date, year_start: YearStart = APRIL) -> Window:
    """Read a date: a day, a month, a week or an interval, in any form with one meaning.

    Quarters are of the financial year that begins as `year_start` says. Raises MinervaError for
    what is no date, and with both readings for what may be two.
    """
    written = " ".join(text.split()).lower()
    if written in ("today", "yesterday"):
        return single_day(today - timedelta(days=written == "yesterday"))
    return read_date(text, DateRules(today, year_start))


def read_day(text: str, today: date) -> date:
    """Read a single day. Raises MinervaError for anything else, a month and a week too."""
    window = read_window(text, today)
    if window.earliest != window.latest:
        raise MinervaError(f"{window} is not a single day", "name the day, as 9 Jan 2015")
    return window.latest


def read_past_day(text: str | None, today: date) -> date:
    """Read the day on which something was stated or done: today where none is given.

    Raises MinervaError for a day after today.
    """
    return today if text is None else _refuse_future(single_day(read_day(text, today)), today)


def read_past_window(text: str | None, today: date, year_start: YearStart = APRIL) -> Window:
    """Read when something was done: today where nothing is given.

    Raises MinervaError for what is not over on the day: what is done is done by its last day.
    """
    window = single_day(today) if text is None else read_window(text, today, year_start)
    _refuse_future(window, today, "; what is expected is for `minerva reforecast`")
    return window


def read_window_or_delay(
    text: str, today: date, year_start: YearStart = APRIL
) -> Window | Duration:
    """Read a date, or how much later or earlier than a date that is known elsewhere: `-1week`."""
    delay = parse_delay(" ".join(text.split()))
    return delay or read_window(text, today, year_start)


def _refuse_future(window: Window, today: date, instead: str = "") -> date:
    if window.latest <= today:
        return window.latest
    if window.earliest <= today:
        raise MinervaError(
            f"{window} is not over: today is {format_date(today)}", "name the day, as 9 Jan 2015"
        )
    raise MinervaError(
        f"{window} lies in the future: today is {format_date(today)}",
        f"record it once the day has come{instead}",
    )
