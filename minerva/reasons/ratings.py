"""Why the programme, or one of its workstreams, is rated as it is."""

from collections.abc import Sequence

from minerva.model.programme import Id
from minerva.position import Position, WorkstreamPosition
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.position.money_rating import MoneyRating
from minerva.position.savings import SavingPosition
from minerva.reasons.milestones import on_the_edge
from minerva.reasons.milestones import rating as milestone_rating
from minerva.reasons.part import RULES, Part, without_places
from minerva.reasons.savings import explain_saving
from minerva.reasons.totals import explain_target


def explain_rating(position: Position, id: Id | None = None) -> Part:
    """Return why the programme is rated as it is or, with an id, one of its workstreams.

    Only what is as bad as the rating counts, and has its lines. Where several things make it red
    none of them alone could change that: their lines have no place.
    """
    if id is not None:
        chosen = [found for found in position.workstreams if found.workstream.id == id]
        alone = _causes(position, chosen, chosen[0].rating) < 2
        return _resting(_workstream(position, chosen[0], alone=alone), alone=alone)
    rating, target = position.rating, position.target_rating
    by_target = target is not None and target.rating is rating and rating is not Rating.GREEN
    alone = _causes(position, position.workstreams, rating) + by_target < 2
    parts = [
        _workstream(position, workstream, alone=alone)
        if workstream.rating is rating
        else Part(
            _named(workstream),
            _word(workstream.rating),
            parts=_edges(workstream) if rating is Rating.AMBER else (),
        )
        for workstream in position.workstreams
    ]
    if by_target and target is not None:
        against = explain_target(position)
        against = against if alone else without_places(against)
        parts.append(Part(f"The target: {target.reason}", _word(rating), parts=(against,)))
    name = position.programme.details.name
    whole = Part(f"{name}, rating", _word(rating), RULES["rating"], parts=tuple(parts))
    return _resting(whole, alone=alone)


def _causes(
    position: Position, workstreams: Sequence[WorkstreamPosition], rating: Rating | None
) -> int:
    """Count the milestones and the money that are rated so."""
    money = [position.money_ratings[found.workstream.id] for found in workstreams]
    return sum(
        milestone.rating is rating for found in workstreams for milestone in found.milestones
    ) + sum(found is not None and found.rating is rating for found in money)


def _resting(part: Part, *, alone: bool) -> Part:
    """Return the explanation of a rating, without places where no line could change it."""
    return part if alone or part.value != Rating.RED.value else without_places(part)


def _edges(workstream: WorkstreamPosition) -> tuple[Part, ...]:
    """Return the milestones that are green, and would be red with a date a day off."""
    return tuple(
        Part(
            f"{milestone.record.name}: red if it were a day off", parts=milestone_rating(milestone)
        )
        for milestone in workstream.milestones
        if milestone.rating is Rating.GREEN and on_the_edge(milestone)
    )


def _named(workstream: WorkstreamPosition) -> str:
    name = workstream.workstream.name
    return f"{name}: {workstream.reason}" if workstream.reason else name


def _workstream(position: Position, workstream: WorkstreamPosition, *, alone: bool) -> Part:
    """Return a workstream with what is as bad as its rating; `alone` says that it is one thing."""
    rating = workstream.rating
    parts = [
        _milestone(milestone, alone=alone)
        for milestone in workstream.milestones
        if milestone.rating is rating
    ]
    money = position.money_ratings[workstream.workstream.id]
    if money is not None and money.rating is rating and rating is not Rating.GREEN:
        of_money = _money(position, workstream.workstream.id, money)
        parts.append(of_money if alone else without_places(of_money))
    if rating is Rating.AMBER:
        parts += _edges(workstream)
    return Part(_named(workstream), _word(rating), RULES["rating"], parts=tuple(parts))


def _milestone(milestone: MilestonePosition, *, alone: bool) -> Part:
    overdue = f"{days(milestone.overdue_days)} overdue" if milestone.overdue else ""
    text = milestone.record.name + (f": {overdue}" if overdue else "")
    parts = milestone_rating(milestone, alone=alone)
    return Part(text, milestone.rating.value, RULES["rating"], parts=parts)


def _money(position: Position, id: Id, money: MoneyRating) -> Part:
    """Return the shortfalls that rate the money of a workstream, the largest first.

    Of several each alone may not change the rating, nor may the date of a milestone that has come
    too late already: they have no places. `minerva why saving` has.
    """
    short = sorted(
        (
            shortfall
            for shortfall in position.shortfalls
            if shortfall.saving.record.workstream == id
            and not shortfall.saving.has_ended(shortfall.year.first.year)
        ),
        key=lambda shortfall: -shortfall.amount,
    )
    parts = [
        explain_saving(position, shortfall.saving.record.id, shortfall.year.label, "variance")
        for shortfall in short
    ]
    if len(parts) > 1 or any(_late_anyway(shortfall.saving) for shortfall in short):
        parts = list(map(without_places, parts))
    return Part(money.reason, _word(money.rating), parts=tuple(parts))


def _late_anyway(saving: SavingPosition) -> bool:
    """Tell whether a saving starts with a milestone that can no longer come when planned."""
    planned = saving.planned_start
    passed = planned is not None and saving.as_of > planned.latest
    return saving.milestone is not None and (passed or saving.milestone.complete)


def _word(rating: Rating | None) -> str:
    return "not rated" if rating is None else rating.value
