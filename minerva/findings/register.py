"""What in the register needs somebody: overdue, not looked at, nobody's, red, or said too well."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import Rating, days

if TYPE_CHECKING:
    from minerva.position.assessments import Stated, Subject

MOST_AGE: Final = 90
"""How many days an assessment holds before it has to be given anew."""


def action_overdue(position: Position) -> Iterator[Finding]:
    """Find actions that are not done and whose last day has passed."""
    for action in position.actions:
        record = action.record
        if action.overdue_days and record.due is not None:
            yield finding_of(
                "action-overdue",
                record.id,
                f"{record.name}: {days(action.overdue_days)} past {record.due}"
                f"{_owned(record.owner)}",
                f"do it and record it with `{_close(position, 'action', record.id)}`, or give it "
                "another `due`",
                record.location.at("due"),
                action.overdue_days,
            )


def decision_overdue(position: Position) -> Iterator[Finding]:
    """Find decisions that are not made and whose last day has passed."""
    for decision in position.decisions:
        record = decision.record
        if decision.overdue_days and record.needed_by is not None:
            yield finding_of(
                "decision-overdue",
                record.id,
                f"{record.name}: {days(decision.overdue_days)} past {record.needed_by}"
                f"{_owned(record.owner)}",
                f"decide, and record it with `{_close(position, 'decision', record.id)} --outcome "
                "TEXT`",
                record.location.at("needed_by"),
                decision.overdue_days,
            )


def risk_unreviewed(position: Position) -> Iterator[Finding]:
    """Find open risks that nobody looked at for more than 90 days.

    `review_within` of `[check]` says another number of days.
    """
    limit = position.programme.check.review_within
    for risk in position.risks:
        if risk.open and risk.unreviewed_days > limit:
            yield finding_of(
                "risk-unreviewed",
                risk.record.id,
                f"{risk.record.name}: last looked at on {format_date(risk.reviewed)}, "
                f"{days(risk.unreviewed_days)} before",
                "look at it, and record that with "
                f"`{_review(position, 'risk', risk.record.id)} --by WHO`",
                risk.record.location,
                risk.unreviewed_days - limit,
            )


def risk_unowned(position: Position) -> Iterator[Finding]:
    """Find open risks that nobody is responsible for."""
    for risk in position.risks:
        if risk.open and not (risk.record.owner or "").strip():
            yield finding_of(
                "risk-unowned",
                risk.record.id,
                f"{risk.record.name}: nobody is named as its owner",
                "agree on an owner, and add it as `owner`",
                risk.record.location,
            )


def issue_high_open(position: Position) -> Iterator[Finding]:
    """Find issues of high severity that are open."""
    for issue in position.issues:
        if issue.open and issue.severity == "high":
            since = (position.as_of - issue.record.raised).days
            yield finding_of(
                "issue-high-open",
                issue.record.id,
                f"{issue.record.name}: of high severity, and open for {days(since)}"
                f"{_owned(issue.record.owner)}",
                f"settle it and record that with `{_close(position, 'issue', issue.record.id)}`, "
                "or state "
                f"another severity with `{_review(position, 'issue', issue.record.id)} --severity "
                "medium`",
                issue.record.location.at("severity"),
                since,
            )


def indicator_red(position: Position) -> Iterator[Finding]:
    """Find indicators that are further from their target than `amber_within` allows."""
    for indicator in position.indicators:
        record, current = indicator.record, indicator.current
        if indicator.rating is Rating.RED and current is not None:
            unit = record.unit
            yield finding_of(
                "indicator-red",
                record.id,
                f"{record.name}: {_figure(indicator.actual, unit)} in {current.period}, "
                f"against a target of {_figure(indicator.target, unit)}",
                "say what is done about it, with an action or a decision",
                record.location,
            )


def rated_better_than_figures(position: Position) -> Iterator[Finding]:
    """Find ratings that somebody stated which are better than the ones worked out."""
    assessed = _of_position(position)
    worked_out = _worked_out(position) if assessed else {}
    for subject, stated in assessed:
        found, rated = worked_out.get(subject), stated.rated
        if found is None or rated is None or rated.rating is None:
            continue
        name, rating, reason = found
        if Rating(rated.rating).urgency > rating.urgency:
            why = f" ({reason})" if reason else ""
            yield finding_of(
                "rated-better-than-figures",
                subject[1],
                f"{name}: {rated.by} rated it {rated.rating} on {format_date(rated.on)}; by the "
                f"figures it is {rating.value}{why}",
                "ask what the rating goes by, and record what the figures lack",
                rated.location.at("rating"),
                about=subject[0],
            )


def assessment_stale(position: Position) -> Iterator[Finding]:
    """Find parts of the programme of which nobody said anything for more than 90 days.

    Only those that somebody has assessed, and that go on.
    """
    assessed = _of_position(position)
    if not assessed:
        return
    from minerva.position.assessments import subject_ids

    over, names = _over(position), subject_ids(position.programme)
    for (kind, id), stated in assessed:
        if stated.age_days > MOST_AGE and (kind, id) not in over:
            latest = stated.latest
            yield finding_of(
                "assessment-stale",
                id,
                f"{names[kind].get(id, id)}: last assessed on {format_date(latest.on)} by "
                f"{latest.by}, {days(stated.age_days)} before",
                f"record how it stands with `{_assess(position, kind, id)} TEXT --by WHO`",
                latest.location.at("on"),
                stated.age_days - MOST_AGE,
                about=kind,
            )


def _close(position: Position, kind: str, id: str) -> str:
    """Return the command that closes an entry, with its kind where the id is of several."""
    kinds = ("risk", "issue", "action", "decision", "workstream")
    return f"minerva close {id}{_of_kind(kind, id, _records(position, kinds))}"


def _review(position: Position, kind: str, id: str) -> str:
    return f"minerva review {id}{_of_kind(kind, id, _records(position, ('risk', 'issue')))}"


def _records(position: Position, kinds: Sequence[str]) -> Mapping[str, Sequence[Any]]:
    """Return the records of the kinds that a command takes."""
    return {kind: position.programme.by_kind[kind] for kind in kinds}


def _assess(position: Position, kind: str, id: str) -> str:
    from minerva.position.assessments import subjects

    return f"minerva assess {id}{_of_kind(kind, id, subjects(position.programme))}"


def _of_kind(kind: str, id: str, records: Mapping[Any, Sequence[Any]]) -> str:
    having = [name for name, some in records.items() if any(record.id == id for record in some)]
    return f" --kind {kind}" if len(having) > 1 else ""


def _figure(value: Decimal | None, unit: str | None) -> str:
    """Return a figure with its unit: 11.1%, 4 visits."""
    if value is None:
        return "none"
    if unit is None or not unit.strip():
        return f"{value:f}"
    return f"{value:f}{unit}" if unit.strip() == "%" else f"{value:f} {unit}"


def _owned(owner: str | None) -> str:
    return f" ({owner})" if owner else ""


def _of_position(position: Position) -> "list[tuple[Subject, Stated]]":
    """Return what was said of the parts that are looked at."""
    return [
        (subject, stated)
        for subject, stated in position.stated.items()
        if position.includes(subject[1])
    ]


def _worked_out(position: Position) -> "Mapping[Subject, tuple[str, Rating, str]]":
    """Return what is rated by figures: its name, its rating and the reason."""
    found: dict[Subject, tuple[str, Rating, str]] = {}
    for milestone in position.milestones:
        record = milestone.record
        found["milestone", record.id] = record.name, milestone.rating, milestone.reason
    for part in position.workstreams:
        if part.rating is not None:
            workstream = part.workstream
            found["workstream", workstream.id] = workstream.name, part.rating, part.reason
    if position.rating is not None and not position.narrowed:
        details = position.programme.details
        found["programme", details.id] = details.name, position.rating, ""
    return found


def _over(position: Position) -> "set[Subject]":
    """Return what needs no assessment any more: complete, cancelled or closed."""
    found: set[Subject] = {
        ("milestone", milestone.record.id)
        for milestone in position.milestones
        if milestone.complete
    }
    found |= {("milestone", id) for id in position.cancelled}
    return found | {
        ("workstream", workstream.id)
        for workstream in position.programme.workstreams
        if workstream.closed is not None and workstream.closed <= position.as_of
    }
