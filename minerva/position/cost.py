"""What slippage costs: savings that start with a milestone, planned less forecast.

Pure functions and frozen records, in pounds.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from minerva.model.programme import Id
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsPosition

_NOTHING = Decimal(0)


class Cost(NamedTuple):
    """The money of a financial year: planned, forecast, and lost, which is what is between.

    `lost` is planned less forecast: positive is a loss, negative comes later than planned or
    is more than planned.
    """

    planned: Decimal
    forecast: Decimal

    @property
    def lost(self) -> Decimal:
        """Planned less forecast, in pounds."""
        return self.planned - self.forecast


class SlippageCost(NamedTuple):
    """The cost of slippage by saving, by workstream and together, each by financial year.

    Only savings that start with a milestone are in it, and of them those whose amount is known.
    """

    savings: Mapping[Id, Mapping[str, Cost]]
    workstreams: Mapping[Id, Mapping[str, Cost]]
    years: Mapping[str, Cost]
    tied: Sequence[SavingPosition]

    @property
    def lost(self) -> Decimal:
        """What is lost in the years that bring less than planned, in pounds."""
        return sum((max(cost.lost, _NOTHING) for cost in self._every()), _NOTHING)

    @property
    def carried_over(self) -> Decimal:
        """What comes in other years instead: forecast beyond what they were planned to bring."""
        return sum((max(-cost.lost, _NOTHING) for cost in self._every()), _NOTHING)

    def _every(self) -> Iterable[Cost]:
        return (cost for years in self.savings.values() for cost in years.values())


def cost_of_slippage(savings: SavingsPosition) -> SlippageCost:
    """Return planned less forecast of every year shown, for savings tied to a milestone.

    Years are rounded as in the savings themselves. A saving whose amount is not known has no
    known cost.
    """
    tied = [
        saving
        for saving in savings.savings
        if saving.milestone is not None and saving.full_year is not None
    ]
    lines: dict[Id, dict[str, Cost]] = {}
    workstreams: dict[Id, dict[str, Cost]] = {}
    labels = [year.label for year in savings.years]
    for saving in tied:
        years = savings.lines[saving.record.id]
        lines[saving.record.id] = {
            label: Cost(years[label].planned or _NOTHING, years[label].forecast or _NOTHING)
            for label in labels
        }
    for saving in tied:
        into = workstreams.setdefault(
            saving.record.workstream, dict.fromkeys(labels, Cost(_NOTHING, _NOTHING))
        )
        _add(into, lines[saving.record.id])
    together = dict.fromkeys(labels, Cost(_NOTHING, _NOTHING))
    for part in workstreams.values():
        _add(together, part)
    return SlippageCost(lines, workstreams, together, tied)


def _add(into: dict[str, Cost], part: Mapping[str, Cost]) -> None:
    for label, cost in part.items():
        had = into[label]
        into[label] = Cost(had.planned + cost.planned, had.forecast + cost.forecast)
