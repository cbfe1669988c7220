"""Workbooks before they are opened: what kind of file it is, and whether it is safe to unpack.

Nothing is unpacked before the sizes that the archive states are known to be small enough. Python's
reader gives no more of a part than its stated size, and refuses one whose checksum differs.
"""

import io
import re
import zipfile
from typing import Final

from minerva.importing.incoming import UnreadableFileError

MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 10_000

_MACROS: Final = "xl/vbaProject.bin"
_WORKBOOK: Final = "xl/workbook.xml"
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_WIDE: Final = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-16-le", "utf-16-be"))
_HEAD: Final = 100_000
_AS_WORKBOOK: Final = "save it as an Excel workbook (.xlsx)"


def require_workbook(content: bytes, shown: str) -> bool:
    """Refuse an archive that is no workbook, or that is not safe to unpack.

    Returns whether it has macros, which are never read. Raises UnreadableFileError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_other_kinds(archive, shown)
            _refuse_bombs(parts, shown)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, part, shown)
            return any(part.filename == _MACROS for part in parts)
    except UnreadableFileError:
        raise
    except Exception:  # zipfile raises whatever damage makes it stumble on
        raise UnreadableFileError(
            f"{shown} is damaged: its parts cannot be unpacked",
            "open it in Excel or LibreOffice, and save it again",
        ) from None


def _refuse_other_kinds(archive: zipfile.ZipFile, shown: str) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype")
        if b"opendocument" in kind:
            raise UnreadableFileError(f"{shown} is an OpenDocument file", _AS_WORKBOOK)
    if "xl/workbook.bin" in names:
        raise UnreadableFileError(f"{shown} is a binary workbook (.xlsb)", _AS_WORKBOOK)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise UnreadableFileError(f"{shown} is a file of Numbers", "export it as Excel (.xlsx)")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise UnreadableFileError(
            f"{shown} is a document, and no workbook", "copy its table into a workbook (.xlsx)"
        )
    if _WORKBOOK not in names:
        raise UnreadableFileError(f"{shown} is an archive, and no workbook", _AS_WORKBOOK)


def _refuse_bombs(parts: list[zipfile.ZipInfo], shown: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise UnreadableFileError(
            f"{shown} would unpack to {unpacked / 1_000_000:,.0f} MB in {len(parts):,} parts: more "
            f"than {MOST_UNPACKED // 1_000_000} MB is not read",
            "copy the rows alone into a new workbook",
        )
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise UnreadableFileError(
            f"{shown} is damaged: it has two parts of one name", "save it again in Excel"
        )


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    """Refuse a part that declares entities: no workbook needs any, and they can be a trap."""
    with archive.open(part) as stream:
        head = stream.read(_HEAD)
    if _DOCTYPE.search(head) or any(wide in head for wide in _DOCTYPE_WIDE):
        raise UnreadableFileError(
            f"{shown} declares XML entities in {part.filename}, which no spreadsheet does",
            "open it in Excel or LibreOffice, and save it again",
        )
