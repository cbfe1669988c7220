"""The money of an import before it is written: what each saving brings, or each cost comes to."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from minerva.importing.incoming import IncomingCost, IncomingSaving, MoneyReading, SheetTotal
from minerva.importing.plan import Plan
from minerva.model.money import ZERO
from minerva.views.document import Document, money
from minerva.views.table import Column, Kind, Table, figure


class _Measure(Struct, frozen=True):
    """An amount by year: its title, and the field of the rows that has it."""

    title: str
    field: str


_OF_SAVINGS: Final = {
    "plan": _Measure("Planned", "plan"),
    "forecast": _Measure("Forecast", "forecast"),
    "realised": _Measure("Realised to date", "realised"),
    "validated": _Measure("Validated to date", "validated"),
}
_OF_COSTS: Final = {
    "budget": _Measure("Budget", "budget"),
    "forecast": _Measure("Forecast", "stated"),
    "spent": _Measure("Spent to date", "spent"),
}
_OF_FILE: Final = "Total of what was read"


class _Line(Struct, frozen=True):
    """The amounts of one measure of a saving or a cost; under them stands their total."""

    id: str
    name: str
    place: str
    years: Mapping[str, Decimal]
    full_year: Decimal | None


def money_tables(plan: Plan) -> list[Table]:
    """Return what each saving of a file brings by year, a table a measure, and its totals.

    Of a file of costs it is what they come to. What could not be read, or put into a workstream, is
    not among them.
    """
    reading = plan.incoming.money
    if reading is None:
        return []
    lines = {name: _lines(plan, measure) for name, measure in _measures(plan).items()}
    with_full_year = any(line.full_year is not None for line in lines.get("plan", ()))
    tables = [
        _table(measure.title, lines[name], full_year=name == "plan" and with_full_year)
        for name, measure in _measures(plan).items()
        if any(line.years for line in lines[name]) or (name == "plan" and with_full_year)
    ]
    totals = Table(_TOTALS, reading.totals, f"Totals of the sheet ({len(reading.totals)})")
    return [*tables, *([totals] if reading.totals else [])]


def money_document(plan: Plan) -> Document | None:
    """Return the same for programs: how amounts were read, savings, totals by year and checks."""
    reading = plan.incoming.money
    if reading is None:
        return None
    measures = _measures(plan)
    first = next(iter(measures.values()))
    of_costs = measures is _OF_COSTS

    def full_year(line: _Line) -> Document:
        return {} if of_costs else {"full_year": money(line.full_year)}

    return {
        "unit": reading.unit,
        "sign": reading.sign,
        "costs" if of_costs else "savings": [
            {
                "id": line.id,
                "name": line.name,
                "place": line.place,
                **full_year(line),
                **{name: _by_year(_years(row, measure)) for name, measure in measures.items()},
            }
            for row, line in zip(_taken(plan), _lines(plan, first), strict=True)
        ],
        "totals": {
            **full_year(_total(_lines(plan, first))),
            **{
                name: _by_year(_total(_lines(plan, measure)).years)
                for name, measure in measures.items()
            },
        },
        "sheet_totals": [
            {
                "place": total.place,
                "name": total.name,
                "of": total.of,
                "agrees": total.agrees,
                "difference": total.difference,
            }
            for total in reading.totals
        ],
    }


def how_read(reading: MoneyReading) -> list[str]:
    """Return the lines that say what amounts are in, and which way round they are."""
    return [f"Amounts are in {reading.unit}.", f"{reading.sign[0].upper()}{reading.sign[1:]}."]


def _measures(plan: Plan) -> Mapping[str, _Measure]:
    """Return the measures of a file: of its costs, where it has these alone."""
    only_costs = plan.incoming.costs and not plan.incoming.savings
    return _OF_COSTS if only_costs else _OF_SAVINGS


def _taken(plan: Plan) -> list[IncomingSaving | IncomingCost]:
    rejected = {rejected.place for rejected in plan.rejected}
    rows = plan.incoming.savings or plan.incoming.costs
    return [row for row in rows if row.place not in rejected]


def _lines(plan: Plan, measure: _Measure) -> list[_Line]:
    ids = {step.place: step.id for step in plan.steps if step.noun in ("saving", "cost")}
    return [
        _Line(
            ids.get(row.place) or row.id or row.name,
            row.name,
            row.place,
            _years(row, measure),
            row.full_year if isinstance(row, IncomingSaving) else None,
        )
        for row in _taken(plan)
    ]


def _years(row: IncomingSaving | IncomingCost, measure: _Measure) -> Mapping[str, Decimal]:
    years: Mapping[str, Decimal] = getattr(row, measure.field)
    return years


def _by_year(years: Mapping[str, Decimal]) -> Document:
    return {year: money(amount) for year, amount in sorted(years.items())}


def _total(lines: Sequence[_Line]) -> _Line:
    """Return the sum of each year; one that is in no saving has none."""
    years = sorted({year for line in lines for year in line.years})
    full_years = [line.full_year for line in lines if line.full_year is not None]
    return _Line(
        _OF_FILE,
        "",
        "",
        {year: sum((line.years.get(year, ZERO) for line in lines), ZERO) for year in years},
        sum(full_years, ZERO) if full_years else None,
    )


def _table(title: str, lines: Sequence[_Line], *, full_year: bool) -> Table:
    shown = [line for line in lines if line.years or (full_year and line.full_year is not None)]
    years = sorted({year for line in shown for year in line.years})
    columns = [
        Column("id", "Id", of=lambda line: line.id, total=lambda line: line.id),
        Column("name", "Name", of=lambda line: line.name, under="id"),
        *(figure(year, year, Kind.MONEY, _of_year(year)) for year in years),
    ]
    if full_year:
        columns.append(figure("full_year", "Full year", Kind.MONEY, lambda line: line.full_year))
    return Table(
        columns,
        shown,
        f"{title} ({len(shown)})",
        whole={None: _total(shown)},
        in_blocks=True,
    )


def _of_year(year: str) -> Callable[[Any], Decimal | None]:
    return lambda line: line.years.get(year)


def _of_check(total: SheetTotal) -> str:
    if total.agrees is None:
        return "not compared: an amount could not be read"
    return f"agrees with {total.of}" if total.agrees else f"differs from {total.of}"


_TOTALS: Final = (
    Column("place", "Where", of=lambda total: total.place),
    Column("name", "Total", of=lambda total: total.name),
    Column("check", "Check", of=_of_check),
    Column("difference", "By how much", of=lambda total: total.difference, under="place"),
)
