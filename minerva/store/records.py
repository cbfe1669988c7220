"""From tables to records: many of a kind at a time, all values of one key after the other.

A value that is refused is left out, and said to be wrong where it stands, so that what it was
read with can still be looked at. `store.kinds` has what a value may be, and why it is refused.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, Final

from msgspec.structs import replace

from minerva.model.dates import describe
from minerva.model.errors import MinervaError
from minerva.model.problems import Problem, nearest_hint
from minerva.model.programme import Evaluation, Procurement
from minerva.model.source import KeyPath, Location, Source
from minerva.store.kinds import Kind
from minerva.store.schema import (
    Field,
    Record,
    defaults_of,
    fields_of,
    keys_of,
    nested_otherwise,
    others_in,
)
from minerva.store.values import SHORT_FORMS

Table = Mapping[str, Any]
Places = Callable[[], Sequence[KeyPath]]
"""Where each of some values stands: worked out when somebody asks."""
Read = tuple[list[Any], Collection[int]]
"""What was read of some values, and the numbers of those that are not sound: None if refused."""

_RELIES_ON: Final = {
    Procurement: {"bidder": {"stage"}, "bid": {"stage", "bidder", "evaluation"}},
}
"""What is left out where other keys of its table are not sound: it may refer to them."""


def read_records(
    record: Record,
    tables: Sequence[Table],
    source: Source,
    paths: Sequence[KeyPath],
    problems: list[Problem],
) -> list[Any]:
    """Return the records of tables, in their order, adding what is wrong to `problems`.

    `paths` says where in the source each of the tables stands. A record has the default for what is
    missing or refused, and None where there is no default. Of a list, only the entries that
    are not sound are left out.
    """
    return _Reader(record, tables, source, paths, problems).read()


class _Reader:
    """Reads some tables of one kind, and what is in them."""

    def __init__(
        self,
        record: Record,
        tables: Sequence[Table],
        source: Source,
        paths: Sequence[KeyPath],
        problems: list[Problem],
    ) -> None:
        self.record, self.tables, self.paths = record, tables, paths
        self.source = source
        self.problems = problems

    def read(self) -> list[Any]:
        """Return the records."""
        return self._records(self.record, self.tables, self.paths)[0]

    def _records(self, record: Record, tables: Sequence[Table], paths: Sequence[KeyPath]) -> Read:
        """Return the records of tables, and the numbers of those with something wrong in them."""
        present: set[str] = set().union(*tables)
        unsound: dict[int, set[str]] = {}
        columns = [
            self._others(record, field, tables, paths, unsound)
            if field.others
            else self._column(field, present, tables, paths, unsound)
            for field in fields_of(record)
        ]
        if nested_otherwise(record) is None and not present.issubset(keys_of(record)):
            self._refuse_unknown(record, tables, paths, unsound)
        records = list(map(record, map(Location, repeat(self.source), paths), *columns))
        for key, others in _RELIES_ON.get(record, {}).items():
            for n, keys in unsound.items():
                if not keys.isdisjoint(others):
                    records[n] = replace(records[n], **{key: defaults_of(record)[key]})
        return records, unsound

    def _column(
        self,
        field: Field,
        present: Collection[str],
        tables: Sequence[Table],
        paths: Sequence[KeyPath],
        unsound: dict[int, set[str]],
    ) -> Iterable[Any]:
        """Return what each of the tables has for a field, its default where it has nothing sound.

        `present` has the keys that any of them has; `unsound` takes up what is wrong, by number.
        """
        key = field.key
        if key not in present and not field.needed:
            return repeat(field.default)
        numbers: Sequence[int] = range(len(tables))
        try:
            values = list(map(itemgetter(key), tables))
        except KeyError:
            numbers = [n for n, table in enumerate(tables) if key in table]
            values = [tables[n][key] for n in numbers]
            for n in set(range(len(tables))).difference(numbers) if field.needed else ():
                self._refuse_missing(field, paths[n])
                unsound.setdefault(n, set()).add(key)
        read, wrong = self._values(field, values, lambda: [(*paths[n], key) for n in numbers])
        if not wrong and len(read) == len(tables):
            return read
        column = [field.default] * len(tables)
        for n, value in zip(numbers, read, strict=True):
            if value is not None:
                column[n] = value
        for n in wrong:
            unsound.setdefault(numbers[n], set()).add(key)
        return column

    def _others(
        self,
        record: Record,
        field: Field,
        tables: Sequence[Table],
        paths: Sequence[KeyPath],
        unsound: dict[int, set[str]],
    ) -> Iterable[Any]:
        """Return what each of the tables has under the keys that are free to choose."""
        values = [others_in(record, table) for table in tables]
        read, wrong = self._mappings(field, values, lambda: paths)
        for n in wrong:
            unsound.setdefault(n, set()).add(field.key)
        return [field.default if value is None else value for value in read]

    def _values(self, field: Field, values: list[Any], places: Places) -> Read:
        if field.many is tuple:
            return self._lists(field, values, places)
        if field.many is Mapping:
            return self._mappings(field, values, places)
        return self._items(field, values, places)

    def _lists(self, field: Field, values: list[Any], places: Places) -> Read:
        """Return the entries of each list that are sound, as a tuple."""
        short_form = SHORT_FORMS.get(field.nested)
        if short_form is not None and not _are_lists_of_tables(values):
            values, _ = self._plain(short_form, values, places)
        lists, wrong = self._of_type(list, "a list", _HOW_TO_WRITE_A_LIST, values, places)
        read, unsound = self._items(
            field,
            list(chain.from_iterable(lists)),
            lambda: _entries(places(), lists),
        )
        if not unsound and not wrong:
            if len(read) == len(lists) and all(lists):
                return list(zip(read, strict=True)), ()
            left = iter(read)
            return [tuple(islice(left, len(entries))) for entries in lists], ()
        numbered = iter(enumerate(read))
        found = [list(islice(numbered, len(entries))) for entries in lists]
        wrong |= {n for n, some in enumerate(found) if not unsound.isdisjoint(dict(some))}
        return [tuple(entry for n, entry in some if n not in unsound) for some in found], wrong

    def _mappings(self, field: Field, values: list[Any], places: Places) -> Read:
        """Return each table under names as a dictionary; None where any of it is not sound."""
        tables, wrong = self._of_type(dict, "a table", _HOW_TO_WRITE_A_TABLE, values, places)

        def inner_places() -> list[KeyPath]:
            return [
                (*place, name)
                for place, table in zip(places(), tables, strict=True)
                for name in table
            ]

        names = list(chain.from_iterable(tables))
        unsound: set[int] = set()
        if field.names is not None:
            names, unsound = self._of_kind(field.names, names, inner_places)
        entries = list(chain.from_iterable(table.values() for table in tables))
        read, refused = self._items(field, entries, inner_places)
        unsound = unsound | refused
        numbered = enumerate(zip(names, read, strict=True))
        found = [dict(islice(numbered, len(table))) for table in tables]
        wrong |= {n for n, some in enumerate(found) if not unsound.isdisjoint(some)}
        return [
            None if n in wrong else dict(entries.values()) for n, entries in enumerate(found)
        ], wrong

    def _items(self, field: Field, values: list[Any], places: Places) -> tuple[list[Any], set[int]]:
        """Return values of a field's kind, or records of tables."""
        if field.kind is not None:
            return self._of_kind(field.kind, values, places)
        paths = places()
        if {dict}.issuperset(map(type, values)):
            records, unsound = self._records(field.nested, values, paths)
            wrong = set(unsound)
        else:
            tables = {n: value for n, value in enumerate(values) if isinstance(value, dict)}
            wrong = set(range(len(values))).difference(tables)
            for n in wrong:
                self._refuse_no_table(field, values[n], paths[n])
            there = [paths[n] for n in tables]
            found, unsound = self._records(field.nested, list(tables.values()), there)
            numbered = dict(zip(tables, found, strict=True))
            wrong.update(list(tables)[n] for n in unsound)
            records = [numbered.get(n) for n in range(len(values))]
        for n in wrong:
            records[n] = None
        return records, wrong

    def _of_kind(self, kind: Kind, values: list[Any], places: Places) -> tuple[list[Any], set[int]]:
        return self._plain(kind.read, values, places)

    def _plain(
        self, read: Callable[[Any], Any], values: list[Any], places: Places
    ) -> tuple[list[Any], set[int]]:
        """Return what each value is read as. None, which a short form makes, stays None."""
        try:
            return list(map(read, values)), set()
        except ValueError:
            pass  # which of them it is shows when each is read by itself
        found: list[Any] = []
        wrong: set[int] = set()
        for n, (value, place) in enumerate(zip(values, places(), strict=True)):
            try:
                found.append(None if value is None else read(value))
            except MinervaError as error:
                found.append(None)
                wrong.add(n)
                self._refuse(place, error.message, error.hint or "")
        return found, wrong

    def _of_type(
        self, type_: type, noun: str, hint: str, values: list[Any], places: Places
    ) -> tuple[list[Any], set[int]]:
        """Return the values that are lists, or tables; for any other, an empty one."""
        if {type_}.issuperset(map(type, values)):
            return values, set()
        wrong = {n for n, value in enumerate(values) if not isinstance(value, type_)}
        paths = places()
        for n in wrong:
            if values[n] is not None:
                self._refuse(paths[n], f"{describe(values[n])} is not {noun}", hint)
        return [type_() if n in wrong else value for n, value in enumerate(values)], wrong

    # What is wrong

    def _refuse(self, place: KeyPath, wrong: str, hint: str) -> None:
        """Say what is wrong with a value."""
        location = Location(self.source, place)
        message = f"{self._label(place)}: {wrong}"
        self.problems.append(Problem("wrong-value", message, location, hint, value=True))

    def _refuse_missing(self, field: Field, path: KeyPath) -> None:
        message = f'{self._label(path)} needs "{field.key}"'
        hint = f"add {field.key} = {field.example}"
        if field.refers:
            hint = f'add {field.key} = "...", with an id that is in the files'
        self.problems.append(Problem("missing-key", message, Location(self.source, path), hint))

    def _refuse_unknown(
        self,
        record: Record,
        tables: Sequence[Table],
        paths: Sequence[KeyPath],
        unsound: dict[int, set[str]],
    ) -> None:
        known = keys_of(record)
        for n, (table, path) in enumerate(zip(tables, paths, strict=True)):
            for key in table:
                if key not in known:
                    unsound.setdefault(n, set()).add(key)
                    self._add_unknown((*path, key), self._known_key(record, path, key))

    def _refuse_no_table(self, field: Field, value: object, path: KeyPath) -> None:
        if not field.others:
            self._refuse(path, f"{describe(value)} is not a table", _HOW_TO_WRITE_A_TABLE)
            return
        *_, key = path
        otherwise = f"a group of criteria is a table: {key} = {{ weight = 60 }}"
        self._add_unknown(path, nearest_hint(key, keys_of(Evaluation), otherwise))

    def _add_unknown(self, path: KeyPath, hint: str) -> None:
        *above, key = path
        message = f'{self._label(tuple(above))} has no key "{key}"'
        self.problems.append(Problem("unknown-key", message, Location(self.source, path), hint))

    def _known_key(self, record: Record, path: KeyPath, key: str) -> str:
        """Return a hint for a key that is not known: of the record it is in, or the one above."""
        inner = path[self._depth :]
        keys = keys_of(record)
        if inner and key in keys_of(self.record):
            name = str(path[0])
            header = f"{name}.{inner[0]}"
            first = f"the first [[{header}]]" if isinstance(path[-1], int) else f"[{header}]"
            return f"it belongs to the {name}: write it above {first}"
        return nearest_hint(key, keys, f"the keys are {', '.join(keys)}")

    @property
    def _depth(self) -> int:
        """How many keys and indexes lead to a record: two in an array, one where it stands once."""
        return len(self.paths[0])

    def _label(self, path: KeyPath) -> str:
        """Name what stands at a path, in words."""
        root, inner = path[: self._depth], path[self._depth :]
        noun, *index = root
        id = self._tables_at[root].get("id")
        label = str(noun)
        if isinstance(id, str):
            label += f' "{id}"'
        elif index:
            label += f" {int(index[0]) + 1}"
        return label + "".join(
            f" {key + 1}" if isinstance(key, int) else f", {key}" for key in inner
        )

    @cached_property
    def _tables_at(self) -> Mapping[KeyPath, Table]:
        return dict(zip(self.paths, self.tables, strict=True))


_HOW_TO_WRITE_A_LIST: Final = "write it in square brackets, one entry after the other"
_HOW_TO_WRITE_A_TABLE: Final = (
    "write its keys in braces, as in { low = 1, high = 2 }, or under a header"
)


def _entries(paths: Sequence[KeyPath], lists: list[list[Any]]) -> list[KeyPath]:
    """Return where each entry of some lists stands."""
    if {1}.issuperset(map(len, lists)):
        return [(*path, 0) for path in paths]
    return [
        (*path, n) for path, entries in zip(paths, lists, strict=True) for n in range(len(entries))
    ]


def _are_lists_of_tables(values: list[Any]) -> bool:
    return {list}.issuperset(map(type, values)) and {dict}.issuperset(
        map(type, chain.from_iterable(values))
    )
