"""Milestones on an axis of time: where each was to be, and where it is expected."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Rating
from minerva.views.opening import title


class Mark(NamedTuple):
    """A milestone's two dates: agreed and expected (or actual, once complete)."""

    workstream: str
    name: str
    baseline: date
    expected: date
    rating: Rating


class Timeline(NamedTuple):
    """What is drawn: the marks in order, and the day to draw a line at."""

    title: str
    today: date
    marks: Sequence[Mark]


def timeline(position: Position, chosen: Sequence[MilestonePosition]) -> Timeline:
    """Return the milestones as marks, by their latest days."""
    names = {workstream.id: workstream.name for workstream in position.programme.workstreams}
    marks = [
        Mark(
            names[milestone.record.workstream],
            milestone.record.name,
            milestone.baseline.latest,
            milestone.expected.latest,
            milestone.rating,
        )
        for milestone in chosen
    ]
    return Timeline(title(position, "timeline"), position.as_of, marks)
