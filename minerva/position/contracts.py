"""How long each contract still covers, whether notice was given, and how options pay back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from minerva.model.programme import Contract, Id, Option
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlinePosition, contract_end


class ContractPosition(NamedTuple):
    """A contract as it was known on a day."""

    record: Contract
    as_of: date
    end: DeadlinePosition | None
    """The end of the contract and the milestone that replaces it; None where nothing does."""

    @property
    def replacement(self) -> MilestonePosition | None:
        """The milestone at which something else takes over."""
        return self.end and self.end.milestone

    @property
    def float_days(self) -> int | None:
        """The day after the contract expires less the projected date of the replacement, in days.

        Negative is a gap: so many days lie between the contract and its replacement, and nothing
        covers them. A replacement on the day after the last has a float of 0. None without one.
        """
        return self.end and self.end.float_days

    @property
    def notice_deadline(self) -> date | None:
        """The last day to give notice: expiry less the notice, in calendar months clamped."""
        return self.record.notice and self.record.notice.before(self.record.expires)

    @property
    def notice_served(self) -> date | None:
        """The day notice was served, if it was by the day."""
        served = self.record.notice_served
        return served if served is not None and served <= self.as_of else None

    @property
    def notice_missed(self) -> bool:
        """Whether the notice deadline has passed with no notice recorded."""
        deadline = self.notice_deadline
        return deadline is not None and self.as_of > deadline and self.notice_served is None


def contract_at(
    contract: Contract, milestones: Mapping[Id, MilestonePosition], as_of: date
) -> ContractPosition:
    """Return a contract as it was known on a day."""
    return ContractPosition(contract, as_of, contract_end(contract, milestones))


class Payback(NamedTuple):
    """Years until an investment is paid back, at best and at worst. No `high`: perhaps never."""

    low: Decimal
    high: Decimal | None


def payback(option: Option) -> Payback | None:
    """Return the payback in years: investment / annual saving.

    The best case is the lowest investment over the highest saving, the worst the highest
    over the lowest. None where either amount is not stated, or where the most it may save is
    nothing; no worst case where the least it may save is.
    """
    saving, investment = option.annual_saving, option.investment
    if saving is None or investment is None or saving.high <= 0:
        return None
    worst = investment.high / saving.low if saving.low > 0 else None
    return Payback(investment.low / saving.high, worst)
