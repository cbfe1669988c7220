"""What a file says that a saving is expected to bring in some years, and how sure that is.

Both are dated statements: what the programme has said before stays as it is.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from minerva.importing.incoming import IncomingSaving
from minerva.importing.plan import Plan, Step
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
