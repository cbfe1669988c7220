"""The milestones: baseline, forecast and actual of each, how late, and how it is rated."""

from collections.abc import Collection, Sequence
from typing import Final

from minerva.model.dates import single_day
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Status
from minerva.views.document import Document, heading, put_window
from minerva.views.opening import title
from minerva.views.table import Column, Kind, Report, Row, Table
from minerva.views.working_days import put_working_days, with_working_days

COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("workstream", "Workstream", shown=False),
    Column("workstream_name", "Workstream", shown=False),
    Column("name", "Milestone"),
    Column("status", "Status", shown=False),
    Column("baseline", "Baseline", Kind.DATE),
    Column("original_baseline", "First baseline", Kind.DATE, shown=False),
    Column("forecast", "Forecast", Kind.DATE),
    Column("actual", "Actual", Kind.DATE),
    Column("expected", "Expected", Kind.DATE, shown=False),
    Column("slippage_days", "Slip", Kind.SLIP),
    Column("total_slippage_days", "Total slip", Kind.SLIP, shown=False),
    Column("overdue_days", "Overdue", Kind.COUNT, shown=False),
    Column("tolerance_limit", "Tolerance limit", Kind.DATE, shown=False),
    Column("within_tolerance", "Within tolerance", Kind.FLAG, shown=False),
    Column("tolerance_used", "Used", Kind.PERCENT),
    Column("deadline", "Deadline", Kind.DATE, shown=False),
    Column("float_days", "Float", Kind.SLIP, shown=False),
    Column("rating", "Rating", Kind.RATING),
    Column("reason", "Why", under="name"),
    Column("projected", "Projected", Kind.DATE, shown=False),
    Column("driver", "Driver", shown=False),
    Column("driven", "Driven", under="name"),
)


RATINGS: Final = "Green is on course, blue is complete; amber and red say why."


def document(
    position: Position, chosen: Sequence[MilestonePosition], *, working_days: bool = False
) -> Document:
    """Return the milestones as a JSON document; if asked for, with their slip in working days."""
    milestones = [milestone_document(milestone) for milestone in chosen]
    if working_days:
        put_working_days(milestones, chosen)
    return heading(position) | {"milestones": milestones}


def report(
    position: Position, chosen: Sequence[MilestonePosition], *, working_days: bool = False
) -> Report:
    """Return the milestones under their workstreams.

    The slip in working days, if asked for, takes the place of the part of the tolerance that is
    used, as a screen of 80 columns has no room for both.
    """
    names = {workstream.id: workstream.name for workstream in position.programme.workstreams}
    table = Table(
        COLUMNS,
        [
            milestone_row(position, milestone, names[milestone.record.workstream])
            for milestone in chosen
        ],
        group="workstream",
        headings=names,
        notes=[
            "Slip: days from baseline. Used: slip as a part of the tolerance.",
            RATINGS,
        ],
        empty="No milestone matches.",
    )
    if working_days:
        shown = [
            column._replace(shown=column.shown and column.key != "tolerance_used")
            for column in COLUMNS
        ]
        table = table._replace(columns=shown, notes=["Slip: days from baseline.", RATINGS])
        table = with_working_days(table, chosen)
    return Report(title(position, "milestones"), [table])


def choose(
    position: Position, statuses: Collection[Status], due_within_days: int | None
) -> list[MilestonePosition]:
    """Return milestones by workstream, then expected date: those of a status, or due soon.

    Due within a number of days are those not complete and not overdue whose forecast is on
    one of those days, the last included.
    """
    order = {workstream.id: n for n, workstream in enumerate(position.programme.workstreams)}
    wanted = set(statuses)
    if due_within_days is not None and not wanted:
        wanted = {Status.DUE}
    chosen = [
        milestone for milestone in position.milestones if not wanted or milestone.status in wanted
    ]
    return sorted(
        chosen,
        key=lambda milestone: (order[milestone.record.workstream], milestone.expected.latest),
    )


def milestone_document(milestone: MilestonePosition) -> Document:
    """Return one milestone as part of a JSON document."""
    document: Document = {
        "id": milestone.record.id,
        "workstream": milestone.record.workstream,
        "name": milestone.record.name,
        "status": milestone.status.value,
        "rating": milestone.rating.value,
    }
    put_window(document, "baseline", milestone.baseline)
    put_window(document, "original_baseline", milestone.original_baseline)
    put_window(document, "forecast", milestone.forecast)
    put_window(document, "actual", milestone.actual)
    put_window(document, "expected", milestone.expected)
    document["slippage_days"] = milestone.slippage_days
    document["total_slippage_days"] = milestone.total_slippage_days
    document["overdue_days"] = milestone.overdue_days
    document["tolerance_limit"] = milestone.tolerance_limit
    document["within_tolerance"] = milestone.within_tolerance
    put_window(document, "deadline", milestone.record.deadline)
    document["float_days"] = milestone.float_days
    put_window(document, "projected", milestone.projected)
    document["driver"] = milestone.driven and milestone.driven.by
    return document


def driven_by(position: Position, milestone: MilestonePosition) -> str:
    """Say what holds a milestone back, and until when; nothing of one that nothing does."""
    if milestone.driven is None:
        return ""
    driver = position.by_id[milestone.driven.by]
    return f"projected {milestone.projected}, driven by {driver.record.name}"


def milestone_row(position: Position, milestone: MilestonePosition, workstream: str) -> Row:
    """Return one milestone as a row under COLUMNS."""
    limit = milestone.tolerance_limit
    return (
        milestone.record.id,
        milestone.record.workstream,
        workstream,
        milestone.record.name,
        milestone.status.value,
        milestone.baseline,
        milestone.original_baseline,
        milestone.forecast,
        milestone.actual,
        milestone.expected,
        milestone.slippage_days,
        milestone.total_slippage_days,
        milestone.overdue_days,
        limit and single_day(limit),
        milestone.within_tolerance,
        milestone.tolerance_used,
        milestone.record.deadline,
        milestone.float_days,
        milestone.rating,
        milestone.reason,
        milestone.projected,
        milestone.driven and milestone.driven.by,
        driven_by(position, milestone),
    )
