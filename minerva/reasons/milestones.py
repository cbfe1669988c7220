"""Why a milestone's figures are what they are."""

from collections.abc import Callable, Mapping
from typing import Final

from minerva.model.dates import format_date
from minerva.model.programme import Check, Id, MilestoneForecast
from minerva.model.source import Location
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.position.network import after
from minerva.reasons.part import RULES, Part, Value, without_places

Milestones = Mapping[Id, MilestonePosition]


def explain_milestone(milestones: Milestones, id: Id, figure: str) -> Part:
    """Return why a figure of a milestone is what it is.

    The figures are those of `MILESTONE_FIGURES`. Days are days; None where there is none.
    """
    milestone = milestones[id]
    value, parts = MILESTONE_FIGURES[figure](milestones, milestone)
    text = f"{milestone.record.name}, {figure}"
    return Part(text, value, RULES[figure], parts=parts)


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


def rating(milestone: MilestonePosition, *, alone: bool = True) -> tuple[Part, ...]:
    """Return what makes a milestone red or amber, or what keeps it green or blue.

    Only lines have a place by which alone it could be rated otherwise. Of two reasons to be red
    each is enough: their own lines have none. What is amber and not `alone` in it can only be
    worse.
    """
    if milestone.complete:
        return (expected(milestone),)
    if milestone.rating is Rating.RED:
        return _red(milestone)
    reasons = tuple(map(Part, milestone.amber_reasons()))
    slipped = milestone.slippage_days is not None and milestone.slippage_days > 0
    low_float = (
        milestone.float_days is not None and milestone.float_days < milestone.check.low_float
    )
    agreed = baseline(milestone)
    only_worse = low_float or (slipped and not alone)
    if only_worse and milestone.tolerance is None:
        agreed = tuple(map(without_places, agreed))
    return (
        *reasons,
        *agreed,
        *(_tolerance(milestone) if slipped else ()),
        *_deadline(milestone, alone=alone),
        expected(milestone),
    )


def _red(milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return the reasons to be red, then the date in force."""
    reasons = milestone.red_reasons()
    found = []
    for reason in reasons:
        parts: tuple[Part, ...] = ()
        if "tolerance" in reason:
            parts = (*_tolerance(milestone), *baseline(milestone))
        elif "deadline" in reason:
            parts = _deadline(milestone)
        alone = len(reasons) == 1
        found.append(Part(reason, parts=parts if alone else tuple(map(without_places, parts))))
    date = expected(milestone)
    return (*found, date if _may_be_put_right(milestone) else without_places(date))


def _may_be_put_right(milestone: MilestonePosition) -> bool:
    """Tell whether another date in force could make it other than red on its day."""
    limit, deadline, day = milestone.tolerance_limit, milestone.record.deadline, milestone.as_of
    if deadline is not None and day > deadline.latest:
        return False
    moves_limit = any(part.location == milestone.cause for part in baseline(milestone))
    return limit is None or day <= limit or moves_limit


def on_the_edge(milestone: MilestonePosition) -> bool:
    """Tell whether a milestone that is not red would be with one of its dates a day off."""
    if milestone.complete or milestone.rating is Rating.RED:
        return False
    day, deadline = milestone.expected.latest, milestone.record.deadline
    due = milestone.forecast.latest == milestone.as_of
    limits = (milestone.tolerance_limit, deadline and deadline.latest)
    return due or day in limits


def _deadline(milestone: MilestonePosition, *, alone: bool = False) -> tuple[Part, ...]:
    record, check = milestone.record, milestone.check
    if record.deadline is None:
        return ()
    parts: tuple[Part, ...] = ()
    if alone and check.low_float != Check(check.location).low_float:
        text = f"a float under {days(check.low_float)} is low"
        parts = (Part(text, location=check.location.at("low_float")),)
    place = record.location.at("deadline")
    return (Part("its deadline", record.deadline, location=place), *parts)


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
    elif not milestone.complete and check.due_within != Check(check.location).due_within:
        text = f"what is forecast within {days(check.due_within)} is due"
        parts.append(Part(text, location=check.location.at("due_within")))
    return (*parts, statement(milestone))


_Explained = Callable[[Milestones, MilestonePosition], tuple[Value, tuple[Part, ...]]]

MILESTONE_FIGURES: Final[Mapping[str, _Explained]] = {
    "expected": lambda _, it: (it.expected, (expected(it),)),
    "projected": lambda every, it: (it.projected, projected(every, it)),
    "slippage": lambda _, it: (it.slippage_days, _slippage(it)),
    "float": lambda _, it: (it.float_days, _float(it)),
    "rating": lambda _, it: (it.rating.value, rating(it)),
    "status": lambda _, it: (it.status.value, _status(it)),
}
"""How each figure of a milestone is explained: its value, and its parts."""
