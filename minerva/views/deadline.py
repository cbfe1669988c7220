"""A deadline in a line, for every report that mentions one."""

from minerva.model.dates import format_date
from minerva.position.milestones import days
from minerva.position.network import DeadlinePosition


def deadline_text(deadline: DeadlinePosition) -> str:
    """Say how much there is to a deadline, or what it leaves uncovered."""
    is_contract = deadline.kind == "contract"
    what = f"the end of the {deadline.name} contract," if is_contract else "its deadline of"
    reached = f"{deadline.milestone.record.name}, {deadline.milestone.projected}"
    date = format_date(deadline.date)
    if deadline.float_days is None:
        return (
            f"{deadline.milestone.record.name}: it is not known whether it is reached by {what} "
            f"{date}: it waits for a milestone without a date."
        )
    if deadline.float_days >= 0:
        return f"{reached}: {days(deadline.float_days)} of float to {what} {date}."
    if is_contract:
        return f"{reached}: {days(deadline.uncovered_days or 0)} uncovered after {what} {date}."
    return f"{reached}: {days(-deadline.float_days)} past {what} {date}."
