"""The sheet of the budgets agreed anew, and the cells of it that other sheets look up."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.wording import LEGEND, place_of
from minerva.formats.cells import column_letters
from minerva.model.dates import FinancialYear
from minerva.model.programme import Rebudget, YearLabel
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.budget import first_year
from minerva.position.savings import SavingPosition
from minerva.views.titles import title

PRINTED: Final = 9


class _Agreed(Struct, frozen=True):
    """A rebudget, and its number among those of the saving, from 1, in the order of their days."""

    saving: SavingPosition
    number: int
    rebudget: Rebudget


def write(sheet: Sheet, position: Position) -> Block:
    """Write the sheet, and return where its table stands, for formulas that look it up."""
    sheet.title(title(position, "budgets agreed anew"), [LEGEND])
    agreed = [
        _Agreed(saving, number, rebudget)
        for saving in position.savings.savings
        for number, rebudget in _numbered(saving)
    ]
    starts_on = position.programme.details.financial_year_starts
    columns = [
        Column("Saving", Kind.TEXT, lambda row: row.saving.record.name),
        _input("Agreed on", Kind.DATE, "on"),
        _input("From", Kind.TEXT, "from_", "from"),
        _input("Full year", Kind.GIVEN, "full_year"),
        _input("Starts", Kind.DATE, "starts"),
        *(_plan_of(label) for label in sorted({y for row in agreed for y in row.rebudget.plan})),
        Column("Approved by", Kind.TEXT, lambda row: row.rebudget.approved_by, widest=28),
        Column("Reason", Kind.TEXT, lambda row: row.rebudget.reason, widest=60),
        Column(
            "Changes from",
            Kind.TEXT,
            lambda row: starts_on.year(first_year(row.rebudget, starts_on)).label,
            origin=Origin.FIGURE,
        ),
        Column("Source", Kind.TEXT, lambda row: row.rebudget.source),
        Column("Note", Kind.TEXT, lambda row: row.rebudget.note, widest=80),
        Column("Saving key", Kind.CODE, lambda row: key_of(row.saving.record.id)),
        Column("Rebudget key", Kind.CODE, lambda row: _key(row.saving, row.number)),
        Column("Place", Kind.CODE, lambda row: place_of(row.rebudget.location)),
    ]
    table = sheet.table(4, "Rebudgets", columns, agreed, "No budget was agreed anew.")
    sheet.finish(table.last + 1, PRINTED, 5, 4)
    return table


def full_year_formula(saving: SavingPosition, table: Block) -> str | None:
    """Return the formula of the amount of a whole year, where it is that of a rebudget.

    None where it was restated, is written off, stands in the files as first written, or follows
    from a plan.
    """
    if saving.over or saving.statements.statement_of_full_year(saving.budgets[-1].since):
        return None
    agreed = [
        (number, rebudget)
        for number, rebudget in _numbered(saving)
        if rebudget.full_year is not None
    ]
    if not agreed or agreed[-1][1].full_year != saving.full_year:
        return None
    return _looked_up(agreed[-1][0], "Full year", table)


def planned_formula(
    saving: SavingPosition, year: FinancialYear, planned: Decimal | None, table: Block
) -> str | None:
    """Return the formula of what is planned for a year, where a rebudget names its amount.

    None where the plan as first written, or the amount of a whole year, gives it.
    """
    label = YearLabel(year.label)
    agreed = [
        (number, rebudget)
        for number, rebudget in _numbered(saving)
        if label in rebudget.plan and first_year(rebudget, saving.starts_on) <= year.first.year
    ]
    if not agreed or agreed[-1][1].plan[label] != planned:
        return None
    return _looked_up(agreed[-1][0], _title_of(label), table)


def _numbered(saving: SavingPosition) -> Iterable[tuple[int, Rebudget]]:
    """Return the rebudgets of a saving by the day, in the order of their days, numbered from 1."""
    return enumerate(saving.statements.rebudgets, 1)


def _looked_up(number: int, title: str, table: Block) -> str:
    """Return the formula that looks up a cell of a rebudget of the saving in the row.

    It finds it in whatever order the rows are. The column stands by its address: a name with a
    slash in it is not safe in a formula.
    """
    letters = column_letters(table.titles.index(title))
    cells = f"{table.sheet}!${letters}${table.first + 1}:${letters}${table.last + 1}"
    return f'INDEX({cells},MATCH([@Saving key]&" {number}",Rebudgets[Rebudget key],0))'


def _key(saving: SavingPosition, number: int) -> str:
    """Return what formulas look for: the key of the saving, and which of its rebudgets it is."""
    return f"{key_of(saving.record.id)} {number}"


def _title_of(label: YearLabel) -> str:
    return f"Plan {label}"


def _plan_of(label: YearLabel) -> Column:
    return Column(
        _title_of(label),
        Kind.GIVEN,
        lambda row: row.rebudget.plan.get(label),
        origin=Origin.INPUT,
        place=_place("plan"),
    )


def _input(title: str, kind: Kind, field: str, key: str | None = None) -> Column:
    """Return a column of a key as the files have it."""
    return Column(
        title,
        kind,
        lambda row: getattr(row.rebudget, field),
        origin=Origin.INPUT,
        place=_place(key or field),
    )


def _place(key: str) -> Callable[[_Agreed], Location]:
    return lambda row: row.rebudget.location.at(key)
