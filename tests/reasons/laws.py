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

_DAYS: Final = tuple(
    f"{year}-{day}"
    for year in range(2008, 2026)
    for day in ("02-15", "04-01", "05-15", "08-15", "11-20")
)
_AMOUNTS: Final = ("0", "98765.43", "-9876543.21")
_AMOUNT: Final = r"(?<== )-?\d+(\.\d+)?(?=,|$| })"
_DATED: Final = r"\d{4}-\d\d-\d\d(?=\D*$)"
_OTHER_WORDS: Final = {
    "true": ["false"],
    "false": ["true"],
    "on-track": ["at-risk", "written-off"],
    "at-risk": ["on-track", "written-off"],
    "written-off": ["on-track", "at-risk"],
    "lowest-over-bid": ["linear"],
    "linear": ["lowest-over-bid"],
}
_VALUE: Final = re.compile(
    rf'"?([\w/ -]+)"? = "?(\d{{4}}-\d\d-\d\d|-?\d+(?:\.\d+)?|{"|".join(_OTHER_WORDS)})'
    r'(?=,|$|"$| }|"| (?:day|week|month)s?")'
)
_SAID: Final = ("on", "actual")
"""Keys with the day from which what they say was known."""


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
                for changed in a_step_off(line, self.day):
                    if self.with_line(valued, file, number, changed) not in (value, REFUSED):
                        yield line, changed

    def idle(self, valued: Valued, cited: set[tuple[str, int]]) -> Iterator[str]:
        """Yield lines that are cited, and may be left out or say anything else."""
        value = valued(self.position)
        for file, number in cited:
            line = self.lines[file][number - 1]
            if all(
                self.with_line(valued, file, number, changed) == value
                for changed in (None, *a_step_off(line, self.day), *self.much_else(line))
            ):
                yield line

    def much_else(self, line: str) -> list[str]:
        """Return what a line may say instead: another id, other amounts, other days."""
        near = [str(self.day + timedelta(days=days)) for days in (-1, 0, 1)]
        return [
            line.replace('"m-', '"not-'),
            *(re.sub(_DATED, day, line) for day in (*near, *_DAYS)),
            *(re.sub(_AMOUNT, amount, line) for amount in _AMOUNTS),
            *(
                f"{line[: found.start()]}{amount}{line[found.end() :]}"
                for found in re.finditer(_AMOUNT, line)
                for amount in (*_AMOUNTS, f"-{found[0]}".removeprefix("--"))
            ),
            re.sub(_AMOUNT, "-\\g<0>", line).replace("--", ""),
            *(re.sub(r'"\d+ (days|weeks|months)"', f'"{days} days"', line) for days in (0, 9_000)),
        ]


def _named(texts: Texts) -> dict[str, str]:
    return {file.removesuffix(".toml"): text for file, text in texts.items()}


def a_step_off(line: str, day: date) -> list[str]:
    """Return a line with one of its values the nearest that it may be instead.

    A number a little larger or smaller, a date a day on or back, a length a day, week or month
    longer or shorter, another word. What was said after the day is not known on it: it is not
    brought before the day, which would say something new.
    """
    return [
        f"{line[: found.start(2)]}{other}{line[found.end(2) :]}"
        for found in _VALUE.finditer(line)
        for other in _others(found[2])
        if not (found[1].strip() in _SAID and found[2] > str(day) >= other)
    ]


def _others(value: str) -> list[str]:
    if value in _OTHER_WORDS:
        return _OTHER_WORDS[value]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return [str(date.fromisoformat(value) + timedelta(days=more)) for more in (1, -1)]
    step = Decimal("0.01") if "." in value else Decimal(1)
    return [str(Decimal(value) + more) for more in (step, -step)]
