"""A new workstream, milestone, saving or cost, from what is given for each key of its record.

What a key may hold is the record's to say and the reader's to judge: here text becomes the
value that the files write for it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, get_args, get_origin

from minerva.model.dates import Duration, Window, YearStart, parse_delay
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Cost,
    Milestone,
    Percentage,
    Predecessor,
    Programme,
    Saving,
    Workstream,
    YearLabel,
)
from minerva.model.register import Action, Delay, Issue, Loss, RegisterDecision, Risk
from minerva.parsing.lookup import Named, find_record
from minerva.recording.change import AddTable, Change, Value
from minerva.recording.milestones import date_value
from minerva.recording.parse_amounts import read_amount, read_year
from minerva.recording.parse_dates import read_day, read_past_day, read_past_window, read_window
from minerva.store.files import MILESTONES, REGISTER, WORKSTREAMS
from minerva.store.references import REFERENCES
from minerva.store.schema import Field, fields_of

Noun = Literal["workstream", "milestone", "saving", "cost", "risk", "issue", "action", "decision"]
Given = str | bool | Sequence[str]

RECORDS: Final[Mapping[Noun, Any]] = {
    "workstream": Workstream,
    "milestone": Milestone,
    "saving": Saving,
    "cost": Cost,
    "risk": Risk,
    "issue": Issue,
    "action": Action,
    "decision": RegisterDecision,
}
REGISTERED: Final = frozenset({"risk", "issue", "action", "decision"})
"""What stands in the register: raised on a day, today where none is given."""

_RANGE: Final = re.compile(r"\s*(?:\.\.|\bto\b)\s*")


def fields(noun: Noun) -> Sequence[Field]:
    """Return the keys that a new record may be given, in the order in which it has them.

    Those left out hold tables: what is stated of a record once it is there.
    """
    return [field for field in fields_of(RECORDS[noun]) if field.nested in (None, Predecessor)]


def needed(noun: Noun) -> Sequence[str]:
    """Return the keys that a new record has to be given."""
    return [field.key for field in fields(noun) if field.needed]


def referred(noun: Noun) -> Mapping[str, str]:
    """Return what the ids in the keys of a record are of: `milestone` for `starts_with`."""
    return {key: target for name, key, target in REFERENCES if name == noun}


def add(
    programme: Programme,
    noun: Noun,
    given: Mapping[str, Given],
    today: date,
) -> Change:
    """Add a record at the end of those of its kind, from the text given for each key.

    What it refers to may be given by id or name. Raises MinervaError.
    """
    if noun in REGISTERED and "raised" not in given:
        given = {**given, "raised": "today"}
    missing = [_flag(key) for key in needed(noun) if not given.get(key)]
    if missing:
        raise MinervaError(f"a new {noun} needs {_enumerated(missing)}", "add what is missing")
    id = str(given["id"])
    if any(record.id == id for record in _records(programme)[noun]):
        raise MinervaError(f'there is a {noun} "{id}" already', "give the new one another id")
    reader = _Reader(programme, referred(noun), today)
    values = {
        field.key: reader.value(field, given[field.key])
        for field in fields(noun)
        if given.get(field.key) not in (None, [])
    }
    file = MILESTONES if noun == "milestone" else WORKSTREAMS
    file = REGISTER if noun in REGISTERED else file
    return Change([AddTable(file, (noun,), values)], f"{noun} {id} is added: {given['name']}")


def read_values(
    programme: Programme, record: Any, given: Mapping[str, Given], today: date
) -> dict[str, Value]:
    """Return the values of a record's keys from the text given for each, in its own order."""
    reader = _Reader(programme, {}, today)
    return {
        field.key: reader.value(field, given[field.key])
        for field in fields_of(record)
        if given.get(field.key) not in (None, [])
    }


def _records(
    programme: Programme,
) -> Mapping[str, Sequence[Named]]:
    return {
        "workstream": programme.workstreams,
        "milestone": programme.milestones,
        "saving": programme.savings,
        "cost": programme.costs,
        "risk": programme.risks,
        "issue": programme.issues,
        "action": programme.actions,
        "decision": programme.decisions,
    }


class _Reader:
    """Turns what is given for a key into the value that the files hold."""

    def __init__(self, programme: Programme, referred: Mapping[str, str], today: date) -> None:
        self.programme = programme
        self.referred = referred
        self.today = today

    def value(self, field: Field, given: Given) -> Value:
        """Return the value of a key, as its record's annotation has it."""
        key, hint = field.key, field.hint
        if isinstance(given, bool):
            return given
        if isinstance(given, str):
            return self._text(key, get_args(hint) or (hint,), given)
        if get_origin(hint) is Mapping:
            return self._table(key, get_args(hint)[0], given)
        if key in _LISTS:
            return [self._id(_LISTS[key], text) for text in given]
        return [self._predecessor(text) for text in given]

    def _text(self, key: str, hints: Sequence[Any], text: str) -> Value:
        if key == "actual":
            return date_value(read_past_window(text, self.today, self._year_start))
        if key in _PAST:
            return read_past_day(text, self.today)
        if Percentage in hints:
            return _percentage(text)
        if Delay in hints:
            return _ends([" ".join(end.split()) for end in _RANGE.split(text.strip())], text)
        if Loss in hints:
            return _ends([self._amount(end) for end in _RANGE.split(text.strip())], text)
        if Window in hints:
            return date_value(read_window(text, self.today, self._year_start))
        if date in hints:
            return read_day(text, self.today)
        if Decimal in hints:
            return self._amount(text)
        if Duration in hints:
            return " ".join(text.split())
        noun = self.referred.get(key)
        return text if noun is None else self._id(noun, text)

    @property
    def _year_start(self) -> YearStart:
        return self.programme.details.financial_year_starts

    def _amount(self, text: str) -> Decimal:
        return read_amount(text, self.programme.details.currency)

    def _id(self, noun: str, text: str) -> str:
        records = _records(self.programme)[noun]
        return find_record(noun, records, text).id

    def _table(self, key: str, name_hint: Any, given: Sequence[str]) -> Value:
        entries: dict[str, Value] = {}
        for text in given:
            name, amount = self._entry(key, name_hint, text)
            if name in entries:
                raise MinervaError(f'--{key} has "{name}" twice', "give it once")
            entries[name] = amount
        return entries

    def _entry(self, key: str, name_hint: Any, text: str) -> tuple[str, Value]:
        """Read an entry of a table, such as `2014/15=80k`, by its last sign."""
        name, sign, amount = text.rpartition("=")
        if not sign:
            example = "Insurance=20k"
            if name_hint is YearLabel:
                starts = self.programme.details.financial_year_starts
                example = f"{starts.year(2014).label}=80k"
            raise MinervaError(
                f'"{text}" has no amount', f"write --{key} with a name and an amount: {example}"
            )
        if name_hint is not YearLabel:
            return name.strip(), self._amount(amount)
        starts = self.programme.details.financial_year_starts
        return read_year(name, starts), self._amount(amount)

    def _predecessor(self, text: str) -> Value:
        """Read a milestone that comes first and, if one is given, the time in between."""
        id, plus, lag = text.partition("+")
        milestone = self._id("milestone", id.strip())
        if not plus:
            return milestone
        delay = parse_delay(" ".join(f"+{lag}".split()))
        if delay is None or delay.number < 0:
            raise MinervaError(f'"+{lag}" is not a delay', f"write {milestone}+3weeks")
        return {"milestone": milestone, "lag": str(delay)}


_LISTS: Final = {"milestones": "milestone", "savings": "saving"}
"""The keys that hold several ids, and what they are of."""
_PAST: Final = frozenset({"raised", "closed", "done", "made"})
"""The keys for a day that has to have come."""


def _percentage(text: str) -> Value:
    """Read a percentage: `30`, `30%`, `12.5`."""
    try:
        return Decimal(text.strip().removesuffix("%").rstrip())
    except InvalidOperation:
        raise MinervaError(
            f'"{text}" is not a percentage', "write a number from 0 to 100, such as 30"
        ) from None


def _ends(ends: Sequence[Value], text: str) -> Value:
    """Return one value, or a low and a high."""
    if len(ends) == 1:
        return ends[0]
    if len(ends) > 2:
        raise MinervaError(
            f'"{text}" has more than two ends', "write a low and a high: LOW to HIGH"
        )
    return {"low": ends[0], "high": ends[1]}


def _flag(key: str) -> str:
    if key == "raised":
        return "--on"
    return "an id" if key == "id" else f"--{key.replace('_', '-')}"


def _enumerated(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
