"""What is wrong with a programme's files, and how each problem is told.

A Problem means that the files cannot be trusted. All of them are collected before any is
shown. Nothing here finds problems: the store does.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from minerva.model.source import Location, Span

MOST_SHOWN: Final = 50


class Problem(NamedTuple):
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


def nearest_hint(word: object, choices: Iterable[str], otherwise: str) -> str:
    """Return a hint: the choice nearest to a word that is none of them, else `otherwise`."""
    from difflib import get_close_matches

    near = get_close_matches(str(word), list(choices), n=1)
    return f'did you mean "{near[0]}"?' if near else otherwise


class InvalidProgrammeError(Exception):
    """The files cannot be trusted. Holds every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem], files: Sequence[str]) -> None:
        """Put the problems into file order: by file as named, then line, then column."""
        placed = [(files.index(p.location.file), p.where(), p) for p in problems]
        placed.sort(key=lambda item: item[:2])
        self.problems: Sequence[Problem] = [problem for *_, problem in placed]
        super().__init__(f"{len(placed)} problems")
