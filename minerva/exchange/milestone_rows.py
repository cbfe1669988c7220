"""A milestone from a row of a grid."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from minerva.exchange.grid import Asked, Value
from minerva.exchange.headings import Column, Headed
from minerva.exchange.identifiers import id_from
from minerva.exchange.incoming import IncomingLink, IncomingMilestone
from minerva.exchange.rows import Cells, one_date
from minerva.exchange.written_values import (
    read_date,
    read_duration,
    read_percent,
    read_text,
)
from minerva.model.dates import Window, format_date

_ACHIEVED: Final = {"complete", "completed", "done", "achieved", "delivered", "finished", "closed"}
_ALL: Final = Decimal(100)
_LINK: Final = re.compile(
    r"(?P<key>.+?)\s*(?:(?<=[0-9\s])(?P<type>FS|SS|FF|SF))?\s*(?P<lag>[+-]\s*[0-9]+[\w.%\s]*)?"
)


def read_milestone(cells: Cells, headed: Headed, asked: Asked) -> IncomingMilestone:
    """Return the milestone that a row is; what of it cannot be read is kept in `cells`."""

    def window(value: Value, _column: Column) -> Window | None:
        return read_date(value, asked.year_start, asked.today)

    name = cells.read("name", _one_line)
    reference = cells.read("id", _one_line)
    if name is None and not cells.unread and (headed.of("name") is not None or reference is None):
        cells.refuse(headed.of("name"), "the row has no name")
    baseline, forecast = cells.read("baseline", window), cells.read("forecast", window)
    actual = cells.read("actual", window)
    if one_date(headed) is not None:
        baseline, forecast = None, baseline
    after = _links(cells, cells.read("after", lambda value, _: read_text(value)) or "", headed)
    return IncomingMilestone(
        place=cells.place,
        key=reference or cells.place,
        name=name or reference or "",
        id=id_from(reference),
        workstream=cells.read("workstream", _one_line),
        baseline=baseline,
        original_baseline=cells.read("original_baseline", window),
        forecast=forecast,
        actual=_achieved(cells, headed, actual, forecast, asked.today),
        deadline=cells.read("deadline", window),
        deadline_reason=cells.read("deadline_reason", _one_line),
        tolerance=cells.read(
            "tolerance", lambda value, column: read_duration(value, column.length)
        ),
        after=after,
        owner=cells.read("owner", _one_line),
        note=cells.read("note", lambda value, _: read_text(value)),
        source=cells.read("source", lambda value, _: read_text(value)),
    )


def _one_line(value: Value, _column: Column) -> str | None:
    text = read_text(value)
    return None if text is None else " ".join(text.split())


def _achieved(
    cells: Cells, headed: Headed, actual: Window | None, forecast: Window | None, today: date
) -> Window | None:
    """Return when a milestone was achieved: its actual date, or the finish of what is 100% done.

    A row that contradicts itself, or that is complete on a day to come, is not read.
    """
    percent = cells.read("percent", lambda value, _: _percent_or_word(value))
    status = cells.read("status", lambda value, _: read_text(value))
    done = percent == _ALL or (status or "").lower() in _ACHIEVED
    column = headed.of("actual")
    if actual is not None and percent is not None and percent < _ALL:
        cells.refuse(
            column, f"it has an actual date, and is only {percent.normalize():f}% complete"
        )
    if actual is None and done:
        marked = headed.of("percent" if percent == _ALL else "status")
        if forecast is None and marked is not None:
            cells.leave_out(marked, "complete, but no row says when: it is not taken as achieved")
        actual, column = forecast, marked
    if actual is not None and actual.latest > today:
        cells.refuse(
            column,
            f"actual: {actual} is not over: today is {format_date(today)}",
            "leave the actual date out until then",
        )
    return actual


def _percent_or_word(value: Value) -> Decimal | None:
    """Return a percentage; yes and no stand for all and nothing of it."""
    word = value.lower() if isinstance(value, str) else ""
    if value is True or word in ("yes", "y", "true") or word in _ACHIEVED:
        return _ALL
    if value is False or word in ("no", "n", "false"):
        return None
    return read_percent(value)


def _links(cells: Cells, text: str, headed: Headed) -> tuple[IncomingLink, ...]:
    """Return the predecessors that a cell lists; links of other kinds are left out, and said."""
    column = headed.of("after")
    if column is None or not text:
        return ()
    links = []
    for part in re.split(r"[;\n]" if ";" in text else r"[,\n]", text):
        matched = _LINK.fullmatch(part.strip())
        if matched is None:
            continue
        key, kind, lag = matched["key"], matched["type"], matched["lag"]
        if kind not in (None, "FS"):
            cells.leave_out(column, f"{part.strip()} is no link from finish to start")
            continue
        if lag and (lag.startswith("-") or "%" in lag):
            if kind is None and not re.search("[0-9]$", key):
                key, lag = part.strip(), None  # a hyphen of the name itself
            else:
                cells.leave_out(column, f"{part.strip()} has a lead, which no link can have")
                continue
        try:
            duration = read_duration(lag.lstrip("+ "), "days") if lag else None
        except ValueError:
            key, duration = part.strip(), None
        links.append(IncomingLink(key, duration) if duration else IncomingLink(key))
    return tuple(links)
