"""Microsoft Project's XML (MSPDI), written: a task for each milestone, under its workstream.

A milestone is fixed to its day, so that no program that opens the file moves it; its links say
what it comes after. What Project has no field for stands in text fields of the task.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from minerva import project_terms as terms
from minerva.exporting.outgoing import Exported, Request
from minerva.formats.cells import counted
from minerva.model.dates import Window
from minerva.model.programme import Id, Predecessor
from minerva.position import Position
from minerva.position.milestones import MilestonePosition

_MARK: Final = "<!-- Made by minerva: replaced by its next export -->"
_HEAD: Final = 1_000
_NO_TIME: Final = "PT0H0M0S"
_HOURS_A_DAY: Final = 8
_DAYS: Final = "7"
_MUST_FINISH_ON: Final = "3"
_EVERY_DAY: Final = "1"
_SHIFTS: Final = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))


def export(request: Request) -> Exported:
    """Return the file, and how much is in it."""
    position = request.position
    root = Element("Project", xmlns=terms.NAMESPACE)
    grouped = {
        workstream.workstream.id: workstream.milestones
        for workstream in position.workstreams
        if workstream.milestones
    }
    _add_heading(root, position)
    _add_fields(root)
    _add_calendar(root)
    tasks = SubElement(root, "Tasks")
    links = _add_tasks(tasks, request, grouped)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, "unicode")
    written = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{_MARK}\n{text}\n'
    milestones = counted(sum(map(len, grouped.values())), "milestone")
    summary = f"{milestones} of {counted(len(grouped), 'workstream')}, {counted(links, 'link')}"
    return Exported(written.encode(), summary)


def is_ours(file: BinaryIO) -> bool:
    """Tell whether a file is as minerva wrote it: Project keeps no comments when it saves one."""
    return _MARK.encode() in file.read(_HEAD)


def _add_heading(root: Element, position: Position) -> None:
    """Write what is said of the project as a whole, in the order that the format prescribes."""
    details = position.programme.details
    ends = [_finish(milestone).latest for milestone in position.milestones]
    first, last = (min(ends), max(ends)) if ends else (position.as_of, position.as_of)
    year = details.financial_year_starts
    _add_all(
        root,
        {
            "SaveVersion": "14",
            "Name": terms.carried(details.name),
            "Title": terms.carried(details.name),
            "Company": details.organisation and terms.carried(details.organisation),
            "CreationDate": _morning(position.as_of),
            "ScheduleFromStart": "1",
            "StartDate": _morning(first),
            "FinishDate": _evening(last),
            "FYStartDate": str(year.month),
            "CurrencyCode": details.currency,
            "CalendarUID": _EVERY_DAY,
            "DefaultStartTime": _SHIFTS[0][0],
            "DefaultFinishTime": terms.END_OF_DAY,
            "MinutesPerDay": str(_HOURS_A_DAY * 60),
            "MinutesPerWeek": str(_HOURS_A_DAY * 60 * 7),
            "DaysPerMonth": "30",
            "DurationFormat": _DAYS,
            "StatusDate": _evening(position.as_of),
            "CurrentDate": _morning(position.as_of),
            "NewTasksAreManual": "1",
        },
    )


def _add_fields(root: Element) -> None:
    """Name the text fields that carry what Project has no field for."""
    fields = SubElement(root, "ExtendedAttributes")
    for alias, (name, number) in terms.FIELDS.items():
        field = SubElement(fields, "ExtendedAttribute")
        _add_all(field, {"FieldID": number, "FieldName": name, "Alias": alias})


def _add_calendar(root: Element) -> None:
    """Write a calendar in which every day is worked, as a milestone may be due on any."""
    calendar = SubElement(SubElement(root, "Calendars"), "Calendar")
    names = {"UID": _EVERY_DAY, "Name": "Every day", "IsBaseCalendar": "1"}
    _add_all(calendar, names | {"BaseCalendarUID": "-1"})
    week = SubElement(calendar, "WeekDays")
    for number in range(1, 8):
        day = SubElement(week, "WeekDay")
        _add_all(day, {"DayType": str(number), "DayWorking": "1"})
        times = SubElement(day, "WorkingTimes")
        for begin, end in _SHIFTS:
            _add_all(SubElement(times, "WorkingTime"), {"FromTime": begin, "ToTime": end})


def _add_tasks(
    tasks: Element, request: Request, grouped: Mapping[Id, Sequence[MilestonePosition]]
) -> int:
    """Write a summary task for the programme and each workstream, and a task for each milestone.

    Returns how many links there are.
    """
    programme = request.position.programme
    names = programme.workstream_names
    everything = [milestone for milestones in grouped.values() for milestone in milestones]
    uids: dict[Id, int] = {}
    for place, milestones in enumerate(grouped.values(), 1):
        for milestone in milestones:  # each workstream is a task before its milestones
            uids[milestone.record.id] = place + len(uids) + 1
    _add_summary(tasks, 0, "0", programme.details.name, everything)
    links = 0
    for place, (workstream, milestones) in enumerate(grouped.items(), 1):
        uid = uids[milestones[0].record.id] - 1
        summary = _add_summary(tasks, uid, f"{place}", names[workstream], milestones)
        _add_field(summary, terms.ID, workstream)
        for below, milestone in enumerate(milestones, 1):
            request.advance(uids[milestone.record.id], len(everything) + len(grouped))
            links += _add_milestone(tasks, milestone, f"{place}.{below}", uids)
    return links


def _add_summary(
    tasks: Element, uid: int, number: str, name: str, milestones: Sequence[MilestonePosition]
) -> Element:
    """Write a task that others stand under, from the first of their dates to the last."""
    days = [_finish(milestone).latest for milestone in milestones]
    task = SubElement(tasks, "Task")
    opening = {"UID": str(uid), "ID": str(uid), "Name": terms.carried(name)}
    _add_all(task, opening | {"Type": "1", "IsNull": "0"})
    _add_all(task, _place(number, level=0 if number == "0" else 1))
    if days:
        hours = ((max(days) - min(days)).days + 1) * _HOURS_A_DAY
        _add_all(
            task,
            {
                "Start": _morning(min(days)),
                "Finish": _evening(max(days)),
                "Duration": f"PT{hours}H0M0S",
                "DurationFormat": _DAYS,
            },
        )
    _add_all(task, {"Milestone": "0", "Summary": "1"})
    _add_field(task, terms.EXACT, terms.write_exact({"name": name}))
    return task


def _add_milestone(
    tasks: Element, milestone: MilestonePosition, number: str, uids: Mapping[Id, int]
) -> int:
    """Write the task of a milestone, in the order that the format prescribes.

    Returns how many links it has.
    """
    record, finish = milestone.record, terms.at_end_of(_finish(milestone))
    deadline = None if record.deadline is None else terms.at_end_of(record.deadline)
    uid = str(uids[record.id])
    task = SubElement(tasks, "Task")
    _add_all(
        task,
        {"UID": uid, "ID": uid, "Name": terms.carried(record.name), "Active": "1", "Manual": "1"}
        | {"Type": "1", "IsNull": "0", "Contact": record.owner and terms.carried(record.owner)}
        | _place(number, level=2)
        | {"Start": finish, "Finish": finish, "Duration": _NO_TIME, "DurationFormat": _DAYS}
        | {"Estimated": "0", "Milestone": "1", "Summary": "0"}
        | _progress(milestone)
        | {"ConstraintType": _MUST_FINISH_ON, "ConstraintDate": finish}
        | {"Deadline": deadline}
        | {"Notes": record.note and terms.carried(record.note, lines=True)},
    )
    links = sum(_add_link(task, uids, predecessor) for predecessor in record.after)
    for name, value in _field_values(milestone):
        _add_field(task, name, value)
    original = milestone.original_baseline
    if milestone.baseline is not None:
        _add_baseline(task, "0", milestone.baseline)
    if original is not None and original != milestone.baseline:
        _add_baseline(task, "1", original)
    _add_all(task, {"ManualStart": finish, "ManualFinish": finish, "ManualDuration": _NO_TIME})
    return links


def _progress(milestone: MilestonePosition) -> dict[str, str | None]:
    if milestone.actual is None:
        return {"PercentComplete": "0"}
    actual = terms.at_end_of(milestone.actual)
    return {"PercentComplete": "100", "ActualStart": actual, "ActualFinish": actual}


def _add_link(task: Element, uids: Mapping[Id, int], predecessor: Predecessor) -> bool:
    """Write what a task comes after, if that is in the file; tell whether it is."""
    if predecessor.milestone not in uids:
        return False
    tenths, format = terms.write_lag(predecessor.lag)
    _add_all(
        SubElement(task, "PredecessorLink"),
        {
            "PredecessorUID": str(uids[predecessor.milestone]),
            "Type": terms.FINISH_TO_START,
            "CrossProject": "0",
            "LinkLag": str(tenths),
            "LagFormat": str(format),
        },
    )
    return True


def _field_values(milestone: MilestonePosition) -> Iterator[tuple[str, str | None]]:
    """Yield what Project has no field for, under the name of the text field that carries it."""
    record = milestone.record
    windows = {
        "forecast": None if milestone.complete else milestone.forecast,
        "baseline": milestone.baseline,
        "original_baseline": milestone.original_baseline,
        "actual": milestone.actual,
        "deadline": record.deadline,
    }
    texts = {
        "name": record.name,
        "owner": record.owner,
        "note": record.note,
        "deadline_reason": record.deadline_reason,
        "source": record.source,
    }
    yield terms.ID, record.id
    for name, window in windows.items():
        yield terms.WINDOWS[name], None if window is None else window.text
    reason, source = record.deadline_reason, record.source
    yield terms.DEADLINE_REASON, reason and terms.carried(reason, lines=True)
    yield terms.TOLERANCE, None if record.tolerance is None else str(record.tolerance)
    yield terms.SOURCE, source and terms.carried(source, lines=True)
    yield terms.EXACT, terms.write_exact(texts)


def _add_field(task: Element, name: str, value: str | None) -> None:
    if value:
        _, number = terms.FIELDS[name]
        _add_all(SubElement(task, "ExtendedAttribute"), {"FieldID": number, "Value": value})


def _add_baseline(task: Element, number: str, window: Window) -> None:
    finish = terms.at_end_of(window)
    _add_all(
        SubElement(task, "Baseline"),
        {
            "Number": number,
            "Start": finish,
            "Finish": finish,
            "Duration": _NO_TIME,
            "DurationFormat": _DAYS,
        },
    )


def _finish(milestone: MilestonePosition) -> Window:
    """Return the date that a task is fixed to: the actual one, else what is forecast."""
    return milestone.forecast if milestone.actual is None else milestone.actual


def _place(number: str, level: int) -> dict[str, str | None]:
    return {"WBS": number, "OutlineNumber": number, "OutlineLevel": str(level)}


def _morning(day: date) -> str:
    return f"{day.isoformat()}T{_SHIFTS[0][0]}"


def _evening(day: date) -> str:
    return f"{day.isoformat()}T{terms.END_OF_DAY}"


def _add_all(parent: Element, values: Mapping[str, str | None]) -> None:
    """Add an element with a text for each value that there is."""
    for name, value in values.items():
        if value is not None:
            SubElement(parent, name).text = value
