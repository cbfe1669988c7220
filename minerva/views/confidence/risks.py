"""The risks that were drawn: how often each happens, what it delays and what it costs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from minerva.model import money
from minerva.model.programme import Id
from minerva.simulation import Mean, Quantile, RiskOdds, Simulation
from minerva.views import document as plain
from minerva.views.confidence.words import amount_text, mean_text, percent, points, rounded
from minerva.views.document import Document, ratio
from minerva.views.table import Column, Kind, Table

_HOW_TO_READ: Final = (
    "Occurs: in so many of the runs. Days, Money: by how much it delays its milestones and what "
    "it costs, the mean of all runs, also of those in which it does not happen."
)


def documents(simulation: Simulation) -> list[Document]:
    """Return the risks as part of a JSON document."""
    return [
        {
            "id": odds.risk.record.id,
            "happens": ratio(odds.happens.share),
            "days": None if odds.days is None else round(odds.days.value, 2),
            "money": plain.money(odds.money and round(Decimal(odds.money.value), 2)),
        }
        for odds in simulation.risks
    ]


def table(simulation: Simulation) -> Table | None:
    """Return the risks in the order of the register; None where none was drawn."""
    if not simulation.risks:
        return None
    cost, currency = simulation.risk_money, simulation.position.programme.details.currency
    milestones = simulation.position.programme.milestones
    names = {milestone.id: milestone.name for milestone in milestones}
    notes = [_HOW_TO_READ]
    if cost is not None and len(simulation.risks) > 1:
        level = f"{simulation.settings.level:f}%"
        notes.append(
            f"All of them together: in {level} of the runs they cost "
            f"{amount_text(cost.at_level, currency)} or less. No year is stated for that, so it "
            "is in none of the savings."
        )
    return Table(
        (
            Column("id", "Id", of=lambda odds: odds.risk.record.id, shown=False),
            Column("name", "Risk", of=lambda odds: odds.risk.record.name),
            Column("happens", "Occurs", Kind.PERCENT, lambda odds: percent(odds.happens)),
            Column("standard_error", "±", Kind.WEIGHT, lambda odds: points(odds.happens.error)),
            Column("days", "Days", Kind.COUNT, lambda odds: odds.days and mean_text(*odds.days)),
            Column("money", "Money", Kind.MONEY, lambda odds: odds.money and _money(odds.money)),
            Column("delays", "Delays", of=lambda odds: _delays_text(odds, names), under="name"),
        ),
        simulation.risks,
        title="What risks bring",
        notes=[*notes, f"Money in {money.symbol(currency).strip()}."],
    )


def line(simulation: Simulation) -> str | None:
    """Say how risks were drawn; None where none was."""
    count = len(simulation.risks)
    if not count:
        return None
    if count == 1:
        return "1 open risk happens or not, as its probability says."
    return f"{count:,} open risks happen or not, each by itself, as its probability says."


def _money(mean: Mean) -> Decimal:
    """Return a mean as exactly as it is known, in whole pounds at most."""
    return Decimal(round(rounded(Quantile(Decimal(mean.value), Decimal(mean.error)))))


def _delays_text(odds: RiskOdds, names: Mapping[Id, str]) -> str:
    """Name what a risk delays; say so where it has a delay and nothing that it may delay."""
    if odds.days is None:
        return ""
    delayed = ", ".join(names[id] for id in odds.risk.record.milestones)
    return f"delays {delayed}" if delayed else "delays no milestone: none is named"
