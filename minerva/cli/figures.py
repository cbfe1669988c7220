"""The figures that `minerva why` explains, as the words on the command line name them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.cli.output import fail
from minerva.findings import Finding, findings_at
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.parsing.lookup import find_record
from minerva.position import Position
from minerva.reasons import Part
from minerva.reasons.milestones import MILESTONE_FIGURES, explain_milestone
from minerva.reasons.others import (
    explain_contract,
    explain_finding,
    explain_tender,
    find_findings,
)
from minerva.reasons.ratings import explain_rating
from minerva.reasons.savings import SAVING_FIGURES, explain_saving
from minerva.reasons.totals import explain_full_year, explain_target, explain_total


class Form(Struct, frozen=True):
    """A form of the command: how many words it takes, how it is written, what explains it."""

    least: int
    most: int
    usage: str
    explain: Callable[[Position, Sequence[str]], Part]


def _saving(position: Position, words: Sequence[str]) -> Part:
    chosen = position.savings.savings
    record = find_record("saving", [saving.record for saving in chosen], words[0])
    figure = _figure(words[2:], SAVING_FIGURES, "forecast")
    return explain_saving(position, record.id, _year(position, words[1]), figure)


def _total(position: Position, words: Sequence[str]) -> Part:
    figure = _figure(words[1:], SAVING_FIGURES, "forecast")
    return explain_total(position, _year(position, words[0]), figure)


def _milestone(position: Position, words: Sequence[str]) -> Part:
    every = [milestone.record for milestone in position.milestones]
    every += [milestone.record for milestone in position.undated]
    record = find_record("milestone", every, words[0])
    figure = _figure(words[1:], MILESTONE_FIGURES, "expected")
    if record.id not in position.by_id:
        return Part(f"{record.name}, {figure}", None, parts=(Part("it has no date yet"),))
    return explain_milestone(position, record.id, figure)


def _rating(position: Position, words: Sequence[str]) -> Part:
    if not words:
        return explain_rating(position)
    return explain_rating(position, find_record("workstream", position.chosen, words[0]).id)


def _contract(position: Position, words: Sequence[str]) -> Part:
    contracts = [contract.record for contract in position.contracts]
    return explain_contract(position, find_record("contract", contracts, words[0]).id)


def _tender(position: Position, words: Sequence[str]) -> Part:
    procurements = [procurement.record for procurement in position.procurements]
    id = find_record("procurement", procurements, words[0]).id
    bidders = [bid.bidder for bid in position.tenders[id].bids]
    if not bidders:
        fail(f'"{id}" has no scores by this day')
    if len(words) > 1 and words[1] not in bidders:
        fail(f'there is no bid of "{words[1]}"', _listed(words[1], bidders))
    return explain_tender(position, id, words[1] if len(words) > 1 else None)


def _finding(position: Position, words: Sequence[str]) -> Part:
    from minerva.cli.ids import find_findings as require_finding

    id, subject = words
    require_finding([id])
    found = find_findings(position, id, subject) or _of_name(position, id, subject)
    if not found:
        hint = "`minerva check` lists those that there are"
        fail(f'there is no finding {id} about "{subject}" on this day', hint)
    if len(found) == 1:
        return explain_finding(position, found[0])
    parts = tuple(explain_finding(position, finding) for finding in found)
    return Part(f"{id} {subject}", found[0].severity.value, parts=parts)


def _of_name(position: Position, id: str, name: str) -> list[Finding]:
    """Return the findings of an id about what a name means, whole or a part; none for no name."""
    ids = {found.subject for found in findings_at(position) if found.id == id}
    records: list[Any] = [
        record for records in position.programme.by_kind.values() for record in records
    ]
    named = [record for record in records if getattr(record, "id", None) in ids]
    try:
        return find_findings(position, id, find_record("subject", named, name).id)
    except MinervaError as error:
        if error.message.startswith("there is no"):
            return []
        raise


def _figure(words: Sequence[str], known: Iterable[str], otherwise: str) -> str:
    if not words:
        return otherwise
    if words[0] not in known:
        fail(f'"{words[0]}" is not one of its figures', _listed(words[0], known))
    return words[0]


def _year(position: Position, label: str) -> str:
    return position.programme.details.financial_year_starts.read_label(label)


def _listed(word: str, known: Iterable[str]) -> str:
    return nearest_hint(word, known, f"they are {', '.join(known)}")


FORMS: Final[Mapping[str, Form]] = {
    "saving": Form(2, 3, f"saving ID YEAR [{'|'.join(SAVING_FIGURES)}]", _saving),
    "milestone": Form(1, 2, f"milestone ID [{'|'.join(MILESTONE_FIGURES)}]", _milestone),
    "total": Form(1, 2, f"total YEAR [{'|'.join(SAVING_FIGURES)}]", _total),
    "full-year": Form(0, 0, "full-year", lambda position, _: explain_full_year(position)),
    "target": Form(0, 0, "target", lambda position, _: explain_target(position)),
    "rating": Form(0, 1, "rating [WORKSTREAM]", _rating),
    "contract": Form(1, 1, "contract ID", _contract),
    "finding": Form(2, 2, "finding ID SUBJECT", _finding),
    "tender": Form(1, 2, "tender PROCUREMENT [BIDDER]", _tender),
}
"""The forms by the word that they begin with."""
