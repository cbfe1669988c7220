"""What a heading says: its words, a financial year, a unit of money or of time; and its key."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from minerva.importing.grid import Kind
from minerva.importing.wordings import LOOSE, MONEY_ALONE, OF_YEAR, USUAL

_YEAR: Final = re.compile(
    r"(?:\bfy\s*|\b)(?:(20[0-9]{2}|19[0-9]{2})|([0-9]{2}))\s*[/–-]\s*(?:20)?([0-9]{2})\b"
)
_UNITS: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("k", "000", "000s", "'000", "'000s", "thousand", "thousands"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "million", "millions"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_SCALE: Final = r"('?000s?|k|mn?|bn|thousands?|millions?|billion)"
_UNIT: Final = re.compile(
    rf"(?:\(?\s*(?:in\s+)?(?:[£€$]|\bgbp\b|\beur\b|\busd\b)(?:\s*{_SCALE}\b)?\s*\)?)"
    rf"|\(\s*{_SCALE}\s*\)|(?<=\s)'?000s?\b|\(?\s*\b{_SCALE}\s*[£€$]\s*\)?",
    re.IGNORECASE,
)
_CURRENCIES: Final = {"£": "GBP", "€": "EUR", "$": "USD"}
_LENGTH: Final = re.compile(r"\bin (days|weeks|months)\b|\((days|weeks|months)\)", re.IGNORECASE)


class Heading(NamedTuple):
    """What a heading says: its words alone, a year, a unit of money or of time, a currency."""

    words: str
    year: str | None = None
    unit: Decimal = Decimal(1)
    written_unit: str | None = None
    length: str | None = None
    currency: str | None = None


@lru_cache(maxsize=4096)
def words_of(heading: str) -> Heading:
    """Return what a heading says, with its year and its units apart from its words."""
    text = " ".join(heading.lower().replace("\u2019", "'").split())
    text = re.sub(r"%\s*", "percent ", text) if "%" in text else text
    found_year = _YEAR.search(text)
    year = None
    if found_year:
        number = int(found_year[1] or f"20{found_year[2]}")
        if (number + 1) % 100 == int(found_year[3]):
            year = f"{number}/{found_year[3]}"
            text = f"{text[: found_year.start()]} {text[found_year.end() :]}"
    unit, written, currency = Decimal(1), None, None
    if found := _UNIT.search(text):
        scale = next((part for part in found.groups() if part), None)
        scale = scale or ("000" if "000" in found[0] else None)
        unit = _UNITS.get((scale or "").lower(), Decimal(1))
        written = found[0].strip(" ()").removeprefix("in ") if scale else None
        sign = re.search("[£€$]", found[0])
        letters = re.search(r"gbp|eur|usd", found[0])
        currency = _CURRENCIES[sign[0]] if sign else letters[0].upper() if letters else None
        text = f"{text[: found.start()]} {text[found.end() :]}"
    length = None
    if found := _LENGTH.search(text):
        length = found[1] or found[2]
        text = f"{text[: found.start()]} {text[found.end() :]}"
    words = " ".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", " ", text))) or " ".join(
        re.findall(r"[^\W_]+", text)
    )
    return Heading(words, year, unit, written, length, currency)


@lru_cache(maxsize=4096)
def label_of_words(heading: str, kind: Kind, *, loose: bool) -> str | None:
    """Return the key that a heading has a wording of, with its year; None for a heading of none."""
    wording = words_of(heading)
    if wording.year is not None:
        if kind == "savings" and not loose:
            for key, wordings in OF_YEAR.items():
                if wording.words in wordings:
                    return f"{key} {wording.year}"
        return None
    if kind == "savings" and wording.currency and wording.words in MONEY_ALONE:
        return None if loose else "full_year"
    wordings_of = LOOSE[kind] if loose else USUAL[kind]
    return next((key for key, wordings in wordings_of.items() if wording.words in wordings), None)
