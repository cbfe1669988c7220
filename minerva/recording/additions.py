"""A new workstream, milestone or saving, from what is given for each key of its record.

What a key may hold is the record's to say and the reader's to judge: here text becomes the
value that the files write for it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args, get_origin

from minerva.model.dates import Duration, Window, YearStart, parse_delay
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Milestone,
    Programme,
    Saving,
    Workstream,
    YearLabel,
)
from minerva.recording.change import AddTable, Change, Value
from minerva.recording.lookup import find_record
from minerva.recording.milestones import date_value
from minerva.recording.parse_amounts import read_amount, read_year
from minerva.recording.parse_dates import read_day, read_past_window, read_window
from minerva.store.files import MILESTONES, WORKSTREAMS
from minerva.store.schema import fields_of, keys_of

Noun = Literal["workstream", "milestone", "saving"]
Given = str | bool | Sequence[str]

RECORDS: Final[Mapping[Noun, Any]] = {
    "workstream": Workstream,
    "milestone": Milestone,
    "saving": Saving,
}
STATED_LATER: Final = {"forecast", "rebaseline", "estimate", "realised"}
"""The keys for what is stated of a record once it is there."""

_MILESTONE_KEYS: Final = ("starts_with", "known_with")


def keys(noun: Noun) -> Sequence[str]:
    """Return the keys that a new record may be given, in the order in which it has them."""
    return [key for key in keys_of(RECORDS[noun]) if key not in STATED_LATER]


def needed(noun: Noun) -> Sequence[str]:
    """Return the keys that a new record has to be given."""
    return [key for key in keys(noun) if key not in RECORDS[noun]._field_defaults]


def add(
    programme: Programme,
    noun: Noun,
    given: Mapping[str, Given],
    today: date,
    *,
    shortened: bool = False,
) -> Change:
    """Add a record at the end of those of its kind, from the text given for each key.

    With `shortened`, the ids that it refers to may be the beginnings of ids. Raises MinervaError.
    """
    missing = [_flag(key) for key in needed(noun) if not given.get(key)]
    if missing:
        raise MinervaError(f"a new {noun} needs {_enumerated(missing)}", "add what is missing")
    id = str(given["id"])
    records: Mapping[Noun, Sequence[Workstream | Milestone | Saving]] = {
        "workstream": programme.workstreams,
        "milestone": programme.milestones,
        "saving": programme.savings,
    }
    if any(record.id == id for record in records[noun]):
        raise MinervaError(f'there is a {noun} "{id}" already', "give the new one another id")
    reader = _Reader(programme, today, shortened)
    values = {
        key: reader.value(RECORDS[noun], key, given[key])
        for key in keys(noun)
        if given.get(key) not in (None, [])
    }
    file = MILESTONES if noun == "milestone" else WORKSTREAMS
    return Change([AddTable(file, (noun,), values)], f"{noun} {id} is added: {given['name']}")


class _Reader:
    """Turns what is given for a key into the value that the files hold."""

    def __init__(self, programme: Programme, today: date, shortened: bool) -> None:
        self.programme = programme
        self.today = today
        self.shortened = shortened

    def value(self, record: Any, key: str, given: Given) -> Value:
        """Return the value of a key, as its record's annotation has it."""
        if isinstance(given, bool):
            return given
        hint = next(field.hint for field in fields_of(record) if field.key == key)
        if isinstance(given, str):
            return self._text(key, get_args(hint) or (hint,), given)
        if get_origin(hint) is Mapping:
            return self._table(key, get_args(hint)[0], given)
        return [self._predecessor(text) for text in given]

    def _text(self, key: str, hints: Sequence[Any], text: str) -> Value:
        if key == "actual":
            return date_value(read_past_window(text, self.today, self._year_start))
        if Window in hints:
            return date_value(read_window(text, self.today, self._year_start))
        if date in hints:
            return read_day(text, self.today)
        if Decimal in hints:
            return self._amount(text)
        if Duration in hints:
            return " ".join(text.split())
        if key == "workstream":
            workstreams = self.programme.workstreams
            return find_record(key, workstreams, text, shortened=self.shortened).id
        return self._milestone(text) if key in _MILESTONE_KEYS else text

    @property
    def _year_start(self) -> YearStart:
        return self.programme.details.financial_year_starts

    def _amount(self, text: str) -> Decimal:
        return read_amount(text, self.programme.details.currency)

    def _milestone(self, text: str) -> str:
        milestones = self.programme.milestones
        return find_record("milestone", milestones, text, shortened=self.shortened).id

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
        milestone = self._milestone(id.strip())
        if not plus:
            return milestone
        try:
            delay = parse_delay(" ".join(f"+{lag}".split()))
        except ValueError as error:
            raise MinervaError(*error.args) from None
        if delay is None or delay.number < 0:
            raise MinervaError(f'"+{lag}" is not a delay', f"write {milestone}+3weeks")
        return {"milestone": milestone, "lag": str(delay)}


def _flag(key: str) -> str:
    return "an id" if key == "id" else f"--{key.replace('_', '-')}"


def _enumerated(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
