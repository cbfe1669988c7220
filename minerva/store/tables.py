"""From the bytes of a file to records: TOML, then each table on its own, then its place.

Owns the words of the problems found on the way. A table that is refused does not hide what
is wrong with the others.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import count
from types import MappingProxyType, UnionType
from typing import Any, Final, NamedTuple, get_args, get_origin

import toml_rs
from pydantic_core import ErrorDetails, ValidationError

from minerva.dates import describe
from minerva.problems import Problem
from minerva.programme import (
    Brief,
    Contract,
    Milestone,
    Option,
    Procurement,
    Saving,
    Waiver,
    Workstream,
)
from minerva.source import Location, Source, Span
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

_PLACE: Final = r"TOML parse error at line (\d+), column (\d+)"


class Document(NamedTuple):
    """What was read from one file: the records of each table, and the ids seen in each.

    `ids` has the ids of refused records too, so that one mistake is not told twice.
    """

    source: Source
    records: dict[str, list[Any]]
    ids: dict[str, list[tuple[str, Location]]]
    readable: bool


def read_document(file: File, problems: list[Problem]) -> Document:
    """Read one file into records, adding what is wrong with it to `problems`."""
    text = _text(file, problems)
    tables = None if text is None else _toml(text, file.shown, problems)
    if text is None or tables is None:
        return Document(Source(file.shown, "", {}), {}, {}, readable=False)
    counts = {name: len(value) for name, value in tables.items() if isinstance(value, list)}
    document = Document(Source(file.shown, text, counts), {}, {}, readable=True)
    _refuse_unknown_tables(file.kind, document, tables, problems)
    if file.kind == WORKSTREAMS:
        _read_brief(document, tables.get(BRIEF), problems)
    for name, record in ARRAYS[file.kind].items():
        _read_array(document, name, record, tables.pop(name, []), problems)
    return document


def _text(file: File, problems: list[Problem]) -> str | None:
    nowhere = Location(Source(file.shown, "", {}), ())
    if isinstance(file.content, OSError):
        missing = isinstance(file.content, FileNotFoundError)
        reason = "is missing" if missing else f"cannot be read: {file.content.strerror}"
        hint = f"a programme is two files: {WORKSTREAMS} and {MILESTONES}" if missing else None
        kind = "missing-file" if missing else "unreadable-file"
        problems.append(Problem(kind, f"{file.shown} {reason}", nowhere, hint))
        return None
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sound = file.content[: error.start].decode()
        line = sound.count("\n") + 1
        column = len(sound) - (sound.rfind("\n") + 1) + 1
        where = Location(Source(file.shown, file.content.decode(errors="replace"), {}), ())
        problems.append(
            Problem(
                "not-utf-8",
                f"{file.shown} is not UTF-8 text",
                where,
                "save the file with the encoding UTF-8",
                span=Span(line, column, 1),
            )
        )
        return None


def _toml(text: str, shown: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return toml_rs.loads(text, parse_float=Decimal)
    except toml_rs.TOMLDecodeError as error:
        told = str(error).splitlines()
        place = re.match(_PLACE, told[0])
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        carets = next((row for row in told if row.strip(" |^") == "" and "^" in row), "^")
        source = Source(shown, text, {})
        problems.append(
            Problem(
                "bad-toml",
                f"this is not TOML: {told[-1]}",
                Location(source, ()),
                "only the first such mistake in a file is found: mend it and run again",
                span=Span(line, column, carets.count("^")),
            )
        )
        return None


def _refuse_unknown_tables(
    kind: str, document: Document, tables: dict[str, Any], problems: list[Problem]
) -> None:
    known = [*ARRAYS[kind], *([BRIEF] if kind == WORKSTREAMS else [])]
    elsewhere = {name: other for other, names in ARRAYS.items() for name in names}
    elsewhere[BRIEF] = WORKSTREAMS
    for name in tables:
        if name not in known:
            hint = (
                f"it belongs in {elsewhere[name]}"
                if name in elsewhere
                else nearest(name, known, "the tables are ")
            )
            where = Location(
                document.source, (name, 0) if isinstance(tables[name], list) else (name,)
            )
            problems.append(
                Problem("unknown-key", f'{document.source.name} has no table "{name}"', where, hint)
            )


def _read_brief(document: Document, table: Any, problems: list[Problem]) -> None:
    location = Location(document.source, (BRIEF,))
    if table is None:
        problems.append(
            Problem(
                "missing-key",
                f"{document.source.name} has no [programme]",
                location,
                'add [programme] with at least its id and name: id = "minerva"',
            )
        )
    elif not isinstance(table, dict):
        problems.append(
            Problem("wrong-value", '"programme" is not a table', location, "write [programme]")
        )
    else:
        brief = _read_table(Brief, table, location, "programme", problems)
        document.records[BRIEF] = [] if brief is None else [brief]


def _read_array(
    document: Document, name: str, record: Record, tables: Any, problems: list[Problem]
) -> None:
    records = document.records[name] = []
    ids = document.ids[name] = []
    if not isinstance(tables, list):
        where = Location(document.source, (name,))
        hint = f"write [[{name}]] in double brackets, once for each"
        problems.append(Problem("wrong-value", f'"{name}" is not a list of tables', where, hint))
        return
    for index, table in enumerate(tables):
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
        tables[index] = None  # what has become a record is not kept twice


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
) -> Any | None:
    """Return what can be used of a refused table, so that what it refers to is still checked.

    Of a list only the refused entries are left out, so that one mistake hides no other.
    """
    refused: dict[Any, set[Any]] = {}
    for details in errors:
        key, *rest = details["loc"]
        refused.setdefault(key, set()).add(rest[0] if rest and isinstance(rest[0], int) else None)
    if "id" in refused or "id" not in table:
        return None
    sound = {key: value for key, value in table.items() if key not in refused}
    kept: dict[str, list[int]] = {}
    for key, indexes in refused.items():
        if None not in indexes:
            kept[key] = [n for n in range(len(table[key])) if n not in indexes]
            sound[key] = [table[key][n] for n in kept[key]]
    fields = validator_of(record, partial=True).validate_python(sound)
    needed = {field: None for field in record._fields[1:] if field not in record._field_defaults}
    return _build(record, needed | fields, location, kept)


def _build(
    record: Record,
    fields: dict[str, Any],
    location: Location,
    kept: Mapping[str, list[int]] = MappingProxyType({}),
) -> Any:
    """Make a record of validated fields, and of the tables in them records with their places.

    `kept` says which entries of a list were kept, where some of them were refused.
    """
    for key, nested, many in _nested(record):
        value = fields.get(key)
        if not value:
            continue
        if many is tuple:
            here = location.path
            fields[key] = tuple(
                [
                    _build(nested, item, Location(location.source, (*here, key, n)))
                    for n, item in zip(kept.get(key, count()), value, strict=False)
                ]
            )
        elif many is Mapping:
            fields[key] = {
                name: _build(nested, item, location.at(key, name)) for name, item in value.items()
            }
        else:
            fields[key] = _build(nested, value, location.at(key))
    if "from" in fields:
        fields["from_"] = fields.pop("from")
    return record(location, **fields)


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
    *parents, key = [part for part in details["loc"] if part != "[key]"]
    owner, owner_label = _owner(record, label, parents)
    here = location.at(*parents, key)
    match details["type"]:
        case "extra_forbidden":
            message = f'{owner_label} has no key "{key}"'
            return Problem(
                "unknown-key", message, here, nearest(key, keys_of(owner), "the keys are ")
            )
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
