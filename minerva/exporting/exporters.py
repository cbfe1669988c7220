"""The formats that a programme goes out in, each under its name: the only list of them.

A format is a module with two functions. `export` makes the bytes; `is_ours` tells whether a file
is one that minerva made. A module is imported when its format is asked for.
"""

from typing import BinaryIO, Final

from minerva.exporting.outgoing import Exported, Format, Request
from minerva.views.analysis import ALL_NAMES


def _workbook(request: Request) -> Exported:
    from minerva.exporting import workbook

    return workbook.export(request)


def _is_our_workbook(file: BinaryIO) -> bool:
    from minerva.exporting import workbook

    return workbook.is_ours(file)


def _json(request: Request) -> Exported:
    from minerva.exporting import json_writer

    return json_writer.export(request)


def _is_our_json(file: BinaryIO) -> bool:
    from minerva.exporting import json_writer

    return json_writer.is_ours(file)


def _calendar(request: Request) -> Exported:
    from minerva.exporting import calendar

    return calendar.export(request)


def _is_our_calendar(file: BinaryIO) -> bool:
    from minerva.exporting import calendar

    return calendar.is_ours(file)


def _project(request: Request) -> Exported:
    from minerva.exporting import project_writer

    return project_writer.export(request)


def _is_our_project(file: BinaryIO) -> bool:
    from minerva.exporting import project_writer

    return project_writer.is_ours(file)


def _ocds(request: Request) -> Exported:
    from minerva.exporting import ocds

    return ocds.export(request)


def _is_our_ocds(file: BinaryIO) -> bool:
    from minerva.exporting import ocds

    return ocds.is_ours(file)


def _parquet(request: Request) -> Exported:
    from minerva.exporting import tables

    return tables.export_parquet(request)


def _is_our_parquet(file: BinaryIO) -> bool:
    from minerva.exporting import tables

    return tables.is_our_parquet(file)


def _csv(request: Request) -> Exported:
    from minerva.exporting import tables

    return tables.export_csv(request)


def _is_our_csv(file: BinaryIO) -> bool:
    from minerva.exporting import tables

    return tables.is_our_csv(file)


def _files(suffix: str) -> tuple[str, ...]:
    return tuple(f"{name}.{suffix}" for name in ALL_NAMES)


FORMATS: Final = {
    format.name: format
    for format in (
        Format("xlsx", "a workbook", _workbook, _is_our_workbook, "excel"),
        Format("ics", "a calendar", _calendar, _is_our_calendar, "calendar"),
        Format("xml", "Microsoft Project", _project, _is_our_project),
        Format("json", "everything, for programs", _json, _is_our_json),
        Format("ocds", "Open Contracting", _ocds, _is_our_ocds, suffix="json"),
        Format("parquet", "tables", _parquet, _is_our_parquet, "tables", _files("parquet")),
        Format("csv", "tables", _csv, _is_our_csv, None, _files("csv")),
    )
}
"""Every format by its name."""
