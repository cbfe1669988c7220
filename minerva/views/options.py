"""The options that were appraised: what each would save, cost, and take to pay for itself."""

from collections.abc import Sequence
from decimal import Decimal

from minerva.model import money
from minerva.model.programme import Amounts, Option
from minerva.position import Position
from minerva.position.contracts import Payback, payback
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.table import Column, Report, Table
from minerva.views.titles import title


def document(position: Position) -> Document:
    """Return the options as a JSON document."""
    return heading(position) | {
        "options": [_option(option) for option in position.programme.options]
    }


def report(position: Position) -> Report:
    """Return the options in the order of their file."""
    table = Table(
        _columns(position.programme.details.currency),
        position.programme.options,
        notes=["Pays back in: costs once / saves a year, where both are stated."],
        empty="No options are recorded.",
    )
    return Report(title(position, "options"), [table])


def _columns(currency: str) -> Sequence[Column]:
    return (
        Column("id", "Id", of=lambda option: option.id, shown=False),
        Column("name", "Option", of=lambda option: option.name),
        Column("decision", "Decision", of=lambda option: option.decision),
        Column(
            "annual_saving",
            "Saves a year",
            of=lambda option: _amounts_text(option.annual_saving, currency),
        ),
        Column(
            "investment",
            "Costs once",
            of=lambda option: _amounts_text(option.investment, currency),
        ),
        Column("payback_years", "Pays back in", of=lambda option: _years_text(payback(option))),
        Column("payback_stated", "As stated", of=lambda option: option.payback_stated),
    )


def _option(option: Option) -> Document:
    years = payback(option)
    return {
        "id": option.id,
        "name": option.name,
        "decision": option.decision,
        "annual_saving": _range(option.annual_saving),
        "investment": _range(option.investment),
        "payback_years": years and {"low": _rounded(years.low), "high": _rounded(years.high)},
        "payback_stated": option.payback_stated,
    }


def _range(amounts: Amounts | None) -> Document | None:
    return amounts and {"low": plain.money(amounts.low), "high": plain.money(amounts.high)}


def _rounded(years: Decimal | None) -> float | None:
    return None if years is None else float(round(years, 4))


def _amounts_text(amounts: Amounts | None, currency: str) -> str | None:
    if amounts is None:
        return None
    low, high = (money.format_money(amount, currency) for amount in amounts)
    return low if low == high else f"{low} to {high}"


def _years_text(years: Payback | None) -> str | None:
    if years is None:
        return None
    if years.high is None:
        return f"{years.low:.1f} years or more"
    low, high = f"{years.low:.1f}", f"{years.high:.1f}"
    return f"{low} years" if low == high else f"{low} to {high} years"
