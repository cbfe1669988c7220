"""The savings of one figure as a matrix: a saving a row, a financial year a column."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple

from minerva.position import Position
from minerva.views.savings_years import FIGURES, total_title
from minerva.views.table import Column, Kind, Table

_CUMULATIVE: Final = "cumulative"


class Line(NamedTuple):
    """What a saving, or all of them, bring in each year, and together."""

    name: str
    years: Mapping[str, Decimal | None]
    part: str | None = None

    @property
    def together(self) -> Decimal | None:
        """The sum over the years shown, of those that are known; None where none is."""
        known = [amount for amount in self.years.values() if amount is not None]
        return sum(known, Decimal(0)) if known else None


def matrix(position: Position, key: str) -> Table:
    """Return one figure of every saving in every year, with the totals and their running sum."""
    column = next(figure for figure in FIGURES if figure.key == key)
    savings = position.savings
    labels = [year.label for year in savings.years]
    lines = [
        Line(saving.record.name, {label: column.of(years[label]) for label in labels})
        for saving in savings.savings
        for years in [savings.lines[saving.record.id]]
    ]
    total = Line(
        total_title(savings.total),
        {label: column.of(savings.total.years[label]) for label in labels},
    )
    running = accumulate(total.years[label] or Decimal(0) for label in labels)
    cumulative = Line(
        "To the end of the year", dict(zip(labels, running, strict=True)), _CUMULATIVE
    )
    title = f"{column.title}, by saving and year"
    if not any(amount for line in lines for amount in line.years.values()):
        return Table((), (), title=title, empty="Nothing in any year shown.")
    return Table(
        columns(labels),
        [*lines, cumulative],
        title=title,
        group="part",
        headings={_CUMULATIVE: "Running total"},
        whole={None: total},
    )


def columns(labels: Sequence[str]) -> list[Column]:
    """Return a column a year, after the saving's name and before the sum of the years."""

    def of(label: str) -> Column:
        return Column(
            label,
            label,
            Kind.MONEY,
            of=lambda line: line.years[label],
            total=lambda line: line.years[label],
        )

    return [
        Column("part", "Part", of=lambda line: line.part, shown=False),
        Column("name", "Saving", of=lambda line: line.name, total=lambda line: line.name),
        *map(of, labels),
        Column(
            "together",
            "All years",
            Kind.MONEY,
            of=lambda line: "" if line.part else line.together,
            total=lambda line: line.together,
        ),
    ]
