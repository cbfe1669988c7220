"""Documents the scores that several evaluators gave, from a CSV file.

It reads and refuses, all mistakes at once; it computes no mean and no ranking.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Score
from minerva.store.kinds import KINDS

COLUMNS: Final = ("evaluator", "bidder", "criterion", "score")


class Given(NamedTuple):
    """A line of the file: who gave which bidder what for which criterion."""

    evaluator: str
    bidder: str
    criterion: str
    score: Decimal


class Mistake(Struct, frozen=True):
    """A line that cannot be used: what is wrong with it, and how to fix it."""

    line: int
    message: str
    hint: str


class InvalidScoresError(Exception):
    """The file cannot be trusted. Holds every mistake found, in the order of its lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Take the mistakes."""
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes


class Allowed(Struct, frozen=True):
    """What a file may refer to: bidders with the name to go by, criteria that evaluators score.

    `priced` are the criteria that a formula sets. With `named`, messages name bidders as the file
    does; without it they do not.
    """

    bidders: Mapping[str, str]
    criteria: Sequence[str]
    priced: Collection[str] = ()
    named: bool = True


def read_scores(path: Path, allowed: Allowed) -> list[Given]:
    """Read the scores in a file with the columns evaluator, bidder, criterion and score.

    Columns may stand in any order, and others beside them; empty lines are passed over. Raises
    InvalidScoresError with every mistake, and OSError where the file cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        mistake = Mistake(line, "this is not UTF-8 text", "save the file as CSV in UTF-8")
        raise InvalidScoresError([mistake]) from None
    return _read(text, allowed)


def _read(text: str, allowed: Allowed) -> list[Given]:
    lines = csv.reader(io.StringIO(text, newline=""))
    mistakes: list[Mistake] = []
    found: list[Given] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        columns = _columns(next(lines, []))
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            reading = _Line(lines.line_num, columns, cells, allowed)
            given = reading.given(mistakes)
            if given is None:
                continue
            key = given[:3]
            if key in seen:
                whose = f"{given.evaluator} scored {given.criterion} of this bidder twice"
                hint = f"the other score is on line {seen[key]}: take one of them out"
                mistakes.append(Mistake(lines.line_num, whose, hint))
            seen.setdefault(key, lines.line_num)
            found.append(given)
    except csv.Error as error:
        mistakes.append(Mistake(lines.line_num, f"this is not CSV: {error}", "check the quotes"))
    if not found and not mistakes:
        mistakes.append(Mistake(1, "there are no scores", "add a line for each score"))
    if mistakes:
        raise InvalidScoresError(mistakes)
    return found


def _columns(first: Sequence[str]) -> dict[str, int]:
    """Return where each column stands. Raises InvalidScoresError where one is missing."""
    names = [cell.strip().lower() for cell in first]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        hint = f"begin the file with the line {','.join(COLUMNS)}"
        if len(names) == 1 and ";" in names[0]:
            hint = "separate the columns with commas, not semicolons"
        raise InvalidScoresError([Mistake(1, f"there is no column {', '.join(missing)}", hint)])
    return {column: names.index(column) for column in COLUMNS}


class _Line(Struct, frozen=True):
    """A line of the file, with where its columns stand."""

    number: int
    columns: Mapping[str, int]
    cells: Sequence[str]
    allowed: Allowed

    def cell(self, column: str) -> str:
        """Return what stands in a column, without the spaces around it."""
        index = self.columns[column]
        return self.cells[index].strip() if index < len(self.cells) else ""

    def given(self, mistakes: list[Mistake]) -> Given | None:
        """Return the score on the line, with what is wrong with it added to `mistakes`."""
        wrong = [Mistake(self.number, *mistake) for mistake in self._wrong()]
        mistakes += wrong
        if wrong:
            return None
        evaluator, bidder, criterion, score = map(self.cell, COLUMNS)
        return Given(evaluator, self.allowed.bidders[bidder], criterion, Decimal(score))

    def _wrong(self) -> Iterator[tuple[str, str]]:
        evaluator, bidder, criterion, score = map(self.cell, COLUMNS)
        if not evaluator:
            yield "the evaluator is missing", "say who gave the score"
        if bidder not in self.allowed.bidders:
            yield self._unknown_bidder(bidder)
        if criterion in self.allowed.priced:
            yield (
                f"{criterion} is set by the price",
                "take the line out: evaluators do not score it",
            )
        elif criterion not in self.allowed.criteria:
            listed = f"the criteria are {', '.join(self.allowed.criteria)}"
            hint = nearest_hint(criterion, self.allowed.criteria, listed)
            yield f'there is no criterion "{criterion}"', hint
        yield from _wrong_score(score)

    def _unknown_bidder(self, bidder: str) -> tuple[str, str]:
        names = list(self.allowed.bidders)
        if not self.allowed.named:
            return "the bidder is none of this procurement", "write its name or its letter"
        return (
            f'there is no bidder "{bidder}"',
            nearest_hint(bidder, names, f"the bidders are {', '.join(names)}"),
        )


def _wrong_score(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "the score is missing", "take the line out while there is none"
        return
    try:
        KINDS[Score].read(Decimal(text))
    except InvalidOperation:
        yield f'"{text}" is not a score', "write a number from 0 to 100"
    except MinervaError as error:
        yield error.message, error.hint or ""
