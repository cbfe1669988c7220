"""What is recorded of findings: a waiver, which accepts one for a while."""

from collections.abc import Mapping, Sequence
from datetime import date

from minerva.model.catalogue import KINDS, WAIVABLE
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Programme
from minerva.parsing.lookup import Named, find_record
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
    subject = _find_subject(programme, finding, subject)
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
    by_kind = _records(programme)
    return [record.id for kind in KINDS[finding].about for record in by_kind[kind]]


def _find_subject(programme: Programme, finding: str, text: str) -> str:
    """Return the id of what a finding is about, from its id or its name, whole or a part."""
    ids = subjects(programme, finding)
    if text in ids:
        return text
    by_kind = _records(programme)
    records = [record for kind in KINDS[finding].about for record in by_kind[kind]]
    try:
        return find_record(" or a ".join(KINDS[finding].about), records, text).id
    except MinervaError as error:
        if error.message.startswith("there is no"):
            raise MinervaError(*_not_a_subject(programme, finding, text, ids)) from None
        raise


def _not_a_subject(
    programme: Programme, finding: str, subject: str, ids: Sequence[str]
) -> tuple[str, str]:
    """Return why a finding cannot be about a subject, and the remedy."""
    kinds = " or a ".join(KINDS[finding].about)
    for kind, others in _records(programme).items():
        if any(record.id == subject for record in others):
            return f"{subject} is a {kind}: {finding} is about a {kinds}", f"name a {kinds}"
    otherwise = "`minerva check` names what it found" if ids else f"there is no {kinds}"
    return f'there is no {kinds} "{subject}"', nearest_hint(subject, ids, otherwise)


def _records(programme: Programme) -> Mapping[str, Sequence[Named]]:
    """Return what findings may be about, by kind; a one-off cost goes by its saving."""
    one_off = [saving for saving in programme.savings if saving.one_off_cost is not None]
    return {
        **programme.by_kind,
        "cost": [*programme.costs, *one_off],
        "programme": [programme.details],
    }
