"""Why a milestone's figures are what they are."""

from collections.abc import Callable, Mapping
from typing import Final

from minerva.model.dates import format_date
from minerva.model.programme import Id, MilestoneForecast
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.reasons.part import RULES, Part, Value

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
        before = next(
            before for before in milestone.record.after if before.milestone == milestone.driver.id
        )
        driving = milestones[milestone.driver.id]
        lag = f", {before.lag} later" if before.lag.number else ""
        held = f"{milestone.record.name} comes after {driving.record.name}{lag}"
        parts.append(Part(held, milestone.projected, RULES["projected"], before.location))
        milestone = driving
    return (*parts, expected(milestone))


def rating(milestone: MilestonePosition) -> tuple[Part, ...]:
    """Return what makes a milestone red or amber, or what keeps it green or blue."""
    reasons = _reasons_with_places(milestone)
    return (*reasons, expected(milestone))


def _reasons_with_places(milestone: MilestonePosition) -> list[Part]:
    """Return the reasons of the colour that holds, each with the other dates that it rests on."""
    record = milestone.record
    if milestone.rating is Rating.RED:
        reasons = milestone.red_reasons()
    elif milestone.rating is Rating.AMBER:
        reasons = milestone.amber_reasons()
    else:
        return []
    found = []
    for reason in reasons:
        parts: tuple[Part, ...] = ()
        if "tolerance" in reason:
            parts = (*_tolerance(milestone), *baseline(milestone))
        elif "deadline" in reason:
            parts = (
                Part("its deadline", record.deadline, location=record.location.at("deadline")),
            )
        elif not milestone.overdue:
            parts = baseline(milestone)
        found.append(Part(reason, parts=parts))
    return found


def _tolerance(milestone: MilestonePosition) -> tuple[Part, ...]:
    if milestone.record.tolerance is None:
        return (Part(f"the programme's tolerance of {milestone.tolerance}"),)
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
    text = f"{days(milestone.overdue_days)} overdue" if milestone.overdue else ""
    return (*([Part(text)] if text else []), statement(milestone))


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
