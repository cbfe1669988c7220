"""What the milestones of a file change in a programme: new ones, dates that moved, completions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from shlex import quote

from msgspec.structs import replace

from minerva.importing.incoming import IncomingMilestone, IncomingSaving, Rejected, Skipped
from minerva.importing.likely import Record, Row
from minerva.importing.matching import Matches, match, new_id
from minerva.importing.plan import BY_HAND, Difference, Plan, Step, how_to_assign
from minerva.importing.renewal import renew
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.dates import Window, format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import Milestone, Programme, Saving
from minerva.position import MilestonePosition, position_at
from minerva.position.day import ProgrammeOnDay, programme_on
from minerva.recording.change import AddTable, SetKey, Value
from minerva.recording.milestones import date_value, refuse_short_form
from minerva.store import MILESTONES

Ids = Mapping[str, str]
"""The ids of milestones, each by what a file may call it."""


def plan_milestones(plan: Plan, programme: Programme, workstreams: Workstreams) -> Ids:
    """Add to a plan what its milestones change; return their ids by folded name.

    Raises MinervaError where no row says its workstream and none was chosen.
    """
    day = programme_on(programme, plan.request.on)
    records = [*day.programme.milestones, *day.undated.values(), *day.cancelled.values()]
    matches = match(
        plan.incoming.milestones, records, workstreams, plan.request.decided, plan.incoming
    )
    plan.rejected += matches.rejected
    plan.likely += matches.likely
    plan.missing += [record for record in matches.missing if record.id not in day.cancelled]
    rows = _taken(plan, matches, day)
    ids = {str(milestone.id): str(milestone.id) for milestone in programme.milestones}
    names = {fold(milestone.name): str(milestone.id) for milestone in programme.milestones}
    if not rows:
        return ids | names
    new = [row for row in rows if row.place not in matches.records]
    _require_workstreams(plan, new, workstreams)
    taken, ids_of_new = set(ids), {}
    for row in new:
        ids_of_new[row.place] = new_id(row, "milestone", taken)
        taken.add(ids_of_new[row.place])
    of_place = {place: str(record.id) for place, record in matches.records.items()} | ids_of_new
    by_key = names | {fold(row.name): of_place[row.place] for row in rows}
    by_key |= ids
    by_key |= {row.key: of_place[row.place] for row in rows}
    at = position_at(programme, plan.request.on).by_id if programme.milestones else {}
    links = _Links(plan, by_key)
    after_in_files = {milestone.id: milestone.after for milestone in programme.milestones}
    adding = _Adding(plan, workstreams, links, len(programme.milestones))
    for row in rows:
        record = matches.records.get(row.place)
        if isinstance(record, Milestone):
            proven = row.place in matches.proven
            renew(plan, row, record, workstreams, proven=proven)
            named = row if proven else replace(row, name=record.name)
            _update(plan, named, record, at.get(record.id))
            linked = replace(record, after=after_in_files[record.id])  # also what was cancelled
            _list_differences(
                plan, row, linked, at.get(record.id), links, workstreams, proven=proven
            )
        else:
            adding.add(row, ids_of_new[row.place])
    adding.remark()
    return by_key


def _taken(plan: Plan, matches: Matches, day: ProgrammeOnDay) -> list[IncomingMilestone]:
    """Return the rows that can be taken over; the others are rejected, or left out."""
    rejected = {rejected.place for rejected in matches.rejected}
    taken = []
    for row in plan.incoming.milestones:
        record = matches.records.get(row.place)
        if row.place in rejected or _rejected_as_future(plan, row):
            continue
        if record is not None and record.id in day.cancelled and row.cancelled is not None:
            plan.unchanged.append(("milestone", record.id))
        elif record is not None and record.id in day.cancelled:
            why = f"{record.id} was cancelled: it stays so"
            plan.skipped.append(Skipped(row.place, row.name, why))
        elif row.done_undated is not None and getattr(record, "actual", None) is None:
            plan.rejected.append(row.done_undated)
        elif record is None and not _may_be_added(row):
            why = "a new milestone needs the date first agreed, and the row has none that is known"
            hint = "give it a baseline or a forecast, or leave the row out until it has one"
            plan.rejected.append(Rejected(row.place, row.name, why, hint))
        else:
            taken.append(row)
    return taken


def _may_be_added(row: IncomingMilestone) -> bool:
    """Tell whether a row has the date first agreed, or says that there is none."""
    dated = row.original_baseline or row.baseline or row.forecast
    return dated is not None or row.undated or row.cancelled is not None


def _rejected_as_future(plan: Plan, row: IncomingMilestone) -> bool:
    """Reject a row that is done on a day to come: it is not done yet. Tell whether it is one."""
    today = plan.request.today
    if row.actual is None or row.actual.latest <= today:
        return False
    why = f"actual: {row.actual} is not over: today is {format_date(today)}"
    plan.rejected.append(Rejected(row.place, str(row.actual), why, "leave it out until then"))
    return True


def _require_workstreams(
    plan: Plan, new: Sequence[IncomingMilestone], workstreams: Workstreams
) -> None:
    if new and all(row.workstream is None for row in plan.incoming.milestones):
        require_workstream(plan, workstreams)


def match_money(
    plan: Plan, rows: Sequence[Row], records: Sequence[Record], workstreams: Workstreams
) -> Matches:
    """Find the record of each row of savings or costs; what is not plain goes to the plan.

    Raises MinervaError where there are new rows, no row says its workstream and none was chosen.
    """
    matches = match(rows, records, workstreams, plan.request.decided, plan.incoming)
    plan.rejected += matches.rejected
    plan.likely += matches.likely
    plan.missing += matches.missing
    new = {row.place for row in rows if row.place not in matches.records}.difference(
        matches.refused
    )
    if new and all(row.workstream is None for row in rows):
        require_workstream(plan, workstreams)
    return matches


def require_workstream(plan: Plan, workstreams: Workstreams) -> None:
    """Refuse a file that says of no row which workstream it is in, where there are several."""
    if workstreams.known(None) is None:
        raise MinervaError(
            f"{plan.incoming.shown} does not say which workstream its rows are in",
            f"say it: --workstream ID; the workstreams are {workstreams.listed}",
        )


class _Links:
    """What the predecessors that a file names are in the programme."""

    def __init__(self, plan: Plan, by_key: Ids) -> None:
        self._plan = plan
        self._by_key = by_key

    def of(self, row: IncomingMilestone, own: str) -> list[Value]:
        """Return the predecessors of a row as the files write them; what is none is left out."""
        links: dict[str, Value] = {}
        for link in row.after:
            id = self._id_of(link.key) or (self._id_of(link.code) if link.code else None)
            if id is None:
                why = "no milestone of the file or the programme comes first under this name"
                self._plan.skipped.append(Skipped(row.place, link.key, why))
            elif id == own or id in links:
                why = "a link to itself" if id == own else "the same link is there already"
                self._plan.skipped.append(Skipped(row.place, link.key, why))
            elif link.lag.number:
                links[id] = {"milestone": id, "lag": str(link.lag)}
            else:
                links[id] = id
        return list(links.values())

    def _id_of(self, key: str) -> str | None:
        return self._by_key.get(key) or self._by_key.get(fold(key))


class _Adding:
    """Adds new milestones, each at the number that it will have in its file."""

    def __init__(self, plan: Plan, workstreams: Workstreams, links: _Links, number: int) -> None:
        self._plan = plan
        self._workstreams = workstreams
        self._links = links
        self._number = number
        self._without_baseline = 0

    def add(self, row: IncomingMilestone, id: str) -> None:
        """Add a milestone. One without a workstream cannot be added, and is rejected."""
        plan = self._plan
        baseline = row.original_baseline or row.baseline or row.forecast
        workstream = self._workstreams.id_of(row.workstream, row.place)
        if workstream is None:
            why = "the row does not say which workstream it is in"
            hint = f"fill it in, or give --workstream; there are {self._workstreams.listed}"
            plan.rejected.append(Rejected(row.place, row.name, why, hint))
            return
        without = row.original_baseline is None and row.baseline is None
        self._without_baseline += without and baseline is not None
        values: dict[str, Value] = {
            "id": id,
            "workstream": first_workstream(row, self._workstreams) or workstream,
            "name": row.name,
        }
        if baseline is not None:
            values["baseline"] = date_value(baseline)
        values |= self._given(row, id)
        plan.edits.append(AddTable(MILESTONES, ("milestone",), values))
        plan.steps.append(
            Step("add", "milestone", id, row.name, row.place, workstream, None, baseline)
        )
        add_moves(plan, row, self._workstreams, MILESTONES, ("milestone", self._number))
        if baseline is not None:
            self._state(row, id, workstream, baseline)
        self._number += 1

    def _given(self, row: IncomingMilestone, id: str) -> Iterator[tuple[str, Value]]:
        """Yield the other keys that a row has a value for, in the order of the record."""
        if row.tolerance is not None:
            yield "tolerance", str(row.tolerance)
        if row.deadline is not None:
            yield "deadline", date_value(row.deadline)
        if row.after and (links := self._links.of(row, id)):
            yield "after", links
        if row.actual is not None:
            yield "actual", date_value(row.actual)
        if row.ref is not None:
            yield "ref", row.ref
        yield from row.texts.items()
        if row.cancelled is not None:
            yield "cancelled", row.cancelled

    def _state(self, row: IncomingMilestone, id: str, workstream: str, baseline: Window) -> None:
        """Add what the file says of a new milestone since its baseline."""
        plan = self._plan
        in_force = row.baseline or baseline
        if in_force.latest != baseline.latest:
            plan.differs.append(
                Difference(
                    row.place, id, "baseline", str(baseline), str(in_force),
                    _how_to_rebaseline(id, in_force),
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
    before: Window | None,
) -> None:
    if row.forecast is None:
        return
    values: dict[str, Value] = {
        "on": plan.request.on,
        "date": date_value(row.forecast),
        "reason": plan.reason(row.place),
    }
    plan.edits.append(AddTable(MILESTONES, (*path, "forecast"), values))
    plan.steps.append(
        Step("reforecast", "milestone", id, row.name, row.place, workstream, before, row.forecast)
    )


def _update(
    plan: Plan, row: IncomingMilestone, record: Milestone, at: MilestonePosition | None
) -> None:
    """Add a completion or a new forecast of a milestone that is there, where the file has one.

    `at` is its position; None for one that had no date by the day.
    """
    path, forecast = record.location.path, None if at is None else at.forecast
    if record.actual is None and row.actual is not None:
        plan.edits.append(SetKey(MILESTONES, path, "actual", date_value(row.actual)))
        plan.steps.append(
            Step(
                "complete", "milestone", record.id, row.name, row.place, record.workstream,
                forecast, row.actual,
            )
        )  # fmt: skip
    elif (
        record.actual is None
        and row.forecast is not None
        and (forecast is None or row.forecast.latest != forecast.latest)
    ):
        try:
            refuse_short_form(record)
        except MinervaError as error:
            text = str(row.forecast)
            plan.rejected.append(Rejected(row.place, text, str(error), error.hint))
            return
        _reforecast(plan, row, record.id, record.workstream, path, forecast)
    if plan.number_of_steps(record.id) == 0:
        plan.unchanged.append(("milestone", record.id))


def add_moves(
    plan: Plan,
    row: IncomingMilestone | IncomingSaving,
    workstreams: Workstreams,
    file: str,
    path: tuple[str | int, ...],
) -> None:
    """Add the moves of a new record that a file of minerva's has."""
    for move in () if workstreams.is_chosen else row.moved:
        to = workstreams.id_of(str(move["to"]), row.place)
        values = {key: value for key, value in move.items() if key != "from"} | {"to": str(to)}
        plan.edits.append(AddTable(file, (*path, "moved"), values))


def elsewhere_in_file(
    plan: Plan,
    row: IncomingMilestone | IncomingSaving,
    record: Milestone | Saving,
    workstreams: Workstreams,
) -> Difference | None:
    """Say that a file has a record in another workstream, with how a move is recorded."""
    known = workstreams.known(row.workstream) if row.workstream else None
    if not row.workstream or known == record.workstream or plan.request.workstream is not None:
        return None
    how = (
        f"if it was handed over: minerva move {record.id} {known} --reason TEXT"
        if known
        else BY_HAND
    )
    return Difference(row.place, record.id, "workstream", record.workstream, row.workstream, how)


def first_workstream(
    row: IncomingMilestone | IncomingSaving, workstreams: Workstreams
) -> str | None:
    """Return the workstream that a new record was first in; None where it cannot be told."""
    name = row.workstream if workstreams.is_chosen or not row.moved else str(row.moved[0]["from"])
    return workstreams.id_of(name, row.place)


def _list_differences(
    plan: Plan,
    row: IncomingMilestone,
    record: Milestone,
    at: MilestonePosition | None,
    links: _Links,
    workstreams: Workstreams,
    *,
    proven: bool,
) -> None:
    """List how the file differs from a milestone that is there: the milestone is not edited."""

    def differs(key: str, here: object, there: object, hint: str | None = None) -> None:
        text = "nothing" if here is None or here == () else str(here)
        plan.differs.append(Difference(row.place, record.id, key, text, str(there), hint))

    agreed = record.baseline if at is None else at.baseline
    if row.baseline is not None and (agreed is None or row.baseline.latest != agreed.latest):
        differs("baseline", agreed, row.baseline, _how_to_rebaseline(record.id, row.baseline))
    if row.actual is not None and record.actual and row.actual.latest != record.actual.latest:
        differs(
            "actual",
            record.actual,
            row.actual,
            f"minerva complete {record.id} --on '{_typed(row.actual)}' --correct",
        )
    if row.cancelled is not None and record.cancelled is None:
        said = row.cancelled
        how = (
            f"minerva cancel {record.id} --on {said['on']} "
            f"--approved-by {quote(str(said['approved_by']))} --reason {quote(str(said['reason']))}"
        )
        differs("cancelled", None, f"on {format_date(date.fromisoformat(str(said['on'])))}", how)
    if row.deadline is not None and (
        record.deadline is None or row.deadline.latest != record.deadline.latest
    ):
        differs("deadline", record.deadline, row.deadline, BY_HAND)
    tolerance = record.tolerance if at is None else at.tolerance
    if row.tolerance is not None and row.tolerance != tolerance:
        differs("tolerance", tolerance, row.tolerance, BY_HAND)
    owner = row.texts.get("owner")
    if owner is not None and owner != record.owner:
        differs("owner", record.owner, owner, how_to_assign(record.id, owner))
    if fold(row.name) != fold(record.name) and row.name != row.id and not proven:
        differs("name", record.name, row.name, BY_HAND)
    elsewhere = elsewhere_in_file(plan, row, record, workstreams)
    if elsewhere is not None and not proven:
        plan.differs.append(elsewhere)
    after = links.of(row, record.id) if row.after else []
    here = [
        {"milestone": before.milestone, "lag": str(before.lag)} if before.lag.number
        else before.milestone
        for before in record.after
    ]  # fmt: skip
    missing = [link for link in after if link not in here]
    if missing:
        differs(
            "after", ", ".join(map(_link, here)) or None, ", ".join(map(_link, missing)), BY_HAND
        )


def _link(value: object) -> str:
    return f"{value['milestone']}+{value['lag']}" if isinstance(value, dict) else str(value)


def _typed(window: Window) -> str:
    """Return a date as a command takes it."""
    return format_date(window.latest) if window.text is None else window.text


def _how_to_rebaseline(id: str, window: Window) -> str:
    """Return how a new baseline is recorded, which an import never does."""
    return (
        f"a baseline is never edited; if it was agreed anew: minerva rebaseline {id} "
        f"'{_typed(window)}' --approved-by NAME --reason TEXT"
    )
