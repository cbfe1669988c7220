"""Tables that may not be sound: what is wrong with each, and what of it can be used all the same.

Owns the words of the problems found in a table.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from minerva.model.problems import Problem, nearest_hint
from minerva.model.source import Location
from minerva.store.schema import (
    Record,
    fields_of,
    keys_of,
    nested_otherwise,
    others_in,
    record_below,
)
from minerva.store.validation import example_of, explain, nearest, validator_of


def read_table(
    record: Record,
    table: dict[str, Any],
    location: Location,
    unnamed: str,
    problems: list[Problem],
) -> Any:
    """Return the record of a table, with what is wrong added to `problems` and left out of it."""
    try:
        fields = validator_of(record).validate_python(table)
    except ValidationError as error:
        noun = str(location.path[0])
        label = f'{noun} "{table["id"]}"' if isinstance(table.get("id"), str) else unnamed
        errors = error.errors(include_url=False)
        problems.extend(_problem(record, label, location, details) for details in errors)
        return _sound_part(record, table, location, errors)
    return _build(record, fields, location)


def _sound_part(
    record: Record, table: dict[str, Any], location: Location, errors: list[ErrorDetails]
) -> Any:
    """Return what can be used of a refused table, so that what it refers to is still checked.

    Of a list only the refused entries are left out, so that one mistake hides no other.
    """
    refused: dict[Any, set[Any]] = {}
    for details in errors:
        key, *rest = details["loc"]
        refused.setdefault(key, set()).add(rest[0] if rest and isinstance(rest[0], int) else None)
    sound = {key: value for key, value in table.items() if key not in refused}
    kept: dict[str, list[int]] = {}
    for key, indexes in refused.items():
        if None not in indexes and isinstance(table[key], list):
            kept[key] = [n for n in range(len(table[key])) if n not in indexes]
            sound[key] = [table[key][n] for n in kept[key]]
    if "stage" in refused:
        sound.pop("bidder", None)  # the stage a bidder left at may be among those refused
    if not refused.keys().isdisjoint(("stage", "bidder", "evaluation")):
        sound.pop("bid", None)  # and what a bid refers to
    fields = validator_of(record, partial=True).validate_python(sound)
    return _build(record, fields, location, kept)


def _build(
    record: Record,
    fields: dict[str, Any],
    location: Location,
    kept: Mapping[str, list[int]] = MappingProxyType({}),
) -> Any:
    """Make a record of validated fields, and of the tables in them records with their places.

    `kept` says which entries of a list were kept, where some of them were refused.
    """
    for field in fields_of(record):
        if field.others:
            fields[field.key] = {
                name: _build(field.nested, item, location.at(name))
                for name, item in others_in(record, fields).items()
            }
            continue
        value = fields.get(field.key)
        if value is None or field.nested is None:
            continue
        if field.many is tuple:
            numbers = kept.get(field.key, range(len(value)))
            fields[field.key] = tuple(
                _build(field.nested, item, location.at(field.key, n))
                for n, item in zip(numbers, value, strict=True)
            )
        elif field.many is Mapping:
            fields[field.key] = {
                name: _build(field.nested, item, location.at(field.key, name))
                for name, item in value.items()
            }
        else:
            fields[field.key] = _build(field.nested, value, location.at(field.key))
    return record(location, *(fields.get(field.key, field.default) for field in fields_of(record)))


def _problem(record: Record, label: str, location: Location, details: ErrorDetails) -> Problem:
    """Put what the validator says of a value into the user's words."""
    loc = details["loc"]
    of_key = details["type"] != "extra_forbidden" and len(loc) > 1 and loc[-1] == "[key]"
    *parents, key = loc[:-1] if of_key else loc
    owner, owner_label = _owner(record, label, parents)
    here = location.at(*parents, key)
    match details["type"]:
        case "extra_forbidden":
            message = f'{owner_label} has no key "{key}"'
            return Problem("unknown-key", message, here, _known_key(record, owner, parents, key))
        case "missing":
            message = f'{owner_label} needs "{key}"'
            hint = f"add {key} = {example_of(owner, str(key))}"
            return Problem("missing-key", message, location.at(*parents), hint)
        case "value_error":
            wrong, hint = details["ctx"]["error"].args
        case "dict_type" if nested_otherwise(owner) and not isinstance(key, int):
            message = f'{owner_label} has no key "{key}"'
            otherwise = f"a group of criteria is a table: {key} = {{ weight = 60 }}"
            hint = nearest_hint(key, keys_of(owner), otherwise)
            return Problem("unknown-key", message, here, hint)
        case kind:
            wrong, hint = explain(kind, details["input"], details.get("ctx", {}).get("expected"))
    about = f"{owner_label} {key + 1}" if isinstance(key, int) else f"{owner_label}, {key}"
    return Problem("wrong-value", f"{about}: {wrong}", here, hint, value=True)


def _known_key(record: Record, owner: Record, parents: list[str | int], key: str | int) -> str:
    """Return a hint for a key that is not known: of the record it is in, or of the one above."""
    if parents and key in keys_of(record) and key not in keys_of(owner):
        header = f"{record.__name__.lower()}.{parents[0]}"
        return f"it belongs to the {record.__name__.lower()}: write it above the first [[{header}]]"
    return nearest(key, keys_of(owner), "the keys are ")


def _owner(record: Record, label: str, parents: list[str | int]) -> tuple[Record, str]:
    """Follow a path from a record to the nested one it leads to, naming it on the way."""
    for part in parents:
        if isinstance(part, int):
            label += f" {part + 1}"
            continue
        record = record_below(record, part)
        label += f", {part}"
    return record, label
