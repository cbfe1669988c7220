"""What is wrong with milestones: late, out of tolerance, out of order, or ahead of the clock."""

from collections.abc import Iterator
from datetime import date

from minerva.findings.finding import Finding, Severity, finding_of
from minerva.model.dates import format_date
from minerva.model.programme import Predecessor
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days


def milestone_overdue(position: Position) -> Iterator[Finding]:
    """Find what is not complete after its forecast. Due on the day itself is not overdue.

    Up to the days of grace in `[check]`, the last included, it is a warning.
    """
    grace = position.programme.check.grace
    for milestone in position.unfinished:
        if milestone.overdue:
            overdue = milestone.overdue_days
            tolerated = f", within the {days(grace)} of grace" if overdue <= grace else ""
            yield finding_of(
                "milestone-overdue",
                milestone.record.id,
                f"{milestone.record.name}: {days(overdue)} past its forecast of "
                f"{milestone.forecast}{tolerated}",
                "record `actual` if it was achieved, else add a [[milestone.forecast]]",
                milestone.cause,
                overdue,
                severity=Severity.WARNING if tolerated else None,
            )


def tolerance_exceeded(position: Position) -> Iterator[Finding]:
    """Find what is not complete and expected after its tolerance limit."""
    for milestone in position.unfinished:
        expected, limit = milestone.expected.latest, milestone.tolerance_limit
        if limit is not None and expected > limit:
            beyond = (expected - limit).days
            yield finding_of(
                "tolerance-exceeded",
                milestone.record.id,
                f"{milestone.record.name}: expected {milestone.expected}, "
                f"{days(beyond)} beyond its tolerance of {milestone.tolerance} "
                f"({format_date(limit)})",
                "raise it as an exception; if a new date is agreed, add a [[milestone.rebaseline]]",
                milestone.cause,
                beyond,
            )


def baseline_missed(position: Position) -> Iterator[Finding]:
    """Find what has missed its baseline behind a forecast that has not passed."""
    for milestone in position.unfinished:
        baseline = milestone.baseline
        if baseline is not None and milestone.baseline_missed and not milestone.overdue:
            missed = (milestone.as_of - baseline.latest).days
            yield finding_of(
                "baseline-missed",
                milestone.record.id,
                f"{milestone.record.name}: {days(missed)} past its baseline of "
                f"{baseline}, now forecast {milestone.forecast}",
                "have the slip accepted, or the new date agreed as a [[milestone.rebaseline]]",
                _agreed(milestone),
                missed,
            )


def sequence_broken(position: Position) -> Iterator[Finding]:
    """Find what is forecast, or was achieved, before a predecessor allows it.

    A predecessor allows it from its own expected date + lag on, that day included. Where
    several do not allow it, the one that holds it back the longest is named.
    """
    for milestone in position.milestones:
        if not milestone.record.after:
            continue
        date_given = milestone.forecast if milestone.actual is None else milestone.actual
        broken = [
            (allowed, before)
            for before in milestone.record.after
            if (allowed := _allowed_by(position, before)) is not None
            and allowed > date_given.latest
        ]
        if not broken:
            continue
        allowed, before = max(broken, key=lambda pair: pair[0])
        first = position.by_id[before.milestone]
        early = (allowed - date_given.latest).days
        more = len(broken) - 1
        others = f"; {more} more also {'comes' if more == 1 else 'come'} too late" if more else ""
        lag = f" + {before.lag}" if before.lag.number else ""
        yield finding_of(
            "sequence-broken",
            milestone.record.id,
            f"{milestone.record.name}: {'forecast' if milestone.actual is None else 'achieved'} "
            f"{date_given}, {days(early)} before {first.record.name} allows "
            f"({first.expected}{lag}){others}",
            f"add a [[milestone.forecast]] of {format_date(allowed)} or later, or correct `after`"
            if milestone.actual is None
            else "correct `actual`, or `after` if the one did not wait for the other",
            milestone.cause,
            early,
        )


def actual_in_future(position: Position) -> Iterator[Finding]:
    """Find milestones with an actual date later than the day the command runs.

    Nothing is found where that day is not given.
    """
    if position.today is None:
        return
    for milestone in position.milestones:
        actual = milestone.record.actual
        if actual is not None and actual.latest > position.today:
            ahead = (actual.latest - position.today).days
            yield finding_of(
                "actual-in-future",
                milestone.record.id,
                f"{milestone.record.name}: achieved on {_on(milestone, actual.latest)}, "
                f"{days(ahead)} after today, {format_date(position.today)}",
                "correct the date; what is still to come is a [[milestone.forecast]]",
                milestone.record.location.at("actual"),
                ahead,
            )


def milestone_undated(position: Position) -> Iterator[Finding]:
    """Find milestones that no date is known of."""
    for milestone in position.undated:
        record = milestone.record
        yield finding_of(
            "milestone-undated",
            record.id,
            f"{record.name}: no date is agreed or expected yet",
            "add a [[milestone.rebaseline]] once a date is agreed, or a [[milestone.forecast]]",
            record.location,
        )


def after_cancelled(position: Position) -> Iterator[Finding]:
    """Find milestones, not complete, that were to come after one that was cancelled."""
    if not position.cancelled:
        return
    here = {milestone.record.id for milestone in position.unfinished}
    here |= {milestone.record.id for milestone in position.undated}
    for record in position.as_files_say.milestones:
        for before in record.after if record.id in here else ():
            cancelled = position.cancelled.get(before.milestone)
            if cancelled is not None and cancelled.cancelled is not None:
                yield finding_of(
                    "after-cancelled",
                    record.id,
                    f"{record.name}: it was to come after {cancelled.name}, which was cancelled on "
                    f"{format_date(cancelled.cancelled.on)}",
                    "take it out of `after`, or say what it waits for instead",
                    before.location,
                    detail=before.milestone,
                )


def _agreed(milestone: MilestonePosition) -> Location:
    """Return the line of the baseline in force: the rebaseline agreed last, else the first."""
    agreed = [new for new in milestone.record.rebaseline if new.on <= milestone.as_of]
    if not agreed:
        return milestone.record.location.at("baseline")
    return max(reversed(agreed), key=lambda new: new.on).location.at("date")


def _on(milestone: MilestonePosition, latest: date) -> str:
    actual = milestone.record.actual
    single = actual is None or actual.text is None
    return format_date(latest) if single else f"{format_date(latest)} (the last day of {actual})"


def _allowed_by(position: Position, before: Predecessor) -> date | None:
    """Return the first day that a predecessor allows; None where it has no date yet."""
    first = position.by_id.get(before.milestone)
    return None if first is None else before.lag.after(first.expected.latest)
