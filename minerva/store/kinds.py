"""Every kind of value that the files hold: how it is read and refused, an example, its schema.

`KINDS` is the only list of them. The reader, the hints for what is missing, the JSON Schema and
what writes values go by it, so a new kind is an entry here and nothing else.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from operator import ge, gt, le, lt
from typing import Any, Final, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import asdict, replace

from minerva.model import dates
from minerva.model.dates import Duration, Window, YearStart, describe
from minerva.model.errors import MinervaError
from minerva.model.periods import PATTERN as PERIOD_PATTERN
from minerva.model.periods import Period, parse_period
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
    Reference,
    Score,
    Shares,
    Weighting,
    YearLabel,
)
from minerva.model.values import Band, Delay, Figure, Loss
from minerva.parsing.ids import KEBAB, kebab
from minerva.store.values import (
    MOST_MONEY,
    read_amounts,
    read_delay,
    read_loss,
    read_money,
    read_names,
    read_offer,
    read_offsets,
    read_shares,
    read_weighting,
    read_window_or_id,
)

Schema = dict[str, Any]

MOST_CHOICES: Final = 6
"""The most words of a closed list that a refusal names."""


MOST_DECIMALS: Final = 4
"""The most decimals of a score."""


class Kind(Struct, frozen=True):
    """A kind of value.

    `read` turns what TOML holds into a value, or raises MinervaError with what is wrong and how to
    fix it. `example` is a value as TOML has it. `schema` is the JSON Schema, which has days as
    text. `write` turns a value back into what TOML holds.
    """

    read: Callable[[Any], Any]
    example: str
    schema: Schema
    write: Callable[[Any], Any] = lambda value: value


def _text(noun: str, hint: str, example: str, pattern: str) -> Kind:
    """Return a kind of text, all of which has to match a pattern."""
    matches = re.compile(pattern).fullmatch

    def read(value: object) -> str:
        if isinstance(value, str) and matches(value):
            return value
        raise MinervaError(f"{describe(value)} is not {noun}", hint)

    return Kind(read, example, {"type": "string", "pattern": f"^{pattern}$"})


def _number(noun: str, hint: str, example: str, schema: Schema) -> Kind:
    """Return a kind of number within the bounds of its schema."""
    whole = schema["type"] == "integer"
    bounds = [(_HOLDS[name], bound) for name, bound in schema.items() if name in _HOLDS]

    def read(value: Any) -> Any:
        amount = Decimal(value) if type(value) is int else value
        if whole and type(value) is not int:
            amount = None
        if (
            not isinstance(amount, Decimal)
            or not amount.is_finite()
            or not all(holds(amount, bound) for holds, bound in bounds)
        ):
            raise MinervaError(f"{describe(value)} is not {noun}", hint)
        return value if whole else amount

    return Kind(read, example, schema)


_HOLDS: Final = {"minimum": ge, "maximum": le, "exclusiveMinimum": gt, "exclusiveMaximum": lt}


def _read_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise MinervaError(f"{describe(value)} is not text", "write it in quotes")


def _read_needed_text(value: Any) -> str:
    if not _read_text(value).strip():
        raise MinervaError("this text is empty", "write at least a word")
    return str(value)


def _as_ids(*texts: str) -> str:
    """Return how texts are to be written as ids with a colon between them."""
    ids = list(map(kebab, texts))
    if all(ids):
        return f'write "{":".join(ids)}"'
    what, example = "it" if len(ids) == 1 else "both ids", ":".join(id or "ito-award" for id in ids)
    return f'write {what} in plain letters: "{example}"'


def _read_id(value: Any) -> str:
    if re.fullmatch(KEBAB, _read_needed_text(value)):
        return str(value)
    raise MinervaError(
        f"{describe(value)} is not an id in lower case with hyphens", _as_ids(str(value))
    )


def _read_reference(value: Any) -> str:
    programme, separator, milestone = _read_needed_text(value).partition(":")
    if not separator:
        return _read_id(value)
    if re.fullmatch(KEBAB, programme) and re.fullmatch(KEBAB, milestone):
        return str(value)
    raise MinervaError(
        f"{describe(value)} is not a programme and its milestone", _as_ids(programme, milestone)
    )


def _read_truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    hint = "write true or false, without quotes"
    raise MinervaError(f"{describe(value)} is not true or false", hint)


def _read_score(value: Any) -> Any:
    score = _SCORE.read(value)
    if -score.as_tuple().exponent > MOST_DECIMALS:
        hint = f"write {score.quantize(Decimal(1).scaleb(-MOST_DECIMALS), ROUND_HALF_UP)}"
        raise MinervaError(f"{value} has more than four decimals", hint)
    return score


def _write_window(window: Window) -> date | str:
    return window.latest if window.text is None else window.text


def _write_ends(ends: Amounts | Delay | Loss | Offsets | Shares) -> dict[str, Any]:
    both = ends.low, ends.high
    low, high = (str(end) if isinstance(end, Duration) else end for end in both)
    return {"low": low, "high": high}


def _ends(schema: Schema) -> Schema:
    """Return the schema of a table with a low and a high."""
    return {
        "type": "object",
        "properties": {"low": schema, "high": schema},
        "required": ["low", "high"],
        "additionalProperties": False,
    }


_DURATION: Final = "[0-9]{1,9} (day|week|month)s?"
_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONEY: Final = {
    "type": "number",
    "exclusiveMinimum": -int(MOST_MONEY),
    "exclusiveMaximum": int(MOST_MONEY),
}
_A_DAY: Final = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
_WINDOWS: Final = (
    _A_DAY,
    {
        "type": "string",
        "pattern": (
            f"^([0-9]{{4}}-(0[1-9]|1[0-2])|[0-9]{{4}}-W(0[1-9]|[1-4][0-9]|5[0-3])|"
            f"[0-9]{{4}}(/[0-9]{{2}})?-Q[1-4]|{_DAY}/{_DAY})$"
        ),
    },
)
"""A day, which editors know by its format, or the text of a less exact date."""

_LOSS: Final = {"type": "number", "minimum": 0, "exclusiveMaximum": int(MOST_MONEY)}
_DURATION_SCHEMA: Final = {"type": "string", "pattern": f"^{_DURATION}$"}
_OFFSET: Final = {"type": "string", "pattern": f"^[+-]? ?{_DURATION}$"}
_ID: Final = Kind(
    _read_id,
    '"ito-award"',
    {"type": "string", "pattern": f"^{KEBAB}$"},
)
_SHARE: Final = _number(
    "a percentage that is kept",
    "write a number from 0 to 1_000: 100 is all of it",
    "85",
    {"type": "number", "minimum": 0, "maximum": 1_000},
)

_NAME: Final = {"type": "string"}
_PERCENTAGE: Final = _number(
    "a percentage",
    "write a number from 0 to 100",
    "60",
    {"type": "number", "minimum": 0, "maximum": 100},
)
_SCORE: Final = _number(
    "a score",
    "write a number from 0 to 100",
    "72.5",
    {"type": "number", "minimum": 0, "maximum": 100},
)

NEEDED_TEXT: Final = Kind(
    _read_needed_text,
    '"..."',
    {"type": "string", "pattern": r"\S"},
)
"""A text that a key has to have: it says something."""

KINDS: Final[Mapping[Any, Kind]] = {
    str: Kind(
        _read_text,
        '"Insurance"',
        {"type": "string"},
    ),
    bool: Kind(_read_truth, "true", {"type": "boolean"}),
    date: Kind(
        dates.parse_day,
        "2015-01-09",
        _A_DAY,
    ),
    Window: Kind(
        dates.parse_window,
        "2015-01-09",
        {"anyOf": [*_WINDOWS]},
        _write_window,
    ),
    Window | Id: Kind(
        read_window_or_id,
        '"ito-award"',
        {"anyOf": [*_WINDOWS, _ID.schema]},
        lambda value: _write_window(value) if isinstance(value, Window) else value,
    ),
    Duration: Kind(
        dates.parse_duration,
        '"2 weeks"',
        _DURATION_SCHEMA,
        str,
    ),
    Bound: Kind(
        dates.parse_bound,
        "2015-01-09",
        {"anyOf": [*_WINDOWS, _OFFSET]},
        lambda value: _write_window(value) if isinstance(value, Window) else str(value),
    ),
    Offsets: Kind(
        read_offsets, '{ low = "0 days", high = "1 month" }', _ends(_OFFSET), _write_ends
    ),
    YearStart: Kind(
        dates.parse_year_starts,
        '"04-01"',
        {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
        lambda value: f"{value.month:02d}-{value.day:02d}",
    ),
    YearLabel: Kind(
        dates.parse_year_label, '"2014/15"', {"type": "string", "pattern": "^[0-9]{4}(/[0-9]{2})?$"}
    ),
    Decimal: Kind(read_money, "80_000", _MONEY),
    Amounts: Kind(
        read_amounts,
        "3_000_000",
        {"anyOf": [_MONEY, _ends(_MONEY)]},
        lambda value: value.low if value.low == value.high else _write_ends(value),
    ),
    Offer: Kind(
        read_offer,
        "12_500_000",
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": int(MOST_MONEY)},
                {
                    "type": "object",
                    "additionalProperties": {
                        "type": "number",
                        "minimum": 0,
                        "exclusiveMaximum": int(MOST_MONEY),
                    },
                    "minProperties": 1,
                },
            ]
        },
        lambda value: value.parts if value.whole is None else value.whole,
    ),
    Percentage: _PERCENTAGE,
    Weighting: Kind(
        partial(read_weighting, _PERCENTAGE.read),
        "60",
        {
            "anyOf": [
                _PERCENTAGE.schema,
                {
                    "type": "object",
                    "properties": {
                        "weight": _PERCENTAGE.schema,
                        "minimum": _PERCENTAGE.schema,
                    },
                    "required": ["weight"],
                    "additionalProperties": False,
                },
            ]
        },
        lambda value: value.weight if value.minimum is None else asdict(value),
    ),
    Names: Kind(
        read_names,
        '"Whole-life cost"',
        {
            "anyOf": [
                _NAME,
                {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True},
            ]
        },
        lambda value: value[0] if len(value) == 1 else list(value),
    ),
    Score: replace(_SCORE, read=_read_score),
    Chance: _number(
        "a probability in percent",
        "write a number above 0 and below 100, such as 80",
        "80",
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 100},
    ),
    Correlation: _number(
        "a correlation",
        "write a number from 0 (each by itself) to 1 (all alike), such as 0.3",
        "0.3",
        {"type": "number", "minimum": 0, "maximum": 1},
    ),
    Shares: Kind(
        partial(read_shares, _SHARE.read),
        "{ low = 85, high = 105 }",
        _ends(_SHARE.schema),
        _write_ends,
    ),
    Count: _number(
        "a count", "write a whole number, 0 or more", "4", {"type": "integer", "minimum": 0}
    ),
    Days: _number(
        "a number of days",
        "write a whole number from 0 to 36_525, without quotes",
        "30",
        {"type": "integer", "minimum": 0, "maximum": 36_525},
    ),
    Delay: Kind(
        read_delay,
        '{ low = "1 week", high = "1 month" }',
        {"anyOf": [_DURATION_SCHEMA, _ends(_DURATION_SCHEMA)]},
        lambda value: str(value.low) if value.low == value.high else _write_ends(value),
    ),
    Loss: Kind(
        read_loss,
        "{ low = 10_000, high = 50_000 }",
        {"anyOf": [_LOSS, _ends(_LOSS)]},
        lambda value: value.low if value.low == value.high else _write_ends(value),
    ),
    Period: Kind(
        parse_period,
        '"2014/15-Q1"',
        {"anyOf": [_A_DAY, {"type": "string", "pattern": PERIOD_PATTERN}]},
        lambda value: value.days.latest if value.length == "day" else value.written,
    ),
    Figure: _number(
        "a number",
        "write a number without quotes or a sign such as %: 24.9",
        "24.9",
        _MONEY,
    ),
    Band: _number(
        "a number of 0 or more",
        "write a number without quotes, such as 2",
        "2",
        {"type": "number", "minimum": 0, "exclusiveMaximum": int(MOST_MONEY)},
    ),
    Currency: _text("a currency", 'write its three letters: "GBP"', '"GBP"', "[A-Z]{3}"),
    Id: _ID,
    Reference: Kind(
        _read_reference,
        '"ito-award"',
        {"type": "string", "pattern": f"^{KEBAB}(?::{KEBAB})?$"},
    ),
}


@cache
def kind_of(hint: Any, *, needed: bool = False) -> Kind:
    """Return the kind of a type; of a closed list of words, the kind made of these words."""
    if hint is str and needed:
        return NEEDED_TEXT
    return _choice(get_args(hint)) if get_origin(hint) is Literal else KINDS[hint]


def _choice(words: tuple[str, ...]) -> Kind:
    listed = ", ".join(words) if len(words) <= MOST_CHOICES else "those there are"

    def read(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        hint = nearest_hint(value, words, f"they are {', '.join(words)}")
        raise MinervaError(f"{describe(value)} is not one of {listed}", hint)

    return Kind(read, f'"{words[0]}"', {"enum": list(words)})
