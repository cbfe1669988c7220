"""Why each key figure of the page is what it is: what it counts or adds up, and its places."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.model.programme import Claim
from minerva.position import Position
from minerva.reasons import Part
from minerva.reasons.milestones import expected, explain_milestone
from minerva.reasons.part import RULES
from minerva.reasons.ratings import explain_rating
from minerva.reasons.totals import explain_full_year

MOST: Final = 30
"""How many parts are shown; the others are one part together."""


def of_rating(position: Position) -> Part | None:
    """Return why the programme is rated as it is; None for some of its workstreams alone."""
    return None if position.narrowed else _cut(explain_rating(position, most=MOST))


def of_figures(position: Position) -> Mapping[str, Part]:
    """Return why the key figures are what they are, by their names."""
    found = {name: explain(position) for name, explain in _FIGURES.items()}
    return {
        name: _cut(part if part.parts else replace(part, parts=(Part("nothing by this day"),)))
        for name, part in found.items()
        if part is not None
    }


def _complete(position: Position) -> Part:
    milestones = [milestone for milestone in position.own if milestone.complete]
    parts = [
        Part(milestone.record.name, milestone.actual, parts=(expected(milestone),))
        for milestone in milestones
    ]
    return Part("Milestones complete", len(parts), parts=tuple(parts))


def _overdue(position: Position) -> Part:
    milestones = [milestone for milestone in position.own if milestone.overdue]
    parts = [
        Part(milestone.record.name, milestone.forecast, parts=(expected(milestone),))
        for milestone in milestones
    ]
    return Part("Overdue", len(parts), parts=tuple(parts))


def _worst_slip(position: Position) -> Part | None:
    worst = position.counts.worst_days
    slipped = [
        milestone
        for milestone in position.own
        if worst is not None and milestone.slippage_days == worst
    ]
    if not slipped:
        return None
    parts = [
        explain_milestone(position, milestone.record.id, "slippage") for milestone in slipped[:MOST]
    ]
    parts += [Part(milestone.record.name, milestone.slippage_days) for milestone in slipped[MOST:]]
    return Part("Worst slip", worst, RULES["slippage"], parts=tuple(parts))


def _claimed(position: Position, *, validated: bool) -> Part:
    """Return the claims made by the day, or what of them was validated, a part each."""
    parts = []
    for saving in position.savings.savings:
        for claim in saving.record.realised:
            if claim.on > position.as_of:
                continue
            text = f"{saving.record.name}, {claim.year}: claimed on {format_date(claim.on)}"
            part = Part(text, claim.amount, location=claim.location.at("amount"))
            if not validated:
                parts.append(part)
            elif claim.validated is not None and claim.validated.on <= position.as_of:
                parts.append(_validated(part, claim))
    total = position.savings.total
    name, value = ("Validated", total.validated) if validated else ("Realised", total.realised)
    return Part(name, value, RULES[name.lower()], parts=tuple(parts))


def _validated(part: Part, claim: Claim) -> Part:
    confirmed = claim.validated
    if confirmed is None or confirmed.amount is None:
        return part
    return replace(part, value=confirmed.amount, location=confirmed.location.at("amount"))


def _cut(part: Part) -> Part:
    """Return a part with the first of its parts, and what the others come to."""
    if len(part.parts) <= MOST:
        return part
    rest: Sequence[Part] = part.parts[MOST:]
    known: Iterable[Decimal] = [other.value for other in rest if isinstance(other.value, Decimal)]
    others = Part(f"{len(rest):,} others", sum(known, Decimal(0)) if known else None)
    return replace(part, parts=(*part.parts[:MOST], others))


_FIGURES: Final[Mapping[str, Callable[[Position], Part | None]]] = {
    "Milestones complete": _complete,
    "Overdue": _overdue,
    "Worst slip": _worst_slip,
    "Full-year effect": lambda position: explain_full_year(position, MOST),
    "Realised": lambda position: _claimed(position, validated=False),
    "Validated": lambda position: _claimed(position, validated=True),
}
