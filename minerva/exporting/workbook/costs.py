"""The sheet of the costs: each by year, what was spent, the years together, savings less costs.

What was spent, forecasts, variances, sums and what is left of the savings are formulas.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.wording import LEGEND, Figure, place_of, write_figures
from minerva.model.programme import Cost, Spending
from minerva.position import Position
from minerva.position.costs import CostFigures, CostPosition
from minerva.position.net import NetYear
from minerva.position.rounding import pounds
from minerva.views.costs import NONE
from minerva.views.titles import title

PRINTED: Final = 9
_SPENT: Final = (
    "ROUND(SUMIFS(Spending[Amount],Spending[Cost key],[@Cost key],Spending[Begins],[@Begins]),2)"
)
_FORECAST: Final = (
    'IF([@Ended]="yes",[@Spent],MAX([@Spent],IF(ISNUMBER([@Stated]),[@Stated],[@Budget])))'
)


class _CostYear(Struct, frozen=True):
    cost: CostPosition
    number: int
    year: str
    figures: CostFigures
    workstream: str
    saving: str | None


class _Spent(Struct, frozen=True):
    cost: CostPosition
    spending: Spending


class _Net(Struct, frozen=True):
    """A year of savings less costs, as planned and as forecast."""

    planned: NetYear
    forecast: NetYear


def write(book: Book, sheet: Sheet, position: Position) -> None:
    """Write the sheet."""
    sheet.title(title(position, "costs"), [LEGEND])
    lines = _table_of_costs(sheet, 4, position)
    sheet.heading(lines.after, "What was spent")
    spent = _table_of_spending(sheet, lines.after + 1, position)
    sheet.heading(spent.after, "Costs by year")
    years = _table_of_years(sheet, spent.after + 1, position)
    sheet.heading(years.after, "Savings less costs: net, and added up from the first year")
    net = _table_of_net(sheet, years.after + 1, position)
    after = write_figures(book, sheet, net.after, 1, _payback(position))
    links = {"What was spent": spent, "Costs by year": years, "Savings less costs": net}
    for column, (text, block) in enumerate(links.items()):
        sheet.link(2, column, text, f"'{sheet.name}'!A{block.first - 1}")
    sheet.finish(after, PRINTED, 5, 4)


def figures_of_costs(position: Position) -> list[Figure]:
    """Return what all costs come to, each figure a formula; none without a cost."""
    if not position.costs.costs:
        return []
    total = position.costs.everything
    amounts = {
        "Budget": (Kind.MONEY, total.budget),
        "Forecast": (Kind.MONEY, total.forecast),
        "Spent": (Kind.MONEY, total.spent),
        "Variance": (Kind.VARIANCE, total.variance),
    }
    return [
        Figure(
            f"Costs, all years: {name.lower()}",
            kind,
            amount,
            f"ROUND(SUM(CostTotals[{name}]),2)",
            where="Costs",
        )
        for name, (kind, amount) in amounts.items()
    ]


def _table_of_costs(sheet: Sheet, row: int, position: Position) -> Block:
    columns = [
        Column("Cost", Kind.TEXT, lambda line: line.cost.name),
        Column("Workstream", Kind.TEXT, lambda line: line.workstream, widest=30),
        Column("Year", Kind.TEXT, lambda line: line.year),
        Column("Budget", Kind.MONEY, lambda line: line.figures.budget, origin=Origin.INPUT),
        Column("Stated", Kind.GIVEN, _stated, origin=Origin.INPUT),
        Column("Forecast", Kind.MONEY, lambda line: line.figures.forecast, _FORECAST),
        Column("Spent", Kind.MONEY, lambda line: line.figures.spent, _spent_formula),
        Column(
            "Variance",
            Kind.VARIANCE,
            lambda line: line.figures.variance,
            "ROUND([@Forecast]-[@Budget],2)",
        ),
        Column("Saving", Kind.TEXT, lambda line: line.saving),
        Column("Owner", Kind.TEXT, lambda line: line.cost.owner),
        Column("Ended", Kind.TEXT, _has_ended, origin=Origin.FIGURE),
        Column("Begins", Kind.YEAR, lambda line: line.number),
        Column("Cost key", Kind.CODE, lambda line: _key(line.cost)),
        Column("Workstream key", Kind.CODE, lambda line: key_of(line.cost.workstream)),
        Column("Saving key", Kind.CODE, lambda line: line.cost.saving and key_of(line.cost.saving)),
        Column("Place", Kind.CODE, lambda line: place_of(line.cost.location)),
    ]
    return sheet.table(row, "CostYears", columns, _lines(position), NONE)


def _lines(position: Position) -> list[_CostYear]:
    names = position.programme.workstream_names
    savings = {saving.id: saving.name for saving in position.programme.savings}
    return [
        _CostYear(
            cost,
            year.first.year,
            year.label,
            line[year.label],
            names[cost.workstream],
            None if cost.saving is None else savings[cost.saving],
        )
        for cost, line in zip(position.costs.costs, position.costs.lines, strict=True)
        for year in position.costs.years
        if year.first.year in cost.years
    ]


def _key(cost: CostPosition) -> str:
    """Return what formulas look for: a saving's one-off cost may have the id of another cost."""
    return key_of(cost.id) if isinstance(cost.record, Cost) else f"one-off of {cost.id}"


def _stated(line: _CostYear) -> Decimal | None:
    stated = line.cost.stated.get(line.number)
    return None if stated is None else pounds(stated)


def _has_ended(line: _CostYear) -> bool:
    return line.number < line.cost.first_open


def _spent_formula(line: _CostYear) -> str | None:
    """Return the formula of what was spent; nobody records that of a one-off cost of a saving."""
    return _SPENT if isinstance(line.cost.record, Cost) else None


def _table_of_spending(sheet: Sheet, row: int, position: Position) -> Block:
    spent = [
        _Spent(cost, spending)
        for cost in position.costs.costs
        if isinstance(cost.record, Cost)
        for spending in cost.record.spent
        if spending.on <= position.as_of
    ]
    columns = [
        Column("Cost", Kind.TEXT, lambda row: row.cost.name),
        Column("Year", Kind.TEXT, lambda row: row.spending.year),
        Column("Spent on", Kind.DATE, lambda row: row.spending.on, origin=Origin.INPUT),
        Column("Amount", Kind.MONEY, lambda row: row.spending.amount, origin=Origin.INPUT),
        Column("Evidence", Kind.TEXT, lambda row: row.spending.evidence),
        Column("Begins", Kind.YEAR, lambda row: int(row.spending.year[:4])),
        Column("Cost key", Kind.CODE, lambda row: _key(row.cost)),
        Column("Place", Kind.CODE, lambda row: place_of(row.spending.location)),
    ]
    return sheet.table(row, "Spending", columns, spent, "Nothing is recorded as spent.")


def _table_of_years(sheet: Sheet, row: int, position: Position) -> Block:
    total = position.costs.total

    def of(figure: str) -> Callable[[str], object]:
        return lambda label: getattr(total[label], figure.lower())

    columns = [
        Column("Total", Kind.TEXT, lambda _: "All costs"),
        Column("Year", Kind.TEXT, lambda label: label),
        *(
            Column(
                name,
                kind,
                of(name),
                f"ROUND(SUMIFS(CostYears[{name}],CostYears[Begins],[@Begins]),2)",
            )
            for name, kind in (
                ("Budget", Kind.MONEY),
                ("Forecast", Kind.MONEY),
                ("Spent", Kind.MONEY),
                ("Variance", Kind.VARIANCE),
            )
        ),
        Column("Begins", Kind.YEAR, lambda label: int(label[:4])),
    ]
    return sheet.table(row, "CostTotals", columns, list(total))


def _table_of_net(sheet: Sheet, row: int, position: Position) -> Block:
    net = position.net
    years = [_Net(*amounts) for amounts in zip(net.planned, net.forecast, strict=True)]

    def of(table: str, column: str) -> str:
        return f"INDEX({table}[{column}],MATCH([@Begins],{table}[Begins],0))"

    columns = [Column("Year", Kind.TEXT, lambda year: year.planned.year)]
    for basis, cost in (("planned", "Budget"), ("forecast", "Forecast")):
        columns += [
            Column(
                f"Savings {basis}",
                Kind.MONEY,
                _of_basis(basis, "savings"),
                of("YearTotals", basis.capitalize()),
            ),
            Column(f"Costs {basis}", Kind.MONEY, _of_basis(basis, "costs"), of("CostTotals", cost)),
            Column(
                f"Net {basis}",
                Kind.VARIANCE,
                _of_basis(basis, "net"),
                f"ROUND(N([@Savings {basis}])-[@Costs {basis}],2)",
            ),
            Column(
                f"Added up {basis}",
                Kind.VARIANCE,
                _of_basis(basis, "added_up"),
                f'ROUND(SUMIFS(NetYears[Net {basis}],NetYears[Begins],"<="&[@Begins]),2)',
            ),
        ]
    columns.append(Column("Begins", Kind.YEAR, lambda year: int(year.planned.year[:4])))
    return sheet.table(row, "NetYears", columns, years)


def _of_basis(basis: str, figure: str) -> Callable[[_Net], object]:
    return lambda year: getattr(getattr(year, basis), figure)


def _payback(position: Position) -> list[Figure]:
    net = position.net
    found = {"as planned": net.planned_payback, "as forecast": net.forecast_payback}
    none = "not within 50 years" if net.has_costs else "n/a"
    return [
        Figure(f"Payback {basis}", Kind.TEXT, none if year is None else year.label)
        for basis, year in found.items()
    ]
