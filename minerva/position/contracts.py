"""How long each contract covers, what it may be extended by, notice, and how options pay back."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.programme import Contract, ContractOption, Id, Option
from minerva.position.milestones import MilestonePosition
from minerva.position.network import DeadlinePosition, contract_end
from minerva.position.procurement import ProcurementPosition


class OptionPosition(Struct, frozen=True):
    """An extension, a renewal or a price review of a contract, as it was known on a day.

    `on` is the day of a price review, and the first day of an extension or a renewal; `ends` the
    last day of these. `taken` is when it was taken up, if it was by the day.
    """

    record: ContractOption
    as_of: date
    on: date
    ends: date | None
    taken: date | None

    @property
    def notice_deadline(self) -> date | None:
        """The last day to give notice: the notice, in calendar months clamped, before its day.

        For an extension or a renewal it is counted from the day before its first day, on which the
        contract would end without it, as the notice of the contract itself is.
        """
        if self.record.notice is None:
            return None
        until = self.on if self.ends is None else self.on - timedelta(days=1)
        return self.record.notice.before(until)


class ContractPosition(Struct, frozen=True):
    """A contract as it was known on a day.

    `end` is the end of the contract and the milestone that replaces it; None where nothing does.
    `procurement` is the one that it was awarded in, if that is recorded. `procured` tells whether a
    procurement leads to its replacement.
    """

    record: Contract
    as_of: date
    end: DeadlinePosition | None
    options: tuple[OptionPosition, ...] = ()
    procurement: ProcurementPosition | None = None
    procured: bool = False

    @property
    def ends(self) -> date:
        """Its last day: `expires`, or the last day of the latest extension or renewal taken up."""
        return _last_day(self.record, self.options)

    @property
    def changes(self) -> list[date]:
        """The first days of the extensions and renewals that were taken up."""
        return [option.on for option in self.options if option.taken and option.ends]

    @property
    def replacement(self) -> MilestonePosition | None:
        """The milestone at which something else takes over."""
        return None if self.end is None else self.end.milestone

    @property
    def float_days(self) -> int | None:
        """The day after the contract ends less the projected date of the replacement, in days.

        Negative is a gap: so many days lie between the contract and its replacement, and nothing
        covers them. A replacement on the day after the last has a float of 0. None without one.
        """
        return None if self.end is None else self.end.float_days

    @property
    def notice_deadline(self) -> date | None:
        """The last day to give notice: expiry less the notice, in calendar months clamped."""
        return (
            None if self.record.notice is None else self.record.notice.before(self.record.expires)
        )

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

    @property
    def replan_by(self) -> date | None:
        """The last day to plan a new procurement: the end of the contract less its lead time.

        In calendar months clamped. Without a lead time, less the days that the stages of its
        procurement take, from the day the first opens to the day the last closes. None where that
        is not known either.
        """
        if self.record.lead_time is not None:
            return self.record.lead_time.before(self.ends)
        length = None if self.procurement is None else duration_days(self.procurement)
        return None if length is None else self.ends - timedelta(days=length)

    @property
    def replan_overdue(self) -> bool:
        """Whether that day has passed, the contract still runs, and no procurement follows it."""
        by = self.replan_by
        return by is not None and by < self.as_of <= self.ends and not self.replaced

    @property
    def replaced(self) -> bool:
        """Whether its replacement is there, or a procurement leads to it."""
        return self.procured or (self.replacement is not None and self.replacement.complete)


def contract_at(
    contract: Contract,
    milestones: Mapping[Id, MilestonePosition],
    as_of: date,
    procurement: ProcurementPosition | None = None,
    *,
    procured: bool = False,
) -> ContractPosition:
    """Return a contract as it was known on a day."""
    end = contract_end(extended(contract, as_of), milestones)
    options = _options_at(contract, as_of)
    return ContractPosition(contract, as_of, end, options, procurement, procured)


def extended(contract: Contract, as_of: date) -> Contract:
    """Return a contract that expires when it ends with what was taken up by a day."""
    if not contract.option:
        return contract
    return replace(contract, expires=_last_day(contract, _options_at(contract, as_of)))


def _last_day(contract: Contract, options: tuple[OptionPosition, ...]) -> date:
    taken = [option.ends for option in options if option.taken and option.ends]
    return max([contract.expires, *taken])


def _options_at(contract: Contract, as_of: date) -> tuple[OptionPosition, ...]:
    """Return the options of a contract, those without a day following on from what was taken up.

    An extension of 12 months that begins on 1 April ends on 31 March.
    """
    ends = contract.expires
    found = []
    for record in contract.option:
        taken = record.taken if record.taken is not None and record.taken <= as_of else None
        first = record.on or ends + timedelta(days=1)
        last = None if record.length is None else record.length.after(first) - timedelta(days=1)
        found.append(OptionPosition(record, as_of, first, last, taken))
        if taken is not None and last is not None:
            ends = max(ends, last)
    return tuple(found)


def duration_days(procurement: ProcurementPosition) -> int | None:
    """Return how long the stages of a procurement take, in days; None where that is not known.

    `the last day on which the last stage closes - the first day on which the first opens`.
    """
    if not procurement.stages:
        return None
    opens, closes = procurement.stages[0].opens, procurement.stages[-1].closes
    if opens is None or closes is None or closes.latest < opens.earliest:
        return None
    return (closes.latest - opens.earliest).days


class Payback(Struct, frozen=True):
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
