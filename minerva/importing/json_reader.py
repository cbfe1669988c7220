"""JSON of minerva's own: what `minerva milestones` and `minerva savings` write comes back.

They say what was known on a day, so of what led there nothing can be read: forecasts that were
superseded, the amounts planned for a year. Keys that they do not write are read where they have
the names of the files.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar, get_args

from msgspec import Struct
from msgspec.structs import replace

from minerva.importing.csv_file import decode
from minerva.importing.grid import ImportOptions
from minerva.importing.incoming import (
    Agreed,
    Incoming,
    IncomingCost,
    IncomingLink,
    IncomingMilestone,
    IncomingSaving,
    IncomingWorkstream,
    Rejected,
)
from minerva.importing.terms import require_same_terms
from minerva.model.dates import (
    Duration,
    Window,
    YearStart,
    describe,
    parse_duration,
    parse_window,
    parse_year_starts,
)
from minerva.model.errors import MinervaError
from minerva.model.programme import MILESTONE_TEXTS, Category, DeliveryState
from minerva.recording.change import Value
from minerva.store.values import MOST_MONEY

T = TypeVar("T")

VERSION: Final = 1

_HALF: Final = re.compile("[\ud800-\udfff]")
_MOST_LETTERS: Final = 100
_MOST_ZEROS: Final = 30
_MOST_SHOWN: Final = 60
_CURRENCY: Final = re.compile("[A-Z]{3}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITE: Final = (
    "minerva reads what `minerva milestones -f json` and `minerva savings -f json` write"
)

_WRITE_COSTS: Final = "minerva reads those that `minerva export programme.json` writes"


def read(content: bytes, shown: str, options: ImportOptions) -> Incoming:
    """Return the milestones and savings of a document. Raises MinervaError."""
    if options.sheet or options.header or options.maps:
        raise MinervaError(
            f"{shown} is JSON, which has no headings", "leave out --sheet, --header and --map"
        )
    document = _document(content, shown)
    kind = options.kind
    milestones = document.get("milestones") if kind in (None, "milestones") else None
    inner = document.get("savings")
    prefix = "savings." if isinstance(inner, dict) else ""
    lines = inner.get("lines") if isinstance(inner, dict) else document.get("lines")
    savings = lines if kind in (None, "savings") else None
    with_costs = document.get("costs") if kind != "milestones" else None
    costs = with_costs.get("lines") if isinstance(with_costs, dict) else None
    if savings is not None or costs is not None:
        _require_same_terms(document.get("programme"), shown, options)
    rejected: list[Rejected] = []
    workstreams = _entries(
        document.get("workstreams"), "workstreams", _workstream, rejected, options.year_start
    )
    read_milestones = _entries(milestones, "milestones", _milestone, rejected, options.year_start)
    cancelled = _entries(
        None if milestones is None else document.get("cancelled"),
        "cancelled",
        _cancelled,
        rejected,
        options.year_start,
    )
    read_savings = _entries(savings, f"{prefix}lines", _saving, rejected, options.year_start)
    read_costs = _entries(costs, "costs.lines", _cost, rejected, options.year_start)
    if read_milestones is None and read_savings is None and kind == "costs" and not read_costs:
        raise MinervaError(f"{shown} has no costs of minerva's", _WRITE_COSTS)
    if read_milestones is None and read_savings is None and kind != "costs":
        raise MinervaError(f"{shown} has no milestones or savings of minerva's", _WRITE)
    as_of = document.get("as_of")
    return Incoming(
        shown,
        "json",
        workstreams=workstreams or [],
        milestones=[*(read_milestones or []), *(cancelled or [])],
        savings=read_savings or [],
        costs=[cost for cost in read_costs or [] if not cost.one_off],
        rejected=rejected,
        remarks=[f"the document says what was known on {_shortened(str(as_of))}"] if as_of else [],
    )


def _document(content: bytes, shown: str) -> Mapping[str, Any]:
    text, _ = decode(content, shown)
    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_float=_number, parse_int=_number)
    except json.JSONDecodeError as error:
        raise MinervaError(
            f"{shown} is not JSON: {error.msg} (line {error.lineno}, column {error.colno})", _WRITE
        ) from None
    except RecursionError:
        raise MinervaError(f"{shown} is nested too deeply", _WRITE) from None
    if not isinstance(document, dict) or not isinstance(document.get("schema_version"), Decimal):
        raise MinervaError(f"{shown} is JSON of another tool", _WRITE)
    if document["schema_version"] != VERSION:
        raise MinervaError(
            f"{shown} is of schema version {document['schema_version']}: this minerva reads "
            f"{VERSION}",
            "use the minerva that wrote it",
        )
    return document


def _require_same_terms(programme: Any, shown: str, options: ImportOptions) -> None:
    """Stop where the document is in another currency, or of other financial years."""
    if not isinstance(programme, dict):
        return
    currency, starts = programme.get("currency"), programme.get("financial_year_starts")
    if currency is not None and not (isinstance(currency, str) and _CURRENCY.fullmatch(currency)):
        raise MinervaError(f"{shown}: {describe(currency)} is not a currency", _WRITE)
    require_same_terms(
        shown, options, currency, None if starts is None else parse_year_starts(starts)
    )


def _entries(
    entries: Any,
    name: str,
    make: "Callable[[_Entry], T]",
    rejected: list[Rejected],
    year_start: YearStart,
) -> list[T] | None:
    """Return the records of a list; None where there is no list."""
    if not isinstance(entries, list):
        return None
    records = []
    for number, fields in enumerate(entries):
        place = f"{name}[{number}]"
        if not isinstance(fields, dict):
            rejected.append(Rejected(place, _shortened(describe(fields)), "it is no object"))
            continue
        entry = _Entry(place, fields, year_start)
        record = make(entry)
        rejected += entry.rejected
        if not entry.rejected:
            records.append(record)
    return records


class _Entry:
    """An object while it is read: its values, and what of it could not be read."""

    def __init__(self, place: str, fields: Mapping[str, Any], year_start: YearStart) -> None:
        self.place = place
        self.fields = fields
        self.year_start = year_start
        self.rejected: list[Rejected] = []

    def read(self, key: str, reader: Callable[[Any], T]) -> T | None:
        """Return the value of a key; None where it is not there, null, or unread."""
        value = self.fields.get(key)
        if value is None:
            return None
        try:
            return reader(value)
        except MinervaError as error:
            written, why = _shortened(describe(value)), _shortened(error.message)
            self.rejected.append(Rejected(f"{self.place}.{key}", written, why, error.hint))
            return None

    def needed(self, key: str) -> str:
        """Return a text that has to be there."""
        text = self.read(key, _text)
        if not text and not self.rejected:
            self.rejected.append(Rejected(self.place, "", f"it has no {key}"))
        return text or ""

    def inner(self, key: str) -> "_Entry | None":
        """Return the object under a key; what of it cannot be read is kept with this one."""
        fields = self.read(key, lambda value: _as(dict, value, "an object", "write an object"))
        if fields is None:
            return None
        entry = _Entry(f"{self.place}.{key}", fields, self.year_start)
        entry.rejected = self.rejected
        return entry

    def amounts(self, key: str) -> dict[str, Decimal]:
        """Return amounts by year."""
        return self.read(key, lambda value: _amounts(value, self.year_start.read_label)) or {}

    def tables(
        self, key: str, readers: "Mapping[str, Callable[[Any], Value]]"
    ) -> Sequence[Mapping[str, Value]]:
        """Return a list of objects, each as the programme's files write it."""
        needed = [key for key in readers if key != "reason"]
        return self.read(key, lambda value: _tables(value, readers, needed)) or ()

    def window(self, key: str) -> Window | None:
        """Return a date: the text beside it where it is no single day."""
        written = f"{key}_text" if self.fields.get(f"{key}_text") else key
        return self.read(written, lambda value: self.year_start.own_quarter(_window(value)))


def _workstream(entry: _Entry) -> IncomingWorkstream:
    return IncomingWorkstream(
        entry.place,
        name=entry.needed("name"),
        id=entry.needed("id"),
        owner=entry.read("owner", _text),
        description=entry.read("description", _text),
        closed=entry.read("closed", _day),
        renamed=entry.tables("renamed", _RENAMING),
    )


def _cancelled(entry: _Entry) -> IncomingMilestone:
    """Return a milestone that was given up."""
    said: dict[str, Any] = {
        "on": entry.read("on", _day),
        "approved_by": entry.needed("approved_by"),
        "reason": entry.needed("reason"),
    }
    if said["on"] is None and not entry.rejected:
        entry.rejected.append(Rejected(entry.place, "", "it has no on"))
    return replace(_milestone(entry), cancelled=said if said["on"] else None)


def _milestone(entry: _Entry) -> IncomingMilestone:
    id = entry.needed("id")
    return IncomingMilestone(
        place=entry.place,
        key=id,
        name=entry.needed("name"),
        id=id,
        workstream=entry.read("workstream", _text),
        baseline=entry.window("baseline"),
        original_baseline=entry.window("original_baseline"),
        forecast=entry.window("forecast"),
        actual=entry.window("actual"),
        deadline=entry.window("deadline"),
        tolerance=entry.read("tolerance", parse_duration),
        after=entry.read("after", _links) or (),
        ref=entry.read("ref", _text),
        undated=entry.fields.get("status") == "undated",
        moved=entry.tables("moved", _MOVE),
        texts={key: text for key in MILESTONE_TEXTS if (text := entry.read(key, _text))},
    )


def _saving(entry: _Entry) -> IncomingSaving:
    id = entry.needed("id")
    read_year = entry.year_start.read_label
    years = entry.read("years", lambda value: _years(value, read_year)) or {}
    agreed, stated = entry.inner("agreed"), entry.inner("stated")
    return IncomingSaving(
        place=entry.place,
        key=id,
        name=entry.needed("name"),
        id=id,
        workstream=entry.read("workstream", _text),
        cashable=entry.read("cashable", _flag),
        recurring=entry.read("recurring", _flag),
        category=entry.read("category", _one_of(Category)),
        full_year=entry.read("full_year", _money),
        starts=entry.read("starts", _day),
        starts_with=entry.read("starts_with", _text),
        known_with=entry.read("known_with", _text),
        agreed=_agreed(agreed, stated) if agreed else None,
        plan=agreed.amounts("plan") if agreed else {},
        forecast=stated.amounts("years") if stated else {},
        one_off_cost=entry.read("one_off_cost", _money),
        rebudgets=entry.read("rebudgets", lambda value: _rebudgets(value, read_year)) or (),
        moved=entry.tables("moved", _MOVE),
        replaces=entry.read("replaces", _text),
        ends=entry.read("ends", _day),
        ref=entry.read("ref", _text),
        owner=entry.read("owner", _text),
        state=entry.read("state", _one_of(DeliveryState)),
        realised={year: of["realised"] for year, of in years.items() if of.get("realised")},
        validated={year: of["validated"] for year, of in years.items() if of.get("validated")},
        note=entry.read("note", _text),
        source=entry.read("source", _text),
    )


def _agreed(agreed: _Entry, stated: _Entry | None) -> Agreed:
    return Agreed(
        agreed.read("full_year", _money),
        agreed.read("starts", _day),
        stated.read("full_year", _money) if stated else None,
        stated.read("starts", _day) if stated else None,
    )


def _cost(entry: _Entry) -> IncomingCost:
    id = entry.needed("id")
    read_year = entry.year_start.read_label
    years = entry.read("years", lambda value: _years(value, read_year, ("budget", "spent"))) or {}
    return IncomingCost(
        place=entry.place,
        id=id,
        name=entry.needed("name"),
        workstream=entry.read("workstream", _text),
        saving=entry.read("saving", _text),
        owner=entry.read("owner", _text),
        budget={year: of["budget"] for year, of in years.items() if of.get("budget") is not None},
        stated=entry.amounts("stated"),
        spent={year: of["spent"] for year, of in years.items() if of.get("spent")},
        one_off=entry.read("one_off", _flag) or False,
    )


class _BeyondBounds(Struct, frozen=True):
    """A number that no amount can be: so large, so small or so long that nothing is made of it."""

    written: str

    def __str__(self) -> str:
        return self.written


def _number(written: str) -> Decimal | _BeyondBounds:
    """Return a number as it is written, unless to work with it would take all memory."""
    if len(written) <= _MOST_LETTERS:
        try:
            number = Decimal(written)
        except InvalidOperation:  # no exponent is that large
            return _BeyondBounds(_shortened(written))
        if abs(number.adjusted()) <= _MOST_ZEROS:
            return number
    return _BeyondBounds(_shortened(written))


def _shortened(text: str) -> str:
    """Return a text for a message: the beginning of a long one, with every character whole."""
    whole = text.encode(errors="backslashreplace").decode()
    return whole if len(whole) <= _MOST_SHOWN else f"{whole[:_MOST_SHOWN]}..."


def _text(value: Any) -> str:
    if isinstance(value, str) and _HALF.search(value):
        raise MinervaError("it has half of a character", "write the character whole, in UTF-8")
    if isinstance(value, str):
        return value
    raise MinervaError(f"{describe(value)} is not text", "write it in quotes")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise MinervaError(f"{describe(value)} is neither true nor false", "write true or false")


def _money(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        if abs(value) >= MOST_MONEY or value != round(value, 2):
            raise MinervaError(
                f"{value:f} is not an amount to the penny", "use at most two decimals"
            )
        whole = value.to_integral_value()
        return Decimal(int(whole)) if whole == value else round(value, 2)
    raise MinervaError(f"{describe(value)} is not an amount of money", "write a number, or null")


def _window(value: Any) -> Window:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return parse_window(date.fromisoformat(value))
        except ValueError as error:
            if isinstance(error, MinervaError):
                raise
            raise MinervaError(f'"{value}" is not a day of the calendar', "check the day") from None
    return parse_window(value)


def _links(value: Any) -> tuple[IncomingLink, ...]:
    links = []
    for item in _as(list, value, "a list", 'write ["id"]'):
        if isinstance(item, dict) and isinstance(item.get("milestone"), str):
            lag = parse_duration(item["lag"]) if item.get("lag") else Duration(0, "day")
            links.append(IncomingLink(item["milestone"], lag))
        else:
            links.append(IncomingLink(_text(item)))
    return tuple(links)


def _day(value: Any) -> date:
    return _window(value).latest


def _one_of(words: Any) -> Callable[[Any], Any]:
    """Return what reads one of some words."""

    def read(value: Any) -> Any:
        if value not in get_args(words):
            known = ", ".join(get_args(words))
            raise MinervaError(f"{describe(value)} is none of {known}", "write one of these")
        return value

    return read


def _rebudgets(value: Any, read_year: Callable[[object], str]) -> Sequence[Mapping[str, Value]]:
    """Return rebudgets as the programme's files write them."""
    readers: Mapping[str, Callable[[Any], Value]] = {
        "on": _day,
        "approved_by": _text,
        "from": read_year,
        "full_year": _money,
        "starts": _day,
        "plan": lambda plan: _amounts(plan, read_year),
        "reason": _text,
        "source": _text,
        "note": _text,
    }
    return _tables(value, readers)


def _tables(
    value: Any, readers: Mapping[str, Callable[[Any], Value]], needed: Sequence[str] = ("on",)
) -> Sequence[Mapping[str, Value]]:
    """Return objects as the programme's files write them: the keys that they have a value for."""
    how = "write a list of objects"
    tables = [
        {
            key: reader(fields[key])
            for key, reader in readers.items()
            if _as(dict, fields, "an object", how).get(key) not in (None, {})
        }
        for fields in _as(list, value, "a list", how)
    ]
    for key in needed:
        if any(key not in table for table in tables):
            raise MinervaError(f"one of them has no {key}", f"give each of them {key}")
    return tables


def _amounts(value: Any, read_year: Callable[[object], str]) -> dict[str, Decimal]:
    years = _as(dict, value, "an object", "write the amounts by year")
    return {read_year(year): _money(amount) for year, amount in years.items()}


def _years(
    value: Any,
    read_year: Callable[[object], str],
    keys: Sequence[str] = ("realised", "validated"),
) -> dict[str, dict[str, Decimal]]:
    how = "write the figures by year"
    return {
        read_year(year): {
            key: _money(figures[key])
            for key in keys
            if _as(dict, figures, "an object", how).get(key)
        }
        for year, figures in _as(dict, value, "an object", how).items()
    }


def _as(kind: type, value: Any, what: str, hint: str) -> Any:
    if isinstance(value, kind):
        return value
    raise MinervaError(f"{describe(value)} is not {what}", hint)


_MOVE: Final[Mapping[str, Callable[[Any], Value]]] = {
    "on": _day,
    "from": _text,
    "to": _text,
    "reason": _text,
}
_RENAMING: Final[Mapping[str, Callable[[Any], Value]]] = {"on": _day, "from": _text}
