"""The board's one screen: how the programme is rated and why, what is late, next and at stake."""

from collections.abc import Sequence
from typing import Final

from minerva.findings import Severity, count, findings_at
from minerva.model import money
from minerva.model.dates import format_date
from minerva.position import Position, WorkstreamPosition
from minerva.position.measures import Counts, execution_index, hit_rate, worst_working_days
from minerva.position.milestones import MilestonePosition, Rating, days
from minerva.position.procurement import ProcurementPosition
from minerva.position.totals import SavingsSum
from minerva.views import document as plain
from minerva.views import procurement as procurement_view
from minerva.views import savings
from minerva.views.document import Document, heading, next_milestone, ratio
from minerva.views.forecast import deadline_text
from minerva.views.opening import measures, title
from minerva.views.table import Column, Kind, Report, Row, Table
from minerva.views.working_days import beside

MOST_FINDINGS: Final = 8

_LATE: Final = "Late: overdue. "

COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Workstream"),
    Column("rating", "Rating", Kind.RATING),
    Column("reason", "Why", under="name"),
    Column("done", "Done"),
    Column("total", "Milestones", Kind.COUNT, shown=False),
    Column("complete", "Complete", Kind.COUNT, shown=False),
    Column("overdue", "Late", Kind.COUNT),
    Column("due", "Due", Kind.COUNT, shown=False),
    Column("slipped", "Slipped", Kind.COUNT, shown=False),
    Column("worst_days", "Slip", Kind.SLIP),
    Column("next", "Next", under="name"),
    Column("left_out", "Left out", under="name"),
    Column("next_forecast", "Next due", Kind.DATE, shown=False),
    Column("full_year", "Full year", Kind.MONEY),
    Column("unknown", "Not known", Kind.COUNT, shown=False),
    Column("realised", "Realised", Kind.MONEY),
    Column("validated", "Validated", Kind.MONEY),
)
WORKING_DAYS: Final = Column("worst_working_days", "Working days", Kind.SLIP)
FINDING_COLUMNS: Final = (
    Column("severity", "Severity"),
    Column("message", "Finding"),
)


def document(position: Position, *, working_days: bool = False) -> Document:
    """Return the status as a JSON document; if asked for, with the worst slips, in both days."""
    workstreams = [_workstream(workstream) for workstream in position.workstreams]
    milestones = _counts(position.counts) | {
        "hit_rate": ratio(hit_rate(position.milestones)),
        "bei": ratio(execution_index(position.milestones)),
    }
    if working_days:
        for workstream, told in zip(position.workstreams, workstreams, strict=True):
            told["milestones"] |= _worst(workstream.counts, workstream.milestones)
        milestones |= _worst(position.counts, position.milestones)
    found = findings_at(position)
    total, target, brief = position.savings.total, position.savings.target, position.programme.brief
    return heading(position) | {
        "programme": {"id": brief.id, "name": brief.name, "updated": brief.updated},
        "rating": position.rating and position.rating.value,
        "workstreams": workstreams,
        "milestones": milestones,
        "savings": {
            "target": plain.money(target.full_year) if target else None,
            "full_year": plain.money(total.full_year),
            "variance": plain.money(None if position.narrowed else position.savings.variance),
            "unknown": list(total.unknown),
            "realised": plain.money(total.realised),
            "validated": plain.money(total.validated),
        },
        "procurement": [_procurement(procurement) for procurement in position.procurements],
        "findings": count(found),
    }


def report(position: Position, *, working_days: bool = False) -> Report:
    """Return the board's one screen.

    The worst slips in working days, if asked for, take the place of how many are late, as a
    screen of 80 columns has no room for both.
    """
    workstreams = _workstreams(position)
    if working_days:
        workstreams = _with_working_days(workstreams, position)
    tables = [workstreams, _findings(position)]
    lines = [procurement_view.now(procurement) for procurement in position.procurements]
    for contract in position.contracts:
        if contract.float_days is not None and contract.replacement is not None:
            name = contract.replacement.record.name
            gap = contract.float_days < 0
            lines.append(
                f"{contract.record.supplier} contract ends "
                f"{format_date(contract.record.expires)}: {days(abs(contract.float_days))} "
                f"{'before' if gap else 'after'} {name}, {contract.replacement.expected}."
            )
    lines += [
        f"Held back: {deadline_text(deadline)}"
        for deadline in position.deadlines
        if deadline.milestone.driven is not None and deadline.float_days < 0
    ]
    return Report(
        title(position, "position"), tables, [headline(position), measures(position), *lines]
    )


def headline(position: Position) -> str:
    """Say the rating of the programme and what sets it."""
    rating = position.rating
    if rating is None:
        return "Not rated: no workstream has a milestone."
    rated = [workstream for workstream in position.workstreams if workstream.rating is rating]
    if rating is Rating.BLUE:
        return "Blue: every milestone is complete."
    if rating is Rating.GREEN:
        return "Green: everything is on course."
    others = f", and {len(rated) - 1} more" if len(rated) > 1 else ""
    return f"{rating.value.capitalize()}: {rated[0].workstream.name}, {rated[0].reason}{others}."


def _workstream(workstream: WorkstreamPosition) -> Document:
    return {
        "id": workstream.workstream.id,
        "name": workstream.workstream.name,
        "rating": workstream.rating and workstream.rating.value,
        "milestones": _counts(workstream.counts) | {"next": next_milestone(workstream.next)},
        "savings": {
            "full_year": plain.money(workstream.savings.full_year),
            "unknown": list(workstream.savings.unknown),
            "realised": plain.money(workstream.savings.realised),
            "validated": plain.money(workstream.savings.validated),
        },
    }


def _counts(of: Counts) -> Document:
    return {
        "total": of.total,
        "complete": of.complete,
        "overdue": of.overdue,
        "due": of.due,
        "slipped": of.slipped,
    }


def _worst(of: Counts, milestones: Sequence[MilestonePosition]) -> Document:
    return {"worst_days": of.worst_days, WORKING_DAYS.key: worst_working_days(milestones)}


def _with_working_days(table: Table, position: Position) -> Table:
    columns = [
        column._replace(shown=column.shown and column.key != "overdue") for column in table.columns
    ]
    legend, *notes = table.notes
    return beside(
        table._replace(columns=columns, notes=[legend.replace(_LATE, ""), *notes]),
        "worst_days",
        WORKING_DAYS,
        [worst_working_days(workstream.milestones) for workstream in position.workstreams],
        worst_working_days(position.milestones),
    )


def _procurement(procurement: ProcurementPosition) -> Document:
    return {
        "id": procurement.record.id,
        "stage": procurement_view.stage_id(procurement),
        "stage_name": procurement_view.stage_name(procurement),
        "bidders": procurement.bidder_count,
        "next": next_milestone(procurement.next),
    }


def _workstreams(position: Position) -> Table:
    total = position.savings.total
    whole = _row("", "Programme", position.rating, "", position.counts, None, total, "")
    return Table(
        COLUMNS,
        [
            _row(
                workstream.workstream.id,
                workstream.workstream.name,
                workstream.rating,
                workstream.reason,
                workstream.counts,
                workstream.next,
                workstream.savings,
                savings.left_out(position, workstream.savings),
            )
            for workstream in position.workstreams
        ],
        totals={None: whole},
        notes=[
            f"Done: milestones complete. {_LATE}Slip: the worst, in days. Money in "
            f"{money.symbol(position.programme.brief.currency).strip()}.",
            *savings.against_target(position),
        ],
    )


def _row(
    id: str,
    name: str,
    rating: Rating | None,
    reason: str,
    counts: Counts,
    coming: MilestonePosition | None,
    of: SavingsSum,
    left_out: str,
) -> Row:
    return (
        id,
        name,
        rating,
        reason,
        f"{counts.complete} of {counts.total}",
        counts.total,
        counts.complete,
        counts.overdue,
        counts.due,
        counts.slipped,
        counts.worst_days,
        f"next: {coming.record.name}, {coming.forecast}" if coming else "",
        left_out,
        coming and coming.forecast,
        of.full_year,
        len(of.unknown),
        of.realised,
        of.validated,
    )


def _findings(position: Position) -> Table:
    found = findings_at(position)
    counted = count(found)
    matter = [finding for finding in found if finding.severity is not Severity.NOTE]
    told = ", ".join(
        f"{count} {name}{'' if count == 1 else 's'}" for name, count in counted.items()
    )
    more = (
        f", {len(matter) - MOST_FINDINGS} of them not shown" if len(matter) > MOST_FINDINGS else ""
    )
    return Table(
        FINDING_COLUMNS,
        [(finding.severity.value, finding.message) for finding in matter[:MOST_FINDINGS]],
        title="For decision",
        notes=[f"{told}{more}: see `minerva check`."] if found else [],
        empty="Nothing needs a decision.",
    )
