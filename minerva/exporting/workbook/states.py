"""The sheet of the states: what was planned for each year by how sure it is, and what was stated.

The amounts add up the rows of the sheet Savings, so that a state or a claim that is changed in the
workbook moves them. The reports add up before they round: the formulas add the odd pence.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.wording import LEGEND, odd_pence, place_of
from minerva.formats.cells import UNKNOWN
from minerva.model.dates import FinancialYear
from minerva.model.money import ZERO
from minerva.model.programme import SavingState
from minerva.position import Position
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.position.states import CERTAINTIES, Certainty, by_state
from minerva.position.totals import YearFigures
from minerva.views.savings_states import TITLES
from minerva.views.titles import title

PRINTED: Final = 10
_KNOWN: Final = "COUNT([@Planned],[@Forecast])=2"
_OF_SAVING: Final = "INDEX(FullYear[{}],MATCH([@Saving key],FullYear[Saving key],0))"
_THIS_YEAR: Final = "SavingYears[Begins],[@Begins]"
_FORMULAS: Final[dict[Certainty, str]] = {
    "delivered": f'SUMIFS(SavingYears[Realised],{_THIS_YEAR},SavingYears[Variance],"<>{UNKNOWN}")',
    "on-track": f'SUMIFS(SavingYears[Rest],{_THIS_YEAR},SavingYears[State],"on-track")',
    "at-risk": f'SUMIFS(SavingYears[Rest],{_THIS_YEAR},SavingYears[State],"at-risk")',
    "not-stated": f'SUMIFS(SavingYears[Rest],{_THIS_YEAR},SavingYears[State],"<>on-track",'
    'SavingYears[State],"<>at-risk")',
    "undeliverable": f"SUMIFS(SavingYears[Not forecast],{_THIS_YEAR},"
    'SavingYears[Written off],"no")',
    "written-off": f'SUMIFS(SavingYears[Not forecast],{_THIS_YEAR},SavingYears[Written off],"yes")',
    "over-delivered": f"-SUMIFS(SavingYears[Above plan],{_THIS_YEAR})",
}


_PLANNED: Final = f'SUMIFS(SavingYears[Planned],{_THIS_YEAR},SavingYears[Variance],"<>{UNKNOWN}")'


class _StateYear(Struct, frozen=True):
    """A year by state, in pounds: what is over-delivered is below 0.

    `odd` is what each amount of the reports is more than the sum of the rows as they are shown.
    """

    year: str
    planned: Decimal
    amounts: dict[Certainty, Decimal]
    odd_planned: Decimal
    odd: dict[Certainty, Decimal]


class _Stated(Struct, frozen=True):
    saving: SavingPosition
    state: SavingState


def columns_of_a_year() -> list[Column]:
    """Return what the row of a saving in a year needs, to be added up by state."""

    def when_known(formula: str) -> str:
        return f'IF({_KNOWN},{formula},"{UNKNOWN}")'

    def amount(of: Callable[[YearFigures], Decimal]) -> Callable[[Any], Decimal | None]:
        return lambda line: None if line.figures.variance is None else of(line.figures)

    return [
        Column(
            "State",
            Kind.TEXT,
            lambda line: line.saving.last_state or "not-stated",
            f'IF({_OF_SAVING.format("State")}="","not-stated",{_OF_SAVING.format("State")})',
        ),
        Column(
            "Written off",
            Kind.TEXT,
            lambda line: is_written_off(line.saving),
            _OF_SAVING.format("Written off"),
        ),
        Column("Rest", Kind.MONEY, amount(_rest), when_known("ROUND([@Forecast]-[@Realised],2)")),
        Column(
            "Not forecast",
            Kind.MONEY,
            amount(_not_forecast),
            when_known("MAX(ROUND([@Planned]-[@Forecast],2),0)"),
        ),
        Column(
            "Above plan",
            Kind.MONEY,
            amount(_above_plan),
            when_known("MAX(ROUND([@Forecast]-[@Planned],2),0)"),
        ),
    ]


def is_written_off(saving: SavingPosition) -> bool:
    """Tell whether a saving is written off, by a word that still holds."""
    return saving.state_in_force == "written-off"


def write(sheet: Sheet, position: Position) -> None:
    """Write the sheet."""
    sheet.title(title(position, "savings by state"), [LEGEND])
    years = [_state_year(position, year) for year in position.savings.years]
    amounts = _table_of_amounts(sheet, 4, years)
    sheet.heading(amounts.after, "In percent of what was planned")
    percents = _table_of_percents(sheet, amounts.after + 1, years)
    sheet.heading(percents.after, "How sure each saving was said to be, and when")
    stated = _table_of_statements(sheet, percents.after + 1, position)
    sheet.finish(stated.last + 1, PRINTED, 5, 4)


def _table_of_amounts(sheet: Sheet, row: int, years: list[_StateYear]) -> Block:
    added = "+".join(f"[@{TITLES[state]}]" for state in CERTAINTIES)
    columns = [
        Column("Year", Kind.TEXT, lambda year: year.year),
        Column(
            "Planned",
            Kind.MONEY,
            lambda year: year.planned,
            lambda year: f"ROUND({_PLANNED}{odd_pence(year.odd_planned)},2)",
        ),
        *(
            Column(TITLES[state], Kind.MONEY, _amount(state), _formula(state))
            for state in CERTAINTIES
        ),
        Column(
            "Check",
            Kind.TEXT,
            lambda _: "agrees",
            f'IF(ROUND({added}-[@Planned],2)=0,"agrees","differs")',
        ),
        Column("Begins", Kind.YEAR, lambda year: int(year.year[:4])),
    ]
    return sheet.table(row, "StateYears", columns, years)


def _table_of_percents(sheet: Sheet, row: int, years: list[_StateYear]) -> Block:
    def of_year(column: str) -> str:
        return f"INDEX(StateYears[{column}],MATCH([@Begins],StateYears[Begins],0))"

    columns = [
        Column("Year", Kind.TEXT, lambda year: year.year),
        Column("Planned", Kind.MONEY, lambda year: year.planned, of_year("Planned")),
        *(
            Column(
                TITLES[state],
                Kind.PERCENT,
                _percent(state),
                f'IF([@Planned]=0,"n/a",{of_year(TITLES[state])}/[@Planned])',
            )
            for state in CERTAINTIES
        ),
        Column("Begins", Kind.YEAR, lambda year: int(year.year[:4])),
    ]
    return sheet.table(row, "StateParts", columns, years)


def _table_of_statements(sheet: Sheet, row: int, position: Position) -> Block:
    stated = [
        _Stated(saving, state)
        for saving in position.savings.savings
        for state in saving.record.state
        if state.on <= position.as_of
    ]
    columns = [
        Column("Saving", Kind.TEXT, lambda row: row.saving.record.name),
        Column("On", Kind.DATE, lambda row: row.state.on, origin=Origin.INPUT),
        Column("State", Kind.TEXT, lambda row: row.state.state, origin=Origin.INPUT),
        Column("By", Kind.TEXT, lambda row: row.state.by),
        Column("Note", Kind.TEXT, lambda row: row.state.note),
        Column("Saving key", Kind.CODE, lambda row: key_of(row.saving.record.id)),
        Column("Place", Kind.CODE, lambda row: place_of(row.state.location)),
    ]
    return sheet.table(row, "StatesStated", columns, stated, "No state is stated.")


def _state_year(position: Position, year: FinancialYear) -> _StateYear:
    """Return a year by state as the reports have it, and how the rows as shown differ from that."""
    label = year.label
    rows = [
        (saving, figures)
        for saving in position.savings.savings
        if (figures := position.savings.lines[saving.record.id][label]).variance is not None
    ]

    def rest_of(*states: str | None) -> Decimal:
        return _sum(_rest(figures) for saving, figures in rows if saving.last_state in states)

    def given_up(*, written_off: bool) -> Decimal:
        return _sum(
            _not_forecast(figures)
            for saving, figures in rows
            if is_written_off(saving) == written_off
        )

    shown: dict[Certainty, Decimal] = {
        "delivered": _sum(figures.realised for _, figures in rows),
        "on-track": rest_of("on-track"),
        "at-risk": rest_of("at-risk"),
        "not-stated": rest_of(None, "undeliverable", "written-off"),
        "undeliverable": given_up(written_off=False),
        "written-off": given_up(written_off=True),
        "over-delivered": -_sum(_above_plan(figures) for _, figures in rows),
    }
    reported = by_state(position.savings.savings, year)
    amounts = {state: pounds(reported.amounts[state]) for state in CERTAINTIES}
    amounts["over-delivered"] = -amounts["over-delivered"]
    planned = pounds(reported.planned)
    return _StateYear(
        label,
        planned,
        amounts,
        planned - _sum(figures.planned or ZERO for _, figures in rows),
        {state: amounts[state] - shown[state] for state in CERTAINTIES},
    )


def _formula(state: Certainty) -> Callable[[_StateYear], str]:
    return lambda year: f"ROUND({_FORMULAS[state]}{odd_pence(year.odd[state])},2)"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _amount(state: Certainty) -> Callable[[_StateYear], Decimal]:
    return lambda year: year.amounts[state]


def _percent(state: Certainty) -> Callable[[_StateYear], Decimal | None]:
    return lambda year: year.amounts[state] / year.planned if year.planned else None


def _rest(figures: YearFigures) -> Decimal:
    return (figures.forecast or ZERO) - figures.realised


def _not_forecast(figures: YearFigures) -> Decimal:
    return max((figures.planned or ZERO) - (figures.forecast or ZERO), ZERO)


def _above_plan(figures: YearFigures) -> Decimal:
    return max((figures.forecast or ZERO) - (figures.planned or ZERO), ZERO)
