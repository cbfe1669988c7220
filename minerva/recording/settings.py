"""The keys of the programme and of its target, set from what is given for them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from minerva.model import money
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Programme, ProgrammeDetails, Target
from minerva.recording.change import Change, SetKey, Value
from minerva.recording.given import read_values
from minerva.store.files import WORKSTREAMS
from minerva.store.schema import Field, fields_of, names_of

Part = Literal["programme", "target"]

_RECORDS: Final[Mapping[Part, Any]] = {"programme": ProgrammeDetails, "target": Target}


def settable(part: Part) -> Sequence[Field]:
    """Return the keys that can be set; those left out hold a table."""
    return [field for field in fields_of(_RECORDS[part]) if field.nested is None]


def set_keys(programme: Programme, part: Part, texts: Sequence[str], today: date) -> Change:
    """Set keys of the programme or of its target, each given as `key=value`.

    Raises MinervaError for a key that there is not, for one given twice, and where nothing would
    change.
    """
    given = _given(part, texts)
    new = read_values(programme, _RECORDS[part], given, today)
    record = programme.details if part == "programme" else programme.details.target
    old = {} if record is None else _written(part, record)
    values = {key: value for key, value in new.items() if old.get(key) != value}
    if not values:
        said = ", ".join(f"{key} is {_shown(old[key])}" for key in new)
        raise MinervaError(f"nothing would change: {said} already")
    if record is None:
        missing = [field.key for field in settable(part) if field.needed and field.key not in new]
        if missing:
            raise MinervaError(
                f"there is no target yet, and it needs {' and '.join(missing)}",
                f"minerva set target {missing[0]}=2m",
            )
        edits = [SetKey(WORKSTREAMS, ("programme",), "target", values)]
    else:
        path = record.location.path
        edits = [SetKey(WORKSTREAMS, path, key, value) for key, value in values.items()]
    changes = "; ".join(
        f"{key} is {_shown(value)}" + (f", not {_shown(old[key])}" if key in old else "")
        for key, value in values.items()
    )
    return Change(edits, f"of the {part}, {changes}")


def _given(part: Part, texts: Sequence[str]) -> Mapping[str, str]:
    keys = [field.key for field in settable(part)]
    given: dict[str, str] = {}
    for text in texts:
        key, sign, value = (piece.strip() for piece in text.partition("="))
        if not sign or not value:
            raise MinervaError(f'"{text}" sets nothing', f"write {key or keys[0]}=VALUE")
        if key not in keys:
            hint = nearest_hint(key, keys, f"the keys are {', '.join(keys)}")
            raise MinervaError(f'the {part} has no key "{key}"', hint)
        if key in given:
            raise MinervaError(f"{key} is given twice", "give it once")
        given[key] = value
    return given


def _written(part: Part, record: Any) -> dict[str, Value]:
    """Return what the keys of a record hold, as the files have it."""
    names = names_of(type(record))
    values = dict(zip(names, (getattr(record, name) for name in names), strict=True))
    return {
        field.key: field.kind.write(value)
        for name, field in zip(names, fields_of(_RECORDS[part]), strict=True)
        if field.kind is not None and (value := values[name]) is not None
    }


def _shown(value: Value) -> str:
    return money.format_digits(value) if isinstance(value, Decimal) else str(value)
