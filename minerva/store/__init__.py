"""The only reader of programme files: from a directory to a Programme, or to all its problems.

It reads and refuses; it computes no position and writes nothing.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from msgspec.structs import replace

from minerva.model.problems import InvalidProgrammeError, Problem
from minerva.model.programme import Check, Programme
from minerva.model.source import Location
from minerva.store.documents import Documents
from minerva.store.files import (
    MILESTONES,
    NAMES,
    REGISTER,
    WORKSTREAMS,
    File,
    find_directory,
    read_files,
    shown_name,
)
from minerva.store.links import links_of
from minerva.store.quarters import give_quarters_their_days
from minerva.store.references import CHECKS, refuse_empty
from minerva.store.tables import ARRAYS, PROGRAMME, SINGLE, absent, read_document, unreadable

__all__ = [
    "MILESTONES",
    "NAMES",
    "REGISTER",
    "WORKSTREAMS",
    "File",
    "MinervaError",
    "find_directory",
    "kind_of",
    "problems_of_file",
    "read_files",
    "read_id",
    "read_programme",
    "shown_name",
]


def read_programme(files: Sequence[File], *, may_be_empty: bool = False) -> Programme:
    """Read a programme from its workstreams file, its milestones file and, if any, its register.

    Without `may_be_empty`, a programme has a workstream at least, and a milestone, a saving or an
    indicator. Raises InvalidProgrammeError with every problem of the files, in file order.
    """
    problems: list[Problem] = []
    read = {name: absent(name) for name in NAMES}
    read |= {file.kind: read_document(file, problems) for file in files}
    documents = Documents(*read.values())
    give_quarters_their_days(documents, problems)
    checks = [check for check in CHECKS if not may_be_empty or check is not refuse_empty]
    problems.extend(chain.from_iterable(check(documents) for check in checks))
    if problems:
        raise InvalidProgrammeError(problems, [file.shown for file in files])
    details = documents.of(PROGRAMME)[0]
    check = documents.of("check") or [Check(Location(details.location.source, ("check",)))]
    return Programme(
        details=details,
        check=check[0],
        workstreams=tuple(documents.of("workstream")),
        milestones=tuple(documents.of("milestone")),
        savings=tuple(documents.of("saving")),
        costs=tuple(documents.of("cost")),
        procurements=tuple(documents.of("procurement")),
        contracts=tuple(documents.of("contract")),
        options=tuple(documents.of("option")),
        waivers=tuple(documents.of("waiver")),
        risks=tuple(documents.of("risk")),
        issues=tuple(documents.of("issue")),
        actions=tuple(documents.of("action")),
        decisions=tuple(documents.of("decision")),
        assessments=tuple(documents.of("assessment")),
        indicators=tuple(documents.of("indicator")),
        confidence=next(iter(documents.of("confidence")), None),
        links=links_of(documents.of("milestone")),
    )


_ID: Final = (
    rb"""(?ms)^[ \t]*\[programme\](?:(?!^[ \t]*\[).)*?^[ \t]*id[ \t]*=[ \t]*["']([a-z0-9-]+)["']"""
)


def read_id(files: Iterable[File]) -> str | None:
    """Return the id of a programme that may not be readable; None where it is not plain to see."""
    for file in files:
        found = re.search(_ID, file.content) if isinstance(file.content, bytes) else None
        if found is not None:
            return found[1].decode()
    return None


def kind_of(versions: Iterable[Iterable[str]]) -> str | None:
    """Return which of the programme's files has tables of these names; None where none has.

    `versions` are the names of the tables in each version of one file.
    """
    names = set(chain.from_iterable(versions))
    tables = {kind: {*arrays} for kind, arrays in ARRAYS.items()}
    tables[WORKSTREAMS] |= {*SINGLE}
    return next((kind for kind, known in tables.items() if names & known), None)


def problems_of_file(file: File) -> Sequence[Problem]:
    """Return what is wrong with one file by itself: not what refers to another file."""
    problems: list[Problem] = []
    document = read_document(file, problems)
    documents = {kind: unreadable(replace(file, kind=kind)) for kind in NAMES}
    read = Documents(*(documents | {file.kind: document}).values())
    give_quarters_their_days(read, problems)
    checks = [check for check in CHECKS if check is not refuse_empty]
    problems.extend(chain.from_iterable(check(read) for check in checks))
    return problems
