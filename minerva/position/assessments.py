"""What people said of a part of a programme by a day, which stands beside what is worked out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from minerva.model.programme import Id, Programme
from minerva.model.register import Assessment, SubjectKind

Subject = tuple[SubjectKind, Id]
"""What somebody says something of: its kind and its id. An id may be that of several kinds."""


class Stated(Struct, frozen=True):
    """What was said of a subject by a day: the last of all, and the last that gave a rating."""

    latest: Assessment
    rated: Assessment | None
    as_of: date

    @property
    def age_days(self) -> int:
        """Days since anybody said anything of it."""
        return (self.as_of - self.latest.on).days


def stated_at(programme: Programme, day: date) -> dict[Subject, Stated]:
    """Return what was said of each subject on a day or before; nothing dated later counts.

    Of two of one day the later in the file counts. An assessment that names no kind is of the one
    thing that has its id.
    """
    found: dict[Subject, Stated] = {}
    for kind, assessment in assessed_at(programme, day):
        subject = kind, assessment.subject
        before = found.get(subject)
        rated = assessment if assessment.rating else (None if before is None else before.rated)
        found[subject] = Stated(assessment, rated, day)
    return found


def assessed_at(programme: Programme, day: date) -> list[tuple[SubjectKind, Assessment]]:
    """Return all that was said on a day or before, the oldest first, each with what it is of."""
    if not programme.assessments:
        return []
    ids = subject_ids(programme)
    said = sorted(programme.assessments, key=lambda assessment: assessment.on)
    return [(_kind(assessment, ids), assessment) for assessment in said if assessment.on <= day]


def _kind(assessment: Assessment, ids: Mapping[SubjectKind, Mapping[Id, str]]) -> SubjectKind:
    """Return what an assessment is of: as it says, or the one kind that has its subject's id."""
    if assessment.kind is not None:
        return assessment.kind
    return next(kind for kind in ids if assessment.subject in ids[kind])


def subjects(programme: Programme) -> Mapping[SubjectKind, Sequence[Any]]:
    """Return the records of what may be assessed, by kind."""
    return {
        "programme": [programme.details],
        "workstream": programme.workstreams,
        "milestone": programme.milestones,
        "saving": programme.savings,
        "procurement": programme.procurements,
    }


def subject_ids(programme: Programme) -> Mapping[SubjectKind, Mapping[Id, str]]:
    """Return the names of what may be assessed, by kind and id."""
    records = subjects(programme)
    return {kind: {record.id: record.name for record in of} for kind, of in records.items()}
