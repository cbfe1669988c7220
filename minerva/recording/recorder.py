"""Recording a change: read, plan, edit, check that exactly the change happened, write.

All of it happens under one lock, so that of many commands at once each sees what the one before
it wrote. It works out no figure.
"""

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Programme
from minerva.model.source import KeyPath
from minerva.recording.change import AddTable, Change, Edit, SetKey
from minerva.recording.edits import CannotEditError, apply_to_data, edit_record, edit_text
from minerva.recording.state import Entry, FileChange
from minerva.recording.writing import alone, write_change
from minerva.store import (
    MILESTONES,
    NAMES,
    REGISTER,
    WORKSTREAMS,
    File,
    read_files,
    read_programme,
    shown_name,
)
from minerva.store.parser import parse_values
from minerva.store.places import SourceText, text_of

_NO_NEWLINE: Final = "\n\\ No newline at end of file\n"

Plan = Callable[[Programme], Change]
"""What turns a programme as it is into the change to make. It may raise MinervaError."""


class Place(NamedTuple):
    """Where something was written: the file as it is shown, and the line, counted from 1."""

    file: str
    line: int


class Recorded(Struct, frozen=True):
    """A change as it was written, or as it would be: the programme before and after it.

    `shown` has the name to show for each of the files.
    """

    change: Change
    files: Sequence[FileChange]
    shown: Mapping[str, str]
    before: Programme
    after: Programme

    @property
    def places(self) -> Sequence[Place]:
        """Where each of the change's own edits was written, in their order."""
        return _places(self.change.edits, self.after)

    @property
    def diff(self) -> str:
        """The difference in all files, as `diff -u` has it."""
        return "".join(
            diff_text(self.shown[file.name], file.before, file.after) for file in self.files
        )


def record(
    directory: Path,
    here: Path,
    plan: Plan,
    today: date,
    *,
    dry_run: bool = False,
) -> Recorded:
    """Write the change that `plan` makes of the programme in a directory.

    `programme.updated`, where there is one, moves to `today` unless it is later already. Files
    are shown relative to `here`. With `dry_run` nothing is written. The programme may have no
    records yet. Raises InvalidProgrammeError where the files have problems, and MinervaError where
    the change cannot be made or written: then nothing was.
    """
    if dry_run:
        return _planned(directory, here, plan, today)
    with alone(directory) as state:
        recorded = _planned(directory, here, plan, today)
        if recorded.files:
            moment = datetime.now().astimezone().isoformat(timespec="seconds")
            write_change(directory, state, Entry(recorded.change.summary, moment, recorded.files))
        return recorded


def _planned(directory: Path, here: Path, plan: Plan, today: date) -> Recorded:
    """Return a change with the texts that it leads to, each checked."""
    files = {file.kind: file for file in read_files(directory, here)}
    before = read_programme(list(files.values()), may_be_empty=True)
    change = plan(before)
    edits = [*change.edits, *_updated(before, today)] if change.edits else []
    by_file = {name: [edit for edit in edits if edit.file == name] for name in NAMES}
    shown = {name: shown_name(directory / name, here) for name in NAMES}
    sources = _sources(before)
    after_files: dict[str, File] = {}
    for name in NAMES:
        if by_file[name]:
            file = files.get(name) or File(name, shown[name], b"")
            content = _edited(file, sources.get(name) or _source_of(file), by_file[name])
            after_files[name] = replace(file, content=content)
    after = _read_again(files | after_files) if after_files else before
    changed = [_change_of(files.get(name), file) for name, file in after_files.items()]
    changed = [file for file in changed if file.before != file.after]
    changed.sort(key=lambda file: file.name == WORKSTREAMS)  # the fact first, its date last
    return Recorded(change, changed, shown, before, after)


def _updated(programme: Programme, today: date) -> Sequence[Edit]:
    """Return the edit that moves `programme.updated` to today.

    None where it is there already, or where the programme does without the key.
    """
    updated = programme.details.updated
    if updated is None or updated >= today:
        return []
    return [SetKey(WORKSTREAMS, ("programme",), "updated", today)]


def _edited(file: File, source: SourceText, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of a file with edits in it, once they say exactly what they should.

    The whole text is edited where the way that reads less of it does not lead there.
    """
    content = file.content
    if not isinstance(content, bytes):
        raise MinervaError(f"{file.shown} cannot be read")
    mark = content[: len(content) - len(source.text.encode())]
    expected = parse_values(source.text)
    try:
        apply_to_data(expected, edits)
    except CannotEditError:
        raise _cannot_change(file) from None
    for edit in (edit_record, _edit_whole):
        try:
            text = edit(source, edits)
        except CannotEditError:
            continue
        if _says(text, expected):
            return mark + text.encode()
    raise _cannot_change(file)


def _cannot_change(file: File) -> MinervaError:
    return MinervaError(
        f"{file.shown} is laid out in a way that cannot be changed safely: nothing was written",
        "make this change in an editor",
    )


def _edit_whole(source: SourceText, edits: Sequence[Edit]) -> str:
    return edit_text(source.text, edits)


def _says(text: str, expected: Mapping[str, Any]) -> bool:
    """Tell whether a text is TOML for exactly this data."""
    try:
        return parse_values(text) == expected
    except ValueError:
        return False


def _read_again(files: Mapping[str, File]) -> Programme:
    """Read the changed files as any files are. Raises MinervaError where they have problems."""
    try:
        return read_programme(list(files.values()), may_be_empty=True)
    except InvalidProgrammeError as error:
        problem = error.problems[0]
        more = len(error.problems) - 1
        others = f", and {more:,} more" if more else ""
        raise MinervaError(
            f"the files would then be refused: {problem.message}{others}", problem.hint
        ) from None


def _change_of(before: File | None, after: File) -> FileChange:
    """Return what a file holds before and after; nothing before where it is not there yet."""
    content = None if before is None else before.content
    if isinstance(content, OSError) or not isinstance(after.content, bytes):
        raise MinervaError(f"{after.shown} cannot be read")
    return FileChange(after.kind, content, after.content)


def _sources(programme: Programme) -> dict[str, SourceText]:
    """Return the files as they were read, without those that have no record to ask."""
    first: Mapping[str, Sequence[Any]] = {
        WORKSTREAMS: [programme.details],
        MILESTONES: [*programme.milestones[:1], *programme.waivers[:1]],
        REGISTER: [
            *programme.risks[:1],
            *programme.issues[:1],
            *programme.actions[:1],
            *programme.decisions[:1],
            *programme.assessments[:1],
            *programme.indicators[:1],
        ],
    }
    return {name: text_of(records[0].location) for name, records in first.items() if records}


def _source_of(file: File) -> SourceText:
    content = file.content if isinstance(file.content, bytes) else b""
    return SourceText(file.shown, content.removeprefix(codecs.BOM_UTF8).decode(), {})


def _places(edits: Sequence[Edit], after: Programme) -> list[Place]:
    """Return where each edit was written."""
    sources = _sources(after)
    data: dict[str, Any] = {}
    added: dict[tuple[str, KeyPath], int] = {}
    for edit in edits:
        if isinstance(edit, AddTable):
            added[edit.file, edit.path] = added.get((edit.file, edit.path), 0) + 1
    places = []
    seen: dict[tuple[str, KeyPath], int] = {}
    for edit in edits:
        source = sources[edit.file]
        if isinstance(edit, SetKey):
            path: KeyPath = (*edit.path, edit.key)
        else:
            if edit.file not in data:
                data[edit.file] = parse_values(source.text)
            tables: Any = data[edit.file]
            for key in edit.path:
                tables = tables[key]
            number = seen.get((edit.file, edit.path), 0)
            seen[edit.file, edit.path] = number + 1
            path = (*edit.path, len(tables) - added[edit.file, edit.path] + number)
        places.append(Place(source.name, source.locate(path).line))
    return places


def diff_text(name: str, before: bytes | None, after: bytes | None) -> str:
    """Return the difference between two contents of a file, as `diff -u` writes it.

    A file that is not there has None.
    """
    old, new = (
        "/dev/null" if content is None else f"{side}/{name}"
        for side, content in (("a", before), ("b", after))
    )
    lines = unified_diff(_lines(before or b""), _lines(after or b""), old, new)
    return "".join(line if line.endswith("\n") else f"{line}{_NO_NEWLINE}" for line in lines)


def _lines(content: bytes) -> list[str]:
    """Return the lines of a content; str.splitlines would end some where no editor does."""
    return re.findall(r"[^\n]*\n|[^\n]+", content.decode(errors="replace"))
