"""When the standstill after an award decision ends, and whether the contract waits for it.

The contract may not be concluded before the end of the standstill. The day on which the
decision is sent does not count: the standstill ends at the end of the 10th day after it where
it is sent electronically to all, else of the 15th. Where that is no working day, it ends at
the end of the next one. Sources: Public Contracts Regulations 2006, regulation 32A; Public
Contracts Regulations 2015, regulation 87.

Not modelled: that a decision sent by other means may be waited for less, 10 days after the last
bidder has it. The files do not say when that was.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from minerva.model import working_days
from minerva.model.dates import Window
from minerva.model.programme import Standstill
from minerva.position.procurement import StagePosition, StageStatus

DAYS: Final[Mapping[Standstill, int]] = {"electronic": 10, "other": 15}
LONGEST_BREAK: Final = 5
"""No more days than these follow one another without a working day (it has been 4), so that
what is later than that is late enough, whatever the calendar says."""


class Breach(NamedTuple):
    """A contract that is to be concluded before the end of the standstill.

    `ends` is the standstill's last day; None where the contract is too early whatever that is.
    `short_days` is how much later the contract may be at the earliest, the day after the last
    included, in days; where `ends` is None, the least that may be.
    """

    decision: Window
    contract: Window
    ends: date | None
    short_days: int


def ends(stage: StagePosition) -> date | None:
    """Return the last day of a standstill: the contract may be concluded on the day after.

    None of what is no standstill or has no decision, and where it is not known which days are
    working days. Of a window the latest day counts.
    """
    if stage.record.standstill is None or stage.opens is None:
        return None
    return _last_day(stage.record.standstill, stage.opens.latest)


def breach(stage: StagePosition) -> Breach | None:
    """Return what is wrong where a contract is to be concluded on the last day or before.

    None of what is no standstill, where the decision or the contract has no date, and once the
    contract is concluded. The working days are only looked at where they matter: they may put
    the last day off, but not by more than `LONGEST_BREAK`.
    """
    kind, decision, contract = stage.record.standstill, stage.opens, stage.closes
    if kind is None or decision is None or contract is None or stage.status is StageStatus.PASSED:
        return None
    beyond = (contract.latest - decision.latest).days - DAYS[kind]
    if beyond <= 0:
        return Breach(decision, contract, None, 1 - beyond)
    last = _last_day(kind, decision.latest) if beyond <= LONGEST_BREAK else None
    if last is None or contract.latest > last:
        return None
    return Breach(decision, contract, last, (last - contract.latest).days + 1)


def _last_day(kind: Standstill, decision: date) -> date | None:
    if not working_days.is_covered(decision):
        return None
    return working_days.first_from(decision + timedelta(days=DAYS[kind]))
