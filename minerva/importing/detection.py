"""Which format a file has, by its content first, and the reader of it.

A file that minerva does not read is refused with how to save it as one that it does.
"""

import re
from typing import Final

from msgspec.structs import replace

from minerva.importing.grid import ImportOptions
from minerva.importing.incoming import Incoming
from minerva.importing.register_wordings import REGISTER_ROWS
from minerva.importing.schedules import scheduler_of
from minerva.model.errors import MinervaError

MOST_BYTES: Final = 100_000_000

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP: Final = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z])", re.IGNORECASE)
_HTML: Final = re.compile(
    rb"(?:\s*<(?:\?.*?\?|!--.*?--)>)*\s*"
    rb"<(?:!doctype html|html|table|meta|head|body|title|style|script|div|p|font|center)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A web page, by its first element: what Excel and Project call a table is another thing."""
_JSON: Final = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[{\[\]"])')
_AS_WORKBOOK: Final = "in Excel, save it as an Excel workbook (.xlsx)"
_FORMATS: Final = (
    "minerva reads .csv, .xlsx, .xlsm, .xml of Microsoft Project, its own .json and, with MPXJ, "
    ".mpp, .mpx, .xer and other schedules"
)


def read(content: bytes, shown: str, options: ImportOptions) -> Incoming:
    """Return what a file says. Raises MinervaError where it cannot be read."""
    if not content.strip():
        raise MinervaError(f"{shown} is empty", _FORMATS)
    if len(content) > MOST_BYTES:
        raise MinervaError(
            f"{shown} has more than {MOST_BYTES // 1_000_000} MB", "part it into smaller files"
        )
    if content.startswith(_ZIP):
        from minerva.importing import xlsx

        return xlsx.read(content, shown, options)
    if (scheduler := scheduler_of(content, shown)) is not None:
        return _read_schedule(content, shown, scheduler, options)
    if content.startswith(_OLE):
        raise _of_old_office(content, shown)
    plain = _without_mark(content)
    no_json = options.kind in REGISTER_ROWS and _JSON.match(plain)
    no_markup = options.kind in (*REGISTER_ROWS, "costs") and _MARKUP.match(plain)
    if no_json or no_markup:
        raise MinervaError(
            f"{shown} is no spreadsheet", f"{options.kind} are read from .csv, .xlsx and .xlsm"
        )
    if _MARKUP.match(plain):
        return _read_markup(content, plain, shown, options)
    if _JSON.match(plain):
        from minerva.importing import json_reader

        return json_reader.read(content, shown, options)
    _refuse_others(content, shown)
    from minerva.importing import csv_file

    return csv_file.read(content, shown, options)


def _read_markup(content: bytes, plain: bytes, shown: str, options: ImportOptions) -> Incoming:
    """Read XML: the one place where a reader of a kind of XML is chosen."""
    head = plain[:4096]
    if _HTML.match(head):
        raise MinervaError(f"{shown} is a web page, whatever its name says", _AS_WORKBOOK)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise MinervaError(f"{shown} is an XML spreadsheet of 2003", _AS_WORKBOOK)
    return _read_project_xml(content, shown, options, "XML")


def _read_schedule(content: bytes, shown: str, scheduler: str, options: ImportOptions) -> Incoming:
    """Read a file of another scheduler, turned into Project's XML."""
    from minerva.importing.schedules import as_project_xml

    xml = as_project_xml(content, shown, scheduler)
    read = _read_project_xml(xml, shown, options, f"a file of {scheduler}")
    told = f"the file is one of {scheduler}, read by way of MPXJ and Microsoft Project's XML"
    return replace(read, format=scheduler, remarks=[told, *read.remarks])


def _read_project_xml(content: bytes, shown: str, options: ImportOptions, what: str) -> Incoming:
    if options.sheet or options.header or options.maps:
        raise MinervaError(
            f"{shown} is {what}, which has no headings", "leave out --sheet, --header and --map"
        )
    from minerva.importing import project_xml

    return project_xml.read(
        content,
        shown,
        all_tasks=options.all_tasks,
        baseline=options.baseline,
        year_start=options.year_start,
    )


def _of_old_office(content: bytes, shown: str) -> MinervaError:
    """Return the refusal of a file in the container that Office used before 2007.

    An encrypted workbook is in one too.
    """
    if _named(content, "EncryptedPackage"):
        return MinervaError(
            f"{shown} is protected with a password",
            "open it, take the password off (File, Info, Protect Workbook), and save it",
        )
    if shown.lower().endswith((".xls", ".xlt")) or _named(content, "Workbook"):
        return MinervaError(f"{shown} is a workbook of Excel 97 to 2003 (.xls)", _AS_WORKBOOK)
    return MinervaError(f"{shown} is a file of an older Office", _FORMATS)


def _named(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


def _refuse_others(content: bytes, shown: str) -> None:
    others = {b"%PDF": "a PDF", b"\x1f\x8b": "packed with gzip", b"\x89PNG": "a picture"}
    others |= {b"BEGIN:VCALENDAR": "a calendar", b"7z\xbc\xaf": "packed", b"{\\rtf": "a document"}
    for mark, what in others.items():
        if content.startswith(mark):
            raise MinervaError(f"{shown} is {what}", _FORMATS)


def _without_mark(content: bytes) -> bytes:
    """Return the beginning of a text as ASCII would have it, whatever its encoding."""
    head = content[:20_000]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"") if b"\0" in head[:8] else head
