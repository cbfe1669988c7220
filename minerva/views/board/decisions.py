"""What a board is asked to decide: one row for each thing concerned, and waivers that run out."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from minerva.findings import Finding, Severity, count, findings_at
from minerva.model.catalogue import KINDS
from minerva.model.dates import format_date
from minerva.model.programme import Id, Waiver
from minerva.position import Position
from minerva.position.milestones import days
from minerva.views.board.parts import BoardData, Folded, Part, Section
from minerva.views.decisions import NO_WORKSTREAM, Decision, decisions_of
from minerva.views.table import Column, Kind, Table

MOST_UNGROUPED: Final = 8
MOST_FIRST: Final = 40
"""The matters that are shown without being asked for, the worst of many."""


class Matter(Struct, frozen=True):
    """A thing that something was found of: what is said of it, what is asked, and by when."""

    decision: Decision
    by_when: str
    complete: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.decision.subject.name

    @property
    def severity(self) -> Severity:
        """How much it matters: as much as the worst that was found of it."""
        return self.decision.worst.severity

    @property
    def found_text(self) -> str:
        """What was found of it, without its name."""
        return self.decision.message.removeprefix(f"{self.name}: ")

    @property
    def asked(self) -> str:
        """What is asked, each thing once."""
        asked = (_asked(finding, complete=self.complete) for finding in self.decision.found)
        return "; ".join(dict.fromkeys(filter(None, asked)))


COLUMNS: Final = (
    Column(
        "workstream",
        "Workstream",
        of=lambda matter: matter.decision.subject.workstream,
        shown=False,
    ),
    Column("name", "What it is about", of=lambda matter: matter.name),
    Column("found", "What was found", of=lambda matter: matter.found_text, under="name"),
    Column("severity", "Severity", of=lambda matter: matter.severity.value),
    Column("asked", "What is asked", of=lambda matter: matter.asked),
    Column("by_when", "By when", of=lambda matter: matter.by_when),
)
WAIVER_COLUMNS: Final = (
    Column("finding", "Finding", of=lambda waiver: waiver.finding),
    Column("subject", "Of", of=lambda waiver: waiver.subject),
    Column("until", "Until", Kind.DATE, lambda waiver: waiver.until),
    Column("approved_by", "Accepted by", of=lambda waiver: waiver.approved_by),
    Column("reason", "Why", of=lambda waiver: waiver.reason),
)


def section(data: BoardData) -> Section:
    """Return what is for decision, the worst first, and the waivers that run out soon."""
    position = data.position
    found = matters(position, findings_at(position))
    waivers = running_out(position)
    parts: list[Part] = [table(found[:MOST_FIRST], position)]
    if rest := found[MOST_FIRST:]:
        title = f"{len(rest):,} more for decision"
        parts.append(Folded(title, table(rest, position), open=False))
    if waivers:
        parts.append(_waivers(waivers, position))
    return Section("decisions", "For decision", message(found, position), parts=parts)


def message(found: Sequence[Matter], position: Position) -> str:
    """Say how much there is to decide, and how many notes there are besides."""
    numbers = count(findings_at(position))
    notes = numbers["note"]
    besides = f" {notes:,} note{'' if notes == 1 else 's'} besides." if notes else ""
    if not found:
        return f"Nothing needs a decision.{besides}"
    errors = sum(matter.severity is Severity.ERROR for matter in found)
    several = f"{len(found):,} matter{'' if len(found) == 1 else 's'} to decide"
    some = "all" if errors == len(found) else f"{errors:,}" if errors else "none"
    urgent = f", {some} of them urgent"
    if len(found) == 1:
        urgent = ", and it is urgent" if errors else ", and it is not urgent"
    return f"{several}{urgent}.{besides}"


def matters(position: Position, found: Sequence[Finding]) -> list[Matter]:
    """Return what was found that matters, one for each thing concerned, the worst first.

    What is complete is not asked for a date, and where nothing else is asked of it, not there.
    """
    asked = [
        finding for finding in found if _asked(finding, complete=_is_complete(position, finding))
    ]
    return [
        Matter(decision, _by_when(position, decision), _is_complete(position, decision.worst))
        for decision in decisions_of(position, asked)
    ]


def _asked(finding: Finding, *, complete: bool) -> str:
    """Return what a finding asks of a board; nothing where it asks nothing of what is complete."""
    kind = KINDS[finding.id]
    if complete and kind.asked_if_complete is not None:
        return kind.asked_if_complete
    return kind.asked


def _is_complete(position: Position, finding: Finding) -> bool:
    """Tell whether a finding is about a complete milestone, or about a contract replaced by one."""
    if finding.about == "milestone":
        milestone = position.by_id.get(Id(finding.subject))
    elif finding.about == "contract":
        contract = next(other for other in position.contracts if other.record.id == finding.subject)
        milestone = contract.replacement
    else:
        milestone = None
    return milestone is not None and milestone.complete


def table(found: Sequence[Matter], position: Position) -> Table:
    """Return what is for decision; under workstreams where there is much of it."""
    programme = position.programme
    order = [NO_WORKSTREAM, *programme.workstream_names]
    if len(found) > MOST_UNGROUPED:
        found = sorted(found, key=lambda matter: order.index(matter.decision.subject.workstream))
    return Table(
        COLUMNS,
        found,
        group="workstream" if len(found) > MOST_UNGROUPED else None,
        headings={**programme.workstream_names, NO_WORKSTREAM: "The programme"},
        empty="Nothing needs a decision.",
    )


def running_out(position: Position) -> list[Waiver]:
    """Return the waivers in force whose last day comes within the look-ahead, the first first."""
    soon = position.programme.check.due_within
    return sorted(
        (
            waiver
            for waiver in position.programme.waivers
            if 0 <= (waiver.until - position.as_of).days <= soon
            and position.includes(waiver.subject)
        ),
        key=lambda waiver: waiver.until,
    )


def _waivers(waivers: Sequence[Waiver], position: Position) -> Table:
    soon = position.programme.check.due_within
    return Table(
        WAIVER_COLUMNS,
        waivers,
        title="Waivers that run out soon",
        notes=[f"Each accepts a finding until the end of its last day, within {days(soon)}."],
    )


def _by_when(position: Position, decision: Decision) -> str:
    """Say the next date that a matter runs up against; `now` where every such date has passed.

    What is complete has no date ahead. A shortfall has until the end of the first year that is
    short, and the target until that of its first year in full; where that has ended, and for
    whatever else is found of savings, it is now: a claim that waits for finance has waited as
    long as was agreed.
    """
    if any(finding.id == "saving-unvalidated" for finding in decision.found):
        return "now"
    if _is_complete(position, decision.worst):
        return "now"
    limits = _limits(position, decision.worst)
    ahead = [(when, what) for when, what in limits if when >= position.as_of]
    if not ahead:
        return "now"
    when, what = min(ahead)
    return f"{format_date(when)}, {what}"


def _limits(position: Position, finding: Finding) -> list[tuple[date, str]]:
    """Return the dates that a matter runs up against, and what each is."""
    about, id = finding.about, Id(finding.subject)
    if about == "milestone" and id in position.by_id:
        milestone = position.by_id[id]
        deadline = milestone.record.deadline
        dates = [
            (None if deadline is None else deadline.latest, "its deadline"),
            (milestone.tolerance_limit, "the end of its tolerance"),
            (position.latest_allowable.get(id), "the last day that breaks no deadline"),
        ]
        found = [(when, what) for when, what in dates if when is not None]
        return found or [(milestone.forecast.latest, "its forecast")]
    if about == "contract":
        contract = next(other for other in position.contracts if other.record.id == id)
        dates = [
            (contract.ends, "when the contract ends"),
            (
                None if contract.notice_served else contract.notice_deadline,
                "the last day for notice",
            ),
        ]
        return [(when, what) for when, what in dates if when is not None]
    if about == "procurement":
        procurement = next(other for other in position.procurements if other.record.id == id)
        return [
            (stage.opens.latest, "when the standstill begins")
            for stage in procurement.stages
            if stage.record.standstill and stage.opens
        ]
    if finding.id in ("saving-shortfall", "target-late"):
        return _years_concerned(position, finding)
    return []


def _years_concerned(position: Position, finding: Finding) -> list[tuple[date, str]]:
    """Return the end of the first year in which a saving is short, or of the target's first."""
    starts, target = position.programme.details.financial_year_starts, None
    short = [
        shortfall.year
        for shortfall in position.shortfalls
        if finding.about == "saving" and shortfall.saving.record.id == finding.subject
    ]
    if finding.about == "programme":
        target = position.programme.details.target
    if target is not None and target.from_ is not None:
        short = [starts.named(target.from_)]
    years = sorted(short, key=lambda year: year.last)[:1]
    return [(year.last, f"the end of {year.label}") for year in years]
