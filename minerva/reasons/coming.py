"""How money comes in in a year, as planned and moved: stretch by stretch, with its lines."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from minerva.model.dates import TWELFTH, YEAR, format_date
from minerva.position import Position, profile
from minerva.position.budget import Agreed, Budget
from minerva.position.rounding import PENNY, pence, pounds
from minerva.position.savings import SavingPosition
from minerva.reasons.amounts import Amounts, months_of
from minerva.reasons.part import Part, money_of
from minerva.reasons.sources import Sources, expected_start


class Coming:
    """What comes in of a saving in a financial year, with all the lines that it may rest on."""

    def __init__(self, position: Position, saving: SavingPosition, number: int) -> None:
        """Take the position, the saving, and the number of the year."""
        self.position, self.saving, self.number = position, saving, number
        self.label = saving.starts_on.year(number).label
        self.amounts = Amounts(position.programme.details.currency)

    def planned(self) -> list[Part]:
        """Return what the budget has for the year."""
        saving, agreed = self.saving, self.saving.agreed_for(self.number)
        sources, budget = Sources(saving, agreed, self.amounts), agreed.budget
        if self.number in budget.plan:
            return [self._planned_amount(sources, budget)]
        if saving.planned_in((self.number,))[0] is None:
            return [self.unknown()]
        if budget.plan and not budget.recurring:
            return [Part("its plan has no amount for this year", pounds(0))]
        start = self._place(budget.start)
        whole = self._used(sources.whole(), budget, start)
        return [*self._by_twelfths(whole, agreed, start), *sources.start(), *self._end()]

    def moved(self) -> list[Part]:
        """Return the profile of a budget moved to the expected start, and scaled."""
        saving, agreed = self.saving, self.saving.agreed_for(self.number)
        sources, budget = Sources(saving, agreed, self.amounts), agreed.budget
        whole = list(sources.whole() if budget.whole is not None else ())
        restated = saving.statements.statement_of_full_year(agreed.since)
        if restated is not None and restated.full_year is not None:
            budget = profile.scaled(budget, pence(restated.full_year))
            text = self.amounts.whole(restated.full_year, recurring=budget.recurring)
            text += f", stated on {format_date(restated.on)}"
            stated = Part(text, location=restated.location.at("full_year"))
            scales = bool(budget.plan) and bool(agreed.budget.whole)
            whole = [stated, *(whole if scales else [])]
            agreed = replace(agreed, budget=budget)
        planned, expected = self._place(budget.start), self._place(saving.start)
        start = expected if planned is None else planned
        to = start if expected is None else expected
        begins = expected_start(saving, self.position, self.amounts)
        starts = list(sources.start()) if budget.plan or begins is None else []
        starts += [begins] if begins is not None and begins not in starts else []
        if budget.plan and not self._moves() and (self.number in budget.plan or not budget.whole):
            starts = []
        if not budget.plan:
            return [*self._by_twelfths(whole, agreed, to), *starts, *self._end()]
        if start is None or to is None or start == to:
            if self.number in budget.plan:
                part = self._planned_amount(sources, budget)
                return [part, *(whole if restated else []), *starts]
            if start is None or not budget.recurring:
                starts = starts if self._moves() else []
                return [Part("its plan has no amount for this year", pounds(0)), *starts]
            whole = self._used(whole if restated is None else whole[:1], budget, start)
            return [*self._by_twelfths(whole, agreed, start), *starts, *self._end()]
        if not budget.recurring:
            come_in = self._one_off(agreed, sources, start, to)
            scaled = restated is not None and any(part.location for part in come_in)
            return [*come_in, *(whole if scaled else []), *starts]
        planned_for = [
            (stretch.begins - to + start) // YEAR
            for stretch in profile.stretches(budget, start, to, self.number)
        ]
        if restated is None and all(number in budget.plan for number in planned_for):
            whole = []
        if restated is not None and not any(number in budget.plan for number in planned_for):
            whole = whole[:1]
        return [*self._from_plan(agreed, sources, start, to), *whole, *starts, *self._end()]

    def _used(self, whole: Iterable[Part], budget: Budget, start: int | None) -> list[Part]:
        """Return the amount of a whole year, unless nothing of it comes and the plan is known."""
        until = (self.number + 1) * YEAR
        until = until if budget.over is None else min(until, budget.over)
        unused = budget.plan and start is not None and max(start, self.number * YEAR) >= until
        return [] if unused else list(whole)

    def _moves(self) -> bool:
        """Tell whether anything says another start than the budget's."""
        milestone = self.saving.milestone
        if milestone is None:
            return self.saving.start_stated is not None
        said = self.saving.start_stated or milestone.stated or milestone.actual
        return bool(said or milestone.driver or milestone.overdue)

    def _from_plan(self, agreed: Agreed, sources: Sources, start: int, expected: int) -> list[Part]:
        """Return the stretches of a moved plan that fall in the year, each with its line."""
        budget, parts = agreed.budget, []
        if profile.stays(budget, self.number, start):
            parts.append(self._planned_amount(sources, budget))
        for stretch in profile.stretches(budget, start, expected, self.number):
            planned = (stretch.begins - expected + start) // YEAR
            parts += [
                Part(
                    f"{name}, planned for {self.saving.starts_on.year(planned).label}",
                    money_of(stretch.rate * (until - begins)),
                    location=sources.plan(planned) if planned in budget.plan else None,
                )
                for name, begins, until in months_of(
                    stretch.begins, stretch.until, self.saving.starts_on
                )
            ]
        return parts or [Part("nothing comes in in this year", pounds(0))]

    def _one_off(self, agreed: Agreed, sources: Sources, start: int, expected: int) -> list[Part]:
        """Return the amounts of a one-off's plan that come in in the year once it is moved."""
        by = expected // YEAR - start // YEAR
        parts = []
        for number, amount in agreed.budget.plan.items():
            stays = profile.stays(agreed.budget, number, start)
            if (number if stays else number + by) == self.number:
                text = f"planned for {self.saving.starts_on.year(number).label}"
                place = sources.plan(number)
                parts.append(Part(text, money_of(amount * PENNY), location=place))
        return parts or [Part("nothing comes in in this year", pounds(0))]

    def _by_twelfths(
        self, whole: Sequence[Part], agreed: Agreed, start: int | None
    ) -> Sequence[Part]:
        """Return the amount of a whole year, and of a twelfth, and what the year brings of it."""
        come_in, budget = self._at_start(agreed, start), agreed.budget
        if not whole or not budget.recurring or not any(part.value for part in come_in):
            return [*whole, *come_in]
        twelfth = self.amounts(money_of((budget.whole or 0) * TWELFTH))
        first = replace(whole[0], text=f"{whole[0].text}: {twelfth} a twelfth")
        return [first, *whole[1:], *come_in]

    def _at_start(self, agreed: Agreed, start: int | None) -> list[Part]:
        """Return what a year brings of the amount of a whole year, from a start on."""
        budget, starts_on = agreed.budget, self.saving.starts_on
        if start is None:
            return [self.unknown()]
        whole = budget.whole or 0
        if not budget.recurring:
            here = start // YEAR == self.number
            text = "it comes once, in the year of its start"
            amount = money_of(whole * PENNY) if here else pounds(0)
            return [Part(text, amount, location=self.saving.record.location.at("recurring"))]
        begins = max(start, self.number * YEAR)
        until = (self.number + 1) * YEAR
        until = until if budget.over is None else min(until, budget.over)
        if begins >= until:
            return [Part("it is not in effect in this year", pounds(0))]
        return [
            Part(name, money_of(whole * (end - place)))
            for name, place, end in months_of(begins, until, starts_on)
        ]

    def _planned_amount(self, sources: Sources, budget: Budget) -> Part:
        """Return the amount that the plan has for the year, scaled or not."""
        amount, written = budget.plan[self.number], sources.agreed.budget.plan[self.number]
        text = f"its plan for {self.label}"
        if amount != written:
            text += f", scaled from {self.amounts(pounds(int(written)))}"
        return Part(text, money_of(amount * PENNY), location=sources.plan(self.number))

    def _end(self) -> tuple[Part, ...]:
        """Return the end of the saving where it cuts the year short."""
        ends, record = self.saving.record.ends, self.saving.record
        if ends is None or ends >= self.saving.starts_on.year(self.number).last:
            return ()
        return (Part("ends", ends, location=record.location.at("ends")),)

    def unknown(self) -> Part:
        """Return why an amount is not known. What would settle it is no line that it rests on."""
        agreed = self.saving.agreed_for(self.number)
        if agreed.budget.whole is not None or self.saving.full_year_pence is not None:
            named = ", and its plan does not name this year" if agreed.budget.plan else ""
            return Part(f"its start is not known{named}")
        return not_known(self.saving)

    def _place(self, window: object) -> int | None:
        latest = getattr(window, "latest", None)
        return None if latest is None else self.saving.starts_on.place(latest)


def not_known(saving: SavingPosition) -> Part:
    """Return when the amount of a saving will be known."""
    return Part("its amount is not known" if saving.settled_by is None else saving.known_when)
