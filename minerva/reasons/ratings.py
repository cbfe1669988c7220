"""Why the programme, or one of its workstreams, is rated as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeGuard

from minerva.model.programme import Id
from minerva.position import Position, WorkstreamPosition
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.position.money_rating import MoneyRating
from minerva.position.savings import SavingPosition
from minerva.reasons import milestones as of_milestones
from minerva.reasons.money import Shown, TargetMoney, WorkstreamMoney, worst
from minerva.reasons.part import RULES, Part, without_places
from minerva.reasons.savings import SavingYear, trials_of
from minerva.reasons.totals import Figure, explain_target
from minerva.reasons.varied import is_written


def explain_rating(position: Position, id: Id | None = None, most: int | None = None) -> Part:
    """Return why the programme is rated as it is or, with an id, one of its workstreams.

    What is as bad as the rating counts, and what a step off would be worse. A line has a place
    where it alone could change the rating: of several things that make it red none has. Lines are
    looked for in at `most` so many milestones and savings; in all of them unless told otherwise.
    """
    if id is not None:
        chosen = [found for found in position.workstreams if found.workstream.id == id]
        return _Rated(position, chosen, None, most).workstream(chosen[0], chosen[0].rating)
    rating, target = position.rating, position.target_rating
    by_target = target is not None and target.rating is rating and rating is not Rating.GREEN
    rated = _Rated(position, position.workstreams, target, most)
    parts = [rated.workstream(workstream, rating) for workstream in position.workstreams]
    if by_target and target is not None:
        against = (explain_target(position, rated.with_saving), *rated.limit())
        parts.append(Part(f"The target: {target.reason}", _word(rating), parts=against))
    name = position.programme.details.name
    return Part(f"{name}, rating", _word(rating), RULES["rating"], parts=tuple(parts))


class _Rated:
    """All that is rated together: milestones, the money of workstreams, the target."""

    def __init__(
        self,
        position: Position,
        workstreams: Sequence[WorkstreamPosition],
        target: MoneyRating | None,
        most: int | None,
    ) -> None:
        self.position, self.left = position, most
        ids, shown = [stands.workstream.id for stands in workstreams], Shown(position)
        self.money = {id: WorkstreamMoney(position, id, shown) for id in ids}
        self.of_money = {
            id: found.rating if (found := position.money_ratings[id]) is not None else None
            for id in self.money
        }
        promised = position.savings.target
        self.of_target = None if target is None else target.rating
        self.target = None
        if promised is not None and target is not None:
            self.target = TargetMoney(position, promised)
        self.ids = {milestone.record.id for found in workstreams for milestone in found.milestones}
        self.counted = Counter(
            milestone.rating for found in workstreams for milestone in found.milestones
        )
        self.counted.update(filter(_counts, (*self.of_money.values(), self.of_target)))

    def without_money(self, *ratings: Rating | None) -> Rating | None:
        """Return the worst rating of all but money that is rated so."""
        return worst(*(self.counted - Counter(filter(_counts, ratings))))

    def with_saving(self, saving: SavingPosition) -> Figure | None:
        """Return what the rating is with a position of a saving; None where it stays red.

        Both the money of its workstream and the target may turn on it; where it is in another
        position because its milestones are, they are rated anew too.
        """
        money = self.money.get(saving.record.workstream)
        of_money = self.of_money.get(saving.record.workstream)
        others = self.without_money(of_money, self.of_target)
        if others is Rating.RED:
            return None

        was = self._of_milestones(saving)

        def rating(found: SavingPosition) -> Rating | None:
            now = self._of_milestones(found)
            left: Rating | None = others
            if now != was:
                without = Counter(filter(_counts, (of_money, self.of_target))) + Counter(was)
                left = worst(*(self.counted - without), *now)
            return worst(
                left,
                money.rating(found) if money is not None and of_money is not None else None,
                self.target.rating(found) if self.target is not None else None,
            )

        return rating

    def _of_milestones(self, saving: SavingPosition) -> Sequence[Rating]:
        """Return how the milestones of a saving are rated, of those that count."""
        own = {
            milestone.record.id: milestone
            for milestone in (saving.milestone, saving.settled_by)
            if milestone is not None
        }
        return [milestone.rating for id, milestone in own.items() if id in self.ids]

    def limit(self) -> tuple[Part, ...]:
        """Return the limit under which a shortfall is red, where another one changes the rating."""
        check = self.position.programme.check
        place = check.location.at("shortfall_red")
        saving = next(iter(self.position.savings.savings), None)
        if saving is None or not is_written(place):
            return ()

        def rating(limit: Decimal) -> Rating | None:
            others = self.without_money(*self.of_money.values(), self.of_target)
            money = [
                found.rating(found.savings[0], limit)
                for id, found in self.money.items()
                if found.savings and self.of_money[id] is not None
            ]
            target = None if self.target is None else self.target.rating(saving, limit)
            return worst(others, *money, target)

        now, red = rating(check.shortfall_red), check.shortfall_red
        if all(rating(other) is now for other in (red + 1, red - 1, Decimal(0), Decimal(10**12))):
            return ()
        return (Part(f"more than {red}% under plan is red", location=place),)

    def workstream(self, workstream: WorkstreamPosition, rating: Rating | None) -> Part:
        """Return a workstream with what is as bad as a rating, or a step from being worse."""
        parts = [
            part
            for milestone in workstream.milestones
            if (part := self._milestone(milestone, rating)) is not None
        ]
        parts += self._of_money(workstream.workstream.id, rating)
        rule = RULES["rating"] if workstream.rating is rating else None
        name = workstream.workstream.name
        text = f"{name}: {workstream.reason}" if workstream.reason else name
        return Part(text, _word(workstream.rating), rule, parts=tuple(parts))

    def _of_money(self, id: Id, rating: Rating | None) -> Iterator[Part]:
        """Yield what is short where that is as bad as a rating, and what is a step from mattering.

        Where several savings are short each line alone may not change the rating: then it has no
        place. `minerva why saving` has.
        """
        rated, told = self.position.money_ratings[id], set[Id]()
        if rated is not None and rated.rating is rating and rating is not Rating.GREEN:
            below = []
            for shortfall in self.money[id].short():
                saving, label = shortfall.saving, shortfall.year.label
                told.add(saving.record.id)
                line = self.position.savings.lines[saving.record.id][label]
                trials = trials_of(self.position, saving)
                part = SavingYear(self.position, saving, label, line, trials).apart("variance")
                below.append(self._resting(part, saving))
            yield Part(rated.reason, _word(rating), parts=(*below, *self.limit()))
        for saving in self.money[id].savings:
            if saving.record.id not in told:
                part = self._resting(Part(saving.record.name), saving)
                if part.parts:
                    yield part

    def _has_left(self) -> bool:
        """Tell whether one more thing is looked at, and count it."""
        if self.left is not None:
            self.left -= 1
        return self.left is None or self.left >= 0

    def _resting(self, part: Part, saving: SavingPosition) -> Part:
        figure = self.with_saving(saving)
        if figure is None or not self._has_left():
            return without_places(part)
        return trials_of(self.position, saving).resting(part, figure, figure(saving))

    def _milestone(self, milestone: MilestonePosition, rating: Rating | None) -> Part | None:
        """Return a milestone that is as bad as a rating, or a step from being worse."""
        as_bad = milestone.rating is rating
        others = worst(*(self.counted - Counter([milestone.rating])))
        parts = of_milestones.rating(milestone) if as_bad else ()
        overdue = f"{days(milestone.overdue_days)} overdue" if milestone.overdue else ""
        text = milestone.record.name + (f": {overdue}" if overdue else "")
        part = Part(text, milestone.rating.value, RULES["rating"] if as_bad else None, parts=parts)
        if others is Rating.RED or not self._has_left():
            return without_places(part) if as_bad else None
        part = of_milestones.resting(
            self.position,
            milestone,
            part,
            lambda other: worst(others, other.rating),
        )
        return part if as_bad or part.parts else None


def _counts(rating: Rating | None) -> TypeGuard[Rating]:
    """Tell whether the rating of money counts: green money makes nothing better."""
    return rating not in (None, Rating.GREEN)


def _word(rating: Rating | None) -> str:
    return "not rated" if rating is None else rating.value
