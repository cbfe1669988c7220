"""What is recorded of costs: what was spent, and what they are now to come to.

Each function takes a programme and returns the change to its files, or raises MinervaError.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Cost, Programme, YearLabel
from minerva.recording.change import AddTable, Change, Value
from minerva.recording.savings import amounts_text
from minerva.store.files import WORKSTREAMS


def spend(
    programme: Programme,
    cost: Cost,
    amount: Decimal,
    year: YearLabel,
    evidence: str | None,
    on: date,
) -> Change:
    """Add an amount that was spent. One below 0 corrects what was, and needs its evidence."""
    if not amount:
        raise MinervaError("spending nothing says nothing", "give the amount that was spent")
    pounds = format_money(amount, programme.details.currency)
    if amount < 0 and not (evidence or "").strip():
        raise MinervaError(
            f"{pounds} takes back some of what was spent, and does not say why", "add --evidence"
        )
    values: dict[str, Value] = {"year": year, "amount": amount, "on": on}
    if evidence is not None:
        values["evidence"] = evidence
    what = "a correction" if amount < 0 else "spending"
    return Change(
        [AddTable(WORKSTREAMS, (*cost.location.path, "spent"), values)],
        f"{cost.id} has {what} of {pounds} for {year}",
        list(_doubts_of_spending(programme, cost, amount, year, on)),
    )


def restate(
    programme: Programme,
    cost: Cost,
    years: Mapping[str, Decimal],
    reason: str,
    on: date,
) -> Change:
    """Add a dated restatement of what a cost comes to in some years."""
    if not years:
        raise MinervaError("nothing is restated", "give --year, such as --year 2015/16=60k")
    if any(said.on == on and said.years == years for said in cost.forecast):
        raise MinervaError(f"the same was stated of {cost.id} on {format_date(on)} already")
    values: dict[str, Value] = {"on": on, "years": {**years}, "reason": reason}
    text = amounts_text(years, programme.details.currency)
    return Change(
        [AddTable(WORKSTREAMS, (*cost.location.path, "forecast"), values)],
        f"{cost.id} is now to come to {text}",
    )


def _doubts_of_spending(
    programme: Programme, cost: Cost, amount: Decimal, year: YearLabel, on: date
) -> Iterator[str]:
    """Say what is odd about an amount beside those that are there."""
    of_year = [spending for spending in cost.spent if spending.year == year]
    if any((spending.amount, spending.on) == (amount, on) for spending in of_year):
        yield "the same amount for the same year and day is there already"
    spent = sum((spending.amount for spending in of_year), ZERO) + amount
    if spent < 0:
        total = format_money(spent, programme.details.currency)
        yield f"more is taken back than was spent: {year} now stands at {total}"
    if programme.details.financial_year_starts.named(year).first > on:
        yield f"{year} had not begun on {format_date(on)}"
