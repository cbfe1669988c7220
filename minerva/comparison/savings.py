"""How money moved: the totals, and each saving."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from minerva.comparison.changes import (
    FIGURES,
    PARTS,
    Amounts,
    Causes,
    Figure,
    MoneyChange,
    SavingEvent,
)
from minerva.model.money import ZERO
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsPosition, YearFigures

_OF_PLANNED: Final[Figure] = "forecast_of_planned"


def money_moved(before: Position, after: Position) -> tuple[MoneyChange, list[MoneyChange]]:
    """Return how the totals moved, and each saving, over the years that either shows."""
    labels = sorted({year.label for year in (*before.years, *after.years)})
    former, latter = _savings_in(before, labels), _savings_in(after, labels)
    total = MoneyChange(
        None,
        "Total",
        Amounts(former.total.full_year, latter.total.full_year),
        _years(former.total.years, latter.total.years),
    )
    old = {saving.record.id: saving for saving in former.savings}
    new = {saving.record.id: saving for saving in latter.savings}
    both = {saving.id for saving in before.programme.savings}
    both &= {saving.id for saving in after.programme.savings}
    savings = []
    for id in {**old, **new}:
        name = (new.get(id) or old[id]).record.name
        amounts = Amounts(
            old[id].full_year if id in old else ZERO,
            new[id].full_year if id in new else ZERO,
        )
        years = _years(former.lines.get(id), latter.lines.get(id))
        event = _event_of(old.get(id), new.get(id), elsewhere=id in both)
        moved = (
            (old[id].record.workstream, new[id].record.workstream)
            if event == "moved to another workstream"
            else None
        )
        savings.append(MoneyChange(id, name, amounts, years, event, moved))
    return total, [change for change in savings if change.has_change or change.event]


def causes(years: Iterable[Mapping[Figure, Amounts]]) -> Causes:
    """Return why the forecast of some years moved, added up over them.

    Figures are as they are shown of each year, so the sum is to the penny of these; where nothing
    that is known is in a figure, it is 0.
    """
    moved = list(years)
    not_planned = _moved(moved, "forecast") - _moved(moved, _OF_PLANNED)
    slipped, restated, not_realised = (_moved(moved, part) for part in PARTS)
    return Causes(_moved(moved, "planned"), slipped, restated, not_realised, not_planned)


def _moved(years: Sequence[Mapping[Figure, Amounts]], figure: Figure) -> Decimal:
    amounts = [year[figure] for year in years]
    return sum(((of.after or ZERO) - (of.before or ZERO) for of in amounts), ZERO)


def _savings_in(position: Position, labels: Sequence[str]) -> SavingsPosition:
    """Return the savings of some years, which the other position may begin on another day."""
    starts = position.programme.details.financial_year_starts
    return position.savings_in(sorted({starts.named(label).label for label in labels}))


def _event_of(
    before: SavingPosition | None, after: SavingPosition | None, *, elsewhere: bool
) -> SavingEvent | None:
    """Return what happened to a saving; `elsewhere` is in workstreams not looked at."""
    if before is None:
        return "moved here" if elsewhere else "added"
    if after is None:
        return "moved away" if elsewhere else "removed"
    if before.full_year is None and after.full_year is not None:
        return "amount now known"
    if before.full_year is not None and after.full_year is None:
        return "amount no longer known"
    moved = before.record.workstream != after.record.workstream
    return "moved to another workstream" if moved else None


def _years(
    before: Mapping[str, YearFigures] | None, after: Mapping[str, YearFigures] | None
) -> dict[str, Mapping[Figure, Amounts]]:
    """Return the years in which a figure moved. What is not there at all is nothing, not unknown.

    A year that moved has all its figures, and the forecast of what is planned.
    """
    moved: dict[str, Mapping[Figure, Amounts]] = {}
    for label in {**(before or {}), **(after or {})}:
        figures: dict[Figure, Amounts] = {
            figure: Amounts(
                getattr(before[label], figure) if before and label in before else ZERO,
                getattr(after[label], figure) if after and label in after else ZERO,
            )
            for figure in (*FIGURES, _OF_PLANNED)
        }
        if any(figures[figure].before != figures[figure].after for figure in FIGURES):
            moved[label] = figures
    return moved
