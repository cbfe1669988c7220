"""When the standstill after an award decision ends, and whether the contract waits for it.

The contract may not be concluded before the end of the standstill. Under the regulations the day
on which the decision is sent does not count: the standstill ends at the end of the 10th day after
it where it is sent electronically to all, else of the 15th. Where that is no working day, it ends
at the end of the next one. Sources: Public Contracts Regulations 2006, regulation 32A; Public
Contracts Regulations 2015, regulation 87.

Under the Act it is 8 working days that begin with the day on which the contract award notice is
published, however anybody is told; a bank holiday in any part of the United Kingdom is no working
day. A standstill that the Act does not ask for (light touch contracts, awards under a framework)
is as long, at least. Sources: Procurement Act 2023, sections 51 and 123(1).

Not modelled: that a decision sent by other means may be waited for less, 10 days after the last
bidder has it; the files do not say when that was. Nor a longer standstill that the contract award
notice provides for (section 51(1)(b)).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from minerva.model import working_days
from minerva.model.dates import Window, single_day
from minerva.model.procurement_law import Regime
from minerva.model.programme import Standstill
from minerva.position.procurement import StagePosition, StageStatus

DAYS: Final[Mapping[Standstill, int]] = {"electronic": 10, "other": 15, "none": 0}
WORKING_DAYS: Final = 8
"""The length of a standstill under the Act, the day of the notice included."""

LONGEST_BREAK: Final = 5
"""No more days than these follow one another without a working day (it has been 4), so that
what is later than that is late enough, whatever the calendar says."""
LONGEST_EIGHT: Final = 21
"""8 working days last no more days than these (it has been 17), the first and the last included."""
SHORTEST_EIGHT: Final = 10
"""8 working days last at least these days: the first and the last, and one weekend between them."""


class Breach(Struct, frozen=True):
    """A contract that is to be concluded before the end of the standstill.

    `ends` is the standstill's last day; None where the contract is too early whatever that is.
    `short_days` is how much later the contract may be at the earliest, the day after the last
    included, in days; where `ends` is None, the least that may be.
    """

    decision: Window
    contract: Window
    ends: date | None
    short_days: int


def is_standstill(stage: StagePosition) -> bool:
    """Tell whether the contract has to wait: a stage that says `none` is no standstill."""
    return stage.record.standstill not in (None, "none")


def begins(stage: StagePosition) -> Window | None:
    """Return the day that a standstill is counted from; of a window the latest day counts.

    It is when the stage opens: the day of the decision, or, under the Act, of the contract award
    notice. Where the notice is recorded as published, that is the day; if the stage has opened on
    another day, the later of the two, which cannot break the law. None where the stage is no
    standstill or has no such day.
    """
    if not is_standstill(stage) or stage.opens is None:
        return None
    published = stage.award_published if stage.regime is Regime.PA_2023 else None
    if published is not None and (not stage.opened or published > stage.opens.latest):
        return single_day(published)
    return stage.opens


def ends(stage: StagePosition) -> date | None:
    """Return the last day of a standstill: the contract may be concluded on the day after.

    None of what is no standstill or has no decision, and where it is not known which days are
    working days. Of a window the latest day counts.
    """
    kind, decision = stage.record.standstill, begins(stage)
    if kind is None or decision is None:
        return None
    if stage.regime is Regime.PA_2023:
        return working_days.last_of_united_kingdom(WORKING_DAYS, decision.latest)
    return _last_day(kind, decision.latest)


def least_text(stage: StagePosition) -> str:
    """Say how long the standstill of a stage has to be."""
    if stage.regime is Regime.PA_2023:
        return f"{WORKING_DAYS} working days, the first one included, have to pass before it"
    days = DAYS[stage.record.standstill or "none"]
    return f"at least {days} days have to lie between them"


def breach(stage: StagePosition) -> Breach | None:
    """Return what is wrong where a contract is to be concluded on the last day or before.

    None of what is no standstill, where the decision or the contract has no date, and once the
    contract is concluded. The working days are only looked at where they matter: under the
    regulations they may put the last day off, but not by more than `LONGEST_BREAK`; under the Act
    the standstill lasts from `SHORTEST_EIGHT` days to `LONGEST_EIGHT`.
    """
    kind, decision, contract = stage.record.standstill, begins(stage), stage.closes
    if kind is None or decision is None or contract is None or stage.status is StageStatus.PASSED:
        return None
    act = stage.regime is Regime.PA_2023
    shortest = SHORTEST_EIGHT - 1 if act else DAYS[kind]
    longest = LONGEST_EIGHT if act else DAYS[kind] + LONGEST_BREAK
    after = (contract.latest - decision.latest).days
    if after <= shortest and not act:
        return Breach(decision, contract, None, 1 + shortest - after)
    last = ends(stage) if after <= longest else None
    if last is None:
        short = 1 + shortest - after
        return Breach(decision, contract, None, short) if short > 0 else None
    if contract.latest > last:
        return None
    return Breach(decision, contract, last, (last - contract.latest).days + 1)


def _last_day(kind: Standstill, decision: date) -> date | None:
    if not working_days.is_covered(decision):
        return None
    return working_days.first_from(decision + timedelta(days=DAYS[kind]))
