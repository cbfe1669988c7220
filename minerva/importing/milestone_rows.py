"""A milestone from a row of a grid."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from minerva.importing.cell_dates import read_date
from minerva.importing.cell_values import (
    read_duration,
    read_line,
    read_percent,
    read_text,
)
from minerva.importing.grid import ImportOptions, Value
from minerva.importing.headings import HeadedTable, KeyedColumn, one_date
from minerva.importing.identifiers import id_from
from minerva.importing.incoming import IncomingLink, IncomingMilestone
from minerva.importing.row_cells import Cells
from minerva.model.dates import Window, format_date

Reader = Callable[[Value, KeyedColumn], Any]

_DATES: Final = ("baseline", "original_baseline", "forecast", "actual", "deadline")
_ACHIEVED: Final = {"complete", "completed", "done", "achieved", "delivered", "finished", "closed"}
_ALL: Final = Decimal(100)
_LINK: Final = re.compile(
    r"(?P<key>.+?)\s*(?:(?<=[0-9\s])(?P<type>FS|SS|FF|SF))?\s*(?P<lag>[+-]\s*[0-9]+[\w.%\s]*)?"
)


def milestone_reader(
    table: HeadedTable, options: ImportOptions
) -> Callable[[Cells], IncomingMilestone]:
    """Return what makes a milestone of each row; what of a row it cannot read it leaves in it."""

    def window(value: Value, _column: KeyedColumn) -> Window | None:
        return read_date(value, options.year_start, options.today)

    readers: Mapping[str, Reader] = {
        **dict.fromkeys(
            ("baseline", "original_baseline", "forecast", "actual", "deadline"), window
        ),
        **dict.fromkeys(
            ("name", "id", "workstream", "owner", "deadline_reason"),
            lambda value, _: read_line(value),
        ),
        **dict.fromkeys(("note", "source", "after", "status"), lambda value, _: read_text(value)),
        "tolerance": lambda value, column: read_duration(value, column.length),
        "percent": lambda value, _: _percent_or_word(value),
    }
    columns = [(key, table.by_key[key], reader) for key, reader in readers.items() if table.of(key)]
    only_one_date = one_date(table) is not None

    def read(cells: Cells) -> IncomingMilestone:
        values = cells.read_all(columns)
        reference, name = values.pop("id", None), values.pop("name", None)
        if name is None and not cells.rejected and (table.of("name") or reference is None):
            cells.refuse(table.of("name"), "the row has no name")
        if only_one_date:
            values["forecast"] = values.pop("baseline", None)
        percent, status = values.pop("percent", None), values.pop("status", None)
        values["actual"] = _achieved(cells, table, values, percent, status, options.today)
        values["after"] = _links(cells, values.get("after") or "", table)
        place = cells.place
        return IncomingMilestone(
            place, reference or place, name or reference or "", id_from(reference), **values
        )

    return read


def _achieved(
    cells: Cells,
    table: HeadedTable,
    values: Mapping[str, Any],
    percent: Decimal | None,
    status: str | None,
    today: date,
) -> Window | None:
    """Return when a milestone was achieved: its actual date, or the finish of what is 100% done.

    A row that contradicts itself, or that is complete on a day to come, is not read.
    """
    actual: Window | None = values.get("actual")
    forecast: Window | None = values.get("forecast")
    done = percent == _ALL or (status or "").lower() in _ACHIEVED
    column = table.of("actual")
    if actual is not None and percent is not None and percent < _ALL:
        cells.refuse(
            column, f"it has an actual date, and is only {percent.normalize():f}% complete"
        )
    if actual is None and done:
        marked = table.of("percent" if percent == _ALL else "status")
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


def _links(cells: Cells, text: str, table: HeadedTable) -> tuple[IncomingLink, ...]:
    """Return the predecessors that a cell lists; links of other kinds are left out, and values."""
    column = table.of("after")
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
