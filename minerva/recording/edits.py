"""Editing the text of a file: what is not meant to change stays as it is, to the byte.

tomlrt finds the place and keeps the layout; `rendering` writes the values. tomlrt is given a
token for each value, and the token is then replaced, since it would write numbers and inline
tables in a style of its own.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, TypeGuard

from msgspec.structs import replace

from minerva.model.source import KeyPath
from minerva.recording.blocks import AddRecords, join_added, rest_of
from minerva.recording.change import AddTable, Edit, SetKey, Value
from minerva.recording.layout import NewTable, lay_out, newline_of
from minerva.recording.rendering import Style, plain_value, render_value, style_of
from minerva.store.parser import parse_values
from minerva.store.places import SourceText

_ANY_HEADER: Final = re.compile(r"^[ \t]*\[.*$", re.MULTILINE)
_BLANK_END: Final = re.compile(r"\n[ \t]*\r?\n\Z")


class CannotEditError(Exception):
    """The text has no such place, or its layout is one that cannot be edited safely."""


def edit_text(text: str, edits: Sequence[Edit]) -> str:
    """Return the text of a file with the edits in it.

    Raises CannotEditError where a path leads nowhere, and MinervaError where a value cannot be
    written.
    """
    style = style_of(text)
    data = parse_values(text)
    counts = {key: len(value) for key, value in data.items() if isinstance(value, list)}
    joined = join_added(edits, lambda name: counts.get(name, 0))
    new = [edit for edit in joined if _is_first_of_array(edit, counts)]
    others = [edit for edit in joined if not _is_first_of_array(edit, counts)]
    return _append(_edit(text, others, style, text) if others else text, new, style)


def edit_record(source: SourceText, edits: Sequence[Edit]) -> str:
    """Return the text of a file with the edits in it, having read no more of it than needed.

    Each edit is made in the stretch of text that holds its record, cut out and put back. Where
    a stretch is not plain to see the whole text is edited. The caller checks the result.
    """
    style = style_of(source.text)
    try:
        return _edit_stretches(source, edits, style)
    except CannotEditError:
        return edit_text(source.text, edits)


def _is_first_of_array(
    edit: Edit | AddRecords, there: Collection[str]
) -> TypeGuard[AddTable | AddRecords]:
    """Tell whether an edit adds a record to an array that the file does not have yet."""
    return (
        isinstance(edit, AddTable | AddRecords)
        and len(edit.path) == 1
        and edit.path[0] not in there
    )


def apply_to_data(data: dict[str, Any], edits: Sequence[Edit]) -> None:
    """Make the same edits in plain data: what the file has to say once it is edited.

    Raises CannotEditError where a path leads nowhere, or to no list that a table could join.
    """
    try:
        for edit in edits:
            if isinstance(edit, SetKey):
                _table_at(data, edit.path)[edit.key] = plain_value(edit.value)
            else:
                holder = _table_at(data, edit.path[:-1])
                holder.setdefault(edit.path[-1], []).append(plain_value(edit.values))
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise CannotEditError(str(error)) from error


def _table_at(data: Any, path: KeyPath) -> Any:
    for key in path:
        data = data[key]
    return data


def _edit_stretches(source: SourceText, edits: Sequence[Edit], style: Style) -> str:
    """Edit each record's stretch on its own."""
    by_stretch: dict[tuple[int, int], list[Edit | AddRecords]] = {}
    there = {str(edit.path[0]) for edit in edits if source.count(str(edit.path[0]))}
    new_arrays = []
    for edit in join_added(edits, source.count):
        if _is_first_of_array(edit, there):
            new_arrays.append(edit)
            continue
        record = edit.path[:2]
        if isinstance(edit, AddTable | AddRecords) and len(edit.path) == 1:
            record = (edit.path[0], source.count(str(edit.path[0])) - 1)
        stretch = source.stretch(record)
        if stretch is None:
            raise CannotEditError(f"no stretch of text holds {record}")
        by_stretch.setdefault(stretch, []).append(edit)
    text = source.text
    ordered = sorted(by_stretch)
    if any(end > begin for (_, end), (begin, _) in pairwise(ordered)):
        raise CannotEditError("records lie inside each other")
    parts, kept = [], 0
    for begin, end in ordered:
        inner = [_within_stretch(edit) for edit in by_stretch[begin, end]]
        parts += [text[kept:begin], _edit_stretch(text, begin, end, inner, style)]
        kept = end
    return _append("".join([*parts, text[kept:]]), new_arrays, style)


def _within_stretch(edit: Edit | AddRecords) -> Edit | AddRecords:
    """Return an edit with its path counted from the one record that the stretch holds."""
    path = edit.path
    if len(path) > 1 and isinstance(path[1], int):
        return replace(edit, path=(path[0], 0, *path[2:]))
    return edit


def _edit_stretch(
    text: str, begin: int, end: int, edits: Sequence[Edit | AddRecords], style: Style
) -> str:
    """Edit a stretch with the header after it in sight, so that its comments stay with it."""
    following = _ANY_HEADER.match(text, end)
    ahead = f"{following[0].rstrip()}{newline_of(text)}" if following else ""
    edited = _edit(text[begin:end] + ahead, edits, style, text)
    if not edited.endswith(ahead):
        raise CannotEditError("what follows the record was changed")
    return edited[: len(edited) - len(ahead)] if ahead else edited


def _append(text: str, edits: Sequence[AddTable | AddRecords], style: Style) -> str:
    """Add the first table of arrays that the file has none of, at its end."""
    if not edits:
        return text
    newline = newline_of(text)
    added = _edit("", edits, style, text).replace("\n", newline)
    end = "" if not text or text.endswith("\n") else newline
    gap = "" if not text or _BLANK_END.search(text) else newline
    return text + end + gap + added


def _edit(text: str, edits: Sequence[Edit | AddRecords], style: Style, whole: str) -> str:
    import tomlrt

    try:
        document = tomlrt.loads(text)
        placing = _Placing(whole)
        for edit in edits:
            _apply(document, edit, placing)
        edited = tomlrt.dumps(document)
    except (tomlrt.TOMLError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise CannotEditError(str(error)) from error
    for table in reversed(placing.new_tables):
        edited = lay_out(edited, table, whole)
    counts = {name: len(array) for name, array in document.items() if isinstance(array, list)}
    for (path, _), (following, token) in placing.new_keys.items():
        edited = _move_key(edited, counts, path, following, token)
    rests = {
        token: rest_of(added, style, whole, newline_of(text))
        for token, added in placing.rests.items()
    }
    for token, value in sorted(placing.tokens.items(), key=lambda item: item[0] in rests):
        edited = edited.replace(f'"{token}"', render_value(value, style) + rests.get(token, ""), 1)
    return edited


class _Placing:
    """What was put where while a document is edited: tokens for values, and what is new.

    `new_tables` are the tables that got a header; `new_keys` the keys that a table did not have:
    by its path and the key, the keys it has that come after, and the token. `rests` are records
    of which only the first was placed, by the token of its last value: the others follow that.
    """

    def __init__(self, whole: str) -> None:
        self.tokens: dict[str, Value] = {}
        self.new_arrays: set[KeyPath] = set()
        self.new_tables: list[NewTable] = []
        self.rests: dict[str, AddRecords] = {}
        self.new_keys: dict[tuple[KeyPath, str], tuple[Sequence[str], str]] = {}
        self._whole = whole

    def token_of(self, value: Value) -> str:
        """Return a text that stands for a value and is nowhere in the file."""
        token = f"{_unused_word(self._whole)}-{len(self.tokens)}-end"
        self.tokens[token] = value
        return token


@lru_cache(maxsize=8)
def _unused_word(whole: str) -> str:
    """Return a word that is nowhere in a text."""
    word = "minerva-value"
    while word in whole:
        word += "x"
    return word


def _apply(document: Any, edit: Edit | AddRecords, placing: _Placing) -> None:
    """Make one edit in a parsed document, with a token for each value."""
    import tomlrt

    if isinstance(edit, SetKey):
        table = _table_at(document, edit.path)
        token = placing.token_of(edit.value)
        place = edit.path, edit.key
        if (edit.key not in table and not table.is_inline) or place in placing.new_keys:
            following = [key for key in _keys_after(edit) if _is_line(table.get(key))]
            placing.new_keys[place] = following, token
        table[edit.key] = token
        return
    if isinstance(edit, AddRecords):
        _apply(document, AddTable(edit.file, edit.path, edit.records[0].values), placing)
        placing.rests[next(reversed(placing.tokens))] = edit
        return
    holder, name = _table_at(document, edit.path[:-1]), str(edit.path[-1])
    array = holder.get(name)
    if array is not None and not isinstance(array, tomlrt.AoT):
        array.append(placing.token_of(edit.values))
        return
    if array is None and isinstance(holder, tomlrt.Table) and holder.is_inline:
        holder[name] = placing.token_of([edit.values])
        return
    values = {key: placing.token_of(value) for key, value in edit.values.items()}
    if array is None:
        holder[name] = tomlrt.AoT([values])
        placing.new_arrays.add(edit.path)
    else:
        array.append(values)
    names = ".".join(key for key in edit.path if isinstance(key, str))
    is_first = edit.path in placing.new_arrays and len(edit.path) > 1
    token = next(iter(values.values()))
    placing.new_tables.append(NewTable(names, token, len(values), is_first))


def _keys_after(edit: SetKey) -> list[str]:
    """Return the keys that come after a key in the order of its record."""
    from minerva.store.schema import keys_of
    from minerva.store.tables import record_at

    keys = keys_of(record_at(edit.path))
    return keys[keys.index(edit.key) + 1 :] if edit.key in keys else []


def _is_line(value: object) -> bool:
    """Tell whether a value is written as `key = value` in its table, not under a header."""
    import tomlrt

    if value is None or isinstance(value, tomlrt.AoT):
        return False
    return not isinstance(value, tomlrt.Table) or value.is_inline


def _move_key(
    text: str, counts: Mapping[str, int], path: KeyPath, following: Sequence[str], token: str
) -> str:
    """Move the line of a new key up to where its record has it: above the first key after it."""
    source = SourceText("", text, counts)
    lines = text.split("\n")
    number = text.count("\n", 0, text.index(f'"{token}"'))
    places = [source.locate((*path, key)).line - 1 for key in following]
    place = min(places, default=number)
    while place > 0 and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    if place < number:
        lines.insert(place, lines.pop(number))
    return "\n".join(lines)
