"""How likely the money is: each financial year, and a full year against the target."""

from decimal import Decimal
from typing import Final

from minerva.model import money
from minerva.simulation import Quantile, SavingsOdds, Simulation, Spread
from minerva.views import document as plain
from minerva.views.confidence.milestones import probability
from minerva.views.confidence.words import amount_text, percent, percent_text, rounded
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Table

_HOW_TO_READ: Final = (
    "P10, P50, P90: 10%, 50%, 90% of the runs bring less. {level} sure: {level} of the runs bring "
    "as much or more. Plan: how likely the year brings what was planned."
)


def document(savings: SavingsOdds) -> Document:
    """Return the savings as part of a JSON document."""
    met = savings.target_met
    return {
        "years": {
            odds.year: {
                "planned": plain.money(odds.planned),
                "forecast": plain.money(odds.forecast),
                **_spread(odds.spread),
                "probability_of_plan": None
                if odds.plan_met is None
                else probability(odds.plan_met),
            }
            for odds in savings.years
        },
        "full_year": {
            "forecast": plain.money(savings.planned_full_year),
            **_spread(savings.full_year),
            "target": plain.money(savings.target),
            "probability_of_target": None if met is None else probability(met),
        },
        "unknown": list(savings.unknown),
    }


def _spread(spread: Spread) -> Document:
    return {
        key: {
            "amount": plain.money(quantile.amount),
            "standard_error": float(round(quantile.error, 2)),
        }
        for key, quantile in spread._asdict().items()
    }


def line(simulation: Simulation) -> str | None:
    """Say how likely the target's full-year effect is; None where there is none to say it of."""
    savings = simulation.savings
    if savings is None or savings.target is None or savings.target_met is None:
        return None
    currency = simulation.position.programme.details.currency
    target = money.format_money(savings.target, currency)
    if savings.target_met.certain:
        met = "met" if savings.target_met.held else "missed"
        return f"Target of {target} a year: {met} if every saving is kept in full."
    sure = amount_text(savings.full_year.at_level, currency)
    return (
        f"Target of {target} a year: {percent_text(savings.target_met)} likely to be met; "
        f"{simulation.settings.level:f}% sure is {sure}."
    )


def table(simulation: Simulation) -> Table | None:
    """Return the financial years with a figure; None where there is no saving."""
    savings = simulation.savings
    if savings is None:
        return None
    level = f"{simulation.settings.level:f}%"
    years = [
        odds for odds in savings.years if odds.forecast is not None or odds.planned is not None
    ]
    notes = [_HOW_TO_READ.format(level=level)] if years else []
    if savings.unknown:
        notes.append(_unknown(simulation))
    return Table(
        (
            Column("year", "Year", of=lambda odds: odds.year),
            Column("planned", "Planned", Kind.MONEY, lambda odds: _whole(odds.planned)),
            Column("forecast", "Forecast", Kind.MONEY, lambda odds: _whole(odds.forecast)),
            Column("p10", "P10", Kind.MONEY, lambda odds: _shown(odds.spread.p10)),
            Column("p50", "P50", Kind.MONEY, lambda odds: _shown(odds.spread.p50)),
            Column(
                "at_level", f"{level} sure", Kind.MONEY, lambda odds: _shown(odds.spread.at_level)
            ),
            Column("p90", "P90", Kind.MONEY, lambda odds: _shown(odds.spread.p90)),
            Column(
                "probability_of_plan",
                "Plan",
                Kind.PERCENT,
                lambda odds: None if odds.plan_met is None else percent(odds.plan_met),
            ),
        ),
        years,
        title="Savings by financial year",
        notes=notes,
        empty="There is no amount that is known.",
    )


def _shown(quantile: Quantile) -> Decimal:
    """Return an amount as exactly as it is known, in whole pounds at most."""
    return Decimal(round(rounded(quantile)))


def _whole(amount: Decimal | None) -> Decimal | None:
    """Return an amount in whole pounds: it stands beside others that are known no better."""
    return None if amount is None else Decimal(round(amount))


def _unknown(simulation: Simulation) -> str:
    """Name the savings that are in no figure, with what will settle them."""
    names = []
    for saving in simulation.position.unknown_savings:
        settled = saving.settled_by
        when = f" (until {settled.record.name}, {settled.best_known})" if settled else ""
        names.append(f"{saving.record.name}{when}")
    return f"Not known, and in no figure here: {'; '.join(names)}."
