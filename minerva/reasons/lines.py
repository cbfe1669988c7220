"""Which figures rest on a line of a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from minerva.position import Position
from minerva.reasons.milestones import MILESTONE_FIGURES, explain_milestone
from minerva.reasons.others import explain_contract, explain_tender
from minerva.reasons.part import Part
from minerva.reasons.ratings import explain_rating
from minerva.reasons.savings import SAVING_FIGURES, SavingYear, trials_of
from minerva.reasons.totals import explain_full_year, explain_target

Figure = tuple[Sequence[str], Part]
"""The words that ask `minerva why` for a figure, and its explanation."""


def resting_on(position: Position, file: str, line: int) -> list[Figure]:
    """Return the figures that rest on a line, each with the words that ask for it.

    The file is named as reports name it.
    """
    record = _record_at(position, file, line)
    return [
        figure
        for figure in every_figure(position, record)
        if any(place.line == line and place.file == file for place in figure[1].places)
    ]


def _record_at(position: Position, file: str, line: int) -> Any:
    """Return the record that a line stands in; None where it may be a setting, or two records."""
    programme = position.as_files_say
    records: list[Any] = [record for records in programme.by_kind.values() for record in records]
    details, check = programme.details.location, programme.check.location
    places = [(record.location, record) for record in (*records, *programme.links)]
    places += [(place, None) for place in (details, details.at("target"), check)]
    before = [
        (place.line, record)
        for place, record in places
        if place.file == file and place.line <= line
    ]
    last = max((number for number, _ in before), default=0)
    found = [record for number, record in before if number == last]
    return found[0] if len(found) == 1 else None


def _followers(position: Position, record: Any) -> set[str]:
    """Return the ids of a record, and of the milestones that come after it, directly or not."""
    programme = position.as_files_say
    after: dict[str, list[str]] = {}
    for milestone in (*programme.milestones, *programme.links):
        for before in milestone.after:
            after.setdefault(before.milestone, []).append(milestone.id)
    found, left = set[str](), [record.id]
    while left:
        id = left.pop()
        if id not in found:
            found.add(id)
            left += after.get(id, ())
    return found


def every_figure(position: Position, record: Any = None) -> Iterator[Figure]:
    """Yield every figure that is not a sum over savings of a year, with its words.

    With a record, of savings, milestones and contracts only those that may rest on it.
    """
    near = None if record is None else _followers(position, record)

    def may_rest(*ids: str | None) -> bool:
        return near is None or not near.isdisjoint(ids)

    savings = {saving.record.id: saving for saving in position.savings.savings}
    for id, years in position.savings.lines.items():
        own = savings[id].record
        if not may_rest(id, own.starts_with, own.known_with):
            continue
        trials = trials_of(position, savings[id])
        for label, figures in years.items():
            saving = SavingYear(position, savings[id], label, figures, trials)
            for figure in SAVING_FIGURES:
                yield ("saving", id, label, figure), saving.figure(figure)
    yield ("full-year",), explain_full_year(position)
    yield ("target",), explain_target(position)
    for milestone in position.milestones:
        for figure in MILESTONE_FIGURES:
            if may_rest(milestone.record.id):
                words = ("milestone", milestone.record.id, figure)
                yield words, explain_milestone(position, milestone.record.id, figure)
    yield ("rating",), explain_rating(position)
    for workstream in position.chosen:
        yield ("rating", workstream.id), explain_rating(position, workstream.id)
    for contract in position.contracts:
        if may_rest(contract.record.id, contract.record.replaced_by):
            id = contract.record.id
            yield ("contract", id), explain_contract(position, id)
    for procurement, tender in position.tenders.items():
        if tender.bids:
            yield ("tender", procurement), explain_tender(position, procurement)
        for bid in tender.bids:
            words = ("tender", procurement, bid.bidder)
            yield words, explain_tender(position, procurement, bid.bidder)
