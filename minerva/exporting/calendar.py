"""A calendar (iCalendar, RFC 5545): dates as events of one day, the day on which each is due.

The same position always gives the same bytes, and an event keeps its UID from one export to the
next, so that a calendar that takes the file again moves what moved. What is done stays as a past
event, and what is over is cancelled: a calendar would keep for ever what a file is silent about.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO, Final

from minerva.exporting.outgoing import Exported, Request
from minerva.formats.cells import counted, visible
from minerva.model.dates import Duration
from minerva.position import Position
from minerva.views.dates import CalendarDate, dates

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_PRODUCT: Final = "-//minerva-programme//minerva//EN"
_HEAD: Final = 4_096


def export(request: Request) -> Exported:
    """Return the calendar, and how many events of each kind are in it."""
    from icalendar import Calendar, vText

    position = request.position
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for property in ("name", "x-wr-calname"):
        calendar.add(property, vText(_text(position.programme.details.name)))
    chosen = dates(position)
    for number, entry in enumerate(chosen):
        request.advance(number, len(chosen))
        calendar.add_component(_event(entry, position, request.alarm))
    return Exported(calendar.to_ical(), _summary(chosen))


def is_ours(file: BinaryIO) -> bool:
    """Tell whether a calendar names minerva as the program that made it."""
    return f"PRODID:{_PRODUCT}\r\n".encode() in file.read(_HEAD)


def _event(entry: CalendarDate, position: Position, alarm: Duration | None) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.kind}-{entry.id}@{position.programme.details.id}.minerva")
    event.add("dtstamp", datetime.combine(position.as_of, time(), UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # it ends before this day begins
    event.add("sequence", entry.revision)
    event.add("status", "CANCELLED" if entry.state == "over" else "CONFIRMED")
    event.add("summary", _text(f"Done: {entry.title}" if entry.state == "done" else entry.title))
    event.add("description", "\n".join(_text(line) for line in entry.lines))
    if entry.workstream is not None:
        event.add("categories", [_text(entry.workstream)])
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because of it
    if alarm is not None and entry.state == "to come":
        event.add_component(_alarm(entry, alarm))
    return event


def _alarm(entry: CalendarDate, before: Duration) -> "Alarm":
    """Return a notice so long before the day; months are counted in days, back from it."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(entry.title))
    alarm.add("trigger", before.before(entry.day) - entry.day)
    return alarm


def _text(text: str) -> str:
    """Return text as a calendar can hold it: of control characters, only line breaks stay."""
    return "\n".join(visible(line) for line in text.replace("\r\n", "\n").split("\n"))


def _summary(chosen: list[CalendarDate]) -> str:
    kinds = [entry.kind for entry in chosen if entry.state == "to come"]
    done = len(chosen) - len(kinds)
    milestones, deadlines = kinds.count("milestone"), kinds.count("deadline")
    notices = kinds.count("publication")
    contracts = len(kinds) - milestones - deadlines - notices
    return (
        f"{counted(milestones, 'milestone')} not complete, {counted(deadlines, 'deadline')}, "
        f"{counted(contracts, 'date')} of contracts"
        + (f", {counted(notices, 'notice')} to publish" if notices else "")
        + (f", {done:,} done or over" if done else "")
    )
