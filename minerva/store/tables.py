"""From plain TOML values to records: each table on its own, then its place.

A table that is refused does not hide what is wrong with the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, Final, NamedTuple

from minerva.model.dates import describe
from minerva.model.problems import Problem
from minerva.model.programme import (
    Check,
    Confidence,
    Contract,
    Milestone,
    Option,
    Procurement,
    ProgrammeDetails,
    Saving,
    Waiver,
    Workstream,
)
from minerva.model.source import KeyPath, Location, Source
from minerva.store.columns import records_of
from minerva.store.files import MILESTONES, WORKSTREAMS, File
from minerva.store.parser import Tables
from minerva.store.places import SourceText
from minerva.store.schema import Record, record_below
from minerva.store.toml import (
    LARGE,
    NotInStretchesError,
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
PROGRAMME: Final = "programme"
SINGLE: Final[Mapping[str, Record]] = {
    PROGRAMME: ProgrammeDetails,
    "check": Check,
    "confidence": Confidence,
}
"""The tables of workstreams.toml that are there once, at most."""


def record_at(path: KeyPath) -> Record:
    """Return the class of the record that a path of keys and indexes leads to."""
    name = str(path[0])
    record = SINGLE.get(name) or ARRAYS[WORKSTREAMS].get(name) or ARRAYS[MILESTONES][name]
    for key in path[1:]:
        record = record_below(record, key)
    return record


class Named(NamedTuple):
    """The id of a table that is no record, and where the table stands."""

    id: str
    location: Location


class Document(NamedTuple):
    """What was read from one file: the records of each table, and the ids seen in each.

    `with_ids` has the records with an id, and the refused ones too, so that one mistake is not
    shown twice; `distinct` has each id once. `counts` has how many tables there were, whatever was
    in them.
    """

    source: Source
    records: dict[str, list[Any]]
    with_ids: dict[str, list[Any]]
    distinct: dict[str, set[str]]
    counts: dict[str, int]
    readable: bool


def read_document(file: File, problems: list[Problem]) -> Document:
    """Read one file into records, adding what is wrong with it to `problems`."""
    text = decode(file, problems)
    if text is None:
        return unreadable(file)
    if len(text) > LARGE and isinstance(file.content, bytes):
        found: list[Problem] = []
        try:
            document = _read(file, text, parse_in_stretches(text, file.content), found)
        except NotInStretchesError:
            pass
        else:
            problems.extend(found)
            return document
    tables = parse(text, file.shown, problems)
    if tables is None:
        return unreadable(file)
    return _read(file, text, [tables], problems)


def unreadable(file: File) -> Document:
    """Return what is known of a file that cannot be read."""
    return Document(SourceText(file.shown, "", {}), {}, {}, {}, {}, readable=False)


def _read(file: File, text: str, parts: Iterable[Tables], problems: list[Problem]) -> Document:
    arrays = ARRAYS[file.kind]
    counts = dict.fromkeys(arrays, 0)
    source = SourceText(file.shown, text, counts)
    document = Document(
        source,
        records={name: [] for name in arrays},
        with_ids={name: [] for name in arrays},
        distinct={name: set() for name in arrays},
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
    if file.kind == WORKSTREAMS and PROGRAMME not in seen:
        problems.append(
            Problem(
                "missing-key",
                f"{file.shown} has no [programme]",
                Location(source, (PROGRAMME,)),
                'add [programme] with at least its id and name: id = "minerva"',
            )
        )
    return document


def _unknown_table(kind: str, document: Document, name: str, value: Any) -> Problem:
    from minerva.store.validation import nearest  # only files with mistakes need it

    names = [*ARRAYS[kind], *(SINGLE if kind == WORKSTREAMS else [])]
    elsewhere = {other: file for file, tables in ARRAYS.items() for other in tables}
    elsewhere |= dict.fromkeys(SINGLE, WORKSTREAMS)
    hint = (
        f"it belongs in {elsewhere[name]}"
        if name in elsewhere
        else nearest(name, names, "the tables are ")
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
    records = records_of(SINGLE[name], [table], document.source, [location.path])
    if records is None:
        from minerva.store.refusals import read_table

        records = [read_table(SINGLE[name], table, location, name, problems)]
    document.records[name] = records


def _read_array(document: Document, name: str, tables: Any, problems: list[Problem]) -> None:
    if not isinstance(tables, list):
        where = Location(document.source, (name,))
        hint = f"write [[{name}]] in double brackets, once for each"
        problems.append(Problem("wrong-value", f'"{name}" is not a list of tables', where, hint))
        return
    record = record_at((name,))
    first = document.counts[name]
    document.counts[name] += len(tables)
    paths = list(zip(repeat(name), range(first, document.counts[name]), strict=False))
    records = records_of(record, tables, document.source, paths)
    if records is None:
        locations = [Location(document.source, path) for path in paths]
        _read_one_by_one(document, name, tables, locations, problems)
        return
    document.records[name] += records
    if "id" in record._fields:
        document.with_ids[name] += records
        document.distinct[name].update(map(attrgetter("id"), records))


def _read_one_by_one(
    document: Document,
    name: str,
    tables: Sequence[Any],
    locations: Sequence[Location],
    problems: list[Problem],
) -> None:
    """Read tables of which some may not be sound, adding what is wrong to `problems`."""
    from minerva.store.refusals import read_table  # only files with mistakes need it

    record = record_at((name,))
    for table, location in zip(tables, locations, strict=True):
        unnamed = f"{name} {int(location.path[1]) + 1}"
        if not isinstance(table, dict):
            message = f"{unnamed} is {describe(table)}, not a table"
            problems.append(Problem("wrong-value", message, location, f"write [[{name}]]"))
            continue
        if isinstance(table.get("id"), str):
            document.with_ids[name].append(Named(table["id"], location))
            document.distinct[name].add(table["id"])
        document.records[name].append(read_table(record, table, location, unnamed, problems))
