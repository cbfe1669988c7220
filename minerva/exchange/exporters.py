"""The formats that a programme goes out in, each under its name: the only list of them.

A format is a module with two functions. `export` makes the bytes; `is_ours` tells whether a file
is one that minerva made. A module is imported when its format is asked for.
"""

from typing import BinaryIO, Final

from minerva.exchange.outgoing import Exported, Format, Request


def _json(request: Request) -> Exported:
    from minerva.exchange import own_json

    return own_json.export(request)


def _is_our_json(file: BinaryIO) -> bool:
    from minerva.exchange import own_json

    return own_json.is_ours(file)


def _calendar(request: Request) -> Exported:
    from minerva.exchange import calendar

    return calendar.export(request)


def _is_our_calendar(file: BinaryIO) -> bool:
    from minerva.exchange import calendar

    return calendar.is_ours(file)


def _project(request: Request) -> Exported:
    from minerva.exchange import project_writer

    return project_writer.export(request)


def _is_our_project(file: BinaryIO) -> bool:
    from minerva.exchange import project_writer

    return project_writer.is_ours(file)


def _workbook(request: Request) -> Exported:
    from minerva.exchange import workbook

    return workbook.export(request)


def _is_our_workbook(file: BinaryIO) -> bool:
    from minerva.exchange import workbook

    return workbook.is_ours(file)


FORMATS: Final = {
    format.name: format
    for format in (
        Format("xlsx", "a workbook", _workbook, _is_our_workbook, "excel"),
        Format("ics", "a calendar", _calendar, _is_our_calendar, "calendar"),
        Format("xml", "Microsoft Project", _project, _is_our_project),
        Format("json", "everything, for programs", _json, _is_our_json),
    )
}
"""Every format by its name."""
