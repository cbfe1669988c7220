"""What the files may hold, as JSON Schema (2020-12): for editors that check and complete a file.

Made of the same annotations that the reader is made of. What only the whole programme shows, such
as a reference to something that is missing, no schema can say: `minerva check` does.
"""

import inspect
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from minerva.model.dates import Duration, Window, YearStart
from minerva.model.programme import (
    Amounts,
    Bound,
    Chance,
    Correlation,
    Count,
    Currency,
    Days,
    Estimate,
    Id,
    MilestoneForecast,
    Names,
    Offer,
    Offsets,
    Percentage,
    Predecessor,
    Score,
    Shares,
    Weighting,
    YearLabel,
)
from minerva.store.files import MILESTONES, WORKSTREAMS
from minerva.store.schema import Field, Record, fields_of, nested_otherwise, without_none
from minerva.store.tables import ARRAYS, PROGRAMME, SINGLE
from minerva.store.values import KEBAB, MOST_DAYS, MOST_MONEY, MOST_PERCENT

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TITLES: Final = {
    WORKSTREAMS: "A programme's workstreams, savings, procurements, contracts and options",
    MILESTONES: "A programme's milestones and waivers",
}
_NEEDED: Final = {WORKSTREAMS: [PROGRAMME, "workstream"], MILESTONES: ["milestone"]}

_DAY: Final = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_WINDOW: Final = {
    "type": "string",
    "pattern": (
        "^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-(0[1-9]|1[0-2])|[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])"
        "|[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2})$"
    ),
}
_MONEY: Final = {
    "type": "number",
    "exclusiveMinimum": -int(MOST_MONEY),
    "exclusiveMaximum": int(MOST_MONEY),
}
_PERCENTAGE: Final = {"type": "number", "minimum": 0, "maximum": 100}
_NAME: Final = {"type": "string"}
_OFFSET: Final = {"type": "string", "pattern": "^[+-]? ?[0-9]{1,9} (day|week|month)s?$"}
_SHARE: Final = {"type": "number", "minimum": 0, "maximum": MOST_PERCENT}


def _range(ends: Schema) -> Schema:
    """Return the schema of a table with a low and a high."""
    return {
        "type": "object",
        "properties": {"low": ends, "high": ends},
        "required": ["low", "high"],
        "additionalProperties": False,
    }


_PLAIN: Final[Mapping[Any, tuple[Schema, Any]]] = {
    str: ({"type": "string"}, "Insurance"),
    bool: ({"type": "boolean"}, True),
    date: (_DAY, "2015-01-09"),
    Window: (_WINDOW, "2015-01-09"),
    Duration: (
        {"type": "string", "pattern": "^[0-9]{1,9} (day|week|month)s?$"},
        "2 weeks",
    ),
    YearStart: (
        {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
        "04-01",
    ),
    YearLabel: ({"type": "string", "pattern": "^[0-9]{4}/[0-9]{2}$"}, "2014/15"),
    Decimal: (_MONEY, 80_000),
    Percentage: (_PERCENTAGE, 60),
    Score: ({"type": "number", "minimum": 0, "maximum": 100}, 72.5),
    Offer: (
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": int(MOST_MONEY)},
                {
                    "type": "object",
                    "additionalProperties": {
                        "type": "number",
                        "minimum": 0,
                        "exclusiveMaximum": int(MOST_MONEY),
                    },
                    "minProperties": 1,
                },
            ]
        },
        12_500_000,
    ),
    Weighting: (
        {
            "anyOf": [
                _PERCENTAGE,
                {
                    "type": "object",
                    "properties": {"weight": _PERCENTAGE, "minimum": _PERCENTAGE},
                    "required": ["weight"],
                    "additionalProperties": False,
                },
            ]
        },
        60,
    ),
    Names: (
        {
            "anyOf": [
                _NAME,
                {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True},
            ]
        },
        "Whole-life cost",
    ),
    Count: ({"type": "integer", "minimum": 0}, 4),
    Days: ({"type": "integer", "minimum": 0, "maximum": MOST_DAYS}, 30),
    Currency: ({"type": "string", "pattern": "^[A-Z]{3}$"}, "GBP"),
    Amounts: ({"anyOf": [_MONEY, _range(_MONEY)]}, 3_000_000),
    Bound: ({"anyOf": [_WINDOW, _OFFSET]}, "2 months"),
    Chance: ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 100}, 80),
    Correlation: ({"type": "number", "minimum": 0, "maximum": 1}, 0.3),
    Offsets: (_range(_OFFSET), {"low": "0 days", "high": "1 month"}),
    Shares: (_range(_SHARE), {"low": 85, "high": 105}),
    Id: ({"type": "string", "pattern": f"^{KEBAB}$"}, "ito-award"),
}
"""Each plain type, with an example: days come as text, as TOML's editors hand them over."""

_TEXTS: Final = {
    "name": "Contract award",
    "organisation": "Northbridge Council",
    "validator": "Director of Finance",
    "owner": "Head of Property",
    "external": "NHS Integrated Care Board",
    "from": "Property services",
    "description": "The new depot and the move to it",
    "reason": "Ground works found a sewer",
    "deadline_reason": "The lease of the old depot ends",
    "approved_by": "Programme board",
    "by": "Director of Finance",
    "evidence": "Ledger code 4711, March",
    "procedure": "competitive-dialogue",
    "regime": "PA 2023",
    "ocid": "ocds-h6vhtk-04f8d1",
    "standstill_reason": "Award under a framework: section 51(3)(d)",
    "reference": "2026/S 000-012345",
    "supplier": "Northway",
    "bidder": "Northway",
    "payback_stated": "4 years",
    "source": "Board paper 7, table 2",
    "note": "The letter has 1 April, the board paper 3 April.",
}
"""An example of each text."""


def file_schema(file: str) -> Schema:
    """Return the schema of one of the two files, by its name."""
    arrays = ARRAYS[file]
    single = SINGLE if file == WORKSTREAMS else {}
    properties = {name: _reference(record) for name, record in single.items()}
    properties |= {
        name: {"type": "array", "items": _reference(record), "description": _about(record)}
        for name, record in arrays.items()
    }
    for name in _NEEDED[file]:
        if name in arrays:
            properties[name]["minItems"] = 1
    records = _all_records([*single.values(), *arrays.values()])
    return {
        "$schema": DIALECT,
        "$id": f"urn:minerva:{file.removesuffix('.toml')}",
        "title": _TITLES[file],
        "type": "object",
        "properties": properties,
        "required": _NEEDED[file],
        "additionalProperties": False,
        "$defs": {record.__name__: record_schema(record) for record in records},
    }


def record_schema(record: Record) -> Schema:
    """Return the schema of a record's tables: every key, with what it is for and an example."""
    fields = [field for field in fields_of(record) if not field.others]
    others = nested_otherwise(record)
    return {
        "type": "object",
        "description": _about(record),
        "properties": {
            field.key: {"description": field.text, **_field_schema(record, field)}
            for field in fields
        },
        "required": [field.key for field in fields if field.needed],
        "additionalProperties": False if others is None else _reference(others),
    }


def _about(record: Record) -> str:
    """Return what a record is: the first sentences of its docstring."""
    return " ".join((inspect.getdoc(record) or "").partition("\n\n")[0].split())


def _field_schema(record: Record, field: Field) -> Schema:
    """Return the schema of a key's value, with its default and an example where it has them."""
    schema, example = _schema_of(field.hint)
    if without_none(field.hint) is str:
        example = _TEXTS.get(field.key)
    if field.needed and field.hint is str:
        schema = schema | {"pattern": r"\S"}
    if record is Predecessor and field.key == "lag":
        return schema | {"default": str(field.default), "examples": [example]}
    default = _number(field.default) if isinstance(field.default, Decimal) else field.default
    if isinstance(default, bool | int | float | str) and default is not None:
        schema = schema | {"default": default}
    return schema | ({"examples": [example]} if example is not None else {})


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _schema_of(hint: Any) -> tuple[Schema, Any]:
    """Return the schema of an annotation, and an example of a value."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        kinds = [argument for argument in arguments if argument is not type(None)]
        if Window in kinds and Id in kinds:
            return {"anyOf": [_WINDOW, _PLAIN[Id][0]]}, "ito-award"
        return _schema_of(kinds[0])
    if origin is Literal:
        return {"enum": list(arguments)}, arguments[0]
    if origin is tuple:
        return _array(arguments[0])
    if origin is Mapping:
        return _mapping(*arguments)
    return _reference(hint), _example_of(hint)


def _array(item: Any) -> tuple[Schema, Any]:
    """Return the schema of a list; those that have a short form may be written in it."""
    inner, example = _schema_of(item)
    array: Schema = {"type": "array", "items": inner}
    if item is MilestoneForecast:
        return {"anyOf": [array, _WINDOW]}, [example]
    if item is Estimate:
        return {"anyOf": [array, inner]}, example
    if item is Predecessor:
        either = {"type": "array", "items": {"anyOf": [_PLAIN[Id][0], inner]}}
        return either, [_PLAIN[Id][1], example]
    return array, [example]


def _mapping(key: Any, value: Any) -> tuple[Schema, Any]:
    keys, key_example = _schema_of(key)
    values, value_example = _schema_of(value)
    schema: Schema = {"type": "object", "additionalProperties": values}
    if "pattern" in keys:
        schema["propertyNames"] = keys
    return schema, {key_example: value_example}


def _reference(record: Record) -> Schema:
    return {"$ref": f"#/$defs/{record.__name__}"}


def _example_of(record: Record) -> Schema:
    """Return a table with what a record needs."""
    return {field.key: _schema_of(field.hint)[1] for field in fields_of(record) if field.needed}


def _all_records(records: list[Record]) -> list[Record]:
    """Return records and those nested in them, each once."""
    found: list[Record] = []
    for record in records:
        if record not in found:
            found.append(record)
            nested = [field.nested for field in fields_of(record) if field.nested is not None]
            found += [inner for inner in _all_records(nested) if inner not in found]
    return found
