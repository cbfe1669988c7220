"""How sure deadlines and savings are, in all programmes; each simulated by itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.rows import coverage, exact, listed, title, value_of
from minerva.position import Position
from minerva.views.document import Document, money
from minerva.views.table import Column, Kind, Report, Table

if TYPE_CHECKING:
    from minerva.simulation import Counts, Settings

_DEADLINE: Final = (
    *("milestone", "kind", "date", "probability", "standard_error", "expected_uncovered_days"),
    *("plan_on", "buffer_days", "float_days", "contract"),
)


def pieces(options: Mapping[str, Any]) -> int:
    """Return into how many pieces the runs are divided."""
    from minerva.simulation import stretches

    return len(stretches(options["runs"]))


def count(position: Position, options: Mapping[str, Any], piece: int) -> "Counts":
    """Return what is counted in a piece of the runs."""
    from minerva.simulation import count

    return count(position, _settings(position, options), piece)


def part(
    position: Position, options: Mapping[str, Any], counted: "Sequence[Counts] | None" = None
) -> Document:
    """Return the odds of a programme's deadlines and savings; the runs are those of its own report.

    `counted` is what was counted in each piece of them; where it is missing, it is counted here.
    Raises ModuleNotFoundError where numpy is not installed.
    """
    from minerva.simulation import odds as odds_of
    from minerva.views.confidence import deadlines, savings

    settings = _settings(position, options)
    if counted is None:
        counted = [count(position, options, piece) for piece in range(pieces(options))]
    found = odds_of(position, settings, counted)
    return {
        "level": money(settings.level),
        "deadlines": [
            {key: deadline[key] for key in _DEADLINE if key in deadline}
            | {"name": odds.deadline.milestone.record.name}
            for odds, deadline in zip(
                found.deadlines, deadlines.documents(found, working_days=False), strict=True
            )
        ],
        "savings": None if found.savings is None else savings.document(found.savings),
    }


def _settings(position: Position, options: Mapping[str, Any]) -> "Settings":
    from minerva.simulation import LEVEL, Settings

    stated = position.programme.confidence
    level = options.get("level")
    wanted = Decimal(level) if level else stated.level if stated else LEVEL
    risks = not options.get("without_risks", False)
    return Settings(options["runs"], options["seed"], wanted, risks=risks)


def document(gathered: Gathered) -> Document:
    """Return the odds as a JSON document."""
    return (
        gathered.heading()
        | {"name": gathered.name}
        | {key: gathered.options[key] for key in ("runs", "seed")}
        | {"programmes": gathered.programmes(without=["deadlines"]), "deadlines": rows(gathered)}
        | grouped(gathered, lambda inside: {key: take(inside) for key, take in _OF_GROUP.items()})
    )


def report(gathered: Gathered) -> Report:
    """Return the deadlines, the least likely to be held first, then the savings by year."""
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    runs, seed = gathered.options["runs"], gathered.options["seed"]
    return Report(
        title(gathered, "confidence"),
        [_deadlines(gathered, names), _savings(gathered, names), *_groups(gathered)],
        [
            f"{runs:,} runs of each programme, from seed {seed}.",
            *_certain_lines(gathered),
            *coverage(gathered),
        ],
    )


def rows(gathered: Gathered) -> list[Document]:
    """Return all deadlines, each with the id of its programme, the least likely to hold first."""
    found = [
        {"programme": outcome.label} | deadline
        for outcome in gathered.read
        for deadline in outcome.part["deadlines"]
    ]
    return sorted(found, key=lambda deadline: deadline["probability"])


def _certain_lines(gathered: Gathered) -> list[str]:
    """Name the programmes in which no deadline varies: 100% says nothing of them."""
    names = [
        outcome.name
        for outcome in gathered.read
        if outcome.part["deadlines"]
        and not any(deadline["standard_error"] for deadline in outcome.part["deadlines"])
    ]
    if not names:
        return []
    return [f"Every date that leads to a deadline is taken as certain in: {listed(names)}."]


def _least(gathered: Gathered) -> Any:
    """Return the probability of the deadline that is least likely to hold; None without any."""
    return min((deadline["probability"] for deadline in rows(gathered)), default=None)


_OF_GROUP: Final = {
    "deadlines": lambda inside: len(rows(inside)),
    "least_probability": _least,
}
"""What a group has, by its key: odds of different deadlines are never added."""


def _groups(gathered: Gathered) -> list[Table]:
    columns = (
        Column("deadlines", "Deadlines", Kind.COUNT, of=_OF_GROUP["deadlines"]),
        Column(
            "least_probability",
            "Least likely held",
            Kind.PERCENT,
            of=lambda inside: _percent({"probability": _least(inside)}),
        ),
    )
    return group_tables(gathered, columns)


def _deadlines(gathered: Gathered, names: Mapping[str, str]) -> Table:
    columns = (
        Column("programme_id", "Id", of=lambda row: row["programme"], shown=False),
        Column("id", "Id", of=lambda row: row["milestone"], shown=False),
        Column("milestone", "Milestone", of=lambda row: row["name"]),
        Column("programme", "Programme", of=lambda row: names[row["programme"]], under="milestone"),
        Column("kind", "Kind", of=lambda row: row["kind"]),
        Column("date", "Date", Kind.DATE, of=lambda row: value_of(row, "date", Kind.DATE)),
        Column("probability", "Held", Kind.PERCENT, of=_percent),
        Column("plan_on", "Plan on", Kind.DATE, of=lambda row: value_of(row, "plan_on", Kind.DATE)),
    )
    return Table(columns, rows(gathered), title="Deadlines", empty="There is no deadline.")


def _savings(gathered: Gathered, names: Mapping[str, str]) -> Table:
    found = [
        {"programme": outcome.label, "money": outcome.money, "year": year} | figures
        for outcome in gathered.read
        if outcome.part["savings"]
        for year, figures in outcome.part["savings"]["years"].items()
    ]
    columns = (
        Column("programme", "Programme", of=lambda row: row["programme"], shown=False),
        Column("year", "Year", of=lambda row: row["year"]),
        Column("money", "Money", of=lambda row: row["money"]),
        Column("forecast", "Forecast", Kind.MONEY, of=lambda row: exact(row["forecast"])),
        *(
            Column(key, text, Kind.MONEY, of=_spread(key))
            for key, text in (("p10", "10%"), ("p50", "50%"), ("p90", "90%"))
        ),
    )
    return Table(
        columns,
        found,
        title="Savings",
        group="programme",
        headings=names,
        notes=["10%, 50%, 90%: that many of the runs come to no more."] if found else [],
        empty="There are no savings.",
    )


def _percent(row: Mapping[str, Any]) -> Decimal | None:
    probability = row["probability"]
    return None if probability is None else Decimal(str(probability)) * 100


def _spread(key: str) -> Any:
    return lambda row: exact(row[key] and row[key]["amount"])
