"""Ids made from names and references: lower-case words with hyphens, in plain letters."""

import re
from collections.abc import Collection
from typing import Final

from minerva.parsing.ids import kebab

_NUMBERING: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*\.?")


def id_from(reference: str | None) -> str | None:
    """Return the id that a reference of a file stands for: `M-012` as `m-012`.

    None for a bare number, which counts rows and changes with them.
    """
    if reference is None or _NUMBERING.fullmatch(reference):
        return None
    return kebab(reference) or None


def ref_from(reference: str | None, heading: str) -> str | None:
    """Return what the other system calls a record by: `ASC01`, or `UID 12` for a number.

    None for minerva's own id, and for a number that only counts the rows.
    """
    if reference is None or reference == id_from(reference):
        return None
    if not _NUMBERING.fullmatch(reference):
        return reference
    words = heading.casefold().split()
    if not reference.isdecimal() or not {"id", "uid", "ref", "reference", "key"} & set(words):
        return None
    return f"{'UID' if 'uid' in words or 'unique' in words else 'ID'} {reference}"


def unused_id(name: str, noun: str, taken: Collection[str]) -> str:
    """Return an id for a name that none of `taken` is: with a number at its end where it has to.

    A name without a letter that an id can have gives the noun and a number.
    """
    base = kebab(name) or noun
    if base not in taken and base != noun:
        return base
    number = 1 if base == noun else 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
