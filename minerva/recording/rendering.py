"""How a new value is written in TOML: on one line, in the style that a file has."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.recording.change import Value

_NUMBER: Final = r"^[ \t]*[A-Za-z0-9_-]+[ \t]*=[ \t]*-?"
_PARTED: Final = re.compile(_NUMBER + r"\d{1,3}(?:_\d{3})+\b", re.MULTILINE)
_UNPARTED: Final = re.compile(_NUMBER + r"\d{5,}(?![\d-])", re.MULTILINE)
_LEAST_PARTED: Final = 10_000
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


class Style(Struct, frozen=True):
    """How a file writes its values: whether underscores part the thousands of large numbers."""

    underscores: bool = True


def style_of(text: str) -> Style:
    """Return the style that a file has; with neither style in it, numbers are parted."""
    return Style(underscores=bool(_PARTED.search(text)) or not _UNPARTED.search(text))


def render_value(value: Value, style: Style) -> str:
    """Return a value as TOML. Raises MinervaError for text that no file can hold."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return _number(Decimal(value), style)
    if isinstance(value, Mapping):
        pairs = (f"{render_key(key)} = {render_value(item, style)}" for key, item in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return f"[{', '.join(render_value(item, style) for item in value)}]"


@lru_cache(maxsize=1024)
def render_key(key: str) -> str:
    """Return a key as TOML: bare where it may be, else in quotes."""
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def plain_value(value: Value) -> object:
    """Return a value as the TOML reader gives it back."""
    if type(value) in (str, date, bool):
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain_value(item) for item in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _number(number: Decimal, style: Style) -> str:
    """Return a number without an exponent: whole where it is, else as many decimals as it has."""
    if number == number.to_integral_value():
        number = number.to_integral_value()
    digits = f"{number:,f}" if abs(number) >= _LEAST_PARTED and style.underscores else f"{number:f}"
    return digits.replace(",", "_")


def _text(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    import tomli_w

    try:
        text.encode()
    except UnicodeEncodeError:
        raise MinervaError(
            "this text has half a character in it (a lone surrogate), which no file can hold",
            "type it again",
        ) from None
    return tomli_w.dumps({"text": text}).removeprefix("text = ").rstrip("\n")
