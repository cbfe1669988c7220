"""Why the programme, or one of its workstreams, is rated as it is."""

from collections import Counter
from collections.abc import Sequence

from minerva.model.programme import Id
from minerva.position import Position, WorkstreamPosition
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.position.money_rating import MoneyRating
from minerva.reasons import milestones as of_milestones
from minerva.reasons.money import WorkstreamMoney, worst
from minerva.reasons.part import RULES, Part, without_places
from minerva.reasons.totals import explain_target


def explain_rating(position: Position, id: Id | None = None) -> Part:
    """Return why the programme is rated as it is or, with an id, one of its workstreams.

    What is as bad as the rating counts, and what a step off would be worse. A line has a place
    where it alone could change the rating: of several things that make it red none has.
    """
    if id is not None:
        chosen = [found for found in position.workstreams if found.workstream.id == id]
        return _Rated(position, chosen, None).workstream(chosen[0], chosen[0].rating)
    rating, target = position.rating, position.target_rating
    by_target = target is not None and target.rating is rating and rating is not Rating.GREEN
    rated = _Rated(position, position.workstreams, target)
    parts = [rated.workstream(workstream, rating) for workstream in position.workstreams]
    if by_target and target is not None:
        against = explain_target(position)
        against = against if rated.is_alone(target.rating) else without_places(against)
        parts.append(Part(f"The target: {target.reason}", _word(rating), parts=(against,)))
    name = position.programme.details.name
    return Part(f"{name}, rating", _word(rating), RULES["rating"], parts=tuple(parts))


class _Rated:
    """All that is rated together: milestones, the money of workstreams, the target."""

    def __init__(
        self,
        position: Position,
        workstreams: Sequence[WorkstreamPosition],
        target: MoneyRating | None,
    ) -> None:
        self.position = position
        money = [position.money_ratings[found.workstream.id] for found in workstreams]
        self.counted = Counter(it.rating for found in workstreams for it in found.milestones)
        self.counted.update(
            found.rating
            for found in (*money, target)
            if found is not None and found.rating is not Rating.GREEN
        )

    def without(self, rating: Rating) -> Rating | None:
        """Return the worst rating of all but one thing that is rated so."""
        others = self.counted - Counter([rating])
        return worst(*others)

    def is_alone(self, rating: Rating) -> bool:
        """Tell whether nothing else is rated as badly as one thing that is rated so."""
        return self.without(rating) is not worst(*self.counted)

    def workstream(self, workstream: WorkstreamPosition, rating: Rating | None) -> Part:
        """Return a workstream with what is as bad as a rating, or a step from being worse."""
        parts = [
            part
            for milestone in workstream.milestones
            if (part := self._milestone(milestone, rating)) is not None
        ]
        money = self.position.money_ratings[workstream.workstream.id]
        of_money = WorkstreamMoney(self.position, workstream.workstream.id)
        if money is not None and money.rating is rating and rating is not Rating.GREEN:
            below = of_money.parts(self.without(rating))
            parts.append(Part(money.reason, _word(money.rating), parts=below))
        elif money is not None:
            counts = money.rating is not Rating.GREEN
            parts += of_money.edges(self.without(money.rating) if counts else worst(*self.counted))
        rule = RULES["rating"] if workstream.rating is rating else None
        name = workstream.workstream.name
        text = f"{name}: {workstream.reason}" if workstream.reason else name
        return Part(text, _word(workstream.rating), rule, parts=tuple(parts))

    def _milestone(self, milestone: MilestonePosition, rating: Rating | None) -> Part | None:
        """Return a milestone that is as bad as a rating, or a step from being worse."""
        as_bad = milestone.rating is rating
        others = self.without(milestone.rating)
        parts = of_milestones.rating(milestone) if as_bad else ()
        overdue = f"{days(milestone.overdue_days)} overdue" if milestone.overdue else ""
        text = milestone.record.name + (f": {overdue}" if overdue else "")
        part = Part(text, milestone.rating.value, RULES["rating"] if as_bad else None, parts=parts)
        if others is Rating.RED:
            return without_places(part) if as_bad else None
        part = of_milestones.resting(
            self.position,
            milestone,
            part,
            lambda it: worst(others, it.rating),
        )
        return part if as_bad or part.parts else None


def _word(rating: Rating | None) -> str:
    return "not rated" if rating is None else rating.value
