"""What the milestones of a file change in a programme: new ones, dates that moved, completions."""

from collections.abc import Iterator, Sequence

from minerva.importing.differences import Ids, Links, how_to_rebaseline, list_differences
from minerva.importing.incoming import IncomingMilestone, Unread, UnreadableFileError
from minerva.importing.matching import Workstreams, fold, match, new_id
from minerva.importing.plan import Differs, Plan, Step
from minerva.model.dates import Window
from minerva.model.programme import Milestone, Programme
from minerva.position import MilestonePosition, position_at
from minerva.recording.change import AddTable, SetKey, Value
from minerva.recording.milestones import date_value, refuse_short_form
from minerva.recording.refusal import RefusedError
from minerva.store import MILESTONES


def plan_milestones(plan: Plan, programme: Programme, workstreams: Workstreams) -> Ids:
    """Add to a plan what its milestones change; return their ids by folded name.

    Raises UnreadableFileError where no row says its workstream and none was chosen.
    """
    rows = plan.incoming.milestones
    matches = match(rows, programme.milestones, workstreams, plan.order.renames)
    plan.unread += matches.unread
    plan.renames += matches.renames
    refused = {unread.place for unread in matches.unread}
    ids = {str(milestone.id): str(milestone.id) for milestone in programme.milestones}
    names = {fold(milestone.name): str(milestone.id) for milestone in programme.milestones}
    if not rows:
        return ids | names
    new = [row for row in rows if row.place not in matches.records and row.place not in refused]
    _require_workstreams(plan, new, workstreams)
    taken, ids_of_new = set(ids), {}
    for row in new:
        ids_of_new[row.place] = new_id(row, "milestone", taken)
        taken.add(ids_of_new[row.place])
    of_place = {place: str(record.id) for place, record in matches.records.items()} | ids_of_new
    by_key = names | {fold(row.name): of_place[row.place] for row in rows if row.place in of_place}
    by_key |= ids
    by_key |= {row.key: of_place[row.place] for row in rows if row.place in of_place}
    at = position_at(programme, plan.order.on).by_id if programme.milestones else {}
    links = Links(plan, by_key)
    adding = _Adding(plan, workstreams, links, len(programme.milestones))
    for row in rows:
        record = matches.records.get(row.place)
        if isinstance(record, Milestone):
            _update(plan, row, at[record.id], renamed=row.place in matches.accepted)
            list_differences(plan, row, at[record.id], links, workstreams)
        elif row.place in ids_of_new:
            adding.add(row, ids_of_new[row.place])
    adding.remark()
    return by_key


def _require_workstreams(
    plan: Plan, new: Sequence[IncomingMilestone], workstreams: Workstreams
) -> None:
    if new and all(row.workstream is None for row in plan.incoming.milestones):
        require_workstream(plan, workstreams)


def require_workstream(plan: Plan, workstreams: Workstreams) -> None:
    """Refuse a file that says of no row which workstream it is in, where there are several."""
    if workstreams.known(None) is None:
        raise UnreadableFileError(
            f"{plan.incoming.shown} does not say which workstream its rows are in",
            f"say it: --workstream ID; the workstreams are {workstreams.listed}",
        )


class _Adding:
    """Adds new milestones, each at the number that it will have in its file."""

    def __init__(self, plan: Plan, workstreams: Workstreams, links: Links, number: int) -> None:
        self._plan = plan
        self._workstreams = workstreams
        self._links = links
        self._number = number
        self._without_baseline = 0

    def add(self, row: IncomingMilestone, id: str) -> None:
        """Add a milestone; without a date that it was planned for it cannot be, and is unread."""
        plan = self._plan
        baseline = row.original_baseline or row.baseline or row.forecast
        if baseline is None:
            why = "a new milestone needs the date first agreed, and the row has none that is known"
            hint = "give it a baseline or a forecast, or leave the row out until it has one"
            plan.unread.append(Unread(row.place, row.name, why, hint))
            return
        workstream = self._workstreams.id_of(row.workstream, row.place)
        if workstream is None:
            why = "the row does not say which workstream it is in"
            hint = f"fill it in, or give --workstream; there are {self._workstreams.listed}"
            plan.unread.append(Unread(row.place, row.name, why, hint))
            return
        self._without_baseline += row.original_baseline is None and row.baseline is None
        values: dict[str, Value] = {
            "id": id,
            "workstream": workstream,
            "name": row.name,
            "baseline": date_value(baseline),
        }
        values |= self._given(row, id)
        plan.edits.append(AddTable(MILESTONES, ("milestone",), values))
        plan.steps.append(
            Step("add", "milestone", id, row.name, row.place, workstream, None, baseline)
        )
        self._state(row, id, workstream, baseline)
        self._number += 1

    def _given(self, row: IncomingMilestone, id: str) -> Iterator[tuple[str, Value]]:
        """Yield the other keys that a row has a value for, in the order of the record."""
        if row.tolerance is not None:
            yield "tolerance", str(row.tolerance)
        if row.deadline is not None:
            yield "deadline", date_value(row.deadline)
        if row.deadline_reason is not None:
            yield "deadline_reason", row.deadline_reason
        if row.after and (links := self._links.of(row, id)):
            yield "after", links
        if row.actual is not None:
            yield "actual", date_value(row.actual)
        if row.owner is not None:
            yield "owner", row.owner
        if row.source is not None:
            yield "source", row.source
        if row.note is not None:
            yield "note", row.note

    def _state(self, row: IncomingMilestone, id: str, workstream: str, baseline: Window) -> None:
        """Add what the file says of a new milestone since its baseline."""
        plan = self._plan
        in_force = row.baseline or baseline
        if in_force.latest != baseline.latest:
            plan.differs.append(
                Differs(
                    row.place, id, "baseline", str(baseline), str(in_force),
                    how_to_rebaseline(id, in_force),
                )
            )  # fmt: skip
        if row.actual is not None:
            plan.steps.append(
                Step("complete", "milestone", id, row.name, row.place, workstream, None, row.actual)
            )
        elif row.forecast is not None and row.forecast.latest != baseline.latest:
            path = ("milestone", self._number)
            _reforecast(plan, row, id, workstream, path, baseline)

    def remark(self) -> None:
        """Say how many new milestones have no baseline of their own."""
        if self._without_baseline and any(
            matched.key == "baseline" for matched in self._plan.incoming.matched
        ):
            return
        if self._without_baseline:
            self._plan.remarks.append(
                f"the file has no baseline of {self._without_baseline:,} new "
                f"milestone{'' if self._without_baseline == 1 else 's'}: the forecast is taken"
            )


def _reforecast(
    plan: Plan,
    row: IncomingMilestone,
    id: str,
    workstream: str,
    path: tuple[str | int, ...],
    before: Window,
) -> None:
    if row.forecast is None:
        return
    values: dict[str, Value] = {
        "on": plan.order.on,
        "date": date_value(row.forecast),
        "reason": plan.reason(row.place),
    }
    plan.edits.append(AddTable(MILESTONES, (*path, "forecast"), values))
    plan.steps.append(
        Step("reforecast", "milestone", id, row.name, row.place, workstream, before, row.forecast)
    )


def _update(plan: Plan, row: IncomingMilestone, at: MilestonePosition, *, renamed: bool) -> None:
    """Add a completion or a new forecast of a milestone that is there, where the file has one."""
    record = at.record
    before = len(plan.steps)
    path = record.location.path
    if renamed:
        plan.edits.append(SetKey(MILESTONES, path, "name", row.name))
        plan.steps.append(
            Step(
                "rename", "milestone", record.id, row.name, row.place, record.workstream,
                record.name, row.name,
            )
        )  # fmt: skip
    if record.actual is None and row.actual is not None:
        plan.edits.append(SetKey(MILESTONES, path, "actual", date_value(row.actual)))
        plan.steps.append(
            Step(
                "complete", "milestone", record.id, record.name, row.place, record.workstream,
                at.forecast, row.actual,
            )
        )  # fmt: skip
    elif (
        record.actual is None
        and row.forecast is not None
        and row.forecast.latest != at.forecast.latest
    ):
        try:
            refuse_short_form(record)
        except RefusedError as error:
            text = str(row.forecast)
            plan.unread.append(Unread(row.place, text, str(error), error.hint))
            return
        named = row._replace(name=record.name)
        _reforecast(plan, named, record.id, record.workstream, path, at.forecast)
    if len(plan.steps) == before:
        plan.unchanged.append(("milestone", record.id))
