"""Many tables of a kind become records at once, a column at a time.

A column is what all the tables have under one key: its values are checked and turned together,
mostly by loops of the interpreter's own. Owns no words: where a table may not be sound, none of
them is taken, and each is read by itself (`store.refusals`), which says what is wrong. What is
taken here is what would be taken there.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import chain, islice, repeat
from operator import add, itemgetter
from typing import Any, Final, Literal, get_args, get_origin

from minerva.model import dates
from minerva.model.dates import Duration, Window, YearStart
from minerva.model.programme import (
    Amounts,
    Bound,
    Chance,
    Correlation,
    Count,
    Currency,
    Days,
    Id,
    Names,
    Offer,
    Offsets,
    Percentage,
    Score,
    Shares,
    Weighting,
    YearLabel,
    new,
)
from minerva.model.source import KeyPath, Location, Source
from minerva.store.schema import Field, Record, fields_of, others_in, without_none
from minerva.store.values import (
    KEBAB,
    MOST_MONEY,
    SHORT_FORMS,
    read_amounts,
    read_chance,
    read_correlation,
    read_count,
    read_currency,
    read_days,
    read_money,
    read_names,
    read_offer,
    read_offsets,
    read_percentage,
    read_score,
    read_shares,
    read_weighting,
    read_window_or_id,
)

Table = dict[str, Any]
Column = list[Any]
Paths = Sequence[KeyPath]
Read = Callable[[Column], Column]

_IDS: Final = re.compile(f"{KEBAB}(?:\n{KEBAB})*")
_PENNY: Final = Decimal("0.01")


class DoubtfulError(Exception):
    """Some of the tables may not be sound."""


def records_of(
    record: Record, tables: Sequence[Any], source: Source, paths: Paths
) -> list[Any] | None:
    """Return the records that tables hold, in their order; None where one may not be sound.

    `paths` says where in the source each of the tables stands.
    """
    try:
        return _records(record, tables, source, paths)
    except (DoubtfulError, ValueError):
        return None


def _records(record: Record, tables: Sequence[Any], source: Source, paths: Paths) -> list[Any]:
    _require_type(dict, tables)
    present: set[str] = set().union(*tables)
    fields = fields_of(record)
    others = next((field for field in fields if field.others), None)
    if others is None and not present.issubset([field.key for field in fields]):
        raise DoubtfulError
    columns = [
        _mappings_of_records(field, [others_in(record, table) for table in tables], source, paths)
        if field.others
        else _column(field, present, tables, source, paths)
        for field in fields
    ]
    locations = map(new, repeat(Location), zip(repeat(source), paths, strict=False))
    return list(map(new, repeat(record), zip(locations, *columns, strict=False)))


def _column(
    field: Field, present: set[str], tables: Sequence[Table], source: Source, paths: Paths
) -> Iterable[Any]:
    """Return what each of the tables has under a key, its default where it does not have it.

    `present` has the keys that any of them has.
    """
    key, default = field.key, field.default
    if key not in present and not field.needed:
        return repeat(default)
    try:
        return _read(field, list(map(itemgetter(key), tables)), source, paths)
    except KeyError:
        if field.needed:
            raise DoubtfulError from None
    values = [table[key] for table in tables if key in table]
    places = [path for path, table in zip(paths, tables, strict=True) if key in table]
    read = iter(_read(field, values, source, places))
    return [next(read) if key in table else default for table in tables]


def _read(field: Field, values: Column, source: Source, paths: Paths) -> Column:
    if field.nested is None:
        return _reader(field.hint, field.needed)(values)
    if field.many is tuple:
        return _lists_of_records(field, values, source, paths)
    if field.many is None:
        return _records(field.nested, values, source, _below(paths, field.key))
    _require_type(dict, values)
    return _mappings_of_records(field, values, source, _below(paths, field.key))


def _mappings_of_records(
    field: Field, values: Sequence[Table], source: Source, paths: Paths
) -> Column:
    """Return the records of tables under names, each at its name below its table's place."""
    places = [(*path, key) for path, value in zip(paths, values, strict=True) for key in value]
    tables = list(chain.from_iterable(value.values() for value in values))
    records = iter(_records(field.nested, tables, source, places))
    return [dict(zip(value, records, strict=False)) for value in values]


def _below(paths: Paths, *keys: str | int) -> Paths:
    return list(map(add, paths, repeat(keys)))


def _lists_of_records(field: Field, values: Column, source: Source, paths: Paths) -> Column:
    """Return the records of each list of tables, as a tuple."""
    short_form = SHORT_FORMS.get(field.nested)
    if short_form is not None and not _are_lists_of_tables(values):
        values = list(map(short_form, values))
    _require_type(list, values)
    if {1}.issuperset(map(len, values)):
        tables = [table for [table] in values]
        records = _records(field.nested, tables, source, _below(paths, field.key, 0))
        return list(zip(records, strict=True))
    places = [
        (*path, field.key, number)
        for path, tables in zip(paths, values, strict=True)
        for number in range(len(tables))
    ]
    left = iter(_records(field.nested, list(chain.from_iterable(values)), source, places))
    return [tuple(islice(left, len(tables))) for tables in values]


def _are_lists_of_tables(values: Column) -> bool:
    return {list}.issuperset(map(type, values)) and {dict}.issuperset(
        map(type, chain.from_iterable(values))
    )


@cache
def _reader(hint: Any, needed: bool) -> Read:
    """Return the function that reads a column of values of one type."""
    if hint is str:
        return _not_empty if needed else _texts
    if hint in _READERS:
        return _READERS[hint]
    hint, arguments = without_none(hint), get_args(hint)
    if hint is Window and Id in arguments:
        return _each(read_window_or_id)
    if hint in _READERS:
        return _READERS[hint]
    if get_origin(hint) is Literal:
        return partial(_choices, frozenset(get_args(hint)))
    if get_origin(hint) is tuple:
        return partial(_lists, _reader(get_args(hint)[0], False))
    key, value = get_args(hint)
    return partial(_mappings, _reader(key, False), _reader(value, False))


def _require_type(kind: type, values: Sequence[Any]) -> None:
    if not {kind}.issuperset(map(type, values)):
        raise DoubtfulError


def _texts(values: Column) -> Column:
    _join(values)
    return values


def _not_empty(values: Column) -> Column:
    _require_type(str, values)
    if not all(map(str.strip, values)):
        raise DoubtfulError
    return values


def _ids(values: Column) -> Column:
    lines = _join(values)
    if values and (lines.count("\n") != len(values) - 1 or not _IDS.fullmatch(lines)):
        raise DoubtfulError
    return values


def _join(values: Column) -> str:
    """Return texts as lines: joining them is the quickest way to see that each is one."""
    try:
        return "\n".join(values)
    except TypeError:
        raise DoubtfulError from None


def _truths(values: Column) -> Column:
    _require_type(bool, values)
    return values


def _amounts_of_money(values: Column) -> Column:
    if not values:
        return values
    types = set(map(type, values))
    plain = types == {int} or (
        types == {Decimal} and all(map(Decimal.same_quantum, values, repeat(_PENNY)))
    )
    if not plain or not -MOST_MONEY < min(values) <= max(values) < MOST_MONEY:
        return list(map(read_money, values))
    return list(map(Decimal, values)) if types == {int} else values


def _choices(choices: frozenset[str], values: Column) -> Column:
    _require_type(str, values)
    if not choices.issuperset(values):
        raise DoubtfulError
    return values


def _lists(read: Read, values: Column) -> Column:
    _require_type(list, values)
    return [tuple(read(items)) for items in values]


def _mappings(read_keys: Read, read_values: Read, values: Column) -> Column:
    _require_type(dict, values)
    return [
        dict(zip(read_keys(list(value)), read_values(list(value.values())), strict=True))
        for value in values
    ]


def _each(read: Callable[[Any], Any]) -> Read:
    """Return a reader of columns that reads each value by itself."""
    return lambda values: list(map(read, values))


class _AlreadyRead(dict[Any, Any]):
    """What values were read as; one that is not there yet is read."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __missing__(self, value: Any) -> Any:
        read = self[value] = self.read(value)
        return read


def _each_once(read: Callable[[Any], Any]) -> Read:
    """Return a reader of columns that reads equal values once, and has one object for them.

    For values that equal only values of their own type: days and texts.
    """
    already_read = _AlreadyRead(read)

    def read_column(values: Column) -> Column:
        try:
            return list(map(already_read.__getitem__, values))
        except TypeError:  # a list or a table, which cannot be looked up
            raise DoubtfulError from None

    return read_column


_READERS: Final[Mapping[Any, Read]] = {
    str: _texts,
    bool: _truths,
    date: _each_once(dates.parse_day),
    Window: _each_once(dates.parse_window),
    Duration: _each_once(dates.parse_duration),
    YearStart: _each(dates.parse_year_starts),
    YearLabel: _each_once(dates.parse_year_label),
    Decimal: _amounts_of_money,
    Percentage: _each(read_percentage),
    Score: _each(read_score),
    Offer: _each(read_offer),
    Weighting: _each(read_weighting),
    Names: _each(read_names),
    Count: _each(read_count),
    Days: _each(read_days),
    Currency: _each(read_currency),
    Amounts: _each(read_amounts),
    Bound: _each(dates.parse_bound),
    Chance: _each(read_chance),
    Correlation: _each(read_correlation),
    Offsets: _each(read_offsets),
    Shares: _each(read_shares),
    Id: _ids,
}
