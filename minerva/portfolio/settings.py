"""portfolio.toml: which programmes a portfolio has, and the groups that they are in."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from minerva.model.problems import InvalidProgrammeError, Problem, nearest_hint
from minerva.model.source import KeyPath, Location
from minerva.store import shown_name
from minerva.store.places import SourceText

PORTFOLIO: Final = "portfolio.toml"

_KEYS: Final = ("name", "programmes", "group")
_GROUP_KEYS: Final = ("id", "name", "programmes", "group")
_EXAMPLE: Final = 'write programmes = ["plans/*"]'


class Group(Struct, frozen=True):
    """Programmes of one department or board, as paths; `group` is the id of the one it is in."""

    id: str
    name: str
    programmes: tuple[str, ...]
    group: str | None = None


class Settings(Struct, frozen=True):
    """What portfolio.toml says; its paths are relative to the directory that it is in."""

    directory: Path
    name: str
    programmes: tuple[str, ...]
    groups: tuple[Group, ...] = ()


def find_settings(here: Path) -> Path | None:
    """Return the portfolio.toml in a directory or the nearest above it; None where none is."""
    found = (directory / PORTFOLIO for directory in (here, *here.parents))
    return next((path for path in found if path.is_file()), None)


def read_settings(path: Path, here: Path) -> Settings:
    """Read portfolio.toml. Raises InvalidProgrammeError with every problem, in its order."""
    shown = shown_name(path, here)
    reader = _Reader(shown)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reader.refuse(
            "unreadable-file", f"{shown} cannot be read: {error}", (), "it is text in UTF-8"
        )
        text = ""
    reader.source = SourceText(shown, text, {})
    settings = reader.settings(path.parent, text)
    if reader.problems or settings is None:
        raise InvalidProgrammeError(reader.problems, [shown])
    return settings


class _Reader:
    """Reads the tables of the file, and keeps what is wrong with them."""

    def __init__(self, shown: str) -> None:
        self.source = SourceText(shown, "", {})
        self.problems: list[Problem] = []

    def refuse(
        self, kind: str, message: str, path: KeyPath, hint: str, *, value: bool = False
    ) -> None:
        self.problems.append(Problem(kind, message, Location(self.source, path), hint, value))

    def settings(self, directory: Path, text: str) -> Settings | None:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.refuse("bad-toml", f"it is not TOML: {error}", (), "correct this place")
            return None
        self._keys(tables, _KEYS, ())
        groups = tuple(self._groups(tables.get("group", [])))
        programmes = self._paths(tables, ())
        if not programmes and not any(group.programmes for group in groups) and not self.problems:
            self.refuse("no-programmes", "it names no programmes", (), _EXAMPLE)
        self._nesting({group.id: group for group in groups}, groups)
        name = self._text(tables, "name", (), needed=True)
        return Settings(directory, name, programmes, groups)

    def _groups(self, tables: Any) -> Iterator[Group]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.refuse("wrong-value", "`group` is not a table", ("group",), "write [[group]]")
            return
        for number, table in enumerate(tables):
            path: KeyPath = ("group", number)
            self._keys(table, _GROUP_KEYS, path)
            yield Group(
                id=self._text(table, "id", path, needed=True),
                name=self._text(table, "name", path, needed=True),
                programmes=self._paths(table, path),
                group=self._text(table, "group", path) or None,
            )

    def _keys(self, table: Mapping[str, Any], known: Collection[str], path: KeyPath) -> None:
        for key in table:
            if key not in known:
                hint = nearest_hint(key, known, f"the keys are {', '.join(known)}")
                self.refuse("unknown-key", f'there is no key "{key}"', (*path, key), hint)

    def _text(
        self, table: Mapping[str, Any], key: str, path: KeyPath, *, needed: bool = False
    ) -> str:
        value = table.get(key)
        if value is None and not needed:
            return ""
        if value is None:
            what = "a group" if path else "a portfolio"
            self.refuse("missing-key", f'{what} needs "{key}"', path, f'add {key} = "..."')
        elif not isinstance(value, str) or not value.strip():
            where = (*path, key)
            self.refuse(
                "wrong-value", f"`{key}` is not a text", where, "write it in quotes", value=True
            )
        else:
            return value
        return ""

    def _paths(self, table: Mapping[str, Any], path: KeyPath) -> tuple[str, ...]:
        value = table.get("programmes", [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        where = (*path, "programmes")
        self.refuse(
            "wrong-value", "`programmes` is not a list of paths", where, _EXAMPLE, value=True
        )
        return ()

    def _nesting(self, by_id: Mapping[str, Group], groups: tuple[Group, ...]) -> None:
        seen: set[str] = set()
        for number, group in enumerate(groups):
            path: KeyPath = ("group", number)
            if group.id and group.id in seen:
                hint = "give one of them another id"
                self.refuse(
                    "duplicate-id", f'group "{group.id}" is there twice', (*path, "id"), hint
                )
            seen.add(group.id)
            if group.group is not None and group.group not in by_id:
                hint = nearest_hint(group.group, by_id, "add the group, or correct the id")
                message = f'group "{group.id}" is in group "{group.group}", which is not there'
                self.refuse("unknown-reference", message, (*path, "group"), hint, value=True)
            elif _circular(group, by_id):
                message = f'group "{group.id}" is inside itself'
                self.refuse("cycle", message, (*path, "group"), "take `group` out", value=True)


def _circular(group: Group, by_id: Mapping[str, Group]) -> bool:
    seen, above = {group.id}, group.group
    while above is not None and above in by_id:
        if above == group.id:
            return True
        if above in seen:
            return False
        seen.add(above)
        above = by_id[above].group
    return False
