"""The board's one screen: how the programme is rated and why, what is late, next and at stake."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from minerva.findings import Finding, count, findings_at
from minerva.model import money
from minerva.position import Position, WorkstreamPosition
from minerva.position.measures import Counts, execution_index, hit_rate, worst_working_days
from minerva.position.milestones import MilestonePosition, Rating
from minerva.position.procurement import ProcurementPosition
from minerva.views import contracts, decisions, narrative
from minerva.views import document as plain
from minerva.views import procurement as procurement_view
from minerva.views.deadline import deadline_text
from minerva.views.document import Document, entries, heading, next_milestone, ratio
from minerva.views.money_lines import cost_lines, left_out_text, target_lines
from minerva.views.table import Column, Kind, Report, Table, figure
from minerva.views.tender import leader, tender_lines, withheld_lines
from minerva.views.titles import measures_line, title
from minerva.views.working_days import beside

if TYPE_CHECKING:
    from minerva.position.assessments import Stated

_LATE: Final = "Late: overdue. "
_MORE: Final = "What comes next, procurement, contracts and the rest: `minerva status --all`."

COUNTS: Final = (
    figure("total", "Milestones", Kind.COUNT, lambda part: part.counts.total, shown=False),
    figure("complete", "Complete", Kind.COUNT, lambda part: part.counts.complete, shown=False),
    figure("overdue", "Late", Kind.COUNT, lambda part: part.counts.overdue),
    figure("due", "Due", Kind.COUNT, lambda part: part.counts.due, shown=False),
    figure("slipped", "Slipped", Kind.COUNT, lambda part: part.counts.slipped, shown=False),
)
COUNT_KEYS: Final = ("total", "complete", "overdue", "due", "slipped")
SAVINGS: Final = (
    Column(
        "full_year",
        "Full year",
        Kind.MONEY,
        of=lambda part: part.savings.full_year,
        total=lambda position: position.savings.total.full_year,
    ),
    Column(
        "unknown",
        "Not known",
        Kind.COUNT,
        of=lambda part: len(part.savings.unknown),
        total=lambda position: len(position.savings.total.unknown),
        shown=False,
    ),
    Column(
        "realised",
        "Realised",
        Kind.MONEY,
        of=lambda part: part.savings.realised,
        total=lambda position: position.savings.total.realised,
    ),
    Column(
        "validated",
        "Validated",
        Kind.MONEY,
        of=lambda part: part.savings.validated,
        total=lambda position: position.savings.total.validated,
    ),
)
WORST_DAYS: Final = figure("worst_days", "Slip", Kind.SLIP, lambda part: part.counts.worst_days)
WORKING_DAYS: Final = figure(
    "worst_working_days",
    "Working days",
    Kind.SLIP,
    lambda part: worst_working_days(part.milestones),
)


def columns_of(position: Position) -> Sequence[Column]:
    """Return the columns of workstreams: each row a WorkstreamPosition, the last the Position."""
    return (
        Column("id", "Id", of=lambda part: part.workstream.id, shown=False),
        Column(
            "name", "Workstream", of=lambda part: part.workstream.name, total=lambda _: "Programme"
        ),
        figure("rating", "Rating", Kind.RATING, lambda part: part.rating),
        Column("reason", "Why", of=lambda part: part.reason, under="name"),
        figure("done", "Done", Kind.TEXT, lambda part: _done_text(part.counts)),
        *COUNTS,
        WORST_DAYS,
        Column("next", "Next", of=lambda part: _next_text(part.next), shown=False),
        Column("upcoming", "Next to come", of=lambda part: _upcoming_text(part), under="name"),
        Column(
            "left_out",
            "Left out",
            of=lambda part: left_out_text(position, part.savings),
            under="name",
        ),
        Column(
            "next_forecast",
            "Next due",
            Kind.DATE,
            of=lambda part: part.next and part.next.forecast,
            shown=False,
        ),
        Column(
            "upcoming_forecast",
            "To come on",
            Kind.DATE,
            of=lambda part: part.upcoming and part.upcoming.forecast,
            shown=False,
        ),
        *SAVINGS,
    )


def document(
    position: Position,
    *,
    working_days: bool = False,
    findings: Sequence[Finding] | None = None,
) -> Document:
    """Return the status as a JSON document; if asked for, with the worst slips, in both days.

    `findings` are those of the position, where they are known already.
    """
    workstreams = [_workstream(position, workstream) for workstream in position.workstreams]
    [counts] = entries(COUNTS, [position], COUNT_KEYS)
    milestones = counts | {
        "hit_rate": ratio(hit_rate(position.own)),
        "bei": ratio(execution_index(position.own)),
    }
    if working_days:
        *of_workstreams, of_programme = entries(
            [WORST_DAYS, WORKING_DAYS],
            [*position.workstreams, position],
            [WORST_DAYS.key, WORKING_DAYS.key],
        )
        for document, worst in zip(workstreams, of_workstreams, strict=True):
            document["milestones"] |= worst
        milestones |= of_programme
    found = findings_at(position) if findings is None else findings
    cost = position.costs.everything
    total, target, details = (
        position.savings.total,
        position.savings.target,
        position.programme.details,
    )
    return heading(position) | {
        "programme": {"id": details.id, "name": details.name, "updated": details.updated},
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
            "cost": {
                "budget": plain.money(cost.budget),
                "forecast": plain.money(cost.forecast),
                "spent": plain.money(cost.spent),
            },
        },
        "procurement": [
            _procurement(position, procurement) for procurement in position.procurements
        ],
        "findings": count(found),
    }


def report(
    position: Position, *, working_days: bool = False, found: Sequence[Finding] | None = None
) -> Report:
    """Return the board's one screen; `found` are the position's findings, where they are known.

    The worst slips in working days, if asked for, take the place of how many are late, as a
    screen of 80 columns has no room for both.
    """
    workstreams = _workstreams(position)
    if working_days:
        workstreams = _with_working_days(workstreams)
    found = findings_at(position) if found is None else found
    tables = [workstreams, *narrative.tables(position), decisions.table_of(position, found)]
    lines = [procurement_view.stage_line(procurement) for procurement in position.procurements]
    lines += [*tender_lines(position), *withheld_lines(position)]
    lines += contracts.lines(position)
    lines += _indicator_lines(position)
    lines += [
        f"Held back: {deadline_text(deadline)}"
        for deadline in position.deadlines
        if deadline.milestone.driver is not None and (deadline.float_days or 0) < 0
    ]
    return Report(
        title(position, "position"), tables, [headline(position), measures_line(position), *lines]
    )


def _indicator_lines(position: Position) -> list[str]:
    """Say how the indicators of a programme stand that has any."""
    if not position.indicators:
        return []
    from minerva.views import indicators

    return indicators.summary(position)


def screens(position: Position) -> Iterator[Report]:
    """Yield the report in forms for a screen: all of it, then shorter and shorter ones.

    A shorter one has a line for each workstream, and of what needs a decision the worst.
    """
    found = findings_at(position)
    yield report(position, found=found)
    lines = [headline(position), measures_line(position)]
    lines += [*tender_lines(position), *withheld_lines(position)]
    workstreams, notes = _line_each(position), [*decisions.count_lines(found), _MORE]
    needed = decisions.decisions_of(position, found)
    for most in range(min(decisions.MOST_SHOWN, max(len(needed), 1)), 0, -1):
        first = decisions.first_of(needed, most)
        asked = replace(first, notes=[*first.notes, *notes])
        yield Report(title(position, "position"), [workstreams, asked], lines)


def _line_each(position: Position) -> Table:
    """Return the workstreams with a line for each, the rating first and the reason last."""
    columns = {column.key: replace(column, under=None) for column in columns_of(position)}
    first = columns["rating"]
    reason = replace(columns["reason"], total=lambda _: "")
    middle = [columns[key] for key in ("name", "done", "overdue", "full_year")]
    return Table(
        [first, *middle, reason],
        position.workstreams,
        whole={None: position},
        notes=_notes(position, f"Done: milestones complete. {_LATE}"),
        one_line=True,
    )


def headline(position: Position) -> str:
    """Say the rating of the programme and what sets it."""
    rating = position.rating
    if rating is None:
        return "Not rated: no workstream has a milestone or a saving that is known."
    rated = [workstream for workstream in position.workstreams if workstream.rating is rating]
    target = position.target_rating
    if target is not None and target.rating is rating and target.reason:
        reasons = [f"{rated[0].workstream.name}, {rated[0].reason}"] if rated else []
        return f"{rating.value.capitalize()}: {'; '.join([*reasons, target.reason])}."
    if rating is Rating.BLUE:
        return "Blue: every milestone is complete."
    if rating is Rating.GREEN:
        return "Green: everything is on course."
    others = f", and {len(rated) - 1} more" if len(rated) > 1 else ""
    return f"{rating.value.capitalize()}: {rated[0].workstream.name}, {rated[0].reason}{others}."


def _workstream(position: Position, workstream: WorkstreamPosition) -> Document:
    [counts] = entries(COUNTS, [workstream], COUNT_KEYS)
    return {
        "id": workstream.workstream.id,
        "name": workstream.workstream.name,
        "rating": workstream.rating and workstream.rating.value,
        "milestones": counts
        | {
            "next": next_milestone(workstream.next),
            "upcoming": next_milestone(workstream.upcoming),
        },
        "savings": {
            "full_year": plain.money(workstream.savings.full_year),
            "unknown": list(workstream.savings.unknown),
            "realised": plain.money(workstream.savings.realised),
            "validated": plain.money(workstream.savings.validated),
        },
        "stated": stated_document(position.stated.get(("workstream", workstream.workstream.id))),
    }


def stated_document(stated: "Stated | None") -> Document | None:
    """Return what somebody last said of a part of the programme; None where nobody did."""
    if stated is None:
        return None
    latest = stated.latest
    return {"rating": latest.rating, "text": latest.text, "by": latest.by, "on": latest.on}


def _with_working_days(table: Table) -> Table:
    legend, *notes = table.notes
    shown = replace(table.hide("overdue"), notes=[legend.replace(_LATE, ""), *notes])
    return beside(shown, WORST_DAYS.key, WORKING_DAYS)


def _done_text(counts: Counts) -> str:
    return f"{counts.complete} of {counts.total}"


def _next_text(milestone: MilestonePosition | None) -> str:
    return f"next: {milestone.record.name}, {milestone.forecast}" if milestone else ""


def _upcoming_text(workstream: WorkstreamPosition) -> str:
    """Say what is still to come of a workstream, apart from what is late."""
    if workstream.upcoming is None and workstream.next is not None:
        return "next: nothing is still to come, every date has passed"
    return _next_text(workstream.upcoming)


def _procurement(position: Position, procurement: ProcurementPosition) -> Document:
    return {
        "id": procurement.record.id,
        "stage": procurement_view.stage_id(procurement),
        "stage_name": procurement_view.stage_name(procurement),
        "bidders": procurement.bidder_count,
        **leader(position.tenders[procurement.record.id]),
        "withheld": procurement.record.id in position.withheld,
        "next": next_milestone(procurement.next),
        "upcoming": next_milestone(procurement.upcoming),
    }


def _workstreams(position: Position) -> Table:
    return Table(
        columns_of(position),
        position.workstreams,
        whole={None: position},
        notes=_notes(position, f"Done: milestones complete. {_LATE}Slip: the worst, in days. "),
    )


def _notes(position: Position, legend: str) -> list[str]:
    """Return what is to be read with the workstreams: a legend, then how the money stands."""
    symbol = money.symbol(position.programme.details.currency).strip()
    money_lines = [*target_lines(position), *cost_lines(position)]
    return [f"{legend}Money in {symbol}.", *money_lines]
