"""Files of other tools for tests: texts of rows, workbooks, and what only looks like them."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

Rows = Sequence[Sequence[object]]


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    """Return rows as a text; a cell with the delimiter or a line break in it has quotes."""
    lines = [delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows]
    return (end.join(lines) + end).encode(encoding)


def workbook(
    sheets: Mapping[str, Rows] | Rows,
    formats: Mapping[str, str] | None = None,
    change: Callable[[Any], None] | None = None,
) -> bytes:
    """Return a workbook; `formats` are number formats by cell, `change` is made before saving."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell, format in (formats or {}).items():
            sheet[cell].number_format = format
    if change is not None:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_values(content: bytes, values: Mapping[str, object], sheet: int = 1) -> bytes:
    """Return a workbook whose formulas have the values that a spreadsheet worked out for them."""

    def cached(xml: str) -> str:
        for cell, value in values.items():
            kind = ' t="e"' if str(value).startswith("#") else ' t="str"'
            kind = "" if isinstance(value, int | float) else kind
            pattern = rf'<c r="{cell}"([^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v ?/?>(?:</v>)?</c>'
            new = rf'<c r="{cell}"\1{kind}>\2<v>{value}</v></c>'
            xml, count = re.subn(pattern, new, xml)
            assert count == 1, (cell, xml)
        return xml

    return rewritten(content, {f"xl/worksheets/sheet{sheet}.xml": cached})


def rewritten(content: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """Return an archive with some of its texts changed; one that is not there is made from ''."""
    old, new = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            data = old.read(name)
            archive.writestr(name, changes[name](data.decode()) if name in changes else data)
        for name in changes.keys() - set(old.namelist()):
            archive.writestr(name, changes[name](""))
    return new.getvalue()


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP archive of some parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return content.getvalue()


def old_office(*streams: str) -> bytes:
    """Return what begins like a file of Office before 2007, with the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names.ljust(512, b"\0")


def day(text: str) -> date:
    """Return a day from its ISO form."""
    return date.fromisoformat(text)


def _quoted(cell: object, delimiter: str) -> str:
    said = "" if cell is None else str(cell)
    if any(mark in said for mark in (delimiter, '"', "\n", "\r")):
        return '"' + said.replace('"', '""') + '"'
    return said
