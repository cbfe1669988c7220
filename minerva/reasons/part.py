"""A part of an explanation, which may have parts itself."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.source import Location
from minerva.model.trail import Commit
from minerva.position.rounding import Parts, pounds, round_to_pence

Value = Decimal | Fraction | int | date | Window | str | None
"""Money in pounds is a Decimal, points a Fraction, a number of days an int; a word is text."""

ROUNDING: Final = "rounding to the penny, so that columns add up"


class Part(Struct, frozen=True):
    """A figure or a fact: what it is in words, its value, its rule, and where it is written.

    What has a `location` is what the figure rests on. Money in the parts of money adds up to it;
    what is no summand has no amount as its value. `commit` is what a part tells of, where it tells
    of a commit.
    """

    text: str
    value: Value = None
    rule: str | None = None
    location: Location | None = None
    parts: tuple["Part", ...] = ()
    commit: Commit | None = None

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Part"]]:
        """Yield this part and all below it, each with how deep it stands."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)

    @property
    def places(self) -> list[Location]:
        """The places that it rests on, each once."""
        found: dict[tuple[str, int], Location] = {}
        for _, part in self.walk():
            if part.location is not None:
                found.setdefault((part.location.file, part.location.line), part.location)
        return list(found.values())

    def negated(self) -> "Part":
        """Return it as something that is taken off: its money with the other sign."""
        value = -self.value if isinstance(self.value, Decimal) else self.value
        return replace(self, value=value, parts=tuple(part.negated() for part in self.parts))


def without_places(part: Part) -> Part:
    """Return a part as it is, but resting on no line."""
    return replace(part, location=None, parts=tuple(map(without_places, part.parts)))


def money_of(amount: Parts) -> Decimal:
    """Return parts of a penny in pounds, rounded to the penny."""
    return pounds(round_to_pence(amount))


def adding_up(total: Decimal | None, parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts that add up to a total: what rounding leaves is a part of its own."""
    parts = tuple(parts)
    if total is None:
        return parts
    known = [part.value for part in parts if isinstance(part.value, Decimal)]
    left = total - sum(known, Decimal(0))
    return (*parts, Part(ROUNDING, left, rule=RULES["rounding"])) if known and left else parts


def rule(words: str, heading: str) -> str:
    """Return a rule in words with the heading of docs/figures.md that defines it."""
    return f'{words} (docs/figures.md, "{heading}")'


RULES: Final = {
    "planned": rule(
        "the budget's amount of the year: its plan, else its full year by twelfths", "Planned"
    ),
    "forecast": rule(
        "what was realised in a year that has ended, else the larger of realised and due",
        "Forecast of a year",
    ),
    "realised": rule("the sum of what was claimed for the year by the day", "Realised"),
    "validated": rule("the part of the claims that was validated by the day", "Validated"),
    "variance": rule("forecast less planned; negative is a shortfall", "Variance"),
    "full-year": rule("the full year as last restated, else as in the budget", "Full-year effect"),
    "full-year total": rule("the sum over recurring savings that are known", "Full-year effect"),
    "target": rule("recurring savings that do not end too soon", "Target"),
    "rounding": rule("the total is rounded first, and its parts add up to it", "Rounding"),
    "due": rule("the plan moved to the expected start and scaled", "Due"),
    "start": rule("as restated, else the projected date of its milestone", "Expected start"),
    "expected": rule("the actual date, else the later of the forecast and the day", "Expected"),
    "projected": (
        'expected, or later where a predecessor holds it back (docs/forecast.md, "Projected")'
    ),
    "slippage": rule("expected less baseline, in days", "Slippage and total slippage"),
    "float": rule("deadline less expected, in days", "Float"),
    "status": rule("complete; else overdue; else due or upcoming", "Status"),
    "rating": rule("the worst that holds: blue, red, amber or green", "Ratings"),
    "contract": rule("the day after it ends less its replacement's date", "Float of a contract"),
    "last day": rule("as it expires, or as the latest extension taken up says", "Contracts"),
    "tender": rule("effective weight x score / 100, over all criteria", "Tenders"),
}
