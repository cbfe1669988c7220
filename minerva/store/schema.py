"""What each key may hold: the records' own annotations, compiled for pydantic-core.

Owns the step from plain TOML values to typed ones, and the words for a value that is
refused. It uses pydantic's validator directly: building pydantic models takes longer than
everything else that a command does at start-up.
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
from minerva.model.programme import (
    Amounts,
    Count,
    Currency,
    Days,
    Id,
    MilestoneForecast,
    Percentage,
    Predecessor,
    YearLabel,
)

Record = Any
"""A class of `model.programme`: what its annotations say of a table is looked up at run time."""

MOST_MONEY: Final = Decimal(10) ** 13
MOST_DAYS: Final = 36_525
MOST_TOLD: Final = 6

_SOLID: Final = r"\S"
_KEBAB: Final = r"[a-z0-9]+(-[a-z0-9]+)*"


def key_of(field: str) -> str:
    """Return the key a field is written as: `from` for `from_`."""
    return field.rstrip("_")


def keys_of(record: Record) -> list[str]:
    """Return the keys that a table for `record` may have."""
    return [key_of(field) for field in record.__annotations__ if field != "location"]


def example_of(record: Record, key: str) -> str:
    """Return a value that could be written for a key of `record`."""
    hint = next((h for field, h in record.__annotations__.items() if key_of(field) == key), None)
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
    for field, hint in record.__annotations__.items():
        if field == "location":
            continue
        needed = field not in record._field_defaults
        inner = _solid_text if needed and hint is str else _schema(hint)
        fields[key_of(field)] = schema.typed_dict_field(inner, required=needed and not partial)
    return schema.typed_dict_schema(fields, extra_behavior="forbid")


def _schema(hint: Any) -> CoreSchema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if Window in arguments and Id in arguments:
        return _read(_window_or_id)
    if origin in (Union, UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return schema.nullable_schema(_schema(inner))
    if origin is Literal:
        return schema.literal_schema(list(arguments))
    if origin is tuple:
        items = schema.list_schema(_schema(arguments[0]), strict=True)
        if get_origin(arguments[0]) is Literal:
            return schema.no_info_after_validator_function(tuple, items)
        return _short_forms(arguments[0], items)
    if origin is Mapping:
        return schema.dict_schema(_schema(arguments[0]), _schema(arguments[1]), strict=True)
    return _table(hint)


def _short_forms(record: Record, items: CoreSchema) -> CoreSchema:
    """Read `forecast = 2015-02-09` and `after = ["id"]` as the tables they stand for."""
    if record is MilestoneForecast:
        return schema.no_info_before_validator_function(_undated_forecast, items)
    if record is Predecessor:
        return schema.no_info_before_validator_function(_bare_predecessors, items)
    return items


def _undated_forecast(value: Any) -> Any:
    return value if isinstance(value, list | dict) else [{"on": None, "date": value}]


def _bare_predecessors(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{"milestone": item} if isinstance(item, str) else item for item in value]


def _money(value: object) -> Decimal:
    if type(value) is int:
        amount = Decimal(value)
    elif isinstance(value, Decimal):
        amount = value
    else:
        raise ValueError(
            f"{describe(value)} is not an amount of money", "write pounds: 80_000 or 80_000.50"
        )
    if not amount.is_finite():
        raise ValueError(
            f"{value} is not an amount of money", "leave the key out while it is unknown"
        )
    if amount and amount.adjusted() >= MOST_MONEY.adjusted():
        raise ValueError(
            "an amount this large is not read", "amounts are in whole pounds: check it"
        )
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise ValueError(f"{value} has more than two decimals", f"write {round(amount, 2)}")
    return amount


def _percentage(value: object) -> Decimal:
    amount = Decimal(value) if type(value) is int else value
    if not isinstance(amount, Decimal) or not amount.is_finite() or not 0 <= amount <= 100:
        raise ValueError(f"{describe(value)} is not a percentage", "write a number from 0 to 100")
    return amount


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{describe(value)} is not a count", "write a whole number, 0 or more")
    return value


def _days(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_DAYS:
        hint = f"write a whole number from 0 to {MOST_DAYS:_}, without quotes"
        raise ValueError(f"{describe(value)} is not a number of days", hint)
    return value


def _amounts(value: object) -> Amounts:
    if not isinstance(value, dict):
        amount = _money(value)
        return Amounts(amount, amount)
    if set(value) != {"low", "high"}:
        raise ValueError(
            "a range needs a low and a high", "write { low = 6_800_000, high = 8_500_000 }"
        )
    low, high = _money(value["low"]), _money(value["high"])
    if low > high:
        raise ValueError(f"the low amount {low} is over the high one {high}", "swap them")
    return Amounts(low, high)


def kebab(text: object) -> str:
    """Return the id nearest to a text that is none: "ito-award" for "ITO Award"."""
    return "-".join(re.findall(r"[a-z0-9]+", str(text).lower())) or "ito-award"


def explain(kind: str, value: object, wanted: object) -> tuple[str, str]:
    """Return what is wrong with a value that the validator refused by itself, and the mend.

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
        told = ", ".join(choices) if len(choices) <= MOST_TOLD else "those there are"
        return f"{describe(value)} is not one of {told}", nearest(value, choices, "they are ")
    if kind in _REFUSED:
        needed, hint = _REFUSED[kind]
        return f"{describe(value)} is not {needed}", hint
    try:  # the kinds that are left are those of a day: its own reader has the words
        dates.parse_day(value)
    except ValueError as error:
        message, hint = error.args
        return message, hint
    raise ValueError(f"{kind} is refused without a reason")


def nearest(word: object, known: Sequence[str], otherwise: str = "") -> str:
    """Return a hint: the known word nearest to one that is not known, else all of them."""
    from difflib import get_close_matches

    near = get_close_matches(str(word), known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"{otherwise}{', '.join(known)}"


_REFUSED: Final = {
    "string_type": ("text", "write it in quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "list_type": ("a list", "write it in square brackets, one entry after the other"),
    "dict_type": (
        "a table",
        "write its keys in braces, as in { low = 1, high = 2 }, or under a header",
    ),
}


def _window_or_id(value: object) -> Window | str:
    if (
        isinstance(value, str)
        and re.fullmatch(_KEBAB, value)
        and not dates.looks_like_window(value)
    ):
        return value
    return dates.parse_window(value)


def _currency(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value):
        return value
    raise ValueError(f"{describe(value)} is not a currency", 'write its three letters: "GBP"')


_read = schema.no_info_plain_validator_function
"""A value is read by a function that raises ValueError(what is wrong, how to mend it)."""

_text = schema.str_schema(strict=True)
_solid_text = schema.str_schema(strict=True, pattern=_SOLID)

_PLAIN: Final[Mapping[Any, CoreSchema]] = {
    str: _text,
    bool: schema.bool_schema(strict=True),
    date: schema.date_schema(strict=True, ge=EARLIEST, le=LATEST),
    Window: _read(dates.parse_window),
    Duration: _read(dates.parse_duration),
    YearStart: _read(dates.parse_year_starts),
    YearLabel: _read(dates.parse_year_label),
    Decimal: _read(_money),
    Percentage: _read(_percentage),
    Count: _read(_count),
    Days: _read(_days),
    Currency: _read(_currency),
    Amounts: _read(_amounts),
    Id: schema.str_schema(strict=True, pattern=f"^(?:{_KEBAB})$"),
}

_EXAMPLES: Final[Mapping[Any, str]] = {
    bool: "true",
    date: "2015-01-09",
    Window: "2015-01-09",
    Duration: '"2 weeks"',
    YearLabel: '"2014/15"',
    Decimal: "80_000",
    Percentage: "60",
    Count: "4",
    Days: "30",
    Id: '"ito-award"',
}
