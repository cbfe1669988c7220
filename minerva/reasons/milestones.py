"""Why a milestone's figures are what they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from minerva.model.dates import Window, format_date
from minerva.model.programme import Id, Milestone, MilestoneForecast
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Rating, days, has_date, milestone_at
from minerva.position.network import after, latest_for
from minerva.reasons.part import RULES, Part, Value
from minerva.reasons.trials import Trials
from minerva.reasons.varied import is_written, stated_in

Milestones = Mapping[Id, MilestonePosition]


def explain_milestone(position: Position, id: Id, figure: str) -> Part:
    """Return why a figure of a milestone is what it is.

    The figures are those of `MILESTONE_FIGURES`. Days are days; None where there is none.
    """
    milestone = position.by_id[id]
    value, parts = MILESTONE_FIGURES[figure](position.by_id, milestone)
    part = Part(f"{milestone.record.name}, {figure}", value, RULES[figure], parts=parts)
    if figure == "projected":
        return replace(part, parts=projection(position, milestone))
    return resting(position, milestone, part, partial(_value, figure))


def milestone_value(position: Position, milestone: MilestonePosition, figure: str) -> Value:
    """Return a figure of `MILESTONE_FIGURES`: a date, days, or a word; None where there is none."""
    return MILESTONE_FIGURES[figure](position.by_id, milestone)[0]


def resting(
    position: Position,
    milestone: MilestonePosition,
    part: Part,
    figure: Callable[[MilestonePosition], object],
) -> Part:
    """Return a part with the places of what a figure of a milestone rests on, and no others."""
    details, check, day = position.programme.details, milestone.check, milestone.as_of

    def made(record: Any, other: Any) -> MilestonePosition:
        changed = other if record is milestone.record else milestone.record
        if not has_date(changed, day):
            return milestone  # without any date it has no figure that could be another
        return milestone_at(
            changed,
            other if record is details else details,
            other if record is check else check,
            day,
        )

    trials = Trials((milestone.record, details, check), day, made)
    return trials.resting(part, figure, figure(milestone))


def _value(figure: str, milestone: MilestonePosition) -> Value:
    return MILESTONE_FIGURES[figure]({}, milestone)[0]


def expected(milestone: MilestonePosition) -> Part:
    """Return when a milestone was or will be reached, and the line that says so."""
    if milestone.overdue:
        text = "the day itself: it is not reached, and its forecast has passed"
        return Part(text, milestone.expected, RULES["expected"], parts=(statement(milestone),))
    return statement(milestone)


def statement(milestone: MilestonePosition) -> Part:
    """Return the date that is in force for a milestone: achieved, stated, or agreed."""
    stated, cause = milestone.stated, milestone.cause
    if milestone.actual is not None:
        return Part(f"reached on {milestone.actual}", milestone.actual, location=cause)
    if stated is None:
        return Part(f"its baseline of {milestone.forecast}", milestone.forecast, location=cause)
    what = "stated" if isinstance(stated, MilestoneForecast) else "agreed as a new baseline"
    text = what if stated.on is None else f"{what} on {format_date(stated.on)}"
    text += f', "{stated.reason}"' if stated.reason else ""
    if isinstance(stated, MilestoneForecast) and milestone.baseline is not None:
        replaced: tuple[Part, ...] = (Part(f"instead of the baseline of {milestone.baseline}"),)
    else:
        replaced = ()
    return Part(text, milestone.forecast, location=cause, parts=replaced)


def projected(milestones: Milestones, milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return what the projected date of a milestone rests on: what holds it back, then the dates.

    What holds it back stands in order, up to the milestone that nothing holds back.
    """
    parts = []
    if milestone.held_by is not None:
        return (Part(f'it waits for "{milestone.held_by}", which has no date yet'),)
    while milestone.driver is not None:
        parts += _as_late(milestones, milestone)
        before = next(
            before for before in milestone.record.after if before.milestone == milestone.driver.id
        )
        driving = milestones[milestone.driver.id]
        lag = f", {before.lag} later" if before.lag.number else ""
        held = f"{milestone.record.name} comes after {driving.record.name}{lag}"
        parts.append(Part(held, milestone.projected, RULES["projected"], before.location))
        milestone = driving
    return (*parts, *_as_late(milestones, milestone), expected(milestone))


def projection(position: Position, milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return what the projected date of a milestone rests on, and what is a step from moving it."""
    milestones = position.by_id
    if milestone.projected is None:
        return projected(milestones, milestone)
    first = milestone
    while first.driver is not None:
        first = milestones[first.driver.id]
    id, programme = milestone.record.id, position.as_files_say
    chain = with_all_before(position, [id])

    def made(record: Any, other: Any) -> Window | None:
        changed = tuple(other if needed.id == record.id else needed for needed in chain)
        with_other = replace(programme, milestones=changed, links=(), savings=())
        found = Position(with_other, position.as_of).by_id.get(id)
        return None if found is None else found.projected

    known = Part("", parts=projected(milestones, milestone))
    own = next(needed for needed in chain if needed.id == first.record.id)
    trials = Trials((own,), position.as_of, made, chain)
    resting = trials.resting(known, lambda projected: projected, milestone.projected)
    cited = {(place.file, place.line) for place in resting.places}
    return (*resting.parts, *nearly(position, milestone, cited))


def with_all_before(position: Position, ids: Iterable[Id]) -> Sequence[Milestone]:
    """Return the milestones of some ids as the files have them, and all that come before them."""
    programme, known = position.as_files_say, position.records_in_files
    if programme.links:
        known = {**known, **{link.id: link for link in programme.links}}
    found: dict[Id, Milestone] = {}
    left = [id for id in ids if id in known]
    while left:
        id = left.pop()
        if id not in found:
            found[id] = known[id]
            left += [before.milestone for before in known[id].after]
    return list(found.values())


def nearly(
    position: Position, milestone: MilestonePosition, cited: Collection[tuple[str, int]] = ()
) -> Iterator[Part]:
    """Yield what would make a milestone later if it was a step off, and is not cited."""
    for id, limit in latest_for(position.by_id, milestone.record.id).items():
        before = position.by_id[id]
        for stated in stated_in(before.record, before.as_of):
            if (
                any(_is_later(position, before, other, limit) for other in stated.a_step_off())
                and (stated.place.file, stated.place.line) not in cited
            ):
                text = f"{before.record.name}: a step off, its {stated.key} would make it later"
                yield Part(text, location=stated.place)


def _is_later(
    position: Position, milestone: MilestonePosition, other: Milestone, limit: date
) -> bool:
    """Tell whether a milestone would be reached after a day if its record was another one."""
    if not has_date(other, milestone.as_of):
        return True
    details = position.programme.details
    now = milestone_at(other, details, milestone.check, milestone.as_of)
    days = [now.expected.latest]
    for before in now.waits_for:
        first = position.by_id.get(before.milestone)
        if first is not None and first.projected is not None:
            days.append(after(before.lag, first.projected.latest))
    return max(days) > limit


def _as_late(milestones: Milestones, milestone: MilestonePosition) -> list[Part]:
    """Return what else it comes after that leads to the very day on which it is projected."""
    found = []
    for before in milestone.waits_for:
        other = milestones.get(before.milestone)
        if other is None or other.projected is None or milestone.projected is None:
            continue
        drives = milestone.driver is not None and milestone.driver.id == before.milestone
        day = after(before.lag, other.projected.latest)
        if not drives and day == milestone.projected.latest:
            text = f"{milestone.record.name} comes after {other.record.name} too"
            chain = projected(milestones, other)
            found.append(Part(text, milestone.projected, None, before.location, chain))
    return found


def rating(milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return what makes a milestone red or amber, or what keeps it green or blue.

    All that it may rest on has a place: `resting` leaves those that it does.
    """
    if milestone.complete:
        return (expected(milestone),)
    if milestone.rating is Rating.RED:
        return (*map(partial(_red, milestone), milestone.red_reasons()), expected(milestone))
    return (
        *map(Part, milestone.amber_reasons()),
        *baseline(milestone),
        *_tolerance(milestone),
        *_deadline(milestone),
        expected(milestone),
    )


def _red(milestone: MilestonePosition, reason: str) -> Part:
    """Return a reason to be red, with the limit that is broken."""
    if "tolerance" in reason:
        return Part(reason, parts=(*_tolerance(milestone), *baseline(milestone)))
    return Part(reason, parts=_deadline(milestone) if "deadline" in reason else ())


def _deadline(milestone: MilestonePosition) -> tuple[Part, ...]:
    record, check = milestone.record, milestone.check
    if record.deadline is None:
        return ()
    text = f"a float under {days(check.low_float)} is low"
    low = check.location.at("low_float")
    place = record.location.at("deadline")
    return (
        Part("its deadline", record.deadline, location=place),
        *((Part(text, location=low),) if is_written(low) else ()),
    )


def _tolerance(milestone: MilestonePosition) -> tuple[Part, ...]:
    if milestone.tolerance is None:
        return ()
    if milestone.record.tolerance is None:
        source = milestone.check.location.source
        place = Location(source, ("programme", "tolerance"))
        return (Part(f"the programme's tolerance of {milestone.tolerance}", location=place),)
    place = milestone.record.location.at("tolerance")
    return (Part(f"its tolerance of {milestone.tolerance}", location=place),)


def baseline(milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return the baseline in force, with its line; nothing where none is agreed."""
    if milestone.baseline is None:
        return ()
    agreed = [new for new in milestone.record.rebaseline if new.on <= milestone.as_of]
    if not agreed:
        place = milestone.record.location.at("baseline")
        return (Part("the baseline first agreed", milestone.baseline, location=place),)
    last = max(reversed(agreed), key=lambda new: new.on)
    text = f"the baseline agreed on {format_date(last.on)}"
    return (Part(text, milestone.baseline, location=last.location.at("date")),)


def _slippage(milestone: MilestonePosition) -> tuple[Part, ...]:
    if milestone.slippage_days is None:
        return (Part("no baseline is agreed"),)
    return (*baseline(milestone), expected(milestone))


def _float(milestone: MilestonePosition) -> tuple[Part, ...]:
    record = milestone.record
    if record.deadline is None:
        return (Part("it has no deadline"),)
    place = record.location.at("deadline")
    return (Part("its deadline", record.deadline, location=place), expected(milestone))


def _status(milestone: MilestonePosition) -> tuple[Part, ...]:
    check = milestone.check
    parts: list[Part] = []
    if milestone.overdue:
        parts.append(Part(f"{days(milestone.overdue_days)} overdue"))
    elif not milestone.complete and is_written(check.location.at("due_within")):
        text = f"what is forecast within {days(check.due_within)} is due"
        parts.append(Part(text, location=check.location.at("due_within")))
    return (*parts, statement(milestone))


_Explained = Callable[[Milestones, MilestonePosition], tuple[Value, tuple[Part, ...]]]

MILESTONE_FIGURES: Final[Mapping[str, _Explained]] = {
    "expected": lambda _, milestone: (milestone.expected, (expected(milestone),)),
    "projected": lambda every, milestone: (milestone.projected, projected(every, milestone)),
    "slippage": lambda _, milestone: (milestone.slippage_days, _slippage(milestone)),
    "float": lambda _, milestone: (milestone.float_days, _float(milestone)),
    "rating": lambda _, milestone: (milestone.rating.value, rating(milestone)),
    "status": lambda _, milestone: (milestone.status.value, _status(milestone)),
}
"""How each figure of a milestone is explained: its value, and its parts."""
