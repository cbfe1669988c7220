"""What each saving was planned to bring, is forecast to bring and has brought, exactly.

Pure functions and frozen records, in parts of a penny: `position.totals` rounds them, for all
savings at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from minerva.model.dates import FinancialYear, Window, single_day, twelfths
from minerva.model.programme import Claim, Id, Programme, Saving, SavingForecast, YearLabel
from minerva.position.milestones import MilestonePosition
from minerva.position.rounding import PENNY, pence

Milestones = Mapping[Id, MilestonePosition]
Years = tuple[FinancialYear, ...]
Amount = int | None
"""Money in parts of a penny, of which `PENNY` are one; None where it is not known."""


class SavingPosition(NamedTuple):
    """A saving as it was known on a day.

    `realised` is the sum of the claims for a year made by the day, that day included;
    `validated` the part of them that was validated by the day. Both are by the label of the
    year, in pence, without the years that nothing was claimed for.
    """

    record: Saving
    as_of: date
    full_year: Decimal | None
    planned_start: Window | None
    start: Window | None
    stated: SavingForecast | None
    realised: Mapping[str, int]
    validated: Mapping[str, int]
    milestone: MilestonePosition | None
    settled_by: MilestonePosition | None

    @property
    def restated(self) -> bool:
        """Whether anything was restated by the day; `stated` is what was restated last."""
        return self.stated is not None

    @property
    def follows(self) -> MilestonePosition | None:
        """The milestone whose date it starts on; None where its start was stated as a day."""
        restated = any(
            forecast.starts is not None and forecast.on <= self.as_of
            for forecast in self.record.forecast
        )
        return None if restated else self.milestone

    def planned(self, year: FinancialYear) -> Amount:
        """Return the in-year planned amount, in parts of a penny.

        What the plan names for the year; else the first full-year amount x the twelfths of
        the year in effect from the planned start: the day given, or the baseline of the
        milestone it starts with. A one-off falls wholly in the year of its start. None where
        the amount or the start is not known.
        """
        return self.planned_in((year,))[0]

    def forecast(self, year: FinancialYear) -> Amount:
        """Return the in-year forecast, in parts of a penny.

        A year that ended before the day: what was realised. Otherwise the larger of realised
        and the full-year amount as last stated x the twelfths from the expected start; the
        plan's own amount stands in for the product where the plan names the year and nothing
        was restated. For a cost pressure (a negative amount) the larger is the one further
        below zero. None where the amount or the start is not known.
        """
        return self.forecast_in((year,))[0]

    def due(self, year: FinancialYear) -> Amount:
        """Return what the year should still bring, claims apart, in parts of a penny.

        None where it is not known.
        """
        return self.due_in((year,))[0]

    def planned_in(self, years: Years) -> list[Amount]:
        """Return the in-year planned amount of each of some years."""
        amounts = self._in_effect(self.record.full_year, self.planned_start, years)
        return self._with_plan(amounts, years) if self.record.plan else amounts

    def forecast_in(self, years: Years) -> list[Amount]:
        """Return the in-year forecast of each of some years."""
        amounts = self.due_in(years)
        for number, year in enumerate(years):
            label, due = year.label, amounts[number]
            realised = self.realised.get(label, 0) * PENNY
            if year.last < self.as_of:
                stated = self.full_year is not None or label in self.record.plan
                amounts[number] = realised if stated or label in self.realised else None
            elif realised and due is not None:
                pressure = due < 0 or (
                    due == 0 and self.full_year is not None and self.full_year < 0
                )
                amounts[number] = min(realised, due) if pressure else max(realised, due)
        return amounts

    def due_in(self, years: Years) -> list[Amount]:
        """Return what each of some years should still bring, claims apart."""
        amounts = self._in_effect(self.full_year, self.start, years)
        named = self.record.plan and not self.restated
        return self._with_plan(amounts, years) if named else amounts

    def _in_effect(
        self, full_year: Decimal | None, starts: Window | None, years: Years
    ) -> list[Amount]:
        if full_year is None or starts is None:
            return [None] * len(years)
        amount = pence(full_year)
        shares = _shares(years, starts.latest, recurring=self.record.recurring)
        return [amount * share for share in shares]

    def _with_plan(self, amounts: Sequence[Amount], years: Years) -> list[Amount]:
        """Return amounts, with those that the plan names for a year in their place."""
        plan = self.record.plan
        named = [plan.get(YearLabel(year.label)) for year in years]
        return [
            amount if planned is None else pence(planned) * PENNY
            for amount, planned in zip(amounts, named, strict=True)
        ]


@lru_cache(maxsize=65536)
def _shares(years: Years, start: date, *, recurring: bool) -> tuple[int, ...]:
    """Return which part of a full year's penny each year has, for a start on a day."""
    if not recurring:
        return tuple(PENNY if year.first <= start <= year.last else 0 for year in years)
    return tuple((twelfths(year, start) * PENNY).numerator for year in years)


def amount_at(saving: Saving, as_of: date) -> Decimal | None:
    """Return the full-year amount of a saving as last stated by a day; None while not known."""
    if not saving.forecast:
        return saving.full_year
    stated = [
        restatement
        for restatement in saving.forecast
        if restatement.on <= as_of and restatement.full_year is not None
    ]
    return max(reversed(stated), key=_when).full_year if stated else saving.full_year


def saving_at(saving: Saving, milestones: Milestones, as_of: date) -> SavingPosition:
    """Return a saving as it was known on a day, that day included.

    Amount and start are each as last restated by the day. A saving that starts with a
    milestone starts on its projected date, unless a start was restated.
    """
    restatements = sorted(
        (restatement for restatement in saving.forecast if restatement.on <= as_of), key=_when
    )
    starts = [restatement.starts for restatement in restatements if restatement.starts is not None]
    milestone = None if saving.starts_with is None else milestones.get(saving.starts_with)
    given = None if saving.starts is None else single_day(saving.starts)
    planned = given if milestone is None else milestone.baseline
    expected = given if milestone is None else milestone.projected
    realised, validated = _claimed(saving.realised, as_of)
    return SavingPosition(
        record=saving,
        as_of=as_of,
        full_year=amount_at(saving, as_of),
        planned_start=planned,
        start=single_day(starts[-1]) if starts else expected,
        stated=restatements[-1] if restatements else None,
        realised=realised,
        validated=validated,
        milestone=milestone,
        settled_by=None if saving.known_with is None else milestones.get(saving.known_with),
    )


def _when(forecast: SavingForecast) -> date:
    return forecast.on


def _claimed(claims: Iterable[Claim], as_of: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return by year, in pence, what was claimed by a day, and what of it was validated by it."""
    realised: dict[str, int] = {}
    validated: dict[str, int] = {}
    for claim in claims:
        if claim.on > as_of:
            continue
        year, amount, validation = claim.year, pence(claim.amount), claim.validated
        realised[year] = realised.get(year, 0) + amount
        if validation is not None and validation.on <= as_of:
            part = amount if validation.amount is None else pence(validation.amount)
            validated[year] = validated.get(year, 0) + part
    return realised, validated


def years_shown(
    programme: Programme, savings: Sequence[SavingPosition], as_of: date
) -> tuple[FinancialYear, ...]:
    """Return the financial years from the first with any figure to the last that matters.

    The last is the latest of: the year of the day, the first year of the target, any year
    named by a plan or a claim, and the year from which the last known saving is in effect
    in full.
    """
    starts_on = programme.details.financial_year_starts
    named: set[str] = set()
    planned: set[date] = set()
    started: set[tuple[date, bool]] = set()
    for saving in savings:
        named.update(saving.record.plan, saving.realised)
        if saving.record.full_year is not None and saving.planned_start is not None:
            planned.add(saving.planned_start.latest)
        if saving.full_year is not None and saving.start is not None:
            started.add((saving.start.latest, saving.record.recurring))
    years = [starts_on.named(label) for label in named]
    begins = list(map(starts_on.containing, planned))
    last = [starts_on.containing(as_of), *years]
    for day, recurring in started:
        year = starts_on.containing(day)
        begins.append(year)
        in_full = day == year.first or not recurring
        last.append(year if in_full else starts_on.year(year.first.year + 1))
    if programme.details.target is not None and programme.details.target.from_ is not None:
        last.append(starts_on.named(programme.details.target.from_))
    first = min([*begins, *years], default=starts_on.containing(as_of))
    numbers = range(first.first.year, max(last).first.year + 1)
    return tuple(starts_on.year(number) for number in numbers)
