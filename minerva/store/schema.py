"""What the records of `model.programme` say of the tables they are read from.

Owns the step from an annotated field to the key it is written as, whether it has to be given,
and the records nested in it. It reads no value and refuses none.
"""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from annotated_doc import Doc

from minerva.model.programme import OTHER_KEYS

Record = Any
"""A class of `model.programme`: what its annotations say of a table is looked up at run time."""


class Field(NamedTuple):
    """A key of a record's tables.

    `hint` is its type, and `text` says what the key is for. `nested` is the record of the tables
    it holds, if it holds tables, and `many` how it holds several of them: `tuple`, `Mapping`, or
    None where there is only one. With `others`, it is no key by itself: it holds the tables under
    all keys that no field has.
    """

    key: str
    hint: Any
    needed: bool
    default: Any
    nested: Record | None
    many: Any
    text: str
    others: bool = False


def key_of(field: str) -> str:
    """Return the key a field is written as: `from` for `from_`."""
    return field.rstrip("_")


def keys_of(record: Record) -> list[str]:
    """Return the keys that a table for `record` may have, without those that are free to choose."""
    return [field.key for field in fields_of(record) if not field.others]


def others_in(record: Record, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a table of `record` has under the keys that are free to choose."""
    keys = keys_of(record)
    return {key: value for key, value in table.items() if key not in keys}


@cache
def fields_of(record: Record) -> tuple[Field, ...]:
    """Return the keys of a record's tables in the order of its fields, without its location."""
    return tuple(
        _field(name, hint, record._field_defaults)
        for name, hint in record.__annotations__.items()
        if name != "location"
    )


def _field(name: str, hint: Any, defaults: Mapping[str, Any]) -> Field:
    metadata = hint.__metadata__ if get_origin(hint) is Annotated else ()
    hint = hint.__origin__ if metadata else hint
    text = next((item.documentation for item in metadata if isinstance(item, Doc)), "")
    inner, many = without_none(hint), None
    if get_origin(inner) in (tuple, Mapping):
        many = get_origin(inner)
        inner = get_args(inner)[0 if many is tuple else 1]
    nested = inner if "location" in getattr(inner, "__annotations__", {}) else None
    default = defaults.get(name)
    others = OTHER_KEYS in metadata
    return Field(key_of(name), hint, name not in defaults, default, nested, many, text, others)


def without_none(hint: Any) -> Any:
    """Return an annotation without `| None`; of a choice between several types, the first."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    return next(argument for argument in get_args(hint) if argument is not type(None))


@cache
def nested_in(record: Record) -> Mapping[str, Record]:
    """Return the records of the tables that stand in a record's tables, by their keys."""
    return {
        field.key: field.nested
        for field in fields_of(record)
        if field.nested is not None and not field.others
    }


@cache
def nested_otherwise(record: Record) -> Record | None:
    """Return the record of the tables under the keys that are free to choose, if there are any."""
    return next((field.nested for field in fields_of(record) if field.others), None)


def record_below(record: Record, key: str | int) -> Record:
    """Return the record that a key of a record's tables leads to; where it is none, the same."""
    return nested_in(record).get(str(key)) or nested_otherwise(record) or record
