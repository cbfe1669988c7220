"""What is recorded of milestones: that one is complete, a new forecast, a new baseline.

Each function takes a programme and returns the change to its files, or raises MinervaError.
"""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from minerva.model.dates import Duration, Window, format_date, parse_window
from minerva.model.errors import MinervaError
from minerva.model.programme import Milestone, MilestoneForecast, Programme
from minerva.position import MilestonePosition, position_at
from minerva.recording.change import AddTable, Change, SetKey, Value
from minerva.store import MILESTONES


def complete(
    programme: Programme, milestone: Milestone, when: Window, *, correct: bool = False
) -> Change:
    """Set the day, or the window, in which a milestone was achieved.

    A completion that is recorded already is replaced with `correct` alone.
    """
    _refuse_cancelled(milestone)
    done = milestone.actual
    if done is not None and done == when:
        raise MinervaError(f"{milestone.id} is recorded as completed {phrase(done)} already")
    if done is not None and not correct:
        raise MinervaError(
            f"{milestone.id} was completed {phrase(done)} already",
            f"if that is wrong, --correct replaces it with {when}",
        )
    if done is None and correct:
        raise MinervaError(
            f"{milestone.id} is not complete: there is nothing to correct", "leave out --correct"
        )
    replaced = f", not {phrase(done)}" if done else ""
    return Change(
        [SetKey(MILESTONES, milestone.location.path, "actual", date_value(when))],
        f"{milestone.id} was completed {phrase(when)}{replaced}",
        list(_out_of_order(programme, milestone, when)),
    )


def reforecast(
    programme: Programme,
    milestone: Milestone,
    when: Window | Duration,
    reason: str,
    on: date,
    *,
    carry: bool = False,
) -> Change:
    """Add a dated forecast. A delay counts from the last day of the forecast in force on `on`.

    With `carry`, all that it pushes is given its projected date in the same change.
    """
    _refuse_complete(milestone, "reforecast")
    _refuse_cancelled(milestone)
    refuse_short_form(milestone)
    before = position_at(programme, on).by_id.get(milestone.id)
    if not isinstance(when, Duration):
        expected = when
    elif before is not None:
        expected = _delayed(before, when)
    else:
        raise MinervaError(
            f"{milestone.id} has no date that it could be later than", "give a date instead"
        )
    if expected.latest < on:
        raise MinervaError(
            f"{expected} had passed on {format_date(on)}, and {milestone.id} was not complete",
            f"give a later date, or record it as achieved: minerva complete {milestone.id}",
        )
    if any((forecast.on, forecast.date) == (on, expected) for forecast in milestone.forecast):
        raise MinervaError(
            f"that {milestone.id} is expected {phrase(expected)} was stated on {format_date(on)} "
            "already"
        )
    values = {"on": on, "date": date_value(expected), "reason": reason}
    edits = [AddTable(MILESTONES, (*milestone.location.path, "forecast"), values)]
    warnings = list(_superseded_forecast(milestone, on))
    if carry:
        stated = MilestoneForecast(milestone.location, on, expected, reason)
        for pushed in _pushed(programme, milestone, stated):
            if any(forecast.on is None for forecast in pushed.record.forecast):
                warnings.append(f"{pushed.record.id} has an undated forecast, and is left as it is")
                continue
            date_of = date_value(pushed.best_known)
            values = {"on": on, "date": date_of, "reason": reason}
            edits.append(AddTable(MILESTONES, (*pushed.record.location.path, "forecast"), values))
    carried = f", and {len(edits) - 1:,} more with it" if len(edits) > 1 else ""
    return Change(edits, f"{milestone.id} is now expected {phrase(expected)}{carried}", warnings)


def _pushed(
    programme: Programme, milestone: Milestone, stated: MilestoneForecast
) -> list[MilestonePosition]:
    """Return the milestones that a new forecast of one makes later, with their projected dates."""
    moved = replace(milestone, forecast=(*milestone.forecast, stated))
    supposed = replace(
        programme,
        milestones=tuple(
            moved if other.id == milestone.id else other for other in programme.milestones
        ),
    )
    day = stated.on or date.min
    before, after = position_at(programme, day), position_at(supposed, day)
    return [
        other
        for id, other in after.by_id.items()
        if id != milestone.id
        and other.driver is not None
        and other.best_known.latest > before.by_id[id].best_known.latest
    ]


def rebaseline(
    programme: Programme,
    milestone: Milestone,
    when: Window,
    approved_by: str,
    reason: str,
    on: date,
) -> Change:
    """Add a new baseline. The first one, and those agreed since, stay as they are."""
    _refuse_complete(milestone, "given a new baseline")
    _refuse_cancelled(milestone)
    for agreed in milestone.rebaseline:
        if agreed.on == on:
            raise MinervaError(
                f"a baseline of {agreed.date} was agreed on {format_date(on)} already, and a "
                "baseline is never rewritten",
                "give the day of the new agreement with --on, or take a mistake back with "
                "`minerva undo`",
            )
    values = {"on": on, "date": date_value(when), "approved_by": approved_by, "reason": reason}
    before = position_at(programme, on).by_id.get(milestone.id)
    return Change(
        [AddTable(MILESTONES, (*milestone.location.path, "rebaseline"), values)],
        f"{milestone.id} has a new baseline of {when}",
        list(_superseded_baseline(milestone, before, when, on)),
    )


def refuse_short_form(milestone: Milestone) -> None:
    """Refuse a dated forecast beside an undated one: nobody could say which is the later."""
    if any(forecast.on is None for forecast in milestone.forecast):
        raise MinervaError(
            f"{milestone.id} has the short form `forecast = {_written(milestone)}`, which does not "
            "say when it was stated: no dated forecast can stand beside it",
            f"write it in {milestone.location.file} as a [[milestone.forecast]] with `on` (the day "
            f"it was stated) and `date = {_written(milestone)}`, then record this one",
        )


def phrase(window: Window) -> str:
    """Return when, with its preposition: `on 9 Jan 2015`, `in Apr 2015`."""
    if window.text is None:
        return f"on {window}"
    if window.is_quarter:
        return f"in {window}"
    if "/" in window.text:
        return f"between {format_date(window.earliest)} and {format_date(window.latest)}"
    if "W" in window.text:
        return f"in the week of {format_date(window.earliest)}"
    return f"in {window}"


def date_value(window: Window) -> Value:
    """Return a date as the files hold it: a day as a date, anything else as its text."""
    return window.latest if window.text is None else window.text


def _refuse_complete(milestone: Milestone, what: str) -> None:
    if milestone.actual is not None:
        raise MinervaError(
            f"{milestone.id} was completed {phrase(milestone.actual)}: what is complete is not "
            f"{what}",
            "if the completion is wrong, `minerva complete --correct` replaces its date, and "
            "`minerva undo` takes it back",
        )


def _refuse_cancelled(milestone: Milestone) -> None:
    if milestone.cancelled is not None:
        raise MinervaError(
            f"{milestone.id} was cancelled on {format_date(milestone.cancelled.on)}",
            "take that back with `minerva undo`, or `cancelled` out of the file",
        )


def _delayed(before: MilestonePosition, delay: Duration) -> Window:
    """Return the day that a delay leads to, from the last day of the forecast in force."""
    try:
        return parse_window(delay.after(before.forecast.latest))
    except (OverflowError, ValueError):
        raise MinervaError(f"{delay} after {before.forecast} is out of range") from None


def _out_of_order(programme: Programme, milestone: Milestone, when: Window) -> Iterator[str]:
    """Say which predecessors were not complete by then."""
    records = {record.id: record for record in programme.milestones}
    for predecessor in milestone.after:
        actual = records[predecessor.milestone].actual
        if actual is None:
            yield f"its predecessor {predecessor.milestone} is not complete"
        elif actual.latest > when.latest:
            yield f"its predecessor {predecessor.milestone} was completed later, {phrase(actual)}"


def _superseded_forecast(milestone: Milestone, on: date) -> Iterator[str]:
    """Say why a forecast stated on a day is not the one in force."""
    later = [forecast.on for forecast in milestone.forecast if forecast.on and forecast.on > on]
    if later:
        yield f"a forecast of {format_date(max(later))} is later, and stays in force"
    agreed = [rebaseline.on for rebaseline in milestone.rebaseline if rebaseline.on > on]
    if agreed:
        yield (
            f"a baseline was agreed later, on {format_date(max(agreed))}: this forecast does not "
            "count from then on"
        )


def _superseded_baseline(
    milestone: Milestone, before: MilestonePosition | None, when: Window, on: date
) -> Iterator[str]:
    """Say what else a new baseline does, or why it is not the one in force."""
    later = [rebaseline.on for rebaseline in milestone.rebaseline if rebaseline.on > on]
    if later:
        yield f"a baseline agreed on {format_date(max(later))} is later, and stays in force"
    if when.latest < on:
        yield f"{when} had passed on {format_date(on)}: the milestone is late from the start"
    stated = [forecast.on for forecast in milestone.forecast if forecast.on and forecast.on >= on]
    if before is None or stated:
        return
    if before.forecast != before.baseline and before.forecast != when:
        yield (
            f"the forecast of {before.forecast} no longer counts: if it still holds, state it "
            "again with `minerva reforecast`"
        )


def _written(milestone: Milestone) -> str:
    """Return the date of the short form as the file writes it."""
    window = milestone.forecast[0].date
    return window.latest.isoformat() if window.text is None else f'"{window.text}"'
