"""What is recorded of findings: a waiver, which accepts one for a while."""

from collections.abc import Mapping, Sequence
from datetime import date

from minerva.model.catalogue import KINDS, WAIVABLE
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Programme
from minerva.recording.change import AddTable, Change, Value
from minerva.store import MILESTONES


def waive(
    programme: Programme,
    finding: str,
    subject: str,
    until: date,
    reason: str,
    approved_by: str,
    today: date,
) -> Change:
    """Add a waiver: one finding about one thing, accepted until the end of a day."""
    ids = subjects(programme, finding)
    if subject not in ids:
        raise MinervaError(*_not_a_subject(programme, finding, subject, ids))
    if until < today:
        raise MinervaError(
            f"{format_date(until)} has passed: the waiver would accept nothing",
            "give a later day with --until",
        )
    for waiver in programme.waivers:
        if (waiver.finding, waiver.subject) == (finding, subject) and waiver.until >= until:
            raise MinervaError(
                f"{finding} is accepted for {subject} until {format_date(waiver.until)} already, "
                f"by {waiver.approved_by}",
                "give a later day with --until",
            )
    values: dict[str, Value] = {
        "finding": finding,
        "subject": subject,
        "until": until,
        "reason": reason,
        "approved_by": approved_by,
    }
    return Change(
        [AddTable(MILESTONES, ("waiver",), values)],
        f"{finding} is accepted for {subject} until {format_date(until)}",
    )


def subjects(programme: Programme, finding: str) -> Sequence[str]:
    """Return the ids of what a finding may be about. Raises MinervaError for no such finding."""
    if finding not in WAIVABLE:
        if finding in KINDS:
            of_waivers = KINDS[finding].about == ["waiver"]
            raise MinervaError(
                f"{finding} is about waivers and cannot be waived"
                if of_waivers
                else f"{finding} cannot be waived",
                "take out the waiver, or record one that lasts longer"
                if of_waivers
                else f"`minerva explain {finding}` says how to put it right",
            )
        otherwise = f"they are {', '.join(WAIVABLE)}"
        raise MinervaError(
            f'there is no finding "{finding}"', nearest_hint(finding, WAIVABLE, otherwise)
        )
    by_kind = _ids(programme)
    return [id for kind in KINDS[finding].about for id in by_kind[kind]]


def _not_a_subject(
    programme: Programme, finding: str, subject: str, ids: Sequence[str]
) -> tuple[str, str]:
    """Return why a finding cannot be about a subject, and the remedy."""
    kinds = " or a ".join(KINDS[finding].about)
    for kind, others in _ids(programme).items():
        if subject in others:
            return f"{subject} is a {kind}: {finding} is about a {kinds}", f"name a {kinds}"
    otherwise = "`minerva check` names what it found" if ids else f"there is no {kinds}"
    return f'there is no {kinds} "{subject}"', nearest_hint(subject, ids, otherwise)


def _ids(programme: Programme) -> Mapping[str, Sequence[str]]:
    return {
        "milestone": [record.id for record in programme.milestones],
        "saving": [record.id for record in programme.savings],
        "contract": [record.id for record in programme.contracts],
        "procurement": [record.id for record in programme.procurements],
        "programme": [programme.details.id],
        "workstream": [record.id for record in programme.workstreams],
        "risk": [record.id for record in programme.risks],
        "issue": [record.id for record in programme.issues],
        "action": [record.id for record in programme.actions],
        "decision": [record.id for record in programme.decisions],
        "indicator": [record.id for record in programme.indicators],
    }
