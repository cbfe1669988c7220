"""Who answers for what: overdue, due soon, savings at risk, findings, by owner."""

from collections.abc import Sequence
from typing import Final

from minerva.findings import Finding, findings_at
from minerva.position import Position
from minerva.position.owners import OwnerPosition, owners_at
from minerva.views.document import Document, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

_AT_RISK: Final = ("at-risk", "undeliverable", "written-off")


def document(position: Position) -> Document:
    """Return the owners as a JSON document."""
    found = findings_at(position)
    return heading(position) | {
        "owners": [
            {
                "owner": owner.name,
                "milestones": {
                    "total": owner.counts.total,
                    "complete": owner.counts.complete,
                    "overdue": owner.counts.overdue,
                    "due": owner.counts.due,
                },
                "savings": [saving.record.id for saving in owner.savings],
                "findings": _count(owner, found),
            }
            for owner in owners_at(position)
        ]
    }


def report(position: Position) -> Report:
    """Return a row an owner, those with the most to do first."""
    found = findings_at(position)
    owners = sorted(
        owners_at(position),
        key=lambda owner: (-owner.counts.overdue, -_count(owner, found), owner.name),
    )
    columns = [
        Column("owner", "Owner", of=lambda owner: owner.name),
        Column("total", "Milestones", Kind.COUNT, lambda owner: owner.counts.total),
        Column("complete", "Done", Kind.COUNT, lambda owner: owner.counts.complete),
        Column("overdue", "Overdue", Kind.COUNT, lambda owner: owner.counts.overdue),
        Column("due", "Due", Kind.COUNT, lambda owner: owner.counts.due),
        Column("savings", "Savings", Kind.COUNT, lambda owner: len(owner.savings)),
        Column("at_risk", "At risk", Kind.COUNT, _at_risk),
        Column("findings", "Findings", Kind.COUNT, lambda owner: _count(owner, found)),
        Column("late", "Late", of=_late_text, under="owner"),
    ]
    table = Table(
        columns,
        owners,
        notes=[
            f"Due: in the next {position.programme.check.due_within} days. At risk: savings last "
            "stated at risk, undeliverable or written off."
        ],
        empty="Nothing has an owner: `minerva assign SUBJECT OWNER` names one.",
    )
    return Report(title(position, "owners"), [table])


def _count(owner: OwnerPosition, found: Sequence[Finding]) -> int:
    """Return how many findings there are about what is an owner's."""
    return sum(finding.subject in owner.subjects for finding in found)


def _at_risk(owner: OwnerPosition) -> int:
    return sum(saving.state_in_force in _AT_RISK for saving in owner.savings)


def _late_text(owner: OwnerPosition) -> str:
    late = [milestone.record.name for milestone in owner.milestones if milestone.overdue]
    return f"overdue: {', '.join(late)}" if late else ""
