"""Why a value is refused, in the user's words; records' annotations compiled for pydantic-core.

It checks the tables that `store.columns` does not take for sound, one at a time, and finds
everything that is wrong with each. It uses pydantic's validator directly: building pydantic
models takes longer than everything else that a command does at start-up.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic_core import CoreSchema, SchemaValidator
from pydantic_core import core_schema as schema

from minerva.model import dates
from minerva.model.dates import EARLIEST, LATEST, Duration, Window, YearStart, describe
from minerva.model.problems import nearest_hint
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
)
from minerva.store.schema import Record, fields_of, nested_otherwise
from minerva.store.values import (
    KEBAB,
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

MOST_CHOICES: Final = 6

_NOT_EMPTY: Final = r"\S"


def example_of(record: Record, key: str) -> str:
    """Return a value that could be written for a key of `record`."""
    hint = next((field.hint for field in fields_of(record) if field.key == key), None)
    inner = next((h for h in (get_args(hint) or (hint,)) if h in _EXAMPLES), None)
    return _EXAMPLES[inner] if inner is not None else '"..."'


@cache
def validator_of(record: Record, *, partial: bool = False) -> SchemaValidator:
    """Return the compiled validator from a table to the fields of `record`.

    A partial one does not mind that keys are missing.
    """
    return SchemaValidator(_table(record, partial=partial))


def _table(record: Record, *, partial: bool = False) -> CoreSchema:
    fields = {}
    for field in fields_of(record):
        if field.others:
            continue
        inner = _not_empty if field.needed and field.hint is str else _schema(field.hint)
        fields[field.key] = schema.typed_dict_field(inner, required=field.needed and not partial)
    others = nested_otherwise(record)
    if others is not None:
        return schema.typed_dict_schema(
            fields, extra_behavior="allow", extras_schema=_table(others)
        )
    return schema.typed_dict_schema(fields, extra_behavior="forbid")


def _schema(hint: Any) -> CoreSchema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if Window in arguments and Id in arguments:
        return _read(read_window_or_id)
    if origin in (Union, UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return schema.nullable_schema(_schema(inner))
    if origin is Literal:
        return schema.literal_schema(list(arguments))
    if origin is tuple:
        items = schema.list_schema(_schema(arguments[0]), strict=True)
        if get_origin(arguments[0]) is Literal:
            return schema.no_info_after_validator_function(tuple, items)
        if arguments[0] in SHORT_FORMS:
            return schema.no_info_before_validator_function(SHORT_FORMS[arguments[0]], items)
        return items
    if origin is Mapping:
        return schema.dict_schema(_schema(arguments[0]), _schema(arguments[1]), strict=True)
    return _table(hint)


def kebab(text: object) -> str:
    """Return a text as an id would be written: "ito-award" for "ITO Award"."""
    return "-".join(re.findall(r"[a-z0-9]+", str(text).lower())) or "ito-award"


def explain(kind: str, value: object, wanted: object) -> tuple[str, str]:
    """Return what is wrong with a value that the validator refused by itself, and how to fix it.

    `kind` is its word for why; `wanted` what it was told to expect, where it says so.
    """
    if kind == "string_pattern_mismatch" and not str(value).strip():
        return "this text is empty", "write at least a word"
    if kind == "string_pattern_mismatch":
        return (
            f"{describe(value)} is not an id in lower case with hyphens",
            f'write "{kebab(value)}"',
        )
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(wanted))
        listed = ", ".join(choices) if len(choices) <= MOST_CHOICES else "those there are"
        return f"{describe(value)} is not one of {listed}", nearest(value, choices, "they are ")
    if kind in _REFUSED:
        needed, hint = _REFUSED[kind]
        return f"{describe(value)} is not {needed}", hint
    try:  # the kinds that are left are those of a day: its own reader has the words
        dates.parse_day(value)
    except ValueError as error:
        message, hint = error.args
        return message, hint
    raise ValueError(f"{kind} is refused without a reason")


def nearest(word: object, words: Sequence[str], otherwise: str = "") -> str:
    """Return a hint: the choice nearest to a wrong word, else all choices."""
    return nearest_hint(word, words, f"{otherwise}{', '.join(words)}")


_REFUSED: Final = {
    "string_type": ("text", "write it in quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "list_type": ("a list", "write it in square brackets, one entry after the other"),
    "dict_type": (
        "a table",
        "write its keys in braces, as in { low = 1, high = 2 }, or under a header",
    ),
}


_read = schema.no_info_plain_validator_function
"""A value is read by a function that raises ValueError(what is wrong, how to fix it)."""

_text = schema.str_schema(strict=True)
_not_empty = schema.str_schema(strict=True, pattern=_NOT_EMPTY)

_PLAIN: Final[Mapping[Any, CoreSchema]] = {
    str: _text,
    bool: schema.bool_schema(strict=True),
    date: schema.date_schema(strict=True, ge=EARLIEST, le=LATEST),
    Window: _read(dates.parse_window),
    Duration: _read(dates.parse_duration),
    YearStart: _read(dates.parse_year_starts),
    YearLabel: _read(dates.parse_year_label),
    Decimal: _read(read_money),
    Percentage: _read(read_percentage),
    Score: _read(read_score),
    Offer: _read(read_offer),
    Weighting: _read(read_weighting),
    Names: _read(read_names),
    Count: _read(read_count),
    Days: _read(read_days),
    Currency: _read(read_currency),
    Amounts: _read(read_amounts),
    Bound: _read(dates.parse_bound),
    Chance: _read(read_chance),
    Correlation: _read(read_correlation),
    Offsets: _read(read_offsets),
    Shares: _read(read_shares),
    Id: schema.str_schema(strict=True, pattern=f"^(?:{KEBAB})$"),
}

_EXAMPLES: Final[Mapping[Any, str]] = {
    bool: "true",
    date: "2015-01-09",
    Window: "2015-01-09",
    Duration: '"2 weeks"',
    YearLabel: '"2014/15"',
    Decimal: "80_000",
    Percentage: "60",
    Score: "72.5",
    Offer: "12_500_000",
    Weighting: "50",
    Names: '"Price"',
    Count: "4",
    Days: "30",
    Id: '"ito-award"',
}
