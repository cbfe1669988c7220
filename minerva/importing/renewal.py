"""A record under its new name and in its new workstream, with the reference of the file."""

from typing import Literal

from minerva.importing.incoming import IncomingMilestone, IncomingSaving
from minerva.importing.plan import Noun, Plan, Step
from minerva.importing.workstreams import Workstreams, fold
from minerva.model.programme import Milestone, Saving
from minerva.recording.change import AddTable, SetKey
from minerva.store import MILESTONES, WORKSTREAMS


def renew(
    plan: Plan,
    row: IncomingMilestone | IncomingSaving,
    record: Milestone | Saving,
    workstreams: Workstreams,
    *,
    proven: bool,
) -> None:
    """Add to a plan that a record is renamed and moved, where that is `proven`, and its reference.

    `record` stands in the workstream of the day.
    """
    noun: Noun = "milestone" if isinstance(record, Milestone) else "saving"
    file = MILESTONES if noun == "milestone" else WORKSTREAMS
    path = record.location.path

    def step(action: Literal["rename", "move", "refer"], before: object, after: object) -> None:
        name = row.name if proven else record.name
        plan.steps.append(
            Step(action, noun, record.id, name, row.place, record.workstream, before, after)
        )

    if proven and fold(row.name) != fold(record.name):
        plan.edits.append(SetKey(file, path, "name", row.name))
        step("rename", record.name, row.name)
    if proven and row.workstream is not None and not workstreams.is_chosen:
        to = workstreams.id_of(row.workstream, row.place)
        if to is not None and to != record.workstream:
            on, reason = plan.request.on, plan.reason(row.place)
            plan.edits.append(
                AddTable(file, (*path, "moved"), {"on": on, "to": to, "reason": reason})
            )
            step("move", record.workstream, to)
    if row.ref is not None and record.ref is None and row.ref != record.id:
        plan.edits.append(SetKey(file, path, "ref", row.ref))
        step("refer", None, row.ref)
