"""The financial years of the savings, to be drawn: planned, forecast, realised, validated."""

from typing import Final

from minerva.model import money
from minerva.position import Position
from minerva.views.chart import Bars
from minerva.views.savings_years import FIGURES

_DRAWN: Final = ("planned", "forecast", "realised", "validated")


def chart(position: Position) -> Bars | None:
    """Return the totals of each year as bars, or None where there is nothing to draw."""
    savings = position.savings
    labels = [year.label for year in position.years]
    series = [
        (column.key, [column.of(savings.total.years[label]) for label in labels])
        for column in FIGURES
        if column.key in _DRAWN
    ]
    if not any(amount for _, amounts in series for amount in amounts):
        return None
    names = [saving.record.name for saving in savings.savings if saving.full_year is None]
    note = f"Not known and in no bar: {'; '.join(names)}." if names else ""
    symbol = money.symbol(position.programme.details.currency).strip()
    return Bars(labels, series, symbol, note)
