"""The savings of a financial year by how sure they are: delivered, on track, at risk and so on.

The parts, less what is over-delivered, add up to what was planned.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

from msgspec import Struct

from minerva.model.dates import FinancialYear
from minerva.position.rounding import PENNY, Parts, apportion, exact_sum, round_to_pence
from minerva.position.savings import SavingPosition

Certainty = Literal[
    "delivered",
    "on-track",
    "at-risk",
    "not-stated",
    "undeliverable",
    "written-off",
    "over-delivered",
]
CERTAINTIES: Final[tuple[Certainty, ...]] = get_args(Certainty)


class ByState(Struct, frozen=True):
    """What was planned for a year by how sure it is, in whole pence.

    What is over-delivered is not part of the plan: the others less it come to `planned`.
    """

    amounts: Mapping[Certainty, int]
    planned: int


def by_state(savings: Iterable[SavingPosition], year: FinancialYear) -> ByState:
    """Return what savings bring in a year by how sure it is, over those whose plan is known.

    Delivered: realised. The rest of the forecast is on track or at risk where that was last
    stated, else not stated; a new amount says nothing of how sure it is. Planned less forecast,
    where above 0, is undeliverable, or written off while that holds; forecast less planned, where
    above 0, is over-delivered. The total is rounded first, and the parts add up to it.
    """
    parts: dict[Certainty, list[Parts]] = {certainty: [] for certainty in CERTAINTIES}
    planned: list[Parts] = []
    numbers = (year.first.year,)
    for saving in savings:
        [was], [now] = saving.planned_in(numbers), saving.forecast_in(numbers)
        if was is None or now is None:
            continue
        planned.append(was)
        for certainty, amount in _parts(saving, year, was, now):
            parts[certainty].append(amount)
    sums = {certainty: exact_sum(amounts) for certainty, amounts in parts.items()}
    total = round_to_pence(exact_sum(planned))
    signed = [-sums[name] if name == "over-delivered" else sums[name] for name in CERTAINTIES]
    rounded = dict(zip(CERTAINTIES, apportion(total, signed), strict=True))
    amounts = {name: rounded[name] or 0 for name in CERTAINTIES}
    amounts["over-delivered"] = -amounts["over-delivered"]
    return ByState(amounts, total)


def _parts(
    saving: SavingPosition, year: FinancialYear, planned: Parts, forecast: Parts
) -> Iterable[tuple[Certainty, Parts]]:
    realised = saving.realised.get(year.label, 0) * PENNY
    yield "delivered", realised
    if forecast != realised:
        stated = saving.last_state
        sure = stated if stated in ("on-track", "at-risk") else "not-stated"
        yield sure, forecast - realised
    if planned > forecast:
        written_off = saving.state_in_force == "written-off"
        yield "written-off" if written_off else "undeliverable", planned - forecast
    elif forecast > planned:
        yield "over-delivered", forecast - planned
