"""One financial year of the savings in full: where each figure comes from, and every claim."""

from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.model import money
from minerva.model.dates import FinancialYear, Window, format_date
from minerva.model.programme import Claim, Validation
from minerva.position import Position
from minerva.position.budget import Budget, Pence
from minerva.position.profile import twelfths_in_effect
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.views.table import Column, Kind, Table

NONE: Final = "No savings are recorded."

CLAIM_COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row.saving.record.id, shown=False),
    Column("workstream", "Workstream", of=lambda row: row.saving.record.workstream, shown=False),
    Column("name", "Saving", of=lambda row: row.saving.record.name),
    Column("year", "Year", of=lambda row: row.claim.year, shown=False),
    Column("on", "Claimed", Kind.DATE, lambda row: row.claim.on),
    Column("amount", "Amount", Kind.MONEY, lambda row: row.claim.amount),
    Column("validated", "Validated", Kind.MONEY, lambda row: row.validated_amount),
    Column("validated_on", "On", Kind.DATE, lambda row: row.validation and row.validation.on),
    Column("by", "By", of=lambda row: row.validation and row.validation.by),
    Column("evidence", "Evidence", of=lambda row: row.claim.evidence),
)
PLAN_COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row.saving.record.id, shown=False),
    Column("name", "Saving", of=lambda row: row.saving.record.name),
    Column("planned_from", "Planned from", of=lambda row: row.planned_from),
    Column("forecast_from", "Forecast from", of=lambda row: row.forecast_from),
)


class Basis(Struct, frozen=True):
    """What a saving's plan and forecast for a year are worked out from, in words."""

    saving: SavingPosition
    planned_from: str
    forecast_from: str


class ClaimPosition(Struct, frozen=True):
    """A claim, and its validation as far as there was one by the day."""

    saving: SavingPosition
    claim: Claim
    validation: Validation | None

    @property
    def validated_amount(self) -> Decimal:
        """How much of the claim was validated by the day; 0 while none of it was."""
        if self.validation is None:
            return Decimal(0)
        amount = self.validation.amount
        return self.claim.amount if amount is None else amount


def plans(position: Position, label: str) -> Table:
    """Return what each saving's plan and forecast for a year are worked out from."""
    year = position.programme.details.financial_year_starts.named(label)
    rows = []
    for saving in position.savings.savings:
        rows.append(
            Basis(
                saving,
                _planned_from(position, saving, year),
                _forecast_from(position, saving, year),
            )
        )
    return Table(PLAN_COLUMNS, rows, title="Where the figures come from", empty=NONE)


def _planned_from(position: Position, saving: SavingPosition, year: FinancialYear) -> str:
    """Say what the plan of a year is worked out from."""
    budget = saving.agreed_for(year.first.year).budget
    if year.first.year in budget.plan:
        return "the amount its plan names"
    return _source_text(position, saving, budget.whole, budget.start, year)


def _forecast_from(position: Position, saving: SavingPosition, year: FinancialYear) -> str:
    """Say what the forecast of a year is worked out from."""
    number, statements = year.first.year, saving.statements
    if saving.has_ended(number):
        return "what was realised: the year has ended"
    if saving.over and statements.state is not None:
        state = statements.state
        return f"what was realised: {state.state} since {format_date(state.on)}"
    if year.label in saving.realised and saving.forecast_in((number,)) != saving.due_in((number,)):
        return "what was realised: more than was due"
    agreed = saving.agreed_for(number)
    stated = statements.statement_of(year.label, agreed.since)
    if stated is not None:
        return f"the amount stated for it on {format_date(stated.on)}"
    full_year = statements.full_year(agreed.since)
    whole = agreed.budget.whole if full_year is None else full_year
    if agreed.budget.plan:
        return _plan_text(position, saving, agreed.budget, whole)
    return _source_text(position, saving, whole, saving.start or agreed.budget.start, year)


def _plan_text(
    position: Position, saving: SavingPosition, budget: Budget, whole: Pence | None
) -> str:
    """Say how the plan is moved and scaled."""
    currency = position.programme.details.currency
    parts = []
    start, expected = budget.start, saving.start
    if start is not None and expected is not None and start.latest != expected.latest:
        parts.append(f"moved to start {expected}, not {start}")
    if whole != budget.whole and whole is not None and budget.whole is not None:
        amounts = [
            money.format_money(pounds(int(amount)), currency) for amount in (whole, budget.whole)
        ]
        parts.append(f"scaled to {amounts[0]} of {amounts[1]}")
    return f"its plan, {' and '.join(parts)}" if parts else "its plan"


def _source_text(
    position: Position,
    saving: SavingPosition,
    whole: Pence | None,
    start: Window | None,
    year: FinancialYear,
) -> str:
    """Say what a year's figure is worked out from, without a plan for the year."""
    if whole is None:
        return saving.known_when
    amount = money.format_money(pounds(int(whole)), position.programme.details.currency)
    if start is None:
        return f"{amount} a year, from a day that is not known"
    if not saving.record.recurring:
        return f"{amount} once, {start}"
    place = saving.starts_on.place(start.latest)
    months = twelfths_in_effect(year.first.year, place, saving.budget.over)
    part = f"{months}" if months.denominator == 1 else f"{float(months):.2f}"
    until = f" to {format_date(saving.record.ends)}" if saving.record.ends else ""
    return f"{part}/12 of {amount} a year, from {start}{until}"


def claims(position: Position, label: str) -> Table:
    """Return the claims made for a year by the day, and what of each was validated."""
    rows = [
        claim
        for saving in position.savings.savings
        for claim in claims_at(saving, position.as_of)
        if claim.claim.year == label
    ]
    return Table(CLAIM_COLUMNS, rows, title="Claims", empty=f"Nothing is claimed for {label}.")


def claims_at(saving: SavingPosition, as_of: date) -> list[ClaimPosition]:
    """Return the claims of a saving made by a day, each with its validation if it had one by then.

    Both days are included.
    """
    found = []
    for claim in saving.record.realised:
        if claim.on > as_of:
            continue
        validation = claim.validated
        if validation is not None and validation.on > as_of:
            validation = None
        found.append(ClaimPosition(saving, claim, validation))
    return found
