"""What needs a decision, one row a subject: what is wrong with it in words, and what to do next.

A check has a finding each; a board decides about milestones, savings and contracts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.findings import Finding, Severity, count, findings_at
from minerva.model.catalogue import About, FindingId
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.views.table import Column, Table

MOST_SHOWN: Final = 8

NO_WORKSTREAM: Final = ""
TITLE: Final = "For decision"
NOTHING: Final = "Nothing needs a decision."

_IN_ORDER: Final[Sequence[FindingId]] = (
    *("milestone-overdue", "tolerance-exceeded", "deadline-broken"),
    *("baseline-missed", "low-float", "sequence-broken"),
)
"""The findings of a milestone that have a short form, as they stand beside one another."""


class Subject(Struct, frozen=True):
    """What findings are about: its name, and the workstream it belongs to, if it does to one."""

    name: str
    workstream: str


class Decision(Struct, frozen=True):
    """All that is found of one subject, the worst first; `milestone` is the one it is, if any.

    `step` says what to do next about the worst of it, unless a row above says the same.
    """

    subject: Subject
    found: Sequence[Finding]
    milestone: MilestonePosition | None
    step: str = ""

    @property
    def worst(self) -> Finding:
        """The finding that matters most."""
        return self.found[0]

    @property
    def message(self) -> str:
        """All that is found, in one sentence."""
        if len(self.found) == 1:
            return self.worst.message
        shortened = {finding.id: self._beside_others(finding) for finding in self.found}
        days_at_stake = [shortened[id] for id in _IN_ORDER if shortened.get(id)]
        others = [
            finding.message.removeprefix(f"{self.subject.name}: ")
            for finding in self.found
            if not shortened[finding.id]
        ]
        parts = [", ".join(days_at_stake), *others]
        return f"{self.subject.name}: {'; '.join(filter(None, parts))}"

    def _beside_others(self, finding: Finding) -> str:
        """Say what is found of a milestone in few words; nothing where it has no short form."""
        milestone, days_text = self.milestone, days(abs(finding.days))
        if milestone is None:
            return ""
        match finding.id:
            case "milestone-overdue":
                return f"{days_text} overdue"
            case "tolerance-exceeded":
                return f"{days_text} beyond its tolerance of {milestone.tolerance}"
            case "deadline-broken":
                return f"{days_text} past its deadline of {milestone.record.deadline}"
            case "baseline-missed":
                return f"{days_text} past its baseline of {milestone.baseline}"
            case "low-float":
                return f"{days_text} of float to its deadline of {milestone.record.deadline}"
            case "sequence-broken":
                return f"forecast {days_text} before what it waits for allows"
        return ""


COLUMNS: Final = (
    Column("id", "Id", of=lambda row: row.worst.subject, shown=False),
    Column("workstream", "Workstream", of=lambda row: row.subject.workstream, shown=False),
    Column("severity", "Severity", of=lambda row: row.worst.severity.value),
    Column(
        "message",
        "Finding",
        of=lambda row: row.message,
        total=lambda number: f"and {number:,} more",
    ),
    Column("step", "Next step", of=lambda row: row.step, under="message"),
)


def table_of(position: Position, found: Sequence[Finding] | None = None) -> Table:
    """Return what needs a decision, and what to do next; `found` are all findings, if known.

    Where there is more than is shown, it stands under the workstreams: the worst of each, then
    the worst of what is left, and how many more there are.
    """
    found = findings_at(position) if found is None else found
    decisions = decisions_of(position, found)
    shown, left = _parted(decisions)
    hidden = sum(len(decision.found) for decision in left)
    table = Table(
        COLUMNS,
        _with_steps(shown),
        title=TITLE,
        notes=count_lines(found, hidden),
        empty=NOTHING,
    )
    return _by_workstream(position, table, decisions, left) if left else table


def count_lines(found: Sequence[Finding], hidden: int = 0) -> list[str]:
    """Say how much was found, and how much of it is not shown; nothing where nothing was found."""
    counts = ", ".join(
        f"{number:,} {name}{'' if number == 1 else 's'}" for name, number in count(found).items()
    )
    more = f", {hidden:,} of them not shown" if hidden else ""
    return [f"{counts}{more}: see `minerva check`."] if found else []


def first_of(decisions: Sequence[Decision], most: int) -> Table:
    """Return the worst decisions, so many at most, and how many more there are."""
    left = len(decisions) - most
    table = Table(COLUMNS, _with_steps(decisions[:most]), title=TITLE, empty=NOTHING)
    return replace(table, whole={None: left}) if left > 0 else table


def decisions_of(position: Position, found: Sequence[Finding]) -> list[Decision]:
    """Return findings a subject each, in the order of the worst; what is only noted left out."""
    of_subject: dict[tuple[About, str], list[Finding]] = {}
    for finding in found:
        if finding.severity is not Severity.NOTE:
            of_subject.setdefault((finding.about, finding.subject), []).append(finding)
    others = _others(position)
    everything = Subject(position.programme.details.name, NO_WORKSTREAM)
    decisions = []
    for (about, id), about_it in of_subject.items():
        milestone = position.by_id.get(Id(id)) if about == "milestone" else None
        subject = (
            Subject(milestone.record.name, milestone.record.workstream)
            if milestone
            else others.get((about, id), everything)
        )
        decisions.append(Decision(subject, about_it, milestone))
    return decisions


def _parted(decisions: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Return the decisions that are shown, and those that are left."""
    worst: dict[str, int] = {}
    for n, decision in enumerate(decisions):
        worst.setdefault(decision.subject.workstream, n)
    others = (n for n in range(len(decisions)) if worst[decisions[n].subject.workstream] != n)
    chosen = {*islice(chain(worst.values(), others), MOST_SHOWN)}
    return (
        [decision for n, decision in enumerate(decisions) if n in chosen],
        [decision for n, decision in enumerate(decisions) if n not in chosen],
    )


def _by_workstream(
    position: Position, table: Table, decisions: Sequence[Decision], left: Sequence[Decision]
) -> Table:
    """Return the decisions that are shown under their workstreams, that of the worst first."""
    order = list(dict.fromkeys(decision.subject.workstream for decision in decisions))
    programme = position.programme
    rows = sorted(table.subjects, key=lambda row: order.index(row.subject.workstream))
    return replace(
        table,
        subjects=_with_steps(rows),
        group="workstream",
        headings={**programme.workstream_names, NO_WORKSTREAM: programme.details.name},
        whole=Counter(decision.subject.workstream for decision in left),
    )


def _with_steps(shown: Sequence[Decision]) -> list[Decision]:
    """Return decisions with what to do next, each step where it is first to be taken."""
    stepped, hinted = [], set()
    for decision in shown:
        hint = decision.worst.hint
        stepped.append(replace(decision, step="" if hint in hinted else f"next: {hint}"))
        hinted.add(hint)
    return stepped


def _others(position: Position) -> Mapping[tuple[About, str], Subject]:
    """Return what findings may be about, by kind and id, apart from milestones and all together.

    A contract belongs where its replacement does.
    """
    programme = position.programme
    found: dict[tuple[About, str], Subject] = {}
    for saving in programme.savings:
        found["saving", saving.id] = Subject(saving.name, saving.workstream)
    for cost in programme.costs:
        found["cost", cost.id] = Subject(cost.name, cost.workstream)
    for saving in programme.savings:
        if saving.one_off_cost is not None:
            found.setdefault(("cost", saving.id), Subject(saving.name, saving.workstream))
    for procurement in programme.procurements:
        found["procurement", procurement.id] = Subject(procurement.name, procurement.workstream)
    for milestone in position.all_undated.values():
        found["milestone", milestone.id] = Subject(milestone.name, milestone.workstream)
    for part in programme.workstreams:
        found["workstream", part.id] = Subject(part.name, part.id)
    kinds: tuple[About, ...] = ("risk", "issue", "action", "decision", "indicator")
    for kind in kinds:
        for record in programme.by_kind[kind]:
            found[kind, record.id] = Subject(record.name, record.workstream or NO_WORKSTREAM)
    milestones = [*programme.milestones, *position.all_undated.values()]
    placed = {milestone.id: milestone.workstream for milestone in milestones}
    for contract in programme.contracts:
        workstream = placed.get(Id(contract.replaced_by or ""), NO_WORKSTREAM)
        found["contract", contract.id] = Subject(contract.supplier, workstream)
    return found
