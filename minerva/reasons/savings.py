"""Why a saving's figures of a financial year are what they are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.model.programme import Check, Id, Milestone, ProgrammeDetails, YearLabel
from minerva.position import Position
from minerva.position.day import milestones_on, savings_on
from minerva.position.network import in_order, projected_at
from minerva.position.rounding import PENNY, Amount, pounds
from minerva.position.savings import Around, SavingPosition, first_open_year, saving_at
from minerva.position.statements import OVER
from minerva.position.totals import YearFigures
from minerva.reasons.amounts import Amounts
from minerva.reasons.coming import Coming
from minerva.reasons.milestones import nearly, with_all_before
from minerva.reasons.part import RULES, Part, adding_up
from minerva.reasons.trials import Trials


def explain_saving(position: Position, id: Id, label: str, figure: str) -> Part:
    """Return why a figure of a saving in a financial year is what the reports say it is.

    The figures are those of `SAVING_FIGURES`, in pounds; None while not known.
    """
    saving = next(saving for saving in position.all_savings if saving.record.id == id)
    line = lines_in(position, label)[id][label]
    return SavingYear(position, saving, label, line, trials_of(position, saving)).figure(figure)


def lines_in(position: Position, label: str) -> Mapping[Id, Mapping[str, YearFigures]]:
    """Return the figures of every saving in a year, as reports show them, shown or not."""
    if any(year.label == label for year in position.years):
        return position.savings.lines
    return position.savings_in((label,)).lines


def trials_of(
    position: Position, saving: SavingPosition, *, dated: bool = True
) -> Trials[SavingPosition]:
    """Return what the saving would be if a line of its own, or of its milestones, was another.

    Where no date matters, as to the full-year effect, only a milestone that was cancelled can.
    """
    programme, record = position.as_files_say, saving.record
    names = [name for name in (record.starts_with, record.known_with) if name is not None]
    names = [name for name in names if dated or name in position.cancelled]
    milestones = with_all_before(position, names)
    day = position.as_of
    [now] = savings_on([record], day)

    def made(changed: Any, other: Any) -> SavingPosition:
        if changed is record:
            [tried] = savings_on([other], day)
            return saving_at(tried, position.around)
        details = other if changed is programme.details else programme.details
        records = [other if changed is milestone else milestone for milestone in milestones]
        return saving_at(now, _around(programme.check, details, records, day))

    def further() -> Iterable[Part]:
        milestone = saving.milestone
        waits = milestone is not None and milestone.waits_for
        return nearly(position, milestone) if milestone is not None and waits else ()

    near: list[Any] = [record, *(milestone for milestone in milestones if milestone.id in names)]
    details = programme.details
    near += [details] if details.accounts_close is not None else []
    return Trials(near, day, made, milestones, further)


def _around(
    check: Check, details: ProgrammeDetails, milestones: Sequence[Milestone], day: date
) -> Around:
    """Return what a saving is worked out with where its milestones, or the settings, are these."""
    found = milestones_on(milestones, day)
    order = in_order([*found.dated, *found.undated.values()])
    known = projected_at(found.dated, found.undated, order, details, check, day)
    starts_on, first_open = details.financial_year_starts, first_open_year(details, day)
    return Around(known, found.cancelled, day, starts_on, first_open)


def exactly(saving: SavingPosition, number: int, figure: str) -> Amount:
    """Return a figure of a saving in a financial year before it is rounded.

    In parts of a penny; None while not known. The figures are those of `SAVING_FIGURES`.
    """
    label = saving.starts_on.year(number).label
    if figure == "realised":
        return saving.realised.get(label, 0) * PENNY
    if figure == "validated":
        return saving.validated.get(label, 0) * PENNY
    if figure == "planned":
        return saving.planned_in((number,))[0]
    [forecast] = saving.forecast_in((number,))
    if figure == "forecast" or forecast is None:
        return forecast
    [planned] = saving.planned_in((number,))
    return None if planned is None else forecast - planned


class SavingYear:
    """A saving in a financial year, whose figures are taken apart."""

    def __init__(
        self,
        position: Position,
        saving: SavingPosition,
        label: str,
        line: YearFigures,
        trials: Trials[SavingPosition],
    ) -> None:
        """Take the position, the saving, the year's label, its figures in reports, its trials."""
        self.position, self.saving, self.label, self.line = position, saving, label, line
        self.number = saving.starts_on.named(label).first.year
        self.amounts = Amounts(position.programme.details.currency)
        self.trials = trials
        self.coming = Coming(position, saving, self.number)

    def figure(self, figure: str) -> Part:
        """Return a figure with its parts, which add up to it, and the lines that it rests on."""
        exact = partial(exactly, number=self.number, figure=figure)
        return self.trials.resting(self.apart(figure), exact, exact(self.saving))

    def apart(self, figure: str) -> Part:
        """Return a figure with its parts, and all the lines that it may rest on."""
        value = getattr(self.line, figure)
        parts = SAVING_FIGURES[figure](self)
        text = f"{self.saving.record.name}, {figure} for {self.label}"
        return Part(text, value, RULES[figure], parts=adding_up(value, parts))

    def planned(self) -> list[Part]:
        """Return what the budget has for the year."""
        return self.coming.planned()

    def variance(self) -> list[Part]:
        """Return the forecast, and what was planned taken off."""
        planned = self.apart("planned").negated()
        return [self.apart("forecast"), replace(planned, text=f"less: {planned.text}")]

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
            return [self.coming.unknown()]
        if saving.has_ended(self.number):
            return [self._has_ended(), *self._had_to_come()]
        if saving.over:
            return [over(self.position, self.saving), *self.realised()]
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
        return self.coming.moved()

    def _had_to_come(self) -> list[Part]:
        """Return the claims of a year that has ended; without any, why the figure is known."""
        parts = self.realised()
        if self.label in self.saving.realised:
            return parts
        return [*parts, *map(_without_amount, self._due_or_planned())]

    def _due_or_planned(self) -> list[Part]:
        """Return what makes known that the year was to bring something."""
        if self.saving.over:
            return [over(self.position, self.saving)]
        if self.saving.due_in((self.number,))[0] is not None:
            return self.due()
        return self.planned()

    def _has_ended(self) -> Part:
        details = self.position.programme.details
        text = f"{self.label} has ended: what was realised counts"
        if details.accounts_close is None:
            return Part(text)
        return Part(text, location=details.location.at("accounts_close"))

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


def over(position: Position, saving: SavingPosition) -> Part:
    """Return the line by which a saving brings nothing more."""
    state = saving.statements.state
    if state is not None and saving.state_in_force in OVER:
        text = f"{state.state.replace('-', ' ')} since {format_date(state.on)}"
        return Part(f"{text}: nothing more comes", location=state.location.at("state"))
    milestone = position.cancelled[Id(saving.record.starts_with or "")]
    cancelled = milestone.cancelled
    place = milestone.location if cancelled is None else cancelled.location.at("on")
    return Part(f"{milestone.name} was cancelled: nothing more comes", location=place)


def _without_amount(part: Part) -> Part:
    value = None if isinstance(part.value, Decimal) else part.value
    return replace(part, value=value, parts=tuple(map(_without_amount, part.parts)))


SAVING_FIGURES: Final[Mapping[str, Callable[[SavingYear], list[Part]]]] = {
    "planned": SavingYear.planned,
    "forecast": SavingYear.forecast,
    "realised": SavingYear.realised,
    "validated": SavingYear.validated,
    "variance": SavingYear.variance,
}
"""What takes each figure of a saving in a year apart."""
