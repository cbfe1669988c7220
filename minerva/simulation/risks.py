"""The risks of each run: which of them happen, by how much they delay, what they cost.

A delay and a loss are drawn from the normal distribution through the low (10%) and the high (90%)
that were stated, so the middle of the two is their median and their mean.
"""

from collections.abc import Collection, Iterable, Mapping
from statistics import NormalDist
from typing import Final

import numpy as np

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.register import RiskPosition
from minerva.position.rounding import pence
from minerva.simulation.copula import Streams
from minerva.simulation.distribution import split_normal
from minerva.simulation.runs import Happens, Reached, RiskDraw
from minerva.simulation.savings import Parts

_ALWAYS: Final = 100
_PENCE: Final = 100


def drawn_risks(position: Position) -> list[RiskPosition]:
    """Return the risks of the whole programme that may change a run, in their order.

    One with a probability of 0, or sure to bring neither a day nor a penny, is left out.
    """
    return [risk for risk in position.whole.risks if risk.may_count]


def draw_risk(risk: RiskPosition, streams: Streams) -> RiskDraw:
    """Draw a risk in each run of a block, independently of everything else.

    Days and pence are whole: the nearest to what was drawn.
    """
    id, happens = risk.record.id, None
    if risk.probability < _ALWAYS:
        chance = NormalDist().inv_cdf(float(risk.probability) / 100)
        happens = np.less_equal(streams.draw(f"risk {id}"), chance)
    days: Reached | None = None
    money: Parts | None = None
    if risk.delay_days is not None:
        drawn = _amount(*risk.delay_days, happens, streams, f"delay {id}")
        days = drawn if isinstance(drawn, int) else drawn.astype(np.int32)
    if risk.money is not None:
        low, high = pence(risk.money.low), pence(risk.money.high)
        money = _amount(low, high, happens, streams, f"loss {id}")
    return RiskDraw(happens, days, money)


def _amount(low: int, high: int, happens: Happens, streams: Streams, name: str) -> Parts:
    """Return what a risk brings in each run: 0 where it does not happen."""
    amount: Parts = low
    if low != high:
        drawn = split_normal(low, (low + high) / 2, high).at(streams.draw(name))
        amount = np.floor(drawn + 0.5).astype(np.int64)
    return amount if happens is None else np.where(happens, amount, 0)


def add_delays(
    risks: Iterable[RiskPosition], draws: Mapping[Id, RiskDraw], among: Collection[Id]
) -> dict[Id, Reached]:
    """Return by how many days each of some milestones is delayed, by all risks together."""
    found: dict[Id, Reached] = {}
    for risk in risks:
        days = draws[risk.record.id].days
        if days is None:
            continue
        for id in risk.record.milestones:
            if id in among:
                found[id] = found[id] + days if id in found else days
    return found
