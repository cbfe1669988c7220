"""What the risks, actions and indicators of a file change in a programme's register.

What is there is never edited: what changed of a risk is a review of it, an end is recorded, and a
figure of another period, or a new one of the same period, is added. Other differences are listed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from minerva.importing.identifiers import unused_id
from minerva.importing.incoming import IncomingEntry, Rejected
from minerva.importing.plan import Difference, Noun, Plan, Step
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.dates import Window, format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import Programme
from minerva.parsing.lookup import find_record
from minerva.position.indicators import indicator_at
from minerva.position.register import risks_at
from minerva.recording.change import AddTable, SetKey, Value
from minerva.recording.milestones import date_value
from minerva.store.files import REGISTER
from minerva.store.register import ABOUT

_ORDER: Final = (
    *("ref", "name", "workstream", "owner", "raised", "cause", "effect", "milestones", "savings"),
    *("probability", "delay", "money", "response", "due", "about", "unit", "better"),
    *("amber_within", "benchmarks", "closed", "happened", "done", "note", "source"),
)
"""The keys of a new entry, in the order in which the files have them."""
_REVIEWED: Final = ("probability", "delay", "money", "response")
_KEPT: Final = {
    "risk": ("owner", "cause", "effect"),
    "action": ("owner", "due", "about"),
    "indicator": ("owner", "unit", "better"),
}
"""What is compared and never changed by an import."""


def plan_register(plan: Plan, programme: Programme, workstreams: Workstreams) -> None:
    """Add to a plan what its risks, actions and indicators change."""
    if plan.incoming.entries:
        planning = _Planning(plan, programme, workstreams)
        for row in plan.incoming.entries:
            planning.plan(row)


class _Planning:
    """Goes through the rows: each is a record that is there, or a new one."""

    def __init__(self, plan: Plan, programme: Programme, workstreams: Workstreams) -> None:
        self._plan = plan
        self._programme = programme
        self._workstreams = workstreams
        self._on = plan.request.on
        self._records: Mapping[str, Sequence[Any]] = {
            "risk": programme.risks,
            "action": programme.actions,
            "indicator": programme.indicators,
        }
        self._numbers = {noun: len(records) for noun, records in self._records.items()}
        self._taken: dict[tuple[str, str], str] = {}
        self._ids = {noun: {str(record.id) for record in of} for noun, of in self._records.items()}
        self._risks = {risk.record.id: risk for risk in risks_at(programme.risks, self._on)}

    def plan(self, row: IncomingEntry) -> None:
        """Add what a row changes; one that may be about several records is kept out."""
        found = self._matching(row)
        if len(found) > 1:
            ids = ", ".join(record.id for record in found)
            self._refuse(row, f"it may be any of {ids}", "give the row the id of one of them")
            return
        same = str(found[0].id) if found else f"new {row.ref or ''} {fold(row.name)}"
        first = self._taken.setdefault((row.noun, same), row.place)
        if first != row.place:
            self._refuse(row, f"{first} is about the same", "leave one of the two in")
            return
        try:
            links = self._links(row)
        except MinervaError as error:
            self._refuse(row, error.message, error.hint)
            return
        if found:
            self._compare(row, found[0], links)
        else:
            self._add(row, links)

    def _matching(self, row: IncomingEntry) -> list[Any]:
        records = self._records[row.noun]
        by_id = [record for record in records if row.id is not None and record.id == row.id]
        if by_id:
            return by_id
        if row.ref is not None and row.noun == "indicator":
            by_ref = [record for record in records if record.ref == row.ref]
            if by_ref:
                return by_ref
        return [record for record in records if fold(record.name) == fold(row.name)]

    def _links(self, row: IncomingEntry) -> dict[str, Value]:
        """Return the ids of what a row refers to by ids or names. Raises MinervaError."""
        links: dict[str, Value] = {}
        for key, names, records in (
            ("milestones", row.milestones, self._programme.milestones),
            ("savings", row.savings, self._programme.savings),
        ):
            if names:
                noun = key.removesuffix("s")
                links[key] = [find_record(noun, records, name).id for name in names]
        if row.about is not None:
            possible = self._about()
            links["about"] = find_record("entry", possible, row.about).id
        return links

    def _about(self) -> list[Any]:
        return [record for kind in ABOUT for record in self._programme.by_kind[kind]]

    def _add(self, row: IncomingEntry, links: Mapping[str, Value]) -> None:
        plan, noun = self._plan, row.noun
        ids = self._ids[noun]
        id = row.id if row.id is not None and row.id not in ids else None
        id = id or unused_id(row.name, noun, ids)
        ids.add(id)
        workstream = self._workstream(row)
        values: dict[str, Value] = {**row.values, **links, "name": row.name}
        if noun != "indicator":
            values.setdefault("raised", self._on)
        if row.ref is not None:
            values["ref"] = row.ref
        if workstream is not None:
            values["workstream"] = workstream
        if row.benchmarks:
            values["benchmarks"] = dict(row.benchmarks)
        values.setdefault("source", plan.reason(row.place).removeprefix("As in "))
        ordered = {key: values[key] for key in _ORDER if values.get(key) is not None}
        plan.edits.append(AddTable(REGISTER, (noun,), {"id": id, **ordered}))
        told = {
            key: _told(value) for key, value in ordered.items() if key not in ("name", "source")
        }
        step = Step("add", noun, id, row.name, row.place, workstream, values=told)
        plan.steps.append(step)
        path = (noun, self._numbers[noun])
        self._numbers[noun] += 1
        for period, target in row.targets.items():
            if target is not None:
                self._figure(row, id, path, "target", period, None, target)
        for period, actual in row.actuals.items():
            self._figure(row, id, path, "actual", period, None, actual)

    def _compare(self, row: IncomingEntry, record: Any, links: Mapping[str, Value]) -> None:
        plan, before = self._plan, len(self._plan.steps) + len(self._plan.differs)
        if row.noun == "risk":
            self._review(row, record)
        if row.noun == "indicator":
            self._figures(row, record)
        self._end(row, record)
        for key in _KEPT[row.noun]:
            here, there = getattr(record, key), {**row.values, **links}.get(key)
            if isinstance(here, Window):
                here = date_value(here)
            if there is not None and here != there:
                plan.differs.append(
                    Difference(
                        row.place, record.id, key, _told(here) or "not there", _told(there),
                        f"if it is to change, edit {record.location.file}",
                    )
                )  # fmt: skip
        refused = bool(plan.rejected) and plan.rejected[-1].place == row.place
        if len(plan.steps) + len(plan.differs) == before and not refused:
            plan.unchanged.append((row.noun, record.id))

    def _review(self, row: IncomingEntry, record: Any) -> None:
        """State what changed of a risk as a review of it on the day of the import."""
        at = self._risks.get(record.id)
        if at is None:
            raised = format_date(record.raised)
            self._refuse(row, f"{record.id} was raised on {raised}", "give a later day with --on")
            return
        if not at.open:
            return
        changed: dict[str, Value] = {}
        for key in _REVIEWED:
            there = row.values.get(key)
            here = getattr(at, key)
            if key in ("delay", "money") and here is not None:
                here = {"low": _end(here.low), "high": _end(here.high)}
            if there is not None and there != here:
                changed[key] = there
                self._step("restate", row, record.id, key, _told(here) or None, _told(there))
        if changed:
            note = self._plan.reason(row.place)
            values: dict[str, Value] = {"on": self._on, **changed, "note": note}
            path = (*record.location.path, "review")
            self._plan.edits.append(AddTable(REGISTER, path, values))

    def _end(self, row: IncomingEntry, record: Any) -> None:
        key = {"risk": "closed", "action": "done"}.get(row.noun)
        if key is None:
            return
        here, there = getattr(record, key), row.values.get(key)
        if here == there:
            return
        if there is None:
            hint = f"if it goes on, take {key} out of {record.location.file}"
            self._plan.differs.append(
                Difference(row.place, record.id, key, format_date(here), "not ended", hint)
            )
            return
        if here is not None:
            hint = f"if {format_date(there)} is right, correct it in {record.location.file}"
            self._plan.differs.append(
                Difference(row.place, record.id, key, format_date(here), format_date(there), hint)
            )
            return
        path = record.location.path
        self._plan.edits.append(SetKey(REGISTER, path, key, there))
        if row.values.get("happened"):
            self._plan.edits.append(SetKey(REGISTER, path, "happened", True))
        self._step("complete", row, record.id, key, None, there)

    def _figures(self, row: IncomingEntry, record: Any) -> None:
        """Add the figures of periods that are not there, and new ones of those that are."""
        starts = self._programme.details.financial_year_starts
        known = {
            value.period.written: value.value
            for value in indicator_at(record, starts, self._plan.request.today).values
        }
        path = record.location.path
        for period, actual in row.actuals.items():
            if period not in known or (actual is not None and actual != known[period]):
                before = known.get(period)
                self._figure(row, record.id, path, "actual", period, before, actual)
        targets = {target.from_.written: target.value for target in record.target}
        for period, target in row.targets.items():
            if target is None:
                continue
            if period not in targets:
                self._figure(row, record.id, path, "target", period, None, target)
            elif targets[period] != target:
                self._plan.differs.append(
                    Difference(
                        row.place, record.id, f"target {period}", f"{targets[period]:f}",
                        f"{target:f}", f"if it is to change, edit {record.location.file}",
                    )
                )  # fmt: skip

    def _figure(
        self,
        row: IncomingEntry,
        id: str,
        path: tuple[str | int, ...],
        key: str,
        period: str,
        before: Decimal | None,
        value: Decimal | None,
    ) -> None:
        values: dict[str, Value] = {"from" if key == "target" else "period": period}
        if value is not None:
            values["value"] = value
        if before is not None:
            values["on"] = self._on
            values["note"] = self._plan.reason(row.place)
        self._plan.edits.append(AddTable(REGISTER, (*path, key), values))
        after = "no value" if value is None else f"{value:f}"
        action = "measure" if before is None else "restate"
        told = None if before is None else f"{before:f}"
        self._step(action, row, id, f"{key} {period}", told, after)

    def _workstream(self, row: IncomingEntry) -> str | None:
        if row.workstream is None and not self._workstreams.is_chosen:
            return None
        return self._workstreams.id_of(row.workstream, row.place)

    def _step(
        self, action: Any, row: IncomingEntry, id: str, what: str, before: Any, after: Any
    ) -> None:
        noun: Noun = row.noun
        self._plan.steps.append(
            Step(action, noun, id, row.name, row.place, row.workstream, before, after, what)
        )

    def _refuse(self, row: IncomingEntry, why: str, hint: str | None) -> None:
        self._plan.rejected.append(Rejected(row.place, row.name, why, hint))


def _end(end: Any) -> Any:
    return end if isinstance(end, Decimal) else str(end)


def _told(value: Any) -> str:
    """Return a value for a line of the preview."""
    if value is None:
        return ""
    if isinstance(value, dict):
        if set(value) == {"low", "high"}:
            low, high = _told(value["low"]), _told(value["high"])
            return low if low == high else f"{low} to {high}"
        return ", ".join(f"{name} {_told(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    if isinstance(value, Decimal):
        return f"{value.to_integral_value() if value == value.to_integral_value() else value:f}"
    return str(value) if not hasattr(value, "isoformat") else format_date(value)
