"""Ids: lower-case words in plain letters, with hyphens between them, and how a text becomes one."""

import re
from typing import Final

KEBAB: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""The form of an id."""
MOST_CHARACTERS: Final = 60
"""How long an id is at most that is made of a text."""

_LETTERS: Final = str.maketrans(
    {
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"},
        **{"\u0131": "i", "ħ": "h", "ŋ": "ng", "&": " and ", "'": "", "\u2019": "", "£": " "},
    }
)


def kebab(text: str) -> str:
    """Return a text as an id: `Café – Phase 2` as `cafe-phase-2`; empty where nothing is left.

    Accents are taken off; letters of other scripts cannot be in an id. It is cut at a word.
    """
    plain = text.lower().translate(_LETTERS) if text.isascii() else _without_accents(text)
    words = "-".join(re.findall("[a-z0-9]+", plain))
    if len(words) <= MOST_CHARACTERS:
        return words
    cut = words[: MOST_CHARACTERS + 1].rpartition("-")[0]
    return cut or words[:MOST_CHARACTERS]


def _without_accents(text: str) -> str:
    import unicodedata  # here, as most texts have no accents

    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
