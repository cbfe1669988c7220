"""A new record, or a new part of a procurement, from what is given for each key of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Bid,
    Bidder,
    Contract,
    Cost,
    Milestone,
    Option,
    Predecessor,
    Procurement,
    Programme,
    Saving,
    Stage,
    Workstream,
)
from minerva.model.register import Action, Issue, RegisterDecision, Risk
from minerva.parsing.lookup import find_record
from minerva.recording.change import AddTable, Change, Value
from minerva.recording.given import Given, GivenReader, records_of
from minerva.store.files import MILESTONES, REGISTER, WORKSTREAMS
from minerva.store.references import REFERENCES
from minerva.store.schema import Field, fields_of

Noun = Literal[
    "workstream",
    "milestone",
    "saving",
    "cost",
    "procurement",
    "stage",
    "bidder",
    "bid",
    "contract",
    "option",
    "risk",
    "issue",
    "action",
    "decision",
]

RECORDS: Final[Mapping[Noun, Any]] = {
    "workstream": Workstream,
    "milestone": Milestone,
    "saving": Saving,
    "cost": Cost,
    "procurement": Procurement,
    "stage": Stage,
    "bidder": Bidder,
    "bid": Bid,
    "contract": Contract,
    "option": Option,
    "risk": Risk,
    "issue": Issue,
    "action": Action,
    "decision": RegisterDecision,
}
REGISTERED: Final = frozenset({"risk", "issue", "action", "decision"})
"""What stands in the register: raised on a day, today where none is given."""
PARTS: Final[frozenset[Noun]] = frozenset({"stage", "bidder", "bid"})
"""What is a part of a procurement."""
_OWN_KEYS: Final[Mapping[Noun, str]] = {"bidder": "name", "bid": "bidder"}
"""The key that a record is known by, where it has no id."""
_IN_PARTS: Final[Mapping[Noun, Mapping[str, str]]] = {
    "bidder": {"out_at": "stage"},
    "bid": {"bidder": "bidder", "stage": "stage"},
}
"""What the keys of a procurement's parts refer to in it."""


def fields(noun: Noun) -> Sequence[Field]:
    """Return the keys that a new record may be given, in the order in which it has them.

    Those left out hold tables: what is stated of a record once it is there.
    """
    return [field for field in fields_of(RECORDS[noun]) if field.nested in (None, Predecessor)]


def own_key(noun: Noun) -> str:
    """Return the key that a record is known by."""
    return _OWN_KEYS.get(noun, "id")


def today_key(noun: Noun) -> str | None:
    """Return the key for a day that is today where none is given; None without one."""
    return "raised" if noun in REGISTERED else "on" if noun == "bid" else None


def needed(noun: Noun) -> Sequence[str]:
    """Return the keys that a new record has to be given; of a part, its procurement first."""
    keys = [field.key for field in fields(noun) if field.needed]
    return ["procurement", *keys] if noun in PARTS else keys


def referred(noun: Noun) -> Mapping[str, str]:
    """Return what the ids in the keys of a record are of: `milestone` for `starts_with`."""
    if noun in PARTS:
        return {"procurement": "procurement", **_IN_PARTS.get(noun, {})}
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
    day = today_key(noun)
    if day is not None and day not in given:
        given = {**given, day: "today"}
    missing = [_flag(noun, key) for key in needed(noun) if not given.get(key)]
    if missing:
        raise MinervaError(f"a new {noun} needs {_enumerated(missing)}", "add what is missing")
    within = procurement_of(programme, noun, given)
    refuse_known(programme, noun, str(given[own_key(noun)]), within)
    reader = GivenReader(programme, referred(noun), today, within)
    values = {
        field.key: reader.value(field, given[field.key])
        for field in fields(noun)
        if given.get(field.key) not in (None, [])
    }
    file = MILESTONES if noun == "milestone" else WORKSTREAMS
    file = REGISTER if noun in REGISTERED else file
    path = (noun,) if within is None else (*within.location.path, noun)
    return Change([AddTable(file, path, values)], _summary(noun, values, within))


def read_answer(
    programme: Programme,
    noun: Noun,
    key: str,
    text: str,
    given: Mapping[str, Given],
    today: date,
) -> None:
    """Raise MinervaError where a text will not do for a key, given those before it."""
    if not text.strip():
        raise MinervaError("this text is empty", "write at least a word")
    within = procurement_of(programme, noun, {**given, key: text})
    if key == own_key(noun):
        refuse_known(programme, noun, text, within)
    for field in fields(noun):
        if field.key == key:
            value = GivenReader(programme, referred(noun), today, within).value(field, text)
            if field.kind is not None and field.many is None:
                field.kind.read(value)


def procurement_of(
    programme: Programme, noun: Noun, given: Mapping[str, Given]
) -> Procurement | None:
    """Return the procurement that a new part belongs to; None for what is no part of one."""
    if noun not in PARTS:
        return None
    return find_record("procurement", programme.procurements, str(given["procurement"]))


def refuse_known(programme: Programme, noun: Noun, text: str, within: Procurement | None) -> None:
    """Refuse a record that is there already; a bidder may bid more than once."""
    if noun == "bid" or all(record.id != text for record in records_of(programme, within)[noun]):
        return
    if noun == "bidder" and within is not None:
        raise MinervaError(f"{text} is a bidder for {within.id} already")
    raise MinervaError(f'there is a {noun} "{text}" already', "give the new one another id")


def _summary(noun: Noun, values: Mapping[str, Value], within: Procurement | None) -> str:
    if within is None:
        name = values.get("name") or values.get("supplier")
        return f"{noun} {values['id']} is added: {name}"
    if noun == "stage":
        return f"stage {values['id']} of {within.id} is added: {values['name']}"
    if noun == "bidder":
        return f"bidder {values['name']} of {within.id} is added"
    on = values["on"]
    day = format_date(on) if isinstance(on, date) else str(on)
    return f"the bid of {values['bidder']} for {within.id}, settled on {day}, is added"


def _flag(noun: Noun, key: str) -> str:
    if key == "procurement":
        return "the procurement that it is part of"
    if key == own_key(noun):
        return {"name": "a name", "bidder": "the bidder"}.get(key, "an id")
    return "--on" if key == "raised" else f"--{key.replace('_', '-')}"


def _enumerated(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
