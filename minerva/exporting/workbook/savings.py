"""The sheet of the savings: each by year, the years together, and the full-year effect.

The amounts planned and forecast are those of the reports, rounded over a whole year so that they
add up; every sum, variance and percentage of them is a formula.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from operator import attrgetter
from typing import Final

from msgspec import Struct

from minerva.exporting.workbook import states
from minerva.exporting.workbook.blocks import Block, Column, Take
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.effect import write_effects
from minerva.exporting.workbook.rebudgets import planned_formula
from minerva.exporting.workbook.wording import LEGEND, odd_pence, place_of, total_formula
from minerva.formats.cells import UNKNOWN
from minerva.model.dates import FinancialYear
from minerva.model.money import ZERO
from minerva.model.programme import Id, YearLabel
from minerva.position import Position
from minerva.position.rounding import pounds, round_to_pence
from minerva.position.savings import SavingPosition
from minerva.position.totals import YearFigures
from minerva.views.savings_year import NONE, Basis, plans
from minerva.views.savings_years import SumYear
from minerva.views.titles import title

PRINTED: Final = 14
"""How many columns are printed: the rest is for tracing on the screen."""
_SUMMED: Final = {
    "Planned": Kind.MONEY,
    "Forecast": Kind.MONEY,
    "Realised": Kind.MONEY,
    "Validated": Kind.MONEY,
    "Variance": Kind.VARIANCE,
    "Slipped": Kind.VARIANCE,
    "Restated": Kind.VARIANCE,
    "Not realised": Kind.VARIANCE,
}
"""The columns that are added up, and their kinds."""
_BASIS: Final = 48
_KNOWN: Final = "COUNT([@Planned],[@Forecast])=2"
_PERCENT: Final = 'IF(N([@Planned])=0,"n/a",[@Realised]/[@Planned])'


class _Line(Struct, frozen=True):
    """A saving in a year, and what its plan and forecast are worked out from.

    `due` is what the year should still bring, claims apart, as the forecast is rounded.
    """

    saving: SavingPosition
    year: FinancialYear
    figures: YearFigures
    basis: Basis
    short: bool
    workstream_name: str
    due: Decimal | None
    has_ended: bool


class _Running(Struct, frozen=True):
    """What was planned, forecast, realised and validated up to the end of a year."""

    number: int
    year: str
    amounts: Sequence[Decimal | None]


def write(book: Book, sheet: Sheet, position: Position, agreed: Block) -> Block:
    """Write the sheet, and return where the totals by year stand, for charts of them.

    `agreed` is the table of the budgets agreed anew.
    """
    sheet.title(title(position, "savings"), [LEGEND])
    lines = _table_of_lines(sheet, 4, position, agreed)
    totals = _table_of_years(sheet, lines.after + 1, position)
    sheet.heading(totals.first - 2, "Totals by year")
    running = _table_of_running_totals(sheet, totals.after + 1, position, totals)
    sheet.heading(running.first - 2, "Running totals, from the first year")
    parts = _table_of_workstreams(sheet, running.after + 1, position)
    sheet.heading(parts.first - 2, "Workstreams by year")
    effects = write_effects(book, sheet, parts.after + 1, position, agreed)
    links = {
        "Totals by year": totals,
        "Running totals": running,
        "Workstreams": parts,
        "Full-year effect": effects,
    }
    for column, (text, block) in enumerate(links.items()):
        sheet.link(2, column, text, f"'{sheet.name}'!A{block.first - 1}")
    sheet.finish(effects.last + 1, PRINTED, 5, 4)
    return totals


def _table_of_lines(sheet: Sheet, row: int, position: Position, agreed: Block) -> Block:
    def planned(line: _Line) -> str | None:
        return planned_formula(line.saving, line.year, line.figures.planned, agreed)

    columns = [
        Column("Saving", Kind.TEXT, lambda line: line.saving.record.name),
        Column("Workstream", Kind.TEXT, lambda line: line.workstream_name, widest=30),
        Column("Year", Kind.TEXT, lambda line: line.year.label),
        Column("Planned", Kind.MONEY, lambda line: line.figures.planned, planned, _planned_origin),
        Column("Forecast", Kind.MONEY, lambda line: line.figures.forecast, _forecast),
        Column("Realised", Kind.MONEY, lambda line: line.figures.realised, _claimed("Amount")),
        Column("Validated", Kind.MONEY, lambda line: line.figures.validated, _claimed("Validated")),
        Column(
            "Variance",
            Kind.VARIANCE,
            lambda line: line.figures.variance,
            _variance,
        ),
        *(
            Column(name, Kind.VARIANCE, attrgetter(f"figures.{name.lower()}"), origin=Origin.FIGURE)
            for name in ("Slipped", "Restated")
        ),
        Column(
            "Not realised",
            Kind.VARIANCE,
            lambda line: line.figures.not_realised,
            _not_realised,
        ),
        Column("Delivered", Kind.PERCENT, lambda line: _part(line.figures), _PERCENT),
        Column("Short", Kind.TEXT, lambda line: line.short),
        Column("Forecast from", Kind.TEXT, lambda line: line.basis.forecast_from, widest=_BASIS),
        Column("Planned from", Kind.TEXT, lambda line: line.basis.planned_from, widest=_BASIS),
        Column("Due", Kind.MONEY, lambda line: line.due, origin=Origin.FIGURE),
        Column("Ended", Kind.TEXT, lambda line: line.has_ended, origin=Origin.FIGURE),
        *states.columns_of_a_year(),
        Column("Begins", Kind.YEAR, lambda line: line.year.first.year),
        Column("Saving key", Kind.CODE, lambda line: key_of(line.saving.record.id)),
        Column("Workstream key", Kind.CODE, lambda line: key_of(line.saving.record.workstream)),
        Column("Place", Kind.CODE, lambda line: place_of(line.saving.record.location)),
    ]
    return sheet.table(row, "SavingYears", columns, _lines(position), NONE)


def _lines(position: Position) -> list[_Line]:
    savings, names = position.savings, position.programme.workstream_names
    return [
        _Line(
            basis.saving,
            year,
            savings.lines[basis.saving.record.id][year.label],
            basis,
            basis.saving.record.id in savings.short[year.label],
            names[basis.saving.record.workstream],
            _due(basis.saving, year, savings.lines[basis.saving.record.id][year.label]),
            basis.saving.has_ended(year.first.year),
        )
        for year in savings.years
        for basis in plans(position, year.label).subjects
    ]


def _due(saving: SavingPosition, year: FinancialYear, figures: YearFigures) -> Decimal | None:
    """Return what a year should bring, claims apart: rounded as the forecast where it is that."""
    numbers = (year.first.year,)
    [due] = saving.due_in(numbers)
    if due is not None and [due] == saving.forecast_in(numbers):
        return figures.forecast
    return None if due is None else pounds(round_to_pence(due))


def _forecast(line: _Line) -> str:
    """Return the formula of a forecast: of what was claimed, and of what is due in an open year.

    It adds up the claims itself: LibreOffice may not have worked out a column further right yet.
    """
    claims = "COUNTIFS(Claims[Saving key],[@Saving key],Claims[Begins],[@Begins])"
    claimed = _claimed("Amount")
    if line.has_ended:
        return f'IF(OR(COUNT([@Planned],[@Due])>0,{claims}>0),{claimed},"{UNKNOWN}")'
    pressure = f"OR([@Due]<0,AND([@Due]=0,{claimed}<0))"
    larger = f"IF({pressure},MIN([@Due],{claimed}),MAX([@Due],{claimed}))"
    return f"IF({claims}=0,[@Due],IF(ISNUMBER([@Due]),{larger},{claimed}))"


def _variance(line: _Line) -> str:
    """Return the formula of a variance: forecast less planned, as they are shown.

    The reports round a variance from its exact amount. Where that is a penny away from the shown
    amounts, the formula adds the penny.
    """
    planned, forecast = line.figures.planned, line.figures.forecast
    odd = ""
    if planned is not None and forecast is not None:
        odd = odd_pence((line.figures.variance or ZERO) - (forecast - planned))
    return f'IF({_KNOWN},ROUND([@Forecast]-[@Planned]{odd},2),"{UNKNOWN}")'


def _not_realised(line: _Line) -> str:
    """Return the formula of what is not realised: what slipped and restated leave of the variance.

    The reports round it from its exact amount: the formula adds the odd pence, as a variance does.
    """
    lost, slipped, restated = line.figures.lost, line.figures.slipped, line.figures.restated
    odd = ""
    if lost is not None and slipped is not None and restated is not None:
        odd = odd_pence((line.figures.not_realised or ZERO) - (lost - slipped - restated))
    return f'IF({_KNOWN},ROUND(-[@Variance]-[@Slipped]-[@Restated]{odd},2),"{UNKNOWN}")'


def _planned_origin(line: _Line) -> Origin:
    named = YearLabel(line.year.label) in line.saving.record.plan
    return Origin.INPUT if named else Origin.FIGURE


def _claimed(column: str) -> str:
    criteria = "Claims[Saving key],[@Saving key],Claims[Begins],[@Begins]"
    return f"ROUND(SUMIFS(Claims[{column}],{criteria}),2)"


def _part(figures: YearFigures) -> Decimal | None:
    """Return realised as a part of planned; None where nothing is planned, or not known."""
    percent = figures.percent_delivered
    return None if percent is None else percent / 100


def _table_of_years(sheet: Sheet, row: int, position: Position) -> Block:
    savings = position.savings
    years = [
        SumYear(year.label, None, savings.total, savings.total.years[year.label])
        for year in savings.years
    ]
    by_year = {"SavingYears[Begins]": "[@Begins]"}
    columns = [
        Column("Total", Kind.TEXT, lambda _: "All savings"),
        *_summed(by_year, lambda year: _left_out(position, year, None)),
        Column("Begins", Kind.YEAR, lambda year: int(year.year[:4])),
    ]
    return sheet.table(row, "YearTotals", columns, years)


def _table_of_workstreams(sheet: Sheet, row: int, position: Position) -> Block:
    savings = position.savings
    parts = [
        SumYear(year.label, workstream, total, total.years[year.label])
        for year in savings.years
        for workstream in position.chosen
        for total in [savings.workstreams[workstream.id]]
    ]
    by_part = {
        "SavingYears[Begins]": "[@Begins]",
        "SavingYears[Workstream key]": "[@Workstream key]",
    }
    columns = [
        Column("Workstream", Kind.TEXT, lambda part: part.workstream.name),
        *_summed(by_part, lambda part: _left_out(position, part, part.workstream.id)),
        Column("Begins", Kind.YEAR, lambda part: int(part.year[:4])),
        Column("Workstream key", Kind.CODE, lambda part: key_of(part.workstream.id)),
    ]
    return sheet.table(row, "WorkstreamYears", columns, parts)


def _summed(where: Mapping[str, str], left_out: Take) -> list[Column]:
    """Return the columns of sums over the savings by year: those where columns have a value."""
    criteria = ",".join(f"{column},{value}" for column, value in where.items())
    return [
        Column(
            "Not known",
            Kind.COUNT,
            left_out,
            f'COUNTIFS({criteria},SavingYears[Variance],"{UNKNOWN}")',
        ),
        Column("Year", Kind.TEXT, lambda row: row.year),
        *(
            Column(
                name,
                kind,
                _of_figures(name),
                total_formula(f"SavingYears[{name}]", criteria),
            )
            for name, kind in _SUMMED.items()
        ),
        Column("Delivered", Kind.PERCENT, lambda row: _part(row.figures), _PERCENT),
    ]


def _of_figures(title: str) -> Take:
    return attrgetter(f"figures.{_field(title)}")


def _field(title: str) -> str:
    """Return the name of the figure in a column that is added up: `not_realised`."""
    return title.lower().replace(" ", "_")


def _left_out(position: Position, row: SumYear, workstream: Id | None) -> int:
    """Return how many savings have no variance in a year, all of them or of a workstream."""
    savings = position.savings
    return sum(
        savings.lines[saving.record.id][row.year].variance is None
        for saving in savings.savings
        if workstream in (None, saving.record.workstream)
    )


def _table_of_running_totals(sheet: Sheet, row: int, position: Position, totals: Block) -> Block:
    years = position.savings.total.years
    by_year = [[getattr(year, _field(name)) for name in _SUMMED] for year in years.values()]
    running = [
        _Running(number, label, amounts)
        for number, (label, amounts) in enumerate(
            zip(years, accumulate(by_year, _added), strict=True)
        )
    ]

    def up_to(title: str) -> Callable[[_Running], str]:
        def formula(line: _Running) -> str:
            first = totals.cell(title, totals.first)
            cells = f"{first[0]}${first[1:]}:{totals.cell(title, totals.first + line.number)}"
            return f'IF(COUNT({cells})=0,"{UNKNOWN}",ROUND(SUM({cells}),2))'

        return formula

    def amount(number: int) -> Callable[[_Running], Decimal | None]:
        return lambda line: line.amounts[number]

    columns = [
        Column("Total", Kind.TEXT, lambda _: "All savings, to the end of the year"),
        Column("Years", Kind.COUNT, lambda line: line.number + 1),
        Column(
            "Year",
            Kind.TEXT,
            lambda line: line.year,
            lambda line: totals.cell("Year", totals.first + line.number),
        ),
        *(
            Column(name, kind, amount(number), up_to(name))
            for number, (name, kind) in enumerate(_SUMMED.items())
        ),
        Column(
            "Delivered",
            Kind.PERCENT,
            lambda line: line.amounts[2] / line.amounts[0] if line.amounts[0] else None,
            _PERCENT,
        ),
    ]
    return sheet.table(row, "RunningTotals", columns, running)


def _added(
    before: Sequence[Decimal | None], amounts: Sequence[Decimal | None]
) -> list[Decimal | None]:
    """Add up amounts as far as they are known; what is not known so far stays so."""
    return [
        was if amount is None else amount if was is None else was + amount
        for was, amount in zip(before, amounts, strict=True)
    ]
