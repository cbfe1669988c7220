"""Three versions of a file merged into one, and looked at: what comes out has to be sound."""

import codecs
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.merging.pieces import CannotPartError, Conflict, Pieces, Table, part, put_together
from minerva.merging.three_way import FormsDifferError, count_conflicts, merge
from minerva.model.problems import Problem
from minerva.recording.layout import newline_of
from minerva.recording.rendering import style_of
from minerva.store import File, kind_of, problems_of_file
from minerva.store.parser import parse_values

_SHOWN: Final = "the merged file"


class Merged(Struct, frozen=True):
    """The file that came out of a merge: how many conflicts are in it, and what is wrong with it.

    `problems` are those of the file without its conflicts, where that is why it has one.
    """

    content: bytes
    conflicts: int
    problems: Sequence[Problem] = ()


def merge_files(base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """Merge what two sides made of a file. Exit status and writing are the caller's.

    A file that nobody but one side changed is as that side has it. Where a version is no TOML, or
    the sides are laid out in ways that cannot be set side by side, the whole file is a conflict.
    """
    if ours == theirs or theirs == base:
        return Merged(ours, 0)
    if ours == base:
        return Merged(theirs, 0)
    mark = codecs.BOM_UTF8 if ours.startswith(codecs.BOM_UTF8) else b""
    try:
        mine = ours.removeprefix(mark).decode()
        newline = newline_of(mine)
        before, other = (_text(content, newline) for content in (base, theirs))
        pieces = [part(text) for text in (before, mine, other)]
        merged = merge(pieces[0], pieces[1], pieces[2], style_of(mine), newline)
    except (UnicodeDecodeError, CannotPartError, FormsDifferError):
        return _whole(ours, theirs)
    text, number = put_together(merged, newline), count_conflicts(merged.root)
    plain = put_together(merged, newline, marked=False)
    if not _says(plain, merged):
        return _whole(ours, theirs)
    problems = _problems(plain, (before, mine, other))
    if problems and not number:
        text, number = _marked_at(problems, merged, pieces, newline)
        if not number:
            return replace(_whole(ours, theirs), problems=problems)
    return Merged(mark + text.encode(), number, problems)


def _text(content: bytes, newline: str) -> str:
    """Return the text of a version with the line ends that ours has."""
    text = content.removeprefix(codecs.BOM_UTF8).decode().replace("\r\n", "\n")
    return text.replace("\n", newline)


def _says(text: str, merged: Pieces) -> bool:
    try:
        return parse_values(text) == merged.root.data()
    except ValueError:
        return False


def _problems(text: str, versions: Sequence[str]) -> Sequence[Problem]:
    """Return the problems of a merged file that none of its versions had."""
    kind = kind_of([parse_values(version) for version in versions])
    if kind is None:
        return ()
    known = {
        problem.message
        for version in versions
        if version
        for problem in problems_of_file(File(kind, _SHOWN, version.encode()))
    }
    found = problems_of_file(File(kind, _SHOWN, text.encode()))
    return [problem for problem in found if problem.message not in known]


def _marked_at(
    problems: Sequence[Problem], merged: Pieces, pieces: Sequence[Pieces], newline: str
) -> tuple[str, int]:
    """Return the merged text with each record that has a problem marked as a conflict."""
    wrong = {problem.location.path[:2] for problem in problems if problem.location.path}
    _, ours, theirs = (_by_path(version.root) for version in pieces)
    names = _paths(merged.root)
    tables, number = [], 0
    for table, path in zip(merged.root.tables, names, strict=True):
        mine, other = (side.get(_identity(table)) for side in (ours, theirs))
        if path in wrong and mine is not other and _text_of(mine) != _text_of(other):
            number += 1
            conflict = Conflict(_text_of(mine), _text_of(other))
            tables.append(replace(table, conflict=conflict))
        else:
            tables.append(table)
    root = replace(merged.root, tables=tuple(tables))
    return put_together(Pieces(root, merged.end), newline), number


def _text_of(table: Table | None) -> str:
    return "" if table is None else table.above + table.text


def _paths(root: Table) -> list[tuple[str, int] | tuple[str, ...]]:
    """Return where the reader finds each of a file's tables."""
    counts: dict[tuple[str, ...], int] = {}
    paths: list[tuple[str, int] | tuple[str, ...]] = []
    for table in root.tables:
        number = counts.get(table.path, 0)
        counts[table.path] = number + 1
        paths.append((table.path[0], number) if table.is_array else table.path[:2])
    return paths


def _by_path(root: Table) -> dict[object, Table]:
    return {_identity(table): table for table in root.tables}


def _identity(table: Table) -> object:
    said: dict[str, Any] = {key.name: key.value for key in table.keys}
    return table.path, str(said.get("id", said.get("finding"))), str(said.get("subject"))


def _whole(ours: bytes, theirs: bytes) -> Merged:
    """Return a file that is one conflict from its first line to its last."""
    newline = b"\r\n" if b"\r\n" in ours else b"\n"
    ends = [
        content if content.endswith(b"\n") or not content else content + newline
        for content in (ours, theirs)
    ]
    return Merged(
        b"<<<<<<< ours"
        + newline
        + ends[0]
        + b"======="
        + newline
        + ends[1]
        + b">>>>>>> theirs"
        + newline,
        1,
    )
