"""What a file says that a saving is to bring in some years, and how sure that is.

What is expected and how sure it is are dated statements: what the programme has said before stays
as it is. What is planned is its budget: where a file has another, that is told, and not written.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from minerva.importing.incoming import IncomingSaving
from minerva.importing.plan import BY_HAND, Difference, Plan, Step
from minerva.model.dates import number_of
from minerva.model.money import format_money
from minerva.position.rounding import pence, pounds, round_to_pence
from minerva.position.savings import SavingPosition
from minerva.recording.change import AddTable, Value
from minerva.store import WORKSTREAMS

Path = tuple[str | int, ...]
_GIVEN_UP: Final = ("undeliverable", "written-off")


def state_amounts(plan: Plan, row: IncomingSaving, id: str, path: Path) -> None:
    """State what a new saving is expected to bring, in a whole year and in some years, and when."""
    stated: dict[str, Value | None] = {
        "full_year": None if row.agreed is None else row.agreed.stated_full_year,
        "starts": None if row.agreed is None else row.agreed.stated_starts,
        "years": dict(row.forecast) or None,
    }
    values = {key: value for key, value in stated.items() if value is not None}
    if values:
        said: dict[str, Value] = {"on": plan.request.on, **values}
        said["reason"] = plan.reason(row.place)
        plan.edits.append(AddTable(WORKSTREAMS, (*path, "forecast"), said))
        for year, amount in row.forecast.items():
            _add_step(plan, row, id, row.name, f"forecast {year}", None, amount)


def years_to_restate(plan: Plan, row: IncomingSaving, at: SavingPosition) -> Mapping[str, Decimal]:
    """Return the years for which a file expects what was not the last thing said of them."""
    changed, record = {}, at.record
    stated = {str(label): amount for label, amount in at.stated_years.items()}
    for year, amount in row.forecast.items():
        before = stated.get(year)
        if amount != before:
            changed[year] = amount
            _add_step(plan, row, record.id, record.name, f"forecast {year}", before, amount)
    return changed


def state_how_sure(
    plan: Plan,
    row: IncomingSaving,
    id: str,
    path: Path,
    at: SavingPosition | None,
    *,
    is_restated: bool = False,
) -> None:
    """State how sure a saving is, where that is not the last word on it.

    That it was given up is said anew where a statement since has ended it, or one of the same file
    would. A file of minerva's has the state last stated, also where that was ended since.
    """
    before = None if at is None else at.last_state
    given_up = row.state in _GIVEN_UP
    is_ours = row.agreed is not None or plan.incoming.format == "json"
    if row.state is None or (at is None and given_up and is_ours and row.full_year):
        return
    if row.state == before:
        stands = at is not None and at.state_in_force == before and not is_restated
        if not given_up or is_ours or stands:
            return
    on = plan.request.on
    values: dict[str, Value] = {"on": on, "state": row.state, "note": plan.reason(row.place)}
    plan.edits.append(AddTable(WORKSTREAMS, (*path, "state"), values))
    name = row.name if at is None else at.record.name
    _add_step(plan, row, id, name, "state", before, row.state)


def planned_otherwise(
    row: IncomingSaving, at: SavingPosition, today: date, currency: str
) -> Iterator[Difference]:
    """Yield the years that a file plans with another amount than the budget in force has."""
    id, first_agreed = at.record.id, {str(year): plan for year, plan in at.record.plan.items()}
    for year, amount in row.plan.items():
        number = number_of(year)
        [planned] = at.planned_in((number,))
        agreed = None if planned is None else round_to_pence(planned)
        if amount == first_agreed.get(year) or pence(amount) == agreed:
            continue
        named = at.agreed_for(number).budget.plan.get(number)
        here = "nothing" if named is None else format_money(pounds(int(named)), currency)
        hint = BY_HAND
        if number >= at.starts_on.containing(today).first.year:
            given = f"--year {year}={amount:f} --approved-by WHO --reason WHY"
            hint = f"where it was agreed anew: minerva rebudget {id} {given}"
        there = format_money(amount, currency)
        yield Difference(row.place, id, f"plan {year}", here, there, hint)


def _add_step(
    plan: Plan,
    row: IncomingSaving,
    id: str,
    name: str,
    what: str,
    before: object,
    after: object,
) -> None:
    plan.steps.append(
        Step("restate", "saving", id, name, row.place, row.workstream, before, after, what)
    )
