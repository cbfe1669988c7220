"""The figures that `minerva why` explains, as the words on the command line name them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from msgspec import Struct

from minerva.cli.output import fail
from minerva.findings import Finding, findings_at
from minerva.model.catalogue import KINDS
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Id, Milestone
from minerva.model.trail import Trail
from minerva.parsing.lookup import find_record
from minerva.position import Position
from minerva.reasons import Part, Value
from minerva.reasons.milestones import (
    MILESTONE_FIGURES,
    explain_milestone,
    milestone_value,
)
from minerva.reasons.others import (
    explain_contract,
    explain_finding,
    explain_tender,
)
from minerva.reasons.ratings import explain_rating
from minerva.reasons.savings import SAVING_FIGURES, explain_saving, lines_in
from minerva.reasons.totals import explain_full_year, explain_target, explain_total

AskTrail = Callable[[bool], Trail]
"""What reads the trail of the files in git; told to, with its signatures verified."""


class Form(Struct, frozen=True):
    """A form of the command: how many words it takes, how it is written, what explains it.

    `value` has the figure alone, which is quicker; None where there is no quicker way.
    """

    least: int
    most: int
    usage: str
    explain: Callable[[Position, Sequence[str]], Part]
    value: Callable[[Position, Sequence[str]], Value] | None = None

    def value_of(self, position: Position, words: Sequence[str]) -> Value:
        """Return the figure that words ask for."""
        if self.value is None:
            return self.explain(position, words).value
        return self.value(position, words)


def _saving(position: Position, words: Sequence[str]) -> Part:
    id, label, figure = _of_saving(position, words)
    return explain_saving(position, id, label, figure)


def _saving_value(position: Position, words: Sequence[str]) -> Value:
    id, label, figure = _of_saving(position, words)
    value: Value = getattr(lines_in(position, label)[id][label], figure)
    return value


def _of_saving(position: Position, words: Sequence[str]) -> tuple[Id, str, str]:
    chosen = position.savings.savings
    record = find_record("saving", [saving.record for saving in chosen], words[0])
    figure = _figure(words[2:], SAVING_FIGURES, "forecast")
    return record.id, _year(position, words[1]), figure


def _total(position: Position, words: Sequence[str]) -> Part:
    figure = _figure(words[1:], SAVING_FIGURES, "forecast")
    return explain_total(position, _year(position, words[0]), figure)


def _total_value(position: Position, words: Sequence[str]) -> Value:
    figure, label = _figure(words[1:], SAVING_FIGURES, "forecast"), _year(position, words[0])
    value: Value = getattr(position.savings_in((label,)).total.years[label], figure)
    return value


def _milestone(position: Position, words: Sequence[str]) -> Part:
    record, figure = _of_milestone(position, words)
    if record.id not in position.by_id:
        return Part(f"{record.name}, {figure}", None, parts=(Part("it has no date yet"),))
    return explain_milestone(position, record.id, figure)


def _milestone_value(position: Position, words: Sequence[str]) -> Value:
    record, figure = _of_milestone(position, words)
    milestone = position.by_id.get(record.id)
    return None if milestone is None else milestone_value(position, milestone, figure)


def _of_milestone(position: Position, words: Sequence[str]) -> tuple[Milestone, str]:
    every = [milestone.record for milestone in position.milestones]
    every += [milestone.record for milestone in position.undated]
    record = find_record("milestone", every, words[0])
    return record, _figure(words[1:], MILESTONE_FIGURES, "expected")


def _rating_value(position: Position, words: Sequence[str]) -> Value:
    rating = position.rating
    if words:
        id = find_record("workstream", position.chosen, words[0]).id
        rating = next(
            workstream.rating
            for workstream in position.workstreams
            if workstream.workstream.id == id
        )
    return "not rated" if rating is None else rating.value


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


def _finding(trail: AskTrail, position: Position, words: Sequence[str]) -> Part:
    from minerva.cli.ids import find_findings as require_finding

    id, subject = words
    require_finding([id])
    if KINDS[id].looks_at == "history":
        return _of_trail(trail, position, id, subject)
    found = findings_at(position)
    named = _about(position, found, id, subject)
    if not named:
        lists = "check --since REV" if KINDS[id].looks_at == "comparison" else "check"
        _fail_without(id, subject, f"`minerva {lists}` lists those that there are")
    return _together([explain_finding(position, finding) for finding in named], id, subject)


def _of_trail(trail: AskTrail, position: Position, id: str, subject: str) -> Part:
    """Return why a finding of an audit is there; git is not asked where the files say enough."""
    from minerva.findings import findings_of_trail
    from minerva.reasons.trails import explain_found

    by_git = Trail((), (), ()) if id == "no-evidence" else trail(id == "unsigned")
    found = [
        finding
        for finding in findings_of_trail(by_git, position)
        if position.includes(finding.subject)
    ]
    named = _about(position, found, id, subject)
    if not named:
        lists = "audit --signatures" if id == "unsigned" else "audit"
        _fail_without(id, subject, f"`minerva {lists}` lists those that there are")
    return _together([explain_found(position, finding, by_git) for finding in named], id, subject)


def _together(parts: Sequence[Part], id: str, subject: str) -> Part:
    if len(parts) == 1:
        return parts[0]
    return Part(f"{id} {subject}", parts[0].value, parts[0].rule, parts=tuple(parts))


def _fail_without(id: str, subject: str, hint: str) -> NoReturn:
    fail(f'there is no finding {id} about "{subject}" on this day', hint)


def _about(position: Position, found: Sequence[Finding], id: str, name: str) -> list[Finding]:
    """Return the findings of an id about a subject: by its id, or by its name or a part of that."""
    some = [finding for finding in found if finding.id == id]
    ids = {finding.subject for finding in some}
    if name not in ids:
        records: list[Any] = [
            record for records in position.programme.by_kind.values() for record in records
        ]
        named = [record for record in records if record.id in ids]
        try:
            name = find_record("subject", named, name).id
        except MinervaError as error:
            if error.message.startswith("there is no"):
                return []
            raise
    return [finding for finding in some if finding.subject == name]


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


def forms(trail: AskTrail) -> Mapping[str, Form]:
    """Return the forms by the word that they begin with; `trail` reads what git has, if asked."""
    return {
        "saving": Form(
            2, 3, f"saving ID YEAR [{'|'.join(SAVING_FIGURES)}]", _saving, _saving_value
        ),
        "milestone": Form(
            1, 2, f"milestone ID [{'|'.join(MILESTONE_FIGURES)}]", _milestone, _milestone_value
        ),
        "total": Form(1, 2, f"total YEAR [{'|'.join(SAVING_FIGURES)}]", _total, _total_value),
        "full-year": Form(
            0,
            0,
            "full-year",
            lambda position, _: explain_full_year(position),
            lambda position, _: position.savings.total.full_year,
        ),
        "target": Form(
            0,
            0,
            "target",
            lambda position, _: explain_target(position),
            lambda position, _: position.savings.against.full_year,
        ),
        "rating": Form(0, 1, "rating [WORKSTREAM]", _rating, _rating_value),
        "contract": Form(1, 1, "contract ID", _contract),
        "finding": Form(2, 2, "finding ID SUBJECT", partial(_finding, trail)),
        "tender": Form(1, 2, "tender PROCUREMENT [BIDDER]", _tender),
    }
