"""What a figure rests on, found by trying: each line of the files left out, or changed."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from minerva.model.problems import InvalidProgrammeError
from minerva.position import Position, position_at
from tests.programmes import programme

REFUSED: Final = "refused"

Texts = Mapping[str, str]
"""The files of a programme by their names."""
Valued = Callable[[Position], object]
"""What takes a figure from a position, before it is rounded."""

_DAYS: Final = tuple(f"{year}-{day}" for year in range(2008, 2026) for day in ("04-01", "11-20"))
_AMOUNTS: Final = ("98765.43", "-9876543.21")
_DATED: Final = r"\d{4}-\d\d-\d\d(?=\D*$)"
_VALUE: Final = re.compile(
    r'"?([\w/-]+)"? = "?(\d{4}-\d\d-\d\d|-?\d+(?:\.\d\d)?)(?=,|$|"$| }| days?")'
)
_STAY: Final = ("on", "actual", "id", "name", "year")


class Trial:
    """The files of a programme as of a day, and what becomes of a figure if a line is another."""

    def __init__(self, texts: Texts, day: date) -> None:
        """Take the files and the day."""
        self.texts, self.day = texts, day
        self.lines = {file: text.splitlines() for file, text in texts.items()}
        self._tried: dict[tuple[str, int, str | None], Position | None] = {}

    @property
    def position(self) -> Position:
        """The position of the files as they are."""
        return position_at(programme(**_named(self.texts)), self.day)

    def with_line(self, valued: Valued, file: str, number: int, line: str | None) -> object:
        """Return the figure with another line in a place, or without it; or that it is refused."""
        key = file, number, line
        if key not in self._tried:
            lines = list(self.lines[file])
            lines[number - 1 : number] = [] if line is None else [line]
            self._tried[key] = self._read({**self.texts, file: "\n".join(lines)})
        position = self._tried[key]
        if position is None:
            return REFUSED
        try:
            return valued(position)
        except (KeyError, StopIteration):  # it is not there any more
            return REFUSED

    def _read(self, texts: Texts) -> Position | None:
        try:
            return position_at(programme(**_named(texts)), self.day)
        except InvalidProgrammeError:
            return None

    def missed(self, valued: Valued, cited: set[tuple[str, int]]) -> Iterator[tuple[str, str]]:
        """Yield lines that are not cited, each with what it may say to change the figure."""
        value = valued(self.position)
        for file, lines in self.lines.items():
            for number, line in enumerate(lines, 1):
                if (file, number) in cited:
                    continue
                for changed in a_little_more(line):
                    if self.with_line(valued, file, number, changed) not in (value, REFUSED):
                        yield line, changed

    def idle(self, valued: Valued, cited: set[tuple[str, int]]) -> Iterator[str]:
        """Yield lines that are cited, and may be left out or say anything else."""
        value = valued(self.position)
        for file, number in cited:
            line = self.lines[file][number - 1]
            if all(
                self.with_line(valued, file, number, changed) == value
                for changed in (None, *a_little_more(line), *self.much_else(line))
            ):
                yield line

    def much_else(self, line: str) -> list[str]:
        """Return what a line may say instead: another id, other amounts, other days."""
        near = [str(self.day + timedelta(days=days)) for days in (-1, 0, 1)]
        return [
            line.replace('"m-', '"not-'),
            line.replace('"on-track"', '"written-off"'),
            *(re.sub(_DATED, day, line) for day in (*near, *_DAYS)),
            *(re.sub(r"(?<== )-?\d+(\.\d\d)?(?=,?$| })", amount, line) for amount in _AMOUNTS),
            *(re.sub(r'"\d+ (days|weeks|months)"', f'"{days} days"', line) for days in (0, 9_000)),
        ]


def _named(texts: Texts) -> dict[str, str]:
    return {file.removesuffix(".toml"): text for file, text in texts.items()}


def a_little_more(line: str) -> list[str]:
    """Return a line with one of its numbers a little larger or smaller, or a date a day on or back.

    The days on which things were said stay: what was said a day later was not said by the day.
    """
    return [
        f"{line[: found.start(2)]}{other}{line[found.end(2) :]}"
        for found in _VALUE.finditer(line)
        if found[1] not in _STAY
        for other in _others(found[2])
    ]


def _others(value: str) -> list[str]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [str(date.fromisoformat(value) + timedelta(days=more)) for more in (1, -1)]
    step = Decimal("0.01") if "." in value else Decimal(1)
    return [str(Decimal(value) + more) for more in (step, -step)]
