"""Why the totals of the savings are what they are: their savings, one each."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.target import counts
from minerva.reasons.amounts import Amounts
from minerva.reasons.coming import not_known
from minerva.reasons.part import RULES, Part, without_places
from minerva.reasons.savings import SavingYear, lines_in, over, trials_of
from minerva.reasons.sources import Sources


def explain_total(position: Position, label: str, figure: str) -> Part:
    """Return why the total of a figure in a financial year is what it is: a part a saving.

    Those not known have None, and are not in the sum. In pounds.
    """
    lines = lines_in(position, label)
    savings = [saving for saving in position.all_savings if saving.record.id in lines]
    parts = [
        SavingYear(
            position, saving, label, lines[saving.record.id][label], trials_of(position, saving)
        ).figure(figure)
        for saving in savings
    ]
    total = position.savings_in((label,)).total.years[label]
    text = f"All savings, {figure} for {label}"
    return Part(text, getattr(total, figure), RULES[figure], parts=tuple(parts))


def explain_full_year(position: Position, most: int | None = None) -> Part:
    """Return why the full-year effect is what it is: a part a recurring saving.

    Those that come once are one part more, without an amount. At `most` so many savings are taken
    apart themselves; all of them unless told otherwise.
    """
    savings = position.savings.savings
    counted = [saving for saving in savings if saving.record.recurring]
    total = position.savings.total.full_year
    parts = _counted_or_not(position, savings, counted, lambda found: found.record.recurring, most)
    return Part("Full-year effect", total, RULES["full-year total"], parts=parts)


Figure = Callable[[SavingPosition], object]
"""What a figure is with a position of a saving."""


def explain_target(
    position: Position, figure_with: Callable[[SavingPosition], Figure | None] | None = None
) -> Part:
    """Return what counts against the target: a part a saving that does.

    Those that do not are one part more, without an amount. Lines have a place where they could
    change the sum or, with `figure_with`, what that gives of each saving; None is never changed.
    """
    savings, target = position.savings, position.savings.target
    text = "Full-year effect against the target"
    if target is not None:
        money = Amounts(position.programme.details.currency)
        text += f" of {money(target.full_year)}"
    parts = _counted_or_not(
        position,
        savings.savings,
        savings.against.counted,
        partial(counts, target),
        figure_with=figure_with,
    )
    return Part(text, savings.against.full_year, RULES["target"], parts=parts)


def _counted_or_not(
    position: Position,
    savings: Sequence[SavingPosition],
    counted: Sequence[SavingPosition],
    counts: Callable[[SavingPosition], bool],
    most: int | None = None,
    figure_with: Callable[[SavingPosition], Figure | None] | None = None,
) -> tuple[Part, ...]:
    """Return the full-year effect of each saving that counts, then what leaves others out."""
    parts: list[Part] = []
    left_out: list[Part] = []
    effects = _Effects(counted)
    for saving in savings[:most]:
        if counts(saving):
            stated = _stated(position, saving)
            part = Part(saving.record.name, saving.full_year, RULES["full-year"], parts=stated)
        else:
            part = Part(saving.record.name, parts=_excluded(saving))
        if figure_with is None:
            figure: Figure | None = effects.with_another(saving, counts)
        else:
            figure = figure_with(saving)
        if figure is None:
            part = without_places(part)
        else:
            trials = trials_of(position, saving, dated=figure_with is not None)
            part = trials.resting(part, figure, figure(saving))
        (parts if counts(saving) else left_out).append(part)
    for saving in savings[most or len(savings) :]:
        if counts(saving):
            parts.append(Part(saving.record.name, saving.full_year, RULES["full-year"]))
    if left_out:
        parts.append(Part("savings that do not count in it", parts=tuple(left_out)))
    return tuple(parts)


class _Effects:
    """The full-year effects of the savings that count, added up once."""

    def __init__(self, counted: Sequence[SavingPosition]) -> None:
        self.ids = {saving.record.id for saving in counted}
        effects = [saving.full_year_pence for saving in counted]
        self.sum = sum(effect for effect in effects if effect is not None)
        self.known = len(effects) - effects.count(None)

    def with_another(
        self, saving: SavingPosition, counts: Callable[[SavingPosition], bool]
    ) -> Figure:
        """Return what gives the sum with a saving in another position, if it counts in that.

        None while none of those that count is known, 0 where none counts.
        """
        effect = saving.full_year_pence if saving.record.id in self.ids else None
        left, known = self.sum - (effect or 0), self.known - int(effect is not None)
        others = len(self.ids) - int(saving.record.id in self.ids)
        without = left if known or not others else None

        def total(found: SavingPosition) -> int | None:
            if not counts(found):
                return without
            own = found.full_year_pence
            return left + own if own is not None else left if known else None

        return total


def _excluded(saving: SavingPosition) -> tuple[Part, ...]:
    """Return why a saving does not count: it comes once, or ends too soon."""
    record = saving.record
    if not record.recurring:
        return (Part("it comes once", location=record.location.at("recurring")),)
    return (Part("it ends", record.ends, location=record.location.at("ends")),)


def _stated(position: Position, saving: SavingPosition) -> tuple[Part, ...]:
    """Return what states the full-year effect of a saving, with all that it may rest on."""
    amounts = Amounts(position.programme.details.currency)
    agreed, value = saving.budgets[-1], saving.full_year
    said = saving.statements.statement_of_full_year(agreed.since)
    if saving.over:
        return (over(position, saving),)
    if said is not None:
        place = said.location.at("full_year")
        return (Part(f"stated on {format_date(said.on)}", value, location=place),)
    if value is None:
        return (not_known(saving),)
    [whole] = Sources(saving, agreed, amounts).whole()
    return (replace(whole, value=value),)
