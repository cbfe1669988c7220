"""What is wrong with the data itself: it has not been kept up to date."""

from collections.abc import Iterator

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import days


def data_stale(position: Position) -> Iterator[Finding]:
    """Find data that was last brought up to date more than 35 days before the day.

    `stale_after` of `[check]` says another number of days.
    """
    details, age = position.programme.details, position.age_days
    if position.stale and details.updated is not None and age is not None:
        yield finding_of(
            "data-stale",
            details.id,
            f"{details.name}: the data was last updated on {format_date(details.updated)}, "
            f"{days(age)} before",
            "bring the files up to date, and `updated` with them",
            details.location.at("updated"),
            age,
        )
