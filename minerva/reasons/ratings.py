"""Why the programme, or one of its workstreams, is rated as it is."""

from minerva.model.programme import Id
from minerva.position import Position, WorkstreamPosition
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.reasons.milestones import rating as milestone_rating
from minerva.reasons.part import RULES, Part
from minerva.reasons.savings import explain_saving
from minerva.reasons.totals import explain_target


def explain_rating(position: Position, id: Id | None = None) -> Part:
    """Return why the programme is rated as it is or, with an id, one of its workstreams.

    Only what is as bad as the rating counts, and has its lines.
    """
    if id is not None:
        return _workstream(
            position, next(found for found in position.workstreams if found.workstream.id == id)
        )
    rating = position.rating
    parts = [
        _workstream(position, workstream)
        if workstream.rating is rating
        else Part(_named(workstream), _word(workstream.rating))
        for workstream in position.workstreams
    ]
    target = position.target_rating
    if target is not None and target.rating is rating and rating is not Rating.GREEN:
        against = explain_target(position)
        parts.append(Part(f"The target: {target.reason}", _word(rating), parts=(against,)))
    name = position.programme.details.name
    return Part(f"{name}, rating", _word(rating), RULES["rating"], parts=tuple(parts))


def _named(workstream: WorkstreamPosition) -> str:
    name = workstream.workstream.name
    return f"{name}: {workstream.reason}" if workstream.reason else name


def _workstream(position: Position, workstream: WorkstreamPosition) -> Part:
    rating = workstream.rating
    milestones = [
        _milestone(milestone) for milestone in workstream.milestones if milestone.rating is rating
    ]
    money = position.money_ratings[workstream.workstream.id]
    if money is not None and money.rating is rating and rating is not Rating.GREEN:
        milestones.append(_money(position, workstream.workstream.id, money.reason))
    text = _named(workstream)
    return Part(text, _word(rating), RULES["rating"], parts=tuple(milestones))


def _milestone(milestone: MilestonePosition) -> Part:
    overdue = f"{days(milestone.overdue_days)} overdue" if milestone.overdue else ""
    text = milestone.record.name + (f": {overdue}" if overdue else "")
    return Part(text, milestone.rating.value, RULES["rating"], parts=milestone_rating(milestone))


def _money(position: Position, id: Id, reason: str) -> Part:
    """Return the shortfalls that rate the money of a workstream, the largest first."""
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
    return Part(reason, parts=tuple(parts))


def _word(rating: Rating | None) -> str:
    return "not rated" if rating is None else rating.value
