"""What a slip does to what follows: projected dates forwards, latest allowable dates backwards.

Pure functions over milestones and what they come after. Each pass looks once at each milestone
and each dependency, without recursion, however long a chain is.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from operator import attrgetter
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import LATEST, Duration
from minerva.model.programme import (
    Check,
    Contract,
    Id,
    Milestone,
    Predecessor,
    ProgrammeDetails,
)
from minerva.position.milestones import MilestonePosition, milestone_at

Milestones = Mapping[Id, MilestonePosition]
_WHOLE_LIFE: Final = LATEST.toordinal()
DeadlineKind = Literal["deadline", "contract"]


class DeadlinePosition(Struct, frozen=True):
    """A date that cannot move, and the milestone that is projected to be reached by it.

    `id` and `name` are those of the milestone or of the contract. `date` is the deadline, or the
    contract's last day. `limit` is the last day on which the milestone holds it: the deadline
    itself, or the day after the contract's last.
    """

    kind: DeadlineKind
    id: Id
    name: str
    milestone: MilestonePosition
    limit: date
    date: date

    @property
    def float_days(self) -> int | None:
        """The limit less the milestone's projected date, in days; negative is broken.

        None where the milestone has no projected date.
        """
        projected = self.milestone.projected
        return None if projected is None else (self.limit - projected.latest).days

    @property
    def uncovered_days(self) -> int | None:
        """Days between the last that is covered and the milestone, both left out; 0 if none.

        The projected date less the last covered day, less 1. Of a contract that is its float
        without the sign, where that is negative. None where the milestone has no projected date.
        """
        projected = self.milestone.projected
        return None if projected is None else max((projected.latest - self.date).days - 1, 0)


def in_order(milestones: Iterable[Milestone]) -> list[Id]:
    """Return the milestones that come after others, each after all that it comes after."""
    milestones = list(milestones)
    left = {
        milestone.id: milestone.after
        for milestone in compress(milestones, map(attrgetter("after"), milestones))
    }
    order: list[Id] = []
    for id, after in list(left.items()):  # most files have what comes first before what follows
        for before in after:
            if before.milestone in left:
                break
        else:
            order.append(id)
            del left[id]
    waiting: dict[Id, int] = {}
    followers: dict[Id, list[Id]] = defaultdict(list)
    for id, after in left.items():
        unplaced = [before.milestone for before in after if before.milestone in left]
        waiting[id] = len(unplaced)
        for name in unplaced:
            followers[name].append(id)
    ready = [id for id, number in waiting.items() if not number]
    order += ready
    while ready:
        for follower in followers.get(ready.pop(), ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
                ready.append(follower)
    return order


def with_predecessors(milestones: Iterable[Milestone], ids: Iterable[Id]) -> list[Milestone]:
    """Return the milestones of some ids, and all that come before them, directly or not."""
    milestones = list(milestones)
    by_id = dict(zip(map(attrgetter("id"), milestones), milestones, strict=True))
    found: dict[Id, Milestone] = {}
    left = list(ids)
    while left:
        id = left.pop()
        if id not in found:
            found[id] = milestone = by_id[id]
            left += [before.milestone for before in milestone.after]
    return list(found.values())


def projected(
    milestones: Milestones, order: Iterable[Id], undated: Collection[Id] = ()
) -> dict[Id, MilestonePosition]:
    """Return the milestones, with what drives those that cannot be reached when expected.

    The projected date is the later of the milestone's own expected date and each
    predecessor's projected date + lag. A milestone that is complete is where it is, and drives
    what follows from there. Of predecessors that lead to the same day the first one written
    drives. Beyond the last day that a file may name, it is that day. What waits for a milestone
    without a date, directly or not, has no projected date. `order` is that of `in_order`.
    """
    found = dict(milestones)
    reached: dict[Id, date] = {}
    held_by: dict[Id, Id] = {id: id for id in undated}
    for id in order:
        if id in undated:
            continue
        milestone = found[id]
        latest, driver = milestone.expected.latest, None
        for predecessor in milestone.waits_for:
            name, lag = predecessor.milestone, predecessor.lag
            if name in held_by:
                held_by[id] = held_by[name]
                continue
            allowed = reached.get(name)
            if allowed is None:  # it comes after nothing itself
                allowed = reached[name] = found[name].expected.latest
            if lag.number:
                allowed = after(lag, allowed)
            if allowed > latest:
                latest, driver = allowed, name
        reached[id] = latest
        if id in held_by:
            found[id] = replace(milestone, held_by=held_by[id])
        elif driver is not None:
            found[id] = milestone.driven_by(driver, latest)
    return found


def projected_at(
    milestones: Iterable[Milestone],
    undated: Mapping[Id, Milestone],
    order: Iterable[Id],
    details: ProgrammeDetails,
    check: Check,
    as_of: date,
) -> dict[Id, MilestonePosition]:
    """Return milestones as they were known on a day, that day included, each with what drives it.

    All have a date, and all that they come after is among them or is undated. `order` is that of
    `in_order`, with the undated ones.
    """
    found = {
        milestone.id: milestone_at(milestone, details, check, as_of) for milestone in milestones
    }
    return projected(found, order, undated)


def latest_allowable(
    milestones: Milestones,
    contracts: Iterable[Contract],
    order: Sequence[Id],
    undated: Mapping[Id, Milestone],
) -> dict[Id, date]:
    """Return the last day on which each milestone breaks no deadline; those bound by none not.

    The earliest of: its own deadline, the day after each contract that it replaces, and for each
    successor that is not complete the last day from which the lag leads to the successor's
    latest allowable date or earlier. `order` is that of `in_order`, with the undated ones.
    """
    limits: dict[Id, date] = {}
    for milestone in milestones.values():
        if milestone.record.deadline is not None:
            limits[milestone.record.id] = milestone.record.deadline.latest
    for contract in contracts:
        name = contract.replaced_by
        if name is not None:
            limits[name] = min(contract.last_start, limits.get(name, date.max))

    def waits_for(id: Id) -> Sequence[Predecessor]:
        return undated[id].after if id in undated else milestones[id].waits_for

    _lead_back(limits, order, waits_for)
    return limits


def latest_for(milestones: Milestones, id: Id) -> dict[Id, date]:
    """Return the last day on which each milestone does not make one later than it is projected.

    Of the milestone itself, and of all that it waits for, directly or not: the last day from
    which the lags lead to its projected date or earlier. It has to have a projected date. Those
    without a date are not among them.
    """
    projected = milestones[id].projected
    if projected is None:
        return {}
    waits_for: dict[Id, Sequence[Predecessor]] = {}
    left = [id]
    while left:
        name = left.pop()
        if name in milestones and name not in waits_for:
            waits_for[name] = milestones[name].waits_for
            left += [before.milestone for before in waits_for[name]]
    limits = {id: projected.latest}
    records = [milestones[name].record for name in waits_for]
    _lead_back(limits, in_order(records), waits_for.__getitem__)
    return {name: limit for name, limit in limits.items() if name in milestones}


def _lead_back(
    limits: dict[Id, date],
    order: Sequence[Id],
    waits_for: Callable[[Id], Sequence[Predecessor]],
) -> None:
    """Add the limits of what milestones with a limit wait for: the earliest of each counts."""
    for id in reversed(order):
        limit = limits.get(id)
        if limit is None:
            continue
        for before in waits_for(id):
            name, lag = before.milestone, before.lag
            latest = _before(lag, limit) if lag.number else limit
            known = limits.get(name)
            if known is None or latest < known:
                limits[name] = latest


def deadlines(milestones: Milestones, contracts: Iterable[Contract]) -> list[DeadlinePosition]:
    """Return the deadlines of milestones and the ends of contracts that milestones replace.

    Those that bind a milestone without a date are not among them.
    """
    found = [
        DeadlinePosition(
            "deadline",
            milestone.record.id,
            milestone.record.name,
            milestone,
            limit=milestone.record.deadline.latest,
            date=milestone.record.deadline.latest,
        )
        for milestone in milestones.values()
        if milestone.record.deadline is not None
    ]
    ends = (contract_end(contract, milestones) for contract in contracts)
    return [*found, *(end for end in ends if end is not None)]


def contract_end(contract: Contract, milestones: Milestones) -> DeadlinePosition | None:
    """Return the end of a contract as a date that its replacement is bound by; None without one.

    A replacement without a date does not count.
    """
    if contract.replaced_by is None or contract.replaced_by not in milestones:
        return None
    return DeadlinePosition(
        "contract",
        contract.id,
        contract.supplier,
        milestones[contract.replaced_by],
        limit=contract.last_start,
        date=contract.expires,
    )


def critical_chain(milestones: Milestones, deadline: DeadlinePosition) -> list[Id]:
    """Return the milestones that lead to a deadline with the least float, in order.

    From the milestone that the deadline binds back to the predecessor, of those that are not
    complete, with the least float to this deadline: the last day from which its lag leads to
    the latest allowable date, less its projected date. And so on, until nothing that is not
    complete comes before. Of equal floats that of the predecessor that holds it back the longest
    counts, of these the first one written. Nearer deadlines of others have no part in it. One that
    has no projected date is followed before all others, down to what waits for the undated one.
    """
    chain = [deadline.milestone.record.id]
    limit = deadline.limit
    while True:
        least: tuple[tuple[int, int], date, Id] | None = None
        for before in milestones[chain[-1]].record.after:
            first = milestones.get(before.milestone)
            if first is not None and not first.complete:
                latest = _before(before.lag, limit)
                if first.projected is None:
                    least = (-_WHOLE_LIFE, 0), latest, before.milestone
                    break
                reached = first.projected.latest
                allowed = after(before.lag, reached)
                rank = (latest.toordinal() - reached.toordinal(), -allowed.toordinal())
                if least is None or rank < least[0]:
                    least = rank, latest, before.milestone
        if least is None:
            return chain[::-1]
        _, limit, name = least
        chain.append(name)


@lru_cache(maxsize=65_536)
def after(lag: Duration, when: date) -> date:
    """Return the day that a lag leads to; beyond the days that are read, the last of those."""
    if not lag.number:
        return when
    try:
        return min(lag.after(when), LATEST)
    except (OverflowError, ValueError):
        return LATEST


@lru_cache(maxsize=65_536)
def _before(lag: Duration, limit: date) -> date:
    """Return the last day from which a lag leads to a limit or earlier."""
    if not lag.number:
        return limit
    try:
        return lag.last_before(limit)
    except (OverflowError, ValueError):
        return date.min
