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
from operator import itemgetter
from typing import Any, Final, Literal, get_args, get_origin

from minerva.model import dates
from minerva.model.dates import EARLIEST, LATEST, Duration, Window, YearStart, single_day
from minerva.model.programme import (
    Amounts,
    Bound,
    Chance,
    Correlation,
    Count,
    Currency,
    Days,
    Id,
    Offsets,
    Percentage,
    Shares,
    YearLabel,
)
from minerva.model.source import Location
from minerva.store.schema import Field, Record, fields_of, without_none
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
    read_offsets,
    read_percentage,
    read_shares,
    read_window_or_id,
)

Table = dict[str, Any]
Column = list[Any]
Read = Callable[[Column], Column]

_IDS: Final = re.compile(f"{KEBAB}(?:\n{KEBAB})*")

new: Final = tuple.__new__
"""What a named tuple is made with in the end, without the Python code on the way to it."""


class DoubtfulError(Exception):
    """Some of the tables may not be sound."""


def records_of(
    record: Record, tables: Sequence[Any], locations: Sequence[Location]
) -> list[Any] | None:
    """Return the records that tables hold, in their order; None where one may not be sound."""
    try:
        return _records(record, tables, locations)
    except (DoubtfulError, ValueError):
        return None


def _records(record: Record, tables: Sequence[Any], locations: Sequence[Location]) -> list[Any]:
    _require_type(dict, tables)
    present: set[str] = set().union(*tables)
    fields = fields_of(record)
    if not present.issubset([field.key for field in fields]):
        raise DoubtfulError
    columns = [_column(field, present, tables, locations) for field in fields]
    return list(map(partial(new, record), zip(locations, *columns, strict=False)))


def _column(
    field: Field, present: set[str], tables: Sequence[Table], locations: Sequence[Location]
) -> Iterable[Any]:
    """Return what each of the tables has under a key, its default where it does not have it."""
    key, default = field.key, field.default
    if field.needed:
        try:
            return _read(field, list(map(itemgetter(key), tables)), locations)
        except KeyError:
            raise DoubtfulError from None
    if key not in present:
        return repeat(default)
    values = [table.get(key) for table in tables]
    if None not in values:
        return _read(field, values, locations)
    # TOML has no None: there it is a key that is not given.
    given = [value for value in values if value is not None]
    places = [
        location for value, location in zip(values, locations, strict=True) if value is not None
    ]
    read = iter(_read(field, given, places))
    return [default if value is None else next(read) for value in values]


def _read(field: Field, values: Column, locations: Sequence[Location]) -> Column:
    if field.nested is None:
        return _reader(field.hint, field.needed)(values)
    if field.many is tuple:
        return _lists_of_records(field, values, locations)
    if field.many is None:
        places = [new(Location, (source, (*path, field.key))) for source, path in locations]
        return _records(field.nested, values, places)
    _require_type(dict, values)
    places = [
        location.at(field.key, key)
        for location, value in zip(locations, values, strict=True)
        for key in value
    ]
    tables = list(chain.from_iterable(value.values() for value in values))
    records = iter(_records(field.nested, tables, places))
    return [dict(zip(value, records, strict=False)) for value in values]


def _lists_of_records(field: Field, values: Column, locations: Sequence[Location]) -> Column:
    """Return the records of each list of tables, as a tuple."""
    short_form = SHORT_FORMS.get(field.nested)
    if short_form is not None and not _are_lists_of_tables(values):
        values = list(map(short_form, values))
    _require_type(list, values)
    places = [
        new(Location, (source, (*path, field.key, number)))
        for (source, path), tables in zip(locations, values, strict=True)
        for number in range(len(tables))
    ]
    records = _records(field.nested, list(chain.from_iterable(values)), places)
    if len(records) == len(values) and all(values):  # one each
        return list(zip(records, strict=True))
    left = iter(records)
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
    _require_type(str, values)
    return values


def _not_empty(values: Column) -> Column:
    _require_type(str, values)
    if not all(map(str.strip, values)):
        raise DoubtfulError
    return values


def _ids(values: Column) -> Column:
    _require_type(str, values)
    lines = "\n".join(values)
    if values and (lines.count("\n") != len(values) - 1 or not _IDS.fullmatch(lines)):
        raise DoubtfulError
    return values


def _truths(values: Column) -> Column:
    _require_type(bool, values)
    return values


def _dates(values: Column) -> Column:
    _require_type(date, values)
    if values and not EARLIEST <= min(values) <= max(values) <= LATEST:
        raise DoubtfulError
    return values


def _windows(values: Column) -> Column:
    if {date}.issuperset(map(type, values)):
        return list(map(single_day, _dates(values)))
    return list(map(dates.parse_window, values))


def _amounts_of_money(values: Column) -> Column:
    if {int}.issuperset(map(type, values)) and all(
        -MOST_MONEY < value < MOST_MONEY for value in values
    ):
        return list(map(Decimal, values))
    return list(map(read_money, values))


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


def _each(read: Callable[[object], Any]) -> Read:
    """Return a reader of columns that reads each value by itself."""
    return lambda values: list(map(read, values))


_READERS: Final[Mapping[Any, Read]] = {
    str: _texts,
    bool: _truths,
    date: _dates,
    Window: _windows,
    Duration: _each(dates.parse_duration),
    YearStart: _each(dates.parse_year_starts),
    YearLabel: _each(dates.parse_year_label),
    Decimal: _amounts_of_money,
    Percentage: _each(read_percentage),
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
