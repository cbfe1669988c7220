"""Suppositions: hypothetical forecasts of milestones, to see what would follow.

It says how a supposition is written on the command line. It makes another position of the same
day; nothing is written anywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from minerva.model.dates import (
    EARLIEST,
    LATEST,
    Window,
    parse_delay,
    parse_window,
    single_day,
)
from minerva.model.errors import MinervaError
from minerva.model.programme import Bound, Id, Milestone, MilestoneForecast
from minerva.parsing.dates import HOW_TO_WRITE_A_DATE, read_date
from minerva.parsing.lookup import find_record
from minerva.parsing.years import DateRules
from minerva.position import MilestonePosition, Position
from minerva.position.estimates import estimate_at
from minerva.position.milestones import UndatedMilestone

_HOW = "write ID=2015-05-01, ID=+10days, ID=-1week or ID=+1month"


def suppose(position: Position, written: Sequence[str]) -> tuple[Position, Mapping[Id, Window]]:
    """Return the position that suppositions lead to, and what each of them comes to.

    Each is written `id=date`, or as a time from the expected date: `id=+2weeks`, `id=-1week`. The
    date is taken for a forecast stated on the day. Raises MinervaError for what is not
    understood, is complete, or would lie in the past.
    """
    supposed: dict[Id, Window] = {}
    for text in written:
        name, equals, when = (part.strip() for part in text.partition("="))
        if not equals:
            raise MinervaError(f'"{text}" supposes nothing', _HOW)
        milestone = _find(position, name)
        id = milestone.record.id
        if id in supposed:
            raise MinervaError(f"{id} is supposed twice", "give each milestone once")
        supposed[id] = _date(position, milestone, when)
    before: dict[Id, MilestonePosition | UndatedMilestone] = dict(position.by_id)
    before |= {milestone.record.id: milestone for milestone in position.undated}
    milestones = tuple(
        _restated(before[milestone.id], supposed[milestone.id])
        if milestone.id in supposed
        else milestone
        for milestone in position.as_files_say.milestones
    )
    after = position.alike(replace(position.as_files_say, milestones=milestones))
    after.last_said = position.last_said  # what is supposed brings nothing up to date
    return after, supposed


def _find(position: Position, text: str) -> MilestonePosition | UndatedMilestone:
    """Return the milestone that an id or a name means. Raises MinervaError for a complete one."""
    undated = {milestone.record.id: milestone for milestone in position.undated}
    records = [milestone.record for milestone in position.by_id.values()]
    records += [milestone.record for milestone in undated.values()]
    id = find_record("milestone", records, text).id
    if id in undated:
        return undated[id]
    found = position.by_id[id]
    if found.complete:
        raise MinervaError(
            f"{id} is complete: it was achieved on {found.actual}",
            "suppose something of what is still to come",
        )
    return found


def _date(
    position: Position, milestone: MilestonePosition | UndatedMilestone, written: str
) -> Window:
    rules = DateRules(
        position.today or position.as_of, position.programme.details.financial_year_starts
    )
    try:
        delay = parse_delay(written)
        if delay is not None:
            if milestone.expected is None:
                raise MinervaError(
                    f"{milestone.record.id} has no date that it could be later than",
                    "suppose a date",
                )
            when = parse_window(delay.after(milestone.expected.latest))
        else:
            when = read_date(written, rules)
    except OverflowError:
        raise MinervaError(f'"{written}" is out of range', _HOW) from None
    except MinervaError as error:
        if error.hint != HOW_TO_WRITE_A_DATE:
            raise
        raise MinervaError(f'"{written}" is not a date or a delay', _HOW) from None
    if when.latest < position.as_of:
        raise MinervaError(
            f"{when} has passed: {milestone.record.id} is not complete, so it cannot be then",
            "suppose a later date",
        )
    return when


def _restated(milestone: MilestonePosition | UndatedMilestone, when: Window) -> Milestone:
    """Return a milestone with another forecast; the dates of its estimate move along with it."""
    record, on = milestone.record, milestone.as_of
    forecasts = (*record.forecast, MilestoneForecast(record.location, on, when))
    estimate = None if isinstance(milestone, UndatedMilestone) else estimate_at(milestone, None)
    if estimate is None or estimate.stated is None:
        return replace(record, forecast=forecasts)
    by = when.latest - estimate.forecast
    stated = estimate.stated
    moved = replace(stated, on=on, low=_moved(stated.low, by), high=_moved(stated.high, by))
    return replace(record, forecast=forecasts, estimate=(*record.estimate, moved))


def _moved(bound: Bound, by: timedelta) -> Bound:
    """Return an end of an estimate moved by some days, within the days that are read."""
    if not isinstance(bound, Window):
        return bound
    place = bound.latest.toordinal() + by.days
    place = min(max(place, EARLIEST.toordinal()), LATEST.toordinal())
    return single_day(date.fromordinal(place))
