"""Problems: what is wrong with a programme's files, where, and how to fix it.

A Problem means that the files cannot be trusted. All of them are collected before any is
shown. Nothing here finds problems: the store does.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from minerva.model.source import Location, Span

MOST_SHOWN: Final = 50

_ALIKE: Final = 0.8


class Problem(Struct, frozen=True):
    """One thing wrong with the files: what, where and how to fix it.

    `value` says that what is written for the key is wrong, rather than the key itself. A
    `span` is given where no key leads to the place, as in a file that is not TOML.
    """

    kind: str
    message: str
    location: Location
    hint: str | None = None
    value: bool = False
    span: Span | None = None

    def where(self) -> Span:
        """Return the line, column and length to point at."""
        return self.span or self.location.span(value=self.value)


def nearest(word: object, choices: Iterable[str]) -> str | None:
    """Return the choice nearest to a wrong word; None where none is near.

    That is one spelt alike, in letters of whatever case; else one that has the word among its
    own words, as `milestone-overdue` has `overdue`; else one with a word spelt alike.
    """
    from difflib import get_close_matches

    spelt = {choice.lower(): choice for choice in choices}
    text = str(word).lower()
    near = get_close_matches(text, spelt, n=1)
    if not near:
        parts = {choice: re.split(r"[-_ ]+", choice) for choice in spelt}
        alike = [choice for choice in parts if text in parts[choice]] or [
            choice for choice in parts if get_close_matches(text, parts[choice], 1, _ALIKE)
        ]
        near = get_close_matches(text, alike, n=1, cutoff=0)
    return spelt[near[0]] if near else None


def nearest_hint(word: object, choices: Iterable[str], otherwise: str) -> str:
    """Return a hint: the choice nearest to a wrong word, else `otherwise`."""
    near = nearest(word, choices)
    return f'did you mean "{near}"?' if near else otherwise


class InvalidProgrammeError(Exception):
    """The files cannot be trusted. Holds every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem], files: Sequence[str]) -> None:
        """Put the problems into file order: by file as named, then line, then column."""
        placed = [(files.index(p.location.file), p.where(), p) for p in problems]
        placed.sort(key=lambda item: item[:2])
        self.problems: Sequence[Problem] = [problem for *_, problem in placed]
        super().__init__(f"{len(placed)} problems")
