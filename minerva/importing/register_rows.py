"""Risks, actions and indicators from the rows of a grid under known headings.

A row is read whole or not at all. What may be read in two ways is not read: it is asked for.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from minerva.formats.cells import counted
from minerva.importing.cell_dates import read_date
from minerva.importing.cell_values import (
    is_unknown,
    read_duration,
    read_line,
    read_money,
    read_text,
    refuse_fault,
)
from minerva.importing.grid import ImportOptions, Kind, Percent, Row, Value, shown
from minerva.importing.headings import HeadedTable, KeyedColumn, is_heading_again
from minerva.importing.identifiers import id_from
from minerva.importing.incoming import Incoming, IncomingEntry, Skipped
from minerva.importing.row_cells import Cells
from minerva.importing.statuses import is_cancelled, is_done
from minerva.model.dates import Window, format_date
from minerva.model.errors import MinervaError
from minerva.recording.milestones import date_value

_NOUNS: Final[Mapping[Kind, Literal["risk", "action", "indicator"]]] = {
    "risks": "risk",
    "actions": "action",
    "indicators": "indicator",
}
_TEXTS: Final = ("owner", "cause", "effect", "note", "unit")
_PAST: Final = ("raised", "closed", "done")
_RESPONSES: Final = {
    **dict.fromkeys(("treat", "mitigate", "reduce", "treatment"), "treat"),
    **dict.fromkeys(("tolerate", "accept", "retain"), "tolerate"),
    **dict.fromkeys(("transfer", "share", "insure"), "transfer"),
    **dict.fromkeys(("terminate", "avoid", "eliminate"), "terminate"),
}
_LOWER: Final = {"lower", "low", "down", "smaller", "less", "decrease", "lower is better", "▼", "↓"}
_HIGHER: Final = {
    "higher",
    "high",
    "up",
    "bigger",
    "more",
    "increase",
    "higher is better",
    "▲",
    "↑",
}
_NEITHER: Final = {"neither", "neutral", "↔", "▶", "►", "none", "n/a", "-", "–"}
_NO_VALUE: Final = re.compile(
    r"(?i)(new (indicator|measure)|not (published|released|available|measured)|annual indicator|"
    r"local indicator|no data|awaited|data awaited)"
)
_RANGE: Final = re.compile(r"\s*(?:\.\.|\bto\b|\s-\s|–)\s*")
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_MOST_SCORE: Final = 5


def read_register(
    table: HeadedTable, rows: Sequence[Row], options: ImportOptions, text_of: Callable[[Row], str]
) -> tuple[Incoming, list[int]]:
    """Return what the rows say, and the numbers of those that are blank."""
    reader = _Reader(table, options, rows)
    entries: list[IncomingEntry] = []
    rejected, skipped, blank = [], [], []
    for row in rows:
        if row.values.count(None) == len(row.values):
            blank.append(row.number)
            continue
        place = table.grid.place(row.number)
        filled = [value for value in row.values if value is not None]
        if is_heading_again(row, table.row):
            skipped.append(Skipped(place, text_of(row), "the headings again"))
            continue
        if len(filled) == 1 and len(table.columns) > 1 and isinstance(filled[0], str):
            why = "a heading or a remark: nothing else is in the row"
            skipped.append(Skipped(place, text_of(row), why))
            continue
        cells = Cells(table, row)
        entry = reader.read(cells)
        if not cells.rejected:
            entries.append(entry)
        rejected += cells.rejected
        skipped += cells.skipped
    remarks = [f"{counted(count, 'row')} {what}" for what, count in reader.assumed.items()]
    incoming = Incoming(
        "",
        "",
        entries=entries,
        rejected=rejected,
        skipped=skipped,
        matched=table.matched,
        remarks=remarks,
    )
    return incoming, blank


class _Reader:
    """Makes an entry of each row; what of a row cannot be read is left in its cells."""

    def __init__(self, table: HeadedTable, options: ImportOptions, rows: Sequence[Row]) -> None:
        self.noun = _NOUNS[table.kind]
        self.assumed: Counter[str] = Counter()
        self._table = table
        self._options = options
        self._parts_of_one = _is_part_of_one(table.of("probability"), rows)

    def read(self, cells: Cells) -> IncomingEntry:
        name = cells.read("name", lambda value, _: read_line(value))
        reference = cells.read("id", lambda value, _: read_line(value))
        if name is None and not cells.rejected:
            cells.refuse(self._table.of("name"), "the row has no name")
        values: dict[str, Any] = {
            key: text
            for key in _TEXTS
            if (text := cells.read(key, lambda value, _: read_text(value))) is not None
        }
        lists = {key: self._ids(cells, key) for key in ("milestones", "savings")}
        if self.noun == "risk":
            self._risk(cells, values)
        elif self.noun == "action":
            self._action(cells, values)
        else:
            self._indicator(cells, values)
        if self.noun != "indicator":
            values["raised"] = self._raised(cells, values.get("closed") or values.get("done"))
        about = cells.read("about", lambda value, _: read_line(value))
        return IncomingEntry(
            place=cells.place,
            noun=self.noun,
            name=name or "",
            id=id_from(reference),
            ref=cells.read("ref", lambda value, _: read_line(value)),
            workstream=cells.read("workstream", lambda value, _: read_line(value)),
            values={key: value for key, value in values.items() if value is not None},
            milestones=lists["milestones"],
            savings=lists["savings"],
            about=about,
            targets=self._by_period(cells, "target"),
            actuals=self._by_period(cells, "actual"),
            benchmarks={
                name: value
                for name, value in self._by_period(cells, "benchmark").items()
                if value is not None
            },
        )

    def _risk(self, cells: Cells, values: dict[str, Any]) -> None:
        values["probability"] = cells.read("probability", self._probability)
        if values["probability"] is None and not cells.rejected:
            cells.refuse(
                self._table.of("probability"),
                "the row has no probability",
                "give each risk one, in percent",
            )
        values["delay"] = self._ends(cells, "delay", self._duration)
        values["money"] = self._ends(cells, "money", self._loss)
        values["response"] = cells.read("response", _response)
        self._ended(cells, values, "closed")

    def _action(self, cells: Cells, values: dict[str, Any]) -> None:
        due = cells.read("due", self._window)
        values["due"] = None if due is None else date_value(due)
        self._ended(cells, values, "done")

    def _indicator(self, cells: Cells, values: dict[str, Any]) -> None:
        values["better"] = cells.read("better", _better)
        values["amber_within"] = cells.read("amber_within", _figure)
        shown_in_percent = any(
            isinstance(cells.raw(column), Percent)
            for column in self._table.columns
            if column.key == "actual"
        )
        if shown_in_percent:
            values.setdefault("unit", "%")

    def _ended(self, cells: Cells, values: dict[str, Any], key: str) -> None:
        """Read the day on which an entry ended; a status that says so without a day is refused."""
        column, status = self._table.of(key), self._table.of("status")
        values[key] = cells.read(key, self._past_day)
        raw = "" if status is None else shown(cells.raw(status)).strip()
        ends = is_done(raw) or is_cancelled(raw) or raw.casefold() in ("happened", "occurred")
        if ends and values[key] is None and not cells.rejected:
            cells.refuse(
                status,
                f"it is {raw.lower()}, but no cell says since when",
                f"fill in the day as {key}, or leave the row out",
            )
        if raw.casefold() in ("happened", "occurred") and values[key] is not None:
            values["happened"] = True
        if values[key] is not None and column is not None and raw and not ends:
            cells.refuse(column, f'it has a day of its end, and its status is "{raw}"')

    def _raised(self, cells: Cells, ended: Any) -> Any:
        """Read the day on which it was raised; without one it is that of the import."""
        day = cells.read("raised", self._past_day)
        if ended is not None and (day is None or day > ended) and not cells.rejected:
            why = "no cell says when it was raised" if day is None else "it was raised after that"
            hint = "fill in the day on which it was raised"
            cells.refuse(
                self._table.of("raised"), f"it ended on {format_date(ended)}, and {why}", hint
            )
        elif day is None and not cells.rejected:
            self.assumed["without the day it was raised: that of the import is taken"] += 1
        return day

    def _probability(self, value: Value, column: KeyedColumn) -> Decimal | None:
        refuse_fault(value)
        text = shown(value).strip()
        scale = self._options.scale
        if text.casefold() in scale:
            return scale[text.casefold()]
        if is_unknown(value):
            return None
        if isinstance(value, Percent):
            return _within(value.number, text)
        if isinstance(value, str) and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?\s*%", text):
            return _within(Decimal(text.removesuffix("%").strip()), text)
        number = _number(value)
        how = f'--scale "{text}=50" says how many percent it stands for'
        if number is None:
            raise MinervaError(f'"{text}" is not a percentage', how)
        if self._parts_of_one and number <= 1:
            return number * 100
        percent = "%" in column.heading or "percent" in column.heading.lower()
        if not percent and 0 < number <= _MOST_SCORE:
            raise MinervaError(f"{text} may be a score or {text}%", f"{how}; or write {text}%")
        return _within(number, text)

    def _ends(
        self, cells: Cells, key: str, read: Callable[[Value, KeyedColumn], Any]
    ) -> dict[str, Any] | None:
        """Return a low and a high: from one cell with both, or from a cell for each."""
        whole = cells.read(key, lambda value, column: _range(value, column, read))
        if whole is not None:
            return {"low": whole[0], "high": whole[1]}
        low, high = (cells.read(f"{key}_{end}", read) for end in ("low", "high"))
        if low is None and high is None:
            return None
        if low is None or high is None:
            missing = self._table.of(f"{key}_{'low' if low is None else 'high'}")
            cells.refuse(missing, f"the {key} has one end only", "give both, a low and a high")
            return None
        return {"low": low, "high": high}

    def _duration(self, value: Value, column: KeyedColumn) -> str | None:
        length = column.length or ("days" if column.key != "delay" else None)
        duration = read_duration(value, length)
        return None if duration is None else str(duration)

    def _loss(self, value: Value, column: KeyedColumn) -> Decimal | None:
        amount = read_money(value, self._options.currency, column.unit)
        if amount is None:
            return None
        if amount < 0:
            raise MinervaError(f"{shown(value)} is below 0", "write a loss without a sign")
        return round(amount, 2)

    def _window(self, value: Value, _column: KeyedColumn) -> Window | None:
        options = self._options
        return read_date(value, options.year_start, options.today, options.timezone)

    def _past_day(self, value: Value, column: KeyedColumn) -> Any:
        if isinstance(value, bool) or (isinstance(value, str) and is_done(value)):
            raise MinervaError(f"{shown(value)} says no day", "write the day")
        window = self._window(value, column)
        if window is None:
            return None
        if window.latest > self._options.today:
            raise MinervaError(
                f"{window} is not over: today is {format_date(self._options.today)}",
                "leave it out until then",
            )
        if window.text is not None:
            raise MinervaError(f"{window} is no single day", "write the day")
        return window.latest

    def _ids(self, cells: Cells, key: str) -> tuple[str, ...]:
        text = cells.read(key, lambda value, _: read_text(value)) or ""
        return tuple(part.strip() for part in re.split(r"[,;\n]", text) if part.strip())

    def _by_period(self, cells: Cells, key: str) -> dict[str, Decimal | None]:
        """Return the figures of a key by the period, or the name, that each heading has."""
        found: dict[str, Decimal | None] = {}
        for column in self._table.columns:
            if column.key != key or column.year is None:
                continue
            value = cells.raw(column)
            figure = cells.read_column(column, _figure)
            if value is not None and not (is_unknown(value) and key != "actual"):
                found[column.year] = figure
        return found


def _is_part_of_one(column: KeyedColumn | None, rows: Sequence[Row]) -> bool:
    """Tell whether the probabilities of a column are parts of 1: none is over, some are within."""
    if column is None:
        return False
    values = [row.values[column.number] for row in rows if column.number < len(row.values)]
    numbers = [number for number in map(_number, values) if number is not None]
    return bool(numbers) and max(numbers) <= 1 and any(0 < number < 1 for number in numbers)


def _number(value: Value) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        text = value.strip().replace("\u2212", "-")
        if _NUMBER.fullmatch(text) and text.strip("-"):
            return Decimal(text.replace(",", ""))
    return None


def _within(number: Decimal, text: str) -> Decimal:
    if not 0 <= number <= 100:
        raise MinervaError(f"{text} is not a percentage", "write a number from 0 to 100")
    return number


def _range(value: Value, column: KeyedColumn, read: Callable[[Value, KeyedColumn], Any]) -> Any:
    """Return a low and a high from a cell: `1 week to 1 month`; one value is both."""
    parts = _RANGE.split(value.strip()) if isinstance(value, str) else [value]
    if is_unknown(value):
        return None
    if len(parts) > 2:
        raise MinervaError(f"{shown(value)} has more than two ends", "write LOW to HIGH")
    ends = [read(part, column) for part in parts]
    return (ends[0], ends[-1])


def _figure(value: Value, _column: KeyedColumn) -> Decimal | None:
    """Return a number in its own unit; None where the cell says that there is none."""
    refuse_fault(value)
    if is_unknown(value) or (isinstance(value, str) and _NO_VALUE.fullmatch(value.strip())):
        return None
    if isinstance(value, Percent):
        return value.number
    number = _number(value)
    if number is None and isinstance(value, str) and re.fullmatch(r"[0-9.,]+\s*%", value.strip()):
        number = _number(value.strip().removesuffix("%"))
    if number is None:
        raise MinervaError(
            f'"{shown(value)}" is not one number', "write the number alone, or leave the cell blank"
        )
    return number


def _response(value: Value, _column: KeyedColumn) -> str | None:
    word = shown(value).strip().casefold()
    if is_unknown(value):
        return None
    if word not in _RESPONSES:
        raise MinervaError(
            f'"{shown(value)}" is no response', "write treat, tolerate, transfer or terminate"
        )
    return _RESPONSES[word]


def _better(value: Value, _column: KeyedColumn) -> str | None:
    word = shown(value).strip().casefold()
    if word in _NEITHER or is_unknown(value):
        return None
    if word in _LOWER or word in _HIGHER:
        return "lower" if word in _LOWER else "higher"
    raise MinervaError(f'"{shown(value)}" is no polarity', "write lower or higher")
