"""What the records of `model.programme` say of the tables they are read from.

Owns the step from an annotated field to the key it is written as, whether it has to be given,
and the records nested in it. It reads no value and refuses none.
"""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

Record = Any
"""A class of `model.programme`: what its annotations say of a table is looked up at run time."""


class Field(NamedTuple):
    """A key of a record's tables.

    `hint` is its annotation. `nested` is the record of the tables it holds, if it holds tables,
    and `many` how it holds several of them: `tuple`, `Mapping`, or None where there is only one.
    """

    key: str
    hint: Any
    needed: bool
    default: Any
    nested: Record | None
    many: Any


def key_of(field: str) -> str:
    """Return the key a field is written as: `from` for `from_`."""
    return field.rstrip("_")


def keys_of(record: Record) -> list[str]:
    """Return the keys that a table for `record` may have."""
    return [field.key for field in fields_of(record)]


@cache
def fields_of(record: Record) -> tuple[Field, ...]:
    """Return the keys of a record's tables in the order of its fields, without its location."""
    return tuple(
        _field(name, hint, record._field_defaults)
        for name, hint in record.__annotations__.items()
        if name != "location"
    )


def _field(name: str, hint: Any, defaults: Mapping[str, Any]) -> Field:
    inner, many = without_none(hint), None
    if get_origin(inner) in (tuple, Mapping):
        many = get_origin(inner)
        inner = get_args(inner)[0 if many is tuple else 1]
    nested = inner if "location" in getattr(inner, "__annotations__", {}) else None
    return Field(key_of(name), hint, name not in defaults, defaults.get(name), nested, many)


def without_none(hint: Any) -> Any:
    """Return an annotation without `| None`; of a choice between several types, the first."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    return next(argument for argument in get_args(hint) if argument is not type(None))


@cache
def nested_in(record: Record) -> Mapping[str, Record]:
    """Return the records of the tables that stand in a record's tables, by their keys."""
    return {field.key: field.nested for field in fields_of(record) if field.nested is not None}
