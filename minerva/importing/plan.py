"""What an import would do to a programme: each step, what differs, and the one change of it all.

Nothing here reads or writes a file. What is there is never edited: a date that moved is stated
anew, and what the file has otherwise is listed.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from minerva.importing.incoming import Incoming, LeftOut, Unread
from minerva.importing.matching import NewWorkstream, Rename
from minerva.model.programme import Programme
from minerva.recording.change import AddTable, Change, Edit, Value
from minerva.store import WORKSTREAMS

Action = Literal["add", "reforecast", "complete", "rename", "restate", "claim", "validate"]
Noun = Literal["workstream", "milestone", "saving"]

PAST: Mapping[Action, str] = {
    "add": "added",
    "reforecast": "re-forecast",
    "complete": "completed",
    "rename": "renamed",
    "restate": "restated",
    "claim": "claimed",
    "validate": "validated",
}
"""What each action has done, for a sentence."""


class Step(NamedTuple):
    """One thing that an import does: to what, from which row, and the value before and after."""

    action: Action
    noun: Noun
    id: str
    name: str
    place: str
    workstream: str | None = None
    before: object = None
    after: object = None
    what: str | None = None


class Differs(NamedTuple):
    """What the file has otherwise and is not taken over, with the way to record it."""

    place: str
    id: str
    key: str
    here: str
    there: str
    hint: str | None = None


class Order(NamedTuple):
    """How an import is to be made: the day of what is stated, today, and where rows go.

    `renames` are the places of the rows that are known to be a record under a new name.
    """

    on: date
    today: date
    workstream: str | None = None
    renames: Collection[str] = ()


@dataclass
class Plan:
    """What comes of a file, step by step, while and after it is worked out."""

    incoming: Incoming
    order: Order
    steps: list[Step] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    unchanged: list[tuple[Noun, str]] = field(default_factory=list)
    differs: list[Differs] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def reason(self, place: str) -> str:
        """Return the reason of what is stated: the file, and where in it."""
        return f"As in {self.incoming.shown}, {place}"

    def counts(self) -> Counter[Action]:
        """Return how many steps there are of each action."""
        return Counter(step.action for step in self.steps)

    def change(self) -> Change:
        """Return the one change that makes every step."""
        return Change(self.edits, self.summary())

    def summary(self) -> str:
        """Return what an import does in one sentence: `plan.csv: 3 milestones added, ...`."""
        done = summed_up(self)
        return (
            f"{self.incoming.shown}: {done}" if done else f"{self.incoming.shown} changes nothing"
        )


def plan_import(programme: Programme, incoming: Incoming, order: Order) -> Plan:
    """Work out what a file changes in a programme.

    Raises UnreadableFileError where no row says its workstream and none was chosen.
    """
    from minerva.importing.matching import Workstreams
    from minerva.importing.milestone_plan import plan_milestones
    from minerva.importing.saving_plan import plan_savings
    from minerva.recording.starter import has_examples

    plan = Plan(incoming, order)
    plan.unread += incoming.unread
    plan.left_out += incoming.left_out
    plan.remarks += incoming.remarks
    if incoming.milestones and has_examples(programme):
        plan.remarks.append(
            "the programme still has the examples of `minerva init`: take them out of both files "
            "once the import is in"
        )
    workstreams = Workstreams(programme, incoming.workstreams, order.workstream)
    new_milestones = plan_milestones(plan, programme, workstreams)
    plan_savings(plan, programme, workstreams, new_milestones)
    _add_workstreams(plan, workstreams.new)
    return plan


def summed_up(plan: Plan) -> str:
    """Return the steps as counts: `2 milestones added, 1 re-forecast`; nothing without any."""
    counts = plan.counts()
    parts = []
    for noun in ("workstream", "milestone", "saving"):
        if number := sum(step.noun == noun for step in plan.steps if step.action == "add"):
            parts.append(f"{number:,} {noun}{'' if number == 1 else 's'} added")
    for action, past in PAST.items():
        if action != "add" and counts[action]:
            parts.append(f"{counts[action]:,} {past}")
    return ", ".join(parts)


def _add_workstreams(plan: Plan, added: Sequence[NewWorkstream]) -> None:
    steps: list[Step] = []
    edits: list[Edit] = []
    for new in added:
        values: dict[str, Value] = {"id": new.id, "name": new.name}
        if new.owner is not None:
            values["owner"] = new.owner
        if new.description is not None:
            values["description"] = new.description
        edits.append(AddTable(WORKSTREAMS, ("workstream",), values))
        steps.append(Step("add", "workstream", new.id, new.name, new.place))
    plan.steps[:0] = steps
    plan.edits[:0] = edits
