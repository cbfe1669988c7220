"""What the rebudgets of a file of minerva's change in a saving that is there.

One of a day on which none is recorded is recorded. What was agreed is never edited: where one that
is recorded differs, that is listed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from minerva.formats.cells import visible
from minerva.importing.incoming import IncomingSaving
from minerva.importing.plan import BY_HAND, Difference, Plan, Step
from minerva.model.dates import format_date
from minerva.model.money import format_money
from minerva.model.programme import Rebudget, Saving
from minerva.recording.change import AddTable, Value
from minerva.store import WORKSTREAMS

_KEYS: Final = {
    "approved_by": "approved_by",
    "from": "from_",
    "full_year": "full_year",
    "starts": "starts",
    "plan": "plan",
    "reason": "reason",
    "source": "source",
    "note": "note",
}
"""The keys of a rebudget beside its day, each with the field of the record."""

Written = Mapping[str, Value]


def plan_rebudgets(
    plan: Plan, row: IncomingSaving, record: Saving, currency: str
) -> Collection[Value]:
    """Plan what differs; return the amounts and starts that are agreed by what differs.

    A full year of the file that is one of these is no restatement.
    """
    there: dict[Value, list[Written]] = defaultdict(list)
    for rebudget in record.rebudget:
        there[rebudget.on].append(_written(rebudget))
    agreed: list[Value] = []
    for incoming in row.rebudgets:
        same_day = there[incoming["on"]]
        recorded = same_day.pop(0) if same_day else None
        if recorded is None:
            _record(plan, row, record, incoming, currency)
        elif not _compare(plan, row, record, recorded, incoming, currency):
            continue
        agreed += _amounts(incoming)
    return agreed


def _written(rebudget: Rebudget) -> Written:
    """Return a rebudget as the programme's files write it."""
    values: dict[str, Value] = {"on": rebudget.on}
    for key, field in _KEYS.items():
        value = getattr(rebudget, field)
        if value:
            values[key] = {str(year): value[year] for year in value} if key == "plan" else value
        elif value is not None and key == "full_year":
            values[key] = value
    return values


def _amounts(rebudget: Written) -> list[Value]:
    plan = rebudget.get("plan")
    named = list(plan.values()) if isinstance(plan, dict) else []
    return [*(rebudget[key] for key in ("full_year", "starts") if key in rebudget), *named]


def _record(
    plan: Plan, row: IncomingSaving, record: Saving, rebudget: Written, currency: str
) -> None:
    table = (*record.location.path, "rebudget")
    plan.edits.append(AddTable(WORKSTREAMS, table, dict(rebudget)))
    plan.steps.append(
        Step(
            "rebudget", "saving", record.id, record.name, row.place, record.workstream, None,
            _told(rebudget, currency), _shown(rebudget["on"], currency),
            {key: value for key, value in rebudget.items() if key in ("approved_by", "reason")},
        )
    )  # fmt: skip


def _compare(
    plan: Plan,
    row: IncomingSaving,
    record: Saving,
    here: Written,
    there: Written,
    currency: str,
) -> bool:
    """List what differs in a rebudget that is recorded; tell whether anything does.

    What the file does not have at all, as an earlier minerva wrote it, is not compared.
    """
    different = [
        key for key in _KEYS if key in there and _compared(here.get(key)) != _compared(there[key])
    ]
    for key in different:
        own, other = (_shown(each.get(key), currency) for each in (here, there))
        what = f"rebudget of {_shown(here['on'], currency)}, {key}"
        plan.differs.append(Difference(row.place, record.id, what, own, other, BY_HAND))
    return bool(different)


def _compared(value: object) -> object:
    """Return a value as it is compared: texts as a cell shows them, whatever their line breaks."""
    return " ".join(visible(value).split()) if isinstance(value, str) else value


def _told(rebudget: Written, currency: str) -> str:
    """Return what a rebudget gives, in words: `full year £30,000, from 2020/21`."""
    keys = ("full_year", "starts", "plan", "from")
    return ", ".join(
        f"{key.replace('_', ' ')} {_shown(rebudget[key], currency)}"
        for key in keys
        if key in rebudget
    )


def _shown(value: object, currency: str) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return format_money(value, currency)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, dict):
        return ", ".join(f"{year} {format_money(value[year], currency)}" for year in sorted(value))
    return str(value)
