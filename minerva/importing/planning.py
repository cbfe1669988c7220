"""What a file changes in a programme: its workstreams, milestones, savings, costs and register.

Nothing here reads or writes a file. What is there is never edited: a date that moved is stated
anew, and other differences are listed.
"""

from collections.abc import Sequence

from minerva.importing.cost_plan import plan_costs
from minerva.importing.incoming import Incoming
from minerva.importing.milestone_plan import plan_milestones
from minerva.importing.plan import ImportRequest, Plan, Step
from minerva.importing.register_plan import plan_register
from minerva.importing.saving_plan import plan_savings
from minerva.importing.workstreams import NewWorkstream, Workstreams
from minerva.model.programme import Programme
from minerva.recording.change import AddTable, Edit, Value
from minerva.recording.starter import has_examples
from minerva.store import WORKSTREAMS


def plan_import(programme: Programme, incoming: Incoming, request: ImportRequest) -> Plan:
    """Work out what a file changes in a programme.

    Raises MinervaError where no row says its workstream and none was chosen.
    """
    plan = Plan(incoming, request)
    plan.rejected += incoming.rejected
    plan.skipped += incoming.skipped
    plan.remarks += incoming.remarks
    if incoming.milestones and has_examples(programme):
        plan.remarks.append(
            "the programme still has the examples of `minerva init`: take them out of both files "
            "once the import is in"
        )
    workstreams = Workstreams(programme, incoming.workstreams, request.workstream)
    new_milestones = plan_milestones(plan, programme, workstreams)
    plan_savings(plan, programme, workstreams, new_milestones)
    plan_costs(plan, programme, workstreams)
    plan_register(plan, programme, workstreams)
    _add_workstreams(plan, workstreams.new, len(programme.workstreams))
    return plan


def _add_workstreams(plan: Plan, added: Sequence[NewWorkstream], there: int) -> None:
    steps: list[Step] = []
    edits: list[Edit] = []
    for number, new in enumerate(added, start=there):
        values: dict[str, Value] = {"id": new.id, "name": new.name}
        if new.owner is not None:
            values["owner"] = new.owner
        if new.description is not None:
            values["description"] = new.description
        if new.closed is not None:
            values["closed"] = new.closed
        edits.append(AddTable(WORKSTREAMS, ("workstream",), values))
        renamed = ("workstream", number, "renamed")
        edits += [AddTable(WORKSTREAMS, renamed, values) for values in new.renamed]
        steps.append(Step("add", "workstream", new.id, new.name, new.place))
    plan.steps[:0] = steps
    plan.edits[:0] = edits
