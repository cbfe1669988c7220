"""How good forecasts of savings were: a year's forecast at its start, and what was realised."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from minerva.position import Position, position_at
from minerva.position.savings import SavingPosition
from minerva.scoring.measure import share


class SavingCase(Struct, frozen=True):
    """A saving in a year that has ended: forecast on the year's first day, and realised since."""

    saving: SavingPosition
    year: str
    forecast: Decimal
    realised: Decimal

    @property
    def held(self) -> bool:
        """Whether at least as much was realised as was forecast."""
        return self.realised >= self.forecast


class YearScore(Struct, frozen=True):
    """The savings of a year that has ended, or of all such years where there is no `year`.

    `unknown` is how many had no forecast at the year's start: they are in no sum.
    """

    year: str | None
    cases: Sequence[SavingCase]
    unknown: int = 0

    @property
    def forecast(self) -> Decimal:
        """What was forecast on the first day of the year, in pounds."""
        return sum((case.forecast for case in self.cases), Decimal(0))

    @property
    def realised(self) -> Decimal:
        """What was realised of the same savings by the day, in pounds."""
        return sum((case.realised for case in self.cases), Decimal(0))

    @property
    def variance(self) -> Decimal:
        """Realised less forecast, in pounds: negative is a shortfall."""
        return self.realised - self.forecast

    @property
    def held(self) -> Fraction | None:
        """The part that brought at least its forecast, from 0 to 1. None below 10 cases."""
        return share(case.held for case in self.cases)


def saving_cases(position: Position, launched: date | None) -> list[YearScore]:
    """Return what was forecast of each ended year on its first day, and was realised since.

    A saving counts in a year that it was forecast to bring something in, or in which something was
    realised. Left out are years that began before the launch, and those that began after the files
    were last brought up to date: nothing is known of them.
    """
    only = [workstream.id for workstream in position.chosen] if position.narrowed else ()
    scores = []
    for year in position.years:
        if year.first.year >= position.first_open_year:
            continue
        if launched is not None and year.first < launched:
            continue
        if position.last_said is not None and position.last_said < year.first:
            continue
        then = position_at(position.as_files_say, year.first, only).savings_in((year.label,)).lines
        now = position.savings_in((year.label,)).lines
        cases, unknown = [], 0
        for saving in position.savings.savings:
            forecast = then[saving.record.id][year.label].forecast
            realised = now[saving.record.id][year.label].realised
            if forecast is None:
                unknown += 1
            elif forecast or realised:
                cases.append(SavingCase(saving, year.label, forecast, realised))
        if cases or unknown:
            scores.append(YearScore(year.label, cases, unknown))
    return scores
