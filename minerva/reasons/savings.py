"""Why a saving's figures of a financial year are what they are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from minerva.model.dates import YEAR, format_date
from minerva.model.programme import Id, YearLabel
from minerva.model.source import Location
from minerva.position import Position, profile
from minerva.position.budget import Agreed, Budget
from minerva.position.rounding import PENNY, pence, pounds
from minerva.position.savings import SavingPosition
from minerva.position.statements import OVER
from minerva.position.totals import YearFigures
from minerva.reasons.amounts import Amounts, months_of
from minerva.reasons.part import RULES, Part, adding_up, money_of, resting_on_else, without_places
from minerva.reasons.sources import Sources, expected_start


def explain_saving(position: Position, id: Id, label: str, figure: str) -> Part:
    """Return why a figure of a saving in a financial year is what the reports say it is.

    The figures are those of `SAVING_FIGURES`, in pounds; None while not known.
    """
    saving = next(saving for saving in position.all_savings if saving.record.id == id)
    line = lines_in(position, label)[id][label]
    return SavingYear(position, saving, label, line).figure(figure)


def lines_in(position: Position, label: str) -> Mapping[Id, Mapping[str, YearFigures]]:
    """Return the figures of every saving in a year, as reports show them, shown or not."""
    if any(year.label == label for year in position.years):
        return position.savings.lines
    return position.savings_in((label,)).lines


class SavingYear:
    """A saving in a financial year, whose figures are taken apart."""

    def __init__(
        self, position: Position, saving: SavingPosition, label: str, line: YearFigures
    ) -> None:
        """Take the position, the saving, the year's label, and its figures in reports."""
        self.position, self.saving, self.label, self.line = position, saving, label, line
        self.number = saving.starts_on.named(label).first.year
        self.amounts = Amounts(position.programme.details.currency)
        self.milestones = position.by_id

    def figure(self, figure: str) -> Part:
        """Return a figure with its parts, which add up to it."""
        value = getattr(self.line, figure)
        parts = SAVING_FIGURES[figure](self)
        text = f"{self.saving.record.name}, {figure} for {self.label}"
        return Part(text, value, RULES[figure], parts=adding_up(value, parts))

    def planned(self) -> list[Part]:
        """Return what the budget has for the year."""
        saving, agreed = self.saving, self.saving.agreed_for(self.number)
        sources, budget = Sources(saving, agreed, self.amounts), agreed.budget
        if self.number in budget.plan:
            return [self._planned_amount(sources, budget)]
        if saving.planned_in((self.number,))[0] is None:
            return [self._unknown(agreed)]
        if budget.plan and not budget.recurring:
            return [Part("its plan has no amount for this year", pounds(0))]
        start = self._place(budget.start)
        starts = sources.start()
        if not budget.whole:
            starts = tuple(map(self._only_known, starts))
        return [
            *self._used(sources.whole(), budget, start),
            *self._at_start(agreed, start),
            *starts,
            *self._end(),
        ]

    def variance(self) -> list[Part]:
        """Return the forecast, and what was planned taken off.

        What both rest on alike has no place where they are the same: it could not part them.
        """
        forecast, planned = self.figure("forecast"), self.figure("planned")
        if self.line.variance_pence is None:
            known = [part.value is not None for part in (forecast, planned)]
            return [
                without_places(part) if is_known else part
                for part, is_known in zip((forecast, planned), known, strict=True)
            ]
        alike = self._alike(forecast, planned)
        forecast, planned = (resting_on_else(part, alike) for part in (forecast, planned))
        planned = planned.negated()
        return [forecast, replace(planned, text=f"less: {planned.text}")]

    def _alike(self, forecast: Part, planned: Part) -> set[Location]:
        """Return the lines that the forecast and the plan rest on with the same outcome.

        The forecast of a year that has ended is what was realised, so there are none.
        """
        if self.saving.has_ended(self.number):
            return set()
        of_plan = {(part.location, part.value) for part in planned.parts if part.value is not None}
        found = {
            part.location
            for part in forecast.parts
            if part.location is not None and (part.location, part.value) in of_plan
        }
        found = {place for place in found if "plan" in place.path}
        numbers = (self.number,)
        if self.saving.forecast_in(numbers) != self.saving.planned_in(numbers):
            return found
        both = {*forecast.places} & {*planned.places}
        if not self._moves() and not self._due_today():
            return both
        amounts = {place for place in both if {"full_year", "plan"} & {*place.path}}
        return amounts if forecast.value else found

    def _due_today(self) -> bool:
        """Tell whether its milestone is due on the day itself, and would move if it were not."""
        milestone = self.saving.milestone
        return milestone is not None and milestone.forecast.latest == self.saving.as_of

    def realised(self) -> list[Part]:
        """Return the claims for the year that were made by the day."""
        parts = [
            Part(
                f"claimed on {format_date(claim.on)}",
                claim.amount,
                location=claim.location.at("amount"),
            )
            for claim in self.saving.record.realised
            if claim.year == self.label and claim.on <= self.saving.as_of
        ]
        return parts or [Part("nothing was claimed for the year", pounds(0))]

    def validated(self) -> list[Part]:
        """Return what of the claims was validated by the day."""
        parts = []
        for claim in self.saving.record.realised:
            validation = claim.validated
            if validation is None or claim.year != self.label or claim.on > self.saving.as_of:
                continue
            if validation.on <= self.saving.as_of:
                whole = validation.amount is None
                place = claim.location if whole else validation.location
                amount = claim.amount if validation.amount is None else validation.amount
                text = f"validated on {format_date(validation.on)}"
                on = Part("on this day", validation.on, location=validation.location.at("on"))
                parts.append(Part(text, amount, location=place.at("amount"), parts=(on,)))
        return parts or [Part("nothing was validated", pounds(0))]

    def forecast(self) -> list[Part]:
        """Return what was realised or is due, whichever counts, and what it is compared with."""
        saving, numbers = self.saving, (self.number,)
        [forecast], [due] = saving.forecast_in(numbers), saving.due_in(numbers)
        claimed = saving.realised.get(self.label)
        if forecast is None:
            return [self._unknown(saving.agreed_for(self.number))]
        if saving.has_ended(self.number):
            return [Part(f"{self.label} has ended: what was realised counts"), *self._had_to_come()]
        if saving.over:
            return [self.over(), *self.realised()]
        if claimed is not None and forecast == claimed * PENNY and due != forecast:
            text = "more was realised than is due"
            return [Part(text if due is not None else "what is due is not known"), *self.realised()]
        parts = [*self.due(), *self._compared()]
        if claimed is not None:
            already = self.amounts(pounds(claimed))
            parts.append(Part(f"{already} of it is already claimed"))
        return parts

    def due(self) -> list[Part]:
        """Return what the year should bring: as stated for it, else moved and scaled."""
        saving, agreed = self.saving, self.saving.agreed_for(self.number)
        said = saving.statements.statement_of(self.label, agreed.since)
        if said is not None:
            amount, place = said.years[YearLabel(self.label)], said.location
            text = f"stated for {self.label} on {format_date(said.on)}"
            text += f', "{said.reason}"' if said.reason else ""
            return [Part(text, amount, RULES["due"], place.at("years", self.label))]
        return self._moved(agreed)

    def _moved(self, agreed: Agreed) -> list[Part]:
        """Return the profile of a budget moved to the expected start, and scaled."""
        saving, sources = self.saving, Sources(self.saving, agreed, self.amounts)
        budget, whole = (
            agreed.budget,
            list(sources.whole() if agreed.budget.whole is not None else ()),
        )
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
        begins = expected_start(saving, self.milestones, self.amounts)
        starts = list(sources.start()) if budget.plan or begins is None else []
        starts += [begins] if begins is not None and begins not in starts else []
        if not budget.plan and (not budget.whole or self._surely_started()):
            starts = [self._only_known(part) for part in starts]
        if budget.plan and not self._moves() and (self.number in budget.plan or not budget.whole):
            starts = []
        if not budget.plan:
            return [*whole, *self._at_start(agreed, to), *starts, *self._end()]
        if start is None or to is None or start == to:
            if self.number in budget.plan:
                part = self._planned_amount(sources, budget)
                return [part, *(whole if restated else []), *starts]
            if start is None or not budget.recurring:
                starts = starts if self._moves() else []
                return [Part("its plan has no amount for this year", pounds(0)), *starts]
            whole = self._used(whole if restated is None else whole[:1], budget, start)
            return [*whole, *self._at_start(agreed, start), *starts, *self._end()]
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

    def _surely_started(self) -> bool:
        """Tell whether its milestone is complete, and was due before the year in any case."""
        milestone, saving = self.saving.milestone, self.saving
        if milestone is None or milestone.actual is None or saving.start_stated is not None:
            return False
        latest = max(milestone.forecast.latest, saving.as_of)
        return saving.starts_on.place(latest) <= self.number * YEAR

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

    def _at_start(self, agreed: Agreed, start: int | None) -> list[Part]:
        """Return what a year brings of the amount of a whole year, from a start on."""
        budget, starts_on = agreed.budget, self.saving.starts_on
        if start is None:
            return [self._unknown(agreed)]
        whole = budget.whole or 0
        if not budget.recurring:
            here = start // YEAR == self.number
            text = "it comes once, in the year of its start"
            return [Part(text, money_of(whole * PENNY) if here else pounds(0))]
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
        amount = budget.plan[self.number]
        text = f"its plan for {self.label}"
        return Part(text, money_of(amount * PENNY), location=sources.plan(self.number))

    def _had_to_come(self) -> list[Part]:
        """Return the claims of a year that has ended; without any, why the figure is known."""
        parts = self.realised()
        if self.label in self.saving.realised:
            return parts
        if self._known_twice():
            return parts
        known = [part for part in self.due_or_planned() if part.location is not None]
        return [*parts, *[self._only_known(part) for part in known]]

    def _known_twice(self) -> bool:
        """Tell whether several lines say what the saving was to bring: none of them is needed."""
        record, statements = self.saving.record, self.saving.statements
        said = [record.full_year is not None, *record.plan, *statements.forecasts]
        return sum(map(bool, [*said, *statements.rebudgets])) > 1

    def _only_known(self, part: Part) -> Part:
        """Return a part that makes a figure known, whatever its own amount or date is.

        Which date its milestone has matters only where it has no other.
        """
        milestone = self.saving.milestone
        dated_once = milestone is None or (milestone.stated is None and milestone.actual is None)
        parts = tuple(map(_without_amount, part.parts)) if dated_once else ()
        return replace(_without_amount(part), parts=parts)

    def due_or_planned(self) -> list[Part]:
        """Return what makes known that the year was to bring something."""
        if self.saving.over:
            return [self.over()]
        if self.saving.due_in((self.number,))[0] is not None:
            return self.due()
        return self.planned()

    def _end(self) -> tuple[Part, ...]:
        """Return the end of the saving where it cuts the year short."""
        ends, record = self.saving.record.ends, self.saving.record
        if ends is None or ends >= self.saving.starts_on.year(self.number).last:
            return ()
        return (Part("ends", ends, location=record.location.at("ends")),)

    def over(self) -> Part:
        """Return the line by which the saving brings nothing more."""
        saving, state = self.saving, self.saving.statements.state
        if state is not None and saving.state_in_force in OVER:
            text = f"{state.state.replace('-', ' ')} since {format_date(state.on)}"
            return Part(f"{text}: nothing more comes", location=state.location.at("state"))
        milestone = self.position.cancelled[Id(saving.record.starts_with or "")]
        cancelled = milestone.cancelled
        place = milestone.location if cancelled is None else cancelled.location.at("on")
        return Part(f"{milestone.name} was cancelled: nothing more comes", location=place)

    def _unknown(self, agreed: Agreed) -> Part:
        """Return why an amount is not known."""
        if agreed.budget.whole is not None or self.saving.full_year_pence is not None:
            return Part("its start is not known, and its plan does not name this year")
        settled = self.saving.settled_by
        if settled is None:
            return Part("its amount is not known")
        text = f"not known until {settled.record.name}, {settled.best_known}"
        return Part(text, location=self.saving.record.location.at("known_with"))

    def _compared(self) -> list[Part]:
        """Return how the forecast differs from the plan, in words."""
        variance = self.line.variance
        if not variance:
            return []
        less = "less" if variance < 0 else "more"
        text = f"{self.amounts(abs(variance))} {less} than planned"
        planned, start = self.saving.planned_start, self.saving.start
        if planned is not None and start is not None and planned.latest != start.latest:
            by = (start.latest - planned.latest).days
            text += (
                f": {abs(by):,} day{'' if abs(by) == 1 else 's'} {'later' if by > 0 else 'earlier'}"
            )
        return [Part(text)]

    def _place(self, window: object) -> int | None:
        latest = getattr(window, "latest", None)
        return None if latest is None else self.saving.starts_on.place(latest)


def _without_amount(part: Part) -> Part:
    return replace(part, value=None, parts=tuple(map(_without_amount, part.parts)))


SAVING_FIGURES: Final[Mapping[str, Callable[[SavingYear], list[Part]]]] = {
    "planned": SavingYear.planned,
    "forecast": SavingYear.forecast,
    "realised": SavingYear.realised,
    "validated": SavingYear.validated,
    "variance": SavingYear.variance,
}
"""What takes each figure of a saving in a year apart."""
