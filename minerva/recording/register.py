"""What is recorded in the register: a review, the end of an entry, what somebody says.

New entries are `additions`. Each function takes a programme and returns the change to its files,
or raises MinervaError.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import Programme, Workstream
from minerva.model.register import (
    Action,
    Issue,
    IssueReview,
    RegisterDecision,
    Risk,
    RiskReview,
)
from minerva.parsing.lookup import find_record
from minerva.position.assessments import subject_ids, subjects
from minerva.recording.change import AddTable, Change, SetKey, Value
from minerva.recording.given import Given, read_values
from minerva.store.files import REGISTER, WORKSTREAMS

Entry = Risk | Issue | Action | RegisterDecision | Workstream

_ENDS: Final = {"action": "done", "decision": "made"}
"""The key for the day on which an entry ends, where it is not `closed`."""

_SAYS: Final = {"outcome": "decision", "happened": "risk", "resolution": "issue"}
"""What else may be said at the end, and of which kind of entry."""


def entries_of(programme: Programme, kinds: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """Return the records of some kinds."""
    return {kind: programme.by_kind[kind] for kind in kinds}


def find_entry(
    programme: Programme, kinds: Sequence[str], id: str, kind: str | None
) -> tuple[str, Any]:
    """Return what an id means, with its kind. Raises MinervaError where it may be several."""
    return _find("entry", entries_of(programme, kinds), id, kind)


def _find(
    noun: str, records: Mapping[Any, Sequence[Any]], id: str, kind: str | None
) -> tuple[str, Any]:
    """Return the record that an id, a name or a part of one means, with its kind.

    Raises MinervaError where there is none, where records of several kinds may be meant, and for
    a kind that is none of those.
    """
    if kind is not None:
        if kind not in records:
            others = _either(list(records))
            raise MinervaError(f"this is not for {_either([kind])}", f"it is for {others}")
        return kind, find_record(kind, records[kind], id)
    having = {name: record for name, some in records.items() for record in some if record.id == id}
    if len(having) > 1:
        ways = " or ".join(f"--kind {name}" for name in having)
        raise MinervaError(f'"{id}" is the id of {_either(list(having))}', f"say which with {ways}")
    every = [(name, record) for name, some in records.items() for record in some]
    found = find_record(noun, [record for _, record in every], id)
    return next((name, record) for name, record in every if record is found)


def review(
    programme: Programme,
    kind: str,
    entry: Risk | Issue,
    given: Mapping[str, Given],
    on: date,
    today: date,
) -> Change:
    """Add a look at a risk or an issue, with what it changes."""
    if on < entry.raised:
        raise MinervaError(
            f"{entry.id} was raised on {format_date(entry.raised)}", "give a later day with --on"
        )
    if entry.closed is not None and entry.closed <= on:
        raise MinervaError(
            f"{entry.id} was closed on {format_date(entry.closed)}",
            "there is nothing to review any more; if that is wrong, correct it in the file",
        )
    record = RiskReview if kind == "risk" else IssueReview
    stated = read_values(programme, record, given, today)
    values: dict[str, Value] = {"on": on, **stated}
    told = ", ".join(f"{key} {text}" for key, text in given.items() if key not in ("by", "note"))
    return Change(
        [AddTable(REGISTER, (*entry.location.path, "review"), values)],
        f"{kind} {entry.id} was reviewed on {format_date(on)}" + (f": {told}" if told else ""),
    )


def close(kind: str, entry: Any, on: date, said: Mapping[str, str | bool]) -> Change:
    """Set the day from which an entry, or a workstream, is no longer open."""
    for key in said:
        if _SAYS[key] != kind:
            raise MinervaError(
                f"--{key} is for {_either([_SAYS[key]])}, and {entry.id} is {_either([kind])}",
                f"leave out --{key}",
            )
    key = _ENDS.get(kind, "closed")
    before = getattr(entry, key)
    if before is not None:
        raise MinervaError(
            f"{entry.id} is {key} since {format_date(before)} already",
            f"if that day is wrong, put it right in {entry.location.file}",
        )
    raised = getattr(entry, "raised", None)
    if raised is not None and on < raised:
        raise MinervaError(
            f"{entry.id} was raised on {format_date(raised)}", "give a later day with --on"
        )
    file = WORKSTREAMS if kind == "workstream" else REGISTER
    path = entry.location.path
    edits = [SetKey(file, path, key, on)]
    edits += [SetKey(file, path, name, value) for name, value in said.items()]
    word = "happened" if said.get("happened") else {"done": "done", "made": "decided"}.get(key, key)
    told = said.get("outcome") or said.get("resolution")
    return Change(
        edits,
        f"{kind} {entry.id} {'' if word == 'happened' else 'was '}{word} on {format_date(on)}"
        + (f": {told}" if told else ""),
    )


def assess(
    programme: Programme,
    subject: str,
    text: str,
    by: str,
    on: date,
    rating: str | None,
    kind: str | None,
) -> Change:
    """Add what somebody says of a part of the programme."""
    kind, record = _find("subject", subjects(programme), subject, kind)
    subject = str(record.id)
    values: dict[str, Value] = {"subject": subject, "on": on, "by": by}
    if rating is not None:
        values["rating"] = rating
    values["text"] = text
    every = subject_ids(programme)
    if sum(subject in ids for ids in every.values()) > 1:
        values["kind"] = kind
    rated = f", {rating}" if rating else ""
    return Change(
        [AddTable(REGISTER, ("assessment",), values)],
        f"{kind} {subject} was assessed on {format_date(on)} by {by}{rated}",
    )


def _either(kinds: Sequence[str]) -> str:
    *others, last = [f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds]
    return f"{', '.join(others)} or {last}" if others else last
