"""What is wrong with the data itself: it has not been kept up to date."""

from collections.abc import Iterator

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import days


def data_stale(position: Position) -> Iterator[Finding]:
    """Find data of which nothing was said for more than 35 days before the day.

    What was said last is the later of `updated` and the latest dated fact by the day.
    `stale_after` of `[check]` says another number of days.
    """
    details, age = position.programme.details, position.age_days
    said = position.last_said
    if position.stale and said is not None and age is not None:
        yield finding_of(
            "data-stale",
            details.id,
            f"{details.name}: the data was last updated on {format_date(said)}, {days(age)} before",
            "record what has happened since"
            + (", and bring `updated` up to date" if details.updated is not None else ""),
            details.location.at("updated") if details.updated else details.location,
            age,
        )
