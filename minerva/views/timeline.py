"""Milestones on an axis of time: where each was to be, and where it is expected."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Rating
from minerva.views.titles import title


class Mark(Struct, frozen=True):
    """A milestone's two dates: agreed and expected (or actual, once complete).

    And what they are measured by: the last day within tolerance, and the deadline, if any.
    """

    workstream: str
    name: str
    baseline: date
    expected: date
    rating: Rating
    slippage_days: int = 0
    limit: date | None = None
    deadline: date | None = None


class Timeline(Struct, frozen=True):
    """What is drawn: the marks in order, and the day to draw a line at."""

    title: str
    today: date
    marks: Sequence[Mark]


def timeline(position: Position, chosen: Sequence[MilestonePosition]) -> Timeline:
    """Return the milestones as marks, by their latest days."""
    names = position.programme.workstream_names
    marks = [mark_of(milestone, names) for milestone in chosen]
    return Timeline(title(position, "timeline"), position.as_of, marks)


def mark_of(milestone: MilestonePosition, names: Mapping[Id, str]) -> Mark:
    """Return a milestone as a mark, by its latest days; `names` are those of the workstreams."""
    deadline = milestone.record.deadline
    return Mark(
        names[milestone.record.workstream],
        milestone.record.name,
        (milestone.baseline or milestone.expected).latest,
        milestone.expected.latest,
        milestone.rating,
        milestone.slippage_days or 0,
        milestone.tolerance_limit,
        None if deadline is None else deadline.latest,
    )
