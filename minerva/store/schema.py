"""What the records of `model.programme` say of the tables they are read from.

It takes the step from an annotated field to the key it is written as, whether it has to be given,
and the records nested in it. It reads no value and refuses none.
"""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from annotated_doc import Doc
from msgspec import Struct

from minerva.model.programme import OTHER_KEYS, Id, Reference
from minerva.store.kinds import Kind, kind_of

Record = Any
"""A class of `model.programme`: what its annotations say of a table is looked up at run time."""


class Field(Struct, frozen=True):
    """A key of a record's tables.

    `hint` is its type, and `text` says what the key is for. `many` is how it holds several values:
    `tuple`, `Mapping`, or None where there is only one. Each is a table for the record `nested`, or
    else a value of `kind`; the names in a Mapping are of kind `names`. With `others`, it is no key
    by itself: it holds the tables under all keys that no field has.
    """

    key: str
    hint: Any
    needed: bool
    default: Any
    nested: Record | None
    kind: Kind | None
    many: Any
    names: Kind | None
    text: str
    others: bool = False

    @property
    def example(self) -> str:
        """A value of the key, as TOML has it."""
        return '"..."' if self.kind is None else self.kind.example

    @property
    def refers(self) -> bool:
        """Whether its value is the id of another record."""
        return self.kind in (kind_of(Id), kind_of(Reference)) and self.key != "id"


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
    defaults = defaults_of(record)
    return tuple(_field(name, record.__annotations__[name], defaults) for name in names_of(record))


def defaults_of(record: Record) -> Mapping[str, Any]:
    """Return what a record has where a key is not given, by the names of its fields."""
    names, defaults = record.__struct_fields__, record.__struct_defaults__
    given = [getattr(default, "factory", lambda value=default: value)() for default in defaults]
    return dict(zip(names[len(names) - len(given) :], given, strict=True))


def names_of(record: Record) -> list[str]:
    """Return the names of a record's fields, without its location."""
    return [name for name in record.__annotations__ if name != "location"]


def _field(name: str, hint: Any, defaults: Mapping[str, Any]) -> Field:
    metadata = getattr(hint, "__metadata__", ())
    hint = hint.__origin__ if metadata else hint
    text = next((item.documentation for item in metadata if isinstance(item, Doc)), "")
    inner, many, names = without_none(hint), None, None
    origin = get_origin(inner)
    if origin in (tuple, Mapping):
        many, arguments = origin, get_args(inner)
        inner = arguments[0 if many is tuple else 1]
        names = None if many is tuple else kind_of(arguments[0])
    nested = inner if "location" in getattr(inner, "__annotations__", {}) else None
    needed = name not in defaults
    return Field(
        key_of(name),
        hint,
        needed,
        defaults.get(name),
        nested,
        None if nested else kind_of(inner, needed=needed and many is None),
        many,
        names,
        text,
        OTHER_KEYS in metadata,
    )


@cache
def without_none(hint: Any) -> Any:
    """Return an annotation without `| None`."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    others = tuple(inner for inner in get_args(hint) if inner is not type(None))
    return others[0] if len(others) == 1 else Union[others]  # noqa: UP007


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
    """Return the record that a key's tables hold; the type itself where they hold none."""
    return nested_in(record).get(str(key)) or nested_otherwise(record) or record
