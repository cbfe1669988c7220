"""Savings less costs, by year and added up, as planned and as forecast, with the payback."""

from typing import Final

from msgspec import Struct

from minerva.model import money
from minerva.model.dates import FinancialYear
from minerva.position import Position
from minerva.position.net import Net, NetYear
from minerva.views import document as plain
from minerva.views.document import Document
from minerva.views.money_lines import cost_lines, unknown_lines
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

_BASES: Final = ("As planned", "As forecast")
_NOTES: Final = [
    "Net: savings less the costs of the same year. Added up: from the first year on. Payback: the "
    "first year from which on what is added up stays 0 or more."
]


class NetRow(Struct, frozen=True):
    """A financial year as planned or as forecast."""

    basis: str
    amounts: NetYear


COLUMNS: Final = (
    Column("basis", "Basis", of=lambda row: row.basis),
    Column("year", "Year", of=lambda row: row.amounts.year),
    Column("savings", "Savings", Kind.MONEY, lambda row: row.amounts.savings),
    Column("costs", "Costs", Kind.MONEY, lambda row: row.amounts.costs),
    Column("net", "Net", Kind.VARIANCE, lambda row: row.amounts.net),
    Column("added_up", "Added up", Kind.VARIANCE, lambda row: row.amounts.added_up),
)


def document(net: Net) -> Document:
    """Return savings less costs as part of a JSON document."""
    return {
        "years": {
            planned.year: {
                "planned": plain.money(planned.net),
                "forecast": plain.money(forecast.net),
            }
            for planned, forecast in zip(net.planned, net.forecast, strict=True)
        },
        "payback": {
            "planned": net.planned_payback and net.planned_payback.label,
            "forecast": net.forecast_payback and net.forecast_payback.label,
        },
    }


def report(position: Position) -> Report:
    """Return savings less costs as a table, and when they pay back."""
    net = position.net
    rows = [
        NetRow(basis, year)
        for basis, years in zip(_BASES, (net.planned, net.forecast), strict=True)
        for year in years
    ]
    symbol = money.symbol(position.programme.details.currency).strip()
    lines = [payback_line(position), *cost_lines(position), *unknown_lines(position)]
    table = Table(COLUMNS, rows, group="basis", notes=_NOTES)
    return Report(title(position, f"savings less costs ({symbol})"), [table], lines)


def payback_line(position: Position) -> str:
    """Say from which year on the savings have paid for the costs, as planned and as forecast."""
    net = position.net
    if not net.has_costs:
        return "Payback n/a: no costs are recorded."
    planned, forecast = map(_payback_text, (net.planned_payback, net.forecast_payback))
    return f"Payback: {planned} as planned, {forecast} as forecast."


def _payback_text(year: FinancialYear | None) -> str:
    return "not within 50 years" if year is None else year.label
