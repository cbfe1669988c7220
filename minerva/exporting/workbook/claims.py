"""The sheet of the claims: each of them, and by year, where they have to agree with the savings."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.wording import LEGEND, place_of
from minerva.model.source import Location
from minerva.position import Position
from minerva.views.programme import claims
from minerva.views.savings_year import ClaimPosition
from minerva.views.titles import title

PRINTED: Final = 9


def write(sheet: Sheet, position: Position) -> None:
    """Write the sheet."""
    sheet.title(title(position, "claims"), [LEGEND])
    table = _table_of_claims(sheet, 4, position)
    sheet.heading(table.after, "Claims by year, and whether they agree with the sheet Savings")
    years = _table_of_years(sheet, table.after + 1, position)
    sheet.link(2, 0, "Claims by year", f"'{sheet.name}'!A{years.first}")
    sheet.finish(years.last + 1, PRINTED, 5, 4)


def _table_of_claims(sheet: Sheet, row: int, position: Position) -> Block:
    columns = [
        Column("Saving", Kind.TEXT, lambda row: row.saving.record.name),
        Column("Year", Kind.TEXT, lambda row: row.claim.year),
        Column(
            "Claimed on",
            Kind.DATE,
            lambda row: row.claim.on,
            origin=Origin.INPUT,
            place=_claimed("on"),
        ),
        Column(
            "Amount",
            Kind.MONEY,
            lambda row: row.claim.amount,
            origin=Origin.INPUT,
            place=_claimed("amount"),
        ),
        Column(
            "Validated",
            Kind.MONEY,
            lambda row: row.validated_amount,
            origin=Origin.INPUT,
            place=_validation,
        ),
        Column(
            "To validate",
            Kind.MONEY,
            lambda row: row.claim.amount - row.validated_amount,
            "ROUND([@Amount]-[@Validated],2)",
        ),
        Column("Validated on", Kind.DATE, _validated("on"), origin=Origin.INPUT, place=_validation),
        Column("Validated by", Kind.TEXT, _validated("by"), widest=28),
        Column("Evidence", Kind.TEXT, lambda row: row.claim.evidence),
        Column("Note", Kind.TEXT, lambda row: row.claim.note, widest=80),
        Column("Begins", Kind.YEAR, lambda row: int(row.claim.year[:4])),
        Column("Saving key", Kind.CODE, lambda row: key_of(row.saving.record.id)),
        Column("Place", Kind.CODE, lambda row: place_of(row.claim.location)),
    ]
    return sheet.table(row, "Claims", columns, claims(position), "No saving is claimed yet.")


def _claimed(key: str) -> Callable[[ClaimPosition], Location]:
    """Return what gives the place of a key of a claim."""
    return lambda row: row.claim.location.at(key)


def _validation(row: ClaimPosition) -> Location | None:
    """Return where the validation of a claim is written; None where it is not validated."""
    return row.validation.location if row.validation else None


def _validated(field: str) -> Callable[[ClaimPosition], object]:
    return lambda row: row.validation and getattr(row.validation, field)


def _table_of_years(sheet: Sheet, row: int, position: Position) -> Block:
    years = position.savings.total.years

    def to_validate(label: str) -> Decimal:
        return years[label].realised - years[label].validated

    def total(column: str) -> str:
        return f"ROUND(SUMIFS(Claims[{column}],Claims[Begins],[@Begins]),2)"

    def on_savings(column: str) -> str:
        return f"INDEX(YearTotals[{column}],MATCH([@Begins],YearTotals[Begins],0))"

    columns = [
        Column("Total", Kind.TEXT, lambda _: "All claims"),
        Column("Year", Kind.TEXT, lambda label: label),
        Column(
            "Check",
            Kind.TEXT,
            lambda _: "agrees",
            f"IF(AND([@Realised]={on_savings('Realised')},[@Validated]={on_savings('Validated')}),"
            '"agrees","differs")',
        ),
        Column("Realised", Kind.MONEY, lambda label: years[label].realised, total("Amount")),
        Column("Validated", Kind.MONEY, lambda label: years[label].validated, total("Validated")),
        Column("To validate", Kind.MONEY, to_validate, "ROUND([@Realised]-[@Validated],2)"),
        Column("Begins", Kind.YEAR, lambda label: int(label[:4])),
    ]
    return sheet.table(row, "ClaimYears", columns, list(years))
