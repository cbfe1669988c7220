"""The tables that a data team queries: the rows of the reports, each with its programme and day."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from minerva.findings import findings_at
from minerva.position import Position
from minerva.position.trend import trends_at
from minerva.views import check, costs, milestones, programme, register_tables, savings, trend
from minerva.views.savings_year import CLAIM_COLUMNS
from minerva.views.table import Column, Kind, Table

NAMES: Final = ("milestones", "statements", "savings_by_year", "claims", "costs", "findings")
"""The names of the tables that every programme has, in their order."""

ALL_NAMES: Final = (*NAMES, *register_tables.NAMES)
"""Those and the tables of a register."""


def tables(position: Position) -> dict[str, Table]:
    """Return every table by its name, those of the register where the programme has one.

    Each row begins with the id of the programme and the day, so that the tables of many
    programmes and days can be read as one.
    """
    chosen = milestones.choose_all(position, (), None)
    dated = milestones.choose(position, (), None)
    trends = trends_at(dated, position.programme.details)
    [statements] = trend.rows(position, trends).tables
    years, *_ = savings.report(position).tables
    [spending] = costs.report(position).tables
    [findings] = check.rows(check.Verdict(position, findings_at(position))).tables
    found = (
        Table(milestones.columns_of(position), chosen),
        statements,
        years,
        Table(CLAIM_COLUMNS, programme.claims(position)),
        spending,
        findings,
    )
    named = dict(zip(NAMES, found, strict=True))
    if position.programme.register:
        named |= register_tables.tables(position)
    return {name: with_heading(position, table) for name, table in named.items()}


def with_heading(position: Position, table: Table) -> Table:
    """Return a table with the programme and the day at the beginning of each row."""
    id, as_of = position.programme.details.id, position.as_of
    opening: Iterable[Column] = (
        Column("programme", "Programme", of=lambda _: id),
        Column("as_of", "As of", Kind.DATE, lambda _: as_of),
    )
    return replace(table, columns=[*opening, *table.columns])
