"""What the costs of a file of minerva's change: new ones, what is stated anew, what was spent.

What was agreed stays as it is: a budget that differs is listed.
"""

from collections.abc import Mapping
from decimal import Decimal

from minerva.importing.incoming import IncomingCost, Rejected
from minerva.importing.plan import Difference, Plan, Step
from minerva.importing.workstreams import Workstreams
from minerva.model.dates import YearStart
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Cost, Programme
from minerva.position.costs import cost_at
from minerva.position.rounding import pounds
from minerva.recording.change import AddTable, Value
from minerva.store import WORKSTREAMS

Path = tuple[str | int, ...]


def plan_costs(plan: Plan, programme: Programme, workstreams: Workstreams) -> None:
    """Match the costs of a file to those that are there, by their ids, and plan what differs."""
    there = {str(cost.id): cost for cost in programme.costs}
    number = len(programme.costs)
    savings = {str(saving.id) for saving in programme.savings}
    savings |= {step.id for step in plan.steps if (step.action, step.noun) == ("add", "saving")}
    for row in plan.incoming.costs:
        record = there.get(row.id)
        if record is not None:
            _update(plan, programme, row, record)
            continue
        workstream = workstreams.id_of(row.workstream, row.place)
        if workstream is None:
            why = "the row does not say which workstream it is in"
            hint = f"fill it in, or give --workstream; there are {workstreams.listed}"
            plan.rejected.append(Rejected(row.place, row.name, why, hint))
            continue
        _add(plan, row, workstream, number, row.saving if row.saving in savings else None)
        number += 1


def _add(plan: Plan, row: IncomingCost, workstream: str, number: int, saving: str | None) -> None:
    possible: dict[str, Value | None] = {
        "id": row.id,
        "workstream": workstream,
        "saving": saving,
        "name": row.name,
        "owner": row.owner,
        "budget": dict(row.budget),
    }
    values = {key: value for key, value in possible.items() if value is not None}
    plan.edits.append(AddTable(WORKSTREAMS, ("cost",), values))
    budget = sum(row.budget.values(), ZERO)
    plan.steps.append(
        Step("add", "cost", row.id, row.name, row.place, workstream, None, budget, values=values)
    )
    path = ("cost", number)
    _state(plan, row, path, dict(row.stated))
    for year, amount in row.spent.items():
        _spend(plan, row, path, year, ZERO, amount)


def _update(plan: Plan, programme: Programme, row: IncomingCost, record: Cost) -> None:
    details = programme.details
    path = record.location.path
    at = cost_at(record, plan.request.on, 0)
    stated = _by_label(at.stated, details.financial_year_starts)
    spent = _by_label(at.spent, details.financial_year_starts)
    changed = {year: amount for year, amount in row.stated.items() if amount != stated.get(year)}
    _state(plan, row, path, changed, stated)
    for year, amount in row.spent.items():
        if amount != spent.get(year, ZERO):
            _spend(plan, row, path, year, spent.get(year, ZERO), amount)
    agreed = {str(year): amount for year, amount in record.budget.items()}
    for year in sorted({*agreed, *row.budget}):
        here, there = agreed.get(year, ZERO), row.budget.get(year, ZERO)
        if here != there:
            own, other = (format_money(amount, details.currency) for amount in (here, there))
            hint = "change it in the file, if that is right"
            plan.differs.append(Difference(row.place, row.id, f"budget {year}", own, other, hint))
    if plan.number_of_steps(row.id) == 0:
        plan.unchanged.append(("cost", row.id))


def _by_label(amounts: Mapping[int, int], starts: YearStart) -> dict[str, Decimal]:
    return {starts.year(number).label: pounds(amount) for number, amount in amounts.items()}


def _state(
    plan: Plan,
    row: IncomingCost,
    path: Path,
    years: dict[str, Decimal],
    before: dict[str, Decimal] | None = None,
) -> None:
    """State what a cost comes to in some years, if that is not stated already."""
    if not years:
        return
    values: dict[str, Value] = {"on": plan.request.on, "years": years}
    values["reason"] = plan.reason(row.place)
    plan.edits.append(AddTable(WORKSTREAMS, (*path, "forecast"), values))
    for year, amount in years.items():
        was, what = (before or {}).get(year), f"forecast {year}"
        plan.steps.append(
            Step("restate", "cost", row.id, row.name, row.place, None, was, amount, what)
        )


def _spend(
    plan: Plan, row: IncomingCost, path: Path, year: str, before: Decimal, after: Decimal
) -> None:
    """Record what was spent in a year beyond what is recorded."""
    values: dict[str, Value] = {"year": year, "amount": after - before, "on": plan.request.on}
    values["evidence"] = plan.reason(row.place)
    plan.edits.append(AddTable(WORKSTREAMS, (*path, "spent"), values))
    plan.steps.append(Step("spend", "cost", row.id, row.name, row.place, None, before, after, year))
