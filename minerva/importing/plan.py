"""What an import would do to a programme: each step, what differs, and the one change of it all.

It holds; `planning` works it out.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from shlex import quote
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct

from minerva.importing.incoming import Incoming, Rejected, Skipped
from minerva.importing.likely import Decided, Likely
from minerva.model.programme import Cost, Milestone, Saving
from minerva.recording.change import Change, Edit

Action = Literal[
    "add",
    "reforecast",
    "complete",
    "rename",
    "move",
    "refer",
    "rebudget",
    "restate",
    "claim",
    "validate",
    "measure",
    "spend",
]
Noun = Literal["workstream", "milestone", "saving", "cost", "risk", "action", "indicator"]

BY_HAND: Final = "change it in the file, if that is right"
"""What to do about a difference that no command records."""

PAST: Mapping[Action, str] = {
    "add": "added",
    "reforecast": "re-forecast",
    "complete": "completed",
    "rename": "renamed",
    "move": "moved",
    "refer": "given a reference",
    "rebudget": "rebudgeted",
    "restate": "restated",
    "claim": "claimed",
    "validate": "validated",
    "measure": "measured",
    "spend": "spent",
}
"""What each action has done, for a sentence."""


class Step(Struct, frozen=True):
    """One thing that an import does: to what, from which row, and the value before and after.

    `values` are the keys of a new saving, as they are written.
    """

    action: Action
    noun: Noun
    id: str
    name: str
    place: str
    workstream: str | None = None
    before: object = None
    after: object = None
    what: str | None = None
    values: Mapping[str, object] = {}


class Difference(NamedTuple):
    """Where the file differs and is not taken over, with the way to record it."""

    place: str
    id: str
    key: str
    here: str
    there: str
    hint: str | None = None


class ImportRequest(Struct, frozen=True):
    """How an import is to be made: the day of what is stated, today, and where rows go.

    `decided` says which of the likely renames and moves are ones.
    """

    on: date
    today: date
    workstream: str | None = None
    decided: Decided = Decided()


@dataclass
class Plan:
    """What comes of a file, step by step, while and after it is worked out."""

    incoming: Incoming
    request: ImportRequest
    steps: list[Step] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    unchanged: list[tuple[Noun, str]] = field(default_factory=list)
    differs: list[Difference] = field(default_factory=list)
    likely: list[Likely] = field(default_factory=list)
    missing: list[Milestone | Saving | Cost] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def reason(self, place: str) -> str:
        """Return the reason of what is stated: the file, and where in it."""
        return f"As in {self.incoming.shown}, {place}"

    def number_of_steps(self, id: str) -> int:
        """Return how many of the last steps in a row are of one record."""
        number = 0
        while number < len(self.steps) and self.steps[-number - 1].id == id:
            number += 1
        return number

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


def summed_up(plan: Plan) -> str:
    """Return the steps as counts: `2 milestones added, 1 re-forecast`; nothing without any."""
    counts = plan.counts()
    parts = []
    for noun in get_args(Noun):
        if number := sum(step.noun == noun for step in plan.steps if step.action == "add"):
            parts.append(f"{number:,} {noun}{'' if number == 1 else 's'} added")
    for action, past in PAST.items():
        if action != "add" and counts[action]:
            parts.append(f"{counts[action]:,} {past}")
    return ", ".join(parts)


def how_to_assign(id: str, owner: str) -> str:
    """Return the command that gives a record the owner that a file has."""
    return f"minerva assign {id} {quote(owner)}"
