"""A milestone from a row of a grid."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from minerva.importing.cell_dates import is_marked_actual, read_date
from minerva.importing.cell_values import (
    read_duration,
    read_line,
    read_percent,
    read_text,
)
from minerva.importing.grid import ImportOptions, Value, shown
from minerva.importing.headings import HeadedTable, KeyedColumn, one_date
from minerva.importing.identifiers import id_from, ref_from
from minerva.importing.incoming import IncomingLink, IncomingMilestone, Rejected
from minerva.importing.row_cells import Cells
from minerva.importing.statuses import is_done, is_open
from minerva.importing.wordings import words_of
from minerva.model.dates import Window, format_date
from minerva.model.programme import MILESTONE_TEXTS

Reader = Callable[[Value, KeyedColumn], Any]

_FINISH: Final = {"finish", "end", "ends", "forecast", "expected", "projected", "fcst", "eta"} | {
    *("revised", "current", "latest", "new"),
}
_DUE: Final = {"due", "target", "planned", "plan", "deadline", "agreed", "baseline", "original"}
_ALL: Final = Decimal(100)
_TICKS: Final = ("yes", "y", "true", "x", "\u2713", "\u2714")
_LAG: Final = r"\s*(?P<lag>[+-]\s*[0-9]+[\w.%\s]*)?"
_LINK: Final = re.compile(rf"(?P<key>.+?)\s*(?:(?<=[0-9\s])(?P<type>FS|SS|FF|SF))?{_LAG}")
_CODE_WITH_TYPE: Final = re.compile(rf"(?P<key>\S*[A-Za-z_])FS{_LAG}")
"""A code that ends in a letter with its type after it, which may be part of the code itself."""


def milestone_reader(
    table: HeadedTable, options: ImportOptions
) -> Callable[[Cells], IncomingMilestone]:
    """Return what makes a milestone of each row; what of a row it cannot read it leaves in it."""

    def window(value: Value, _column: KeyedColumn) -> Window | None:
        return read_date(value, options.year_start, options.today, options.timezone)

    readers: Mapping[str, Reader] = {
        **dict.fromkeys(
            ("baseline", "original_baseline", "forecast", "actual", "deadline"), window
        ),
        **dict.fromkeys(
            ("name", "id", "workstream", *MILESTONE_TEXTS), lambda value, _: read_line(value)
        ),
        **dict.fromkeys(("note", "source", "after", "status"), lambda value, _: read_text(value)),
        "tolerance": lambda value, column: read_duration(value, column.length),
        "actual": lambda value, column: _actual_or_word(value, window, column),
        "percent": lambda value, _: _percent_or_word(value),
    }
    columns = [(key, table.by_key[key], reader) for key, reader in readers.items() if table.of(key)]
    only_one_date = one_date(table) is not None
    reference_column = table.of("id")
    heading = reference_column.heading if reference_column else ""

    def read(cells: Cells) -> IncomingMilestone:
        values = cells.read_all(columns)
        reference, name = values.pop("id", None), values.pop("name", None)
        if name is None and not cells.rejected and (table.of("name") or reference is None):
            cells.refuse(table.of("name"), "the row has no name")
        if only_one_date:
            values["forecast"] = values.pop("baseline", None)
        percent, status = values.pop("percent", None), values.pop("status", None)
        done = percent == _ALL or is_done(status or "") or _says_done(cells, table)
        values["actual"] = _achieved(cells, table, values, percent)
        if done and values["actual"] is None and not cells.rejected:
            values |= _due_or_undated(cells, table, values, options)
        if (actual := values["actual"]) is not None and actual.latest > options.today:
            cells.refuse(
                table.of("actual") or table.of("percent") or table.of("status"),
                f"actual: {actual} is not over: today is {format_date(options.today)}",
                "leave the actual date out until then",
            )
        values["after"] = _links(cells, values.get("after") or "", table)
        texts = {key: values.pop(key, None) for key in MILESTONE_TEXTS}
        place = cells.place
        return IncomingMilestone(
            place,
            reference or place,
            name or reference or "",
            id_from(reference),
            ref=ref_from(reference, heading),
            texts={key: text for key, text in texts.items() if text is not None},
            **values,
        )

    return read


def _achieved(
    cells: Cells,
    table: HeadedTable,
    values: Mapping[str, Any],
    percent: Decimal | None,
) -> Window | None:
    """Return when a milestone was achieved: its actual date, or a finish that is marked as one.

    A row that contradicts itself is not read.
    """
    actual: Window | None = values.get("actual")
    finish = table.of("forecast") or table.of("baseline")
    if actual is None and finish is not None and is_marked_actual(cells.raw(finish)):
        return values.get("forecast")
    if actual is not None and percent is not None and percent < _ALL:
        cells.refuse(
            table.of("actual"),
            f"it has an actual date, and is only {percent.normalize():f}% complete",
        )
    return actual


def _due_or_undated(
    cells: Cells, table: HeadedTable, values: Mapping[str, Any], options: ImportOptions
) -> dict[str, Any]:
    """Return when what is marked as done was achieved, where no actual date says it.

    It is the finish. The day that something was due does not say when it was done, unless
    `done_when_due` says so; then why it is not taken as achieved is returned instead.
    """
    forecast, baseline = values.get("forecast"), values.get("baseline")
    column = table.of("forecast") or table.of("baseline")
    if forecast is not None and column is not None and not _is_due(column.heading):
        cells.assumed = "complete, without an actual date: taken to be done on the finish"
        return {"actual": forecast}
    due = forecast or baseline
    if options.done_when_due and due is not None:
        cells.assumed = "complete, without an actual date: taken to be done when due"
        return {"actual": due}
    marked = table.of("percent") or table.of("status")
    place = cells.place if marked is None else cells.place_of(marked)
    text = "" if marked is None else shown(cells.raw(marked))
    why = "complete, but no row says when: it is not taken as achieved"
    hint = "fill in the actual date"
    if due is not None:
        hint = f"{hint}; --done-when-due takes it to be done when it was due"
    return {"done_undated": Rejected(place, text, why, hint)}


def _is_due(heading: str) -> bool:
    """Tell whether a heading is that of a date by which, and not on which, something is done."""
    words = set(words_of(heading).words.split())
    return not words & _FINISH or bool(words & _DUE)


def _actual_or_word(value: Value, window: Reader, column: KeyedColumn) -> Window | None:
    """Return an actual date; a word or a tick in its place says no date."""
    word = value.lower() if isinstance(value, str) else value
    says = isinstance(word, bool) or (isinstance(word, str) and (word in _TICKS or is_open(word)))
    return None if says or (isinstance(word, str) and is_done(word)) else window(value, column)


def _says_done(cells: Cells, table: HeadedTable) -> bool:
    """Tell whether a word or a tick stands where the actual date is expected: `Done: yes`."""
    column = table.of("actual")
    value = None if column is None else cells.raw(column)
    word = value.lower() if isinstance(value, str) else ""
    return value is True or word in _TICKS or (word != "" and is_done(word))


def _percent_or_word(value: Value) -> Decimal | None:
    """Return a percentage; yes and no stand for all and nothing of it."""
    word = value.lower() if isinstance(value, str) else ""
    if value is True or word in ("yes", "y", "true") or is_done(word):
        return _ALL
    if value is False or is_open(word):
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
        link = IncomingLink(key, duration) if duration else IncomingLink(key)
        code = _CODE_WITH_TYPE.fullmatch(part.strip())
        if code is not None and kind is None:
            link = replace(link, code=code["key"])
        links.append(link)
    return tuple(links)
