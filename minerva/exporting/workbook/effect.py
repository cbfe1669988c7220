"""The full-year effect of each saving, and of all of them against the target."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from minerva.exporting.workbook.blocks import Block, Column, Take
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.rebudgets import full_year_formula
from minerva.exporting.workbook.states import is_written_off
from minerva.exporting.workbook.wording import Figure, place_of, total_formula, write_figures
from minerva.formats.cells import UNKNOWN
from minerva.model.programme import YearLabel
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.views.savings_year import NONE


def write_effects(book: Book, sheet: Sheet, row: int, position: Position, agreed: Block) -> Block:
    """Write both on the sheet of the savings, and return where the table is.

    `agreed` is the table of the budgets agreed anew.
    """
    sheet.heading(row - 1, "Against the target")
    after = write_figures(book, sheet, row, 3, figures_of_effect(position))
    sheet.heading(after + 1, "Full-year effect")
    return _table_of_effects(sheet, after + 2, position, agreed)


def _table_of_effects(sheet: Sheet, row: int, position: Position, agreed: Block) -> Block:
    names = position.programme.workstream_names
    lines = position.savings.lines
    counted = {saving.record.id for saving in position.savings.against.counted}
    columns = [
        Column("Saving", Kind.TEXT, lambda saving: saving.record.name),
        Column("Workstream", Kind.TEXT, lambda saving: names[saving.record.workstream], widest=30),
        Column("Category", Kind.TEXT, lambda saving: saving.record.category),
        Column(
            "Full year",
            Kind.MONEY,
            lambda saving: saving.full_year,
            lambda saving: full_year_formula(saving, agreed),
            Origin.INPUT,
            place=_full_year,
        ),
        Column(
            "First agreed",
            Kind.MONEY,
            lambda saving: saving.record.full_year,
            origin=Origin.INPUT,
            place=lambda saving: saving.record.location.at("full_year"),
        ),
        Column(
            "Realised",
            Kind.MONEY,
            lambda saving: sum(year.realised for year in lines[saving.record.id].values()),
            "ROUND(SUMIFS(Claims[Amount],Claims[Saving key],[@Saving key]),2)",
        ),
        Column(
            "Validated",
            Kind.MONEY,
            lambda saving: sum(year.validated for year in lines[saving.record.id].values()),
            "ROUND(SUMIFS(Claims[Validated],Claims[Saving key],[@Saving key]),2)",
        ),
        Column(
            "Restated by",
            Kind.VARIANCE,
            lambda saving: _restated(saving),
            f"IF(COUNT([@Full year],[@First agreed])=2,"
            f'ROUND([@Full year]-[@First agreed],2),"{UNKNOWN}")',
        ),
        Column("Cashable", Kind.TEXT, lambda saving: saving.record.cashable),
        Column("Recurring", Kind.TEXT, lambda saving: saving.record.recurring),
        Column("Counts", Kind.TEXT, lambda saving: saving.record.id in counted),
        Column("State", Kind.TEXT, lambda saving: saving.last_state, origin=Origin.INPUT),
        Column("Written off", Kind.TEXT, is_written_off, origin=Origin.FIGURE),
        Column("Remark", Kind.TEXT, _remark, widest=48),
        Column("Owner", Kind.TEXT, lambda saving: saving.record.owner),
        Column("Other ref", Kind.TEXT, lambda saving: saving.record.ref),
        Column("Starts", Kind.DATE, lambda saving: saving.start, origin=Origin.FIGURE),
        Column(
            "Ends",
            Kind.DATE,
            lambda saving: saving.record.ends,
            origin=Origin.INPUT,
            place=lambda saving: saving.record.location.at("ends"),
        ),
        Column("Saving id", Kind.CODE, lambda saving: saving.record.id),
        Column("Saving key", Kind.CODE, lambda saving: key_of(saving.record.id)),
        Column("Workstream key", Kind.CODE, lambda saving: key_of(saving.record.workstream)),
        Column("Place", Kind.CODE, lambda saving: place_of(saving.record.location)),
        Column("Starts with", Kind.CODE, lambda saving: saving.record.starts_with),
        Column("Known with", Kind.CODE, lambda saving: saving.record.known_with),
        Column("One-off cost", Kind.GIVEN, lambda saving: saving.record.one_off_cost),
        Column("Replaces", Kind.CODE, lambda saving: saving.record.replaces),
        Column("First start", Kind.DATE, lambda saving: saving.record.starts, origin=Origin.INPUT),
        Column("Stated full year", Kind.GIVEN, _stated_full_year, origin=Origin.INPUT),
        Column("Stated start", Kind.DATE, _stated_start, origin=Origin.INPUT),
        Column("Exported full year", Kind.GIVEN, lambda saving: saving.full_year),
        Column("Exported start", Kind.DATE, lambda saving: saving.start),
        *_by_year("Plan", lambda saving: saving.record.plan, position.savings.savings),
        *_by_year("Forecast", lambda saving: saving.stated_years, position.savings.savings),
    ]
    return sheet.table(row, "FullYear", columns, position.savings.savings, NONE)


def _full_year(saving: SavingPosition) -> Location | None:
    """Return where the amount of a whole year is written; None where a plan or a state gives it."""
    if saving.over:
        return None
    agreed = saving.budgets[-1]
    said = saving.statements.statement_of_full_year(agreed.since)
    if said is not None:
        return said.location.at("full_year")
    rebudgets = [new for new in saving.statements.rebudgets if new.full_year is not None]
    if rebudgets:
        return rebudgets[-1].location.at("full_year")
    return saving.record.location.at("full_year") if saving.record.full_year is not None else None


def _stated_full_year(saving: SavingPosition) -> Decimal | None:
    """Return the amount of a whole year as last restated, where that still counts."""
    stated = saving.statements.full_year(saving.budgets[-1].since)
    return None if stated is None else pounds(stated)


def _stated_start(saving: SavingPosition) -> date | None:
    """Return the start that was restated, where that still counts."""
    return None if saving.start_stated is None else saving.start_stated.starts


def _by_year(
    what: str,
    years_of: Callable[[SavingPosition], Mapping[YearLabel, Decimal]],
    savings: Iterable[SavingPosition],
) -> list[Column]:
    """Return a column for each year that anything is given for: `Plan 2014/15`."""

    def of_year(label: YearLabel) -> Take:
        return lambda saving: years_of(saving).get(label)

    labels = sorted({label for saving in savings for label in years_of(saving)})
    return [
        Column(f"{what} {label}", Kind.GIVEN, of_year(label), origin=Origin.INPUT)
        for label in labels
    ]


def _restated(saving: SavingPosition) -> Decimal | None:
    if saving.full_year is None or saving.record.full_year is None:
        return None
    return saving.full_year - saving.record.full_year


def _remark(saving: SavingPosition) -> str:
    """Say when what is not known will be, and with what a saving takes effect."""
    if saving.full_year is None:
        return saving.known_when
    if saving.start is None:
        return "start not known"
    starts = f"from {saving.start}"
    return f"{starts}, with {saving.milestone.record.name}" if saving.milestone else starts


def _effect_of(column: str, value: str) -> str:
    """Return the formula of the full-year effect of the savings with a value in a column."""
    return total_formula("FullYear[Full year]", f'FullYear[{column}],"{value}"')


def figures_of_effect(position: Position) -> list[Figure]:
    """Return what the savings come to together, each figure under the name that it goes by."""
    savings, target = position.savings, position.savings.target
    percent, variance = savings.percent_of_cost_base, savings.variance
    known = "FullYear[Full year]"
    since = f", from {target.from_}" if target and target.from_ else ""
    base = target.cost_base if target else None
    return [
        Figure(
            "Full-year effect, as far as known",
            Kind.MONEY,
            savings.total.full_year,
            _effect_of("Recurring", "yes"),
            "Full_year_effect",
        ),
        Figure(
            "One-off savings, beside it",
            Kind.MONEY,
            savings.total.one_off,
            _effect_of("Recurring", "no"),
            "One_off",
        ),
        Figure(
            "Counts against the target",
            Kind.MONEY,
            savings.against.full_year,
            _effect_of("Counts", "yes"),
            "Counted",
        ),
        Figure(
            "Savings not known, in no total",
            Kind.COUNT,
            len(savings.total.unknown),
            f'COUNTIF({known},"{UNKNOWN}")',
            "Savings_not_known",
        ),
        Figure(
            f"Target a year{since}",
            Kind.MONEY,
            target.full_year if target else "none",
            name="Target",
            origin=Origin.INPUT,
            place=target.location.at("full_year") if target else None,
        ),
        Figure(
            "Variance to the target",
            Kind.VARIANCE,
            "n/a" if variance is None else variance,
            'IF(COUNT(Counted,Target)=2,ROUND(Counted-Target,2),"n/a")',
            "Target_variance",
        )
        if not position.narrowed
        else Figure(
            "Variance to the target",
            Kind.VARIANCE,
            "n/a: the target is for all workstreams",
            name="Target_variance",
        ),
        Figure(
            "Cost base",
            Kind.MONEY,
            "none" if base is None else base,
            name="Cost_base",
            origin=Origin.INPUT,
            place=target.location.at("cost_base") if target and base is not None else None,
        ),
        Figure(
            "Part of the cost base",
            Kind.WEIGHT,
            "n/a" if percent is None else percent / 100,
            'IF(COUNT(Counted,Cost_base)<2,"n/a",IF(Cost_base=0,"n/a",Counted/Cost_base))',
            "Part_of_cost_base",
        ),
        Figure(
            "Realised, all years",
            Kind.MONEY,
            savings.total.realised,
            "ROUND(SUM(YearTotals[Realised]),2)",
            "Realised",
        ),
        Figure(
            "Validated, all years",
            Kind.MONEY,
            savings.total.validated,
            "ROUND(SUM(YearTotals[Validated]),2)",
            "Validated",
        ),
    ]
