"""The savings of many programmes by financial year: planned, forecast, realised, validated."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model import money
from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import NO_GROUPS, grouped, insides
from minerva.portfolio.reports.rows import coverage, exact, listed, title
from minerva.portfolio.sums import added, added_of, totals
from minerva.position import Position
from minerva.views import savings as view
from minerva.views import savings_states as states
from minerva.views.document import Document, percent
from minerva.views.savings_years import FIGURES
from minerva.views.table import Column, Kind, Report, Table

_PARTS: Final = ("categories", "year", "states")
"""What a part has for sums only."""

OTHER: Final = "no category"
"""What savings stand under that have no category."""


class YearOf(Struct, frozen=True):
    """The figures of a row in a financial year, and the heading that it stands under."""

    under: str
    money: str
    year: str
    id: str
    name: str
    figures: Mapping[str, Any] | None


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return the savings of a programme by year, and by category."""
    whole = view.document(position)
    categories: dict[str, list[tuple[str, Document]]] = {}
    for saving, line in zip(position.savings.savings, whole["lines"], strict=True):
        category = saving.record.category or OTHER
        categories.setdefault(category, []).append((line["id"], line["years"]))
    totals_of_all: Document = whole["totals"]
    year = position.programme.details.financial_year_starts.containing(position.as_of).label
    return totals_of_all | {
        "target": whole["target"],
        "year": year,
        "states": {row["state"]: row["amount"] for row in states.document(position, year)},
        "categories": {category: added(years) for category, years in categories.items()},
    }


def document(gathered: Gathered) -> Document:
    """Return the savings as a JSON document, by whatever `by` says."""
    return (
        gathered.heading()
        | {"name": gathered.name, "years": _years(gathered)}
        | {"programmes": gathered.programmes(without=_PARTS)}
        | grouped(gathered, lambda inside: {"totals": totals(inside, _total)})
        | {"categories": totals(gathered, _categories)}
        | ({"states": _states(gathered)} if gathered.options["by"] == "state" else {})
        | {"totals": totals(gathered, _total), "not_shown": _absent(gathered)}
    )


def report(gathered: Gathered) -> Report:
    """Return a table of each year: a row a programme, a group or a category, and the total."""
    if gathered.options["by"] == "state":
        return _by_state(gathered)
    kinds = list(gathered.by_money())
    rows: list[YearOf] = []
    whole: dict[str, YearOf] = {}
    for label, outcomes in kinds:
        some = replace(gathered, outcomes=outcomes)
        sums = added_of(outcomes, _of_years) or {}
        for year in _years(some):
            under = f"{label}, {year}" if len(kinds) > 1 else year
            rows += [
                YearOf(under, label, year, key, name, found[year])
                for key, name, found in _rows(some)
                if found and year in found
            ]
            whole[under] = YearOf(under, label, year, "", "Total", sums.get(year))
    noun = {"programme": "Programme", "group": "Group", "category": "Category"}
    columns = (
        Column("under", "Under", of=lambda row: row.under, shown=False),
        Column("money", "Money", of=lambda row: row.money, shown=False),
        Column("year", "Year", of=lambda row: row.year, shown=False),
        Column("id", "Id", of=lambda row: row.id, shown=False),
        Column(
            "name",
            noun[gathered.options["by"]],
            of=lambda row: row.name,
            total=lambda row: row.name,
        ),
        *(_figure(column) for column in FIGURES),
    )
    table = Table(
        columns,
        rows,
        group="under",
        whole=whole,
        notes=["Variance: forecast less planned. %: realised of planned.", *_not_shown(gathered)],
        empty="There are no savings."
        if gathered.groups or gathered.options["by"] != "group"
        else NO_GROUPS,
    )
    return Report(title(gathered, "savings"), [table], [*_lines(gathered), *coverage(gathered)])


def _states(gathered: Gathered) -> dict[str, list[Document]]:
    """Return the year of the day by how sure it is, for each kind of money: parts of planned.

    The parts, less what is over-delivered, add up to what was planned.
    """
    found = {}
    for label, outcomes in gathered.by_money():
        amounts = added_of(outcomes, lambda part: part["states"])
        signed = {
            state: Decimal(str(amount)) * (-1 if state == "over-delivered" else 1)
            for state, amount in amounts.items()
        }
        planned = sum(signed.values(), Decimal(0))
        found[label] = [
            {
                "state": state,
                "amount": amounts[state],
                "percent": percent(Decimal(str(amounts[state])) * 100 / planned)
                if planned
                else None,
            }
            for state in signed
        ]
    return found


def _by_state(gathered: Gathered) -> Report:
    rows = [
        {"money": label, "year": outcomes[0].part["year"]} | row
        for label, outcomes in gathered.by_money()
        for row in _states(gathered)[label]
    ]
    columns = (
        Column("money", "Money", of=lambda row: row["money"], shown=False),
        Column("year", "Year", of=lambda row: row["year"]),
        Column("state", "State", of=lambda row: states.TITLES[row["state"]]),
        Column("amount", "Amount", Kind.MONEY, of=lambda row: exact(row["amount"])),
        Column("percent", "% of planned", Kind.PERCENT, of=lambda row: exact(row["percent"])),
    )
    table = Table(
        columns,
        rows,
        group="money",
        notes=["The parts, less what is over-delivered, add up to what was planned."],
        empty="There are no savings.",
    )
    return Report(title(gathered, "savings by state"), [table], coverage(gathered))


def _figure(column: Column) -> Column:
    def take(row: YearOf) -> Decimal | None:
        if row.figures is None:
            return None
        if column.key == "percent_delivered":
            planned = exact(row.figures["planned"])
            realised = exact(row.figures["realised"])
            return realised * 100 / planned if planned and realised is not None else None
        return exact(row.figures[column.key])

    return Column(column.key, column.title, column.kind, of=take, total=take)


def _rows(gathered: Gathered) -> Sequence[tuple[str, str, Mapping[str, Any] | None]]:
    by = gathered.options["by"]
    if by == "group":
        return [
            (group.id, group.name, added_of(inside.read, _of_years))
            for group, inside in insides(gathered)
            if inside.read
        ]
    if by == "category":
        found = added_of(gathered.outcomes, _categories) or {}
        return [(category, category, years) for category, years in found.items()]
    return [(outcome.label, outcome.name, outcome.part["years"]) for outcome in gathered.outcomes]


def _lines(gathered: Gathered) -> list[str]:
    """Say the full-year effect of each kind of money, and what is not known."""
    lines = []
    for label, outcomes in gathered.by_money():
        total = added_of(outcomes, _total)
        full_year = exact(total["full_year"])
        amount = "not known" if full_year is None else money.format_money(full_year, label[:3])
        unknown = f"; not known, and in no total: {', '.join(total['unknown'])}"
        lines.append(f"{label}: full-year effect {amount}{unknown if total['unknown'] else ''}.")
    return lines


def _absent(gathered: Gathered) -> dict[str, list[str]]:
    """Return the programmes whose own report does not show a year that the total has, by year.

    What they bring in it is in no total: a saving may go on after the last year that is shown.
    """
    return {
        year: absent
        for year in _years(gathered)
        if (
            absent := [
                outcome.label
                for _, outcomes in gathered.by_money()
                if any(year in outcome.part["years"] for outcome in outcomes)
                for outcome in outcomes
                if year not in outcome.part["years"]
            ]
        )
    }


def _not_shown(gathered: Gathered) -> list[str]:
    return [
        f"{year} is without {listed(labels)}: their own reports do not show it."
        for year, labels in _absent(gathered).items()
    ]


def _years(gathered: Gathered) -> list[str]:
    """Return the financial years that any programme shows, in order."""
    return sorted({year for outcome in gathered.read for year in outcome.part["years"]})


def _total(part: Any) -> Any:
    return {key: part[key] for key in part if key not in ("target", *_PARTS)}


def _of_years(part: Any) -> Any:
    return part["years"]


def _categories(part: Any) -> Any:
    return part["categories"]
