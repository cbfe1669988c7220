"""What the costs of a file change: new ones, what is stated anew, what was spent.

What was agreed stays as it is: a budget that differs is listed.
"""

from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from minerva.importing.incoming import IncomingCost, Rejected
from minerva.importing.matching import new_id
from minerva.importing.milestone_plan import match_money
from minerva.importing.plan import BY_HAND, Difference, Plan, Step, how_to_assign
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.dates import YearStart
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Cost, Programme
from minerva.position.costs import cost_at
from minerva.position.rounding import pounds
from minerva.recording.change import AddTable, Value
from minerva.store import WORKSTREAMS

Path = tuple[str | int, ...]


def plan_costs(plan: Plan, programme: Programme, workstreams: Workstreams) -> None:
    """Match the costs of a file to those that are there, and plan what differs.

    Raises MinervaError where no row says its workstream and none was chosen.
    """
    rows = plan.incoming.costs
    if not rows:
        return
    savings = _Savings(plan, programme)
    rows = [
        row if row.workstream else replace(row, workstream=savings.workstream_of(row.saving))
        for row in rows
    ]
    matches = match_money(plan, rows, programme.costs, workstreams)
    refused = matches.refused
    taken = {str(cost.id) for cost in programme.costs}
    number = len(programme.costs)
    for row in rows:
        record = matches.records.get(row.place)
        if row.place in refused or not savings.are_known(row):
            continue
        row = replace(row, saving=savings.id_of(row.saving))
        if isinstance(record, Cost):
            _update(plan, programme, row, record)
            continue
        workstream = workstreams.id_of(row.workstream, row.place)
        if workstream is None:
            why = "the row does not say which workstream it is in"
            hint = f"fill it in, or give --workstream; there are {workstreams.listed}"
            plan.rejected.append(Rejected(row.place, row.name, why, hint))
            continue
        id = new_id(row, "cost", taken)
        taken.add(id)
        _add(plan, row, id, workstream, number)
        number += 1


class _Savings:
    """The savings that costs may be for: those that are there, and those that the file adds."""

    def __init__(self, plan: Plan, programme: Programme) -> None:
        added = [step for step in plan.steps if (step.action, step.noun) == ("add", "saving")]
        self._plan = plan
        self._workstreams: dict[str, str | None] = {step.id: step.workstream for step in added}
        self._workstreams |= {
            str(saving.id): str(saving.workstream) for saving in programme.savings
        }
        self._ids = {fold(step.name): step.id for step in added}
        self._ids |= {fold(saving.name): str(saving.id) for saving in programme.savings}
        self._ids |= {
            fold(saving.ref): str(saving.id) for saving in programme.savings if saving.ref
        }
        self._ids |= {id: id for id in self._workstreams}

    def id_of(self, named: str | None) -> str | None:
        """Return the id of a saving that is named by its id, its name or its reference."""
        return None if named is None else self._ids.get(named) or self._ids.get(fold(named))

    def workstream_of(self, named: str | None) -> str | None:
        """Return the workstream of a saving; None for one that is not there."""
        id = self.id_of(named)
        return None if id is None else self._workstreams[id]

    def are_known(self, row: IncomingCost) -> bool:
        """Tell whether the saving that a row names, if any, is there; if not, it is rejected."""
        if row.saving is None or self.id_of(row.saving) is not None:
            return True
        why = f'saving: there is no saving "{row.saving}"'
        hint = "import the savings first, or name another"
        self._plan.rejected.append(Rejected(row.place, row.name, why, hint))
        return False


def _add(plan: Plan, row: IncomingCost, id: str, workstream: str, number: int) -> None:
    budget = {year: amount for year, amount in row.budget.items() if amount}
    possible: dict[str, Value | None] = {
        "id": id,
        "workstream": workstream,
        "saving": row.saving,
        "name": row.name,
        "owner": row.owner,
        "budget": budget or None,
        "source": row.source,
        "note": row.note,
    }
    values = {key: value for key, value in possible.items() if value is not None}
    plan.edits.append(AddTable(WORKSTREAMS, ("cost",), values))
    total = sum(budget.values(), ZERO)
    plan.steps.append(
        Step("add", "cost", id, row.name, row.place, workstream, None, total, values=values)
    )
    path = ("cost", number)
    _state(plan, row, id, path, dict(row.stated))
    for year, amount in row.spent.items():
        if amount:
            _spend(plan, row, id, path, year, ZERO, amount)


def _update(plan: Plan, programme: Programme, row: IncomingCost, record: Cost) -> None:
    details = programme.details
    path = record.location.path
    at = cost_at(record, plan.request.on, 0)
    stated = _by_label(at.stated, details.financial_year_starts)
    spent = _by_label(at.spent, details.financial_year_starts)
    changed = {year: amount for year, amount in row.stated.items() if amount != stated.get(year)}
    _state(plan, row, record.id, path, changed, stated)
    for year, amount in row.spent.items():
        if amount != spent.get(year, ZERO):
            _spend(plan, row, record.id, path, year, spent.get(year, ZERO), amount)
    _compare(plan, row, record, details.currency)
    if plan.number_of_steps(record.id) == 0:
        plan.unchanged.append(("cost", record.id))


def _compare(plan: Plan, row: IncomingCost, record: Cost, currency: str) -> None:
    """List what the file has otherwise and an import does not change."""
    for key in ("owner", "saving"):
        there = getattr(row, key)
        if there is not None and there != getattr(record, key):
            own = getattr(record, key) or "nothing"
            hint = how_to_assign(record.id, there) if key == "owner" else BY_HAND
            plan.differs.append(Difference(row.place, record.id, key, own, there, hint))
    if fold(row.name) != fold(record.name) and row.name != row.id:
        plan.differs.append(
            Difference(row.place, record.id, "name", record.name, row.name, BY_HAND)
        )
    agreed = {str(year): amount for year, amount in record.budget.items()}
    for year, other in sorted(row.budget.items()):
        own_amount = agreed.get(year, ZERO)
        if own_amount != other:
            here, there = (format_money(amount, currency) for amount in (own_amount, other))
            what = f"budget {year}"
            plan.differs.append(Difference(row.place, record.id, what, here, there, BY_HAND))


def _by_label(amounts: Mapping[int, int], starts: YearStart) -> dict[str, Decimal]:
    return {starts.year(number).label: pounds(amount) for number, amount in amounts.items()}


def _state(
    plan: Plan,
    row: IncomingCost,
    id: str,
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
        plan.steps.append(Step("restate", "cost", id, row.name, row.place, None, was, amount, what))


def _spend(
    plan: Plan,
    row: IncomingCost,
    id: str,
    path: Path,
    year: str,
    before: Decimal,
    after: Decimal,
) -> None:
    """Record what was spent in a year beyond what is recorded."""
    values: dict[str, Value] = {"year": year, "amount": after - before, "on": plan.request.on}
    values["evidence"] = plan.reason(row.place)
    plan.edits.append(AddTable(WORKSTREAMS, (*path, "spent"), values))
    plan.steps.append(Step("spend", "cost", id, row.name, row.place, None, before, after, year))
