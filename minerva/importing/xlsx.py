"""Excel workbooks, .xlsx and .xlsm: values as they were last worked out; macros are never run.

The only module that knows openpyxl. Nothing is unpacked before the sizes that the archive states
are known to be small enough; Python gives no more of a part than its stated size, and refuses one
whose checksum differs.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from minerva.importing.bounds import MOST_ROWS, require_few, require_workable
from minerva.importing.cell_values import number_of
from minerva.importing.grid import Fault, Grid, ImportOptions, Percent, Row, Scaled, Value
from minerva.importing.headings import find_headings, match_headings
from minerva.importing.incoming import Incoming
from minerva.importing.kinds import UnclearKindError
from minerva.importing.own_workbook import (
    costs_alone,
    headings_of_savings,
    options_for,
    with_other_sheets,
)
from minerva.importing.rows import read_rows
from minerva.model.dates import parse_window
from minerva.model.errors import MinervaError

if TYPE_CHECKING:
    from openpyxl import Workbook

INSTALL: Final = "pip install 'minerva-programme[excel]'"
STEP: Final = 500

MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 10_000

_MACROS: Final = "xl/vbaProject.bin"
_WORKBOOK: Final = "xl/workbook.xml"
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_WIDE: Final = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-16-le", "utf-16-be"))
_HEAD: Final = 100_000
_AS_WORKBOOK: Final = "save it as an Excel workbook (.xlsx)"

_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_SCALED: Final = re.compile(r"[0#?],+(?![0#?,])")
_UNIT_SHOWN: Final = re.compile(r"""[0#?]\s*["\\]\s*(k|m|bn)\b""", re.IGNORECASE)
"""A unit that a format writes behind the number: `0.0"m"` shows 1.5 as 1.5m."""
_SHOWN: Final = {"k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_NO_VALUE: Final = Fault(
    "a formula", "the formula has no value", "open the file in Excel or LibreOffice, and save it"
)


def read(content: bytes, shown: str, options: ImportOptions) -> Incoming:
    """Return what the rows of a sheet say. Raises MinervaError."""
    has_macros = _require_workbook(content, shown)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, drawings
        try:
            values = _open(content, data_only=True)
            grids = [
                _grid(content, values, name, options) for name in _sheets(values, options, shown)
            ]
        except MinervaError:
            raise
        except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble on
            raise MinervaError(
                f"{shown} is damaged: {type(error).__name__} while it was read",
                "open it in Excel or LibreOffice, and save it again",
            ) from None
    own = [grid for grid in grids if options.kind == "costs" and headings_of_savings(grid)]
    grid, found = _chosen(own or grids, options, shown)
    remarks = [*grid.remarks, *(["its macros are not read"] if has_macros else [])]
    hidden = [name for name in values.sheetnames if values[name].sheet_state != "visible"]
    if hidden and options.sheet is None:
        remarks.append(f"hidden sheets are not read: {', '.join(hidden)}; --sheet reads one")
    row, kind, _ = found
    grid = replace(grid, remarks=remarks)
    if kind == "savings" and headings_of_savings(grid) == row:
        options = options_for(options, row)
        table = match_headings(grid, row, kind, options)
        read = with_other_sheets(read_rows(table, options, shown, "xlsx"), grids, options)
        return costs_alone(read) if options.kind == "costs" else read
    return read_rows(match_headings(grid, row, kind, options), options, shown, "xlsx")


def _open(content: bytes, *, data_only: bool) -> "Workbook":
    try:
        import openpyxl
    except ImportError:
        raise MinervaError(
            "reading a workbook needs openpyxl, which is not installed", INSTALL
        ) from None
    return openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
    )


def _sheets(workbook: "Workbook", options: ImportOptions, shown: str) -> Sequence[str]:
    """Return the names of the sheets that may hold the rows: the one asked for, else the visible.

    Raises MinervaError where there is no such sheet.
    """
    names = {sheet.title: sheet for sheet in workbook.worksheets}
    if options.sheet is not None:
        found = next((n for n in names if n.casefold() == options.sheet.strip().casefold()), None)
        if found is None:
            raise MinervaError(
                f'{shown} has no sheet "{options.sheet}"', f"its sheets are {', '.join(names)}"
            )
        return [found]
    visible = [name for name, sheet in names.items() if sheet.sheet_state == "visible"]
    if not visible:
        raise MinervaError(f"{shown} has no visible sheet with cells", "name one: --sheet")
    return visible


def _chosen(grids: Sequence[Grid], options: ImportOptions, shown: str) -> tuple[Grid, Any]:
    """Return the one sheet that has known headings, and them. Raises MinervaError.

    Of several it is the one that is called what is asked for: Milestones or Savings.
    """
    found, unclear = [], []
    for grid in grids:
        try:
            headings = _headings(grid, options)
        except UnclearKindError as error:
            unclear.append((grid, error))
            continue
        if headings:
            found.append((grid, headings))
    if len(found) == 1 and not unclear:
        return found[0]
    called = [pair for pair in found if (pair[0].name or "").strip().casefold() == options.kind]
    if len(called) == 1:
        return called[0]
    if found:
        candidates = [grid for grid, _ in [*found, *unclear]]
        names = ", ".join(f'"{grid.name}"' for grid in grids if grid in candidates)
        most, _ = max(found, key=lambda pair: pair[1][2])
        raise MinervaError(
            f"{len(candidates)} sheets of {shown} have rows to read: {names}",
            f'say which one: --sheet "{most.name}"',
        )
    if unclear:
        raise unclear[0][1]
    names = ", ".join(f'"{grid.name}"' for grid in grids)
    raise MinervaError(
        f"no sheet of {shown} has headings that are known ({names})",
        "name the row of the headings with --header, or what a heading means: "
        '--map "Planned finish=baseline"',
    )


def _headings(grid: Grid, options: ImportOptions) -> Any:
    if not grid.rows and options.header is not None and options.sheet is None:
        return None
    own = headings_of_savings(grid) if options.kind in (None, "savings", "costs") else None
    if own is not None and options.header is None:
        return find_headings(Grid(grid.name, [own]), options, "savings")
    return find_headings(grid, options, options.kind)


def _grid(content: bytes, values: "Workbook", name: str, options: ImportOptions) -> Grid:
    """Return a sheet with the values of its cells; a formula without one is a fault."""
    sheet: Any = values[name]
    merged = _merged_down(content, sheet)
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    texts: Any = None
    if _has_formulas(content, sheet):
        formulas_sheet: Any = _open(content, data_only=False)[name]
        formulas_sheet.reset_dimensions()
        texts = formulas_sheet.iter_rows()
    rows: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        found = [_value(cell) for cell in cells]
        if texts is not None:
            for column, cell in enumerate(next(texts, ())):
                if cell.data_type == "f" and column < len(found) and found[column] is None:
                    found[column] = _NO_VALUE
        while found and found[-1] is None:
            del found[-1]
        if found or number in merged:
            require_few(found, f"{name}, row {number:,}")
            rows.append(Row(number, found))
            if len(rows) > MOST_ROWS:
                raise MinervaError(
                    f"{name} has more than {MOST_ROWS:,} rows with something in them",
                    "copy the rows to be read into a workbook of their own",
                )
        if number % STEP == 0:
            options.advance(number, sheet.max_row or 0)
    return Grid(name, list(_filled_down(rows, merged)))


def _value(cell: Any) -> Value:
    """Return what a cell holds, with what its format says of it."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime | date):
        return _date(value, cell)
    if isinstance(value, time | timedelta):
        return Fault(str(value), f"{value} is a time of day, or a length of time", None)
    if not isinstance(value, int | float) or value in (float("inf"), float("-inf")):
        return Fault(str(value), "the cell holds nothing that can be read")
    number = number_of(value)
    written = str(cell.number_format or "").partition(";")[0]
    format = _QUOTED.sub("", written)
    if "%" in format:
        return Percent(number * 100)
    if _SCALED.search(format):
        return Scaled(number)
    unit = _UNIT_SHOWN.search(written)
    return number if unit is None else Scaled(number * _SHOWN[unit[1].lower()])


def _date(value: date, cell: Any) -> Value:
    """Return a date; where its format shows no day, the month or the year that it shows."""
    day = value.date() if isinstance(value, datetime) else value
    format = _QUOTED.sub("", str(cell.number_format or "")).lower().partition(";")[0]
    if "d" in format or "y" not in format:
        return day
    try:
        if "m" in format:
            return parse_window(f"{day.year:04d}-{day.month:02d}")
        return parse_window(f"{day.year:04d}-01-01/{day.year:04d}-12-31")
    except ValueError:
        return day


def _has_formulas(content: bytes, sheet: Any) -> bool:
    return any(re.search(rb"<(?:\w+:)?f[ >/]", part) for part in _parts(content, sheet))


def _parts(content: bytes, sheet: Any) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that overlap a little, so that no mark is cut in two."""
    before = b""
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open(sheet._worksheet_path) as stream,  # openpyxl has no other way to the part
    ):
        while part := stream.read(1 << 20):
            yield before + part
            before = part[-200:]


def _merged_down(content: bytes, sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Return, by row, the columns whose value is that of a cell merged with it from above.

    Each with the row that holds the value. Cells that are merged across only hold a title.
    """
    from openpyxl.utils import column_index_from_string

    merged: dict[int, list[tuple[int, int]]] = {}
    seen: set[bytes] = set()
    for part in _parts(content, sheet):
        for found in _MERGED.finditer(part):
            first, top, last, bottom = found.groups()
            if found[0] in seen or first != last or int(bottom) - int(top) > MOST_ROWS:
                continue
            seen.add(found[0])
            column = column_index_from_string(first.decode()) - 1
            for row in range(int(top) + 1, int(bottom) + 1):
                merged.setdefault(row, []).append((column, int(top)))
    return merged


def _filled_down(rows: Sequence[Row], merged: dict[int, list[tuple[int, int]]]) -> Iterator[Row]:
    """Yield the rows with the values of cells that are merged downwards in each row of them.

    A row with nothing else in it stays blank.
    """
    by_number = {row.number: row for row in rows}
    for row in rows:
        from_above = merged.get(row.number)
        if not from_above or all(value is None for value in row.values):
            yield row
            continue
        values = list(row.values)
        for column, top in from_above:
            above = by_number.get(top)
            if above is not None and column < len(above.values):
                values += [None] * (column + 1 - len(values))
                if values[column] is None:
                    values[column] = above.values[column]
        yield Row(row.number, values)


def _require_workbook(content: bytes, shown: str) -> bool:
    """Refuse an archive that is no workbook, or that is not safe to unpack.

    Returns whether it has macros, which are never read. Raises MinervaError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_other_kinds(archive, shown)
            _refuse_bombs(parts, shown)
            require_workable(archive, shown)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, part, shown)
            return any(part.filename == _MACROS for part in parts)
    except MinervaError:
        raise
    except Exception:  # zipfile raises whatever damage makes it stumble on
        raise MinervaError(
            f"{shown} is damaged: its parts cannot be unpacked",
            "open it in Excel or LibreOffice, and save it again",
        ) from None


def _refuse_other_kinds(archive: zipfile.ZipFile, shown: str) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype")
        if b"opendocument" in kind:
            raise MinervaError(f"{shown} is an OpenDocument file", _AS_WORKBOOK)
    if "xl/workbook.bin" in names:
        raise MinervaError(f"{shown} is a binary workbook (.xlsb)", _AS_WORKBOOK)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise MinervaError(f"{shown} is a file of Numbers", "export it as Excel (.xlsx)")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise MinervaError(
            f"{shown} is a document, and no workbook", "copy its table into a workbook (.xlsx)"
        )
    if _WORKBOOK not in names:
        raise MinervaError(f"{shown} is an archive, and no workbook", _AS_WORKBOOK)


def _refuse_bombs(parts: list[zipfile.ZipInfo], shown: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise MinervaError(
            f"{shown} would unpack to {unpacked / 1_000_000:,.0f} MB in {len(parts):,} parts: more "
            f"than {MOST_UNPACKED // 1_000_000} MB is not read",
            "copy the rows alone into a new workbook",
        )
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise MinervaError(
            f"{shown} is damaged: it has two parts of one name", "save it again in Excel"
        )


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> None:
    """Refuse a part that declares entities: no workbook needs any, and they can be a trap."""
    with archive.open(part) as stream:
        head = stream.read(_HEAD)
    if _DOCTYPE.search(head) or any(wide in head for wide in _DOCTYPE_WIDE):
        raise MinervaError(
            f"{shown} declares XML entities in {part.filename}, which no spreadsheet does",
            "open it in Excel or LibreOffice, and save it again",
        )
