"""The milestones: baseline, forecast and actual of each, how late, and how it is rated."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.model.programme import Id, Milestone
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, Status, UndatedMilestone
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title
from minerva.views.working_days import put_working_days, with_working_days

AnyMilestone = MilestonePosition | UndatedMilestone
KEYS: Final = (
    *("id", "workstream", "name", "status", "rating", "baseline", "original_baseline"),
    *("forecast", "actual", "expected", "slippage_days", "total_slippage_days", "overdue_days"),
    *("tolerance_limit", "within_tolerance", "deadline", "float_days", "projected", "driver"),
    "owner",
)
"""The keys of a milestone in a document."""

COLUMNS: Final = (
    Column("id", "Id", of=lambda milestone: milestone.record.id, shown=False),
    Column(
        "workstream", "Workstream", of=lambda milestone: milestone.record.workstream, shown=False
    ),
    Column("name", "Milestone", of=lambda milestone: milestone.record.name),
    Column("status", "Status", of=lambda milestone: milestone.status.value, shown=False),
    Column("baseline", "Baseline", Kind.DATE, lambda milestone: milestone.baseline),
    Column(
        "original_baseline",
        "First baseline",
        Kind.DATE,
        lambda milestone: milestone.original_baseline,
        shown=False,
    ),
    Column("forecast", "Forecast", Kind.DATE, lambda milestone: milestone.forecast),
    Column("actual", "Actual", Kind.DATE, lambda milestone: milestone.actual),
    Column("expected", "Expected", Kind.DATE, lambda milestone: milestone.expected, shown=False),
    Column("slippage_days", "Slip", Kind.SLIP, lambda milestone: milestone.slippage_days),
    Column(
        "total_slippage_days",
        "Total slip",
        Kind.SLIP,
        lambda milestone: milestone.total_slippage_days,
        shown=False,
    ),
    Column(
        "overdue_days", "Overdue", Kind.COUNT, lambda milestone: milestone.overdue_days, shown=False
    ),
    Column(
        "tolerance_limit",
        "Tolerance limit",
        Kind.DATE,
        lambda milestone: milestone.tolerance_limit,
        shown=False,
    ),
    Column(
        "within_tolerance",
        "Within tolerance",
        Kind.FLAG,
        lambda milestone: milestone.within_tolerance,
        shown=False,
    ),
    Column("tolerance_used", "Used", Kind.PERCENT, lambda milestone: milestone.tolerance_used),
    Column(
        "deadline", "Deadline", Kind.DATE, lambda milestone: milestone.record.deadline, shown=False
    ),
    Column("float_days", "Float", Kind.SLIP, lambda milestone: milestone.float_days, shown=False),
    Column("rating", "Rating", Kind.RATING, lambda milestone: milestone.rating),
    Column("reason", "Why", of=lambda milestone: _why(milestone), under="name"),
    Column("projected", "Projected", Kind.DATE, lambda milestone: milestone.projected, shown=False),
    Column(
        "driver",
        "Driver",
        of=lambda milestone: milestone.driver and milestone.driver.id,
        shown=False,
    ),
    Column("owner", "Owner", of=lambda milestone: milestone.record.owner),
)


def _why(milestone: AnyMilestone) -> str:
    """Say who outside has to reach a milestone, if it is external, and why it is rated as it is."""
    external, reason = milestone.record.external, milestone.reason
    return "; ".join(filter(None, [f"external: {external}" if external else "", reason]))


RATINGS: Final = "Green is on course, blue is complete; amber and red say why."


def document(
    position: Position, chosen: Sequence[AnyMilestone], *, working_days: bool = False
) -> Document:
    """Return the milestones as a JSON document; if asked for, with their slip in working days."""
    milestones = entries(COLUMNS, chosen, KEYS)
    for milestone, entry in zip(chosen, milestones, strict=True):
        if milestone.record.external is not None:
            entry["external"] = milestone.record.external
    if working_days:
        put_working_days(milestones, chosen)
    document = heading(position) | {"milestones": milestones}
    cancelled = [cancelled_document(record) for record in cancelled_in(position)]
    return document | {"cancelled": cancelled} if cancelled else document


def report(
    position: Position, chosen: Sequence[AnyMilestone], *, working_days: bool = False
) -> Report:
    """Return the milestones under their workstreams.

    The slip in working days, if asked for, takes the place of the part of the tolerance that is
    used, as a screen of 80 columns has no room for both.
    """
    table = Table(
        columns_of(position),
        chosen,
        group="workstream",
        headings=position.programme.workstream_names,
        notes=[
            "Slip: days from baseline. Used: slip as a part of the tolerance.",
            RATINGS,
            *_cancelled_lines(position),
        ],
        empty="No milestone matches.",
    ).hide_empty("owner")
    if working_days:
        notes = ["Slip: days from baseline.", *table.notes[1:]]
        table = replace(table.hide("tolerance_used"), notes=notes)
        table = with_working_days(table, lambda milestone: milestone)
    return Report(title(position, "milestones"), [table])


def cancelled_document(record: Milestone) -> Document:
    """Return a milestone that was given up: when, by whom and why."""
    cancelled = record.cancelled
    return {
        "id": record.id,
        "workstream": record.workstream,
        "name": record.name,
        "on": cancelled and cancelled.on,
        "approved_by": cancelled and cancelled.approved_by,
        "reason": cancelled and cancelled.reason,
    }


def cancelled_in(position: Position) -> list[Milestone]:
    """Return the milestones that were cancelled by the day, in the order of their file."""
    return [record for record in position.cancelled.values() if position.scope.has(record)]


def _cancelled_lines(position: Position) -> list[str]:
    return [
        f"Cancelled on {format_date(record.cancelled.on)} by {record.cancelled.approved_by}: "
        f"{record.name} ({record.cancelled.reason})."
        for record in cancelled_in(position)
        if record.cancelled is not None
    ]


def columns_of(position: Position) -> Sequence[Column]:
    """Return the columns of milestones, with those that need the whole position."""
    names = position.programme.workstream_names
    workstream = Column(
        "workstream_name",
        "Workstream",
        of=lambda milestone: names[milestone.record.workstream],
        shown=False,
    )
    driven = Column(
        "driven", "Driven", of=lambda milestone: driven_text(position, milestone), under="name"
    )
    after = [column.key for column in COLUMNS].index("workstream") + 1
    return [*COLUMNS[:after], workstream, *COLUMNS[after:], driven]


def choose(
    position: Position, statuses: Collection[Status], due_within_days: int | None
) -> list[MilestonePosition]:
    """Return milestones by workstream, then expected date: those of a status, or due soon.

    Due within a number of days are those not complete and not overdue whose forecast is on
    one of those days, the last included. Those without a date are not among them.
    """
    order = _order(position)
    wanted = _wanted(statuses, due_within_days)
    chosen = [
        milestone for milestone in position.milestones if not wanted or milestone.status in wanted
    ]
    return sorted(
        chosen,
        key=lambda milestone: (order[milestone.record.workstream], milestone.expected.latest),
    )


def choose_all(
    position: Position, statuses: Collection[Status], due_within_days: int | None
) -> list[AnyMilestone]:
    """Return milestones as `choose` does, those without a date last in their workstream."""
    wanted = _wanted(statuses, due_within_days)
    undated = [
        milestone for milestone in position.undated if not wanted or milestone.status in wanted
    ]
    everything: list[AnyMilestone] = [*choose(position, statuses, due_within_days), *undated]
    order = _order(position)
    return sorted(everything, key=lambda milestone: order[milestone.record.workstream])


def _order(position: Position) -> Mapping[Id, int]:
    return {workstream.id: n for n, workstream in enumerate(position.programme.workstreams)}


def _wanted(statuses: Collection[Status], due_within_days: int | None) -> set[Status]:
    if due_within_days is not None and not statuses:
        return {Status.DUE}
    return set(statuses)


def driven_text(position: Position, milestone: AnyMilestone) -> str:
    """Say what holds a milestone back, and until when; nothing of one that nothing does."""
    if isinstance(milestone, UndatedMilestone):
        return ""
    if milestone.held_by is not None:
        return f"no projected date: {position.all_undated[milestone.held_by].name} has no date yet"
    if milestone.driver is None:
        return ""
    driver = position.by_id[milestone.driver.id]
    return f"projected {milestone.projected}, driven by {driver.record.name}"
