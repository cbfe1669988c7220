"""How large a file may be once it is unpacked, looked at before anything is made of it.

A small file can say that it holds a great deal: a row of a number that no sheet has, merged cells
without end, parts inside parts. Nothing here reads a value.
"""

import re
import zipfile
from collections.abc import Sequence
from typing import Final

from minerva.formats.cells import column_letters
from minerva.model.errors import MinervaError

MOST_ROWS: Final = 100_000
"""How many rows with something in them are read of a sheet or of a text."""

MOST_COLUMNS: Final = 1_000
MOST_CELLS: Final = 1_000_000
MOST_DEEP: Final = 100

_LAST_ROW: Final = 1_048_576
"""The last row that a sheet of Excel has."""

_MOST_BLANK: Final = 20_000_000
_MOST_MERGED: Final = 1_000_000
_MOST_STRINGS: Final = 1_000_000
_MOST_STYLES: Final = 130_000
_USUAL_COLUMNS: Final = 26
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"([0-9]+)\"")
_FAR: Final = re.compile(rb"\br=\"([A-Z]{2,})([0-9]+)\"")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?ref=\"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\""
)
_STRING: Final = re.compile(rb"<(/?)(?:\w+:)?si\b(?:[^>]*?(/)>)?")
_COPY: Final = "copy the rows to be read into a new workbook"


def require_workable(archive: zipfile.ZipFile, shown: str) -> None:
    """Refuse a workbook that would take too long, or too much memory, to read. It says where.

    Raises MinervaError.
    """
    for name in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            _require_workable_sheet(archive.read(name), f"{shown}, {name}")
        elif name.endswith("sharedStrings.xml"):
            _require_workable_strings(archive.read(name), f"{shown}, {name}")
        elif name.endswith("styles.xml"):
            xml = archive.read(name)
            styles = sum(
                _count(xml, tag) for tag in (b"xf", b"font", b"fill", b"border", b"numFmt")
            )
            _require(styles, _MOST_STYLES, "styles", f"{shown}, {name}")


def require_few(values: Sequence[object], place: str) -> None:
    """Refuse a row with more cells than any plan has; `place` is where it stands."""
    if len(values) > MOST_COLUMNS:
        raise MinervaError(
            f"{place} has {len(values):,} cells: more than {MOST_COLUMNS:,} columns are not read",
            "take the columns out that are not needed",
        )


def _require(count: int, most: int, what: str, place: str) -> None:
    if count > most:
        raise MinervaError(f"{place} has {count:,} {what}: more than {most:,}", _COPY)


def _require_workable_sheet(xml: bytes, place: str) -> None:
    for found in _ROW.finditer(xml):
        if len(found[1]) > len(str(_LAST_ROW)) or int(found[1]) > _LAST_ROW:
            number = found[1][:20].decode()
            raise MinervaError(
                f"{place} has a row {number}, which no sheet has: the last is {_LAST_ROW:,}", _COPY
            )
    _require(_count(xml, b"c"), MOST_CELLS, "cells", place)
    blank = _count(xml, b"row") * _USUAL_COLUMNS
    furthest: dict[bytes, int] = {}
    for column, row in map(re.Match.groups, _FAR.finditer(xml)):
        furthest[row] = max(furthest.get(row, 0), _number_of(column))
    blank += sum(furthest.values())
    if blank > _MOST_BLANK:
        row = max(furthest, key=lambda row: furthest[row])
        far = f"{column_letters(furthest[row] - 1)}{row.decode()}"
        raise MinervaError(
            f"{place} would have {blank:,} cells with the blank ones, as far as {far}",
            "delete the columns beyond the last one with something in it, and save it again",
        )
    merged = 0
    for first, top, last, bottom in map(re.Match.groups, _MERGED.finditer(xml)):
        if first == last:
            merged += max(int(bottom[:10]) - int(top[:10]), 0)
        _require(merged, _MOST_MERGED, f"merged cells by {first.decode()}{top.decode()}", place)


def _require_workable_strings(xml: bytes, place: str) -> None:
    """Refuse too many texts, and texts inside texts."""
    _require(_count(xml, b"si"), _MOST_STRINGS, "texts", place)
    is_open, number = False, 0
    for closes, empty in map(re.Match.groups, _STRING.finditer(xml)):
        number += not closes
        if not closes and is_open:
            raise MinervaError(
                f"{place} has a text inside text {number - 1:,}, which no workbook has", _COPY
            )
        is_open = not (closes or empty)


def _count(xml: bytes, tag: bytes) -> int:
    """Return how many elements of a name begin in a part, whose names may all have a prefix."""
    prefix = re.search(rb"<(\w+:)(?:worksheet|sst|styleSheet)\b", xml[:10_000])
    named = b"<" + (prefix[1] if prefix else b"") + tag
    return sum(xml.count(named + end) for end in (b" ", b">", b"/", b"\n"))


def _number_of(letters: bytes) -> int:
    """Return the number of a column, counted from 1; one beyond all is 0 and has no cells."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number
