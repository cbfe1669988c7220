"""What the files may hold, as JSON Schema (2020-12): for editors that check and complete a file.

Made of the same annotations that the reader is made of. What only the whole programme shows, such
as a reference to something that is missing, no schema can say: `minerva check` does.
"""

import inspect
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from minerva.model.dates import Window
from minerva.model.programme import Estimate, Id, MilestoneForecast, Predecessor
from minerva.store.files import MILESTONES, REGISTER, WORKSTREAMS
from minerva.store.kinds import KINDS, NEEDED_TEXT, Schema
from minerva.store.schema import Field, Record, fields_of, nested_otherwise
from minerva.store.tables import ARRAYS, PROGRAMME, SINGLE, record_of

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TITLES: Final = {
    WORKSTREAMS: "A programme's workstreams, savings, procurements, contracts and options",
    MILESTONES: "A programme's milestones and waivers",
    REGISTER: "A programme's risks, issues, actions, decisions, assessments and indicators",
}
_NEEDED: Final = {WORKSTREAMS: [PROGRAMME, "workstream"], MILESTONES: [], REGISTER: []}

_TEXTS: Final = {
    "name": "Contract award",
    "organisation": "Northbridge Council",
    "validator": "Director of Finance",
    "owner": "Head of Property",
    "external": "NHS Integrated Care Board",
    "from": "Property services",
    "ref": "UID 12",
    "timezone": "Europe/London",
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
    "cause": "The ground was never surveyed",
    "effect": "Ground works stop until it is moved",
    "resolution": "The sewer was moved in the winter",
    "outcome": "The north site was chosen",
    "text": "On track; the planning inspector has asked for one more drawing.",
    "unit": "%",
    "source": "Board paper 7, table 2",
    "note": "The letter has 1 April, the board paper 3 April.",
}
"""An example of each text."""


def file_schema(file: str) -> Schema:
    """Return the schema of one of the files, by its name."""
    arrays = {name: record_of(name) for name in ARRAYS[file]}
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
            field.key: {"description": field.text, **_field_schema(field)} for field in fields
        },
        "required": [field.key for field in fields if field.needed],
        "additionalProperties": False if others is None else _reference(others),
    }


def _about(record: Record) -> str:
    """Return what a record is: the first sentences of its docstring."""
    return " ".join((inspect.getdoc(record) or "").partition("\n\n")[0].split())


def _field_schema(field: Field) -> Schema:
    """Return the schema of a key's value, with its default and an example where it has them."""
    schema, example = _inner(field)
    if field.many is tuple:
        schema, example = _array(field.nested, schema, example)
    elif field.many is Mapping and field.names is not None:
        names = field.names.schema
        named = {"propertyNames": names} if "pattern" in names else {}
        schema = {"type": "object", "additionalProperties": schema, **named}
        example = {_plain(field.names.example): example}
    elif field.kind is not None:
        default = None if field.default is None else _json(field.kind.write(field.default))
        if isinstance(default, bool | int | float | str):
            schema = schema | {"default": default}
    return schema | {"examples": [example]}


def _inner(field: Field) -> tuple[Schema, Any]:
    """Return the schema and an example of a value of a field or, where it holds several, of one."""
    if field.kind is not None:
        example = _plain(field.kind.example)
        is_text = field.kind in (KINDS[str], NEEDED_TEXT)
        return field.kind.schema, _TEXTS.get(field.key, example) if is_text else example
    needed = [inner for inner in fields_of(field.nested) if inner.needed]
    return _reference(field.nested), {
        inner.key: _field_schema(inner)["examples"][0] for inner in needed
    }


def _plain(example: str) -> Any:
    """Return an example as editors hand it to a schema: days as text."""
    return _json(tomllib.loads(f"example = {example}")["example"])


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _array(record: Record | None, inner: Schema, example: Any) -> tuple[Schema, Any]:
    """Return the schema of a list; those that have a short form may be written in it."""
    array: Schema = {"type": "array", "items": inner}
    if record is MilestoneForecast:
        return {"anyOf": [array, *KINDS[Window].schema["anyOf"]]}, [example]
    if record is Estimate:
        return {"anyOf": [array, inner]}, example
    if record is Predecessor:
        id = KINDS[Id]
        either = {"type": "array", "items": {"anyOf": [id.schema, inner]}}
        return either, [_plain(id.example), example]
    return array, [example]


def _reference(record: Record) -> Schema:
    return {"$ref": f"#/$defs/{record.__name__}"}


def _all_records(records: list[Record]) -> list[Record]:
    """Return records and those nested in them, each once."""
    found: list[Record] = []
    for record in records:
        if record not in found:
            found.append(record)
            nested = [field.nested for field in fields_of(record) if field.nested is not None]
            found += [inner for inner in _all_records(nested) if inner not in found]
    return found
