"""From plain TOML values to records: each table on its own, then its place.

Owns the words of the problems found on the way. A table that is refused does not hide what
is wrong with the others.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Final, NamedTuple, get_args, get_origin

from pydantic_core import ErrorDetails, ValidationError

from minerva.model.dates import describe
from minerva.model.problems import Problem
from minerva.model.programme import (
    Brief,
    Check,
    Contract,
    Milestone,
    Option,
    Procurement,
    Saving,
    Waiver,
    Workstream,
)
from minerva.model.source import KeyPath, Location, Source
from minerva.store.files import MILESTONES, WORKSTREAMS, File
from minerva.store.schema import (
    Record,
    example_of,
    explain,
    key_of,
    keys_of,
    nearest,
    validator_of,
)
from minerva.store.toml import (
    LARGE,
    NotInStretchesError,
    Tables,
    decode,
    parse,
    parse_in_stretches,
)

ARRAYS: Final[Mapping[str, Mapping[str, Record]]] = {
    WORKSTREAMS: {
        "workstream": Workstream,
        "saving": Saving,
        "procurement": Procurement,
        "contract": Contract,
        "option": Option,
    },
    MILESTONES: {"milestone": Milestone, "waiver": Waiver},
}
BRIEF: Final = "programme"
SINGLE: Final[Mapping[str, Record]] = {BRIEF: Brief, "check": Check}
"""The tables of workstreams.toml that are there once, at most."""


def record_at(path: KeyPath) -> Record:
    """Return the class of the record that a path of keys and indexes leads to."""
    name = str(path[0])
    record = SINGLE.get(name) or ARRAYS[WORKSTREAMS].get(name) or ARRAYS[MILESTONES][name]
    for key in path[1:]:
        nested = {other: inner for other, inner, _ in _nested(record)}
        record = nested.get(str(key), record)
    return record


class Document(NamedTuple):
    """What was read from one file: the records of each table, and the ids seen in each.

    `ids` has the ids of refused records too, so that one mistake is not told twice; `counts`
    has how many tables there were, whatever was in them.
    """

    source: Source
    records: dict[str, list[Any]]
    ids: dict[str, list[tuple[str, Location]]]
    counts: dict[str, int]
    readable: bool


def read_document(file: File, problems: list[Problem]) -> Document:
    """Read one file into records, adding what is wrong with it to `problems`."""
    text = decode(file, problems)
    if text is None:
        return Document(Source(file.shown, "", {}), {}, {}, {}, readable=False)
    if len(text) > LARGE:
        found: list[Problem] = []
        try:
            document = _read(file, text, parse_in_stretches(text), found)
        except NotInStretchesError:
            pass
        else:
            problems.extend(found)
            return document
    tables = parse(text, file.shown, problems)
    if tables is None:
        return Document(Source(file.shown, "", {}), {}, {}, {}, readable=False)
    return _read(file, text, [tables], problems)


def _read(file: File, text: str, parts: Iterable[Tables], problems: list[Problem]) -> Document:
    arrays = ARRAYS[file.kind]
    counts = dict.fromkeys(arrays, 0)
    source = Source(file.shown, text, counts)
    document = Document(
        source,
        records={name: [] for name in arrays},
        ids={name: [] for name in arrays},
        counts=counts,
        readable=True,
    )
    seen: set[str] = set()
    for tables in parts:
        for name, value in tables.items():
            if name in arrays:
                _read_array(document, name, value, problems)
            elif name in SINGLE and file.kind == WORKSTREAMS:
                _read_single(document, name, value, problems)
            elif name not in seen:
                problems.append(_unknown_table(file.kind, document, name, value))
            seen.add(name)
    if file.kind == WORKSTREAMS and BRIEF not in seen:
        problems.append(
            Problem(
                "missing-key",
                f"{file.shown} has no [programme]",
                Location(source, (BRIEF,)),
                'add [programme] with at least its id and name: id = "minerva"',
            )
        )
    return document


def _unknown_table(kind: str, document: Document, name: str, value: Any) -> Problem:
    known = [*ARRAYS[kind], *(SINGLE if kind == WORKSTREAMS else [])]
    elsewhere = {other: file for file, names in ARRAYS.items() for other in names}
    elsewhere |= dict.fromkeys(SINGLE, WORKSTREAMS)
    hint = (
        f"it belongs in {elsewhere[name]}"
        if name in elsewhere
        else nearest(name, known, "the tables are ")
    )
    where = Location(document.source, (name, 0) if isinstance(value, list) else (name,))
    message = f'{document.source.name} has no table "{name}"'
    return Problem("unknown-key", message, where, hint)


def _read_single(document: Document, name: str, table: Any, problems: list[Problem]) -> None:
    location = Location(document.source, (name,))
    if not isinstance(table, dict):
        message, hint = f'"{name}" is not a table', f"write [{name}]"
        problems.append(Problem("wrong-value", message, location, hint))
        return
    made = _read_table(SINGLE[name], table, location, name, problems)
    document.records[name] = [] if made is None else [made]


def _read_array(document: Document, name: str, tables: Any, problems: list[Problem]) -> None:
    if not isinstance(tables, list):
        where = Location(document.source, (name,))
        hint = f"write [[{name}]] in double brackets, once for each"
        problems.append(Problem("wrong-value", f'"{name}" is not a list of tables', where, hint))
        return
    record = ARRAYS[WORKSTREAMS].get(name) or ARRAYS[MILESTONES][name]
    records, ids = document.records[name], document.ids[name]
    for index, table in enumerate(tables, start=document.counts[name]):
        location = Location(document.source, (name, index))
        if not isinstance(table, dict):
            message = f"{name} {index + 1} is {describe(table)}, not a table"
            problems.append(Problem("wrong-value", message, location, f"write [[{name}]]"))
            continue
        if isinstance(table.get("id"), str):
            ids.append((table["id"], location))
        made = _read_table(record, table, location, f"{name} {index + 1}", problems)
        if made is not None:
            records.append(made)
    document.counts[name] += len(tables)


def _read_table(
    record: Record,
    table: dict[str, Any],
    location: Location,
    unnamed: str,
    problems: list[Problem],
) -> Any | None:
    """Return the record that a table holds; of one that is refused, what is sound, if anything."""
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
        sound.pop("bidder", None)  # who knows if the stage a bidder left at was among those refused
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
    source, here = location
    keys, defaults, tables = _shape(record)
    for key, nested, many in tables:
        value = fields.get(key)
        if not value:
            continue
        if many is tuple:
            numbers = kept[key] if key in kept else range(len(value))
            fields[key] = tuple(
                [
                    _build(nested, item, _tuple(Location, (source, (*here, key, n))))
                    for n, item in zip(numbers, value, strict=True)
                ]
            )
        elif many is Mapping:
            fields[key] = {
                name: _build(nested, item, location.at(key, name)) for name, item in value.items()
            }
        else:
            fields[key] = _build(nested, value, location.at(key))
    return _tuple(record, (location, *map(fields.get, keys, defaults)))


_tuple: Final = tuple.__new__
"""What a named tuple is made with in the end, without the Python code on the way to it."""


class _Shape(NamedTuple):
    """A record's keys in the order of its fields, their defaults, and those that hold tables."""

    keys: list[str]
    defaults: list[Any]
    tables: list[tuple[str, Record, Any]]


@cache
def _shape(record: Record) -> _Shape:
    fields = record._fields[1:]
    defaults = [record._field_defaults.get(field) for field in fields]
    return _Shape([key_of(field) for field in fields], defaults, _nested(record))


@cache
def _nested(record: Record) -> list[tuple[str, Record, Any]]:
    """Return the keys that hold tables: the key, their record, and in what they come."""
    nested = []
    for field, hint in record.__annotations__.items():
        many: Any = get_origin(hint)
        inner = get_args(hint)[0] if many in (tuple, UnionType) else hint
        if many is Mapping:
            inner = get_args(hint)[1]
        if "location" in getattr(inner, "__annotations__", {}):
            nested.append((key_of(field), inner, many))
    return nested


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
            told, hint = details["ctx"]["error"].args
        case kind:
            told, hint = explain(kind, details["input"], details.get("ctx", {}).get("expected"))
    about = f"{owner_label} {key + 1}" if isinstance(key, int) else f"{owner_label}, {key}"
    return Problem("wrong-value", f"{about}: {told}", here, hint, value=True)


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
        nested = {key: inner for key, inner, _ in _nested(record)}
        record = nested.get(str(part), record)
        label += f", {part}"
    return record, label
