"""From plain TOML values to records: each table on its own, then its place.

A table that is refused does not hide what is wrong with the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.model.dates import describe
from minerva.model.problems import Problem, nearest_hint
from minerva.model.programme import (
    Check,
    Confidence,
    Contract,
    Cost,
    Milestone,
    Option,
    Procurement,
    ProgrammeDetails,
    Saving,
    Waiver,
    Workstream,
)
from minerva.model.source import KeyPath, Location, Source
from minerva.store.files import MILESTONES, REGISTER, WORKSTREAMS, File
from minerva.store.parser import Tables
from minerva.store.places import SourceText
from minerva.store.records import read_records
from minerva.store.schema import Record, record_below
from minerva.store.toml import (
    LARGE,
    NotInStretchesError,
    decode,
    parse,
    parse_in_stretches,
)

_ARRAYS: Final[Mapping[str, Record]] = {
    "workstream": Workstream,
    "saving": Saving,
    "cost": Cost,
    "procurement": Procurement,
    "contract": Contract,
    "option": Option,
    "milestone": Milestone,
    "waiver": Waiver,
}
ARRAYS: Final[Mapping[str, Sequence[str]]] = {
    WORKSTREAMS: ("workstream", "saving", "cost", "procurement", "contract", "option"),
    MILESTONES: ("milestone", "waiver"),
    REGISTER: ("risk", "issue", "action", "decision", "assessment", "indicator"),
}
"""The tables that each file may have any number of."""
PROGRAMME: Final = "programme"
SINGLE: Final[Mapping[str, Record]] = {
    PROGRAMME: ProgrammeDetails,
    "check": Check,
    "confidence": Confidence,
}
"""The tables of workstreams.toml that are there once, at most."""


def record_of(table: str) -> Record:
    """Return the class of the records that a table of this name holds."""
    if table in ARRAYS[REGISTER]:  # few programmes have one: it is not loaded for the others
        from minerva.model.register import RECORDS

        return RECORDS[table]
    return SINGLE.get(table) or _ARRAYS[table]


def record_at(path: KeyPath) -> Record:
    """Return the class of the record that a path of keys and indexes leads to."""
    record = record_of(str(path[0]))
    for key in path[1:]:
        record = record_below(record, key)
    return record


class Document(Struct, frozen=True):
    """What was read from one file: the records of each table, and the id written for each.

    `ids` has those that are refused too, so that one mistake is not shown twice, and None where
    there is no text. `counts` has how many tables there were, whatever was in them.
    """

    source: Source
    records: dict[str, list[Any]]
    ids: dict[str, list[str | None]]
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
            document = read_tables(file, text, parse_in_stretches(text, file.content), found)
        except NotInStretchesError:
            pass
        else:
            problems.extend(found)
            return document
    tables = parse(text, file.shown, problems)
    if tables is None:
        return unreadable(file)
    return read_tables(file, text, [tables], problems)


def absent(name: str) -> Document:
    """Return what is known of a file that a programme does without: that nothing is in it."""
    counts = dict.fromkeys(ARRAYS[name], 0)
    return Document(SourceText(name, "", counts), {}, {}, counts, readable=True)


def unreadable(file: File) -> Document:
    """Return what is known of a file that cannot be read."""
    return Document(SourceText(file.shown, "", {}), {}, {}, {}, readable=False)


def read_tables(
    file: File, text: str, parts: Iterable[Tables], problems: list[Problem], *, whole: bool = True
) -> Document:
    """Read the values of a file, in one part or several, into records.

    What a file has to have is looked for if it is the `whole` file.
    """
    arrays = ARRAYS[file.kind]
    counts = dict.fromkeys(arrays, 0)
    source = SourceText(file.shown, text, counts)
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
    if whole and file.kind == WORKSTREAMS and PROGRAMME not in seen:
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
    names = [*ARRAYS[kind], *(SINGLE if kind == WORKSTREAMS else [])]
    elsewhere = {other: file for file, tables in ARRAYS.items() for other in tables}
    elsewhere |= dict.fromkeys(SINGLE, WORKSTREAMS)
    hint = (
        f"it belongs in {elsewhere[name]}"
        if name in elsewhere
        else nearest_hint(name, names, f"the tables are {', '.join(names)}")
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
    path = location.path
    document.records[name] = read_records(SINGLE[name], [table], document.source, [path], problems)


def _read_array(document: Document, name: str, tables: Any, problems: list[Problem]) -> None:
    if not isinstance(tables, list):
        where = Location(document.source, (name,))
        hint = f"write [[{name}]] in double brackets, once for each"
        problems.append(Problem("wrong-value", f'"{name}" is not a list of tables', where, hint))
        return
    first = document.counts[name]
    document.counts[name] += len(tables)
    paths: list[KeyPath] = [(name, n) for n in range(first, document.counts[name])]
    if not {dict}.issuperset(map(type, tables)):
        sound = []
        for table, path in zip(tables, paths, strict=True):
            if isinstance(table, dict):
                sound.append((table, path))
                continue
            message = f"{name} {int(path[1]) + 1} is {describe(table)}, not a table"
            where = Location(document.source, path)
            problems.append(Problem("wrong-value", message, where, f"write [[{name}]]"))
        tables, paths = [table for table, _ in sound], [path for _, path in sound]
    document.records[name] += read_records(
        record_at((name,)), tables, document.source, paths, problems
    )
    ids = [table.get("id") for table in tables]
    document.ids[name] += [id if isinstance(id, str) else None for id in ids]
