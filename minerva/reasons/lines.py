"""Which figures rest on a line of a file."""

from collections.abc import Iterator, Sequence

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

    The file is named as reports name it, or by its name alone.
    """
    return [
        figure
        for figure in every_figure(position)
        if any(
            place.line == line and (place.file == file or place.file.endswith(f"/{file}"))
            for place in figure[1].places
        )
    ]


def every_figure(position: Position) -> Iterator[Figure]:
    """Yield every figure that is not a sum over savings of a year, with its words."""
    savings = {saving.record.id: saving for saving in position.savings.savings}
    for id, years in position.savings.lines.items():
        trials = trials_of(position, savings[id])
        for label, figures in years.items():
            saving = SavingYear(position, savings[id], label, figures, trials)
            for figure in SAVING_FIGURES:
                yield ("saving", id, label, figure), saving.figure(figure)
    yield ("full-year",), explain_full_year(position)
    yield ("target",), explain_target(position)
    for milestone in position.milestones:
        for figure in MILESTONE_FIGURES:
            words = ("milestone", milestone.record.id, figure)
            yield words, explain_milestone(position, milestone.record.id, figure)
    yield ("rating",), explain_rating(position)
    for workstream in position.chosen:
        yield ("rating", workstream.id), explain_rating(position, workstream.id)
    for contract in position.contracts:
        yield ("contract", contract.record.id), explain_contract(position, contract.record.id)
    for procurement, tender in position.tenders.items():
        if tender.bids:
            yield ("tender", procurement), explain_tender(position, procurement)
        for bid in tender.bids:
            words = ("tender", procurement, bid.bidder)
            yield words, explain_tender(position, procurement, bid.bidder)
